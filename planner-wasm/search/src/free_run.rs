//! The paper's search with answers at no cost, for measuring the core alone: rewards and priors of a few simulated
//! problems are laid out in tables beforehand, so that a rollout costs nothing but the search.

use crate::error::SearchError;
use crate::problem::Problem;
use crate::raise_mcts::engine::{Descent, Engine};
use crate::raise_mcts::parameters::{PARAMETERS, PRESETS};
use crate::random::{Random, mix};
use crate::world::{PriorQuality, World};
use crate::{parameter, subset};

/// Width of the uniform noise on every free reward: standard deviation 0.43, about that of a judged answer.
pub const NOISE_WIDTH: f64 = 1.5;

/// Tables of simulated problems and an engine to run over them.
pub struct FreeRun {
    problem: Problem,
    engine: Engine,
    descent: Descent,
    /// For each problem, the value of every subset.
    values: Vec<f64>,
    /// For each problem and subset, the prior weight of every attribute.
    weights: Vec<f64>,
    problems: usize,
    queries: u64,
}

impl FreeRun {
    /// Lays out `problems` problems of ten attributes (pairwise world, good prior) for searches of `rollouts`
    /// rollouts to `depth`.
    pub fn new(problems: usize, depth: usize, rollouts: u32, seed: u64) -> Result<Self, SearchError> {
        let problem = Problem {
            depth,
            budget: rollouts,
            ..Problem::default()
        };
        problem.validate()?;
        if problems == 0 || problems > 1_000 {
            return Err(SearchError::field(
                "problems",
                format!("{problems} is not in 1..1000"),
            ));
        }
        let world = World::from_json("")?;
        let subsets = subset::first(problem.attributes);
        let (mut values, mut weights) = (Vec::new(), Vec::new());
        for index in 0..problems {
            let truth = world.problem(mix(&[seed, index as u64]), None)?;
            for mask in 0..=subsets {
                values.push(truth.value(mask));
                weights.extend(&truth.prior(mask, PriorQuality::Good)[..problem.attributes]);
            }
        }
        let engine = Engine::new(&problem, parameter::read("parameters", "", PARAMETERS, PRESETS)?);
        let descent = engine.start();
        Ok(Self {
            problem,
            engine,
            descent,
            values,
            weights,
            problems,
            queries: 0,
        })
    }

    /// Plans `queries` queries, each on the next problem with the next seed, and returns the sum of the first
    /// attributes and of the visits of the paths found: the same on every machine and in every language.
    pub fn run(&mut self, queries: u32) -> f64 {
        let count = self.problem.attributes;
        let subsets = 1 << count;
        let mut checksum = 0.0;
        for _ in 0..queries {
            let index = (self.queries % self.problems as u64) as usize;
            self.engine.reset(self.queries);
            self.queries += 1;
            let values = &self.values[index * subsets..(index + 1) * subsets];
            let weights = &self.weights[index * subsets * count..(index + 1) * subsets * count];
            self.engine.run_free(
                self.problem.budget,
                &mut self.descent,
                |state| &weights[state as usize * count..(state as usize + 1) * count],
                |state, random: &mut Random| {
                    (values[state as usize] + NOISE_WIDTH * (random.unit() - 0.5)).clamp(1.0, 5.0)
                },
            );
            checksum += self
                .engine
                .path(&self.problem, std::iter::empty())
                .steps
                .iter()
                .map(|s| s.attribute as f64 + s.visits)
                .sum::<f64>();
        }
        checksum
    }

    /// The tables, for the same loop in another language: values by problem and subset, then weights by problem,
    /// subset and attribute.
    pub fn tables(&self) -> (&[f64], &[f64]) {
        (&self.values, &self.weights)
    }
}
