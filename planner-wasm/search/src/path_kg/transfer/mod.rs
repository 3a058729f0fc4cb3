//! Planning the next query with what finished searches taught: a hierarchical prior over domain and embedding, and a safeguard
//! against a library that no longer fits. `docs/planners/path-kg.md` gives the model.

mod context;
mod finished;
mod fitted;
mod gains;
mod hyper;
mod learning;
mod meaning;
mod prior;
mod regression;
mod report;
mod summary;

pub use finished::FinishedSearch;
pub use fitted::{Fitted, fit};
pub use gains::Gain;
pub(crate) use prior::QueryPrior;
pub use prior::{Carry, MODELS};
pub use report::{Report, Sharing};
