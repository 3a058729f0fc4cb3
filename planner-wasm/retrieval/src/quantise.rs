//! Vectors as small whole numbers, with how far off that is.

use crate::lanes::{BytesOf16, Query16, WIDTH, pack, pack_query};

/// What a row's bytes mean.
#[derive(Debug, Clone, Copy)]
pub struct RowScale {
    /// A byte times this is the number it stands for.
    pub scale: f32,
    /// Length of what the bytes leave out: by Cauchy and Schwarz, the product with a vector of length 1 is off by no more.
    pub error: f32,
}

/// Appends a row's bytes, filled up with zeros to a multiple of 16.
pub fn quantise_row(row: &[f32], bytes: &mut Vec<BytesOf16>) -> RowScale {
    let largest = row.iter().fold(0f32, |most, x| most.max(x.abs()));
    let scale = if largest > 0.0 { largest / 127.0 } else { 1.0 };
    let mut left_out = 0f64;
    for part in row.chunks(WIDTH) {
        let mut numbers = [0i8; WIDTH];
        for (number, x) in numbers.iter_mut().zip(part) {
            *number = (x / scale).round() as i8;
            let rest = f64::from(*x) - f64::from(*number) * f64::from(scale);
            left_out += rest * rest;
        }
        bytes.push(pack(numbers));
    }
    RowScale {
        scale,
        error: left_out.sqrt() as f32,
    }
}

/// A query of length 1 as numbers of 16 bits.
pub struct QuantisedQuery {
    /// Its numbers.
    pub numbers: Vec<Query16>,
    /// A number times this is what it stands for.
    pub scale: f32,
    /// Length of what the numbers leave out.
    pub error: f32,
}

/// Highest number of a query: a product with bytes, at most 127 each, must fit 31 bits.
fn highest_level(dimensions: usize) -> f32 {
    let fits = (1u64 << 31) as f32 / (127.0 * dimensions as f32);
    fits.floor().min(32_767.0)
}

pub fn quantise_query(query: &[f32]) -> QuantisedQuery {
    let largest = query.iter().fold(0f32, |most, x| most.max(x.abs()));
    let level = highest_level(query.len().div_ceil(WIDTH) * WIDTH);
    let scale = if largest > 0.0 { largest / level } else { 1.0 };
    let mut left_out = 0f64;
    let mut numbers = Vec::with_capacity(query.len().div_ceil(WIDTH));
    for part in query.chunks(WIDTH) {
        let mut words = [0i16; WIDTH];
        for (word, x) in words.iter_mut().zip(part) {
            *word = (x / scale).round() as i16;
            let rest = f64::from(*x) - f64::from(*word) * f64::from(scale);
            left_out += rest * rest;
        }
        numbers.push(pack_query(words));
    }
    QuantisedQuery {
        numbers,
        scale,
        error: left_out.sqrt() as f32,
    }
}
