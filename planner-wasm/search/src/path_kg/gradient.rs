//! The knowledge gradient over paths: which evaluation is expected to raise the value of the best path most.

use super::covariance::Covariance;
use super::paths::Objective;
use libm::sqrt;

/// Nine-point Gauss-Hermite rule for a standard normal: all places but the one at 0, where nothing changes.
const PLACES: [f64; 8] = [
    -4.512_745_863_399_783,
    -3.205_429_002_856_47,
    -2.076_847_978_677_83,
    -1.023_255_663_789_132_6,
    1.023_255_663_789_132_6,
    2.076_847_978_677_83,
    3.205_429_002_856_47,
    4.512_745_863_399_783,
];
/// Their weights.
const WEIGHTS: [f64; 8] = [
    2.234_584_400_774_663e-5,
    2.789_141_321_231_77e-3,
    4.991_640_676_521_789e-2,
    2.440_975_028_949_393_4e-1,
    2.440_975_028_949_393_4e-1,
    4.991_640_676_521_789e-2,
    2.789_141_321_231_77e-3,
    2.234_584_400_774_663e-5,
];
/// Under this knowledge gradient (score points) there is nothing to choose by.
const FLAT: f64 = 1e-7;

/// The candidate with the largest knowledge gradient, E_z max over arms of (m_J + z cov(J, x) / sqrt(P_xx + s^2)) - max m_J;
/// none where all are flat. Arms are paths; `means` are their values under the mean.
pub fn best_candidate(
    covariance: &Covariance,
    noise_variance: f64,
    objective: &Objective,
    arms: &[Vec<u32>],
    means: &[f64],
    candidates: &[usize],
) -> Option<usize> {
    let top = means.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let slopes = covariance.with_sums(candidates, arms, |length| objective.weights(length));
    let mut best: Option<(usize, f64)> = None;
    for (&candidate, sums) in candidates.iter().zip(&slopes) {
        let scale = 1.0 / sqrt(covariance.variance(candidate) + noise_variance);
        let gain = expected_gain(means, sums, scale, top);
        if best.is_none_or(|(_, most)| gain > most) {
            best = Some((candidate, gain));
        }
    }
    best.filter(|(_, gain)| *gain > FLAT)
        .map(|(candidate, _)| candidate)
}

/// E max over arms of (mean + z * scale * sum) - top, z standard normal.
fn expected_gain(means: &[f64], sums: &[f64], scale: f64, top: f64) -> f64 {
    let places = PLACES.map(|place| place * scale);
    let mut tops = [f64::NEG_INFINITY; PLACES.len()];
    for (mean, sum) in means.iter().zip(sums) {
        for (top, place) in tops.iter_mut().zip(&places) {
            let value = mean + place * sum;
            *top = if value > *top { value } else { *top };
        }
    }
    tops.iter()
        .zip(&WEIGHTS)
        .map(|(at, weight)| weight * (at - top))
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rule_integrates_polynomials_exactly() {
        let moment =
            |power: i32| -> f64 { PLACES.iter().zip(&WEIGHTS).map(|(z, w)| w * z.powi(power)).sum() };
        // The place at 0 has the weight 128 / 315.
        for (power, expected) in [
            (0, 1.0 - 128.0 / 315.0),
            (1, 0.0),
            (2, 1.0),
            (4, 3.0),
            (6, 15.0),
            (8, 105.0),
        ] {
            assert!(
                (moment(power) - expected).abs() < 1e-6 * expected.max(1.0),
                "moment {power}"
            );
        }
    }

    #[test]
    fn knowing_nothing_new_gains_nothing() {
        assert!(expected_gain(&[1.0, 2.0], &[0.0, 0.0], 1.0, 2.0).abs() < 1e-9);
        // Two equal arms, one uncertain: E max(0, z) = 1 / sqrt(2 pi), up to the rule's error at the kink.
        let gain = expected_gain(&[0.0, 0.0], &[1.0, 0.0], 1.0, 0.0);
        assert!((gain - 0.398_942).abs() < 0.04);
    }
}
