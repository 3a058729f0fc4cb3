//! Libraries of finished searches: what was learned from them, and what it says of the next query.

use crate::thrown;
use rookery_search::SearchError;
use rookery_search::error::ErrorCode;
use rookery_search::path_kg::transfer::{Carry, FinishedSearch, Fitted, MODELS, fit};
use wasm_bindgen::prelude::*;

/// Finished searches, gathered to be fitted.
#[wasm_bindgen(js_name = CoreLibrary)]
#[derive(Default)]
pub struct CoreLibrary {
    searches: Vec<FinishedSearch>,
}

#[wasm_bindgen(js_class = CoreLibrary)]
impl CoreLibrary {
    /// An empty one.
    #[wasm_bindgen(constructor)]
    pub fn new() -> CoreLibrary {
        Self::default()
    }

    /// Adds a search. `weights` holds one number for each attribute after the other, for one state after the other.
    #[allow(clippy::too_many_arguments)] // The fields of a finished search, flat: no object crosses the border.
    pub fn add(
        &mut self,
        domain: &str,
        embedding: &[f32],
        attributes: u32,
        depth: u32,
        known: u64,
        forbidden: u64,
        states: &[u64],
        weights: &[f64],
        subsets: &[u64],
        rewards: &[f64],
    ) -> Result<(), JsValue> {
        let width = attributes as usize;
        let fits = Some(weights.len()) == states.len().checked_mul(width) && subsets.len() == rewards.len();
        if width == 0 || !fits {
            let text = format!("library[{}]: the arrays do not fit together", self.searches.len());
            return Err(thrown(SearchError::new(ErrorCode::InvalidArgument, text)));
        }
        self.searches.push(FinishedSearch {
            domain: domain.to_owned(),
            embedding: embedding.iter().copied().map(f64::from).collect(),
            attributes: width,
            depth: depth as usize,
            known,
            forbidden,
            rankings: states
                .iter()
                .copied()
                .zip(weights.chunks_exact(width).map(<[f64]>::to_vec))
                .collect(),
            evaluations: subsets.iter().copied().zip(rewards.iter().copied()).collect(),
        });
        Ok(())
    }

    /// What they teach.
    pub fn fit(&self) -> Result<CoreFit, JsValue> {
        fit(&self.searches)
            .map(|fitted| CoreFit { fitted })
            .map_err(thrown)
    }
}

/// What a library taught.
#[wasm_bindgen(js_name = CoreFit)]
pub struct CoreFit {
    fitted: Fitted,
}

#[wasm_bindgen(js_class = CoreFit)]
impl CoreFit {
    /// From stored bytes.
    pub fn restore(bytes: &[u8]) -> Result<CoreFit, JsValue> {
        Fitted::from_bytes(bytes)
            .map(|fitted| Self { fitted })
            .map_err(thrown)
    }

    /// The bytes to store.
    pub fn save(&self) -> Result<Vec<u8>, JsValue> {
        self.fitted.to_bytes().map_err(thrown)
    }

    /// What is believed of a query before it is searched. An empty `carry` stands for none.
    pub fn prior(&self, domain: &str, embedding: &[f32], carry: &[f64]) -> Result<Vec<u8>, JsValue> {
        let embedding: Vec<f64> = embedding.iter().copied().map(f64::from).collect();
        carried(carry)
            .and_then(|carry| self.fitted.prior(domain, &embedding, &carry))
            .map_err(thrown)
    }

    /// What asking for each candidate is expected to bring, in the order of their bits: mean and standard deviation in turn.
    pub fn gains(
        &self,
        domain: &str,
        embedding: &[f32],
        known: u64,
        candidates: u64,
    ) -> Result<Vec<f64>, JsValue> {
        let embedding: Vec<f64> = embedding.iter().copied().map(f64::from).collect();
        let gains = self.fitted.gains(domain, &embedding, known, candidates);
        gains
            .map(|gains| gains.iter().flat_map(|g| [g.mean, g.deviation]).collect())
            .map_err(thrown)
    }

    /// What was learned, as JSON.
    pub fn report(&self) -> String {
        serde_json::to_string(&self.fitted.report()).unwrap_or_default()
    }
}

/// The log weights of the models after a search that ended with these log evidences. An empty `carry` stands for none.
#[wasm_bindgen(js_name = carryAfter)]
pub fn carry_after(carry: &[f64], evidence: &[f64]) -> Result<Vec<f64>, JsValue> {
    let after = || {
        let evidence = one_each("evidence", evidence)?;
        if let Some(bad) = evidence.iter().find(|x| !x.is_finite()) {
            return Err(SearchError::field(
                "evidence",
                format!("{bad} is not a finite number"),
            ));
        }
        Ok(carried(carry)?.after(evidence).logs().to_vec())
    };
    after().map_err(thrown)
}

/// The names of the models, in the order of their weights, as JSON.
#[wasm_bindgen(js_name = libraryModels)]
pub fn library_models() -> String {
    serde_json::to_string(&MODELS).unwrap_or_default()
}

fn carried(logs: &[f64]) -> Result<Carry, SearchError> {
    if logs.is_empty() {
        return Ok(Carry::default());
    }
    Carry::of(one_each("carry", logs)?)
}

fn one_each(field: &str, numbers: &[f64]) -> Result<[f64; MODELS.len()], SearchError> {
    numbers.try_into().map_err(|_| {
        let text = format!("has {} numbers, must have {}", numbers.len(), MODELS.len());
        SearchError::field(field, text)
    })
}
