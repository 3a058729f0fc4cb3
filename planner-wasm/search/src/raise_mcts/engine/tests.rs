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

#[test]
fn the_path_is_that_of_a_tree_whose_loans_were_taken_back() {
    let forms = [
        "",
        r#"{"extraction":"mostVisited"}"#,
        r#"{"firstPlayUrgency":"constant","scoreScale":"raw"}"#,
        r#"{"virtualLoss":3}"#,
    ];
    for (form, attributes) in forms.into_iter().flat_map(|form| [(form, 6), (form, 40)]) {
        let parameters = parameter::read("parameters", form, PARAMETERS, PRESETS).unwrap();
        let problem = Problem {
            attributes,
            ..Problem::default()
        };
        let mut engine = Engine::new(&problem, parameters);
        let mut random = Random::new(7);
        let mut under_way: Vec<Descent> = Vec::new();
        for round in 0..120 {
            under_way.push(complete(&mut engine, attributes, &mut random));
            if round % 3 == 2 {
                let descent = under_way.remove(random.below(under_way.len() as u32) as usize);
                engine.lend(&descent.edges, -1.0);
                engine.learn_reward(&descent.edges, 1.0 + 4.0 * random.unit());
            }
            let mut settled = engine.clone();
            for descent in &under_way {
                settled.lend(&descent.edges, -1.0);
            }
            let found = engine.path(&problem, under_way.iter());
            assert_eq!(
                found,
                settled.path(&problem, std::iter::empty()),
                "{form}, round {round}"
            );
        }
    }
}
