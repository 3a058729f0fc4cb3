//! The best there is, by enumeration of the truth.

use crate::error::SearchError;
use crate::path_kg::paths::{Objective, PathFinder};
use crate::path_kg::space::{MAX_ENUMERATED_ATTRIBUTES, MAX_POINTS, Space};
use crate::problem::Problem;
use crate::subset::Subset;
use crate::world::Truth;

/// True values of everything a path can pass through.
pub struct Oracle {
    space: Space,
    values: Vec<f64>,
    best_end: f64,
    best_mean: f64,
}

impl Oracle {
    /// Enumerates the paths of a problem; refuses those with too many.
    pub fn of(problem: &Problem, truth: &Truth) -> Result<Self, SearchError> {
        let space = Space::of(problem).ok_or_else(|| {
            SearchError::field(
                "problem",
                format!(
                    "regret is known only up to {MAX_ENUMERATED_ATTRIBUTES} askable attributes and {MAX_POINTS} subsets"
                ),
            )
        })?;
        let values: Vec<f64> = (0..space.len())
            .map(|point| truth.value(space.subset(point)))
            .collect();
        let best = |anytime: f64| {
            let objective = Objective::new(space.depth(), anytime);
            let path = PathFinder::new(&space).best_path(&space, &objective, &values);
            objective.value(&path, &values)
        };
        Ok(Self {
            best_end: best(0.0),
            best_mean: best(1.0),
            values,
            space,
        })
    }

    /// Regret of a path's end and of the mean over its prefixes (score points). Refuses what no path passes through.
    pub fn regrets(&self, subsets: &[Subset]) -> Result<(f64, f64), SearchError> {
        let values: Vec<f64> = subsets
            .iter()
            .map(|&subset| {
                let point = self.space.at(subset);
                let value = self.values.get(point).copied();
                value
                    .filter(|_| self.space.subset(point) == subset)
                    .ok_or_else(|| {
                        SearchError::field(
                            "path",
                            format!("no path of the problem leads to subset {subset:#x}"),
                        )
                    })
            })
            .collect::<Result<_, _>>()?;
        let Some(end) = values.last() else {
            return Ok((0.0, 0.0));
        };
        let mean = values.iter().sum::<f64>() / values.len() as f64;
        // Rounding in the sums must not make the best path look better than itself.
        Ok(((self.best_end - end).max(0.0), (self.best_mean - mean).max(0.0)))
    }
}
