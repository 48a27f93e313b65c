//! Which norms of one side carry on which of the other.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::Side;
use super::cone::{Prints, may_hold};
use crate::theory::{Norm, NormIx, NormKind, Theory};

/// Norms that belong together: what stood before, and what carries it on. One of the two may be empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Group {
    /// Norms of the first side.
    pub(crate) from: Vec<NormIx>,
    /// Norms of the second side.
    pub(crate) to: Vec<NormIx>,
    /// The day on which each side is asked.
    pub(crate) on: [Date; 2],
    /// Prints are equal: nothing that decides has changed.
    pub(crate) same: bool,
}

/// Groups in which something began, ended or changed, in the order of the second side, then of the first.
pub(crate) fn groups(a: &Side<'_>, b: &Side<'_>) -> Vec<Group> {
    let on =
        |theory: &Theory, norm: &Norm, side: &Side<'_>| side.on.unwrap_or_else(|| last_day(theory, norm));
    let holds = |side: &Side<'_>, ix: NormIx| {
        let norm = &side.theory.norms[ix];
        !matches!(norm.kind, NormKind::Flag | NormKind::Gap)
            && !norm.period.unpublished
            && side.on.is_none_or(|on| may_hold(side.theory, norm, on))
    };
    let old: BTreeMap<&str, NormIx> = (0..a.theory.norms.len())
        .filter(|ix| holds(a, *ix))
        .map(|ix| (a.theory.norms[ix].id.as_str(), ix))
        .collect();
    let new: Vec<NormIx> = (0..b.theory.norms.len()).filter(|ix| holds(b, *ix)).collect();
    let mut links: BTreeSet<(NormIx, NormIx)> = BTreeSet::new();
    for ix in &new {
        links.extend(earlier(b.theory, *ix, &old).into_iter().map(|from| (from, *ix)));
    }
    let common: BTreeSet<&str> =
        new.iter().map(|ix| b.theory.norms[*ix].id.as_str()).filter(|id| old.contains_key(id)).collect();
    let mut out: Vec<Group> = Vec::new();
    let mut prints: BTreeMap<(usize, Date), Prints<'_>> = BTreeMap::new();
    let mut push = |from: Vec<NormIx>, to: Vec<NormIx>| {
        let day = match (to.first(), from.first()) {
            (Some(ix), _) => on(b.theory, &b.theory.norms[*ix], b),
            (None, Some(ix)) => on(a.theory, &a.theory.norms[*ix], a),
            (None, None) => return,
        };
        let days = [a.on.unwrap_or(day), b.on.unwrap_or(day)];
        prints.entry((0, days[0])).or_insert_with(|| Prints::new(a.theory, days[0]));
        prints.entry((1, days[1])).or_insert_with(|| Prints::new(b.theory, days[1]));
        let (Some(first), Some(second)) = (prints.get(&(0, days[0])), prints.get(&(1, days[1]))) else {
            return;
        };
        let [one, other] = match (from.as_slice(), to.as_slice()) {
            ([one], [other]) => [*one, *other],
            _ => return out.push(Group { from, to, on: days, same: false }),
        };
        if a.theory.norms[one].id == b.theory.norms[other].id {
            if first.own(one, &common) == second.own(other, &common) {
                return;
            }
            return out.push(Group { from, to, on: days, same: false });
        }
        let same = first.norm(one) == second.norm(other);
        out.push(Group { from, to, on: days, same });
    };
    let mut placed: BTreeSet<NormIx> = BTreeSet::new();
    for ix in &new {
        if placed.contains(ix) {
            continue;
        }
        let (from, to) = component(*ix, &links);
        placed.extend(&to);
        push(from, to);
    }
    for ix in old.values().copied() {
        if !links.iter().any(|(from, _)| *from == ix) {
            push(vec![ix], vec![]);
        }
    }
    out
}

/// Everything linked with a norm of the second side.
fn component(start: NormIx, links: &BTreeSet<(NormIx, NormIx)>) -> (Vec<NormIx>, Vec<NormIx>) {
    let (mut from, mut to) = (BTreeSet::new(), BTreeSet::from([start]));
    loop {
        let before = (from.len(), to.len());
        for (one, other) in links {
            if to.contains(other) {
                from.insert(*one);
            }
            if from.contains(one) {
                to.insert(*other);
            }
        }
        if before == (from.len(), to.len()) {
            return (from.into_iter().collect(), to.into_iter().collect());
        }
    }
}

/// The nearest earlier norms that stand on the other side: itself, else those it continues, else the one of the same
/// paragraph in the text that its own supersedes, and so back.
fn earlier(theory: &Theory, start: NormIx, old: &BTreeMap<&str, NormIx>) -> Vec<NormIx> {
    let mut found = Vec::new();
    let mut seen = BTreeSet::from([start]);
    let mut next = vec![start];
    while let Some(ix) = next.pop() {
        if let Some(from) = old.get(theory.norms[ix].id.as_str()) {
            found.push(*from);
            continue;
        }
        next.extend(before(theory, ix).into_iter().filter(|ix| seen.insert(*ix)));
    }
    found
}

/// What a norm carries on, by its own word or by its paragraph.
fn before(theory: &Theory, ix: NormIx) -> Vec<NormIx> {
    let norm = &theory.norms[ix];
    if !norm.continues.is_empty() {
        return norm.continues.clone();
    }
    let Some((old, _)) = theory.instruments[norm.instrument].supersedes else { return vec![] };
    let matches = |other: &NormIx| {
        let other = &theory.norms[*other];
        other.instrument == old && paragraph(&other.id) == paragraph(&norm.id)
    };
    (0..theory.norms.len()).filter(matches).collect()
}

/// `x4` of `gl25c.x4`.
fn paragraph(id: &str) -> &str {
    id.split_once('.').map_or(id, |(_, rest)| rest)
}

/// The last day on which a norm holds and its regime is known to be complete.
fn last_day(theory: &Theory, norm: &Norm) -> Date {
    let surveyed = theory.regimes[norm.regime].surveyed;
    let end = norm.period.until.and_then(|m| m.date.yesterday().ok());
    end.map_or(surveyed, |end| end.min(surveyed)).max(norm.period.from.date)
}
