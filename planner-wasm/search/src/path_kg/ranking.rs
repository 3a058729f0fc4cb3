//! The language model's rankings as one number v(U) for each subset, so that its weight can be learned: v(U) is g(|U|) times what
//! the rankings say its attributes are worth ([`Worth`]).

use super::features::damping;
use super::space::Space;
use super::worth::Worth;
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

/// v of every point of a space.
pub fn feature(space: &Space, rankings: &Rankings) -> Vec<f64> {
    let worth = Worth::of(space.subset(0), space.askable(), rankings);
    (0..space.len())
        .map(|point| damping(space.total_size(point)) * worth.of_asked(space.subset(point)))
        .collect()
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::Problem;

    #[test]
    fn prefers_what_is_ranked_first_and_does_not_depend_on_scale() {
        let space = Space::of(&Problem {
            attributes: 5,
            depth: 3,
            ..Problem::default()
        })
        .unwrap();
        let rank = |factor: f64| {
            let weights = (1..=5).map(|a| factor * f64::from(a)).collect();
            feature(&space, &Rankings::from([(0, Some(weights))]))
        };
        let v = rank(1.0);
        assert!(v[space.number(0b10000)] > v[space.number(0b00001)]);
        assert!(v[space.number(0b11100)] > v[space.number(0b00111)]);
        rank(7.0)
            .iter()
            .zip(&v)
            .for_each(|(a, b)| assert!((a - b).abs() < 1e-6));
    }

    #[test]
    fn a_failed_ranking_says_nothing() {
        let space = Space::of(&Problem {
            attributes: 5,
            depth: 3,
            ..Problem::default()
        })
        .unwrap();
        let v = feature(&space, &Rankings::from([(0, None)]));
        assert!(v.iter().all(|x| *x == 0.0));
    }
}
