//! Every choice the paper leaves open, as a parameter.

use crate::parameter::{Default as Standard, Domain, Parameter, Preset};
use serde::{Deserialize, Serialize};

/// Settings of `raise-mcts`. Ranges and defaults are in [`PARAMETERS`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Parameters {
    /// The constant c before the exploration bonus.
    pub exploration: f64,
    /// Form of the exploration bonus.
    pub bonus: Bonus,
    /// Scale of the rewards inside the tree.
    pub score_scale: ScoreScale,
    /// What an attribute never tried is taken to be worth.
    pub first_play_urgency: FirstPlayUrgency,
    /// The worth for `constant`, in the units of `score_scale`.
    pub first_play_constant: f64,
    /// Which child is followed when the path is read off.
    pub extraction: Extraction,
    /// How many visits with the worst score an evaluation under way counts as.
    pub virtual_loss: u64,
    /// The most evaluations under way at once; 0: as many as are asked for.
    pub at_once: u64,
    /// Factor of the chance of a random step in the rollout.
    pub rollout_epsilon: f64,
    /// Which prior the rollout walks on.
    pub rollout_prior: RolloutPrior,
    /// States with at most this many asked attributes are ranked themselves.
    pub rank_depth: u64,
    /// How told weights become a distribution.
    pub ranking: Ranking,
    /// Ratio of neighbours for `geometric`.
    pub ranking_decay: f64,
    /// Share of the uniform distribution mixed into every prior.
    pub uniform_share: f64,
}

/// The exploration bonus of attribute a at state s.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Bonus {
    /// c · prior · sqrt(max(1, Σ N)) / (1 + N(a)) (Algorithm 1).
    Paper,
    /// c · prior · sqrt(ln max(1, Σ N) / max(1, N(a))) (appendix C.7).
    Log,
}

/// The scale rewards are kept on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ScoreScale {
    /// (score - 1) / 4, in 0..1.
    Unit,
    /// The score, in 1..5.
    Raw,
}

/// The worth of an attribute never tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum FirstPlayUrgency {
    /// The mean of the state it would be asked at.
    ParentMean,
    /// Zero: on the raw scale the tree then never leaves what it tried first.
    Zero,
    /// Everything is tried once, in the order of the prior, before anything is tried twice.
    Infinity,
    /// `firstPlayConstant`.
    Constant,
}

/// How the path is read off the tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Extraction {
    /// The child with the highest mean.
    HighestMean,
    /// The child visited most, the higher mean where that is equal.
    MostVisited,
}

/// Which prior a rollout walks on below the tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum RolloutPrior {
    /// That of the node it starts from, restricted to what is still unasked: no further rankings.
    Inherited,
    /// Every state passed through is ranked (once).
    Ranked,
}

/// From told weights to a distribution.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Ranking {
    /// The weights, normalised.
    Weights,
    /// Proportional to decay^(place - 1), by descending weight.
    Geometric,
    /// Proportional to 1 / place, by descending weight.
    Harmonic,
}

/// Names, ranges and defaults.
pub const PARAMETERS: &[Parameter] = &[
    Parameter {
        name: "exploration",
        description: "The constant c before the exploration bonus, in units of the score scale.",
        domain: Domain::Number { min: 0.0, max: 100.0 },
        default: Standard::Number(0.5),
    },
    Parameter {
        name: "bonus",
        description: "Exploration bonus: paper = prior * sqrt(visits of the state) / (1 + visits of the attribute); \
                      log = prior * sqrt(ln visits of the state / visits of the attribute).",
        domain: Domain::Choice {
            options: &["paper", "log"],
        },
        default: Standard::Word("paper"),
    },
    Parameter {
        name: "scoreScale",
        description: "Scale of rewards in the tree: unit = (score - 1) / 4, raw = the score in 1..5.",
        domain: Domain::Choice {
            options: &["unit", "raw"],
        },
        default: Standard::Word("unit"),
    },
    Parameter {
        name: "firstPlayUrgency",
        description: "What an attribute never tried is taken to be worth: the mean of its parent, zero, infinity \
                      (all are tried once first) or firstPlayConstant.",
        domain: Domain::Choice {
            options: &["parentMean", "zero", "infinity", "constant"],
        },
        default: Standard::Word("parentMean"),
    },
    Parameter {
        name: "firstPlayConstant",
        description: "The worth of an untried attribute under firstPlayUrgency = constant, on the score scale.",
        domain: Domain::Number {
            min: -10.0,
            max: 10.0,
        },
        default: Standard::Number(0.5),
    },
    Parameter {
        name: "extraction",
        description: "Which child the final path follows: the one with the highest mean (the paper) or the most visits.",
        domain: Domain::Choice {
            options: &["highestMean", "mostVisited"],
        },
        default: Standard::Word("highestMean"),
    },
    Parameter {
        name: "virtualLoss",
        description: "How many visits with the worst score an evaluation under way counts as; keeps a batch diverse.",
        domain: Domain::Integer { min: 0, max: 10 },
        default: Standard::Integer(1),
    },
    Parameter {
        name: "atOnce",
        description: "The most evaluations under way at once, however large the batch; 0 = as many as are asked for. \
                      1 is the search as it is written down, without guesses about what is under way.",
        domain: Domain::Integer { min: 0, max: 256 },
        default: Standard::Integer(0),
    },
    Parameter {
        name: "rolloutEpsilon",
        description: "Factor e of the chance e / (1 + exp(d - D/2)) of a random step at depth d of a rollout to depth D.",
        domain: Domain::Number { min: 0.0, max: 1.0 },
        default: Standard::Number(0.2),
    },
    Parameter {
        name: "rolloutPrior",
        description: "Prior of the rollout: inherited = that of the node it starts from, without further rankings; \
                      ranked = every state passed through is ranked once.",
        domain: Domain::Choice {
            options: &["inherited", "ranked"],
        },
        default: Standard::Word("inherited"),
    },
    Parameter {
        name: "rankDepth",
        description: "States with at most this many asked attributes are ranked themselves; deeper ones use the prior \
                      of the state above. 64 ranks every state.",
        domain: Domain::Integer { min: 0, max: 64 },
        default: Standard::Integer(64),
    },
    Parameter {
        name: "ranking",
        description: "How told weights become a distribution: weights = normalised as they are; geometric and harmonic \
                      use only their order.",
        domain: Domain::Choice {
            options: &["weights", "geometric", "harmonic"],
        },
        default: Standard::Word("weights"),
    },
    Parameter {
        name: "rankingDecay",
        description: "Ratio between one place of the ranking and the place before it under ranking = geometric.",
        domain: Domain::Number { min: 0.01, max: 1.0 },
        default: Standard::Number(0.7),
    },
    Parameter {
        name: "uniformShare",
        description: "Share of the uniform distribution mixed into every prior, so that each attribute has a chance.",
        domain: Domain::Number { min: 0.001, max: 1.0 },
        default: Standard::Number(0.05),
    },
];

/// Named settings.
pub const PRESETS: &[Preset] = &[
    Preset {
        name: "standard",
        description: "The defaults: the paper's search with few rankings, those of the tree's own states.",
        values: &[],
    },
    Preset {
        name: "paper",
        description: "Algorithm 1 as it is written: its bonus and c = 0.5, the path of highest mean, every state of a rollout \
                      ranked. Where it says nothing: scores on 0..1, untried attributes worth their parent's mean.",
        values: &[
            ("exploration", Standard::Number(0.5)),
            ("bonus", Standard::Word("paper")),
            ("scoreScale", Standard::Word("unit")),
            ("firstPlayUrgency", Standard::Word("parentMean")),
            ("extraction", Standard::Word("highestMean")),
            ("rolloutPrior", Standard::Word("ranked")),
            ("rankDepth", Standard::Integer(64)),
        ],
    },
    Preset {
        name: "paper-raw",
        description: "The same with scores as they are (1..5) and one evaluation at a time, whatever the batch.",
        values: &[
            ("exploration", Standard::Number(0.5)),
            ("bonus", Standard::Word("paper")),
            ("scoreScale", Standard::Word("raw")),
            ("firstPlayUrgency", Standard::Word("parentMean")),
            ("extraction", Standard::Word("highestMean")),
            ("rolloutPrior", Standard::Word("ranked")),
            ("rankDepth", Standard::Integer(64)),
            ("atOnce", Standard::Integer(1)),
        ],
    },
    Preset {
        name: "best",
        description: "The strongest reading found (docs/planners/raise-mcts.md): the bonus of appendix C.7 with c = 0.16, the path \
                      most visited, every state of a rollout ranked, one evaluation at a time.",
        values: &[
            ("exploration", Standard::Number(0.16)),
            ("bonus", Standard::Word("log")),
            ("scoreScale", Standard::Word("unit")),
            ("firstPlayUrgency", Standard::Word("parentMean")),
            ("extraction", Standard::Word("mostVisited")),
            ("rolloutPrior", Standard::Word("ranked")),
            ("rankDepth", Standard::Integer(64)),
            ("atOnce", Standard::Integer(1)),
        ],
    },
];
