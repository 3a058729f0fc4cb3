//! What makes queries related, as numbers: x = [1, one-hot domain, standardised embedding].

use super::finished::FinishedSearch;
use crate::path_kg::dense::product;
use crate::random::Random;
use libm::sqrt;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The most domains with a column of their own; rarer ones count as unknown.
const MAX_DOMAINS: usize = 12;
/// The most dimensions of an embedding that are used: longer ones are projected on their principal directions.
pub const MAX_DIRECTIONS: usize = 8;
/// Rounds of orthogonal iteration for these directions.
const ROUNDS: usize = 20;
/// Smallest standard deviation that is scaled to one.
const FLAT: f64 = 1e-9;
/// Embeddings farther out than this many standard deviations are pulled in: a linear model knows nothing there.
const FAR: f64 = 3.0;

/// How contexts become numbers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Contexts {
    domains: Vec<String>,
    centre: Vec<f64>,
    /// Directions in the space of embeddings, scaled so that each coordinate has standard deviation 1.
    directions: Vec<Vec<f64>>,
}

/// What a column of x belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The 1.
    Intercept,
    /// A domain.
    Domain,
    /// A direction of the embedding.
    Embedding,
}

impl Contexts {
    /// Learns domains and directions from a library.
    pub fn of(library: &[FinishedSearch]) -> Self {
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        library
            .iter()
            .for_each(|search| *counts.entry(&search.domain).or_default() += 1);
        let mut ranked: Vec<(&str, usize)> = counts.into_iter().collect();
        ranked.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
        let domains = ranked
            .iter()
            .take(MAX_DOMAINS)
            .map(|(d, _)| (*d).to_owned())
            .collect();
        let embeddings: Vec<&[f64]> = library.iter().map(|s| s.embedding.as_slice()).collect();
        let (centre, directions) = principal(&embeddings);
        Self {
            domains,
            centre,
            directions,
        }
    }

    /// Whether stored contexts fit together.
    pub fn sound(&self) -> bool {
        let numbers = |row: &[f64]| row.len() == self.centre.len() && row.iter().all(|x| x.is_finite());
        self.domains.len() <= MAX_DOMAINS
            && self.directions.len() <= MAX_DIRECTIONS
            && numbers(&self.centre)
            && self.directions.iter().all(|direction| numbers(direction))
    }

    /// Number of columns.
    pub fn width(&self) -> usize {
        1 + self.domains.len() + self.directions.len()
    }

    /// Length of an embedding before it is projected.
    pub fn embedding(&self) -> usize {
        self.centre.len()
    }

    /// Mean embedding of the library.
    pub fn centre(&self) -> &[f64] {
        &self.centre
    }

    /// What a column belongs to.
    pub fn kind(&self, column: usize) -> Kind {
        match column {
            0 => Kind::Intercept,
            i if i <= self.domains.len() => Kind::Domain,
            _ => Kind::Embedding,
        }
    }

    /// x of a query; an unknown domain has no column. The embedding must have the length of the library's.
    pub fn row(&self, domain: &str, embedding: &[f64]) -> Vec<f64> {
        let centred: Vec<f64> = embedding.iter().zip(&self.centre).map(|(x, c)| x - c).collect();
        std::iter::once(1.0)
            .chain(self.domains.iter().map(|d| f64::from(u8::from(d == domain))))
            .chain(
                self.directions
                    .iter()
                    .map(|d| product(d, &centred).clamp(-FAR, FAR)),
            )
            .collect()
    }
}

/// Centre and directions of largest variance. Few dimensions keep their own axes.
fn principal(embeddings: &[&[f64]]) -> (Vec<f64>, Vec<Vec<f64>>) {
    let length = embeddings.first().map_or(0, |e| e.len());
    let count = embeddings.len().max(1) as f64;
    let mut centre = vec![0.0; length];
    for embedding in embeddings {
        centre
            .iter_mut()
            .zip(*embedding)
            .for_each(|(c, x)| *c += x / count);
    }
    let rows: Vec<Vec<f64>> = embeddings
        .iter()
        .map(|e| e.iter().zip(&centre).map(|(x, c)| x - c).collect())
        .collect();
    let axes = (0..length.min(MAX_DIRECTIONS)).map(|i| {
        let mut axis = vec![0.0; length];
        axis[i] = 1.0;
        axis
    });
    let mut directions: Vec<Vec<f64>> = axes.collect();
    if length > MAX_DIRECTIONS {
        let mut random = Random::new(length as u64);
        directions
            .iter_mut()
            .for_each(|d| d.iter_mut().for_each(|x| *x = random.normal()));
        for _ in 0..ROUNDS {
            directions = directions.iter().map(|d| spread_along(&rows, d)).collect();
            orthonormalise(&mut directions);
        }
    }
    // A direction in which nothing varies would blow up rounding: it is left out.
    directions.retain_mut(|direction| {
        let squares: f64 = rows.iter().map(|r| product(r, direction)).map(|x| x * x).sum();
        let deviation = sqrt(squares / count);
        direction.iter_mut().for_each(|x| *x /= deviation.max(FLAT));
        deviation > FLAT
    });
    (centre, directions)
}

/// The covariance of the rows times a direction.
fn spread_along(rows: &[Vec<f64>], direction: &[f64]) -> Vec<f64> {
    let mut result = vec![0.0; direction.len()];
    for row in rows {
        let along = product(row, direction) / rows.len() as f64;
        result.iter_mut().zip(row).for_each(|(r, x)| *r += along * x);
    }
    result
}

/// Gram and Schmidt; what is left of a dependent direction is zero.
fn orthonormalise(directions: &mut [Vec<f64>]) {
    for i in 0..directions.len() {
        let (before, rest) = directions.split_at_mut(i);
        let own = &mut rest[0];
        let length = sqrt(product(own, own));
        for other in before.iter() {
            let along = product(own, other);
            own.iter_mut().zip(other).for_each(|(x, o)| *x -= along * o);
        }
        let left = sqrt(product(own, own));
        let scale = if left > FLAT * length { 1.0 / left } else { 0.0 };
        own.iter_mut().for_each(|x| *x *= scale);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn search(domain: &str, embedding: Vec<f64>) -> FinishedSearch {
        FinishedSearch {
            domain: domain.to_owned(),
            embedding,
            attributes: 3,
            depth: 2,
            known: 0,
            forbidden: 0,
            rankings: Vec::new(),
            evaluations: vec![(0, 3.0)],
        }
    }

    #[test]
    fn rows_are_standardised_and_unknown_domains_have_no_column() {
        let library: Vec<_> = (0..10)
            .map(|i| search(if i % 2 == 0 { "a" } else { "b" }, vec![f64::from(i), 7.0]))
            .collect();
        let contexts = Contexts::of(&library);
        // The constant dimension is left out.
        assert_eq!(contexts.width(), 1 + 2 + 1);
        let row = contexts.row("c", &[4.5, 7.0]);
        assert_eq!(row, vec![1.0, 0.0, 0.0, 0.0]);
        let squares: f64 = library
            .iter()
            .map(|s| contexts.row(&s.domain, &s.embedding)[3])
            .map(|x| x * x)
            .sum();
        assert!((squares / 10.0 - 1.0).abs() < 1e-9);
    }

    #[test]
    fn long_embeddings_keep_the_directions_that_vary() {
        let mut random = Random::new(3);
        let hidden: Vec<f64> = (0..40).map(|_| random.normal()).collect();
        let library: Vec<_> = hidden
            .iter()
            .map(|h| {
                let long = (0..30).map(|i| h * (f64::from(i)).sin() + 0.01 * random.normal());
                search("a", long.collect())
            })
            .collect();
        let contexts = Contexts::of(&library);
        assert_eq!(contexts.width(), 2 + MAX_DIRECTIONS);
        let first: Vec<f64> = library
            .iter()
            .map(|s| contexts.row("a", &s.embedding)[2])
            .collect();
        let correlation =
            product(&first, &hidden) / sqrt(product(&first, &first) * product(&hidden, &hidden));
        assert!(correlation.abs() > 0.95, "{correlation}");
    }
}
