//! What a query allocates: room for the words of the name asked about and for what is found, nothing for the list.

use exeat_screen::{Entry, Index, Name, Party, PartyKind, REVIEW};

const GIVEN: [&str; 10] =
    ["Ali", "Igor", "Juan", "Omar", "Ivan", "Pedro", "Hassan", "Sergei", "Maria", "Fatima"];
const ENDS: [&str; 10] = ["ov", "enko", "ez", "adeh", "ski", "ian", "shvili", "oglu", "son", "aev"];

/// Ten family names on each stem, with ten given names.
fn index(stems: usize) -> Index {
    let mut entries = Vec::new();
    for stem in 0..stems {
        let letter = |n: usize| char::from(b'a' + (n % 26) as u8);
        let stem: String =
            ['b', 'a', letter(stem), 'o', letter(stem / 26), 'i', letter(stem / 7)].iter().collect();
        for (given, end) in GIVEN.iter().zip(ENDS) {
            let name = format!("{stem}{end}, {given} Petrovich");
            let party =
                Party { kind: PartyKind::Individual, names: vec![Name::primary(name)], ..Party::default() };
            entries.push(Entry {
                list: "l".into(),
                id: entries.len().to_string(),
                party,
                ..Entry::default()
            });
        }
    }
    Index::build(entries)
}

#[test]
fn a_query_allocates_for_the_name_asked_about_and_not_for_the_list() {
    let (small, large) = (index(20), index(400));
    for (name, most) in [
        ("Ivan Sidorov", 14),
        ("Igor Petrovich Kuznetsov", 16),
        ("Hassan Mahmoud al-Rashidi", 18),
        ("Олег Кузнецов", 130),
        ("Bank of Commerce and Industry", 26),
    ] {
        let party = Party::named(PartyKind::Individual, name);
        let count = |index: &Index| {
            // room that a thread keeps is made by its first queries
            for _ in 0..3 {
                assert!(index.matches(&party, REVIEW).is_empty(), "{name}");
            }
            allocation_counter::measure(|| drop(index.matches(&party, REVIEW))).count_total
        };
        // the room kept grows with the largest list a thread has seen
        let (of_large, of_small) = (count(&large), count(&small));
        eprintln!("{name}: {of_large} allocations");
        assert_eq!(of_large, of_small, "{name}: {of_large} for 4,000 entries, {of_small} for 200");
        assert!(of_large <= most, "{name}: {of_large} allocations");
    }
}
