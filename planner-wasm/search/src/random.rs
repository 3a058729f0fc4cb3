//! The only source of chance: SplitMix64 (Steele, Lea and Flood 2014). One word of state, so that a saved search
//! carries its generator, and the same numbers on every machine.

use serde::{Deserialize, Serialize};

const STEP: u64 = 0x9E37_79B9_7F4A_7C15;

/// A seeded generator of pseudo-random numbers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Random {
    state: u64,
}

/// Mixes several words into one seed; order matters.
pub fn mix(words: &[u64]) -> u64 {
    words.iter().fold(0x243F_6A88_85A3_08D3, |seed, word| {
        scramble(seed.wrapping_add(STEP) ^ scramble(word.wrapping_add(STEP)))
    })
}

fn scramble(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

impl Random {
    /// A generator whose whole sequence follows from the seed.
    pub fn new(seed: u64) -> Self {
        Self { state: seed }
    }

    /// 64 uniform bits.
    #[inline]
    pub fn bits(&mut self) -> u64 {
        self.state = self.state.wrapping_add(STEP);
        scramble(self.state)
    }

    /// A number in `0..bound` (`bound` at least 1), by multiplication: the bias is below `bound / 2^32`.
    #[inline]
    pub fn below(&mut self, bound: u32) -> u32 {
        (((self.bits() >> 32) * u64::from(bound)) >> 32) as u32
    }

    /// Uniform in [0, 1) with 53 bits. They fit a signed word too, which processors turn into a float at once.
    #[inline]
    pub fn unit(&mut self) -> f64 {
        (self.bits() >> 11) as i64 as f64 * (1.0 / (1u64 << 53) as f64)
    }

    /// A standard normal deviate (Box and Muller; one of the pair, so that no hidden state is kept).
    pub fn normal(&mut self) -> f64 {
        let radius = libm::sqrt(-2.0 * libm::log(1.0 - self.unit()));
        radius * libm::cos(std::f64::consts::TAU * self.unit())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn normal_deviates_have_mean_zero_and_variance_one() {
        let mut random = Random::new(7);
        let (mut sum, mut squares) = (0.0, 0.0);
        let count = 200_000;
        for _ in 0..count {
            let x = random.normal();
            sum += x;
            squares += x * x;
        }
        assert!((sum / f64::from(count)).abs() < 0.01);
        assert!((squares / f64::from(count) - 1.0).abs() < 0.02);
    }

    #[test]
    fn below_is_uniform() {
        let mut random = Random::new(3);
        let mut counts = [0u32; 7];
        for _ in 0..70_000 {
            counts[random.below(7) as usize] += 1;
        }
        assert!(counts.iter().all(|&c| c > 9_500 && c < 10_500), "{counts:?}");
    }

    #[test]
    fn mixing_depends_on_order_and_every_word() {
        assert_ne!(mix(&[1, 2]), mix(&[2, 1]));
        assert_ne!(mix(&[1, 2]), mix(&[1, 3]));
        assert_ne!(mix(&[0]), mix(&[0, 0]));
    }
}
