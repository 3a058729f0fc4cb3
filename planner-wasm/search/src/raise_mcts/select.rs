//! Selection: the unasked attribute with the highest Q + bonus. `reference.rs` says the same plainly: begin there. Here it is made
//! fast: what all attributes of a node have in common is worked out once, an attribute's own part when it is visited, and
//! sixteen sums are compared at once.

use super::lane::{self, LANES, Lane};
use super::parameters::{Bonus, FirstPlayUrgency, Parameters};
use super::prior::PriorTable;
use super::tree::{Block, Edge, Head, NONE, Tree};
use wide::{CmpLt, f32x4};

/// The selection rule with its constants in the tree's precision.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Selection {
    exploration: f32,
    bonus: Bonus,
    urgency: FirstPlayUrgency,
    constant: f32,
}

impl Selection {
    /// Takes what concerns selection from the parameters.
    pub fn new(parameters: &Parameters) -> Self {
        Self {
            exploration: parameters.exploration as f32,
            bonus: parameters.bonus,
            urgency: parameters.first_play_urgency,
            constant: parameters.first_play_constant as f32,
        }
    }

    /// Whether this is the form most searches use: the paper's bonus, untried attributes worth their parent's mean.
    pub fn is_standard(&self) -> bool {
        self.bonus == Bonus::Paper && self.urgency == FirstPlayUrgency::ParentMean
    }

    /// The standard form with its choices spelled out, so that what is inlined with it is compiled without the others.
    #[inline(always)]
    pub fn standard(&self) -> Self {
        Self {
            bonus: Bonus::Paper,
            urgency: FirstPlayUrgency::ParentMean,
            ..*self
        }
    }

    /// The part of the bonus that changes only when the attribute is visited.
    #[inline(always)]
    pub fn share(&self, prior: f32, visits: f32) -> f32 {
        match self.bonus {
            Bonus::Paper => prior / (1.0 + visits),
            Bonus::Log => prior / visits.max(1.0).sqrt(),
        }
    }

    /// The part of the bonus all attributes of a node have in common. Before the first visit it is c, so that the
    /// prior alone decides instead of the attributes' numbering.
    #[inline(always)]
    fn common(&self, descents: f32) -> f32 {
        let descents = if descents > 1.0 { descents } else { 1.0 };
        match self.bonus {
            Bonus::Paper => self.exploration * descents.sqrt(),
            Bonus::Log if descents <= 1.0 => self.exploration,
            Bonus::Log => self.exploration * libm::logf(descents).sqrt(),
        }
    }

    /// Brings up to date what selection reads of a node as a whole. Done when a reward comes back, where nothing
    /// waits for the division and the root.
    #[inline(always)]
    pub fn refresh(&self, head: &mut Head) {
        head.common = self.common(head.descents);
        head.untried = match self.urgency {
            FirstPlayUrgency::ParentMean if head.visits > 0.0 => head.total / head.visits,
            FirstPlayUrgency::ParentMean | FirstPlayUrgency::Zero | FirstPlayUrgency::Infinity => 0.0,
            FirstPlayUrgency::Constant => self.constant,
        };
    }

    /// Works out the attribute to descend by at a node. Equal scores go to the lower attribute.
    #[inline(never)]
    pub fn choose(&self, tree: &mut Tree, priors: &PriorTable, node: u32) {
        let head = &tree.heads[node as usize];
        let blocks = tree.node(node);
        let untried = match self.urgency {
            FirstPlayUrgency::Infinity => likeliest_untried(blocks, priors.at::<false>(head.prior)),
            _ => None,
        };
        let attribute = match untried {
            Some(attribute) => attribute,
            None => lane::best(blocks.len(), |index| {
                scores(&blocks[index], head.untried, head.common)
            }),
        };
        let next = tree.child(Edge { node, attribute });
        let head = &mut tree.heads[node as usize];
        (head.choice, head.next) = (attribute, next);
    }

    /// The attribute to descend by at a node one of whose edges is about to get these figures; [`NONE`] where that
    /// cannot be told from them. Reads the node as it was: a vector read right after a write into its middle would
    /// have to wait for that write.
    #[inline(always)]
    pub fn choice_after<const NARROW: bool>(&self, head: &Head, blocks: &[Block], change: Change) -> u32 {
        if self.urgency == FirstPlayUrgency::Infinity {
            return NONE;
        }
        let first = if change.visits < 1.0 { head.untried } else { 0.0 };
        let score = change.mean + first + head.common * change.share;
        let attribute = change.attribute as usize;
        if NARROW {
            let scores = scores(&blocks[0], head.untried, head.common);
            return lane::top(lane::with(scores, attribute, score)).1;
        }
        lane::best(blocks.len(), |index| {
            let scores = scores(&blocks[index], head.untried, head.common);
            if index == attribute / LANES {
                lane::with(scores, attribute % LANES, score)
            } else {
                scores
            }
        })
    }
}

/// What an attribute's edge is about to have.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Change {
    /// Which attribute.
    pub attribute: u32,
    /// Its visits N.
    pub visits: f32,
    /// Its mean Q.
    pub mean: f32,
    /// Its part of the exploration bonus.
    pub share: f32,
}

/// Q + bonus of sixteen attributes. Adding keeps the minus infinity of those that may not be asked; the mean of an
/// untried one is stored as 0.
#[inline(always)]
fn scores(block: &Block, untried: f32, common: f32) -> [f32x4; 4] {
    let (means, visits, shares) = (
        block.mean.vectors(),
        block.visits.vectors(),
        block.share.vectors(),
    );
    let (untried, common) = (f32x4::splat(untried), f32x4::splat(common));
    [
        score(means[0], visits[0], shares[0], untried, common),
        score(means[1], visits[1], shares[1], untried, common),
        score(means[2], visits[2], shares[2], untried, common),
        score(means[3], visits[3], shares[3], untried, common),
    ]
}

#[inline(always)]
fn score(mean: f32x4, visits: f32x4, share: f32x4, untried: f32x4, common: f32x4) -> f32x4 {
    mean + (visits.cmp_lt(f32x4::ONE) & untried) + common * share
}

fn likeliest_untried(blocks: &[Block], priors: &[Lane]) -> Option<u32> {
    let mut best = None;
    let mut likeliest = 0.0;
    for (index, (block, prior)) in blocks.iter().zip(priors).enumerate() {
        for lane in 0..LANES {
            if block.visits.0[lane] == 0.0 && prior.0[lane] > likeliest {
                likeliest = prior.0[lane];
                best = Some((index * LANES + lane) as u32);
            }
        }
    }
    best
}
