//! The exact record of what a search asked and was told, in order.

use crate::question::{Answer, Question};
use serde::{Deserialize, Serialize};

/// One line of the record.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum TraceEntry {
    /// A question went out.
    Asked(Question),
    /// Its answer came in.
    Told(Answer),
}
