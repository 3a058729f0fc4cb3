//! Rewards pooled by subset: every evaluation of a subset counts the same, whatever the order that led to it.

use crate::path::PathStep;
use crate::subset::{self, Subset};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Sum and number of the rewards of every subset evaluated.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Tally {
    rewards: BTreeMap<Subset, (f64, u32)>,
}

impl Tally {
    /// Counts one reward.
    pub fn add(&mut self, subset: Subset, reward: f64) {
        let entry = self.rewards.entry(subset).or_default();
        entry.0 += reward;
        entry.1 += 1;
    }

    /// Mean and number of the rewards of a subset.
    pub fn of(&self, subset: Subset) -> Option<(f64, u32)> {
        self.rewards
            .get(&subset)
            .map(|(sum, count)| (sum / f64::from(*count), *count))
    }

    /// The step of a path that asks for an attribute and leads to a subset, with what is known of that subset.
    pub fn step(&self, attribute: usize, subset: Subset) -> PathStep {
        let seen = self.of(subset);
        PathStep {
            attribute,
            subset,
            mean: seen.map(|(mean, _)| mean),
            visits: seen.map_or(0.0, |(_, count)| f64::from(count)),
            deviation: None,
        }
    }

    /// The evaluated subset that satisfies `wanted` with the highest mean; the first of equal ones.
    pub fn best(&self, wanted: impl Fn(Subset) -> bool) -> Option<Subset> {
        let mut best: Option<(Subset, f64)> = None;
        for (&subset, (sum, count)) in &self.rewards {
            let mean = sum / f64::from(*count);
            if wanted(subset) && best.is_none_or(|(_, held)| mean > held) {
                best = Some((subset, mean));
            }
        }
        best.map(|(subset, _)| subset)
    }

    /// Mean reward of the evaluated subsets that hold the attribute, or of all where none does.
    pub fn company(&self, attribute: usize) -> f64 {
        let mean = |all: bool| {
            let held = self
                .rewards
                .iter()
                .filter(|(subset, _)| all || subset::contains(**subset, attribute));
            let (sum, count) = held.fold((0.0, 0u32), |t, (_, entry)| (t.0 + entry.0, t.1 + entry.1));
            (count > 0).then(|| sum / f64::from(count))
        };
        mean(false).or_else(|| mean(true)).unwrap_or(0.0)
    }
}
