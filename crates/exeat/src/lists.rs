//! The lists in force on the date asked, as the face found them.

use exeat_screen::normalise::words;
use exeat_screen::{Entry, Hit, Index};
use jiff::civil::Date;

use crate::identity::Past;

/// One edition of one list, in force on the date asked.
#[derive(Debug)]
pub struct Edition {
    /// Publication date.
    pub date: Date,
    /// Position among the editions of that day, from 1.
    pub sequence: u32,
    /// Content hash.
    pub hash: String,
    /// Records read.
    pub records: usize,
    /// Files of the publication that are missing; not empty means it clears nobody.
    pub missing: Vec<String>,
    /// Days between publication and the date asked.
    pub age_days: i64,
    /// Older than the publisher's period.
    pub stale: bool,
    /// A later publication that was refused, and why: until that is settled this edition may be out of date.
    pub held_back: Option<String>,
    /// Its entries.
    pub index: Index,
}

impl Edition {
    /// Whether finding nobody in it means that somebody is not listed.
    pub fn clears(&self) -> bool {
        !self.stale && self.missing.is_empty() && self.held_back.is_none()
    }

    /// What is wrong with it, in words.
    pub fn defects(&self) -> Vec<String> {
        let mut out = Vec::new();
        if !self.missing.is_empty() {
            out.push(format!("incomplete, without {}", self.missing.join(", ")));
        }
        if self.stale {
            out.push(format!("stale, {} days old", self.age_days));
        }
        out.extend(self.held_back.clone());
        out
    }
}

/// The lists at hand.
#[derive(Debug, Default)]
pub struct Lists {
    /// By list id; a list that is asked for and absent here is missing.
    pub editions: Vec<(String, Edition)>,
    /// Lists of which an edition is at hand that cannot be read, with why.
    pub unusable: Vec<(String, String)>,
    /// The built-in starter parties: they find somebody, and clear nobody.
    pub starter: Option<Index>,
    /// Entries that findings of the transaction name, as they stood on the days of the findings.
    pub past: Vec<Past>,
}

impl Lists {
    /// Why a list is at hand and cannot be used.
    pub fn unusable(&self, list: &str) -> Option<&str> {
        self.unusable.iter().find(|(id, _)| id == list).map(|(_, why)| why.as_str())
    }

    /// Whether an edition of a list is at hand that clears those it does not name: what is built in has nothing to add.
    pub fn clears(&self, list: &str) -> bool {
        self.edition(list).is_some_and(Edition::clears)
    }

    /// What is at hand of an entry: as the edition has it, and as it is built in where the edition clears nobody.
    pub fn entries<'a>(&'a self, list: &str, entry: &str) -> impl Iterator<Item = &'a Entry> {
        let edition = self.edition(list).and_then(|e| e.index.entry(list, entry));
        let starter = self.starter.as_ref().filter(|_| !self.clears(list));
        edition.into_iter().chain(starter.and_then(|s| s.entry(list, entry)))
    }

    /// Lists of which the edition at hand clears nobody, so that the built-in parties are compared beside it.
    pub fn beside(&self) -> Vec<&str> {
        let Some(starter) = &self.starter else { return Vec::new() };
        let weak = self.editions.iter().filter(|(_, edition)| !edition.clears()).map(|(id, _)| id.as_str());
        weak.filter(|id| starter.entries().iter().any(|e| e.list == *id)).collect()
    }

    /// The edition of a list.
    pub fn edition(&self, list: &str) -> Option<&Edition> {
        self.editions.iter().find(|(id, _)| id == list).map(|(_, edition)| edition)
    }
}

/// Adds hits among the built-in parties to those among entries at hand, best first: an entry that both have once, with
/// the better score. `at_hand` gives an entry at hand.
///
/// A built-in party without an id of its publisher's is left out where an entry at hand bears one of its names and is
/// found at least as well.
pub fn add_built_in<'a>(
    hits: &mut Vec<Hit>,
    built_in: Vec<Hit>,
    starter: &Index,
    at_hand: impl Fn(&Hit) -> Option<&'a Entry>,
) {
    for hit in built_in {
        if let Some(same) = hits.iter_mut().find(|h| (&h.list, &h.entry) == (&hit.list, &hit.entry)) {
            if hit.score > same.score {
                *same = hit;
            }
            continue;
        }
        let bears_its_name = |other: &Hit| {
            let (ours, theirs) = (starter.entry(&hit.list, &hit.entry), at_hand(other));
            let names = |e: Option<&Entry>| e.map(|e| e.party.names.clone()).unwrap_or_default();
            let theirs = names(theirs);
            names(ours).iter().any(|a| theirs.iter().any(|b| same_words(&a.text, &b.text)))
        };
        let known = hit.entry.starts_with("starter-")
            && hits.iter().any(|h| h.list == hit.list && h.score >= hit.score && bears_its_name(h));
        if !known {
            hits.push(hit);
        }
    }
    hits.sort_by(|a, b| b.score.cmp(&a.score).then_with(|| (&a.list, &a.entry).cmp(&(&b.list, &b.entry))));
}

/// Whether two names are the same words in the same order, however they are written.
pub(crate) fn same_words(one: &str, other: &str) -> bool {
    let read = |name: &str| words(name).first().map(|r| r.iter().map(|w| w.text.clone()).collect::<Vec<_>>());
    read(one).is_some_and(|one| read(other) == Some(one))
}
