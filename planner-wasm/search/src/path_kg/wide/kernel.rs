//! Mean and covariance of the belief between any two subsets, before any evaluation.

use crate::path_kg::amplitudes::{self, Amplitude, ROUGHNESS, rough_correlation};
use crate::path_kg::features::{Group, damping, saturation};
use crate::path_kg::ranking::{Rankings, standardise};
use crate::problem::Problem;
use crate::subset::{self, MAX_ATTRIBUTES, Subset};

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
    /// Mean and variance of theta, group by group.
    means: [f64; Group::ALL.len()],
    variances: [f64; Group::ALL.len()],
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
        let amplitudes = Group::ALL.map(amplitudes::of);
        Self {
            means: amplitudes.map(|amplitude| amplitude.mean),
            // Squared as draws are scaled: 0.4 times 0.4 is not 0.16 to the last bit.
            variances: amplitudes
                .map(Amplitude::deviation)
                .map(|deviation| deviation * deviation),
            askable,
            ranking,
            rough: (0..=MAX_ATTRIBUTES)
                .map(|distance| ROUGHNESS * ROUGHNESS * rough_correlation(distance))
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
        let [constant, saturation, _, _, prior] = self.means;
        constant + saturation * shape.saturation + prior * shape.ranking
    }

    /// Covariance of two subsets.
    pub fn covariance(&self, u: (Subset, &Shape), v: (Subset, &Shape)) -> f64 {
        let [constant, saturation, main, pair, prior] = self.variances;
        let common = f64::from((u.0 & v.0 & self.askable).count_ones());
        let attributes = main * common + pair * common * (common - 1.0) / 2.0;
        constant
            + saturation * u.1.saturation * v.1.saturation
            + prior * u.1.ranking * v.1.ranking
            + attributes * u.1.damping * v.1.damping
            + self.rough[(u.0 ^ v.0).count_ones() as usize]
    }
}
