//! From an alignment to a hit: what else agrees or contradicts, and which name of an entry is its best.

use super::Index;
use crate::align::Alignment;
use crate::date::Accord;
use crate::hit::{Hit, IDENTIFIER, Point, Score};
use crate::party::{Entry, Party};
use crate::{Identifier, Scheme};
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// What the rest of a record adds to a name, in thousandths.
const STRONG_AGREES: i32 = 200;
const OTHER_AGREES: i32 = 50;
const BIRTH_AGREES: i32 = 50;
const BIRTH_CONTRADICTS: i32 = -250;
const KIND_DIFFERS: i32 = -100;

/// Whether a row whose words alone score at most this can still reach the threshold.
///
/// Must allow for everything that can be added: the share for an explained side, one for rounding, birth.
/// Identifiers are left out: who shares one is looked through anyway.
pub(super) fn can_reach(most: u64, review: Score) -> bool {
    let most = i32::try_from(most.min(1000)).unwrap_or(1000);
    most + (1000 - most) / 3 + 1 + BIRTH_AGREES >= i32::from(review.thousandths())
}

/// What is found so far: the best name of each entry that reaches the threshold.
pub(super) struct Found<'a> {
    index: &'a Index,
    party: &'a Party,
    review: Score,
    best: BTreeMap<usize, (Rank, Hit)>,
    /// The best alignment of entries that share an identifier, whether it reaches the threshold or not.
    nearest: BTreeMap<usize, (Rank, Candidate)>,
}

/// Better first: score, strong before weak, then the order of names on both sides.
type Rank = (Reverse<Score>, bool, usize, usize);

#[derive(Clone)]
struct Candidate {
    name: usize,
    query: usize,
    alignment: Alignment,
}

/// What agrees between the party and one entry beside the name.
struct Support {
    strong: Vec<Identifier>,
    other: Option<Identifier>,
    birth: Option<Accord>,
    kinds_differ: bool,
}

impl<'a> Found<'a> {
    pub(super) fn new(index: &'a Index, party: &'a Party, review: Score) -> Found<'a> {
        Found { index, party, review, best: BTreeMap::new(), nearest: BTreeMap::new() }
    }

    /// Takes a name of an entry into account.
    pub(super) fn consider(&mut self, entry: usize, name: usize, query: usize, alignment: Alignment) {
        let Some(listed) = self.index.entries().get(entry) else { return };
        let candidate = Candidate { name, query, alignment };
        let support = self.support(listed);
        if !support.strong.is_empty() || support.other.is_some() {
            let rank = (Reverse(Score::clamped(candidate.alignment.score)), false, name, query);
            let known = self.nearest.get(&entry);
            if known.is_none_or(|(old, _)| rank < *old) {
                self.nearest.insert(entry, (rank, candidate.clone()));
            }
        }
        let Some(hit) = self.hit(listed, Some(&candidate), &support, false) else { return };
        let rank = (Reverse(hit.score), hit.weak, name, query);
        if self.best.get(&entry).is_none_or(|(old, _)| rank < *old) {
            self.best.insert(entry, (rank, hit));
        }
    }

    /// Shows an entry that shares an identifier though its names are not alike enough.
    pub(super) fn consider_identifiers(&mut self, entry: usize) {
        let Some(listed) = self.index.entries().get(entry) else { return };
        if self.best.contains_key(&entry) {
            return;
        }
        let support = self.support(listed);
        let nearest = self.nearest.get(&entry).map(|(_, candidate)| candidate);
        if let Some(hit) = self.hit(listed, nearest, &support, true) {
            self.best.insert(entry, ((Reverse(hit.score), hit.weak, 0, 0), hit));
        }
    }

    pub(super) fn into_hits(self) -> Vec<Hit> {
        let mut hits: Vec<Hit> = self.best.into_values().map(|(_, hit)| hit).collect();
        hits.sort_by(|a, b| {
            (Reverse(a.score), &a.list, &a.entry).cmp(&(Reverse(b.score), &b.list, &b.entry))
        });
        hits
    }

    fn support(&self, listed: &Entry) -> Support {
        let theirs = &listed.party;
        let agrees = |id: &&Identifier| theirs.identifiers.iter().any(|other| id.agrees(other));
        let (strong, other): (Vec<_>, Vec<_>) = self
            .party
            .identifiers
            .iter()
            .filter(agrees)
            .cloned()
            .partition(|id| id.canonical().0.is_strong());
        let accords = self.party.birth.iter().flat_map(|a| theirs.birth.iter().map(|b| a.accord(*b)));
        Support {
            strong,
            other: other.into_iter().next(),
            birth: accords.min(),
            kinds_differ: !self.party.kind.may_equal(theirs.kind),
        }
    }

    /// The hit for one listed name; none where it does not reach the threshold. With `lift`, an identifier
    /// that settles or nearly settles identity brings it there.
    fn hit(&self, listed: &Entry, by: Option<&Candidate>, support: &Support, lift: bool) -> Option<Hit> {
        let review = i32::from(self.review.thousandths());
        let mut points = by.map(|c| c.alignment.points.clone()).unwrap_or_default();
        let mut sum = by.map_or(0, |c| c.alignment.score);
        let mut add = |what: String, wanted: i32| {
            let given = wanted.clamp(-sum, 1000 - sum);
            if given != 0 || wanted == 0 {
                points.push(Point { what, thousandths: given });
            }
            sum += given;
        };
        if support.kinds_differ {
            add("they are different sorts of party".into(), KIND_DIFFERS);
        }
        match support.birth {
            Some(Accord::Agree) => add("date of birth agrees".into(), BIRTH_AGREES),
            Some(Accord::Contradict) => add("date of birth contradicts".into(), BIRTH_CONTRADICTS),
            Some(Accord::Near) | None => {}
        }
        let lifts = !support.strong.is_empty()
            || support.other.as_ref().is_some_and(|id| id.canonical().0 == Scheme::Wallet);
        if let Some(id) = support.strong.first() {
            add(format!("{IDENTIFIER}: {id}"), STRONG_AGREES);
        } else if let Some(id) = &support.other {
            add(format!("{IDENTIFIER}: {id}"), OTHER_AGREES);
        }
        if lift && lifts && sum < review {
            let missing = review - sum;
            points.push(Point { what: format!("{IDENTIFIER}: shown for review"), thousandths: missing });
            sum = review;
        }
        let weak = by.and_then(|c| listed.party.names.get(c.name)).is_some_and(|name| name.weak);
        if sum < review {
            return None;
        }
        let alone =
            support.strong.is_empty() && support.other.is_none() && support.birth != Some(Accord::Agree);
        if weak && alone && review > 0 {
            points.push(Point { what: "only a weak alias".into(), thousandths: review - 1 - sum });
            sum = review - 1;
        }
        let name = by.map_or(0, |c| c.name);
        Some(Hit {
            list: listed.list.clone(),
            entry: listed.id.clone(),
            name: listed.party.names.get(name).map(|n| n.text.clone()).unwrap_or_default(),
            query: by.and_then(|c| self.party.names.get(c.query)).map(|n| n.text.clone()).unwrap_or_default(),
            score: Score::clamped(sum),
            weak,
            agreeing: support.strong.clone(),
            points,
            alignment: by.map(|c| c.alignment.words.clone()).unwrap_or_default(),
        })
    }
}
