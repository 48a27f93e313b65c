//! What is known of a list besides its editions: until when it was watched, and what was refused.

use super::{StoreError, disk};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

const FILE: &str = "state.json";

/// How an edition came, or tried to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Route {
    /// Fetched from its publisher or a mirror.
    Pull,
    /// Given by hand.
    Import,
}

/// A publication that was not taken. Until another is, the editions before it clear nobody from its day on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Refusal {
    /// The day it claims, or the day of the attempt where it could not be read.
    pub date: Date,
    /// The day of the attempt.
    pub on: Date,
    /// How it came.
    pub route: Route,
    /// What was wrong with it.
    pub why: String,
}

/// Days over which no publication of the list was missed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Watched {
    /// The first of them.
    pub from: Date,
    /// The last.
    pub to: Date,
}

/// The state of one list.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct State {
    /// Spans without a gap, by day.
    pub watched: Vec<Watched>,
    /// What was refused, by day.
    pub refused: Vec<Refusal>,
    /// Why the last attempt to fetch it came to nothing, with its day.
    pub unreachable: Option<(Date, String)>,
}

impl State {
    pub(super) fn read(store: &Path, list: &str) -> Result<State, StoreError> {
        let path = place(store, list);
        match disk::read(&path)? {
            None => Ok(State::default()),
            Some(bytes) => {
                serde_json::from_slice(&bytes).map_err(|e| StoreError::damaged(&path, e.to_string()))
            }
        }
    }

    pub(super) fn write(&self, store: &Path, list: &str) -> Result<(), StoreError> {
        let path = place(store, list);
        let json = serde_json::to_vec_pretty(self).map_err(|e| StoreError::io(&path, e.into()))?;
        disk::make(path.parent().unwrap_or(store))?;
        disk::replace(&path, &json)
    }

    /// The last day on which an edition of that day is known to have been the latest.
    pub fn latest_until(&self, date: Date) -> Date {
        let spans = self.watched.iter().filter(|w| w.from <= date && date <= w.to);
        spans.map(|w| w.to).max().unwrap_or(date)
    }

    /// The last refusal that stands between an edition and a day.
    pub fn held_back(&self, edition: Date, on: Date) -> Option<&Refusal> {
        self.refused.iter().filter(|r| edition <= r.date && r.date <= on).max_by_key(|r| (r.date, r.on))
    }

    pub(super) fn watch(&mut self, from: Date, to: Date) {
        self.watched.push(Watched { from, to });
        self.watched.sort_by_key(|w| (w.from, w.to));
        let mut merged: Vec<Watched> = Vec::new();
        for span in self.watched.drain(..) {
            match merged.last_mut() {
                Some(last) if span.from <= last.to => last.to = last.to.max(span.to),
                _ => merged.push(span),
            }
        }
        self.watched = merged;
    }

    pub(super) fn refuse(&mut self, refusal: Refusal) {
        self.refused.retain(|r| (r.date, r.route) != (refusal.date, refusal.route));
        self.refused.push(refusal);
        self.refused.sort_by_key(|r| (r.date, r.on));
    }

    /// An edition of that day was taken: what was refused for the day no longer matters. Where it is the newest one,
    /// neither does what a fetch found wrong on the day it looked, since that had no day of its own.
    pub(super) fn taken(&mut self, date: Date, newest: bool) {
        self.refused.retain(|r| r.date != date && !(newest && r.route == Route::Pull && r.date > date));
    }
}

fn place(store: &Path, list: &str) -> PathBuf {
    store.join(list).join(FILE)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn spans_that_touch_become_one() {
        let mut state = State::default();
        state.watch(date(2024, 1, 1), date(2024, 1, 5));
        state.watch(date(2024, 2, 1), date(2024, 2, 2));
        state.watch(date(2024, 1, 4), date(2024, 1, 9));
        assert_eq!(state.watched.len(), 2);
        assert_eq!(state.latest_until(date(2024, 1, 2)), date(2024, 1, 9));
        assert_eq!(state.latest_until(date(2024, 1, 20)), date(2024, 1, 20));
    }

    #[test]
    fn a_refusal_holds_from_its_day_until_another_edition_is_taken() {
        let mut state = State::default();
        let refusal = |day, route| Refusal { date: day, on: date(2024, 3, 1), route, why: "empty".into() };
        state.refuse(refusal(date(2024, 1, 10), Route::Import));
        state.refuse(refusal(date(2024, 3, 1), Route::Pull));
        let held = |state: &State, edition, on| state.held_back(edition, on).map(|r| r.date);
        assert_eq!(held(&state, date(2024, 1, 5), date(2024, 1, 9)), None);
        assert_eq!(held(&state, date(2024, 1, 5), date(2024, 1, 10)), Some(date(2024, 1, 10)));
        assert_eq!(held(&state, date(2024, 1, 11), date(2024, 2, 10)), None);
        state.taken(date(2024, 2, 27), true);
        assert_eq!(held(&state, date(2024, 2, 27), date(2024, 3, 2)), None);
        state.taken(date(2024, 1, 10), false);
        assert!(state.refused.is_empty());
    }
}
