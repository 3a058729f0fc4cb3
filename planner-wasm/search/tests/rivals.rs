//! What planners that path-kg is compared with must do: find the best subset where nothing is noisy, and no more than they promise.

use rookery_search::subset::{self, Subset};
use rookery_search::{Finding, Problem, Query, Search, registry};

mod play;
use play::play;

/// The end that a planner returns for six attributes, paths of two and rewards without noise.
fn end_of(planner: &str, parameters: &str, reward: &dyn Fn(Subset) -> f64) -> Subset {
    let problem = Problem {
        attributes: 6,
        depth: 2,
        budget: 240,
        seed: 3,
        ..Problem::default()
    };
    let mut search = Search::new(problem, planner, parameters).unwrap();
    play(&mut search, 8, |question| match question.query {
        Query::Evaluate(set) => Finding::Reward(reward(set)),
        Query::Rank(_) => Finding::Weights(vec![1.0; 6]),
    });
    search.best_path().steps.last().unwrap().subset
}

fn own_worth(set: Subset) -> f64 {
    let worth = [0.1, 0.5, 0.0, 0.2, 0.6, 0.3];
    2.5 + subset::members(set).map(|a| worth[a]).sum::<f64>()
}

#[test]
fn the_best_of_what_adds_up_is_found() {
    for planner in [
        "path-kg",
        "gp-ei",
        "gp-thompson",
        "gp-ends",
        "top-two",
        "bocs",
        "linear-thompson",
        "lin-ucb",
        "ocba",
        "halving",
        "forward-greedy",
        "exhaustive",
    ] {
        assert_eq!(end_of(planner, "", &own_worth), 0b01_0010, "{planner}");
    }
}

/// Two attributes that are worth little alone and most together: those who look at pairs and go on exploring must see it. (`gp-ei` and
/// `gp-thompson` look at ends alone and stay with the best they know.)
#[test]
fn a_pair_is_found_by_those_who_look_at_pairs() {
    let together = |set: Subset| own_worth(set) + if set == 0b00_1001 { 1.2 } else { 0.0 };
    for (planner, parameters) in [
        ("path-kg", r#"{"tolerance":0}"#),
        ("top-two", ""),
        ("bocs", ""),
        ("ocba", ""),
        ("halving", ""),
    ] {
        assert_eq!(end_of(planner, parameters, &together), 0b00_1001, "{planner}");
    }
}

#[test]
fn forward_selection_evaluates_what_it_promises() {
    let mut search = Search::new(
        Problem {
            attributes: 4,
            depth: 2,
            budget: 100,
            ..Problem::default()
        },
        "forward-greedy",
        r#"{"replicates":2}"#,
    )
    .unwrap();
    let mut asked = Vec::new();
    play(&mut search, 3, |question| {
        let Query::Evaluate(set) = question.query else {
            panic!("it ranks nothing")
        };
        asked.push(set);
        Finding::Reward(own_worth(set))
    });
    let expected = [1, 2, 4, 8, 1, 2, 4, 8, 3, 6, 10, 3, 6, 10];
    assert_eq!(asked, expected);
    let order: Vec<usize> = search.best_path().steps.iter().map(|s| s.attribute).collect();
    assert_eq!(order, [1, 3]);
}

/// Where one candidate is far from the best and another close, the close one has more evaluations.
#[test]
fn ocba_looks_closer_where_it_is_close() {
    let mut search = Search::new(
        Problem {
            attributes: 3,
            depth: 1,
            budget: 90,
            ..Problem::default()
        },
        "ocba",
        "",
    )
    .unwrap();
    let mut counts = [0u32; 3];
    play(&mut search, 1, |question| {
        let Query::Evaluate(set) = question.query else {
            panic!("it ranks nothing")
        };
        let place = set.trailing_zeros() as usize;
        counts[place] += 1;
        let noise = if counts[place] % 2 == 0 { 0.3 } else { -0.3 };
        Finding::Reward([4.0, 3.8, 2.0][place] + noise)
    });
    assert_eq!(counts.iter().sum::<u32>(), 90);
    assert!(counts[0] > 20 && counts[1] > 20, "{counts:?}");
    assert!(counts[2] < 10, "{counts:?}");
}

#[test]
fn only_some_ask_for_a_ranking() {
    let rankings = |planner: &str, parameters: &str| {
        let problem = Problem {
            budget: 16,
            ..Problem::default()
        };
        let mut search = Search::new(problem, planner, parameters).unwrap();
        play(&mut search, 8, |question| match question.query {
            Query::Evaluate(_) => Finding::Reward(3.0),
            Query::Rank(_) => Finding::Weights(vec![1.0; 10]),
        });
        search.progress().rankings_asked
    };
    for planner in ["top-two", "linear-thompson", "lin-ucb"] {
        assert_eq!(rankings(planner, ""), 1, "{planner}");
        assert_eq!(rankings(planner, r#"{"usePrior":false}"#), 0, "{planner}");
    }
    for planner in ["bocs", "ocba", "forward-greedy", "halving", "uct", "static-k"] {
        assert!(registry::find(planner).is_ok());
        assert_eq!(rankings(planner, ""), 0, "{planner}");
    }
    // The first eleven, and the way of the path that they recommend.
    assert_eq!(rankings("gp-ei", ""), 14);
}
