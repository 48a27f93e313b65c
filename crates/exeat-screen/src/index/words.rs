//! The different words of all listed names: what comparing and weighing have to know of each.

use crate::compare::Spelling;
use crate::known::GivenNames;
use crate::names::GivenId;
use crate::token::Class;
use zerocopy::{FromBytes, Immutable, IntoBytes, KnownLayout};

/// One word of the vocabulary. Its letters lie in one text with those of the others: its spelling, behind it its
/// key, behind that the spelling the tables of names have.
#[derive(Debug, Clone, Copy, Default, FromBytes, IntoBytes, Immutable, KnownLayout)]
#[repr(C)]
pub(super) struct Word {
    /// Hash of its key, as a spelling.
    pub(super) key_hash: u64,
    pub(super) text: u32,
    pub(super) text_len: u32,
    pub(super) key_len: u32,
    pub(super) folded_len: u32,
    pub(super) letters: u32,
    pub(super) consonants: u32,
    /// Where its given names begin: those it is a spelling of, then those it is a short form of.
    pub(super) given: u32,
    /// Where the rows it stands in begin, and how many there are.
    pub(super) postings: u32,
    pub(super) rows: u32,
    /// In how many entries words with its key stand.
    pub(super) entries: u32,
    pub(super) given_len: u16,
    pub(super) short_len: u16,
    /// What it weighs, and what it would for its rarity in the world alone.
    pub(super) weight: u16,
    pub(super) world: u16,
    pub(super) class: u8,
    pub(super) voiceless: u8,
    pub(super) title: u8,
    pub(super) rest: [u8; 5],
}

/// The class of that number.
fn class(number: u8) -> Class {
    match number {
        0 => Class::Plain,
        1 => Class::Generic,
        2 => Class::Place,
        3 => Class::Particle,
        4 => Class::Initial,
        _ => Class::Numeral,
    }
}

impl Word {
    pub(super) fn class(&self) -> Class {
        class(self.class)
    }

    /// What comparing has to know of it, given the letters and given names of all words.
    pub(super) fn spelling<'a>(&self, texts: &'a [u8], names: &'a [GivenId]) -> Spelling<'a> {
        let text = cut(texts, self.text, self.text_len);
        let key = cut(texts, self.text.wrapping_add(self.text_len), self.key_len);
        let folded =
            cut(texts, self.text.wrapping_add(self.text_len).wrapping_add(self.key_len), self.folded_len);
        Spelling {
            text,
            key,
            class: self.class(),
            voiceless: self.voiceless != 0,
            letters: self.letters,
            consonants: self.consonants,
            names: GivenNames {
                folded,
                given: cut(names, self.given, u32::from(self.given_len)),
                short: cut(
                    names,
                    self.given.wrapping_add(u32::from(self.given_len)),
                    u32::from(self.short_len),
                ),
            },
        }
    }
}

/// A part of an arena; empty where it is not wholly within.
pub(super) fn cut<T>(all: &[T], start: u32, len: u32) -> &[T] {
    let start = start as usize;
    all.get(start..start.saturating_add(len as usize)).unwrap_or_default()
}
