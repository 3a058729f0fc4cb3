//! `path-kg`: a Gaussian process over subsets, and a knowledge gradient over whole paths that says what to evaluate
//! next. What is seen of one subset is believed of related ones; the comparison (docs/planners) says what that is worth.

mod amplitudes;
mod belief;
pub(crate) mod covariance;
pub(crate) mod dense;
mod enumerated;
mod features;
mod gradient;
mod learning;
mod library;
mod model;
mod observations;
pub mod parameters;
pub(crate) mod paths;
mod posterior;
pub(crate) mod ranking;
pub(crate) mod rule;
pub(crate) mod space;
mod surrogate;
pub mod transfer;
mod wide;
pub(crate) mod worth;

use crate::error::SearchError;
use crate::parameter;
use crate::path::PathEstimate;
use crate::planner::{Desk, ModelBased, ModelWeight, Planner};
use crate::problem::Problem;
use crate::question::{Finding, QuestionId};
use crate::registration::{PlannerInfo, Registration, Started};
use crate::replay::Record;
use crate::save;
use crate::subset::{self, MAX_ATTRIBUTES, Subset};
use library::Library;
use parameters::{PARAMETERS, Parameters};
use ranking::Rankings;
use rule::Rule;
use serde::{Deserialize, Serialize};
use space::Space;
use std::collections::BTreeMap;
use surrogate::Surrogate;

/// How the registry knows `path-kg`.
pub const REGISTRATION: Registration = Registration {
    info: PlannerInfo {
        name: "path-kg",
        title: "Gaussian process over subsets with a knowledge gradient over paths",
        description: "Learns what attributes are worth from every evaluation at once and evaluates what is expected to \
                      improve the best path most; stops when more regret than its tolerance is unlikely. Up to 14 askable \
                      attributes and 1,500 subsets it keeps all of them; beyond, only what it evaluated.",
        parameters: PARAMETERS,
        presets: &[],
        most_attributes: MAX_ATTRIBUTES,
    },
    create: |problem, json| Ok(Box::new(PathKg::new(problem, read(json)?, Rule::Gradient, None))),
    restore: |problem, json, state| restore(problem, json, Rule::Gradient, state),
};

/// How the registry knows `gp-ei`.
pub const GP_EI: Registration = Registration {
    info: PlannerInfo {
        name: "gp-ei",
        title: "Expected improvement on path-kg's Gaussian process",
        description: "The belief of path-kg with the most common rule of Bayesian optimisation (Jones, Schonlau and Welch 1998): \
                      evaluates the whole subset that is expected to exceed the best believed one most.",
        parameters: PARAMETERS,
        presets: &[],
        most_attributes: MAX_ATTRIBUTES,
    },
    create: |problem, json| {
        Ok(Box::new(PathKg::new(
            problem,
            read(json)?,
            Rule::Improvement,
            None,
        )))
    },
    restore: |problem, json, state| restore(problem, json, Rule::Improvement, state),
};

/// How the registry knows `gp-thompson`.
pub const GP_THOMPSON: Registration = Registration {
    info: PlannerInfo {
        name: "gp-thompson",
        title: "Thompson sampling on path-kg's Gaussian process",
        description: "The belief of path-kg with Thompson's rule (1933; Russo et al. 2018): evaluates the best whole subset of a \
                      function drawn from the posterior.",
        parameters: PARAMETERS,
        presets: &[],
        most_attributes: MAX_ATTRIBUTES,
    },
    create: |problem, json| Ok(Box::new(PathKg::new(problem, read(json)?, Rule::Thompson, None))),
    restore: |problem, json, state| restore(problem, json, Rule::Thompson, state),
};

/// How likely, by the draws, the regret may be above the tolerance where a search stops: the tail is asked, as the mean hides it.
const RISK: f64 = 0.2;
/// So many evaluations told allow one under way: what a batch chooses blindly is small beside what is known.
const TOLD_FOR_ONE: u32 = 4;

fn read(json: &str) -> Result<Parameters, SearchError> {
    parameter::read("parameters", json, PARAMETERS, &[])
}

fn restore(problem: &Problem, json: &str, rule: Rule, state: &[u8]) -> Started {
    let saved: Saved = save::unpack(state)?;
    let library = saved.library.map(|bytes| Library::read(&bytes, problem));
    let mut planner = PathKg::new(problem, read(json)?, rule, library.transpose()?);
    saved.record.replay(&mut planner)?;
    Ok(Box::new(planner))
}

#[derive(Serialize, Deserialize)]
struct Saved {
    library: Option<Vec<u8>>,
    record: Record,
}

struct PathKg {
    problem: Problem,
    parameters: Parameters,
    rule: Rule,
    library: Option<Library>,
    record: Record,
    /// States that are still to be ranked, last first.
    to_rank: Vec<Subset>,
    /// How many more states on the way of the recommended path may be ranked.
    on_the_way: u64,
    ranking: BTreeMap<QuestionId, Subset>,
    rankings: Rankings,
    evaluating: BTreeMap<QuestionId, Subset>,
    /// Whether evaluations were asked.
    begun: bool,
    told: u32,
    /// From the first rankings on.
    surrogate: Option<Surrogate>,
    satisfied: bool,
}

impl PathKg {
    fn new(problem: &Problem, parameters: Parameters, rule: Rule, library: Option<Library>) -> Self {
        let mut to_rank = states_to_rank(problem, &parameters);
        // Whoever runs searches refuses more: those nearest to what is known come first.
        to_rank.truncate(problem.most_rankings());
        let left = (problem.most_rankings() - to_rank.len()) as u64;
        to_rank.reverse();
        Self {
            on_the_way: if parameters.use_prior {
                parameters.rank_path.min(left)
            } else {
                0
            },
            problem: problem.clone(),
            parameters,
            rule,
            library,
            record: Record::default(),
            to_rank,
            ranking: BTreeMap::new(),
            rankings: Rankings::new(),
            evaluating: BTreeMap::new(),
            begun: false,
            told: 0,
            surrogate: None,
            satisfied: false,
        }
    }

    fn ask_rankings(&mut self, desk: &mut Desk) {
        while let Some(&state) = self.to_rank.last() {
            let Some(id) = desk.rank(state) else {
                return;
            };
            self.to_rank.pop();
            self.ranking.insert(id, state);
        }
    }

    /// Whether all states that are to be ranked were.
    fn is_ranked(&self) -> bool {
        self.to_rank.is_empty() && self.ranking.is_empty() && self.problem.path_length() > 0
    }

    /// Hands the rankings to the surrogate once all that are under way are there.
    fn take_rankings(&mut self) {
        if self.is_ranked()
            && let Some(surrogate) = &mut self.surrogate
        {
            surrogate.rank(&self.rankings);
        }
    }

    fn new_surrogate(&self) -> Surrogate {
        let (problem, parameters, library) = (&self.problem, &self.parameters, self.library.as_ref());
        Surrogate::new(problem, parameters, self.rule, &self.rankings, library)
    }

    /// Wants the states on the way of the path that would be recommended now, as far as they were not ranked yet.
    fn rank_the_way(&mut self, surrogate: &Surrogate) {
        if self.on_the_way == 0 {
            return;
        }
        for state in surrogate.way() {
            let leads_on = subset::size(state & !self.problem.known) < self.problem.path_length();
            if leads_on && self.on_the_way > 0 && !self.rankings.contains_key(&state) {
                self.on_the_way -= 1;
                self.to_rank.insert(0, state);
            }
        }
    }

    fn ask_evaluations(&mut self, desk: &mut Desk, mut surrogate: Surrogate) {
        let under_way: Vec<Subset> = self.evaluating.values().copied().collect();
        let at_once = self.parameters.at_once.max(u64::from(self.told / TOLD_FOR_ONE)) as usize;
        let count = desk.room().min(desk.evaluations_left() as usize);
        let count = count.min(at_once.saturating_sub(under_way.len()));
        if count > 0 {
            for subset in surrogate.choose(&under_way, count) {
                if let Some(id) = desk.evaluate(subset) {
                    self.evaluating.insert(id, subset);
                }
            }
        }
        self.surrogate = Some(surrogate);
    }

    fn consider_stopping(&mut self) {
        let enough = u64::from(self.told) >= self.parameters.min_evaluations;
        if let Some(surrogate) = self.surrogate.as_ref().filter(|_| enough) {
            let tolerance = self.parameters.tolerance;
            self.satisfied = tolerance > 0.0 && surrogate.risk(tolerance) < RISK;
        }
    }
}

impl Planner for PathKg {
    fn ask(&mut self, desk: &mut Desk) {
        self.record.asked(desk);
        // A ranking may still be under way when enough is known.
        if self.satisfied {
            return;
        }
        self.ask_rankings(desk);
        if self.surrogate.is_none() && !self.is_ranked() {
            return;
        }
        let surrogate = self.surrogate.take().unwrap_or_else(|| self.new_surrogate());
        if self.is_ranked() {
            self.rank_the_way(&surrogate);
            self.ask_rankings(desk);
        }
        // The first evaluations wait for the rankings; later ones go on beside them.
        if self.begun || self.is_ranked() {
            self.begun = true;
            self.ask_evaluations(desk, surrogate);
        } else {
            self.surrogate = Some(surrogate);
        }
    }

    fn tell(&mut self, id: QuestionId, finding: &Finding) -> Result<(), SearchError> {
        self.record.told(id, finding);
        if let Some(state) = self.ranking.remove(&id) {
            let weights = match finding {
                Finding::Weights(weights) => Some(weights.clone()),
                _ => None,
            };
            self.rankings.insert(state, weights);
            self.take_rankings();
            return Ok(());
        }
        let subset = self.evaluating.remove(&id);
        let subset = subset.ok_or_else(|| SearchError::not_asked_by("path-kg", id))?;
        if let (Finding::Reward(reward), Some(surrogate)) = (finding, self.surrogate.as_mut()) {
            surrogate.observe(subset, *reward);
            self.told += 1;
        }
        if self.evaluating.is_empty() {
            self.consider_stopping();
        }
        Ok(())
    }

    fn best_path(&self) -> PathEstimate {
        match &self.surrogate {
            Some(surrogate) => surrogate.best_path(),
            // Before anything is known: the first attributes in their order.
            None => {
                let order = subset::members(self.problem.askable());
                PathEstimate::unseen(self.problem.known, order.take(self.problem.path_length()))
            }
        }
    }

    fn save(&self) -> Result<Vec<u8>, SearchError> {
        save::pack(&Saved {
            library: self.library.as_ref().map(|library| library.bytes.clone()),
            record: self.record.clone(),
        })
    }

    fn model_based(&self) -> Option<&dyn ModelBased> {
        Some(self)
    }

    fn satisfied(&self) -> bool {
        self.satisfied
    }
}

impl ModelBased for PathKg {
    fn weighs_costs(&self) -> bool {
        true
    }

    fn learns_from_libraries(&self) -> bool {
        self.parameters.use_library
    }

    fn with_library(&self, prior: &[u8]) -> Result<Box<dyn Planner>, SearchError> {
        let used = self.parameters.use_library;
        let library = used.then(|| Library::read(prior, &self.problem)).transpose()?;
        Ok(Box::new(Self::new(
            &self.problem,
            self.parameters.clone(),
            self.rule,
            library,
        )))
    }

    fn models(&self) -> Vec<ModelWeight> {
        self.surrogate.as_ref().map(Surrogate::models).unwrap_or_default()
    }
}

/// The states whose ranking is wanted first. Where subsets are not enumerated it is the empty path's only.
fn states_to_rank(problem: &Problem, parameters: &Parameters) -> Vec<Subset> {
    if !parameters.use_prior || problem.path_length() == 0 {
        return Vec::new();
    }
    match Space::of(problem) {
        Some(space) => ranking::states(&space, parameters.rank_depth as usize)
            .into_iter()
            .map(|point| space.subset(point))
            .collect(),
        None => vec![problem.known],
    }
}
