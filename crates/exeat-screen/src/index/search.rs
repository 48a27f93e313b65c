//! From the words of a query to the rows worth a closer look.

use super::Query;
use super::data::View;
use super::judge::Likeness;
use super::keys::{Bucket, all_keys_of, keys_of_spelling};
use super::name::HEAVIEST;
use super::rows::{Gate, Head};
use super::words::Word;
use crate::align::{Alignment, How, Pair};
use crate::compare::{self, Spelling, likeness_of};
use crate::evidence;
use crate::token::{MOST_WORDS, Token};

/// A word of the vocabulary that is like some words of the query.
#[derive(Debug, Clone, Copy, Default)]
struct Alike {
    word: u32,
    /// Bit sets of the words of the query: those it is like, those among them that it contradicts, those of which
    /// it is a short form or they of it.
    like: u32,
    contradicts: u32,
    short: u32,
    thousandths: [u16; MOST_WORDS],
}

/// Room to work in, kept from query to query: all zero in between.
#[derive(Debug, Default)]
pub(super) struct Scratch {
    /// For each word of the vocabulary the last word of a query that was compared with it.
    seen: Vec<u32>,
    turn: u32,
    /// For each word of the vocabulary its place among `alike`, from 1.
    place: Vec<u32>,
    alike: Vec<Alike>,
    /// For each row the weight that can at most be explained of it, and of the query. No sum of weights that
    /// matters reaches the most that a cell holds.
    explained: Vec<[u16; 2]>,
    touched: Vec<u32>,
    keys: Vec<u64>,
    /// Where the keys of a word lead, and the words found there.
    buckets: Vec<Bucket>,
    heard: Vec<u32>,
    pairs: Vec<Pair>,
}

impl Scratch {
    /// Makes room for an index of that size.
    pub(super) fn fit(&mut self, words: usize, rows: usize) {
        if self.seen.len() < words {
            self.seen.resize(words, 0);
            self.place.resize(words, 0);
        }
        if self.explained.len() < rows {
            self.explained.resize(rows, [0, 0]);
        }
    }

    fn next_turn(&mut self) -> u32 {
        self.turn = self.turn.wrapping_add(1);
        if self.turn == 0 {
            self.seen.fill(0);
            self.turn = 1;
        }
        self.turn
    }

    /// Adds to the rows what a word explains of them and of the query.
    fn add(&mut self, rows: &[u32], listed: u32, asked: u32) {
        // A word of no weight must still touch its row.
        let more = [listed, asked].map(|weight| u16::try_from(weight.max(1)).unwrap_or(u16::MAX));
        for row in rows {
            let Some(cell) = self.explained.get_mut(*row as usize) else { continue };
            if *cell == [0, 0] {
                self.touched.push(*row);
            }
            *cell = [cell[0].saturating_add(more[0]), cell[1].saturating_add(more[1])];
        }
    }

    fn note(&mut self, word: u32, i: usize, found: compare::Likeness) {
        let Some(place) = self.place.get_mut(word as usize) else { return };
        if *place == 0 {
            self.alike.push(Alike { word, ..Alike::default() });
            *place = self.alike.len() as u32;
        }
        if let Some(alike) = self.alike.get_mut(*place as usize - 1) {
            alike.like |= 1 << i;
            alike.contradicts |= u32::from(found.contradicts) << i;
            alike.short |= u32::from(found.short) << i;
            if let Some(cell) = alike.thousandths.get_mut(i) {
                *cell = found.thousandths;
            }
        }
    }

    fn clear(&mut self) {
        for alike in self.alike.drain(..) {
            if let Some(place) = self.place.get_mut(alike.word as usize) {
                *place = 0;
            }
        }
        for row in self.touched.drain(..) {
            if let Some(cell) = self.explained.get_mut(row as usize) {
                *cell = [0, 0];
            }
        }
    }
}

impl View<'_> {
    /// Calls `visit` with every row that passes the gate of the evidence, in ascending order; with those of another
    /// kind of party only where they count.
    pub(super) fn search(
        &self,
        query: &Query,
        scratch: &mut Scratch,
        other_kinds: bool,
        mut visit: impl FnMut(u32, Likeness),
    ) {
        self.find_words(query, scratch);
        self.find_joined(query, scratch);
        for row in self.bags.find(query.prepared.bag) {
            if self.rows.head(row).is_some_and(|head| head.bag == query.prepared.bag) {
                scratch.add(&[row], HEAVIEST * MOST_WORDS as u32, HEAVIEST * MOST_WORDS as u32);
            }
        }
        let mut rows = std::mem::take(&mut scratch.touched);
        let explained = &scratch.explained;
        let passes = |row: &u32| {
            let (gate, sums) = (self.rows.gates.get(*row as usize), explained.get(*row as usize));
            gate.zip(sums).is_some_and(|(gate, sums)| can_pass(query, gate, *sums))
        };
        let (mut kept, mut at) = (0, 0);
        while at < rows.len() {
            if rows.get(at).is_some_and(passes) {
                rows.swap(kept, at);
                kept += 1;
            }
            at += 1;
        }
        if let Some(kept) = rows.get_mut(..kept) {
            kept.sort_unstable();
            let mut pairs = std::mem::take(&mut scratch.pairs);
            for row in kept.iter() {
                let Some(head) = self.rows.head(*row) else { continue };
                if !other_kinds && !query.kind.may_equal(head.kind()) {
                    continue;
                }
                pairs.clear();
                self.known_pairs(head, scratch, &mut pairs);
                if let Some(likeness) = self.weigh_up(query, head, &mut pairs) {
                    visit(*row, likeness);
                }
            }
            scratch.pairs = pairs;
        }
        scratch.touched = rows;
        scratch.clear();
    }

    /// The words of the vocabulary that are like words of the query, and the rows they stand in.
    fn find_words(&self, query: &Query, scratch: &mut Scratch) {
        let mut found = std::mem::take(&mut scratch.keys);
        for (i, token) in query.tokens.iter().enumerate() {
            all_keys_of(token, &mut found);
            let turn = scratch.next_turn();
            let weight = u32::from(query.prepared.weights.get(i).copied().unwrap_or(0));
            let ours = token.spelling();
            // looked up together, so that the memory is not waited for key by key
            scratch.buckets.clear();
            scratch.buckets.extend(found.iter().map(|key| self.word_keys.bucket(*key)));
            scratch.heard.clear();
            for bucket in &scratch.buckets {
                for number in self.word_keys.within(*bucket) {
                    match scratch.seen.get_mut(number as usize) {
                        Some(seen) if *seen != turn => *seen = turn,
                        _ => continue,
                    }
                    scratch.heard.push(number);
                }
            }
            let heard = std::mem::take(&mut scratch.heard);
            for number in &heard {
                let Some(word) = self.word(*number) else { continue };
                let like = best_likeness(&ours, token, &word.spelling(self.letters, self.given));
                if like.thousandths == 0 {
                    continue;
                }
                scratch.note(*number, i, like);
                if !word.class().is_telling() {
                    continue;
                }
                let theirs = u32::from(word.weight);
                let like = evidence::rounded(u32::from(like.thousandths));
                scratch.add(self.rows_with(word), theirs * like / 1000, weight * like / 1000);
            }
            scratch.heard = heard;
        }
        scratch.keys = found;
    }

    /// Rows with words that are written together on one side only.
    fn find_joined(&self, query: &Query, scratch: &mut Scratch) {
        let weights = &query.prepared.weights;
        for join in &query.prepared.joins {
            let run = weights.iter().cycle().skip(usize::from(join.start)).take(usize::from(join.len));
            let ours: u32 = run.map(|w| u32::from(*w)).sum();
            for word in self.word_keys.find(join.key).filter_map(|word| self.word(word)) {
                if word.key_hash == join.key {
                    scratch.add(self.rows_with(word), HEAVIEST, ours);
                }
            }
        }
        for (key, weight) in query.prepared.keys.iter().zip(weights) {
            for row in self.join_keys.find(*key) {
                let Some(head) = self.rows.head(row) else { continue };
                let side = self.rows.side(head);
                for join in side.joins.iter().filter(|join| join.key == *key) {
                    let run =
                        side.weights.iter().cycle().skip(usize::from(join.start)).take(usize::from(join.len));
                    scratch.add(&[row], run.map(|w| u32::from(*w)).sum(), u32::from(*weight));
                }
            }
        }
    }

    /// The pairs of like words of the query and a row.
    fn known_pairs(&self, head: &Head, scratch: &Scratch, pairs: &mut Vec<Pair>) {
        for (j, word) in self.rows.words(head).iter().enumerate() {
            let place = scratch.place.get(*word as usize).copied().unwrap_or(0) as usize;
            let Some(alike) = place.checked_sub(1).and_then(|at| scratch.alike.get(at)) else { continue };
            let mut rest = alike.like;
            while rest != 0 {
                let i = rest.trailing_zeros() as usize;
                rest &= rest - 1;
                let like = alike.thousandths.get(i).copied().unwrap_or(0);
                let has = |set: u32| set & (1 << i) != 0;
                pairs.push(pair(like, i, j, has(alike.contradicts), has(alike.short)));
            }
        }
    }

    fn weigh_up(&self, query: &Query, head: &Head, pairs: &mut [Pair]) -> Option<Likeness> {
        if head.bag == query.prepared.bag {
            return Some(Likeness::Equal);
        }
        let (ours, theirs) = (query.prepared.side(), self.rows.side(head));
        let alignment = Alignment::of(ours, theirs, pairs);
        evidence::gather(ours, theirs, &alignment, head.organisation, query.prepared.foreign)
            .map(Likeness::Seen)
    }

    /// The pairs of like words of the query and a row, without the help of the index.
    pub(super) fn all_pairs(&self, query: &Query, head: &Head, pairs: &mut Vec<Pair>) {
        let (mut ours, mut theirs) = (Vec::new(), Vec::new());
        for (j, word) in self.rows.words(head).iter().enumerate() {
            let Some(word) = self.word(*word) else { continue };
            let listed = word.spelling(self.letters, self.given);
            keys_of_spelling(&listed, &mut theirs);
            for (i, token) in query.tokens.iter().enumerate() {
                all_keys_of(token, &mut ours);
                if !ours.iter().any(|key| theirs.binary_search(key).is_ok()) {
                    continue;
                }
                let like = best_likeness(&token.spelling(), token, &listed);
                if like.thousandths > 0 {
                    pairs.push(pair(like.thousandths, i, j, like.contradicts, like.short));
                }
            }
        }
    }

    /// Calls `visit` with every row of an entry that passes the gate, found without the help of the index.
    pub(super) fn look_through(&self, entry: usize, query: &Query, mut visit: impl FnMut(u32, Likeness)) {
        let mut pairs = Vec::new();
        for row in self.rows.of_entry(entry) {
            let Some(head) = self.rows.head(row) else { continue };
            pairs.clear();
            self.all_pairs(query, head, &mut pairs);
            if let Some(likeness) = self.weigh_up(query, head, &mut pairs) {
                visit(row, likeness);
            }
        }
    }

    /// How query and row are aligned, for showing it.
    pub(super) fn aligned(&self, query: &Query, head: &Head) -> Alignment {
        let mut pairs = Vec::new();
        self.all_pairs(query, head, &mut pairs);
        Alignment::of(query.prepared.side(), self.rows.side(head), &mut pairs)
    }

    /// In how many entries words with that key stand.
    pub(super) fn entries_with(&self, key: &str) -> u32 {
        let same = |word: &&Word| word.spelling(self.letters, self.given).key == key.as_bytes();
        let filed = self.word_keys.find(super::keys::hash(super::keys::KEY, key.as_bytes()));
        filed.filter_map(|word| self.word(word)).find(same).map_or(0, |word| word.entries)
    }
}

fn pair(like: u16, i: usize, j: usize, contradicts: bool, short: bool) -> Pair {
    let how = match (contradicts, short) {
        (true, _) => How::Contradiction,
        (_, true) => How::Short,
        _ => How::Word,
    };
    Pair { like, i: i as u8, j: j as u8, how }
}

/// The likeness of the reading that is most like the listed word.
fn best_likeness(ours: &Spelling<'_>, token: &Token, listed: &Spelling<'_>) -> compare::Likeness {
    let first = likeness_of(ours, listed);
    let of = |t: &Token| {
        let like = likeness_of(&t.spelling(), listed);
        if t.guessed { like.at_most(compare::EDITED) } else { like }
    };
    token.also.iter().map(of).fold(first, |best, other| {
        let rank = |l: &compare::Likeness| (l.thousandths, !l.contradicts);
        if rank(&other) > rank(&best) { other } else { best }
    })
}

/// Whether a row can pass the gate, given what can at most be explained of it and of the query.
///
/// Initials and particles are found without the index, so all they could explain is added.
fn can_pass(query: &Query, gate: &Gate, [listed, asked]: [u16; 2]) -> bool {
    let (ours, whole) = (&query.prepared, u32::from(gate.whole));
    let initial = HEAVIEST * u32::from(compare::INITIAL) / 1000;
    let listed = u32::from(listed) + u32::from(gate.small) + ours.initials * initial;
    let asked = u32::from(asked) + ours.small + u32::from(gate.initials) * initial;
    evidence::passes((listed.min(whole), whole), (asked.min(ours.whole), ours.whole))
}
