//! The starter parties against OFAC's dated editions, where they are at hand.
#![allow(clippy::unwrap_used, reason = "a test helper may panic as a test may")]

mod common;

use exeat_lists::starter;
use exeat_screen::{Index, Party, PartyKind, REVIEW};
use std::collections::BTreeMap;

#[test]
fn each_sdn_row_is_in_the_edition_of_its_day_or_the_next_one() {
    let Some(dir) = common::shared("lists/ofac-sdn") else { return };
    let mut days: Vec<String> = std::fs::read_dir(dir)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.join("sdn.csv.gz").exists())
        .map(|path| path.file_name().unwrap().to_string_lossy().into_owned())
        .collect();
    days.sort();
    let editions: BTreeMap<&String, _> = days.iter().map(|day| (day, common::sdn(day).unwrap())).collect();
    let mut checked = 0;
    for row in starter::entries().iter().filter(|e| e.list == "us.ofac.sdn") {
        let listed = row.listings[0].listed.unwrap().to_string();
        let day = days.iter().find(|day| **day >= listed).unwrap();
        let entry = editions[day].entries.iter().find(|e| e.id == row.id);
        let entry = entry.unwrap_or_else(|| panic!("{} is not in {day}", row.id));
        let programmes: Vec<_> = entry.listings.iter().map(|l| l.programme.as_str()).collect();
        assert!(programmes.contains(&row.listings[0].programme.as_str()), "{} {programmes:?}", row.id);
        assert_eq!(entry.party.kind, row.party.kind, "{}", row.id);
        // Not before, in the last edition before its day.
        if let Some(before) = days.iter().rev().find(|day| **day < listed) {
            let earlier = editions[before].entries.iter().find(|e| e.id == row.id);
            let had =
                |e: &exeat_screen::Entry| e.listings.iter().any(|l| l.programme == row.listings[0].programme);
            let dated_by_first_edition = row.remarks.contains("listed on or before that day");
            assert!(dated_by_first_edition || !earlier.is_some_and(had), "{} is in {before} already", row.id);
        }
        checked += 1;
    }
    assert!(checked > 120, "{checked}");
}

#[test]
fn well_known_names_are_found_and_ordinary_ones_are_not() {
    let index = Index::build(starter::entries());
    for (name, id) in [
        ("Sberbank", "17018"),
        ("ПАО «Ростелеком»", "34556"),
        ("MegaFon PJSC", "42086"),
        ("Alfa Bank", "34682"),
        ("ВТБ", "17013"),
        ("AFK Sistema", "45613"),
        ("Herman Gref", "34796"),
        ("Максут Шадаев", "41036"),
        ("Positive Technologies", "starter-positive-technologies"),
        ("Bank of Russia", "31695"),
    ] {
        let hits = index.screen(&Party::named(PartyKind::Unknown, name), REVIEW);
        assert!(hits.iter().any(|h| h.entry == id && h.score >= REVIEW), "{name}: {hits:?}");
    }
    for name in
        ["Vodafone Group plc", "Deutsche Bank AG", "Bank of China", "Anna Petrova", "Dell Technologies Inc."]
    {
        let hits = index.screen(&Party::named(PartyKind::Unknown, name), REVIEW);
        assert!(hits.is_empty(), "{name}: {hits:?}");
    }
}
