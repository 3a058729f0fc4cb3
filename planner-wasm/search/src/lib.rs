//! Which personal attributes should be asked for, and in which order, so that a model's answer is safe after
//! as few questions as possible?
//!
//! A [`Search`] answers that for one [`Problem`]. It never does I/O: it *asks* questions (evaluate this subset of
//! attributes; rank what is still unasked) and is *told* what came of them. Everything is seeded, can be saved and
//! continued bit for bit (on another machine and in WebAssembly too: all transcendental functions come from
//! `libm`), and leaves an exact trace.
//!
//! Planners are modules behind the one trait [`Planner`], listed in [`registry`]. [`world`] is the simulated truth
//! that benches, tests and simulated models share.
#![forbid(unsafe_code)]

mod arms;
pub mod compare;
pub mod error;
mod exhaustive;
mod forward_greedy;
pub mod free_run;
mod gp_ends;
mod halving;
mod linear;
mod ocba;
pub mod parameter;
pub mod path;
pub mod path_kg;
pub mod planner;
pub mod problem;
pub mod question;
pub mod raise_mcts;
pub mod random;
pub mod registration;
pub mod registry;
mod replay;
mod save;
pub mod search;
pub mod subset;
mod tally;
pub mod trace;
mod uct;
mod unasked;
pub mod world;

pub use error::SearchError;
pub use path::{PathEstimate, PathStep};
pub use planner::Planner;
pub use problem::Problem;
pub use question::{Answer, Finding, Query, Question, QuestionId};
pub use search::{Progress, Search};
