//! Listed names, one row for each name in each reading.

use super::name::organisation;
use super::words::cut;
use crate::align::{JoinKey, Side};
use crate::party::PartyKind;
use crate::token::Class;
use zerocopy::{FromBytes, Immutable, IntoBytes, KnownLayout, TryFromBytes};

/// One listed name in one reading.
#[derive(Debug, Clone, Copy, Default, FromBytes, IntoBytes, Immutable, KnownLayout)]
#[repr(C)]
pub(crate) struct Head {
    pub(super) forms: u64,
    pub(super) bag: u64,
    pub(super) entry: u32,
    pub(super) name: u32,
    pub(super) reading: u32,
    /// Where its words and its joined words begin.
    pub(super) start: u32,
    pub(super) join: u32,
    pub(super) sons: u32,
    pub(super) gate: Gate,
    /// 0 for persons, 1 for organisations, 2 for ships and aircraft.
    pub(super) organisation: i16,
    pub(super) joins: u16,
    pub(super) len: u8,
    pub(super) family: u8,
    /// The number of the party's kind, and whether the name is a weak alias.
    pub(super) kind: u8,
    pub(super) weak: u8,
}

/// What the first look at a row needs; weights in thousandths.
#[derive(Debug, Clone, Copy, Default, FromBytes, IntoBytes, Immutable, KnownLayout)]
#[repr(C)]
pub(super) struct Gate {
    /// Weight of all its words, and of those that are found without the help of the index.
    pub(super) whole: u16,
    pub(super) small: u16,
    /// How many words of the other side its initials may stand for.
    pub(super) initials: u16,
    pub(super) rest: u16,
}

impl Head {
    pub(super) fn kind(&self) -> PartyKind {
        match self.kind {
            0 => PartyKind::Individual,
            1 => PartyKind::Organisation,
            2 => PartyKind::Vessel,
            3 => PartyKind::Aircraft,
            _ => PartyKind::Unknown,
        }
    }
}

/// The number of a kind in a [`Head`].
pub(super) fn kind_number(kind: PartyKind) -> u8 {
    match kind {
        PartyKind::Individual => 0,
        PartyKind::Organisation => 1,
        PartyKind::Vessel => 2,
        PartyKind::Aircraft => 3,
        PartyKind::Unknown => 4,
    }
}

/// All rows, cell for cell.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Rows<'a> {
    pub(super) heads: &'a [Head],
    /// The gates of the heads once more, close together.
    pub(super) gates: &'a [Gate],
    /// Where the rows of each entry begin; one more at the end.
    pub(super) first_row: &'a [u32],
    pub(super) words: &'a [u32],
    pub(super) weights: &'a [u16],
    pub(super) classes: &'a [u8],
    pub(super) first: &'a [u8],
    pub(super) keys: &'a [u64],
    pub(super) joins: &'a [JoinKey],
}

impl<'a> Rows<'a> {
    pub(super) fn head(&self, row: u32) -> Option<&'a Head> {
        self.heads.get(row as usize)
    }

    pub(super) fn of_entry(&self, entry: usize) -> std::ops::Range<u32> {
        let at = |entry: usize| self.first_row.get(entry).copied().unwrap_or(0);
        at(entry)..at(entry + 1)
    }

    pub(super) fn words(&self, head: &Head) -> &'a [u32] {
        cut(self.words, head.start, u32::from(head.len))
    }

    pub(super) fn side(&self, head: &Head) -> Side<'a> {
        let len = u32::from(head.len);
        Side {
            weights: cut(self.weights, head.start, len),
            // every byte was found to be a class when the index was opened
            classes: <[Class]>::try_ref_from_bytes(cut(self.classes, head.start, len)).unwrap_or_default(),
            common: &[],
            first: cut(self.first, head.start, len),
            keys: cut(self.keys, head.start, len),
            joins: cut(self.joins, head.join, u32::from(head.joins)),
            letters: &[],
            family: usize::from(head.family),
            sons: head.sons,
            forms: head.forms,
            initials: head.organisation == organisation(PartyKind::Individual),
        }
    }
}
