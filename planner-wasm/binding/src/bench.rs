//! The paper's search with free answers, so that benches measure the core and not the border.

use crate::thrown;
use rookery_search::free_run::FreeRun;
use wasm_bindgen::prelude::*;

/// Tables of simulated problems and an engine to run over them.
#[wasm_bindgen(js_name = CoreFreeRun)]
pub struct CoreFreeRun {
    run: FreeRun,
}

#[wasm_bindgen(js_class = CoreFreeRun)]
impl CoreFreeRun {
    /// Lays out the problems.
    #[wasm_bindgen(constructor)]
    pub fn new(problems: u32, depth: u32, rollouts: u32, seed: u64) -> Result<CoreFreeRun, JsValue> {
        FreeRun::new(problems as usize, depth as usize, rollouts, seed)
            .map(|run| Self { run })
            .map_err(thrown)
    }

    /// Plans that many queries and returns a checksum of the paths.
    pub fn run(&mut self, queries: u32) -> f64 {
        self.run.run(queries)
    }
}
