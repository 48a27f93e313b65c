//! What is read means what it says: countries and territories, dated sets, codes, and what excludes itself.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may panic")]

use std::sync::LazyLock;

use exeat::law::embedded;
use exeat::transaction::read_on;
use exeat::{Desk, InputError, Lists, Transaction, assess};
use exeat_law::theory::Theory;
use exeat_law::value::{Possible, Value};

static LAW: LazyLock<Theory> = LazyLock::new(|| exeat_law::load(&embedded()).theory);

fn read(text: &str) -> Result<Transaction, Vec<InputError>> {
    read_on(text, "t.yaml", &LAW, None)
}

fn deal(date: &str, party: &str, rest: &str) -> String {
    format!("date: {date}\nactivity: export\nparties:\n  - role: purchaser\n{party}\n{rest}\n")
}

/// What a party's country leaves possible.
fn countries(date: &str, country: &str) -> Result<Vec<String>, String> {
    let read = read(&deal(date, &format!("    country: {country}"), "")).map_err(|e| e[0].to_string())?;
    let fact = LAW.fact("party.country");
    let stated = read.parties[0].person.facts.iter().find(|s| Some(s.fact) == fact).unwrap();
    let Possible::OneOf(values) = &stated.possible else { panic!("{stated:?}") };
    Ok(values.iter().map(ToString::to_string).collect())
}

#[test]
fn every_code_and_every_name_of_it_say_the_same() {
    for code in exeat_screen::country::every() {
        let by_code = countries("2025-01-27", code).unwrap();
        assert_eq!(by_code.len(), 1, "{code}");
    }
    for name in exeat_screen::country::spellings() {
        let Some(code) = exeat_screen::country::stated(name) else { continue };
        match countries("2025-01-27", &format!("{name:?}")) {
            Ok(by_name) => assert_eq!(by_name, countries("2025-01-27", code).unwrap(), "{name}"),
            Err(error) => assert!(error.contains("did you mean"), "{error}"),
        }
    }
}

#[test]
fn territories_are_their_state_on_their_days() {
    for (date, code, want) in [
        ("2025-01-27", "PR", vec!["US"]),
        ("2025-01-27", "Guam", vec!["US"]),
        ("2025-01-27", "RE", vec!["FR"]),
        ("2013-12-31", "YT", vec!["YT"]),
        ("2014-01-01", "YT", vec!["FR"]),
        ("2011-12-31", "BL", vec!["FR"]),
        ("2012-01-01", "BL", vec!["BL"]),
        ("{from: 2013-12-01, to: 2014-02-01}", "YT", vec!["FR", "YT"]),
        ("2025-01-27", "AX", vec!["FI"]),
        ("2025-01-27", "GI", vec!["GI"]),
        ("2025-01-27", "JE", vec!["JE"]),
        ("2025-01-27", "HK", vec!["HK"]),
        ("2025-01-27", "Crimea", vec!["UA"]),
    ] {
        assert_eq!(countries(date, code).unwrap(), want, "{code} on {date}");
    }
    for (code, near) in
        [("UK", "GB"), ("EL", "GR"), ("RF", "RU"), ("XX", "leave"), ("ru", "RU"), ("Korea", "KP")]
    {
        let error = countries("2025-01-27", code).unwrap_err();
        assert!(error.contains(near), "{error}");
    }
    for code in ["Narnia", "QZ", "R", "123", "\"\"", "Zembla"] {
        assert!(countries("2025-01-27", code).is_err(), "{code}");
    }
}

#[test]
fn a_dated_set_is_that_of_the_day() {
    let has = |date: &str, key: &str| {
        countries(date, &format!("{{{key}: eu.members}}")).unwrap().contains(&"GB".to_owned())
    };
    assert!(has("2020-12-31", "within") && !has("2020-12-31", "outside"));
    assert!(!has("2021-01-01", "within") && has("2021-01-01", "outside"));
    let span = "{from: 2020-12-31, to: 2021-01-01}";
    assert!(has(span, "within") && has(span, "outside"), "either may be so");
    let outside = countries("2025-01-27", "{outside: [US, eu.members]}").unwrap();
    assert!(!outside.iter().any(|c| ["PR", "RE", "AX", "US", "FR"].contains(&c.as_str())), "{outside:?}");
    let on = "2021-06-01".parse().ok();
    let text = deal("2020-06-01", "    country: {within: eu.members}", "");
    let read = read_on(&text, "t.yaml", &LAW, on).unwrap();
    let gb = Value::sym("GB");
    let one = |s: &exeat::transaction::Stated| matches!(&s.possible, Possible::OneOf(v) if v.contains(&gb));
    assert!(!read.parties[0].person.facts.iter().any(one), "the day asked about counts");
}

/// Who may be told a technology by its nationals: a rule reaches whoever is one of them, whatever else.
#[test]
fn several_nationalities_are_had_at_once() {
    let release = |nationality: &str| {
        let text = format!(
            "date: 2025-01-27\nactivity: release\npurpose: business_operations\n\
             assume: [ordinary-deal, parties-as-stated, own-items]\nparties:\n\
             \x20 - {{role: exporter, country: US, incorporated: US, kind: company}}\n\
             \x20 - role: [end user, ultimate consignee]\n    kind: individual\n    us_person: no\n\
             \x20   country: US\n    resident: US\n    nationality: {nationality}\n\
             items:\n  - {{kind: technology, eccn: 5E991, subject_to_ear: yes}}\nsupply: {{from: US, to: US}}\n"
        );
        let lists = Lists::default();
        let asked = [LAW.regime("us.bis.ear.items").unwrap()];
        let desk = Desk {
            theory: &LAW,
            law_hash: "",
            lists: &lists,
            policy: LAW.policy("default"),
            review: exeat_screen::REVIEW,
            regimes: &asked,
            known_on: "2026-01-20".parse().unwrap(),
        };
        assess(&read(&text).unwrap(), &desk).verdict
    };
    let iran = release("IR");
    assert_ne!(iran, release("FR"));
    assert_eq!(iran, release("{all: [IR, FR]}"));
    assert_eq!(iran, release("{all: [FR, IR]}"));
    assert_eq!(release("FR"), release("{all: [FR, DE]}"));
    assert_eq!(release("FR"), release("{all: [FR]}"));
    let wrong = |text: &str| read(&deal("2025-01-27", text, "")).unwrap_err()[0].to_string();
    assert!(wrong("    country: {all: [IR, FR]}").contains("only nationalities"));
    assert!(wrong("    nationality: {all: []}").contains("empty list"));
    assert!(wrong("    nationality: {all: [UK, FR]}").contains("GB"));
    assert!(wrong("    nationality: {all: [FR], within: eu.members}").contains("all"));
}

#[test]
fn a_branch_is_a_person_of_where_its_head_office_is() {
    for (place, said) in [("US", "us_person"), ("DE", "eu_person"), ("GB", "uk_person")] {
        let party = format!("    country: AE\n    kind: company\n    branch_of: {place}\n");
        assert!(read(&deal("2025-01-27", &party, "")).is_ok());
        let text = deal("2025-01-27", &format!("{party}    {said}: no"), "").replace("purchaser", "seller");
        let error = read(&text).unwrap_err()[0].to_string();
        assert!(error.contains("branch_of") && error.contains(said), "{error}");
    }
    assert!(read(&deal("2025-01-27", "    branch_of: none", "")).is_ok());
}

#[test]
fn an_occupied_region_is_said_or_left_open() {
    let region = |text: &str| {
        let read = read(text).unwrap();
        let fact = LAW.fact("supply.region");
        read.facts.iter().find(|s| Some(s.fact) == fact).map(|s| s.possible.to_string())
    };
    let to = |place: &str| {
        region(&deal("2025-01-27", "    country: DE", &format!("supply: {{from: DE, to: {place}}}")))
    };
    assert_eq!(to("Sevastopol").as_deref(), Some("crimea"));
    assert_eq!(to("UA"), None);
    assert!(to("[Crimea, DE]").unwrap().contains("none"));
    let party = region(&deal("2025-01-27", "    country: Crimea", "supply: {from: DE, to: UA}")).unwrap();
    assert!(party.contains("none") && party.contains("crimea"), "{party}");
    let both = deal("2025-01-27", "    country: DE", "supply: {from: DE, to: Crimea, region: none}");
    assert!(read(&both).unwrap_err()[0].to_string().contains("supply.region"));
}

#[test]
fn what_excludes_itself_is_refused_naming_both_fields() {
    let us = "supply: {from: US, to: RU}\nitems:\n  - {kind: hardware, eccn: 4A994, subject_to_ear: no}";
    for (text, fields) in [
        (deal("2025-01-27", "    country: RU", us), ["items[0].subject_to_ear", "supply.from"]),
        (
            deal("2025-01-27", "    us_person: no\n    incorporated: US", ""),
            ["parties[0].us_person", "parties[0].incorporated"],
        ),
        (
            deal("2025-01-27", "    us_person: no\n    nationality: US", ""),
            ["parties[0].us_person", "parties[0].nationality"],
        ),
        (
            deal("2025-01-27", "    owners: [{share: 60, name: A}, {share: 60, name: B}]", ""),
            ["parties[0].owners", "120"],
        ),
        (
            deal("2025-01-27", "    kind: government_body\n    government: no", ""),
            ["parties[0].kind", "parties[0].government"],
        ),
        (
            deal("2025-01-27", "    kind: individual\n    incorporated: DE", ""),
            ["parties[0].kind", "parties[0].incorporated"],
        ),
        (
            deal("2025-01-27", "    country: RU", "deal: {secondary_market: yes, new_equity: yes}"),
            ["deal.secondary_market", "deal.new_equity"],
        ),
        (
            deal("2025-01-27", "    country: RU", "").replace("purchaser", "seller")
                + "    eu_person: no\n    incorporated: DE",
            ["parties[0].eu_person", "parties[0].incorporated"],
        ),
    ] {
        let errors = read(&text).unwrap_err();
        let shown: String = errors.iter().map(ToString::to_string).collect();
        assert!(fields.iter().all(|field| shown.contains(field)), "{shown}");
    }
    for party in [
        "    owners: [{share: {at_least: 40}, name: A}, {share: 60, name: B}]",
        "    owners: [{share: 60, name: A, joint: x}, {share: 60, name: B, joint: x}]",
        "    us_person: no\n    country: US\n    kind: individual",
        "    us_person: no\n    incorporated: PR",
        "    eu_person: no\n    incorporated: DE",
    ] {
        assert!(read(&deal("2025-01-27", party, "")).is_ok(), "{party}");
    }
}

#[test]
fn codes_amounts_and_shares_that_cannot_be_are_refused() {
    let item = |keys: &str| read(&deal("2025-01-27", "    country: RU", &format!("items:\n  - {{{keys}}}")));
    for keys in [
        "hts: 847130",
        "hs: 8471",
        "cn: \"84713000\"",
        "hts: 8471.30.0100",
        "hts: 8471300100, cn: 84713000",
        "eccn: 5a992.c",
    ] {
        assert!(item(keys).is_ok(), "{keys}: {:?}", item(keys).err());
    }
    for keys in [
        "hts: 847139",
        "hs: 7701",
        "cn: 84713",
        "hts: 847130, cn: 85171300",
        "eccn: 5A993",
        "eccn: EAR 99",
        "eccn: 9Z001",
    ] {
        assert!(item(keys).is_err(), "{keys}");
    }
    for (payment, fits) in [
        ("{currency: USD, amount: 12500.50}", true),
        ("{amount: 12,500 EUR}", false),
        ("{amount: \"12,500 EUR\"}", true),
        ("{amount: -1}", false),
        ("{amount: lots}", false),
        ("{currency: RUR}", false),
        ("{currency: usd}", true),
    ] {
        let read = read(&deal("2025-01-27", "    country: RU", &format!("payment: {payment}")));
        assert_eq!(read.is_ok(), fits, "{payment}: {:?}", read.err());
    }
    for share in ["5_0", "101", "-1", "1e1", "half"] {
        assert!(
            read(&deal("2025-01-27", &format!("    owners: [{{share: {share}, name: A}}]"), "")).is_err(),
            "{share}"
        );
    }
}
