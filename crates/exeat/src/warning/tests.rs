use super::*;

fn facts(text: &str, about: About) -> Vec<(&'static str, &'static str)> {
    search(text, about).into_iter().map(|f| (f.bears_on, f.value)).collect()
}

fn about(name: &str) -> About {
    match name {
        "deal" => About::Deal,
        "item" => About::Item,
        "name" => About::Party(Field::Name),
        "address" => About::Party(Field::Address),
        _ => About::Party(Field::Description),
    }
}

const ORDINARY: [(&str, &str); 4] = [
    ("ordinary", include_str!("../../tests/warning/ordinary.csv")),
    ("ordinary, held back", include_str!("../../tests/warning/ordinary-held-back.csv")),
    ("ordinary, second", include_str!("../../tests/warning/ordinary-second.csv")),
    ("ordinary, third", include_str!("../../tests/warning/ordinary-third.csv")),
];
const PLANTED: [(&str, &str); 4] = [
    ("planted", include_str!("../../tests/warning/planted.csv")),
    ("planted, held back", include_str!("../../tests/warning/planted-held-back.csv")),
    ("planted, second", include_str!("../../tests/warning/planted-second.csv")),
    ("planted, third", include_str!("../../tests/warning/planted-third.csv")),
];

#[test]
fn ordinary_texts_withdraw_nothing() {
    for (name, table) in ORDINARY {
        let rows: Vec<&str> = table.lines().skip(1).collect();
        let mut wrong = Vec::new();
        for row in &rows {
            let cells: Vec<&str> = row.splitn(3, ',').collect();
            let found = search(cells[2], about(cells[1]));
            if !found.is_empty() {
                let what: Vec<String> =
                    found.iter().map(|f| format!("{} {}", f.bears_on, f.phrase)).collect();
                wrong.push(format!("{row}\n    {}", what.join("; ")));
            }
        }
        let told = format!("{name}: {} of {} withdraw\n{}", wrong.len(), rows.len(), wrong.join("\n"));
        assert!(wrong.len() * 50 <= rows.len(), "{told}");
    }
}

#[test]
fn planted_meanings_are_found() {
    for (name, table) in PLANTED {
        let rows: Vec<&str> = table.lines().skip(1).collect();
        let mut missed = Vec::new();
        for row in &rows {
            let cells: Vec<&str> = row.splitn(5, ',').collect();
            let found = facts(cells[4], about(cells[1]));
            if !found.contains(&(cells[2], cells[3])) {
                missed.push(format!("{row}\n    {found:?}"));
            }
        }
        let told = format!("{name}: {} of {} missed\n{}", missed.len(), rows.len(), missed.join("\n"));
        assert!(missed.len() * 20 <= rows.len(), "{told}");
    }
}

/// The regions a text names, where it is such a text.
fn regions(text: &str, about: About) -> Vec<&'static str> {
    let found = facts(text, about);
    found.into_iter().filter(|(fact, _)| *fact == "supply.region").map(|(_, value)| value).collect()
}

#[test]
fn a_street_named_after_a_place_and_a_namesake_are_not_the_place() {
    let address = About::Party(Field::Address);
    for text in [
        "ul. Sevastopol 5, Moscow",
        "г. Москва, ул. Севастопольская, 5",
        "Donetsk Street 3, Kyiv",
        "rue de Crimée 30, Paris",
        "Krymskaya naberezhnaya 10, Moscow",
        "Donetsk, Rostov Oblast, Russia",
        "Sebastopol, California",
        "г. Екатеринбург, Свердловская область",
        "298135 Singapore",
        "San Jose, CA 95112, USA",
    ] {
        assert_eq!(regions(text, address), Vec::<&str>::new(), "{text}");
    }
    for (text, region) in [
        ("Lenina ul. 5, Sevastopol", "crimea"),
        ("г. Судак, ул. Ленина", "crimea"),
        ("ул. Мира 4, Кирова, 295000, РФ", "crimea"),
        ("Sеvastopol", "crimea"), // a Cyrillic е
        ("Melitopol, Heroiv Ukrainy 4", "kherson_zaporizhzhia"),
        ("вул. Свободи 5, Бердянськ, Україна", "kherson_zaporizhzhia"),
        ("vul. Soborna 1, 75500, Ukraine", "kherson_zaporizhzhia"),
        ("г. Свердловск, ЛНР", "lnr"),
        ("83001, Україна, вул. Артема", "dnr"),
    ] {
        assert!(regions(text, address).contains(&region), "{text}");
    }
    assert!(regions("судак свежемороженый", About::Item).is_empty());
}

#[test]
fn a_street_in_one_word_with_what_it_is_named_after_is_no_barracks() {
    let found = |text: &str| !search(text, About::Party(Field::Address)).is_empty();
    for text in ["Kasernenstraße 14, 8010 Graz", "Kasernenstrasse 6, 40213 Düsseldorf"] {
        assert!(!found(text), "{text}");
    }
    for text in ["Theodor-Körner-Kaserne, Wien", "Kaserne 3, Kasernenstraße 14, Graz"] {
        assert!(found(text), "{text}");
    }
}

#[test]
fn a_denial_reaches_what_it_denies_and_no_further() {
    for text in [
        "not for military use",
        "will not be used, directly or indirectly, for nuclear, missile or chemical weapons purposes",
        "Military end use: no",
        "supply to all of Ukraine except Crimea and Donetsk",
        "Reexport nach Russland ist verboten",
        "кроме военного применения",
        "askeri amaçla kullanılmayacaktır",
    ] {
        assert_eq!(facts(text, About::Deal), [], "{text}");
    }
    for text in [
        "not only for civil but also for military use",
        "No delay please, the artillery brigade waits",
        "No spare parts. For the army",
        "nicht nur für zivile, sondern auch für militärische Zwecke",
        "не только для гражданского, но и для военного применения",
        "Military end use: yes",
    ] {
        assert!(facts(text, About::Deal).contains(&("deal.military_end_use", "yes")), "{text}");
    }
}

#[test]
fn a_find_says_where_it_stands_and_what_it_bears_on() {
    let text = "Küche für die Streitkräfte";
    let found = search(text, About::Deal);
    assert!(
        found.iter().all(|f| text.get(f.at.clone()) == Some("Streitkräfte") && f.phrase == "Streitkräfte")
    );
    let facts: Vec<&str> = found.iter().map(|f| f.bears_on).collect();
    assert_eq!(facts, ["deal.military_end_use", "party.civil", "party.military"]);
    assert_eq!(search(text, About::Item).len(), 1);
}

#[test]
fn any_text_is_searched() {
    for text in
        ["", "\u{0}", ":::", "...", "🙂", "не", "\u{200B}", "军", "'", "a\u{301}", &"no army, ".repeat(300)]
    {
        for about in [About::Deal, About::Item, About::Party(Field::Address), About::Party(Field::Name)] {
            for find in search(text, about) {
                assert!(text.get(find.at).is_some());
            }
        }
    }
}
