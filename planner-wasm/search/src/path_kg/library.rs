//! What a library of finished searches says of one problem, as a search holds it.

use super::belief::Belief;
use super::space::{MAX_POINTS, Space};
use super::transfer::QueryPrior;
use crate::error::SearchError;
use crate::problem::Problem;

/// A library's prior, as it came and as it is read.
pub struct Library {
    /// As it came, for saving.
    pub bytes: Vec<u8>,
    /// Attributes of its problems.
    pub attributes: usize,
    /// Beliefs and log weights, as [`super::transfer::MODELS`] names them.
    pub models: Vec<(Belief, f64)>,
}

impl Library {
    /// Reads the bytes of a prior; refuses those that do not fit the problem, and problems whose subsets are not enumerated.
    pub fn read(bytes: &[u8], problem: &Problem) -> Result<Self, SearchError> {
        let prior = QueryPrior::from_bytes(bytes, problem.attributes)?;
        if Space::of(problem).is_none() {
            let text = format!("can be used up to {MAX_POINTS} subsets, this problem has more");
            return Err(SearchError::field("library", text));
        }
        Ok(Self {
            bytes: bytes.to_vec(),
            attributes: prior.attributes,
            models: prior.models()?,
        })
    }
}
