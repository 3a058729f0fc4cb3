//! The truth of one problem: the score an answer deserves for every subset of attributes.

use super::calibration::{
    ASKED_LEAD, DIMENSION, EMPTY, LEAD, LEAD_DEVIATION, OFFSET, RUGGED, SCOPE, TILT, dilution, saturation,
    squeeze,
};
use super::context::Context;
use super::directions::Directions;
use super::effects::Effects;
use super::family::Interplay;
use super::settings::{Leads, World};
use crate::error::SearchError;
use crate::random::{Random, mix};
use crate::subset::{self, Subset};

const OFFSET_TAG: u64 = 1 << 20;
const SCOPE_TAG: u64 = OFFSET_TAG + 1;

/// What a model brings to a problem.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Skill {
    /// Mean score of its answers without a profile, 1..5.
    pub baseline: f64,
    /// How much of the attributes' worth it can use, 0..2; 1 is the average of the benchmark.
    pub leverage: f64,
}

impl Default for Skill {
    fn default() -> Self {
        Self {
            baseline: EMPTY,
            leverage: 1.0,
        }
    }
}

impl Skill {
    /// Checks the ranges.
    pub fn validate(&self) -> Result<(), SearchError> {
        if !(self.baseline >= 1.0 && self.baseline <= 5.0) {
            return Err(SearchError::field(
                "skill.baseline",
                format!("{} is not in 1..5", self.baseline),
            ));
        }
        if !(self.leverage >= 0.0 && self.leverage <= 2.0) {
            return Err(SearchError::field(
                "skill.leverage",
                format!("{} is not in 0..2", self.leverage),
            ));
        }
        Ok(())
    }
}

/// One problem of a world.
#[derive(Debug, Clone, PartialEq)]
pub struct Truth {
    pub(super) world: World,
    pub(super) seed: u64,
    pub(super) decoy: Option<usize>,
    context: Context,
    offset: f64,
    scope: f64,
    interplay: Interplay,
    /// Deviations of the dimensions from their mean, without attributes and with all; each sums to 0.
    slants: [[f64; 3]; 2],
}

/// What the decoy costs wherever it is in the subset.
const DECOY_HARM: f64 = 0.5;

impl World {
    /// What an attribute is worth in the mean over queries, beyond the average attribute.
    fn lead(&self, attribute: usize) -> f64 {
        let leads = match self.leads {
            Leads::Figure6 => LEAD,
            Leads::Asked => ASKED_LEAD,
        };
        leads.get(attribute).copied().unwrap_or(0.0) * (self.lead_deviation / LEAD_DEVIATION)
    }

    /// The truth of the problem with that seed. Without a context one is drawn from the seed.
    pub fn problem(&self, seed: u64, context: Option<Context>) -> Result<Truth, SearchError> {
        self.draw(seed, context, None)
    }

    /// The same, with directions of this world that are kept: for many problems at places of many dimensions.
    pub fn problem_along(
        &self,
        directions: &Directions,
        seed: u64,
        context: Option<Context>,
    ) -> Result<Truth, SearchError> {
        self.draw(seed, context, Some(directions))
    }

    fn draw(
        &self,
        seed: u64,
        context: Option<Context>,
        directions: Option<&Directions>,
    ) -> Result<Truth, SearchError> {
        let context = context.unwrap_or_else(|| Context::draw(seed));
        context.validate()?;
        let attributes = self.attributes as usize;
        let effects = Effects {
            world: self.seed,
            problem: seed,
            context: &context,
            share: self.shared_share,
            relation: self.relation,
            directions,
        };
        let interplay = Interplay::draw(self.family, attributes, |a| self.lead(a), &effects);
        let (offset, scope) = (OFFSET * effects.draw(OFFSET_TAG), SCOPE * effects.draw(SCOPE_TAG));
        let mut random = Random::new(mix(&[self.seed, seed, 7]));
        let decoy = self.decoy.then(|| random.below(attributes as u32) as usize);
        let slants = [slant(&mut random), slant(&mut random)];
        Ok(Truth {
            world: self.clone(),
            seed,
            decoy,
            context,
            offset,
            scope,
            interplay,
            slants,
        })
    }
}

fn slant(random: &mut Random) -> [f64; 3] {
    let draws: [f64; 3] = std::array::from_fn(|_| DIMENSION * random.normal());
    let mean = draws.iter().sum::<f64>() / 3.0;
    draws.map(|x| x - mean)
}

impl Truth {
    /// The problem's domain and place.
    pub fn context(&self) -> &Context {
        &self.context
    }

    /// Number of attributes.
    pub fn attributes(&self) -> usize {
        self.world.attributes as usize
    }

    /// The score (1..5) an average model's answer deserves. Attributes that do not exist are ignored.
    pub fn value(&self, known: Subset) -> f64 {
        self.value_for(known, Skill::default())
    }

    /// The same for a model of that skill.
    pub fn value_for(&self, known: Subset, skill: Skill) -> f64 {
        let known = known & subset::first(self.attributes());
        squeeze(skill.baseline + self.world.base + self.offset + skill.leverage * self.gain(known))
    }

    /// What the attributes add, before the score is squeezed into 1..5.
    fn gain(&self, known: Subset) -> f64 {
        if known == 0 {
            return 0.0;
        }
        let rugged = self.world.ruggedness
            * RUGGED
            * Random::new(mix(&[self.world.seed, self.seed, 8, known])).normal();
        let harm = if self.decoy.is_some_and(|a| subset::contains(known, a)) {
            DECOY_HARM
        } else {
            0.0
        };
        (self.world.gain + self.scope) * saturation(subset::size(known))
            + self.interplay.value(known)
            + rugged
            - harm
    }

    /// The three dimensions (risk sensitivity, emotional empathy, user-specific alignment) the answer deserves;
    /// their mean is [`Truth::value_for`], each is in 1..5.
    pub fn dimensions(&self, known: Subset, skill: Skill) -> [f64; 3] {
        let value = self.value_for(known, skill);
        let known = known & subset::first(self.attributes());
        let (size, full) = (subset::size(known), saturation(subset::size(known)));
        // The two slants are independent: weights whose squares sum to 1 keep the spread the same on the way.
        let (first, second) = (libm::sqrt(1.0 - full), libm::sqrt(full));
        let deviations: [f64; 3] = std::array::from_fn(|dimension| {
            let tilt: f64 = subset::members(known & subset::first(TILT.len()))
                .map(|a| TILT[a][dimension])
                .sum();
            first * self.slants[0][dimension] + second * self.slants[1][dimension] + dilution(size) * tilt
        });
        let widest = deviations.iter().fold(0.0f64, |widest, x| {
            let room = if *x > 0.0 { 5.0 - value } else { value - 1.0 };
            widest.max(x.abs() / room.max(1e-9))
        });
        // Shrinking all three alike keeps their mean where it is.
        let scale = if widest > 1.0 { 1.0 / widest } else { 1.0 };
        deviations.map(|x| (value + scale * x).clamp(1.0, 5.0))
    }

    /// What a sentence embedder would see of the latent vector: itself with noise of standard deviation 0.3.
    pub fn embedding(&self) -> Vec<f64> {
        let mut random = Random::new(mix(&[self.world.seed, self.seed, 9]));
        self.context
            .latent
            .iter()
            .map(|x| x + 0.3 * random.normal())
            .collect()
    }

    /// The subset of exactly `size` attributes of `askable` added to `known` that is worth most, and its value: the
    /// oracle, by enumeration, so for small problems only.
    pub fn best(&self, known: Subset, askable: Subset, size: usize) -> (Subset, f64) {
        let mut best = (known, f64::NEG_INFINITY);
        // All submasks of askable, the empty one last.
        let mut part = askable;
        loop {
            if subset::size(part) == size {
                let value = self.value(known | part);
                if value > best.1 {
                    best = (known | part, value);
                }
            }
            if part == 0 {
                return best;
            }
            part = (part - 1) & askable;
        }
    }
}
