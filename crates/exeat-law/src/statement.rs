//! What the law base covers and what it rests on: the statement that stands behind every answer.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::theory::{Confidence, Instrument, Regime, Theory};
use crate::view::{self, Entry};

/// What is encoded of one regime.
#[derive(Debug)]
pub struct Coverage<'a> {
    /// The regime.
    pub regime: &'a Regime,
    /// Its instruments, in the order of the files.
    pub instruments: Vec<&'a Instrument>,
    /// How many norms rest on a primary text, a secondary source, memory.
    pub norms: BTreeMap<Confidence, usize>,
    /// The first and the last day on which one of its texts was checked; `None` without an instrument.
    pub checked: Option<(Date, Date)>,
}

impl Coverage<'_> {
    /// How many norms it has.
    pub fn count(&self) -> usize {
        self.norms.values().sum()
    }
}

/// What is encoded, one regime after the other, in the order of their ids.
pub fn coverage(theory: &Theory) -> Vec<Coverage<'_>> {
    let mut all: Vec<Coverage> = theory
        .regimes
        .iter()
        .enumerate()
        .map(|(ix, regime)| {
            let instruments: Vec<&Instrument> =
                theory.instruments.iter().filter(|i| i.regime == ix).collect();
            let mut norms = BTreeMap::new();
            for norm in theory.norms.iter().filter(|n| n.regime == ix) {
                *norms.entry(norm.confidence).or_insert(0) += 1;
            }
            let days = || instruments.iter().map(|i| i.checked);
            let checked = days().min().zip(days().max());
            Coverage { regime, instruments, norms, checked }
        })
        .collect();
    all.sort_by(|a, b| a.regime.id.cmp(&b.regime.id));
    all
}

/// The instruments of the whole base, in the order of their ids.
pub fn sources(theory: &Theory) -> Vec<&Instrument> {
    let mut all: Vec<&Instrument> = theory.instruments.iter().collect();
    all.sort_by(|a, b| a.id.cmp(&b.id));
    all
}

/// One declaration that differs between two law bases.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// `added`, `removed` or `changed`.
    pub what: &'static str,
    /// As it reads after; as it read before where it is gone.
    pub entry: Entry,
}

/// What a reader of the later base would find added, gone or worded otherwise, in the order of the ids.
pub fn changes(before: &Theory, after: &Theory) -> Vec<Change> {
    let read = |theory: &Theory| -> BTreeMap<(String, &'static str), Entry> {
        let all = view::entries(theory, &[]).unwrap_or_default();
        all.into_iter().map(|e| ((e.id.clone(), e.sort), e)).collect()
    };
    let (mut before, mut after) = (read(before), read(after));
    let mut all: Vec<Change> = Vec::new();
    let keys: Vec<_> = before.keys().chain(after.keys()).cloned().collect();
    for key in keys {
        match (before.remove(&key), after.remove(&key)) {
            (Some(old), Some(new)) if old != new => all.push(Change { what: "changed", entry: new }),
            (Some(old), None) => all.push(Change { what: "removed", entry: old }),
            (None, Some(new)) => all.push(Change { what: "added", entry: new }),
            _ => {}
        }
    }
    all.sort_by(|a, b| (&a.entry.id, a.entry.sort).cmp(&(&b.entry.id, b.entry.sort)));
    all
}
