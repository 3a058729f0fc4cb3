//! Rollout: from a new node to full depth by an epsilon-greedy walk on the prior.

use super::lane::{self, LANES, Lane};
use super::parameters::Parameters;

use crate::random::Random;
use crate::subset::{self, MAX_ATTRIBUTES, Subset};

/// The chance of a random step at every depth: eps(d) = e / (1 + exp(d - D/2)), as thresholds for 32 random bits.
#[derive(Debug, Clone, PartialEq)]
pub struct Rollout {
    thresholds: [u64; MAX_ATTRIBUTES + 1],
}

impl Rollout {
    /// The walk for paths of that length.
    pub fn new(parameters: &Parameters, length: usize) -> Self {
        let mut thresholds = [0; MAX_ATTRIBUTES + 1];
        for (depth, threshold) in thresholds.iter_mut().enumerate() {
            let chance = parameters.rollout_epsilon / (1.0 + libm::exp(depth as f64 - length as f64 / 2.0));
            *threshold = (chance * 4_294_967_296.0) as u64;
        }
        Self { thresholds }
    }

    /// One step: the attribute asked next at `depth`, among the `open` ones. `prior` has full support on them.
    #[inline(always)]
    pub fn step(&self, prior: &[Lane], open: Subset, depth: usize, random: &mut Random) -> usize {
        let bits = random.bits();
        if (bits >> 32) < self.thresholds[depth] {
            let count = subset::size(open) as u64;
            return subset::nth(open, (((bits & 0xFFFF_FFFF) * count) >> 32) as u32);
        }
        let greedy = lane::best(prior.len(), |index| {
            let (shares, open) = (prior[index].vectors(), lane::open(open >> (index * LANES)));
            [
                shares[0] + open[0],
                shares[1] + open[1],
                shares[2] + open[2],
                shares[3] + open[3],
            ]
        });
        greedy as usize
    }
}
