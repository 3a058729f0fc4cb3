//! The arena of the tree. A node is an order of asking; what selection reads of its attributes lies in lanes of
//! sixteen, aligned to cache lines, so that the compiler turns each step into a few vector instructions.

use super::lane::{self, LANES, Lane};
use crate::subset::Subset;
use serde::{Deserialize, Serialize};

/// What is known of sixteen attributes of one node. The children stand between lanes that start as zeros: WebAssembly
/// clears longer stretches of memory by a call.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[repr(C)]
pub struct Block {
    /// Mean reward Q; minus infinity where the attribute may not be asked, so that it never wins a selection.
    pub mean: Lane,
    /// The part of the exploration bonus that depends on the attribute only, kept ready for selection.
    pub share: Lane,
    /// Visits N.
    pub visits: Lane,
    /// The child's node, or [`NONE`].
    pub child: [u32; LANES],
    /// Reward sum W.
    pub total: Lane,
}

/// A tree stops growing at so many bytes: a search of a million evaluations over many attributes would take gigabytes.
const MOST_BYTES: usize = 256 << 20;

/// No such node.
pub const NONE: u32 = u32::MAX;

/// What concerns a node as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Head {
    /// The attributes known at this node.
    pub state: Subset,
    /// Rewards that passed through or started at this node.
    pub visits: f32,
    /// Their sum.
    pub total: f32,
    /// Visits of all its attributes together.
    pub descents: f32,
    /// What an attribute never tried is taken to be worth here.
    pub untried: f32,
    /// The part of the exploration bonus its attributes have in common.
    pub common: f32,
    /// Whether its first visit, a rollout, has begun.
    pub rolled: bool,
    /// Where its prior lies in the [`super::prior::PriorTable`], or [`NONE`].
    pub prior: u32,
    /// The attribute selection takes here; [`NONE`]: must be worked out again. Follows from the other fields.
    #[serde(skip, default = "none")]
    pub choice: u32,
    /// The child behind `choice`, or [`NONE`].
    #[serde(skip, default = "none")]
    pub next: u32,
}

const fn none() -> u32 {
    NONE
}

/// One attribute of one node.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Edge {
    /// The node.
    pub node: u32,
    /// The attribute.
    pub attribute: u32,
}

/// The nodes of one search.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Tree {
    width: usize,
    /// One per node.
    pub heads: Vec<Head>,
    /// `width` per node.
    pub blocks: Vec<Block>,
}

impl Tree {
    /// A tree for problems of that many attributes, without any node yet.
    pub fn new(attributes: usize) -> Self {
        Self {
            width: attributes.div_ceil(LANES),
            heads: Vec::new(),
            blocks: Vec::new(),
        }
    }

    /// How many nodes it may have: some 700,000 for up to sixteen attributes, 200,000 for 64.
    pub fn most_nodes(&self) -> usize {
        MOST_BYTES / (size_of::<Head>() + self.width * size_of::<Block>())
    }

    /// Forgets all nodes and keeps their blocks to be written over.
    pub fn clear(&mut self) {
        self.heads.clear();
    }

    /// Adds a node for the state; its attributes are `askable` without what the state holds.
    #[inline(always)]
    pub fn add(&mut self, state: Subset, askable: Subset) -> u32 {
        let node = self.heads.len() as u32;
        self.heads.push(Head {
            state,
            visits: 0.0,
            total: 0.0,
            descents: 0.0,
            untried: 0.0,
            common: 0.0,
            rolled: false,
            prior: NONE,
            choice: NONE,
            next: NONE,
        });
        let open = askable & !state;
        while self.blocks.len() < self.heads.len() * self.width {
            self.blocks.push(EMPTY);
        }
        // Written field by field where it lies: a block built elsewhere would have to be copied. The share is written
        // once the node has its prior.
        for (index, block) in self.node_mut(node).iter_mut().enumerate() {
            block.mean.set(lane::open(open >> (index * LANES)));
            block.child = [NONE; LANES];
            block.visits = Lane::all(0.0);
            block.total = Lane::all(0.0);
        }
        node
    }

    /// The blocks of a node.
    #[inline]
    pub fn node(&self, node: u32) -> &[Block] {
        let start = node as usize * self.width;
        &self.blocks[start..start + self.width]
    }

    /// The blocks of a node, to be changed.
    #[inline]
    pub fn node_mut(&mut self, node: u32) -> &mut [Block] {
        let start = node as usize * self.width;
        &mut self.blocks[start..start + self.width]
    }

    /// Whether a node has one block: problems of up to sixteen attributes, for which loops over blocks are compiled
    /// away.
    #[inline]
    pub fn is_narrow(&self) -> bool {
        self.width == 1
    }

    /// A node's head and blocks, to be changed.
    #[inline(always)]
    pub fn parts<const NARROW: bool>(&mut self, node: u32) -> (&mut Head, &mut [Block]) {
        let head = &mut self.heads[node as usize];
        if NARROW {
            return (head, std::slice::from_mut(&mut self.blocks[node as usize]));
        }
        let start = node as usize * self.width;
        (head, &mut self.blocks[start..start + self.width])
    }

    /// The block and lane of an edge.
    #[inline]
    pub fn edge(&mut self, edge: Edge) -> (&mut Block, usize) {
        let attribute = edge.attribute as usize;
        (
            &mut self.blocks[edge.node as usize * self.width + attribute / LANES],
            attribute % LANES,
        )
    }

    /// The child an edge leads to, or [`NONE`].
    #[inline]
    pub fn child(&self, edge: Edge) -> u32 {
        let attribute = edge.attribute as usize;
        self.blocks[edge.node as usize * self.width + attribute / LANES].child[attribute % LANES]
    }

    /// Adds the child of an edge.
    #[inline(always)]
    pub fn grow(&mut self, edge: Edge, askable: Subset) -> u32 {
        let state = self.heads[edge.node as usize].state | 1 << edge.attribute;
        let child = self.add(state, askable);
        let (block, lane) = self.edge(edge);
        block.child[lane] = child;
        let head = &mut self.heads[edge.node as usize];
        if head.choice == edge.attribute {
            head.next = child;
        }
        child
    }

    /// Visits and mean of one attribute of a node.
    pub fn reading(&self, node: u32, attribute: usize) -> (f32, f32) {
        let block = &self.node(node)[attribute / LANES];
        let lane = attribute % LANES;
        (block.visits.0[lane], block.mean.0[lane])
    }

    /// The same as it would be without these visits and this reward, which were added so many times.
    pub fn reading_without(&self, edge: Edge, added: (f32, f32), times: u32) -> (f32, f32) {
        let attribute = edge.attribute as usize;
        let block = &self.node(edge.node)[attribute / LANES];
        let lane = attribute % LANES;
        let (mut visits, mut total) = (block.visits.0[lane], block.total.0[lane]);
        for _ in 0..times {
            visits -= added.0;
            total -= added.1;
        }
        (visits, if visits > 0.0 { total / visits } else { 0.0 })
    }
}

const EMPTY: Block = Block {
    mean: Lane::all(f32::NEG_INFINITY),
    share: Lane::all(0.0),
    visits: Lane::all(0.0),
    total: Lane::all(0.0),
    child: [NONE; LANES],
};
