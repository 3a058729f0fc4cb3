//! Symmetric positive definite matrices, row by row: the few dense operations that the planner needs. The heavy work is products
//! of contiguous rows, six at a time, so that it runs in vector registers instead of memory.
//!
//! There is one factorisation, with two ways to sum: side by side (fast, for the matrices of a library or of an enumerated search)
//! and in turn ([`cholesky_in_turn`], for the evaluations of a wide search). The order of a sum decides the last bits of every
//! number a search states, so each user keeps its own.

use std::ops::Range;

/// Columns factorised at once.
const BLOCK: usize = 16;

/// Cholesky in place: the lower triangle of `matrix` (n x n) becomes L with L L' = matrix; what is above the diagonal is
/// set to zero. False when it is not positive definite.
pub fn cholesky(matrix: &mut [f64], n: usize) -> bool {
    for start in (0..n).step_by(BLOCK) {
        let end = (start + BLOCK).min(n);
        // Rows of this block against all columns before it, the block itself, then every row below.
        let (above, below) = matrix.split_at_mut(end * n);
        let own = &mut above[start * n..];
        let before = own.to_vec();
        subtract_products(own, &Rows::of(&before, n), 0..start, start..end);
        let pivot = |_, rest: f64| (rest > 0.0 && rest.is_finite()).then_some(rest);
        if !factor_block(own, n, start..end, product, pivot) {
            return false;
        }
        subtract_products(below, &Rows::of(own, n), 0..start, start..end);
        solve_block(below, own, n, start..end, product);
    }
    for (row, values) in matrix.chunks_exact_mut(n).enumerate() {
        values[row + 1..].fill(0.0);
    }
    true
}

/// Solves X L' = B for the rows of B (any number, n columns each), in place.
pub fn solve_rows(lower: &[f64], rows: &mut [f64], n: usize) {
    for start in (0..n).step_by(BLOCK) {
        let end = (start + BLOCK).min(n);
        let pivots = &lower[start * n..end * n];
        subtract_products(rows, &Rows::of(pivots, n), 0..start, start..end);
        solve_block(rows, pivots, n, start..end, product);
    }
}

/// Cholesky of `matrix` with `noise` on its diagonal, in one block and with sums in turn. A pivot under `floor` is raised to it,
/// so that there always is a factor. What is above the diagonal is not read and stays.
pub fn cholesky_in_turn(matrix: &mut [f64], noise: &[f64], floor: f64) {
    let n = noise.len();
    let pivot = |row: usize, rest: f64| Some((rest + noise[row]).max(floor));
    factor_block(matrix, n, 0..n, product_in_turn, pivot);
}

/// Solves L x = b, with sums in turn.
pub fn solve_in_turn(lower: &[f64], b: &mut [f64]) {
    solve_block(b, lower, b.len(), 0..b.len(), product_in_turn);
}

/// Solves L' x = b, in turn from the last.
pub fn solve_back(lower: &[f64], b: &mut [f64]) {
    let n = b.len();
    for i in (0..n).rev() {
        let row = &lower[i * n..(i + 1) * n];
        b[i] /= row[i];
        let x = b[i];
        b[..i].iter_mut().zip(row).for_each(|(rest, l)| *rest -= x * l);
    }
}

/// L^-T for a factor: upper triangular, so that the inverse of L L' is X X'.
pub fn inverse_factor(lower: &[f64], n: usize) -> Vec<f64> {
    let mut inverse = vec![0.0; n * n];
    for start in (0..n).step_by(BLOCK) {
        let end = (start + BLOCK).min(n);
        for row in start..end {
            inverse[row * n + row] = 1.0;
        }
        let pivots = &lower[start * n..end * n];
        // Row j of the result is zero before column j: only rows up to this block have anything here.
        let reached = &mut inverse[..end * n];
        for first in (0..end).step_by(BLOCK) {
            let last = (first + BLOCK).min(end);
            let some = &mut reached[first * n..last * n];
            if first < start {
                subtract_products(some, &Rows::of(pivots, n), first..start, start..end);
            }
            solve_block(some, pivots, n, start..end, product);
        }
    }
    inverse
}

/// All products of the rows of `a` (n columns each) with each other: symmetric, so only half of them are worked out.
pub fn gram(a: &[f64], n: usize) -> Vec<f64> {
    gram_from(a, n, |_| 0)
}

/// All products of the rows of `a`; row i and all rows after it are zero before column `zero_before(i)`, which does not fall.
fn gram_from(a: &[f64], n: usize, zero_before: impl Fn(usize) -> usize) -> Vec<f64> {
    let width = a.len() / n;
    let row = |index: usize, from: usize| &a[index * n + from..(index + 1) * n];
    let mut result = vec![0.0; width * width];
    for first in (0..width).step_by(2) {
        let second = (first + 1).min(width - 1);
        let from = zero_before(first);
        for start in (0..=second).step_by(4) {
            // Where fewer than four are left the last one fills up.
            let four = [0, 1, 2, 3].map(|k| row((start + k).min(width - 1), from));
            let sums = two_by_four(row(first, from), row(second, from), four);
            for (k, column) in (start..width.min(start + 4)).enumerate() {
                for (line, sum) in [(first, sums[0][k]), (second, sums[1][k])] {
                    result[line * width + column] = sum;
                    result[column * width + line] = sum;
                }
            }
        }
    }
    result
}

/// The inverse of a positive definite matrix; none when it is not.
pub fn inverse(matrix: &[f64], n: usize) -> Option<(Vec<f64>, f64)> {
    let mut lower = matrix.to_vec();
    if !cholesky(&mut lower, n) {
        return None;
    }
    let factor = inverse_factor(&lower, n);
    let result = gram_from(&factor, n, |row| row);
    Some((result, log_determinant(&lower, n)))
}

/// Logarithm of the determinant of L L'.
pub fn log_determinant(lower: &[f64], n: usize) -> f64 {
    (0..n).map(|i| 2.0 * libm::log(lower[i * n + i])).sum()
}

/// Matrix times vector.
pub fn times(matrix: &[f64], vector: &[f64]) -> Vec<f64> {
    matrix
        .chunks_exact(vector.len())
        .map(|row| product(row, vector))
        .collect()
}

/// All products of the rows of `a` with the rows of `b` (n columns each): a matrix with a row for each row of `a`.
pub fn outer(a: &[f64], b: &[f64], n: usize) -> Vec<f64> {
    let width = b.len() / n;
    let mut result = vec![0.0; a.len() / n * width];
    for (pair, target) in a.chunks(2 * n).zip(result.chunks_mut(2 * width)) {
        let (first, second) = if pair.len() == 2 * n {
            pair.split_at(n)
        } else {
            (pair, pair)
        };
        let last = target.len() - width;
        for (index, rows) in b.chunks(4 * n).enumerate() {
            // Where fewer than four are left the last one fills up.
            let count = rows.len() / n;
            let four = [0usize, 1, 2, 3].map(|k| &rows[k.min(count - 1) * n..][..n]);
            let sums = two_by_four(first, second, four);
            for k in 0..count {
                target[4 * index + k] = sums[0][k];
                target[last + 4 * index + k] = sums[1][k];
            }
        }
    }
    result
}

/// Sum of products, four sums side by side.
pub fn product(a: &[f64], b: &[f64]) -> f64 {
    let mut sums = [0.0; 4];
    let (mut left, mut right) = (a.chunks_exact(4), b.chunks_exact(4));
    for (x, y) in (&mut left).zip(&mut right) {
        for lane in 0..4 {
            sums[lane] += x[lane] * y[lane];
        }
    }
    let rest: f64 = left
        .remainder()
        .iter()
        .zip(right.remainder())
        .map(|(x, y)| x * y)
        .sum();
    (sums[0] + sums[1]) + (sums[2] + sums[3]) + rest
}

/// Sum of products, one after the other.
pub fn product_in_turn(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(x, y)| x * y).sum()
}

/// Rows of n columns.
struct Rows<'a> {
    values: &'a [f64],
    n: usize,
}

impl<'a> Rows<'a> {
    fn of(values: &'a [f64], n: usize) -> Self {
        Self { values, n }
    }

    fn get(&self, row: usize, columns: &Range<usize>) -> &'a [f64] {
        &self.values[row * self.n + columns.start..row * self.n + columns.end]
    }
}

/// target[r, columns] -= target[r, over] . pivots[c, over] for every row r of target and column c.
fn subtract_products(target: &mut [f64], pivots: &Rows<'_>, over: Range<usize>, columns: Range<usize>) {
    if over.is_empty() {
        return;
    }
    let n = pivots.n;
    for two in target.chunks_mut(2 * n) {
        if two.len() == 2 * n {
            let (first, second) = two.split_at_mut(n);
            subtract_two(first, second, pivots, &over, &columns);
        } else {
            for (index, column) in columns.clone().enumerate() {
                two[column] -= product(&two[over.clone()], pivots.get(index, &over));
            }
        }
    }
}

fn subtract_two(
    first: &mut [f64],
    second: &mut [f64],
    pivots: &Rows<'_>,
    over: &Range<usize>,
    columns: &Range<usize>,
) {
    let width = columns.len();
    let mut index = 0;
    while index + 4 <= width {
        let four = [0, 1, 2, 3].map(|k| pivots.get(index + k, over));
        let sums = two_by_four(&first[over.clone()], &second[over.clone()], four);
        for (k, column) in (columns.start + index..).take(4).enumerate() {
            first[column] -= sums[0][k];
            second[column] -= sums[1][k];
        }
        index += 4;
    }
    for (index, column) in (index..width).zip(columns.start + index..) {
        let pivot = pivots.get(index, over);
        first[column] -= product(&first[over.clone()], pivot);
        second[column] -= product(&second[over.clone()], pivot);
    }
}

/// All eight products of two rows with four, two lanes each.
fn two_by_four(a: &[f64], b: &[f64], rows: [&[f64]; 4]) -> [[f64; 4]; 2] {
    let length = a.len();
    let (b, rows) = (&b[..length], rows.map(|row| &row[..length]));
    let mut sums = [[[0.0f64; 2]; 4]; 2];
    let even = length - length % 2;
    let mut i = 0;
    while i < even {
        for k in 0..4 {
            for lane in 0..2 {
                sums[0][k][lane] += a[i + lane] * rows[k][i + lane];
                sums[1][k][lane] += b[i + lane] * rows[k][i + lane];
            }
        }
        i += 2;
    }
    let mut result = sums.map(|of_row| of_row.map(|lanes| lanes[0] + lanes[1]));
    if even < length {
        for k in 0..4 {
            result[0][k] += a[even] * rows[k][even];
            result[1][k] += b[even] * rows[k][even];
        }
    }
    result
}

/// Factorises the diagonal block whose rows are given, columns before it already taken away. `pivot` makes of a row's number and
/// the rest on its diagonal the square of L's entry there, or none to give up: then the result is false.
fn factor_block(
    rows: &mut [f64],
    n: usize,
    Range { start, end }: Range<usize>,
    product: impl Fn(&[f64], &[f64]) -> f64,
    pivot: impl Fn(usize, f64) -> Option<f64>,
) -> bool {
    for i in 0..end - start {
        let (above, below) = rows.split_at_mut(i * n);
        let row = &mut below[..n];
        for j in 0..i {
            let other = &above[j * n..(j + 1) * n];
            let rest = row[start + j] - product(&row[start..start + j], &other[start..start + j]);
            row[start + j] = rest / other[start + j];
        }
        let rest = row[start + i] - product(&row[start..start + i], &row[start..start + i]);
        let Some(square) = pivot(start + i, rest) else {
            return false;
        };
        row[start + i] = libm::sqrt(square);
    }
    true
}

/// Solves the columns of one block for the given rows, columns before it already taken away.
fn solve_block(
    rows: &mut [f64],
    pivots: &[f64],
    n: usize,
    Range { start, end }: Range<usize>,
    product: impl Fn(&[f64], &[f64]) -> f64,
) {
    for row in rows.chunks_exact_mut(n.max(1)) {
        for (index, column) in (start..end).enumerate() {
            let pivot = &pivots[index * n..(index + 1) * n];
            let rest = row[column] - product(&row[start..column], &pivot[start..column]);
            row[column] = rest / pivot[column];
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Random;

    fn positive(n: usize) -> Vec<f64> {
        let mut random = Random::new(n as u64);
        let root: Vec<f64> = (0..n * n).map(|_| random.normal()).collect();
        let mut matrix = vec![0.0; n * n];
        for i in 0..n {
            for j in 0..n {
                matrix[i * n + j] = product(&root[i * n..(i + 1) * n], &root[j * n..(j + 1) * n]);
            }
            matrix[i * n + i] += n as f64;
        }
        matrix
    }

    #[test]
    fn factors_multiply_back_at_every_size() {
        for n in [1, 2, 3, 7, 47, 48, 49, 101, 150] {
            let matrix = positive(n);
            let mut lower = matrix.clone();
            assert!(cholesky(&mut lower, n));
            for i in 0..n {
                for j in 0..n {
                    let back = product(&lower[i * n..(i + 1) * n], &lower[j * n..(j + 1) * n]);
                    assert!((back - matrix[i * n + j]).abs() < 1e-9 * n as f64, "{n} {i} {j}");
                }
            }
        }
    }

    #[test]
    fn both_ways_to_sum_give_the_same_factor_and_solutions() {
        for n in [0, 1, 2, 15, 40] {
            let matrix = positive(n);
            let noise = vec![0.5; n];
            let mut lower = matrix.clone();
            (0..n).for_each(|i| lower[i * n + i] += noise[i]);
            let mut in_turn = matrix;
            cholesky_in_turn(&mut in_turn, &noise, 1e-7);
            let wanted: Vec<f64> = (0..n).map(|i| (i as f64).cos()).collect();
            let mut solved: Vec<f64> = (0..n)
                .map(|i| product(&lower[i * n..(i + 1) * n], &wanted))
                .collect();
            solve_in_turn(&in_turn, &mut solved);
            if n > 0 {
                assert!(cholesky(&mut lower, n));
                let mut forward: Vec<f64> = times(&lower, &vec![1.0; n]);
                solve_rows(&lower, &mut forward, n);
                forward.iter().for_each(|x| assert!((x - 1.0).abs() < 1e-9));
            }
            for i in 0..n {
                let gap = product(&lower[i * n..=i * n + i], &in_turn[i * n..=i * n + i]);
                let own = product(&lower[i * n..=i * n + i], &lower[i * n..=i * n + i]);
                assert!((gap - own).abs() < 1e-9);
            }
            solve_back(&in_turn, &mut solved);
            solved
                .iter()
                .zip(&wanted)
                .for_each(|(x, y)| assert!((x - y).abs() < 1e-9));
        }
    }

    #[test]
    fn a_small_system_factorises() {
        let mut lower = vec![4.0, 0.0, 2.0, 3.0];
        assert!(cholesky(&mut lower, 2));
        assert!((log_determinant(&lower, 2) - libm::log(8.0)).abs() < 1e-12);
        let mut solved = [1.0, 2.0];
        solve_rows(&lower, &mut solved, 2);
        // [4 2; 2 3]^-1 = [3 -2; -2 4] / 8.
        assert!((product(&solved, &solved) - (3.0 - 8.0 + 16.0) / 8.0).abs() < 1e-12);
    }

    #[test]
    fn a_pivot_under_the_floor_is_raised_to_it() {
        let mut lower = [1.0, 0.0, 1.0, 1.0];
        cholesky_in_turn(&mut lower, &[0.0, 0.0], 0.25);
        assert_eq!(lower, [1.0, 0.0, 1.0, 0.5]);
    }

    #[test]
    fn an_inverse_times_the_matrix_is_one() {
        for n in [1, 5, 58, 97] {
            let matrix = positive(n);
            let (inverse, _) = inverse(&matrix, n).unwrap();
            for i in 0..n {
                let row = times(&matrix, &inverse[i * n..(i + 1) * n]);
                for (j, value) in row.iter().enumerate() {
                    assert!((value - f64::from(u8::from(i == j))).abs() < 1e-9);
                }
            }
        }
    }

    #[test]
    fn what_is_not_positive_definite_is_refused() {
        assert!(!cholesky(&mut [1.0, 2.0, 2.0, 1.0], 2));
        assert!(!cholesky(&mut [f64::NAN], 1));
        assert!(inverse(&[0.0], 1).is_none());
    }

    #[test]
    fn a_gram_matrix_is_all_products_of_rows() {
        for (width, n) in [(1, 1), (2, 5), (5, 3), (9, 7), (58, 40)] {
            let rows: Vec<f64> = (0..width * n).map(|i| (i as f64 * 0.37).sin()).collect();
            let (half, whole) = (gram(&rows, n), outer(&rows, &rows, n));
            half.iter()
                .zip(&whole)
                .for_each(|(a, b)| assert!((a - b).abs() < 1e-12));
        }
    }

    #[test]
    fn rows_are_solved() {
        let n = 60;
        let mut lower = positive(n);
        cholesky(&mut lower, n);
        let wanted: Vec<f64> = (0..3 * n).map(|i| (i as f64).sin()).collect();
        let mut rows: Vec<f64> = wanted
            .chunks_exact(n)
            .flat_map(|row| times(&lower, row))
            .collect();
        solve_rows(&lower, &mut rows, n);
        rows.iter()
            .zip(&wanted)
            .for_each(|(a, b)| assert!((a - b).abs() < 1e-9));
    }
}
