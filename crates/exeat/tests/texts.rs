//! A word in a text that no rule reads leaves open what would have been assumed, and is shown; without one the
//! assumption stands and the answer says how the text was read.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test helper may panic as a test may")]

use std::sync::LazyLock;

use exeat::assemble::{Assembled, assemble};
use exeat::law::embedded;
use exeat::transaction::read;
use exeat::warning::FACTS;
use exeat::{Desk, Lists, assess};
use exeat_law::facts::{Case, Slot};
use exeat_law::theory::Theory;
use exeat_screen::REVIEW;
use jiff::civil::Date;

static LAW: LazyLock<Theory> = LazyLock::new(|| exeat_law::load(&embedded()).theory);

fn deal(top: &str, buyer: &str, item: &str) -> String {
    let buyer = if buyer.is_empty() { String::new() } else { format!("\n    {buyer}") };
    let item = if item.is_empty() { String::new() } else { format!("\n    {item}") };
    format!(
        "date: 2025-01-27\nactivity: export\nassume: [ordinary-deal, parties-as-stated, own-items]\n{top}\nparties:\n  \
         - ref: seller\n    role: exporter\n    kind: company\n    country: DE\n  - ref: buyer\n    role: [purchaser, end \
         user]\n    kind: company\n    country: TR{buyer}\nitems:\n  - id: goods\n    kind: hardware{item}\nsupply:\n  \
         from: DE\n  to: TR\n"
    )
}

fn assembled(text: &str) -> Assembled {
    let transaction = read(text, "t.yaml", &LAW).unwrap_or_else(|errors| panic!("{errors:?}"));
    assemble(&LAW, &transaction, &Lists::default(), REVIEW)
}

/// What is not assumed for what a text says.
fn doubted(text: &str) -> Vec<String> {
    let Assembled { case, assumed, .. } = assembled(text);
    let words = |slot: Slot, case: &Case| case.describe(&LAW, slot);
    assumed
        .withdrawn
        .iter()
        .filter(|w| case.doubted.contains(&w.slot))
        .map(|w| words(w.slot, &case))
        .collect()
}

#[test]
fn a_word_withdraws_what_it_speaks_against_and_nothing_else() {
    for (top, buyer, item, of) in [
        ("end_use: fire-control computer for an artillery brigade", "", "", "deal.military_end_use"),
        ("description: routers for the intelligence directorate", "", "", "buyer.military_intelligence"),
        ("", "name: Ministry of Defence Procurement House", "", "buyer.military"),
        ("", "description: владелец строит ракеты для армии", "", "buyer.military"),
        ("", "addresses: [\"ul. Gertsena 1, Sevastopol\"]", "", "supply.region"),
        ("", "addresses: [{street: Bahnhofstrasse 1, city: Sevastopol}]", "", "supply.region"),
        ("", "", "description: fire-control computer for a howitzer", "deal.military_end_use"),
    ] {
        let text = deal(top, buyer, item);
        let found = doubted(&text);
        assert!(found.iter().any(|f| f == of), "{text}\n{found:?}");
        assert!(!found.iter().any(|f| f.starts_with("seller")), "{text}\n{found:?}");
    }
}

#[test]
fn denials_near_misses_and_streets_withdraw_nothing() {
    for (top, buyer, item) in [
        ("end_use: office network, not for military use", "", ""),
        ("description: business intelligence software", "", ""),
        ("", "addresses: [\"ul. Sevastopolskaya 5, Moscow\"]", ""),
        ("", "", "description: storage tank with pump"),
        ("", "", ""),
    ] {
        let text = deal(top, buyer, item);
        assert_eq!(doubted(&text), Vec::<String>::new(), "{text}");
    }
}

#[test]
fn what_is_stated_stands_whatever_the_text_says() {
    let text = deal(
        "end_use: fire-control computer for an artillery brigade\ndeal:\n  military_end_use: no",
        "",
        "",
    );
    let Assembled { case, .. } = assembled(&text);
    let fact = LAW.fact("deal.military_end_use").unwrap();
    assert_eq!(case.possible(Slot::Global(fact), false).to_string(), "no");
}

#[test]
fn the_answer_shows_the_word_or_says_how_the_text_was_read() {
    let answer = |text: &str| {
        let lists = Lists::default();
        let desk = Desk {
            theory: &LAW,
            law_hash: "",
            lists: &lists,
            policy: LAW.policy("default"),
            review: REVIEW,
            regimes: &[],
            known_on: Date::constant(2026, 1, 1),
        };
        assess(&read(text, "t.yaml", &LAW).unwrap(), &desk).notes.join("\n")
    };
    let found = answer(&deal("end_use: fire-control computer for an artillery brigade", "", ""));
    assert!(found.contains("end_use says \u{201c}artillery brigade\u{201d}, so "), "{found}");
    let none = answer(&deal("end_use: office network", "", ""));
    assert!(!none.contains(" says "), "{none}");
    assert!(none.contains("read for warning words only, and by no rule: end_use"), "{none}");
}

#[test]
fn every_fact_that_a_word_bears_on_is_one_of_the_law() {
    for path in FACTS.iter().chain(&[
        "party.military",
        "party.civil",
        "party.government_of",
        "item.oil_gas_use",
        "supply.region",
    ]) {
        assert!(LAW.fact(path).is_some(), "{path}");
    }
}
