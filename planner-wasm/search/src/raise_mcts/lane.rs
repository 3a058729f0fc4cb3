//! Sixteen floats as four vectors of four: what SSE, NEON and WebAssembly's simd128 all have.

use serde::{Deserialize, Serialize};
use wide::{CmpEq, f32x4};

/// Attributes per lane: ten attributes fit into one, 64 into four.
pub const LANES: usize = 16;

/// Sixteen floats on one cache line.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[repr(align(64))]
pub struct Lane(pub [f32; LANES]);

/// 0 where the bit of the index is set, minus infinity where it is not.
const OPEN: [[f32; 4]; 16] = open_table();

const fn open_table() -> [[f32; 4]; 16] {
    let mut table = [[f32::NEG_INFINITY; 4]; 16];
    let mut bits = 0;
    while bits < 64 {
        if bits >> 2 >> (bits & 3) & 1 == 1 {
            table[bits >> 2][bits & 3] = 0.0;
        }
        bits += 1;
    }
    table
}

impl Lane {
    /// All sixteen the same.
    pub const fn all(value: f32) -> Self {
        Self([value; LANES])
    }

    /// 0 for the set ones of sixteen bits, minus infinity for the others.
    #[inline(always)]
    pub fn open(bits: u64) -> Self {
        let mut lane = Self::all(0.0);
        for (quarter, values) in lane.0.chunks_exact_mut(4).enumerate() {
            values.copy_from_slice(&OPEN[(bits >> (4 * quarter) & 15) as usize]);
        }
        lane
    }

    /// The four vectors.
    #[inline(always)]
    pub fn vectors(&self) -> [f32x4; 4] {
        let [a, b, c, d] =
            [0, 4, 8, 12].map(|i| f32x4::new([self.0[i], self.0[i + 1], self.0[i + 2], self.0[i + 3]]));
        [a, b, c, d]
    }
}

/// The highest of sixteen values and the first place that holds it.
#[inline(always)]
pub fn top(values: [f32x4; 4]) -> (f32, u32) {
    let [a, b, c, d] = values;
    let [p, q, r, s] = a.fast_max(b).fast_max(c.fast_max(d)).to_array();
    let highest = higher(higher(p, q), higher(r, s));
    let wanted = f32x4::splat(highest);
    let equal = |v: f32x4| v.cmp_eq(wanted).move_mask() as u32;
    let bits = equal(a) | equal(b) << 4 | equal(c) << 8 | equal(d) << 12;
    (highest, bits.trailing_zeros() & 15)
}

#[inline(always)]
fn higher(a: f32, b: f32) -> f32 {
    if a > b { a } else { b }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn top_is_the_first_of_the_highest() {
        let mut lane = Lane::all(-1.0);
        assert_eq!(top(lane.vectors()), (-1.0, 0));
        for place in (0..LANES).rev() {
            lane.0[place] = 2.0;
            assert_eq!(top(lane.vectors()), (2.0, place as u32));
        }
        assert_eq!(
            top(Lane::all(f32::NEG_INFINITY).vectors()),
            (f32::NEG_INFINITY, 0)
        );
    }

    #[test]
    fn open_follows_the_bits() {
        for bits in [0u64, 1, 0b1010_0000_0000_0110, 0xFFFF] {
            for (i, value) in Lane::open(bits).0.iter().enumerate() {
                assert_eq!(*value == 0.0, bits >> i & 1 == 1);
            }
        }
    }
}
