//! Names that real filters missed or auditors typed, from published settlements and public trackers: each must be found.
//!
//! Apple 2019, Deutsche Bank Trust 2020, General Electric 2019, Bank of Scotland 2025, Cobham 2018, Amazon 2020 (places,
//! in `text`), a US bank of 2014 ("Sudanese"), and strings of auditors and customers told in public issue trackers.

use exeat_screen::text::{Found, screen_text};
use exeat_screen::{Entry, Identifier, Index, Name, Party, PartyKind, REVIEW, Scheme};

fn entry(id: &str, kind: PartyKind, names: &[&str], bic: Option<&str>) -> Entry {
    let identifiers = bic.map(|b| Identifier::new(Scheme::Bic, b)).into_iter().collect();
    let names = names.iter().map(|n| Name::primary(*n)).collect();
    Entry {
        list: "list".into(),
        id: id.into(),
        party: Party { kind, names, identifiers, ..Party::default() },
        ..Entry::default()
    }
}

fn index() -> Index {
    use PartyKind::{Individual, Organisation};
    Index::build(vec![
        entry("sis", Organisation, &["SIS D.O.O."], None),
        entry("stjepanovic", Individual, &["STJEPANOVIC, Savo"], None),
        entry("ovsiannikov", Individual, &["OVSIANNIKOV, Dmitrii Vladimirovich"], None),
        entry(
            "kraiinvest",
            Organisation,
            &["OPEN JOINT STOCK COMPANY KRASNODAR REGIONAL INVESTMENT BANK", "OJSC KRAYINVESTBANK"],
            Some("KRRIRU22"),
        ),
        entry("cobalt", Organisation, &["COBALT REFINERY CO. INC.", "COREFCO"], None),
        entry(
            "almaz",
            Organisation,
            &["ALMAZ-ANTEY TELECOMMUNICATIONS LLC", "ALMAZ-ANTEY CORPORATION"],
            None,
        ),
        entry("lukoil", Organisation, &["LUKOIL OIL COMPANY"], None),
        entry("fotonika", Organisation, &["NPK FOTONIKA LIMITED LIABILITY COMPANY"], None),
        entry("haige", Organisation, &["GUANGZHOU HAIGE COMMUNICATIONS GROUP INCORPORATED COMPANY"], None),
        entry("cnooc", Organisation, &["CNOOC ENERGY TECHNOLOGY & SERVICES LIMITED"], None),
        entry("garcia", Individual, &["GARCIA LOPEZ, Juan Carlos"], None),
    ])
}

fn ask(kind: PartyKind, names: &[&str], bic: Option<&str>) -> Vec<String> {
    let mut party = Party { kind, ..Party::default() };
    party.names = names.iter().map(|n| Name::primary(*n)).collect();
    party.identifiers = bic.map(|b| Identifier::new(Scheme::Bic, b)).into_iter().collect();
    index().screen(&party, REVIEW).into_iter().filter(|h| h.score >= REVIEW).map(|h| h.entry).collect()
}

#[test]
fn names_that_filters_missed_are_found() {
    use PartyKind::{Individual, Organisation};
    let cases: [(PartyKind, &[&str], Option<&str>, &str); 15] = [
        (Organisation, &["SIS DOO"], None, "sis"),
        (Organisation, &["SIS"], None, "sis"),
        (Individual, &["Savo Stjepanovic"], None, "stjepanovic"),
        (Individual, &["Dmitrii Ovsyannikov"], None, "ovsiannikov"),
        (Individual, &["Dmitri Ovsiannikov"], None, "ovsiannikov"),
        (Individual, &["Dmitrii Ovsiannikov"], None, "ovsiannikov"),
        (Organisation, &["Krayinvestbank"], None, "kraiinvest"),
        (Organisation, &["Krasnodar Regional Investment Bank JSC"], None, "kraiinvest"),
        (Organisation, &["Krasnodar Region Investment Bank"], None, "kraiinvest"),
        (Organisation, &["The Cobalt Refinery Company"], None, "cobalt"),
        (Organisation, &["Corefco", "The Cobalt Refinery Company"], None, "cobalt"),
        (Organisation, &["LUKOIL OIL COMP"], None, "lukoil"),
        (Organisation, &["NPK FOTONIKA LIMITED LIABILITY COMP"], None, "fotonika"),
        (Organisation, &["GUANGZHOU HAIGE COMM GRP"], None, "haige"),
        (Organisation, &["CNOOC ENERGY TECH & SRVCES LTD"], None, "cnooc"),
    ];
    let mut missed = Vec::new();
    for (kind, names, bic, expected) in cases {
        let found = ask(kind, names, bic);
        if !found.iter().any(|f| f == expected) {
            missed.push(format!("{names:?}: {found:?}"));
        }
    }
    assert!(missed.is_empty(), "{}", missed.join("\n"));
}

#[test]
fn an_identifier_finds_its_owner_without_the_name() {
    assert_eq!(ask(PartyKind::Organisation, &[], Some("KRRIRU22XXX")), ["kraiinvest"]);
    assert_eq!(ask(PartyKind::Organisation, &["Some Regional Bank"], Some("KRRI RU 22")), ["kraiinvest"]);
}

/// OFAC's own first question about a hit: is it of the same kind at all?
#[test]
fn a_company_is_no_person() {
    assert!(ask(PartyKind::Organisation, &["Garcia Lopez Juan Carlos S.A."], None).is_empty());
    assert_eq!(ask(PartyKind::Individual, &["Juan Carlos Garcia Lopez"], None), ["garcia"]);
}

#[test]
fn what_a_reviewer_writes_into_a_payment_is_read() {
    let found = |text: &str| -> Vec<String> {
        let mentions = screen_text(&index(), text, REVIEW).into_iter();
        mentions
            .filter_map(|m| if let Found::Place { place, .. } = m.found { Some(place.id) } else { None })
            .collect()
    };
    assert_eq!(found("payment for Sudanese goods"), ["sudan"]);
    assert_eq!(found("deliver to Yalta, Krimea"), ["yalta", "crimea"]);
    let names = screen_text(&index(), "inv 20 Almaz Antey Telecom spare parts", REVIEW);
    assert!(names.iter().any(|m| matches!(&m.found, Found::Name(h) if h.entry == "almaz")), "{names:?}");
}
