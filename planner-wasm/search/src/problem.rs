//! What is to be planned: how many attributes there are, which may be asked, how many, at what budget.

use crate::error::{SearchError, Violation};
use crate::subset::{self, MAX_ATTRIBUTES, Subset};
use serde::{Deserialize, Serialize};

/// The largest budget: beyond it single-precision visit counts lose exactness.
pub const MAX_BUDGET: u32 = 1_000_000;

/// The highest cost of an attribute: the whole width of the score's scale.
pub const MAX_COST: f64 = 4.0;

/// One planning problem.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Problem {
    /// Number of attributes, 1..64.
    pub attributes: usize,
    /// How many further attributes a path asks for, 1..64; fewer when fewer may be asked.
    pub depth: usize,
    /// The most evaluations that may be asked, 1..1,000,000. Rankings do not count.
    pub budget: u32,
    /// Attributes known at the start: part of every subset, never asked.
    pub known: Subset,
    /// Attributes that must never be asked.
    pub forbidden: Subset,
    /// Seed of everything random in the search.
    pub seed: u64,
    /// What asking for each attribute costs (score points, 0..4); empty where nothing does. What counts is then the score of a
    /// prefix minus the costs of what it asked. Refused by planners that do not weigh costs.
    pub costs: Vec<f64>,
}

impl Default for Problem {
    /// The paper's setting: ten attributes, depth 5, 300 evaluations.
    fn default() -> Self {
        Self {
            attributes: 10,
            depth: 5,
            budget: 300,
            known: 0,
            forbidden: 0,
            seed: 0,
            costs: Vec::new(),
        }
    }
}

impl Problem {
    /// Checks every field against its range.
    pub fn validate(&self) -> Result<(), SearchError> {
        let mut violations = Vec::new();
        let mut range = |field: &str, value: u64, low: u64, high: u64| {
            if value < low || value > high {
                violations.push(Violation {
                    field: format!("problem.{field}"),
                    description: format!("{value} is not in {low}..{high}"),
                });
            }
        };
        range("attributes", self.attributes as u64, 1, MAX_ATTRIBUTES as u64);
        range("depth", self.depth as u64, 1, MAX_ATTRIBUTES as u64);
        range("budget", u64::from(self.budget), 1, u64::from(MAX_BUDGET));
        let every = subset::first(self.attributes.min(MAX_ATTRIBUTES));
        for (field, mask) in [("known", self.known), ("forbidden", self.forbidden)] {
            if mask & !every != 0 {
                violations.push(Violation {
                    field: format!("problem.{field}"),
                    description: format!(
                        "{mask:#x} names attributes beyond the {} there are",
                        self.attributes
                    ),
                });
            }
        }
        if !self.costs.is_empty() && self.costs.len() != self.attributes {
            violations.push(Violation {
                field: "problem.costs".to_owned(),
                description: format!("{} costs for {} attributes", self.costs.len(), self.attributes),
            });
        }
        for (attribute, cost) in self.costs.iter().enumerate() {
            if !(*cost >= 0.0 && *cost <= MAX_COST) {
                violations.push(Violation {
                    field: format!("problem.costs[{attribute}]"),
                    description: format!("{cost} is not in 0..{MAX_COST}"),
                });
            }
        }
        if violations.is_empty() {
            Ok(())
        } else {
            Err(SearchError::fields(violations))
        }
    }

    /// The attributes a path may contain.
    pub fn askable(&self) -> Subset {
        subset::first(self.attributes) & !self.known & !self.forbidden
    }

    /// What it costs to ask for the attributes of a subset that are not known already.
    pub fn cost(&self, subset: Subset) -> f64 {
        subset::members(subset & !self.known)
            .filter_map(|attribute| self.costs.get(attribute))
            .sum()
    }

    /// How many attributes a path of this problem really has.
    pub fn path_length(&self) -> usize {
        self.depth.min(subset::size(self.askable()))
    }

    /// The most rankings that a search may ask: one in each step of each rollout. Each costs a model call, though none of the budget.
    pub fn most_rankings(&self) -> usize {
        (self.budget as usize + 1) * (self.depth + 1)
    }
}
