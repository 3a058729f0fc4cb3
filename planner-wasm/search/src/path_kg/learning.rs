//! The belief's amplitudes and the noise, learned from the evaluations by marginal likelihood, with priors that keep few
//! evaluations from ruining them.

use super::amplitudes::{self, NOISE, rough_correlation};
use super::belief::{Belief, Spread};
use super::dense;
use super::features::{Features, Group};
use super::observations::{Observations, Replicates};
use super::space::Space;
use libm::exp;

/// Standard deviation of the log-normal prior on each factor: 68% of problems are taken to lie within 35%.
const PRIOR_SPREAD: f64 = 0.3;
/// One step on the logarithmic grid.
const STEP: f64 = 0.25;
/// Rounds of coordinate ascent; each tries one step up and down for each factor.
const ROUNDS: usize = 3;
/// Relative jitter on the diagonal, against matrices that are singular to rounding.
const JITTER: f64 = 1e-9;

/// Evaluations after which amplitudes and noise are learned, and by which factor later: what is learned changes ever less, and
/// learning costs a rebuild.
pub const FIRST: u32 = 16;
pub const LATER: u32 = 3;

/// What is scaled: the standard deviation of each feature group, the roughness, the noise.
const FACTORS: usize = Group::ALL.len() + 2;

/// Factors on the start values: of the groups in their order, of the roughness, of the noise.
pub type Factors = [f64; FACTORS];

/// Factors that change nothing.
pub const UNCHANGED: Factors = [1.0; FACTORS];

/// What evaluated points have in common, at factor 1: covariances of each group and of the rough part.
pub type Parts = [f64; FACTORS - 1];

/// The hand-set belief with the factors of highest posterior probability.
pub fn learned(space: &Space, features: &Features, observations: &Observations) -> Belief {
    let start = &Belief::standard(features.layout());
    scaled(
        start,
        features,
        &Data::of(start, space, features, observations).factors(),
    )
}

fn scaled(start: &Belief, features: &Features, factors: &Factors) -> Belief {
    let layout = features.layout();
    let variance = (0..layout.len()).map(|feature| {
        let factor = factors[layout.group(feature) as usize];
        amplitudes::of(layout.group(feature)).variance * factor * factor
    });
    Belief {
        mean: start.mean.clone(),
        spread: Spread::Independent(variance.collect()),
        roughness: start.roughness * factors[FACTORS - 2],
        noise: start.noise * factors[FACTORS - 1],
    }
}

/// The evaluated points with one Gram matrix for each factor, so that a trial costs one Cholesky factorisation.
pub struct Data {
    replicates: Replicates,
    residuals: Vec<f64>,
    /// For each group and the rough part: covariances at factor 1, lower triangles row by row.
    parts: Vec<Vec<f64>>,
}

impl Data {
    fn of(start: &Belief, space: &Space, features: &Features, observations: &Observations) -> Self {
        let layout = features.layout();
        let groups: Vec<(usize, f64)> = (0..layout.len())
            .map(|feature| layout.group(feature))
            .map(|group| (group as usize, amplitudes::of(group).variance))
            .collect();
        let rough = start.roughness * start.roughness;
        let means = start.means(space, features);
        Self::new(
            observations,
            |point| means[point],
            |point, other| {
                let mut sums = [0.0; FACTORS - 1];
                let products = features.row(point).iter().zip(features.row(other));
                for ((x, y), (group, variance)) in products.zip(&groups) {
                    sums[*group] += variance * x * y;
                }
                let distance = (space.mask(point) ^ space.mask(other)).count_ones();
                sums[FACTORS - 2] = rough * rough_correlation(distance as usize);
                sums
            },
        )
    }

    /// Of evaluated points with a mean before any evaluation and what two of them have in common.
    pub fn new<P: Ord + Copy>(
        observations: &Observations<P>,
        mean: impl Fn(P) -> f64,
        common: impl Fn(P, P) -> Parts,
    ) -> Self {
        let pooled: Vec<_> = observations.pooled().collect();
        let mut parts = vec![Vec::new(); FACTORS - 1];
        for (i, (point, _)) in pooled.iter().enumerate() {
            for (other, _) in &pooled[..=i] {
                let common = common(*point, *other);
                parts
                    .iter_mut()
                    .zip(common)
                    .for_each(|(part, sum)| part.push(sum));
            }
        }
        Self {
            replicates: observations.replicates(),
            residuals: pooled.iter().map(|(point, p)| p.mean - mean(*point)).collect(),
            parts,
        }
    }

    /// The factors of highest posterior probability, found by coordinate ascent from factor 1.
    pub fn factors(&self) -> Factors {
        let mut logs = [0.0; FACTORS];
        let Some(mut best) = self.log_posterior(&logs) else {
            return logs.map(exp);
        };
        for _ in 0..ROUNDS {
            for factor in 0..FACTORS {
                for step in [STEP, -STEP] {
                    let mut trial = logs;
                    trial[factor] += step;
                    if let Some(value) = self.log_posterior(&trial).filter(|value| *value > best) {
                        (best, logs) = (value, trial);
                    }
                }
            }
        }
        logs.map(exp)
    }

    /// Log evidence plus log prior at these logarithms of the factors, up to constants; none where the matrix is not positive definite.
    fn log_posterior(&self, factors: &Factors) -> Option<f64> {
        let noise = NOISE * exp(factors[FACTORS - 1]);
        let noise_variance = noise * noise;
        let scales: Vec<f64> = factors[..FACTORS - 1].iter().map(|f| exp(2.0 * f)).collect();
        let points = self.residuals.len();
        let mut lower = vec![0.0; points * points];
        for (i, count) in self.replicates.counts.iter().enumerate() {
            let row = &mut lower[i * points..=i * points + i];
            for (j, value) in row.iter_mut().enumerate() {
                let parts = self.parts.iter().map(|part| part[i * (i + 1) / 2 + j]);
                *value = parts.zip(&scales).map(|(part, scale)| scale * part).sum();
            }
            row[i] += row[i] * JITTER + noise_variance / count;
        }
        if !dense::cholesky(&mut lower, points) {
            return None;
        }
        let mut solved = self.residuals.clone();
        dense::solve_rows(&lower, &mut solved, points);
        let quadratic = dense::product(&solved, &solved);
        let log_determinant = dense::log_determinant(&lower, points);
        let replicates = -0.5 * self.replicates.misfit(noise_variance);
        let prior: f64 = factors.iter().map(|f| f * f).sum::<f64>() / (-2.0 * PRIOR_SPREAD * PRIOR_SPREAD);
        Some(-0.5 * (log_determinant + quadratic) + replicates + prior)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::path_kg::belief::Chance;
    use crate::problem::Problem;
    use crate::random::Random;

    fn learned_noise(noise: f64, evaluations: usize) -> f64 {
        let space = Space::of(&Problem {
            attributes: 8,
            depth: 4,
            ..Problem::default()
        })
        .unwrap();
        let features = Features::of(&space, &vec![0.0; space.len()]);
        let standard = Belief::standard(features.layout());
        let mut random = Random::new(21);
        let chance = Chance::draw(&space, features.layout(), &mut random);
        let truth = standard.draw(&space, &features, &chance);
        let mut observations = Observations::default();
        for step in 0..evaluations {
            let point = (step * 7) % 40;
            observations.add(point, truth[point] + noise * random.normal());
        }
        learned(&space, &features, &observations).noise
    }

    #[test]
    fn finds_the_noise_when_there_is_enough_to_see_it() {
        assert!(learned_noise(0.2, 200) < 0.33);
        assert!(learned_noise(0.8, 200) > 0.6);
    }

    #[test]
    fn ten_evaluations_do_not_carry_it_away() {
        let noise = learned_noise(0.05, 10);
        assert!(noise > 0.2 && noise < 0.6, "{noise}");
    }
}
