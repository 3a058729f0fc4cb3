//! Planners on the simulated world: the orderings the study found must come out of running them.

use rookery_search::subset::MAX_ATTRIBUTES;
use rookery_search::world::{PriorQuality, Truth, World};
use rookery_search::{Finding, Problem, Query, Search, registry, subset};

mod play;
use play::play;

const FULL: u64 = 0b11_1111_1111;

/// Mean regret (true value of the best subset minus that of the returned one) over problems of all families.
fn regret(
    planner: &str,
    parameters: &str,
    budget: u32,
    depth: usize,
    quality: PriorQuality,
    noisy: bool,
) -> f64 {
    let (mut sum, mut count) = (0.0, 0.0);
    for family in ["additive", "pairwise", "threshold", "saturating", "archetypes"] {
        let world = World::from_json(&format!(r#"{{"family":"{family}","seed":2}}"#)).unwrap();
        for seed in 0..40 {
            let truth = world.problem(seed, None).unwrap();
            let problem = Problem {
                depth,
                budget,
                seed,
                ..Problem::default()
            };
            let mut search = Search::new(problem, planner, parameters).unwrap();
            run(&mut search, &truth, quality, noisy);
            let path = search.best_path();
            let found = path.steps.last().unwrap().subset;
            sum += truth.best(0, FULL, depth).1 - truth.value(found);
            count += 1.0;
        }
    }
    sum / count
}

fn run(search: &mut Search, truth: &Truth, quality: PriorQuality, noisy: bool) {
    play(search, 1, |question| match question.query {
        Query::Evaluate(mask) if noisy => Finding::Reward(truth.reward(mask, u64::from(question.id))),
        Query::Evaluate(mask) => Finding::Reward(truth.value(mask)),
        Query::Rank(state) => Finding::Weights(truth.prior(state, quality)[..10].to_vec()),
    });
}

#[test]
fn the_study_s_orderings_hold() {
    let of = |planner, budget, quality| regret(planner, "", budget, 5, quality, true);
    use PriorQuality::{Good, Misleading, Poor};
    let (random, fixed, uct) = (
        of("random", 1, Good),
        of("static-k", 1, Good),
        of("uct", 300, Good),
    );
    let (greedy, halving) = (of("greedy-prior", 1, Good), of("halving", 300, Good));
    let (good, poor, misleading) = (
        of("raise-mcts", 300, Good),
        of("raise-mcts", 300, Poor),
        of("raise-mcts", 300, Misleading),
    );
    println!("random {random:.3} static {fixed:.3} uct {uct:.3} greedy {greedy:.3} halving {halving:.3}");
    println!("raise-mcts good {good:.3} poor {poor:.3} misleading {misleading:.3}");
    assert!(fixed < random && uct < random && greedy < fixed && halving < uct);
    assert!(good < greedy && good < poor && poor < misleading && misleading < random);
    assert!(of("raise-mcts", 300, Poor) < of("raise-mcts", 30, Poor));
    assert!(of("greedy-prior", 1, Misleading) > random);
}

#[test]
fn exhaustive_search_with_exact_answers_is_the_oracle() {
    let found = regret(
        "exhaustive",
        r#"{"prefixes":false}"#,
        252,
        5,
        PriorQuality::Good,
        false,
    );
    assert!(found.abs() < 1e-12, "{found}");
}

#[test]
fn the_oracle_s_order_is_greedy_from_its_end() {
    let world = World::from_json("").unwrap();
    let truth = world.problem(3, None).unwrap();
    let mut search = Search::new(
        Problem {
            depth: 3,
            budget: 175,
            ..Problem::default()
        },
        "exhaustive",
        "",
    )
    .unwrap();
    run(&mut search, &truth, PriorQuality::Good, false);
    let steps = search.best_path().steps;
    let [_, second, third] = &steps[..] else {
        panic!("three steps")
    };
    let best = subset::members(third.subset)
        .map(|a| truth.value(third.subset & !(1 << a)))
        .fold(0.0, f64::max);
    assert_eq!(second.mean, Some(best));
}

#[test]
fn a_problem_wider_than_a_planner_takes_is_refused_with_its_limit() {
    for registration in registry::PLANNERS {
        let (name, most) = (registration.info.name, registration.info.most_attributes);
        let of = |attributes| Problem {
            attributes,
            depth: attributes,
            ..Problem::default()
        };
        assert!(Search::new(of(most), name, "").is_ok(), "{name}");
        if most < MAX_ATTRIBUTES {
            let error = Search::new(of(most + 1), name, "").err().unwrap();
            let expected = format!(
                "problem.attributes: planner {name}: {} is not in 1..{most}",
                most + 1
            );
            assert!(error.message.contains(&expected), "{error}");
        }
    }
}

#[test]
fn baselines_without_parameters_refuse_any() {
    for planner in registry::PLANNERS.iter().filter(|p| p.info.parameters.is_empty()) {
        let error = Search::new(Problem::default(), planner.info.name, r#"{"speed":1}"#)
            .err()
            .unwrap();
        assert!(
            error
                .message
                .contains("parameters.speed: is not known; known are: none"),
            "{error}"
        );
    }
}
