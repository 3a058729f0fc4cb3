//! How large each part of a problem's values is taken to be before anything is learned, on the 1..5 scale of scores: the study's
//! hand-set numbers, except that attributes' own worth was tuned together with what rankings say of it.

use super::features::{Group, Layout};

/// Standard deviation of the rough part.
pub const ROUGHNESS: f64 = 0.25;
/// Standard deviation of one evaluation.
pub const NOISE: f64 = 0.45;
/// Hamming distance over which the rough part forgets: exp(-distance / 2).
const LENGTH: f64 = 2.0;

/// How theta varies within a group of features.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Amplitude {
    /// Mean of each theta.
    pub mean: f64,
    /// Variance of each theta.
    pub variance: f64,
}

impl Amplitude {
    /// Standard deviation of each theta.
    pub fn deviation(self) -> f64 {
        libm::sqrt(self.variance)
    }
}

/// The amplitude of a group.
pub fn of(group: Group) -> Amplitude {
    let (mean, variance) = match group {
        Group::Constant => (2.95, 0.16),
        Group::Saturation => (0.85, 0.16),
        // Beside what the rankings say: alone, attributes differ by 0.25 to 0.3.
        Group::Main => (0.0, 0.04),
        Group::Pair => (0.0, 0.0144),
        Group::Prior => (0.12, 0.0625),
    };
    Amplitude { mean, variance }
}

/// Mean and variance of theta, feature by feature.
pub fn of_features(layout: Layout) -> (Vec<f64>, Vec<f64>) {
    (0..layout.len())
        .map(|feature| of(layout.group(feature)))
        .map(|amplitude| (amplitude.mean, amplitude.variance))
        .unzip()
}

/// Correlation of the rough part between subsets that differ in `distance` attributes.
pub fn rough_correlation(distance: usize) -> f64 {
    libm::exp(-(distance as f64) / LENGTH)
}
