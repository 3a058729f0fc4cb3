//! All subsets a path can pass through, numbered level by level, with the edges between them.

use crate::problem::Problem;
use crate::subset::{self, Subset};
use std::ops::Range;

/// The most subsets that are enumerated: their covariance matrix then takes 18 MB.
pub const MAX_POINTS: usize = 1_500;

/// The most askable attributes whose subsets are enumerated: draws pass through all 2^n corners of the cube.
pub const MAX_ENUMERATED_ATTRIBUTES: usize = 14;

/// The points of the surrogate. Inside, bit `i` of a point is the i-th askable attribute.
#[derive(Debug, Clone)]
pub struct Space {
    /// Askable attributes, lowest first; n of them.
    attributes: Vec<usize>,
    known: Subset,
    /// Longest path k.
    depth: usize,
    /// Points by level; the first is the empty one.
    points: Vec<u32>,
    levels: Vec<Range<usize>>,
    /// Point number by mask; `u32::MAX` for masks larger than the depth.
    numbers: Vec<u32>,
    /// For each point above level 0 its parents (one attribute less), `level` of them, one after another.
    parents: Vec<u32>,
    first_parent: Vec<u32>,
}

impl Space {
    /// How many points a problem has; none when there are too many to enumerate.
    pub fn count(problem: &Problem) -> Option<usize> {
        let n = subset::size(problem.askable());
        if n > MAX_ENUMERATED_ATTRIBUTES {
            return None;
        }
        let mut total = 0usize;
        let mut choose = 1usize;
        for level in 0..=problem.path_length() {
            total += choose;
            choose = choose * (n - level) / (level + 1);
        }
        (total <= MAX_POINTS).then_some(total)
    }

    /// Enumerates the points; none when there are too many.
    pub fn of(problem: &Problem) -> Option<Self> {
        Self::count(problem)?;
        let attributes: Vec<usize> = subset::members(problem.askable()).collect();
        let depth = problem.path_length();
        let corners = 1usize << attributes.len();
        let mut points = Vec::new();
        let mut levels = Vec::new();
        let mut numbers = vec![u32::MAX; corners];
        for level in 0..=depth {
            let start = points.len();
            for mask in (0..corners as u32).filter(|m| m.count_ones() as usize == level) {
                numbers[mask as usize] = points.len() as u32;
                points.push(mask);
            }
            levels.push(start..points.len());
        }
        let mut parents = Vec::new();
        let mut first_parent = Vec::with_capacity(points.len());
        for &mask in &points {
            first_parent.push(parents.len() as u32);
            parents.extend(members(mask).map(|bit| numbers[(mask ^ (1 << bit)) as usize]));
        }
        Some(Self {
            attributes,
            known: problem.known,
            depth,
            points,
            levels,
            numbers,
            parents,
            first_parent,
        })
    }

    /// Number of points.
    pub fn len(&self) -> usize {
        self.points.len()
    }

    /// Number of askable attributes n.
    pub fn width(&self) -> usize {
        self.attributes.len()
    }

    /// The attributes that can be asked.
    pub fn askable(&self) -> Subset {
        self.attributes
            .iter()
            .fold(0, |set, attribute| set | 1 << attribute)
    }

    /// Longest path k.
    pub fn depth(&self) -> usize {
        self.depth
    }

    /// Point numbers of one level (`level` attributes asked).
    pub fn level(&self, level: usize) -> Range<usize> {
        self.levels[level].clone()
    }

    /// Mask over askable attributes.
    pub fn mask(&self, point: usize) -> u32 {
        self.points[point]
    }

    /// Attributes asked at a point.
    pub fn size(&self, point: usize) -> usize {
        self.points[point].count_ones() as usize
    }

    /// Attributes known at a point, those known from the start included.
    pub fn total_size(&self, point: usize) -> usize {
        self.size(point) + subset::size(self.known)
    }

    /// Number of the point with this mask.
    pub fn number(&self, mask: u32) -> usize {
        self.numbers[mask as usize] as usize
    }

    /// The points with one attribute less.
    pub fn parents(&self, point: usize) -> &[u32] {
        let start = self.first_parent[point] as usize;
        &self.parents[start..start + self.size(point)]
    }

    /// The point as a subset of all attributes of the problem.
    pub fn subset(&self, point: usize) -> Subset {
        members(self.points[point]).fold(self.known, |set, bit| set | 1 << self.attributes[bit])
    }

    /// The number of a subset of all attributes of the problem, which must be one of the points.
    pub fn at(&self, subset: Subset) -> usize {
        let mask = self
            .attributes
            .iter()
            .enumerate()
            .fold(0, |mask, (bit, &attribute)| {
                mask | ((subset >> attribute & 1) as u32) << bit
            });
        self.number(mask)
    }

    /// The problem's index of an askable attribute.
    pub fn attribute(&self, bit: usize) -> usize {
        self.attributes[bit]
    }
}

/// The bits of a mask, lowest first.
pub fn members(mask: u32) -> impl Iterator<Item = usize> {
    subset::members(u64::from(mask))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_what_it_enumerates() {
        let problem = Problem::default();
        let space = Space::of(&problem).unwrap();
        assert_eq!((space.len(), Space::count(&problem)), (638, Some(638)));
        assert_eq!(space.level(5).len(), 252);
    }

    #[test]
    fn parents_lack_exactly_one_attribute() {
        let space = Space::of(&Problem {
            depth: 4,
            known: 0b1001,
            ..Problem::default()
        })
        .unwrap();
        for point in 0..space.len() {
            for &parent in space.parents(point) {
                let missing = space.subset(point) ^ space.subset(parent as usize);
                assert_eq!(missing.count_ones(), 1);
                assert_eq!(missing & 0b1001, 0);
            }
        }
    }

    #[test]
    fn refuses_what_does_not_fit() {
        assert!(
            Space::of(&Problem {
                attributes: 64,
                depth: 3,
                ..Problem::default()
            })
            .is_none()
        );
        assert!(
            Space::of(&Problem {
                attributes: 14,
                depth: 7,
                ..Problem::default()
            })
            .is_none()
        );
    }
}
