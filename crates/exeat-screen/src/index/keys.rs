//! The keys by which a word is found, and a table from keys to numbers.

use crate::compare;
use crate::token::Token;

/// What a key is a key of; mixed into the hash so that the kinds do not meet.
pub(super) const SPELLING: u8 = 1;
pub(super) const SKELETON: u8 = 2;
pub(super) const BAG: u8 = 3;

/// FNV-1a, 64 bits: stable, and a collision costs a candidate more, never a hit.
pub(super) fn hash(kind: u8, bytes: &[u8]) -> u64 {
    let start = 0xcbf2_9ce4_8422_2325u64;
    let step = |h: u64, b: &u8| (h ^ u64::from(*b)).wrapping_mul(0x0000_0100_0000_01b3);
    bytes.iter().fold(step(start, &kind), step)
}

/// All keys of one word.
pub(super) struct Keys;

impl Keys {
    /// The spelling key, that key with as many letters left out as edits are allowed, and the skeleton.
    ///
    /// Two keys within `d` edits (swaps of neighbours included) always share one with at most `d` letters left
    /// out on either side, and the shorter of two keys allows no more edits than the longer.
    pub(super) fn of(token: &Token) -> Vec<u64> {
        let key = token.key.as_bytes();
        let mut out = vec![hash(SPELLING, key)];
        if !key.iter().any(u8::is_ascii_digit) {
            leave_out(key, 0, compare::edits_allowed(key.len()), &mut out);
        }
        if !token.skeleton.is_empty() {
            out.push(hash(SKELETON, token.skeleton.as_bytes()));
        }
        out.sort_unstable();
        out.dedup();
        out
    }
}

fn leave_out(key: &[u8], from: usize, most: usize, out: &mut Vec<u64>) {
    if most == 0 {
        return;
    }
    for at in from..key.len() {
        let shorter: Vec<u8> = key.iter().enumerate().filter(|(i, _)| *i != at).map(|(_, b)| *b).collect();
        out.push(hash(SPELLING, &shorter));
        leave_out(&shorter, at, most - 1, out);
    }
}

/// Keys to numbers, as one sorted array.
#[derive(Debug, Default)]
pub(super) struct Table(Vec<(u64, u32)>);

impl Table {
    /// The numbers filed under a key, ascending.
    pub(super) fn find(&self, key: u64) -> impl Iterator<Item = usize> {
        let from = self.0.partition_point(|(k, _)| *k < key);
        let rest = self.0.get(from..).unwrap_or_default();
        rest.iter().take_while(move |(k, _)| *k == key).map(|(_, n)| *n as usize)
    }
}

impl FromIterator<(u64, usize)> for Table {
    fn from_iter<I: IntoIterator<Item = (u64, usize)>>(pairs: I) -> Table {
        let narrow = |(key, n): (u64, usize)| (key, u32::try_from(n).unwrap_or(u32::MAX));
        let mut table: Vec<(u64, u32)> = pairs.into_iter().map(narrow).collect();
        table.sort_unstable();
        table.dedup();
        Table(table)
    }
}
