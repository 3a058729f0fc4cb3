//! The best path of a function over points, by a dynamic programme over the lattice of subsets. Where questions cost something
//! a path may end before its full length; one that asks nothing is the empty point alone.

use super::space::Space;
use std::ops::Range;

/// How a path's value weighs its prefixes: J = (1 - lambda) f(U_k) + lambda mean over d of f(U_d), less what its questions
/// cost, weighed likewise. A path that ends early keeps what it has: its end stands for the prefixes that it lacks.
#[derive(Debug, Clone)]
pub struct Objective {
    /// Weights of the prefixes of a path, shortest first, by the path's length 1..k.
    weights: Vec<Vec<f64>>,
    /// Whether a path may end before its full length.
    may_end: bool,
    /// What each point costs; empty where nothing does.
    costs: Vec<f64>,
}

impl Objective {
    /// For paths of `depth` attributes; `anytime` is lambda in 0..1.
    pub fn new(depth: usize, anytime: f64) -> Self {
        let each = anytime / depth.max(1) as f64;
        let weights = (1..=depth).map(|length| {
            let mut weights = vec![each; length];
            weights[length - 1] += (1.0 - anytime) + each * (depth - length) as f64;
            weights
        });
        Self {
            weights: weights.collect(),
            may_end: false,
            costs: Vec::new(),
        }
    }

    /// The same for paths that may end before their full length, where that is so.
    pub fn ending_early(self, may_end: bool) -> Self {
        Self { may_end, ..self }
    }

    /// The same with what each point of a space costs. Where any does, paths may end early.
    pub fn with_costs(self, costs: Vec<f64>) -> Self {
        let may_end = costs.iter().any(|cost| *cost > 0.0);
        Self {
            costs,
            may_end,
            ..self
        }
    }

    /// Whether a path may end before its full length.
    pub fn may_end(&self) -> bool {
        self.may_end
    }

    /// The points a path may end in.
    pub fn ends(&self, space: &Space) -> Range<usize> {
        if self.may_end {
            0..space.len()
        } else {
            space.level(space.depth())
        }
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

    /// Length of a whole path, k.
    pub fn depth(&self) -> usize {
        self.weights.len()
    }

    /// Weights of the prefixes of a path of that length (1..k), shortest first; they sum to 1.
    pub fn weights(&self, length: usize) -> &[f64] {
        &self.weights[length - 1]
    }

    /// What a prefix weighs that is not the end.
    pub fn weight_on_the_way(&self) -> f64 {
        self.weights
            .last()
            .map_or(0.0, |whole| if whole.len() > 1 { whole[0] } else { 0.0 })
    }

    /// What the end of a path of that length (0..k) weighs; at 0 nothing is asked.
    pub fn weight_of_end(&self, length: usize) -> f64 {
        self.weights[length.max(1) - 1][length.max(1) - 1]
    }

    /// Value of a path (its points, shortest prefix first) under a function.
    pub fn value(&self, path: &[u32], function: &[f64]) -> f64 {
        path.iter()
            .zip(self.weights(path.len()))
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
        self.trace_back(space, objective, 0, function)
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
            paths.extend((0..some.len()).map(|lane| self.trace_back(space, objective, lane, lanes[lane])));
        }
        paths
    }

    fn programme(&mut self, space: &Space, objective: &Objective, functions: &[&[f64]; LANES]) {
        let functions = functions.map(|function| &function[..space.len()]);
        let last = if objective.may_end() {
            space.depth() + 1
        } else {
            space.depth()
        };
        for level in 1..=space.depth() {
            // Where a path may end at any point, all of them are reckoned as on the way.
            let weight = if level < last {
                objective.weight_on_the_way()
            } else {
                objective.weight_of_end(level)
            };
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
    fn trace_back(&self, space: &Space, objective: &Objective, lane: usize, function: &[f64]) -> Vec<u32> {
        let better = |best: u32, point: u32| {
            if self.best[point as usize][lane] > self.best[best as usize][lane] {
                point
            } else {
                best
            }
        };
        let mut point = if objective.may_end() {
            self.best_end(space, objective, lane, function)
        } else {
            let ends = space.level(space.depth());
            ends.clone().map(|end| end as u32).fold(ends.start as u32, better)
        };
        if point == 0 && space.depth() > 0 {
            return vec![0];
        }
        let mut path = vec![0; space.size(point as usize)];
        for slot in path.iter_mut().rev() {
            *slot = point;
            let parents = space.parents(point as usize);
            point = parents.iter().copied().fold(parents[0], better);
        }
        path
    }

    /// Where a path that may end early ends best; the shortest where several are equal.
    fn best_end(&self, space: &Space, objective: &Objective, lane: usize, function: &[f64]) -> u32 {
        let value = |point: usize| {
            let length = space.size(point);
            let more = if length == 0 {
                objective.weight_of_end(0)
            } else {
                objective.weight_of_end(length) - objective.weight_on_the_way()
            };
            self.best[point][lane] + more * (function[point] - objective.cost(point))
        };
        let valued = (0..space.len()).map(|point| (value(point), point));
        let best = valued.reduce(|best, other| if other.0 > best.0 { other } else { best });
        best.map_or(0, |(_, point)| point as u32)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::Problem;
    use crate::random::Random;

    /// Every path of full length, by brute force.
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

    fn space() -> Space {
        Space::of(&Problem {
            attributes: 5,
            depth: 3,
            ..Problem::default()
        })
        .unwrap()
    }

    /// Compares what is found, one function at a time and several at once, with the best of `paths`.
    fn agrees(space: &Space, objective: &Objective, paths: &[Vec<u32>]) -> Vec<Vec<u32>> {
        let mut random = Random::new(5);
        let mut finder = PathFinder::new(space);
        let functions: Vec<Vec<f64>> = (0..50)
            .map(|_| (0..space.len()).map(|_| random.normal()).collect())
            .collect();
        let together = finder.best_paths(space, objective, &functions);
        for (function, path) in functions.iter().zip(&together) {
            assert_eq!(path, &finder.best_path(space, objective, function));
            let found = objective.value(path, function);
            let best = paths
                .iter()
                .map(|p| objective.value(p, function))
                .fold(f64::NEG_INFINITY, f64::max);
            assert!((found - best).abs() < 1e-12);
        }
        together
    }

    #[test]
    fn finds_what_brute_force_finds() {
        let space = space();
        let found = agrees(&space, &Objective::new(3, 0.25), &all_paths(&space));
        assert!(found.iter().all(|path| path.len() == 3));
    }

    #[test]
    fn a_path_with_costs_may_end_at_any_length() {
        let space = space();
        let costs = (0..space.len()).map(|point| f64::from(space.mask(point)) * 0.02);
        let objective = Objective::new(3, 0.25).with_costs(costs.collect());
        // One that asks nothing is the empty point alone.
        let mut paths = vec![vec![0]];
        for path in all_paths(&space) {
            paths.extend((1..=3).map(|length| path[..length].to_vec()));
        }
        let found = agrees(&space, &objective, &paths);
        for length in 1..=3 {
            assert!(found.iter().any(|path| path.len() == length && *path != [0]));
        }
        assert!(found.contains(&vec![0]));
    }
}
