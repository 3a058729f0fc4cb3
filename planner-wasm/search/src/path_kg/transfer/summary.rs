//! One finished search as two sufficient statistics of theta, at given roughness h and noise s:
//! A = X' R^-1 X and c = X' R^-1 y with R = h^2 H + s^2 I (H = exp(-distance / 2) between subsets).

use super::finished::Evidence;
use crate::path_kg::amplitudes::rough_correlation;
use crate::path_kg::dense;
use crate::subset::MAX_ATTRIBUTES;

/// Variance below which the noise is not believed to fall.
const FLOOR: f64 = 1e-6;

/// The statistics, and what the evidence needs beside them.
pub struct Summary {
    /// A, all of it.
    pub information: Vec<f64>,
    /// c.
    pub score: Vec<f64>,
    /// -1/2 (y' R^-1 y + log |R| + replicates): the part of the log evidence without theta.
    pub fixed: f64,
}

impl Summary {
    /// Computes them; none where R is not positive definite to rounding.
    pub fn of(evidence: &Evidence, roughness: f64, noise: f64) -> Option<Self> {
        let count = evidence.rewards.len();
        let width = evidence.features.len() / count;
        let correlation: Vec<f64> = (0..=MAX_ATTRIBUTES).map(rough_correlation).collect();
        let noise_variance = (noise * noise).max(FLOOR);
        let mut lower = vec![0.0; count * count];
        for (i, u) in evidence.subsets.iter().enumerate() {
            for (j, v) in evidence.subsets[..=i].iter().enumerate() {
                lower[i * count + j] = roughness * roughness * correlation[(u ^ v).count_ones() as usize];
            }
            lower[i * count + i] += noise_variance / evidence.replicates.counts[i];
        }
        if !dense::cholesky(&mut lower, count) {
            return None;
        }
        // Rows: the features, each over the subsets, and the rewards.
        let mut rows = vec![0.0; (width + 1) * count];
        for feature in 0..width {
            for subset in 0..count {
                rows[feature * count + subset] = evidence.features[subset * width + feature];
            }
        }
        rows[width * count..].copy_from_slice(&evidence.rewards);
        dense::solve_rows(&lower, &mut rows, count);
        let (solved, rewards) = rows.split_at(width * count);
        let replicates = evidence.replicates.misfit(noise_variance);
        let quadratic = dense::product(rewards, rewards);
        Some(Self {
            score: dense::times(solved, rewards),
            information: dense::gram(solved, count),
            fixed: -0.5 * (quadratic + dense::log_determinant(&lower, count) + replicates),
        })
    }
}

/// Theta of one search, given a prior N(mean, diag(variance)).
pub struct Told {
    /// S = (diag(1 / variance) + A)^-1.
    pub covariance: Vec<f64>,
    /// S (c - A mean): how far theta is believed to lie from the mean.
    pub deviation: Vec<f64>,
    /// Log evidence of the search, up to constants.
    pub log_evidence: f64,
}

impl Told {
    /// Adds the expected squares of how far theta lies from the mean.
    pub fn add_squares(&self, squares: &mut [f64]) {
        let width = squares.len();
        for (j, sum) in squares.iter_mut().enumerate() {
            *sum += self.deviation[j] * self.deviation[j] + self.covariance[j * width + j];
        }
    }
}

/// Conditions a prior on a search; none where a matrix is not positive definite to rounding.
pub fn told(summary: &Summary, mean: &[f64], variance: &[f64]) -> Option<Told> {
    let width = mean.len();
    let mut precision = summary.information.clone();
    for (i, v) in variance.iter().enumerate() {
        precision[i * width + i] += 1.0 / v;
    }
    let (covariance, log_precision) = dense::inverse(&precision, width)?;
    let pulled = dense::times(&summary.information, mean);
    let residual: Vec<f64> = summary.score.iter().zip(&pulled).map(|(c, p)| c - p).collect();
    let deviation = dense::times(&covariance, &residual);
    let log_variances: f64 = variance.iter().map(|v| libm::log(*v)).sum();
    let quadratic = dense::product(mean, &pulled)
        - 2.0 * dense::product(&summary.score, mean)
        - dense::product(&residual, &deviation);
    Some(Told {
        log_evidence: summary.fixed - 0.5 * (quadratic + log_precision + log_variances),
        covariance,
        deviation,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::path_kg::observations::Replicates;

    /// Two subsets, one feature: everything can be done by hand.
    #[test]
    fn evidence_is_that_of_the_joint_normal() {
        let evidence = Evidence {
            features: vec![1.0, 2.0],
            subsets: vec![0b1, 0b10],
            rewards: vec![3.0, 2.0],
            replicates: Replicates {
                counts: vec![1.0, 1.0],
                within: 0.0,
                freedom: 0.0,
            },
        };
        let (roughness, noise, mean, variance) = (0.5, 0.4, 1.2, 0.7);
        let summary = Summary::of(&evidence, roughness, noise).unwrap();
        let told = told(&summary, &[mean], &[variance]).unwrap();
        // y ~ N(x mean, variance x x' + h^2 H + s^2 I).
        let off = 2.0 * variance + 0.25 * (-1.0f64).exp();
        let (first, second) = (variance + 0.25 + 0.16, 4.0 * variance + 0.25 + 0.16);
        let determinant = first * second - off * off;
        let (a, b) = (3.0 - mean, 2.0 - 2.0 * mean);
        let quadratic = (second * a * a - 2.0 * off * a * b + first * b * b) / determinant;
        assert!((told.log_evidence + 0.5 * (quadratic + determinant.ln())).abs() < 1e-9);
    }
}
