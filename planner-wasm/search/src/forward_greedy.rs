//! `forward-greedy`: sequential forward selection (Whitney 1971) with replicates: every attribute that can be added is
//! evaluated equally often, the best is added, and so on to full size.

use crate::arms::{self, Chooser, best_of};
use crate::error::SearchError;
use crate::parameter::{self, Default as Standard, Domain, Parameter};
use crate::problem::Problem;
use crate::registration::{PlannerInfo, Registration};
use crate::subset::{self, MAX_ATTRIBUTES, Subset};
use crate::tally::Tally;
use serde::Deserialize;
use std::collections::VecDeque;

const NAME: &str = "forward-greedy";

const PARAMETERS: &[Parameter] = &[Parameter {
    name: "replicates",
    description: "Evaluations of each attribute that can be added; 0: as many as the budget can give each, one at least.",
    domain: Domain::Integer { min: 0, max: 1000 },
    default: Standard::Integer(0),
}];

/// How the registry knows this planner.
pub const REGISTRATION: Registration = Registration {
    info: PlannerInfo {
        name: NAME,
        title: "Forward selection with replicates",
        description: "Evaluates every attribute that can be added equally often, adds the best, and goes on from there. Simple, \
                      and blind to attributes that help only together. Uses no ranking.",
        parameters: PARAMETERS,
        presets: &[],
        most_attributes: MAX_ATTRIBUTES,
    },
    create: |problem, json| arms::start(problem, NAME, ForwardGreedy::new(problem, json)?),
    restore: |problem, json, state| arms::resume(problem, NAME, ForwardGreedy::new(problem, json)?, state),
};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Parameters {
    replicates: u64,
}

struct ForwardGreedy {
    problem: Problem,
    replicates: u64,
    /// What was added so far, in order.
    added: Vec<usize>,
    /// Evaluations of this round that are still to be asked.
    queue: VecDeque<Subset>,
    tally: Tally,
}

impl ForwardGreedy {
    fn new(problem: &Problem, json: &str) -> Result<Self, SearchError> {
        let Parameters { replicates } = parameter::read("parameters", json, PARAMETERS, &[])?;
        let width = subset::size(problem.askable()) as u64;
        let once: u64 = (0..problem.path_length() as u64).map(|added| width - added).sum();
        let share = (u64::from(problem.budget) / once.max(1)).max(1);
        let mut planner = Self {
            problem: problem.clone(),
            replicates: if replicates == 0 { share } else { replicates },
            added: Vec::new(),
            queue: VecDeque::new(),
            tally: Tally::default(),
        };
        planner.begin_round();
        Ok(planner)
    }

    fn begin_round(&mut self) {
        let reached = self.reached();
        let open = self.problem.askable() & !reached;
        for _ in 0..self.replicates {
            self.queue.extend(subset::members(open).map(|a| reached | 1 << a));
        }
    }

    fn reached(&self) -> Subset {
        self.added.iter().fold(self.problem.known, |set, a| set | 1 << a)
    }

    fn is_complete(&self) -> bool {
        self.added.len() >= self.problem.path_length()
    }

    /// The attribute that looks best to add: by what was seen of it here, else by the company it was in.
    fn next(&self, prefix: Subset) -> Option<usize> {
        let open = || subset::members(self.problem.askable() & !prefix);
        let seen = |a: &usize| self.tally.of(prefix | 1 << *a).map(|(mean, _)| mean);
        let best = best_of(open().filter(|a| seen(a).is_some()), |a| {
            seen(a).unwrap_or(f64::NEG_INFINITY)
        });
        best.or_else(|| best_of(open(), |a| self.tally.company(*a)))
    }

    /// What was added, and then what looks best by now.
    fn chain(&self) -> Vec<usize> {
        let (mut chain, mut prefix) = (self.added.clone(), self.reached());
        while chain.len() < self.problem.path_length() {
            let Some(next) = self.next(prefix) else { break };
            chain.push(next);
            prefix |= 1 << next;
        }
        chain
    }
}

impl Chooser for ForwardGreedy {
    fn choose(&mut self, under_way: &[Subset]) -> Option<Subset> {
        // A round ends when all of its rewards are there.
        if self.queue.is_empty() && under_way.is_empty() && !self.is_complete() {
            let next = self.next(self.reached())?;
            self.added.push(next);
            if !self.is_complete() {
                self.begin_round();
            }
        }
        self.queue.pop_front()
    }

    fn observe(&mut self, subset: Subset, reward: Option<f64>) {
        if let Some(reward) = reward {
            self.tally.add(subset, reward);
        }
    }

    fn end(&self) -> Subset {
        self.chain()
            .iter()
            .fold(self.problem.known, |set, a| set | 1 << a)
    }

    /// How far the prefix follows the order of adding.
    fn worth(&self, prefix: Subset) -> f64 {
        let chain = self.chain();
        chain.iter().take_while(|a| subset::contains(prefix, **a)).count() as f64
    }
}
