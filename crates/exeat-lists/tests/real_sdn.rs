//! OFAC's real files of several years, where they are at hand.
#![allow(clippy::unwrap_used, reason = "a test helper may panic as a test may")]

mod common;

use exeat_screen::{Identifier, Index, NameKind, Party, PartyKind, REVIEW, Scheme};

type Count = Option<usize>;

/// Day, rows of sdn.csv, alt.csv and add.csv (none where the file is not there).
const DAYS: [(&str, Count, Count, Count); 26] = [
    ("2019-01-04", Some(7379), Some(9682), Some(11696)),
    ("2021-07-07", Some(8976), Some(11910), Some(13837)),
    ("2021-08-18", Some(9083), None, None),
    ("2022-02-23", Some(9121), None, None),
    ("2022-02-24", Some(9123), None, None),
    ("2022-02-25", Some(9214), None, None),
    ("2022-02-28", Some(9222), None, None),
    ("2022-03-12", Some(9361), None, None),
    ("2022-03-24", Some(9793), None, None),
    ("2022-03-25", Some(9809), None, None),
    ("2022-04-06", Some(9929), None, None),
    ("2022-04-08", Some(9966), None, None),
    ("2022-04-11", Some(9953), None, None),
    ("2022-04-22", Some(10025), None, None),
    ("2022-04-29", Some(10025), None, None),
    ("2022-09-02", Some(10478), None, None),
    ("2022-09-30", Some(10875), None, None),
    ("2023-02-24", Some(11847), None, None),
    ("2023-12-28", Some(13821), Some(17091), Some(18990)),
    ("2024-02-20", Some(13931), None, None),
    ("2024-02-23", Some(14484), None, None),
    ("2024-04-26", Some(14668), None, None),
    ("2024-05-03", Some(14965), None, None),
    ("2025-01-03", None, Some(19465), Some(22597)),
    ("2025-01-06", None, Some(19486), Some(22641)),
    ("2025-12-24", None, Some(20107), Some(24244)),
];

#[test]
fn row_counts_are_those_of_the_publisher() {
    for (day, sdn, alt, add) in DAYS {
        let Some(reading) = common::sdn(day) else { return };
        let rows = |name| reading.counts.rows.iter().find(|(file, _)| *file == name).map(|(_, n)| *n);
        assert_eq!((rows("sdn.csv"), rows("alt.csv"), rows("add.csv")), (sdn, alt, add), "{day}");
        if let Some(sdn) = sdn {
            assert_eq!(reading.counts.records, sdn, "{day}");
        }
        assert_eq!(reading.missing.contains(&"alt.csv"), alt.is_none(), "{day}");
        // Whatever cannot be read is said, and it is little.
        assert!(reading.complaints.len() < 25, "{day}: {}", reading.complaints.len());
        let unknown = reading.entries.iter().filter(|e| e.party.kind == PartyKind::Unknown).count();
        assert_eq!(unknown > 0, sdn.is_none(), "{day}");
    }
}

#[test]
fn names_and_weak_aliases_of_a_whole_edition() {
    let Some(reading) = common::sdn("2021-07-07") else { return };
    assert!(reading.is_complete());
    let weak = |kind| {
        let names = reading.entries.iter().flat_map(|e| &e.party.names);
        names.filter(|n| n.weak && n.kind == kind).count()
    };
    // The README of the shared lists says 2,438. Counted clause by clause there are 2,417 `a.k.a. '…'` and 24
    // `f.k.a. '…'`, and not one of them is left unread.
    assert_eq!((weak(NameKind::Alias), weak(NameKind::Former)), (2417, 24));
    let quoted = |e: &exeat_screen::Entry| e.remarks.matches(".k.a. '").count();
    assert_eq!(reading.entries.iter().map(quoted).sum::<usize>(), reading.counts.weak);
    assert_eq!(reading.counts.names - reading.counts.weak, 8976 + 11910);
}

fn sberbank() -> Party {
    let mut party = Party::named(PartyKind::Organisation, "Public Joint Stock Company Sberbank of Russia");
    party.identifiers.push(Identifier::new(Scheme::Bic, "SABRRUMM"));
    party
}

#[test]
fn sberbank_is_listed_on_the_eighth_of_april_2022_and_not_before() {
    let Some(reading) = common::sdn("2022-04-08") else { return };
    let index = Index::build(reading.entries);
    let entry = index.entry("us.ofac.sdn", "17018").unwrap();
    assert!(entry.party.identifiers.contains(&Identifier::new(Scheme::Bic, "SABRRUMM")));
    let listings: Vec<_> = entry
        .listings
        .iter()
        .map(|l| {
            let day = |d: Option<jiff::civil::Date>| d.map(|d| d.to_string()).unwrap_or_default();
            format!(
                "{} {} {} {}",
                l.programme,
                l.directive.clone().unwrap_or_default(),
                day(l.listed),
                day(l.effective)
            )
        })
        .collect();
    assert_eq!(
        listings,
        [
            "UKRAINE-EO13662   ",
            "RUSSIA-EO14024   ",
            "UKRAINE-EO13662 1  ",
            "RUSSIA-EO14024 2 2022-02-24 2022-03-26",
            "RUSSIA-EO14024 3 2022-02-24 2022-03-26",
        ]
    );
    let hits = index.screen(&sberbank(), REVIEW);
    assert_eq!((hits[0].list.as_str(), hits[0].entry.as_str()), ("us.ofac.sdn", "17018"));
    assert!(hits[0].score >= REVIEW && hits[0].name_score() >= REVIEW && !hits[0].weak);
    assert_eq!(hits[0].agreeing, sberbank().identifiers);

    let Some(before) = common::sdn("2022-03-25") else { return };
    let hits = Index::build(before.entries).screen(&sberbank(), REVIEW);
    assert!(hits.iter().all(|h| h.score < REVIEW), "{hits:?}");
}

#[test]
fn the_index_loses_nothing_on_real_names() {
    let Some(reading) = common::sdn("2021-07-07") else { return };
    let names: Vec<(PartyKind, String)> =
        reading.entries.iter().step_by(211).map(|e| (e.party.kind, e.party.names[0].text.clone())).collect();
    let index = Index::build(reading.entries);
    for (n, (kind, name)) in names.iter().enumerate() {
        // As listed, with a letter lost, and with the last word lost.
        let queries = [
            name.clone(),
            name.chars().enumerate().filter(|(at, _)| *at != 3 + n % 5).map(|(_, c)| c).collect(),
            name.rsplit_once(' ').map_or(name.clone(), |(head, _)| head.to_owned()),
        ];
        for query in queries {
            let party = Party::named(*kind, query);
            assert_eq!(index.screen(&party, REVIEW), index.screen_exhaustively(&party, REVIEW), "{party:?}");
        }
    }
}
