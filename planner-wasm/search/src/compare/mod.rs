//! Planners on the same simulated problems: how far is the path they would return, after so many evaluations, from the
//! best there is? Pure: one call plays one search to its end; who compares a thousand of them spreads the calls over
//! threads and hands the curves to [`statistics`].

mod oracle;
pub mod statistics;

use crate::error::SearchError;
use crate::problem::Problem;
use crate::question::{Answer, Finding, Query, Question};
use crate::random::mix;
use crate::search::Search;
use crate::world::{Context, PriorQuality, Truth, World};
use oracle::Oracle;

/// Separates the luck of evaluations from that of planners.
const LUCK: u64 = 0x10CC;

/// What all planners of a comparison are set.
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
    /// Evaluations told until it stopped.
    pub evaluations: u32,
    /// Rankings asked.
    pub rankings: u32,
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

    /// Plays one search against a truth. Refuses problems whose paths cannot be enumerated: their best is not known.
    pub fn play(&self, search: &mut Search, truth: &Truth) -> Result<Curve, SearchError> {
        let oracle = Oracle::of(search.problem(), truth)?;
        let mut curve = Curve {
            regret: Vec::with_capacity(self.checkpoints.len()),
            anytime: Vec::with_capacity(self.checkpoints.len()),
            evaluations: 0,
            rankings: 0,
        };
        let luck = mix(&[search.problem().seed, LUCK]);
        let mut told = 0;
        while let Some(&checkpoint) = self.checkpoints.get(curve.regret.len()) {
            let next = self.checkpoints.iter().find(|c| **c > told).copied();
            let room = next.unwrap_or(told + 1) - told;
            let questions = search.ask(self.batch.min(room as usize))?;
            // At checkpoint 0 the path is looked at once rankings are told and the first evaluation is due.
            let evaluates = questions.iter().any(|q| matches!(q.query, Query::Evaluate(_)));
            if questions.is_empty() || (told == checkpoint && evaluates) {
                self.note(&mut curve, &oracle, search);
            }
            let answers: Vec<Answer> = questions
                .iter()
                .map(|question| self.answer(truth, question, luck))
                .collect();
            search.tell(&answers)?;
            told = search.progress().evaluations_told;
            if self.checkpoints.get(curve.regret.len()) == Some(&told) && told > 0 {
                self.note(&mut curve, &oracle, search);
            }
        }
        curve.evaluations = search.progress().evaluations_told;
        curve.rankings = search.progress().rankings_asked;
        Ok(curve)
    }

    /// Starts the contender on a problem and plays it: `seed` is the planner's and the evaluations' luck.
    pub fn compete(&self, contender: &Contender, problem_seed: u64, seed: u64) -> Result<Curve, SearchError> {
        let truth = self.truth(problem_seed, None)?;
        let mut search = Search::new(self.problem(seed), &contender.planner, &contender.parameters)?;
        self.play(&mut search, &truth)
    }

    fn note(&self, curve: &mut Curve, oracle: &Oracle, search: &Search) {
        let (regret, anytime) = oracle.regrets(&search.best_path());
        curve.regret.push(regret);
        curve.anytime.push(anytime);
    }

    fn answer(&self, truth: &Truth, question: &Question, luck: u64) -> Answer {
        let finding = match question.query {
            Query::Evaluate(subset) => {
                Finding::Reward(truth.reward(subset, mix(&[luck, u64::from(question.id)])))
            }
            Query::Rank(state) => {
                Finding::Weights(truth.prior(state, self.quality)[..truth.attributes()].to_vec())
            }
        };
        Answer {
            id: question.id,
            finding,
        }
    }
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
        assert!(
            curves
                .iter()
                .all(|c| c.regret.len() == 3 && c.evaluations == 40 && c.rankings == 11)
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
