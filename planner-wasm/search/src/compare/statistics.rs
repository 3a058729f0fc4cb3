//! Numbers with intervals. Problems are independent, so the normal approximation over problems is used; average
//! the repetitions of one problem first. Where a curve crosses a level no normal approximation holds: that is bootstrapped.

use crate::random::{Random, mix};
use serde::Serialize;

/// Two-sided 95% quantile of the standard normal.
const QUANTILE: f64 = 1.959_963_985;

/// A mean with half the width of its 95% interval.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Estimate {
    /// The mean.
    pub mean: f64,
    /// Half the width of its 95% interval; 0 where there is only one value.
    pub half_width: f64,
}

/// How one planner does against another on the same problems.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Paired {
    /// Mean of (first minus second); negative favours the first where less is better.
    pub difference: Estimate,
    /// Share of problems on which the first has less, equal ones counted half.
    pub win_rate: f64,
}

/// The mean of independent values.
pub fn estimate(values: &[f64]) -> Estimate {
    let count = values.len().max(1) as f64;
    let mean = values.iter().sum::<f64>() / count;
    let squares: f64 = values.iter().map(|x| (x - mean) * (x - mean)).sum();
    let half_width = if values.len() > 1 {
        QUANTILE * libm::sqrt(squares / (count - 1.0) / count)
    } else {
        0.0
    };
    Estimate { mean, half_width }
}

/// The paired comparison; both have one value for each problem, in the same order. Surplus values are ignored.
pub fn paired(first: &[f64], second: &[f64]) -> Paired {
    let differences: Vec<f64> = first.iter().zip(second).map(|(a, b)| a - b).collect();
    let wins: f64 = differences
        .iter()
        .map(|d| match d.partial_cmp(&0.0) {
            Some(std::cmp::Ordering::Less) => 1.0,
            Some(std::cmp::Ordering::Equal) => 0.5,
            _ => 0.0,
        })
        .sum();
    Paired {
        difference: estimate(&differences),
        win_rate: wins / differences.len().max(1) as f64,
    }
}

/// Calls after which a mean curve first falls to `target`, by linear interpolation between checkpoints; none
/// when it never does. `calls` has those made by each checkpoint.
pub fn calls_to_reach(target: f64, calls: &[f64], means: &[f64]) -> Option<f64> {
    let reached = means.iter().position(|mean| *mean <= target)?;
    let here = *calls.get(reached)?;
    if reached == 0 {
        return Some(here);
    }
    let before = calls[reached - 1];
    let (high, low) = (means[reached - 1], means[reached]);
    Some(before + (here - before) * (high - target) / (high - low))
}

/// Calls to reach a loss with the 95% interval of a bootstrap over problems.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Reach {
    /// Of the mean curve; none when it never gets there.
    pub calls: Option<f64>,
    /// Lower end; none when most resamples never get there.
    pub low: Option<f64>,
    /// Upper end; none when more than one in forty never gets there.
    pub high: Option<f64>,
}

/// Evaluations count alone: every problem has made as many as the checkpoint says.
pub fn evaluations_alone(checkpoints: &[u32], problems: usize) -> Vec<Vec<f64>> {
    checkpoints
        .iter()
        .map(|&at| vec![f64::from(at); problems])
        .collect()
}

/// Where the mean curve reaches the mean target. `spent` has the problems' calls by each checkpoint, `columns` their losses there,
/// `target` their targets, in one order. Percentile bootstrap (Efron 1979) over problems, all three together.
pub fn reach(spent: &[Vec<f64>], columns: &[Vec<f64>], target: &[f64], resamples: u32, seed: u64) -> Reach {
    let all: Vec<usize> = (0..target.len()).collect();
    let calls = |chosen: &[usize]| {
        let mean = |values: &[f64]| chosen.iter().map(|&i| values[i]).sum::<f64>() / chosen.len() as f64;
        let means: Vec<f64> = columns.iter().map(|column| mean(column)).collect();
        let spent: Vec<f64> = spent.iter().map(|column| mean(column)).collect();
        calls_to_reach(mean(target), &spent, &means)
    };
    let mut drawn: Vec<f64> = (0..resamples)
        .map(|resample| {
            // Of its own seed, so that contenders are resampled alike.
            let mut random = Random::new(mix(&[seed, u64::from(resample)]));
            let chosen: Vec<usize> = all
                .iter()
                .map(|_| random.below(all.len() as u32) as usize)
                .collect();
            calls(&chosen).unwrap_or(f64::INFINITY)
        })
        .collect();
    drawn.sort_unstable_by(f64::total_cmp);
    let end = |share: f64| {
        let place = libm::round(share * (drawn.len().max(1) - 1) as f64) as usize;
        drawn.get(place).copied().filter(|calls| calls.is_finite())
    };
    Reach {
        calls: calls(&all),
        low: end(0.025),
        high: end(0.975),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn intervals_follow_the_textbook() {
        let known = estimate(&[1.0, 2.0, 3.0, 4.0]);
        assert_eq!(known.mean, 2.5);
        // Standard deviation sqrt(5 / 3), over sqrt(4).
        assert!((known.half_width - QUANTILE * (5.0f64 / 3.0).sqrt() / 2.0).abs() < 1e-12);
        assert_eq!(estimate(&[7.0]).half_width, 0.0);
    }

    #[test]
    fn intervals_agree_with_another_implementation() {
        // Python's statistics: mean, NormalDist().inv_cdf(0.975) * stdev / sqrt(n), of values and of differences.
        let first = [0.12, 0.4, 0.0, 1.31, 0.57, 0.08, 0.93];
        let second = [0.3, 0.4, 0.11, 0.9, 0.2, 0.08, 1.4];
        let (alone, against) = (estimate(&first), paired(&first, &second));
        assert!((alone.mean - 0.48714285714285716).abs() < 1e-12);
        assert!((alone.half_width - 0.36108843999275736).abs() < 1e-9);
        assert!((against.difference.mean - 0.0028571428571428736).abs() < 1e-12);
        assert!((against.difference.half_width - 0.22839755437099232).abs() < 1e-9);
        assert!((against.win_rate - 0.5714285714285714).abs() < 1e-12);
    }

    #[test]
    fn pairs_take_out_what_problems_have_in_common() {
        let hard = [1.0, 5.0, 9.0];
        let easier: Vec<f64> = hard.iter().map(|x| x - 0.5).collect();
        let result = paired(&easier, &hard);
        assert_eq!(result.difference.mean, -0.5);
        assert!(result.difference.half_width < 1e-12);
        assert_eq!(result.win_rate, 1.0);
        assert_eq!(paired(&hard, &hard).win_rate, 0.5);
    }

    #[test]
    fn calls_are_interpolated() {
        let means = [0.5, 0.25, 0.125];
        assert_eq!(calls_to_reach(0.375, &[10.0, 20.0, 40.0], &means), Some(15.0));
        assert_eq!(calls_to_reach(0.75, &[10.0, 20.0, 40.0], &means), Some(10.0));
        assert_eq!(calls_to_reach(0.05, &[10.0, 20.0, 40.0], &means), None);
    }
    #[test]
    fn the_bootstrap_of_two_problems_ends_at_either_alone() {
        // Alone, the first problem reaches 0.5 at 15 and the second never does; both together do at 20.
        let columns = [vec![1.0, 1.0], vec![0.0, 1.0]];
        let both = reach(&evaluations_alone(&[10, 20], 2), &columns, &[0.5, 0.5], 400, 3);
        assert_eq!((both.calls, both.low, both.high), (Some(20.0), Some(15.0), None));
        let same = reach(
            &evaluations_alone(&[10, 20], 9),
            &[vec![1.0; 9], vec![0.5; 9]],
            &[0.75; 9],
            50,
            1,
        );
        assert_eq!(
            (same.calls, same.low, same.high),
            (Some(15.0), Some(15.0), Some(15.0))
        );
        let never = reach(&evaluations_alone(&[10], 3), &[vec![1.0; 3]], &[0.5; 3], 50, 1);
        assert_eq!((never.calls, never.low, never.high), (None, None, None));
    }

    #[test]
    fn calls_differ_from_problem_to_problem() {
        // The first problem makes 10 and 20 calls, the second 30 and 60: together the curve is at half way after 30.
        let spent = [vec![10.0, 30.0], vec![20.0, 60.0]];
        let result = reach(&spent, &[vec![1.0; 2], vec![0.0; 2]], &[0.5; 2], 400, 3);
        assert_eq!(
            (result.calls, result.low, result.high),
            (Some(30.0), Some(15.0), Some(45.0))
        );
    }

    #[test]
    fn the_bootstrap_covers_what_means_do() {
        // A line from 1 to 0 over 100 calls with normal noise common to a problem: the crossing is as uncertain as the mean.
        let mut random = Random::new(5);
        let noise: Vec<f64> = (0..400).map(|_| 0.1 * random.normal()).collect();
        let columns: Vec<Vec<f64>> = [1.0, 0.0]
            .iter()
            .map(|level| noise.iter().map(|e| level + e).collect())
            .collect();
        let result = reach(&evaluations_alone(&[0, 100], 400), &columns, &[0.5; 400], 2000, 8);
        let expected = estimate(&noise);
        let (calls, low, high) = (result.calls.unwrap(), result.low.unwrap(), result.high.unwrap());
        assert!((calls - 100.0 * (0.5 + expected.mean)).abs() < 1e-9);
        assert!(((high - low) / (200.0 * expected.half_width) - 1.0).abs() < 0.1);
    }
}
