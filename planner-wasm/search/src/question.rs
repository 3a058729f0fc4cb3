//! What a search asks and what it is told.

use crate::subset::Subset;
use serde::{Deserialize, Serialize};

/// Names one question of one search; counted from 1 in the order of asking.
pub type QuestionId = u32;

/// What is wanted to know.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Query {
    /// One noisy reward for an answer given with exactly these attributes.
    Evaluate(Subset),
    /// Prior weights over the attributes not in this state.
    Rank(Subset),
}

/// A query with the name its answer must carry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    /// The name.
    pub id: QuestionId,
    /// What is wanted.
    pub query: Query,
}

/// What came of a question.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Finding {
    /// The reward of an evaluation: a personalised safety score in 1..5.
    Reward(f64),
    /// One weight per attribute (finite, not negative; those of attributes in the state are ignored; at least one
    /// unasked attribute's must be above 0).
    Weights(Vec<f64>),
    /// The question could not be answered. A failed evaluation has used up its share of the budget; a failed
    /// ranking is not asked again.
    Failed,
}

/// A finding for an open question.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Answer {
    /// The question answered.
    pub id: QuestionId,
    /// What came of it.
    pub finding: Finding,
}
