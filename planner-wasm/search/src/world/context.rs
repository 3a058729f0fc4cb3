//! What makes queries related: a domain and a place in a space, of eight dimensions where nobody says otherwise.

use crate::error::{SearchError, Violation};
use crate::random::{Random, mix};

/// Number of domains.
pub const DOMAINS: u32 = 7;
/// Dimensions of the place that is drawn for a problem that was given none.
pub const LATENT: usize = 8;
/// Most dimensions of a place that is given.
pub const MAX_PLACE: usize = 4096;

/// The relations of one query.
#[derive(Debug, Clone, PartialEq)]
pub struct Context {
    /// Domain, 0..6.
    pub domain: u32,
    /// Place among related queries; about standard normal in each dimension, 1 to 4096 of them.
    pub latent: Vec<f64>,
}

impl Context {
    /// A context drawn for a problem that was given none.
    pub fn draw(problem_seed: u64) -> Self {
        let mut random = Random::new(mix(&[problem_seed, 0xC0_17E8]));
        let domain = random.below(DOMAINS);
        Self {
            domain,
            latent: (0..LATENT).map(|_| random.normal()).collect(),
        }
    }

    /// Checks the ranges; latents beyond 10 would not be standard normal in any world.
    pub fn validate(&self) -> Result<(), SearchError> {
        let mut violations = Vec::new();
        if self.domain >= DOMAINS {
            violations.push(Violation {
                field: "context.domain".to_owned(),
                description: format!("{} is not in 0..{}", self.domain, DOMAINS - 1),
            });
        }
        if self.latent.is_empty() || self.latent.len() > MAX_PLACE {
            violations.push(Violation {
                field: "context.latent".to_owned(),
                description: format!("has {} numbers, must have 1..{MAX_PLACE}", self.latent.len()),
            });
        }
        if let Some(bad) = self.latent.iter().find(|x| x.is_nan() || x.abs() > 10.0) {
            violations.push(Violation {
                field: "context.latent".to_owned(),
                description: format!("{bad} is not in -10..10"),
            });
        }
        if violations.is_empty() {
            Ok(())
        } else {
            Err(SearchError::fields(violations))
        }
    }
}
