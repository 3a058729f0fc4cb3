//! Thin WebAssembly binding of `rookery-search`: masks cross as 64-bit arrays, rewards and weights as float arrays,
//! descriptions as JSON text. Errors are thrown as the JSON text of a `SearchError`; the TypeScript face gives
//! them their class. Nothing here decides anything.
#![forbid(unsafe_code)]

mod bench;
mod comparison;
mod library;
mod nearest;
mod search;
mod world;

use rookery_search::SearchError;
use wasm_bindgen::prelude::*;

/// A search error as the text that is thrown.
fn thrown(error: SearchError) -> JsValue {
    JsValue::from_str(&serde_json::to_string(&error).unwrap_or(error.message))
}

/// The descriptions of all planners as JSON.
#[wasm_bindgen(js_name = planners)]
pub fn planners() -> String {
    rookery_search::registry::list_json()
}

/// The descriptions of a world's settings as JSON.
#[wasm_bindgen(js_name = worldParameters)]
pub fn world_parameters() -> String {
    serde_json::to_string(rookery_search::world::WORLD_PARAMETERS).unwrap_or_default()
}
