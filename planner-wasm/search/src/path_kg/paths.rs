//! The best path of a function over points, by a dynamic programme over the lattice of subsets.

use super::space::Space;
use std::ops::Range;

/// How a path's value weighs its prefixes: J = (1 - lambda) f(U_k) + lambda mean over d of f(U_d), less what its questions
/// cost, weighed likewise.
#[derive(Debug, Clone)]
pub struct Objective {
    /// Weight of the prefix of each length 1..k.
    weights: Vec<f64>,
    /// What each point costs; empty where nothing does.
    costs: Vec<f64>,
}

impl Objective {
    /// For paths of `depth` attributes; `anytime` is lambda in 0..1.
    pub fn new(depth: usize, anytime: f64) -> Self {
        let mut weights = vec![anytime / depth.max(1) as f64; depth];
        if let Some(last) = weights.last_mut() {
            *last += 1.0 - anytime;
        }
        Self {
            weights,
            costs: Vec::new(),
        }
    }

    /// The same with what each point of a space costs.
    pub fn with_costs(self, costs: Vec<f64>) -> Self {
        Self { costs, ..self }
    }

    /// What a point costs.
    pub fn cost(&self, point: usize) -> f64 {
        self.costs.get(point).copied().unwrap_or(0.0)
    }

    /// The point of highest value less its cost; the lowest-numbered where several are equal.
    pub fn best_of(&self, points: Range<usize>, function: &[f64]) -> usize {
        let net = |point: usize| function[point] - self.cost(point);
        points.clone().fold(
            points.start,
            |best, point| {
                if net(point) > net(best) { point } else { best }
            },
        )
    }

    /// Weights of the prefixes, shortest first.
    pub fn weights(&self) -> &[f64] {
        &self.weights
    }

    /// Value of a path (its points, shortest prefix first) under a function.
    pub fn value(&self, path: &[u32], function: &[f64]) -> f64 {
        path.iter()
            .zip(&self.weights)
            .map(|(&point, weight)| weight * (function[point as usize] - self.cost(point as usize)))
            .sum()
    }
}

/// Functions whose paths are found at once, so that the programme runs in vector instructions.
const LANES: usize = 8;

/// Finds best paths; holds the programme's tables so that nothing is allocated for each function.
#[derive(Debug, Clone)]
pub struct PathFinder {
    /// Value of the best way to each point, a lane for each function.
    best: Vec<[f64; LANES]>,
}

impl PathFinder {
    /// For a space.
    pub fn new(space: &Space) -> Self {
        Self {
            best: vec![[0.0; LANES]; space.len()],
        }
    }

    /// The points of the path with the highest value, shortest prefix first. Where values are equal, the lower-numbered
    /// point wins.
    pub fn best_path(&mut self, space: &Space, objective: &Objective, function: &[f64]) -> Vec<u32> {
        self.programme(space, objective, &[function; LANES]);
        self.trace_back(space, 0)
    }

    /// The best path of each function.
    pub fn best_paths(
        &mut self,
        space: &Space,
        objective: &Objective,
        functions: &[Vec<f64>],
    ) -> Vec<Vec<u32>> {
        let mut paths = Vec::with_capacity(functions.len());
        for some in functions.chunks(LANES) {
            // What is too few for all lanes is filled up with the last one.
            let lanes = std::array::from_fn(|lane| some[lane.min(some.len() - 1)].as_slice());
            self.programme(space, objective, &lanes);
            paths.extend((0..some.len()).map(|lane| self.trace_back(space, lane)));
        }
        paths
    }

    fn programme(&mut self, space: &Space, objective: &Objective, functions: &[&[f64]; LANES]) {
        let functions = functions.map(|function| &function[..space.len()]);
        for level in 1..=space.depth() {
            let weight = objective.weights()[level - 1];
            for point in space.level(level) {
                let mut top = [f64::NEG_INFINITY; LANES];
                for &parent in space.parents(point) {
                    let values = &self.best[parent as usize];
                    for (top, value) in top.iter_mut().zip(values) {
                        *top = if *value > *top { *value } else { *top };
                    }
                }
                let cost = objective.cost(point);
                for (top, function) in top.iter_mut().zip(&functions) {
                    *top += weight * (function[point] - cost);
                }
                self.best[point] = top;
            }
        }
    }

    /// Reads the path backwards off the table: the programme keeps no parents, as only those on the path are wanted.
    fn trace_back(&self, space: &Space, lane: usize) -> Vec<u32> {
        let better = |best: u32, point: u32| {
            if self.best[point as usize][lane] > self.best[best as usize][lane] {
                point
            } else {
                best
            }
        };
        let ends = space.level(space.depth());
        let mut point = ends.clone().map(|end| end as u32).fold(ends.start as u32, better);
        let mut path = vec![0; space.depth()];
        for slot in path.iter_mut().rev() {
            *slot = point;
            let parents = space.parents(point as usize);
            point = parents.iter().copied().fold(parents[0], better);
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
        let costs = (0..space.len()).map(|point| space.mask(point).trailing_zeros() as f64 * 0.1);
        let objective = Objective::new(3, 0.25).with_costs(costs.collect());
        let paths = all_paths(&space);
        let mut random = Random::new(5);
        let mut finder = PathFinder::new(&space);
        let functions: Vec<Vec<f64>> = (0..50)
            .map(|_| (0..space.len()).map(|_| random.normal()).collect())
            .collect();
        let together = finder.best_paths(&space, &objective, &functions);
        for (function, path) in functions.iter().zip(&together) {
            assert_eq!(path, &finder.best_path(&space, &objective, function));
            let found = objective.value(path, function);
            let best = paths
                .iter()
                .map(|p| objective.value(p, function))
                .fold(f64::NEG_INFINITY, f64::max);
            assert!((found - best).abs() < 1e-12);
        }
    }
}
