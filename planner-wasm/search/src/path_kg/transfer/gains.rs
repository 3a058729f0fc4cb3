//! What asking for one more attribute is expected to bring for a query, given what is known: the library's answer to "which
//! question now?", without a model being asked. Fitted apart from what searches begin with, because nobody has ranked the
//! attributes of this query: here the rankings of the library's searches explain nothing.

use super::context::Contexts;
use super::finished::{Evidence, FinishedSearch};
use super::hyper;
use super::learning::regress;
use super::meaning::{self, Meaning};
use super::summary::Summary;
use crate::path_kg::dense;
use crate::path_kg::features::{Group, Layout, fill_row};
use crate::subset::{self, Subset};
use serde::{Deserialize, Serialize};

/// What a question is expected to bring, score points.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Gain {
    /// Expected.
    pub mean: f64,
    /// Standard deviation between queries like this one.
    pub deviation: f64,
}

/// Fitted to a library.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Gains {
    mean: Vec<f64>,
    variance: Vec<f64>,
    /// A row of context columns for each feature.
    effects: Vec<f64>,
    meaning: Meaning,
}

impl Gains {
    /// Learns from the searches that `indices` name; none where a matrix is not positive definite to rounding.
    pub fn learn(
        layout: Layout,
        library: &[FinishedSearch],
        indices: &[usize],
        contexts: &Contexts,
        mut evidence: Vec<Evidence>,
    ) -> Option<Self> {
        let ranking = layout.len() - 1;
        for one in &mut evidence {
            one.features
                .chunks_exact_mut(layout.len())
                .for_each(|row| row[ranking] = 0.0);
        }
        let mut hyper = hyper::learn(layout, &evidence);
        let regression = regress(layout, library, indices, contexts, &evidence, &mut hyper)?.0;
        let summaries: Vec<Summary> = evidence
            .iter()
            .map(|one| Summary::of(one, hyper.roughness, hyper.noise))
            .collect::<Option<_>>()?;
        let searches: Vec<(&FinishedSearch, &Summary)> = indices
            .iter()
            .map(|&index| &library[index])
            .zip(&summaries)
            .collect();
        let meaning = meaning::learn(layout, contexts, &searches, &hyper, |search| {
            regression.moved(&contexts.row(&search.domain, &search.embedding))
        })?;
        Some(Self {
            mean: hyper.mean,
            variance: hyper.variance,
            effects: regression.mean,
            meaning,
        })
    }

    /// The gain of each candidate on top of what is known, in the order of their bits.
    pub fn of(
        &self,
        layout: Layout,
        context: &[f64],
        embedding: &[f64],
        known: Subset,
        candidates: Subset,
    ) -> Vec<Gain> {
        let moved = dense::times(&self.effects, context);
        let mut theta: Vec<f64> = self.mean.iter().zip(&moved).map(|(m, d)| m + d).collect();
        let mains = (0..layout.len()).filter(|&feature| layout.group(feature) == Group::Main);
        mains
            .zip(self.meaning.of(embedding))
            .for_each(|(feature, more)| theta[feature] += more);
        let row = |set: Subset| {
            let mut row = vec![0.0; layout.len()];
            fill_row(layout, set, subset::size(set), 0.0, &mut row);
            row
        };
        let before = row(known);
        subset::members(candidates & !known)
            .map(|attribute| {
                let change: Vec<f64> = row(known | 1 << attribute)
                    .iter()
                    .zip(&before)
                    .map(|(after, before)| after - before)
                    .collect();
                let squares = change.iter().zip(&self.variance).map(|(x, v)| x * x * v);
                Gain {
                    mean: dense::product(&change, &theta),
                    deviation: libm::sqrt(squares.sum()),
                }
            })
            .collect()
    }

    /// Whether all parts fit together.
    pub fn sound(&self, layout: Layout, attributes: usize, contexts: &Contexts) -> bool {
        let width = layout.len();
        (self.mean.len(), self.variance.len()) == (width, width)
            && self.effects.len() == width * contexts.width()
            && self.variance.iter().all(|x| *x >= 0.0 && x.is_finite())
            && self.mean.iter().chain(&self.effects).all(|x| x.is_finite())
            && self.meaning.sound(attributes, contexts.embedding())
    }
}
