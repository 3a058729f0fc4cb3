//! The language model's rankings: which states are ranked, and what their weights are read as.

use super::space::Space;
use crate::subset::Subset;
use std::collections::BTreeMap;

/// Added to a normalised weight before its logarithm: an attribute ranked at zero is unlikely, not impossible.
const FLOOR: f64 = 1e-6;
/// Smallest spread of the log weights that is scaled to one; a flat ranking stays flat.
const MIN_SPREAD: f64 = 1e-3;

/// Told weights of the states that were ranked (none where the ranking failed).
pub type Rankings = BTreeMap<Subset, Option<Vec<f64>>>;

/// The states to rank: all with at most `depth` asked attributes that have something left to ask.
pub fn states(space: &Space, depth: usize) -> Vec<usize> {
    let last = depth.min(space.depth().saturating_sub(1));
    (0..=last).flat_map(|level| space.level(level)).collect()
}

/// Logarithms of the normalised weights, shifted to mean 0 and scaled to spread 1.
pub fn standardise(weights: &[f64]) -> Vec<f64> {
    let total: f64 = weights.iter().sum();
    let logs: Vec<f64> = weights.iter().map(|w| libm::log(w / total + FLOOR)).collect();
    let count = logs.len().max(1) as f64;
    let mean = logs.iter().sum::<f64>() / count;
    let variance = logs.iter().map(|z| (z - mean) * (z - mean)).sum::<f64>() / count;
    let spread = libm::sqrt(variance).max(MIN_SPREAD);
    logs.iter().map(|z| (z - mean) / spread).collect()
}
