//! Ownership: worked examples in the manner of OFAC's FAQ 398 to 402, and a brute-force check.

#![allow(clippy::unwrap_used, reason = "a test helper may panic as a test may")]

use exeat_screen::{Reach, Share, Standing, Threshold, close, close_named};
use proptest::prelude::*;
use rust_decimal::Decimal;

fn held(owner: usize, owned: usize, percent: i64) -> Share {
    between(owner, owned, percent, percent)
}

fn between(owner: usize, owned: usize, low: i64, high: i64) -> Share {
    Share { owner, owned, low: Decimal::from(low), high: Decimal::from(high) }
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
    let huge = Share { owner: 0, owned: 1, low: Decimal::MAX, high: Decimal::MAX };
    assert_eq!(close(2, &[huge.clone(), huge], &[Certain], &Threshold::ofac())[1].standing, Certain);
}

/// The definition itself: the smallest set that holds the listed and is closed, found among all sets.
fn smallest_closed_set(parties: usize, shares: &[Share], listed: u32, rule: &Threshold, low: bool) -> u32 {
    let closed = |set: u32| {
        (0..parties).all(|p| {
            let of = |s: &&Share| s.owned == p && s.owner != p;
            let counts = |o: usize| {
                let members = if rule.direct_only { listed } else { set };
                members & (1 << o) != 0
            };
            let share = |o: usize| -> Decimal {
                let end = |s: &Share| if low { s.low } else { s.high };
                shares.iter().filter(of).filter(|s| s.owner == o).map(end).sum()
            };
            let per_owner: Vec<Decimal> = (0..parties).filter(|o| counts(*o)).map(share).collect();
            let got = if rule.aggregate {
                per_owner.iter().copied().sum()
            } else {
                per_owner.iter().copied().max().unwrap_or_default()
            };
            let met = if rule.strictly_more { got > rule.percent } else { got >= rule.percent };
            !met || set & (1 << p) != 0
        })
    };
    let sets = (0..1u32 << parties).filter(|set| set & listed == listed && closed(*set));
    sets.min_by_key(|set| set.count_ones()).unwrap()
}

fn graph() -> impl Strategy<Value = (usize, Vec<Share>, Vec<Standing>, Threshold)> {
    (1usize..7).prop_flat_map(|parties| {
        let share = (0..parties, 0..parties, 0i64..=100, 0i64..=30)
            .prop_map(|(owner, owned, low, more)| between(owner, owned, low, low + more));
        let standing = prop_oneof![4 => Just(No), 1 => Just(Possible), 2 => Just(Certain)];
        let rule = (prop_oneof![Just(25i64), Just(50)], any::<bool>(), any::<bool>(), any::<bool>())
            .prop_map(|(percent, strictly_more, aggregate, direct_only)| Threshold {
                percent: Decimal::from(percent),
                strictly_more,
                aggregate,
                direct_only,
            });
        (
            Just(parties),
            proptest::collection::vec(share, 0..12),
            proptest::collection::vec(standing, parties),
            rule,
        )
    })
}

proptest! {
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
}
