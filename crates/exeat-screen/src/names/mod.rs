//! What is known of names: given names and their short forms, how common a word is, titles, particles,
//! numbers and business words.
//!
//! The tables are ours, written from general knowledge; `data/README.md` says which file holds what. They are
//! read once, at first use; every look-up is a binary search over sorted keys and allocates nothing. Keys are
//! [`fold`]ed spellings, so a caller folds a word once and asks all look-ups with the result. Only
//! [`number`] takes the word as it stands, because folding would make `vii` and `vi` one.
//!
//! Nothing here decides whether two people are the same; an absent word is unknown, not rare or wrong.

mod fold;
mod given;
mod words;

pub use fold::{fold, fold_into};
pub use given::{
    Gender, GivenId, SameGiven, gender, given, given_all, nickname_of, same_given, standard_name,
};
pub use words::{Particle, frequency, number, organisation_word, particle, title};

use crate::romanise;

/// A sorted table from folded spellings to values.
pub(crate) struct Table<T> {
    rows: Vec<(Box<str>, T)>,
}

impl<T> Table<T> {
    /// Of several values for one spelling the first counts.
    fn of(mut rows: Vec<(Box<str>, T)>) -> Self {
        rows.sort_by(|a, b| a.0.cmp(&b.0));
        rows.dedup_by(|later, first| later.0 == first.0);
        Table { rows }
    }

    fn get(&self, folded: &str) -> Option<&T> {
        let at = self.rows.binary_search_by(|row| row.0.as_ref().cmp(folded)).ok()?;
        self.rows.get(at).map(|row| &row.1)
    }
}

/// The lines of a table that are neither blank nor comments, without the header, cut at commas.
pub(crate) fn lines(text: &'static str) -> impl Iterator<Item = std::str::Split<'static, char>> {
    text.lines()
        .filter(|line| !line.trim().is_empty() && !line.starts_with('#'))
        .skip(1)
        .map(|line| line.split(','))
}

/// A table's spelling as its keys: folded where it is Latin, all its readings folded where it is not.
fn keys(spelling: &str) -> Vec<Box<str>> {
    if spelling.is_ascii() {
        return vec![fold(spelling).into_boxed_str()];
    }
    let mut out: Vec<Box<str>> = Vec::new();
    for reading in romanise::alternatives(spelling) {
        let folded = fold(&reading);
        // The Arabic article is a word of its own.
        let key: Box<str> = folded.strip_prefix("al ").unwrap_or(&folded).into();
        if !key.is_empty() && !key.contains(' ') && !out.contains(&key) {
            out.push(key);
        }
    }
    out
}
