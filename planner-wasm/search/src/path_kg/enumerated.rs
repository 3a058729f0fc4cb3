//! The surrogate where all subsets fit: everything that follows from rankings, rewards and a library's prior, exactly.

use super::belief::{Belief, Chance};
use super::features::Features;
use super::gradient;
use super::learning;
use super::library::Library;
use super::model::{self, Model};
use super::observations::Observations;
use super::paths::{Objective, PathFinder};
use super::posterior::DRAWS;
use super::ranking::Rankings;
use super::rule::{Rule, expected_improvement};
use super::space::Space;
use super::transfer::MODELS;
use super::worth;
use crate::path::{PathEstimate, PathStep};
use crate::planner::ModelWeight;
use crate::random::Random;
use crate::subset::Subset;
use std::borrow::Cow;

/// Draws whose best paths are the arms of one choice.
const ARM_DRAWS: usize = 48;
/// Random points among the candidates of one choice, so that nothing is out of reach.
const RANDOM_CANDIDATES: usize = 24;
/// Features of a space: its own, or those of a library's whole problem.
fn features(space: &Space, whole: Option<usize>, rankings: &Rankings) -> Features {
    let v = worth::feature(space, rankings);
    match whole {
        Some(attributes) => Features::whole(space, attributes, &v),
        None => Features::of(space, &v),
    }
}

/// The surrogate with what it has seen.
pub struct Enumerated {
    space: Space,
    objective: Objective,
    rule: Rule,
    features: Features,
    /// Attributes of the library's problems; none without a library.
    whole: Option<usize>,
    /// What is random in the draws.
    chances: Vec<Chance>,
    /// One without a library; with one, those of its safeguard.
    models: Vec<Model>,
    observations: Observations,
    finder: PathFinder,
    next_learning: Option<u32>,
    random: Random,
}

impl Enumerated {
    /// Before any evaluation. With a library's prior, amplitudes and noise are the library's and are not learned again.
    pub fn new(
        space: Space,
        rankings: &Rankings,
        (objective, rule): (Objective, Rule),
        learn: bool,
        library: Option<&Library>,
        seed: u64,
    ) -> Self {
        let whole = library.map(|library| library.attributes);
        let features = features(&space, whole, rankings);
        let mut random = Random::new(seed);
        let chances: Vec<Chance> = (0..DRAWS)
            .map(|_| Chance::draw(&space, features.layout(), &mut random))
            .collect();
        let model =
            |name, belief: (&Belief, f64)| Model::new(name, belief, &space, &features, &chances, seed);
        let models = match library {
            Some(library) => MODELS
                .into_iter()
                .zip(&library.models)
                .map(|(name, (belief, log))| model(name, (belief, *log)))
                .collect(),
            None => vec![model("alone", (&Belief::standard(features.layout()), 0.0))],
        };
        Self {
            objective,
            rule,
            models,
            chances,
            observations: Observations::default(),
            finder: PathFinder::new(&space),
            next_learning: (learn && library.is_none()).then_some(learning::FIRST),
            features,
            whole,
            random,
            space,
        }
    }

    /// Takes more rankings: `rankings` are all there are.
    pub fn rank(&mut self, rankings: &Rankings) {
        self.features = features(&self.space, self.whole, rankings);
        self.begin_anew();
    }

    fn begin_anew(&mut self) {
        for model in &mut self.models {
            model.begin_anew(&self.space, &self.features, &self.chances, &self.observations);
        }
    }

    /// Takes one reward (1..5) of a subset.
    pub fn observe(&mut self, subset: Subset, reward: f64) {
        let point = self.space.at(subset);
        self.observations.add(point, reward);
        let total = self.observations.total();
        if self.next_learning.is_some_and(|due| total >= due) {
            self.next_learning = Some(total * learning::LATER);
            let belief = learning::learned(&self.space, &self.features, &self.observations);
            self.models
                .iter_mut()
                .for_each(|model| model.belief = belief.clone());
            self.begin_anew();
        } else {
            self.models
                .iter_mut()
                .for_each(|model| model.observe(point, reward));
        }
    }

    /// Chooses up to `count` points to evaluate, besides those under way; each choice counts the ones before it as if
    /// observed (the mean stays, the covariance shrinks) in all models.
    pub fn choose(&mut self, under_way: &[Subset], count: usize) -> Vec<Subset> {
        let kept: Vec<usize> = self
            .models
            .iter()
            .map(|model| model.posterior.covariance.kept_apart())
            .collect();
        for &subset in under_way {
            self.imagine(self.space.at(subset));
        }
        let chooses = model::shares(&model::weights(&self.models), count, &mut self.random);
        let chosen = chooses
            .into_iter()
            .map(|model| {
                let point = self.choose_one(model);
                self.imagine(point);
                self.space.subset(point)
            })
            .collect();
        for (model, kept) in self.models.iter_mut().zip(kept) {
            model.posterior.covariance.forget(kept);
        }
        chosen
    }

    fn imagine(&mut self, point: usize) {
        for model in &mut self.models {
            let noise = model.posterior.noise_variance();
            model.posterior.covariance.observe(point, noise);
        }
    }

    /// The point one model would evaluate next.
    fn choose_one(&mut self, model: usize) -> usize {
        match self.rule {
            Rule::Gradient => self.steepest(model),
            Rule::Improvement => self.most_improving(model),
            Rule::Thompson => self.best_of_a_draw(model),
        }
    }

    /// The end that is expected to exceed the best believed one most; both less their costs.
    fn most_improving(&self, model: usize) -> usize {
        let (posterior, objective) = (&self.models[model].posterior, &self.objective);
        let ends = objective.ends(&self.space);
        let net = |point: usize| posterior.mean[point] - objective.cost(point);
        let top = net(objective.best_of(ends.clone(), &posterior.mean));
        let improvement = |point: usize| {
            let deviation = libm::sqrt(posterior.covariance.variance(point));
            expected_improvement(net(point), deviation, top)
        };
        let valued = ends.clone().map(|point| (improvement(point), point));
        let best = valued.reduce(|best, other| if other.0 > best.0 { other } else { best });
        best.map_or(ends.start, |(_, point)| point)
    }

    fn best_of_a_draw(&mut self, model: usize) -> usize {
        let draw = self.random.below(DRAWS as u32) as usize;
        let ends = self.objective.ends(&self.space);
        self.objective
            .best_of(ends, &self.models[model].posterior.draws[draw])
    }

    /// The point with the steepest knowledge gradient.
    fn steepest(&mut self, model: usize) -> usize {
        let arms = self.arms(model);
        let candidates = self.candidates(&arms);
        let posterior = &self.models[model].posterior;
        let means: Vec<f64> = arms
            .iter()
            .map(|arm| self.objective.value(arm, &posterior.mean))
            .collect();
        let best = gradient::best_candidate(
            &posterior.covariance,
            posterior.noise_variance(),
            &self.objective,
            &arms,
            &means,
            &candidates,
        );
        match best {
            Some(point) => point,
            // All gradients are flat: a draw decides.
            None => self.best_of_a_draw(model),
        }
    }

    /// Expected regret of the recommended whole path against the best there is (score points).
    pub fn expected_regret(&self) -> f64 {
        self.expected_of_regret(|regret| regret)
    }

    /// How likely the recommended whole path's regret is above `tolerance` (score points), 0..1.
    pub fn risk(&self, tolerance: f64) -> f64 {
        self.expected_of_regret(|regret| f64::from(u8::from(regret > tolerance)))
    }

    fn expected_of_regret(&self, of: impl Fn(f64) -> f64) -> f64 {
        let ends = self.objective.ends(&self.space);
        let mean = self.mean();
        let recommended = self.objective.best_of(ends.clone(), &self.deciding(&mean));
        self.models
            .iter()
            .zip(self.say())
            .map(|(model, weight)| {
                let regrets = model.regrets(&self.objective, ends.clone(), recommended);
                weight * regrets.map(&of).sum::<f64>() / DRAWS as f64
            })
            .sum()
    }

    /// The recommended path: what is known after each of its questions.
    pub fn way(&self) -> Vec<Subset> {
        let points = self.best_points(&self.mean());
        points
            .iter()
            .map(|&point| self.space.subset(point as usize))
            .collect()
    }

    /// The points of the recommended path, without the empty one.
    fn best_points(&self, mean: &[f64]) -> Vec<u32> {
        let (space, deciding) = (&self.space, self.deciding(mean));
        let mut points = PathFinder::new(space).best_path(space, &self.objective, &deciding);
        points.retain(|point| *point != 0);
        points
    }

    /// The best path under the models' weighted mean, with what is believed of each prefix.
    pub fn best_path(&self) -> PathEstimate {
        let (space, mean) = (&self.space, self.mean());
        let points = self.best_points(&mean);
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
                    mean: Some(mean[point].clamp(1.0, 5.0)),
                    visits: f64::from(self.observations.count(point)),
                    deviation: Some(self.deviation(point, mean[point])),
                }
            })
            .collect();
        PathEstimate {
            steps,
            expected_regret: Some(self.expected_regret()),
        }
    }

    /// The models with their weights; none when there is nothing to weigh.
    pub fn models(&self) -> Vec<ModelWeight> {
        if self.models.len() < 2 {
            return Vec::new();
        }
        self.models
            .iter()
            .zip(model::weights(&self.models))
            .map(|(model, weight)| ModelWeight {
                name: model.name,
                weight,
                log_evidence: model.log_evidence,
            })
            .collect()
    }

    /// What the path is chosen by: the mean, but what was believed at first where all evaluations were alike. A judge that
    /// says the same of everything knows less than the rankings.
    fn deciding<'a>(&self, mean: &'a [f64]) -> Cow<'a, [f64]> {
        if !self.observations.all_alike() {
            return Cow::Borrowed(mean);
        }
        Cow::Owned(self.weighted(|model| model.belief.means(&self.space, &self.features)))
    }

    /// What each model says counts so much in what is recommended.
    fn say(&self) -> Vec<f64> {
        if self.observations.total() == 0 {
            model::proven_weights(&self.models)
        } else {
            model::weights(&self.models)
        }
    }

    /// The models' weighted mean of every point.
    fn mean(&self) -> Vec<f64> {
        self.weighted(|model| model.posterior.mean.clone())
    }

    /// The models' weighted mean of a function over points.
    fn weighted(&self, of: impl Fn(&Model) -> Vec<f64>) -> Vec<f64> {
        let mut mean = vec![0.0; self.space.len()];
        for (model, weight) in self.models.iter().zip(self.say()) {
            mean.iter_mut()
                .zip(of(model))
                .for_each(|(sum, m)| *sum += weight * m);
        }
        mean
    }

    /// Standard deviation of the mixture of models at a point.
    fn deviation(&self, point: usize, mean: f64) -> f64 {
        let variance: f64 = self
            .models
            .iter()
            .zip(self.say())
            .map(|(model, weight)| {
                let gap = model.posterior.mean[point] - mean;
                weight * (model.posterior.covariance.variance(point) + gap * gap)
            })
            .sum();
        libm::sqrt(variance)
    }

    /// Best paths of the model's mean and of some of its draws, chosen without repetition (a partial Fisher-Yates shuffle).
    fn arms(&mut self, model: usize) -> Vec<Vec<u32>> {
        let (space, objective, finder) = (&self.space, &self.objective, &mut self.finder);
        let model = &mut self.models[model];
        let mean_path = finder.best_path(space, objective, &model.posterior.mean);
        let draw_paths = model.draw_paths(finder, space, objective);
        let mut order: Vec<usize> = (0..DRAWS).collect();
        let mut arms: Vec<Vec<u32>> = (0..ARM_DRAWS)
            .map(|place| {
                let other = place + self.random.below((DRAWS - place) as u32) as usize;
                order.swap(place, other);
                draw_paths[order[place]].clone()
            })
            .collect();
        arms.push(mean_path);
        arms.sort_unstable();
        arms.dedup();
        arms
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
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::Problem;
    use crate::random::mix;
    use crate::subset;
    use proptest::prelude::*;

    const ATTRIBUTES: usize = 6;

    fn renamed(set: Subset, names: &[usize]) -> Subset {
        subset::members(set).fold(0, |renamed, a| renamed | 1 << names[a])
    }

    /// The surrogate after made-up evaluations and a ranking, with the attributes named anew.
    fn surrogate(seed: u64, names: &[usize], evaluations: u64) -> Enumerated {
        let problem = Problem {
            attributes: ATTRIBUTES,
            depth: 3,
            known: renamed(0b1, names),
            ..Problem::default()
        };
        let space = Space::of(&problem).unwrap();
        let number = |tag: u64| (mix(&[seed, tag]) % 1000) as f64 / 1000.0;
        let mut weights = vec![0.0; ATTRIBUTES];
        (0..ATTRIBUTES).for_each(|a| weights[names[a]] = 0.1 + number(a as u64));
        let rankings = Rankings::from([(problem.known, Some(weights))]);
        let objective = Objective::new(3, 0.25);
        let mut surrogate = Enumerated::new(space, &rankings, (objective, Rule::Gradient), true, None, seed);
        for step in 0..evaluations {
            let mut set = 0b1;
            for draw in 0..step % 4 {
                let open = subset::first(ATTRIBUTES) & !set;
                let count = subset::size(open) as u64;
                set |= 1 << subset::nth(open, (mix(&[seed, step, draw]) % count) as u32);
            }
            let reward = 1.0 + 4.0 * number(100 + step);
            surrogate.observe(renamed(set, names), reward);
        }
        surrogate
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 32, ..ProptestConfig::default() })]

        /// What is believed after given evaluations does not depend on how attributes are numbered. (Which evaluations are
        /// chosen does, through the draws: `tests/path_kg.rs` compares those in distribution.)
        #[test]
        fn permuting_attributes_permutes_the_answer(
            seed in any::<u64>(),
            names in Just((0..ATTRIBUTES).collect::<Vec<_>>()).prop_shuffle(),
            evaluations in 4u64..40,
        ) {
            let plain: Vec<usize> = (0..ATTRIBUTES).collect();
            let (here, there) = (surrogate(seed, &plain, evaluations), surrogate(seed, &names, evaluations));
            let (here, there) = (here.best_path(), there.best_path());
            for (a, b) in here.steps.iter().zip(&there.steps) {
                prop_assert_eq!(names[a.attribute], b.attribute);
                prop_assert!((a.mean.unwrap() - b.mean.unwrap()).abs() < 1e-6);
                prop_assert!((a.deviation.unwrap() - b.deviation.unwrap()).abs() < 1e-6);
            }
        }
    }
}
