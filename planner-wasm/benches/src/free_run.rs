//! `free-run SECONDS [TABLES]`: the paper's search with free answers, natively. Prints one JSON line with rollouts
//! per second and the checksum of the first thousand queries. With a file name it first writes the tables of the
//! simulated problems there (little-endian doubles: values, then weights), for the same loop in another language.

use rookery_search::free_run::FreeRun;
use std::io::Write;
use std::time::Instant;

const PROBLEMS: usize = 4;
const DEPTH: usize = 5;
const ROLLOUTS: u32 = 300;
const CHECKED_QUERIES: u32 = 1_000;
const STRETCH_QUERIES: u32 = 20;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let seconds: f64 = arguments
        .next()
        .ok_or("usage: free-run SECONDS [TABLES]")?
        .parse()?;
    let mut run = FreeRun::new(PROBLEMS, DEPTH, ROLLOUTS, 1)?;
    if let Some(file) = arguments.next() {
        let (values, weights) = run.tables();
        let mut out = std::io::BufWriter::new(std::fs::File::create(file)?);
        for number in values.iter().chain(weights) {
            out.write_all(&number.to_le_bytes())?;
        }
        out.flush()?;
    }
    let checksum = run.run(CHECKED_QUERIES);
    // The best of many stretches of a few milliseconds: others use the machine too, and slow a stretch but never
    // speed it up.
    let mut best = 0.0f64;
    let start = Instant::now();
    while start.elapsed().as_secs_f64() < seconds {
        let stretch = Instant::now();
        std::hint::black_box(run.run(STRETCH_QUERIES));
        best = best.max(f64::from(STRETCH_QUERIES * ROLLOUTS) / stretch.elapsed().as_secs_f64());
    }
    println!("{{\"rolloutsPerSecond\":{best:.0},\"checksum\":{checksum}}}");
    Ok(())
}
