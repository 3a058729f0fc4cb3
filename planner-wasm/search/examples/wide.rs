//! Planners where the best path is not known because subsets are too many to enumerate: the true value of the path's end, each
//! paired with the first contender, and the time that a batch takes:
//! `cargo run --release --example wide -- attributes=40 quality=good,poor problems=60 linear-thompson 'path-kg={"tolerance":0}'`

use rookery_search::compare::statistics::{estimate, paired};
use rookery_search::random::mix;
use rookery_search::world::{PriorQuality, Truth, World};
use rookery_search::{Answer, Finding, Problem, Query, Search};
use std::time::Instant;

const BATCH: usize = 8;

struct Plan {
    attributes: usize,
    families: Vec<String>,
    qualities: Vec<String>,
    problems: u64,
    first: u64,
    /// Of the worlds; 77 is the one for tuning.
    seed: u64,
    checkpoints: Vec<u32>,
    contenders: Vec<(String, String)>,
}

fn plan(arguments: impl Iterator<Item = String>) -> Plan {
    let list = |text: &str| text.split(',').map(str::to_owned).collect::<Vec<_>>();
    let mut plan = Plan {
        attributes: 40,
        families: list("pairwise"),
        qualities: list("good,poor"),
        problems: 60,
        first: 100_000,
        seed: 77,
        checkpoints: vec![10, 40, 80, 150],
        contenders: Vec::new(),
    };
    for argument in arguments {
        match argument.split_once('=') {
            Some(("attributes", text)) => plan.attributes = text.parse().expect("attributes: a number"),
            Some(("family", text)) => plan.families = list(text),
            Some(("quality", text)) => plan.qualities = list(text),
            Some(("problems", text)) => plan.problems = text.parse().expect("problems: a number"),
            Some(("first", text)) => plan.first = text.parse().expect("first: a number"),
            Some(("seed", text)) => plan.seed = text.parse().expect("seed: a number"),
            Some(("at", text)) => {
                plan.checkpoints = list(text)
                    .iter()
                    .map(|x| x.parse().expect("at: numbers"))
                    .collect();
            }
            other => {
                let (planner, parameters) = other.unwrap_or((&argument, ""));
                plan.contenders.push((planner.to_owned(), parameters.to_owned()));
            }
        }
    }
    plan
}

/// What came of one search.
struct Outcome {
    /// True value of the recommended end at each checkpoint.
    values: Vec<f64>,
    rankings: u32,
    /// Seconds of the search's own work for each batch.
    seconds: Vec<f64>,
}

fn play(
    plan: &Plan,
    truth: &Truth,
    quality: PriorQuality,
    seed: u64,
    contender: &(String, String),
) -> Outcome {
    let problem = Problem {
        attributes: plan.attributes,
        budget: *plan.checkpoints.last().expect("a checkpoint"),
        seed,
        ..Problem::default()
    };
    let mut search = Search::new(problem, &contender.0, &contender.1).expect("a contender");
    let mut outcome = Outcome {
        values: Vec::new(),
        rankings: 0,
        seconds: Vec::new(),
    };
    while outcome.values.len() < plan.checkpoints.len() {
        let told = search.progress().evaluations_told;
        let room = (plan.checkpoints[outcome.values.len()] - told) as usize;
        let asked = Instant::now();
        let questions = search.ask(BATCH.min(room)).expect("questions");
        let mut took = asked.elapsed();
        let answers: Vec<Answer> = questions
            .iter()
            .map(|question| Answer {
                id: question.id,
                finding: match question.query {
                    Query::Evaluate(set) => {
                        Finding::Reward(truth.reward(set, mix(&[seed, u64::from(question.id)])))
                    }
                    Query::Rank(state) => {
                        Finding::Weights(truth.prior(state, quality)[..plan.attributes].to_vec())
                    }
                },
            })
            .collect();
        let tells = Instant::now();
        search.tell(&answers).expect("answers are told");
        took += tells.elapsed();
        outcome.seconds.push(took.as_secs_f64());
        let progress = search.progress();
        if questions.is_empty() || progress.evaluations_told == plan.checkpoints[outcome.values.len()] {
            let end = search.best_path().steps.last().map_or(0, |step| step.subset);
            outcome.values.push(truth.value(end));
        }
        outcome.rankings = progress.rankings_asked;
    }
    outcome
}

fn main() {
    let plan = plan(std::env::args().skip(1));
    for quality in &plan.qualities {
        let of = serde_json::from_value::<PriorQuality>(quality.as_str().into()).expect("quality");
        println!(
            "\n{} attributes, {quality} prior, {} problems of each of {:?}: value x 1000 +- 95%, then minus the first's",
            plan.attributes, plan.problems, plan.families
        );
        let mut base: Option<Vec<Outcome>> = None;
        for contender in &plan.contenders {
            let outcomes: Vec<Outcome> = plan
                .families
                .iter()
                .flat_map(|family| {
                    let text = format!(
                        r#"{{"family":"{family}","attributes":{},"seed":{}}}"#,
                        plan.attributes, plan.seed
                    );
                    let world = World::from_json(&text).expect("world");
                    (plan.first..plan.first + plan.problems)
                        .map(|seed| {
                            play(
                                &plan,
                                &world.problem(seed, None).expect("problem"),
                                of,
                                seed,
                                contender,
                            )
                        })
                        .collect::<Vec<_>>()
                })
                .collect();
            print(&plan, contender, &outcomes, base.as_deref());
            base.get_or_insert(outcomes);
        }
    }
}

fn print(plan: &Plan, contender: &(String, String), outcomes: &[Outcome], base: Option<&[Outcome]>) {
    let column =
        |outcomes: &[Outcome], at: usize| outcomes.iter().map(|o| o.values[at]).collect::<Vec<f64>>();
    let mut line = format!("{:<17}{:<24}", contender.0, contender.1);
    for at in 0..plan.checkpoints.len() {
        let values = column(outcomes, at);
        line += &format!(" {:5.0}", 1e3 * estimate(&values).mean);
        if let Some(base) = base {
            let difference = paired(&values, &column(base, at)).difference;
            line += &format!(
                " ({:4.0}+-{:<3.0})",
                1e3 * difference.mean,
                1e3 * difference.half_width
            );
        }
    }
    let batches: Vec<f64> = outcomes.iter().flat_map(|o| o.seconds.iter().copied()).collect();
    let slowest = batches.iter().copied().fold(0.0, f64::max);
    let rankings: Vec<f64> = outcomes.iter().map(|o| f64::from(o.rankings)).collect();
    println!(
        "{line}  {:.0} rankings, {:.1} ms a batch, {:.0} the slowest",
        estimate(&rankings).mean,
        1e3 * estimate(&batches).mean,
        1e3 * slowest
    );
}
