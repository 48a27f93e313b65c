//! The tables `data/warning-words.csv` and `data/warning-places.csv`, read once.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::pattern::{Pattern, Sets};
use super::token::{Token, is_cyrillic};

/// What a row is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Use {
    /// Bears on this fact.
    Fact(&'static str),
    /// Takes back what follows it within so many words.
    Not(usize),
    /// Takes back what stands before it within so many words.
    NotAfter(usize),
    /// Ends the reach of a negation.
    But,
    /// Words a negation reaches across: "directly or indirectly".
    Across,
    /// Beside it military and weapons are toys, books and games.
    Harmless,
    /// Stands before the name of a street, after it or in one word with it, or before that of a town.
    StreetBefore,
    StreetAfter,
    StreetWithin,
    Town,
}

/// Where a phrase must stand for a row not to count.
#[derive(Debug, Clone)]
pub(super) enum Unless {
    Directly { before: bool, pattern: Pattern },
    Near(Pattern),
    Anywhere(Pattern),
}

/// A row of a table.
#[derive(Debug, Clone)]
pub(super) struct Row {
    pub(super) pattern: Pattern,
    pub(super) language: &'static str,
    pub(super) is: Use,
    pub(super) value: &'static str,
    pub(super) unless: Vec<Unless>,
    /// A word that firms like in their names: counts in none.
    pub(super) weak: bool,
    /// A place whose name is also a common word: counts only where a place is meant.
    pub(super) needs_place: bool,
}

/// Rows that may begin at a word, by its first two letters.
#[derive(Debug, Default)]
pub(super) struct Rows {
    rows: Vec<Row>,
    by_start: BTreeMap<String, Vec<usize>>,
    any: Vec<usize>,
}

/// Both tables.
#[derive(Debug, Default)]
pub(super) struct Table {
    pub(super) sets: Sets,
    pub(super) words: Rows,
    pub(super) places: Rows,
    /// Negations, streets and the like.
    pub(super) context: Rows,
}

/// A row that matches the tokens from one to another.
#[derive(Debug, Clone, Copy)]
pub(super) struct Match<'a> {
    pub(super) row: &'a Row,
    pub(super) from: usize,
    pub(super) to: usize,
}

const WORDS: &str = include_str!("../../../../data/warning-words.csv");
const PLACES: &str = include_str!("../../../../data/warning-places.csv");

pub(super) static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let mut table = Table { sets: sets(), ..Table::default() };
    for cells in lines(WORDS) {
        let [phrase, language, bears_on, value, unless, note] = cells[..] else { continue };
        let reach = || value.parse().unwrap_or(1);
        let is = match bears_on {
            "set" | "small" => continue,
            "not" => Use::Not(reach()),
            "not after" => Use::NotAfter(reach()),
            "but" => Use::But,
            "across" => Use::Across,
            "harmless" => Use::Harmless,
            "street before" => Use::StreetBefore,
            "street after" => Use::StreetAfter,
            "street within" => Use::StreetWithin,
            "town" => Use::Town,
            fact => Use::Fact(fact),
        };
        let unless = unlesses(unless, &table.sets, false);
        let pattern = Pattern::read(phrase, &table.sets);
        let row = Row { pattern, language, is, value, unless, weak: note == "weak", needs_place: false };
        if matches!(is, Use::Fact(_)) { table.words.push(row) } else { table.context.push(row) }
    }
    for cells in lines(PLACES) {
        let [_, region, spellings, needs, unless, ..] = cells[..] else { continue };
        let unless = unlesses(unless, &table.sets, true);
        for spelling in spellings.split('|') {
            for form in inflected(spelling) {
                table.places.push(Row {
                    pattern: Pattern::read(&form, &table.sets),
                    language: "",
                    is: Use::Fact("supply.region"),
                    value: region,
                    unless: unless.clone(),
                    weak: false,
                    needs_place: needs == "place",
                });
            }
        }
    }
    table
});

impl Rows {
    fn push(&mut self, row: Row) {
        let at = self.rows.len();
        match row.pattern.starts() {
            Some(starts) => {
                starts.into_iter().for_each(|s| self.by_start.entry(s).or_default().push(at));
            }
            None => self.any.push(at),
        }
        self.rows.push(row);
    }

    /// Every match in a text, in the order of its words.
    pub(super) fn matches<'a>(&'a self, tokens: &[Token], sets: &Sets) -> Vec<Match<'a>> {
        let mut out = Vec::new();
        for (from, token) in tokens.iter().enumerate() {
            let mut candidates: Vec<usize> = self.any.clone();
            for form in &token.forms {
                for letters in 1..=2 {
                    let end = form.char_indices().nth(letters).map_or(form.len(), |(at, _)| at);
                    let start = form.get(..end).unwrap_or(form);
                    candidates.extend(self.by_start.get(start).into_iter().flatten());
                }
            }
            candidates.sort_unstable();
            candidates.dedup();
            for row in candidates.into_iter().filter_map(|at| self.rows.get(at)) {
                out.extend(row.pattern.end(tokens, from, sets).map(|to| Match { row, from, to }));
            }
        }
        out
    }
}

fn lines(text: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    text.lines()
        .filter(|line| !line.trim().is_empty() && !line.starts_with('#'))
        .skip(1)
        .map(|line| line.split(',').map(str::trim).collect())
}

fn sets() -> Sets {
    let mut sets = Sets::default();
    for cells in lines(WORDS) {
        let [phrase, _, bears_on, value, ..] = cells[..] else { continue };
        match bears_on {
            "set" => sets.add(phrase.trim_start_matches('$'), value),
            "small" => sets.small.extend(value.split('|').flat_map(super::token::fold)),
            _ => {}
        }
    }
    sets
}

/// `+x` directly after, `-x` directly before, else within three words; of a place anywhere in the text.
fn unlesses(cell: &str, sets: &Sets, anywhere: bool) -> Vec<Unless> {
    let one = |text: &str| {
        if let Some(rest) = text.strip_prefix('+') {
            Unless::Directly { before: false, pattern: Pattern::read(rest, sets) }
        } else if let Some(rest) = text.strip_prefix('-') {
            Unless::Directly { before: true, pattern: Pattern::read(rest, sets) }
        } else if anywhere {
            Unless::Anywhere(Pattern::read(text, sets))
        } else {
            Unless::Near(Pattern::read(text, sets))
        }
    };
    cell.split('|').map(str::trim).filter(|text| !text.is_empty()).map(one).collect()
}

/// A place name in the cases of Russian and Ukrainian, which its adjective (and so most streets) is none of.
fn inflected(name: &str) -> Vec<String> {
    let mut out = vec![name.to_owned()];
    let Some(last) = name.chars().last().filter(|c| is_cyrillic(*c)) else { return out };
    if name.contains(' ') {
        return out;
    }
    let stem = name.strip_suffix(last).unwrap_or(name);
    let (stem, endings): (&str, &[&str]) = match last {
        'ь' => (stem, &["я", "ю", "ем", "е", "и", "ью", "і"]),
        'а' => (stem, &["ы", "и", "е", "у", "ой", "ою", "і"]),
        'я' => (stem, &["и", "е", "ю", "ей", "ї", "єю"]),
        'о' | 'е' => (stem, &["а", "у", "ом", "е", "і", "му"]),
        'й' | 'ы' | 'и' | 'і' | 'у' | 'ю' | 'є' | 'ї' => return out,
        _ => (name, &["а", "у", "ом", "е", "і", "ові"]),
    };
    out.extend(endings.iter().map(|ending| format!("{stem}{ending}")));
    out
}

/// The script of a place as a text has it, for whoever reads a find.
pub(super) fn script_of(name: &str) -> &'static str {
    match name.chars().find(|c| c.is_alphabetic()) {
        Some(c) if is_cyrillic(c) => "Cyrillic",
        Some('\u{0600}'..='\u{06FF}') => "Arabic",
        Some(c) if c as u32 >= 0x3000 => "Han",
        _ => "Latin",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_has_its_columns_and_matches_something() {
        for (text, width) in [(WORDS, 6), (PLACES, 6)] {
            for cells in lines(text) {
                assert_eq!(cells.len(), width, "{cells:?}");
                let phrase = cells.first().copied().unwrap_or_default();
                assert!(!phrase.is_empty(), "{cells:?}");
            }
        }
        let known = super::super::FACTS;
        for cells in lines(WORDS) {
            let helper = ["set", "small", "not", "not after", "but", "across", "harmless", "street before"];
            let other = ["street after", "street within", "town"];
            let is = cells[2];
            assert!(helper.contains(&is) || other.contains(&is) || known.contains(&is), "{cells:?}");
        }
        for cells in lines(PLACES) {
            assert!(["crimea", "dnr", "lnr", "kherson_zaporizhzhia"].contains(&cells[1]), "{cells:?}");
        }
    }
}
