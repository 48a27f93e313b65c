//! What follows from what is stated, and statements that change nothing.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::sync::LazyLock;

use exeat::assemble::assemble;
use exeat::law::embedded;
use exeat::transaction::read;
use exeat::{Desk, Lists, assess};
use exeat_law::facts::{Case, Slot};
use exeat_law::theory::Theory;
use exeat_law::value::{Possible, Value};
use exeat_screen::REVIEW;
use jiff::civil::date;

static LAW: LazyLock<Theory> = LazyLock::new(|| exeat_law::load(&embedded()).theory);

fn case(text: &str) -> Case {
    let transaction = read(text, "deal.yaml", &LAW).unwrap();
    assemble(&LAW, &transaction, &Lists::default(), REVIEW).case
}

fn buyer(lines: &str) -> String {
    format!("date: 2025-01-27\nactivity: release\nparties:\n  - role: purchaser\n{lines}")
}

#[test]
fn an_organisation_is_of_the_country_whose_law_it_is_under_and_an_individual_of_what_is_said() {
    let nationality = |text: &str| {
        let slot = Slot::Party(0, LAW.fact("party.nationality").unwrap());
        case(text).possible(slot, false).clone()
    };
    let says = |lines: &str| nationality(&buyer(lines));
    let of = |country: &str| Possible::is(Value::sym(country));
    assert_eq!(says("    kind: company\n    incorporated: IR\n"), of("IR"));
    assert_eq!(says("    kind: company\n    incorporated: IR\n    nationality: DE\n"), of("DE"));
    // what is not said stays open
    for open in [
        "    kind: company\n    country: IR\n",
        "    kind: individual\n    country: IR\n",
        "    incorporated: IR\n",
        "    kind: [company, individual]\n    incorporated: IR\n",
    ] {
        assert_eq!(says(open), Possible::Any, "{open}");
    }
}

#[test]
fn financing_with_a_loan_is_lending() {
    let act = |activity: &str, funds: &str| {
        let text =
            format!("date: 2025-01-27\nactivity: {activity}\nitems:\n  - kind: funds\n    funds: {funds}\n");
        case(&text).possible(Slot::Leg(0, LAW.fact("act").unwrap()), false).clone()
    };
    let lending = Possible::is(Value::sym("lending"));
    assert_eq!(act("financing", "loan"), lending);
    assert_ne!(act("financing", "security"), lending);
    assert_eq!(act("sale_of_securities", "loan"), Possible::is(Value::sym("sale_of_securities")));
}

#[test]
fn what_is_said_of_a_listing_and_changes_nothing_is_named() {
    let unused = |listing: &str| {
        let text = format!(
            "{}    listings:\n      - {listing}\n",
            buyer(
                "    kind: company\n    owners:\n      - {share: 60, listings: [{list: us.ofac.sdn, \
                   programme: RUSSIA-EO14024, since: 2022-02-24}]}\n"
            )
        );
        let transaction = read(&text, "deal.yaml", &LAW).unwrap();
        let lists = Lists::default();
        let desk = Desk {
            theory: &LAW,
            law_hash: "",
            lists: &lists,
            policy: LAW.policy("default"),
            review: REVIEW,
            regimes: &[0],
            known_on: date(2026, 11, 24),
        };
        assess(&transaction, &desk).unused
    };
    let names = |listing: &str, field: &str| unused(listing).iter().any(|f| f == field);
    let since = "parties[0].listings[0].since";
    assert!(names("{list: us.ofac.sdn, programme: SDGT, since: 2020-01-01}", since));
    // it began later than the deal, so that without it the answer would be another
    assert!(!names("{list: us.ofac.sdn, programme: SDGT, since: 2025-02-01}", since));
    let programme = "parties[0].listings[0].programme";
    assert!(!names("{list: us.ofac.sdn, programme: SDGT}", programme));
    assert!(names("{list: us.ofac.sdn, programme: SDGT}", "parties[0].owners[0].listings[0].since"));
}

#[test]
fn who_only_moves_the_money_makes_a_payment() {
    let legs = |role: &str, more: &str| -> Vec<String> {
        let text = format!(
            "date: 2025-01-27\nactivity: sale\nparties:\n  - role: seller\n  - role: purchaser\n  - role: {role}\n\
             items:\n  - id: goods\n    kind: hardware\n{more}"
        );
        case(&text).legs.into_iter().map(|leg| leg.name).collect()
    };
    for role in ["payer", "payee", "bank", "account holder"] {
        assert_eq!(legs(role, ""), ["item:goods", "payment:goods"], "{role}");
    }
    // one that also receives pays for itself, and a stated payment is not doubled
    assert_eq!(legs("[end user, payer]", ""), ["item:goods"]);
    assert_eq!(legs("carrier", ""), ["item:goods"]);
    assert_eq!(legs("bank", "payment: {currency: EUR}\n"), ["item:goods", "payment:goods"]);
    // nor is it cleared by the silence about who pays
    let text = "date: 2025-01-27\nactivity: sale\nparties:\n  - role: bank\nitems:\n  - id: goods\n    kind: hardware\n";
    assert!(case(text).parties.iter().any(|party| party.unnamed && party.name == "payer"));
}
