//! What a light model would rank first: noisy knowledge of what the next attribute adds.

use super::truth::Truth;
use crate::random::{Random, mix};
use crate::subset::{self, MAX_ATTRIBUTES, Subset};
use serde::{Deserialize, Serialize};

/// How well the ranking model knows the problem.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum PriorQuality {
    /// Correlation +0.73 with what attributes add.
    Good,
    /// Correlation +0.20.
    Poor,
    /// Correlation -0.61.
    Misleading,
    /// Every attribute has the same weight: a ranking that says nothing.
    Constant,
}

/// How far above the rest a decoy is ranked, in standard deviations.
const DECOY_LURE: f64 = 4.0;

impl Truth {
    /// Prior weights over the attributes not in `known`, 0 for the others. The logarithm of a weight is a standard
    /// score of what the attribute would add here, mixed with an error of which four fifths belong to the problem
    /// and one fifth to the state.
    pub fn prior(&self, known: Subset, quality: PriorQuality) -> [f64; MAX_ATTRIBUTES] {
        let open = subset::first(self.attributes()) & !known;
        let mut weights = [0.0; MAX_ATTRIBUTES];
        let correlation = match quality {
            PriorQuality::Good => 0.73,
            PriorQuality::Poor => 0.20,
            PriorQuality::Misleading => -0.61,
            PriorQuality::Constant => {
                subset::members(open).for_each(|a| weights[a] = 1.0);
                return weights;
            }
        };
        for a in subset::members(open) {
            weights[a] = self.value(known | 1 << a);
        }
        let count = subset::size(open).max(1) as f64;
        let mean = subset::members(open).map(|a| weights[a]).sum::<f64>() / count;
        let variance = subset::members(open)
            .map(|a| (weights[a] - mean) * (weights[a] - mean))
            .sum::<f64>()
            / count;
        let deviation = libm::sqrt(variance).max(1e-9);
        for a in subset::members(open) {
            let standard = (weights[a] - mean) / deviation;
            let lasting = Random::new(mix(&[self.world.seed, self.seed, 10, a as u64])).normal();
            let passing = Random::new(mix(&[self.world.seed, self.seed, 11, a as u64, known])).normal();
            let error = libm::sqrt(0.8) * lasting + libm::sqrt(0.2) * passing;
            let lure = if self.decoy == Some(a) { DECOY_LURE } else { 0.0 };
            weights[a] = libm::exp(
                correlation * standard + libm::sqrt(1.0 - correlation * correlation) * error + lure,
            );
        }
        weights
    }
}
