//! A covariance matrix under observations: each observation takes away one outer product, kept apart until several can
//! be folded in with one pass over the matrix.

use libm::sqrt;

/// Outer products kept apart before a fold.
const KEPT_APART: usize = 16;
/// Smallest variance: below it rounding could turn one negative.
const FLOOR: f64 = 1e-7;

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

    /// Folds what was kept apart into the matrix when it is worth a pass.
    pub fn settle(&mut self) {
        if self.taken.len() < KEPT_APART {
            return;
        }
        for (row_number, row) in self.base.chunks_exact_mut(self.count).enumerate() {
            for u in &self.taken {
                let factor = u[row_number];
                row.iter_mut().zip(u).for_each(|(c, v)| *c -= factor * v);
            }
        }
        self.taken.clear();
    }

    /// For each group of points (all of the length of `weights`) the covariance of its weighted sum with each of
    /// `points`: result[point][group].
    pub fn with_sums(&self, points: &[usize], groups: &[Vec<u32>], weights: &[f64]) -> Vec<Vec<f64>> {
        let taken_sums: Vec<Vec<f64>> = self
            .taken
            .iter()
            .map(|u| groups.iter().map(|group| weighted(group, weights, u)).collect())
            .collect();
        points
            .iter()
            .map(|&point| {
                let row = &self.base[point * self.count..(point + 1) * self.count];
                let mut sums: Vec<f64> = groups.iter().map(|group| weighted(group, weights, row)).collect();
                for (u, of_groups) in self.taken.iter().zip(&taken_sums) {
                    let factor = u[point];
                    sums.iter_mut().zip(of_groups).for_each(|(s, g)| *s -= factor * g);
                }
                sums
            })
            .collect()
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
}
