//! The best path of a function over points, by a dynamic programme over the lattice of subsets.

use super::space::Space;

/// How a path's value weighs its prefixes: J = (1 - lambda) f(U_k) + lambda mean over d of f(U_d).
#[derive(Debug, Clone)]
pub struct Objective {
    /// Weight of the prefix of each length 1..k.
    weights: Vec<f64>,
}

impl Objective {
    /// For paths of `depth` attributes; `anytime` is lambda in 0..1.
    pub fn new(depth: usize, anytime: f64) -> Self {
        let mut weights = vec![anytime / depth.max(1) as f64; depth];
        if let Some(last) = weights.last_mut() {
            *last += 1.0 - anytime;
        }
        Self { weights }
    }

    /// Weights of the prefixes, shortest first.
    pub fn weights(&self) -> &[f64] {
        &self.weights
    }

    /// Value of a path (its points, shortest prefix first) under a function.
    pub fn value(&self, path: &[u32], function: &[f64]) -> f64 {
        path.iter()
            .zip(&self.weights)
            .map(|(&point, weight)| weight * function[point as usize])
            .sum()
    }
}

/// Finds best paths; holds the programme's tables so that nothing is allocated for each function.
#[derive(Debug, Clone)]
pub struct PathFinder {
    best: Vec<f64>,
    from: Vec<u32>,
}

impl PathFinder {
    /// For a space.
    pub fn new(space: &Space) -> Self {
        Self {
            best: vec![0.0; space.len()],
            from: vec![0; space.len()],
        }
    }

    /// The points of the path with the highest value, shortest prefix first. Where values are equal, the lower-numbered
    /// point wins.
    pub fn best_path(&mut self, space: &Space, objective: &Objective, function: &[f64]) -> Vec<u32> {
        for level in 1..=space.depth() {
            let weight = objective.weights()[level - 1];
            for point in space.level(level) {
                let mut top = f64::NEG_INFINITY;
                let mut top_parent = 0;
                for &parent in space.parents(point) {
                    let value = self.best[parent as usize];
                    if value > top {
                        top = value;
                        top_parent = parent;
                    }
                }
                self.best[point] = top + weight * function[point];
                self.from[point] = top_parent;
            }
        }
        let mut end = space.level(space.depth()).start;
        for point in space.level(space.depth()) {
            if self.best[point] > self.best[end] {
                end = point;
            }
        }
        let mut path = vec![0; space.depth()];
        let mut point = end as u32;
        for slot in path.iter_mut().rev() {
            *slot = point;
            point = self.from[point as usize];
        }
        path
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::Problem;
    use crate::random::Random;

    /// Every path, by brute force.
    fn all_paths(space: &Space) -> Vec<Vec<u32>> {
        let mut paths = vec![(0u32, Vec::new())];
        for _ in 0..space.depth() {
            paths = paths
                .into_iter()
                .flat_map(|(mask, path): (u32, Vec<u32>)| {
                    (0..space.width())
                        .filter(move |bit| mask >> bit & 1 == 0)
                        .map(move |bit| {
                            let next = mask | 1 << bit;
                            let mut longer = path.clone();
                            longer.push(next);
                            (next, longer)
                        })
                })
                .collect();
        }
        paths
            .into_iter()
            .map(|(_, path)| path.into_iter().map(|mask| space.number(mask) as u32).collect())
            .collect()
    }

    #[test]
    fn finds_what_brute_force_finds() {
        let space = Space::of(&Problem {
            attributes: 5,
            depth: 3,
            ..Problem::default()
        })
        .unwrap();
        let objective = Objective::new(3, 0.25);
        let paths = all_paths(&space);
        let mut random = Random::new(5);
        let mut finder = PathFinder::new(&space);
        for _ in 0..50 {
            let function: Vec<f64> = (0..space.len()).map(|_| random.normal()).collect();
            let found = objective.value(&finder.best_path(&space, &objective, &function), &function);
            let best = paths
                .iter()
                .map(|p| objective.value(p, &function))
                .fold(f64::NEG_INFINITY, f64::max);
            assert!((found - best).abs() < 1e-12);
        }
    }
}
