//! `raise-mcts`: the paper's LLM-guided tree search over orders of asking (Algorithm 1, C.4, C.5), complete, with
//! everything the paper leaves open as an explicit [`parameters::Parameters`].

mod backup;
pub mod engine;
mod expand;
mod extract;
mod lane;
pub mod parameters;
mod prior;
#[cfg(test)]
mod reference;
mod rollout;
mod select;
mod tree;

use crate::error::SearchError;
use crate::parameter;
use crate::path::PathEstimate;
use crate::planner::{Desk, Planner};
use crate::problem::Problem;
use crate::question::{Finding, QuestionId};
use crate::registration::{PlannerInfo, Registration};
use crate::save;
use crate::subset::{MAX_ATTRIBUTES, Subset};
use engine::{Descent, Engine, Halt, Memory};
use parameters::{PARAMETERS, PRESETS, Parameters};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How the registry knows this planner.
pub const REGISTRATION: Registration = Registration {
    info: PlannerInfo {
        name: "raise-mcts",
        title: "The paper's LLM-guided tree search",
        description: "Monte Carlo tree search over orders of asking: PUCT selection with a lazily ranked prior, \
                      epsilon-greedy rollouts on the prior, path of highest mean. Kept faithful to the RAISE paper; \
                      needs hundreds of evaluations.",
        parameters: PARAMETERS,
        presets: PRESETS,
        most_attributes: MAX_ATTRIBUTES,
    },
    create: |problem, json| {
        let parameters: Parameters = parameter::read("parameters", json, PARAMETERS, PRESETS)?;
        Ok(Box::new(RaiseMcts {
            problem: problem.clone(),
            engine: Engine::new(problem, parameters),
            desk: Pending::default(),
        }))
    },
    restore: |problem, json, state| {
        let parameters: Parameters = parameter::read("parameters", json, PARAMETERS, PRESETS)?;
        let Saved { memory, pending } = save::unpack(state)?;
        let engine = Engine::resume(problem, parameters, memory);
        Ok(Box::new(RaiseMcts {
            problem: problem.clone(),
            engine,
            desk: pending,
        }))
    },
};

struct RaiseMcts {
    problem: Problem,
    engine: Engine,
    desk: Pending,
}

/// Descents and rankings under way.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
struct Pending {
    /// Complete descents that wait for their reward.
    evaluations: BTreeMap<QuestionId, Descent>,
    /// States whose ranking was asked.
    rankings: BTreeMap<QuestionId, Subset>,
    /// Descents held up by a ranking of their own; their virtual loss is lent.
    paused: Vec<(Subset, Descent)>,
}

#[derive(Serialize, Deserialize)]
struct Saved {
    memory: Memory,
    pending: Pending,
}

impl RaiseMcts {
    /// Takes a descent further and asks what it needs. False when nothing more can be asked in this batch.
    fn pursue(&mut self, mut descent: Descent, desk: &mut Desk) -> bool {
        match self.engine.advance(&mut descent) {
            Halt::Complete => match desk.evaluate(descent.state) {
                Some(id) => {
                    self.engine.lend(&descent.edges, 1.0);
                    self.desk.evaluations.insert(id, descent);
                    true
                }
                None => false,
            },
            // Another descent waits for this ranking: going on without it would only pile up behind it.
            Halt::Rank(state) if self.is_awaited(state) => {
                self.engine.give_up(&descent);
                false
            }
            Halt::Rank(state) => match desk.rank(state) {
                Some(id) => {
                    self.engine.lend(&descent.edges, 1.0);
                    self.desk.rankings.insert(id, state);
                    self.desk.paused.push((state, descent));
                    true
                }
                None => false,
            },
        }
    }

    /// Whether one more evaluation may be under way; one that waits for a ranking is.
    fn may_begin(&self, desk: &Desk) -> bool {
        let waiting = self.desk.paused.len();
        let under_way = (self.desk.evaluations.len() + waiting) as u64;
        let at_once = self.engine.at_once();
        desk.has_room() && (waiting as u32) < desk.evaluations_left() && (at_once == 0 || under_way < at_once)
    }

    fn is_awaited(&self, state: Subset) -> bool {
        self.desk.rankings.values().any(|asked| *asked == state)
    }
}

impl Planner for RaiseMcts {
    fn ask(&mut self, desk: &mut Desk) {
        let mut waiting = Vec::new();
        for (state, descent) in std::mem::take(&mut self.desk.paused) {
            if self.is_awaited(state) || !desk.has_room() {
                waiting.push((state, descent));
                continue;
            }
            self.engine.lend(&descent.edges, -1.0);
            self.pursue(descent, desk);
        }
        waiting.append(&mut self.desk.paused);
        self.desk.paused = waiting;
        while self.may_begin(desk) {
            let descent = self.engine.start();
            if !self.pursue(descent, desk) {
                break;
            }
        }
    }

    fn tell(&mut self, id: QuestionId, finding: &Finding) -> Result<(), SearchError> {
        if let Some(state) = self.desk.rankings.remove(&id) {
            match finding {
                Finding::Weights(weights) => self.engine.learn_weights(state, weights),
                _ => self.engine.learn_nothing(state),
            }
            return Ok(());
        }
        let descent = self.desk.evaluations.remove(&id);
        let descent = descent.ok_or_else(|| SearchError::not_asked_by("raise-mcts", id))?;
        self.engine.lend(&descent.edges, -1.0);
        if let Finding::Reward(reward) = finding {
            self.engine.learn_reward(&descent.edges, *reward);
        }
        Ok(())
    }

    fn best_path(&self) -> PathEstimate {
        let paused = self.desk.paused.iter().map(|(_, descent)| descent);
        let under_way = self.desk.evaluations.values().chain(paused);
        self.engine.path(&self.problem, under_way)
    }

    fn save(&self) -> Result<Vec<u8>, SearchError> {
        save::pack(&Saved {
            memory: self.engine.memory(),
            pending: self.desk.clone(),
        })
    }
}
