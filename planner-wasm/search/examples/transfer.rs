//! What a library of finished searches brings: fits one on simulated problems and plans others with and without it.
//! `cargo run --release --example transfer -- library=700 problems=150 share=0,0.33,0.67 quality=good family=pairwise`

use rookery_search::compare::statistics::{Estimate, calls_to_reach, estimate, paired};
use rookery_search::compare::{Curve, Setting};
use rookery_search::path_kg::transfer::{Carry, FinishedSearch, Fitted, fit};
use rookery_search::random::mix;
use rookery_search::world::{PriorQuality, World};
use rookery_search::{Search, SearchError};
use std::collections::BTreeMap;
use std::time::Instant;

/// Problems of libraries begin here; those planned begin at 0.
const LIBRARY_SEEDS: u64 = 1 << 32;
const PLANNER: &str = "path-kg";
const PARAMETERS: &str = r#"{"tolerance":0}"#;

fn setting(world: &World, quality: PriorQuality, depth: usize, checkpoints: Vec<u32>) -> Setting {
    Setting {
        world: world.clone(),
        quality,
        depth,
        checkpoints,
        batch: 8,
    }
}

fn spread<T: Send>(count: u64, job: impl Fn(u64) -> T + Sync) -> Vec<T> {
    let workers = std::thread::available_parallelism().map_or(1, usize::from) as u64;
    let job = &job;
    std::thread::scope(|scope| {
        let handles: Vec<_> = (0..workers)
            .map(|worker| {
                scope.spawn(move || {
                    (worker..count)
                        .step_by(workers as usize)
                        .map(|i| (i, job(i)))
                        .collect::<Vec<_>>()
                })
            })
            .collect();
        let mut all: Vec<_> = handles
            .into_iter()
            .flat_map(|h| h.join().expect("no panic"))
            .collect();
        all.sort_unstable_by_key(|(i, _)| *i);
        all.into_iter().map(|(_, value)| value).collect()
    })
}

/// A finished search of 40 to 80 evaluations.
fn finished(
    world: &World,
    quality: PriorQuality,
    depth: usize,
    index: u64,
) -> Result<FinishedSearch, SearchError> {
    let seed = LIBRARY_SEEDS + index;
    let budget = 40 + (mix(&[seed]) % 41) as u32;
    let setting = setting(world, quality, depth, vec![budget]);
    let truth = setting.truth(seed, None)?;
    let mut search = Search::new(setting.problem(seed), PLANNER, PARAMETERS)?;
    setting.play(&mut search, &truth)?;
    let domain = format!("domain {}", truth.context().domain);
    Ok(FinishedSearch::of(
        search.problem(),
        search.trace(),
        &domain,
        &truth.embedding(),
    ))
}

fn planned(setting: &Setting, fitted: Option<&Fitted>, seed: u64) -> Result<(Curve, Vec<f64>), SearchError> {
    let truth = setting.truth(seed, None)?;
    let problem = setting.problem(seed);
    let mut search = match fitted {
        Some(fitted) => {
            let domain = format!("domain {}", truth.context().domain);
            let prior = fitted.prior(&domain, &truth.embedding(), &Carry::default())?;
            Search::with_library(problem, PLANNER, PARAMETERS, &prior)?
        }
        None => Search::new(problem, PLANNER, PARAMETERS)?,
    };
    let curve = setting.play(&mut search, &truth)?;
    Ok((curve, search.models().iter().map(|m| m.weight).collect()))
}

fn cell(value: Estimate) -> String {
    format!(" {:4.0}+-{:<3.0}", 1e3 * value.mean, 1e3 * value.half_width)
}

fn main() {
    let given: BTreeMap<String, String> = std::env::args()
        .skip(1)
        .filter_map(|a| a.split_once('=').map(|(k, v)| (k.to_owned(), v.to_owned())))
        .collect();
    let get = |name: &str, default: &str| given.get(name).cloned().unwrap_or(default.to_owned());
    let number = |name: &str, default: &str| get(name, default).parse::<u64>().expect("a number");
    let quality = |name: &str| serde_json::from_value::<PriorQuality>(name.into()).expect("a quality");
    let (library, problems) = (number("library", "700"), number("problems", "150"));
    let depth = number("depth", "5") as usize;
    let checkpoints = vec![0, 5, 10, 20, 30, 50, 80];
    for share in get("share", "0,0.33,0.67").split(',') {
        let family = get("family", "pairwise");
        let world = |family: &str, seed: u64| {
            let json = format!(r#"{{"family":"{family}","sharedShare":{share},"seed":{seed}}}"#);
            World::from_json(&json).expect("a world")
        };
        let (told, tested) = (get("librarian", "good"), get("quality", "good"));
        let teacher = world(&get("teacher", &family), number("teacherSeed", "0"));
        let here = world(&family, 0);
        let searches = spread(library, |i| {
            finished(&teacher, quality(&told), depth, i).expect("valid")
        });
        let started = Instant::now();
        let fitted = fit(&searches).expect("a fit");
        println!(
            "\nshare {share}, k = {depth}, library {told}, planned with {tested}: fit of {library} in {:.2} s, {} bytes",
            started.elapsed().as_secs_f64(),
            fitted.to_bytes().expect("bytes").len()
        );
        println!("{}", fitted.report().summary);
        println!("{:?}", fitted.report().sharing);
        let setting_here = setting(&here, quality(&tested), depth, checkpoints.clone());
        let mut means = Vec::new();
        let mut base: Vec<Curve> = Vec::new();
        for (name, with) in [("alone", None), ("library", Some(&fitted))] {
            let started = Instant::now();
            let (curves, weights): (Vec<Curve>, Vec<Vec<f64>>) =
                spread(problems, |i| planned(&setting_here, with, i).expect("valid"))
                    .into_iter()
                    .unzip();
            let at = |curves: &[Curve], i: usize| curves.iter().map(|c| c.regret[i]).collect::<Vec<_>>();
            let row: String = (0..checkpoints.len())
                .map(|i| cell(estimate(&at(&curves, i))))
                .collect();
            println!("{name:<8}{row}  {:.0}s", started.elapsed().as_secs_f64());
            if with.is_some() {
                let row: String = (0..checkpoints.len())
                    .map(|i| cell(paired(&at(&curves, i), &at(&base, i)).difference))
                    .collect();
                println!("paired  {row}");
                let weight = |m: usize| weights.iter().map(|w| w[m]).sum::<f64>() / weights.len() as f64;
                println!("mean weights {:.2} {:.2} {:.2}", weight(0), weight(1), weight(2));
            }
            means.push(
                (0..checkpoints.len())
                    .map(|i| estimate(&at(&curves, i)).mean)
                    .collect::<Vec<_>>(),
            );
            base = curves;
        }
        if let Some(target) = given.get("target") {
            let target = target.parse::<f64>().expect("a number") / 1e3;
            let calls: Vec<f64> = checkpoints.iter().map(|&at| f64::from(at)).collect();
            for (name, means) in ["alone", "library"].iter().zip(&means) {
                println!(
                    "{name} reaches {target} at {:?}",
                    calls_to_reach(target, &calls, means)
                );
            }
        }
    }
}
