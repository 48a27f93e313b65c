//! From evidence to a hit: what else agrees or contradicts, and which name of an entry is its best.

use super::data::View;
use super::{Index, Match, Query};
use crate::date::Accord;
use crate::evidence::Evidence;
use crate::hit::{Hit, IDENTIFIER, Point, Score};
use crate::model;
use crate::observation::BEST;
use crate::particulars::{self, Particulars};
use crate::party::{Party, PartyKind};
use crate::{Identifier, Scheme};
use jiff::civil::Date;
use std::cmp::Reverse;

/// What the rest of a record adds to a name, in thousandths.
const STRONG_AGREES: i32 = 200;
const OTHER_AGREES: i32 = 50;
const KIND_DIFFERS: i32 = -350;

/// How a name of the query stands to a listed one.
#[derive(Debug, Clone, Copy)]
pub(super) enum Likeness {
    /// The same words, in whatever order.
    Equal,
    /// What is seen of two names that are not equal.
    Seen(Evidence),
}

impl Likeness {
    /// The evidence; of equal names the best there is.
    pub(super) fn seen(&self) -> Evidence {
        match self {
            Likeness::Equal => BEST,
            Likeness::Seen(evidence) => *evidence,
        }
    }

    pub(super) fn score(&self) -> i32 {
        match self {
            Likeness::Equal => 1000,
            Likeness::Seen(evidence) => model::score(evidence),
        }
    }
}

/// What is found so far.
pub(super) struct Found<'a> {
    index: &'a Index,
    view: View<'a>,
    party: &'a Party,
    review: Score,
    /// Whether the party has anything beside names.
    described: bool,
    /// The day on which somebody is asked about, where it is known.
    day: Option<Date>,
    /// Names that reach the threshold, and names of entries that share an identifier.
    candidates: Vec<Candidate>,
    /// Entries to be shown for their identifiers.
    identified: Vec<usize>,
}

/// One listed name for one name of the query.
#[derive(Clone, Copy)]
pub(super) struct Candidate {
    entry: u32,
    /// What it reaches, and what the name alone does.
    score: i32,
    by_name: i32,
    weak: bool,
    /// Query and row were read as different sorts of party.
    kinds_differ: bool,
    /// Position of the name among those of the entry.
    name: u32,
    pub(super) query: usize,
    pub(super) row: u32,
    pub(super) likeness: Likeness,
}

impl Candidate {
    /// Better first: score, strong before weak, then the order of names on both sides.
    fn rank(&self) -> (u32, Reverse<i32>, bool, u32, usize, u32) {
        (self.entry, Reverse(self.score), self.weak, self.name, self.query, self.row)
    }
}

/// What agrees between the party and one entry beside the name.
struct Support {
    strong: Vec<Identifier>,
    other: Option<Identifier>,
    particulars: Particulars,
    kinds_differ: bool,
}

impl<'a> Found<'a> {
    pub(super) fn new(index: &'a Index, party: &'a Party, review: Score, day: Option<Date>) -> Found<'a> {
        let described = particulars::is_described(party);
        let view = index.data.view();
        Found { index, view, party, review, described, day, candidates: Vec::new(), identified: Vec::new() }
    }

    /// Whether a name of another sort of party may come to something.
    pub(super) fn other_kinds_count(&self) -> bool {
        self.described || 1000 + KIND_DIFFERS >= i32::from(self.review.thousandths())
    }

    /// Takes a row into account.
    pub(super) fn consider(&mut self, row: u32, query: usize, kind: PartyKind, likeness: Likeness) {
        let Some(head) = self.view.rows.head(row) else { return };
        let score = likeness.score();
        let review = i32::from(self.review.thousandths());
        let shared = || !self.party.identifiers.is_empty();
        if score + if self.described { particulars::MOST } else { 0 } < review && !shared() {
            return;
        }
        let weak = head.weak != 0;
        let kinds_differ = !kind.may_equal(head.kind());
        let Some(support) = self.support(head.entry as usize, Some(kinds_differ)) else { return };
        let reached = self.reached(score, weak, &support);
        let shows = reached + 1 >= review && self.shows(score, &support);
        if shows || !support.strong.is_empty() || support.other.is_some() {
            self.candidates.push(Candidate {
                entry: head.entry,
                score: reached,
                by_name: score,
                weak,
                kinds_differ,
                name: head.name,
                query,
                row,
                likeness,
            });
        }
    }

    /// Shows an entry that shares an identifier though its names are not alike enough.
    pub(super) fn consider_identifiers(&mut self, entry: usize) {
        self.identified.push(entry);
    }

    /// The best candidate of each entry, and the entries that are found by their identifiers alone.
    fn settle(&mut self) -> Vec<(usize, Option<Candidate>)> {
        self.candidates.sort_unstable_by_key(Candidate::rank);
        self.candidates.dedup_by_key(|c| c.entry);
        let by_name = self.candidates.iter().map(|c| (c.entry as usize, Some(*c)));
        let others = self.identified.iter().map(|entry| (*entry, None));
        by_name
            .clone()
            .chain(others.filter(|(entry, _)| !by_name.clone().any(|(e, _)| e == *entry)))
            .collect()
    }

    pub(super) fn into_hits(mut self, queries: &[Query]) -> Vec<Hit> {
        let mut settled: Vec<(Match, Option<Candidate>)> = Vec::new();
        for (entry, by) in self.settle() {
            settled.extend(self.matched(entry, by.as_ref()).map(|found| (found, by)));
        }
        settled.sort_by_key(|(found, _)| (Reverse(found.score), found.entry));
        settled.iter().filter_map(|(found, by)| self.hit(found, by.as_ref(), queries)).collect()
    }

    pub(super) fn into_matches(mut self) -> Vec<Match> {
        let mut out: Vec<Match> = Vec::new();
        for (entry, by) in self.settle() {
            out.extend(self.matched(entry, by.as_ref()));
        }
        out.sort_by_key(|found| (Reverse(found.score), found.entry));
        out
    }

    /// What agrees beside the name; whether the kinds differ, where a name was compared.
    fn support(&self, entry: usize, kinds_differ: Option<bool>) -> Option<Support> {
        if let Some(kinds_differ) = kinds_differ.filter(|_| !self.described) {
            return Some(Support {
                strong: Vec::new(),
                other: None,
                particulars: Particulars::default(),
                kinds_differ,
            });
        }
        let theirs = &self.index.entries.get(entry)?.party;
        let agrees = |id: &&Identifier| theirs.identifiers.iter().any(|other| id.agrees(other));
        let (strong, other): (Vec<_>, Vec<_>) = self
            .party
            .identifiers
            .iter()
            .filter(agrees)
            .cloned()
            .partition(|id| id.canonical().0.is_strong());
        Some(Support {
            strong,
            other: other.into_iter().next(),
            particulars: Particulars::of(self.party, theirs, self.day),
            kinds_differ: kinds_differ.unwrap_or(!self.party.kind.may_equal(theirs.kind)),
        })
    }

    /// What the record adds to a name, in the order in which it is told.
    fn additions(&self, support: &Support) -> Vec<(String, i32)> {
        let mut out = Vec::new();
        if support.kinds_differ {
            out.push(("they are different sorts of party".into(), KIND_DIFFERS));
        }
        out.extend(support.particulars.additions().map(|(what, add)| (what.to_owned(), add)));
        if let Some(id) = support.strong.first() {
            out.push((format!("{IDENTIFIER}: {id}"), STRONG_AGREES));
        } else if let Some(id) = &support.other {
            out.push((format!("{IDENTIFIER}: {id}"), OTHER_AGREES));
        }
        out
    }

    /// The sum of name and record, without the cap for weak aliases.
    fn sum(&self, score: i32, support: &Support) -> i32 {
        if !self.described && !support.kinds_differ {
            return score;
        }
        self.additions(support).iter().fold(score, |sum, (_, add)| (sum + add).clamp(0, 1000))
    }

    fn shows(&self, score: i32, support: &Support) -> bool {
        self.sum(score, support) >= i32::from(self.review.thousandths())
    }

    /// The score a hit by that name has.
    fn reached(&self, score: i32, weak: bool, support: &Support) -> i32 {
        let (sum, review) = (self.sum(score, support), i32::from(self.review.thousandths()));
        if weak && is_alone(support) && review > 0 && sum >= review { review - 1 } else { sum }
    }

    /// Whether an identifier that settles or nearly settles identity brings the entry in.
    fn lifts(&self, entry: usize, support: &Support) -> bool {
        self.identified.contains(&entry)
            && (!support.strong.is_empty()
                || support.other.as_ref().is_some_and(|id| id.canonical().0 == Scheme::Wallet))
    }

    /// What an entry comes to; none where it does not reach the threshold.
    fn matched(&self, entry: usize, by: Option<&Candidate>) -> Option<Match> {
        let support = self.support(entry, by.map(|c| c.kinds_differ))?;
        let score = by.map_or(0, |c| c.by_name);
        let lifts = self.lifts(entry, &support);
        if !lifts && !self.shows(score, &support) {
            return None;
        }
        let review = i32::from(self.review.thousandths());
        let sum = self.sum(score, &support).max(if lifts { review } else { 0 });
        let weak = by.is_some_and(|c| c.weak);
        let sum = if weak && is_alone(&support) && review > 0 { sum.min(review - 1) } else { sum };
        Some(Match { entry, score: Score::clamped(sum), weak })
    }

    /// A match with its reasons.
    fn hit(&self, found: &Match, by: Option<&Candidate>, queries: &[Query]) -> Option<Hit> {
        let listed = self.index.entries.get(found.entry)?;
        let support = self.support(found.entry, by.map(|c| c.kinds_differ))?;
        let review = i32::from(self.review.thousandths());
        let mut sum = by.map_or(0, |c| c.by_name);
        let shown = by.and_then(|c| self.index.explain(c, queries.get(c.query)?, self.party));
        let (mut points, alignment) = shown.unwrap_or_default();
        for (what, wanted) in self.additions(&support) {
            let given = wanted.clamp(-sum, 1000 - sum);
            if given != 0 || wanted == 0 {
                points.push(Point { what, thousandths: given });
            }
            sum += given;
        }
        if self.lifts(found.entry, &support) && sum < review {
            points.push(Point { what: format!("{IDENTIFIER}: shown for review"), thousandths: review - sum });
            sum = review;
        }
        if found.weak && is_alone(&support) && review > 0 && sum >= review {
            points.push(Point { what: "only a weak alias".into(), thousandths: review - 1 - sum });
        }
        let name = by.map_or(0, |c| c.name as usize);
        let asked = by.and_then(|c| self.party.names.get(queries.get(c.query)?.name));
        Some(Hit {
            list: listed.list.clone(),
            entry: listed.id.clone(),
            name: listed.party.names.get(name).map(|n| n.text.clone()).unwrap_or_default(),
            query: asked.map(|n| n.text.clone()).unwrap_or_default(),
            score: found.score,
            weak: found.weak,
            agreeing: support.strong,
            points,
            alignment,
        })
    }
}

/// Whether nothing but the name speaks for it.
fn is_alone(support: &Support) -> bool {
    support.strong.is_empty() && support.other.is_none() && support.particulars.birth != Some(Accord::Agree)
}
