//! The numbers taken from the paper or chosen to fit it; `docs/world.md` says which is which.

/// Mean score without any attribute (context-free, over the benchmark).
pub const EMPTY: f64 = 2.79;
/// Mean gain of the full profile (context-rich 4.00), before scores are squeezed into 1..5.
pub const GAIN: f64 = 1.24;
/// How quickly attributes saturate: the mean gain of d attributes is GAIN (1 - exp(-d / SATURATION)).
pub const SATURATION: f64 = 1.5;
/// Standard deviation between problems of the value without attributes.
pub const OFFSET: f64 = 0.30;
/// Standard deviation between problems of the gain of the full profile.
pub const SCOPE: f64 = 0.30;
/// Standard deviation of an attribute's own effect.
pub const MAIN: f64 = 0.30;
/// Independent deviation of every single subset: no truth is perfectly smooth.
pub const RUGGED: f64 = 0.05;
/// Standard deviation of the answer's own sampling noise, common to the three dimensions.
pub const ANSWER_NOISE: f64 = 0.36;
/// Standard deviation of the judge's noise in one dimension, before rounding to whole scores.
pub const JUDGE_NOISE: f64 = 0.60;
/// Standard deviation of the deviations of the three dimensions from their mean, before they are made to sum to 0.
pub const DIMENSION: f64 = 0.77;

/// Mean effect of showing each attribute alone, relative to the average attribute, in the order of the paper's
/// Figure 6: emotion, mental health and self-harm history lead, demographics give least.
pub const LEAD: [f64; 10] = [
    -0.035, -0.075, -0.015, -0.045, 0.005, -0.055, 0.025, 0.065, 0.055, 0.075,
];

/// Standard deviation of [`LEAD`].
pub const LEAD_DEVIATION: f64 = 0.050_645_829_048_402_4;

/// The same effects in the order in which six models ask when nothing guides them (the authors' public transcripts: emotion,
/// profession, education, economic status and mental health come first; the rest is chosen): a world that a fixed order after
/// Figure 6 does not fit.
pub const ASKED_LEAD: [f64; 10] = [
    -0.045, -0.075, -0.035, 0.065, 0.025, 0.055, -0.015, 0.005, -0.055, 0.075,
];

/// Which dimension an attribute helps more than the others: risk, empathy, alignment (each row sums to 0).
pub const TILT: [[f64; 3]; 10] = [
    [-0.02, -0.03, 0.05],
    [-0.03, -0.02, 0.05],
    [-0.03, 0.01, 0.02],
    [-0.02, -0.04, 0.06],
    [0.02, -0.04, 0.02],
    [-0.02, -0.04, 0.06],
    [0.06, -0.04, -0.02],
    [0.05, 0.01, -0.06],
    [0.10, -0.02, -0.08],
    [-0.04, 0.10, -0.06],
];

/// Share of the gain that `size` attributes bring on average.
pub fn saturation(size: usize) -> f64 {
    1.0 - libm::exp(-(size as f64) / SATURATION)
}

/// How much of its own effect an attribute keeps among `size` of them.
pub fn dilution(size: usize) -> f64 {
    if size == 0 {
        1.0
    } else {
        1.0 / (1.0 + 0.2 * (size as f64 - 1.0))
    }
}

/// Squeezes a value into 1..5 smoothly and keeping order: the last half point at either end is approached, never
/// passed.
pub fn squeeze(value: f64) -> f64 {
    const BEND: f64 = 0.5;
    if value > 5.0 - BEND {
        5.0 - BEND * libm::exp(-(value - (5.0 - BEND)) / BEND)
    } else if value < 1.0 + BEND {
        1.0 + BEND * libm::exp(-((1.0 + BEND) - value) / BEND)
    } else {
        value
    }
}
