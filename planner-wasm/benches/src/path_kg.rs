//! `path-kg REPETITIONS ATTRIBUTES BATCH`: what `path-kg` costs natively for every evaluation it is told, and for every batch.
//! Plays the same searches on simulated problems so many times, so many questions at a time, and times only the search's own
//! calls. Prints one JSON line: microseconds per evaluation and per batch, and a checksum of the paths.

use rookery_search::world::{PriorQuality, Truth, World};
use rookery_search::{Answer, Finding, Problem, Query, Question, Search, SearchError};
use std::time::{Duration, Instant};

const PROBLEMS: u64 = 4;
const BUDGET: u32 = 100;

fn answer(truth: &Truth, question: &Question) -> Answer {
    let finding = match question.query {
        Query::Evaluate(subset) => Finding::Reward(truth.reward(subset, u64::from(question.id))),
        Query::Rank(state) => {
            Finding::Weights(truth.prior(state, PriorQuality::Good)[..truth.attributes()].to_vec())
        }
    };
    Answer {
        id: question.id,
        finding,
    }
}

/// The searches that are played.
struct Plan {
    repetitions: u32,
    attributes: usize,
    batch: usize,
}

/// Plays one search. `fastest` holds for every step, an ask and a tell, the least time it ever took: a search is
/// the same each time, and other work on the machine slows a step but never speeds it up.
fn play(plan: &Plan, world: &World, seed: u64, fastest: &mut Vec<Duration>) -> Result<f64, SearchError> {
    let truth = world.problem(seed, None)?;
    let problem = Problem {
        attributes: plan.attributes,
        budget: BUDGET,
        seed,
        ..Problem::default()
    };
    let mut search = Search::new(problem, "path-kg", r#"{"tolerance":0}"#)?;
    let mut step = 0;
    while !search.finished() {
        let asked = Instant::now();
        let questions = search.ask(plan.batch)?;
        let mut took = asked.elapsed();
        let answers: Vec<Answer> = questions
            .iter()
            .map(|question| answer(&truth, question))
            .collect();
        let told = Instant::now();
        search.tell(&answers)?;
        took += told.elapsed();
        match fastest.get_mut(step) {
            Some(least) => *least = took.min(*least),
            None => fastest.push(took),
        }
        step += 1;
    }
    let steps = search.best_path().steps;
    Ok((1u32..)
        .zip(&steps)
        .map(|(place, step)| f64::from(place) * step.attribute as f64)
        .sum())
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let argument = |place| {
        let usage = "usage: path-kg REPETITIONS ATTRIBUTES BATCH";
        std::env::args().nth(place).ok_or(usage)
    };
    let plan = Plan {
        repetitions: argument(1)?.parse()?,
        attributes: argument(2)?.parse()?,
        batch: argument(3)?.parse()?,
    };
    let world = World::from_json(&format!(r#"{{"attributes":{}}}"#, plan.attributes))?;
    let (mut took, mut checksum, mut batches) = (Duration::ZERO, 0.0, 0);
    for seed in 0..PROBLEMS {
        let mut fastest = Vec::new();
        let mut path = 0.0;
        for _ in 0..plan.repetitions {
            path = play(&plan, &world, seed, &mut fastest)?;
        }
        batches += fastest.len();
        took += fastest.iter().sum::<Duration>();
        checksum += path;
    }
    let took = took.as_secs_f64() * 1e6;
    let evaluations = PROBLEMS as f64 * f64::from(BUDGET);
    println!(
        "{{\"microsecondsPerEvaluation\":{:.1},\"microsecondsPerBatch\":{:.1},\"checksum\":{checksum}}}",
        took / evaluations,
        took / batches as f64
    );
    Ok(())
}
