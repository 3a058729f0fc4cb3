//! Selection: the unasked attribute with the highest Q + bonus.

use super::lane::{self, LANES, Lane};
use super::parameters::{Bonus, FirstPlayUrgency, Parameters};
use super::prior::PriorTable;
use super::tree::{Block, Head, Tree};
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

    /// The part of the bonus that changes only when the attribute is visited.
    #[inline]
    pub fn share(&self, prior: f32, visits: f32) -> f32 {
        match self.bonus {
            Bonus::Paper => prior / (1.0 + visits),
            Bonus::Log => prior / visits.max(1.0).sqrt(),
        }
    }

    /// The part of the bonus all attributes of a node have in common. Before the first visit it is c, so that the
    /// prior alone decides instead of the attributes' numbering.
    #[inline]
    fn common(&self, descents: f32) -> f32 {
        let descents = descents.max(1.0);
        match self.bonus {
            Bonus::Paper => self.exploration * descents.sqrt(),
            Bonus::Log if descents <= 1.0 => self.exploration,
            Bonus::Log => self.exploration * libm::logf(descents).sqrt(),
        }
    }

    /// Brings up to date what selection reads of a node as a whole. Done when a reward comes back, where nothing
    /// waits for the division and the root.
    #[inline]
    pub fn refresh(&self, head: &mut Head) {
        head.common = self.common(head.descents);
        head.untried = match self.urgency {
            FirstPlayUrgency::ParentMean if head.visits > 0.0 => head.total / head.visits,
            FirstPlayUrgency::ParentMean | FirstPlayUrgency::Zero | FirstPlayUrgency::Infinity => 0.0,
            FirstPlayUrgency::Constant => self.constant,
        };
    }

    /// The attribute to descend by. Equal scores go to the lower attribute.
    #[inline]
    pub fn best(&self, tree: &Tree, priors: &PriorTable, node: u32) -> u32 {
        let head = &tree.heads[node as usize];
        let blocks = tree.node(node);
        if self.urgency == FirstPlayUrgency::Infinity
            && let Some(attribute) = likeliest_untried(blocks, priors.at(head.prior))
        {
            return attribute;
        }
        lane::best(blocks.len(), |index| {
            scores(&blocks[index], head.untried, head.common)
        })
    }
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
    let score = |i: usize| {
        let worth = means[i] + (visits[i].cmp_lt(f32x4::ONE) & untried);
        worth + common * shares[i]
    };
    [score(0), score(1), score(2), score(3)]
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
