//! The simulated truth.
