//! The keys by which a word is found, and a table from keys to numbers.

use crate::compare;
use crate::known;
use crate::token::{Class, Token};

/// What a key is a key of; mixed into the hash so that the kinds do not meet.
pub(super) const SPELLING: u8 = 1;
const SKELETON: u8 = 2;
pub(super) const BAG: u8 = 3;
const PARTICLE: u8 = 4;
const GIVEN: u8 = 5;
const COARSE: u8 = 6;
const SCANNED: u8 = 7;

const START: u64 = 0xcbf2_9ce4_8422_2325;

fn step(hash: u64, byte: u8) -> u64 {
    (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
}

/// FNV-1a, 64 bits: stable, and a collision costs a candidate more, never a hit.
pub(super) fn hash(kind: u8, bytes: &[u8]) -> u64 {
    bytes.iter().fold(step(START, kind), |h, b| step(h, *b))
}

/// All keys of one word, ascending.
///
/// The spelling key, that key with as many letters left out as edits are allowed, the skeleton, the skeleton with
/// one consonant left out, coarser skeletons, the spelling before sounds are made one with a letter left out, and
/// the given name it is a spelling of. Two spelling keys within `d` edits (swaps of
/// neighbours included) always share one with at most `d` letters left out on either side. Words without a
/// shared key have nothing to do with each other, by definition.
pub(super) fn keys_of(token: &Token, out: &mut Vec<u64>) {
    out.clear();
    match token.class {
        Class::Particle | Class::Initial => {
            out.push(hash(PARTICLE, token.text.as_bytes()));
            return;
        }
        Class::Numeral => {
            out.push(hash(SPELLING, token.key.as_bytes()));
            return;
        }
        Class::Plain | Class::Generic => {}
    }
    let key = token.key.as_bytes();
    out.push(hash(SPELLING, key));
    if !key.iter().any(u8::is_ascii_digit) {
        let most = compare::edits_allowed(key.len());
        leave_out(SPELLING, key, most, out);
    }
    let skeleton = token.skeleton.as_bytes();
    if !skeleton.is_empty() {
        out.push(hash(SKELETON, skeleton));
        if skeleton.len() >= 5 {
            leave_out(SKELETON, skeleton, 1, out);
        }
    }
    if !token.coarse.is_empty() {
        out.push(hash(COARSE, token.coarse.as_bytes()));
    }
    if token.scanned.len() >= 3 {
        out.push(hash(SCANNED, token.scanned.as_bytes()));
    }
    if token.text != token.key && token.text.len() >= 4 {
        out.push(hash(SPELLING, token.text.as_bytes()));
        if token.text.len() <= 24 {
            leave_out(SPELLING, token.text.as_bytes(), 1, out);
        }
    }
    known::given_ids(token).for_each(|id| out.push(hash(GIVEN, &id.to_le_bytes())));
    out.sort_unstable();
    out.dedup();
}

/// All keys of a word in all its readings, ascending.
pub(super) fn all_keys_of(token: &Token, out: &mut Vec<u64>) {
    keys_of(token, out);
    let mut more = Vec::new();
    for reading in &token.also {
        keys_of(reading, &mut more);
        out.append(&mut more);
    }
    if !token.also.is_empty() {
        out.sort_unstable();
        out.dedup();
    }
}

/// The hashes of all spellings with one letter, and where `most` is 2 with two letters, left out.
fn leave_out(kind: u8, key: &[u8], most: usize, out: &mut Vec<u64>) {
    if most == 0 {
        return;
    }
    let mut before = step(START, kind);
    for (at, byte) in key.iter().enumerate() {
        let rest = key.get(at + 1..).unwrap_or_default();
        out.push(rest.iter().fold(before, |h, b| step(h, *b)));
        if most > 1 {
            let mut between = before;
            for (second, byte) in rest.iter().enumerate() {
                let rest = rest.get(second + 1..).unwrap_or_default();
                out.push(rest.iter().fold(between, |h, b| step(h, *b)));
                between = step(between, *byte);
            }
        }
        before = step(before, *byte);
    }
}

/// Keys to numbers, in buckets by the upper bits of the key.
#[derive(Debug, Default)]
pub(super) struct Table {
    shift: u32,
    starts: Vec<u32>,
    pairs: Vec<(u32, u32)>,
}

/// FNV mixes its upper bits poorly for short texts.
fn spread(key: u64) -> u64 {
    (key ^ (key >> 29)).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

impl Table {
    pub(super) fn new(keyed: &[(u64, u32)]) -> Table {
        let bits = (keyed.len().max(2) as u64).ilog2();
        let shift = 64 - bits;
        let mut sorted: Vec<(u64, u32)> = keyed.iter().map(|(key, number)| (spread(*key), *number)).collect();
        sorted.sort_unstable();
        let mut starts = Vec::with_capacity((1usize << bits) + 1);
        for (at, (key, _)) in sorted.iter().enumerate() {
            while starts.len() as u64 <= key >> shift {
                starts.push(at as u32);
            }
        }
        starts.resize((1usize << bits) + 1, sorted.len() as u32);
        let pairs = sorted.into_iter().map(|(key, number)| (key as u32, number)).collect();
        Table { shift, starts, pairs }
    }

    /// The numbers filed under a key, ascending; by rare chance some of another key among them.
    pub(super) fn find(&self, key: u64) -> impl Iterator<Item = u32> {
        let key = spread(key);
        let bucket = key.checked_shr(self.shift).unwrap_or(0) as usize;
        let from = self.starts.get(bucket).copied().unwrap_or(0) as usize;
        let to = self.starts.get(bucket + 1).copied().unwrap_or(0) as usize;
        let pairs = self.pairs.get(from..to).unwrap_or_default();
        pairs.iter().filter(move |(tag, _)| *tag == key as u32).map(|(_, number)| *number)
    }
}
