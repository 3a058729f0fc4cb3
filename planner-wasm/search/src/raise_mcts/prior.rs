//! Priors: from told weights to a distribution with full support, one per state however many orders lead to it.

use super::parameters::{Parameters, Ranking};
use super::tree::{LANES, Lane};
use crate::subset::{self, Subset};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Up to this many attributes states index a table; beyond it a map.
const DENSE_ATTRIBUTES: usize = 12;
const UNKNOWN: u32 = u32::MAX;
/// The state's ranking failed: it uses the prior of the state above.
const INHERITED: u32 = u32::MAX - 1;

/// What is known of a state's prior.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Standing<'a> {
    /// Not told yet.
    Unknown,
    /// Could not be told.
    Inherited,
    /// The distribution over the unasked attributes, zero elsewhere.
    Known(&'a [Lane]),
}

/// The distributions of all states ranked so far.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PriorTable {
    attributes: usize,
    askable: Subset,
    dense: Vec<u32>,
    sparse: BTreeMap<Subset, u32>,
    lanes: Vec<Lane>,
}

impl PriorTable {
    /// A table without entries.
    pub fn new(attributes: usize, askable: Subset) -> Self {
        let dense = if attributes <= DENSE_ATTRIBUTES {
            vec![UNKNOWN; 1 << attributes]
        } else {
            Vec::new()
        };
        Self {
            attributes,
            askable,
            dense,
            sparse: BTreeMap::new(),
            lanes: Vec::new(),
        }
    }

    fn width(&self) -> usize {
        self.attributes.div_ceil(LANES)
    }

    /// Forgets all entries and keeps the memory.
    pub fn clear(&mut self) {
        self.dense.fill(UNKNOWN);
        self.sparse.clear();
        self.lanes.clear();
    }

    /// What is known of a state.
    pub fn standing(&self, state: Subset) -> Standing<'_> {
        let entry = match self.dense.get(state as usize) {
            Some(entry) => *entry,
            None => self.sparse.get(&state).copied().unwrap_or(UNKNOWN),
        };
        match entry {
            UNKNOWN => Standing::Unknown,
            INHERITED => Standing::Inherited,
            start => Standing::Known(&self.lanes[start as usize..start as usize + self.width()]),
        }
    }

    /// Remembers that a state could not be ranked.
    pub fn put_inherited(&mut self, state: Subset) {
        self.put(state, INHERITED);
    }

    /// Remembers the distribution made of told weights (checked by the search).
    pub fn put_weights(&mut self, state: Subset, weights: &[f64], parameters: &Parameters) {
        let start = self.lanes.len();
        self.lanes.resize(start + self.width(), Lane::all(0.0));
        distribution(
            self.askable & !state,
            weights,
            parameters,
            &mut self.lanes[start..],
        );
        self.put(state, start as u32);
    }

    fn put(&mut self, state: Subset, entry: u32) {
        match self.dense.get_mut(state as usize) {
            Some(slot) => *slot = entry,
            None => {
                self.sparse.insert(state, entry);
            }
        }
    }
}

/// Writes the distribution over the open attributes into zeroed lanes.
fn distribution(open: Subset, weights: &[f64], parameters: &Parameters, lanes: &mut [Lane]) {
    // Dividing by the largest first keeps sums of enormous weights finite.
    let largest = subset::members(open).map(|a| weights[a]).fold(0.0, f64::max);
    let mut shaped = [0.0; subset::MAX_ATTRIBUTES];
    for a in subset::members(open) {
        shaped[a] = match parameters.ranking {
            Ranking::Weights if largest > 0.0 => weights[a] / largest,
            Ranking::Weights => 1.0,
            Ranking::Geometric => libm::pow(parameters.ranking_decay, place(open, weights, a)),
            Ranking::Harmonic => 1.0 / (1.0 + place(open, weights, a)),
        };
    }
    let sum: f64 = subset::members(open).map(|a| shaped[a]).sum();
    let even = parameters.uniform_share / subset::size(open).max(1) as f64;
    for a in subset::members(open) {
        lanes[a / LANES].0[a % LANES] = ((1.0 - parameters.uniform_share) * shaped[a] / sum + even) as f32;
    }
}

/// How many open attributes stand before `a`; equal weights share the mean of their places, so that renumbering
/// the attributes changes nothing.
fn place(open: Subset, weights: &[f64], a: usize) -> f64 {
    let before = subset::members(open).filter(|&b| weights[b] > weights[a]).count() as f64;
    let equal = subset::members(open)
        .filter(|&b| weights[b] == weights[a])
        .count() as f64;
    before + (equal - 1.0) / 2.0
}

/// Restricts a distribution to the open attributes and normalises what is left; `from` has full support on a
/// superset.
pub fn restrict(from: &[Lane], open: Subset, to: &mut [Lane]) {
    let mut sum = 0.0f32;
    for a in subset::members(open) {
        sum += from[a / LANES].0[a % LANES];
    }
    for a in subset::members(open) {
        to[a / LANES].0[a % LANES] = from[a / LANES].0[a % LANES] / sum;
    }
}
