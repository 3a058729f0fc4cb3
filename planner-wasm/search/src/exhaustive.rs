//! `exhaustive`: evaluates every subset a path can pass through, again and again while the budget lasts. With free
//! answers from a known truth it is the oracle.

use crate::error::SearchError;
use crate::parameter::{self, Default as Standard, Domain, Parameter};
use crate::path::PathEstimate;
use crate::planner::{Desk, Planner};
use crate::problem::Problem;
use crate::question::{Finding, QuestionId};
use crate::registration::{PlannerInfo, Registration, Started};
use crate::save;
use crate::subset::{self, Subset};
use crate::tally::Tally;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// All subsets of one attribute more than the largest budget could evaluate once.
const MOST_ATTRIBUTES: usize = crate::problem::MAX_BUDGET.ilog2() as usize;

const PARAMETERS: &[Parameter] = &[Parameter {
    name: "prefixes",
    description: "Whether the smaller subsets on the way are evaluated too, after the full ones: needed for the best \
                  order, not for the best set.",
    domain: Domain::Flag,
    default: Standard::Flag(true),
}];

/// How the registry knows this planner.
pub const REGISTRATION: Registration = Registration {
    info: PlannerInfo {
        name: "exhaustive",
        title: "Every subset",
        description: "Evaluates every subset a path can pass through, full ones first, round after round while the \
                      budget lasts. The oracle where answers are free and exact; hopeless otherwise. No more than 19 attributes.",
        parameters: PARAMETERS,
        presets: &[],
        most_attributes: MOST_ATTRIBUTES,
    },
    create: |problem, json| start(problem, json, None),
    restore: |problem, json, state| start(problem, json, Some(save::unpack(state)?)),
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Parameters {
    prefixes: bool,
}

struct Exhaustive {
    problem: Problem,
    /// Every subset in the order of asking.
    subsets: Vec<Subset>,
    state: State,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
struct State {
    next: u64,
    open: BTreeMap<QuestionId, Subset>,
    tally: Tally,
}

fn start(problem: &Problem, json: &str, state: Option<State>) -> Started {
    let Parameters { prefixes } = parameter::read("parameters", json, PARAMETERS, &[])?;
    let (askable, length) = (problem.askable(), problem.path_length());
    let shortest = if prefixes { 1 } else { length };
    let sizes = || (shortest.min(length)..=length).rev();
    let subsets = sizes()
        .flat_map(|size| subset::choose(askable, size))
        .map(|subset| subset | problem.known)
        .collect();
    Ok(Box::new(Exhaustive {
        problem: problem.clone(),
        subsets,
        state: state.unwrap_or_default(),
    }))
}

impl Planner for Exhaustive {
    fn ask(&mut self, desk: &mut Desk) {
        while !self.subsets.is_empty() {
            let subset = self.subsets[(self.state.next % self.subsets.len() as u64) as usize];
            let Some(id) = desk.evaluate(subset) else { return };
            self.state.next += 1;
            self.state.open.insert(id, subset);
        }
    }

    fn tell(&mut self, id: QuestionId, finding: &Finding) -> Result<(), SearchError> {
        let subset = self.state.open.remove(&id);
        let subset = subset.ok_or_else(|| SearchError::not_asked_by("exhaustive", id))?;
        if let Finding::Reward(reward) = finding {
            self.state.tally.add(subset, *reward);
        }
        Ok(())
    }

    /// The best full subset, taken apart from its end: what is left after the last attribute is the best of the
    /// subsets one smaller.
    fn best_path(&self) -> PathEstimate {
        let tally = &self.state.tally;
        let goal = self.problem.path_length() + subset::size(self.problem.known);
        let full = tally.best(|subset| subset::size(subset) == goal);
        let full = full
            .or_else(|| self.subsets.first().copied())
            .unwrap_or(self.problem.known);
        let mut steps = Vec::new();
        let mut known = full;
        while known != self.problem.known {
            let mean = |subset: Subset| tally.of(subset).map_or(f64::NEG_INFINITY, |(mean, _)| mean);
            let last =
                subset::members(known & !self.problem.known).fold(
                    None,
                    |best: Option<usize>, a| match best {
                        Some(held) if mean(known & !(1 << a)) <= mean(known & !(1 << held)) => Some(held),
                        _ => Some(a),
                    },
                );
            let Some(attribute) = last else { break };
            steps.push(tally.step(attribute, known));
            known &= !(1 << attribute);
        }
        steps.reverse();
        PathEstimate {
            steps,
            expected_regret: None,
        }
    }

    fn save(&self) -> Result<Vec<u8>, SearchError> {
        save::pack(&self.state)
    }
}
