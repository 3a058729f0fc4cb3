//! Settings of `path-kg`.

use crate::parameter::{Default as Standard, Domain, Parameter};
use serde::{Deserialize, Serialize};

/// Ranges and defaults are in [`PARAMETERS`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Parameters {
    /// Weight of the mean over all prefixes in a path's value.
    pub anytime: f64,
    /// Whether the language model's rankings are asked for.
    pub use_prior: bool,
    /// States with at most this many asked attributes are ranked.
    pub rank_depth: u64,
    /// The most states ranked besides: those on the way of the path that would be recommended.
    pub rank_path: u64,
    /// Stop when regret above this is unlikely; 0 never stops before the budget.
    pub tolerance: f64,
    /// Evaluations before it may stop.
    pub min_evaluations: u64,
    /// Evaluations under way at once, or a quarter of those told where that is more.
    pub at_once: u64,
    /// Whether amplitudes and noise are learned from the evaluations.
    pub learn: bool,
    /// Whether the prior of a library of finished searches is used where one is given.
    pub use_library: bool,
}

/// Names, ranges and defaults.
pub const PARAMETERS: &[Parameter] = &[
    Parameter {
        name: "anytime",
        description: "Weight lambda of the mean over all prefixes in a path's value; 0 looks at the whole path only.",
        domain: Domain::Number { min: 0.0, max: 1.0 },
        default: Standard::Number(0.25),
    },
    Parameter {
        name: "usePrior",
        description: "Whether the model is asked to rank attributes; its weight is learned, so a misleading one does \
                      little harm.",
        domain: Domain::Flag,
        default: Standard::Flag(true),
    },
    Parameter {
        name: "rankDepth",
        description: "States with at most this many asked attributes are ranked: with ten attributes 0 takes 1 ranking, \
                      1 takes 11, 2 takes 56.",
        domain: Domain::Integer { min: 0, max: 3 },
        default: Standard::Integer(1),
    },
    Parameter {
        name: "rankPath",
        description: "The most states ranked besides those: what is known on the way of the recommended path, before the first \
                      evaluation and whenever that path has changed.",
        domain: Domain::Integer { min: 0, max: 64 },
        default: Standard::Integer(12),
    },
    Parameter {
        name: "tolerance",
        description: "Stop when regret (score points) above this is less than 20% likely by the planner's own reckoning; 0 \
                      uses the whole budget.",
        domain: Domain::Number { min: 0.0, max: 4.0 },
        default: Standard::Number(0.2),
    },
    Parameter {
        name: "minEvaluations",
        description: "Evaluations told before it may stop.",
        domain: Domain::Integer {
            min: 1,
            max: 1_000_000,
        },
        default: Standard::Integer(16),
    },
    Parameter {
        name: "atOnce",
        description: "Evaluations under way at once, or a quarter of those told where that is more: a larger batch is \
                      chosen too blindly. Where more are wanted at once, fewer are handed in.",
        domain: Domain::Integer {
            min: 1,
            max: 1_000_000,
        },
        default: Standard::Integer(8),
    },
    Parameter {
        name: "learn",
        description: "Whether amplitudes and noise are learned from the evaluations by marginal likelihood; with a \
                      library they are the library's.",
        domain: Domain::Flag,
        default: Standard::Flag(true),
    },
    Parameter {
        name: "useLibrary",
        description: "Whether what finished searches of related queries taught is used where it is given.",
        domain: Domain::Flag,
        default: Standard::Flag(true),
    },
];
