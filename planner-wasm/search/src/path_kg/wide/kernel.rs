//! Mean and covariance of the belief between any two subsets, before any evaluation.

use crate::path_kg::features::{damping, saturation};
use crate::path_kg::ranking::{Rankings, standardise};
use crate::problem::Problem;
use crate::subset::{self, MAX_ATTRIBUTES, Subset};
use libm::exp;

/// The study's amplitudes (`belief.rs`): mean and standard deviation, or the latter alone where the mean is 0.
pub const CONSTANT: (f64, f64) = (2.95, 0.4);
/// Gain from knowing more.
pub const SATURATION: (f64, f64) = (0.85, 0.4);
/// Weight of the ranking.
pub const PRIOR: (f64, f64) = (0.12, 0.25);
/// One attribute.
pub const MAIN: f64 = 0.3;
/// Two together.
pub const PAIR: f64 = 0.12;
/// The rough part.
pub const ROUGHNESS: f64 = 0.25;
/// Hamming distance over which it forgets.
pub const LENGTH: f64 = 2.0;
/// One evaluation.
pub const NOISE: f64 = 0.45;

/// What the common features of a subset are.
#[derive(Debug, Clone, Copy)]
pub struct Shape {
    /// How much of what can be gained is gained.
    pub saturation: f64,
    /// How much each attribute still counts.
    pub damping: f64,
    /// The ranking's feature v.
    pub ranking: f64,
}

/// The belief as a function of two subsets.
#[derive(Debug, Clone)]
pub struct Kernel {
    askable: Subset,
    /// Standardised log weight of each attribute in the ranking of the first state.
    ranking: Vec<f64>,
    rough: Vec<f64>,
    seed: u64,
}

impl Kernel {
    /// For a problem; uses the ranking of the first state.
    pub fn new(problem: &Problem, rankings: &Rankings) -> Self {
        let askable = problem.askable();
        let mut ranking = vec![0.0; problem.attributes];
        if let Some(Some(weights)) = rankings.get(&problem.known) {
            let members: Vec<usize> = subset::members(askable).collect();
            let told: Vec<f64> = members.iter().map(|&a| weights[a]).collect();
            for (&attribute, z) in members.iter().zip(standardise(&told)) {
                ranking[attribute] = z;
            }
        }
        Self {
            askable,
            ranking,
            rough: (0..=MAX_ATTRIBUTES)
                .map(|distance| ROUGHNESS * ROUGHNESS * exp(-(distance as f64) / LENGTH))
                .collect(),
            seed: problem.seed,
        }
    }

    /// The attributes that can be asked.
    pub fn askable(&self) -> Subset {
        self.askable
    }

    /// The problem's seed.
    pub fn seed(&self) -> u64 {
        self.seed
    }

    /// The common features of a subset.
    pub fn shape(&self, subset: Subset) -> Shape {
        let size = subset::size(subset);
        let damping = damping(size);
        let sum: f64 = subset::members(subset & self.askable)
            .map(|a| self.ranking[a])
            .sum();
        Shape {
            saturation: saturation(size),
            damping,
            ranking: damping * sum,
        }
    }

    /// Mean of a subset.
    pub fn mean(&self, shape: &Shape) -> f64 {
        CONSTANT.0 + SATURATION.0 * shape.saturation + PRIOR.0 * shape.ranking
    }

    /// Covariance of two subsets.
    pub fn covariance(&self, u: (Subset, &Shape), v: (Subset, &Shape)) -> f64 {
        let common = f64::from((u.0 & v.0 & self.askable).count_ones());
        let attributes = MAIN * MAIN * common + PAIR * PAIR * common * (common - 1.0) / 2.0;
        CONSTANT.1 * CONSTANT.1
            + SATURATION.1 * SATURATION.1 * u.1.saturation * v.1.saturation
            + PRIOR.1 * PRIOR.1 * u.1.ranking * v.1.ranking
            + attributes * u.1.damping * v.1.damping
            + self.rough[(u.0 ^ v.0).count_ones() as usize]
    }
}
