//! `halving`: sequential halving (Karnin, Koren and Somekh 2013) over full paths' subsets, without a prior: all
//! candidates are evaluated equally often, the better half stays, until one is left.

use crate::error::SearchError;
use crate::parameter;
use crate::path::PathEstimate;
use crate::planner::{Desk, Planner};
use crate::problem::Problem;
use crate::question::{Finding, QuestionId};
use crate::random::Random;
use crate::registration::{PlannerInfo, Registration};
use crate::save;
use crate::subset::{self, MAX_ATTRIBUTES, Subset};
use crate::tally::Tally;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// How the registry knows this planner.
pub const REGISTRATION: Registration = Registration {
    info: PlannerInfo {
        name: "halving",
        title: "Sequential halving over subsets",
        description: "As many subsets of full size as the budget can treat fairly (chosen at random when there are \
                      more) are evaluated equally often; the better half stays, round after round. Uses no ranking \
                      and no likeness between subsets.",
        parameters: &[],
        presets: &[],
        most_attributes: MAX_ATTRIBUTES,
    },
    create: |problem, json| {
        parameter::refuse_any("parameters", json)?;
        Ok(Box::new(Halving {
            problem: problem.clone(),
            state: State::new(problem),
        }))
    },
    restore: |problem, json, state| {
        parameter::refuse_any("parameters", json)?;
        Ok(Box::new(Halving {
            problem: problem.clone(),
            state: save::unpack(state)?,
        }))
    },
};

struct Halving {
    problem: Problem,
    state: State,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct State {
    candidates: Vec<Subset>,
    /// Evaluations of this round that are still to be asked.
    queue: VecDeque<Subset>,
    open: BTreeMap<QuestionId, Subset>,
    tally: Tally,
    /// Budget left for the rounds after this one.
    left: u32,
}

/// Rounds until one of so many candidates is left.
fn rounds(candidates: usize) -> u32 {
    candidates.max(2).next_power_of_two().trailing_zeros()
}

impl State {
    fn new(problem: &Problem) -> Self {
        let candidates = candidates(problem);
        let mut state = Self {
            candidates,
            queue: VecDeque::new(),
            open: BTreeMap::new(),
            tally: Tally::default(),
            left: problem.budget,
        };
        state.fill();
        state
    }

    /// Queues one round: an equal share of what is left for each round to come, equal for each candidate.
    fn fill(&mut self) {
        if self.candidates.len() < 2 && self.tally != Tally::default() {
            return;
        }
        let count = self.candidates.len() as u32;
        let repeats = (self.left / (rounds(self.candidates.len()) * count.max(1))).max(1);
        for _ in 0..repeats {
            self.queue.extend(&self.candidates);
        }
        self.queue.truncate(self.left as usize);
        self.left -= self.queue.len() as u32;
    }

    /// Keeps the better half; candidates without any reward come last, equal ones keep their order.
    fn halve(&mut self) {
        let mean = |subset: &Subset| self.tally.of(*subset).map_or(f64::NEG_INFINITY, |(mean, _)| mean);
        self.candidates.sort_by(|a, b| mean(b).total_cmp(&mean(a)));
        self.candidates.truncate(self.candidates.len().div_ceil(2));
    }
}

/// The subsets of full size, or as many of them at random as the budget can evaluate once in every round.
fn candidates(problem: &Problem) -> Vec<Subset> {
    let (askable, length) = (problem.askable(), problem.path_length());
    let fits = |count: u64| count * u64::from(rounds(count as usize)) <= u64::from(problem.budget);
    let most = (1..=u64::from(problem.budget))
        .take_while(|count| fits(*count))
        .last()
        .unwrap_or(1);
    if subset::choices(subset::size(askable), length) <= most {
        return subset::choose(askable, length)
            .map(|subset| subset | problem.known)
            .collect();
    }
    let mut random = Random::new(problem.seed);
    let mut found = BTreeSet::new();
    let mut order = Vec::new();
    while (order.len() as u64) < most {
        let subset = problem.known | subset::draw(askable, length, &mut random);
        if found.insert(subset) {
            order.push(subset);
        }
    }
    order
}

impl Planner for Halving {
    fn ask(&mut self, desk: &mut Desk) {
        while desk.has_room() {
            if self.state.queue.is_empty() {
                // A round ends when all of its rewards are there.
                if !self.state.open.is_empty() || self.state.candidates.len() < 2 || self.state.left == 0 {
                    return;
                }
                self.state.halve();
                self.state.fill();
            }
            let Some(subset) = self.state.queue.front().copied() else {
                return;
            };
            let Some(id) = desk.evaluate(subset) else { return };
            self.state.queue.pop_front();
            self.state.open.insert(id, subset);
        }
    }

    fn tell(&mut self, id: QuestionId, finding: &Finding) -> Result<(), SearchError> {
        let subset = self.state.open.remove(&id);
        let subset = subset.ok_or_else(|| SearchError::not_asked_by("halving", id))?;
        if let Finding::Reward(reward) = finding {
            self.state.tally.add(subset, *reward);
        }
        Ok(())
    }

    fn best_path(&self) -> PathEstimate {
        let State {
            candidates, tally, ..
        } = &self.state;
        let goal = tally
            .best(|subset| candidates.contains(&subset))
            .or_else(|| candidates.first().copied());
        let goal = goal.unwrap_or(self.problem.known);
        // Only full subsets were seen: attributes that were in good company come first.
        let mut order: Vec<usize> = subset::members(goal & !self.problem.known).collect();
        order.sort_by(|a, b| tally.company(*b).total_cmp(&tally.company(*a)));
        let mut known = self.problem.known;
        let steps = order.into_iter().map(|attribute| {
            known |= 1 << attribute;
            tally.step(attribute, known)
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
