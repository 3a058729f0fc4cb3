//! A world and its settings.

use crate::error::SearchError;
use crate::parameter::{self, Default as Standard, Domain, Parameter};
use serde::{Deserialize, Serialize};

/// How attributes act together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Family {
    /// Every attribute acts for itself.
    Additive,
    /// Pairs of attributes help or hinder each other.
    Pairwise,
    /// Groups of three attributes act once two of them are known.
    Threshold,
    /// Attributes speak to the same need, and what one has told the next cannot add.
    Saturating,
    /// A problem is of one of six kinds, each with its own important attributes.
    Archetypes,
}

/// The shape of the observation noise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum NoiseKind {
    /// Normal.
    Normal,
    /// One draw in ten comes from a normal three times as wide; same variance.
    Heavy,
    /// Twice as wide without attributes, falling to half as wide with many.
    Uneven,
}

/// A family of problems that share a truth.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct World {
    /// How attributes act together.
    pub family: Family,
    /// Seed of everything problems share.
    pub seed: u64,
    /// Number of attributes.
    pub attributes: u64,
    /// Share of the variance of the truth that related queries have in common.
    pub shared_share: f64,
    /// Factor on the standard deviation of the noise (rounding stays).
    pub noise: f64,
    /// Shape of the noise.
    pub noise_kind: NoiseKind,
    /// Whether each problem has an attribute every prior loves and that does harm.
    pub decoy: bool,
}

/// Names, ranges and defaults of a world's settings.
pub const WORLD_PARAMETERS: &[Parameter] = &[
    Parameter {
        name: "family",
        description: "How attributes act together.",
        domain: Domain::Choice {
            options: &["additive", "pairwise", "threshold", "saturating", "archetypes"],
        },
        default: Standard::Word("pairwise"),
    },
    Parameter {
        name: "seed",
        description: "Seed of everything problems share.",
        domain: Domain::Integer {
            min: 0,
            max: 9_007_199_254_740_991,
        },
        default: Standard::Integer(0),
    },
    Parameter {
        name: "attributes",
        description: "Number of attributes; the paper's ten first.",
        domain: Domain::Integer { min: 1, max: 64 },
        default: Standard::Integer(10),
    },
    Parameter {
        name: "sharedShare",
        description: "Share of the variance of the truth that related queries (same domain, near latent) have in common.",
        domain: Domain::Number { min: 0.0, max: 1.0 },
        default: Standard::Number(0.0),
    },
    Parameter {
        name: "noise",
        description: "Factor on the noise of answers and judge; 1 gives a standard deviation of about 0.45 in all.",
        domain: Domain::Number { min: 0.0, max: 10.0 },
        default: Standard::Number(1.0),
    },
    Parameter {
        name: "noiseKind",
        description: "Shape of the noise: normal, heavy (rare wide errors), uneven (wider with fewer attributes).",
        domain: Domain::Choice {
            options: &["normal", "heavy", "uneven"],
        },
        default: Standard::Word("normal"),
    },
    Parameter {
        name: "decoy",
        description: "Whether each problem has an attribute that every prior ranks first and that does harm.",
        domain: Domain::Flag,
        default: Standard::Flag(false),
    },
];

impl World {
    /// Reads a world from JSON text; what is missing has its default.
    pub fn from_json(json: &str) -> Result<Self, SearchError> {
        parameter::read("world", json, WORLD_PARAMETERS, &[])
    }
}
