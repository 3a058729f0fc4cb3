//! What is believed after the evaluations so far: mean, covariance and draws, updated exactly with each observation.

use super::belief::{Belief, Chance};
use super::covariance::Covariance;
use super::features::Features;
use super::observations::Observations;
use super::space::Space;
use crate::random::Random;

/// Functions drawn from the belief and kept conditioned.
pub const DRAWS: usize = 128;

/// Mean, covariance and draws over all points.
#[derive(Debug, Clone)]
pub struct Posterior {
    /// Posterior mean of each point.
    pub mean: Vec<f64>,
    /// Posterior covariance.
    pub covariance: Covariance,
    /// Draws from the posterior, each a function over all points.
    pub draws: Vec<Vec<f64>>,
    noise: f64,
}

impl Posterior {
    /// The belief before any evaluation, with one draw for each of `chances`.
    pub fn new(space: &Space, features: &Features, belief: &Belief, chances: &[Chance]) -> Self {
        Self {
            mean: belief.means(space, features),
            covariance: Covariance::new(space.len(), belief.covariance(space, features)),
            draws: chances
                .iter()
                .map(|chance| belief.draw(space, features, chance))
                .collect(),
            noise: belief.noise,
        }
    }

    /// Takes pooled observations: replicates of a point count as one with less noise.
    pub fn observe_all(&mut self, observations: &Observations, random: &mut Random) {
        for (point, pooled) in observations.pooled() {
            let variance = self.noise_variance() / f64::from(pooled.count);
            self.observe_with(point, pooled.mean, variance, random);
        }
    }

    /// Variance of one evaluation.
    pub fn noise_variance(&self) -> f64 {
        self.noise * self.noise
    }

    /// Takes one evaluation.
    pub fn observe(&mut self, point: usize, reward: f64, random: &mut Random) {
        self.observe_with(point, reward, self.noise_variance(), random);
    }

    /// Exact conditioning; draws by Matheron's rule: each is moved by what an observation of itself would have missed.
    fn observe_with(&mut self, point: usize, value: f64, noise_variance: f64, random: &mut Random) {
        let column = self.covariance.column(point);
        let gain = 1.0 / (column[point] + noise_variance);
        let noise = libm::sqrt(noise_variance);
        shift(&mut self.mean, &column, gain, value, point);
        for draw in &mut self.draws {
            shift(draw, &column, gain, value + noise * random.normal(), point);
        }
        self.covariance.observe(point, noise_variance);
        self.covariance.settle();
    }
}

fn shift(function: &mut [f64], column: &[f64], gain: f64, seen: f64, point: usize) {
    let step = gain * (seen - function[point]);
    function.iter_mut().zip(column).for_each(|(f, c)| *f += step * c);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::Problem;

    fn chances(space: &Space, features: &Features, random: &mut Random) -> Vec<Chance> {
        (0..DRAWS)
            .map(|_| Chance::draw(space, features.layout(), random))
            .collect()
    }

    #[test]
    fn draws_agree_with_mean_and_covariance_after_observations() {
        let space = Space::of(&Problem {
            attributes: 4,
            depth: 2,
            ..Problem::default()
        })
        .unwrap();
        let features = Features::of(&space, &vec![0.0; space.len()]);
        let belief = Belief::standard(features.layout());
        let (mut sums, mut squares, rounds) = (vec![0.0; space.len()], vec![0.0; space.len()], 60);
        let mut last = None;
        for seed in 0..rounds {
            let mut random = Random::new(seed);
            let chances = chances(&space, &features, &mut random);
            let mut posterior = Posterior::new(&space, &features, &belief, &chances);
            for (point, reward) in [(1, 3.9), (5, 2.2), (1, 4.1), (0, 2.5)] {
                posterior.observe(point, reward, &mut random);
            }
            for draw in &posterior.draws {
                for point in 0..space.len() {
                    let gap = draw[point] - posterior.mean[point];
                    sums[point] += gap;
                    squares[point] += gap * gap;
                }
            }
            last = Some(posterior);
        }
        let posterior = last.unwrap();
        let count = (rounds as usize * DRAWS) as f64;
        for point in 0..space.len() {
            let variance = posterior.covariance.variance(point);
            assert!((sums[point] / count).abs() < 0.03);
            assert!((squares[point] / count / variance - 1.0).abs() < 0.1);
        }
    }

    #[test]
    fn pooled_replicates_equal_single_observations() {
        let space = Space::of(&Problem {
            attributes: 4,
            depth: 2,
            ..Problem::default()
        })
        .unwrap();
        let features = Features::of(&space, &vec![0.0; space.len()]);
        let belief = Belief::standard(features.layout());
        let mut random = Random::new(3);
        let mut single = Posterior::new(&space, &features, &belief, &[]);
        let mut pooled = single.clone();
        let mut observations = Observations::default();
        for (point, reward) in [(3, 3.0), (7, 4.0), (3, 3.6)] {
            single.observe(point, reward, &mut random);
            observations.add(point, reward);
        }
        pooled.observe_all(&observations, &mut random);
        for point in 0..space.len() {
            assert!((pooled.mean[point] - single.mean[point]).abs() < 1e-9);
            assert!((pooled.covariance.variance(point) - single.covariance.variance(point)).abs() < 1e-9);
        }
    }
}
