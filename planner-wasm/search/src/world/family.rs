//! The families: how the attributes of one problem act together. Every term has mean zero over problems
//! (signs are symmetric), so that all families meet the same calibration; the lead of the paper's attributes is
//! added to the attributes' own effects.

use super::calibration::{MAIN, dilution};
use super::effects::Effects;
use super::settings::Family;
use crate::random::{Random, mix};
use crate::subset::{self, Subset};

const PAIR_TAG: u64 = 1 << 16;
const GROUP_TAG: u64 = 1 << 17;
const KIND_TAG: u64 = 1 << 18;
const KINDS: u32 = 6;

/// The interplay of one problem.
#[derive(Debug, Clone, PartialEq)]
pub struct Interplay {
    /// Effect of each attribute, before dilution.
    main: Vec<f64>,
    /// Effect of pairs, row by row (a < b); empty where the family has none.
    pairs: Vec<f64>,
    /// Groups and the effect of each.
    groups: Vec<(Subset, f64)>,
    family: Family,
}

/// Spread of what a whole group of three is worth under `triples`.
const TRIPLE: f64 = 0.36;
/// What one or two of its members are worth, as shares of that.
const TRIPLE_PART: [f64; 4] = [0.0, -0.2, -0.3, 1.0];
/// Needs under `coverage`, the chance that an attribute meets one, and the spread of what one is worth.
const NEEDS: usize = 12;
const MEETS: f64 = 0.25;
const MET: f64 = 0.16;
/// Mean of the absolute value of a standard normal.
const MEAN_ABSOLUTE: f64 = 0.797_884_560_802_865_4;

/// The strongest effect of one need under `saturating`.
const NEED: f64 = 0.40;

impl Interplay {
    /// Draws the interplay of a problem.
    ///
    /// `lead` is the mean effect of each attribute.
    pub fn draw(
        family: Family,
        attributes: usize,
        lead: impl Fn(usize) -> f64,
        effects: &Effects<'_>,
    ) -> Self {
        let scaled = |scale: f64| {
            (0..attributes)
                .map(|a| lead(a) + scale * effects.draw(a as u64))
                .collect()
        };
        let (main, pairs, groups): (Vec<f64>, _, _) = match family {
            Family::Additive => (scaled(MAIN * 1.2), Vec::new(), Vec::new()),
            Family::Pairwise => (
                scaled(MAIN * 0.8),
                pairs(attributes, 0.15, |tag| effects.draw(tag)),
                Vec::new(),
            ),
            Family::Threshold => (
                scaled(MAIN * 0.6),
                Vec::new(),
                groups(attributes, 3, 0.36, effects),
            ),
            Family::Saturating => (
                scaled(MAIN * 1.2),
                Vec::new(),
                groups(attributes, attributes.div_ceil(4).max(1), 0.0, effects),
            ),
            Family::Archetypes => archetype(attributes, &lead, effects),
            Family::Triples => (
                scaled(MAIN * 0.6),
                Vec::new(),
                groups(attributes, 3, TRIPLE, effects),
            ),
            Family::Coverage => (scaled(MAIN * 0.5), Vec::new(), needs(attributes, effects)),
        };
        Self {
            main,
            pairs,
            groups,
            family,
        }
    }

    /// What the subset is worth beyond the mean of its size.
    pub fn value(&self, subset: Subset) -> f64 {
        let size = subset::size(subset);
        let share = dilution(size);
        let own: f64 = subset::members(subset).map(|a| self.main[a]).sum();
        match self.family {
            Family::Additive => share * own,
            Family::Pairwise | Family::Archetypes => share * (own + self.pair_sum(subset)),
            Family::Threshold => {
                let reached = self
                    .groups
                    .iter()
                    .filter(|(group, _)| subset::size(subset & group) >= 2);
                share * own + reached.map(|(_, effect)| effect).sum::<f64>()
            }
            Family::Triples => {
                let parts = self
                    .groups
                    .iter()
                    .map(|(group, effect)| effect * TRIPLE_PART[subset::size(subset & group)]);
                share * own + parts.sum::<f64>()
            }
            Family::Coverage => {
                let met = self.groups.iter().filter(|(meeting, _)| subset & meeting != 0);
                // Less what attributes meet on average: the calibration has it already.
                let expected = 1.0 - libm::pow(1.0 - MEETS, size as f64);
                let average = NEEDS as f64 * MET * MEAN_ABSOLUTE * expected;
                share * own + met.map(|(_, worth)| worth).sum::<f64>() - average
            }
            Family::Saturating => {
                let met = self.groups.iter().map(|(group, _)| {
                    let told: f64 = subset::members(subset & group).map(|a| self.main[a]).sum();
                    NEED * libm::tanh(told / NEED)
                });
                // Dilution acts on what is met, more gently than on single effects.
                libm::sqrt(share) * met.sum::<f64>()
            }
        }
    }

    fn pair_sum(&self, subset: Subset) -> f64 {
        let count = self.main.len();
        let mut sum = 0.0;
        for a in subset::members(subset) {
            let row = a * count;
            sum += subset::members(subset & !subset::first(a + 1))
                .map(|b| self.pairs[row + b])
                .sum::<f64>();
        }
        sum
    }
}

fn pairs(attributes: usize, scale: f64, draw: impl Fn(u64) -> f64) -> Vec<f64> {
    let mut pairs = vec![0.0; attributes * attributes];
    for a in 0..attributes {
        for b in a + 1..attributes {
            pairs[a * attributes + b] = scale * draw(PAIR_TAG + (a * 64 + b) as u64);
        }
    }
    pairs
}

/// Shuffles the attributes and cuts them into groups of `size`; what is left over belongs to none.
fn groups(attributes: usize, size: usize, scale: f64, effects: &Effects<'_>) -> Vec<(Subset, f64)> {
    let mut order: Vec<usize> = (0..attributes).collect();
    let mut random = effects.structure(GROUP_TAG);
    for last in (1..attributes).rev() {
        order.swap(last, random.below(last as u32 + 1) as usize);
    }
    let cut = order.chunks_exact(size).enumerate();
    let mut groups: Vec<(Subset, f64)> = cut
        .map(|(index, group)| {
            let mask = group.iter().fold(0, |mask, a| mask | 1 << a);
            (mask, scale * effects.draw(GROUP_TAG + 1 + index as u64))
        })
        .collect();
    let rest = order.len() % size;
    if scale == 0.0 && rest > 0 {
        // Needs cover every attribute.
        groups.push((
            order[order.len() - rest..]
                .iter()
                .fold(0, |mask, a| mask | 1 << a),
            0.0,
        ));
    }
    groups
}

/// For each need the attributes that meet it and what it is worth, never less than nothing.
fn needs(attributes: usize, effects: &Effects<'_>) -> Vec<(Subset, f64)> {
    let mut random = effects.structure(GROUP_TAG);
    (0..NEEDS)
        .map(|need| {
            let meets = (0..attributes).filter(|_| random.unit() < MEETS);
            let meeting = meets.fold(0, |mask, a| mask | 1 << a);
            let worth = MET * effects.draw(GROUP_TAG + 1 + need as u64);
            (meeting, worth.abs())
        })
        .collect()
}

/// Four fifths of a private effect come from the problem's kind.
fn archetype(
    attributes: usize,
    lead: &dyn Fn(usize) -> f64,
    effects: &Effects<'_>,
) -> (Vec<f64>, Vec<f64>, Vec<(Subset, f64)>) {
    let kind = effects.structure(KIND_TAG).below(KINDS) as usize;
    let draw = |tag: u64| {
        // Centred over the kinds: otherwise six draws would move the calibrated means.
        let kinds: [f64; KINDS as usize] =
            std::array::from_fn(|k| Random::new(mix(&[effects.world, 6, k as u64, tag])).normal());
        let centre = kinds.iter().sum::<f64>() / f64::from(KINDS);
        let of_kind = (kinds[kind] - centre) * libm::sqrt(f64::from(KINDS) / f64::from(KINDS - 1));
        effects.blend(
            tag,
            libm::sqrt(0.8) * of_kind + libm::sqrt(0.2) * effects.private(tag),
        )
    };
    let main = (0..attributes).map(|a| lead(a) + MAIN * draw(a as u64)).collect();
    (main, pairs(attributes, 0.12, draw), Vec::new())
}
