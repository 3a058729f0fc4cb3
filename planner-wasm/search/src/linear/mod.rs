//! Planners with a linear model of what subsets are worth.

mod belief;
mod bocs;
mod features;
mod horseshoe;
mod lin_ucb;
mod thompson;
mod top_two;

pub use bocs::REGISTRATION as BOCS;
pub use lin_ucb::REGISTRATION as LIN_UCB;
pub use thompson::REGISTRATION as LINEAR_THOMPSON;
pub use top_two::REGISTRATION as TOP_TWO;
