//! Sixteen floats as four vectors of four: what SSE, NEON and WebAssembly's simd128 all have. Written out four times
//! where it could be mapped: compilers for WebAssembly leave the mapping as a call.

use serde::{Deserialize, Serialize};
use wide::{CmpEq, f32x4};

/// Attributes per lane: ten attributes fit into one, 64 into four.
pub const LANES: usize = 16;

/// Sixteen floats on one cache line.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[repr(align(64))]
pub struct Lane(pub [f32; LANES]);

/// 0 where the bit of the index is set, minus infinity where it is not.
static OPEN: [f32x4; 16] = open_table();

const fn open_table() -> [f32x4; 16] {
    let mut table = [f32x4::ZERO; 16];
    let mut bits = 0;
    while bits < 16 {
        let mut values = [f32::NEG_INFINITY; 4];
        let mut place = 0;
        while place < 4 {
            if bits >> place & 1 == 1 {
                values[place] = 0.0;
            }
            place += 1;
        }
        table[bits] = f32x4::new(values);
        bits += 1;
    }
    table
}

/// 0 for the set ones of sixteen bits, minus infinity for the others.
#[inline(always)]
pub fn open(bits: u64) -> [f32x4; 4] {
    [
        OPEN[(bits & 15) as usize],
        OPEN[(bits >> 4 & 15) as usize],
        OPEN[(bits >> 8 & 15) as usize],
        OPEN[(bits >> 12 & 15) as usize],
    ]
}

/// All bits set at the place of the index, none elsewhere: for choosing between vectors.
static ONLY: [Lane; LANES] = only_table();

const fn only_table() -> [Lane; LANES] {
    let mut table = [Lane::all(0.0); LANES];
    let mut place = 0;
    while place < LANES {
        table[place].0[place] = f32::from_bits(u32::MAX);
        place += 1;
    }
    table
}

impl Lane {
    /// All sixteen the same.
    pub const fn all(value: f32) -> Self {
        Self([value; LANES])
    }

    /// Writes the four vectors.
    #[inline(always)]
    pub fn set(&mut self, vectors: [f32x4; 4]) {
        let [a, b, c, d] = vectors.map(f32x4::to_array);
        self.0[0..4].copy_from_slice(&a);
        self.0[4..8].copy_from_slice(&b);
        self.0[8..12].copy_from_slice(&c);
        self.0[12..16].copy_from_slice(&d);
    }

    /// The four vectors.
    #[inline(always)]
    pub fn vectors(&self) -> [f32x4; 4] {
        let v = &self.0;
        [
            f32x4::new([v[0], v[1], v[2], v[3]]),
            f32x4::new([v[4], v[5], v[6], v[7]]),
            f32x4::new([v[8], v[9], v[10], v[11]]),
            f32x4::new([v[12], v[13], v[14], v[15]]),
        ]
    }
}

/// The values with another one at a place.
#[inline(always)]
pub fn with(values: [f32x4; 4], place: usize, value: f32) -> [f32x4; 4] {
    let (value, only) = (f32x4::splat(value), ONLY[place].vectors());
    [
        only[0].blend(value, values[0]),
        only[1].blend(value, values[1]),
        only[2].blend(value, values[2]),
        only[3].blend(value, values[3]),
    ]
}

/// The first place that holds the highest of sixteen values, and that value (in all four places of a vector).
#[inline(always)]
pub fn top(values: [f32x4; 4]) -> (f32x4, u32) {
    let [a, b, c, d] = values;
    // The highest in all four places, by vector operations only: comparing one by one would branch, and which of the
    // values is the highest cannot be predicted.
    let [p, q, r, s] = a.fast_max(b).fast_max(c.fast_max(d)).to_array();
    let left = f32x4::splat(p).fast_max(f32x4::splat(q));
    let wanted = left.fast_max(f32x4::splat(r).fast_max(f32x4::splat(s)));
    let equal = |v: f32x4| v.cmp_eq(wanted).move_mask() as u32;
    let bits = equal(a) | equal(b) << 4 | equal(c) << 8 | equal(d) << 12;
    (wanted, bits.trailing_zeros() & 15)
}

/// The attribute with the highest value over all lanes of a node, the first of equal ones. `values` gives the
/// vectors of the lane with that index.
#[inline(always)]
pub fn best(lanes: usize, values: impl Fn(usize) -> [f32x4; 4]) -> u32 {
    let (mut highest, mut best) = (f32::NEG_INFINITY, 0);
    for index in 0..lanes {
        let (high, place) = top(values(index));
        let high = high.to_array()[0];
        if high > highest {
            (highest, best) = (high, (index * LANES) as u32 + place);
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn best_is_the_first_of_the_highest() {
        let mut lanes = [Lane::all(-1.0); 4];
        let found = |lanes: &[Lane]| best(lanes.len(), |i| lanes[i].vectors());
        assert_eq!(found(&lanes), 0);
        for place in (0..64).rev() {
            lanes[place / LANES].0[place % LANES] = 2.0;
            assert_eq!(found(&lanes), place as u32);
        }
        assert_eq!(found(&[Lane::all(f32::NEG_INFINITY)]), 0);
    }

    #[test]
    fn open_follows_the_bits() {
        for bits in [0u64, 1, 0b1010_0000_0000_0110, 0xFFFF] {
            let mut lane = Lane::all(1.0);
            lane.set(open(bits));
            for (i, value) in lane.0.iter().enumerate() {
                assert_eq!(*value == 0.0, bits >> i & 1 == 1);
            }
        }
    }
}
