//! What follows from the evaluations: the mean and the draws after them, and what is still uncertain.

use super::draw::Draw;
use super::kernel::{Kernel, Shape};
use crate::path_kg::covariance::FLOOR;
use crate::path_kg::dense;
use crate::path_kg::features::Group;
use crate::path_kg::observations::Observations;
use crate::random::{Random, mix};
use crate::subset::{self, Subset};
use libm::sqrt;

/// Separates the noise of pooled observations in draws from everything else that is random.
const NOISE_STREAM: u64 = 0x006e_6f69_7365;

/// The belief after observations: K = L L' over the observed subsets, and the weights of mean and draws.
#[derive(Debug, Clone)]
pub struct Conditioned {
    seen: Vec<(Subset, Shape)>,
    /// L, row by row; only the lower triangle is filled.
    lower: Vec<f64>,
    mean_weights: Vec<f64>,
    draw_weights: Vec<Vec<f64>>,
}

impl Conditioned {
    /// Conditions mean and draws on pooled observations.
    pub fn of(kernel: &Kernel, draws: &[Draw], observations: &Observations<Subset>) -> Self {
        let pooled: Vec<_> = observations.pooled().collect();
        let seen: Vec<(Subset, Shape)> = pooled.iter().map(|(u, _)| (*u, kernel.shape(*u))).collect();
        let noise: Vec<f64> = pooled
            .iter()
            .map(|(_, p)| kernel.noise_variance() / f64::from(p.count))
            .collect();
        let mut lower = vec![0.0; seen.len() * seen.len()];
        for (i, (u, shape)) in seen.iter().enumerate() {
            let row = &mut lower[i * seen.len()..];
            for (value, (v, other)) in row.iter_mut().zip(&seen[..=i]) {
                *value = kernel.covariance((*u, shape), (*v, other));
            }
        }
        dense::cholesky_in_turn(&mut lower, &noise, FLOOR);
        let solve = |mut residuals: Vec<f64>| {
            dense::solve_in_turn(&lower, &mut residuals);
            dense::solve_back(&lower, &mut residuals);
            residuals
        };
        let gaps = seen
            .iter()
            .zip(&pooled)
            .map(|((_, shape), (_, p))| p.mean - kernel.mean(shape));
        let mean_weights = solve(gaps.collect());
        let draw_weights = draws
            .iter()
            .enumerate()
            .map(|(number, draw)| {
                let gaps =
                    pooled
                        .iter()
                        .zip(&noise)
                        .zip(&seen)
                        .map(|(((subset, p), variance), (_, shape))| {
                            // Matheron's rule wants noise; drawn by name, so that it does not depend on when it is asked for.
                            let name = [
                                kernel.seed(),
                                NOISE_STREAM,
                                number as u64,
                                *subset,
                                u64::from(p.count),
                            ];
                            let noise = sqrt(*variance) * Random::new(mix(&name)).normal();
                            p.mean + noise - draw.value(kernel, *subset, shape)
                        });
                solve(gaps.collect())
            })
            .collect();
        Self {
            seen,
            lower,
            mean_weights,
            draw_weights,
        }
    }

    /// Posterior mean of a subset.
    pub fn mean(&self, kernel: &Kernel, subset: Subset) -> f64 {
        let shape = kernel.shape(subset);
        kernel.mean(&shape) + self.correction(kernel, (subset, &shape), &self.mean_weights)
    }

    /// Value of a conditioned draw.
    pub fn draw_value(&self, kernel: &Kernel, draw: &Draw, number: usize, subset: Subset) -> f64 {
        let shape = kernel.shape(subset);
        draw.value(kernel, subset, &shape)
            + self.correction(kernel, (subset, &shape), &self.draw_weights[number])
    }

    /// What a conditioned draw says each attribute is worth alone, by number, and how far it trusts the rankings.
    pub fn linear(&self, kernel: &Kernel, draw: &Draw, number: usize) -> (Vec<f64>, f64) {
        let (main, prior) = (Group::Main as usize, Group::Prior as usize);
        let mut own: Vec<f64> = draw.main.iter().map(|z| kernel.deviations[main] * z).collect();
        let mut trust = kernel.means[prior] + kernel.deviations[prior] * draw.prior;
        for ((subset, shape), weight) in self.seen.iter().zip(&self.draw_weights[number]) {
            let step = weight * kernel.deviations[main] * kernel.deviations[main] * shape.damping;
            subset::members(subset & kernel.askable()).for_each(|a| own[a] += step);
            trust += weight * kernel.deviations[prior] * kernel.deviations[prior] * shape.ranking;
        }
        (own, trust)
    }

    /// Posterior variance of a subset.
    pub fn variance(&self, kernel: &Kernel, subset: Subset) -> f64 {
        self.covariances(kernel, &[subset])[0].max(FLOOR)
    }

    /// Posterior covariances between subsets, row by row.
    pub fn covariances(&self, kernel: &Kernel, subsets: &[Subset]) -> Vec<f64> {
        let points: Vec<(Subset, Shape)> = subsets.iter().map(|&u| (u, kernel.shape(u))).collect();
        let explained: Vec<Vec<f64>> = points
            .iter()
            .map(|(u, shape)| {
                let with_seen = self
                    .seen
                    .iter()
                    .map(|(v, seen)| kernel.covariance((*u, shape), (*v, seen)));
                let mut explained: Vec<f64> = with_seen.collect();
                dense::solve_in_turn(&self.lower, &mut explained);
                explained
            })
            .collect();
        let mut matrix = Vec::with_capacity(points.len() * points.len());
        for ((u, shape), of_u) in points.iter().zip(&explained) {
            for ((v, other), of_v) in points.iter().zip(&explained) {
                let known = dense::product_in_turn(of_u, of_v);
                matrix.push(kernel.covariance((*u, shape), (*v, other)) - known);
            }
        }
        matrix
    }

    fn correction(&self, kernel: &Kernel, point: (Subset, &Shape), weights: &[f64]) -> f64 {
        self.seen
            .iter()
            .zip(weights)
            .map(|((seen, shape), weight)| weight * kernel.covariance(point, (*seen, shape)))
            .sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::path_kg::belief::Belief;
    use crate::path_kg::features::Features;
    use crate::path_kg::posterior::Posterior;
    use crate::path_kg::ranking::Rankings;
    use crate::path_kg::space::Space;
    use crate::problem::Problem;

    #[test]
    fn agrees_with_the_enumerated_surrogate() {
        let problem = Problem {
            attributes: 6,
            depth: 3,
            known: 0b10,
            ..Problem::default()
        };
        let space = Space::of(&problem).unwrap();
        let kernel = Kernel::new(&problem, &Rankings::new());
        let features = Features::of(&space, &vec![0.0; space.len()]);
        let belief = Belief::standard(features.layout());
        let mut enumerated = Posterior::new(&space, &features, &belief, &[]);
        let mut observations = Observations::default();
        for (point, reward) in [(1, 3.3), (9, 4.1), (1, 2.7), (20, 3.0)] {
            enumerated.observe(point, reward, &mut Random::new(2));
            observations.add(space.subset(point), reward);
        }
        let wide = Conditioned::of(&kernel, &[], &observations);
        for point in 0..space.len() {
            assert!((wide.mean(&kernel, space.subset(point)) - enumerated.mean[point]).abs() < 1e-9);
            let gap = wide.variance(&kernel, space.subset(point)) - enumerated.covariance.variance(point);
            assert!(gap.abs() < 1e-9);
        }
    }
}
