//! A covariance matrix under observations: each observation takes away one outer product, kept apart until several can
//! be folded in with one pass over the matrix.

use libm::sqrt;

/// Outer products kept apart before a fold.
const KEPT_APART: usize = 16;
/// Smallest variance: below it rounding could turn one negative.
pub const FLOOR: f64 = 1e-7;

/// base - sum of u u'.
#[derive(Debug, Clone)]
pub struct Covariance {
    count: usize,
    base: Vec<f64>,
    taken: Vec<Vec<f64>>,
}

impl Covariance {
    /// From a full symmetric matrix of `count` rows.
    pub fn new(count: usize, base: Vec<f64>) -> Self {
        Self {
            count,
            base,
            taken: Vec::new(),
        }
    }

    /// Variance of a point.
    pub fn variance(&self, point: usize) -> f64 {
        let less: f64 = self.taken.iter().map(|u| u[point] * u[point]).sum();
        (self.base[point * self.count + point] - less).max(FLOOR)
    }

    /// Covariances of a point with every point.
    pub fn column(&self, point: usize) -> Vec<f64> {
        let mut column = self.base[point * self.count..(point + 1) * self.count].to_vec();
        for u in &self.taken {
            let factor = u[point];
            column.iter_mut().zip(u).for_each(|(c, v)| *c -= factor * v);
        }
        column[point] = column[point].max(FLOOR);
        column
    }

    /// Conditions on an observation of `point` with the given noise variance.
    pub fn observe(&mut self, point: usize, noise_variance: f64) {
        let mut u = self.column(point);
        let scale = 1.0 / sqrt(u[point] + noise_variance);
        u.iter_mut().for_each(|v| *v *= scale);
        self.taken.push(u);
    }

    /// How many observations are kept apart, for [`Covariance::forget`].
    pub fn kept_apart(&self) -> usize {
        self.taken.len()
    }

    /// Takes back the observations since there were only `kept` apart: those that were only imagined.
    pub fn forget(&mut self, kept: usize) {
        self.taken.truncate(kept);
    }

    /// Folds what was kept apart into the matrix when it is worth a pass.
    pub fn settle(&mut self) {
        if self.taken.len() < KEPT_APART {
            return;
        }
        let count = self.count;
        for row in 0..count {
            let target = &mut self.base[row * count..=row * count + row];
            // Four at a time: a pass over the row costs more than the arithmetic.
            let mut four = self.taken.chunks_exact(4);
            for u in &mut four {
                subtract_four(target, [&u[0], &u[1], &u[2], &u[3]], row);
            }
            for u in four.remainder() {
                let factor = u[row];
                target.iter_mut().zip(u).for_each(|(c, v)| *c -= factor * v);
            }
        }
        self.mirror();
        self.taken.clear();
    }

    /// Copies the lower triangle to the upper one, in blocks that fit the cache.
    fn mirror(&mut self) {
        const BLOCK: usize = 32;
        let count = self.count;
        for top in (0..count).step_by(BLOCK) {
            for left in (0..=top).step_by(BLOCK) {
                for row in top..(top + BLOCK).min(count) {
                    for column in left..(left + BLOCK).min(row) {
                        self.base[column * count + row] = self.base[row * count + column];
                    }
                }
            }
        }
    }

    /// For each group of points, weighed by what `weights` says for a group of its length, the covariance of its weighted sum
    /// with each of `points`: result[point][group].
    pub fn with_sums<'a>(
        &self,
        points: &[usize],
        groups: &[Vec<u32>],
        weights: impl Fn(usize) -> &'a [f64],
    ) -> Vec<Vec<f64>> {
        let weighted = |group: &Vec<u32>, row: &[f64]| weighted(group, weights(group.len()), row);
        let taken_sums: Vec<Vec<f64>> = self
            .taken
            .iter()
            .map(|u| groups.iter().map(|group| weighted(group, u)).collect())
            .collect();
        points
            .iter()
            .map(|&point| {
                let row = &self.base[point * self.count..(point + 1) * self.count];
                let mut sums: Vec<f64> = groups.iter().map(|group| weighted(group, row)).collect();
                for (u, of_groups) in self.taken.iter().zip(&taken_sums) {
                    let factor = u[point];
                    sums.iter_mut().zip(of_groups).for_each(|(s, g)| *s -= factor * g);
                }
                sums
            })
            .collect()
    }
}

fn subtract_four(target: &mut [f64], u: [&[f64]; 4], row: usize) {
    let factors = u.map(|u| u[row]);
    let length = target.len();
    let [a, b, c, d] = u.map(|u| &u[..length]);
    for (i, value) in target.iter_mut().enumerate() {
        *value -= (factors[0] * a[i] + factors[1] * b[i]) + (factors[2] * c[i] + factors[3] * d[i]);
    }
}

fn weighted(group: &[u32], weights: &[f64], row: &[f64]) -> f64 {
    group
        .iter()
        .zip(weights)
        .map(|(&point, w)| w * row[point as usize])
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The textbook update of a small matrix.
    fn conditioned(matrix: &[f64], count: usize, point: usize, noise: f64) -> Vec<f64> {
        let v = matrix[point * count + point] + noise;
        (0..count * count)
            .map(|at| {
                matrix[at] - matrix[(at / count) * count + point] * matrix[point * count + at % count] / v
            })
            .collect()
    }

    #[test]
    fn observing_equals_the_textbook_update_before_and_after_folding() {
        let count = 3;
        let start = vec![1.0, 0.5, 0.2, 0.5, 2.0, 0.3, 0.2, 0.3, 1.5];
        let mut covariance = Covariance::new(count, start.clone());
        let mut expected = start;
        for step in 0..40 {
            covariance.observe(step % count, 0.5);
            expected = conditioned(&expected, count, step % count, 0.5);
            for point in 0..count {
                let column = covariance.column(point);
                (0..count).for_each(|j| assert!((column[j] - expected[point * count + j]).abs() < 1e-9));
            }
            covariance.settle();
        }
    }

    #[test]
    fn what_was_only_imagined_can_be_forgotten() {
        let mut covariance = Covariance::new(2, vec![1.0, 0.5, 0.5, 1.0]);
        covariance.observe(0, 0.3);
        let (before, kept) = (covariance.column(1), covariance.kept_apart());
        covariance.observe(1, 0.3);
        assert!(covariance.variance(1) < before[1]);
        covariance.forget(kept);
        assert_eq!(covariance.column(1), before);
    }
}
