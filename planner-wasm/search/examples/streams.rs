//! What a library brings over streams of problems with libraries of their own, as `rookery compare` plays them, natively and on as many
//! problems as wanted; stream i begins at problem i times `problems`.
//! `cargo run --release --example streams -- share=0 library=200 streams=8 problems=50 first=40`

use rookery_search::SearchError;
use rookery_search::compare::statistics::{Estimate, Reach, estimate, evaluations_alone, paired, reach};
use rookery_search::compare::stream::{StreamCurves, StreamOrder};
use rookery_search::path_kg::transfer::MODELS;
use serde_json::json;
use std::collections::BTreeMap;

const CHECKPOINTS: [u32; 4] = [0, 10, 30, 80];
const RESAMPLES: u32 = 1000;

struct Streams {
    share: f64,
    quality: String,
    library: u64,
    streams: u64,
    problems: u64,
    first: u64,
}

impl Streams {
    fn read() -> Self {
        let given: BTreeMap<String, String> = std::env::args()
            .skip(1)
            .filter_map(|a| a.split_once('=').map(|(k, v)| (k.to_owned(), v.to_owned())))
            .collect();
        let get = |name: &str, default: &str| given.get(name).cloned().unwrap_or(default.to_owned());
        let number = |name: &str, default: &str| get(name, default).parse().expect("a number");
        Self {
            share: get("share", "0").parse().expect("a share"),
            quality: get("quality", "good"),
            library: number("library", "200"),
            streams: number("streams", "8"),
            problems: number("problems", "50"),
            first: number("first", "40"),
        }
    }

    fn play(&self, stream: u64) -> Result<StreamCurves, SearchError> {
        let world = json!({ "sharedShare": self.share });
        let order = json!({
            "world": world, "prior": self.quality, "depth": 5, "checkpoints": CHECKPOINTS, "batch": 8,
            "library": { "world": world, "prior": self.quality, "searches": self.library },
            "stray": { "world": {}, "share": 0.0 },
            "arrival": "mixed",
            "parameters": { "tolerance": 0 },
            "firstProblem": stream * self.problems,
            "problems": self.problems,
            "reference": { "planner": "raise-mcts", "parameters": {}, "budget": 300 },
        });
        StreamOrder::from_json(&order.to_string())?.play()
    }

    /// Every stream, a few at a time.
    fn all(&self) -> Vec<StreamCurves> {
        let workers = std::thread::available_parallelism().map_or(1, |n| n.get() as u64);
        let mut played: Vec<(u64, StreamCurves)> = std::thread::scope(|scope| {
            let handles: Vec<_> = (0..workers)
                .map(|worker| {
                    let own = (self.first..self.first + self.streams)
                        .skip(worker as usize)
                        .step_by(workers as usize);
                    scope.spawn(move || own.map(|i| (i, self.play(i).expect("valid"))).collect::<Vec<_>>())
                })
                .collect();
            handles
                .into_iter()
                .flat_map(|handle| handle.join().expect("no panic"))
                .collect()
        });
        played.sort_by_key(|(index, _)| *index);
        played.into_iter().map(|(_, curves)| curves).collect()
    }
}

fn cell(value: Estimate) -> String {
    format!(" {:5.1} +-{:<5.1}", 1e3 * value.mean, 1e3 * value.half_width)
}

fn columns(streams: &[StreamCurves], values: impl Fn(&StreamCurves) -> &[f64]) -> Vec<Vec<f64>> {
    let column = |at: usize| {
        let of_stream = |stream| values(stream).iter().skip(at).step_by(CHECKPOINTS.len()).copied();
        streams.iter().flat_map(of_stream).collect()
    };
    (0..CHECKPOINTS.len()).map(column).collect()
}

fn compared(name: &str, alone: &[Vec<f64>], with: &[Vec<f64>]) {
    let row = |columns: &[Vec<f64>]| -> String { columns.iter().map(|c| cell(estimate(c))).collect() };
    let differences = with.iter().zip(alone).map(|(w, a)| cell(paired(w, a).difference));
    println!("{name} at {CHECKPOINTS:?}");
    println!("alone     {}", row(alone));
    println!("library   {}", row(with));
    println!("difference{}", differences.collect::<String>());
}

fn main() {
    let order = Streams::read();
    let streams = order.all();
    let regret = (
        columns(&streams, |s| &s.alone.regret),
        columns(&streams, |s| &s.with_library.regret),
    );
    compared("regret x 1000", &regret.0, &regret.1);
    let anytime = (
        columns(&streams, |s| &s.alone.anytime),
        columns(&streams, |s| &s.with_library.anytime),
    );
    compared("of the path's prefixes", &anytime.0, &anytime.1);
    let target: Vec<f64> = streams.iter().flat_map(|s| s.reference.clone()).collect();
    println!("target    {}", cell(estimate(&target)));
    let spent = evaluations_alone(&CHECKPOINTS, target.len());
    for (name, columns) in [("alone", &regret.0), ("library", &regret.1)] {
        let Reach { calls, low, high } = reach(&spent, columns, &target, RESAMPLES, 1);
        println!("{name} reaches it at {calls:?} [{low:?}, {high:?}]");
    }
    for (index, stream) in streams.iter().enumerate() {
        let weights = stream.weights.chunks_exact(MODELS.len());
        let mean = |m: usize| weights.clone().map(|w| w[m]).sum::<f64>() / order.problems as f64;
        let weights: Vec<String> = (0..MODELS.len())
            .map(|m| format!("{} {:.2}", MODELS[m], mean(m)))
            .collect();
        println!(
            "stream {}: {}. {}",
            order.first + index as u64,
            weights.join(", "),
            stream.lesson
        );
    }
}
