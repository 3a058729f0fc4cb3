use super::*;
use crate::parameter;
use crate::raise_mcts::parameters::{PARAMETERS, PRESETS};
use crate::subset;

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

#[test]
fn a_full_tree_grows_no_more_nor_do_its_rankings_and_its_search_goes_on() {
    for (form, attributes) in ["", r#"{"rolloutPrior":"ranked","rankDepth":3}"#]
        .into_iter()
        .flat_map(|form| [(form, 10), (form, 40)])
    {
        let parameters = parameter::read("parameters", form, PARAMETERS, PRESETS).unwrap();
        let problem = Problem {
            attributes,
            ..Problem::default()
        };
        let mut engine = Engine::new(&problem, parameters);
        engine.most_nodes = 20;
        engine.most_ranked = 30;
        let mut random = Random::new(11);
        for _ in 0..400 {
            let descent = complete(&mut engine, attributes, &mut random);
            engine.lend(&descent.edges, -1.0);
            assert_eq!(subset::size(descent.state), engine.length);
            // The first attribute is worth all there is.
            let reward = if descent.state & 1 == 1 { 5.0 } else { 1.0 };
            engine.learn_reward(&descent.edges, reward + 0.01 * random.unit());
            assert_choices_are_current(&engine);
        }
        assert_eq!(engine.tree.heads.len(), 20);
        assert!(engine.priors.ranked() <= 30);
        assert_eq!(engine.tree.heads[0].visits, 400.0);
        let path = engine.path(&problem, std::iter::empty());
        assert_eq!(path.steps.len(), engine.length);
        assert!(
            path.steps.iter().any(|step| step.attribute == 0),
            "{form}: {path:?}"
        );
    }
}

#[test]
fn a_descent_that_is_given_up_in_a_full_tree_leaves_the_node_above_as_it_was() {
    let parameters = parameter::read("parameters", "", PARAMETERS, PRESETS).unwrap();
    let problem = Problem::default();
    let mut engine = Engine::new(&problem, parameters);
    engine.most_nodes = 20;
    let mut random = Random::new(13);
    for _ in 0..200 {
        let descent = complete(&mut engine, problem.attributes, &mut random);
        engine.lend(&descent.edges, -1.0);
        let rolled: Vec<bool> = engine.tree.heads.iter().map(|head| head.rolled).collect();
        let grown = engine.tree.child(*descent.edges.last().unwrap()) != NONE;
        engine.give_up(&descent);
        let after: Vec<bool> = engine.tree.heads.iter().map(|head| head.rolled).collect();
        assert_eq!(rolled == after, !grown || !descent.rolling);
        if descent.rolling && grown {
            engine.tree.heads[descent.node as usize].rolled = true;
        }
        engine.learn_reward(&descent.edges, 1.0 + 4.0 * random.unit());
    }
}

#[test]
fn bounds_are_about_what_the_docs_say() {
    let engine = |attributes: usize| {
        let parameters = parameter::read("parameters", "", PARAMETERS, PRESETS).unwrap();
        let problem = Problem {
            attributes,
            ..Problem::default()
        };
        Engine::new(&problem, parameters)
    };
    assert_eq!(engine(16).most_nodes / 10_000, 72);
    assert_eq!(engine(64).most_nodes / 10_000, 20);
    assert_eq!(engine(64).most_ranked / 10_000, 34);
}
