//! The paper's search against trees worked out by hand, and what its parameters promise.

use proptest::prelude::*;
use rookery_search::subset;
use rookery_search::{Answer, Finding, Problem, Query, Search, registry};

mod play;
use play::play;

/// Runs a search to its end, one question at a time, and returns what it asked, in order.
fn run(search: &mut Search, weights: &dyn Fn(u64) -> Vec<f64>, reward: &dyn Fn(u64) -> f64) -> Vec<Query> {
    let mut asked = Vec::new();
    play(search, 1, |question| {
        asked.push(question.query);
        match question.query {
            Query::Evaluate(mask) => Finding::Reward(reward(mask)),
            Query::Rank(state) => Finding::Weights(weights(state)),
        }
    });
    asked
}

fn evaluated(asked: &[Query]) -> Vec<u64> {
    asked
        .iter()
        .filter_map(|q| {
            if let Query::Evaluate(mask) = q {
                Some(*mask)
            } else {
                None
            }
        })
        .collect()
}

/// Two attributes, depth 1, worth 3 and 5 (0.5 and 1 on the unit scale), prior 1/2 each, c = 1/2. By hand:
/// first the tie goes to attribute 0; then attribute 1 is untried: 0.5 + 0.25 beats 0.5 + 0.125; from then on
/// attribute 1 leads while 0.5 + 0.125 sqrt(n) < 1 + 0.25 / sqrt(n), that is up to n = 19 visits; the 21st goes to
/// attribute 0 (1.0590 against 1.0559).
#[test]
fn a_two_armed_game_goes_as_worked_out_by_hand() {
    let problem = Problem {
        attributes: 2,
        depth: 1,
        budget: 22,
        ..Problem::default()
    };
    let mut search = Search::new(problem, "raise-mcts", "").unwrap();
    let asked = run(&mut search, &|_| vec![1.0, 1.0], &|mask| {
        if mask == 1 { 3.0 } else { 5.0 }
    });
    let mut expected = vec![1];
    expected.extend([2; 19]);
    expected.extend([1, 2]);
    assert_eq!(asked[0], Query::Rank(0));
    assert_eq!(evaluated(&asked), expected);
    let step = &search.best_path().steps[0];
    assert_eq!((step.attribute, step.visits, step.mean), (1, 20.0, Some(5.0)));
}

/// One rollout, which ranks the states it passes: {} puts 0 first, {0} puts 3 first, {0, 3} puts 1 first. The tree ends at {0}; the
/// path goes on by what each further state was told, not by what {0} was.
#[test]
fn off_the_tree_the_path_follows_each_states_own_ranking() {
    let problem = Problem {
        attributes: 4,
        depth: 3,
        budget: 1,
        ..Problem::default()
    };
    let weights = |state: u64| match state {
        0b0000 => vec![8.0, 4.0, 2.0, 1.0],
        0b0001 => vec![1.0, 1.0, 2.0, 8.0],
        _ => vec![1.0, 8.0, 2.0, 1.0],
    };
    for (preset, expected) in [("paper", [0, 3, 1]), ("standard", [0, 3, 2])] {
        let json = format!(r#"{{"preset":"{preset}","rolloutEpsilon":0}}"#);
        let mut search = Search::new(problem.clone(), "raise-mcts", &json).unwrap();
        run(&mut search, &weights, &|_| 3.0);
        let path = search.best_path().steps;
        let order: Vec<usize> = path.iter().map(|step| step.attribute).collect();
        // `standard` never asks about {0, 3}: there the ranking of {0} is the best it has.
        assert_eq!(order, expected, "{preset}");
        assert_eq!(path.iter().filter(|step| step.mean.is_some()).count(), 1);
    }
}

#[test]
fn no_more_evaluations_are_under_way_than_wanted() {
    for (json, most) in [
        (r#"{"atOnce":1}"#, 1),
        (r#"{"atOnce":3}"#, 3),
        (r#"{"preset":"best"}"#, 1),
    ] {
        let problem = Problem {
            budget: 40,
            ..Problem::default()
        };
        let mut search = Search::new(problem, "raise-mcts", json).unwrap();
        let mut largest = 0;
        while !search.finished() {
            let questions = search.ask(8).unwrap();
            largest = largest.max(questions.len());
            let answers: Vec<Answer> = questions
                .iter()
                .map(|question| Answer {
                    id: question.id,
                    finding: match question.query {
                        Query::Evaluate(mask) => Finding::Reward(1.0 + (mask % 7) as f64 / 2.0),
                        Query::Rank(_) => Finding::Weights(vec![1.0; 10]),
                    },
                })
                .collect();
            search.tell(&answers).unwrap();
        }
        assert_eq!(search.progress().evaluations_told, 40);
        assert_eq!(largest, most, "{json}");
    }
}

/// Both orders of two attributes lead to the same subset, worth 3: the tree takes turns between them, ranks each state
/// once, at its first visit, and its first visit is a rollout.
#[test]
fn states_are_ranked_once_at_their_first_visit() {
    let problem = Problem {
        attributes: 2,
        depth: 2,
        budget: 4,
        ..Problem::default()
    };
    let mut search = Search::new(problem, "raise-mcts", "").unwrap();
    let asked = run(&mut search, &|_| vec![1.0, 1.0], &|_| 3.0);
    use Query::{Evaluate, Rank};
    let both = Evaluate(0b11);
    assert_eq!(
        asked,
        vec![Rank(0), Rank(0b01), both, Rank(0b10), both, both, both]
    );
    let steps = search.best_path().steps;
    // The root's first attribute was passed twice, its child's only attribute once: the other time was the rollout.
    assert_eq!(
        steps.iter().map(|s| (s.attribute, s.visits)).collect::<Vec<_>>(),
        vec![(0, 2.0), (1, 1.0)]
    );
}

/// The study's first finding: raw rewards with an untried attribute worth 0 never leave what was tried first.
#[test]
fn raw_scores_and_zero_urgency_return_the_priors_greedy_path() {
    let problem = Problem {
        attributes: 4,
        depth: 1,
        budget: 50,
        ..Problem::default()
    };
    let json = r#"{"scoreScale":"raw","firstPlayUrgency":"zero"}"#;
    let mut search = Search::new(problem.clone(), "raise-mcts", json).unwrap();
    let asked = run(&mut search, &|_| vec![1.0, 4.0, 2.0, 1.0], &|mask| {
        if mask == 4 { 5.0 } else { 2.0 }
    });
    assert!(evaluated(&asked).iter().all(|mask| *mask == 2));
    let mut search = Search::new(problem, "raise-mcts", r#"{"firstPlayUrgency":"infinity"}"#).unwrap();
    let asked = run(&mut search, &|_| vec![1.0, 4.0, 2.0, 1.0], &|mask| {
        if mask == 4 { 5.0 } else { 2.0 }
    });
    assert_eq!(evaluated(&asked)[..4], [2, 4, 1, 8]);
    assert_eq!(search.best_path().steps[0].attribute, 2);
}

#[test]
fn a_batch_is_diverse_and_its_virtual_losses_leave_no_trace() {
    let problem = Problem {
        attributes: 8,
        depth: 1,
        budget: 8,
        ..Problem::default()
    };
    let mut search = Search::new(problem, "raise-mcts", "").unwrap();
    let rank = search.ask(8).unwrap();
    assert_eq!(rank.len(), 1);
    search
        .tell(&[Answer {
            id: rank[0].id,
            finding: Finding::Weights(vec![1.0; 8]),
        }])
        .unwrap();
    let batch = search.ask(8).unwrap();
    let masks: std::collections::BTreeSet<u64> = batch
        .iter()
        .filter_map(|q| {
            if let Query::Evaluate(m) = q.query {
                Some(m)
            } else {
                None
            }
        })
        .collect();
    assert_eq!(masks.len(), 8);
    assert!(search.best_path().steps[0].mean.is_none());
    let first = Answer {
        id: batch[0].id,
        finding: Finding::Reward(4.0),
    };
    search.tell(&[first]).unwrap();
    let step = &search.best_path().steps[0];
    assert_eq!((step.mean, step.visits), (Some(4.0), 1.0));
}

#[test]
fn rank_depth_and_rollout_prior_decide_what_is_ranked() {
    let ranked = |json: &str| {
        let problem = Problem {
            attributes: 6,
            depth: 4,
            budget: 60,
            ..Problem::default()
        };
        let mut search = Search::new(problem, "raise-mcts", json).unwrap();
        let asked = run(&mut search, &|_| vec![1.0; 6], &|mask| {
            1.0 + subset::size(mask) as f64 / 2.0
        });
        let states: Vec<u64> = asked
            .iter()
            .filter_map(|q| {
                if let Query::Rank(state) = q {
                    Some(*state)
                } else {
                    None
                }
            })
            .collect();
        let distinct: std::collections::BTreeSet<u64> = states.iter().copied().collect();
        assert_eq!(distinct.len(), states.len(), "a state was ranked twice");
        (
            states.len(),
            states.iter().map(|s| subset::size(*s)).max().unwrap(),
        )
    };
    assert_eq!(ranked(r#"{"rankDepth":0}"#), (1, 0));
    assert_eq!(ranked(r#"{"rankDepth":1}"#), (7, 1));
    let (inherited, _) = ranked("");
    let (paper, deepest) = ranked(r#"{"preset":"paper"}"#);
    assert!(paper > inherited);
    assert_eq!(deepest, 3);
}

#[test]
fn extreme_weights_still_give_a_distribution() {
    for (open, asked) in [
        (1e-300, 1e308),
        (1e-90, 1e308),
        (1e308, 1e308),
        (5e-324, 0.0),
        (1.0, 1e300),
    ] {
        let problem = Problem {
            attributes: 5,
            depth: 3,
            budget: 40,
            ..Problem::default()
        };
        let mut search = Search::new(problem, "raise-mcts", "").unwrap();
        let weights = |state: u64| {
            (0..5)
                .map(|a| if subset::contains(state, a) { asked } else { open })
                .collect()
        };
        let asked = run(&mut search, &weights, &|mask| 1.0 + (mask % 5) as f64);
        assert_eq!(evaluated(&asked).len(), 40);
        let distinct: std::collections::BTreeSet<u64> = evaluated(&asked).into_iter().collect();
        assert!(distinct.len() > 3, "{open}: {distinct:?}");
        assert!(search.best_path().steps[0].mean.is_some());
    }
}

#[test]
fn every_form_of_ranking_follows_the_weights() {
    for ranking in ["weights", "geometric", "harmonic"] {
        for attributes in [4, 16, 17, 64] {
            let problem = Problem {
                attributes,
                depth: 2,
                budget: 1,
                ..Problem::default()
            };
            let json = format!(r#"{{"ranking":"{ranking}","rolloutEpsilon":0}}"#);
            let mut search = Search::new(problem, "raise-mcts", &json).unwrap();
            let weights = |_| {
                (0..attributes)
                    .map(|a| ((a * 5 + 2) % 67 + 1) as f64)
                    .collect::<Vec<_>>()
            };
            let asked = run(&mut search, &weights, &|_| 3.0);
            let mut places: Vec<usize> = (0..attributes).collect();
            places.sort_by(|a, b| weights(0)[*b].total_cmp(&weights(0)[*a]));
            assert_eq!(
                evaluated(&asked),
                vec![1 << places[0] | 1 << places[1]],
                "{ranking} {attributes}"
            );
        }
    }
}

#[test]
fn refused_parameters_are_all_named_with_value_and_limit() {
    let json = r#"{"exploration":-1,"virtualLoss":1.5,"bonus":7,"nonsense":true,"preset":"none"}"#;
    let error = Search::new(Problem::default(), "raise-mcts", json).err().unwrap();
    let mut fields: Vec<&str> = error.violations.iter().map(|v| v.field.as_str()).collect();
    fields.sort_unstable();
    let wanted =
        ["bonus", "exploration", "nonsense", "preset", "virtualLoss"].map(|f| format!("parameters.{f}"));
    assert_eq!(fields, wanted);
    assert!(error.message.contains("-1 is not in 0..100"), "{error}");
    assert!(error.message.contains("known are: exploration"), "{error}");
    assert!(Search::new(Problem::default(), "raise-mcts", "[1]").is_err());
    assert!(Search::new(Problem::default(), "raise-mcts", "{").is_err());
}

#[test]
fn every_described_default_is_accepted_and_every_preset_exists() {
    for planner in registry::PLANNERS {
        assert!(Search::new(Problem::default(), planner.info.name, "{}").is_ok());
        for preset in planner.info.presets {
            let json = format!(r#"{{"preset":"{}"}}"#, preset.name);
            assert!(
                Search::new(Problem::default(), planner.info.name, &json).is_ok(),
                "{}",
                preset.name
            );
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    /// Without chance in the rollout, renaming the attributes renames the path and nothing else. Rewards are
    /// distinct for every subset and weights distinct integers, so that no tie is decided by a number.
    #[test]
    fn renaming_attributes_renames_the_path(order in Just((0..7usize).collect::<Vec<_>>()).prop_shuffle(), salt in any::<u64>()) {
        let original = |mask: u64| -> u64 { subset::members(mask).map(|a| 1 << order[a]).sum() };
        let reward = |mask: u64| 1.0 + 4.0 * rookery_search::random::Random::new(mask ^ salt).unit();
        let weight = |state: u64, a: usize| {
            if subset::contains(state, a) { 0.0 } else { ((a as u64 * 5 + state * 3 + salt % 7) % 13 * 8 + a as u64 + 1) as f64 }
        };
        let problem = Problem { attributes: 7, depth: 3, budget: 80, ..Problem::default() };
        let json = r#"{"rolloutEpsilon":0}"#;
        let mut plain = Search::new(problem.clone(), "raise-mcts", json).unwrap();
        run(&mut plain, &|state| (0..7).map(|a| weight(state, a)).collect(), &reward);
        let mut renamed = Search::new(problem, "raise-mcts", json).unwrap();
        run(
            &mut renamed,
            &|state| (0..7).map(|a| weight(original(state), order[a])).collect(),
            &|mask| reward(original(mask)),
        );
        let expected: Vec<usize> = plain.best_path().steps.iter().map(|s| s.attribute).collect();
        let found: Vec<usize> = renamed.best_path().steps.iter().map(|s| order[s.attribute]).collect();
        prop_assert_eq!(found, expected);
    }
}
