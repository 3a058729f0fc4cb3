use super::*;
use crate::parameter;
use crate::raise_mcts::parameters::{PARAMETERS, PRESETS};

/// Takes a descent to its end; rankings are told as random weights.
fn complete(engine: &mut Engine, attributes: usize, random: &mut Random) -> Descent {
    let mut descent = engine.start();
    while let Halt::Rank(state) = engine.advance(&mut descent) {
        let weights: Vec<f64> = (0..attributes).map(|_| random.unit() + 0.01).collect();
        engine.learn_weights(state, &weights);
    }
    engine.lend(&descent.edges, 1.0);
    descent
}

fn assert_choices_are_current(engine: &Engine) {
    for node in 0..engine.tree.heads.len() as u32 {
        let kept = engine.tree.heads[node as usize];
        if kept.choice != NONE {
            let mut tree = engine.tree.clone();
            engine.selection.choose(&mut tree, &engine.priors, node);
            let found = tree.heads[node as usize];
            assert_eq!(
                (kept.choice, kept.next),
                (found.choice, found.next),
                "node {node}"
            );
        }
    }
}

#[test]
fn kept_choices_are_what_selection_finds() {
    let forms = [
        "",
        r#"{"bonus":"log"}"#,
        r#"{"firstPlayUrgency":"infinity"}"#,
        r#"{"firstPlayUrgency":"constant","scoreScale":"raw"}"#,
    ];
    for (form, attributes) in forms.into_iter().flat_map(|form| [(form, 10), (form, 40)]) {
        let parameters = parameter::read("parameters", form, PARAMETERS, PRESETS).unwrap();
        let problem = Problem {
            attributes,
            ..Problem::default()
        };
        let mut engine = Engine::new(&problem, parameters);
        let mut random = Random::new(5);
        for _ in 0..40 {
            let batch: Vec<Descent> = (0..3)
                .map(|_| complete(&mut engine, attributes, &mut random))
                .collect();
            assert_choices_are_current(&engine);
            for descent in batch {
                engine.lend(&descent.edges, -1.0);
                engine.learn_reward(&descent.edges, 1.0 + 4.0 * random.unit());
                assert_choices_are_current(&engine);
            }
        }
    }
}
