//! Ownership: worked examples in the manner of OFAC's FAQ 398 to 402, and a brute-force check.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test helper may panic as a test may")]

use exeat_screen::{Missing, Reach, Share, Standing, Threshold, close, close_named};
use proptest::prelude::*;
use rust_decimal::Decimal;

fn held(owner: usize, owned: usize, percent: i64) -> Share {
    between(owner, owned, percent, percent)
}

fn between(owner: usize, owned: usize, low: i64, high: i64) -> Share {
    Share { owner, owned, low: Decimal::from(low), high: Decimal::from(high), ..Share::default() }
}

fn standings(parties: usize, shares: &[Share], listed: &[usize]) -> Vec<Standing> {
    let listed: Vec<Standing> =
        (0..parties).map(|p| if listed.contains(&p) { Standing::Certain } else { Standing::No }).collect();
    close(parties, shares, &listed, &Threshold::ofac()).into_iter().map(|r| r.standing).collect()
}

use Standing::{Certain, No, Possible};

#[test]
fn two_listed_owners_of_a_quarter_each_block() {
    assert_eq!(standings(3, &[held(0, 2, 25), held(1, 2, 25)], &[0, 1]), [Certain, Certain, Certain]);
}

#[test]
fn half_of_a_half_blocks_because_shares_are_not_multiplied() {
    assert_eq!(standings(3, &[held(0, 1, 50), held(1, 2, 50)], &[0]), [Certain, Certain, Certain]);
}

#[test]
fn forty_nine_percent_does_not_block() {
    assert_eq!(standings(2, &[held(0, 1, 49)], &[0]), [Certain, No]);
}

#[test]
fn an_owner_below_half_passes_nothing_on() {
    // Listed X has 25 % of A, and A all of B: neither is blocked.
    assert_eq!(standings(3, &[held(0, 1, 25), held(1, 2, 100)], &[0]), [Certain, No, No]);
}

#[test]
fn own_and_passed_on_shares_add_up() {
    // X has 50 % of A and 10 % of B; A has 40 % of B: A is blocked, and 40 + 10 block B.
    let shares = [held(0, 1, 50), held(0, 2, 10), held(1, 2, 40)];
    assert_eq!(standings(3, &shares, &[0]), [Certain, Certain, Certain]);
    // With 25 % of A instead, A passes nothing on and 10 % is left.
    let shares = [held(0, 1, 25), held(0, 2, 10), held(1, 2, 40)];
    assert_eq!(standings(3, &shares, &[0]), [Certain, No, No]);
}

#[test]
fn two_levels_mixed() {
    // X: 50 % of A and of B; A and B: a quarter each of C.
    let shares = [held(0, 1, 50), held(0, 2, 50), held(1, 3, 25), held(2, 3, 25)];
    assert_eq!(standings(4, &shares, &[0]), [Certain; 4]);
}

#[test]
fn a_cycle_alone_holds_nobody_up() {
    assert_eq!(standings(2, &[held(0, 1, 100), held(1, 0, 100)], &[]), [No, No]);
    assert_eq!(standings(2, &[held(0, 0, 100), held(0, 1, 100)], &[]), [No, No]);
}

#[test]
fn ranges_and_possible_listings_make_possible() {
    let rule = Threshold::ofac();
    let got = close(2, &[between(0, 1, 40, 60)], &[Certain, No], &rule);
    assert_eq!(got[1].standing, Possible);
    let got = close(2, &[held(0, 1, 60)], &[Possible, No], &rule);
    assert_eq!((got[0].standing, got[1].standing), (Possible, Possible));
}

#[test]
fn the_arithmetic_reads_aloud() {
    let shares = [held(0, 1, 60), held(0, 2, 60), held(1, 2, 10), between(3, 4, 20, 55)];
    let listed = [Certain, No, No, Possible, No];
    let got = close_named(&["Alpha", "Beta", "Gamma", "Delta", "Eps"], &shares, &listed, &Threshold::ofac());
    let lines: Vec<_> = got.iter().map(|r| r.arithmetic.join("; ")).collect();
    assert_eq!(
        lines,
        [
            "",
            "60 % by Alpha (listed), at least 50 %",
            "60 % by Alpha (listed), at least 50 %",
            "",
            "up to 55 % by Delta (listed or possibly listed), at least 50 %",
        ]
    );
    let shares = [held(0, 1, 60), held(0, 2, 45), held(1, 2, 10)];
    let got = close_named(&["Alpha", "Beta", "Gamma"], &shares, &[Certain], &Threshold::ofac());
    assert_eq!(got[2].arithmetic, ["45 % by Alpha (listed) + 10 % by Beta (owned) = 55 %, at least 50 %"]);
}

#[test]
fn other_rules_differ_as_they_say() {
    let base = Threshold::ofac();
    let two = [held(0, 2, 30), held(1, 2, 30)];
    let listed = [Certain, Certain, No];
    let standing = |shares: &[Share], rule: &Threshold| close(3, shares, &listed, rule)[2].standing;
    assert_eq!(standing(&two, &Threshold { aggregate: false, ..base.clone() }), No);
    let half = [held(0, 2, 50)];
    assert_eq!(standing(&half, &Threshold { strictly_more: true, ..base.clone() }), No);
    let chain = [held(0, 1, 100), held(1, 2, 100)];
    let direct = Threshold { direct_only: true, ..base };
    let got: Vec<_> = close(3, &chain, &[Certain, No, No], &direct).into_iter().map(|r| r.standing).collect();
    assert_eq!(got, [Certain, Certain, No]);
}

#[test]
fn nonsense_is_ignored_rather_than_fatal() {
    let shares = [held(7, 1, 100), held(0, 9, 100), between(0, 1, 60, 10), held(0, 1, -5)];
    let got = close(2, &shares, &[Certain], &Threshold::ofac());
    assert_eq!(got[1].standing, Possible);
    assert!(close(0, &[], &[], &Threshold::ofac()).is_empty());
    let huge = Share { owner: 0, owned: 1, low: Decimal::MAX, high: Decimal::MAX, ..Share::default() };
    assert_eq!(close(2, &[huge.clone(), huge], &[Certain], &Threshold::ofac())[1].standing, Certain);
}

#[test]
fn control_reaches_only_where_the_rule_counts_it() {
    let controls = |standing| Share { control: standing, ..held(0, 1, 30) };
    let base = Threshold { aggregate: false, strictly_more: true, ..Threshold::ofac() };
    let counting = Threshold { control: true, ..base.clone() };
    let of = |share: Share, rule: &Threshold| {
        let reach = close_named(&["Alpha", "Beta"], &[share], &[Certain], rule).swap_remove(1);
        (reach.standing, reach.arithmetic)
    };
    assert_eq!(of(controls(Certain), &base), (No, vec![]));
    assert_eq!(of(controls(Certain), &counting), (Certain, vec!["controlled by Alpha (listed)".to_owned()]));
    let may = "controlled or possibly so by Alpha (listed or possibly listed)".to_owned();
    assert_eq!(of(controls(Possible), &counting), (Possible, vec![may]));
    assert_eq!(of(controls(No), &counting), (No, vec![]));
}

#[test]
fn joint_holders_count_for_each_other_and_nobody_else_does() {
    let rule = Threshold { aggregate: false, strictly_more: true, control: true, ..Threshold::ofac() };
    let joint = |owner, percent| Share { joint: Some(7), ..held(owner, 2, percent) };
    let of = |shares: &[Share], listed: &[Standing]| {
        close_named(&["Alpha", "Beta", "Gamma"], shares, listed, &rule).swap_remove(2)
    };
    let got = of(&[joint(0, 20), joint(1, 40)], &[Certain]);
    assert_eq!(got.standing, Certain);
    assert_eq!(got.arithmetic, ["60 % by Alpha (listed, 40 % of it by those it acts with), more than 50 %"]);
    // two listed owners without an arrangement are not added up
    assert_eq!(of(&[held(0, 2, 30), held(1, 2, 40)], &[Certain, Certain]).standing, No);
    // one arrangement in another company says nothing of this one
    let elsewhere = Share { joint: Some(7), ..held(1, 0, 40) };
    assert_eq!(of(&[joint(0, 20), elsewhere, held(1, 2, 40)], &[Certain]).standing, No);
}

#[test]
fn what_would_settle_it_is_the_smallest_share() {
    let listed = [Certain, Possible, No];
    let got = close(3, &[held(0, 2, 30), held(1, 2, 25)], &listed, &Threshold::ofac()).swap_remove(2);
    assert_eq!(got.standing, Possible);
    assert_eq!(
        got.settled_by(),
        [
            "settled if 20 % besides what is certain is theirs",
            "settled otherwise if more than 5 % of that is not theirs"
        ]
    );
    let strict = Threshold { strictly_more: true, ..Threshold::ofac() };
    let got = close(3, &[held(0, 2, 30), held(1, 2, 25)], &listed, &strict).swap_remove(2);
    assert_eq!(got.to_certain, Some(Missing { percent: 20.into(), strictly_more: true }));
    assert_eq!(got.to_no, Some(Missing { percent: 5.into(), strictly_more: false }));
}

/// The definition itself: the smallest set that holds the listed and is closed, found among all sets.
fn smallest_closed_set(parties: usize, shares: &[Share], listed: u32, rule: &Threshold, low: bool) -> u32 {
    let end = |s: &Share| i64::try_from(if low { s.low } else { s.high }).unwrap();
    let least = if low { Certain } else { Possible };
    let percent = i64::try_from(rule.percent).unwrap();
    let holds = |owner: usize, party: usize| {
        let of = |s: &&Share| s.owned == party && s.owner != party;
        let own: i64 = shares.iter().filter(of).filter(|s| s.owner == owner).map(end).sum();
        if rule.aggregate {
            return own;
        }
        // everybody in an arrangement in which the owner is
        let arrangements: std::collections::BTreeSet<usize> =
            shares.iter().filter(of).filter(|s| s.owner == owner).filter_map(|s| s.joint).collect();
        let with = |s: &&Share| s.owner != owner && s.joint.is_some_and(|j| arrangements.contains(&j));
        own + shares.iter().filter(of).filter(with).map(end).sum::<i64>()
    };
    let table: Vec<Vec<(i64, bool)>> = (0..parties)
        .map(|p| {
            let controls = |o: usize| {
                let mut of = shares.iter().filter(|s| s.owned == p && s.owner == o && o != p);
                rule.control && of.any(|s| s.control >= least)
            };
            (0..parties).map(|o| (holds(o, p), controls(o))).collect()
        })
        .collect();
    let closed = |set: u32| {
        (0..parties).all(|p| {
            let members = if rule.direct_only { listed } else { set };
            let counting = || (0..parties).filter(|o| members & (1 << o) != 0).map(|o| table[p][o]);
            let got = if rule.aggregate {
                counting().map(|(share, _)| share).sum::<i64>()
            } else {
                counting().map(|(share, _)| share).max().unwrap_or_default()
            };
            let enough = if rule.strictly_more { got > percent } else { got >= percent };
            !(enough || counting().any(|(_, controls)| controls)) || set & (1 << p) != 0
        })
    };
    let sets = (0..1u32 << parties).filter(|set| set & listed == listed && closed(*set));
    sets.min_by_key(|set| set.count_ones()).unwrap()
}

fn graph() -> impl Strategy<Value = (usize, Vec<Share>, Vec<Standing>, Threshold)> {
    (1usize..7).prop_flat_map(|parties| {
        let standing = || prop_oneof![4 => Just(No), 1 => Just(Possible), 2 => Just(Certain)];
        let joint = prop_oneof![3 => Just(None), 1 => (0usize..2).prop_map(Some)];
        let rare = prop_oneof![9 => Just(No), 1 => Just(Possible), 1 => Just(Certain)];
        let share = (0..parties, 0..parties, 0i64..=100, 0i64..=30, rare, joint).prop_map(
            |(owner, owned, low, more, control, joint)| Share {
                control,
                joint,
                ..between(owner, owned, low, low + more)
            },
        );
        let rule = (prop_oneof![Just(25i64), Just(50)], any::<[bool; 4]>()).prop_map(
            |(percent, [strictly_more, aggregate, direct_only, control])| Threshold {
                percent: Decimal::from(percent),
                strictly_more,
                aggregate,
                direct_only,
                control,
            },
        );
        (
            Just(parties),
            proptest::collection::vec(share, 0..12),
            proptest::collection::vec(standing(), parties),
            rule,
        )
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(10_000))]

    #[test]
    fn equals_the_smallest_closed_set((parties, shares, listed, rule) in graph()) {
        let mask = |least: Standing| {
            listed.iter().enumerate().filter(|(_, s)| **s >= least).map(|(p, _)| 1 << p).sum::<u32>()
        };
        let certain = smallest_closed_set(parties, &shares, mask(Certain), &rule, true);
        let possible = smallest_closed_set(parties, &shares, mask(Possible), &rule, false);
        let want: Vec<Standing> = (0..parties)
            .map(|p| match (certain & (1 << p) != 0, possible & (1 << p) != 0) {
                (true, _) => Certain,
                (false, true) => Possible,
                _ => No,
            })
            .collect();
        let got: Vec<Standing> = close(parties, &shares, &listed, &rule).into_iter().map(|r| r.standing).collect();
        prop_assert_eq!(got, want);
    }

    #[test]
    fn more_shares_or_listings_never_free_anybody(
        (parties, shares, listed, rule) in graph(),
        owner in 0usize..6, owned in 0usize..6, percent in 0i64..=100, also in 0usize..6,
    ) {
        let before = close(parties, &shares, &listed, &rule);
        let mut shares = shares;
        shares.push(held(owner, owned, percent));
        let mut listed = listed;
        if let Some(cell) = listed.get_mut(also) {
            *cell = Certain;
        }
        let after = close(parties, &shares, &listed, &rule);
        let falls = |(a, b): (&Reach, &Reach)| a.standing > b.standing;
        prop_assert!(!before.iter().zip(&after).any(falls));
    }

    #[test]
    fn whoever_is_reached_unlisted_has_a_reason((parties, shares, listed, rule) in graph()) {
        for (party, reach) in close(parties, &shares, &listed, &rule).iter().enumerate() {
            let risen = reach.standing > listed[party];
            prop_assert_eq!(risen, !reach.arithmetic.is_empty());
        }
    }

    #[test]
    fn the_missing_share_settles_and_less_does_not((parties, shares, listed, rule) in graph()) {
        let reaches = close(parties, &shares, &listed, &rule);
        for (party, reach) in reaches.iter().enumerate() {
            let Some(missing) = reach.to_certain else { continue };
            // the owner who counts most for it already holds the missing share too, or a listed newcomer does
            let with = |extra: Decimal| {
                let standing = |owner: usize| {
                    let mut shares = shares.clone();
                    shares.push(Share { owner, owned: party, low: extra, high: extra, ..Share::default() });
                    let mut listed = listed.clone();
                    listed.push(Certain);
                    close(parties + 1, &shares, &listed, &rule)[party].standing
                };
                (0..=parties).filter(|o| *o == parties || (reaches[*o].standing == Certain && (!rule.direct_only || listed[*o] == Certain))).map(standing).max().unwrap()
            };
            let little = Decimal::new(1, 6);
            let enough = if missing.strictly_more { missing.percent + little } else { missing.percent.max(little) };
            prop_assert_eq!(with(enough), Certain);
            let too_little = if missing.strictly_more { missing.percent } else { missing.percent - little };
            if too_little > Decimal::ZERO {
                prop_assert_ne!(with(too_little), Certain);
            }
        }
    }
}

/// Cases that regulators decided themselves, where the question is ownership: the rule of the regime on the day, and
/// whether anybody taking part is reached by it.
#[test]
fn what_regulators_answered_about_ownership_comes_out() {
    let root = std::env::var_os("EXEAT_SHARED").map_or_else(
        || std::path::PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared"),
        std::path::PathBuf::from,
    );
    let path = root.join("cases/official-dev.jsonl");
    let Ok(text) = std::fs::read_to_string(&path) else {
        assert_ne!(
            std::env::var("EXEAT_REQUIRE_SHARED").as_deref(),
            Ok("1"),
            "{} is required",
            path.display()
        );
        println!("skipped: {} is not there", path.display());
        return;
    };
    let mut seen = 0;
    for line in text.lines() {
        let case: serde_json::Value = serde_json::from_str(line).unwrap();
        if case["topic"] != "ownership" {
            continue;
        }
        seen += 1;
        let (standing, minority) = answered(&case);
        let id = case["id"].as_str().unwrap();
        match case["expected"].as_str().unwrap() {
            "prohibited" | "licence-required" => assert_eq!(standing, Certain, "{id}"),
            "permitted" | "not-covered" if case["counterparties"][0]["listed"] != false => {}
            "permitted" | "not-covered" => assert_eq!(standing, No, "{id}"),
            // a presumption that may be rebutted, or a holding that calls for a look
            "conditional" => assert!(standing == Certain || minority, "{id}"),
            other => panic!("{id}: {other}"),
        }
    }
    assert!(seen >= 15, "{seen} cases");
}

/// The standing of the party asked about, and whether a listed owner holds anything at all.
fn answered(case: &serde_json::Value) -> (Standing, bool) {
    let text = |v: &serde_json::Value| v.as_str().unwrap_or_default().to_owned();
    let parties = case["counterparties"].as_array().unwrap();
    let mut names: Vec<String> = parties.iter().map(|p| text(&p["name"])).collect();
    let is_listed = |v: &serde_json::Value| v.as_bool().unwrap_or_else(|| v.is_string());
    let mut listed: Vec<Standing> =
        parties.iter().map(|p| if is_listed(&p["listed"]) { Certain } else { No }).collect();
    let mut shares = Vec::new();
    for (owned, party) in parties.iter().enumerate() {
        for holding in party["owned_by"].as_array().into_iter().flatten() {
            let owner = text(&holding["owner"]);
            let at = names.iter().position(|n| *n == owner).unwrap_or_else(|| {
                names.push(owner);
                listed.push(if is_listed(&holding["listed"]) { Certain } else { No });
                names.len() - 1
            });
            shares.push(held(at, owned, holding["percent"].as_i64().unwrap()));
        }
        for controller in party["controlled_by"].as_array().into_iter().flatten() {
            let at = names.iter().position(|n| *n == text(controller)).unwrap();
            shares.push(Share { control: Certain, ..held(at, owned, 0) });
        }
    }
    let minority = shares.iter().any(|s| listed[s.owner] == Certain);
    let Some(rule) = in_force(&text(&case["regime"]), &text(&case["as_of"])) else {
        return (No, minority);
    };
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let reached = close_named(&names, &shares, &listed, &rule);
    // the question is about the first of them; the others matter where they are listed themselves
    let taking_part = listed[..parties.len()].iter().copied().chain([reached[0].standing]);
    (taking_part.max().unwrap(), minority)
}

/// The rule of a regime on a day; none where owning reaches nobody.
fn in_force(regime: &str, day: &str) -> Option<Threshold> {
    let uk = Threshold { strictly_more: true, aggregate: false, control: true, ..Threshold::ofac() };
    match regime {
        "OFAC 50 Percent Rule" => Some(Threshold::ofac()),
        // the affiliates rule, until it was suspended
        "EAR" => ("2025-09-29".."2025-11-10").contains(&day).then(Threshold::ofac),
        "EU Regulation 269/2014 Art. 2" => Some(Threshold { control: true, ..Threshold::ofac() }),
        "Russia (Sanctions) (EU Exit) Regulations 2019" => Some(uk),
        regime if regime.contains("NS-CMIC") => None,
        other => panic!("no rule of ownership for {other}"),
    }
}
