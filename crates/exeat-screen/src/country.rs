//! Country names and ISO 3166 codes, as far as comparing needs them.
//!
//! The table is `data/countries.csv`; a name that is not in it stays what it is and equals only itself.

use crate::names::Table;
use crate::table;
use compact_str::CompactString;
use jiff::civil::Date;
use std::sync::OnceLock;

const TABLE: &str = include_str!("../../../data/countries.csv");
/// Further names that a transaction may give; comparing parties does without them.
const NAMES: &str = include_str!("../../../data/country-names.csv");
const TERRITORIES: &str = include_str!("../../../data/territories.csv");

/// A territory, and the state whose part the law sees in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Territory {
    /// Its code.
    pub code: &'static str,
    /// Code of the state that the law reads in its place; none where it stays itself.
    pub state: Option<&'static str>,
    /// First day.
    pub from: Option<Date>,
    /// First day no longer.
    pub until: Option<Date>,
    /// Why.
    pub because: &'static str,
}

/// Every row of the table of territories.
pub fn territories() -> impl Iterator<Item = Territory> {
    let some = |cell: &'static str| (!cell.is_empty()).then_some(cell);
    table::rows(TERRITORIES).filter_map(move |row| {
        let [code, state, from, until, _, because, ..] = row[..] else { return None };
        let day = |cell: &str| cell.parse().ok();
        Some(Territory { code, state: some(state), from: day(from), until: day(until), because })
    })
}

/// The code that a name, a three-letter code or a two-letter one in capitals stands for, in every table: those of
/// [`code`], the long English names, and territories.
pub fn stated(text: &str) -> Option<&'static str> {
    static KNOWN: OnceLock<Table<&'static str>> = OnceLock::new();
    let known = KNOWN.get_or_init(|| {
        let long = table::rows(NAMES).map(|row| (row, 1));
        let lands = table::rows(TERRITORIES).map(|mut row| {
            if row.len() > 5 {
                row.remove(5);
            }
            (row, 4)
        });
        let rows = table::rows(TABLE).map(|row| (row, 1)).chain(long).chain(lands);
        let named = rows.filter_map(|(row, skip)| row.first().copied().map(|code| (code, row, skip)));
        let named = named.flat_map(|(code, row, skip)| {
            row.into_iter().skip(skip).map(move |name| (key(name).as_str().into(), code))
        });
        Table::of(named.filter(|(name, _): &(Box<str>, _)| !name.is_empty()).collect())
    });
    match text.len() {
        2 => every().find(|code| *code == text),
        _ => {
            let bare = text.get(4..).filter(|_| text.to_lowercase().starts_with("the "));
            known.get(&key(text)).or_else(|| known.get(&key(bare?))).copied()
        }
    }
}

/// Every two-letter code: of countries, and of territories that ISO or we keep beside them.
pub fn every() -> impl Iterator<Item = &'static str> {
    static CODES: OnceLock<Vec<&'static str>> = OnceLock::new();
    let all = CODES.get_or_init(|| {
        let mut all: Vec<&'static str> = codes().chain(territories().map(|t| t.code)).collect();
        all.sort_unstable();
        all.dedup();
        all
    });
    all.iter().copied()
}

/// Names and three-letter codes that [`stated`] takes, for a message to name the nearest.
pub fn spellings() -> impl Iterator<Item = &'static str> {
    let of = |text, skip| table::rows(text).flat_map(move |row| row.into_iter().skip(skip));
    of(TABLE, 1).chain(of(NAMES, 1)).chain(of(TERRITORIES, 6)).filter(|name| !name.is_empty())
}

/// The two-letter code for a country's code or name, in any case; none where we do not know it.
pub fn code(text: &str) -> Option<&'static str> {
    static KNOWN: OnceLock<Table<&'static str>> = OnceLock::new();
    let known = KNOWN.get_or_init(|| {
        let rows = table::rows(TABLE)
            .filter_map(|row| row.first().copied().map(|code| (code, row)))
            .flat_map(|(code, row)| row.into_iter().map(move |name| (key(name).as_str().into(), code)))
            .filter(|(name, _): &(Box<str>, _)| !name.is_empty());
        Table::of(rows.collect())
    });
    known.get(&key(text)).copied()
}

/// Every two-letter code of the table.
pub fn codes() -> impl Iterator<Item = &'static str> {
    table::rows(TABLE).filter_map(|row| row.first().copied())
}

/// Every name of the table with its country's code.
pub(crate) fn names() -> impl Iterator<Item = (&'static str, &'static str)> {
    table::rows(TABLE)
        .filter_map(|row| row.first().copied().map(|code| (code, row)))
        .flat_map(|(code, row)| row.into_iter().skip(2).map(move |name| (name, code)))
}

/// Whether both mean the same country.
pub fn same(a: &str, b: &str) -> bool {
    match (code(a), code(b)) {
        (Some(a), Some(b)) => a == b,
        _ => key(a) == key(b),
    }
}

/// Letters only, so that `Korea, North` needs no comma in a comma-separated table.
fn key(text: &str) -> CompactString {
    text.chars().filter(|c| c.is_alphabetic()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    #[test]
    fn codes_and_names_meet() {
        for (text, want) in [
            ("Russia", Some("RU")),
            ("ru", Some("RU")),
            ("RUS", Some("RU")),
            ("Korea, North", Some("KP")),
            ("Congo, Democratic Republic of the", Some("CD")),
            ("United Kingdom", Some("GB")),
            ("Atlantis", None),
        ] {
            assert_eq!(code(text), want, "{text}");
        }
        assert!(same("Russian Federation", "RU") && same("Atlantis", "atlantis") && !same("RU", "UA"));
    }

    #[test]
    fn every_code_and_spelling_of_every_table_is_read() {
        for code in every() {
            assert_eq!(stated(code), Some(code));
            assert_eq!(stated(&code.to_lowercase()), None, "two letters are capitals");
        }
        assert!(every().count() >= 250);
        for name in spellings().filter(|name| name.chars().count() > 2) {
            let code = stated(name).unwrap_or_else(|| panic!("{name}"));
            assert_eq!(stated(&name.to_uppercase()), Some(code), "{name}");
        }
        for (text, want) in [
            ("Iran, Islamic Republic of", "IR"),
            ("Czechia", "CZ"),
            ("Côte d'Ivoire", "CI"),
            ("Canary Islands", "IC"),
            ("Réunion", "RE"),
            ("PRI", "PR"),
            ("Russian Federation", "RU"),
            ("the Netherlands", "NL"),
        ] {
            assert_eq!(stated(text), Some(want), "{text}");
        }
        for text in ["XX", "EL", "RF", "Narnia", "", "R", "ru"] {
            assert_eq!(stated(text), None, "{text}");
        }
    }

    #[test]
    fn territories_name_a_state_and_a_reason() {
        for land in territories() {
            assert_eq!(land.state.is_some(), !land.because.is_empty(), "{land:?}");
            assert!(land.state.is_none_or(|state| codes().any(|code| code == state)), "{land:?}");
        }
    }

    #[test]
    fn no_name_stands_for_two_countries() {
        let mut seen = BTreeMap::new();
        for row in table::rows(TABLE) {
            assert!(row.len() >= 3 && row[0].len() == 2 && row[1].len() == 3, "{row:?}");
            for name in &row {
                if let Some(other) = seen.insert(key(name), row[0]) {
                    assert_eq!(other, row[0], "{name}");
                }
            }
        }
        assert!(seen.len() > 600);
    }
}
