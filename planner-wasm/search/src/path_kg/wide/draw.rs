//! One function drawn from the belief, as coefficients: it can be asked at any subset.

use super::kernel::{Kernel, Shape};
use crate::path_kg::amplitudes::rough_correlation;
use crate::random::Random;
use crate::subset::{self, MAX_ATTRIBUTES, Subset};
use libm::sqrt;

/// Random parities that stand for the rough part: its covariance exp(-distance / 2) is the expected product of
/// parities over sets in which each attribute is with probability (1 - exp(-1 / 2)) / 2.
const PARITIES: usize = 64;

/// What is random in a drawn function: standard normal numbers, before a belief gives them size.
#[derive(Clone)]
pub struct Draw {
    pub constant: f64,
    pub saturation: f64,
    pub prior: f64,
    /// By attribute.
    pub main: Vec<f64>,
    /// Row by row over all pairs of attributes; only low < high is used.
    pair: Vec<f64>,
    parities: Vec<(Subset, f64)>,
}

impl Draw {
    /// Draws a function over these attributes.
    pub fn new(askable: Subset, random: &mut Random) -> Self {
        let attributes = MAX_ATTRIBUTES - askable.leading_zeros() as usize;
        let chance = (1.0 - rough_correlation(1)) / 2.0;
        let scale = 1.0 / sqrt(PARITIES as f64);
        Self {
            constant: random.normal(),
            saturation: random.normal(),
            prior: random.normal(),
            main: (0..attributes).map(|_| random.normal()).collect(),
            pair: (0..attributes * attributes).map(|_| random.normal()).collect(),
            parities: (0..PARITIES)
                .map(|_| {
                    let set = (0..attributes).fold(0, |set, a| set | u64::from(random.unit() < chance) << a);
                    (set, scale * random.normal())
                })
                .collect(),
        }
    }

    /// Its value at a subset, before anything was observed.
    pub fn value(&self, kernel: &Kernel, subset: Subset, shape: &Shape) -> f64 {
        let asked = subset & kernel.askable();
        let [constant, saturation, main, pair, prior] = kernel.deviations;
        let worth: f64 = subset::members(asked)
            .map(|high| {
                let row = high * self.main.len();
                let pairs: f64 = subset::members(asked & subset::first(high))
                    .map(|low| self.pair[row + low])
                    .sum();
                main * self.main[high] + pair * pairs
            })
            .sum();
        let rough: f64 = self
            .parities
            .iter()
            .map(|(set, weight)| {
                if (set & asked).count_ones() & 1 == 0 {
                    *weight
                } else {
                    -weight
                }
            })
            .sum();
        kernel.mean(shape)
            + constant * self.constant
            + saturation * self.saturation * shape.saturation
            + prior * self.prior * shape.ranking
            + shape.damping * worth
            + kernel.roughness * rough
    }
}
