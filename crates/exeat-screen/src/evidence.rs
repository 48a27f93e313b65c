//! What two aligned names say for and against being one party, each observation apart.

use crate::align::{Alignment, How, Match, Side};
pub use crate::observation::{Evidence, OBSERVATIONS, Observation, Seen, Sense};
use crate::token::Class;

/// A name that explains less of both sides than this has nothing to do with the other, by definition: the
/// larger share, the smaller, and their sum.
pub(crate) const GATE: (u32, u32, u32) = (500, 150, 950);

/// Whether shares, or the most they can be, pass the [`GATE`]: weights explained and whole, of both sides.
pub(crate) fn passes(listed: (u32, u32), asked: (u32, u32)) -> bool {
    let share = |(explained, whole): (u32, u32)| 1000 * explained / whole.max(1);
    let (a, b) = (share(listed), share(asked));
    a.max(b) >= GATE.0 && a.min(b) >= GATE.1 && a + b >= GATE.2
}

/// What is gathered of one side.
#[derive(Default)]
struct Half {
    whole: u32,
    explained: u32,
    left: u32,
    left_all: u32,
    number_left: bool,
    telling: i16,
}

fn half(side: Side<'_>, matches: &[Match], other: Option<Side<'_>>) -> Half {
    let mut out = Half::default();
    for ((weight, class), found) in side.weights.iter().zip(side.classes).zip(matches) {
        let mut weight = u32::from(*weight);
        // A slip in a business word makes it look rare.
        if let (Some(other), How::Word | How::Short | How::Contradiction) = (other, found.how) {
            weight = weight.min(u32::from(other.weights.get(usize::from(found.to)).copied().unwrap_or(0)));
        }
        out.whole += weight;
        out.telling += i16::from(matches!(class, Class::Plain | Class::Numeral));
        if found.how == How::Alone {
            out.left = out.left.max(weight);
            out.left_all += weight;
            out.number_left |= *class == Class::Numeral;
        } else {
            out.explained += weight * rounded(u32::from(found.like)) / 1000;
        }
    }
    out
}

/// The evidence of an alignment; none where it does not pass the [`GATE`].
pub(crate) fn gather(
    ours: Side<'_>,
    theirs: Side<'_>,
    alignment: &Alignment,
    organisation: i16,
    foreign: bool,
) -> Option<Evidence> {
    let (asked, listed) = (half(ours, &alignment.ours, None), half(theirs, &alignment.theirs, None));
    if !alignment.anchored || !passes((listed.explained, listed.whole), (asked.explained, asked.whole)) {
        return None;
    }
    let (asked, listed) =
        (half(ours, &alignment.ours, Some(theirs)), half(theirs, &alignment.theirs, Some(ours)));
    let mut e: Evidence = [0; OBSERVATIONS.len()];
    let mut set = |seen: Seen, value: u32| {
        if let Some(cell) = e.get_mut(seen as usize) {
            *cell = i16::try_from(value).unwrap_or(i16::MAX);
        }
    };
    let share = |part: u32, whole: u32| (1000 * part).checked_div(whole).unwrap_or(1000).min(1000);
    let (of_listed, of_asked) = (share(listed.explained, listed.whole), share(asked.explained, asked.whole));
    set(Seen::ShareListed, of_listed);
    set(Seen::ShareAsked, of_asked);
    set(Seen::ShareMost, of_listed.max(of_asked));
    set(Seen::ShareLeast, of_listed.min(of_asked));
    set(Seen::LeftListed, listed.left);
    set(Seen::LeftAsked, asked.left);
    set(Seen::AllLeftListed, listed.left_all);
    set(Seen::AllLeftAsked, asked.left_all);
    set(Seen::LeftBoth, listed.left_all.min(asked.left_all));

    let pairs = pairs(ours, theirs, alignment);
    set(Seen::Worst, pairs.worst);
    set(Seen::Mean, share(pairs.by_mean, pairs.weight));
    set(Seen::Matched, pairs.matched.min(6000));
    set(Seen::Rarest, pairs.rarest);
    set(Seen::Second, pairs.second);
    set(Seen::Pairs, pairs.count.min(9));
    set(Seen::Initials, pairs.initials);
    set(Seen::Joined, pairs.joined);

    // a person's name without a comma has its family name behind, as far as one can tell
    let (all, known) = (theirs.keys.len(), theirs.family);
    let (family, given) = match (known, organisation) {
        (0, 0) if all > 1 => (all - 1..all, 0..all - 1),
        (0, _) => (0..all, 0..all),
        _ => (0..known, known..all),
    };
    let part = |range: std::ops::Range<usize>| {
        let (mut whole, mut explained, mut worst) = (0u32, 0u32, 1000u32);
        for at in range {
            let weight = u32::from(theirs.weights.get(at).copied().unwrap_or(0));
            let like = rounded(u32::from(alignment.theirs.get(at).map_or(0, |m| m.like)));
            whole += weight;
            explained += weight * like / 1000;
            if weight >= TELLING {
                worst = worst.min(rounded(like));
            }
        }
        (share(explained, whole), worst)
    };
    let (explained, worst) = part(family);
    set(Seen::Family, explained);
    set(Seen::FamilyWorst, worst);
    set(Seen::Given, part(given.clone()).0);
    let first = given.clone().find(|at| theirs.weights.get(*at).is_some_and(|w| u32::from(*w) >= TELLING));
    set(
        Seen::GivenFirst,
        first.map_or(1000, |at| rounded(u32::from(alignment.theirs.get(at).map_or(0, |m| m.like)))),
    );

    let numbers = u32::from(asked.number_left && listed.number_left);
    set(Seen::Contradictions, pairs.contradictions + numbers + exchanged(ours, theirs, alignment));
    set(Seen::AskedCommon, pairs.asked_common);
    set(Seen::FormsDiffer, u32::from(ours.forms != 0 && theirs.forms != 0 && ours.forms & theirs.forms == 0));
    set(Seen::InOrder, in_order(ours, alignment));
    if let Some(cell) = e.get_mut(Seen::Organisation as usize) {
        *cell = organisation;
    }
    if let Some(cell) = e.get_mut(Seen::Foreign as usize) {
        *cell = i16::from(foreign);
    }
    if let Some(cell) = e.get_mut(Seen::WordsListed as usize) {
        *cell = listed.telling;
    }
    if let Some(cell) = e.get_mut(Seen::WordsAsked as usize) {
        *cell = asked.telling;
    }
    Some(e)
}

/// A word that weighs less tells little.
const TELLING: u32 = 200;

/// Two spellings of one name are as good as one.
pub(crate) fn rounded(like: u32) -> u32 {
    if like >= 975 { 1000 } else { like }
}

#[derive(Default)]
struct Pairs {
    worst: u32,
    weight: u32,
    matched: u32,
    by_mean: u32,
    rarest: u32,
    second: u32,
    count: u32,
    contradictions: u32,
    asked_common: u32,
    initials: u32,
    joined: u32,
}

fn pairs(ours: Side<'_>, theirs: Side<'_>, alignment: &Alignment) -> Pairs {
    let mut out = Pairs { worst: 1000, ..Pairs::default() };
    let other = |to: u8| u32::from(theirs.weights.get(usize::from(to)).copied().unwrap_or(0));
    for (at, (weight, found)) in ours.weights.iter().zip(&alignment.ours).enumerate() {
        let weight = match found.how {
            How::Alone => continue,
            How::Joined => u32::from(*weight),
            _ => u32::from(*weight).min(other(found.to)),
        };
        let like = u32::from(found.like);
        out.contradictions += u32::from(found.how == How::Contradiction);
        out.initials += u32::from(found.how == How::Initial);
        out.joined += u32::from(found.how == How::Joined);
        out.weight += weight;
        out.by_mean += weight * like / 1000;
        let like = rounded(like);
        out.matched += weight * like / 1000;
        if found.how == How::Word && like < 1000 {
            out.asked_common = out.asked_common.max(u32::from(ours.common.get(at).copied().unwrap_or(0)));
        }
        if weight >= TELLING {
            out.worst = out.worst.min(like);
            out.count += 1;
        }
        let worth = weight * like / 1000;
        if worth > out.rarest {
            out.second = out.rarest;
            out.rarest = worth;
        } else {
            out.second = out.second.max(worth);
        }
    }
    out
}

/// Neighbours that are neighbours on the other side too, in thousandths of the pairs of neighbours.
fn in_order(ours: Side<'_>, alignment: &Alignment) -> u32 {
    let matched = alignment.ours.iter().take(ours.keys.len()).filter(|m| m.how != How::Alone);
    let (mut steps, mut kept, mut before) = (0u32, 0u32, None::<u8>);
    for found in matched {
        if let Some(before) = before {
            steps += 1;
            kept += u32::from(found.to >= before);
        }
        before = Some(found.to);
    }
    (1000 * kept).checked_div(steps).unwrap_or(1000)
}

/// `A son of B` against `B son of A`: how often.
fn exchanged(ours: Side<'_>, theirs: Side<'_>, alignment: &Alignment) -> u32 {
    if ours.sons == 0 || theirs.sons == 0 {
        return 0;
    }
    let to = |at: usize| {
        let found = alignment.ours.get(at).filter(|m| matches!(m.how, How::Word | How::Short))?;
        Some(usize::from(found.to))
    };
    let turned = |at: usize| {
        let (son, father) = (at.checked_sub(1).and_then(to)?, to(at + 1)?);
        let between = father.checked_add(1)?;
        Some(between + 1 == son && theirs.sons & (1 << between) != 0)
    };
    (0..ours.keys.len().min(31)).filter(|at| ours.sons & (1 << at) != 0 && turned(*at) == Some(true)).count()
        as u32
}
