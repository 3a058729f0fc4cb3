//! What planners have in common that choose among whole subsets, as a bandit does among its arms: the desk, the rewards and
//! the path. They differ in their [`Chooser`].

pub mod ends;

use crate::error::SearchError;
use crate::path::PathEstimate;
use crate::planner::{Desk, Planner};
use crate::problem::Problem;
use crate::question::{Finding, QuestionId};
use crate::registration::Started;
use crate::replay::Record;
use crate::save;
use crate::subset::{self, Subset};
use crate::tally::Tally;
use std::collections::BTreeMap;

/// The rule by which one subset after another is evaluated. Deterministic: what it does follows from its calls.
pub trait Chooser {
    /// Whether the ranking of the first state is wanted before anything is evaluated.
    fn wants_ranking(&self) -> bool {
        false
    }

    /// Takes that ranking: a weight for each attribute. Not called where it failed.
    fn take_ranking(&mut self, _weights: &[f64]) {}

    /// The next subset to evaluate, besides those under way; none while answers are awaited or when nothing is left to do.
    fn choose(&mut self, under_way: &[Subset]) -> Option<Subset>;

    /// Takes the reward of a subset; none where the evaluation failed.
    fn observe(&mut self, subset: Subset, reward: Option<f64>);

    /// The subset that a path should end in.
    fn end(&self) -> Subset;

    /// What a prefix of that end is worth next to others of its size: decides the order of the path.
    fn worth(&self, prefix: Subset) -> f64;
}

/// A planner with that rule before its first question.
pub fn start<C: Chooser + 'static>(problem: &Problem, name: &'static str, chooser: C) -> Started {
    Ok(Box::new(Arms::new(problem, name, chooser)))
}

/// The same continued from what it saved.
pub fn resume<C: Chooser + 'static>(
    problem: &Problem,
    name: &'static str,
    chooser: C,
    state: &[u8],
) -> Started {
    let mut arms = Arms::new(problem, name, chooser);
    save::unpack::<Record>(state)?.replay(&mut arms)?;
    Ok(Box::new(arms))
}

struct Arms<C> {
    problem: Problem,
    name: &'static str,
    chooser: C,
    record: Record,
    /// The ranking asked for; `ranked` once it came.
    ranking: Option<QuestionId>,
    ranked: bool,
    evaluating: BTreeMap<QuestionId, Subset>,
    tally: Tally,
}

impl<C: Chooser> Arms<C> {
    fn new(problem: &Problem, name: &'static str, chooser: C) -> Self {
        Self {
            problem: problem.clone(),
            name,
            ranked: !chooser.wants_ranking(),
            chooser,
            record: Record::default(),
            ranking: None,
            evaluating: BTreeMap::new(),
            tally: Tally::default(),
        }
    }
}

impl<C: Chooser> Planner for Arms<C> {
    fn ask(&mut self, desk: &mut Desk) {
        self.record.asked(desk);
        if !self.ranked {
            if self.ranking.is_none() {
                self.ranking = desk.rank(self.problem.known);
            }
            return;
        }
        while desk.has_room() && desk.evaluations_left() > 0 {
            let under_way: Vec<Subset> = self.evaluating.values().copied().collect();
            let Some(subset) = self.chooser.choose(&under_way) else {
                return;
            };
            let Some(id) = desk.evaluate(subset) else { return };
            self.evaluating.insert(id, subset);
        }
    }

    fn tell(&mut self, id: QuestionId, finding: &Finding) -> Result<(), SearchError> {
        self.record.told(id, finding);
        if self.ranking == Some(id) {
            self.ranked = true;
            if let Finding::Weights(weights) = finding {
                self.chooser.take_ranking(weights);
            }
            return Ok(());
        }
        let subset = self.evaluating.remove(&id);
        let subset = subset.ok_or_else(|| SearchError::not_asked_by(self.name, id))?;
        let reward = match finding {
            Finding::Reward(reward) => Some(*reward),
            _ => None,
        };
        if let Some(reward) = reward {
            self.tally.add(subset, reward);
        }
        self.chooser.observe(subset, reward);
        Ok(())
    }

    /// To the chosen end by the prefixes worth most, one attribute after the other.
    fn best_path(&self) -> PathEstimate {
        let end = self.chooser.end();
        let mut prefix = self.problem.known;
        let mut steps = Vec::with_capacity(self.problem.path_length());
        while let Some(next) = best_of(subset::members(end & !prefix), |a| {
            self.chooser.worth(prefix | 1 << *a)
        }) {
            prefix |= 1 << next;
            steps.push(self.tally.step(next, prefix));
        }
        PathEstimate {
            steps,
            expected_regret: None,
        }
    }

    fn save(&self) -> Result<Vec<u8>, SearchError> {
        save::pack(&self.record)
    }
}

/// The candidate with the highest value; the first of equal ones.
pub fn best_of<T>(candidates: impl Iterator<Item = T>, value: impl Fn(&T) -> f64) -> Option<T> {
    let valued = candidates.map(|one| (value(&one), one));
    let best = valued.reduce(|best, other| if other.0 > best.0 { other } else { best });
    best.map(|(_, one)| one)
}
