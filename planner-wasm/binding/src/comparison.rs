//! Comparisons of planners: blocks of searches, streams with a library, and what they sum up to.

use crate::thrown;
use rookery_search::compare::Setting;
use rookery_search::compare::arena::Arena;
use rookery_search::compare::block::{BlockOrder, CellOrder, Curves};
use rookery_search::compare::stream::{StreamCurves, StreamOrder};
use rookery_search::compare::summary::SummaryOrder;
use rookery_search::{Finding, Query, Question, SearchError};
use wasm_bindgen::prelude::*;

/// Curves of many searches, one after another.
#[wasm_bindgen(js_name = CoreCurves)]
pub struct CoreCurves {
    curves: Curves,
}

#[wasm_bindgen(js_class = CoreCurves)]
impl CoreCurves {
    /// Regret at each checkpoint.
    #[wasm_bindgen(getter)]
    pub fn regret(&self) -> Vec<f64> {
        self.curves.regret.clone()
    }

    /// The same for the mean over prefixes.
    #[wasm_bindgen(getter)]
    pub fn anytime(&self) -> Vec<f64> {
        self.curves.anytime.clone()
    }

    /// Evaluations of each search.
    #[wasm_bindgen(getter)]
    pub fn evaluations(&self) -> Vec<u32> {
        self.curves.evaluations.clone()
    }

    /// Rankings asked by each checkpoint.
    #[wasm_bindgen(getter)]
    pub fn rankings(&self) -> Vec<u32> {
        self.curves.rankings.clone()
    }
}

/// Plays a block of searches, described as JSON text.
#[wasm_bindgen(js_name = playBlock)]
pub fn play_block(order: &str) -> Result<CoreCurves, JsValue> {
    let curves = BlockOrder::from_json(order).and_then(|block| block.play());
    curves.map(|curves| CoreCurves { curves }).map_err(thrown)
}

/// A stream that was played.
#[wasm_bindgen(js_name = CoreStream)]
pub struct CoreStream {
    stream: StreamCurves,
}

#[wasm_bindgen(js_class = CoreStream)]
impl CoreStream {
    /// Planned without the library.
    #[wasm_bindgen(getter)]
    pub fn alone(&self) -> CoreCurves {
        let curves = self.stream.alone.clone();
        CoreCurves { curves }
    }

    /// Planned with it.
    #[wasm_bindgen(getter, js_name = withLibrary)]
    pub fn with_library(&self) -> CoreCurves {
        let curves = self.stream.with_library.clone();
        CoreCurves { curves }
    }

    /// Last regret of the reference.
    #[wasm_bindgen(getter)]
    pub fn reference(&self) -> Vec<f64> {
        self.stream.reference.clone()
    }

    /// Weights of the library's models after each search.
    #[wasm_bindgen(getter)]
    pub fn weights(&self) -> Vec<f64> {
        self.stream.weights.clone()
    }

    /// What the library taught, in words.
    #[wasm_bindgen(getter)]
    pub fn lesson(&self) -> String {
        self.stream.lesson.clone()
    }
}

/// Plays a stream, described as JSON text.
#[wasm_bindgen(js_name = playStream)]
pub fn play_stream(order: &str) -> Result<CoreStream, JsValue> {
    let stream = StreamOrder::from_json(order).and_then(|stream| stream.play());
    stream.map(|stream| CoreStream { stream }).map_err(thrown)
}

/// Says what is wrong with a stream, without playing it.
#[wasm_bindgen(js_name = checkStream)]
pub fn check_stream(order: &str) -> Result<(), JsValue> {
    StreamOrder::from_json(order)
        .and_then(|stream| stream.check())
        .map_err(thrown)
}

/// Sums curves up; the order and the result are JSON text.
#[wasm_bindgen(js_name = summarize)]
pub fn summarize(
    order: &str,
    loss: &[f64],
    anytime: &[f64],
    spent: &[f64],
    target: &[f64],
) -> Result<String, JsValue> {
    let summary = SummaryOrder::from_json(order).and_then(|order| order.of(loss, anytime, spent, target));
    summary
        .map(|summary| serde_json::to_string(&summary).unwrap_or_default())
        .map_err(thrown)
}

/// One problem of a cell for planners outside the core.
#[wasm_bindgen(js_name = CoreArena)]
pub struct CoreArena {
    arena: Arena,
    seed: u64,
    attributes: u32,
}

#[wasm_bindgen(js_class = CoreArena)]
impl CoreArena {
    /// The problem with that seed, in that repetition, of the cell described as JSON text.
    #[wasm_bindgen(constructor)]
    pub fn new(order: &str, problem: u64, repetition: u32) -> Result<CoreArena, JsValue> {
        let build = || -> Result<CoreArena, SearchError> {
            let setting = CellOrder::from_json(order)?.setting()?;
            let seed = Setting::search_seed(problem, repetition);
            let truth = setting.truth(problem, None)?;
            let arena = Arena::new(&setting.problem(seed), truth, setting.quality)?;
            let attributes = setting.world.attributes as u32;
            Ok(CoreArena {
                arena,
                seed,
                attributes,
            })
        };
        build().map_err(thrown)
    }

    /// The seed of the search.
    #[wasm_bindgen(getter)]
    pub fn seed(&self) -> u64 {
        self.seed
    }

    /// Number of attributes of the problem.
    #[wasm_bindgen(getter)]
    pub fn attributes(&self) -> u32 {
        self.attributes
    }

    /// The reward of an evaluation.
    pub fn reward(&self, id: u32, subset: u64) -> f64 {
        match self.answer(id, Query::Evaluate(subset)) {
            Finding::Reward(reward) => reward,
            _ => f64::NAN,
        }
    }

    /// The weights of a ranking.
    pub fn weights(&self, id: u32, state: u64) -> Vec<f64> {
        match self.answer(id, Query::Rank(state)) {
            Finding::Weights(weights) => weights,
            _ => Vec::new(),
        }
    }

    /// Regret and anytime regret of a path, given what is known after each step.
    pub fn regrets(&self, subsets: &[u64]) -> Result<Vec<f64>, JsValue> {
        let (regret, anytime) = self.arena.regrets(subsets).map_err(thrown)?;
        Ok(vec![regret, anytime])
    }
}

impl CoreArena {
    fn answer(&self, id: u32, query: Query) -> Finding {
        self.arena.answer(&Question { id, query }).finding
    }
}
