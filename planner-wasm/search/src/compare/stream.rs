//! What a library of finished searches brings, over a stream of problems: each is planned alone and with the library, and what
//! the library's models proved to be worth is carried from search to search.

use super::block::{CellOrder, Curves, read};
use super::{Contender, Setting};
use crate::error::SearchError;
use crate::path_kg::transfer::{Carry, FinishedSearch, Fitted, MODELS, fit};
use crate::random::{Random, mix};
use crate::search::Search;
use crate::world::{PriorQuality, Truth, World};
use serde::Deserialize;
use serde_json::Value;

/// The planner that learns from libraries.
const PLANNER: &str = "path-kg";
/// Problems of libraries begin here, those of streams below.
const LIBRARY_SEEDS: u64 = 1 << 32;
/// Evaluations of a search in the library.
const SHORTEST: u32 = 40;
const LONGEST: u32 = 80;
const MAX_LIBRARY: u32 = 2_000;
const MAX_PROBLEMS: u32 = 10_000;
const STRAY: u64 = 0x57_A4;

/// In which order problems arrive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Arrival {
    /// As they are drawn: domains and places take turns by chance.
    Mixed,
    /// One domain after another.
    ByDomain,
}

/// The finished searches a stream begins with, as JSON.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct LibraryOrder {
    /// Settings of the world they were done in.
    pub world: Value,
    /// How well its rankings knew it.
    pub prior: PriorQuality,
    /// How many there are.
    pub searches: u32,
}

/// Problems that have nothing to do with the library, as JSON.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct StrayOrder {
    /// Settings of the world they come from.
    pub world: Value,
    /// Their share of the stream, 0..1, by chance.
    pub share: f64,
}

/// One stream, as JSON.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StreamOrder {
    /// World, rankings, depth, checkpoints and batch of the stream.
    #[serde(flatten)]
    pub cell: CellOrder,
    /// The library.
    pub library: LibraryOrder,
    /// Strangers among the problems.
    pub stray: StrayOrder,
    /// Order of the problems.
    pub arrival: Arrival,
    /// Parameters of path-kg.
    pub parameters: Value,
    /// Seed of the first problem; the others follow it.
    pub first_problem: u64,
    /// Number of problems.
    pub problems: u32,
    /// Planned on the same problems without a library: whose last regret is to be reached.
    pub reference: ReferenceOrder,
}

/// Another planner on the problems of a stream, as JSON.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ReferenceOrder {
    /// Its name.
    pub planner: String,
    /// Its parameters.
    pub parameters: Value,
    /// Its evaluations.
    pub budget: u32,
}

/// A stream after it was played.
#[derive(Debug, Clone, PartialEq)]
pub struct StreamCurves {
    /// Without the library.
    pub alone: Curves,
    /// With it.
    pub with_library: Curves,
    /// Regret of the reference after its budget.
    pub reference: Vec<f64>,
    /// Weights of the models after each search, [`MODELS`] by problem.
    pub weights: Vec<f64>,
    /// What the library taught, in words.
    pub lesson: String,
}

struct Arrived {
    truth: Truth,
    seed: u64,
}

impl StreamOrder {
    /// Reads an order from JSON text.
    pub fn from_json(json: &str) -> Result<Self, SearchError> {
        let order: Self = read("stream", json)?;
        if order.library.searches == 0 || order.library.searches > MAX_LIBRARY {
            let text = format!("{} is not in 1..{MAX_LIBRARY}", order.library.searches);
            return Err(SearchError::field("library.searches", text));
        }
        if order.problems == 0 || order.problems > MAX_PROBLEMS {
            let text = format!("{} is not in 1..{MAX_PROBLEMS}", order.problems);
            return Err(SearchError::field("problems", text));
        }
        if !(0.0..=1.0).contains(&order.stray.share) {
            return Err(SearchError::field(
                "stray.share",
                format!("{} is not in 0..1", order.stray.share),
            ));
        }
        Ok(order)
    }

    /// Plays the stream.
    pub fn play(&self) -> Result<StreamCurves, SearchError> {
        let setting = self.cell.setting()?;
        let fitted = self.fitted(&setting)?;
        let last = Setting {
            checkpoints: vec![self.reference.budget.max(1)],
            ..setting.clone()
        };
        let reference = Contender {
            planner: self.reference.planner.clone(),
            parameters: self.reference.parameters.to_string(),
        };
        let parameters = self.parameters.to_string();
        let mut curves = StreamCurves {
            alone: Curves::default(),
            with_library: Curves::default(),
            reference: Vec::with_capacity(self.problems as usize),
            weights: Vec::with_capacity(MODELS.len() * self.problems as usize),
            lesson: fitted.report().summary,
        };
        let mut carry = Carry::default();
        for Arrived { truth, seed } in self.arrivals(&setting)? {
            let problem = setting.problem(seed);
            let mut alone = Search::new(problem.clone(), PLANNER, &parameters)?;
            curves.alone.push(&setting.play(&mut alone, &truth)?);

            let prior = fitted.prior(&domain(&truth), &truth.embedding(), &carry)?;
            let mut search = Search::with_library(problem, PLANNER, &parameters, &prior)?;
            curves.with_library.push(&setting.play(&mut search, &truth)?);
            let mut evidence = [0.0; MODELS.len()];
            for (sum, model) in evidence.iter_mut().zip(search.models()) {
                *sum = model.log_evidence;
                curves.weights.push(model.weight);
            }
            carry = carry.after(evidence);

            let mut other = Search::new(last.problem(seed), &reference.planner, &reference.parameters)?;
            curves.reference.extend(last.play(&mut other, &truth)?.regret);
        }
        Ok(curves)
    }

    /// Whether it could be played: everything but the playing.
    pub fn check(&self) -> Result<(), SearchError> {
        let setting = self.cell.setting()?;
        self.arrival(&setting, &self.stray_world()?, self.first_problem)?;
        World::from_json(&self.library.world.to_string()).map_err(|error| of("library", error))?;
        Search::new(setting.problem(0), PLANNER, &self.parameters.to_string())?;
        let reference = self.reference.parameters.to_string();
        Search::new(setting.problem(0), &self.reference.planner, &reference)
            .map_err(|error| of("reference", error))?;
        Ok(())
    }

    fn stray_world(&self) -> Result<World, SearchError> {
        World::from_json(&self.stray.world.to_string()).map_err(|error| of("stray", error))
    }

    fn arrivals(&self, setting: &Setting) -> Result<Vec<Arrived>, SearchError> {
        let stray = self.stray_world()?;
        let seeds = self.first_problem..self.first_problem + u64::from(self.problems);
        let mut arrived = seeds
            .map(|seed| self.arrival(setting, &stray, seed))
            .collect::<Result<Vec<_>, _>>()?;
        if self.arrival == Arrival::ByDomain {
            arrived.sort_by_key(|arrived| arrived.truth.context().domain);
        }
        Ok(arrived)
    }

    fn arrival(&self, setting: &Setting, stray: &World, seed: u64) -> Result<Arrived, SearchError> {
        let strays = Random::new(mix(&[seed, STRAY])).unit() < self.stray.share;
        let world = if strays { stray } else { &setting.world };
        let truth = world.problem(seed, None)?;
        Ok(Arrived { truth, seed })
    }

    fn fitted(&self, setting: &Setting) -> Result<Fitted, SearchError> {
        let world =
            World::from_json(&self.library.world.to_string()).map_err(|error| of("library", error))?;
        let finished = (0..u64::from(self.library.searches))
            .map(|index| self.finished(setting, &world, self.library_seed(index)))
            .collect::<Result<Vec<_>, _>>()?;
        fit(&finished)
    }

    /// Streams that begin at different problems have nothing in common in their libraries.
    fn library_seed(&self, index: u64) -> u64 {
        LIBRARY_SEEDS + self.first_problem * u64::from(MAX_LIBRARY) + index
    }

    fn finished(&self, setting: &Setting, world: &World, seed: u64) -> Result<FinishedSearch, SearchError> {
        let budget = SHORTEST + Random::new(mix(&[seed])).below(LONGEST - SHORTEST + 1);
        let setting = Setting {
            world: world.clone(),
            quality: self.library.prior,
            checkpoints: vec![budget],
            ..setting.clone()
        };
        let truth = setting.truth(seed, None)?;
        let mut search = Search::new(setting.problem(seed), PLANNER, &self.parameters.to_string())?;
        setting.play(&mut search, &truth)?;
        Ok(FinishedSearch::of(
            search.problem(),
            search.trace(),
            &domain(&truth),
            &truth.embedding(),
        ))
    }
}

fn domain(truth: &Truth) -> String {
    format!("domain {}", truth.context().domain)
}

/// The error with its fields under a name.
fn of(name: &str, error: SearchError) -> SearchError {
    if error.violations.is_empty() {
        return SearchError::new(error.code, format!("{name}: {}", error.message));
    }
    let named = error
        .violations
        .into_iter()
        .map(|violation| crate::error::Violation {
            field: format!("{name}.{}", violation.field),
            ..violation
        });
    SearchError::fields(named.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn order(changes: &[(&str, &str)]) -> StreamOrder {
        let cell = r#""world":{"sharedShare":0.67},"prior":"good","depth":3,"checkpoints":[0,10],"batch":5"#;
        let rest = r#""library":{"world":{"sharedShare":0.67},"prior":"good","searches":12},"stray":{"world":{"seed":9},"share":0},
            "arrival":"mixed","parameters":{"tolerance":0},"firstProblem":100,"problems":9,
            "reference":{"planner":"raise-mcts","parameters":{},"budget":30}"#;
        let mut text = format!("{{{cell},{rest}}}");
        for (from, to) in changes {
            assert!(text.contains(from));
            text = text.replace(from, to);
        }
        StreamOrder::from_json(&text).unwrap()
    }

    #[test]
    fn a_stream_plays_each_problem_alone_with_the_library_and_with_the_reference() {
        let played = order(&[]).play().unwrap();
        assert_eq!(played.alone.regret.len(), 18);
        assert_eq!(played.with_library.regret.len(), 18);
        assert_eq!(played.reference.len(), 9);
        let sums: Vec<f64> = played.weights.chunks_exact(3).map(|w| w.iter().sum()).collect();
        assert!(sums.len() == 9 && sums.iter().all(|sum| (sum - 1.0).abs() < 1e-9));
        assert_eq!(order(&[]).play().unwrap(), played);
        // Without the library, path-kg plays what a block plays.
        let setting = order(&[]).cell.setting().unwrap();
        let alone = Contender {
            planner: "path-kg".to_owned(),
            parameters: r#"{"tolerance":0}"#.to_owned(),
        };
        assert_eq!(
            setting.compete(&alone, 104, 104).unwrap().regret,
            played.alone.regret[8..10]
        );
    }

    #[test]
    fn problems_arrive_by_domain_or_as_drawn_and_strays_come_from_elsewhere() {
        let (mixed, sorted) = (order(&[]), order(&[(r#""mixed""#, r#""byDomain""#)]));
        let domains = |order: &StreamOrder| -> Vec<u32> {
            let arrived = order.arrivals(&order.cell.setting().unwrap()).unwrap();
            arrived.iter().map(|a| a.truth.context().domain).collect()
        };
        assert!(domains(&sorted).is_sorted());
        assert!(!domains(&mixed).is_sorted());
        let some = order(&[
            (r#""share":0"#, r#""share":0.5"#),
            (r#""problems":9"#, r#""problems":400"#),
        ]);
        let setting = some.cell.setting().unwrap();
        let strays = some.arrivals(&setting).unwrap();
        let count = strays
            .iter()
            .filter(|a| a.truth != setting.truth(a.seed, None).unwrap())
            .count();
        assert!((150..250).contains(&count), "{count}");
    }

    #[test]
    fn what_is_wrong_is_named() {
        let field = |from: &str, to: &str| {
            order(&[(from, to)]).check().unwrap_err().violations[0]
                .field
                .clone()
        };
        assert_eq!(field(r#"{"seed":9}"#, r#"{"seed":-9}"#), "stray.world.seed");
        assert_eq!(
            field(r#"{"tolerance":0}"#, r#"{"tolerance":9}"#),
            "parameters.tolerance"
        );
        assert_eq!(
            field(r#""parameters":{},"#, r#""parameters":{"x":1},"#),
            "reference.parameters.x"
        );
        assert!(order(&[]).check().is_ok());
        assert!(StreamOrder::from_json("{}").is_err());
    }
}
