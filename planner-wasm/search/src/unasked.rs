//! Baselines that evaluate nothing: `static-k`, `random` and `greedy-prior`.

use crate::error::SearchError;
use crate::parameter;
use crate::path::PathEstimate;
use crate::planner::{Desk, Planner};
use crate::problem::Problem;
use crate::question::{Finding, QuestionId};
use crate::random::Random;
use crate::registration::{PlannerInfo, Registration, Started};
use crate::save;
use crate::subset::{self, MAX_ATTRIBUTES, Subset};
use serde::{Deserialize, Serialize};

/// The ten attributes by what they give alone (the paper's Figure 6): emotion, mental health, self-harm history,
/// health, economic, marital, age, profession, education, gender; others follow by number.
const SENSITIVITY: [usize; 10] = [9, 7, 8, 6, 4, 2, 0, 3, 5, 1];

/// How the registry knows `static-k`.
pub const STATIC_K: Registration = Registration {
    info: PlannerInfo {
        name: "static-k",
        title: "The same attributes for everyone",
        description: "Asks for the attributes that help most on average (emotion, mental health, self-harm history, \
                      ...), whatever the query. Evaluates nothing.",
        parameters: &[],
        presets: &[],
        most_attributes: MAX_ATTRIBUTES,
    },
    create: |problem, json| fixed(problem, json, sensitivity_order(problem)),
    restore: |problem, json, _| fixed(problem, json, sensitivity_order(problem)),
};

/// How the registry knows `random`.
pub const RANDOM: Registration = Registration {
    info: PlannerInfo {
        name: "random",
        title: "Attributes at random",
        description: "A random path, another for every seed. Evaluates nothing: the floor of every comparison.",
        parameters: &[],
        presets: &[],
        most_attributes: MAX_ATTRIBUTES,
    },
    create: |problem, json| fixed(problem, json, random_order(problem)),
    restore: |problem, json, _| fixed(problem, json, random_order(problem)),
};

/// How the registry knows `greedy-prior`.
pub const GREEDY_PRIOR: Registration = Registration {
    info: PlannerInfo {
        name: "greedy-prior",
        title: "What the ranking model says",
        description: "Follows the attribute ranked first, state by state: one ranking for each step of the path and \
                      no evaluations. Hard to beat with few evaluations where the ranking is good.",
        parameters: &[],
        presets: &[],
        most_attributes: MAX_ATTRIBUTES,
    },
    create: |problem, json| {
        greedy(
            problem,
            json,
            Followed {
                state: problem.known,
                order: Vec::new(),
                awaited: None,
            },
        )
    },
    restore: |problem, json, state| greedy(problem, json, save::unpack(state)?),
};

fn fixed(problem: &Problem, json: &str, order: Vec<usize>) -> Started {
    parameter::refuse_any("parameters", json)?;
    Ok(Box::new(Fixed {
        known: problem.known,
        order,
    }))
}

fn sensitivity_order(problem: &Problem) -> Vec<usize> {
    let others = SENSITIVITY.len()..subset::MAX_ATTRIBUTES;
    let askable = SENSITIVITY
        .into_iter()
        .chain(others)
        .filter(|a| subset::contains(problem.askable(), *a));
    askable.take(problem.path_length()).collect()
}

fn random_order(problem: &Problem) -> Vec<usize> {
    let mut random = Random::new(problem.seed);
    let mut open = problem.askable();
    let mut order = Vec::new();
    while order.len() < problem.path_length() {
        let attribute = subset::any(open, &mut random);
        open &= !(1 << attribute);
        order.push(attribute);
    }
    order
}

struct Fixed {
    known: Subset,
    order: Vec<usize>,
}

impl Planner for Fixed {
    fn ask(&mut self, _desk: &mut Desk) {}

    fn tell(&mut self, id: QuestionId, _finding: &Finding) -> Result<(), SearchError> {
        Err(SearchError::internal(format!("question {id} was never asked")))
    }

    fn best_path(&self) -> PathEstimate {
        PathEstimate::unseen(self.known, self.order.iter().copied())
    }

    fn save(&self) -> Result<Vec<u8>, SearchError> {
        Ok(Vec::new())
    }

    fn satisfied(&self) -> bool {
        true
    }
}

fn greedy(problem: &Problem, json: &str, followed: Followed) -> Started {
    parameter::refuse_any("parameters", json)?;
    Ok(Box::new(Greedy {
        problem: problem.clone(),
        followed,
    }))
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Followed {
    state: Subset,
    order: Vec<usize>,
    awaited: Option<QuestionId>,
}

struct Greedy {
    problem: Problem,
    followed: Followed,
}

impl Planner for Greedy {
    fn ask(&mut self, desk: &mut Desk) {
        if self.followed.awaited.is_none() && !self.satisfied() {
            self.followed.awaited = desk.rank(self.followed.state);
        }
    }

    fn tell(&mut self, id: QuestionId, finding: &Finding) -> Result<(), SearchError> {
        if self.followed.awaited.take() != Some(id) {
            return Err(SearchError::not_asked_by("greedy-prior", id));
        }
        let open = self.problem.askable() & !self.followed.state;
        // A ranking that failed says nothing: the lowest attribute stands for any.
        let attribute = match finding {
            Finding::Weights(weights) => subset::members(open).fold(None, |best, a| match best {
                Some(held) if weights[a] <= weights[held] => Some(held),
                _ => Some(a),
            }),
            _ => subset::members(open).next(),
        };
        let attribute =
            attribute.ok_or_else(|| SearchError::internal("greedy-prior has nothing left to ask"))?;
        self.followed.order.push(attribute);
        self.followed.state |= 1 << attribute;
        Ok(())
    }

    fn best_path(&self) -> PathEstimate {
        let rest = subset::members(self.problem.askable() & !self.followed.state);
        let order = self.followed.order.iter().copied().chain(rest);
        PathEstimate::unseen(self.problem.known, order.take(self.problem.path_length()))
    }

    fn save(&self) -> Result<Vec<u8>, SearchError> {
        save::pack(&self.followed)
    }

    fn satisfied(&self) -> bool {
        self.followed.order.len() >= self.problem.path_length()
    }
}
