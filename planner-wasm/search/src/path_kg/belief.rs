//! What is believed before anything is evaluated: theta ~ N(mean, covariance), the roughness h of the rest and the noise s of
//! one evaluation.

use super::amplitudes::{self, NOISE, ROUGHNESS, rough_correlation};
use super::features::{Features, Layout};
use super::space::Space;
use crate::random::Random;
use libm::sqrt;

/// How theta varies.
#[derive(Debug, Clone, PartialEq)]
pub enum Spread {
    /// Independent, with these variances.
    Independent(Vec<f64>),
    /// A covariance, row by row, and its lower Cholesky factor.
    Joint {
        /// Covariance matrix.
        matrix: Vec<f64>,
        /// Lower factor, zeros above the diagonal.
        factor: Vec<f64>,
    },
}

/// Belief about one problem.
#[derive(Debug, Clone, PartialEq)]
pub struct Belief {
    /// Mean of theta.
    pub mean: Vec<f64>,
    /// How theta varies.
    pub spread: Spread,
    /// Standard deviation of the rough part r.
    pub roughness: f64,
    /// Standard deviation of one evaluation.
    pub noise: f64,
}

impl Spread {
    /// Covariance times the features of a point, of which only `filled` are not zero.
    fn times(&self, row: &[f64], filled: &[usize], out: &mut [f64]) {
        out.fill(0.0);
        match self {
            Spread::Independent(variance) => filled.iter().for_each(|&f| out[f] = variance[f] * row[f]),
            Spread::Joint { matrix, .. } => {
                for &f in filled {
                    let column = &matrix[f * row.len()..(f + 1) * row.len()];
                    out.iter_mut().zip(column).for_each(|(o, c)| *o += row[f] * c);
                }
            }
        }
    }

    /// Turns standard normal numbers into a deviation of theta.
    fn colour(&self, white: &[f64]) -> Vec<f64> {
        match self {
            Spread::Independent(variance) => white.iter().zip(variance).map(|(z, v)| z * sqrt(*v)).collect(),
            Spread::Joint { factor, .. } => factor
                .chunks_exact(white.len())
                .map(|row| row.iter().zip(white).map(|(l, z)| l * z).sum())
                .collect(),
        }
    }
}

impl Belief {
    /// The hand-set belief.
    pub fn standard(layout: Layout) -> Self {
        let (mean, variance) = amplitudes::of_features(layout);
        Self {
            mean,
            spread: Spread::Independent(variance),
            roughness: ROUGHNESS,
            noise: NOISE,
        }
    }

    /// Prior mean of every point.
    pub fn means(&self, space: &Space, features: &Features) -> Vec<f64> {
        let mut means = vec![0.0; space.len()];
        features.combine(&self.mean, &mut means);
        means
    }

    /// Prior covariance of all points, row by row.
    pub fn covariance(&self, space: &Space, features: &Features) -> Vec<f64> {
        let count = space.len();
        let rough: Vec<f64> = (0..=2 * space.depth())
            .map(|distance| self.roughness * self.roughness * rough_correlation(distance))
            .collect();
        let mut matrix = vec![0.0; count * count];
        let mut weighted = vec![0.0; self.mean.len()];
        for i in 0..count {
            let row = features.row(i);
            let filled: Vec<usize> = (0..row.len()).filter(|&j| row[j] != 0.0).collect();
            self.spread.times(row, &filled, &mut weighted);
            features.combine(&weighted, &mut matrix[i * count..=i * count + i]);
            for j in 0..=i {
                let distance = (space.mask(i) ^ space.mask(j)).count_ones();
                matrix[i * count + j] += rough[distance as usize];
                matrix[j * count + i] = matrix[i * count + j];
            }
        }
        matrix
    }

    /// The function that a belief makes of one draw of chance, at every point.
    pub fn draw(&self, space: &Space, features: &Features, chance: &Chance) -> Vec<f64> {
        let mut theta = self.spread.colour(&chance.theta);
        theta.iter_mut().zip(&self.mean).for_each(|(t, m)| *t += m);
        let mut values = vec![0.0; space.len()];
        features.combine(&theta, &mut values);
        values
            .iter_mut()
            .zip(&chance.rough)
            .for_each(|(v, r)| *v += self.roughness * r);
        values
    }
}

/// What is random in a draw, before a belief gives it size: kept, so that a belief learned anew (or another one) moves the
/// draws and does not replace them.
#[derive(Debug, Clone)]
pub struct Chance {
    /// Standard normal numbers for theta.
    theta: Vec<f64>,
    /// A rough part of standard deviation 1 at every point.
    rough: Vec<f64>,
}

impl Chance {
    /// Draws. The rough part is drawn exactly: its covariance over the corners of the cube is a product over attributes,
    /// diagonal in the Walsh basis, so white noise is scaled there and transformed back.
    pub fn draw(space: &Space, layout: Layout, random: &mut Random) -> Self {
        let theta = (0..layout.len()).map(|_| random.normal()).collect();
        let width = space.width();
        let near = rough_correlation(1);
        let (even, odd) = ((1.0 + near) / 2.0, (1.0 - near) / 2.0);
        let scale: Vec<f64> = (0..=width)
            .map(|changes| sqrt(libm::pow(even, (width - changes) as f64) * libm::pow(odd, changes as f64)))
            .collect();
        let mut corners: Vec<f64> = (0..1usize << width)
            .map(|character| scale[character.count_ones() as usize] * random.normal())
            .collect();
        walsh_hadamard(&mut corners);
        let rough = (0..space.len())
            .map(|point| corners[space.mask(point) as usize])
            .collect();
        Self { theta, rough }
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
            .map(|_| Chance::draw(&space, features.layout(), &mut random))
            .map(|chance| belief.draw(&space, &features, &chance))
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
