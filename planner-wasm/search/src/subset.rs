//! Subsets of at most 64 attributes as bit masks: attribute `a` is in the subset when bit `a` is set.

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
