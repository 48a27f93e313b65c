//! How alike two names are: their words put side by side, each pair weighed by what it says.
//!
//! The score is the weight of the matched words on both sides over the weight of all words on both sides,
//! each pair taken at its [`likeness`](crate::compare::likeness). On top: two matched telling words
//! that explain one side completely count for more, since people leave out middle names; numbers or legal
//! forms that contradict count for less. Order is free.

use crate::hit::Point;
use crate::token::{Class, Folded, Token};

/// Weights of words that are not plain. A plain word weighs 300 (common) to 1000 (rare), see [`rarity`].
const GENERIC: u32 = 150;
const PARTICLE: u32 = 50;
const INITIAL: u32 = 150;
const NUMERAL: u32 = 500;
/// The most any word weighs.
pub(crate) const HEAVIEST: u32 = 1000;
/// Likeness of words that are the same written together.
pub(crate) const JOINED: u32 = 950;

/// What contradicting numbers, and contradicting legal forms, take away.
const NUMBERS_DIFFER: i32 = -150;
const FORMS_DIFFER: i32 = -20;
/// The part of what is missing that explaining one side completely gives back.
const EXPLAINED_SHARE: i32 = 3;

/// Two names side by side.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alignment {
    /// The sum of the points, 0 or more.
    pub score: i32,
    /// What each pair of words and each observation adds.
    pub points: Vec<Point>,
    /// Words of the first and the second name; empty where there is no counterpart.
    pub words: Vec<(String, String)>,
}

/// The weight of a word in thousandths, given how many entries have its key.
pub fn weight(token: &Token, entries: u32) -> u32 {
    match token.class {
        Class::Plain => rarity(entries),
        Class::Generic => GENERIC,
        Class::Particle => PARTICLE,
        Class::Initial => INITIAL,
        Class::Numeral => NUMERAL,
    }
}

/// 1000 for a word in at most one entry, 70 less with each doubling, never below 300.
pub fn rarity(entries: u32) -> u32 {
    let doublings = entries.max(1).ilog2();
    HEAVIEST.saturating_sub(70 * doublings).max(300)
}

/// A folded name and the weight of each of its words.
#[derive(Debug, Clone, Copy)]
pub struct Side<'a> {
    /// The name.
    pub name: &'a Folded,
    /// One weight a word, in thousandths.
    pub weights: &'a [u32],
}

impl Side<'_> {
    fn total(&self) -> u32 {
        self.weights.iter().sum()
    }

    fn weight(&self, at: usize) -> u32 {
        self.weights.get(at).copied().unwrap_or(0)
    }

    /// The positions of a run of words; after the last word the first follows.
    fn run(&self, start: usize, len: usize) -> impl Iterator<Item = usize> + use<> {
        let words = self.name.tokens.len().max(1);
        (start..start + len).map(move |at| at % words)
    }

    fn shown(&self, start: usize, len: usize) -> String {
        let run = self.run(start, len).filter_map(|at| self.name.tokens.get(at));
        run.map(|t| t.shown.as_str()).collect::<Vec<_>>().join(" ")
    }

    fn class(&self, at: usize) -> Option<Class> {
        self.name.tokens.get(at).map(|t| t.class)
    }
}

/// One matched pair of runs of words.
struct Pair {
    a: (usize, usize),
    b: (usize, usize),
    like: u32,
    weight: u32,
}

/// Puts two names side by side; none where no telling word has a counterpart.
///
/// `like` is the likeness of word `i` of the first and word `j` of the second name.
pub fn align(a: Side<'_>, b: Side<'_>, like: &dyn Fn(usize, usize) -> u16) -> Option<Alignment> {
    let mut free_a = vec![true; a.name.tokens.len()];
    let mut free_b = vec![true; b.name.tokens.len()];
    // Equal words first: a run of words must not be joined away from its own spelling.
    let equal = |i: usize, j: usize| if like(i, j) == 1000 { 1000 } else { 0 };
    let mut pairs = Vec::new();
    single(a, b, &equal, &mut free_a, &mut free_b, &mut pairs);
    joined(a, b, &mut free_a, &mut free_b, &mut pairs);
    single(a, b, like, &mut free_a, &mut free_b, &mut pairs);
    if !is_anchored(a, b, &pairs) {
        return None;
    }
    pairs.sort_by_key(|pair| pair.a);
    let mut points = pair_points(a, b, &pairs);
    observe(a, b, &pairs, (&free_a, &free_b), &mut points);
    let sum: i32 = points.iter().map(|p| p.thousandths).sum();
    if sum < 0 {
        points.push(Point { what: "never below nothing".into(), thousandths: -sum });
    }
    Some(Alignment { score: sum.max(0), words: side_by_side(a, b, &pairs, &free_a, &free_b), points })
}

/// Runs of words on one side that are one word on the other, taken greedily from the left.
fn joined(a: Side<'_>, b: Side<'_>, free_a: &mut [bool], free_b: &mut [bool], pairs: &mut Vec<Pair>) {
    for (runs, words, flipped) in [(a, b, false), (b, a, true)] {
        for join in &runs.name.joins {
            let Some(at) = words.name.tokens.iter().position(|t| t.key == join.key) else { continue };
            let (free_runs, free_words) =
                if flipped { (&mut *free_b, &mut *free_a) } else { (&mut *free_a, &mut *free_b) };
            let run = || runs.run(join.start, join.len);
            let open = |free: &[bool], at: usize| free.get(at).copied().unwrap_or(false);
            if !open(free_words, at) || !run().all(|i| open(free_runs, i)) {
                continue;
            }
            take(free_words, at);
            run().for_each(|i| take(free_runs, i));
            let weight = words.weight(at) + run().map(|i| runs.weight(i)).sum::<u32>();
            let (many, one) = ((join.start, join.len), (at, 1));
            let (a, b) = if flipped { (one, many) } else { (many, one) };
            pairs.push(Pair { a, b, like: JOINED, weight });
        }
    }
}

/// Single words, the pair that counts most first; ties in written order.
fn single(
    a: Side<'_>,
    b: Side<'_>,
    like: &dyn Fn(usize, usize) -> u16,
    free_a: &mut [bool],
    free_b: &mut [bool],
    pairs: &mut Vec<Pair>,
) {
    let mut possible = Vec::new();
    for i in (0..free_a.len()).filter(|i| free_a.get(*i) == Some(&true)) {
        for j in (0..free_b.len()).filter(|j| free_b.get(*j) == Some(&true)) {
            let like = u32::from(like(i, j));
            if like > 0 {
                let weight = a.weight(i) + b.weight(j);
                possible.push((std::cmp::Reverse(like * weight), i, j, like, weight));
            }
        }
    }
    possible.sort_unstable();
    for (_, i, j, like, weight) in possible {
        if free_a.get(i) == Some(&true) && free_b.get(j) == Some(&true) {
            take(free_a, i);
            take(free_b, j);
            pairs.push(Pair { a: (i, 1), b: (j, 1), like, weight });
        }
    }
}

fn take(free: &mut [bool], at: usize) {
    if let Some(cell) = free.get_mut(at) {
        *cell = false;
    }
}

fn is_telling(class: Option<Class>) -> bool {
    matches!(class, Some(Class::Plain | Class::Generic | Class::Numeral))
}

/// Initials and particles alone say nothing, unless the names are equal altogether.
fn is_anchored(a: Side<'_>, b: Side<'_>, pairs: &[Pair]) -> bool {
    let anchor = |p: &Pair| {
        p.a.1 + p.b.1 > 2 || (is_telling(a.class(p.a.0)) && is_telling(b.class(p.b.0)) && p.like > 0)
    };
    pairs.iter().any(anchor) || (!pairs.is_empty() && a.name.bag() == b.name.bag())
}

/// Rounded on the running sum, so that names equal in every word have exactly 1000.
fn pair_points(a: Side<'_>, b: Side<'_>, pairs: &[Pair]) -> Vec<Point> {
    let total = u64::from(a.total() + b.total()).max(1);
    let mut sum = 0u64;
    let mut given = 0u64;
    let mut points = Vec::with_capacity(pairs.len());
    for pair in pairs {
        sum += u64::from(pair.like * pair.weight);
        let now = sum / total;
        let (left, right) = (a.shown(pair.a.0, pair.a.1), b.shown(pair.b.0, pair.b.1));
        let how = match pair.like {
            1000 => "equal",
            JOINED if pair.a.1 + pair.b.1 > 2 => "written together",
            _ => "alike",
        };
        let thousandths = i32::try_from(now - given).unwrap_or(0);
        points.push(Point { what: format!("{how}: {left} = {right}"), thousandths });
        given = now;
    }
    points
}

fn observe(a: Side<'_>, b: Side<'_>, pairs: &[Pair], free: (&[bool], &[bool]), points: &mut Vec<Point>) {
    let plain = |p: &&Pair| {
        p.a.1 + p.b.1 > 2
            || (a.class(p.a.0) == Some(Class::Plain) && b.class(p.b.0) == Some(Class::Plain) && p.like >= 800)
    };
    let counts = |class| matches!(class, Class::Plain | Class::Numeral);
    let explained = |side: Side<'_>, free: &[bool]| {
        !side.name.tokens.iter().zip(free).any(|(t, f)| *f && counts(t.class))
    };
    let so_far: i32 = points.iter().map(|p| p.thousandths).sum();
    if so_far < 1000
        && pairs.iter().filter(plain).count() >= 2
        && (explained(a, free.0) || explained(b, free.1))
    {
        let what = "every telling word of one side has a counterpart".to_owned();
        points.push(Point { what, thousandths: (1000 - so_far) / EXPLAINED_SHARE });
    }
    let number_left = |side: Side<'_>, free: &[bool]| {
        side.name.tokens.iter().zip(free).any(|(t, f)| *f && t.class == Class::Numeral)
    };
    if number_left(a, free.0) && number_left(b, free.1) {
        points.push(Point { what: "their numbers differ".into(), thousandths: NUMBERS_DIFFER });
    }
    let (forms_a, forms_b) = (&a.name.forms, &b.name.forms);
    if !forms_a.is_empty() && !forms_b.is_empty() && !forms_a.iter().any(|f| forms_b.contains(f)) {
        points.push(Point { what: "their legal forms differ".into(), thousandths: FORMS_DIFFER });
    }
}

fn side_by_side(
    a: Side<'_>,
    b: Side<'_>,
    pairs: &[Pair],
    free_a: &[bool],
    free_b: &[bool],
) -> Vec<(String, String)> {
    let mut words: Vec<(String, String)> =
        pairs.iter().map(|p| (a.shown(p.a.0, p.a.1), b.shown(p.b.0, p.b.1))).collect();
    let left = |side: Side<'_>, free: &[bool]| -> Vec<String> {
        side.name.tokens.iter().zip(free).filter(|(_, f)| **f).map(|(t, _)| t.shown.clone()).collect()
    };
    words.extend(left(a, free_a).into_iter().map(|w| (w, String::new())));
    words.extend(left(b, free_b).into_iter().map(|w| (String::new(), w)));
    words
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::PartyKind;
    use crate::compare::likeness;
    use crate::token::fold;

    fn score_as(a: &str, b: &str, kind: PartyKind) -> i32 {
        let (a, b) = (fold(a, kind).remove(0), fold(b, kind).remove(0));
        let weights = |f: &Folded| f.tokens.iter().map(|t| weight(t, 1)).collect::<Vec<_>>();
        let (wa, wb) = (weights(&a), weights(&b));
        let (a, b) = (Side { name: &a, weights: &wa }, Side { name: &b, weights: &wb });
        let Some(got) = align(a, b, &|i, j| likeness(&a.name.tokens[i], &b.name.tokens[j])) else { return 0 };
        assert_eq!(got.points.iter().map(|p| p.thousandths).sum::<i32>(), got.score);
        got.score
    }

    fn org(a: &str, b: &str) -> i32 {
        score_as(a, b, PartyKind::Organisation)
    }

    fn person(a: &str, b: &str) -> i32 {
        score_as(a, b, PartyKind::Individual)
    }

    #[test]
    fn equal_names_have_a_thousand_in_any_order_and_form() {
        assert_eq!(org("MOBILE TELECOM SYRIATEL", "Syriatel Mobile Telecom"), 1000);
        assert_eq!(org("PJSC Sberbank of Russia", "ПАО Sberbank of Russia"), 1000);
        assert_eq!(org("Сбербанк России", "Sberbank Russia"), 1000);
        assert_eq!(person("SECHIN, Igor Ivanovich", "Igor Ivanovich Sechin"), 1000);
        assert_eq!(person("K", "K"), 1000);
    }

    #[test]
    fn small_differences_stay_above_the_review_line() {
        for (a, b) in [
            ("Vladimir Putin", "PUTIN, Vladimir Vladimirovich"),
            ("V. Putin", "PUTIN, Vladimir"),
            ("Dr Wladimir Putin", "PUTIN, Vladimir Vladimirovich"),
            ("Mohamed al Hamidawi", "AL-HAMIDAWI, Muhammad"),
            ("Khalid Al Bakur", "ALBAKUR, Khalid"),
        ] {
            assert!(person(a, b) >= 700, "{a} | {b}: {}", person(a, b));
        }
        for (a, b) in [
            ("Ansar Bank International", "ANSAR BANK"),
            ("DAIHONGDAN", "DAI HONG DAN"),
            ("Sovcom Bank", "SOVCOMBANK"),
            ("ОАО «Мотовилихинские заводы»", "MOTOVILIKHINSKIE ZAVODY PAO"),
        ] {
            assert!(org(a, b) >= 650, "{a} | {b}: {}", org(a, b));
        }
    }

    #[test]
    fn other_parties_stay_below() {
        assert!(person("Juan Garcia", "GARCIA, Pedro") < 700);
        assert!(person("J", "JONES, Anna") < 700);
        assert!(org("Fund VII", "Fund VIII") < 700);
        assert!(org("Commercial Bank Alpha", "Commercial Bank Omega") < 700);
        assert_eq!(org("Limited Liability Company Alpha", "Limited Liability Company Zeta"), 0);
    }
}
