//! The rewards told so far, replicates of a point pooled.

use std::collections::BTreeMap;

/// Replicates of one point.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pooled {
    /// How many.
    pub count: u32,
    /// Their mean.
    pub mean: f64,
    /// Sum of squared distances from the mean.
    pub spread: f64,
}

/// How often each point was evaluated, and how far its rewards lie apart.
#[derive(Debug, Clone, PartialEq)]
pub struct Replicates {
    /// Rewards of each point, lowest number first.
    pub counts: Vec<f64>,
    /// Sum of squares within points.
    pub within: f64,
    /// Degrees of freedom of `within`.
    pub freedom: f64,
}

impl Replicates {
    /// -2 times the log density of the distances within points, up to constants.
    pub fn misfit(&self, noise_variance: f64) -> f64 {
        self.freedom * libm::log(noise_variance) + self.within / noise_variance
    }
}

/// All rewards, by point: a number, or the subset itself.
#[derive(Debug, Clone)]
pub struct Observations<P = usize> {
    by_point: BTreeMap<P, Pooled>,
    lowest: f64,
    highest: f64,
}

impl<P> Default for Observations<P> {
    fn default() -> Self {
        Self {
            by_point: BTreeMap::new(),
            lowest: f64::INFINITY,
            highest: f64::NEG_INFINITY,
        }
    }
}

impl<P: Ord + Copy> Observations<P> {
    /// Adds one reward (Welford's update).
    pub fn add(&mut self, point: P, reward: f64) {
        self.lowest = self.lowest.min(reward);
        self.highest = self.highest.max(reward);
        let pooled = self.by_point.entry(point).or_insert(Pooled {
            count: 0,
            mean: 0.0,
            spread: 0.0,
        });
        pooled.count += 1;
        let before = reward - pooled.mean;
        pooled.mean += before / f64::from(pooled.count);
        pooled.spread += before * (reward - pooled.mean);
    }

    /// What replicates tell of the noise.
    pub fn replicates(&self) -> Replicates {
        let pooled = || self.by_point.values();
        Replicates {
            counts: pooled().map(|p| f64::from(p.count)).collect(),
            within: pooled().map(|p| p.spread).sum(),
            freedom: pooled().map(|p| f64::from(p.count - 1)).sum(),
        }
    }

    /// Whether several rewards were told and all are the same: they say nothing of what is worth more.
    pub fn all_alike(&self) -> bool {
        self.total() > 1 && self.lowest == self.highest
    }

    /// Rewards in all.
    pub fn total(&self) -> u32 {
        self.by_point.values().map(|pooled| pooled.count).sum()
    }

    /// Rewards of one point.
    pub fn count(&self, point: P) -> u32 {
        self.by_point.get(&point).map_or(0, |pooled| pooled.count)
    }

    /// Points with their pooled rewards, lowest number first.
    pub fn pooled(&self) -> impl Iterator<Item = (P, Pooled)> + '_ {
        self.by_point.iter().map(|(&point, &pooled)| (point, pooled))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pools_mean_and_spread() {
        let mut observations = Observations::<usize>::default();
        [2.0, 3.0, 4.0]
            .iter()
            .for_each(|&reward| observations.add(9, reward));
        observations.add(1, 5.0);
        let (_, pooled) = observations.pooled().last().unwrap();
        assert_eq!((pooled.count, pooled.mean, pooled.spread), (3, 3.0, 2.0));
        assert_eq!(
            (observations.total(), observations.count(1), observations.count(2)),
            (4, 1, 0)
        );
    }
}
