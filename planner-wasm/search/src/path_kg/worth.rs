//! What rankings say each attribute is worth, alone and next to another. At a ranked state S the standardised log weight of an
//! unasked attribute c is read as z_S(c) = level_S + own_c + sum over asked a of both_ac + error, and own and both are found
//! by ridge regression, so that a few rankings speak of all subsets. The prior feature of the surrogate follows from it: v(U) is g(|U|)
//! times what the asked attributes of U are worth.

use super::features::damping;
use super::ranking::{Rankings, standardise};
use super::space::Space;
use crate::subset::{self, MAX_ATTRIBUTES, Subset};
use std::collections::BTreeMap;

/// Variance of the error of a standardised log weight, that of its passing part, over the variance of own worth.
const OWN_PENALTY: f64 = 0.1;
/// The same over the variance of what two are worth together.
const BOTH_PENALTY: f64 = 0.5;
/// How much more what two are worth together counts than own worth: it is read from differences between rankings, in which what
/// the model is always wrong about is not contained.
const BOTH_SHARE: f64 = 1.5;
/// Coordinate descent ends when no coefficient moves by more.
const SETTLED: f64 = 1e-10;
/// The most rounds of it.
const MOST_ROUNDS: usize = 1_000;

/// v of every point of a space.
pub fn feature(space: &Space, rankings: &Rankings) -> Vec<f64> {
    let worth = Worth::of(space.subset(0), space.askable(), rankings);
    (0..space.len())
        .map(|point| damping(space.total_size(point)) * worth.of_asked(space.subset(point)))
        .collect()
}

/// Coefficients read from rankings; all 0 without any.
#[derive(Debug, Clone, PartialEq)]
pub struct Worth {
    askable: Subset,
    own: [f64; MAX_ATTRIBUTES],
    /// Row by row over all pairs of attributes.
    both: Vec<f64>,
}

/// One coefficient with the log weights it is part of.
#[derive(Default)]
struct Coefficient {
    rows: Vec<usize>,
    value: f64,
}

impl Coefficient {
    /// Moves it to the best value while the others stay; says by how much.
    fn settle(&mut self, penalty: f64, residuals: &mut [f64]) -> f64 {
        let sum: f64 = self.rows.iter().map(|&row| residuals[row]).sum();
        let step = (sum - penalty * self.value) / (self.rows.len() as f64 + penalty);
        self.value += step;
        self.rows.iter().for_each(|&row| residuals[row] -= step);
        step.abs()
    }
}

impl Worth {
    /// From the rankings of states that hold `known` and some of `askable`.
    pub fn of(known: Subset, askable: Subset, rankings: &Rankings) -> Self {
        let mut residuals = Vec::new();
        let mut levels = Vec::new();
        let mut own: BTreeMap<usize, Coefficient> = BTreeMap::new();
        let mut both: BTreeMap<(usize, usize), Coefficient> = BTreeMap::new();
        for (&state, weights) in rankings {
            let Some(weights) = weights else { continue };
            let open: Vec<usize> = subset::members(askable & !state).collect();
            let told: Vec<f64> = open.iter().map(|&a| weights[a]).collect();
            let mut level = Coefficient::default();
            for (&attribute, z) in open.iter().zip(standardise(&told)) {
                let row = residuals.len();
                residuals.push(z);
                level.rows.push(row);
                own.entry(attribute).or_default().rows.push(row);
                for asked in subset::members(state & askable & !known) {
                    let pair = (asked.min(attribute), asked.max(attribute));
                    both.entry(pair).or_default().rows.push(row);
                }
            }
            levels.push(level);
        }
        for _ in 0..MOST_ROUNDS {
            let mut moved = 0.0f64;
            levels
                .iter_mut()
                .for_each(|c| moved = moved.max(c.settle(0.0, &mut residuals)));
            own.values_mut()
                .for_each(|c| moved = moved.max(c.settle(OWN_PENALTY, &mut residuals)));
            both.values_mut()
                .for_each(|c| moved = moved.max(c.settle(BOTH_PENALTY, &mut residuals)));
            if moved < SETTLED {
                break;
            }
        }
        let mut worth = Self {
            askable: askable & !known,
            own: [0.0; MAX_ATTRIBUTES],
            both: vec![0.0; MAX_ATTRIBUTES * MAX_ATTRIBUTES],
        };
        for ((low, high), c) in both {
            worth.both[low * MAX_ATTRIBUTES + high] = c.value;
            worth.both[high * MAX_ATTRIBUTES + low] = c.value;
        }
        own.iter()
            .for_each(|(&attribute, c)| worth.own[attribute] = c.value);
        worth
    }

    /// What the asked attributes of a subset are worth, before damping.
    pub fn of_asked(&self, subset: Subset) -> f64 {
        let asked = subset & self.askable;
        subset::members(asked)
            .map(|high| self.added(asked & subset::first(high), high))
            .sum()
    }

    /// What an attribute is worth next to those of a subset.
    pub fn added(&self, subset: Subset, attribute: usize) -> f64 {
        let row = &self.both[attribute * MAX_ATTRIBUTES..];
        let both = subset::members(subset & self.askable).map(|other| row[other]);
        self.own[attribute] + BOTH_SHARE * both.sum::<f64>()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::Problem;

    /// Weights of a model that knows exactly what own worth and one pair are.
    fn rankings(own: &[f64], pair: (usize, usize), together: f64, states: &[Subset]) -> Rankings {
        let weights = |state: Subset| {
            let log = |a: usize| {
                let partner = if a == pair.0 { pair.1 } else { pair.0 };
                let beside = (a == pair.0 || a == pair.1) && subset::contains(state, partner);
                own[a] + if beside { together } else { 0.0 }
            };
            (0..own.len()).map(|a| libm::exp(log(a))).collect()
        };
        states
            .iter()
            .map(|&state| (state, Some(weights(state))))
            .collect()
    }

    #[test]
    fn rankings_of_single_states_tell_what_two_attributes_are_worth_together() {
        let own = [0.4, 0.2, 0.0, -0.2, -0.4];
        let states: Vec<Subset> = std::iter::once(0).chain((0..5).map(|a| 1 << a)).collect();
        let worth = Worth::of(0, 0b11111, &rankings(&own, (3, 4), 2.0, &states));
        let best =
            subset::choose(0b11111, 2).max_by(|a, b| worth.of_asked(*a).total_cmp(&worth.of_asked(*b)));
        assert_eq!(best, Some(0b11000));
        let alone = Worth::of(0, 0b11111, &rankings(&own, (3, 4), 2.0, &[0]));
        let best =
            subset::choose(0b11111, 2).max_by(|a, b| alone.of_asked(*a).total_cmp(&alone.of_asked(*b)));
        assert_eq!(best, Some(0b00011));
    }

    #[test]
    fn failed_and_flat_rankings_say_nothing() {
        let rankings = Rankings::from([(0, None), (1, Some(vec![2.0; 4]))]);
        let worth = Worth::of(0, 0b1111, &rankings);
        assert!(subset::choose(0b1111, 2).all(|set| worth.of_asked(set).abs() < 1e-9));
    }

    #[test]
    fn prefers_what_is_ranked_first_and_does_not_depend_on_scale() {
        let space = Space::of(&Problem {
            attributes: 5,
            depth: 3,
            ..Problem::default()
        })
        .unwrap();
        let rank = |factor: f64| {
            let weights = (1..=5).map(|a| factor * f64::from(a)).collect();
            feature(&space, &Rankings::from([(0, Some(weights))]))
        };
        let v = rank(1.0);
        assert!(v[space.number(0b10000)] > v[space.number(0b00001)]);
        assert!(v[space.number(0b11100)] > v[space.number(0b00111)]);
        rank(7.0)
            .iter()
            .zip(&v)
            .for_each(|(a, b)| assert!((a - b).abs() < 1e-6));
    }

    #[test]
    fn a_failed_ranking_says_nothing() {
        let space = Space::of(&Problem {
            attributes: 5,
            depth: 3,
            ..Problem::default()
        })
        .unwrap();
        let v = feature(&space, &Rankings::from([(0, None)]));
        assert!(v.iter().all(|x| *x == 0.0));
    }
}
