//! The keys by which a word is found, and a table from keys to numbers.

use crate::compare::{self, Spelling};
use crate::known;
use crate::token::{self, Class, Token};

/// What a key is a key of; mixed into the hash so that the kinds do not meet.
pub(super) const SPELLING: u8 = 1;
const SKELETON: u8 = 2;
pub(super) const BAG: u8 = 3;
const PARTICLE: u8 = 4;
const GIVEN: u8 = 5;
const COARSE: u8 = 6;
const SCANNED: u8 = 7;
/// A key of the list's words, under the first word that has it.
pub(super) const KEY: u8 = 8;
/// An identifier: its scheme and canonical value.
pub(super) const IDENTIFIER: u8 = 9;

const START: u64 = 0xcbf2_9ce4_8422_2325;

fn step(hash: u64, byte: u8) -> u64 {
    (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
}

/// FNV-1a, 64 bits: stable, and a collision costs a candidate more, never a hit.
pub(super) fn hash(kind: u8, bytes: &[u8]) -> u64 {
    hash_of(kind, bytes.iter().copied())
}

/// As [`hash`], of bytes that do not lie together.
pub(super) fn hash_of(kind: u8, bytes: impl Iterator<Item = u8>) -> u64 {
    bytes.fold(step(START, kind), step)
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
    add_keys(token, out);
}

fn add_keys(token: &Token, out: &mut Vec<u64>) {
    keys_from(&token.spelling(), [&token.skeleton, &token.coarse, &token.scanned], out);
}

/// As [`keys_of`], of a word of which only the spelling is kept.
pub(super) fn keys_of_spelling(word: &Spelling<'_>, out: &mut Vec<u64>) {
    let sounds = str::from_utf8(word.key).map(|key| token::sounds(key, word.class)).unwrap_or_default();
    out.clear();
    keys_from(word, [&sounds.0, &sounds.1, &sounds.2], out);
}

/// Adds the keys of a word behind those that are there.
fn keys_from(word: &Spelling<'_>, [skeleton, coarse, scanned]: [&str; 3], out: &mut Vec<u64>) {
    let from = out.len();
    match word.class {
        Class::Particle | Class::Initial => {
            out.push(hash(PARTICLE, word.text));
            return;
        }
        Class::Numeral => {
            out.push(hash(SPELLING, word.key));
            return;
        }
        Class::Plain | Class::Generic | Class::Place => {}
    }
    let key = word.key;
    out.push(hash(SPELLING, key));
    if !key.iter().any(u8::is_ascii_digit) {
        let most = compare::edits_allowed(key.len());
        leave_out(SPELLING, key, most, out);
    }
    let skeleton = skeleton.as_bytes();
    if !skeleton.is_empty() {
        out.push(hash(SKELETON, skeleton));
        if skeleton.len() >= 5 {
            leave_out(SKELETON, skeleton, 1, out);
        }
    }
    if !coarse.is_empty() {
        out.push(hash(COARSE, coarse.as_bytes()));
    }
    if scanned.len() >= 3 {
        out.push(hash(SCANNED, scanned.as_bytes()));
    }
    if word.text != key && word.text.len() >= 4 {
        out.push(hash(SPELLING, word.text));
        if word.text.len() <= 24 {
            leave_out(SPELLING, word.text, 1, out);
        }
    }
    known::given_ids(&word.names).for_each(|id| out.push(hash(GIVEN, &id.to_le_bytes())));
    sort_from(from, out);
}

/// Sorts what stands from there on, and drops what is there twice.
fn sort_from(from: usize, out: &mut Vec<u64>) {
    let added = out.get_mut(from..).unwrap_or_default();
    added.sort_unstable();
    let mut kept = from;
    for at in from..out.len() {
        if at == from || out.get(at) != out.get(kept - 1) {
            out.swap(at, kept);
            kept += 1;
        }
    }
    out.truncate(kept);
}

/// All keys of a word in all its readings, ascending.
pub(super) fn all_keys_of(token: &Token, out: &mut Vec<u64>) {
    out.clear();
    add_keys(token, out);
    token.also.iter().for_each(|reading| add_keys(reading, out));
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

/// FNV mixes its upper bits poorly for short texts.
fn spread(key: u64) -> u64 {
    (key ^ (key >> 29)).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

/// Keys to numbers, in buckets by the upper bits of the key; as it is built.
#[derive(Debug, Default)]
pub(super) struct Filed {
    /// Where each bucket begins; one more at the end.
    pub(super) starts: Vec<u32>,
    /// The lower half of the key, and the number.
    pub(super) pairs: Vec<[u32; 2]>,
}

impl Filed {
    pub(super) fn new(keyed: &[(u64, u32)]) -> Filed {
        let shift = 64 - (keyed.len().max(2) as u64).ilog2();
        let bucket = |key: u64| (spread(key) >> shift) as usize;
        let mut starts = vec![0u32; (1usize << (64 - shift)) + 1];
        for (key, _) in keyed {
            if let Some(count) = starts.get_mut(bucket(*key) + 1) {
                *count += 1;
            }
        }
        let mut sum = 0;
        for start in &mut starts {
            sum += *start;
            *start = sum;
        }
        let mut next = starts.clone();
        let mut pairs = vec![[0u32; 2]; keyed.len()];
        for (key, number) in keyed {
            let Some(at) = next.get_mut(bucket(*key)) else { continue };
            if let Some(cell) = pairs.get_mut(*at as usize) {
                *cell = [spread(*key) as u32, *number];
            }
            *at += 1;
        }
        for (from, to) in starts.iter().zip(starts.iter().skip(1)) {
            if let Some(bucket) = pairs.get_mut(*from as usize..*to as usize) {
                bucket.sort_unstable();
            }
        }
        Filed { starts, pairs }
    }
}

/// A filed table where it lies.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Table<'a> {
    pub(super) starts: &'a [u32],
    pub(super) pairs: &'a [[u32; 2]],
}

/// The part of a table that a key leads to.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bucket {
    from: u32,
    to: u32,
    /// The lower half of the key.
    tag: u32,
}

impl<'a> Table<'a> {
    /// Where a key leads.
    pub(super) fn bucket(self, key: u64) -> Bucket {
        let key = spread(key);
        let bits = (self.starts.len().saturating_sub(1) as u64).checked_ilog2().unwrap_or(0);
        let at = key.checked_shr(64 - bits).unwrap_or(0) as usize;
        let start = |at: usize| self.starts.get(at).copied().unwrap_or(0);
        Bucket { from: start(at), to: start(at + 1), tag: key as u32 }
    }

    /// The numbers filed there under the key, ascending; by rare chance some of another key among them.
    pub(super) fn within(self, bucket: Bucket) -> impl Iterator<Item = u32> + 'a {
        let pairs = self.pairs.get(bucket.from as usize..bucket.to as usize).unwrap_or_default();
        pairs.iter().filter(move |[tag, _]| *tag == bucket.tag).map(|[_, number]| *number)
    }

    /// The numbers filed under a key, ascending; by rare chance some of another key among them.
    pub(super) fn find(self, key: u64) -> impl Iterator<Item = u32> + 'a {
        self.within(self.bucket(key))
    }
}
