//! A Gaussian process over the ends of paths, all of them listed: a level, the ranking, and a likeness that fades with every
//! attribute exchanged.

use crate::path_kg::dense;
use crate::subset::{self, Subset};
use libm::{exp, log};
use std::f64::consts::TAU;

/// Mean and variance of the level (scores 1..5), and of what one unit of the ranking is worth: as in the linear rivals.
const LEVEL: (f64, f64) = (3.75, 0.56 * 0.56);
const RANKING: (f64, f64) = (0.07, 0.14 * 0.14);
/// Start values of what is learned: standard deviation of the process, exchanges over which it forgets, noise of one evaluation.
const START: [f64; LEARNED] = [0.4, 3.0, 0.45];
const LEARNED: usize = 3;
/// Standard deviation of the log-normal prior on each of them, and one step on their logarithms.
const PRIOR_SPREAD: f64 = 0.5;
const STEP: f64 = 0.25;
/// Passes over what is learned.
const ROUNDS: usize = 4;
/// Relative jitter against matrices that are singular to rounding.
const JITTER: f64 = 1e-9;

/// The belief as a function of ends.
#[derive(Debug, Clone, Copy)]
pub struct Belief {
    amplitude: f64,
    length: f64,
    /// Standard deviation of one evaluation.
    pub noise: f64,
}

/// The evaluations of one end.
#[derive(Debug, Clone, Copy)]
pub struct Seen {
    /// The end.
    pub end: Subset,
    /// What the ranking says of it.
    pub ranked: f64,
    /// How many evaluations.
    pub count: f64,
    /// Their mean.
    pub mean: f64,
    /// Their squared distances from it, summed.
    pub spread: f64,
}

impl Belief {
    /// Before anything is learned.
    pub fn start() -> Self {
        Self::of(&[0.0; LEARNED])
    }

    fn of(logs: &[f64; LEARNED]) -> Self {
        let [amplitude, length, noise] = std::array::from_fn(|i| START[i] * exp(logs[i]));
        Self {
            amplitude,
            length,
            noise,
        }
    }

    /// Mean of an end of which the ranking says `ranked`.
    pub fn mean(ranked: f64) -> f64 {
        LEVEL.0 + RANKING.0 * ranked
    }

    /// Covariances of ends that differ in 0, 1, 2 ... exchanged attributes, less what the rankings add.
    pub fn likeness(&self) -> Vec<f64> {
        let variance = self.amplitude * self.amplitude;
        let of = |exchanged: usize| LEVEL.1 + variance * exp(-(exchanged as f64) / self.length);
        (0..=subset::MAX_ATTRIBUTES / 2).map(of).collect()
    }

    /// Covariance of two ends.
    pub fn covariance(likeness: &[f64], one: (Subset, f64), other: (Subset, f64)) -> f64 {
        let exchanged = (one.0 ^ other.0).count_ones() as usize / 2;
        likeness[exchanged] + RANKING.1 * one.1 * other.1
    }

    /// Amplitude, length and noise of highest posterior density: marginal likelihood (Rasmussen and Williams 2006, 5.4) with
    /// a log-normal prior, by coordinate ascent.
    pub fn learned(seen: &[Seen]) -> Self {
        let mut logs = [0.0; LEARNED];
        let Some(mut best) = log_posterior(seen, &logs) else {
            return Self::of(&logs);
        };
        for _ in 0..ROUNDS {
            for i in 0..LEARNED {
                for step in [STEP, -STEP] {
                    let mut trial = logs;
                    trial[i] += step;
                    if let Some(value) = log_posterior(seen, &trial).filter(|value| *value > best) {
                        (best, logs) = (value, trial);
                    }
                }
            }
        }
        Self::of(&logs)
    }
}

/// Log evidence plus log prior, up to constants; none where the matrix is not positive definite.
fn log_posterior(seen: &[Seen], logs: &[f64; LEARNED]) -> Option<f64> {
    let belief = Belief::of(logs);
    let (likeness, noise, count) = (belief.likeness(), belief.noise * belief.noise, seen.len());
    let mut lower = vec![0.0; count * count];
    for (i, one) in seen.iter().enumerate() {
        for (j, other) in seen[..=i].iter().enumerate() {
            lower[i * count + j] =
                Belief::covariance(&likeness, (one.end, one.ranked), (other.end, other.ranked));
        }
        lower[i * count + i] *= 1.0 + JITTER;
        lower[i * count + i] += noise / one.count;
    }
    if !dense::cholesky(&mut lower, count) {
        return None;
    }
    let mut solved: Vec<f64> = seen
        .iter()
        .map(|one| one.mean - Belief::mean(one.ranked))
        .collect();
    dense::solve_rows(&lower, &mut solved, count);
    let of_means = dense::product(&solved, &solved) + dense::log_determinant(&lower, count);
    let within = |one: &Seen| (one.count - 1.0) * log(TAU * noise) + one.spread / noise;
    let of_replicates: f64 = seen.iter().map(within).sum();
    let prior: f64 = logs.iter().map(|z| z * z).sum::<f64>() / (PRIOR_SPREAD * PRIOR_SPREAD);
    Some(-0.5 * (of_means + of_replicates + prior))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Random;

    fn rewards(noise: f64) -> Vec<Seen> {
        let mut random = Random::new(5);
        subset::choose(subset::first(9), 3)
            .map(|end| {
                let worth = 3.0 + 0.3 * subset::members(end).filter(|a| a % 2 == 0).count() as f64;
                let told: Vec<f64> = (0..4).map(|_| worth + noise * random.normal()).collect();
                let mean = told.iter().sum::<f64>() / 4.0;
                Seen {
                    end,
                    ranked: 0.0,
                    count: 4.0,
                    mean,
                    spread: told.iter().map(|x| (x - mean) * (x - mean)).sum(),
                }
            })
            .collect()
    }

    #[test]
    fn noise_is_learned_where_there_is_enough_to_see_it() {
        assert!(Belief::learned(&rewards(0.2)).noise < 0.3);
        assert!(Belief::learned(&rewards(0.9)).noise > 0.7);
    }
}
