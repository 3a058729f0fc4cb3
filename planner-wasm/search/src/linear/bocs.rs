//! `bocs`: Bayesian optimisation of combinatorial structures (Baptista and Poloczek 2018): random ends first, then the best end
//! of a draw from a sparse linear model with pairs. Where the ends can be listed its optimisation is exact, else exchanges
//! stand for its annealing.

use super::features::Features;
use super::horseshoe::Horseshoe;
use crate::arms::{self, Chooser, ends::Ends};
use crate::error::SearchError;
use crate::parameter::{self, Default as Standard, Domain, Parameter};
use crate::problem::Problem;
use crate::random::Random;
use crate::registration::{PlannerInfo, Registration};
use crate::subset::{MAX_ATTRIBUTES, Subset};
use serde::Deserialize;

const NAME: &str = "bocs";

/// Steps of the chain between one draw and the next.
const STEPS: usize = 4;

const PARAMETERS: &[Parameter] = &[Parameter {
    name: "initial",
    description: "Random whole subsets evaluated before the model decides.",
    domain: Domain::Integer { min: 0, max: 1000 },
    default: Standard::Integer(20),
}];

/// How the registry knows this planner.
pub const REGISTRATION: Registration = Registration {
    info: PlannerInfo {
        name: NAME,
        title: "BOCS: sparse Bayesian regression with pairs",
        description: "Twenty random whole subsets, then the best of a draw from a linear model with pairs under a horseshoe \
                      prior (Baptista and Poloczek 2018). Learns its noise; uses no ranking.",
        parameters: PARAMETERS,
        presets: &[],
        most_attributes: MAX_ATTRIBUTES,
    },
    create: |problem, json| arms::start(problem, NAME, Bocs::new(problem, json)?),
    restore: |problem, json, state| arms::resume(problem, NAME, Bocs::new(problem, json)?, state),
};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Parameters {
    initial: u64,
}

struct Bocs {
    ends: Ends,
    model: Horseshoe,
    random: Random,
    /// Random ends that are still to be evaluated.
    initial: u64,
}

impl Bocs {
    fn new(problem: &Problem, json: &str) -> Result<Self, SearchError> {
        let Parameters { initial } = parameter::read("parameters", json, PARAMETERS, &[])?;
        Ok(Self {
            ends: Ends::of(problem),
            model: Horseshoe::new(Features::new(problem, true)),
            random: Random::new(problem.seed),
            initial,
        })
    }
}

impl Chooser for Bocs {
    fn choose(&mut self, _under_way: &[Subset]) -> Option<Subset> {
        if self.initial > 0 {
            self.initial -= 1;
            return Some(self.ends.any(&mut self.random));
        }
        self.model.sweep(STEPS, &mut self.random);
        Some(self.ends.best(|end| self.model.drawn(end)))
    }

    fn observe(&mut self, subset: Subset, reward: Option<f64>) {
        if let Some(reward) = reward {
            self.model.observe(subset, reward);
        }
    }

    fn end(&self) -> Subset {
        let means = self.model.means();
        self.ends.best(|end| self.model.value(&means, end))
    }

    fn worth(&self, prefix: Subset) -> f64 {
        self.model.value(&self.model.means(), prefix)
    }
}
