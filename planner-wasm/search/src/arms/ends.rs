//! The subsets a path can end in, and the best of them.

use super::best_of;
use crate::problem::Problem;
use crate::random::Random;
use crate::subset::{self, Subset};

/// Up to this many ends are listed; beyond, the best is looked for by exchanges.
const MOST_LISTED: u64 = 3_003;

/// All ends of a problem's paths.
#[derive(Debug, Clone)]
pub struct Ends {
    known: Subset,
    askable: Subset,
    length: usize,
    /// Empty where there are too many.
    listed: Vec<Subset>,
}

impl Ends {
    /// Those of a problem.
    pub fn of(problem: &Problem) -> Self {
        let (known, askable, length) = (problem.known, problem.askable(), problem.path_length());
        let listed = if subset::choices(subset::size(askable), length) <= MOST_LISTED {
            subset::choose(askable, length).map(|end| end | known).collect()
        } else {
            Vec::new()
        };
        Self {
            known,
            askable,
            length,
            listed,
        }
    }

    /// All of them; empty where there are too many.
    pub fn listed(&self) -> &[Subset] {
        &self.listed
    }

    /// Any of them.
    pub fn any(&self, random: &mut Random) -> Subset {
        self.known | subset::draw(self.askable, self.length, random)
    }

    /// The end of highest value. Where they are too many to list: the best attributes one after the other, then exchanges of
    /// one for another while they improve.
    pub fn best(&self, value: impl Fn(Subset) -> f64) -> Subset {
        let listed = best_of(self.listed.iter().copied(), |end| value(*end));
        listed.unwrap_or_else(|| self.climbed(value))
    }

    fn climbed(&self, value: impl Fn(Subset) -> f64) -> Subset {
        let mut end = self.known;
        for _ in 0..self.length {
            let open = subset::members(self.askable & !end);
            if let Some(next) = best_of(open.map(|a| end | 1 << a), |grown| value(*grown)) {
                end = next;
            }
        }
        loop {
            let inside = end & !self.known;
            let outside = self.askable & !end;
            let exchanged = subset::members(inside)
                .flat_map(|out| subset::members(outside).map(move |new| end & !(1 << out) | 1 << new));
            match best_of(exchanged, |other| value(*other)).filter(|other| value(*other) > value(end)) {
                Some(better) => end = better,
                None => return end,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_is_found_among_few_and_by_exchanges_among_many() {
        for attributes in [8, 40] {
            let problem = Problem {
                attributes,
                depth: 4,
                known: 0b10,
                ..Problem::default()
            };
            let ends = Ends::of(&problem);
            assert_eq!(ends.listed.is_empty(), attributes == 40);
            // Of each alone the higher attributes are worth more, but the first two are worth most together.
            let value = |end: Subset| {
                let own: f64 = subset::members(end).map(|a| a as f64).sum();
                own + if end & 0b101 == 0b101 { 200.0 } else { 0.0 }
            };
            let best = if attributes == 8 {
                0b1100_0111
            } else {
                0b1111 << 36 | 0b10
            };
            assert_eq!(ends.best(value), best);
            assert_eq!(subset::size(ends.any(&mut Random::new(1))), 5);
        }
    }
}
