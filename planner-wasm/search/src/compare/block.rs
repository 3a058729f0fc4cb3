//! Many searches of one contender at once: what one task of a comparison plays.

use super::{Contender, Curve, Setting};
use crate::error::SearchError;
use crate::world::{PriorQuality, World};
use serde::Deserialize;
use serde_json::Value;

/// The most searches of a block: its curves are held at once.
const MAX_SEARCHES: u64 = 100_000;

/// The task that all contenders of a cell face, as JSON.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CellOrder {
    /// Settings of the world.
    pub world: Value,
    /// How well the rankings know it.
    pub prior: PriorQuality,
    /// Attributes a path asks for.
    pub depth: usize,
    /// Evaluations after which the path is looked at, ascending.
    pub checkpoints: Vec<u32>,
    /// Questions asked at once.
    pub batch: usize,
}

impl CellOrder {
    /// Reads an order from JSON text.
    pub fn from_json(json: &str) -> Result<Self, SearchError> {
        read("cell", json)
    }

    /// The checked setting.
    pub fn setting(&self) -> Result<Setting, SearchError> {
        let setting = Setting {
            world: World::from_json(&self.world.to_string())?,
            quality: self.prior,
            depth: self.depth,
            checkpoints: self.checkpoints.clone(),
            batch: self.batch,
        };
        setting.validate()?;
        Ok(setting)
    }
}

/// Problems of one cell to be played by one contender, as JSON.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BlockOrder {
    /// The cell.
    #[serde(flatten)]
    pub cell: CellOrder,
    /// Name of the planner.
    pub planner: String,
    /// Its parameters.
    pub parameters: Value,
    /// Seed of the first problem; the others follow it.
    pub first_problem: u64,
    /// Number of problems.
    pub problems: u32,
    /// Searches of each problem.
    pub repetitions: u32,
}

/// Curves of many searches, one after another: problem by problem, repetition by repetition.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Curves {
    /// Regret at each checkpoint.
    pub regret: Vec<f64>,
    /// The same for the mean over prefixes.
    pub anytime: Vec<f64>,
    /// Rankings asked by each checkpoint.
    pub rankings: Vec<u32>,
    /// Evaluations of each search.
    pub evaluations: Vec<u32>,
}

impl Curves {
    /// Adds a search.
    pub fn push(&mut self, curve: &Curve) {
        self.regret.extend(&curve.regret);
        self.anytime.extend(&curve.anytime);
        self.rankings.extend(&curve.rankings);
        self.evaluations.push(curve.evaluations);
    }
}

/// Reads an order; the error names its kind.
pub(super) fn read<'a, T: Deserialize<'a>>(what: &str, json: &'a str) -> Result<T, SearchError> {
    serde_json::from_str(json).map_err(|error| SearchError::field(what, error.to_string()))
}

impl BlockOrder {
    /// Reads an order from JSON text.
    pub fn from_json(json: &str) -> Result<Self, SearchError> {
        read("block", json)
    }

    /// Plays all searches of the block. The first thing that is wrong ends it: all have the same settings.
    pub fn play(&self) -> Result<Curves, SearchError> {
        let searches = u64::from(self.problems) * u64::from(self.repetitions);
        if searches > MAX_SEARCHES {
            let text = format!("{searches} searches are not in 1..{MAX_SEARCHES}");
            return Err(SearchError::field("problems", text));
        }
        let setting = self.cell.setting()?;
        let contender = Contender {
            planner: self.planner.clone(),
            parameters: self.parameters.to_string(),
        };
        let mut curves = Curves::default();
        for problem in self.first_problem..self.first_problem + u64::from(self.problems) {
            for repetition in 0..self.repetitions {
                let seed = Setting::search_seed(problem, repetition);
                curves.push(&setting.compete(&contender, problem, seed)?);
            }
        }
        Ok(curves)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn order(extra: &str) -> String {
        let cell =
            r#""world":{"family":"additive"},"prior":"poor","depth":3,"checkpoints":[0,6,20],"batch":4"#;
        format!(
            r#"{{{cell},"planner":"uct","parameters":{{}},"firstProblem":7,"problems":3,"repetitions":2{extra}}}"#
        )
    }

    #[test]
    fn a_block_is_its_searches_one_by_one() {
        let block = BlockOrder::from_json(&order("")).unwrap();
        let curves = block.play().unwrap();
        assert_eq!(curves.evaluations, vec![20; 6]);
        let setting = block.cell.setting().unwrap();
        let contender = Contender {
            planner: "uct".to_owned(),
            parameters: String::new(),
        };
        let last = setting
            .compete(&contender, 9, Setting::search_seed(9, 1))
            .unwrap();
        assert_eq!(curves.regret[15..], last.regret);
        assert_eq!(curves.anytime[15..], last.anytime);
        let first = setting.compete(&contender, 7, 7).unwrap();
        assert_eq!(curves.regret[..3], first.regret);
    }

    #[test]
    fn what_is_wrong_is_named() {
        let wrong = |from: &str, to: &str| {
            let block = BlockOrder::from_json(&order("").replace(from, to)).unwrap();
            block.play().unwrap_err()
        };
        assert_eq!(wrong("[0,6,20]", "[6,6]").violations[0].field, "checkpoints");
        assert_eq!(wrong("additive", "flat").violations[0].field, "world.family");
        assert!(wrong("uct", "who").message.contains("known are"));
        assert_eq!(
            wrong("{}", r#"{"oops":1}"#).violations[0].field,
            "parameters.oops"
        );
        assert!(
            BlockOrder::from_json("{}")
                .unwrap_err()
                .message
                .starts_with("block: ")
        );
    }
}
