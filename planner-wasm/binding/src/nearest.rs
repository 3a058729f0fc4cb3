//! Exact nearest neighbours.

use crate::thrown;
use rookery_retrieval::{Matrix, MatrixError};
use rookery_search::SearchError;
use wasm_bindgen::prelude::*;

fn refused(error: MatrixError) -> JsValue {
    thrown(SearchError::field(error.field, error.description))
}

/// Vectors in memory, numbered in the order they were added.
#[wasm_bindgen(js_name = CoreMatrix)]
pub struct CoreMatrix {
    matrix: Matrix,
}

#[wasm_bindgen(js_class = CoreMatrix)]
impl CoreMatrix {
    /// An empty matrix.
    #[wasm_bindgen(constructor)]
    pub fn new(dimensions: u32) -> Result<CoreMatrix, JsValue> {
        let matrix = Matrix::new(dimensions as usize).map_err(refused)?;
        Ok(Self { matrix })
    }

    /// Adds rows, one after the other.
    pub fn add(&mut self, vectors: &[f32]) -> Result<(), JsValue> {
        self.matrix.add(vectors).map_err(refused)
    }

    /// Row numbers and cosines in turn, nearest first. Whole numbers up to 2^53 are exact here.
    pub fn nearest(&self, query: &[f32], limit: u32) -> Result<Vec<f64>, JsValue> {
        let found = self.matrix.nearest(query, limit as usize).map_err(refused)?;
        Ok(found
            .iter()
            .flat_map(|neighbour| [neighbour.row as f64, f64::from(neighbour.cosine)])
            .collect())
    }

    /// Number of rows.
    #[wasm_bindgen(getter)]
    pub fn rows(&self) -> u32 {
        self.matrix.rows() as u32
    }

    /// Bytes held for the rows.
    #[wasm_bindgen(getter)]
    pub fn memory(&self) -> f64 {
        self.matrix.memory() as f64
    }
}
