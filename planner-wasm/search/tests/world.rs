//! The world meets the published figures it is calibrated to, in every family.

use rookery_search::subset;
use rookery_search::world::{Context, PriorQuality, Skill, Truth, World};

const FAMILIES: [&str; 7] = [
    "additive",
    "pairwise",
    "threshold",
    "saturating",
    "archetypes",
    "triples",
    "coverage",
];
const FULL: u64 = 0b11_1111_1111;

fn world(family: &str, more: &str) -> World {
    World::from_json(&format!(r#"{{"family":"{family}","seed":11{more}}}"#)).unwrap()
}

fn problems(world: &World, count: u64) -> Vec<Truth> {
    (0..count)
        .map(|seed| world.problem(seed, None).unwrap())
        .collect()
}

fn mean(values: impl Iterator<Item = f64>) -> f64 {
    let (mut sum, mut count) = (0.0, 0.0);
    for value in values {
        sum += value;
        count += 1.0;
    }
    sum / count
}

fn correlation(pairs: &[(f64, f64)]) -> f64 {
    let (mx, my) = (mean(pairs.iter().map(|p| p.0)), mean(pairs.iter().map(|p| p.1)));
    let cov: f64 = pairs.iter().map(|p| (p.0 - mx) * (p.1 - my)).sum();
    let (vx, vy): (f64, f64) = pairs.iter().fold((0.0, 0.0), |v, p| {
        (v.0 + (p.0 - mx).powi(2), v.1 + (p.1 - my).powi(2))
    });
    cov / (vx * vy).sqrt()
}

#[test]
fn empty_full_and_single_values_are_the_papers() {
    for family in FAMILIES {
        let truths = problems(&world(family, ""), 4_000);
        let empty = mean(truths.iter().map(|t| t.value(0)));
        let full = mean(truths.iter().map(|t| t.value(FULL)));
        assert!((empty - 2.79).abs() < 0.03, "{family} empty {empty}");
        assert!((full - 4.00).abs() < 0.05, "{family} full {full}");
        let singles: Vec<f64> = (0..10)
            .map(|a| mean(truths.iter().map(|t| t.value(1 << a))))
            .collect();
        println!("{family} {empty:.3} {full:.3} {singles:.3?}");
        assert!(
            singles.iter().all(|s| (3.27..=3.48).contains(s)),
            "{family} {singles:?}"
        );
        // Emotion (9), mental health (7) and self-harm history (8) lead; demographics (0..=5) give least.
        let lowest_leader = singles[7].min(singles[8]).min(singles[9]);
        assert!((0..7).all(|a| singles[a] < lowest_leader), "{family} {singles:?}");
        assert!(
            (0..6).all(|a| singles[a] < singles[6] + 0.02),
            "{family} {singles:?}"
        );
    }
}

#[test]
fn sizes_saturate_and_best_subsets_differ() {
    for family in FAMILIES {
        let truths = problems(&world(family, ""), 300);
        let by_size: Vec<f64> = (0..=10)
            .map(|size| {
                mean(truths.iter().flat_map(|t| {
                    (0..=FULL)
                        .filter(move |m| subset::size(*m) == size)
                        .map(|m| t.value(m))
                }))
            })
            .collect();
        println!("{family} {by_size:.3?}");
        assert!(
            by_size.windows(2).all(|w| w[1] > w[0] - 0.02),
            "{family} {by_size:?}"
        );
        assert!(
            by_size[3] - by_size[0] > 3.0 * (by_size[10] - by_size[5]),
            "{family} {by_size:?}"
        );
        let mut counts = std::collections::BTreeMap::new();
        let mut margin = 0.0;
        for truth in &truths {
            let (best, value) = truth.best(0, FULL, 3);
            *counts.entry(best).or_insert(0u32) += 1;
            margin += (value - by_size[3]) / truths.len() as f64;
        }
        println!("{family} oracle over random at 3: {margin:.3}");
        assert!(counts.len() > 40, "{family} {}", counts.len());
        assert!(margin > 0.3, "{family} {margin}");
    }
}

#[test]
fn observations_are_unbiased_with_the_studys_noise() {
    for family in FAMILIES {
        let truths = problems(&world(family, ""), 300);
        let (mut bias, mut variance, mut count) = (0.0, 0.0, 0.0);
        for truth in &truths {
            for mask in [0, 0b10_0000_0001, 0b11_1000_0000, FULL] {
                for sample in 0..12 {
                    let error = truth.reward(mask, sample) - truth.value(mask);
                    bias += error;
                    variance += error * error;
                    count += 1.0;
                }
            }
        }
        let deviation: f64 = f64::sqrt(variance / count);
        println!("{family} noise {deviation:.3} bias {:.4}", bias / count);
        assert!((bias / count).abs() < 0.015, "{family} {}", bias / count);
        assert!((0.40..0.49).contains(&deviation), "{family} {deviation}");
    }
}

#[test]
fn dimensions_average_to_the_value_and_correlate_as_published() {
    for family in FAMILIES {
        let truths = problems(&world(family, ""), 3_000);
        let mut pairs = [Vec::new(), Vec::new(), Vec::new()];
        for (sample, truth) in truths.iter().enumerate() {
            for mask in [0, FULL] {
                let d = truth.dimensions(mask, Skill::default());
                assert!((d.iter().sum::<f64>() / 3.0 - truth.value(mask)).abs() < 1e-9);
                assert!(d.iter().all(|x| (1.0..=5.0).contains(x)));
                let [risk, empathy, alignment] = truth
                    .observe(mask, Skill::default(), sample as u64)
                    .map(f64::from);
                pairs[0].push((risk, empathy));
                pairs[1].push((risk, alignment));
                pairs[2].push((empathy, alignment));
            }
        }
        let found = pairs.each_ref().map(|p| correlation(p));
        println!("{family} dimensions {found:.3?}");
        assert!(
            found.iter().all(|r| (0.29..=0.43).contains(r)),
            "{family} {found:?}"
        );
    }
}

#[test]
fn priors_have_their_qualities() {
    for family in FAMILIES {
        let truths = problems(&world(family, ""), 2_000);
        for (quality, wanted) in [
            (PriorQuality::Good, 0.73),
            (PriorQuality::Poor, 0.20),
            (PriorQuality::Misleading, -0.61),
        ] {
            let found = mean(truths.iter().map(|t| {
                let weights = t.prior(0, quality);
                let pairs: Vec<(f64, f64)> = (0..10).map(|a| (weights[a].ln(), t.value(1 << a))).collect();
                correlation(&pairs)
            }));
            println!("{family} {quality:?} {found:.3}");
            assert!((found - wanted).abs() < 0.06, "{family} {quality:?} {found}");
        }
    }
}

#[test]
fn related_queries_share_what_they_are_told_to() {
    for (share, low, high) in [(0.0, -0.05, 0.05), (0.667, 0.5, 0.8), (1.0, 0.94, 1.0)] {
        let world = world("additive", &format!(r#","sharedShare":{share}"#));
        let context = Context {
            domain: 3,
            latent: vec![0.5; 8],
        };
        let mut pairs = Vec::new();
        for seed in 0..400 {
            let context = Context {
                latent: Context::draw(seed).latent,
                ..context.clone()
            };
            let a = world.problem(2 * seed, Some(context.clone())).unwrap();
            let b = world.problem(2 * seed + 1, Some(context)).unwrap();
            let (full_a, full_b) = (a.value(FULL), b.value(FULL));
            pairs.push((a.value(1 << 4) - full_a, b.value(1 << 4) - full_b));
        }
        let found = correlation(&pairs);
        println!("share {share}: {found:.3}");
        assert!((low..=high).contains(&found), "share {share}: {found}");
    }
}

#[test]
fn places_alone_relate_queries_by_their_cosine() {
    let world = world(
        "additive",
        r#","sharedShare":0.7,"relation":"place","ruggedness":0"#,
    );
    for cosine in [0.0, 0.5, 1.0] {
        let mut pairs = Vec::new();
        for seed in 0..1500u64 {
            let (a, b) = (Context::draw(2 * seed).latent, Context::draw(2 * seed + 1).latent);
            let mixed: Vec<f64> = a
                .iter()
                .zip(&b)
                .map(|(x, y)| cosine * x + (1.0f64 - cosine * cosine).sqrt() * y)
                .collect();
            // Domains make no difference.
            let of = |problem: u64, domain: u32, latent: Vec<f64>| {
                let truth = world.problem(problem, Some(Context { domain, latent })).unwrap();
                truth.value(1 << 4) - truth.value(1 << 3)
            };
            pairs.push((of(2 * seed, 3, a), of(2 * seed + 1, 5, mixed)));
        }
        let found = correlation(&pairs);
        println!("cosine {cosine}: {found:.3}");
        assert!((found - 0.7 * cosine).abs() < 0.08, "{cosine}: {found}");
    }
}

#[test]
fn gain_and_leads_are_what_they_are_told_to_be() {
    let measured = problems(&world("pairwise", r#","gain":0.96,"leadDeviation":0.15"#), 3_000);
    let gain = mean(measured.iter().map(|t| t.value(FULL) - t.value(0)));
    assert!((gain - 0.95).abs() < 0.04, "{gain}");
    let alone = |a: u32| mean(measured.iter().map(|t| t.value(1 << a)));
    let spread = alone(9) - alone(1);
    assert!((spread - 0.444).abs() < 0.05, "{spread}");
    let other = problems(
        &world("pairwise", r#","leads":"asked","leadDeviation":0.15"#),
        3_000,
    );
    assert!(mean(other.iter().map(|t| t.value(1 << 3) - t.value(1 << 8))) > 0.2);
}

#[test]
fn a_place_has_to_have_a_size() {
    let world = world("additive", "");
    for latent in [Vec::new(), vec![0.0; 4097]] {
        let refused = world.problem(1, Some(Context { domain: 0, latent })).unwrap_err();
        assert!(
            refused.message.contains("must have 1..4096"),
            "{}",
            refused.message
        );
    }
}

#[test]
fn skill_moves_baseline_and_gain() {
    let truths = problems(&world("pairwise", ""), 2_000);
    let weak = Skill {
        baseline: 2.55,
        leverage: 0.5,
    };
    let empty = mean(truths.iter().map(|t| t.value_for(0, weak)));
    let full = mean(truths.iter().map(|t| t.value_for(FULL, weak)));
    assert!((empty - 2.55).abs() < 0.03, "{empty}");
    assert!((full - empty - 0.61).abs() < 0.04, "{full}");
    assert!(
        Skill {
            baseline: 5.5,
            leverage: 1.0
        }
        .validate()
        .is_err()
    );
}

#[test]
fn a_decoy_is_loved_and_harmful() {
    let truths = problems(&world("additive", r#","decoy":true"#), 500);
    let harm = mean(truths.iter().map(|t| {
        let weights = t.prior(0, PriorQuality::Good);
        let lure = (0..10)
            .max_by(|a, b| weights[*a].total_cmp(&weights[*b]))
            .unwrap();
        mean((0..10).filter(|a| *a != lure).map(|a| t.value(1 << a))) - t.value(1 << lure)
    }));
    assert!(harm > 0.15, "{harm}");
}

#[test]
fn every_size_of_world_works_and_the_same_seeds_give_the_same_truth() {
    for family in FAMILIES {
        for attributes in [1, 2, 3, 17, 64] {
            let world = world(
                family,
                &format!(r#","attributes":{attributes},"noiseKind":"heavy""#),
            );
            let (a, b) = (world.problem(5, None).unwrap(), world.problem(5, None).unwrap());
            for mask in [0, 1, u64::MAX, 0xAAAA_AAAA_AAAA_AAAA] {
                assert_eq!(a.value(mask), b.value(mask));
                assert_eq!(
                    a.observe(mask, Skill::default(), 3),
                    b.observe(mask, Skill::default(), 3)
                );
                assert!((1.0..=5.0).contains(&a.value(mask)));
            }
        }
    }
}
