//! Bayesian linear regression with known noise: y = x' theta + e, theta normal before, normal after.

use super::features::{Features, Kind};
use crate::path_kg::dense;
use crate::random::Random;
use crate::subset::Subset;

/// Standard deviation of one evaluation: the study's.
const NOISE: f64 = 0.45;

/// Mean and standard deviation of the coefficients of each kind before anything is seen, on the 1..5 scale: the study's
/// hand-set amplitudes, at an end of five attributes.
fn start(kind: Kind) -> (f64, f64) {
    match kind {
        Kind::Level => (3.75, 0.56),
        Kind::Main => (0.0, 0.17),
        Kind::Pair => (0.0, 0.07),
        Kind::Ranking => (0.07, 0.14),
    }
}

/// What is believed of the coefficients.
#[derive(Debug, Clone)]
pub struct Belief {
    features: Features,
    /// Inverse of their covariance, row by row.
    precision: Vec<f64>,
    /// Precision times mean.
    weighted: Vec<f64>,
    /// What follows from both; none after an observation until it is needed.
    solved: Option<Solved>,
}

/// A belief worked out.
#[derive(Debug, Clone)]
pub struct Solved {
    /// L with L L' = precision.
    factor: Vec<f64>,
    /// Mean of the coefficients.
    pub mean: Vec<f64>,
}

impl Belief {
    /// Before any evaluation.
    pub fn new(features: Features) -> Self {
        let count = features.len();
        let (mut precision, mut weighted) = (vec![0.0; count * count], vec![0.0; count]);
        for (i, kind) in features.kinds().into_iter().enumerate() {
            let (mean, deviation) = start(kind);
            precision[i * count + i] = 1.0 / (deviation * deviation);
            weighted[i] = mean * precision[i * count + i];
        }
        Self {
            features,
            precision,
            weighted,
            solved: None,
        }
    }

    /// Its features.
    pub fn features(&self) -> &Features {
        &self.features
    }

    /// Takes one evaluation.
    pub fn observe(&mut self, subset: Subset, reward: f64) {
        self.imagine(subset);
        for (i, x) in self.features.row(subset) {
            self.weighted[i] += x * reward / (NOISE * NOISE);
        }
    }

    /// Counts an evaluation under way: what it will tell is not known, how much is. The mean is of no use then.
    pub fn imagine(&mut self, subset: Subset) {
        let count = self.features.len();
        let row = self.features.row(subset);
        for (i, x) in &row {
            for (j, y) in &row {
                self.precision[i * count + j] += x * y / (NOISE * NOISE);
            }
        }
        self.solved = None;
    }

    /// Works it out, once for all that is asked before the next observation.
    pub fn solve(&mut self) -> &Solved {
        let solved = self.solved.take().unwrap_or_else(|| self.solved());
        self.solved.insert(solved)
    }

    /// The same without remembering it.
    pub fn solved(&self) -> Solved {
        if let Some(solved) = &self.solved {
            return solved.clone();
        }
        let count = self.features.len();
        let mut factor = self.precision.clone();
        // Positive definite from the start, and more so with every observation.
        dense::cholesky(&mut factor, count);
        let mut mean = self.weighted.clone();
        dense::solve_rows(&factor, &mut mean, count);
        dense::solve_back(&factor, &mut mean);
        Solved { factor, mean }
    }
}

impl Solved {
    /// Coefficients drawn from the belief.
    pub fn draw(&self, random: &mut Random) -> Vec<f64> {
        let mut deviation: Vec<f64> = self.mean.iter().map(|_| random.normal()).collect();
        dense::solve_back(&self.factor, &mut deviation);
        deviation.iter().zip(&self.mean).map(|(d, m)| d + m).collect()
    }

    /// Standard deviation of what is believed of a subset.
    pub fn deviation(&self, features: &Features, subset: Subset) -> f64 {
        let mut row = vec![0.0; self.mean.len()];
        features.row(subset).iter().for_each(|(i, x)| row[*i] = *x);
        dense::solve_rows(&self.factor, &mut row, self.mean.len());
        libm::sqrt(dense::product(&row, &row))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::Problem;

    #[test]
    fn draws_have_the_mean_and_the_deviation_that_are_believed() {
        let problem = Problem {
            attributes: 5,
            depth: 2,
            ..Problem::default()
        };
        let mut belief = Belief::new(Features::new(&problem, true));
        for (subset, reward) in [(0b11, 4.0), (0b101, 3.0), (0b11, 4.4)] {
            belief.observe(subset, reward);
        }
        let features = belief.features().clone();
        let solved = belief.solved();
        let mut random = Random::new(4);
        let values: Vec<f64> = (0..20_000)
            .map(|_| features.value(&solved.draw(&mut random), 0b11))
            .collect();
        let mean = values.iter().sum::<f64>() / values.len() as f64;
        let variance = values.iter().map(|v| (v - mean) * (v - mean)).sum::<f64>() / values.len() as f64;
        assert!((mean - features.value(&solved.mean, 0b11)).abs() < 0.01);
        assert!((variance.sqrt() - solved.deviation(&features, 0b11)).abs() < 0.01);
        // One evaluation alone would leave what its prior and its noise say.
        let mut one = Belief::new(Features::new(&problem, true));
        let prior = one.solved().deviation(&features, 0b11);
        one.observe(0b11, 4.0);
        let expected = (1.0 / (1.0 / (prior * prior) + 1.0 / (NOISE * NOISE))).sqrt();
        assert!((one.solved().deviation(&features, 0b11) - expected).abs() < 1e-9);
    }
}
