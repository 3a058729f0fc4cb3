//! Directions in the space of places: what related queries share of an effect grows along one of its own.

use crate::random::{Random, mix};
use std::cell::RefCell;
use std::collections::BTreeMap;

/// Most numbers that are kept, 8 MB of them.
const MOST_KEPT: usize = 1 << 20;

/// How far a place lies along the direction of the effect with that tag: a standard normal number where the place is one.
pub(super) fn along(world: u64, tag: u64, place: &[f64]) -> f64 {
    let mut random = drawing(world, tag);
    scaled(place, place.iter().map(|x| x * random.normal()).sum())
}

fn drawing(world: u64, tag: u64) -> Random {
    Random::new(mix(&[world, 3, tag]))
}

fn scaled(place: &[f64], sum: f64) -> f64 {
    sum / libm::sqrt(place.len() as f64)
}

/// The directions of one world, drawn once: a place of a sentence embedder has hundreds of dimensions, and a problem dozens of effects, so that
/// drawing them is nearly all that making a problem costs. They are those of [`along`], to the last bit.
#[derive(Debug)]
pub struct Directions {
    world: u64,
    kept: RefCell<Kept>,
}

#[derive(Debug, Default)]
struct Kept {
    by_tag: BTreeMap<u64, Vec<f64>>,
    numbers: usize,
}

impl Directions {
    /// None drawn yet, for the world with that seed.
    pub fn new(world: u64) -> Self {
        Self {
            world,
            kept: RefCell::default(),
        }
    }

    pub(super) fn along(&self, tag: u64, place: &[f64]) -> f64 {
        let mut kept = self.kept.borrow_mut();
        let known = kept.by_tag.get(&tag).map_or(0, Vec::len);
        if known < place.len() {
            let more = place.len() - known;
            if kept.numbers + more > MOST_KEPT {
                return along(self.world, tag, place);
            }
            // All of it: a generator does not go on from its middle.
            let mut random = drawing(self.world, tag);
            let direction = place.iter().map(|_| random.normal()).collect();
            kept.by_tag.insert(tag, direction);
            kept.numbers += more;
        }
        let direction = &kept.by_tag[&tag];
        scaled(place, place.iter().zip(direction).map(|(x, d)| x * d).sum())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(dimensions: usize) -> Vec<f64> {
        let mut random = Random::new(5);
        (0..dimensions).map(|_| random.normal()).collect()
    }

    #[test]
    fn kept_directions_are_those_that_are_drawn_anew() {
        let directions = Directions::new(9);
        for dimensions in [3, 384, 8, 1, 4096] {
            let place = place(dimensions);
            for tag in [0, 7, 1 << 20] {
                for _ in 0..2 {
                    assert_eq!(
                        directions.along(tag, &place).to_bits(),
                        along(9, tag, &place).to_bits()
                    );
                }
            }
        }
    }

    #[test]
    fn no_more_are_kept_than_fit() {
        let directions = Directions::new(9);
        let place = place(4096);
        for tag in 0..300 {
            assert_eq!(directions.along(tag, &place), along(9, tag, &place));
        }
        assert_eq!(directions.kept.borrow().numbers, MOST_KEPT);
    }
}
