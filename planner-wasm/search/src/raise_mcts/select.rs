//! Selection: the unasked attribute with the highest Q + bonus.

use super::parameters::{Bonus, FirstPlayUrgency, Parameters};
use super::tree::{Block, LANES, Tree};

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

    /// The attribute to descend by. Equal scores go to the lower attribute.
    #[inline]
    pub fn best(&self, tree: &Tree, node: u32) -> u32 {
        let head = &tree.heads[node as usize];
        let untried = match self.urgency {
            FirstPlayUrgency::ParentMean if head.visits > 0.0 => head.total / head.visits,
            FirstPlayUrgency::ParentMean | FirstPlayUrgency::Zero => 0.0,
            FirstPlayUrgency::Constant => self.constant,
            FirstPlayUrgency::Infinity => {
                if let Some(attribute) = likeliest_untried(tree.node(node)) {
                    return attribute;
                }
                0.0
            }
        };
        let common = self.common(head.descents);
        let mut best = (f32::NEG_INFINITY, 0);
        for (index, block) in tree.node(node).iter().enumerate() {
            let (score, lane) = top(&scores(block, untried, common));
            if score > best.0 {
                best = (score, (index * LANES) as u32 + lane);
            }
        }
        best.1
    }
}

/// Q + bonus of sixteen attributes; an attribute that may not be asked has Q = minus infinity either way.
#[inline(always)]
fn scores(block: &Block, untried: f32, common: f32) -> [f32; LANES] {
    let mut scores = [0.0; LANES];
    let lanes = block.mean.0.iter().zip(&block.visits.0).zip(&block.share.0);
    for (score, ((mean, visits), share)) in scores.iter_mut().zip(lanes) {
        // Adding keeps minus infinity where it is: an untried attribute's mean is stored as 0.
        let worth = mean + if *visits == 0.0 { untried } else { 0.0 };
        *score = worth + common * share;
    }
    scores
}

/// The highest of sixteen values and the first lane that holds it.
#[inline(always)]
pub fn top(values: &[f32; LANES]) -> (f32, u32) {
    let mut half = [0.0f32; 8];
    for lane in 0..8 {
        half[lane] = if values[lane] > values[lane + 8] {
            values[lane]
        } else {
            values[lane + 8]
        };
    }
    let mut quarter = [0.0f32; 4];
    for lane in 0..4 {
        quarter[lane] = if half[lane] > half[lane + 4] {
            half[lane]
        } else {
            half[lane + 4]
        };
    }
    let left = if quarter[0] > quarter[2] {
        quarter[0]
    } else {
        quarter[2]
    };
    let right = if quarter[1] > quarter[3] {
        quarter[1]
    } else {
        quarter[3]
    };
    let highest = if left > right { left } else { right };
    let mut equal = 0u32;
    for (lane, value) in values.iter().enumerate() {
        equal |= u32::from(*value == highest) << lane;
    }
    (highest, equal.trailing_zeros() & 15)
}

fn likeliest_untried(blocks: &[Block]) -> Option<u32> {
    let mut best = None;
    let mut likeliest = 0.0;
    for (index, block) in blocks.iter().enumerate() {
        for lane in 0..LANES {
            if block.visits.0[lane] == 0.0 && block.prior.0[lane] > likeliest {
                likeliest = block.prior.0[lane];
                best = Some((index * LANES + lane) as u32);
            }
        }
    }
    best
}
