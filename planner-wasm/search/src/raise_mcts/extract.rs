//! Extraction: from the root follow the best child at every depth.

use super::parameters::{Extraction, Parameters, ScoreScale};
use super::prior::PriorTable;
use super::tree::{NONE, Tree};
use crate::path::{PathEstimate, PathStep};
use crate::problem::Problem;
use crate::subset::{self, Subset};

/// Reads the path off the tree. Where the rule runs off the visited tree (36 to 51% of paths at depth 5 in our
/// study) the prior continues it, and those prefixes have no mean.
pub fn path(tree: &Tree, priors: &PriorTable, parameters: &Parameters, problem: &Problem) -> PathEstimate {
    let (askable, length) = (problem.askable(), problem.path_length());
    let (rule, scale) = (parameters.extraction, parameters.score_scale);
    let mut steps = Vec::with_capacity(length);
    let Some(root) = tree.heads.first() else {
        return PathEstimate {
            steps,
            expected_regret: None,
        };
    };
    let mut state = root.state;
    // The last node on the path: its prior stands in for that of the nodes that do not exist.
    let mut node = 0;
    let mut inside = true;
    while steps.len() < length {
        let open = askable & !state;
        let visited = if inside {
            best_visited(tree, node, rule, open)
        } else {
            None
        };
        let attribute = visited.unwrap_or_else(|| likeliest(tree, priors, node, open));
        state |= 1 << attribute;
        let (visits, mean) = tree.reading(node, attribute);
        let known = visited.is_some();
        steps.push(PathStep {
            attribute,
            subset: state,
            mean: known.then(|| raw(f64::from(mean), scale)),
            visits: if known { f64::from(visits) } else { 0.0 },
            deviation: None,
        });
        let child = tree.child(super::tree::Edge {
            node,
            attribute: attribute as u32,
        });
        if inside && known && child != NONE {
            node = child;
        } else {
            inside = false;
        }
    }
    PathEstimate {
        steps,
        expected_regret: None,
    }
}

fn best_visited(tree: &Tree, node: u32, rule: Extraction, open: Subset) -> Option<usize> {
    let mut best: Option<(usize, (f32, f32))> = None;
    for a in subset::members(open) {
        let (visits, mean) = tree.reading(node, a);
        if visits <= 0.0 {
            continue;
        }
        let key = match rule {
            Extraction::HighestMean => (mean, visits),
            Extraction::MostVisited => (visits, mean),
        };
        if best.is_none_or(|(_, held)| key > held) {
            best = Some((a, key));
        }
    }
    best.map(|(a, _)| a)
}

fn likeliest(tree: &Tree, priors: &PriorTable, node: u32, open: Subset) -> usize {
    let start = tree.heads[node as usize].prior;
    let share = |a: usize| if start == NONE { 0.0 } else { priors.of(start, a) };
    let mut best = (f32::NEG_INFINITY, 0);
    for a in subset::members(open) {
        if share(a) > best.0 {
            best = (share(a), a);
        }
    }
    best.1
}

fn raw(mean: f64, scale: ScoreScale) -> f64 {
    match scale {
        ScoreScale::Raw => mean,
        ScoreScale::Unit => 1.0 + 4.0 * mean,
    }
}
