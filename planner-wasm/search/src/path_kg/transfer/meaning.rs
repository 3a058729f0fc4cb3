//! What the whole embedding of a query says of its attributes' own worth, beyond domain and principal directions: Bayesian linear
//! regression on the centred embedding of length 1 (kriging whose correlation is the cosine there), fitted to what each finished
//! search leaves unexplained. Where queries share nothing the evidence prefers a share of nothing.

use super::context::Contexts;
use super::finished::FinishedSearch;
use super::hyper::Hyper;
use super::summary::{Summary, told};
use crate::path_kg::dense;
use crate::path_kg::features::{Group, Layout};
use serde::{Deserialize, Serialize};

/// Searches that are learned from at most, evenly spread: the work grows with their cube.
const MOST: usize = 1000;
/// Searches by which the share is chosen.
const TRIED: usize = 400;
/// Shares of the variance of an attribute's worth, what contexts tell taken out, that are tried.
const SHARES: [f64; 8] = [0.0, 0.05, 0.1, 0.2, 0.35, 0.5, 0.7, 0.9];
/// Least information of a search about an attribute, in units of 1 / variance.
const LEAST: f64 = 1e-6;

/// Fitted to a library.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Meaning {
    centre: Vec<f64>,
    /// A row of the embedding's length for each attribute; empty where nothing is shared.
    weights: Vec<Vec<f32>>,
    /// Share of the variance that was left.
    pub share: f64,
}

/// What one search says of its attributes' worth, as observations with noise of one variance.
struct Statement {
    direction: Vec<f64>,
    /// Worth of each attribute beyond what its context tells.
    worth: Vec<f64>,
    /// Variance of the error of these.
    noise: f64,
}

/// Learns from searches with their summaries and contexts' rows; `moved` is what contexts tell of theta.
pub fn learn(
    layout: Layout,
    contexts: &Contexts,
    searches: &[(&FinishedSearch, &Summary)],
    hyper: &Hyper,
    moved: impl Fn(&FinishedSearch) -> Vec<f64>,
) -> Option<Meaning> {
    let mains: Vec<usize> = (0..layout.len())
        .filter(|&feature| layout.group(feature) == Group::Main)
        .collect();
    let variance = mains.iter().map(|&j| hyper.variance[j]).sum::<f64>() / mains.len() as f64;
    let statements: Vec<Statement> = evenly(searches, MOST)
        .map(|(search, summary)| {
            let mean: Vec<f64> = hyper.mean.iter().zip(moved(search)).map(|(m, d)| m + d).collect();
            let told = told(summary, &mean, &hyper.variance)?;
            let width = mean.len();
            // As one observation beside the prior: precisions add up to that of the posterior.
            let stated = |j: usize| {
                let (prior, after) = (1.0 / hyper.variance[j], 1.0 / told.covariance[j * width + j]);
                let information = (after - prior).max(LEAST * prior);
                (told.deviation[j] * after / information, 1.0 / information)
            };
            let (worth, noises): (Vec<f64>, Vec<f64>) = mains.iter().map(|&j| stated(j)).unzip();
            Some(Statement {
                direction: direction(contexts.centre(), &search.embedding),
                worth,
                noise: noises.iter().sum::<f64>() / noises.len() as f64,
            })
        })
        .collect::<Option<_>>()?;
    let tried: Vec<&Statement> = evenly(&statements, TRIED).collect();
    let mut best = (0.0, f64::NEG_INFINITY);
    for share in SHARES {
        let evidence = solve(&tried, variance, share)?.1;
        if evidence > best.1 {
            best = (share, evidence);
        }
    }
    let share = best.0;
    let all: Vec<&Statement> = statements.iter().collect();
    let weights = if share > 0.0 {
        weights(&all, variance, share)?
    } else {
        Vec::new()
    };
    Some(Meaning {
        centre: contexts.centre().to_vec(),
        weights,
        share,
    })
}

/// The solved observations, attribute by attribute, and the log evidence of the share, up to a constant.
fn solve(statements: &[&Statement], variance: f64, share: f64) -> Option<(Vec<Vec<f64>>, f64)> {
    let n = statements.len();
    let mut covariance = vec![0.0; n * n];
    for (i, one) in statements.iter().enumerate() {
        for (j, other) in statements[..=i].iter().enumerate() {
            covariance[i * n + j] = share * variance * dense::product(&one.direction, &other.direction);
        }
        // What is not shared is the search's own.
        covariance[i * n + i] = variance + one.noise;
    }
    if !dense::cholesky(&mut covariance, n) {
        return None;
    }
    let attributes = statements.first().map_or(0, |s| s.worth.len());
    let mut evidence = -0.5 * attributes as f64 * dense::log_determinant(&covariance, n);
    let solved = (0..attributes)
        .map(|a| {
            let mut row: Vec<f64> = statements.iter().map(|s| s.worth[a]).collect();
            dense::solve_rows(&covariance, &mut row, n);
            evidence -= 0.5 * dense::product(&row, &row);
            dense::solve_back(&covariance, &mut row);
            row
        })
        .collect();
    Some((solved, evidence))
}

fn weights(statements: &[&Statement], variance: f64, share: f64) -> Option<Vec<Vec<f32>>> {
    let length = statements.first().map_or(0, |s| s.direction.len());
    let solved = solve(statements, variance, share)?.0;
    Some(
        solved
            .iter()
            .map(|alpha| {
                let mut row = vec![0.0; length];
                for (a, statement) in alpha.iter().zip(statements) {
                    row.iter_mut()
                        .zip(&statement.direction)
                        .for_each(|(w, x)| *w += share * variance * a * x);
                }
                row.iter().map(|w| *w as f32).collect()
            })
            .collect(),
    )
}

/// Where an embedding lies from the library's centre, as a vector of length 1; of zeros where it is the centre.
fn direction(centre: &[f64], embedding: &[f64]) -> Vec<f64> {
    let mut away: Vec<f64> = embedding.iter().zip(centre).map(|(x, c)| x - c).collect();
    let length = libm::sqrt(dense::product(&away, &away));
    away.iter_mut()
        .for_each(|x| *x = if length > 0.0 { *x / length } else { 0.0 });
    away
}

fn evenly<T>(items: &[T], most: usize) -> impl Iterator<Item = &T> {
    let step = items.len().div_ceil(most).max(1);
    items.iter().step_by(step)
}

impl Meaning {
    /// What the embedding adds to the worth of each attribute; nothing where nothing is shared.
    pub fn of(&self, embedding: &[f64]) -> Vec<f64> {
        let direction = direction(&self.centre, embedding);
        self.weights
            .iter()
            .map(|row| row.iter().zip(&direction).map(|(w, x)| f64::from(*w) * x).sum())
            .collect()
    }

    /// Whether its parts fit together.
    pub fn sound(&self, attributes: usize, embedding: usize) -> bool {
        self.centre.len() == embedding
            && self.centre.iter().all(|x| x.is_finite())
            && (self.weights.is_empty() || self.weights.len() == attributes)
            && self
                .weights
                .iter()
                .all(|row| row.len() == embedding && row.iter().all(|w| w.is_finite()))
    }
}
