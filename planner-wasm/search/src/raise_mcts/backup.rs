//! Backpropagation: W += R, N += 1, Q = W / N on every edge of the path, and the loan of virtual losses.

use super::lane::LANES;
use super::prior::PriorTable;
use super::select::{Change, Selection};
use super::tree::{Edge, NONE, Tree};

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

/// Adds the flow to the edges of a path and to the nodes they lead through, and works out what the next descent takes
/// at each: here the levels of the tree do not wait for one another, as they would on the way down.
pub fn add(tree: &mut Tree, priors: &PriorTable, selection: &Selection, edges: &[Edge], flow: Flow) {
    // What most searches use is compiled for itself, without the loops and choices of the rest.
    if tree.is_narrow() && selection.is_standard() {
        add_along::<true>(tree, priors, &selection.standard(), edges, flow);
    } else {
        add_along::<false>(tree, priors, selection, edges, flow);
    }
}

#[inline(always)]
fn add_along<const NARROW: bool>(
    tree: &mut Tree,
    priors: &PriorTable,
    selection: &Selection,
    edges: &[Edge],
    flow: Flow,
) {
    let Flow { visits, total, told } = flow;
    for (index, edge) in edges.iter().enumerate() {
        let (head, blocks) = tree.parts::<NARROW>(edge.node);
        head.visits += told;
        head.total += told * total;
        head.descents += visits;
        selection.refresh(head);
        let attribute = edge.attribute as usize;
        let (block, lane) = (attribute / LANES, attribute % LANES);
        let n = blocks[block].visits.0[lane] + visits;
        let sum = blocks[block].total.0[lane] + total;
        let change = Change {
            attribute: edge.attribute,
            visits: n,
            mean: if n > 0.0 { sum / n } else { 0.0 },
            share: selection.share(priors.of(head.prior, attribute), n),
        };
        head.choice = selection.choice_after::<NARROW>(head, blocks, change);
        let child = |attribute: u32| {
            blocks
                .get(attribute as usize / LANES)
                .map_or(NONE, |block| block.child[attribute as usize % LANES])
        };
        head.next = child(head.choice);
        let child = child(edge.attribute);
        let block = &mut blocks[block];
        block.visits.0[lane] = n;
        block.total.0[lane] = sum;
        block.mean.0[lane] = change.mean;
        block.share.0[lane] = change.share;
        let last = index + 1 == edges.len();
        if last && let Some(head) = tree.heads.get_mut(child as usize) {
            // The path's rollout started at this child: a reward of the node, but of none of its attributes.
            head.visits += told;
            head.total += told * total;
            selection.refresh(head);
            head.choice = NONE;
        }
    }
}
