//! Expansion: a node comes to its prior, its own or that of the node above.

use super::prior::{self, PriorTable, Standing};
use super::select::Selection;
use super::tree::{LANES, Lane, NONE, Tree};
use crate::subset::{self, MAX_ATTRIBUTES, Subset};

/// Gives the node its prior when that can be had without asking; false when its ranking must be asked first.
/// `parent` is the node above (or [`NONE`]), `own` whether the state is to be ranked itself.
pub fn settle(
    tree: &mut Tree,
    priors: &PriorTable,
    selection: &Selection,
    node: u32,
    parent: u32,
    own: bool,
) -> bool {
    let index = node as usize;
    if tree.heads[index].ranked {
        return true;
    }
    let state = tree.heads[index].state;
    let mut lanes = [Lane::all(0.0); MAX_ATTRIBUTES / LANES];
    let width = tree.node(node).len();
    match if own {
        priors.standing(state)
    } else {
        Standing::Inherited
    } {
        Standing::Unknown => return false,
        Standing::Known(known) => lanes[..width].copy_from_slice(known),
        Standing::Inherited => inherit(tree, node, parent, state, &mut lanes[..width]),
    }
    let start = index * width;
    for (block, lane) in tree.blocks[start..start + width].iter_mut().zip(lanes) {
        block.prior = lane;
        for i in 0..LANES {
            block.share.0[i] = selection.share(lane.0[i], block.visits.0[i]);
        }
    }
    tree.heads[index].ranked = true;
    true
}

/// The parent's prior without the attribute just asked; uniform at the root.
fn inherit(tree: &Tree, node: u32, parent: u32, state: Subset, lanes: &mut [Lane]) {
    let mut open: Subset = 0;
    for (index, block) in tree.node(node).iter().enumerate() {
        for lane in 0..LANES {
            open |= u64::from(block.mean.0[lane] > f32::NEG_INFINITY) << (index * LANES + lane);
        }
    }
    open &= !state;
    if parent == NONE {
        let share = 1.0 / subset::size(open).max(1) as f32;
        for a in subset::members(open) {
            lanes[a / LANES].0[a % LANES] = share;
        }
        return;
    }
    let mut above = [Lane::all(0.0); MAX_ATTRIBUTES / LANES];
    for (lane, block) in above.iter_mut().zip(tree.node(parent)) {
        *lane = block.prior;
    }
    prior::restrict(&above, open, lanes);
}
