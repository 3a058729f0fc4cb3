//! The search.

use crate::lanes::{BytesOf16, WIDTH, products_of_4};
use crate::matrix::{BLOCK_ROWS, Matrix, MatrixError};
use crate::quantise::quantise_query;
use std::cmp::Ordering;
use std::collections::BinaryHeap;

/// A row and how alike it is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Neighbour {
    /// Number of the row.
    pub row: usize,
    /// Cosine, -1..1.
    pub cosine: f32,
}

/// What 32-bit sums and products may be off by, beside the errors of the bytes.
const ROUNDING: f32 = 1e-5;

/// Orders so that the heap's top is the one to give up first.
#[derive(PartialEq)]
struct Worst(Neighbour);

impl Eq for Worst {}

impl Ord for Worst {
    fn cmp(&self, other: &Self) -> Ordering {
        let by_cosine = other.0.cosine.total_cmp(&self.0.cosine);
        by_cosine.then(self.0.row.cmp(&other.0.row))
    }
}

impl PartialOrd for Worst {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// The best `size` of what is offered.
struct Best {
    size: usize,
    heap: BinaryHeap<Worst>,
}

impl Best {
    fn new(size: usize) -> Self {
        Self {
            size,
            heap: BinaryHeap::with_capacity(size + 1),
        }
    }

    /// What a new row has to reach.
    fn bar(&self) -> f32 {
        match self.heap.peek() {
            Some(Worst(worst)) if self.heap.len() == self.size => worst.cosine,
            _ => f32::NEG_INFINITY,
        }
    }

    fn offer(&mut self, row: usize, cosine: f32) {
        self.heap.push(Worst(Neighbour { row, cosine }));
        if self.heap.len() > self.size {
            self.heap.pop();
        }
    }

    fn into_sorted(self) -> Vec<Neighbour> {
        // Ascending in the heap's order is best first.
        self.heap
            .into_sorted_vec()
            .into_iter()
            .map(|Worst(n)| n)
            .collect()
    }
}

impl Matrix {
    /// The `limit` rows nearest to the query by cosine, nearest first; of equal ones the lower row first. Exact: the same as
    /// measuring every row in double precision, but for ties closer than single precision tells apart.
    pub fn nearest(&self, query: &[f32], limit: usize) -> Result<Vec<Neighbour>, MatrixError> {
        let query = self.unit(query)?;
        let limit = limit.min(self.rows());
        if limit == 0 {
            return Ok(Vec::new());
        }
        let possible = self.possible(&query, limit);
        let mut best = Best::new(limit);
        for row in possible {
            best.offer(row, self.cosine(row, &query));
        }
        Ok(best.into_sorted())
    }

    /// The rows that may be among the nearest, by what their bytes say and how far off that may be.
    fn possible(&self, query: &[f32], limit: usize) -> Vec<usize> {
        let small = quantise_query(query);
        let groups = self.dimensions().div_ceil(WIDTH);
        // The best of what rows reach at the least.
        let mut floor = Best::new(limit);
        let mut candidates: Vec<(usize, f32)> = Vec::new();
        for (number, block) in self.blocks.iter().enumerate() {
            for start in (0..block.scales.len()).step_by(4) {
                // Past the end the last row is measured again and dropped.
                let last = block.scales.len() - 1;
                let rows: [&[BytesOf16]; 4] = std::array::from_fn(|offset| {
                    let row = (start + offset).min(last);
                    &block.bytes[row * groups..(row + 1) * groups]
                });
                let products = products_of_4(rows, &small.numbers);
                for (offset, product) in products.iter().enumerate().take(last + 1 - start) {
                    let scale = block.scales[start + offset];
                    let about = *product as f32 * (scale.scale * small.scale);
                    // The bytes' row is at most 1 + its error long.
                    let off = scale.error + small.error * (1.0 + scale.error) + ROUNDING;
                    if about + off < floor.bar() {
                        continue;
                    }
                    let row = number * BLOCK_ROWS + start + offset;
                    candidates.push((row, about + off));
                    if about - off > floor.bar() {
                        floor.offer(row, about - off);
                    }
                }
            }
        }
        let bar = floor.bar();
        let reaches = candidates.into_iter().filter(|(_, most)| *most >= bar);
        reaches.map(|(row, _)| row).collect()
    }

    fn cosine(&self, row: usize, query: &[f32]) -> f32 {
        let start = (row % BLOCK_ROWS) * self.dimensions();
        let full = &self.blocks[row / BLOCK_ROWS].full[start..start + self.dimensions()];
        let sum: f64 = full
            .iter()
            .zip(query)
            .map(|(x, y)| f64::from(*x) * f64::from(*y))
            .sum();
        // Rounding may carry equal vectors past 1. A zero has a sign, by which vectors at right angles would be told apart.
        sum.clamp(-1.0, 1.0) as f32 + 0.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn brute(rows: &[Vec<f32>], query: &[f32]) -> Vec<f64> {
        let length = |v: &[f32]| {
            v.iter()
                .map(|x| f64::from(*x) * f64::from(*x))
                .sum::<f64>()
                .sqrt()
        };
        rows.iter()
            .map(|row| {
                let product: f64 = row
                    .iter()
                    .zip(query)
                    .map(|(x, y)| f64::from(*x) * f64::from(*y))
                    .sum();
                product / (length(row) * length(query))
            })
            .collect()
    }

    fn vectors(dimensions: usize) -> impl Strategy<Value = (Vec<Vec<f32>>, Vec<f32>)> {
        let vector = || {
            // Many equal and nearly equal numbers, so that ties and near ties come up.
            let number = prop_oneof![-1f32..1.0, Just(0.0), Just(0.5), 0.5f32..0.5001];
            prop::collection::vec(number, dimensions)
                .prop_filter("no direction", |v| v.iter().any(|x| *x != 0.0))
        };
        (prop::collection::vec(vector(), 0..60), vector())
    }

    proptest! {
        #[test]
        fn finds_what_measuring_all_rows_finds(
            (rows, query) in (1usize..40).prop_flat_map(vectors),
            limit in 0usize..70,
            copies in 1usize..40,
        ) {
            let rows: Vec<Vec<f32>> = rows.iter().cycle().take(rows.len() * copies).cloned().collect();
            let mut matrix = Matrix::new(query.len()).unwrap();
            matrix.add(&rows.concat()).unwrap();
            let expected = brute(&rows, &query);
            let found = matrix.nearest(&query, limit).unwrap();
            prop_assert_eq!(found.len(), limit.min(rows.len()));
            for (place, neighbour) in found.iter().enumerate() {
                prop_assert!((f64::from(neighbour.cosine) - expected[neighbour.row]).abs() < 1e-6);
                if place > 0 {
                    prop_assert!(found[place - 1].cosine >= neighbour.cosine);
                    let tied = found[place - 1].cosine == neighbour.cosine;
                    prop_assert!(!tied || found[place - 1].row < neighbour.row);
                }
            }
            let worst = found.last().map_or(f64::INFINITY, |n| f64::from(n.cosine));
            for (row, cosine) in expected.iter().enumerate() {
                prop_assert!(found.iter().any(|n| n.row == row) || *cosine <= worst + 1e-6 || found.is_empty());
            }
        }
    }

    #[test]
    fn rows_at_right_angles_are_equal_whatever_the_sign_of_their_zero() {
        let mut matrix = Matrix::new(2).unwrap();
        matrix.add(&[-0.75, 0.0, 0.5, 0.0]).unwrap();
        let found = matrix.nearest(&[0.0, -0.875], 2).unwrap();
        assert_eq!(found.iter().map(|n| n.row).collect::<Vec<_>>(), [0, 1]);
    }

    #[test]
    fn sums_of_the_longest_vectors_fit() {
        let mut matrix = Matrix::new(crate::MAX_DIMENSIONS).unwrap();
        matrix.add(&vec![1.0; crate::MAX_DIMENSIONS]).unwrap();
        matrix.add(&vec![-1.0; crate::MAX_DIMENSIONS]).unwrap();
        let found = matrix.nearest(&vec![0.1; crate::MAX_DIMENSIONS], 2).unwrap();
        assert_eq!(found.iter().map(|n| n.row).collect::<Vec<_>>(), [0, 1]);
        assert!((found[0].cosine - 1.0).abs() < 1e-6 && (found[1].cosine + 1.0).abs() < 1e-6);
    }

    #[test]
    fn refuses_what_has_no_direction_and_keeps_what_it_has() {
        let mut matrix = Matrix::new(2).unwrap();
        matrix.add(&[3.0, 4.0]).unwrap();
        for (wrong, words) in [
            (&[1.0, 0.0, 0.0, 0.0][..], "[1] has no direction"),
            (&[f32::NAN, 1.0][..], "[0] has no direction"),
            (&[1.0][..], "has 1 numbers, must be vectors of 2"),
        ] {
            let error = matrix.add(wrong).unwrap_err();
            assert!(error.to_string().contains(words), "{error}");
        }
        assert_eq!(matrix.rows(), 1);
        assert!(matrix.nearest(&[1.0, 0.0, 1.0, 0.0], 1).is_err());
        assert!(Matrix::new(0).is_err() && Matrix::new(4097).is_err());
        assert_eq!(
            matrix.nearest(&[3.0, 4.0], 9).unwrap(),
            [Neighbour { row: 0, cosine: 1.0 }]
        );
    }
}
