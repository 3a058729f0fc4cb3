//! How well searches of `path-kg` know when to stop, under noise that they do not expect: how many stop with more regret than
//! their tolerance, and whether stopping when it seems enough beats a fixed budget of the same mean:
//! `cargo run --release --example stopping -- problems=40 first=100000 tolerance=0.2 quality=good`

use rookery_search::compare::statistics::{estimate, paired};
use rookery_search::compare::{Contender, Curve, Setting};
use rookery_search::world::{PriorQuality, World};

const FAMILIES: [&str; 5] = ["additive", "pairwise", "threshold", "saturating", "archetypes"];
const BUDGET: u32 = 300;

/// Noises that the planner does not expect.
const NOISES: [(&str, &str); 4] = [
    ("half", r#""noise":0.5"#),
    ("doubled", r#""noise":2"#),
    ("heavy tails", r#""noiseKind":"heavy""#),
    ("uneven", r#""noiseKind":"uneven""#),
];

struct Plan {
    problems: u64,
    first: u64,
    seed: u64,
    tolerance: f64,
    quality: PriorQuality,
}

fn plan(arguments: impl Iterator<Item = String>) -> Plan {
    let mut plan = Plan {
        problems: 40,
        first: 100_000,
        seed: 77,
        tolerance: 0.2,
        quality: PriorQuality::Good,
    };
    for argument in arguments {
        match argument.split_once('=') {
            Some(("problems", text)) => plan.problems = text.parse().expect("problems: a number"),
            Some(("first", text)) => plan.first = text.parse().expect("first: a number"),
            Some(("seed", text)) => plan.seed = text.parse().expect("seed: a number"),
            Some(("tolerance", text)) => plan.tolerance = text.parse().expect("tolerance: a number"),
            Some(("quality", text)) => {
                plan.quality = serde_json::from_value(text.into()).expect("a quality");
            }
            _ => panic!("unknown argument {argument:?}"),
        }
    }
    plan
}

fn play(plan: &Plan, noise: &str, checkpoint: u32, tolerance: f64) -> Vec<Curve> {
    let contender = Contender {
        planner: "path-kg".to_owned(),
        parameters: format!(r#"{{"tolerance":{tolerance}}}"#),
    };
    let of_family = |family: &&str| {
        let text = format!(r#"{{"family":"{family}","seed":{},{noise}}}"#, plan.seed);
        let setting = Setting {
            world: World::from_json(&text).expect("world"),
            quality: plan.quality,
            depth: 5,
            checkpoints: vec![checkpoint],
            batch: 8,
        };
        (plan.first..plan.first + plan.problems)
            .map(|seed| setting.compete(&contender, seed, seed).expect("a valid setting"))
            .collect::<Vec<_>>()
    };
    FAMILIES.iter().flat_map(of_family).collect()
}

fn main() {
    let plan = plan(std::env::args().skip(1));
    println!(
        "regret x 1000 +- 95%; {} problems of each of five families",
        plan.problems
    );
    for (name, noise) in NOISES {
        let stopped = play(&plan, noise, BUDGET, plan.tolerance);
        let evaluations: Vec<f64> = stopped.iter().map(|c| f64::from(c.evaluations)).collect();
        let mean = estimate(&evaluations).mean;
        let fixed = play(&plan, noise, mean.round().max(1.0) as u32, 0.0);
        let regrets = |curves: &[Curve]| curves.iter().map(|c| c.regret[0]).collect::<Vec<f64>>();
        let early: Vec<&Curve> = stopped.iter().filter(|c| c.evaluations < BUDGET).collect();
        let above = early.iter().filter(|c| c.regret[0] > plan.tolerance).count();
        let difference = paired(&regrets(&stopped), &regrets(&fixed)).difference;
        println!(
            "{name:<12} {mean:4.0} evaluations, {} of {} stopped before {BUDGET}, {:4.1}% of them above {}; regret {:4.0}, at a fixed \
             budget {:4.0}: {:+4.0} +-{:.0}",
            early.len(),
            stopped.len(),
            100.0 * above as f64 / early.len().max(1) as f64,
            plan.tolerance,
            1e3 * estimate(&regrets(&stopped)).mean,
            1e3 * estimate(&regrets(&fixed)).mean,
            1e3 * difference.mean,
            1e3 * difference.half_width,
        );
    }
}
