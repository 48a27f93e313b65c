//! Listed names in one arena, and how they get there.

use super::Index;
use super::keys::{self, Table, hash, keys_of};
use super::name::{Prepared, Weigh, organisation};
use crate::align::{JoinKey, Side};
use crate::token::{self, Class, Folded, Known, Token};
use std::cell::RefCell;
use std::collections::HashMap;

/// One listed name in one reading.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Head {
    pub(super) entry: u32,
    pub(super) name: u32,
    pub(super) reading: u32,
    start: u32,
    join: u32,
    len: u8,
    family: u8,
    joins: u16,
    /// 0 for persons, 1 for organisations, 2 for ships and aircraft.
    pub(super) organisation: i16,
    sons: u32,
    pub(super) initials: u32,
    pub(super) whole: u32,
    pub(super) small: u32,
    forms: u64,
    pub(super) bag: u64,
}

/// All rows, cell for cell.
#[derive(Debug, Default)]
pub(super) struct Rows {
    heads: Vec<Head>,
    /// Where the rows of each entry begin; one more at the end.
    first_row: Vec<u32>,
    words: Vec<u32>,
    weights: Vec<u16>,
    classes: Vec<Class>,
    first: Vec<u8>,
    keys: Vec<u64>,
    joins: Vec<JoinKey>,
}

fn cut<T>(all: &[T], start: u32, len: usize) -> &[T] {
    all.get(start as usize..start as usize + len).unwrap_or_default()
}

impl Rows {
    pub(super) fn len(&self) -> usize {
        self.heads.len()
    }

    pub(super) fn head(&self, row: u32) -> Option<&Head> {
        self.heads.get(row as usize)
    }

    pub(super) fn of_entry(&self, entry: usize) -> std::ops::Range<u32> {
        let at = |entry: usize| self.first_row.get(entry).copied().unwrap_or(0);
        at(entry)..at(entry + 1)
    }

    pub(super) fn words(&self, head: &Head) -> &[u32] {
        cut(&self.words, head.start, usize::from(head.len))
    }

    pub(super) fn side(&self, head: &Head) -> Side<'_> {
        let len = usize::from(head.len);
        Side {
            weights: cut(&self.weights, head.start, len),
            classes: cut(&self.classes, head.start, len),
            first: cut(&self.first, head.start, len),
            keys: cut(&self.keys, head.start, len),
            joins: cut(&self.joins, head.join, usize::from(head.joins)),
            letters: &[],
            family: usize::from(head.family),
            sons: head.sons,
            forms: head.forms,
        }
    }

    fn push(
        &mut self,
        (entry, name, reading): (usize, usize, usize),
        words: &[u32],
        mut prepared: Prepared,
        organisation: i16,
    ) {
        // A word that is a run of initials is one in the query alone.
        prepared.initials = prepared.classes.iter().filter(|c| **c == Class::Initial).count() as u32;
        let small = |class: &Class| matches!(class, Class::Particle | Class::Initial);
        prepared.small = prepared
            .weights
            .iter()
            .zip(&prepared.classes)
            .filter(|(_, class)| small(class))
            .map(|(weight, _)| u32::from(*weight))
            .sum();
        self.heads.push(Head {
            entry: entry as u32,
            name: name as u32,
            reading: reading as u32,
            start: self.words.len() as u32,
            join: self.joins.len() as u32,
            len: prepared.keys.len() as u8,
            family: prepared.family as u8,
            joins: prepared.joins.len() as u16,
            organisation,
            sons: prepared.sons,
            initials: prepared.initials,
            whole: prepared.whole,
            small: prepared.small,
            forms: prepared.forms,
            bag: prepared.bag,
        });
        self.words.extend_from_slice(words.get(..prepared.keys.len()).unwrap_or(words));
        self.weights.append(&mut prepared.weights);
        self.classes.append(&mut prepared.classes);
        self.first.append(&mut prepared.first);
        self.keys.append(&mut prepared.keys);
        self.joins.append(&mut prepared.joins);
    }
}

/// A listed name before its words are weighed.
struct Read {
    at: (usize, usize, usize),
    folded: Folded,
    words: Vec<u32>,
}

impl Index {
    pub(super) fn read_names(&mut self) {
        let reads = self.read_words();
        let counts = self.count_entries(&reads);
        self.weigh = Weigh { entries_with: counts, of_words: Vec::new() };
        let weights: Vec<u16> = self.vocabulary.iter().map(|t| self.weigh.weight(t)).collect();
        let mut entry = 0;
        for read in reads {
            while entry <= read.at.0 {
                self.rows.first_row.push(self.rows.len() as u32);
                entry += 1;
            }
            let weigh = |word: &u32| weights.get(*word as usize).copied().unwrap_or(0);
            let kind = self.entries.get(read.at.0).map(|e| e.party.kind).unwrap_or_default();
            let prepared = Prepared::of(&read.folded, read.words.iter().map(weigh).collect(), kind);
            self.rows.push(read.at, &read.words, prepared, organisation(kind));
        }
        while entry <= self.entries.len() {
            self.rows.first_row.push(self.rows.len() as u32);
            entry += 1;
        }
        self.weigh.of_words = weights;
        self.file_postings();
        self.file_keys();
    }

    fn read_words(&mut self) -> Vec<Read> {
        let mut known: HashMap<(String, Class), u32> = HashMap::new();
        let mut out = Vec::new();
        let memo: RefCell<HashMap<String, Known>> = RefCell::new(HashMap::new());
        let look_up = |text: &str| {
            if let Some(known) = memo.borrow().get(text) {
                return known.clone();
            }
            let found = Known::of(text);
            memo.borrow_mut().insert(text.to_owned(), found.clone());
            found
        };
        for (entry, listed) in self.entries.iter().enumerate() {
            for (name, written) in listed.party.names.iter().enumerate() {
                let readings = token::fold_knowing(&written.text, listed.party.kind, &look_up);
                for (reading, folded) in readings.into_iter().enumerate() {
                    let mut words = Vec::with_capacity(folded.tokens.len());
                    for token in folded.tokens.iter().take(token::MOST_WORDS) {
                        let next = self.vocabulary.len() as u32;
                        let word = *known.entry((token.text.clone(), token.class)).or_insert(next);
                        if word == next {
                            self.vocabulary.push(token.clone());
                        }
                        words.push(word);
                    }
                    out.push(Read { at: (entry, name, reading), folded, words });
                }
            }
        }
        self.known = memo.into_inner();
        out
    }

    /// In how many entries each key stands.
    fn count_entries(&self, reads: &[Read]) -> HashMap<String, u32> {
        let mut key_of: Vec<u32> = Vec::with_capacity(self.vocabulary.len());
        let mut numbers: HashMap<&str, u32> = HashMap::new();
        for token in &self.vocabulary {
            let next = numbers.len() as u32;
            key_of.push(*numbers.entry(token.key.as_str()).or_insert(next));
        }
        let mut counts = vec![(usize::MAX, 0u32); numbers.len()];
        for read in reads {
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
        let count = |number: u32| counts.get(number as usize).map_or(0, |(_, count)| *count);
        numbers.into_iter().map(|(key, number)| (key.to_owned(), count(number))).collect()
    }

    fn file_postings(&mut self) {
        let mut pairs: Vec<(u32, u32)> = Vec::with_capacity(self.rows.words.len());
        for (row, head) in self.rows.heads.iter().enumerate() {
            pairs.extend(self.rows.words(head).iter().map(|word| (*word, row as u32)));
        }
        pairs.sort_unstable();
        pairs.dedup();
        let mut starts = Vec::with_capacity(self.vocabulary.len() + 1);
        for (at, (word, _)) in pairs.iter().enumerate() {
            while starts.len() <= *word as usize {
                starts.push(at as u32);
            }
        }
        starts.resize(self.vocabulary.len() + 1, pairs.len() as u32);
        self.posting_starts = starts;
        self.postings = pairs.into_iter().map(|(_, row)| row).collect();
    }

    fn file_keys(&mut self) {
        let mut keys = Vec::new();
        let mut keyed = Vec::new();
        for (word, token) in self.vocabulary.iter().enumerate() {
            keys_of(token, &mut keys);
            keyed.extend(keys.iter().map(|key| (*key, word as u32)));
        }
        self.word_keys = Table::new(&keyed);
        keyed.clear();
        for (row, head) in self.rows.heads.iter().enumerate() {
            let joins = self.rows.side(head).joins;
            keyed.extend(joins.iter().map(|join| (join.key, row as u32)));
        }
        keyed.sort_unstable();
        keyed.dedup();
        self.join_keys = Table::new(&keyed);
        keyed.clear();
        keyed.extend(self.rows.heads.iter().enumerate().map(|(row, head)| (head.bag, row as u32)));
        self.bags = Table::new(&keyed);
    }

    /// The rows that hold a word.
    pub(super) fn rows_with(&self, word: u32) -> &[u32] {
        let at = |word: usize| self.posting_starts.get(word).copied().unwrap_or(0) as usize;
        self.postings.get(at(word as usize)..at(word as usize + 1)).unwrap_or_default()
    }

    /// The words of the vocabulary.
    pub(super) fn word(&self, word: u32) -> Option<&Token> {
        self.vocabulary.get(word as usize)
    }

    /// The hash of a spelling, as the tables have it.
    pub(super) fn words_spelt(&self, key: u64) -> impl Iterator<Item = u32> {
        let same =
            move |word: &u32| self.word(*word).is_some_and(|t| hash(keys::SPELLING, t.key.as_bytes()) == key);
        self.word_keys.find(key).filter(same)
    }
}
