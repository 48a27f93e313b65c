//! What is known of names: given names and their short forms, how common a word is, titles, particles,
//! numbers and business words.
//!
//! The tables are ours, written from general knowledge; `data/README.md` says which file holds what. They are
//! read once, at first use; every look-up goes by the hash of its key and allocates nothing. Keys are
//! [`fold`]ed spellings, so a caller folds a word once and asks all look-ups with the result. Only
//! [`number`] takes the word as it stands, because folding would make `vii` and `vi` one.
//!
//! Nothing here decides whether two people are the same; an absent word is unknown, not rare or wrong.

mod firms;
mod fold;
mod given;
mod lexicon;
mod words;

pub(crate) use firms::is_slip;
pub use firms::{city, is_branch_word, misspelt, organisation_word, shortened};
pub use fold::fold;
pub(crate) use fold::fold_word;
pub(crate) use given::korean_syllables;
pub use given::{
    Gender, GivenId, SameGiven, gender, given, given_all, nickname_of, same_given, standard_name,
};
pub(crate) use lexicon::{Facts, facts};
pub use words::{Particle, frequency, number, particle, title};

use crate::romanise;

/// A table from folded spellings to values: rows in sorted order, and where each hash leads.
pub(crate) struct Table<T> {
    rows: Vec<(Box<str>, T)>,
    /// Numbers of rows, from 1, each at the first free place after the one its hash points to.
    places: Vec<u32>,
}

impl<T> Table<T> {
    /// Of several values for one spelling the first counts.
    pub(crate) fn of(mut rows: Vec<(Box<str>, T)>) -> Self {
        rows.sort_by(|a, b| a.0.cmp(&b.0));
        rows.dedup_by(|later, first| later.0 == first.0);
        let size = (2 * rows.len().max(1)).next_power_of_two();
        let mut places = vec![0; size];
        for (number, (spelling, _)) in (1..).zip(&rows) {
            let free = probe(spelling, size).find(|at| places.get(*at) == Some(&0));
            if let Some(place) = free.and_then(|at| places.get_mut(at)) {
                *place = number;
            }
        }
        Table { rows, places }
    }

    /// All spellings, in order.
    fn spellings(&self) -> impl Iterator<Item = &str> {
        self.rows.iter().map(|(spelling, _)| spelling.as_ref())
    }

    /// All values, in the order of their spellings.
    pub(crate) fn values(&self) -> impl Iterator<Item = &T> {
        self.rows.iter().map(|(_, value)| value)
    }

    pub(crate) fn get(&self, folded: &str) -> Option<&T> {
        for at in probe(folded, self.places.len()) {
            let row = self.rows.get((*self.places.get(at)?).checked_sub(1)? as usize)?;
            if row.0.as_ref() == folded {
                return Some(&row.1);
            }
        }
        None
    }
}

/// The places of a hash table, a power of two of them, in the order in which a spelling asks for them.
fn probe(spelling: &str, size: usize) -> impl Iterator<Item = usize> {
    let mut hash = spelling.len() as u64;
    for part in spelling.as_bytes().chunks(8) {
        let mut word = [0u8; 8];
        word.iter_mut().zip(part).for_each(|(cell, byte)| *cell = *byte);
        hash = (hash.rotate_left(5) ^ u64::from_le_bytes(word)).wrapping_mul(0x517c_c1b7_2722_0a95);
    }
    let first = (hash ^ (hash >> 32)) as usize;
    (0..size).map(move |step| first.wrapping_add(step) & (size - 1))
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
