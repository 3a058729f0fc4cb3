//! What is believed before anything is evaluated: theta ~ N(mean, covariance), the roughness h of the rest and the noise s of
//! one evaluation.

use super::features::{Features, Group, Layout, dot};
use super::space::Space;
use crate::random::Random;
use libm::{exp, sqrt};

/// Hamming distance over which the rough part forgets: exp(-distance / 2).
const LENGTH: f64 = 2.0;

/// Belief about one problem. Constants are the study's (scores on the 1..5 scale).
#[derive(Debug, Clone, PartialEq)]
pub struct Belief {
    /// Mean of theta.
    pub mean: Vec<f64>,
    /// Variance of each theta.
    pub variance: Vec<f64>,
    /// Standard deviation of the rough part r.
    pub roughness: f64,
    /// Standard deviation of one evaluation.
    pub noise: f64,
}

/// Start values by group: mean and variance of theta.
fn start(group: Group) -> (f64, f64) {
    match group {
        Group::Constant => (2.95, 0.16),
        Group::Saturation => (0.85, 0.16),
        Group::Main => (0.0, 0.09),
        Group::Pair => (0.0, 0.0144),
        Group::Prior => (0.12, 0.0625),
    }
}

impl Belief {
    /// The hand-set belief of the study.
    pub fn standard(layout: Layout) -> Self {
        let groups = (0..layout.len()).map(|feature| start(layout.group(feature)));
        let (mean, variance) = groups.unzip();
        Self {
            mean,
            variance,
            roughness: 0.25,
            noise: 0.45,
        }
    }

    /// Covariance of the rough part between points `distance` attributes apart.
    pub fn rough(&self, distance: u32) -> f64 {
        self.roughness * self.roughness * exp(-f64::from(distance) / LENGTH)
    }

    /// Prior mean of every point.
    pub fn means(&self, space: &Space, features: &Features) -> Vec<f64> {
        (0..space.len())
            .map(|point| dot(features.row(point), &self.mean))
            .collect()
    }

    /// Prior covariance of all points, row by row.
    pub fn covariance(&self, space: &Space, features: &Features) -> Vec<f64> {
        let count = space.len();
        let rough: Vec<f64> = (0..=2 * space.depth() as u32).map(|d| self.rough(d)).collect();
        let mut matrix = vec![0.0; count * count];
        let mut weighted = vec![0.0; self.variance.len()];
        for i in 0..count {
            for ((w, x), v) in weighted.iter_mut().zip(features.row(i)).zip(&self.variance) {
                *w = x * v;
            }
            // Rows are sparse: a subset of five has 5 + 10 + 3 features that are not zero.
            let filled: Vec<usize> = (0..weighted.len()).filter(|&j| weighted[j] != 0.0).collect();
            for j in 0..=i {
                let row = features.row(j);
                let smooth: f64 = filled.iter().map(|&f| weighted[f] * row[f]).sum();
                let distance = (space.mask(i) ^ space.mask(j)).count_ones();
                let value = smooth + rough[distance as usize];
                matrix[i * count + j] = value;
                matrix[j * count + i] = value;
            }
        }
        matrix
    }

    /// One function drawn from the belief, at every point. The rough part is drawn exactly: its covariance over the corners
    /// of the cube is a product over attributes, diagonal in the Walsh basis, so white noise is scaled there and
    /// transformed back.
    pub fn draw(&self, space: &Space, features: &Features, random: &mut Random) -> Vec<f64> {
        let theta: Vec<f64> = self
            .mean
            .iter()
            .zip(&self.variance)
            .map(|(mean, variance)| mean + sqrt(*variance) * random.normal())
            .collect();
        let rough = self.draw_rough(space.width(), random);
        (0..space.len())
            .map(|point| dot(features.row(point), &theta) + rough[space.mask(point) as usize])
            .collect()
    }

    fn draw_rough(&self, width: usize, random: &mut Random) -> Vec<f64> {
        let near = exp(-1.0 / LENGTH);
        let (even, odd) = ((1.0 + near) / 2.0, (1.0 - near) / 2.0);
        let scale: Vec<f64> = (0..=width)
            .map(|changes| {
                let eigenvalue = libm::pow(even, (width - changes) as f64) * libm::pow(odd, changes as f64);
                self.roughness * sqrt(eigenvalue)
            })
            .collect();
        let mut values: Vec<f64> = (0..1usize << width)
            .map(|character| scale[character.count_ones() as usize] * random.normal())
            .collect();
        walsh_hadamard(&mut values);
        values
    }
}

/// The unnormalised Walsh-Hadamard transform, in place; the length is a power of two.
fn walsh_hadamard(values: &mut [f64]) {
    let mut half = 1;
    while half < values.len() {
        for block in values.chunks_exact_mut(2 * half) {
            let (low, high) = block.split_at_mut(half);
            for (a, b) in low.iter_mut().zip(high) {
                (*a, *b) = (*a + *b, *a - *b);
            }
        }
        half *= 2;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::Problem;

    #[test]
    fn draws_have_the_stated_covariance() {
        let space = Space::of(&Problem {
            attributes: 4,
            depth: 3,
            ..Problem::default()
        })
        .unwrap();
        let ranking: Vec<f64> = (0..space.len()).map(|p| (p as f64 * 0.37).sin()).collect();
        let features = Features::of(&space, &ranking);
        let belief = Belief {
            roughness: 0.6,
            ..Belief::standard(features.layout())
        };
        let (means, covariance) = (
            belief.means(&space, &features),
            belief.covariance(&space, &features),
        );
        let mut random = Random::new(11);
        let draws: Vec<Vec<f64>> = (0..40_000)
            .map(|_| belief.draw(&space, &features, &mut random))
            .collect();
        for i in 0..space.len() {
            for j in 0..=i {
                let sample: f64 = draws.iter().map(|d| (d[i] - means[i]) * (d[j] - means[j])).sum();
                let expected = covariance[i * space.len() + j];
                assert!((sample / 40_000.0 - expected).abs() < 0.03, "{i} {j}");
            }
        }
    }
}
