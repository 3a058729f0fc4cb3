//! Expansion: a node gets its prior, its own or that of the node above.

use super::prior::{PriorTable, Standing};
use super::select::Selection;
use super::tree::{NONE, Tree};

/// Gives the node its prior when that can be had without asking; false when its ranking must be asked first.
/// `parent` is the node above (or [`NONE`]), `own` whether the state is to be ranked itself.
#[inline(always)]
pub fn settle(
    tree: &mut Tree,
    priors: &mut PriorTable,
    selection: &Selection,
    node: u32,
    parent: u32,
    own: bool,
) -> bool {
    let state = tree.heads[node as usize].state;
    let start = match if own {
        priors.standing(state)
    } else {
        Standing::Inherited
    } {
        Standing::Unknown => return false,
        Standing::Known(start) => start,
        Standing::Inherited => {
            let above = (parent != NONE).then(|| tree.heads[parent as usize].prior);
            priors.derive(above, state)
        }
    };
    let head = &mut tree.heads[node as usize];
    head.prior = start;
    selection.refresh(head);
    // Without visits every form of the bonus has the prior itself as its attribute's part.
    for (block, lane) in tree.node_mut(node).iter_mut().zip(priors.at::<false>(start)) {
        block.share = *lane;
    }
    true
}
