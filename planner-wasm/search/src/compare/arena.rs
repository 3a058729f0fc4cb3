//! Where one search is played: answers its questions from a truth and says how far its path is from the best.

use super::oracle::Oracle;
use crate::error::SearchError;
use crate::problem::Problem;
use crate::question::{Answer, Finding, Query, Question};
use crate::random::mix;
use crate::subset::Subset;
use crate::world::{PriorQuality, Truth};

/// Separates the luck of evaluations from that of planners.
const LUCK: u64 = 0x10CC;

/// One problem with its answers. What it answers depends on the problem, the search's seed and the question alone.
pub struct Arena {
    truth: Truth,
    quality: PriorQuality,
    oracle: Oracle,
    luck: u64,
}

impl Arena {
    /// Refuses problems whose paths cannot be enumerated: their best is not known.
    pub fn new(problem: &Problem, truth: Truth, quality: PriorQuality) -> Result<Self, SearchError> {
        Ok(Self {
            oracle: Oracle::of(problem, &truth)?,
            luck: mix(&[problem.seed, LUCK]),
            truth,
            quality,
        })
    }

    /// One noisy reward, or the weights of a ranking.
    pub fn answer(&self, question: &Question) -> Answer {
        let finding = match question.query {
            Query::Evaluate(subset) => Finding::Reward(
                self.truth
                    .reward(subset, mix(&[self.luck, u64::from(question.id)])),
            ),
            Query::Rank(state) => {
                Finding::Weights(self.truth.prior(state, self.quality)[..self.truth.attributes()].to_vec())
            }
        };
        Answer {
            id: question.id,
            finding,
        }
    }

    /// Regret of a path's end and of the mean over its prefixes (score points, not negative). `subsets` is what is known
    /// after each step; an empty path has no regret, because there was nothing to ask.
    pub fn regrets(&self, subsets: &[Subset]) -> Result<(f64, f64), SearchError> {
        self.oracle.regrets(subsets)
    }
}
