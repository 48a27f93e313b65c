//! The built-in starter parties: some designated parties of the US Russia programme, and some of the annexes to
//! Regulation (EU) 833/2014, which no consolidated file holds.
//!
//! They let a fresh installation find the best-known names. They are incomplete by definition and clear nobody:
//! whoever uses them says so. The tables are in `data/`, their sources in `data/README.md`.

use crate::ids;
use exeat_screen::{Entry, Listing, Name, NameKind, Party, PartyKind, Provenance};
use jiff::civil::Date;

/// File name and content.
const TABLES: [(&str, &str); 2] = [
    ("starter-parties.csv", include_str!("../../../data/starter-parties.csv")),
    ("eu-833-annexes.csv", include_str!("../../../data/eu-833-annexes.csv")),
];

/// The starter parties as entries, in the order of the tables.
///
/// An entry whose publisher's id is not known has an id of its own that begins with `starter-`. `remarks` holds
/// the source. A row that is not well formed is left out; the tests see to it that there is none.
pub fn entries() -> Vec<Entry> {
    TABLES.iter().flat_map(|(file, table)| rows(table).filter_map(move |row| entry(file, &row))).collect()
}

fn rows(table: &str) -> impl Iterator<Item = csv::StringRecord> {
    let reader = csv::ReaderBuilder::new().flexible(true).from_reader(table.as_bytes());
    reader.into_records().filter_map(Result::ok)
}

fn entry(file: &str, row: &csv::StringRecord) -> Option<Entry> {
    let (line, offset) = row.position().map_or((0, 0), |p| (p.line(), p.byte()));
    let cells: Vec<&str> = row.iter().map(str::trim).collect();
    let [name, aliases, kind, list, programme, directive, designated, effective, id, source] =
        cells.as_slice()
    else {
        return None;
    };
    let kind = match *kind {
        "individual" => PartyKind::Individual,
        "organisation" => PartyKind::Organisation,
        "vessel" => PartyKind::Vessel,
        "aircraft" => PartyKind::Aircraft,
        _ => return None,
    };
    if name.is_empty() || source.is_empty() || !ids::is_known(list) {
        return None;
    }
    let alias = |text: &str| Name { text: text.to_owned(), kind: NameKind::Alias, weak: false };
    let mut names = vec![Name::primary(*name)];
    names.extend(aliases.split('|').map(str::trim).filter(|a| !a.is_empty()).map(alias));
    let listed: Date = designated.parse().ok()?;
    let effective = match *effective {
        "" => None,
        day => Some(day.parse().ok()?),
    };
    let listing = Listing {
        programme: (*programme).to_owned(),
        directive: (!directive.is_empty()).then(|| (*directive).to_owned()),
        listed: Some(listed),
        effective,
    };
    Some(Entry {
        list: (*list).to_owned(),
        id: if id.is_empty() { format!("starter-{}", slug(name)) } else { (*id).to_owned() },
        party: Party { kind, names, ..Party::default() },
        listings: vec![listing],
        remarks: (*source).to_owned(),
        source: Provenance { file: file.to_owned(), offset, line },
    })
}

/// Lower-case letters and digits, other signs as single dashes: an id that outlives a move of the row.
fn slug(name: &str) -> String {
    let mut out = String::new();
    for c in name.to_lowercase().chars() {
        if c.is_alphanumeric() {
            out.push(c);
        } else if !out.ends_with('-') {
            out.push('-');
        }
    }
    out.trim_matches('-').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use std::collections::BTreeSet;

    #[test]
    fn every_row_is_well_formed() {
        let lines = |table: &str| table.lines().count() - 1;
        assert_eq!(entries().len(), TABLES.iter().map(|(_, table)| lines(table)).sum::<usize>());
        assert!((140..=200).contains(&lines(TABLES[0].1)));
        assert_eq!(lines(TABLES[1].1), 41);
    }

    #[test]
    fn dates_are_plausible_and_nobody_stands_twice() {
        let mut ids = BTreeSet::new();
        let mut names = BTreeSet::new();
        for entry in entries() {
            let listing = &entry.listings[0];
            let day = listing.listed.unwrap();
            assert!(date(2014, 3, 1) <= day && day <= date(2026, 8, 1), "{} {day}", entry.id);
            assert!(!listing.programme.is_empty(), "{}", entry.id);
            assert!(ids.insert((entry.list.clone(), entry.id.clone())), "{}", entry.id);
            if entry.list.starts_with("eu.833.annex-") {
                assert!(entry.id.starts_with("starter-"), "{}", entry.id);
                let (from, unsure) =
                    (entry.remarks.contains(" as reported by "), entry.remarks.starts_with("unverified: "));
                assert!(from ^ unsure, "{}: from where, or unverified", entry.id);
            }
            let key = (entry.list.clone(), entry.party.names[0].text.clone());
            assert!(names.insert(key), "{}", entry.party.names[0].text);
            let mut own = BTreeSet::new();
            for name in &entry.party.names {
                assert!(own.insert(name.text.clone()), "{} twice", name.text);
            }
        }
    }
}
