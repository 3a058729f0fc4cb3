//! What holds for every planner of the registry: determinism, saving, budget, forbidden attributes, bad tells.

use proptest::prelude::*;
use rookery_search::random::Random;
use rookery_search::subset;
use rookery_search::{Answer, Finding, Problem, Query, Question, Search, registry};

mod play;
use play::play;

/// A smooth made-up truth with noise; the answer depends on the question only.
fn answer(question: &Question, attributes: usize) -> Answer {
    let mut random = Random::new(u64::from(question.id));
    let finding = match question.query {
        Query::Evaluate(mask) => {
            let worth: f64 = subset::members(mask).map(|a| ((a * 7) % 11) as f64 / 11.0).sum();
            Finding::Reward((2.0 + 0.4 * worth + 0.3 * random.normal()).clamp(1.0, 5.0))
        }
        Query::Rank(_) => Finding::Weights((0..attributes).map(|a| 0.1 + ((a * 7) % 11) as f64).collect()),
    };
    Answer {
        id: question.id,
        finding,
    }
}

fn run(search: &mut Search, batch: usize) {
    let attributes = search.problem().attributes;
    play(search, batch, |question| answer(question, attributes).finding);
}

/// A planner and a problem no wider than it takes.
fn tasks() -> impl Strategy<Value = (Problem, &'static str)> {
    let each: Vec<(&'static str, usize)> = registry::PLANNERS
        .iter()
        .map(|p| (p.info.name, p.info.most_attributes.min(20)))
        .collect();
    proptest::sample::select(each).prop_flat_map(|(name, widest)| (problems(widest), Just(name)))
}

fn problems(widest: usize) -> impl Strategy<Value = Problem> {
    (
        1..=widest,
        1usize..8,
        1u32..60,
        any::<u64>(),
        any::<u64>(),
        any::<u64>(),
    )
        .prop_map(|(attributes, depth, budget, known, forbidden, seed)| {
            // Two draws each, so that most attributes stay askable.
            let every = subset::first(attributes);
            let known = known & known.rotate_left(17) & every;
            let forbidden = forbidden & forbidden.rotate_left(29) & every;
            Problem {
                attributes,
                depth,
                budget,
                known,
                forbidden,
                seed,
                ..Problem::default()
            }
        })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn the_same_seed_gives_the_same_trace((problem, planner) in tasks(), batch in 1usize..10) {
        let mut runs = Vec::new();
        for _ in 0..2 {
            let mut search = Search::new(problem.clone(), planner, "").unwrap();
            run(&mut search, batch);
            runs.push((search.trace().to_vec(), search.best_path()));
        }
        prop_assert_eq!(&runs[0], &runs[1]);
    }

    #[test]
    fn a_saved_search_continues_as_if_uninterrupted(
        (problem, planner) in tasks(), batch in 1usize..10, stop in 0usize..12,
    ) {
        let mut whole = Search::new(problem.clone(), planner, "").unwrap();
        run(&mut whole, batch);
        let mut part = Search::new(problem, planner, "").unwrap();
        for _ in 0..stop {
            let questions = part.ask(batch).unwrap();
            // Saved with its questions open, restored, and told then.
            part = Search::restore(&part.save().unwrap()).unwrap();
            prop_assert_eq!(part.open_questions(), questions.clone());
            let attributes = part.problem().attributes;
            part.tell(&questions.iter().map(|q| answer(q, attributes)).collect::<Vec<_>>()).unwrap();
        }
        run(&mut part, batch);
        prop_assert_eq!(part.trace(), whole.trace());
        prop_assert_eq!(part.best_path(), whole.best_path());
        prop_assert_eq!(part.save().unwrap(), whole.save().unwrap());
    }

    #[test]
    fn paths_and_questions_respect_the_problem((problem, planner) in tasks(), batch in 1usize..10) {
        let mut search = Search::new(problem.clone(), planner, "").unwrap();
        let mut evaluations = 0;
        while !search.finished() {
            let questions = search.ask(batch).unwrap();
            prop_assert!(questions.len() <= batch);
            for question in &questions {
                let (Query::Evaluate(mask) | Query::Rank(mask)) = question.query;
                prop_assert_eq!(mask & problem.forbidden & !problem.known, 0);
                prop_assert_eq!(mask & problem.known, problem.known);
                evaluations += u32::from(matches!(question.query, Query::Evaluate(_)));
            }
            prop_assert!(evaluations <= problem.budget);
            search.tell(&questions.iter().map(|q| answer(q, problem.attributes)).collect::<Vec<_>>()).unwrap();
        }
        let path = search.best_path();
        prop_assert_eq!(path.steps.len(), problem.path_length());
        let mut state = problem.known;
        for step in &path.steps {
            prop_assert!(subset::contains(problem.askable() & !state, step.attribute));
            state |= 1 << step.attribute;
            prop_assert_eq!(step.subset, state);
            if let Some(mean) = step.mean {
                prop_assert!((0.99..=5.01).contains(&mean), "{}", mean);
            }
        }
    }

    #[test]
    fn fuzzed_tells_are_refused_or_taken_and_never_panic(
        (problem, planner) in tasks(),
        tells in proptest::collection::vec((0u32..40, 0u8..6, any::<f64>(), 0usize..24), 0..120),
    ) {
        let mut search = Search::new(problem, planner, "").unwrap();
        for (id, kind, number, length) in tells {
            let finding = match kind {
                0 => Finding::Reward(number),
                1 => Finding::Reward(1.0 + (number.abs() % 4.0)),
                2 => Finding::Failed,
                3 => Finding::Weights(vec![number; length]),
                _ => Finding::Weights(vec![1.0; search.problem().attributes]),
            };
            let before = search.save().unwrap();
            if search.tell(&[Answer { id, finding }]).is_err() {
                prop_assert_eq!(search.save().unwrap(), before);
            }
            search.ask(3).unwrap();
            search.best_path();
        }
    }

    #[test]
    fn damaged_saves_are_refused((problem, planner) in tasks(), at in any::<prop::sample::Index>(), bit in 0u8..8) {
        let search = Search::new(problem, planner, "").unwrap();
        let mut bytes = search.save().unwrap();
        let index = at.index(bytes.len());
        bytes[index] ^= 1 << bit;
        prop_assert!(Search::restore(&bytes).is_err());
    }
}

#[test]
fn failing_everything_ends_the_search_within_its_budget() {
    for planner in registry::PLANNERS {
        let mut search = Search::new(Problem::default(), planner.info.name, "").unwrap();
        play(&mut search, 4, |_| Finding::Failed);
        assert_eq!(search.progress().evaluations_told, 0);
        assert_eq!(search.best_path().steps.len(), 5);
    }
}

#[test]
fn wrong_rewards_name_the_question() {
    let mut search = Search::new(
        Problem {
            budget: 3,
            ..Problem::default()
        },
        "raise-mcts",
        "",
    )
    .unwrap();
    let rank = search.ask(1).unwrap()[0];
    search.tell(&[answer(&rank, 10)]).unwrap();
    loop {
        let question = search.ask(1).unwrap()[0];
        if matches!(question.query, Query::Evaluate(_)) {
            for bad in [f64::NAN, 0.99, 5.01, f64::INFINITY] {
                let error = search
                    .tell(&[Answer {
                        id: question.id,
                        finding: Finding::Reward(bad),
                    }])
                    .unwrap_err();
                assert!(
                    error.message.contains(&format!("question {}", question.id)),
                    "{error}"
                );
            }
            break;
        }
        search.tell(&[answer(&question, 10)]).unwrap();
    }
}

#[test]
fn a_problem_with_nothing_to_ask_is_finished_at_once() {
    for planner in registry::PLANNERS {
        let problem = Problem {
            attributes: 3,
            known: 0b101,
            forbidden: 0b010,
            ..Problem::default()
        };
        let mut search = Search::new(problem, planner.info.name, "").unwrap();
        assert!(search.finished());
        assert!(search.ask(5).unwrap().is_empty());
        assert!(search.best_path().steps.is_empty());
    }
}
