//! `top-two`: top-two Thompson sampling (Russo 2016) on a Bayesian linear model with pairs. One draw says which end looks best;
//! half of the time that is evaluated, else the best of further draws that another end wins: its most likely challenger.

use super::belief::Belief;
use super::features::Features;
use super::thompson::USE_PRIOR;
use crate::arms::{self, Chooser, ends::Ends};
use crate::error::SearchError;
use crate::parameter::{self, Default as Standard, Domain, Parameter};
use crate::problem::Problem;
use crate::random::Random;
use crate::registration::{PlannerInfo, Registration};
use crate::subset::{MAX_ATTRIBUTES, Subset};
use serde::Deserialize;

const NAME: &str = "top-two";

/// Draws in search of a challenger; where none wins, the leader is as good as certain.
const MOST_DRAWS: usize = 64;

const PARAMETERS: &[Parameter] = &[
    USE_PRIOR,
    Parameter {
        name: "leaderShare",
        description: "How often the end that looks best is evaluated and not its challenger.",
        domain: Domain::Number { min: 0.0, max: 1.0 },
        default: Standard::Number(0.5),
    },
];

/// How the registry knows this planner.
pub const REGISTRATION: Registration = Registration {
    info: PlannerInfo {
        name: NAME,
        title: "Top-two Thompson sampling on a linear model with pairs",
        description: "Bayesian linear regression on attributes and pairs of them; evaluates the best whole subset of a \
                      posterior draw or, half of the time, that of the next draw that disagrees (Russo 2016). Looks at \
                      ends of paths only.",
        parameters: PARAMETERS,
        presets: &[],
        most_attributes: MAX_ATTRIBUTES,
    },
    create: |problem, json| arms::start(problem, NAME, TopTwo::new(problem, json)?),
    restore: |problem, json, state| arms::resume(problem, NAME, TopTwo::new(problem, json)?, state),
};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Parameters {
    use_prior: bool,
    leader_share: f64,
}

struct TopTwo {
    parameters: Parameters,
    ends: Ends,
    belief: Belief,
    random: Random,
}

impl TopTwo {
    fn new(problem: &Problem, json: &str) -> Result<Self, SearchError> {
        Ok(Self {
            parameters: parameter::read("parameters", json, PARAMETERS, &[])?,
            ends: Ends::of(problem),
            belief: Belief::new(Features::new(problem, true)),
            random: Random::new(problem.seed),
        })
    }

    fn drawn_best(&mut self) -> Subset {
        let drawn = self.belief.solve().draw(&mut self.random);
        self.ends.best(|end| self.belief.features().value(&drawn, end))
    }
}

impl Chooser for TopTwo {
    fn wants_ranking(&self) -> bool {
        self.parameters.use_prior
    }

    fn take_ranking(&mut self, weights: &[f64]) {
        self.belief = Belief::new(self.belief.features().with_ranking(weights));
    }

    fn choose(&mut self, _under_way: &[Subset]) -> Option<Subset> {
        let leader = self.drawn_best();
        if self.random.unit() < self.parameters.leader_share {
            return Some(leader);
        }
        let challenger = (0..MOST_DRAWS)
            .map(|_| self.drawn_best())
            .find(|end| *end != leader);
        Some(challenger.unwrap_or(leader))
    }

    fn observe(&mut self, subset: Subset, reward: Option<f64>) {
        if let Some(reward) = reward {
            self.belief.observe(subset, reward);
        }
    }

    fn end(&self) -> Subset {
        let mean = self.belief.solved().mean;
        self.ends.best(|end| self.belief.features().value(&mean, end))
    }

    fn worth(&self, prefix: Subset) -> f64 {
        self.belief.features().value(&self.belief.solved().mean, prefix)
    }
}
