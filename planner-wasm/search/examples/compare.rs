//! Prints the table of planners on simulated problems, world by world and, where there are several, for all of them together:
//! `cargo run --release --example compare -- depth=5 quality=good,poor problems=100 first=100000 cores=1 'world={"seed":77}'
//! 'world={"seed":77,"family":"additive"}' raise-mcts 'path-kg={"tolerance":0}'`

use rookery_search::compare::statistics::{calls_to_reach, estimate, paired};
use rookery_search::compare::{Contender, Curve, Setting};
use rookery_search::world::{PriorQuality, World};
use std::time::Instant;

struct Plan {
    depths: Vec<usize>,
    qualities: Vec<String>,
    worlds: Vec<String>,
    problems: u64,
    first: u64,
    checkpoints: Vec<u32>,
    batch: usize,
    cores: u64,
    contenders: Vec<Contender>,
}

fn plan(arguments: impl Iterator<Item = String>) -> Plan {
    let list = |text: &str| text.split(',').map(str::to_owned).collect::<Vec<_>>();
    let numbers = |text: &str| {
        text.split(',')
            .map(|x| x.parse().expect("a number"))
            .collect::<Vec<u32>>()
    };
    let mut plan = Plan {
        depths: vec![5],
        qualities: list("good,poor,misleading"),
        worlds: Vec::new(),
        problems: 100,
        first: 0,
        checkpoints: vec![10, 20, 30, 50, 80, 150, 300],
        batch: 8,
        cores: std::thread::available_parallelism().map_or(1, usize::from) as u64,
        contenders: Vec::new(),
    };
    for argument in arguments {
        match argument.split_once('=') {
            Some(("depth", text)) => plan.depths = numbers(text).into_iter().map(|x| x as usize).collect(),
            Some(("quality", text)) => plan.qualities = list(text),
            Some(("world", text)) => plan.worlds.push(text.to_owned()),
            Some(("problems", text)) => plan.problems = text.parse().expect("problems: a number"),
            Some(("first", text)) => plan.first = text.parse().expect("first: a number"),
            Some(("at", text)) => plan.checkpoints = numbers(text),
            Some(("batch", text)) => plan.batch = text.parse().expect("batch: a number"),
            Some(("cores", text)) => plan.cores = text.parse().expect("cores: a number"),
            other => {
                let (planner, parameters) = other.unwrap_or((&argument, ""));
                plan.contenders.push(Contender {
                    planner: planner.to_owned(),
                    parameters: parameters.to_owned(),
                });
            }
        }
    }
    if plan.worlds.is_empty() {
        plan.worlds.push(String::new());
    }
    plan
}

/// All problems of one contender, spread over the cores.
fn curves(setting: &Setting, contender: &Contender, plan: &Plan) -> Vec<Curve> {
    let seeds = plan.first..plan.first + plan.problems;
    let workers = plan.cores;
    std::thread::scope(|scope| {
        let handles: Vec<_> = (0..workers)
            .map(|worker| {
                let mine = seeds.clone().skip(worker as usize).step_by(workers as usize);
                scope.spawn(move || {
                    mine.map(|seed| {
                        (
                            seed,
                            setting.compete(contender, seed, seed).expect("a valid setting"),
                        )
                    })
                    .collect::<Vec<_>>()
                })
            })
            .collect();
        let mut all: Vec<_> = handles
            .into_iter()
            .flat_map(|h| h.join().expect("no panic"))
            .collect();
        all.sort_unstable_by_key(|(seed, _)| *seed);
        all.into_iter().map(|(_, curve)| curve).collect()
    })
}

fn column(curves: &[Curve], pick: impl Fn(&Curve) -> f64) -> Vec<f64> {
    curves.iter().map(pick).collect()
}

/// Curves of each contender, with the seconds they took.
type Played = Vec<(Vec<Curve>, f64)>;

fn played(setting: &Setting, plan: &Plan) -> Played {
    plan.contenders
        .iter()
        .map(|contender| {
            let started = Instant::now();
            let curves = curves(setting, contender, plan);
            (curves, started.elapsed().as_secs_f64())
        })
        .collect()
}

fn table(played: &Played, plan: &Plan, title: &str) {
    let count = played.first().map_or(0, |(curves, _)| curves.len());
    println!("\n{title}: regret x 1000 +- 95% (anytime regret), {count} problems");
    for (contender, (curves, seconds)) in plan.contenders.iter().zip(played) {
        let mut line = format!("{:<11}{:<24}", contender.planner, contender.parameters);
        for at in 0..plan.checkpoints.len() {
            let regret = estimate(&column(curves, |c| c.regret[at]));
            let anytime = estimate(&column(curves, |c| c.anytime[at]));
            line += &format!(
                " {:4.0}+-{:<3.0}({:3.0})",
                1e3 * regret.mean,
                1e3 * regret.half_width,
                1e3 * anytime.mean
            );
        }
        let rankings = estimate(&column(curves, |c| {
            f64::from(c.rankings.last().copied().unwrap_or(0))
        }));
        println!("{line}  {:.0} rankings {seconds:.0}s", rankings.mean);
        if !std::ptr::eq(curves, &played[0].0) {
            against(plan, &played[0].0, curves);
        }
    }
}

/// Paired with the first contender, and the evaluations to reach its last regret.
fn against(plan: &Plan, base: &[Curve], curves: &[Curve]) {
    let mut line = format!("{:<35}", "  minus the first, paired");
    let mut means = Vec::new();
    for at in 0..plan.checkpoints.len() {
        let (mine, other) = (column(curves, |c| c.regret[at]), column(base, |c| c.regret[at]));
        let result = paired(&mine, &other).difference;
        line += &format!(
            " {:4.0}+-{:<3.0}     ",
            1e3 * result.mean,
            1e3 * result.half_width
        );
        means.push(estimate(&mine).mean);
    }
    let target = estimate(&column(base, |c| c.regret.last().copied().unwrap_or(0.0))).mean;
    let calls: Vec<f64> = plan.checkpoints.iter().map(|&at| f64::from(at)).collect();
    match calls_to_reach(target, &calls, &means) {
        Some(calls) => println!("{line}  reaches its last at {calls:.0}"),
        None => println!("{line}  never reaches its last"),
    }
}

fn main() {
    let plan = plan(std::env::args().skip(1));
    for &depth in &plan.depths {
        for quality in &plan.qualities {
            let mut together: Played = plan.contenders.iter().map(|_| (Vec::new(), 0.0)).collect();
            for world in &plan.worlds {
                let setting = Setting {
                    world: World::from_json(world).expect("world"),
                    quality: serde_json::from_value::<PriorQuality>(quality.as_str().into())
                        .expect("quality"),
                    depth,
                    checkpoints: plan.checkpoints.clone(),
                    batch: plan.batch,
                };
                let played = played(&setting, &plan);
                table(
                    &played,
                    &plan,
                    &format!("world {world:?}, k = {depth}, {quality} prior"),
                );
                for (all, (curves, seconds)) in together.iter_mut().zip(played) {
                    all.0.extend(curves);
                    all.1 += seconds;
                }
            }
            if plan.worlds.len() > 1 {
                table(
                    &together,
                    &plan,
                    &format!("all worlds, k = {depth}, {quality} prior"),
                );
            }
        }
    }
}
