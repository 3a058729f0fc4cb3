//! Exact nearest neighbours by cosine.
//!
//! Rows are held twice: as bytes, which is what a query runs over, and in full. The product with the bytes is off by no more
//! than a known error of each row; only rows that could be among the nearest within that error are measured again in full. So
//! the answer is the exact one, at the cost of reading a quarter of the memory.
#![forbid(unsafe_code)]

mod lanes;
mod matrix;
mod nearest;
mod quantise;

pub use matrix::{MAX_DIMENSIONS, Matrix, MatrixError};
pub use nearest::Neighbour;
