//! `gp-ends`: Bayesian optimisation as it is usually done (Jones, Schonlau and Welch 1998; over subsets Oh et al. 2019), on the
//! ends of paths alone: a Gaussian process whose likeness fades with every attribute exchanged, learned by marginal likelihood,
//! and expected improvement. What the smaller subsets on the way are worth it does not ask.

mod belief;

use crate::arms::{self, Chooser, best_of, ends::Ends};
use crate::error::SearchError;
use crate::parameter::{self, Default as Standard, Domain, Parameter};
use crate::path_kg::covariance::Covariance;
use crate::path_kg::ranking::standardise;
use crate::path_kg::rule::expected_improvement;
use crate::problem::Problem;
use crate::registration::{PlannerInfo, Registration};
use crate::subset::{self, Subset};
use belief::{Belief, Seen};
use libm::sqrt;
use serde::Deserialize;
use std::collections::BTreeMap;

const NAME: &str = "gp-ends";

/// Evaluations after which it learns, and by which factor later.
const FIRST_LEARNING: u32 = 16;
const LATER: u32 = 2;

const PARAMETERS: &[Parameter] = &[Parameter {
    name: "usePrior",
    description: "Whether the model ranks the attributes once; what its order is worth is learned like the rest.",
    domain: Domain::Flag,
    default: Standard::Flag(true),
}];

/// How the registry knows this planner.
pub const REGISTRATION: Registration = Registration {
    info: PlannerInfo {
        name: NAME,
        title: "Expected improvement on a Gaussian process over ends alone",
        description: "Bayesian optimisation in its usual form (Jones, Schonlau and Welch 1998) over whole subsets: ends are alike \
                      that share attributes, and the one expected to exceed the best believed one most is evaluated next. Keeps \
                      every end, so no more than 13 attributes.",
        parameters: PARAMETERS,
        presets: &[],
        most_attributes: 13,
    },
    create: |problem, json| arms::start(problem, NAME, GpEnds::new(problem, json)?),
    restore: |problem, json, state| arms::resume(problem, NAME, GpEnds::new(problem, json)?, state),
};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Parameters {
    use_prior: bool,
}

struct GpEnds {
    parameters: Parameters,
    askable: Subset,
    ends: Vec<Subset>,
    places: BTreeMap<Subset, usize>,
    /// What the ranking says of each end.
    ranked: Vec<f64>,
    belief: Belief,
    seen: BTreeMap<usize, Seen>,
    told: u32,
    next_learning: u32,
    mean: Vec<f64>,
    covariance: Covariance,
}

impl GpEnds {
    fn new(problem: &Problem, json: &str) -> Result<Self, SearchError> {
        let ends = Ends::of(problem).listed().to_vec();
        let mut planner = Self {
            parameters: parameter::read("parameters", json, PARAMETERS, &[])?,
            askable: problem.askable(),
            places: ends
                .iter()
                .enumerate()
                .map(|(place, end)| (*end, place))
                .collect(),
            ranked: vec![0.0; ends.len()],
            belief: Belief::start(),
            seen: BTreeMap::new(),
            told: 0,
            next_learning: FIRST_LEARNING,
            mean: Vec::new(),
            covariance: Covariance::new(0, Vec::new()),
            ends,
        };
        planner.begin_anew();
        Ok(planner)
    }

    /// Works out mean and covariance of all ends from what was seen.
    fn begin_anew(&mut self) {
        let likeness = self.belief.likeness();
        let of_rank: Vec<(Subset, f64)> = self
            .ends
            .iter()
            .copied()
            .zip(self.ranked.iter().copied())
            .collect();
        let covariance = of_rank.iter().flat_map(|one| {
            of_rank
                .iter()
                .map(|other| Belief::covariance(&likeness, *one, *other))
        });
        self.covariance = Covariance::new(self.ends.len(), covariance.collect());
        self.mean = self.ranked.iter().map(|ranked| Belief::mean(*ranked)).collect();
        let pooled: Vec<(usize, f64, f64)> = self
            .seen
            .iter()
            .map(|(place, s)| (*place, s.mean, s.count))
            .collect();
        for (place, mean, count) in pooled {
            self.condition(place, mean, self.noise_variance() / count);
        }
    }

    fn noise_variance(&self) -> f64 {
        self.belief.noise * self.belief.noise
    }

    fn condition(&mut self, place: usize, value: f64, noise_variance: f64) {
        let column = self.covariance.column(place);
        let step = (value - self.mean[place]) / (column[place] + noise_variance);
        self.mean
            .iter_mut()
            .zip(&column)
            .for_each(|(m, c)| *m += step * c);
        self.covariance.observe(place, noise_variance);
        self.covariance.settle();
    }

    fn count(&mut self, place: usize, reward: f64) {
        let seen = self.seen.entry(place).or_insert(Seen {
            end: self.ends[place],
            ranked: self.ranked[place],
            count: 0.0,
            mean: 0.0,
            spread: 0.0,
        });
        seen.count += 1.0;
        let before = reward - seen.mean;
        seen.mean += before / seen.count;
        seen.spread += before * (reward - seen.mean);
    }
}

impl Chooser for GpEnds {
    fn wants_ranking(&self) -> bool {
        self.parameters.use_prior
    }

    fn take_ranking(&mut self, weights: &[f64]) {
        let open: Vec<usize> = subset::members(self.askable).collect();
        let told: Vec<f64> = open.iter().map(|&a| weights[a]).collect();
        let worth: BTreeMap<usize, f64> = open.into_iter().zip(standardise(&told)).collect();
        let of_end = |end: &Subset| subset::members(*end).filter_map(|a| worth.get(&a)).sum();
        self.ranked = self.ends.iter().map(of_end).collect();
        self.begin_anew();
    }

    /// Ends under way count as evaluated: the mean stays, the covariance shrinks.
    fn choose(&mut self, under_way: &[Subset]) -> Option<Subset> {
        let kept = self.covariance.kept_apart();
        for end in under_way {
            self.covariance.observe(self.places[end], self.noise_variance());
        }
        let top = self.mean.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let best = best_of(0..self.ends.len(), |&place| {
            expected_improvement(self.mean[place], sqrt(self.covariance.variance(place)), top)
        });
        self.covariance.forget(kept);
        best.map(|place| self.ends[place])
    }

    fn observe(&mut self, subset: Subset, reward: Option<f64>) {
        let Some(reward) = reward else { return };
        let place = self.places[&subset];
        self.count(place, reward);
        self.told += 1;
        if self.told >= self.next_learning {
            self.next_learning *= LATER;
            let seen: Vec<Seen> = self.seen.values().copied().collect();
            self.belief = Belief::learned(&seen);
            self.begin_anew();
        } else {
            self.condition(place, reward, self.noise_variance());
        }
    }

    fn end(&self) -> Subset {
        best_of(0..self.ends.len(), |&place| self.mean[place]).map_or(0, |place| self.ends[place])
    }

    /// The mean of the ends that it leads to.
    fn worth(&self, prefix: Subset) -> f64 {
        let over = self
            .ends
            .iter()
            .zip(&self.mean)
            .filter(|(end, _)| **end & prefix == prefix);
        let (sum, count) = over.fold((0.0, 0.0), |(sum, count), (_, mean)| (sum + mean, count + 1.0));
        sum / f64::max(count, 1.0)
    }
}
