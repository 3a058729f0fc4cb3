//! What a library taught, in numbers and words for people.

use crate::path_kg::amplitudes;
use crate::path_kg::features::{Group, Layout};
use serde::Serialize;

/// Shares from which sharing is called weak, and strong.
const WEAK: f64 = 0.05;
const STRONG: f64 = 0.4;

/// Learned sharing and trust.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Report {
    /// Searches with at least one evaluation.
    pub searches: u32,
    /// Standard deviation of one evaluation, learned.
    pub noise: f64,
    /// For each group of effects, what is shared.
    pub sharing: Vec<Sharing>,
    /// Learned weight of the model's ranking (score points for each standardised unit) over the hand-set one: below 0.5 it
    /// is hardly trusted, around 1 as before.
    pub trust_in_ranking: f64,
    /// The same in a few sentences.
    pub summary: String,
}

/// How much of the differences between queries follows from domain and embedding.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Sharing {
    /// constant, saturation, main, pair or prior.
    pub group: &'static str,
    /// Share of the variance between queries that context explains, 0..1.
    pub share: f64,
    /// Standard deviation of an effect between queries (score points).
    pub deviation: f64,
}

fn name(group: Group) -> &'static str {
    match group {
        Group::Constant => "constant",
        Group::Saturation => "saturation",
        Group::Main => "main",
        Group::Pair => "pair",
        Group::Prior => "prior",
    }
}

/// Mean square of M x over the contexts, for each group; the intercept column, which all queries share, is left out.
pub fn explained<'a>(
    layout: Layout,
    effects: &[f64],
    contexts: impl Iterator<Item = &'a [f64]> + Clone,
) -> Vec<f64> {
    let columns = effects.len() / layout.len();
    let mut squares = vec![0.0; Group::ALL.len()];
    let mut count = vec![0.0; Group::ALL.len()];
    for (feature, row) in effects.chunks_exact(columns).enumerate() {
        let group = layout.group(feature) as usize;
        for x in contexts.clone() {
            let moved: f64 = row.iter().zip(x).skip(1).map(|(m, x)| m * x).sum();
            squares[group] += moved * moved;
            count[group] += 1.0;
        }
    }
    squares
        .iter()
        .zip(count)
        .map(|(s, n)| s / f64::max(n, 1.0))
        .collect()
}

/// Puts a report together.
pub fn of(
    layout: Layout,
    searches: u32,
    mean: &[f64],
    variance: &[f64],
    noise: f64,
    explained: &[f64],
) -> Report {
    let sharing: Vec<Sharing> = Group::ALL
        .iter()
        .map(|&group| {
            let total = layout.mean(group, variance);
            let told = explained[group as usize];
            Sharing {
                group: name(group),
                share: told / (told + total).max(f64::MIN_POSITIVE),
                deviation: libm::sqrt(total + told),
            }
        })
        .collect();
    let trust = mean[mean.len() - 1] / amplitudes::of(Group::Prior).mean;
    let main = sharing[Group::Main as usize].share;
    let sharing_words = match main {
        share if share < WEAK => "share hardly anything: each is planned almost on its own",
        share if share < STRONG => "share some of their effects",
        _ => "share much of their effects",
    };
    let trust_words = match trust {
        trust if trust < 0.0 => "misleads and is read the other way round",
        trust if trust < 0.5 => "says little",
        trust if trust < 1.5 => "is trusted about as much as by hand",
        _ => "is trusted more than by hand",
    };
    Report {
        searches,
        noise,
        trust_in_ranking: trust,
        summary: format!(
            "{searches} searches. Related queries {sharing_words} ({:.0}% of what attributes are worth follows from domain and \
             embedding). The model's ranking {trust_words} (weight {trust:.2} times the hand-set one).",
            100.0 * main
        ),
        sharing,
    }
}
