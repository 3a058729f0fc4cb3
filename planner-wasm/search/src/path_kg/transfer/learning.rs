//! How theta follows from the context, learned together with the amplitudes around it: what a library's fit and what its gains begin with.

use super::context::Contexts;
use super::finished::{Evidence, FinishedSearch};
use super::hyper::{self, Hyper};
use super::regression::{self, Regression, Statement};
use super::summary::{Summary, told};
use crate::path_kg::features::Layout;

/// Rounds of the fixed point for what contexts tell, before the variances are learned around it and after.
const FIRST_ROUNDS: usize = 4;
const LAST_ROUNDS: usize = 3;

/// Fits M, then the variances around it (those learned before held what contexts explain, too), then M again.
pub(super) fn regress(
    layout: Layout,
    library: &[FinishedSearch],
    indices: &[usize],
    contexts: &Contexts,
    evidence: &[Evidence],
    hyper: &mut Hyper,
) -> Option<(Regression, Vec<Statement>)> {
    let rows: Vec<Vec<f64>> = indices
        .iter()
        .map(|&index| contexts.row(&library[index].domain, &library[index].embedding))
        .collect();
    let summaries: Vec<Summary> = evidence
        .iter()
        .map(|e| Summary::of(e, hyper.roughness, hyper.noise))
        .collect::<Option<_>>()?;
    let first = statements(hyper, &summaries, &rows)?;
    let shares = regression::first_shares();
    let regression = regression::fit(layout, contexts, &hyper.mean, &first, shares, FIRST_ROUNDS)?;
    let mut squares = vec![0.0; layout.len()];
    for (summary, x) in summaries.iter().zip(&rows) {
        let moved = regression.moved(x);
        let mean: Vec<f64> = hyper.mean.iter().zip(&moved).map(|(m, d)| m + d).collect();
        told(summary, &mean, &hyper.variance)?.add_squares(&mut squares);
    }
    hyper.variance = hyper::variances(layout, &squares, summaries.len() as f64);
    let last = statements(hyper, &summaries, &rows)?;
    let shares = regression.shares;
    let regression = regression::fit(layout, contexts, &hyper.mean, &last, shares, LAST_ROUNDS)?;
    Some((regression, last))
}

fn statements(hyper: &Hyper, summaries: &[Summary], contexts: &[Vec<f64>]) -> Option<Vec<Statement>> {
    summaries
        .iter()
        .zip(contexts)
        .map(|(summary, context)| {
            let told = told(summary, &hyper.mean, &hyper.variance)?;
            let (information, score) = hyper::marginal(&told, &hyper.mean, &hyper.variance);
            Some(Statement {
                information,
                score,
                context: context.clone(),
            })
        })
        .collect()
}
