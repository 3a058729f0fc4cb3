//! The simulated truth: what an answer given with a subset of attributes is worth, how a judge sees it, and what a
//! light model would rank first. Deterministic from seeds. `docs/world.md` gives the reasons behind every number;
//! it was fixed before any planner was compared on it.

mod calibration;
mod context;
mod directions;
mod effects;
mod family;
mod observation;
mod prior;
mod settings;
mod truth;

pub use context::{Context, DOMAINS, LATENT, MAX_PLACE};
pub use directions::Directions;
pub use observation::{answer, judge};
pub use prior::PriorQuality;
pub use settings::{Family, Leads, NoiseKind, Relation, WORLD_PARAMETERS, World};
pub use truth::{Skill, Truth};
