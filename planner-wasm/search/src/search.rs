//! One search: a problem, a planner, and the rules that hold for every planner.

use crate::error::{ErrorCode, SearchError};
use crate::path::PathEstimate;
use crate::planner::{Desk, ModelWeight, Planner};
use crate::problem::Problem;
use crate::question::{Answer, Finding, Query, Question, QuestionId};
use crate::registration::Registration;
use crate::registry;
use crate::save;
use crate::subset;
use crate::trace::TraceEntry;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How far a search is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Progress {
    /// Evaluations asked so far; never more than the budget.
    pub evaluations_asked: u32,
    /// Rewards told so far.
    pub evaluations_told: u32,
    /// Evaluations told as failed.
    pub evaluations_failed: u32,
    /// Rankings asked so far.
    pub rankings_asked: u32,
    /// Rankings told, failed ones included.
    pub rankings_told: u32,
}

/// A running search. See the crate's documentation for the protocol.
pub struct Search {
    problem: Problem,
    registration: &'static Registration,
    parameters: String,
    planner: Box<dyn Planner>,
    ledger: Ledger,
}

/// What the search itself remembers.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
struct Ledger {
    open: BTreeMap<QuestionId, Query>,
    trace: Vec<TraceEntry>,
    progress: Progress,
    asked: u32,
    exhausted: bool,
}

#[derive(Serialize, Deserialize)]
struct Saved {
    problem: Problem,
    planner: String,
    parameters: String,
    ledger: Ledger,
    state: Vec<u8>,
}

impl Search {
    /// Starts a search with the planner of that name. `parameters` is JSON text, empty for the defaults.
    pub fn new(problem: Problem, planner: &str, parameters: &str) -> Result<Self, SearchError> {
        problem.validate()?;
        let registration = registry::find(planner)?;
        let most = registration.info.most_attributes;
        if problem.attributes > most {
            let text = format!("planner {planner}: {} is not in 1..{most}", problem.attributes);
            return Err(SearchError::field("problem.attributes", text));
        }
        let planner = (registration.create)(&problem, parameters)?;
        let weighs_costs = planner
            .model_based()
            .is_some_and(|planner| planner.weighs_costs());
        if !problem.costs.is_empty() && !weighs_costs {
            let text = format!("planner {} does not weigh costs", registration.info.name);
            return Err(SearchError::field("problem.costs", text));
        }
        Ok(Self {
            problem,
            registration,
            parameters: parameters.to_owned(),
            planner,
            ledger: Ledger::default(),
        })
    }

    /// Starts a search that begins with what a library of finished searches says of this query: the bytes of
    /// [`crate::path_kg::transfer::Fitted::prior`]. Refused by planners that do not learn from libraries.
    pub fn with_library(
        problem: Problem,
        planner: &str,
        parameters: &str,
        prior: &[u8],
    ) -> Result<Self, SearchError> {
        let search = Self::new(problem, planner, parameters)?;
        let planner = match search.planner.model_based() {
            Some(planner) => planner.with_library(prior)?,
            None => {
                let text = "this planner does not learn from finished searches";
                return Err(SearchError::field("library", text));
            }
        };
        Ok(Self { planner, ..search })
    }

    /// Continues a saved search.
    pub fn restore(bytes: &[u8]) -> Result<Self, SearchError> {
        let saved: Saved = save::unseal(bytes)?;
        saved.problem.validate()?;
        let registration = registry::find(&saved.planner)?;
        let planner = (registration.restore)(&saved.problem, &saved.parameters, &saved.state)?;
        Ok(Self {
            problem: saved.problem,
            registration,
            parameters: saved.parameters,
            planner,
            ledger: saved.ledger,
        })
    }

    /// Everything needed to continue bit for bit elsewhere.
    pub fn save(&self) -> Result<Vec<u8>, SearchError> {
        save::seal(&Saved {
            problem: self.problem.clone(),
            planner: self.registration.info.name.to_owned(),
            parameters: self.parameters.clone(),
            ledger: self.ledger.clone(),
            state: self.planner.save()?,
        })
    }

    /// At most `max` new questions. Empty when answers are awaited or the search is finished.
    pub fn ask(&mut self, max: usize) -> Result<Vec<Question>, SearchError> {
        if max == 0 || self.finished() {
            return Ok(Vec::new());
        }
        let left = self.problem.budget - self.ledger.progress.evaluations_asked;
        let mut desk = Desk::new(max, left, self.ledger.asked + 1);
        self.planner.ask(&mut desk);
        let questions = desk.close();
        for question in &questions {
            self.check_rules(question)?;
            self.ledger.open.insert(question.id, question.query);
            self.ledger.trace.push(TraceEntry::Asked(*question));
            self.ledger.asked = question.id;
            match question.query {
                Query::Evaluate(_) => self.ledger.progress.evaluations_asked += 1,
                Query::Rank(_) => self.ledger.progress.rankings_asked += 1,
            }
        }
        self.ledger.exhausted = questions.is_empty() && self.ledger.open.is_empty();
        Ok(questions)
    }

    /// Takes answers, all or none: when one is refused, nothing of the batch has been told.
    pub fn tell(&mut self, answers: &[Answer]) -> Result<(), SearchError> {
        let mut seen = BTreeMap::new();
        for answer in answers {
            let query = self
                .ledger
                .open
                .get(&answer.id)
                .filter(|_| seen.insert(answer.id, ()).is_none());
            let query = query.ok_or_else(|| {
                SearchError::new(
                    ErrorCode::NotFound,
                    format!("answer to question {}: no such question is open", answer.id),
                )
            })?;
            self.check_answer(answer, *query)?;
        }
        for answer in answers {
            let Some(query) = self.ledger.open.remove(&answer.id) else {
                continue;
            };
            let progress = &mut self.ledger.progress;
            match (query, &answer.finding) {
                (Query::Rank(_), _) => progress.rankings_told += 1,
                (Query::Evaluate(_), Finding::Failed) => progress.evaluations_failed += 1,
                (Query::Evaluate(_), _) => progress.evaluations_told += 1,
            }
            self.ledger.trace.push(TraceEntry::Told(answer.clone()));
            self.planner.tell(answer.id, &answer.finding)?;
        }
        Ok(())
    }

    /// True when nothing will be asked any more and no answer is awaited.
    pub fn finished(&self) -> bool {
        let done = self.ledger.exhausted
            || self.planner.satisfied()
            || self.ledger.progress.evaluations_asked >= self.problem.budget
            || self.problem.path_length() == 0;
        done && self.ledger.open.is_empty()
    }

    /// The best path so far.
    pub fn best_path(&self) -> PathEstimate {
        self.planner.best_path()
    }

    /// The models the planner weighs against each other; empty for planners without any.
    pub fn models(&self) -> Vec<ModelWeight> {
        let model_based = self.planner.model_based();
        model_based.map(|planner| planner.models()).unwrap_or_default()
    }

    /// How far the search is.
    pub fn progress(&self) -> Progress {
        self.ledger.progress
    }

    /// Questions that wait for an answer, oldest first.
    pub fn open_questions(&self) -> Vec<Question> {
        self.ledger
            .open
            .iter()
            .map(|(&id, &query)| Question { id, query })
            .collect()
    }

    /// Everything asked and told so far, in order.
    pub fn trace(&self) -> &[TraceEntry] {
        &self.ledger.trace
    }

    /// The problem searched.
    pub fn problem(&self) -> &Problem {
        &self.problem
    }

    /// The planner's name.
    pub fn planner_name(&self) -> &'static str {
        self.registration.info.name
    }

    /// A planner may only ask about subsets a path could have.
    fn check_rules(&self, question: &Question) -> Result<(), SearchError> {
        let (Query::Evaluate(mask) | Query::Rank(mask)) = question.query;
        let inside = mask & !(self.problem.askable() | self.problem.known) == 0;
        let size = subset::size(mask & !self.problem.known);
        if inside && mask & self.problem.known == self.problem.known && size <= self.problem.path_length() {
            return Ok(());
        }
        Err(SearchError::internal(format!(
            "planner {} asked question {} about a subset no path of the problem has",
            self.registration.info.name, question.id
        )))
    }

    fn check_answer(&self, answer: &Answer, query: Query) -> Result<(), SearchError> {
        let refuse = |what: String| {
            Err(SearchError::field(
                format!("answer to question {}", answer.id),
                what,
            ))
        };
        match (&answer.finding, query) {
            (Finding::Failed, _) => Ok(()),
            (Finding::Reward(reward), Query::Evaluate(_)) if *reward >= 1.0 && *reward <= 5.0 => Ok(()),
            (Finding::Reward(reward), Query::Evaluate(_)) => {
                refuse(format!("reward {reward} is not in 1..5"))
            }
            (Finding::Weights(weights), Query::Rank(state)) => {
                if weights.len() != self.problem.attributes {
                    let (given, wanted) = (weights.len(), self.problem.attributes);
                    return refuse(format!("{given} weights for {wanted} attributes"));
                }
                if let Some(bad) = weights.iter().find(|w| !(w.is_finite() && **w >= 0.0)) {
                    return refuse(format!("weight {bad} is not a finite number of at least 0"));
                }
                let open = self.problem.askable() & !state;
                if subset::members(open).all(|a| weights[a] == 0.0) {
                    return refuse("no unasked attribute has a weight above 0".to_owned());
                }
                Ok(())
            }
            (Finding::Reward(_), Query::Rank(_)) => {
                refuse("a ranking was asked, a reward was told".to_owned())
            }
            (Finding::Weights(_), Query::Evaluate(_)) => {
                refuse("a reward was asked, weights were told".to_owned())
            }
        }
    }
}
