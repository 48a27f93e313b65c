//! A score taken apart: what each pair of words gives, and what is taken away for what.

use super::judge::{Candidate, Likeness};
use super::{Index, Query};
use crate::align::{Alignment, How};
use crate::evidence::{Evidence, Seen};
use crate::hit::Point;
use crate::model;
use crate::observation::BEST;
use crate::party::Party;
use crate::token::{self, Folded};

/// The points of a name, and its words side by side.
pub(super) type Shown = (Vec<Point>, Vec<(String, String)>);

/// What is taken away, one group of observations after the other: all the later ones at their best.
const GROUPS: [(&str, &[Seen]); 7] = [
    ("words are spelt differently", &[Seen::Worst, Seen::Mean, Seen::FamilyWorst, Seen::GivenFirst]),
    (
        "words of the listed name have no counterpart",
        &[
            Seen::ShareListed,
            Seen::ShareMost,
            Seen::LeftListed,
            Seen::AllLeftListed,
            Seen::Family,
            Seen::Given,
        ],
    ),
    (
        "words of the name asked about have no counterpart",
        &[Seen::ShareAsked, Seen::ShareLeast, Seen::LeftAsked, Seen::AllLeftAsked],
    ),
    ("both have words that the other has not", &[Seen::LeftBoth]),
    ("something contradicts", &[Seen::Contradictions, Seen::FormsDiffer, Seen::InOrder]),
    ("a known name is seldom a slip of another", &[Seen::AskedCommon]),
    ("the words that match are few or common", &[Seen::Matched, Seen::Rarest, Seen::Second, Seen::Pairs]),
];

impl Index {
    pub(super) fn explain(&self, candidate: &Candidate, query: &Query, party: &Party) -> Option<Shown> {
        let view = self.data.view();
        let head = view.rows.head(candidate.row)?;
        let listed = self.entries.get(head.entry as usize)?;
        let theirs = listed.party.names.get(head.name as usize)?;
        let theirs = token::fold(&theirs.text, head.kind()).into_iter().nth(head.reading as usize)?;
        let ours = party.names.get(query.name)?;
        let ours = super::asked(&ours.text, query.kind).into_iter().nth(query.reading)?;
        let alignment = view.aligned(query, head);
        let pairs = side_by_side(&ours, &theirs, &alignment);
        let weights = view.rows.side(head).weights;
        let mut points = pair_points(&pairs, weights, &alignment);
        if let Likeness::Seen(evidence) = &candidate.likeness {
            deduct(evidence, &mut points);
        }
        let words = pairs.into_iter().map(|pair| (pair.ours, pair.theirs)).collect();
        Some((points, words))
    }
}

/// Words side by side.
struct Beside {
    ours: String,
    theirs: String,
    /// Positions of the listed words.
    listed: Vec<usize>,
    how: How,
    like: u16,
}

fn side_by_side(ours: &Folded, theirs: &Folded, alignment: &Alignment) -> Vec<Beside> {
    let shown = |folded: &Folded, at: &[usize]| {
        let words = at.iter().filter_map(|i| folded.tokens.get(*i)).map(|t| t.shown.as_str());
        words.collect::<Vec<_>>().join(" ")
    };
    let mut out = Vec::new();
    let mut used = vec![false; ours.tokens.len()];
    let mut taken = vec![false; theirs.tokens.len()];
    let matched = |at: usize| alignment.ours.get(at).copied().unwrap_or_default();
    let back = |at: usize| alignment.theirs.get(at).copied().unwrap_or_default();
    for i in 0..ours.tokens.len() {
        let found = matched(i);
        if used.get(i) == Some(&true) || found.how == How::Alone {
            continue;
        }
        // All of theirs that point here, and all of ours that point to the same.
        let theirs_here: Vec<usize> = (0..theirs.tokens.len())
            .filter(|j| {
                let b = back(*j);
                taken.get(*j) == Some(&false)
                    && b.how == found.how
                    && (usize::from(b.to) == i || (*j == usize::from(found.to) && b.how == How::Joined))
            })
            .collect();
        let ours_here: Vec<usize> = if theirs_here.len() > 1 {
            vec![i]
        } else {
            (0..ours.tokens.len())
                .filter(|k| {
                    *k == i
                        || (found.how == How::Joined
                            && matched(*k).how == How::Joined
                            && matched(*k).to == found.to
                            && used.get(*k) == Some(&false))
                })
                .collect()
        };
        theirs_here.iter().for_each(|j| mark(&mut taken, *j));
        ours_here.iter().for_each(|k| mark(&mut used, *k));
        out.push(Beside {
            ours: shown(ours, &ours_here),
            theirs: shown(theirs, &theirs_here),
            listed: theirs_here,
            how: found.how,
            like: found.like,
        });
    }
    let alone =
        |ours: String, theirs: String| Beside { ours, theirs, listed: vec![], how: How::Alone, like: 0 };
    for (i, token) in ours.tokens.iter().enumerate() {
        if used.get(i) == Some(&false) {
            out.push(alone(token.shown.to_string(), String::new()));
        }
    }
    for (j, token) in theirs.tokens.iter().enumerate() {
        if taken.get(j) == Some(&false) {
            out.push(alone(String::new(), token.shown.to_string()));
        }
    }
    out
}

fn mark(cells: &mut [bool], at: usize) {
    if let Some(cell) = cells.get_mut(at) {
        *cell = true;
    }
}

/// The thousand is shared out among the matched pairs by the weight of the listed words.
fn pair_points(pairs: &[Beside], weights: &[u16], _alignment: &Alignment) -> Vec<Point> {
    let weight = |pair: &Beside| -> u32 {
        pair.listed.iter().map(|j| u32::from(weights.get(*j).copied().unwrap_or(0))).sum::<u32>().max(1)
    };
    let matched = || pairs.iter().filter(|pair| pair.how != How::Alone);
    let whole: u32 = matched().map(weight).sum();
    let (mut sum, mut given) = (0u32, 0u32);
    let mut points = Vec::new();
    for pair in matched() {
        sum += weight(pair);
        let now = 1000 * sum / whole.max(1);
        let how = match pair.how {
            How::Contradiction => "alike, but names of different people",
            How::Joined => "written together",
            How::Initial => "initial",
            How::Short => "short form",
            _ if pair.like == 1000 => "equal",
            _ => "alike",
        };
        let what = format!("{how}: {} = {}", pair.ours, pair.theirs);
        points.push(Point { what, thousandths: (now - given) as i32 });
        given = now;
    }
    points
}

/// What is taken away, in groups, from the full thousand down to the score.
fn deduct(evidence: &Evidence, points: &mut Vec<Point>) {
    let mut seen: Evidence = *evidence;
    for (_, group) in GROUPS {
        for at in group {
            if let (Some(cell), Some(best)) = (seen.get_mut(*at as usize), BEST.get(*at as usize)) {
                *cell = *best;
            }
        }
    }
    let mut reached: i32 = points.iter().map(|p| p.thousandths).sum();
    for (what, group) in GROUPS {
        for at in group {
            if let (Some(cell), Some(value)) = (seen.get_mut(*at as usize), evidence.get(*at as usize)) {
                *cell = *value;
            }
        }
        let now = model::score(&seen);
        if now != reached {
            points.push(Point { what: what.to_owned(), thousandths: now - reached });
        }
        reached = now;
    }
}
