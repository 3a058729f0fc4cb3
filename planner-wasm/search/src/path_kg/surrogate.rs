//! The surrogate of one search: over all its subsets where they fit in memory, from its evaluations alone where they do not.

use super::enumerated::Enumerated;
use super::library::Library;
use super::parameters::Parameters;
use super::paths::Objective;
use super::ranking::Rankings;
use super::rule::Rule;
use super::space::Space;
use super::wide::Wide;
use crate::path::PathEstimate;
use crate::planner::ModelWeight;
use crate::problem::Problem;
use crate::random;
use crate::subset::Subset;

/// The surrogate of one search, by the number of its subsets.
pub enum Surrogate {
    Enumerated(Box<Enumerated>),
    Wide(Box<Wide>),
}

impl Surrogate {
    /// Before any evaluation.
    pub fn new(
        problem: &Problem,
        parameters: &Parameters,
        rule: Rule,
        rankings: &Rankings,
        library: Option<&Library>,
    ) -> Self {
        let seed = random::mix(&[problem.seed]);
        let objective = Objective::new(problem.path_length(), parameters.anytime);
        match Space::of(problem) {
            Some(space) => {
                let learn = parameters.learn;
                let costs = (0..space.len()).map(|point| problem.cost(space.subset(point)));
                let objective = objective.with_costs(costs.collect());
                let enumerated = Enumerated::new(space, rankings, (objective, rule), learn, library, seed);
                Self::Enumerated(Box::new(enumerated))
            }
            None => {
                let objective = objective.ending_early(problem.costs.iter().any(|cost| *cost > 0.0));
                Self::Wide(Box::new(Wide::new(
                    problem,
                    rankings,
                    (objective, rule),
                    parameters.learn,
                    seed,
                )))
            }
        }
    }

    /// Takes more rankings: `rankings` are all there are.
    pub fn rank(&mut self, rankings: &Rankings) {
        match self {
            Self::Enumerated(surrogate) => surrogate.rank(rankings),
            Self::Wide(surrogate) => surrogate.rank(rankings),
        }
    }

    /// Takes one reward (1..5) of a subset.
    pub fn observe(&mut self, subset: Subset, reward: f64) {
        match self {
            Self::Enumerated(surrogate) => surrogate.observe(subset, reward),
            Self::Wide(surrogate) => surrogate.observe(subset, reward),
        }
    }

    /// Up to `count` subsets to evaluate, besides those under way.
    pub fn choose(&mut self, under_way: &[Subset], count: usize) -> Vec<Subset> {
        match self {
            Self::Enumerated(surrogate) => surrogate.choose(under_way, count),
            Self::Wide(surrogate) => surrogate.choose(under_way, count),
        }
    }

    /// How likely the regret of the recommended whole path is above `tolerance` (score points), 0..1.
    pub fn risk(&self, tolerance: f64) -> f64 {
        match self {
            Self::Enumerated(surrogate) => surrogate.risk(tolerance),
            Self::Wide(surrogate) => surrogate.risk(tolerance),
        }
    }

    /// The recommended path: what is known after each of its questions.
    pub fn way(&self) -> Vec<Subset> {
        match self {
            Self::Enumerated(surrogate) => surrogate.way(),
            Self::Wide(surrogate) => surrogate.way(),
        }
    }

    /// The models weighed against each other; none without a library.
    pub fn models(&self) -> Vec<ModelWeight> {
        match self {
            Self::Enumerated(surrogate) => surrogate.models(),
            Self::Wide(_) => Vec::new(),
        }
    }

    /// The recommended path.
    pub fn best_path(&self) -> PathEstimate {
        match self {
            Self::Enumerated(surrogate) => surrogate.best_path(),
            Self::Wide(surrogate) => surrogate.best_path(),
        }
    }
}
