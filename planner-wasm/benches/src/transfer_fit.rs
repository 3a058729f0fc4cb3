//! `transfer-fit FILE`: learns from the finished searches of a file (one JSON object a line), natively. Prints one JSON line
//! with the seconds it took and the noise that was learned.

use rookery_search::path_kg::transfer::{FinishedSearch, fit};
use std::time::Instant;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let file = std::env::args().nth(1).ok_or("usage: transfer-fit FILE")?;
    let library: Vec<FinishedSearch> = std::fs::read_to_string(file)?
        .lines()
        .map(serde_json::from_str)
        .collect::<Result<_, _>>()?;
    let start = Instant::now();
    let fitted = fit(&library)?;
    let seconds = start.elapsed().as_secs_f64();
    let noise = fitted.report().noise;
    println!("{{\"seconds\":{seconds:.4},\"noise\":{noise}}}");
    Ok(())
}
