//! The library's belief about one query, and the safeguard against a library that no longer fits: three models watch the
//! same evaluations, and the weight of each follows from how well it predicted them.

use crate::error::{ErrorCode, SearchError};
use crate::path_kg::belief::{Belief, Spread};
use crate::path_kg::dense;
use crate::path_kg::features::{Group, Layout};
use crate::path_kg::space::MAX_ENUMERATED_ATTRIBUTES;
use crate::save;
use serde::{Deserialize, Serialize};

/// Added to the diagonal of a covariance, relative to its mean, where it is not positive definite to rounding.
const JITTER: f64 = 1e-9;
/// Least standard deviation of the ranking's weight in the widened model.
const WIDE_RANKING: f64 = 0.2;
/// How much of the log weights of the models is carried from search to search, and how far one may fall behind.
const CARRIED: f64 = 0.9;
const FLOOR: f64 = -5.0;

/// The models, in the order of their weights.
pub const MODELS: [&str; 3] = ["library", "widened", "handSet"];

/// Log weights of the models before the next search: what earlier searches said of them.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Carry([f64; MODELS.len()]);

impl Carry {
    /// From stored numbers; refuses what no sequence of searches leads to.
    pub fn of(logs: [f64; MODELS.len()]) -> Result<Self, SearchError> {
        match logs.iter().find(|x| !(**x <= 0.0 && **x >= FLOOR)) {
            Some(bad) => Err(SearchError::field("carry", format!("{bad} is not in {FLOOR}..0"))),
            None => Ok(Self(logs)),
        }
    }

    /// The numbers, to be stored.
    pub fn logs(&self) -> [f64; MODELS.len()] {
        self.0
    }

    /// After a search with these log evidences: 0.9 carry + evidence, minus the maximum, at least -5.
    pub fn after(&self, evidence: [f64; MODELS.len()]) -> Self {
        let mut logs = [0.0; MODELS.len()];
        for (i, log) in logs.iter_mut().enumerate() {
            *log = CARRIED * self.0[i] + evidence[i];
        }
        let most = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        Self(logs.map(|log| (log - most).clamp(FLOOR, 0.0)))
    }
}

/// N(mean, covariance) of theta for one query.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct QueryPrior {
    /// Attributes of the library's problems.
    pub attributes: usize,
    /// Mean for this query.
    pub mean: Vec<f64>,
    /// Mean over all queries.
    pub population: Vec<f64>,
    /// Covariance, row by row.
    pub covariance: Vec<f64>,
    /// Standard deviation of the rough part.
    pub roughness: f64,
    /// Standard deviation of one evaluation.
    pub noise: f64,
    /// Log weights of the models.
    pub carry: Carry,
}

impl QueryPrior {
    /// The bytes to hand over.
    pub fn to_bytes(&self) -> Result<Vec<u8>, SearchError> {
        save::seal(self)
    }

    /// The inverse; refuses what does not fit a problem of that many attributes.
    pub fn from_bytes(bytes: &[u8], attributes: usize) -> Result<Self, SearchError> {
        let prior: Self = save::unseal(bytes).map_err(|_| {
            let text = "library: these bytes are not an intact prior of this version";
            SearchError::new(ErrorCode::DataLoss, text)
        })?;
        let width = Layout::new(prior.attributes.min(MAX_ENUMERATED_ATTRIBUTES)).len();
        if prior.attributes != attributes {
            let text = format!(
                "is for problems of {} attributes, this one has {attributes}",
                prior.attributes
            );
            return Err(SearchError::field("library", text));
        }
        let numbers = prior
            .mean
            .iter()
            .chain(&prior.population)
            .chain(&prior.covariance);
        let sound = (prior.mean.len(), prior.population.len()) == (width, width)
            && prior.covariance.len() == width * width
            && numbers
                .chain([&prior.roughness, &prior.noise])
                .all(|x| x.is_finite());
        if sound {
            Ok(prior)
        } else {
            Err(SearchError::field("library", "does not hold a prior"))
        }
    }

    /// The beliefs of the models with their log weights: the library's (T), the same widened by how far it lies from the
    /// population and that from the hand-set belief (W), and the hand-set one (Z).
    pub fn models(&self) -> Result<Vec<(Belief, f64)>, SearchError> {
        let layout = Layout::new(self.attributes);
        let width = layout.len();
        let standard = Belief::standard(layout);
        let mut wide = self.covariance.clone();
        let from_population: Vec<f64> = minus(&self.mean, &self.population);
        let from_standard = minus(&self.population, &standard.mean);
        for i in 0..width {
            for j in 0..width {
                wide[i * width + j] +=
                    from_population[i] * from_population[j] + from_standard[i] * from_standard[j];
            }
            if layout.group(i) == Group::Prior {
                wide[i * width + i] = wide[i * width + i].max(WIDE_RANKING * WIDE_RANKING);
            }
        }
        let [library, widened, hand_set] = self.carry.0;
        Ok(vec![
            (self.belief(self.covariance.clone())?, library),
            (self.belief(wide)?, widened),
            (standard, hand_set),
        ])
    }

    fn belief(&self, mut matrix: Vec<f64>) -> Result<Belief, SearchError> {
        let width = self.mean.len();
        let trace: f64 = (0..width).map(|i| matrix[i * width + i]).sum();
        (0..width).for_each(|i| matrix[i * width + i] += JITTER * (1.0 + trace / width as f64));
        let mut factor = matrix.clone();
        if !dense::cholesky(&mut factor, width) {
            return Err(SearchError::field(
                "library",
                "its covariance is not positive definite",
            ));
        }
        Ok(Belief {
            mean: self.mean.clone(),
            spread: Spread::Joint { matrix, factor },
            roughness: self.roughness,
            noise: self.noise,
        })
    }
}

fn minus(a: &[f64], b: &[f64]) -> Vec<f64> {
    a.iter().zip(b).map(|(x, y)| x - y).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn carry_follows_the_evidence_and_forgives() {
        let carry = Carry::default().after([-50.0, -48.0, -40.0]);
        assert_eq!(carry.logs(), [-5.0, -5.0, 0.0]);
        let later = (0..40).fold(carry, |carry, _| carry.after([0.0, 0.0, 0.0]));
        assert!(later.logs().iter().all(|log| *log > -0.1));
        assert!(Carry::of([0.0, f64::NAN, 0.0]).is_err());
        assert!(Carry::of([0.0, -1.0, 0.5]).is_err());
    }
}
