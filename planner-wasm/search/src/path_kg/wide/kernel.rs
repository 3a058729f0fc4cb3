//! Mean and covariance of the belief between any two subsets, and what follows from observations.

use super::draw::Draw;
use crate::path_kg::features::{damping, saturation};
use crate::path_kg::observations::Observations;
use crate::path_kg::ranking::{Rankings, standardise};
use crate::problem::Problem;
use crate::random::{Random, mix};
use crate::subset::{self, MAX_ATTRIBUTES, Subset};
use libm::{exp, sqrt};

/// The study's amplitudes (`belief.rs`): mean and standard deviation, or the latter alone where the mean is 0.
pub const CONSTANT: (f64, f64) = (2.95, 0.4);
/// Gain from knowing more.
pub const SATURATION: (f64, f64) = (0.85, 0.4);
/// Weight of the ranking.
pub const PRIOR: (f64, f64) = (0.12, 0.25);
/// One attribute.
pub const MAIN: f64 = 0.3;
/// Two together.
pub const PAIR: f64 = 0.12;
/// The rough part.
pub const ROUGHNESS: f64 = 0.25;
/// Hamming distance over which it forgets.
pub const LENGTH: f64 = 2.0;
/// One evaluation.
pub const NOISE: f64 = 0.45;

/// Smallest variance: below it rounding could turn one negative.
const FLOOR: f64 = 1e-7;
/// Separates the noise of pooled observations in draws from everything else that is random.
const NOISE_STREAM: u64 = 0x006e_6f69_7365;

/// What the common features of a subset are.
#[derive(Debug, Clone, Copy)]
pub struct Shape {
    /// How much of what can be gained is gained.
    pub saturation: f64,
    /// How much each attribute still counts.
    pub damping: f64,
    /// The ranking's feature v.
    pub ranking: f64,
}

/// The belief as a function of two subsets.
#[derive(Debug, Clone)]
pub struct Kernel {
    askable: Subset,
    /// Standardised log weight of each attribute in the ranking of the first state.
    ranking: Vec<f64>,
    rough: Vec<f64>,
    seed: u64,
}

impl Kernel {
    /// For a problem; uses the ranking of the first state.
    pub fn new(problem: &Problem, rankings: &Rankings) -> Self {
        let askable = problem.askable();
        let mut ranking = vec![0.0; problem.attributes];
        if let Some(Some(weights)) = rankings.get(&problem.known) {
            let members: Vec<usize> = subset::members(askable).collect();
            let told: Vec<f64> = members.iter().map(|&a| weights[a]).collect();
            for (&attribute, z) in members.iter().zip(standardise(&told)) {
                ranking[attribute] = z;
            }
        }
        Self {
            askable,
            ranking,
            rough: (0..=MAX_ATTRIBUTES)
                .map(|distance| ROUGHNESS * ROUGHNESS * exp(-(distance as f64) / LENGTH))
                .collect(),
            seed: problem.seed,
        }
    }

    /// The attributes that can be asked.
    pub fn askable(&self) -> Subset {
        self.askable
    }

    /// The common features of a subset.
    pub fn shape(&self, subset: Subset) -> Shape {
        let size = subset::size(subset);
        let damping = damping(size);
        let sum: f64 = subset::members(subset & self.askable)
            .map(|a| self.ranking[a])
            .sum();
        Shape {
            saturation: saturation(size),
            damping,
            ranking: damping * sum,
        }
    }

    fn mean(&self, shape: &Shape) -> f64 {
        CONSTANT.0 + SATURATION.0 * shape.saturation + PRIOR.0 * shape.ranking
    }

    fn covariance(&self, u: (Subset, &Shape), v: (Subset, &Shape)) -> f64 {
        let common = f64::from((u.0 & v.0 & self.askable).count_ones());
        let attributes = MAIN * MAIN * common + PAIR * PAIR * common * (common - 1.0) / 2.0;
        CONSTANT.1 * CONSTANT.1
            + SATURATION.1 * SATURATION.1 * u.1.saturation * v.1.saturation
            + PRIOR.1 * PRIOR.1 * u.1.ranking * v.1.ranking
            + attributes * u.1.damping * v.1.damping
            + self.rough[(u.0 ^ v.0).count_ones() as usize]
    }
}

/// The belief after observations: K = L L' over the observed subsets, and the weights of mean and draws.
#[derive(Debug, Clone)]
pub struct Conditioned {
    seen: Vec<(Subset, Shape)>,
    /// Rows of L, lower triangle.
    lower: Vec<Vec<f64>>,
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
            .map(|(_, p)| NOISE * NOISE / f64::from(p.count))
            .collect();
        let lower = cholesky(kernel, &seen, &noise);
        let solve = |residuals: Vec<f64>| backward(&lower, forward(&lower, residuals));
        let gaps = seen
            .iter()
            .zip(&pooled)
            .map(|((_, shape), (_, p))| p.mean - kernel.mean(shape));
        let mean_weights = solve(gaps.collect());
        let draw_weights = draws
            .iter()
            .enumerate()
            .map(|(number, draw)| {
                let gaps = pooled.iter().zip(&noise).map(|((subset, p), variance)| {
                    // Matheron's rule wants noise; drawn by name, so that it does not depend on when it is asked for.
                    let name = [
                        kernel.seed,
                        NOISE_STREAM,
                        number as u64,
                        *subset,
                        u64::from(p.count),
                    ];
                    let noise = sqrt(*variance) * Random::new(mix(&name)).normal();
                    p.mean + noise - draw.value(kernel, *subset)
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
        draw.value(kernel, subset) + self.correction(kernel, (subset, &shape), &self.draw_weights[number])
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
                forward(&self.lower, with_seen.collect())
            })
            .collect();
        let mut matrix = Vec::with_capacity(points.len() * points.len());
        for ((u, shape), of_u) in points.iter().zip(&explained) {
            for ((v, other), of_v) in points.iter().zip(&explained) {
                let known: f64 = of_u.iter().zip(of_v).map(|(a, b)| a * b).sum();
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

fn cholesky(kernel: &Kernel, seen: &[(Subset, Shape)], noise: &[f64]) -> Vec<Vec<f64>> {
    let mut lower: Vec<Vec<f64>> = Vec::with_capacity(seen.len());
    for (i, (u, shape)) in seen.iter().enumerate() {
        let mut row: Vec<f64> = Vec::with_capacity(i + 1);
        for (j, (v, other)) in seen[..=i].iter().enumerate() {
            let above = if j < i { &lower[j] } else { &row };
            let product: f64 = row.iter().zip(above).map(|(a, b)| a * b).sum();
            let rest = kernel.covariance((*u, shape), (*v, other)) - product;
            let value = if j < i {
                rest / lower[j][j]
            } else {
                sqrt((rest + noise[i]).max(FLOOR))
            };
            row.push(value);
        }
        lower.push(row);
    }
    lower
}

/// Solves L x = b.
fn forward(lower: &[Vec<f64>], mut b: Vec<f64>) -> Vec<f64> {
    for i in 0..b.len() {
        let product: f64 = lower[i].iter().zip(&b[..i]).map(|(l, x)| l * x).sum();
        b[i] = (b[i] - product) / lower[i][i];
    }
    b
}

/// Solves L' x = b.
fn backward(lower: &[Vec<f64>], mut b: Vec<f64>) -> Vec<f64> {
    for i in (0..b.len()).rev() {
        b[i] /= lower[i][i];
        let x = b[i];
        b[..i]
            .iter_mut()
            .zip(&lower[i])
            .for_each(|(rest, l)| *rest -= x * l);
    }
    b
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::path_kg::belief::Belief;
    use crate::path_kg::features::Features;
    use crate::path_kg::posterior::Posterior;
    use crate::path_kg::space::Space;

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
