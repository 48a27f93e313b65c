//! Screening: a party in, hits out.
//!
//! The index keeps every listed name, in each reading, as a *row* of words; the different words of all rows as
//! a *vocabulary*; and for each word the keys it can be found by. A query walks from its words over keys to
//! vocabulary and rows, adds up how much of each row and of itself could at most be explained, and looks closer
//! at the rows that can pass the gate of [`crate::evidence`]. So candidates are a superset of what a search
//! through everything would find; [`Index::screen_exhaustively`] is that search, and the tests hold the two equal.

use crate::Scheme;
use crate::evidence::Evidence;
use crate::hit::{Hit, Score};
use crate::party::{Entry, Party};
use crate::token::{self, Known, Token};
use judge::Found;
use keys::Table;
use name::{Prepared, Weigh};
use rows::Rows;
use search::Scratch;
use std::cell::RefCell;
use std::collections::HashMap;

mod explain;
mod judge;
mod keys;
mod name;
mod rows;
mod search;

/// Listed entries, ready to be screened against. Building sorts them by list and id.
#[derive(Debug, Default)]
pub struct Index {
    entries: Vec<Entry>,
    rows: Rows,
    vocabulary: Vec<Token>,
    /// What the tables know of the words of the list, by spelling.
    known: HashMap<String, Known>,
    /// In how many entries the key of each word stands, and what that makes the word weigh.
    weigh: Weigh,
    /// Rows of each word, ascending, without repetition: where they begin, one more at the end.
    posting_starts: Vec<u32>,
    postings: Vec<u32>,
    word_keys: Table,
    join_keys: Table,
    bags: Table,
    identifiers: HashMap<(Scheme, String), Vec<usize>>,
}

/// A name of the query in one reading.
#[derive(Debug)]
pub(crate) struct Query {
    /// Which name of the party, and which of its readings.
    name: usize,
    reading: usize,
    tokens: Vec<Token>,
    prepared: Prepared,
}

thread_local! {
    static SCRATCH: RefCell<Scratch> = RefCell::new(Scratch::default());
}

impl Index {
    /// An index over these entries. Names without a letter or digit are kept but cannot be found.
    pub fn build(mut entries: Vec<Entry>) -> Index {
        entries.sort_by(|a, b| (&a.list, &a.id).cmp(&(&b.list, &b.id)));
        let mut index = Index { entries, ..Index::default() };
        index.read_names();
        index.file_identifiers();
        index
    }

    /// The entry with that id on that list; the first one where a list repeats an id.
    pub fn entry(&self, list: &str, id: &str) -> Option<&Entry> {
        let at = self.entries.partition_point(|e| (e.list.as_str(), e.id.as_str()) < (list, id));
        self.entries.get(at).filter(|e| e.list == list && e.id == id)
    }

    /// All entries, by list and id.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// How many entries it holds.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether it holds none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The entries that resemble the party, best first, ties by list and id; one hit an entry.
    ///
    /// A hit scores `review` or more, with one exception: one that only a weak alias brought there, and
    /// nothing else supports, is given flagged `weak` with a score just below `review`. An agreeing strong
    /// identifier brings an entry in whatever its name; [`Hit::name_score`] tells what the name alone scores.
    pub fn screen(&self, party: &Party, review: Score) -> Vec<Hit> {
        let queries = self.queries(party);
        let mut found = Found::new(self, party, review);
        self.with_scratch(|scratch| {
            for (at, query) in queries.iter().enumerate() {
                self.search(query, scratch, &mut |row, evidence| found.consider(row, at, evidence));
            }
            for entry in self.by_identifier(party) {
                self.look_through(entry, &queries, &mut found);
                found.consider_identifiers(entry);
            }
        });
        found.into_hits(&queries)
    }

    /// What [`Index::screen`] gives, by looking at every name of every entry: slow, for audits and tests.
    pub fn screen_exhaustively(&self, party: &Party, review: Score) -> Vec<Hit> {
        let queries = self.queries(party);
        let mut found = Found::new(self, party, review);
        for entry in 0..self.entries.len() {
            self.look_through(entry, &queries, &mut found);
        }
        for entry in self.by_identifier(party) {
            found.consider_identifiers(entry);
        }
        found.into_hits(&queries)
    }

    /// What is seen of every candidate name, by entry id: the ground on which the weights are fitted.
    pub fn evidence(&self, party: &Party) -> Vec<(&str, Evidence)> {
        let mut out = Vec::new();
        for query in &self.queries(party) {
            self.with_scratch(|scratch| {
                self.search(query, scratch, &mut |row, evidence| {
                    let listed = self.rows.head(row).and_then(|head| self.entries.get(head.entry as usize));
                    if let Some(listed) = listed {
                        out.push((listed.id.as_str(), evidence.seen()));
                    }
                });
            });
        }
        out
    }

    fn with_scratch(&self, work: impl FnOnce(&mut Scratch)) {
        SCRATCH.with(|scratch| {
            // screening calls nothing that screens, so the scratch is free; were it not, a fresh one finds the same
            let mut fresh = Scratch::default();
            let mut kept = scratch.try_borrow_mut().ok();
            let scratch = kept.as_deref_mut().unwrap_or(&mut fresh);
            scratch.fit(self.vocabulary.len(), self.rows.len());
            work(scratch);
        });
    }

    fn queries(&self, party: &Party) -> Vec<Query> {
        let mut out = Vec::new();
        let known = |text: &str| self.known.get(text).cloned().unwrap_or_else(|| Known::of(text));
        for (name, written) in party.names.iter().enumerate() {
            for (reading, mut folded) in
                token::fold_knowing(&written.text, party.kind, &known).into_iter().enumerate()
            {
                let weights = folded.tokens.iter().map(|t| self.weigh.weight(t)).collect();
                let prepared = Prepared::of(&folded, weights, party.kind);
                folded.tokens.truncate(token::MOST_WORDS);
                out.push(Query { name, reading, tokens: folded.tokens, prepared });
            }
        }
        out
    }

    /// Entries that share an identifier with the party, ascending.
    fn by_identifier(&self, party: &Party) -> Vec<usize> {
        let mut entries: Vec<usize> = party
            .identifiers
            .iter()
            .filter_map(|id| self.identifiers.get(&id.canonical()))
            .flatten()
            .copied()
            .collect();
        entries.sort_unstable();
        entries.dedup();
        entries
    }

    fn file_identifiers(&mut self) {
        for (entry, listed) in self.entries.iter().enumerate() {
            for id in &listed.party.identifiers {
                let entries = self.identifiers.entry(id.canonical()).or_default();
                if entries.last() != Some(&entry) {
                    entries.push(entry);
                }
            }
        }
    }
}
