//! One belief that watches the evaluations: its posterior, its draws, and how well it predicted what was seen.

use super::belief::{Belief, Chance};
use super::features::Features;
use super::observations::Observations;
use super::paths::{Objective, PathFinder};
use super::posterior::Posterior;
use super::space::Space;
use crate::random::Random;
use std::f64::consts::TAU;
use std::ops::Range;

/// Salt between the noise of different models' draws.
const NOISE_STREAM: u64 = 0x006d_6f64_656c;

/// A belief with what it made of the evaluations.
pub struct Model {
    /// Its name, as it is shown.
    pub name: &'static str,
    /// Log weight before the first evaluation.
    carried: f64,
    /// Sum of the one-step log predictive densities.
    pub log_evidence: f64,
    /// What it believes before any evaluation; its amplitudes are learned.
    pub belief: Belief,
    /// What it believes now.
    pub posterior: Posterior,
    /// Best path of each draw; empty after an observation until it is needed.
    draw_paths: Vec<Vec<u32>>,
    /// Source of the draws' noise, its own so that models do not depend on each other.
    random: Random,
}

impl Model {
    /// Before any evaluation.
    pub fn new(
        name: &'static str,
        (belief, carried): (&Belief, f64),
        space: &Space,
        features: &Features,
        chances: &[Chance],
        seed: u64,
    ) -> Self {
        Self {
            name,
            carried,
            log_evidence: 0.0,
            belief: belief.clone(),
            posterior: Posterior::new(space, features, belief, chances),
            draw_paths: Vec::new(),
            random: Random::new(crate::random::mix(&[seed, NOISE_STREAM])),
        }
    }

    /// Log weight, not normalised.
    pub fn log_weight(&self) -> f64 {
        self.carried + self.log_evidence
    }

    /// Takes one evaluation.
    pub fn observe(&mut self, point: usize, reward: f64) {
        let variance = self.posterior.covariance.variance(point) + self.posterior.noise_variance();
        let gap = reward - self.posterior.mean[point];
        self.log_evidence -= 0.5 * (gap * gap / variance + libm::log(TAU * variance));
        self.posterior.observe(point, reward, &mut self.random);
        self.draw_paths.clear();
    }

    /// Takes all evaluations again, after the belief or the features have changed.
    pub fn begin_anew(
        &mut self,
        space: &Space,
        features: &Features,
        chances: &[Chance],
        observations: &Observations,
    ) {
        self.posterior = Posterior::new(space, features, &self.belief, chances);
        self.posterior.observe_all(observations, &mut self.random);
        self.draw_paths.clear();
    }

    /// The best path of each draw.
    pub fn draw_paths(
        &mut self,
        finder: &mut PathFinder,
        space: &Space,
        objective: &Objective,
    ) -> &[Vec<u32>] {
        if self.draw_paths.is_empty() {
            self.draw_paths = finder.best_paths(space, objective, &self.posterior.draws);
        }
        &self.draw_paths
    }

    /// For each draw its best end minus its value at `recommended`, both less their costs.
    pub fn regrets(
        &self,
        objective: &Objective,
        ends: Range<usize>,
        recommended: usize,
    ) -> impl Iterator<Item = f64> {
        self.posterior.draws.iter().map(move |draw| {
            let best = objective.best_of(ends.clone(), draw);
            draw[best] - draw[recommended] - objective.cost(best) + objective.cost(recommended)
        })
    }
}

/// Weights of models by their log weights.
pub fn weights(models: &[Model]) -> Vec<f64> {
    let most = models
        .iter()
        .map(Model::log_weight)
        .fold(f64::NEG_INFINITY, f64::max);
    let raw: Vec<f64> = models.iter().map(|m| libm::exp(m.log_weight() - most)).collect();
    let total: f64 = raw.iter().sum();
    raw.iter().map(|w| w / total).collect()
}

/// The same before the first evaluation, where a plan rests on nothing but what earlier searches proved: a model has a say if they
/// showed that it foretells better than the last one, the hand-set one, which always has.
pub fn proven_weights(models: &[Model]) -> Vec<f64> {
    let Some((hand_set, others)) = models.split_last() else {
        return Vec::new();
    };
    let proven = |model: &&Model| model.log_weight() > hand_set.log_weight();
    let has_say = others.iter().map(|model| proven(&model)).chain([true]);
    let raw: Vec<f64> = weights(models)
        .iter()
        .zip(has_say)
        .map(|(weight, has_say)| if has_say { *weight } else { 0.0 })
        .collect();
    let total: f64 = raw.iter().sum();
    raw.iter().map(|w| w / total).collect()
}

/// Which model makes each of `count` choices: systematic sampling, so that each gets its share to within one.
pub fn shares(weights: &[f64], count: usize, random: &mut Random) -> Vec<usize> {
    let offset = random.unit();
    (0..count)
        .map(|choice| {
            let place = (choice as f64 + offset) / count as f64;
            let mut sum = 0.0;
            weights
                .iter()
                .position(|weight| {
                    sum += weight;
                    place < sum
                })
                .unwrap_or(weights.len() - 1)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_model_gets_its_share() {
        let mut random = Random::new(1);
        for _ in 0..20 {
            let shares = shares(&[0.5, 0.25, 0.25], 8, &mut random);
            let of = |model: usize| shares.iter().filter(|s| **s == model).count();
            assert_eq!((of(0), of(1), of(2)), (4, 2, 2));
        }
    }
}
