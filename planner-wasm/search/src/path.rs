//! The result of a search: an ordered list of attributes with what is believed about every prefix.

use crate::subset::Subset;
use serde::Serialize;

/// One attribute of a path and what the search believes once it is known.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PathStep {
    /// Index of the attribute to ask for.
    pub attribute: usize,
    /// Everything known after asking (the problem's known attributes included).
    #[serde(skip)]
    pub subset: Subset,
    /// Estimated score (1..5) of this prefix; none where the search never looked. Tree searches state the mean
    /// over the evaluations of paths that begin with this prefix, as the paper does.
    pub mean: Option<f64>,
    /// Evaluations behind the estimate.
    pub visits: f64,
    /// Standard deviation of the estimate, from planners that have one.
    pub deviation: Option<f64>,
}

/// The best path found so far.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PathEstimate {
    /// The attributes in the order to ask them. Empty only when nothing may be asked, or nothing is worth what it costs.
    pub steps: Vec<PathStep>,
    /// Expected regret against the best path (score points), from planners that can tell.
    pub expected_regret: Option<f64>,
}

impl PathEstimate {
    /// A path of which nothing is believed: attributes in this order, on top of those known at the start.
    pub(crate) fn unseen(known: Subset, order: impl IntoIterator<Item = usize>) -> Self {
        let mut subset = known;
        let steps = order.into_iter().map(|attribute| {
            subset |= 1 << attribute;
            PathStep {
                attribute,
                subset,
                mean: None,
                visits: 0.0,
                deviation: None,
            }
        });
        Self {
            steps: steps.collect(),
            expected_regret: None,
        }
    }
}
