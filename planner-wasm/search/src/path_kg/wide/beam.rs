//! Beam search for a path of high value, where the lattice is too large for a dynamic programme.

use crate::path_kg::paths::Objective;
use crate::subset::{self, Subset};
use std::collections::BTreeMap;

/// Partial paths kept at each length.
const WIDTH: usize = 6;

#[derive(Clone)]
struct Partial {
    path: Vec<Subset>,
    /// Weighted value of the prefixes so far.
    gathered: f64,
    /// That, if the value stayed as it is to the end.
    promise: f64,
}

/// The best path found (its prefixes, shortest first). Several orders of one subset keep only the best. A path that asks nothing,
/// where it may end early, is the state it begins in.
pub fn best_path(
    known: Subset,
    askable: Subset,
    objective: &Objective,
    function: impl Fn(Subset) -> f64,
) -> Vec<Subset> {
    let depth = objective.depth();
    let mut ended = Partial {
        path: vec![known],
        gathered: 0.0,
        promise: if objective.may_end() {
            function(known)
        } else {
            f64::NEG_INFINITY
        },
    };
    let mut beam = vec![Partial {
        path: Vec::new(),
        gathered: 0.0,
        promise: 0.0,
    }];
    for length in 1..=depth {
        let weights = objective.weights(length);
        let (own, rest) = if length < depth {
            let own = objective.weight_on_the_way();
            (own, weights[length - 1] - own)
        } else {
            (weights[length - 1], 0.0)
        };
        let mut values: BTreeMap<Subset, f64> = BTreeMap::new();
        let mut next: BTreeMap<Subset, Partial> = BTreeMap::new();
        for partial in &beam {
            let state = partial.path.last().copied().unwrap_or(known);
            for attribute in subset::members(askable & !state) {
                let grown = state | 1 << attribute;
                let value = *values.entry(grown).or_insert_with(|| function(grown));
                let gathered = partial.gathered + own * value;
                if next.get(&grown).is_some_and(|other| other.gathered >= gathered) {
                    continue;
                }
                let mut path = partial.path.clone();
                path.push(grown);
                let promise = gathered + rest * value;
                next.insert(
                    grown,
                    Partial {
                        path,
                        gathered,
                        promise,
                    },
                );
            }
        }
        beam = next.into_values().collect();
        // Ties keep the order of the subsets, so that the result does not depend on chance.
        beam.sort_by(|a, b| b.promise.total_cmp(&a.promise));
        beam.truncate(WIDTH);
        if let Some(best) = beam.first()
            && (length == depth || objective.may_end())
            && best.promise > ended.promise
        {
            ended = best.clone();
        }
    }
    ended.path
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_best_of_an_additive_function_among_sixty_four() {
        let worth = |subset: Subset| {
            subset::members(subset)
                .map(|a| ((a * 37) % 64) as f64)
                .sum::<f64>()
        };
        let path = best_path(0, u64::MAX, &Objective::new(3, 0.25), worth);
        let found: Vec<f64> = path.iter().map(|&subset| worth(subset)).collect();
        assert_eq!(found, [63.0, 125.0, 186.0]);
    }
}
