//! Subsets of at most 64 attributes as bit masks: attribute `a` is in the subset when bit `a` is set.

use crate::random::Random;

/// A set of attributes.
pub type Subset = u64;

/// The most attributes a problem can have: one bit each.
pub const MAX_ATTRIBUTES: usize = 64;

/// The set of the first `count` attributes (`count` at most 64).
pub fn first(count: usize) -> Subset {
    if count >= MAX_ATTRIBUTES {
        u64::MAX
    } else {
        (1u64 << count) - 1
    }
}

/// How many attributes are in the set.
pub fn size(subset: Subset) -> usize {
    subset.count_ones() as usize
}

/// Whether the attribute is in the set.
pub fn contains(subset: Subset, attribute: usize) -> bool {
    subset >> attribute & 1 == 1
}

/// The attributes of the set, lowest first.
pub fn members(mut subset: Subset) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        if subset == 0 {
            return None;
        }
        let attribute = subset.trailing_zeros() as usize;
        subset &= subset - 1;
        Some(attribute)
    })
}

/// The `position`-th attribute of the set, counted from the lowest; the set must have more than `position`.
pub fn nth(mut subset: Subset, position: u32) -> usize {
    for _ in 0..position {
        subset &= subset - 1;
    }
    subset.trailing_zeros() as usize
}

/// An attribute of the set at random; the set must not be empty.
pub fn any(of: Subset, random: &mut Random) -> usize {
    nth(of, random.below(size(of) as u32))
}

/// `count` attributes of the set at random; it must have as many.
pub fn draw(of: Subset, count: usize, random: &mut Random) -> Subset {
    let left = (0..count).fold(of, |left, _| left & !(1 << any(left, random)));
    of & !left
}

/// The subsets of `of` with exactly `count` members, in ascending order.
pub fn choose(of: Subset, count: usize) -> impl Iterator<Item = Subset> {
    let places: Vec<u64> = members(of).map(|a| 1 << a).collect();
    let mut picked: Option<Vec<usize>> = (count <= places.len()).then(|| (0..count).collect());
    std::iter::from_fn(move || {
        let current = picked.as_mut()?;
        let subset = current.iter().map(|i| places[*i]).sum();
        // The lowest member that has room above it moves up, those below it return to the bottom.
        match (0..count).find(|&i| current[i] + 1 < current.get(i + 1).copied().unwrap_or(places.len())) {
            Some(i) => {
                current[i] += 1;
                (0..i).for_each(|below| current[below] = below);
            }
            None => picked = None,
        }
        Some(subset)
    })
}

/// How many subsets of exactly `count` members a set of `of` has; `u64::MAX` when there are more than that.
pub fn choices(of: usize, count: usize) -> u64 {
    if count > of {
        return 0;
    }
    let mut result = 1u128;
    for i in 0..count.min(of - count) as u128 {
        result = result * (of as u128 - i) / (i + 1);
        if result > u128::from(u64::MAX) {
            return u64::MAX;
        }
    }
    result as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn choosing_lists_every_subset_of_that_size_once() {
        let of = 0b1011_0110_1001;
        for count in 0..=8 {
            let listed: Vec<Subset> = choose(of, count).collect();
            let expected: Vec<Subset> = (0..1 << 12)
                .filter(|s| s & !of == 0 && size(*s) == count)
                .collect();
            assert_eq!(listed, expected);
            assert_eq!(listed.len() as u64, choices(size(of), count));
        }
        assert_eq!(choices(64, 32), 1_832_624_140_942_590_534);
        assert_eq!(choose(u64::MAX, 64).next(), Some(u64::MAX));
    }

    #[test]
    fn nth_counts_from_the_lowest() {
        assert_eq!(
            (0..3).map(|i| nth(0b1010_0100, i)).collect::<Vec<_>>(),
            vec![2, 5, 7]
        );
        assert_eq!(first(64), u64::MAX);
    }
}
