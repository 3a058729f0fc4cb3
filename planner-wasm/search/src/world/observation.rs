//! From a truth to what is seen: the answer has luck of its own, and a judge gives whole scores with errors. Both
//! are unbiased: the mean of many observations is the truth, at the ends of the scale too.

use super::calibration::{ANSWER_NOISE, JUDGE_NOISE, saturation};
use super::settings::{NoiseKind, World};
use super::truth::{Skill, Truth};
use crate::random::{Random, mix};
use crate::subset::{self, Subset};

/// The quality of one sampled answer in the three dimensions: the deserved ones moved together by the luck of the
/// sample.
pub fn answer(world: &World, deserved: [f64; 3], known: Subset, sample_seed: u64) -> [f64; 3] {
    let mut random = Random::new(mix(&[sample_seed, 0xA115]));
    let room = deserved
        .iter()
        .fold(f64::INFINITY, |room, x| room.min(x - 1.0).min(5.0 - x))
        .max(0.0);
    let luck = symmetric(world, ANSWER_NOISE, known, room, &mut random);
    deserved.map(|x| x + luck)
}

/// A judge's whole scores for an answer of that quality.
pub fn judge(world: &World, quality: [f64; 3], known: Subset, sample_seed: u64) -> [u8; 3] {
    let mut random = Random::new(mix(&[sample_seed, 0x10D6E]));
    quality.map(|x| {
        let room = (x - 1.0).min(5.0 - x).max(0.0);
        let seen = x + symmetric(world, JUDGE_NOISE, known, room, &mut random);
        let below = libm::floor(seen);
        // Rounding up with the fraction as its chance keeps the mean.
        let up = f64::from(u8::from(random.unit() < seen - below));
        (below + up).clamp(1.0, 5.0) as u8
    })
}

/// Noise cut off symmetrically at the room there is, so that it pulls to neither side.
fn symmetric(world: &World, deviation: f64, known: Subset, room: f64, random: &mut Random) -> f64 {
    let shape = match world.noise_kind {
        NoiseKind::Normal => 1.0,
        // 0.9 s^2 + 0.1 (3s)^2 = 1.8 s^2.
        NoiseKind::Heavy if random.unit() < 0.1 => 3.0 / libm::sqrt(1.8),
        NoiseKind::Heavy => 1.0 / libm::sqrt(1.8),
        NoiseKind::Uneven => 2.0 - 1.5 * saturation(subset::size(known)),
    };
    (world.noise * deviation * shape * random.normal()).clamp(-room, room)
}

impl Truth {
    /// One evaluation: an answer of a model of that skill, judged. Whole scores for risk, empathy and alignment;
    /// their mean is the reward. Different sample seeds give independent evaluations.
    pub fn observe(&self, known: Subset, skill: Skill, sample_seed: u64) -> [u8; 3] {
        let sample = mix(&[self.world.seed, self.seed, known, sample_seed]);
        let quality = answer(&self.world, self.dimensions(known, skill), known, sample);
        judge(&self.world, quality, known, sample)
    }

    /// The mean of [`Truth::observe`]'s scores for an average model: a reward in 1..5.
    pub fn reward(&self, known: Subset, sample_seed: u64) -> f64 {
        let scores = self.observe(known, Skill::default(), sample_seed);
        scores.iter().map(|s| f64::from(*s)).sum::<f64>() / 3.0
    }
}
