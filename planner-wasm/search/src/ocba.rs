//! `ocba`: optimal computing budget allocation (Chen, Lin, Yücesan and Chick 2000) over ends of paths: a few evaluations of each
//! candidate, then always the candidate that is furthest behind its share. Shares favour what is close to the best and noisy.

use crate::arms::{self, Chooser, best_of, ends::Ends};
use crate::error::SearchError;
use crate::parameter::{self, Default as Standard, Domain, Parameter};
use crate::problem::Problem;
use crate::random::Random;
use crate::registration::{PlannerInfo, Registration};
use crate::subset::{self, MAX_ATTRIBUTES, Subset};
use crate::tally::Tally;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};

const NAME: &str = "ocba";

/// Smallest variance of a candidate and smallest gap to the best: equal rewards must not end the search.
const LEAST_VARIANCE: f64 = 0.01;
const LEAST_GAP: f64 = 0.01;

const PARAMETERS: &[Parameter] = &[Parameter {
    name: "initial",
    description: "Evaluations of each candidate before shares are worked out. Candidates are as many as half the budget can \
                  evaluate that often, at random where there are more.",
    domain: Domain::Integer { min: 2, max: 100 },
    default: Standard::Integer(5),
}];

/// How the registry knows this planner.
pub const REGISTRATION: Registration = Registration {
    info: PlannerInfo {
        name: NAME,
        title: "Optimal computing budget allocation",
        description: "Some whole subsets, chosen at random; five evaluations of each, then more of those that are close to the \
                      best or noisy (Chen et al. 2000). Uses no ranking and no likeness between subsets.",
        parameters: PARAMETERS,
        presets: &[],
        most_attributes: MAX_ATTRIBUTES,
    },
    create: |problem, json| arms::start(problem, NAME, Ocba::new(problem, json)?),
    restore: |problem, json, state| arms::resume(problem, NAME, Ocba::new(problem, json)?, state),
};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Parameters {
    initial: u64,
}

struct Ocba {
    known: Subset,
    initial: f64,
    candidates: Vec<Subset>,
    /// Sum of squares of the rewards of each candidate.
    squares: BTreeMap<Subset, f64>,
    /// Evaluations of each candidate that have ended, failed ones included.
    ended: BTreeMap<Subset, u32>,
    tally: Tally,
}

impl Ocba {
    fn new(problem: &Problem, json: &str) -> Result<Self, SearchError> {
        let Parameters { initial } = parameter::read("parameters", json, PARAMETERS, &[])?;
        let most = (u64::from(problem.budget) / (2 * initial)).max(1) as usize;
        let possible = subset::choices(subset::size(problem.askable()), problem.path_length());
        let ends = Ends::of(problem);
        let mut random = Random::new(problem.seed);
        let mut drawn = BTreeSet::new();
        let mut candidates = Vec::new();
        while candidates.len() < most && (candidates.len() as u64) < possible {
            let end = ends.any(&mut random);
            if drawn.insert(end) {
                candidates.push(end);
            }
        }
        Ok(Self {
            known: problem.known,
            initial: initial as f64,
            candidates,
            squares: BTreeMap::new(),
            ended: BTreeMap::new(),
            tally: Tally::default(),
        })
    }

    /// Mean and variance of a candidate's rewards; one without any is taken to be the worst.
    fn moments(&self, candidate: Subset) -> (f64, f64) {
        let Some((mean, count)) = self.tally.of(candidate) else {
            return (f64::NEG_INFINITY, LEAST_VARIANCE);
        };
        let squares = self.squares.get(&candidate).copied().unwrap_or(0.0);
        let count = f64::from(count);
        let variance = (squares - count * mean * mean) / (count - 1.0).max(1.0);
        (mean, variance.max(LEAST_VARIANCE))
    }

    /// The shares of the candidates, up to a factor.
    fn shares(&self, best: Subset) -> Vec<f64> {
        let (top, spread) = self.moments(best);
        let mut shares: Vec<f64> = self
            .candidates
            .iter()
            .map(|candidate| {
                let (mean, variance) = self.moments(*candidate);
                let gap = (top - mean).max(LEAST_GAP);
                variance / (gap * gap)
            })
            .collect();
        let of_others = self
            .candidates
            .iter()
            .zip(&shares)
            .filter(|(one, _)| **one != best);
        let squares: f64 = of_others
            .map(|(one, share)| share * share / self.moments(*one).1)
            .sum();
        if let Some(place) = self.candidates.iter().position(|one| *one == best) {
            shares[place] = libm::sqrt(spread * squares).max(f64::MIN_POSITIVE);
        }
        shares
    }
}

impl Chooser for Ocba {
    fn choose(&mut self, under_way: &[Subset]) -> Option<Subset> {
        let given = |candidate: Subset| {
            let open = under_way.iter().filter(|one| **one == candidate).count();
            open as f64 + f64::from(self.ended.get(&candidate).copied().unwrap_or(0))
        };
        let fewest = best_of(self.candidates.iter().copied(), |one| -given(*one))?;
        if given(fewest) < self.initial {
            return Some(fewest);
        }
        let shares = self.shares(self.end());
        let wanted = self.candidates.iter().copied().zip(shares);
        best_of(wanted, |(one, share)| share / given(*one)).map(|(one, _)| one)
    }

    fn observe(&mut self, subset: Subset, reward: Option<f64>) {
        *self.ended.entry(subset).or_default() += 1;
        if let Some(reward) = reward {
            self.tally.add(subset, reward);
            *self.squares.entry(subset).or_default() += reward * reward;
        }
    }

    fn end(&self) -> Subset {
        let mean = |one: &Subset| self.moments(*one).0;
        best_of(self.candidates.iter().copied(), mean).unwrap_or(self.known)
    }

    /// Only ends were seen: attributes that were in good company come first.
    fn worth(&self, prefix: Subset) -> f64 {
        subset::members(prefix).map(|a| self.tally.company(a)).sum()
    }
}
