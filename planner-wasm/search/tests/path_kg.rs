//! What `path-kg` promises beyond the protocol: costs, known and forbidden attributes, extreme rewards, libraries.

use proptest::prelude::*;
use rookery_search::compare::statistics::paired;
use rookery_search::error::ErrorCode;
use rookery_search::path_kg::transfer::{Carry, FinishedSearch, Fitted, fit};
use rookery_search::random::{Random, mix};
use rookery_search::subset::{self, Subset};
use rookery_search::world::{PriorQuality, World};
use rookery_search::{Answer, Finding, PathEstimate, Problem, Query, Question, Search, registry};

mod play;

const PLANNER: &str = "path-kg";

/// Plays a search to its end in batches of eight.
fn play(search: &mut Search, finding: impl FnMut(&Question) -> Finding) -> PathEstimate {
    play::play(search, 8, finding);
    search.best_path()
}

/// An additive truth with little noise: attribute a is worth `worth[a]`; rankings say nothing.
fn additive(worth: Vec<f64>) -> impl FnMut(&Question) -> Finding {
    move |question| match question.query {
        Query::Evaluate(set) => {
            let value: f64 = subset::members(set).map(|a| worth[a]).sum();
            let noise = 0.1 * Random::new(mix(&[u64::from(question.id)])).normal();
            Finding::Reward((3.0 + value + noise).clamp(1.0, 5.0))
        }
        Query::Rank(_) => Finding::Weights(vec![1.0; worth.len()]),
    }
}

fn attributes(path: &PathEstimate) -> Subset {
    path.steps.iter().fold(0, |set, step| set | 1 << step.attribute)
}

/// A judge that gives every answer the same score knows nothing of what is worth more: the rankings do.
#[test]
fn where_all_evaluations_are_alike_the_path_is_that_of_the_rankings() {
    // Enumerated, and too many attributes for that.
    alike(10, 300);
    alike(20, 40);
}

fn alike(attributes: usize, budget: u32) {
    let world = World::from_json(&format!(r#"{{"attributes":{attributes}}}"#)).unwrap();
    let truth = world.problem(5, None).unwrap();
    let rank =
        |state: Subset| Finding::Weights(truth.prior(state, PriorQuality::Good)[..attributes].to_vec());
    let order = |path: PathEstimate| -> Vec<usize> { path.steps.iter().map(|step| step.attribute).collect() };
    let problem = Problem {
        attributes,
        budget,
        ..Problem::default()
    };
    let mut search = Search::new(problem, PLANNER, r#"{"tolerance":0}"#).unwrap();
    let mut first = None;
    while !search.finished() {
        let questions = search.ask(8).unwrap();
        if questions.iter().any(|q| matches!(q.query, Query::Evaluate(_))) && first.is_none() {
            first = Some(order(search.best_path()));
        }
        let answers: Vec<Answer> = questions
            .iter()
            .map(|question| Answer {
                id: question.id,
                finding: match question.query {
                    Query::Evaluate(_) => Finding::Reward(4.0),
                    Query::Rank(state) => rank(state),
                },
            })
            .collect();
        search.tell(&answers).unwrap();
    }
    assert_eq!(search.progress().evaluations_told, budget);
    assert_eq!(Some(order(search.best_path())), first);
}

#[test]
fn a_question_is_left_out_when_it_costs_more_than_it_is_worth() {
    // Enumerated, and too many attributes for that.
    for (count, budget) in [(6, 120), (16, 200)] {
        let mut worth = vec![0.0; count];
        worth[1] = 0.5;
        worth[2] = 0.4;
        worth[3] = 0.3;
        let problem = Problem {
            attributes: count,
            depth: 2,
            budget,
            ..Problem::default()
        };
        let free = play(
            &mut Search::new(problem.clone(), PLANNER, r#"{"tolerance":0}"#).unwrap(),
            additive(worth.clone()),
        );
        assert_eq!(attributes(&free), 0b110);
        let mut costs = vec![0.0; count];
        costs[1] = 0.5;
        let costly = Problem { costs, ..problem };
        let path = play(
            &mut Search::new(costly, PLANNER, r#"{"tolerance":0}"#).unwrap(),
            additive(worth),
        );
        assert_eq!(attributes(&path), 0b1100);
        // Means are scores, costs not taken off.
        let mean = path.steps[1].mean.unwrap();
        assert!((mean - 3.7).abs() < 0.3, "{mean}");
    }
}

/// A question that costs more than its answer is worth is not asked, and a path without questions is an answer.
#[test]
fn costs_end_a_path() {
    // Enumerated, and too many attributes for that.
    for count in [6, 16] {
        let problem = Problem {
            attributes: count,
            depth: 4,
            budget: 120,
            costs: vec![0.6; count],
            ..Problem::default()
        };
        let path = |worth: Vec<f64>| {
            let mut search = Search::new(problem.clone(), PLANNER, r#"{"tolerance":0}"#).unwrap();
            attributes(&play(&mut search, additive(worth)))
        };
        assert_eq!(path(vec![0.05; count]), 0);
        let mut one = vec![0.05; count];
        one[3] = 1.2;
        assert_eq!(path(one), 0b1000);
    }
    // Without costs a path has its full length, whatever its questions bring.
    let free = Problem {
        attributes: 6,
        depth: 4,
        budget: 60,
        ..Problem::default()
    };
    let mut search = Search::new(free, PLANNER, r#"{"tolerance":0}"#).unwrap();
    assert_eq!(play(&mut search, additive(vec![-0.3; 6])).steps.len(), 4);
}

/// All that was ranked before the first evaluation, and the path recommended then.
fn ranked_first(parameters: &str, quality: PriorQuality, seed: u64) -> (Vec<Subset>, PathEstimate) {
    let truth = World::from_json("").unwrap().problem(seed, None).unwrap();
    let mut search = Search::new(Problem::default(), PLANNER, parameters).unwrap();
    let mut ranked = Vec::new();
    loop {
        let questions = search.ask(8).unwrap();
        if questions.iter().any(|q| matches!(q.query, Query::Evaluate(_))) {
            return (ranked, search.best_path());
        }
        let answers: Vec<Answer> = questions
            .iter()
            .map(|question| {
                let (Query::Evaluate(state) | Query::Rank(state)) = question.query;
                ranked.push(state);
                Answer {
                    id: question.id,
                    finding: Finding::Weights(truth.prior(state, quality)[..10].to_vec()),
                }
            })
            .collect();
        search.tell(&answers).unwrap();
    }
}

#[test]
fn the_way_of_the_recommended_path_is_ranked_before_the_first_evaluation() {
    for seed in 0..5 {
        let (ranked, path) = ranked_first("", PriorQuality::Good, seed);
        let last = path.steps.len() - 1;
        assert!(
            path.steps[..last]
                .iter()
                .all(|step| ranked.contains(&step.subset))
        );
        assert!(ranked.len() > 11 && ranked.len() <= 11 + 12, "{}", ranked.len());
        let (ranked, _) = ranked_first(r#"{"rankPath":0}"#, PriorQuality::Good, seed);
        assert_eq!(ranked.len(), 11);
    }
}

/// What rankings along the path tell is worth more than the first eleven alone.
/// Whoever runs searches stops a planner that asks for more, so a small budget takes from the rankings too.
#[test]
fn no_more_rankings_are_asked_than_a_search_may_ask() {
    for (depth, budget, parameters) in [
        (3, 1, "{}"),
        (3, 10, r#"{"rankDepth":3}"#),
        (2, 2, r#"{"rankPath":64}"#),
    ] {
        let problem = Problem {
            depth,
            budget,
            ..Problem::default()
        };
        let most = problem.most_rankings();
        let mut search = Search::new(problem, PLANNER, parameters).unwrap();
        let mut asked = 0;
        play::play(&mut search, 8, |question| {
            asked += usize::from(matches!(question.query, Query::Rank(_)));
            match question.query {
                Query::Rank(_) => Finding::Weights((1..=10).map(f64::from).collect()),
                Query::Evaluate(set) => Finding::Reward(1.0 + f64::from(set.count_ones()) / 3.0),
            }
        });
        assert!(
            0 < asked && asked <= most,
            "{asked} rankings, at most {most} allowed"
        );
    }
}

#[test]
fn rankings_along_the_path_bring_it_nearer_to_the_best() {
    let regrets = |parameters: &str| -> Vec<f64> {
        (0..60)
            .map(|seed| {
                let truth = World::from_json("").unwrap().problem(seed, None).unwrap();
                let (_, path) = ranked_first(parameters, PriorQuality::Good, seed);
                truth.best(0, Problem::default().askable(), 5).1 - truth.value(path.steps[4].subset)
            })
            .collect()
    };
    let difference = paired(&regrets(""), &regrets(r#"{"rankPath":0}"#)).difference;
    assert!(difference.mean + difference.half_width < 0.0, "{difference:?}");
}

/// Under noise that is not expected, too.
#[test]
fn few_searches_stop_above_their_tolerance() {
    let world = World::from_json(r#"{"noise":2}"#).unwrap();
    let (mut above, mut early) = (0, 0);
    for seed in 0..40 {
        let truth = world.problem(seed, None).unwrap();
        let mut search = Search::new(Problem::default(), PLANNER, "").unwrap();
        let path = play(&mut search, |question| match question.query {
            Query::Evaluate(set) => Finding::Reward(truth.reward(set, mix(&[seed, u64::from(question.id)]))),
            Query::Rank(state) => Finding::Weights(truth.prior(state, PriorQuality::Good)[..10].to_vec()),
        });
        let best = truth.best(0, search.problem().askable(), 5).1;
        early += u32::from(search.progress().evaluations_told < 300);
        above += u32::from(best - truth.value(path.steps[4].subset) > 0.2);
    }
    assert!(early >= 20 && above <= 4, "{early} stopped, {above} above");
}

/// Among many attributes as among few: the same evaluations tell less where they lie far apart.
#[test]
fn noise_is_learned_among_many_attributes() {
    let deviation = |noise: f64| {
        let problem = Problem {
            attributes: 20,
            depth: 3,
            budget: 64,
            ..Problem::default()
        };
        let parameters = r#"{"tolerance":0,"usePrior":false}"#;
        let mut search = Search::new(problem, PLANNER, parameters).unwrap();
        let path = play(&mut search, |question| match question.query {
            Query::Evaluate(set) => {
                let value: f64 = subset::members(set).map(|a| [0.5, 0.0, -0.1][a % 3]).sum();
                let luck = noise * Random::new(mix(&[u64::from(question.id)])).normal();
                Finding::Reward((3.0 + value + luck).clamp(1.0, 5.0))
            }
            Query::Rank(_) => Finding::Failed,
        });
        path.steps[2].deviation.unwrap()
    };
    let (still, loud) = (deviation(0.05), deviation(0.9));
    assert!(still < 0.6 * loud, "{still} {loud}");
}

/// A large batch is handed in part by part until much is known.
#[test]
fn no_more_evaluations_are_under_way_than_can_be_chosen_well() {
    let mut search = Search::new(Problem::default(), PLANNER, r#"{"tolerance":0,"usePrior":false}"#).unwrap();
    let mut answer = additive(vec![0.1; 10]);
    let mut sizes = Vec::new();
    while !search.finished() {
        let questions = search.ask(32).unwrap();
        let told = search.progress().evaluations_told;
        assert!(told >= 128 || search.ask(32).unwrap().is_empty());
        sizes.push(questions.len());
        let told: Vec<Answer> = questions
            .iter()
            .map(|q| Answer {
                id: q.id,
                finding: answer(q),
            })
            .collect();
        search.tell(&told).unwrap();
    }
    assert_eq!(sizes[..4], [8; 4]);
    assert_eq!(sizes.iter().sum::<usize>(), 300);
    assert!(sizes.contains(&32), "{sizes:?}");
}

#[test]
fn costs_are_checked_and_refused_by_planners_that_do_not_weigh_them() {
    let problem = |costs: Vec<f64>| Problem {
        costs,
        ..Problem::default()
    };
    for bad in [vec![0.1; 3], vec![-0.1; 10], vec![f64::NAN; 10], vec![4.1; 10]] {
        let error = Search::new(problem(bad), PLANNER, "").err().unwrap();
        assert!(error.message.contains("problem.costs"), "{error}");
    }
    for planner in registry::PLANNERS {
        let started = Search::new(problem(vec![0.1; 10]), planner.info.name, "");
        // Those with path-kg's belief weigh them as it does.
        let weighs = [PLANNER, "gp-ei", "gp-thompson"].contains(&planner.info.name);
        assert_eq!(started.is_ok(), weighs, "{}", planner.info.name);
    }
}

#[test]
fn known_attributes_are_built_upon_and_forbidden_ones_never_touched() {
    let mut answer = additive(vec![0.0, 0.9, 0.2, 0.8, 0.3, 0.1]);
    let problem = Problem {
        attributes: 6,
        depth: 2,
        budget: 100,
        known: 0b10,
        forbidden: 0b1000,
        ..Problem::default()
    };
    let mut search = Search::new(problem, PLANNER, r#"{"tolerance":0}"#).unwrap();
    let mut seen = 0;
    let path = play(&mut search, |question| {
        let (Query::Evaluate(set) | Query::Rank(set)) = question.query;
        seen |= set;
        assert_eq!(set & 0b10, 0b10);
        answer(question)
    });
    assert_eq!(seen & 0b1000, 0);
    assert_eq!(attributes(&path), 0b10100);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn constant_and_extreme_rewards_leave_every_number_finite(
        first in 1.0f64..=5.0, second in 1.0f64..=5.0, attributes in 2usize..17, depth in 1usize..5, seed in any::<u64>(),
    ) {
        for rewards in [[first, first], [1.0, 5.0], [5.0, 5.0], [first, second]] {
            let problem = Problem { attributes, depth, budget: 60, seed, ..Problem::default() };
            let mut search = Search::new(problem, PLANNER, r#"{"tolerance":0}"#).unwrap();
            let path = play(&mut search, |question| match question.query {
                Query::Evaluate(_) => Finding::Reward(rewards[question.id as usize % 2]),
                Query::Rank(state) => Finding::Weights(
                    (0..attributes).map(|a| if (state >> a) & 1 == 1 { 0.0 } else { 1e300 * (a as f64 + 1e-300) + 1e-320 }).collect(),
                ),
            });
            prop_assert!(path.expected_regret.unwrap().is_finite());
            for step in &path.steps {
                prop_assert!(step.mean.unwrap().is_finite() && step.deviation.unwrap().is_finite());
            }
        }
    }
}

#[test]
fn not_a_number_is_refused_by_name() {
    let mut search = Search::new(Problem::default(), PLANNER, r#"{"usePrior":false}"#).unwrap();
    let question = search.ask(1).unwrap()[0];
    for bad in [f64::NAN, f64::INFINITY, 0.0, 5.1] {
        let answer = Answer {
            id: question.id,
            finding: Finding::Reward(bad),
        };
        let error = search.tell(&[answer]).unwrap_err();
        assert!(error.message.contains("question 1"), "{error}");
    }
}

/// The choice of evaluations follows draws that know attributes by number, so that a permuted problem is searched
/// differently; but not better or worse.
#[test]
fn the_numbering_of_attributes_does_not_matter_in_distribution() {
    let values = |reversed: bool| -> Vec<f64> {
        (0..60u64)
            .map(|seed| {
                let mut random = Random::new(seed);
                let mut worth: Vec<f64> = (0..8).map(|_| 0.3 * random.normal()).collect();
                if reversed {
                    worth.reverse();
                }
                let problem = Problem {
                    attributes: 8,
                    depth: 3,
                    budget: 24,
                    seed,
                    ..Problem::default()
                };
                let mut search = Search::new(problem, PLANNER, r#"{"tolerance":0}"#).unwrap();
                let path = play(&mut search, additive(worth.clone()));
                subset::members(attributes(&path)).map(|a| worth[a]).sum()
            })
            .collect()
    };
    let difference = paired(&values(false), &values(true)).difference;
    // Seeds are fixed, so this cannot come and go: 1.5 intervals are 3 standard errors.
    assert!(
        difference.mean.abs() <= 1.5 * difference.half_width,
        "{difference:?}"
    );
}

/// Finished searches on a world where queries share all they are worth.
fn library(count: u64) -> Vec<FinishedSearch> {
    let world = World::from_json(r#"{"sharedShare":1,"attributes":6}"#).unwrap();
    (0..count)
        .map(|seed| {
            let truth = world.problem(seed, None).unwrap();
            let mut search = Search::new(small(seed), PLANNER, r#"{"tolerance":0}"#).unwrap();
            play(&mut search, simulated(&world, seed));
            let domain = truth.context().domain.to_string();
            FinishedSearch::of(search.problem(), search.trace(), &domain, &truth.embedding())
        })
        .collect()
}

fn small(seed: u64) -> Problem {
    Problem {
        attributes: 6,
        depth: 3,
        budget: 30,
        seed,
        ..Problem::default()
    }
}

fn simulated(world: &World, seed: u64) -> impl FnMut(&Question) -> Finding {
    let truth = world.problem(seed, None).unwrap();
    move |question| match question.query {
        Query::Evaluate(set) => Finding::Reward(truth.reward(set, mix(&[seed, u64::from(question.id)]))),
        Query::Rank(state) => Finding::Weights(truth.prior(state, PriorQuality::Poor)[..6].to_vec()),
    }
}

/// The value of what is asked for first, over new queries: by the library's gains, and at random.
fn asked_by_gains(share: f64, taught: u64) -> (f64, f64) {
    let json = format!(r#"{{"sharedShare":{share},"attributes":6,"relation":"place"}}"#);
    let world = World::from_json(&json).unwrap();
    let library: Vec<FinishedSearch> = (0..taught)
        .map(|seed| {
            let truth = world.problem(seed, None).unwrap();
            let mut search = Search::new(small(seed), PLANNER, r#"{"tolerance":0}"#).unwrap();
            play(&mut search, simulated(&world, seed));
            FinishedSearch::of(search.problem(), search.trace(), "", &truth.embedding())
        })
        .collect();
    let bytes = fit(&library).unwrap().to_bytes().unwrap();
    let fitted = Fitted::from_bytes(&bytes).unwrap();
    let truths: Vec<_> = (1000..1200)
        .map(|seed| world.problem(seed, None).unwrap())
        .collect();
    let random = (0..6)
        .map(|a| truths.iter().map(|t| t.value(1 << a)).sum::<f64>())
        .sum::<f64>()
        / 6.0;
    let gained: f64 = truths
        .iter()
        .map(|truth| {
            let gains = fitted.gains("", &truth.embedding(), 0, 0b11_1111).unwrap();
            assert!(gains.iter().all(|g| g.deviation > 0.0 && g.mean.is_finite()));
            let best = (0..6)
                .max_by(|a, b| gains[*a].mean.total_cmp(&gains[*b].mean))
                .unwrap();
            truth.value(1 << best)
        })
        .sum();
    (gained / 200.0, random / 200.0)
}

#[test]
fn a_library_says_what_to_ask_for_where_queries_are_related_and_does_no_harm_where_not() {
    let (gained, random) = asked_by_gains(0.9, 150);
    assert!(gained > random + 0.15, "{gained} {random}");
    // Attributes differ by 0.05 in the mean: what 400 searches cannot tell apart costs no more than that.
    let (gained, random) = asked_by_gains(0.0, 400);
    assert!(gained > random - 0.03, "{gained} {random}");
}

#[test]
fn gains_are_of_candidates_that_are_not_known() {
    let fitted = fit(&library(12)).unwrap();
    let context = library(1)[0].embedding.clone();
    assert_eq!(fitted.gains("x", &context, 0b11, 0b111).unwrap().len(), 1);
    let beyond = fitted.gains("x", &context, 0, 1 << 6).unwrap_err();
    assert!(
        beyond.message.contains("attributes beyond the library's 6"),
        "{}",
        beyond.message
    );
    assert!(fitted.gains("x", &context[1..], 0, 1).is_err());
}

#[test]
fn a_library_brings_what_related_queries_share() {
    let world = World::from_json(r#"{"sharedShare":1,"attributes":6}"#).unwrap();
    let fitted = fit(&library(120)).unwrap();
    let bytes = fitted.to_bytes().unwrap();
    let fitted = Fitted::from_bytes(&bytes).unwrap();
    let main = fitted
        .report()
        .sharing
        .iter()
        .find(|s| s.group == "main")
        .unwrap()
        .share;
    assert!(main > 0.2, "{main}");
    let (mut with, mut without) = (Vec::new(), Vec::new());
    for seed in 1000..1060 {
        let truth = world.problem(seed, None).unwrap();
        let domain = truth.context().domain.to_string();
        let prior = fitted
            .prior(&domain, &truth.embedding(), &Carry::default())
            .unwrap();
        let problem = Problem {
            budget: 8,
            ..small(seed)
        };
        let best = truth.best(0, problem.askable(), 3).1;
        let regret = |search: &mut Search| {
            let path = play(search, simulated(&world, seed));
            best - truth.value(path.steps[2].subset)
        };
        with.push(regret(
            &mut Search::with_library(problem.clone(), PLANNER, "", &prior).unwrap(),
        ));
        without.push(regret(&mut Search::new(problem, PLANNER, "").unwrap()));
    }
    let difference = paired(&with, &without).difference;
    assert!(difference.mean + difference.half_width < 0.0, "{difference:?}");
}

/// The attributes that would be asked before any evaluation, once the rankings are told.
fn unevaluated(search: &mut Search, mut finding: impl FnMut(&Question) -> Finding) -> Vec<usize> {
    loop {
        let questions = search.ask(8).unwrap();
        if questions.iter().any(|q| matches!(q.query, Query::Evaluate(_))) {
            return search
                .best_path()
                .steps
                .iter()
                .map(|step| step.attribute)
                .collect();
        }
        let told = questions.iter().map(|q| Answer {
            id: q.id,
            finding: finding(q),
        });
        search.tell(&told.collect::<Vec<_>>()).unwrap();
    }
}

/// A library may be of another world, or its rankings may have misled: only evaluations can show it.
#[test]
fn before_the_first_evaluation_a_library_counts_only_once_searches_have_proved_it() {
    let world = World::from_json(r#"{"sharedShare":1,"attributes":6}"#).unwrap();
    let fitted = fit(&library(60)).unwrap();
    let with = |seed: u64, logs: [f64; 3]| {
        let truth = world.problem(seed, None).unwrap();
        let (domain, carry) = (truth.context().domain.to_string(), Carry::of(logs).unwrap());
        let prior = fitted.prior(&domain, &truth.embedding(), &carry).unwrap();
        let mut search = Search::with_library(small(seed), PLANNER, "", &prior).unwrap();
        unevaluated(&mut search, simulated(&world, seed))
    };
    let mut differ = 0;
    for seed in 1000..1020 {
        let mut search = Search::new(small(seed), PLANNER, "").unwrap();
        let alone = unevaluated(&mut search, simulated(&world, seed));
        assert_eq!(with(seed, [0.0; 3]), alone, "nothing is proved");
        assert_eq!(with(seed, [-5.0, -2.0, 0.0]), alone, "the library foretold worse");
        differ += u32::from(with(seed, [0.0, -5.0, -5.0]) != alone);
    }
    assert!(differ > 10, "a proved library decides: {differ}");
}

#[test]
fn a_search_with_a_library_is_saved_with_it_and_can_do_without() {
    let fitted = fit(&library(20)).unwrap();
    let prior = fitted.prior("3", &[0.0; 8], &Carry::default()).unwrap();
    let world = World::from_json(r#"{"attributes":6}"#).unwrap();
    let mut whole = Search::with_library(small(1), PLANNER, "", &prior).unwrap();
    let mut part = Search::with_library(small(1), PLANNER, "", &prior).unwrap();
    let path = play(&mut whole, simulated(&world, 1));
    assert_eq!(whole.models().len(), 3);
    let total: f64 = whole.models().iter().map(|m| m.weight).sum();
    assert!((total - 1.0).abs() < 1e-12);
    let mut finding = simulated(&world, 1);
    while !part.finished() {
        let questions = part.ask(8).unwrap();
        part = Search::restore(&part.save().unwrap()).unwrap();
        let answers: Vec<Answer> = questions
            .iter()
            .map(|q| Answer {
                id: q.id,
                finding: finding(q),
            })
            .collect();
        part.tell(&answers).unwrap();
    }
    assert_eq!(part.trace(), whole.trace());
    assert_eq!(part.best_path(), path);

    let off = r#"{"useLibrary":false}"#;
    let mut switched_off = Search::with_library(small(1), PLANNER, off, &prior).unwrap();
    let mut without = Search::new(small(1), PLANNER, "").unwrap();
    assert_eq!(
        play(&mut switched_off, simulated(&world, 1)),
        play(&mut without, simulated(&world, 1))
    );
}

#[test]
fn bytes_that_are_no_fit_are_refused() {
    let fitted = fit(&library(12)).unwrap();
    let bytes = fitted.to_bytes().unwrap();
    let refused = |bytes: &[u8]| Fitted::from_bytes(bytes).unwrap_err().code == ErrorCode::DataLoss;
    let prior = fitted.prior("3", &[0.0; 8], &Carry::default()).unwrap();
    let search = Search::new(small(1), PLANNER, "").unwrap().save().unwrap();
    assert!(refused(&[]) && refused(&prior) && refused(&search) && refused(&bytes[..bytes.len() - 1]));
    for place in (0..bytes.len()).step_by(bytes.len() / 50) {
        let mut damaged = bytes.clone();
        damaged[place] ^= 0x55;
        assert!(refused(&damaged), "{place}");
    }
}

#[test]
fn what_is_known_and_forbidden_may_differ_from_search_to_search() {
    let mut searches = library(12);
    let world = World::from_json(r#"{"attributes":6}"#).unwrap();
    for seed in 0..12 {
        let problem = Problem {
            known: 1 << (seed % 6),
            forbidden: 1 << ((seed + 3) % 6),
            ..small(seed)
        };
        let mut search = Search::new(problem, PLANNER, "").unwrap();
        play(&mut search, simulated(&world, seed));
        searches.push(FinishedSearch::of(
            search.problem(),
            search.trace(),
            "known",
            &[0.5; 8],
        ));
    }
    let fitted = fit(&searches).unwrap();
    let prior = fitted.prior("known", &[0.5; 8], &Carry::default()).unwrap();
    let problem = Problem {
        known: 0b11,
        forbidden: 0b100,
        ..small(5)
    };
    let mut search = Search::with_library(problem, PLANNER, "", &prior).unwrap();
    let path = play(&mut search, simulated(&world, 5));
    assert_eq!(attributes(&path) & 0b111, 0);
    assert!(path.steps.iter().all(|step| step.mean.unwrap().is_finite()));
}

#[test]
fn what_does_not_fit_is_refused_with_its_place() {
    let fitted = fit(&library(8)).unwrap();
    let prior = fitted.prior("1", &[0.0; 8], &Carry::default()).unwrap();
    let refusal = |problem: Problem, planner: &str, bytes: &[u8]| {
        Search::with_library(problem, planner, "", bytes)
            .err()
            .unwrap()
            .message
    };
    assert!(refusal(Problem::default(), PLANNER, &prior).contains("6 attributes"));
    assert!(refusal(small(1), "raise-mcts", &prior).contains("library"));
    assert!(refusal(small(1), PLANNER, &prior[1..]).contains("library"));
    assert!(fitted.prior("1", &[0.0; 7], &Carry::default()).is_err());
    assert!(fitted.prior("1", &[f64::NAN; 8], &Carry::default()).is_err());
    assert!(fit(&[]).is_err());
    let spoilt = |change: fn(&mut FinishedSearch)| {
        let mut searches = library(3);
        change(&mut searches[2]);
        fit(&searches).err().unwrap().message
    };
    assert!(spoilt(|s| s.evaluations[1].1 = f64::NAN).contains("library[2].evaluations[1]"));
    assert!(spoilt(|s| s.evaluations[1].0 = 1 << 7).contains("library[2].evaluations[1]"));
    assert!(spoilt(|s| s.embedding.truncate(3)).contains("library[2].embedding"));
    assert!(spoilt(|s| s.rankings[0].1[0] = -1.0).contains("library[2].rankings[0]"));
    assert!(spoilt(|s| s.attributes = 7).contains("library[2].attributes"));
}
