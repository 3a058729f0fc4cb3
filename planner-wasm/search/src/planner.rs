//! The one trait every planner stands behind, and the desk where it hands in its questions.

use crate::error::SearchError;
use crate::path::PathEstimate;
use crate::question::{Finding, Query, Question, QuestionId};
use crate::subset::Subset;
use serde::Serialize;

/// A way to choose what to evaluate next. [`crate::Search`] keeps the rules (budget, open questions, trace), so a
/// planner only has to think. It must be deterministic: its state follows from the problem, its parameters and
/// the sequence of calls.
pub trait Planner {
    /// Hands in new questions while the desk takes them. Handing in none means "waiting for answers" as long as
    /// questions are open, and "nothing left to learn" when none are.
    fn ask(&mut self, desk: &mut Desk);

    /// Takes the finding for one question it asked. Rewards are finite and in 1..5, weights are as
    /// [`Finding::Weights`] says: the search has checked both.
    fn tell(&mut self, id: QuestionId, finding: &Finding) -> Result<(), SearchError>;

    /// The best path so far; can be asked at any time, before the first answer too.
    fn best_path(&self) -> PathEstimate;

    /// Everything needed to continue bit for bit, except problem and parameters.
    fn save(&self) -> Result<Vec<u8>, SearchError>;

    /// What the planner can do beyond this trait, when it has a model of what subsets are worth.
    fn model_based(&self) -> Option<&dyn ModelBased> {
        None
    }

    /// True when the planner has decided to stop before the budget is used up.
    fn satisfied(&self) -> bool {
        false
    }
}

/// What a planner can do that has a model of what subsets are worth.
pub trait ModelBased {
    /// Whether it takes the problem's costs into account.
    fn weighs_costs(&self) -> bool;

    /// Whether [`ModelBased::with_library`] changes anything.
    fn learns_from_libraries(&self) -> bool;

    /// The planner before its first question, with what a library of finished searches says of its problem (the bytes of
    /// [`crate::path_kg::transfer::Fitted::prior`]). They are part of what is saved.
    fn with_library(&self, prior: &[u8]) -> Result<Box<dyn Planner>, SearchError>;

    /// The models it weighs against each other; empty when there is nothing to weigh.
    fn models(&self) -> Vec<ModelWeight>;
}

/// One of several models that watch the same evaluations.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ModelWeight {
    /// Its name.
    pub name: &'static str,
    /// Its weight now, 0..1; all sum to 1.
    pub weight: f64,
    /// Log density of the evaluations of this search under it.
    pub log_evidence: f64,
}

/// Takes the questions of one `ask`, as many as there is room for.
#[derive(Debug)]
pub struct Desk {
    room: usize,
    evaluations_left: u32,
    next_id: QuestionId,
    questions: Vec<Question>,
}

impl Desk {
    pub(crate) fn new(room: usize, evaluations_left: u32, next_id: QuestionId) -> Self {
        Self {
            room,
            evaluations_left,
            next_id,
            questions: Vec::new(),
        }
    }

    /// Whether one more question of any kind fits into this batch.
    pub fn has_room(&self) -> bool {
        self.questions.len() < self.room
    }

    /// How many questions still fit into this batch.
    pub fn room(&self) -> usize {
        self.room - self.questions.len()
    }

    /// Evaluations the budget still allows.
    pub fn evaluations_left(&self) -> u32 {
        self.evaluations_left
    }

    pub(crate) fn next_id(&self) -> QuestionId {
        self.next_id
    }

    /// Asks for one noisy reward of a subset; none when the batch is full or the budget used up.
    pub fn evaluate(&mut self, subset: Subset) -> Option<QuestionId> {
        if self.evaluations_left == 0 || !self.has_room() {
            return None;
        }
        self.evaluations_left -= 1;
        Some(self.hand_in(Query::Evaluate(subset)))
    }

    /// Asks for prior weights at a state; none when the batch is full.
    pub fn rank(&mut self, state: Subset) -> Option<QuestionId> {
        self.has_room().then(|| self.hand_in(Query::Rank(state)))
    }

    fn hand_in(&mut self, query: Query) -> QuestionId {
        let id = self.next_id;
        self.next_id += 1;
        self.questions.push(Question { id, query });
        id
    }

    pub(crate) fn close(self) -> Vec<Question> {
        self.questions
    }
}
