//! A library's lesson: what its searches say of the next query.

use super::context::Contexts;
use super::finished::{Evidence, FinishedSearch, evidence};
use super::gains::{Gain, Gains};
use super::hyper;
use super::learning::regress;
use super::prior::{Carry, QueryPrior};
use super::regression::Shares;
use super::report::{self, Report};
use crate::error::{ErrorCode, SearchError};
use crate::path_kg::dense;
use crate::path_kg::features::{Group, Layout};
use crate::path_kg::space::MAX_ENUMERATED_ATTRIBUTES;
use crate::save;
use crate::subset::{self, Subset};
use serde::{Deserialize, Serialize};

/// Fitted to a library; kept with it and refitted as it grows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Fitted {
    attributes: usize,
    searches: u32,
    contexts: Contexts,
    mean: Vec<f64>,
    variance: Vec<f64>,
    roughness: f64,
    noise: f64,
    /// Mean of M: a row of context columns for each feature.
    effects: Vec<f64>,
    /// Upper triangle, row by row, of X with X X' the covariance of M. Single precision: it is small beside `variance`.
    factor: Vec<f32>,
    shares: Shares,
    /// Mean square of M x over the library, for each group.
    explained: Vec<f64>,
    /// What questions are expected to bring.
    gains: Gains,
}

/// Fits a library: checks it, learns amplitudes, roughness and noise, then how theta follows from domain and embedding.
pub fn fit(library: &[FinishedSearch]) -> Result<Fitted, SearchError> {
    let (indices, evidence): (Vec<usize>, Vec<Evidence>) = evidence(library)?.into_iter().unzip();
    let attributes = library[0].attributes;
    let layout = Layout::new(attributes);
    let contexts = Contexts::of(library);
    let mut hyper = hyper::learn(layout, &evidence);
    let rounding =
        || SearchError::internal("the library's fit has a matrix that is not positive definite to rounding");
    let (regression, statements) =
        regress(layout, library, &indices, &contexts, &evidence, &mut hyper).ok_or_else(rounding)?;
    let searches = evidence.len() as u32;
    let gains = Gains::learn(layout, library, &indices, &contexts, evidence).ok_or_else(rounding)?;
    let size = regression.mean.len();
    let rows = statements.iter().map(|statement| statement.context.as_slice());
    Ok(Fitted {
        attributes,
        searches,
        explained: report::explained(layout, &regression.mean, rows),
        contexts,
        mean: hyper.mean,
        variance: hyper.variance,
        roughness: hyper.roughness,
        noise: hyper.noise,
        effects: regression.mean,
        factor: (0..size)
            .flat_map(|row| &regression.factor[row * size + row..(row + 1) * size])
            .map(|x| *x as f32)
            .collect(),
        shares: regression.shares,
        gains,
    })
}

impl Fitted {
    /// What is believed of a query of that domain and embedding before it is searched, as bytes for
    /// [`crate::Search::with_library`].
    pub fn prior(&self, domain: &str, embedding: &[f64], carry: &Carry) -> Result<Vec<u8>, SearchError> {
        let x = self.row(domain, embedding)?;
        let moved: Vec<f64> = dense::times(&self.effects, &x);
        let spread = self.spread(&x);
        let width = self.mean.len();
        let mut covariance = dense::outer(&spread, &spread, spread.len() / width);
        for (i, variance) in self.variance.iter().enumerate() {
            covariance[i * width + i] += variance;
        }
        QueryPrior {
            attributes: self.attributes,
            mean: self.mean.iter().zip(&moved).map(|(m, d)| m + d).collect(),
            population: self.mean.clone(),
            covariance,
            roughness: self.roughness,
            noise: self.noise,
            carry: carry.clone(),
        }
        .to_bytes()
    }

    /// What asking for each of the candidates is expected to bring on top of what is known, in the order of their bits.
    pub fn gains(
        &self,
        domain: &str,
        embedding: &[f64],
        known: Subset,
        candidates: Subset,
    ) -> Result<Vec<Gain>, SearchError> {
        let x = self.row(domain, embedding)?;
        let all = subset::first(self.attributes);
        if (known | candidates) & !all != 0 {
            let text = format!("names attributes beyond the library's {}", self.attributes);
            return Err(SearchError::field("known", text));
        }
        let layout = Layout::new(self.attributes);
        Ok(self.gains.of(layout, &x, embedding, known, candidates))
    }

    fn row(&self, domain: &str, embedding: &[f64]) -> Result<Vec<f64>, SearchError> {
        let wanted = self.contexts.embedding();
        if embedding.len() != wanted || embedding.iter().any(|x| !x.is_finite()) {
            let text = format!("must be {wanted} finite numbers, has {}", embedding.len());
            return Err(SearchError::field("embedding", text));
        }
        Ok(self.contexts.row(domain, embedding))
    }

    /// (I (x) x)' X: its rows' products are the covariance of M x.
    fn spread(&self, x: &[f64]) -> Vec<f64> {
        let size = self.effects.len();
        let mut spread = vec![0.0; self.mean.len() * size];
        let mut rest = self.factor.as_slice();
        for row in 0..size {
            let (values, after) = rest.split_at(size - row);
            rest = after;
            let (feature, column) = (row / x.len(), row % x.len());
            if x[column] != 0.0 {
                let target = &mut spread[feature * size + row..(feature + 1) * size];
                target
                    .iter_mut()
                    .zip(values)
                    .for_each(|(t, v)| *t += x[column] * f64::from(*v));
            }
        }
        spread
    }

    /// What was learned, in words and numbers.
    pub fn report(&self) -> Report {
        report::of(
            Layout::new(self.attributes),
            self.searches,
            &self.mean,
            &self.variance,
            self.noise,
            &self.explained,
        )
    }

    /// The bytes to store.
    pub fn to_bytes(&self) -> Result<Vec<u8>, SearchError> {
        save::seal(self)
    }

    /// The inverse of [`Fitted::to_bytes`]; refuses what is damaged, of another version or something else.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, SearchError> {
        let fitted: Option<Self> = save::unseal(bytes).ok();
        fitted.filter(Self::sound).ok_or_else(|| {
            let text = "library fit: these bytes are not an intact fit of this version";
            SearchError::new(ErrorCode::DataLoss, text)
        })
    }

    /// Whether all parts fit together, so that nothing that reads them runs past an end.
    fn sound(&self) -> bool {
        if self.attributes == 0 || self.attributes > MAX_ENUMERATED_ATTRIBUTES || !self.contexts.sound() {
            return false;
        }
        let width = Layout::new(self.attributes).len();
        let size = width * self.contexts.width();
        let variances = self.variance.iter().chain([&self.roughness, &self.noise]);
        (self.mean.len(), self.variance.len(), self.effects.len()) == (width, width, size)
            && self.factor.len() == size * (size + 1) / 2
            && self
                .gains
                .sound(Layout::new(self.attributes), self.attributes, &self.contexts)
            && self.explained.len() == Group::ALL.len()
            && variances.clone().all(|x| *x > 0.0 && x.is_finite())
            && self.mean.iter().chain(&self.effects).all(|x| x.is_finite())
            && self.explained.iter().all(|x| *x >= 0.0 && x.is_finite())
            && self.factor.iter().all(|x| x.is_finite())
    }
}
