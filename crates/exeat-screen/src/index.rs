//! Screening: a party in, hits out.
//!
//! The index keeps every listed name folded, in each reading, as a *row*; the different words of all rows as a
//! *vocabulary*; and, for each word, the keys it can be found by: its spelling key, that key with letters left
//! out (so that any two keys within the allowed edits share one), its consonant skeleton. A query walks from
//! its words over keys to vocabulary and rows, sums an upper bound of the score of each row, and scores those
//! that can reach the threshold. So candidates are a superset of what a search through everything would find;
//! [`Index::screen_exhaustively`] is that search, and the tests hold the two equal.

use crate::align::{self, Side};
use crate::compare::{self, likeness};
use crate::hit::{Hit, Score};
use crate::party::{Entry, Party};
use crate::token::{self, Class, Folded, JOIN_MOST, Token};
use crate::{Scheme, index::judge::Found};
use std::collections::HashMap;

mod judge;
mod keys;

use keys::{Keys, Table};

/// One listed name in one reading.
#[derive(Debug)]
struct Row {
    entry: usize,
    name: usize,
    folded: Folded,
    words: Vec<usize>,
    weights: Vec<u32>,
    total: u32,
    initials: u64,
}

/// Listed entries, ready to be screened against. Building sorts them by list and id.
#[derive(Debug, Default)]
pub struct Index {
    entries: Vec<Entry>,
    rows: Vec<Row>,
    /// Where the rows of each entry begin; one more at the end.
    first_row: Vec<usize>,
    vocabulary: Vec<Token>,
    /// Rows of each word, ascending, without repetition.
    postings: Vec<Vec<usize>>,
    word_keys: Table,
    join_keys: Table,
    bags: Table,
    entries_with: HashMap<String, u32>,
    identifiers: HashMap<(Scheme, String), Vec<usize>>,
}

/// A name of the query in one reading.
struct Query {
    name: usize,
    folded: Folded,
    weights: Vec<u32>,
}

impl Index {
    /// An index over these entries. Names without a letter or digit are kept but cannot be found.
    pub fn build(mut entries: Vec<Entry>) -> Index {
        entries.sort_by(|a, b| (&a.list, &a.id).cmp(&(&b.list, &b.id)));
        let mut index = Index { entries, ..Index::default() };
        index.read_names();
        index.count_entries();
        index.weigh();
        index.file_keys();
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
        for query in &queries {
            self.search(query, review, &mut found);
        }
        for entry in self.by_identifier(party) {
            self.look_through(entry, &queries, &mut found);
            found.consider_identifiers(entry);
        }
        found.into_hits()
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
        found.into_hits()
    }

    fn queries(&self, party: &Party) -> Vec<Query> {
        let mut out = Vec::new();
        for (name, written) in party.names.iter().enumerate() {
            for folded in token::fold(&written.text, party.kind) {
                let weights = self.weights(&folded);
                out.push(Query { name, folded, weights });
            }
        }
        out
    }

    fn weights(&self, folded: &Folded) -> Vec<u32> {
        let weigh = |t: &Token| align::weight(t, self.entries_with.get(&t.key).copied().unwrap_or(0));
        folded.tokens.iter().map(weigh).collect()
    }

    /// Scores every row of an entry without the help of the index.
    fn look_through(&self, entry: usize, queries: &[Query], found: &mut Found<'_>) {
        let range = self.first_row.get(entry).copied().unwrap_or(0)
            ..self.first_row.get(entry + 1).copied().unwrap_or(0);
        for query in queries {
            for (row, listed) in self.rows.iter().enumerate().take(range.end).skip(range.start) {
                let like =
                    |i: usize, j: usize| match (query.folded.tokens.get(i), listed.folded.tokens.get(j)) {
                        (Some(a), Some(b)) => likeness(a, b),
                        _ => 0,
                    };
                self.score(query, row, &like, found);
            }
        }
    }

    fn score(&self, query: &Query, row: usize, like: &dyn Fn(usize, usize) -> u16, found: &mut Found<'_>) {
        let Some(listed) = self.rows.get(row) else { return };
        let ours = Side { name: &query.folded, weights: &query.weights };
        let theirs = Side { name: &listed.folded, weights: &listed.weights };
        if let Some(alignment) = align::align(ours, theirs, like) {
            found.consider(listed.entry, listed.name, query.name, alignment);
        }
    }

    /// Scores the rows whose upper bound reaches the threshold.
    fn search(&self, query: &Query, review: Score, found: &mut Found<'_>) {
        let alike = self.alike_words(query);
        let mut bounds = vec![0u64; self.rows.len()];
        let mut touched = Vec::new();
        let mut add = |row: usize, evidence: u32| {
            if let Some(bound) = bounds.get_mut(row) {
                if *bound == 0 {
                    touched.push(row);
                }
                *bound += u64::from(evidence);
            }
        };
        for (words, weight) in alike.iter().zip(&query.weights) {
            for (word, like) in words {
                let theirs = self
                    .vocabulary
                    .get(*word)
                    .map_or(0, |t| align::weight(t, self.entries_with.get(&t.key).copied().unwrap_or(0)));
                for row in self.postings.get(*word).into_iter().flatten() {
                    add(*row, u32::from(*like) * (weight + theirs));
                }
            }
        }
        self.add_joined(query, &mut add);
        let total: u32 = query.weights.iter().sum();
        let small = |class| query.folded.tokens.iter().filter(|t| t.class == class).count();
        let small_slack =
            small(Class::Particle) as u64 * 100_000 + small(Class::Initial) as u64 * INITIAL_SLACK;
        touched.retain(|row| {
            let (Some(bound), Some(listed)) = (bounds.get(*row), self.rows.get(*row)) else { return false };
            let slack = small_slack + listed.initials * INITIAL_SLACK;
            let most = (bound + slack) / u64::from(total + listed.total).max(1);
            judge::can_reach(most, review)
        });
        touched.extend(self.bags.find(keys::hash(keys::BAG, query.folded.bag().as_bytes())));
        touched.sort_unstable();
        touched.dedup();
        for row in touched {
            let like = |i: usize, j: usize| self.known_likeness(query, &alike, row, i, j);
            self.score(query, row, &like, found);
        }
    }

    /// For each telling word of the query the words of the vocabulary that are like it, by number.
    fn alike_words(&self, query: &Query) -> Vec<Vec<(usize, u16)>> {
        let alike = |token: &Token| {
            if matches!(token.class, Class::Initial | Class::Particle) {
                return Vec::new();
            }
            let mut words: Vec<usize> =
                Keys::of(token).iter().flat_map(|key| self.word_keys.find(*key)).collect();
            words.sort_unstable();
            words.dedup();
            let scored =
                words.into_iter().map(|w| (w, self.vocabulary.get(w).map_or(0, |t| likeness(token, t))));
            scored.filter(|(_, like)| *like > 0).collect()
        };
        query.folded.tokens.iter().map(alike).collect()
    }

    /// Words written together on one side only.
    fn add_joined(&self, query: &Query, add: &mut dyn FnMut(usize, u32)) {
        for join in &query.folded.joins {
            let ours: u32 = query.weights.iter().cycle().skip(join.start).take(join.len).sum();
            for word in self.word_keys.find(keys::hash(keys::SPELLING, join.key.as_bytes())) {
                for row in self.postings.get(word).into_iter().flatten() {
                    add(*row, align::JOINED * (ours + align::HEAVIEST));
                }
            }
        }
        for (token, ours) in query.folded.tokens.iter().zip(&query.weights) {
            for row in self.join_keys.find(keys::hash(keys::SPELLING, token.key.as_bytes())) {
                add(row, align::JOINED * (ours + JOIN_MOST as u32 * align::HEAVIEST));
            }
        }
    }

    fn known_likeness(
        &self,
        query: &Query,
        alike: &[Vec<(usize, u16)>],
        row: usize,
        i: usize,
        j: usize,
    ) -> u16 {
        let Some(listed) = self.rows.get(row) else { return 0 };
        let (Some(ours), Some(theirs)) = (query.folded.tokens.get(i), listed.folded.tokens.get(j)) else {
            return 0;
        };
        let small = |c: Class| matches!(c, Class::Initial | Class::Particle);
        if small(ours.class) || small(theirs.class) {
            return likeness(ours, theirs);
        }
        let (Some(words), Some(word)) = (alike.get(i), listed.words.get(j)) else { return 0 };
        words
            .binary_search_by_key(word, |(w, _)| *w)
            .map_or(0, |at| words.get(at).map_or(0, |(_, like)| *like))
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
}

/// What one initial can add to the evidence at most: the heaviest word at the likeness of an initial.
const INITIAL_SLACK: u64 = compare::INITIAL as u64 * (150 + align::HEAVIEST as u64);

/// Building.
impl Index {
    fn read_names(&mut self) {
        let mut known: HashMap<(String, Class), usize> = HashMap::new();
        for (entry, listed) in self.entries.iter().enumerate() {
            self.first_row.push(self.rows.len());
            for (name, written) in listed.party.names.iter().enumerate() {
                for folded in token::fold(&written.text, listed.party.kind) {
                    let row = self.rows.len();
                    let mut words = Vec::with_capacity(folded.tokens.len());
                    for token in &folded.tokens {
                        let next = self.vocabulary.len();
                        let word = *known.entry((token.text.clone(), token.class)).or_insert(next);
                        if word == next {
                            self.vocabulary.push(token.clone());
                            self.postings.push(Vec::new());
                        }
                        words.push(word);
                        if let Some(rows) = self.postings.get_mut(word)
                            && rows.last() != Some(&row)
                        {
                            rows.push(row);
                        }
                    }
                    let initials = folded.tokens.iter().filter(|t| t.class == Class::Initial).count() as u64;
                    let weights = Vec::new();
                    self.rows.push(Row { entry, name, folded, words, weights, total: 0, initials });
                }
            }
        }
        self.first_row.push(self.rows.len());
    }

    /// In how many entries each key stands.
    fn count_entries(&mut self) {
        let mut last_entry: HashMap<&str, usize> = HashMap::new();
        let mut counts: HashMap<String, u32> = HashMap::new();
        for row in &self.rows {
            for token in &row.folded.tokens {
                if last_entry.insert(&token.key, row.entry) != Some(row.entry) {
                    match counts.get_mut(&token.key) {
                        Some(n) => *n += 1,
                        None => {
                            counts.insert(token.key.clone(), 1);
                        }
                    }
                }
            }
        }
        self.entries_with = counts;
    }

    fn weigh(&mut self) {
        let mut rows = std::mem::take(&mut self.rows);
        for row in &mut rows {
            row.weights = self.weights(&row.folded);
            row.total = row.weights.iter().sum();
        }
        self.rows = rows;
    }

    fn file_keys(&mut self) {
        let words = self.vocabulary.iter().enumerate();
        self.word_keys = words
            .filter(|(_, t)| !matches!(t.class, Class::Initial | Class::Particle))
            .flat_map(|(word, token)| Keys::of(token).into_iter().map(move |key| (key, word)))
            .collect();
        let joins = self.rows.iter().enumerate();
        self.join_keys = joins
            .flat_map(|(row, r)| {
                r.folded.joins.iter().map(move |j| (keys::hash(keys::SPELLING, j.key.as_bytes()), row))
            })
            .collect();
        let bags = self.rows.iter().enumerate();
        self.bags = bags.map(|(row, r)| (keys::hash(keys::BAG, r.folded.bag().as_bytes()), row)).collect();
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
