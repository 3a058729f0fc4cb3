//! `contrast`, a whole planner to copy and change: evaluates random sets of attributes, and asks first for those with which the
//! scores were highest against those without.

use crate::error::SearchError;
use crate::parameter::{self, Default as Standard, Domain, Parameter};
use crate::path::PathEstimate;
use crate::planner::{Desk, Planner};
use crate::problem::Problem;
use crate::question::{Finding, QuestionId};
use crate::random::Random;
use crate::registration::{PlannerInfo, Registration, Started};
use crate::save;
use crate::subset::{self, MAX_ATTRIBUTES, Subset};
use crate::tally::Tally;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

const NAME: &str = "contrast";

const PARAMETERS: &[Parameter] = &[Parameter {
    name: "caution",
    description: "Evaluations without effect that each attribute begins with; more moves the path later.",
    domain: Domain::Number { min: 0.0, max: 100.0 },
    default: Standard::Number(4.0),
}];

/// How the registry knows this planner.
pub const REGISTRATION: Registration = Registration {
    info: PlannerInfo {
        name: NAME,
        title: "Contrast of random sets",
        description: "Evaluates random sets of attributes and asks for those with the highest contrast first.",
        parameters: PARAMETERS,
        presets: &[],
        most_attributes: MAX_ATTRIBUTES,
    },
    create: |problem, json| start(problem, json, State::new(problem)),
    restore: |problem, json, bytes| start(problem, json, save::unpack(bytes)?),
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Parameters {
    caution: f64,
}

fn start(problem: &Problem, json: &str, state: State) -> Started {
    let Parameters { caution } = parameter::read("parameters", json, PARAMETERS, &[])?;
    Ok(Box::new(Contrast {
        problem: problem.clone(),
        caution,
        state,
    }))
}

/// The ranking of what is known at the start: decides until there is evidence.
#[derive(Serialize, Deserialize)]
enum Ranking {
    Wanted,
    Asked(QuestionId),
    Told(Vec<f64>),
}

/// All that changes: what is saved and continued bit for bit. Everything random comes from the problem's seed.
#[derive(Serialize, Deserialize)]
struct State {
    random: Random,
    /// Open evaluations.
    open: BTreeMap<QuestionId, Subset>,
    tally: Tally,
    /// Sum and number of the rewards with each attribute, and without it.
    with: Vec<(f64, u32)>,
    without: Vec<(f64, u32)>,
    ranking: Ranking,
}

impl State {
    fn new(problem: &Problem) -> Self {
        Self {
            random: Random::new(problem.seed),
            open: BTreeMap::new(),
            tally: Tally::default(),
            with: vec![(0.0, 0); problem.attributes],
            without: vec![(0.0, 0); problem.attributes],
            ranking: Ranking::Wanted,
        }
    }

    fn observe(&mut self, subset: Subset, reward: f64) {
        self.tally.add(subset, reward);
        for attribute in 0..self.with.len() {
            let sides = if subset::contains(subset, attribute) {
                &mut self.with
            } else {
                &mut self.without
            };
            sides[attribute].0 += reward;
            sides[attribute].1 += 1;
        }
    }
}

struct Contrast {
    problem: Problem,
    caution: f64,
    state: State,
}

impl Contrast {
    /// Mean with the attribute minus mean without it, drawn towards 0 while there is little evidence; the ranking decides
    /// between equals.
    fn worth(&self, attribute: usize) -> f64 {
        let hint = match &self.state.ranking {
            Ranking::Told(weights) => {
                let highest = weights.iter().copied().fold(f64::MIN_POSITIVE, f64::max);
                weights[attribute] / highest / 1000.0
            }
            _ => 0.0,
        };
        let (with, without) = (self.state.with[attribute], self.state.without[attribute]);
        let evidence = f64::from(with.1.min(without.1));
        if evidence == 0.0 {
            return hint;
        }
        let contrast = with.0 / f64::from(with.1) - without.0 / f64::from(without.1);
        contrast * evidence / (evidence + self.caution) + hint
    }
}

impl Planner for Contrast {
    fn ask(&mut self, desk: &mut Desk) {
        let length = self.problem.path_length();
        if length == 0 {
            return;
        }
        if matches!(self.state.ranking, Ranking::Wanted) {
            if let Some(id) = desk.rank(self.problem.known) {
                self.state.ranking = Ranking::Asked(id);
            }
        }
        while desk.has_room() && desk.evaluations_left() > 0 {
            let drawn = subset::draw(self.problem.askable(), length, &mut self.state.random);
            let subset = self.problem.known | drawn;
            let Some(id) = desk.evaluate(subset) else { return };
            self.state.open.insert(id, subset);
        }
    }

    fn tell(&mut self, id: QuestionId, finding: &Finding) -> Result<(), SearchError> {
        if matches!(self.state.ranking, Ranking::Asked(asked) if asked == id) {
            let told = match finding {
                Finding::Weights(weights) => weights.clone(),
                // A ranking that failed says nothing of any attribute.
                _ => vec![1.0; self.problem.attributes],
            };
            self.state.ranking = Ranking::Told(told);
            return Ok(());
        }
        let subset = self.state.open.remove(&id);
        let subset = subset.ok_or_else(|| SearchError::not_asked_by(NAME, id))?;
        // A failed evaluation has cost its share of the budget and brings nothing.
        if let Finding::Reward(reward) = finding {
            self.state.observe(subset, *reward);
        }
        Ok(())
    }

    fn best_path(&self) -> PathEstimate {
        let mut order: Vec<(usize, f64)> = subset::members(self.problem.askable())
            .map(|attribute| (attribute, self.worth(attribute)))
            .collect();
        // Stable: the lowest of equal attributes comes first.
        order.sort_by(|a, b| b.1.total_cmp(&a.1));
        let mut reached = self.problem.known;
        let steps = order
            .iter()
            .take(self.problem.path_length())
            .map(|(attribute, _)| {
                reached |= 1 << attribute;
                self.state.tally.step(*attribute, reached)
            });
        PathEstimate {
            steps: steps.collect(),
            expected_regret: None,
        }
    }

    fn save(&self) -> Result<Vec<u8>, SearchError> {
        save::pack(&self.state)
    }
}
