//! Backpropagation: W += R, N += 1, Q = W / N on every edge of the path, and the loan of virtual losses.

use super::prior::PriorTable;
use super::select::Selection;
use super::tree::{Edge, Tree};

/// Adds `visits` visits with reward sum `total` to the edges of a path and to the nodes they lead through.
#[inline]
pub fn add(
    tree: &mut Tree,
    priors: &PriorTable,
    selection: &Selection,
    edges: &[Edge],
    visits: f32,
    total: f32,
) {
    for (index, edge) in edges.iter().enumerate() {
        let head = &mut tree.heads[edge.node as usize];
        head.visits += visits;
        head.total += total;
        head.descents += visits;
        let prior = priors.of(head.prior, edge.attribute as usize);
        let (block, lane) = tree.edge(*edge);
        block.visits.0[lane] += visits;
        block.total.0[lane] += total;
        let n = block.visits.0[lane];
        block.mean.0[lane] = if n > 0.0 { block.total.0[lane] / n } else { 0.0 };
        block.share.0[lane] = selection.share(prior, n);
        let child = block.child[lane];
        let last = index + 1 == edges.len();
        if last && let Some(head) = tree.heads.get_mut(child as usize) {
            // The path's rollout started at this child: a reward of the node, but of none of its attributes.
            head.visits += visits;
            head.total += total;
        }
    }
}
