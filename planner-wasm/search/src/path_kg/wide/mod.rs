//! The surrogate where subsets are too many to enumerate: the same Gaussian process (hand-set amplitudes, the ranking of the
//! first state), kept as the evaluations it has seen; best paths come from a beam search over its mean and over draws.

mod beam;
mod conditioned;
mod draw;
mod kernel;

use super::amplitudes::NOISE;
use super::covariance::Covariance;
use super::gradient;
use super::observations::Observations;
use super::paths::Objective;
use super::ranking::Rankings;
use super::rule::{Rule, expected_improvement};
use crate::path::{PathEstimate, PathStep};
use crate::problem::Problem;
use crate::random::Random;
use crate::subset::{self, Subset};
use conditioned::Conditioned;
use draw::Draw;
use kernel::Kernel;
use std::collections::BTreeMap;

/// Draws kept; fewer than where points are enumerated, because the paths of each are searched anew.
const DRAWS: usize = 32;
/// Random subsets among the candidates of one choice, so that nothing is out of reach.
const RANDOM_CANDIDATES: usize = 16;

/// The surrogate with what it has seen.
pub struct Wide {
    problem: Problem,
    askable: Subset,
    depth: usize,
    objective: Objective,
    rule: Rule,
    kernel: Kernel,
    draws: Vec<Draw>,
    observations: Observations<Subset>,
    random: Random,
    /// What follows from the observations; none after a new one until it is needed.
    conditioned: Option<Conditioned>,
}

impl Wide {
    /// Before any evaluation.
    pub fn new(
        problem: &Problem,
        rankings: &Rankings,
        (objective, rule): (Objective, Rule),
        seed: u64,
    ) -> Self {
        let kernel = Kernel::new(problem, rankings);
        let mut random = Random::new(seed);
        let draws = (0..DRAWS).map(|_| Draw::new(&kernel, &mut random)).collect();
        let depth = problem.path_length();
        Self {
            askable: problem.askable(),
            problem: problem.clone(),
            depth,
            objective,
            rule,
            kernel,
            draws,
            observations: Observations::default(),
            random,
            conditioned: None,
        }
    }

    /// Takes one reward (1..5) of a subset.
    pub fn observe(&mut self, subset: Subset, reward: f64) {
        self.observations.add(subset, reward);
        self.conditioned = None;
    }

    /// As for the enumerated surrogate: up to `count` subsets to evaluate, besides those under way.
    pub fn choose(&mut self, under_way: &[Subset], count: usize) -> Vec<Subset> {
        let conditioned = self.conditioned();
        let mut paths: Vec<Vec<Subset>> = (0..DRAWS)
            .map(|draw| self.best_of_draw(&conditioned, draw))
            .collect();
        let draw_ends: Vec<Subset> = paths.iter().filter_map(|path| path.last().copied()).collect();
        paths.push(self.best_of_mean(&conditioned));
        paths.sort_unstable();
        paths.dedup();
        let candidates = self.candidates(&paths);
        let mut joint = Joint::of(&self.kernel, &conditioned, &candidates, under_way);
        for (mean, subset) in joint.means.iter_mut().zip(&joint.subsets) {
            *mean -= self.problem.cost(*subset);
        }
        let mut covariance = joint.covariance.clone();
        let noise = NOISE * NOISE;
        under_way
            .iter()
            .for_each(|subset| covariance.observe(joint.numbers[subset], noise));
        let arms: Vec<Vec<u32>> = paths.iter().map(|path| joint.path(path)).collect();
        let means: Vec<f64> = arms
            .iter()
            .map(|arm| self.objective.value(arm, &joint.means))
            .collect();
        let points: Vec<usize> = candidates.iter().map(|subset| joint.numbers[subset]).collect();
        let mut chosen = Vec::with_capacity(count);
        for _ in 0..count {
            let best = match self.rule {
                Rule::Gradient => {
                    gradient::best_candidate(&covariance, noise, &self.objective, &arms, &means, &points)
                }
                Rule::Improvement => joint.most_improving(&covariance, &arms),
                Rule::Thompson => None,
            };
            let subset = match best {
                Some(point) => joint.subsets[point],
                // A draw decides, when all gradients are flat too.
                None => draw_ends[self.random.below(draw_ends.len() as u32) as usize],
            };
            covariance.observe(joint.numbers[&subset], noise);
            chosen.push(subset);
        }
        self.conditioned = Some(conditioned);
        chosen
    }

    /// Expected regret of the mean's best whole path, by the draws (score points).
    pub fn expected_regret(&self) -> f64 {
        let conditioned = self.fresh();
        let Some(&recommended) = self.best_of_mean(&conditioned).last() else {
            return 0.0;
        };
        let total: f64 = (0..DRAWS)
            .map(|draw| {
                let value = |subset| {
                    let score = conditioned.draw_value(&self.kernel, &self.draws[draw], draw, subset);
                    score - self.problem.cost(subset)
                };
                let end = self
                    .best_of_draw(&conditioned, draw)
                    .last()
                    .copied()
                    .unwrap_or(recommended);
                (value(end) - value(recommended)).max(0.0)
            })
            .sum();
        total / DRAWS as f64
    }

    /// The best path under the mean.
    pub fn best_path(&self) -> PathEstimate {
        let conditioned = self.fresh();
        let mut before = self.problem.known;
        let steps = self
            .best_of_mean(&conditioned)
            .into_iter()
            .map(|subset| {
                let attribute = (subset ^ before).trailing_zeros() as usize;
                before = subset;
                PathStep {
                    attribute,
                    subset,
                    mean: Some(conditioned.mean(&self.kernel, subset).clamp(1.0, 5.0)),
                    visits: f64::from(self.observations.count(subset)),
                    deviation: Some(libm::sqrt(conditioned.variance(&self.kernel, subset))),
                }
            })
            .collect();
        PathEstimate {
            steps,
            expected_regret: Some(self.expected_regret()),
        }
    }

    fn conditioned(&mut self) -> Conditioned {
        self.conditioned.take().unwrap_or_else(|| self.fresh())
    }

    /// Computed from nothing but draws and observations, so that it is the same whenever it is asked for.
    fn fresh(&self) -> Conditioned {
        match &self.conditioned {
            Some(conditioned) => conditioned.clone(),
            None => Conditioned::of(&self.kernel, &self.draws, &self.observations),
        }
    }

    fn best_of_mean(&self, conditioned: &Conditioned) -> Vec<Subset> {
        self.best(|subset| conditioned.mean(&self.kernel, subset))
    }

    fn best_of_draw(&self, conditioned: &Conditioned, draw: usize) -> Vec<Subset> {
        self.best(|subset| conditioned.draw_value(&self.kernel, &self.draws[draw], draw, subset))
    }

    fn best(&self, function: impl Fn(Subset) -> f64) -> Vec<Subset> {
        beam::best_path(self.problem.known, self.askable, &self.objective, |subset| {
            function(subset) - self.problem.cost(subset)
        })
    }

    /// All prefixes of the paths and some random subsets.
    fn candidates(&mut self, paths: &[Vec<Subset>]) -> Vec<Subset> {
        let mut candidates: Vec<Subset> = paths.iter().flatten().copied().collect();
        for _ in 0..RANDOM_CANDIDATES {
            let size = 1 + self.random.below(self.depth as u32) as usize;
            candidates.push(self.problem.known | subset::draw(self.askable, size, &mut self.random));
        }
        candidates.sort_unstable();
        candidates.dedup();
        candidates
    }
}

/// Means and covariance of the few subsets that one choice looks at.
struct Joint {
    subsets: Vec<Subset>,
    numbers: BTreeMap<Subset, usize>,
    means: Vec<f64>,
    covariance: Covariance,
}

impl Joint {
    fn of(kernel: &Kernel, conditioned: &Conditioned, candidates: &[Subset], under_way: &[Subset]) -> Self {
        let mut subsets: Vec<Subset> = candidates.iter().chain(under_way).copied().collect();
        subsets.sort_unstable();
        subsets.dedup();
        Self {
            numbers: subsets
                .iter()
                .enumerate()
                .map(|(number, &subset)| (subset, number))
                .collect(),
            means: subsets
                .iter()
                .map(|&subset| conditioned.mean(kernel, subset))
                .collect(),
            covariance: Covariance::new(subsets.len(), conditioned.covariances(kernel, &subsets)),
            subsets,
        }
    }

    /// The end of one of the arms that is expected to exceed the best believed one most.
    fn most_improving(&self, covariance: &Covariance, arms: &[Vec<u32>]) -> Option<usize> {
        let ends = || arms.iter().filter_map(|arm| arm.last()).map(|&end| end as usize);
        let top = ends()
            .map(|end| self.means[end])
            .fold(f64::NEG_INFINITY, f64::max);
        let improvement =
            |end: usize| expected_improvement(self.means[end], libm::sqrt(covariance.variance(end)), top);
        let valued = ends().map(|end| (improvement(end), end));
        let best = valued.reduce(|best, other| if other.0 > best.0 { other } else { best });
        best.map(|(_, end)| end)
    }

    fn path(&self, path: &[Subset]) -> Vec<u32> {
        path.iter().map(|subset| self.numbers[subset] as u32).collect()
    }
}
