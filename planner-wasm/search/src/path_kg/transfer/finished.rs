//! A finished search as the library keeps it, and what fitting needs of it.

use crate::error::SearchError;
use crate::path_kg::features::{Layout, fill_row};
use crate::path_kg::observations::{Observations, Replicates};
use crate::path_kg::ranking::Rankings;
use crate::path_kg::space::{MAX_ENUMERATED_ATTRIBUTES, Space};
use crate::path_kg::worth;
use crate::problem::Problem;
use crate::question::{Finding, Query};
use crate::subset::{self, Subset};
use crate::trace::TraceEntry;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The longest embedding taken.
const MAX_EMBEDDING: usize = 4096;

/// What a finished search saw, and of what query. Holds nobody's text.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct FinishedSearch {
    /// The query's domain, any name; the same name means the same domain.
    pub domain: String,
    /// The query's embedding; of one length throughout a library.
    pub embedding: Vec<f64>,
    /// Number of attributes; the same throughout a library.
    pub attributes: usize,
    /// Longest path.
    pub depth: usize,
    /// Attributes known at the start.
    pub known: Subset,
    /// Attributes that were not to be asked.
    pub forbidden: Subset,
    /// States ranked, with the weights told (one for each attribute).
    pub rankings: Vec<(Subset, Vec<f64>)>,
    /// Subsets evaluated, with their rewards (1..5).
    pub evaluations: Vec<(Subset, f64)>,
}

impl FinishedSearch {
    /// Takes what a search of the problem has seen so far.
    pub fn of(problem: &Problem, trace: &[TraceEntry], domain: &str, embedding: &[f64]) -> Self {
        let mut queries = BTreeMap::new();
        let (mut rankings, mut evaluations) = (Vec::new(), Vec::new());
        for entry in trace {
            match entry {
                TraceEntry::Asked(question) => {
                    queries.insert(question.id, question.query);
                }
                TraceEntry::Told(answer) => match (queries.get(&answer.id), &answer.finding) {
                    (Some(Query::Rank(state)), Finding::Weights(weights)) => {
                        rankings.push((*state, weights.clone()));
                    }
                    (Some(Query::Evaluate(subset)), Finding::Reward(reward)) => {
                        evaluations.push((*subset, *reward));
                    }
                    _ => {}
                },
            }
        }
        Self {
            domain: domain.to_owned(),
            embedding: embedding.to_vec(),
            attributes: problem.attributes,
            depth: problem.depth,
            known: problem.known,
            forbidden: problem.forbidden,
            rankings,
            evaluations,
        }
    }

    fn problem(&self) -> Problem {
        Problem {
            attributes: self.attributes,
            depth: self.depth,
            known: self.known,
            forbidden: self.forbidden,
            ..Problem::default()
        }
    }

    /// Checks one search of a library whose first search is `first`; `index` names it in messages.
    fn validate(&self, first: &Self, index: usize) -> Result<Space, SearchError> {
        let refuse =
            |field: &str, what: String| Err(SearchError::field(format!("library[{index}].{field}"), what));
        if self.attributes > MAX_ENUMERATED_ATTRIBUTES || self.attributes != first.attributes {
            let wanted = first.attributes.min(MAX_ENUMERATED_ATTRIBUTES);
            return refuse(
                "attributes",
                format!(
                    "{} is not the library's {wanted} (at most {MAX_ENUMERATED_ATTRIBUTES})",
                    self.attributes
                ),
            );
        }
        if self.embedding.len() != first.embedding.len() || self.embedding.len() > MAX_EMBEDDING {
            let (given, wanted) = (self.embedding.len(), first.embedding.len());
            return refuse(
                "embedding",
                format!("has {given} numbers, must have {wanted} (at most {MAX_EMBEDDING})"),
            );
        }
        if self.embedding.iter().any(|x| !x.is_finite()) {
            return refuse("embedding", "has a number that is not finite".to_owned());
        }
        let problem = self.problem();
        problem.validate()?;
        let Some(space) = Space::of(&problem) else {
            return refuse(
                "depth",
                format!("{} has too many subsets to enumerate", self.depth),
            );
        };
        let askable = problem.askable();
        let fits = |set: Subset| {
            set & problem.known == problem.known
                && set & !(askable | problem.known) == 0
                && subset::size(set & askable) <= problem.path_length()
        };
        for (number, (set, reward)) in self.evaluations.iter().enumerate() {
            if !(fits(*set) && *reward >= 1.0 && *reward <= 5.0) {
                return refuse(
                    &format!("evaluations[{number}]"),
                    format!("subset {set:#x} with reward {reward} is not of this problem and 1..5"),
                );
            }
        }
        for (number, (state, weights)) in self.rankings.iter().enumerate() {
            let sound = weights.len() == self.attributes
                && weights.iter().all(|w| w.is_finite() && *w >= 0.0)
                && subset::members(askable & !state).any(|a| weights[a] > 0.0);
            if !(fits(*state) && sound) {
                return refuse(
                    &format!("rankings[{number}]"),
                    format!(
                        "must have {} finite weights of at least 0, not all 0",
                        self.attributes
                    ),
                );
            }
        }
        Ok(space)
    }
}

/// The distinct subsets of one search with their features and pooled rewards.
pub struct Evidence {
    /// Features of each subset: rows.
    pub features: Vec<f64>,
    /// The subsets.
    pub subsets: Vec<Subset>,
    /// Mean reward of each.
    pub rewards: Vec<f64>,
    /// How often each was evaluated.
    pub replicates: Replicates,
}

/// Checks a library and prepares its searches; those without an evaluation teach nothing and are left out. With each comes
/// its index in the library.
pub fn evidence(library: &[FinishedSearch]) -> Result<Vec<(usize, Evidence)>, SearchError> {
    let Some(first) = library.first() else {
        return Err(SearchError::field(
            "library",
            "is empty: nothing can be learned from it",
        ));
    };
    let layout = Layout::new(first.attributes);
    let mut prepared = Vec::with_capacity(library.len());
    for (index, search) in library.iter().enumerate() {
        let space = search.validate(first, index)?;
        if !search.evaluations.is_empty() {
            prepared.push((index, of_search(search, &space, layout)));
        }
    }
    if prepared.is_empty() {
        return Err(SearchError::field(
            "library",
            "has no evaluation: nothing can be learned from it",
        ));
    }
    Ok(prepared)
}

fn of_search(search: &FinishedSearch, space: &Space, layout: Layout) -> Evidence {
    let rankings: Rankings = search
        .rankings
        .iter()
        .map(|(state, weights)| (*state, Some(weights.clone())))
        .collect();
    let v = worth::feature(space, &rankings);
    let mut observations = Observations::default();
    for (set, reward) in &search.evaluations {
        observations.add(*set, *reward);
    }
    let pooled: Vec<_> = observations.pooled().collect();
    let mut features = vec![0.0; pooled.len() * layout.len()];
    for ((set, _), row) in pooled.iter().zip(features.chunks_exact_mut(layout.len())) {
        fill_row(layout, *set, subset::size(*set), v[space.at(*set)], row);
    }
    Evidence {
        features,
        subsets: pooled.iter().map(|(set, _)| *set).collect(),
        rewards: pooled.iter().map(|(_, p)| p.mean).collect(),
        replicates: observations.replicates(),
    }
}
