//! Country names and ISO 3166 codes, as far as comparing needs them.
//!
//! The table is `data/countries.csv`; a name that is not in it stays what it is and equals only itself.

use crate::names::Table;
use crate::table;
use compact_str::CompactString;
use std::sync::OnceLock;

const TABLE: &str = include_str!("../../../data/countries.csv");

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
