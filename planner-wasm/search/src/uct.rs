//! `uct`: the plain search of the paper's public reference code: random expansion, random rollouts, no prior.

use crate::error::SearchError;
use crate::parameter::{self, Default as Standard, Domain, Parameter};
use crate::path::{PathEstimate, PathStep};
use crate::planner::{Desk, Planner};
use crate::problem::Problem;
use crate::question::{Finding, QuestionId};
use crate::random::{Random, mix};
use crate::registration::{PlannerInfo, Registration};
use crate::save;
use crate::subset::{self, MAX_ATTRIBUTES, Subset};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

const PARAMETERS: &[Parameter] = &[Parameter {
    name: "exploration",
    description: "The constant c of mean + c * sqrt(ln(N + 1) / n), in score points (1..5).",
    domain: Domain::Number { min: 0.0, max: 100.0 },
    default: Standard::Number(1.3),
}];

/// How the registry knows this planner.
pub const REGISTRATION: Registration = Registration {
    info: PlannerInfo {
        name: "uct",
        title: "Plain UCT without a prior",
        description: "Monte Carlo tree search with random expansion and random rollouts, as in the paper's public \
                      reference code. Asks for no rankings. A baseline: it needs thousands of evaluations.",
        parameters: PARAMETERS,
        presets: &[],
        most_attributes: MAX_ATTRIBUTES,
    },
    create: |problem, json| {
        let parameters = parameter::read("parameters", json, PARAMETERS, &[])?;
        Ok(Box::new(Uct {
            problem: problem.clone(),
            parameters,
            state: State::new(problem),
        }))
    },
    restore: |problem, json, state| {
        let parameters = parameter::read("parameters", json, PARAMETERS, &[])?;
        Ok(Box::new(Uct {
            problem: problem.clone(),
            parameters,
            state: save::unpack(state)?,
        }))
    },
};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Parameters {
    exploration: f64,
}

struct Uct {
    problem: Problem,
    parameters: Parameters,
    state: State,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct State {
    nodes: Vec<Node>,
    random: Random,
    /// The nodes each open evaluation came down by.
    open: BTreeMap<QuestionId, Vec<usize>>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
struct Node {
    children: BTreeMap<usize, usize>,
    visits: f64,
    total: f64,
    /// Evaluations under way: each counts as a visit with the worst score.
    pending: f64,
}

impl Node {
    fn counted(&self) -> f64 {
        self.visits + self.pending
    }

    fn mean(&self) -> f64 {
        (self.total + self.pending) / self.counted()
    }
}

impl State {
    fn new(problem: &Problem) -> Self {
        Self {
            nodes: vec![Node::default()],
            random: Random::new(problem.seed),
            open: BTreeMap::new(),
        }
    }
}

impl Uct {
    /// Goes down to a new node and on to full depth at random; the nodes passed and the subset reached.
    fn descend(&mut self) -> (Vec<usize>, Subset) {
        let State { nodes, random, .. } = &mut self.state;
        let (askable, goal) = (
            self.problem.askable(),
            self.problem.path_length() + subset::size(self.problem.known),
        );
        let (mut node, mut known) = (0, self.problem.known);
        let mut passed = vec![0];
        while subset::size(known) < goal {
            let tried: Subset = nodes[node].children.keys().map(|a| 1 << a).sum();
            let untried = askable & !known & !tried;
            if untried != 0 {
                let attribute = subset::any(untried, random);
                nodes.push(Node::default());
                let child = nodes.len() - 1;
                nodes[node].children.insert(attribute, child);
                passed.push(child);
                known |= 1 << attribute;
                break;
            }
            let bonus = libm::log(nodes[node].counted() + 1.0);
            let score = |child: &Node| {
                child.mean() + self.parameters.exploration * libm::sqrt(bonus / child.counted())
            };
            let mut best: Option<(usize, usize, f64)> = None;
            for (&attribute, &child) in &nodes[node].children {
                let value = if nodes[child].counted() > 0.0 {
                    score(&nodes[child])
                } else {
                    f64::INFINITY
                };
                if best.is_none_or(|(_, _, held)| value > held) {
                    best = Some((attribute, child, value));
                }
            }
            let Some((attribute, child, _)) = best else { break };
            passed.push(child);
            known |= 1 << attribute;
            node = child;
        }
        let rest = subset::draw(askable & !known, goal - subset::size(known), random);
        (passed, known | rest)
    }
}

impl Planner for Uct {
    fn ask(&mut self, desk: &mut Desk) {
        while desk.has_room() && desk.evaluations_left() > 0 {
            let (passed, known) = self.descend();
            let Some(id) = desk.evaluate(known) else { return };
            passed
                .iter()
                .for_each(|node| self.state.nodes[*node].pending += 1.0);
            self.state.open.insert(id, passed);
        }
    }

    fn tell(&mut self, id: QuestionId, finding: &Finding) -> Result<(), SearchError> {
        let passed = self.state.open.remove(&id);
        for node in passed.ok_or_else(|| SearchError::not_asked_by("uct", id))? {
            let node = &mut self.state.nodes[node];
            node.pending -= 1.0;
            if let Finding::Reward(reward) = finding {
                node.visits += 1.0;
                node.total += reward;
            }
        }
        Ok(())
    }

    fn best_path(&self) -> PathEstimate {
        let mut steps = Vec::new();
        let (mut node, mut known) = (Some(0), self.problem.known);
        while steps.len() < self.problem.path_length() {
            let mut best: Option<(usize, &Node, usize)> = None;
            for (&attribute, &index) in node.into_iter().flat_map(|node| &self.state.nodes[node].children) {
                let child = &self.state.nodes[index];
                let mean = |node: &Node| node.total / node.visits;
                if child.visits > 0.0 && best.is_none_or(|(_, held, _)| mean(child) > mean(held)) {
                    best = Some((attribute, child, index));
                }
            }
            node = best.map(|(_, _, index)| index);
            // Below the tree nothing is known: any attribute, but always the same one.
            let open = self.problem.askable() & !known;
            let attribute = best.map_or_else(
                || subset::any(open, &mut Random::new(mix(&[self.problem.seed, known]))),
                |b| b.0,
            );
            known |= 1 << attribute;
            steps.push(PathStep {
                attribute,
                subset: known,
                mean: best.map(|(_, child, _)| child.total / child.visits),
                visits: best.map_or(0.0, |(_, child, _)| child.visits),
                deviation: None,
            });
        }
        PathEstimate {
            steps,
            expected_regret: None,
        }
    }

    fn save(&self) -> Result<Vec<u8>, SearchError> {
        save::pack(&self.state)
    }
}
