//! Amplitudes, roughness and noise of a library, learned by expectation and maximisation over its searches.

use super::finished::Evidence;
use super::summary::{Summary, Told, told};
use crate::path_kg::amplitudes::{self, NOISE, ROUGHNESS};
use crate::path_kg::dense;
use crate::path_kg::features::{Group, Layout};

/// Searches looked at while roughness and noise are tried: enough to tell them apart, and each trial reads all of them.
const TRIED: usize = 120;
/// Searches looked at for amplitudes.
const LEARNED_FROM: usize = 400;
/// Weight of the start values of each group, and of the group for each coefficient, in searches.
const GROUP_WEIGHT: f64 = 10.0;
const OWN_WEIGHT: f64 = 20.0;
/// Factors tried on the noise and on the roughness.
const NOISE_FACTORS: [f64; 2] = [0.85, 1.18];
const ROUGHNESS_FACTORS: [f64; 3] = [0.5, 0.75, 1.35];
const ROUNDS: usize = 2;
const FIRST_STEPS: usize = 4;
const TRIAL_STEPS: usize = 2;
const LAST_STEPS: usize = 6;

/// theta ~ N(mean, diag(variance)) over the searches of a library; roughness h and noise s.
#[derive(Debug, Clone, PartialEq)]
pub struct Hyper {
    /// Mean of theta.
    pub mean: Vec<f64>,
    /// Variance of each theta.
    pub variance: Vec<f64>,
    /// Standard deviation of the rough part.
    pub roughness: f64,
    /// Standard deviation of one evaluation.
    pub noise: f64,
}

/// Evenly spread members of a list, at most `count`.
fn spread<T>(items: &[T], count: usize) -> impl Iterator<Item = &T> {
    let step = items.len().div_ceil(count).max(1);
    items.iter().step_by(step)
}

/// The start values: the hand-set belief.
pub fn start(layout: Layout) -> Hyper {
    let (mean, variance) = amplitudes::of_features(layout);
    Hyper {
        mean,
        variance,
        roughness: ROUGHNESS,
        noise: NOISE,
    }
}

/// Learns from a library.
pub fn learn(layout: Layout, evidence: &[Evidence]) -> Hyper {
    let tried: Vec<&Evidence> = spread(evidence, TRIED).collect();
    let mut best = settle(layout, start(layout), &tried, FIRST_STEPS);
    for _ in 0..ROUNDS {
        for factor in NOISE_FACTORS {
            let noise = best.0.noise * factor;
            better(layout, &mut best, &tried, |hyper| hyper.noise = noise);
        }
        for factor in ROUGHNESS_FACTORS {
            let roughness = best.0.roughness * factor;
            better(layout, &mut best, &tried, |hyper| hyper.roughness = roughness);
        }
    }
    let mut hyper = best.0;
    let summaries: Vec<Summary> = spread(evidence, LEARNED_FROM)
        .filter_map(|e| Summary::of(e, hyper.roughness, hyper.noise))
        .collect();
    for _ in 0..LAST_STEPS {
        step(layout, &mut hyper, &summaries, true);
    }
    hyper
}

fn better(layout: Layout, best: &mut (Hyper, f64), tried: &[&Evidence], change: impl FnOnce(&mut Hyper)) {
    let mut trial = best.0.clone();
    change(&mut trial);
    let trial = settle(layout, trial, tried, TRIAL_STEPS);
    if trial.1 > best.1 {
        *best = trial;
    }
}

/// Some steps at fixed roughness and noise, and the evidence that the last one saw.
fn settle(layout: Layout, mut hyper: Hyper, tried: &[&Evidence], steps: usize) -> (Hyper, f64) {
    let summaries: Vec<Summary> = tried
        .iter()
        .filter_map(|e| Summary::of(e, hyper.roughness, hyper.noise))
        .collect();
    if summaries.len() < tried.len() {
        return (hyper, f64::NEG_INFINITY);
    }
    let mut evidence = f64::NEG_INFINITY;
    for _ in 0..steps {
        evidence = step(layout, &mut hyper, &summaries, false);
    }
    (hyper, evidence)
}

/// One step; returns the log evidence before it. Unless `all` are free only the constant, the saturation and the ranking
/// have a mean to learn.
fn step(layout: Layout, hyper: &mut Hyper, summaries: &[Summary], all: bool) -> f64 {
    let width = layout.len();
    let mut evidence = 0.0;
    let mut information = vec![0.0; width * width];
    let mut score = vec![0.0; width];
    let mut squares = vec![0.0; width];
    let mut count = 0.0;
    let before = hyper.mean.clone();
    for summary in summaries {
        let Some(told) = told(summary, &before, &hyper.variance) else {
            return f64::NEG_INFINITY;
        };
        evidence += told.log_evidence;
        count += 1.0;
        let (b, s) = marginal(&told, &before, &hyper.variance);
        information.iter_mut().zip(&b).for_each(|(sum, x)| *sum += x);
        score.iter_mut().zip(&s).for_each(|(sum, x)| *sum += x);
        told.add_squares(&mut squares);
    }
    hyper.mean = mean(layout, &information, &score, all).unwrap_or(before);
    hyper.variance = variances(layout, &squares, count);
    evidence
}

/// What a search says of the mean of theta, theta itself integrated out: B = A - A S A = D - D S D and
/// b = c - A S c = D S c with D = diag(1 / variance). Written with D because that costs no product of matrices.
pub fn marginal(told: &Told, mean: &[f64], variance: &[f64]) -> (Vec<f64>, Vec<f64>) {
    let width = mean.len();
    let mut information = vec![0.0; width * width];
    for i in 0..width {
        for j in 0..width {
            information[i * width + j] = -told.covariance[i * width + j] / (variance[i] * variance[j]);
        }
        information[i * width + i] += 1.0 / variance[i];
    }
    // D S c = D (deviation + S A mean) = D (deviation + mean - S D mean) = D deviation + B mean.
    let pulled = dense::times(&information, mean);
    let score = (0..width)
        .map(|i| told.deviation[i] / variance[i] + pulled[i])
        .collect();
    (information, score)
}

fn mean(layout: Layout, information: &[f64], score: &[f64], all: bool) -> Option<Vec<f64>> {
    let width = layout.len();
    let start = start(layout);
    let free: Vec<usize> = (0..width)
        .filter(|&j| all || !matches!(layout.group(j), Group::Main | Group::Pair))
        .collect();
    let mut precision = vec![0.0; free.len() * free.len()];
    let mut right = vec![0.0; free.len()];
    for (row, &i) in free.iter().enumerate() {
        for (column, &j) in free.iter().enumerate() {
            precision[row * free.len() + column] = information[i * width + j];
        }
        precision[row * free.len() + row] += 1.0 / start.variance[i];
        let held: f64 = (0..width)
            .filter(|j| !free.contains(j))
            .map(|j| information[i * width + j] * start.mean[j])
            .sum();
        right[row] = score[i] + start.mean[i] / start.variance[i] - held;
    }
    let (covariance, _) = dense::inverse(&precision, free.len())?;
    let solved = dense::times(&covariance, &right);
    let mut mean = start.mean;
    for (&j, value) in free.iter().zip(solved) {
        mean[j] = value;
    }
    Some(mean)
}

/// Variances of theta from the summed second moments of `count` searches, shrunk to their group and it to its start.
pub fn variances(layout: Layout, squares: &[f64], count: f64) -> Vec<f64> {
    let of_group = |group: Group| {
        let mean = layout.mean(group, squares);
        (GROUP_WEIGHT * amplitudes::of(group).variance + mean) / (GROUP_WEIGHT + count)
    };
    (0..layout.len())
        .map(|j| (OWN_WEIGHT * of_group(layout.group(j)) + squares[j]) / (OWN_WEIGHT + count))
        .collect()
}
