//! `lin-ucb`: LinUCB (Li, Chu, Langford and Schapire 2010) over the ends of paths: evaluates the end whose mean plus `width`
//! standard deviations is highest. In a batch those under way count as seen (Desautels, Krause and Burdick 2014).

use super::belief::Belief;
use super::features::Features;
use super::thompson::USE_PRIOR;
use crate::arms::{self, Chooser, ends::Ends};
use crate::error::SearchError;
use crate::parameter::{self, Default as Standard, Domain, Parameter};
use crate::problem::Problem;
use crate::registration::{PlannerInfo, Registration};
use crate::subset::{MAX_ATTRIBUTES, Subset};
use serde::Deserialize;

const NAME: &str = "lin-ucb";

const PARAMETERS: &[Parameter] = &[
    USE_PRIOR,
    Parameter {
        name: "width",
        description: "Standard deviations added to the mean.",
        domain: Domain::Number { min: 0.0, max: 10.0 },
        default: Standard::Number(1.0),
    },
];

/// How the registry knows this planner.
pub const REGISTRATION: Registration = Registration {
    info: PlannerInfo {
        name: NAME,
        title: "LinUCB",
        description: "Bayesian linear regression on which attributes are known; evaluates the whole subset with the highest \
                      upper confidence bound (Li et al. 2010). Blind to what attributes do together.",
        parameters: PARAMETERS,
        presets: &[],
        most_attributes: MAX_ATTRIBUTES,
    },
    create: |problem, json| arms::start(problem, NAME, LinUcb::new(problem, json)?),
    restore: |problem, json, state| arms::resume(problem, NAME, LinUcb::new(problem, json)?, state),
};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Parameters {
    use_prior: bool,
    width: f64,
}

struct LinUcb {
    parameters: Parameters,
    ends: Ends,
    belief: Belief,
}

impl LinUcb {
    fn new(problem: &Problem, json: &str) -> Result<Self, SearchError> {
        Ok(Self {
            parameters: parameter::read("parameters", json, PARAMETERS, &[])?,
            ends: Ends::of(problem),
            belief: Belief::new(Features::new(problem, false)),
        })
    }
}

impl Chooser for LinUcb {
    fn wants_ranking(&self) -> bool {
        self.parameters.use_prior
    }

    fn take_ranking(&mut self, weights: &[f64]) {
        self.belief = Belief::new(self.belief.features().with_ranking(weights));
    }

    fn choose(&mut self, under_way: &[Subset]) -> Option<Subset> {
        let mean = self.belief.solved().mean;
        let mut narrowed = self.belief.clone();
        under_way.iter().for_each(|subset| narrowed.imagine(*subset));
        let (features, narrowed) = (self.belief.features(), narrowed.solved());
        let bound =
            |end| features.value(&mean, end) + self.parameters.width * narrowed.deviation(features, end);
        Some(self.ends.best(bound))
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
