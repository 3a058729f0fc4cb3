//! Searches.

use crate::thrown;
use rookery_search::error::ErrorCode;
use rookery_search::trace::TraceEntry;
use rookery_search::{Answer, Finding, Problem, Query, Question, Search, SearchError};
use serde_json::{Value, json};
use wasm_bindgen::prelude::*;

const EVALUATE: u8 = 0;
const RANK: u8 = 1;
const REWARD: u8 = 0;
const WEIGHTS: u8 = 1;
const FAILED: u8 = 2;

/// One running search.
#[wasm_bindgen(js_name = CoreSearch)]
pub struct CoreSearch {
    search: Search,
}

/// A batch of questions as parallel arrays.
#[wasm_bindgen(js_name = CoreQuestions)]
pub struct CoreQuestions {
    questions: Vec<Question>,
}

#[wasm_bindgen(js_class = CoreQuestions)]
impl CoreQuestions {
    /// The names.
    #[wasm_bindgen(getter)]
    pub fn ids(&self) -> Vec<u32> {
        self.questions.iter().map(|q| q.id).collect()
    }

    /// 0 = evaluate, 1 = rank.
    #[wasm_bindgen(getter)]
    pub fn kinds(&self) -> Vec<u8> {
        self.questions
            .iter()
            .map(|q| {
                if matches!(q.query, Query::Evaluate(_)) {
                    EVALUATE
                } else {
                    RANK
                }
            })
            .collect()
    }

    /// The subset to evaluate or the state to rank at.
    #[wasm_bindgen(getter)]
    pub fn masks(&self) -> Vec<u64> {
        self.questions.iter().map(|q| mask(q.query)).collect()
    }
}

fn mask(query: Query) -> u64 {
    let (Query::Evaluate(mask) | Query::Rank(mask)) = query;
    mask
}

#[wasm_bindgen(js_class = CoreSearch)]
impl CoreSearch {
    /// Starts a search; `parameters` is JSON text, empty for the defaults. Empty `costs`: asking costs nothing. `prior`: what
    /// a library says of this query (see `CoreFit`); empty for none.
    #[allow(clippy::too_many_arguments)] // The fields of a problem, flat: no object crosses the border.
    #[wasm_bindgen(constructor)]
    pub fn new(
        attributes: u32,
        depth: u32,
        budget: u32,
        known: u64,
        forbidden: u64,
        seed: u64,
        costs: &[f64],
        planner: &str,
        parameters: &str,
        prior: &[u8],
    ) -> Result<CoreSearch, JsValue> {
        let problem = Problem {
            attributes: attributes as usize,
            depth: depth as usize,
            budget,
            known,
            forbidden,
            seed,
            costs: costs.to_vec(),
        };
        let begun = if prior.is_empty() {
            Search::new(problem, planner, parameters)
        } else {
            Search::with_library(problem, planner, parameters, prior)
        };
        begun.map(|search| Self { search }).map_err(thrown)
    }

    /// Continues a saved search.
    pub fn restore(bytes: &[u8]) -> Result<CoreSearch, JsValue> {
        Search::restore(bytes)
            .map(|search| Self { search })
            .map_err(thrown)
    }

    /// Everything needed to continue.
    pub fn save(&self) -> Result<Vec<u8>, JsValue> {
        self.search.save().map_err(thrown)
    }

    /// At most `max` new questions.
    pub fn ask(&mut self, max: u32) -> Result<CoreQuestions, JsValue> {
        self.search
            .ask(max as usize)
            .map(|questions| CoreQuestions { questions })
            .map_err(thrown)
    }

    /// Questions that wait for an answer.
    #[wasm_bindgen(js_name = openQuestions)]
    pub fn open_questions(&self) -> CoreQuestions {
        CoreQuestions {
            questions: self.search.open_questions(),
        }
    }

    /// Tells a batch, all or none. `kinds`: 0 = reward (takes the next of `rewards`), 1 = weights (takes the next
    /// `attributes` of `weights`), 2 = failed.
    pub fn tell(
        &mut self,
        ids: &[u32],
        kinds: &[u8],
        rewards: &[f64],
        weights: &[f64],
    ) -> Result<(), JsValue> {
        let attributes = self.search.problem().attributes;
        let answers = answers(ids, kinds, rewards, weights, attributes).map_err(thrown)?;
        self.search.tell(&answers).map_err(thrown)
    }

    /// True when nothing will be asked any more and no answer is awaited.
    #[wasm_bindgen(getter)]
    pub fn finished(&self) -> bool {
        self.search.finished()
    }

    /// Number of attributes of the problem.
    #[wasm_bindgen(getter)]
    pub fn attributes(&self) -> u32 {
        self.search.problem().attributes as u32
    }

    /// The budget of the problem.
    #[wasm_bindgen(getter)]
    pub fn budget(&self) -> u32 {
        self.search.problem().budget
    }

    /// The planner's name.
    #[wasm_bindgen(getter)]
    pub fn planner(&self) -> String {
        self.search.planner_name().to_owned()
    }

    /// The best path so far as JSON.
    #[wasm_bindgen(js_name = bestPath)]
    pub fn best_path(&self) -> String {
        serde_json::to_string(&self.search.best_path()).unwrap_or_default()
    }

    /// The subset behind every step of the best path.
    #[wasm_bindgen(js_name = bestPathMasks)]
    pub fn best_path_masks(&self) -> Vec<u64> {
        self.search.best_path().steps.iter().map(|s| s.subset).collect()
    }

    /// The models the planner weighs against each other, as JSON.
    pub fn models(&self) -> String {
        serde_json::to_string(&self.search.models()).unwrap_or_default()
    }

    /// How far the search is, as JSON.
    pub fn progress(&self) -> String {
        serde_json::to_string(&self.search.progress()).unwrap_or_default()
    }

    /// Everything asked and told, as JSON; masks as decimal text, because JSON numbers lose bits beyond 2^53.
    pub fn trace(&self) -> String {
        let entries: Vec<Value> = self.search.trace().iter().map(entry).collect();
        Value::Array(entries).to_string()
    }
}

fn entry(entry: &TraceEntry) -> Value {
    match entry {
        TraceEntry::Asked(Question { id, query }) => {
            let kind = if matches!(query, Query::Evaluate(_)) {
                "evaluate"
            } else {
                "rank"
            };
            json!({ "id": id, "asked": kind, "mask": mask(*query).to_string() })
        }
        TraceEntry::Told(Answer { id, finding }) => match finding {
            Finding::Reward(reward) => json!({ "id": id, "told": "reward", "reward": reward }),
            Finding::Weights(weights) => json!({ "id": id, "told": "weights", "weights": weights }),
            Finding::Failed => json!({ "id": id, "told": "failed" }),
        },
    }
}

fn answers(
    ids: &[u32],
    kinds: &[u8],
    mut rewards: &[f64],
    mut weights: &[f64],
    attributes: usize,
) -> Result<Vec<Answer>, SearchError> {
    let short = || {
        SearchError::new(
            ErrorCode::InvalidArgument,
            "answers: the arrays do not fit together",
        )
    };
    if ids.len() != kinds.len() {
        return Err(short());
    }
    let mut answers = Vec::with_capacity(ids.len());
    for (&id, &kind) in ids.iter().zip(kinds) {
        let finding = match kind {
            REWARD => {
                let (first, rest) = rewards.split_first().ok_or_else(short)?;
                rewards = rest;
                Finding::Reward(*first)
            }
            WEIGHTS => {
                let (first, rest) = weights.split_at_checked(attributes).ok_or_else(short)?;
                weights = rest;
                Finding::Weights(first.to_vec())
            }
            FAILED => Finding::Failed,
            _ => return Err(short()),
        };
        answers.push(Answer { id, finding });
    }
    if rewards.is_empty() && weights.is_empty() {
        Ok(answers)
    } else {
        Err(short())
    }
}
