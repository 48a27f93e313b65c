//! How entries become an index.

use super::data::{Data, Parts};
use super::keys::{self, Filed, hash, keys_of};
use super::name::{Prepared, organisation, weight};
use super::rows::{Gate, Head, kind_number};
use super::words::Word;
use crate::known;
use crate::normalise::Word as Written;
use crate::party::{Entry, PartyKind};
use crate::token::{self, Class, Folded, Token};
use crate::{Identifier, Scheme};
use compact_str::CompactString;
use rustc_hash::{FxHashMap, FxHashSet};

/// The arrays for entries that are in order.
pub(super) fn build(entries: &[Entry]) -> Data {
    let mut builder = Builder::default();
    builder.read_words(entries);
    builder.count_entries();
    builder.weigh();
    builder.fill_rows(entries);
    builder.file_postings();
    builder.file_keys();
    builder.file_identifiers(entries);
    Data::of(&builder.parts)
}

/// The hash an identifier is filed under; equal for equal canonical ones.
pub(super) fn identifier_key(id: &Identifier) -> u64 {
    let (scheme, value) = id.canonical();
    let name = match &scheme {
        Scheme::Other(name) => format!("other {name}"),
        known => known.to_string(),
    };
    hash(keys::IDENTIFIER, format!("{name}\0{value}").as_bytes())
}

/// A listed name before its words are weighed.
struct Read {
    at: At,
    folded: Folded,
    words: Vec<u32>,
}

/// Entry, name, as what kind it is read, and the reading.
type At = (usize, usize, PartyKind, usize);

/// Every name of every entry in each reading, in order.
fn fold_all(entries: &[Entry]) -> Vec<(At, Folded)> {
    // most words stand in many names
    let mut memo: FxHashMap<(PartyKind, CompactString), Token> = FxHashMap::default();
    let mut make = |word: Written, kind: PartyKind| {
        if !word.shown.is_ascii() || !word.also.is_empty() {
            return token::token(word, kind);
        }
        let key = (kind, word.text.clone());
        if let Some(known) = memo.get(&key) {
            return Token { shown: word.shown, ..known.clone() };
        }
        let made = token::token(word, kind);
        memo.insert(key, made.clone());
        made
    };
    let mut out = Vec::with_capacity(entries.len());
    for (entry, listed) in entries.iter().enumerate() {
        for (name, written) in listed.party.names.iter().enumerate() {
            for kind in listed.party.kind.compared_as() {
                let readings = token::fold_with(&written.text, *kind, &mut make);
                let placed = |(reading, folded)| ((entry, name, *kind, reading), folded);
                out.extend(readings.into_iter().enumerate().map(placed));
            }
        }
    }
    out
}

#[derive(Default)]
struct Builder {
    parts: Parts,
    reads: Vec<Read>,
    vocabulary: Vec<Token>,
}

impl Builder {
    fn read_words(&mut self, entries: &[Entry]) {
        let mut numbers: FxHashMap<(CompactString, Class), u32> = FxHashMap::default();
        for (at, folded) in fold_all(entries) {
            let mut words = Vec::with_capacity(folded.tokens.len());
            for token in folded.tokens.iter().take(token::MOST_WORDS) {
                let next = self.vocabulary.len() as u32;
                let word = *numbers.entry((token.text.clone(), token.class)).or_insert(next);
                if word == next {
                    self.vocabulary.push(token.clone());
                    self.add_word(token);
                }
                words.push(word);
            }
            self.reads.push(Read { at, folded, words });
        }
    }

    fn add_word(&mut self, token: &Token) {
        let (letters, names) = (&mut self.parts.letters, &mut self.parts.given);
        let word = Word {
            key_hash: hash(keys::SPELLING, token.key.as_bytes()),
            text: letters.len() as u32,
            text_len: token.text.len() as u32,
            key_len: token.key.len() as u32,
            folded_len: token.known.folded.len() as u32,
            letters: token.letters,
            consonants: token.consonants,
            given: names.len() as u32,
            given_len: token.known.given.len() as u16,
            short_len: token.known.short.len() as u16,
            world: known::world_weight(token) as u16,
            class: token.class as u8,
            voiceless: u8::from(token.voiceless),
            title: u8::from(token.known.title),
            ..Word::default()
        };
        for text in [&token.text, &token.key, &token.known.folded] {
            letters.extend_from_slice(text.as_bytes());
        }
        names.extend_from_slice(token.known.given);
        names.extend_from_slice(token.known.short);
        self.parts.words.push(word);
    }

    /// In how many entries each key stands.
    fn count_entries(&mut self) {
        let mut numbers: FxHashMap<&str, u32> = FxHashMap::default();
        let mut key_of: Vec<u32> = Vec::with_capacity(self.vocabulary.len());
        for token in &self.vocabulary {
            let next = numbers.len() as u32;
            key_of.push(*numbers.entry(token.key.as_str()).or_insert(next));
        }
        let mut counts = vec![(usize::MAX, 0u32); numbers.len()];
        for read in &self.reads {
            for word in &read.words {
                let key = key_of.get(*word as usize).copied().unwrap_or(0);
                if let Some((last, count)) = counts.get_mut(key as usize)
                    && *last != read.at.0
                {
                    *last = read.at.0;
                    *count += 1;
                }
            }
        }
        for (word, key) in self.parts.words.iter_mut().zip(key_of) {
            word.entries = counts.get(key as usize).map_or(0, |(_, count)| *count);
        }
    }

    fn weigh(&mut self) {
        for word in &mut self.parts.words {
            word.weight = weight(word.class(), word.entries, u32::from(word.world));
        }
    }

    fn fill_rows(&mut self, entries: &[Entry]) {
        let mut entry = 0;
        for read in std::mem::take(&mut self.reads) {
            while entry <= read.at.0 {
                self.parts.first_row.push(self.parts.heads.len() as u32);
                entry += 1;
            }
            let listed = entries.get(read.at.0);
            let weak = listed.and_then(|e| e.party.names.get(read.at.1)).is_some_and(|name| name.weak);
            let weigh = |word: &u32| self.parts.words.get(*word as usize).map_or(0, |w: &Word| w.weight);
            let prepared = Prepared::of(&read.folded, read.words.iter().map(weigh), read.at.2);
            self.push_row(read.at, &read.words, &prepared, weak);
        }
        while entry <= entries.len() {
            self.parts.first_row.push(self.parts.heads.len() as u32);
            entry += 1;
        }
    }

    fn push_row(&mut self, (entry, name, kind, reading): At, words: &[u32], prepared: &Prepared, weak: bool) {
        let parts = &mut self.parts;
        // A word that is a run of initials is one in the query alone.
        let initials = prepared.classes.iter().filter(|c| **c == Class::Initial).count();
        let is_small = |class: &Class| matches!(class, Class::Particle | Class::Initial);
        let weights = prepared.weights.iter().zip(&prepared.classes);
        let small: u32 = weights.filter(|(_, class)| is_small(class)).map(|(w, _)| u32::from(*w)).sum();
        let gate =
            Gate { whole: prepared.whole as u16, small: small as u16, initials: initials as u16, rest: 0 };
        parts.heads.push(Head {
            forms: prepared.forms,
            bag: prepared.bag,
            entry: entry as u32,
            name: name as u32,
            reading: reading as u32,
            start: parts.row_words.len() as u32,
            join: parts.joins.len() as u32,
            sons: prepared.sons,
            gate,
            organisation: organisation(kind),
            joins: prepared.joins.len() as u16,
            len: prepared.keys.len() as u8,
            family: prepared.family as u8,
            kind: kind_number(kind),
            weak: u8::from(weak),
        });
        parts.gates.push(gate);
        parts.row_words.extend_from_slice(words.get(..prepared.keys.len()).unwrap_or(words));
        parts.row_weights.extend_from_slice(&prepared.weights);
        parts.row_classes.extend(prepared.classes.iter().map(|class| *class as u8));
        parts.row_first.extend_from_slice(&prepared.first);
        parts.row_keys.extend_from_slice(&prepared.keys);
        parts.joins.extend_from_slice(&prepared.joins);
    }

    fn file_postings(&mut self) {
        let parts = &mut self.parts;
        // rows are walked in order, so a word that stands twice in a row was seen just before
        let mut last = vec![u32::MAX; parts.words.len()];
        let mut each_row = |parts: &mut Parts, visit: &mut dyn FnMut(&mut Parts, usize, u32)| {
            last.fill(u32::MAX);
            for row in 0..parts.heads.len() {
                let Some(head) = parts.heads.get(row).copied() else { continue };
                for at in head.start as usize..head.start as usize + usize::from(head.len) {
                    let word = parts.row_words.get(at).map_or(0, |word| *word as usize);
                    if let Some(last) = last.get_mut(word)
                        && *last != row as u32
                    {
                        *last = row as u32;
                        visit(parts, word, row as u32);
                    }
                }
            }
        };
        each_row(parts, &mut |parts, word, _| {
            if let Some(word) = parts.words.get_mut(word) {
                word.rows += 1;
            }
        });
        let mut sum = 0;
        for word in &mut parts.words {
            word.postings = sum;
            sum += word.rows;
        }
        parts.postings = vec![0; sum as usize];
        let mut next: Vec<u32> = parts.words.iter().map(|w| w.postings).collect();
        each_row(parts, &mut |parts, word, row| {
            let Some(at) = next.get_mut(word) else { return };
            if let Some(cell) = parts.postings.get_mut(*at as usize) {
                *cell = row;
            }
            *at += 1;
        });
    }

    fn file_keys(&mut self) {
        let mut keys = Vec::new();
        let mut keyed = Vec::new();
        let mut seen: FxHashSet<&str> = FxHashSet::default();
        for (word, token) in self.vocabulary.iter().enumerate() {
            keys_of(token, &mut keys);
            keyed.extend(keys.iter().map(|key| (*key, word as u32)));
            if seen.insert(&token.key) {
                keyed.push((hash(keys::KEY, token.key.as_bytes()), word as u32));
            }
        }
        self.parts.word_keys = Filed::new(&keyed);
        keyed.clear();
        for (row, head) in self.parts.heads.iter().enumerate() {
            let joins = super::words::cut(&self.parts.joins, head.join, u32::from(head.joins));
            keyed.extend(joins.iter().map(|join| (join.key, row as u32)));
        }
        keyed.sort_unstable();
        keyed.dedup();
        self.parts.join_keys = Filed::new(&keyed);
        keyed.clear();
        keyed.extend(self.parts.heads.iter().enumerate().map(|(row, head)| (head.bag, row as u32)));
        self.parts.bags = Filed::new(&keyed);
    }

    fn file_identifiers(&mut self, entries: &[Entry]) {
        let of = |(entry, listed): (usize, &Entry)| {
            let ids = listed.party.identifiers.iter();
            ids.map(|id| (identifier_key(id), entry as u32)).collect::<Vec<_>>()
        };
        let mut keyed: Vec<(u64, u32)> = entries.iter().enumerate().flat_map(of).collect();
        keyed.sort_unstable();
        keyed.dedup();
        self.parts.identifiers = Filed::new(&keyed);
    }
}
