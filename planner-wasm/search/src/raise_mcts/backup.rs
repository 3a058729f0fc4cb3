//! Backpropagation: W += R, N += 1, Q = W / N on every edge of the path, and the loan of virtual losses.

use super::prior::PriorTable;
use super::select::Selection;
use super::tree::{Edge, Tree};

/// What passes along a path.
#[derive(Debug, Clone, Copy)]
pub struct Flow {
    /// Visits of every edge.
    pub visits: f32,
    /// Reward of every edge.
    pub total: f32,
    /// 1 for a reward that was told, 0 for a loss that is lent. A loan steers the descents of its batch away from
    /// the edges it lies on; counted at the nodes it would also lower what untried attributes are taken to be worth,
    /// and drive a batch back to what has been tried.
    pub told: f32,
}

/// Adds the flow to the edges of a path and to the nodes they lead through.
#[inline]
pub fn add(tree: &mut Tree, priors: &PriorTable, selection: &Selection, edges: &[Edge], flow: Flow) {
    let Flow { visits, total, told } = flow;
    for (index, edge) in edges.iter().enumerate() {
        let head = &mut tree.heads[edge.node as usize];
        head.visits += told;
        head.total += told * total;
        head.descents += visits;
        selection.refresh(head);
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
            head.visits += told;
            head.total += told * total;
            selection.refresh(head);
        }
    }
}
