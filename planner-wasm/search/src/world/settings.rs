//! A world and its settings.

use super::calibration::{GAIN, LEAD_DEVIATION};
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
    /// Groups of three attributes of which one or two pull the other way than all three do.
    Triples,
    /// Each attribute meets some of twelve needs, and a need counts once.
    Coverage,
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

/// What makes queries related.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Relation {
    /// Half of what related queries share by domain, half by their places.
    DomainAndPlace,
    /// All of it by their places.
    Place,
}

/// Which attributes are worth most in the mean over queries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Leads {
    /// In the order of the paper's Figure 6.
    Figure6,
    /// In the order in which models like to ask when nothing guides them.
    Asked,
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
    /// Factor on the deviation of every single subset from what its attributes explain.
    pub ruggedness: f64,
    /// How much better answers without any attribute are than the paper's, score points.
    pub base: f64,
    /// What makes queries related.
    pub relation: Relation,
    /// Mean gain of the full profile before scores are squeezed, score points.
    pub gain: f64,
    /// Which attributes lead.
    pub leads: Leads,
    /// Standard deviation of the attributes' mean effects, score points.
    pub lead_deviation: f64,
}

/// Names, ranges and defaults of a world's settings.
pub const WORLD_PARAMETERS: &[Parameter] = &[
    Parameter {
        name: "family",
        description: "How attributes act together.",
        domain: Domain::Choice {
            options: &[
                "additive",
                "pairwise",
                "threshold",
                "saturating",
                "archetypes",
                "triples",
                "coverage",
            ],
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
    Parameter {
        name: "ruggedness",
        description: "Factor on the deviation (0.05) of every single subset from what its attributes explain.",
        domain: Domain::Number { min: 0.0, max: 20.0 },
        default: Standard::Number(1.0),
    },
    Parameter {
        name: "base",
        description: "Score points by which answers without any attribute are better than the paper's 2.79.",
        domain: Domain::Number { min: -1.5, max: 1.5 },
        default: Standard::Number(0.0),
    },
    Parameter {
        name: "relation",
        description: "What related queries have in common: half by domain and half by place, or all by place.",
        domain: Domain::Choice {
            options: &["domainAndPlace", "place"],
        },
        default: Standard::Word("domainAndPlace"),
    },
    Parameter {
        name: "gain",
        description: "Mean gain of the whole profile before scores are squeezed, score points.",
        domain: Domain::Number { min: 0.0, max: 3.0 },
        default: Standard::Number(GAIN),
    },
    Parameter {
        name: "leads",
        description: "Which attributes are worth most: in the order of the paper's Figure 6, or of what models like to ask.",
        domain: Domain::Choice {
            options: &["figure6", "asked"],
        },
        default: Standard::Word("figure6"),
    },
    Parameter {
        name: "leadDeviation",
        description: "Standard deviation of the attributes' mean effects, score points.",
        domain: Domain::Number { min: 0.0, max: 1.0 },
        default: Standard::Number(LEAD_DEVIATION),
    },
];

impl World {
    /// Reads a world from JSON text; what is missing has its default.
    pub fn from_json(json: &str) -> Result<Self, SearchError> {
        parameter::read("world", json, WORLD_PARAMETERS, &[])
    }
}
