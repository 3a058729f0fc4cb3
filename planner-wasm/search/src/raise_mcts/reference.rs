//! Selection as the paper states it, one attribute after the other: the place to begin reading. The search itself runs the form in
//! `select.rs`, which keeps parts of these sums ready and compares sixteen attributes at once; the tests below hold the two
//! together.
//!
//! At a state s the search goes down by the unasked attribute (Algorithm 1)
//!
//! ```text
//! a* = argmax_a  Q(s, a) + c · P(a | s) · sqrt(max(1, Σ_b N(s, b))) / (1 + N(s, a))
//! ```
//!
//! N(s, a) counts the evaluations that passed from s by a, Q(s, a) = W(s, a) / N(s, a) is the mean of their rewards, and P(a | s)
//! is the prior made of the model's ranking at s. Of equal attributes the lower number is taken. The paper leaves open what
//! Q is where N = 0: [`FirstPlayUrgency`] lists the ways to read it.

use super::parameters::{Bonus, FirstPlayUrgency, Parameters};

/// A state of the tree.
#[derive(Debug, Clone)]
pub struct State {
    /// Rewards that were told to this state, and their sum.
    pub visits: f32,
    pub total: f32,
    /// One for each attribute of the problem; none where it cannot be asked here.
    pub attributes: Vec<Option<Attribute>>,
}

/// An attribute that can be asked at a state.
#[derive(Debug, Clone, Copy)]
pub struct Attribute {
    /// P(a | s).
    pub prior: f32,
    /// N(s, a), evaluations under way included.
    pub visits: f32,
    /// W(s, a), the losses lent for evaluations under way included.
    pub total: f32,
}

/// The attribute to go down by; none where nothing can be asked. Computed in the tree's precision and in its order, so
/// that what is equal there is equal here.
pub fn choose(state: &State, parameters: &Parameters) -> Option<usize> {
    if parameters.first_play_urgency == FirstPlayUrgency::Infinity {
        let untried = first_of_highest(state, |a| (a.visits == 0.0).then_some(a.prior));
        if untried.is_some() {
            return untried;
        }
    }
    let descents: f32 = state.attributes.iter().flatten().map(|a| a.visits).sum();
    first_of_highest(state, |a| {
        Some(worth(state, a, parameters) + bonus(a, descents, parameters))
    })
}

/// Q(s, a), or what stands for it where the attribute was never tried.
fn worth(state: &State, attribute: &Attribute, parameters: &Parameters) -> f32 {
    if attribute.visits > 0.0 {
        return attribute.total / attribute.visits;
    }
    match parameters.first_play_urgency {
        FirstPlayUrgency::ParentMean if state.visits > 0.0 => state.total / state.visits,
        FirstPlayUrgency::ParentMean | FirstPlayUrgency::Zero | FirstPlayUrgency::Infinity => 0.0,
        FirstPlayUrgency::Constant => parameters.first_play_constant as f32,
    }
}

/// What is added so that little tried and likely attributes have their turn.
fn bonus(attribute: &Attribute, descents: f32, parameters: &Parameters) -> f32 {
    let c = parameters.exploration as f32;
    match parameters.bonus {
        Bonus::Paper => c * descents.max(1.0).sqrt() * (attribute.prior / (1.0 + attribute.visits)),
        // Appendix C.7. Up to the first visit the logarithm is 0: c alone stands there, so that the prior decides.
        Bonus::Log => {
            let common = if descents > 1.0 {
                c * libm::logf(descents).sqrt()
            } else {
                c
            };
            common * (attribute.prior / attribute.visits.max(1.0).sqrt())
        }
    }
}

/// The first attribute with the highest score, those without one left out.
fn first_of_highest(state: &State, score: impl Fn(&Attribute) -> Option<f32>) -> Option<usize> {
    let mut best: Option<(usize, f32)> = None;
    for (number, attribute) in state.attributes.iter().enumerate() {
        let Some(score) = attribute.as_ref().and_then(&score) else {
            continue;
        };
        if best.is_none_or(|(_, held)| score > held) {
            best = Some((number, score));
        }
    }
    best.map(|(number, _)| number)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parameter;
    use crate::raise_mcts::backup::{self, Flow};
    use crate::raise_mcts::expand;
    use crate::raise_mcts::lane::LANES;
    use crate::raise_mcts::parameters::{PARAMETERS, PRESETS};
    use crate::raise_mcts::prior::PriorTable;
    use crate::raise_mcts::select::Selection;
    use crate::raise_mcts::tree::{Edge, NONE, Tree};
    use crate::subset::{self, MAX_ATTRIBUTES, Subset};
    use proptest::prelude::*;

    /// Reads the tree's only node.
    fn read(tree: &Tree, priors: &PriorTable, open: Subset, attributes: usize) -> State {
        let head = &tree.heads[0];
        let attribute = |a: usize| Attribute {
            prior: priors.of(head.prior, a),
            visits: tree.reading(0, a).0,
            total: tree.node(0)[a / LANES].total.0[a % LANES],
        };
        State {
            visits: head.visits,
            total: head.total,
            attributes: (0..attributes)
                .map(|a| subset::contains(open, a).then(|| attribute(a)))
                .collect(),
        }
    }

    fn rules() -> impl Strategy<Value = Parameters> {
        let bonus = prop::sample::select(vec!["paper", "log"]);
        let urgency = prop::sample::select(vec!["parentMean", "zero", "infinity", "constant"]);
        (bonus, urgency, 0.0f64..3.0).prop_map(|(bonus, urgency, exploration)| {
            let json = format!(
                r#"{{"bonus":"{bonus}","firstPlayUrgency":"{urgency}","exploration":{exploration}}}"#
            );
            parameter::read("parameters", &json, PARAMETERS, PRESETS).unwrap()
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 256, ..ProptestConfig::default() })]

        /// Weights and rewards are few different numbers, so that ties come up.
        #[test]
        fn the_fast_selection_chooses_the_same(
            parameters in rules(),
            attributes in 1..=MAX_ATTRIBUTES,
            asked in any::<Subset>(),
            weights in prop::collection::vec(1u8..4, MAX_ATTRIBUTES),
            flows in prop::collection::vec((any::<u32>(), 0u8..5, prop::bool::weighted(0.2)), 0..120),
        ) {
            // Attribute 0 stays, so that there is one at least.
            let open = subset::first(attributes) & !(asked & !1);
            let known = subset::first(attributes) & !open;
            let selection = Selection::new(&parameters);
            let mut tree = Tree::new(attributes);
            let mut priors = PriorTable::new(attributes, open);
            tree.add(known, open);
            let weights: Vec<f64> = weights[..attributes].iter().map(|w| f64::from(*w)).collect();
            priors.put_weights(known, &weights, &parameters);
            prop_assert!(expand::settle(&mut tree, &mut priors, &selection, 0, NONE, true));
            let agreed = |tree: &mut Tree| {
                let expected = choose(&read(tree, &priors, open, attributes), &parameters);
                // What backpropagation worked out, where it could; then what selection finds.
                let kept = tree.heads[0].choice;
                selection.choose(tree, &priors, 0);
                let found = tree.heads[0].choice;
                prop_assert!(kept == NONE || kept == found, "kept {kept}, found {found}");
                prop_assert_eq!(expected, Some(found as usize));
                Ok(())
            };
            agreed(&mut tree)?;
            for (number, (place, reward, lent)) in flows.into_iter().enumerate() {
                // Every other flow goes where selection would, the rest anywhere.
                let attribute = match number % 2 {
                    0 => tree.heads[0].choice,
                    _ => subset::nth(open, place % subset::size(open) as u32) as u32,
                };
                let told = if lent { 0.0 } else { 1.0 };
                let flow = Flow { visits: 1.0, total: told * f32::from(reward) / 4.0, told };
                backup::add(&mut tree, &priors, &selection, &[Edge { node: 0, attribute }], flow);
                agreed(&mut tree)?;
            }
        }
    }
}
