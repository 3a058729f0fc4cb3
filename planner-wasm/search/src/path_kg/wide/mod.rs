//! The surrogate where subsets are too many to enumerate: the same Gaussian process, kept as the evaluations it has seen. The best
//! path of its mean comes from a beam search; those of its draws follow what the drawn attributes are worth alone and in the
//! rankings, as linear Thompson sampling has it: among hundreds of pairs the luckiest of a draw say nothing.

mod beam;
mod conditioned;
mod draw;
mod kernel;

use super::covariance::Covariance;
use super::features::damping;
use super::gradient;
use super::learning::{self, Data};
use super::observations::Observations;
use super::paths::Objective;
use super::ranking::Rankings;
use super::rule::{Rule, expected_improvement};
use crate::arms::best_of;
use crate::path::{PathEstimate, PathStep};
use crate::problem::Problem;
use crate::random::Random;
use crate::subset::{self, Subset};
use conditioned::Conditioned;
use draw::Draw;
use kernel::Kernel;
use std::collections::BTreeMap;

/// Draws kept.
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
    next_learning: Option<u32>,
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
        learn: bool,
        seed: u64,
    ) -> Self {
        let mut random = Random::new(seed);
        let draws = (0..DRAWS)
            .map(|_| Draw::new(problem.askable(), &mut random))
            .collect();
        let depth = problem.path_length();
        Self {
            askable: problem.askable(),
            problem: problem.clone(),
            depth,
            objective,
            rule,
            kernel: Kernel::new(problem, rankings),
            draws,
            observations: Observations::default(),
            next_learning: learn.then_some(learning::FIRST),
            random,
            conditioned: None,
        }
    }

    /// Takes one reward (1..5) of a subset.
    pub fn observe(&mut self, subset: Subset, reward: f64) {
        self.observations.add(subset, reward);
        self.conditioned = None;
        let total = self.observations.total();
        if self.next_learning.is_some_and(|due| total >= due) {
            self.next_learning = Some(total * learning::LATER);
            self.learn();
        }
    }

    /// Sets the amplitudes and the noise to what the evaluations say of them.
    fn learn(&mut self) {
        let start = self.kernel.scaled(&learning::UNCHANGED);
        let mean = |subset| start.mean(&start.shape(subset));
        let common = |u, v| start.parts((u, &start.shape(u)), (v, &start.shape(v)));
        let factors = Data::new(&self.observations, mean, common).factors();
        self.kernel = start.scaled(&factors);
    }

    /// Takes more rankings: `rankings` are all there are.
    pub fn rank(&mut self, rankings: &Rankings) {
        self.kernel.rank(rankings);
        self.conditioned = None;
    }

    /// As for the enumerated surrogate: up to `count` subsets to evaluate, besides those under way.
    pub fn choose(&mut self, under_way: &[Subset], count: usize) -> Vec<Subset> {
        let conditioned = self.conditioned();
        let mut paths: Vec<Vec<Subset>> = (0..DRAWS)
            .map(|draw| self.best_of_draw(&conditioned, draw))
            .collect();
        let draw_ends: Vec<Subset> = paths.iter().filter_map(|path| path.last().copied()).collect();
        let mean_path = self.best_of_mean(&conditioned);
        if self.objective.may_end() {
            paths.extend((1..mean_path.len()).map(|length| mean_path[..length].to_vec()));
            paths.push(vec![self.problem.known]);
        }
        paths.push(mean_path);
        paths.sort_unstable();
        paths.dedup();
        let candidates = self.candidates(&paths);
        let mut joint = Joint::of(&self.kernel, &conditioned, &candidates, under_way);
        for (mean, subset) in joint.means.iter_mut().zip(&joint.subsets) {
            *mean -= self.problem.cost(*subset);
        }
        let mut covariance = joint.covariance.clone();
        let noise = self.kernel.noise_variance();
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
        self.expected_of_regret(|regret| regret)
    }

    /// How likely the recommended whole path's regret is above `tolerance` (score points), 0..1.
    pub fn risk(&self, tolerance: f64) -> f64 {
        self.expected_of_regret(|regret| f64::from(u8::from(regret > tolerance)))
    }

    /// The best end of each draw is looked for among the ends of all.
    fn expected_of_regret(&self, of: impl Fn(f64) -> f64) -> f64 {
        let conditioned = self.fresh();
        let Some(&recommended) = self.recommended(&conditioned).last() else {
            return 0.0;
        };
        let mut ends: Vec<Subset> = (0..DRAWS)
            .filter_map(|draw| self.best_of_draw(&conditioned, draw).last().copied())
            .collect();
        ends.sort_unstable();
        ends.dedup();
        let total: f64 = (0..DRAWS)
            .map(|draw| {
                let value = |subset: Subset| {
                    let score = conditioned.draw_value(&self.kernel, &self.draws[draw], draw, subset);
                    score - self.problem.cost(subset)
                };
                let own = value(recommended);
                of(ends.iter().map(|&end| value(end)).fold(own, f64::max) - own)
            })
            .sum();
        total / DRAWS as f64
    }

    /// The recommended path: what is known after each of its questions.
    pub fn way(&self) -> Vec<Subset> {
        self.recommended(&self.fresh())
    }

    /// The best path under the mean; under what was believed at first where all evaluations were alike. A judge that says the
    /// same of everything knows less than the rankings.
    fn recommended(&self, conditioned: &Conditioned) -> Vec<Subset> {
        let mut path = if self.observations.all_alike() {
            self.best(|subset| self.kernel.mean(&self.kernel.shape(subset)))
        } else {
            self.best_of_mean(conditioned)
        };
        path.retain(|subset| *subset != self.problem.known);
        path
    }

    /// The best path under the mean.
    pub fn best_path(&self) -> PathEstimate {
        let conditioned = self.fresh();
        let mut before = self.problem.known;
        let steps = self
            .recommended(&conditioned)
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

    /// Attribute by attribute what the draw says it is worth alone and in the rankings, without pairs and the rough part.
    fn best_of_draw(&self, conditioned: &Conditioned, draw: usize) -> Vec<Subset> {
        let (own, trust) = conditioned.linear(&self.kernel, &self.draws[draw], draw);
        let mut state = self.problem.known;
        let share = damping(subset::size(state) + self.depth);
        let mut path = Vec::with_capacity(self.depth);
        for _ in 0..self.depth {
            let next = best_of(subset::members(self.askable & !state), |&a| {
                share * (own[a] + trust * self.kernel.worth().added(state, a)) - self.problem.cost(1 << a)
            });
            let Some(next) = next else { break };
            state |= 1 << next;
            path.push(state);
        }
        path
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
