//! Sparse linear regression: a horseshoe prior (Carvalho, Polson and Scott 2010) sampled by Gibbs steps (Makalic and Schmidt
//! 2016). Most coefficients are shrunk to nothing, few are left as they are.

use super::features::Features;
use crate::path_kg::dense;
use crate::random::Random;
use crate::subset::Subset;

/// Rewards are measured from here, so that the level is not shrunk.
const CENTRE: f64 = 3.5;
/// Precision of the level, which has no horseshoe.
const LEVEL_PRECISION: f64 = 0.1;
/// Smallest local or global variance: below it a coefficient would never come back.
const LEAST: f64 = 1e-10;
/// Largest variance of a coefficient, in units of the noise: beyond it ends of one size, whose attributes always sum to the same,
/// would leave the matrix singular to rounding.
const MOST: f64 = 1e6;

/// The chain and what it has seen.
#[derive(Debug, Clone)]
pub struct Horseshoe {
    features: Features,
    /// X'X and X'y.
    gram: Vec<f64>,
    moment: Vec<f64>,
    squares: f64,
    seen: usize,
    coefficients: Vec<f64>,
    /// Local and global variances with their auxiliary variables, and the noise.
    local: Vec<f64>,
    local_rate: Vec<f64>,
    global: f64,
    global_rate: f64,
    noise: f64,
}

impl Horseshoe {
    /// Before any evaluation.
    pub fn new(features: Features) -> Self {
        let count = features.len();
        Self {
            features,
            gram: vec![0.0; count * count],
            moment: vec![0.0; count],
            squares: 0.0,
            seen: 0,
            coefficients: vec![0.0; count],
            local: vec![1.0; count],
            local_rate: vec![1.0; count],
            global: 0.1,
            global_rate: 1.0,
            noise: 0.2,
        }
    }

    /// Takes one evaluation.
    pub fn observe(&mut self, subset: Subset, reward: f64) {
        let (count, y) = (self.features.len(), reward - CENTRE);
        let row = self.features.row(subset);
        for (i, x) in &row {
            self.moment[*i] += x * y;
            row.iter()
                .for_each(|(j, other)| self.gram[i * count + j] += x * other);
        }
        self.squares += y * y;
        self.seen += 1;
    }

    /// Steps of the chain; the coefficients are a draw of the posterior afterwards.
    pub fn sweep(&mut self, steps: usize, random: &mut Random) {
        for _ in 0..steps {
            self.step(random);
        }
    }

    /// What a subset is worth under the coefficients drawn last.
    pub fn drawn(&self, subset: Subset) -> f64 {
        CENTRE + self.features.value(&self.coefficients, subset)
    }

    /// Means of the coefficients under the variances drawn last.
    pub fn means(&self) -> Vec<f64> {
        let factor = self.factor();
        let mut mean = self.moment.clone();
        dense::solve_rows(&factor, &mut mean, self.features.len());
        dense::solve_back(&factor, &mut mean);
        mean
    }

    /// What a subset is worth under such means.
    pub fn value(&self, means: &[f64], subset: Subset) -> f64 {
        CENTRE + self.features.value(means, subset)
    }

    /// L with L L' = X'X + the precisions of the coefficients, in units of the noise.
    fn factor(&self) -> Vec<f64> {
        let count = self.features.len();
        let mut factor = self.gram.clone();
        for i in 0..count {
            factor[i * count + i] += self.precision(i);
        }
        dense::cholesky(&mut factor, count);
        factor
    }

    fn precision(&self, coefficient: usize) -> f64 {
        match coefficient {
            0 => LEVEL_PRECISION,
            i => 1.0 / (self.local[i] * self.global).clamp(LEAST, MOST),
        }
    }

    fn step(&mut self, random: &mut Random) {
        let count = self.features.len();
        let factor = self.factor();
        let mut mean = self.moment.clone();
        dense::solve_rows(&factor, &mut mean, count);
        // Mean and deviation share the second half of the solution.
        let spread = libm::sqrt(self.noise);
        mean.iter_mut().for_each(|m| *m += spread * random.normal());
        dense::solve_back(&factor, &mut mean);
        self.coefficients = mean;
        let shrunk: f64 = (0..count)
            .map(|i| self.coefficients[i] * self.coefficients[i] * self.precision(i))
            .sum();
        let rate = 0.5 * (self.misfit() + shrunk);
        self.noise = inverse_gamma(self.seen + count, rate.max(LEAST), random);
        let mut global_rate = 1.0 / self.global_rate;
        for i in 1..count {
            let square = self.coefficients[i] * self.coefficients[i];
            let rate = 1.0 / self.local_rate[i] + 0.5 * square / (self.global * self.noise);
            self.local[i] = inverse_gamma(2, rate, random).clamp(LEAST, MOST / LEAST);
            self.local_rate[i] = inverse_gamma(2, 1.0 + 1.0 / self.local[i], random);
            global_rate += 0.5 * square / (self.local[i] * self.noise);
        }
        self.global = inverse_gamma(count, global_rate, random).max(LEAST);
        self.global_rate = inverse_gamma(2, 1.0 + 1.0 / self.global, random);
    }

    /// Sum of squared residuals.
    fn misfit(&self) -> f64 {
        let fitted = dense::times(&self.gram, &self.coefficients);
        let pull = dense::product(&self.coefficients, &fitted);
        (self.squares - 2.0 * dense::product(&self.coefficients, &self.moment) + pull).max(0.0)
    }
}

/// A draw of the inverse gamma distribution with shape `halves` / 2: a rate over a sum of squared normals.
fn inverse_gamma(halves: usize, rate: f64, random: &mut Random) -> f64 {
    let chi: f64 = (0..halves)
        .map(|_| {
            let z = random.normal();
            z * z
        })
        .sum();
    2.0 * rate / chi.max(LEAST)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::Problem;
    use crate::subset;

    #[test]
    fn keeps_the_few_effects_there_are_and_drops_the_rest() {
        let problem = Problem {
            attributes: 8,
            depth: 4,
            ..Problem::default()
        };
        let mut random = Random::new(6);
        let mut chain = Horseshoe::new(Features::new(&problem, true));
        // Attribute 2 helps, 5 and 6 help together, nothing else does.
        let truth = |set: Subset| {
            let pair = set & 0b110_0000 == 0b110_0000;
            3.0 + 0.6 * f64::from(u8::from(subset::contains(set, 2))) + if pair { 0.8 } else { 0.0 }
        };
        for _ in 0..150 {
            let set = subset::draw(0xFF, 4, &mut random);
            chain.observe(set, truth(set) + 0.2 * random.normal());
        }
        chain.sweep(200, &mut random);
        let means = chain.means();
        for set in subset::choose(0xFF, 4) {
            let value = chain.value(&means, set);
            assert!((value - truth(set)).abs() < 0.25, "{set:b} {value}");
        }
        assert!((libm::sqrt(chain.noise) - 0.2).abs() < 0.05, "{}", chain.noise);
    }
}
