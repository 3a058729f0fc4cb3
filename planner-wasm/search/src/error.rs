//! The error of this crate: a code a service can map, a message that names field, value and limit, and the violations.

use serde::Serialize;
use std::fmt;

/// What kind of failure it is; the names are those of gRPC status codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ErrorCode {
    /// The caller gave something that can never be accepted.
    InvalidArgument,
    /// The thing named does not exist (a planner, an open question).
    NotFound,
    /// A saved search that is damaged or of another version.
    DataLoss,
    /// A planner broke the rules of the search: a bug in this crate.
    Internal,
}

/// One field that was refused and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Violation {
    /// The field as the caller wrote it, for example `parameters.exploration`.
    pub field: String,
    /// What is wrong: the value and the limit.
    pub description: String,
}

/// The error of every fallible call of this crate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SearchError {
    /// The kind of failure.
    pub code: ErrorCode,
    /// A sentence for people; names field, value and limit.
    pub message: String,
    /// The refused fields, when the failure is about fields.
    pub violations: Vec<Violation>,
}

impl SearchError {
    /// An error of the given kind without field violations.
    pub fn new(code: ErrorCode, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            violations: Vec::new(),
        }
    }

    /// `INVALID_ARGUMENT` for one field.
    pub fn field(field: impl Into<String>, description: impl Into<String>) -> Self {
        Self::fields(vec![Violation {
            field: field.into(),
            description: description.into(),
        }])
    }

    /// `INVALID_ARGUMENT` for several fields at once.
    pub fn fields(violations: Vec<Violation>) -> Self {
        let message = violations
            .iter()
            .map(|v| format!("{}: {}", v.field, v.description))
            .collect::<Vec<_>>()
            .join("; ");
        Self {
            code: ErrorCode::InvalidArgument,
            message,
            violations,
        }
    }

    /// A planner was told of a question that is not its own.
    pub(crate) fn not_asked_by(planner: &str, id: u32) -> Self {
        Self::internal(format!("question {id} is not {planner}'s"))
    }

    pub(crate) fn internal(message: impl Into<String>) -> Self {
        Self::new(ErrorCode::Internal, message)
    }
}

impl fmt::Display for SearchError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for SearchError {}
