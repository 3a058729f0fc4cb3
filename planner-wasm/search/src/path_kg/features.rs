//! The surrogate's features phi(U) = [1, sat(|U|), g 1(a in U), g 1(a and b in U), v(U)], so that the value of a
//! subset is f(U) = phi(U)' theta + r(U), r a Gaussian process with covariance h^2 exp(-|U xor V| / 2).

use super::space::Space;
use crate::subset::{self, Subset};

/// Constant, saturation and prior feature: the features that do not belong to attributes.
const COMMON: usize = 3;

/// How much of what can be gained is gained with `size` attributes known: 1 - exp(-size / 1.5).
pub fn saturation(size: usize) -> f64 {
    1.0 - libm::exp(-(size as f64) / 1.5)
}

/// How much one attribute still counts among `size` known ones: 1 / (1 + 0.2 (size - 1)), 1 for none.
pub fn damping(size: usize) -> f64 {
    if size == 0 {
        1.0
    } else {
        1.0 / (1.0 + 0.2 * (size as f64 - 1.0))
    }
}

/// Where the groups of features lie for `width` attributes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Layout {
    width: usize,
}

/// The groups whose variances are learned together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Group {
    /// The level of the whole problem.
    Constant,
    /// Its gain from knowing more.
    Saturation,
    /// One attribute's own worth.
    Main,
    /// What two attributes are worth together beyond that.
    Pair,
    /// The language model's ranking.
    Prior,
}

impl Group {
    /// All groups, in the order of the features.
    pub const ALL: [Group; 5] = [
        Group::Constant,
        Group::Saturation,
        Group::Main,
        Group::Pair,
        Group::Prior,
    ];
}

impl Layout {
    /// The layout for `width` askable attributes.
    pub fn new(width: usize) -> Self {
        Self { width }
    }

    /// Number of features.
    pub fn len(&self) -> usize {
        COMMON + self.width + self.width * self.width.saturating_sub(1) / 2
    }

    /// The group of a feature.
    pub fn group(&self, feature: usize) -> Group {
        match feature {
            0 => Group::Constant,
            1 => Group::Saturation,
            i if i < 2 + self.width => Group::Main,
            i if i + 1 < self.len() => Group::Pair,
            _ => Group::Prior,
        }
    }

    /// Mean of `values`, one for each feature, over the features of a group.
    pub fn mean(&self, group: Group, values: &[f64]) -> f64 {
        let members = || (0..self.len()).filter(|&feature| self.group(feature) == group);
        members().map(|feature| values[feature]).sum::<f64>() / members().count().max(1) as f64
    }

    fn pair(&self, low: usize, high: usize) -> usize {
        2 + self.width + low * (2 * self.width - low - 1) / 2 + (high - low - 1)
    }
}

/// The features of every point, row by row.
#[derive(Debug, Clone)]
pub struct Features {
    layout: Layout,
    values: Vec<f64>,
    steps: Vec<Step>,
    /// Coefficients that the empty path and each path of one attribute begin with.
    seeds: Vec<Vec<u32>>,
}

/// How the undamped worth of a point with two attributes or more follows from smaller ones: t(U) = t(U - low) + t(U - high)
/// - t(U - both) + the coefficient of the pair (low, high). Four operations instead of one for each of the point's pairs.
#[derive(Debug, Clone, Copy)]
struct Step {
    without_low: u32,
    without_high: u32,
    without_both: u32,
    coefficient: u32,
    saturation: f64,
    damping: f64,
    ranking: f64,
}

impl Features {
    /// Features of all points over the askable attributes; `ranking[point]` is the prior feature v.
    pub fn of(space: &Space, ranking: &[f64]) -> Self {
        Self::over(space, Layout::new(space.width()), ranking, &|mask| {
            u64::from(mask)
        })
    }

    /// Features over all attributes of the problem, known ones included, so that problems with different known and forbidden
    /// attributes share one theta. Only for problems that are small enough to be enumerated.
    pub fn whole(space: &Space, attributes: usize, ranking: &[f64]) -> Self {
        Self::over(space, Layout::new(attributes), ranking, &|mask| {
            space.subset(space.number(mask))
        })
    }

    /// `inside` names the attributes of a mask by the layout's numbers.
    fn over(space: &Space, layout: Layout, ranking: &[f64], inside: &dyn Fn(u32) -> Subset) -> Self {
        let mut values = vec![0.0; space.len() * layout.len()];
        for (point, row) in values.chunks_exact_mut(layout.len()).enumerate() {
            let set = inside(space.mask(point));
            fill_row(layout, set, space.total_size(point), ranking[point], row);
        }
        // What the empty path's attributes are worth, and what each first attribute adds to them.
        let known = inside(0);
        let seeds = (0..=space.width().min(space.len() - 1))
            .map(|point| {
                let added = inside(space.mask(point)) & !known;
                coefficients(layout, known | added)
                    .filter(|(low, high, _)| point == 0 || (1 << low | 1 << high) & added != 0)
                    .map(|(_, _, coefficient)| coefficient as u32)
                    .collect()
            })
            .collect();
        let steps = (0..space.len())
            .map(|point| Step::of(space, layout, point, ranking[point], inside))
            .collect();
        Self {
            layout,
            values,
            steps,
            seeds,
        }
    }

    /// phi(U)' theta of the first `out.len()` points.
    pub fn combine(&self, theta: &[f64], out: &mut [f64]) {
        let (constant, saturation, ranking) = (theta[0], theta[1], theta[theta.len() - 1]);
        for (point, (step, _)) in self.steps.iter().zip(0..out.len()).enumerate() {
            out[point] = match self.seeds.get(point) {
                Some(seeds) => {
                    let added: f64 = seeds.iter().map(|&c| theta[c as usize]).sum();
                    if point == 0 { added } else { out[0] + added }
                }
                None => {
                    out[step.without_low as usize] + out[step.without_high as usize]
                        - out[step.without_both as usize]
                        + theta[step.coefficient as usize]
                }
            };
        }
        for (value, step) in out.iter_mut().zip(&self.steps) {
            *value = constant + saturation * step.saturation + ranking * step.ranking + step.damping * *value;
        }
    }

    /// The layout of a row.
    pub fn layout(&self) -> Layout {
        self.layout
    }

    /// The features of one point.
    pub fn row(&self, point: usize) -> &[f64] {
        let columns = self.layout.len();
        &self.values[point * columns..(point + 1) * columns]
    }
}

impl Step {
    fn of(space: &Space, layout: Layout, point: usize, ranking: f64, inside: &dyn Fn(u32) -> Subset) -> Self {
        let mask = space.mask(point);
        let low = mask & mask.wrapping_neg();
        let high = if mask == 0 { 0u32 } else { 1 << mask.ilog2() };
        let number = |bit: u32| (inside(bit) & !inside(0)).trailing_zeros() as usize;
        let coefficient = if mask.count_ones() < 2 {
            0
        } else {
            layout.pair(number(low), number(high))
        };
        let size = space.total_size(point);
        Self {
            without_low: space.number(mask & !low) as u32,
            without_high: space.number(mask & !high) as u32,
            without_both: space.number(mask & !low & !high) as u32,
            coefficient: coefficient as u32,
            saturation: saturation(size),
            damping: damping(size),
            ranking,
        }
    }
}

/// The coefficients of a set: (a, a, of a) for each member and (low, high, of the pair) for each pair.
fn coefficients(layout: Layout, set: Subset) -> impl Iterator<Item = (usize, usize, usize)> {
    subset::members(set).flat_map(move |high| {
        let pairs =
            subset::members(set & ((1 << high) - 1)).map(move |low| (low, high, layout.pair(low, high)));
        std::iter::once((high, high, 2 + high)).chain(pairs)
    })
}

/// Writes the features of a set of `size` attributes into a row of zeros.
pub fn fill_row(layout: Layout, set: Subset, size: usize, ranking: f64, row: &mut [f64]) {
    let damping = damping(size);
    row[0] = 1.0;
    row[1] = saturation(size);
    coefficients(layout, set).for_each(|(_, _, coefficient)| row[coefficient] = damping);
    row[layout.len() - 1] = ranking;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::Problem;

    #[test]
    fn every_pair_has_a_column_of_its_own() {
        let layout = Layout::new(10);
        assert_eq!(layout.len(), 58);
        let mut seen = vec![false; layout.len()];
        for high in 0..10 {
            for low in 0..high {
                let column = layout.pair(low, high);
                assert_eq!(layout.group(column), Group::Pair);
                assert!(!std::mem::replace(&mut seen[column], true));
            }
        }
        assert_eq!(layout.group(57), Group::Prior);
    }

    #[test]
    fn combining_equals_the_product_with_each_row() {
        let space = Space::of(&Problem {
            attributes: 7,
            depth: 5,
            known: 0b100100,
            ..Problem::default()
        })
        .unwrap();
        let ranking: Vec<f64> = (0..space.len()).map(|p| (p as f64 * 0.7).sin()).collect();
        for features in [
            Features::of(&space, &ranking),
            Features::whole(&space, 7, &ranking),
        ] {
            let theta: Vec<f64> = (0..features.layout().len()).map(|i| (i as f64).cos()).collect();
            let mut combined = vec![0.0; space.len()];
            features.combine(&theta, &mut combined);
            for (point, value) in combined.iter().enumerate() {
                let product: f64 = features.row(point).iter().zip(&theta).map(|(x, t)| x * t).sum();
                assert!((value - product).abs() < 1e-12);
            }
        }
    }

    #[test]
    fn a_row_counts_members_and_pairs() {
        let space = Space::of(&Problem::default()).unwrap();
        let features = Features::of(&space, &vec![0.0; space.len()]);
        let point = space.number(0b10_0110_0001);
        let row = features.row(point);
        let members = row[2..12].iter().filter(|x| **x != 0.0).count();
        let pairs = row[12..57].iter().filter(|x| **x != 0.0).count();
        assert_eq!((members, pairs), (4, 6));
        assert_eq!(row[2], damping(4));
    }
}
