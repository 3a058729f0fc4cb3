//! The language model's ranking as one number v(U) for each subset, so that its weight can be learned.

use super::features::damping;
use super::space::{Space, members};
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

/// v of every point. At a ranked state z is the log weight standardised over the unasked attributes; a deeper state
/// averages the z of its parents. v(U) = g(|U|) times the sum of z along paths to U, averaged over their orders.
pub fn feature(space: &Space, rankings: &Rankings) -> Vec<f64> {
    let width = space.width();
    let mut z: Vec<Vec<f64>> = Vec::with_capacity(space.len());
    let mut sums = vec![0.0; space.len()];
    for point in 0..space.len() {
        let mask = space.mask(point);
        let parents = space.parents(point);
        if !parents.is_empty() {
            let total: f64 = members(mask)
                .zip(parents)
                .map(|(bit, &parent)| sums[parent as usize] + z[parent as usize][bit])
                .sum();
            sums[point] = total / parents.len() as f64;
        }
        let mut here = match rankings.get(&space.subset(point)) {
            Some(Some(weights)) => standardised(space, mask, weights),
            Some(None) => vec![0.0; width],
            None => average(width, parents, &z),
        };
        members(mask).for_each(|bit| here[bit] = 0.0);
        z.push(here);
    }
    (0..space.len())
        .map(|point| sums[point] * damping(space.total_size(point)))
        .collect()
}

fn standardised(space: &Space, mask: u32, weights: &[f64]) -> Vec<f64> {
    let open: Vec<usize> = (0..space.width()).filter(|bit| mask >> bit & 1 == 0).collect();
    let told: Vec<f64> = open.iter().map(|&bit| weights[space.attribute(bit)]).collect();
    let mut z = vec![0.0; space.width()];
    for (&bit, value) in open.iter().zip(standardise(&told)) {
        z[bit] = value;
    }
    z
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

fn average(width: usize, parents: &[u32], z: &[Vec<f64>]) -> Vec<f64> {
    let mut mean = vec![0.0; width];
    for &parent in parents {
        for (sum, value) in mean.iter_mut().zip(&z[parent as usize]) {
            *sum += value / parents.len() as f64;
        }
    }
    mean
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
