//! What a planner tells of itself, and how it is started: what each planner fills in and [`crate::registry`] lists.

use crate::error::SearchError;
use crate::parameter::{Parameter, Preset};
use crate::planner::Planner;
use crate::problem::Problem;
use serde::Serialize;

/// What a planner is and how it can be set.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PlannerInfo {
    /// The name requests use.
    pub name: &'static str,
    /// One line.
    pub title: &'static str,
    /// What it does, when to use it, where it comes from.
    pub description: &'static str,
    /// Its parameters.
    pub parameters: &'static [Parameter],
    /// Named sets of values.
    pub presets: &'static [Preset],
    /// The widest problem that it takes at any depth: attributes, 1..64.
    pub most_attributes: usize,
}

/// A planner ready to be asked, or why it could not be started.
pub type Started = Result<Box<dyn Planner>, SearchError>;

/// A planner as the registry knows it.
pub struct Registration {
    /// What it is.
    pub info: PlannerInfo,
    /// Starts it: problem (checked) and parameters as JSON text.
    pub create: fn(&Problem, &str) -> Started,
    /// Continues it from what [`Planner::save`] gave.
    pub restore: fn(&Problem, &str, &[u8]) -> Started,
}
