//! What is known beside the name: each particular decides a pair of cases, and agreement never lowers a score.

#![allow(clippy::unwrap_used, reason = "a test helper may panic as a test may")]

use exeat_screen::*;
use proptest::prelude::*;

fn listed() -> Party {
    Party {
        kind: PartyKind::Individual,
        names: vec![Name::primary("PLOTNITSKY, Igor Venediktovich")],
        birth: vec![PartialDate::parse("24 Jun 1964").unwrap()],
        gender: Some(Gender::Male),
        countries: vec!["UA".into()],
        addresses: vec![
            Address { place: "Luhansk".into(), country: Some("UA".into()), ..Address::default() },
            Address {
                kind: AddressKind::Birthplace,
                place: "Kelmentsi, Chernivtsi Region".into(),
                country: Some("UA".into()),
                ..Address::default()
            },
        ],
        identifiers: vec![
            Identifier { country: Some("UA".into()), ..Identifier::new(Scheme::Passport, "EP123456") },
            Identifier::new(Scheme::Lei, "529900T8BM49AURSDO55"),
        ],
    }
}

fn index() -> Index {
    Index::build(vec![Entry { list: "l".into(), id: "1".into(), party: listed(), ..Entry::default() }])
}

fn score(index: &Index, party: &Party) -> u16 {
    let hits = index.screen(party, Score::new(1));
    for hit in &hits {
        let sum: i32 = hit.points.iter().map(|p| p.thousandths).sum();
        assert_eq!(sum, i32::from(hit.score.thousandths()), "{hit:?}");
    }
    hits.first().map_or(0, |h| h.score.thousandths())
}

/// One change to the party asked about.
type Edit = Box<dyn Fn(&mut Party)>;

/// Each particular of the listed party, and one that contradicts it.
fn particulars() -> Vec<(&'static str, Edit, Edit)> {
    let at = |kind, place: &'static str, country: &'static str| -> Edit {
        Box::new(move |p: &mut Party| {
            let (place, country) = (place.into(), Some(country.into()));
            p.addresses.push(Address { kind, place, country, ..Address::default() });
        })
    };
    let id = |scheme: Scheme, value: &'static str| -> Edit {
        Box::new(move |p: &mut Party| {
            let id = Identifier::new(scheme.clone(), value);
            p.identifiers.push(Identifier { country: Some("UA".into()), ..id });
        })
    };
    let born = |text: &'static str| -> Edit {
        Box::new(move |p: &mut Party| p.birth.push(PartialDate::parse(text).unwrap()))
    };
    let from = |text: &'static str| -> Edit { Box::new(move |p: &mut Party| p.countries.push(text.into())) };
    let is = |gender| -> Edit { Box::new(move |p: &mut Party| p.gender = Some(gender)) };
    vec![
        ("birth", born("1964"), born("1990")),
        ("gender", is(Gender::Male), is(Gender::Female)),
        ("country", from("Ukraine"), from("Peru")),
        ("place", at(AddressKind::Stated, "Luhansk", "UA"), at(AddressKind::Stated, "Lima", "PE")),
        (
            "birthplace",
            at(AddressKind::Birthplace, "Kelmentsi", "UA"),
            at(AddressKind::Birthplace, "Lima", "PE"),
        ),
        ("passport", id(Scheme::Passport, "ep 123456"), id(Scheme::Passport, "AA999999")),
        ("lei", id(Scheme::Lei, "529900T8BM49AURSDO55"), id(Scheme::Lei, "7LTWFZYICNSX8D621K86")),
    ]
}

#[test]
fn each_particular_raises_where_it_agrees_and_never_where_it_contradicts() {
    let index = index();
    let asked = Party::named(PartyKind::Individual, "Igor Plotnitskiy jr");
    let plain = score(&index, &asked);
    assert!((500..1000).contains(&plain), "{plain}");
    for (what, agrees, contradicts) in particulars() {
        let (mut with, mut against) = (asked.clone(), asked.clone());
        agrees(&mut with);
        contradicts(&mut against);
        assert!(score(&index, &with) > plain, "{what}");
        assert!(score(&index, &against) <= plain, "{what}");
    }
    let strictly = ["birth", "gender", "country", "birthplace", "lei"];
    for (what, _, contradicts) in particulars().into_iter().filter(|(what, _, _)| strictly.contains(what)) {
        let mut against = asked.clone();
        contradicts(&mut against);
        assert!(score(&index, &against) < plain, "{what}");
    }
}

proptest! {
    /// Whatever else is said of a party, one more particular that agrees does not lower its score.
    #[test]
    fn agreement_never_lowers(said in proptest::collection::vec((0usize..7, any::<bool>()), 0..8), more in 0usize..7, name in 0usize..4) {
        let index = index();
        let names = ["Igor Plotnitsky", "PLOTNITSKY, Igor Venediktovich", "Plotnicki", "Oleg Plotnitsky"];
        let mut asked = Party::named(PartyKind::Individual, names[name]);
        let all = particulars();
        for (at, agrees) in said {
            if agrees { (all[at].1)(&mut asked) } else { (all[at].2)(&mut asked) }
        }
        let before = score(&index, &asked);
        (all[more].1)(&mut asked);
        let after = score(&index, &asked);
        prop_assert!(after >= before, "{} lowered {before} to {after}: {asked:?}", all[more].0);
    }
}
