//! Screening: a party in, hits out.
//!
//! The index keeps every listed name, in each reading, as a *row* of words; the different words of all rows as
//! a *vocabulary*; and for each word the keys it can be found by. A query walks from its words over keys to
//! vocabulary and rows, adds up how much of each row and of itself could at most be explained, and looks closer
//! at the rows that can pass the gate of [`crate::evidence`]. So candidates are a superset of what a search
//! through everything would find; [`Index::screen_exhaustively`] is that search, and the tests hold the two equal.

use crate::also;
use crate::evidence::Evidence;
use crate::hit::{Hit, Score};
use crate::known;
use crate::party::{Entry, Party, PartyKind};
use crate::token::{self, Class, Folded, Token};
use data::{Data, View};
use jiff::civil::Date;
use judge::Found;
use name::Prepared;
use search::Scratch;
use std::cell::RefCell;

mod build;
mod data;
mod explain;
mod file;
mod judge;
mod keys;
mod name;
mod rows;
mod search;
mod words;

pub use file::{FileError, LAYOUT, program};

/// Listed entries, ready to be screened against. Building sorts them by list and id.
#[derive(Debug, Default)]
pub struct Index {
    entries: Vec<Entry>,
    data: Data,
}

/// A name of the query in one reading.
#[derive(Debug)]
pub(crate) struct Query {
    /// Which name of the party, as what kind it is read, and which of its readings.
    name: usize,
    kind: PartyKind,
    reading: usize,
    tokens: Vec<Token>,
    prepared: Prepared,
}

/// One entry that resembles the party asked about, without the reasons.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Match {
    /// Its position among [`Index::entries`].
    pub entry: usize,
    /// How alike they are.
    pub score: Score,
    /// Only a weak alias matched.
    pub weak: bool,
}

thread_local! {
    static SCRATCH: RefCell<Scratch> = RefCell::new(Scratch::default());
}

/// The readings of a name asked about, and of the names it holds.
fn asked(text: &str, kind: PartyKind) -> Vec<Folded> {
    let mut readings = token::fold(text, kind);
    readings.extend(also::names(text).into_iter().flat_map(|part| token::fold(part, kind)));
    readings
}

impl Index {
    /// An index over these entries. Names without a letter or digit are kept but cannot be found.
    pub fn build(mut entries: Vec<Entry>) -> Index {
        entries.sort_by(|a, b| (&a.list, &a.id).cmp(&(&b.list, &b.id)));
        let data = build::build(&entries);
        Index { entries, data }
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
    ///
    /// A party or an entry whose kind is not stated is compared as every kind, and the best result counts.
    pub fn screen(&self, party: &Party, review: Score) -> Vec<Hit> {
        self.screen_on(party, review, None)
    }

    /// As [`Index::screen`], on a day: a listed date of birth that nobody can have on it is left aside.
    pub fn screen_on(&self, party: &Party, review: Score, day: Option<Date>) -> Vec<Hit> {
        let queries = self.queries(party);
        self.find(party, review, day, &queries).into_hits(&queries)
    }

    /// What [`Index::screen`] finds, without the reasons: in a fraction of the time.
    pub fn matches(&self, party: &Party, review: Score) -> Vec<Match> {
        self.find(party, review, None, &self.queries(party)).into_matches()
    }

    fn find<'a>(
        &'a self,
        party: &'a Party,
        review: Score,
        day: Option<Date>,
        queries: &[Query],
    ) -> Found<'a> {
        let view = self.data.view();
        let mut found = Found::new(self, party, review, day);
        let other_kinds = found.other_kinds_count();
        self.with_scratch(&view, |scratch| {
            for (at, query) in queries.iter().enumerate() {
                view.search(query, scratch, other_kinds, |row, evidence| {
                    found.consider(row, at, query.kind, evidence);
                });
            }
        });
        for entry in self.by_identifier(&view, party) {
            for (at, query) in queries.iter().enumerate() {
                view.look_through(entry, query, |row, evidence| {
                    found.consider(row, at, query.kind, evidence);
                });
            }
            found.consider_identifiers(entry);
        }
        found
    }

    /// What [`Index::screen`] gives, by looking at every name of every entry: slow, for audits and tests.
    pub fn screen_exhaustively(&self, party: &Party, review: Score) -> Vec<Hit> {
        let view = self.data.view();
        let queries = self.queries(party);
        let mut found = Found::new(self, party, review, None);
        for entry in 0..self.entries.len() {
            for (at, query) in queries.iter().enumerate() {
                view.look_through(entry, query, |row, evidence| {
                    found.consider(row, at, query.kind, evidence);
                });
            }
        }
        for entry in self.by_identifier(&view, party) {
            found.consider_identifiers(entry);
        }
        found.into_hits(&queries)
    }

    /// What is seen of every candidate name, by entry id: the ground on which the weights are fitted.
    pub fn evidence(&self, party: &Party) -> Vec<(&str, Evidence)> {
        let view = self.data.view();
        let mut out = Vec::new();
        for query in &self.queries(party) {
            self.with_scratch(&view, |scratch| {
                view.search(query, scratch, true, |row, evidence| {
                    let listed = view.rows.head(row).and_then(|head| self.entries.get(head.entry as usize));
                    if let Some(listed) = listed {
                        out.push((listed.id.as_str(), evidence.seen()));
                    }
                });
            });
        }
        out
    }

    fn with_scratch(&self, view: &View<'_>, work: impl FnOnce(&mut Scratch)) {
        SCRATCH.with(|scratch| {
            // screening calls nothing that screens, so the scratch is free; were it not, a fresh one finds the same
            let mut fresh = Scratch::default();
            let mut kept = scratch.try_borrow_mut().ok();
            let scratch = kept.as_deref_mut().unwrap_or(&mut fresh);
            scratch.fit(view.words.len(), view.rows.heads.len());
            work(scratch);
        });
    }

    fn queries(&self, party: &Party) -> Vec<Query> {
        let view = self.data.view();
        let mut out = Vec::new();
        let weigh = |token: &Token| {
            let entries = if token.class == Class::Plain { view.entries_with(&token.key) } else { 0 };
            name::weight(token.class, entries, known::world_weight(token))
        };
        for (name, written) in party.names.iter().enumerate() {
            let from = out.len();
            for kind in party.kind.compared_as() {
                for (reading, mut folded) in asked(&written.text, *kind).into_iter().enumerate() {
                    let prepared = Prepared::of(&folded, folded.tokens.iter().map(weigh), *kind);
                    folded.tokens.truncate(token::MOST_WORDS);
                    // most names read alike as whatever kind: they are looked up once, as one that differs from none
                    let read = |q: &Query| q.prepared == prepared && q.tokens == folded.tokens;
                    let as_any = |q: &Query| q.kind == PartyKind::Unknown && read(q);
                    if *kind == PartyKind::Unknown || !out.iter().skip(from).any(as_any) {
                        out.push(Query { name, kind: *kind, reading, tokens: folded.tokens, prepared });
                    }
                }
            }
        }
        out
    }

    /// Entries that share an identifier with the party, ascending.
    fn by_identifier(&self, view: &View<'_>, party: &Party) -> Vec<usize> {
        let mut entries = Vec::new();
        for id in &party.identifiers {
            let canonical = id.canonical();
            let same = |entry: &usize| {
                let listed = self.entries.get(*entry);
                listed.is_some_and(|e| e.party.identifiers.iter().any(|other| other.canonical() == canonical))
            };
            let filed = view.identifiers.find(build::identifier_key(id));
            entries.extend(filed.map(|entry| entry as usize).filter(same));
        }
        entries.sort_unstable();
        entries.dedup();
        entries
    }
}
