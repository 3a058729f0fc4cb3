//! The features of an end: 1, its attributes, its pairs where they are wanted, and the sum of its standardised log weights
//! in the ranking of the first state.

use crate::path_kg::ranking::standardise;
use crate::problem::Problem;
use crate::subset::{self, MAX_ATTRIBUTES, Subset};

/// Beyond this many askable attributes there are no pairs: their matrices would take seconds.
const MOST_WITH_PAIRS: usize = 24;

/// Which features there are.
#[derive(Debug, Clone)]
pub struct Features {
    askable: Subset,
    /// Number of each askable attribute among them.
    numbers: [usize; MAX_ATTRIBUTES],
    width: usize,
    pairs: bool,
    /// Standardised log weight of each attribute of the problem; empty without a ranking.
    ranking: Vec<f64>,
}

/// The kinds of features, whose coefficients have a spread of their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The constant.
    Level,
    /// One attribute.
    Main,
    /// Two attributes.
    Pair,
    /// The ranking.
    Ranking,
}

impl Features {
    /// Those of a problem's ends, without a ranking.
    pub fn new(problem: &Problem, pairs: bool) -> Self {
        let askable = problem.askable();
        let mut numbers = [0; MAX_ATTRIBUTES];
        subset::members(askable)
            .enumerate()
            .for_each(|(number, a)| numbers[a] = number);
        let width = subset::size(askable);
        Self {
            askable,
            numbers,
            width,
            pairs: pairs && width <= MOST_WITH_PAIRS,
            ranking: Vec::new(),
        }
    }

    /// The same with the ranking's weights, one for each attribute of the problem.
    pub fn with_ranking(&self, weights: &[f64]) -> Self {
        let open: Vec<usize> = subset::members(self.askable).collect();
        let told: Vec<f64> = open.iter().map(|&a| weights[a]).collect();
        let mut ranking = vec![0.0; weights.len()];
        open.iter()
            .zip(standardise(&told))
            .for_each(|(&a, z)| ranking[a] = z);
        Self {
            ranking,
            ..self.clone()
        }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        1 + self.width + self.pair_count() + usize::from(!self.ranking.is_empty())
    }

    /// The kind of each.
    pub fn kinds(&self) -> Vec<Kind> {
        let mains = 1..=self.width;
        let pairs = self.width + 1..=self.width + self.pair_count();
        let kind = |feature| match feature {
            0 => Kind::Level,
            i if mains.contains(&i) => Kind::Main,
            i if pairs.contains(&i) => Kind::Pair,
            _ => Kind::Ranking,
        };
        (0..self.len()).map(kind).collect()
    }

    /// The features of a subset that are not 0, with their values.
    pub fn row(&self, subset: Subset) -> Vec<(usize, f64)> {
        let inside = subset & self.askable;
        let mut row = vec![(0, 1.0)];
        for a in subset::members(inside) {
            row.push((1 + self.numbers[a], 1.0));
        }
        if self.pairs {
            for high in subset::members(inside) {
                for low in subset::members(inside & subset::first(high)) {
                    row.push((self.pair(self.numbers[low], self.numbers[high]), 1.0));
                }
            }
        }
        if !self.ranking.is_empty() {
            row.push((
                self.len() - 1,
                subset::members(inside).map(|a| self.ranking[a]).sum(),
            ));
        }
        row
    }

    /// What a subset is worth under these coefficients.
    pub fn value(&self, coefficients: &[f64], subset: Subset) -> f64 {
        let inside = subset & self.askable;
        let mut value = coefficients[0];
        for high in subset::members(inside) {
            value += coefficients[1 + self.numbers[high]];
            if self.pairs {
                let lows = subset::members(inside & subset::first(high));
                let pairs = lows.map(|low| coefficients[self.pair(self.numbers[low], self.numbers[high])]);
                value += pairs.sum::<f64>();
            }
        }
        if !self.ranking.is_empty() {
            let ranked: f64 = subset::members(inside).map(|a| self.ranking[a]).sum();
            value += ranked * coefficients[self.len() - 1];
        }
        value
    }

    fn pair_count(&self) -> usize {
        if self.pairs {
            self.width * self.width.saturating_sub(1) / 2
        } else {
            0
        }
    }

    fn pair(&self, low: usize, high: usize) -> usize {
        1 + self.width + high * (high - 1) / 2 + low
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_attribute_and_pair_has_a_feature_of_its_own() {
        let problem = Problem {
            attributes: 6,
            known: 0b100,
            ..Problem::default()
        };
        let features = Features::new(&problem, true).with_ranking(&[1.0, 2.0, 3.0, 4.0, 5.0, 6.0]);
        let kinds = features.kinds();
        let count = |kind| kinds.iter().filter(|k| **k == kind).count();
        assert_eq!(
            (count(Kind::Main), count(Kind::Pair), count(Kind::Ranking)),
            (5, 10, 1)
        );
        let whole = features.row(0b11_1111);
        let distinct: BTreeSet<usize> = whole.iter().map(|(i, _)| *i).collect();
        assert_eq!((whole.len(), distinct.len()), (17, 17));
        let coefficients: Vec<f64> = (0..features.len()).map(|i| (i as f64).sin()).collect();
        let product: f64 = features
            .row(0b10_1111)
            .iter()
            .map(|(i, x)| coefficients[*i] * x)
            .sum();
        assert!((features.value(&coefficients, 0b10_1111) - product).abs() < 1e-12);
        // The known attribute is part of every end and tells nothing.
        assert_eq!(features.row(0b100).len(), 2);
        assert!(whole.last().unwrap().1.abs() < 1e-9);
    }
}
