//! Planners on the same simulated problems: how far is the path they would return, after so many evaluations, from the
//! best there is? Pure: one call plays one search to its end; a caller who compares a thousand of them spreads the calls over
//! threads and hands the curves to [`statistics`].

pub mod arena;
pub mod block;
mod oracle;
pub mod statistics;
pub mod stream;
pub mod summary;

use crate::error::SearchError;
use crate::problem::Problem;
use crate::question::{Answer, Finding, Query};
use crate::random::mix;
use crate::search::Search;
use crate::world::{Context, PriorQuality, Truth, World};
use arena::Arena;

/// The task that all planners of a comparison face.
#[derive(Debug, Clone, PartialEq)]
pub struct Setting {
    /// The simulated truth.
    pub world: World,
    /// How well the rankings know it.
    pub quality: PriorQuality,
    /// Attributes a path asks for.
    pub depth: usize,
    /// Evaluations after which the path is looked at, ascending; the last is the budget.
    pub checkpoints: Vec<u32>,
    /// Questions asked at once.
    pub batch: usize,
}

/// A planner with its parameters as JSON text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contender {
    /// Name in the registry.
    pub planner: String,
    /// Empty for the defaults.
    pub parameters: String,
}

/// What one search would have returned at each checkpoint. A search that stopped earlier keeps its last path.
#[derive(Debug, Clone, PartialEq)]
pub struct Curve {
    /// Value of the best subset a path can end in minus that of the path's end (score points, not negative).
    pub regret: Vec<f64>,
    /// The same for the mean over all prefixes of the path.
    pub anytime: Vec<f64>,
    /// Rankings asked by each checkpoint.
    pub rankings: Vec<u32>,
    /// Evaluations told until it stopped.
    pub evaluations: u32,
}

impl Setting {
    /// The truth of a problem; without a context one is drawn from its seed.
    pub fn truth(&self, problem_seed: u64, context: Option<Context>) -> Result<Truth, SearchError> {
        self.world.problem(problem_seed, context)
    }

    /// The search problem; its seed is the planner's, so that repetitions of a problem differ.
    pub fn problem(&self, seed: u64) -> Problem {
        Problem {
            attributes: self.world.attributes as usize,
            depth: self.depth,
            budget: self.checkpoints.last().copied().unwrap_or(1).max(1),
            seed,
            ..Problem::default()
        }
    }

    /// The seed of a repetition of a problem, of 32 bits: the first has the problem's own.
    pub fn search_seed(problem_seed: u64, repetition: u32) -> u64 {
        match repetition {
            0 => problem_seed,
            _ => mix(&[problem_seed, u64::from(repetition)]) >> 32,
        }
    }

    /// Checks the task, apart from the world and the planner.
    pub fn validate(&self) -> Result<(), SearchError> {
        if self.checkpoints.is_empty() || self.checkpoints.windows(2).any(|pair| pair[0] >= pair[1]) {
            return Err(SearchError::field(
                "checkpoints",
                "must be ascending, one at least",
            ));
        }
        if self.batch == 0 {
            return Err(SearchError::field("batch", "0 is not in 1..256"));
        }
        self.problem(0).validate()
    }

    /// Plays one search against a truth. Refuses problems whose paths cannot be enumerated: their best is not known.
    pub fn play(&self, search: &mut Search, truth: &Truth) -> Result<Curve, SearchError> {
        let arena = Arena::new(search.problem(), truth.clone(), self.quality)?;
        let mut curve = Curve {
            regret: Vec::with_capacity(self.checkpoints.len()),
            anytime: Vec::with_capacity(self.checkpoints.len()),
            rankings: Vec::with_capacity(self.checkpoints.len()),
            evaluations: 0,
        };
        let mut told = 0;
        while let Some(&checkpoint) = self.checkpoints.get(curve.regret.len()) {
            let questions = search.ask(self.batch)?;
            // At checkpoint 0 the path is looked at once rankings are told and the first evaluation is due.
            let evaluates = questions.iter().any(|q| matches!(q.query, Query::Evaluate(_)));
            if questions.is_empty() || (told == checkpoint && evaluates) {
                Self::note(&mut curve, &arena, search)?;
            }
            let mut answers: Vec<Answer> = questions.iter().map(|question| arena.answer(question)).collect();
            while !answers.is_empty() {
                // Chosen as a batch, told up to the checkpoint that lies within it.
                let next = self.checkpoints.iter().find(|at| **at > told);
                let rest = answers.split_off(bringing(&answers, next.map(|at| at - told)));
                search.tell(&answers)?;
                answers = rest;
                told = search.progress().evaluations_told;
                if self.checkpoints.get(curve.regret.len()) == Some(&told) && told > 0 {
                    Self::note(&mut curve, &arena, search)?;
                }
            }
        }
        curve.evaluations = search.progress().evaluations_told;
        Ok(curve)
    }

    /// Starts the contender on a problem and plays it: `seed` is the planner's and the evaluations' luck.
    pub fn compete(&self, contender: &Contender, problem_seed: u64, seed: u64) -> Result<Curve, SearchError> {
        let truth = self.truth(problem_seed, None)?;
        let mut search = Search::new(self.problem(seed), &contender.planner, &contender.parameters)?;
        self.play(&mut search, &truth)
    }

    fn note(curve: &mut Curve, arena: &Arena, search: &Search) -> Result<(), SearchError> {
        let subsets: Vec<_> = search.best_path().steps.iter().map(|step| step.subset).collect();
        let (regret, anytime) = arena.regrets(&subsets)?;
        curve.regret.push(regret);
        curve.anytime.push(anytime);
        curve.rankings.push(search.progress().rankings_asked);
        Ok(())
    }
}

/// How many of the answers, from the first on, bring that many rewards; all where they bring fewer.
fn bringing(answers: &[Answer], rewards: Option<u32>) -> usize {
    let mut left = rewards.unwrap_or(u32::MAX);
    let last = answers.iter().position(|answer| {
        left -= u32::from(matches!(answer.finding, Finding::Reward(_)));
        left == 0
    });
    last.map_or(answers.len(), |last| last + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn setting() -> Setting {
        Setting {
            world: World::from_json("").unwrap(),
            quality: PriorQuality::Good,
            depth: 3,
            checkpoints: vec![0, 10, 40],
            batch: 8,
        }
    }

    fn contender(planner: &str, parameters: &str) -> Contender {
        Contender {
            planner: planner.to_owned(),
            parameters: parameters.to_owned(),
        }
    }

    #[test]
    fn curves_have_every_checkpoint_and_fall() {
        let setting = setting();
        let kg = contender("path-kg", r#"{"tolerance":0}"#);
        let curves: Vec<Curve> = (0..30)
            .map(|seed| setting.compete(&kg, seed, seed).unwrap())
            .collect();
        assert!(curves.iter().all(|c| c.regret.len() == 3 && c.evaluations == 40));
        // Eleven rankings and some along the recommended path, which may change on the way.
        assert!(
            curves
                .iter()
                .all(|c| c.rankings[0] > 11 && c.rankings.is_sorted())
        );
        assert!(
            curves
                .iter()
                .flat_map(|c| c.regret.iter().chain(&c.anytime))
                .all(|r| *r >= 0.0)
        );
        let mean = |at: usize| curves.iter().map(|c| c.regret[at]).sum::<f64>();
        assert!(mean(2) < mean(0));
    }

    /// Sixteen are chosen before any is told: a checkpoint within them changes nothing of what is chosen.
    #[test]
    fn checkpoints_do_not_cut_batches() {
        let kg = contender("path-kg", r#"{"tolerance":0}"#);
        let play = |checkpoints: &[u32]| {
            let setting = Setting {
                checkpoints: checkpoints.to_vec(),
                batch: 16,
                ..setting()
            };
            setting.compete(&kg, 3, 3).unwrap()
        };
        let (few, many) = (play(&[32]), play(&[1, 10, 16, 20, 32]));
        assert_eq!(few.regret[0], many.regret[4]);
        assert_eq!(few.anytime[0], many.anytime[4]);
        assert_eq!((many.regret.len(), many.evaluations), (5, 32));
    }

    #[test]
    fn one_that_stops_early_keeps_its_path() {
        let lazy = contender("path-kg", r#"{"tolerance":4,"minEvaluations":1}"#);
        let curve = setting().compete(&lazy, 1, 1).unwrap();
        assert!(curve.evaluations < 40);
        assert_eq!(curve.regret.len(), 3);
    }

    #[test]
    fn the_same_seeds_give_the_same_curve() {
        let mcts = contender("raise-mcts", "");
        let play = || setting().compete(&mcts, 4, 9).unwrap();
        assert_eq!(play(), play());
    }
}
