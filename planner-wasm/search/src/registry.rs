//! All planners of this crate, by name.

use crate::error::{ErrorCode, SearchError};
use crate::problem::Problem;
use crate::registration::{PlannerInfo, Registration};
use crate::{exhaustive, forward_greedy, gp_ends, halving, linear, ocba, path_kg, raise_mcts, uct, unasked};
use serde::Serialize;

/// Every planner, in the order they are shown; each once.
pub const PLANNERS: &[Registration] = &[
    path_kg::REGISTRATION,
    raise_mcts::REGISTRATION,
    uct::REGISTRATION,
    path_kg::GP_EI,
    path_kg::GP_THOMPSON,
    gp_ends::REGISTRATION,
    linear::TOP_TWO,
    linear::BOCS,
    linear::LINEAR_THOMPSON,
    linear::LIN_UCB,
    ocba::REGISTRATION,
    halving::REGISTRATION,
    forward_greedy::REGISTRATION,
    unasked::GREEDY_PRIOR,
    unasked::STATIC_K,
    unasked::RANDOM,
    exhaustive::REGISTRATION,
];

/// The planner of that name; the error lists the known ones.
pub fn find(name: &str) -> Result<&'static Registration, SearchError> {
    PLANNERS.iter().find(|p| p.info.name == name).ok_or_else(|| {
        let known = PLANNERS
            .iter()
            .map(|p| p.info.name)
            .collect::<Vec<_>>()
            .join(", ");
        SearchError::new(
            ErrorCode::NotFound,
            format!("planner: there is none of that name; known are: {known}"),
        )
    })
}

/// A planner as it is listed.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Listed {
    #[serde(flatten)]
    info: PlannerInfo,
    weighs_costs: bool,
    learns_from_libraries: bool,
}

impl Listed {
    /// What it can do it says itself, started with defaults.
    fn of(registration: &Registration) -> Self {
        let planner = (registration.create)(&Problem::default(), "").ok();
        let model_based = planner.as_ref().and_then(|planner| planner.model_based());
        Self {
            info: registration.info,
            weighs_costs: model_based.is_some_and(|planner| planner.weighs_costs()),
            learns_from_libraries: model_based.is_some_and(|planner| planner.learns_from_libraries()),
        }
    }
}

/// The descriptions of all planners as JSON.
pub fn list_json() -> String {
    let listed: Vec<Listed> = PLANNERS.iter().map(Listed::of).collect();
    serde_json::to_string(&listed).unwrap_or_else(|_| "[]".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_planner_is_listed_once() {
        let names: Vec<&str> = PLANNERS.iter().map(|p| p.info.name).collect();
        let distinct: BTreeSet<&str> = names.iter().copied().collect();
        assert_eq!(names.len(), distinct.len(), "{names:?}");
        assert_eq!(
            names.first(),
            Some(&"path-kg"),
            "the first one shown is the default"
        );
    }
}
