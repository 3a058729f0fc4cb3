//! One function drawn from the belief, as coefficients: it can be asked at any subset.

use super::kernel::Kernel;
use crate::path_kg::amplitudes::{self, ROUGHNESS, rough_correlation};
use crate::path_kg::features::Group;
use crate::random::Random;
use crate::subset::{self, MAX_ATTRIBUTES, Subset};
use libm::sqrt;

/// Random parities that stand for the rough part: its covariance exp(-distance / 2) is the expected product of
/// parities over sets in which each attribute is with probability (1 - exp(-1 / 2)) / 2.
const PARITIES: usize = 64;

/// A drawn function.
#[derive(Clone)]
pub struct Draw {
    constant: f64,
    saturation: f64,
    prior: f64,
    main: Vec<f64>,
    /// Row by row over all pairs of attributes; only low < high is used.
    pair: Vec<f64>,
    parities: Vec<(Subset, f64)>,
}

impl Draw {
    /// Draws a function.
    pub fn new(kernel: &Kernel, random: &mut Random) -> Self {
        let attributes = MAX_ATTRIBUTES - kernel.askable().leading_zeros() as usize;
        let chance = (1.0 - rough_correlation(1)) / 2.0;
        let scale = ROUGHNESS / sqrt(PARITIES as f64);
        let mut theta = |group: Group| {
            let amplitude = amplitudes::of(group);
            amplitude.mean + amplitude.deviation() * random.normal()
        };
        Self {
            constant: theta(Group::Constant),
            saturation: theta(Group::Saturation),
            prior: theta(Group::Prior),
            main: (0..attributes).map(|_| theta(Group::Main)).collect(),
            pair: (0..attributes * attributes).map(|_| theta(Group::Pair)).collect(),
            parities: (0..PARITIES)
                .map(|_| {
                    let set = (0..attributes).fold(0, |set, a| set | u64::from(random.unit() < chance) << a);
                    (set, scale * random.normal())
                })
                .collect(),
        }
    }

    /// Its value at a subset, before anything was observed.
    pub fn value(&self, kernel: &Kernel, subset: Subset) -> f64 {
        let attributes = self.main.len();
        let asked = subset & kernel.askable();
        let shape = kernel.shape(subset);
        let worth: f64 = subset::members(asked)
            .map(|high| {
                let row = high * attributes;
                let pairs: f64 = subset::members(asked & ((1 << high) - 1))
                    .map(|low| self.pair[row + low])
                    .sum();
                self.main[high] + pairs
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
        self.constant
            + self.saturation * shape.saturation
            + self.prior * shape.ranking
            + shape.damping * worth
            + rough
    }
}
