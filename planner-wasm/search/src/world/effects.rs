//! Standard normal effects of which a settable share is common to related queries.

use super::context::Context;
use super::directions::{self, Directions};
use super::settings::Relation;
use crate::random::{Random, mix};

/// Draws effects for one problem. An effect is named by a tag, so that it does not depend on the order of drawing.
pub struct Effects<'a> {
    /// Seed of the world.
    pub world: u64,
    /// Seed of the problem.
    pub problem: u64,
    /// The query's relations.
    pub context: &'a Context,
    /// Share of the variance that is common.
    pub share: f64,
    /// Where the common part comes from.
    pub relation: Relation,
    /// Those of the world; none: each is drawn when it is needed.
    pub directions: Option<&'a Directions>,
}

impl Effects<'_> {
    /// A standard normal effect: sqrt(share) common + sqrt(1 - share) private.
    pub fn draw(&self, tag: u64) -> f64 {
        let private = if self.share < 1.0 { self.private(tag) } else { 0.0 };
        self.blend(tag, private)
    }

    /// The same with the private part given.
    pub fn blend(&self, tag: u64, private: f64) -> f64 {
        let common = if self.share > 0.0 { self.common(tag) } else { 0.0 };
        libm::sqrt(self.share) * common + libm::sqrt(1.0 - self.share) * private
    }

    /// The part no other problem has.
    pub fn private(&self, tag: u64) -> f64 {
        Random::new(mix(&[self.world, self.problem, 1, tag])).normal()
    }

    /// Linear in the place, so that two queries correlate by the cosine of their places; or half of the variance by domain
    /// and half so.
    fn common(&self, tag: u64) -> f64 {
        let place = &self.context.latent;
        let by_place = self.directions.map_or_else(
            || directions::along(self.world, tag, place),
            |drawn| drawn.along(tag, place),
        );
        if self.relation == Relation::Place {
            return by_place;
        }
        let by_domain = Random::new(mix(&[self.world, 2, tag, u64::from(self.context.domain)])).normal();
        (by_domain + by_place) / std::f64::consts::SQRT_2
    }

    /// A generator for structure (groups, kinds): the domain's with probability `share`, else the problem's own.
    pub fn structure(&self, tag: u64) -> Random {
        let own = mix(&[self.world, self.problem, 4, tag]);
        if Random::new(own).unit() < self.share {
            Random::new(mix(&[self.world, 5, tag, u64::from(self.context.domain)]))
        } else {
            Random::new(mix(&[own]))
        }
    }
}
