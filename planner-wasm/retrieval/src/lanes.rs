//! Products of 16 bytes with 16 numbers of 16 bits at once: WebAssembly's own instructions, and the same in plain code for
//! native builds.

/// Bytes of one lane group.
pub const WIDTH: usize = 16;

pub use implementation::{BytesOf16, Query16, products_of_4};

#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
mod implementation {
    use core::arch::wasm32::{
        i8x16, i16x8, i16x8_extend_high_i8x16, i16x8_extend_low_i8x16, i32x4_add, i32x4_dot_i16x8,
        i32x4_extract_lane, i32x4_splat, v128,
    };

    /// 16 bytes of a row.
    pub type BytesOf16 = v128;
    /// 16 numbers of a query.
    pub type Query16 = [v128; 2];

    pub fn pack(b: [i8; 16]) -> BytesOf16 {
        i8x16(
            b[0], b[1], b[2], b[3], b[4], b[5], b[6], b[7], b[8], b[9], b[10], b[11], b[12], b[13], b[14],
            b[15],
        )
    }

    pub fn pack_query(q: [i16; 16]) -> Query16 {
        [
            i16x8(q[0], q[1], q[2], q[3], q[4], q[5], q[6], q[7]),
            i16x8(q[8], q[9], q[10], q[11], q[12], q[13], q[14], q[15]),
        ]
    }

    /// The products of four rows with the query; the query's numbers are read once for all four.
    #[inline]
    pub fn products_of_4(rows: [&[BytesOf16]; 4], query: &[Query16]) -> [i32; 4] {
        let length = query.len();
        let [a, b, c, d] = rows.map(|row| &row[..length]);
        let mut sums = [i32x4_splat(0); 4];
        for at in 0..length {
            let [low, high] = query[at];
            sums[0] = add_product(sums[0], a[at], low, high);
            sums[1] = add_product(sums[1], b[at], low, high);
            sums[2] = add_product(sums[2], c[at], low, high);
            sums[3] = add_product(sums[3], d[at], low, high);
        }
        sums.map(|sum| {
            i32x4_extract_lane::<0>(sum)
                + i32x4_extract_lane::<1>(sum)
                + i32x4_extract_lane::<2>(sum)
                + i32x4_extract_lane::<3>(sum)
        })
    }

    #[inline]
    fn add_product(sum: v128, bytes: v128, low: v128, high: v128) -> v128 {
        let first = i32x4_dot_i16x8(i16x8_extend_low_i8x16(bytes), low);
        let second = i32x4_dot_i16x8(i16x8_extend_high_i8x16(bytes), high);
        i32x4_add(sum, i32x4_add(first, second))
    }
}

#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
mod implementation {
    /// 16 bytes of a row.
    pub type BytesOf16 = [i8; 16];
    /// 16 numbers of a query.
    pub type Query16 = [i16; 16];

    pub fn pack(bytes: [i8; 16]) -> BytesOf16 {
        bytes
    }

    pub fn pack_query(numbers: [i16; 16]) -> Query16 {
        numbers
    }

    /// The products of four rows with the query.
    #[inline]
    pub fn products_of_4(rows: [&[BytesOf16]; 4], query: &[Query16]) -> [i32; 4] {
        rows.map(|row| {
            let product = |(bytes, numbers): (&[i8; 16], &[i16; 16])| -> i32 {
                bytes
                    .iter()
                    .zip(numbers)
                    .map(|(b, n)| i32::from(*b) * i32::from(*n))
                    .sum()
            };
            row.iter().zip(query).map(product).sum()
        })
    }
}

/// 16 bytes of a row.
pub fn pack(bytes: [i8; WIDTH]) -> BytesOf16 {
    implementation::pack(bytes)
}

/// 16 numbers of a query.
pub fn pack_query(numbers: [i16; WIDTH]) -> Query16 {
    implementation::pack_query(numbers)
}
