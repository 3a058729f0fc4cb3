//! Priors: from told weights to a distribution with full support, one per state however many orders lead to it.

use super::lane::{LANES, Lane};
use super::parameters::{Parameters, Ranking};

use crate::subset::{self, Subset};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use wide::f32x4;

/// Rankings take at most so many bytes, the record of what was told included.
const MOST_BYTES: usize = 256 << 20;

/// Up to this many attributes states index a table; beyond it a map.
const DENSE_ATTRIBUTES: usize = 12;
const UNKNOWN: u32 = u32::MAX;
/// The state's ranking failed: it uses the prior of the state above.
const INHERITED: u32 = u32::MAX - 1;

/// What is known of a state's prior.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Standing {
    /// Not told yet.
    Unknown,
    /// Could not be told.
    Inherited,
    /// Where its distribution lies in the table.
    Known(u32),
}

/// The distributions of all states ranked so far.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PriorTable {
    width: usize,
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
            width: attributes.div_ceil(LANES),
            askable,
            dense,
            sparse: BTreeMap::new(),
            lanes: Vec::new(),
        }
    }

    /// How many states may be ranked: at least 330,000 where there are more than a table holds.
    pub fn most_ranked(&self) -> usize {
        let told = LANES * size_of::<f64>();
        MOST_BYTES / (self.width * (size_of::<Lane>() + told) + size_of::<(Subset, u32)>())
    }

    /// How many states were ranked, as far as a table does not hold them all.
    pub fn ranked(&self) -> usize {
        self.sparse.len()
    }

    /// Forgets all entries and keeps the memory.
    pub fn clear(&mut self) {
        self.dense.fill(UNKNOWN);
        self.sparse.clear();
        self.lanes.clear();
    }

    /// What is known of a state.
    pub fn standing(&self, state: Subset) -> Standing {
        let entry = match self.dense.get(state as usize) {
            Some(entry) => *entry,
            None => self.sparse.get(&state).copied().unwrap_or(UNKNOWN),
        };
        match entry {
            UNKNOWN => Standing::Unknown,
            INHERITED => Standing::Inherited,
            start => Standing::Known(start),
        }
    }

    /// Remembers that a state could not be ranked.
    pub fn put_inherited(&mut self, state: Subset) {
        self.put(state, INHERITED);
    }

    /// Remembers the distribution made of told weights (checked by the search).
    pub fn put_weights(&mut self, state: Subset, weights: &[f64], parameters: &Parameters) {
        let start = self.lanes.len();
        let open = self.askable & !state;
        for _ in 0..self.width {
            self.lanes.push(Lane::all(0.0));
        }
        distribution(open, weights, parameters, &mut self.lanes[start..]);
        self.put(state, start as u32);
    }

    /// The distribution that lies at `start`: zero where nothing may be asked.
    #[inline(always)]
    pub fn at<const NARROW: bool>(&self, start: u32) -> &[Lane] {
        let width = if NARROW { 1 } else { self.width };
        &self.lanes[start as usize..start as usize + width]
    }

    /// The share of one attribute in the distribution at `start`.
    #[inline]
    pub fn of(&self, start: u32, attribute: usize) -> f32 {
        self.lanes[start as usize + attribute / LANES].0[attribute % LANES]
    }

    /// Adds the distribution at `above` restricted to the attributes open at `state`, or the uniform one, and
    /// returns where it lies.
    pub fn derive(&mut self, above: Option<u32>, state: Subset) -> u32 {
        let open = self.askable & !state;
        let start = self.lanes.len() as u32;
        let share = |table: &Self, a: usize| above.map_or(1.0, |above| table.of(above, a));
        let sum: f32 = subset::members(open).map(|a| share(self, a)).sum();
        for block in 0..self.width {
            let mut lane = Lane::all(0.0);
            for (i, value) in lane.0.iter_mut().enumerate() {
                let a = block * LANES + i;
                if a < subset::MAX_ATTRIBUTES && subset::contains(open, a) {
                    *value = share(self, a) / sum;
                }
            }
            self.lanes.push(lane);
        }
        start
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
    match parameters.ranking {
        Ranking::Weights => {
            let sum = total(open, weights);
            // Beyond these the sum of the weights, or its inverse, might not be finite.
            if sum > 1e-100 && sum < 1e100 {
                spread(open, weights, sum, parameters, lanes);
            } else {
                let largest = subset::members(open).map(|a| weights[a]).fold(0.0, f64::max);
                shaped(open, |a| weights[a] / largest, parameters, lanes);
            }
        }
        Ranking::Geometric => {
            let decay = parameters.ranking_decay;
            shaped(
                open,
                |a| libm::pow(decay, place(open, weights, a)),
                parameters,
                lanes,
            );
        }
        Ranking::Harmonic => shaped(open, |a| 1.0 / (1.0 + place(open, weights, a)), parameters, lanes),
    }
}

#[inline(never)]
fn shaped(open: Subset, shape: impl Fn(usize) -> f64, parameters: &Parameters, lanes: &mut [Lane]) {
    let mut shaped = [0.0; subset::MAX_ATTRIBUTES];
    subset::members(open).for_each(|a| shaped[a] = shape(a));
    let shaped = &shaped[..lanes.len() * LANES];
    spread(open, shaped, total(open, shaped), parameters, lanes);
}

/// 1 where the bit of the index is set, 0 where it is not.
const KEPT: [[f64; 4]; 16] = kept_table();

const fn kept_table() -> [[f64; 4]; 16] {
    let mut table = [[0.0; 4]; 16];
    let mut place = 0;
    while place < 64 {
        if place >> 2 >> (place & 3) & 1 == 1 {
            table[place >> 2][place & 3] = 1.0;
        }
        place += 1;
    }
    table
}

#[inline(always)]
fn kept(open: Subset, quarter: usize) -> &'static [f64; 4] {
    &KEPT[(open >> (4 * quarter) & 15) as usize]
}

/// The weights four by four, the last four filled up with zeros.
#[inline(always)]
fn four(weights: &[f64], quarter: usize) -> [f64; 4] {
    let rest = &weights[4 * quarter..];
    let at = |i: usize| if i < rest.len() { rest[i] } else { 0.0 };
    match rest.first_chunk() {
        Some(four) => *four,
        None => [at(0), at(1), at(2), 0.0],
    }
}

/// The sum of the open attributes' weights: four sums side by side, because one would wait for every addition.
#[inline(always)]
fn total(open: Subset, weights: &[f64]) -> f64 {
    let mut sums = [0.0; 4];
    for quarter in 0..weights.len().div_ceil(4) {
        let (four, kept) = (four(weights, quarter), kept(open, quarter));
        for ((sum, weight), kept) in sums.iter_mut().zip(four).zip(kept) {
            *sum += weight * kept;
        }
    }
    (sums[0] + sums[1]) + (sums[2] + sums[3])
}

/// Normalises the weights and mixes in the uniform distribution.
#[inline(always)]
fn spread(open: Subset, weights: &[f64], sum: f64, parameters: &Parameters, lanes: &mut [Lane]) {
    let scale = (1.0 - parameters.uniform_share) / sum;
    let even = parameters.uniform_share / subset::size(open).max(1) as f64;
    for quarter in 0..weights.len().div_ceil(4) {
        let (four, kept) = (four(weights, quarter), kept(open, quarter));
        // The weight of an asked attribute goes first: scaled, it might overflow.
        let share = |i: usize| ((four[i] * kept[i] * scale + even) * kept[i]) as f32;
        let shares = f32x4::new([share(0), share(1), share(2), share(3)]);
        lanes[quarter / 4].0[quarter % 4 * 4..][..4].copy_from_slice(&shares.to_array());
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
