//! The simulated truth.

use crate::thrown;
use rookery_search::SearchError;
use rookery_search::world::{self, Context, Directions, PriorQuality, Skill, Truth, World};
use wasm_bindgen::prelude::*;

/// A world.
#[wasm_bindgen(js_name = CoreWorld)]
pub struct CoreWorld {
    world: World,
    directions: Directions,
}

/// The truth of one problem.
#[wasm_bindgen(js_name = CoreTruth)]
pub struct CoreTruth {
    truth: Truth,
}

fn skill(baseline: f64, leverage: f64) -> Result<Skill, JsValue> {
    let skill = Skill { baseline, leverage };
    skill.validate().map_err(thrown)?;
    Ok(skill)
}

fn triple(quality: &[f64]) -> Result<[f64; 3], JsValue> {
    let fits = <[f64; 3]>::try_from(quality)
        .ok()
        .filter(|q| q.iter().all(|x| (1.0..=5.0).contains(x)));
    fits.ok_or_else(|| thrown(SearchError::field("quality", "must be three numbers in 1..5")))
}

#[wasm_bindgen(js_class = CoreWorld)]
impl CoreWorld {
    /// Reads the settings from JSON text.
    #[wasm_bindgen(constructor)]
    pub fn new(settings: &str) -> Result<CoreWorld, JsValue> {
        World::from_json(settings)
            .map(|world| Self {
                directions: Directions::new(world.seed),
                world,
            })
            .map_err(thrown)
    }

    /// Number of attributes.
    #[wasm_bindgen(getter)]
    pub fn attributes(&self) -> u32 {
        self.world.attributes as u32
    }

    /// The problem with that seed; an empty `latent` draws the context from the seed.
    pub fn problem(&self, seed: u64, domain: u32, latent: &[f64]) -> Result<CoreTruth, JsValue> {
        let context = (!latent.is_empty()).then(|| Context {
            domain,
            latent: latent.to_vec(),
        });
        self.world
            .problem_along(&self.directions, seed, context)
            .map(|truth| CoreTruth { truth })
            .map_err(thrown)
    }

    /// The quality of one sampled answer around the deserved one.
    pub fn answer(&self, deserved: &[f64], known: u64, sample_seed: u64) -> Result<Vec<f64>, JsValue> {
        Ok(world::answer(&self.world, triple(deserved)?, known, sample_seed).to_vec())
    }

    /// A judge's whole scores for an answer of that quality.
    pub fn judge(&self, quality: &[f64], known: u64, sample_seed: u64) -> Result<Vec<u8>, JsValue> {
        Ok(world::judge(&self.world, triple(quality)?, known, sample_seed).to_vec())
    }
}

#[wasm_bindgen(js_class = CoreTruth)]
impl CoreTruth {
    /// The deserved score of every subset, for a model of that skill.
    pub fn values(&self, masks: &[u64], baseline: f64, leverage: f64) -> Result<Vec<f64>, JsValue> {
        let skill = skill(baseline, leverage)?;
        Ok(masks
            .iter()
            .map(|mask| self.truth.value_for(*mask, skill))
            .collect())
    }

    /// The three deserved dimensions.
    pub fn dimensions(&self, known: u64, baseline: f64, leverage: f64) -> Result<Vec<f64>, JsValue> {
        Ok(self.truth.dimensions(known, skill(baseline, leverage)?).to_vec())
    }

    /// The whole scores of one evaluation.
    pub fn observe(
        &self,
        known: u64,
        baseline: f64,
        leverage: f64,
        sample_seed: u64,
    ) -> Result<Vec<u8>, JsValue> {
        Ok(self
            .truth
            .observe(known, skill(baseline, leverage)?, sample_seed)
            .to_vec())
    }

    /// Prior weights: quality 0 = good, 1 = poor, 2 = misleading, 3 = constant.
    pub fn prior(&self, known: u64, quality: u8) -> Vec<f64> {
        let quality = match quality {
            0 => PriorQuality::Good,
            1 => PriorQuality::Poor,
            2 => PriorQuality::Misleading,
            _ => PriorQuality::Constant,
        };
        self.truth.prior(known, quality)[..self.truth.attributes()].to_vec()
    }

    /// The most valuable subset of `size` attributes of `askable` on top of `known`.
    pub fn best(&self, known: u64, askable: u64, size: u32) -> Result<u64, JsValue> {
        if askable.count_ones() > 20 {
            let text = format!(
                "{} attributes are too many to enumerate, at most 20",
                askable.count_ones()
            );
            return Err(thrown(SearchError::field("askable", text)));
        }
        Ok(self.truth.best(known, askable, size as usize).0)
    }

    /// The problem's domain, 0..6.
    #[wasm_bindgen(getter)]
    pub fn domain(&self) -> u32 {
        self.truth.context().domain
    }

    /// What an embedder would see of the latent vector.
    pub fn embedding(&self) -> Vec<f64> {
        self.truth.embedding().to_vec()
    }
}
