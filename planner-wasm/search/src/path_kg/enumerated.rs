//! The surrogate where all subsets fit: everything that follows from rankings and rewards, exactly.

use super::belief::{Belief, Chance};
use super::features::Features;
use super::gradient;
use super::learning;
use super::observations::Observations;
use super::paths::{Objective, PathFinder};
use super::posterior::{DRAWS, Posterior};
use super::ranking::{self, Rankings};
use super::space::Space;
use crate::path::{PathEstimate, PathStep};
use crate::random::Random;
use crate::subset::Subset;

/// Draws whose best paths are the arms of one choice.
const ARM_DRAWS: usize = 48;
/// Random points among the candidates of one choice, so that nothing is out of reach.
const RANDOM_CANDIDATES: usize = 24;
/// Under this knowledge gradient (score points) a draw decides instead.
const FLAT: f64 = 1e-7;
/// Evaluations after which amplitudes and noise are learned, each time three times as many as before: what is
/// learned changes ever less, and learning costs a rebuild.
const FIRST_LEARNING: u32 = 16;
const LEARNING_FACTOR: u32 = 3;

/// The surrogate with what it has seen.
pub struct Enumerated {
    space: Space,
    objective: Objective,
    features: Features,
    /// What is random in the draws.
    chances: Vec<Chance>,
    posterior: Posterior,
    observations: Observations,
    finder: PathFinder,
    next_learning: Option<u32>,
    /// Best path of each draw; empty after an observation until it is needed.
    draw_paths: Vec<Vec<u32>>,
    random: Random,
}

impl Enumerated {
    /// Before any evaluation.
    pub fn new(space: Space, rankings: &Rankings, anytime: f64, learn: bool, seed: u64) -> Self {
        let features = Features::of(&space, &ranking::feature(&space, rankings));
        let start = Belief::standard(features.layout());
        let mut random = Random::new(seed);
        let chances: Vec<Chance> = (0..DRAWS)
            .map(|_| Chance::draw(&space, features.layout(), &mut random))
            .collect();
        Self {
            objective: Objective::new(space.depth(), anytime),
            posterior: Posterior::new(&space, &features, &start, &chances),
            chances,
            observations: Observations::default(),
            finder: PathFinder::new(&space),
            next_learning: learn.then_some(FIRST_LEARNING),
            draw_paths: Vec::new(),
            features,
            random,
            space,
        }
    }

    /// Takes one reward (1..5) of a subset.
    pub fn observe(&mut self, subset: Subset, reward: f64) {
        let point = self.space.at(subset);
        self.draw_paths.clear();
        self.observations.add(point, reward);
        if self
            .next_learning
            .is_some_and(|due| self.observations.total() >= due)
        {
            self.next_learning = Some(self.observations.total() * LEARNING_FACTOR);
            let belief = learning::learned(&self.space, &self.features, &self.observations);
            self.posterior = Posterior::new(&self.space, &self.features, &belief, &self.chances);
            self.posterior.observe_all(&self.observations, &mut self.random);
        } else {
            self.posterior.observe(point, reward, &mut self.random);
        }
    }

    /// Chooses up to `count` points to evaluate, besides those under way; each choice counts the ones before it as if
    /// observed (the mean stays, the covariance shrinks).
    pub fn choose(&mut self, under_way: &[Subset], count: usize) -> Vec<Subset> {
        self.refresh_draw_paths();
        let noise = self.posterior.noise_variance();
        let kept = self.posterior.covariance.kept_apart();
        for &subset in under_way {
            self.posterior.covariance.observe(self.space.at(subset), noise);
        }
        let mean_path = self
            .finder
            .best_path(&self.space, &self.objective, &self.posterior.mean);
        let mut chosen = Vec::with_capacity(count);
        for _ in 0..count {
            let mut arms = self.random_draw_paths();
            arms.push(mean_path.clone());
            arms.sort_unstable();
            arms.dedup();
            let means: Vec<f64> = arms
                .iter()
                .map(|arm| self.objective.value(arm, &self.posterior.mean))
                .collect();
            let candidates = self.candidates(&arms);
            let covariance = &self.posterior.covariance;
            let best =
                gradient::best_candidate(covariance, noise, &self.objective, &arms, &means, &candidates);
            let point = match best {
                Some((point, gain)) if gain > FLAT => point,
                _ => self.best_end_of_a_draw(),
            };
            self.posterior.covariance.observe(point, noise);
            chosen.push(self.space.subset(point));
        }
        self.posterior.covariance.forget(kept);
        chosen
    }

    /// Expected regret of the mean's best whole path against the best there is (score points).
    pub fn expected_regret(&self) -> f64 {
        let ends = self.space.level(self.space.depth());
        let recommended = best_of(ends.clone(), &self.posterior.mean);
        let total: f64 = self
            .posterior
            .draws
            .iter()
            .map(|draw| draw[best_of(ends.clone(), draw)] - draw[recommended])
            .sum();
        total / DRAWS as f64
    }

    /// The best path under the mean with what is believed of each prefix.
    pub fn best_path(&self) -> PathEstimate {
        let space = &self.space;
        let points = self
            .finder
            .clone()
            .best_path(&self.space, &self.objective, &self.posterior.mean);
        let mut before = space.mask(0);
        let steps = points
            .iter()
            .map(|&point| {
                let point = point as usize;
                let bit = (space.mask(point) ^ before).trailing_zeros() as usize;
                before = space.mask(point);
                PathStep {
                    attribute: space.attribute(bit),
                    subset: space.subset(point),
                    mean: Some(self.posterior.mean[point].clamp(1.0, 5.0)),
                    visits: f64::from(self.observations.count(point)),
                    deviation: Some(libm::sqrt(self.posterior.covariance.variance(point))),
                }
            })
            .collect();
        PathEstimate {
            steps,
            expected_regret: Some(self.expected_regret()),
        }
    }

    fn refresh_draw_paths(&mut self) {
        if !self.draw_paths.is_empty() {
            return;
        }
        self.draw_paths = self
            .finder
            .best_paths(&self.space, &self.objective, &self.posterior.draws);
    }

    /// Best paths of some draws, chosen without repetition (a partial Fisher-Yates shuffle).
    fn random_draw_paths(&mut self) -> Vec<Vec<u32>> {
        let mut order: Vec<usize> = (0..DRAWS).collect();
        (0..ARM_DRAWS)
            .map(|place| {
                let other = place + self.random.below((DRAWS - place) as u32) as usize;
                order.swap(place, other);
                self.draw_paths[order[place]].clone()
            })
            .collect()
    }

    fn candidates(&mut self, arms: &[Vec<u32>]) -> Vec<usize> {
        let mut candidates: Vec<usize> = arms.iter().flatten().map(|&point| point as usize).collect();
        for _ in 0..RANDOM_CANDIDATES {
            candidates.push(self.random.below(self.space.len() as u32) as usize);
        }
        candidates.sort_unstable();
        candidates.dedup();
        candidates
    }

    fn best_end_of_a_draw(&mut self) -> usize {
        let draw = self.random.below(DRAWS as u32) as usize;
        best_of(self.space.level(self.space.depth()), &self.posterior.draws[draw])
    }
}

/// The point of a range with the highest value; the lowest-numbered where several are equal.
fn best_of(points: std::ops::Range<usize>, function: &[f64]) -> usize {
    points.clone().fold(points.start, |best, point| {
        if function[point] > function[best] {
            point
        } else {
            best
        }
    })
}
