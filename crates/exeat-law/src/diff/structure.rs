//! What changed in the shape of the law: norms that came and went, periods that moved, defeats.

use std::collections::{BTreeMap, BTreeSet};

use super::Side;
use super::cone::may_hold;
use crate::theory::{Moment, Period, Theory};

/// One change of shape.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Change {
    /// The norm stands on the second side only.
    Added(String),
    /// The norm stands on the first side only.
    Removed(String),
    /// Its period is another: before and after.
    Moved(String, String, String),
    /// It defeats these norms now and did not.
    Defeats(String, Vec<String>),
    /// It defeated these norms and does no longer.
    Spares(String, Vec<String>),
}

/// Changes of shape, by kind and id. Of two days of one law only what is in force counts.
pub fn structure(a: &Side<'_>, b: &Side<'_>) -> Vec<Change> {
    let (old, new) = (standing(a), standing(b));
    let mut out: Vec<Change> = Vec::new();
    out.extend(new.keys().filter(|id| !old.contains_key(*id)).map(|id| Change::Added((*id).to_owned())));
    out.extend(old.keys().filter(|id| !new.contains_key(*id)).map(|id| Change::Removed((*id).to_owned())));
    for (id, one) in &old {
        let Some(other) = new.get(id) else { continue };
        let (one, other) = (&a.theory.norms[*one].period, &b.theory.norms[*other].period);
        if one != other {
            out.push(Change::Moved((*id).to_owned(), words(one), words(other)));
        }
    }
    let (was, is) = (defeats(a.theory, &old), defeats(b.theory, &new));
    for (by, of) in &is {
        let before = was.get(by);
        let more: Vec<String> =
            of.iter().filter(|p| before.is_none_or(|b| !b.contains(*p))).map(|p| (*p).to_owned()).collect();
        if !more.is_empty() {
            out.push(Change::Defeats((*by).to_owned(), more));
        }
    }
    for (by, of) in &was {
        let after = is.get(by);
        let fewer: Vec<String> =
            of.iter().filter(|p| after.is_none_or(|a| !a.contains(*p))).map(|p| (*p).to_owned()).collect();
        if !fewer.is_empty() {
            out.push(Change::Spares((*by).to_owned(), fewer));
        }
    }
    out.sort();
    out
}

fn standing<'t>(side: &Side<'t>) -> BTreeMap<&'t str, usize> {
    let holds = |ix: &usize| {
        let norm = &side.theory.norms[*ix];
        !norm.period.unpublished && side.on.is_none_or(|on| may_hold(side.theory, norm, on))
    };
    (0..side.theory.norms.len()).filter(holds).map(|ix| (side.theory.norms[ix].id.as_str(), ix)).collect()
}

fn defeats<'t>(
    theory: &'t Theory,
    standing: &BTreeMap<&'t str, usize>,
) -> BTreeMap<&'t str, BTreeSet<&'t str>> {
    let mut out: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (id, ix) in standing {
        for by in &theory.norms[*ix].defeated_by {
            let by = theory.norms[*by].id.as_str();
            if standing.contains_key(by) {
                out.entry(by).or_default().insert(id);
            }
        }
    }
    out
}

fn words(period: &Period) -> String {
    let moment = |m: &Moment| {
        if m.midday { format!("{} in the course of the day", m.date) } else { m.date.to_string() }
    };
    let from = match period.from_latest {
        Some(latest) => format!("from between {} and {latest}", period.from.date),
        None => format!("from {}", moment(&period.from)),
    };
    match &period.until {
        Some(until) => format!("{from} until {}", moment(until)),
        None => from,
    }
}
