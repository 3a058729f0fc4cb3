//! By which rule the next evaluation is chosen, on one and the same belief.

use libm::{erf, exp, sqrt};
use std::f64::consts::{PI, SQRT_2};

/// The rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rule {
    /// The knowledge gradient over whole paths: `path-kg`.
    Gradient,
    /// Expected improvement over the best believed end: `gp-ei`.
    Improvement,
    /// The best end of a draw: `gp-thompson`.
    Thompson,
}

/// E max(0, f - top) for a normal f: how far an end is expected to exceed the best believed one.
pub fn expected_improvement(mean: f64, deviation: f64, top: f64) -> f64 {
    let z = (mean - top) / deviation;
    let below = 0.5 * (1.0 + erf(z / SQRT_2));
    (mean - top) * below + deviation * exp(-0.5 * z * z) / sqrt(2.0 * PI)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn improvement_is_the_integral_it_stands_for() {
        for (mean, deviation, top) in [(3.0, 0.5, 3.0), (2.5, 0.4, 3.0), (3.4, 0.2, 3.0)] {
            let step = 1e-3;
            let integral: f64 = (-8000..8000)
                .map(|i| {
                    let z = f64::from(i) * step;
                    let density = exp(-0.5 * z * z) / sqrt(2.0 * PI);
                    (mean + deviation * z - top).max(0.0) * density * step
                })
                .sum();
            assert!((expected_improvement(mean, deviation, top) - integral).abs() < 1e-5);
        }
    }
}
