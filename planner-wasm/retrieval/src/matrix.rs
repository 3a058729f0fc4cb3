//! The rows.

use crate::lanes::{BytesOf16, WIDTH};
use crate::quantise::{RowScale, quantise_row};
use std::fmt;

/// Longest vector.
pub const MAX_DIMENSIONS: usize = 4096;

/// Rows of one block: memory grows by so many, and nothing that is there is moved.
pub const BLOCK_ROWS: usize = 1024;

/// What was wrong with vectors that were given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MatrixError {
    /// The argument.
    pub field: &'static str,
    /// What is wrong and what is allowed.
    pub description: String,
}

impl fmt::Display for MatrixError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: {}", self.field, self.description)
    }
}

/// Up to 1024 rows.
pub struct Block {
    pub bytes: Vec<BytesOf16>,
    pub scales: Vec<RowScale>,
    pub full: Vec<f32>,
}

/// Vectors of length 1, numbered from 0 in the order they were added.
pub struct Matrix {
    dimensions: usize,
    pub(crate) blocks: Vec<Block>,
    rows: usize,
}

impl Matrix {
    /// An empty matrix.
    pub fn new(dimensions: usize) -> Result<Self, MatrixError> {
        if !(1..=MAX_DIMENSIONS).contains(&dimensions) {
            return Err(MatrixError {
                field: "dimensions",
                description: format!("is {dimensions}, must be in 1..{MAX_DIMENSIONS}"),
            });
        }
        Ok(Self {
            dimensions,
            blocks: Vec::new(),
            rows: 0,
        })
    }

    /// Length of each row.
    pub fn dimensions(&self) -> usize {
        self.dimensions
    }

    /// Number of rows.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// Bytes held for the rows.
    pub fn memory(&self) -> usize {
        let of_block = |block: &Block| {
            block.bytes.capacity() * WIDTH
                + block.scales.capacity() * size_of::<RowScale>()
                + block.full.capacity() * size_of::<f32>()
        };
        self.blocks.iter().map(of_block).sum()
    }

    /// Adds rows, one after the other in `vectors`, each scaled to length 1. All or none.
    pub fn add(&mut self, vectors: &[f32]) -> Result<(), MatrixError> {
        let lengths = self.lengths("vectors", vectors)?;
        for (row, length) in vectors.chunks_exact(self.dimensions).zip(lengths) {
            if self.rows % BLOCK_ROWS == 0 {
                self.blocks.push(Block {
                    bytes: Vec::with_capacity(self.dimensions.div_ceil(WIDTH) * BLOCK_ROWS),
                    scales: Vec::with_capacity(BLOCK_ROWS),
                    full: Vec::with_capacity(self.dimensions * BLOCK_ROWS),
                });
            }
            let Some(block) = self.blocks.last_mut() else {
                break;
            };
            let start = block.full.len();
            block
                .full
                .extend(row.iter().map(|x| (f64::from(*x) / length) as f32));
            let scale = quantise_row(&block.full[start..], &mut block.bytes);
            block.scales.push(scale);
            self.rows += 1;
        }
        Ok(())
    }

    /// The vector scaled to length 1.
    pub(crate) fn unit(&self, vector: &[f32]) -> Result<Vec<f32>, MatrixError> {
        match self.lengths("query", vector)?.as_slice() {
            [length] => Ok(vector.iter().map(|x| (f64::from(*x) / length) as f32).collect()),
            other => Err(MatrixError {
                field: "query",
                description: format!("is {} vectors, must be one", other.len()),
            }),
        }
    }

    /// The Euclidean length of each vector, all of them above 0.
    fn lengths(&self, field: &'static str, vectors: &[f32]) -> Result<Vec<f64>, MatrixError> {
        let refused = |description| Err(MatrixError { field, description });
        if vectors.len() % self.dimensions != 0 {
            let (numbers, dimensions) = (vectors.len(), self.dimensions);
            return refused(format!("has {numbers} numbers, must be vectors of {dimensions}"));
        }
        let mut lengths = Vec::with_capacity(vectors.len() / self.dimensions);
        for (row, vector) in vectors.chunks_exact(self.dimensions).enumerate() {
            let square: f64 = vector.iter().map(|x| f64::from(*x) * f64::from(*x)).sum();
            if !square.is_finite() || square < f64::from(f32::MIN_POSITIVE) {
                return refused(format!(
                    "[{row}] has no direction: its length is {}",
                    square.sqrt()
                ));
            }
            lengths.push(square.sqrt());
        }
        Ok(lengths)
    }
}
