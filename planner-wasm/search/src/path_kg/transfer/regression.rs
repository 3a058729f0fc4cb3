//! theta of a query from its context: theta_q = mu + M x_q + eps_q, M ~ N(0, V), the posterior of M exactly. V says for each
//! group of features how much domains and the embedding tell; it is learned by MacKay's fixed point, and falls to nearly
//! nothing where queries share nothing.

use super::context::{Contexts, Kind};
use crate::path_kg::amplitudes;
use crate::path_kg::dense;
use crate::path_kg::features::{Group, Layout};

/// Least variance of M.
const LEAST: f64 = 1e-8;
/// V starts as this share of the start variance of theta.
const FIRST_SHARE: f64 = 0.1;

/// Learned variances of M: of each group, what domains and what directions of the embedding tell.
pub type Shares = [[f64; 2]; Group::ALL.len()];

/// The posterior of M.
pub struct Regression {
    /// Mean of M, a row of context columns for each feature.
    pub mean: Vec<f64>,
    /// Upper triangular X with X X' the covariance of M (rows as in `mean`).
    pub factor: Vec<f64>,
    /// V.
    pub shares: Shares,
}

impl Regression {
    /// Mean of M x.
    pub fn moved(&self, x: &[f64]) -> Vec<f64> {
        dense::times(&self.mean, x)
    }
}

/// What one search says of theta.
pub struct Statement {
    /// B, all of it.
    pub information: Vec<f64>,
    /// b.
    pub score: Vec<f64>,
    /// x.
    pub context: Vec<f64>,
}

/// Sums over the searches, by pairs of features and pairs of context columns.
struct Sums {
    /// Lower triangle of sum of B (x) x x'.
    precision: Vec<f64>,
    /// sum of (b - B mu) (x) x.
    right: Vec<f64>,
}

/// V before anything is learned.
pub fn first_shares() -> Shares {
    Group::ALL.map(|group| [FIRST_SHARE * amplitudes::of(group).variance; 2])
}

/// Fits M after some rounds of the fixed point for V; none where a matrix is not positive definite to rounding.
pub fn fit(
    layout: Layout,
    contexts: &Contexts,
    mean: &[f64],
    statements: &[Statement],
    mut shares: Shares,
    rounds: usize,
) -> Option<Regression> {
    let columns = contexts.width();
    let size = layout.len() * columns;
    let sums = sums(layout.len(), columns, mean, statements);
    for round in 0.. {
        let variances = variances(layout, contexts, &shares);
        let mut lower = sums.precision.clone();
        for (i, variance) in variances.iter().enumerate() {
            lower[i * size + i] += 1.0 / variance;
        }
        if !dense::cholesky(&mut lower, size) {
            return None;
        }
        let factor = dense::inverse_factor(&lower, size);
        let mut solved = sums.right.clone();
        dense::solve_rows(&lower, &mut solved, size);
        let mean = dense::times(&factor, &solved);
        if round == rounds {
            return Some(Regression { mean, factor, shares });
        }
        let scatter: Vec<f64> = factor
            .chunks_exact(size)
            .map(|row| dense::product(row, row))
            .collect();
        shares = next(layout, contexts, &shares, &mean, &scatter);
    }
    None
}

fn sums(width: usize, columns: usize, mean: &[f64], statements: &[Statement]) -> Sums {
    let size = width * columns;
    let pairs: Vec<(usize, usize)> = (0..columns).flat_map(|d| (0..=d).map(move |e| (d, e))).collect();
    // One product of matrices: (pairs of features x searches) times (searches x pairs of columns).
    let of_contexts: Vec<f64> = pairs
        .iter()
        .flat_map(|(d, e)| statements.iter().map(|s| s.context[*d] * s.context[*e]))
        .collect();
    let mut precision = vec![0.0; size * size];
    for i in 0..width {
        let of_features: Vec<f64> = (0..=i)
            .flat_map(|j| statements.iter().map(move |s| s.information[i * width + j]))
            .collect();
        let block = dense::outer(&of_features, &of_contexts, statements.len());
        for (j, values) in block.chunks_exact(pairs.len()).enumerate() {
            for ((d, e), value) in pairs.iter().zip(values) {
                precision[(i * columns + d) * size + j * columns + e] = *value;
                precision[(i * columns + e) * size + j * columns + d] = *value;
            }
        }
    }
    let mut right = vec![0.0; size];
    for statement in statements {
        let pulled = dense::times(&statement.information, mean);
        for (i, row) in right.chunks_exact_mut(columns).enumerate() {
            let residual = statement.score[i] - pulled[i];
            row.iter_mut()
                .zip(&statement.context)
                .for_each(|(r, x)| *r += residual * x);
        }
    }
    Sums { precision, right }
}

fn place(kind: Kind) -> Option<usize> {
    match kind {
        Kind::Intercept => None,
        Kind::Domain => Some(0),
        Kind::Embedding => Some(1),
    }
}

fn variances(layout: Layout, contexts: &Contexts, shares: &Shares) -> Vec<f64> {
    (0..layout.len())
        .flat_map(|feature| {
            let group = layout.group(feature);
            (0..contexts.width()).map(move |column| match place(contexts.kind(column)) {
                None => amplitudes::of(group).variance,
                Some(at) => shares[group as usize][at],
            })
        })
        .collect()
}

/// MacKay's step: tau = sum of m^2 / sum of (1 - C / tau), over all entries with the same tau.
fn next(layout: Layout, contexts: &Contexts, shares: &Shares, mean: &[f64], scatter: &[f64]) -> Shares {
    let mut squares = [[0.0; 2]; Group::ALL.len()];
    let mut freedom = [[0.0; 2]; Group::ALL.len()];
    for (index, (m, c)) in mean.iter().zip(scatter).enumerate() {
        let group = layout.group(index / contexts.width()) as usize;
        if let Some(at) = place(contexts.kind(index % contexts.width())) {
            squares[group][at] += m * m;
            freedom[group][at] += (1.0 - c / shares[group][at]).max(0.0);
        }
    }
    let mut result = *shares;
    for group in Group::ALL {
        for at in 0..2 {
            let index = group as usize;
            let most = 2.0 * amplitudes::of(group).variance;
            result[index][at] = (squares[index][at] / freedom[index][at].max(LEAST)).clamp(LEAST, most);
        }
    }
    result
}
