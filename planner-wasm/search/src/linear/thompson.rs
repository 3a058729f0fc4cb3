//! `linear-thompson`: Thompson sampling with linear payoffs (Agrawal and Goyal 2013) over the ends of paths: attributes add
//! up, and the best end of coefficients drawn from what is believed of them is evaluated next.

use super::belief::Belief;
use super::features::Features;
use crate::arms::{self, Chooser, ends::Ends};
use crate::error::SearchError;
use crate::parameter::{self, Default as Standard, Domain, Parameter};
use crate::problem::Problem;
use crate::random::Random;
use crate::registration::{PlannerInfo, Registration};
use crate::subset::{MAX_ATTRIBUTES, Subset};
use serde::Deserialize;

const NAME: &str = "linear-thompson";

/// Shared by the planners with a linear belief.
pub const USE_PRIOR: Parameter = Parameter {
    name: "usePrior",
    description: "Whether the model ranks the attributes once; what its order is worth is learned like the rest.",
    domain: Domain::Flag,
    default: Standard::Flag(true),
};

const PARAMETERS: &[Parameter] = &[USE_PRIOR];

/// How the registry knows this planner.
pub const REGISTRATION: Registration = Registration {
    info: PlannerInfo {
        name: NAME,
        title: "Linear Thompson sampling",
        description: "Bayesian linear regression on which attributes are known (Agrawal and Goyal 2013): evaluates the \
                      best whole subset of coefficients drawn from the posterior. Fast at any number of attributes; blind \
                      to what attributes do together.",
        parameters: PARAMETERS,
        presets: &[],
        most_attributes: MAX_ATTRIBUTES,
    },
    create: |problem, json| arms::start(problem, NAME, LinearThompson::new(problem, json)?),
    restore: |problem, json, state| arms::resume(problem, NAME, LinearThompson::new(problem, json)?, state),
};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Parameters {
    use_prior: bool,
}

struct LinearThompson {
    parameters: Parameters,
    ends: Ends,
    belief: Belief,
    random: Random,
}

impl LinearThompson {
    fn new(problem: &Problem, json: &str) -> Result<Self, SearchError> {
        Ok(Self {
            parameters: parameter::read("parameters", json, PARAMETERS, &[])?,
            ends: Ends::of(problem),
            belief: Belief::new(Features::new(problem, false)),
            random: Random::new(problem.seed),
        })
    }
}

impl Chooser for LinearThompson {
    fn wants_ranking(&self) -> bool {
        self.parameters.use_prior
    }

    fn take_ranking(&mut self, weights: &[f64]) {
        self.belief = Belief::new(self.belief.features().with_ranking(weights));
    }

    fn choose(&mut self, _under_way: &[Subset]) -> Option<Subset> {
        let drawn = self.belief.solve().draw(&mut self.random);
        Some(self.ends.best(|end| self.belief.features().value(&drawn, end)))
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
