//! `path-kg`: a Gaussian process over subsets, and a knowledge gradient over whole paths that says what to evaluate
//! next. Needs a fraction of a tree search's evaluations, because what is seen of one subset is believed of related ones.

mod belief;
mod covariance;
mod features;
mod gradient;
mod learning;
mod observations;
pub mod parameters;
mod paths;
mod posterior;
mod ranking;
mod space;
mod surrogate;

use crate::error::SearchError;
use crate::parameter;
use crate::path::{PathEstimate, PathStep};
use crate::planner::{Desk, Planner};
use crate::problem::Problem;
use crate::question::{Finding, QuestionId};
use crate::random;
use crate::registry::{PlannerInfo, Registration};
use crate::save;
use crate::subset;
use parameters::{PARAMETERS, Parameters};
use ranking::Rankings;
use serde::{Deserialize, Serialize};
use space::Space;
use std::collections::BTreeMap;
use surrogate::Surrogate;

/// How the registry knows this planner.
pub const REGISTRATION: Registration = Registration {
    info: PlannerInfo {
        name: "path-kg",
        title: "Gaussian process over subsets with a knowledge gradient over paths",
        description: "Learns what attributes are worth from every evaluation at once and evaluates what is expected to \
                      improve the best path most; stops when the expected regret is small. For problems of up to 14 \
                      askable attributes and 1,500 subsets.",
        parameters: PARAMETERS,
        presets: &[],
    },
    create: |problem, json| Ok(Box::new(PathKg::new(problem, json)?)),
    restore: |problem, json, state| {
        let mut planner = PathKg::new(problem, json)?;
        for event in save::unpack::<Vec<Event>>(state)? {
            planner.replay(event)?;
        }
        Ok(Box::new(planner))
    },
};

/// What happened to the planner. Its state follows from these exactly, and they are a thousand times smaller.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
enum Event {
    Asked {
        room: usize,
        evaluations_left: u32,
        next_id: QuestionId,
    },
    Told(QuestionId, Finding),
}

struct PathKg {
    problem: Problem,
    parameters: Parameters,
    space: Space,
    events: Vec<Event>,
    /// Points that are still to be ranked, last first.
    to_rank: Vec<usize>,
    ranking: BTreeMap<QuestionId, usize>,
    rankings: Rankings,
    evaluating: BTreeMap<QuestionId, usize>,
    told: u32,
    /// From the last ranking on.
    surrogate: Option<Surrogate>,
    satisfied: bool,
}

impl PathKg {
    fn new(problem: &Problem, json: &str) -> Result<Self, SearchError> {
        let parameters: Parameters = parameter::read("parameters", json, PARAMETERS, &[])?;
        let space = Space::of(problem).ok_or_else(|| {
            SearchError::field(
                "problem",
                format!(
                    "{} askable attributes at depth {} have more subsets than path-kg enumerates ({} attributes, {} subsets)",
                    subset::size(problem.askable()),
                    problem.depth,
                    space::MAX_ENUMERATED_ATTRIBUTES,
                    space::MAX_POINTS
                ),
            )
        })?;
        let mut to_rank = if parameters.use_prior {
            ranking::states(&space, parameters.rank_depth as usize)
        } else {
            Vec::new()
        };
        to_rank.reverse();
        Ok(Self {
            problem: problem.clone(),
            parameters,
            space,
            events: Vec::new(),
            to_rank,
            ranking: BTreeMap::new(),
            rankings: Rankings::new(),
            evaluating: BTreeMap::new(),
            told: 0,
            surrogate: None,
            satisfied: false,
        })
    }

    fn replay(&mut self, event: Event) -> Result<(), SearchError> {
        match event {
            Event::Asked {
                room,
                evaluations_left,
                next_id,
            } => {
                self.ask(&mut Desk::new(room, evaluations_left, next_id));
                Ok(())
            }
            Event::Told(id, finding) => self.tell(id, &finding),
        }
    }

    fn ask_rankings(&mut self, desk: &mut Desk) {
        while let Some(&point) = self.to_rank.last() {
            let Some(id) = desk.rank(self.space.subset(point)) else {
                return;
            };
            self.to_rank.pop();
            self.ranking.insert(id, point);
        }
    }

    fn ask_evaluations(&mut self, desk: &mut Desk) {
        let surrogate = self.surrogate.get_or_insert_with(|| {
            Surrogate::new(
                &self.space,
                &self.rankings,
                self.parameters.anytime,
                self.parameters.learn,
                random::mix(&[self.problem.seed]),
            )
        });
        let under_way: Vec<usize> = self.evaluating.values().copied().collect();
        let count = desk.room().min(desk.evaluations_left() as usize);
        for point in surrogate.choose(&self.space, &under_way, count) {
            if let Some(id) = desk.evaluate(self.space.subset(point)) {
                self.evaluating.insert(id, point);
            }
        }
    }

    fn consider_stopping(&mut self) {
        let enough = u64::from(self.told) >= self.parameters.min_evaluations;
        if let Some(surrogate) = self.surrogate.as_ref().filter(|_| enough) {
            self.satisfied = surrogate.expected_regret(&self.space) < self.parameters.tolerance;
        }
    }
}

impl Planner for PathKg {
    fn ask(&mut self, desk: &mut Desk) {
        self.events.push(Event::Asked {
            room: desk.room(),
            evaluations_left: desk.evaluations_left(),
            next_id: desk.next_id(),
        });
        self.ask_rankings(desk);
        if self.to_rank.is_empty() && self.ranking.is_empty() && self.space.depth() > 0 {
            self.ask_evaluations(desk);
        }
    }

    fn tell(&mut self, id: QuestionId, finding: &Finding) -> Result<(), SearchError> {
        self.events.push(Event::Told(id, finding.clone()));
        if let Some(point) = self.ranking.remove(&id) {
            let weights = match finding {
                Finding::Weights(weights) => Some(weights.clone()),
                _ => None,
            };
            self.rankings.insert(self.space.subset(point), weights);
            return Ok(());
        }
        let point = self.evaluating.remove(&id);
        let point = point.ok_or_else(|| SearchError::internal(format!("question {id} is not path-kg's")))?;
        if let (Finding::Reward(reward), Some(surrogate)) = (finding, self.surrogate.as_mut()) {
            surrogate.observe(&self.space, point, *reward);
            self.told += 1;
        }
        if self.evaluating.is_empty() {
            self.consider_stopping();
        }
        Ok(())
    }

    fn best_path(&self) -> PathEstimate {
        match &self.surrogate {
            Some(surrogate) if self.space.depth() > 0 => surrogate.best_path(&self.space),
            _ => unlearned_path(&self.space),
        }
    }

    fn save(&self) -> Result<Vec<u8>, SearchError> {
        save::pack(&self.events)
    }

    fn satisfied(&self) -> bool {
        self.satisfied
    }
}

/// Before anything is known: the first attributes in their order.
fn unlearned_path(space: &Space) -> PathEstimate {
    let mut mask = 0u32;
    let steps = (0..space.depth())
        .map(|bit| {
            mask |= 1 << bit;
            PathStep {
                attribute: space.attribute(bit),
                subset: space.subset(space.number(mask)),
                mean: None,
                visits: 0.0,
                deviation: None,
            }
        })
        .collect();
    PathEstimate {
        steps,
        expected_regret: None,
    }
}
