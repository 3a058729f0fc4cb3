//! Mean and covariance of the belief between any two subsets, before any evaluation.

use crate::path_kg::amplitudes::{self, NOISE, ROUGHNESS, rough_correlation};
use crate::path_kg::features::{Group, damping, saturation};
use crate::path_kg::learning::{Factors, Parts};
use crate::path_kg::ranking::Rankings;
use crate::path_kg::worth::Worth;
use crate::problem::Problem;
use crate::subset::{self, MAX_ATTRIBUTES, Subset};

/// Groups of features.
const GROUPS: usize = Group::ALL.len();

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
    /// Mean of theta, group by group.
    pub means: [f64; GROUPS],
    /// Standard deviation of theta, group by group.
    pub deviations: [f64; GROUPS],
    /// Standard deviation of the rough part.
    pub roughness: f64,
    /// Standard deviation of one evaluation.
    pub noise: f64,
    known: Subset,
    askable: Subset,
    worth: Worth,
    /// Correlation of the rough part, by distance.
    correlations: Vec<f64>,
    seed: u64,
}

impl Kernel {
    /// For a problem with its rankings.
    pub fn new(problem: &Problem, rankings: &Rankings) -> Self {
        let amplitudes = Group::ALL.map(amplitudes::of);
        Self {
            means: amplitudes.map(|amplitude| amplitude.mean),
            deviations: amplitudes.map(|amplitude| amplitude.deviation()),
            roughness: ROUGHNESS,
            noise: NOISE,
            known: problem.known,
            askable: problem.askable(),
            worth: Worth::of(problem.known, problem.askable(), rankings),
            correlations: (0..=MAX_ATTRIBUTES).map(rough_correlation).collect(),
            seed: problem.seed,
        }
    }

    /// Takes more rankings: `rankings` are all there are.
    pub fn rank(&mut self, rankings: &Rankings) {
        self.worth = Worth::of(self.known, self.askable, rankings);
    }

    /// The same with these factors on the hand-set deviations.
    pub fn scaled(&self, factors: &Factors) -> Self {
        let mut scaled = self.clone();
        for (group, deviation) in Group::ALL.into_iter().zip(&mut scaled.deviations) {
            *deviation = amplitudes::of(group).deviation() * factors[group as usize];
        }
        scaled.roughness = ROUGHNESS * factors[GROUPS];
        scaled.noise = NOISE * factors[GROUPS + 1];
        scaled
    }

    /// The attributes that can be asked.
    pub fn askable(&self) -> Subset {
        self.askable
    }

    /// What rankings say attributes are worth.
    pub fn worth(&self) -> &Worth {
        &self.worth
    }

    /// The problem's seed.
    pub fn seed(&self) -> u64 {
        self.seed
    }

    /// Variance of one evaluation.
    pub fn noise_variance(&self) -> f64 {
        self.noise * self.noise
    }

    /// The common features of a subset.
    pub fn shape(&self, subset: Subset) -> Shape {
        let size = subset::size(subset);
        let damping = damping(size);
        Shape {
            saturation: saturation(size),
            damping,
            ranking: damping * self.worth.of_asked(subset),
        }
    }

    /// Mean of a subset.
    pub fn mean(&self, shape: &Shape) -> f64 {
        let [constant, saturation, _, _, prior] = self.means;
        constant + saturation * shape.saturation + prior * shape.ranking
    }

    /// Covariance of two subsets, part by part.
    pub fn parts(&self, u: (Subset, &Shape), v: (Subset, &Shape)) -> Parts {
        let [constant, saturation, main, pair, prior] =
            self.deviations.map(|deviation| deviation * deviation);
        let common = f64::from((u.0 & v.0 & self.askable).count_ones());
        let damping = u.1.damping * v.1.damping;
        [
            constant,
            saturation * u.1.saturation * v.1.saturation,
            main * common * damping,
            pair * common * (common - 1.0) / 2.0 * damping,
            prior * u.1.ranking * v.1.ranking,
            self.roughness * self.roughness * self.correlations[(u.0 ^ v.0).count_ones() as usize],
        ]
    }

    /// Covariance of two subsets.
    pub fn covariance(&self, u: (Subset, &Shape), v: (Subset, &Shape)) -> f64 {
        self.parts(u, v).iter().sum()
    }
}
