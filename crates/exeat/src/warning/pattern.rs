//! A phrase of the tables: words one after the other, matched against the tokens of a text.
//!
//! `word`, `stem*`, `*part*`, `*end`; `a/b` either; `a_b` one after the other, within an alternative; `$set` any of a
//! named set; `~` a few words of the same sentence in between, `~2` at most two. Small words of the text (`of the`, `de la`) may stand
//! between any two.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use exeat_screen::romanise::{Reading, romanise};

use super::token::{Kind, Token, fold, is_cyrillic, tokens};

/// The widest gap that `~` stands for, in words.
const GAP: usize = 7;
/// Small words that may stand between two words of a phrase.
const SMALL: usize = 3;
/// Latin letters that a romanised Cyrillic stem must have: a shorter one means something else in another language.
const ROMANISED: usize = 7;

/// A phrase ready for matching.
#[derive(Debug, Clone)]
pub(super) struct Pattern {
    parts: Vec<Part>,
}

#[derive(Debug, Clone)]
enum Part {
    /// So many thirds of a word, at most.
    Gap(usize),
    /// One of these; a named set is read once and shared.
    Any(Vec<Arc<Alternatives>>),
}

/// Words one after the other, each way.
type Alternatives = Vec<Vec<Stem>>;

#[derive(Debug, Clone)]
struct Stem {
    forms: Vec<String>,
    open_before: bool,
    open_after: bool,
}

/// Named sets of alternatives, and the small words.
#[derive(Debug, Default)]
pub(super) struct Sets {
    named: BTreeMap<String, Arc<Alternatives>>,
    pub(super) small: BTreeSet<String>,
}

impl Sets {
    /// Adds words to a named set.
    pub(super) fn add(&mut self, name: &str, words: &str) {
        let mut set: Alternatives =
            words.split('|').map(sequence).filter(|stems| !stems.is_empty()).collect();
        if let Some(known) = self.named.get(name) {
            set.extend(known.iter().cloned());
        }
        self.named.insert(name.to_owned(), Arc::new(set));
    }
}

impl Pattern {
    /// Reads a phrase; one without words matches nothing.
    pub(super) fn read(phrase: &str, sets: &Sets) -> Pattern {
        let part = |word: &str| {
            if let Some(most) = word.strip_prefix('~') {
                return Part::Gap(3 * most.parse().unwrap_or(GAP));
            }
            let mut own: Alternatives = Vec::new();
            let mut each: Vec<Arc<Alternatives>> = Vec::new();
            for alternative in word.split('/') {
                match alternative.strip_prefix('$').and_then(|name| sets.named.get(name)) {
                    Some(set) => each.push(Arc::clone(set)),
                    None => own.push(sequence(alternative)),
                }
            }
            own.retain(|stems| !stems.is_empty());
            each.push(Arc::new(own));
            Part::Any(each)
        };
        Pattern { parts: phrase.split_whitespace().map(part).collect() }
    }

    /// What the first word of its match begins with, two letters where it has them; none where with anything.
    pub(super) fn starts(&self) -> Option<BTreeSet<String>> {
        let Some(Part::Any(each)) = self.parts.first() else { return None };
        let mut out = BTreeSet::new();
        for stem in each.iter().flat_map(|set| set.iter()).filter_map(|stems| stems.first()) {
            if stem.open_before {
                return None;
            }
            out.extend(stem.forms.iter().map(|form| form.chars().take(2).collect::<String>()));
        }
        Some(out)
    }

    /// Where a match directly after a phrase ends, small words skipped.
    pub(super) fn end_after(&self, tokens: &[Token], at: usize, sets: &Sets) -> Option<usize> {
        if self.parts.is_empty() { None } else { end(&self.parts, tokens, at, sets, true) }
    }

    /// Where a match that starts at a token ends.
    pub(super) fn end(&self, tokens: &[Token], at: usize, sets: &Sets) -> Option<usize> {
        if self.parts.is_empty() { None } else { end(&self.parts, tokens, at, sets, false) }
    }
}

fn end(parts: &[Part], tokens: &[Token], at: usize, sets: &Sets, inside: bool) -> Option<usize> {
    let Some((part, rest)) = parts.split_first() else { return Some(at) };
    match part {
        Part::Gap(most) => {
            let (mut from, mut width) = (at, 0);
            loop {
                if let Some(found) = end(rest, tokens, from, sets, true) {
                    return Some(found);
                }
                let token = tokens.get(from).filter(|t| t.kind != Kind::Stop)?;
                width += token.width();
                if width > *most {
                    return None;
                }
                from += 1;
            }
        }
        Part::Any(each) => {
            let direct = each.iter().flat_map(|set| set.iter()).find_map(|stems| {
                let fits =
                    stems.iter().enumerate().all(|(n, s)| tokens.get(at + n).is_some_and(|t| s.fits(t)));
                if fits { end(rest, tokens, at + stems.len(), sets, true) } else { None }
            });
            let small = |n: &usize| {
                (at..at + n)
                    .all(|i| tokens.get(i).is_some_and(|t| t.forms.iter().any(|f| sets.small.contains(f))))
            };
            direct.or_else(|| {
                let skipped = if inside { SMALL } else { 0 };
                (1..=skipped).filter(small).find_map(|n| end(parts, tokens, at + n, sets, false))
            })
        }
    }
}

/// The stems of words joined by `_`, and of one that the tokeniser cuts.
fn sequence(words: &str) -> Vec<Stem> {
    let mut out = Vec::new();
    for word in words.split(['_', ' ']) {
        let bare = word.trim_matches('*');
        let cut = tokens(bare);
        for (n, token) in cut.iter().enumerate() {
            let written = bare.get(token.start..token.end).unwrap_or_default();
            out.push(Stem {
                forms: spellings(written),
                open_before: n == 0 && word.starts_with('*'),
                open_after: n + 1 == cut.len() && word.ends_with('*'),
            });
        }
    }
    out.retain(|stem| !stem.forms.is_empty());
    out
}

/// The ways a word of a table may be spelt in a text.
fn spellings(word: &str) -> Vec<String> {
    // as it stands first, and for Arabic without stripping: the table has words without their particles
    let mut out: Vec<String> =
        super::token::tokens(word).into_iter().filter_map(|t| t.forms.into_iter().next()).collect();
    out.truncate(1);
    let lower = word.to_lowercase();
    if lower.contains(['ä', 'ö', 'ü']) {
        out.extend(fold(&lower.replace('ä', "ae").replace('ö', "oe").replace('ü', "ue")));
    }
    if lower.chars().any(is_cyrillic) {
        for reading in [Reading::Russian, Reading::Passport, Reading::Ukrainian] {
            let latin = romanise(&lower, reading);
            if latin.len() >= ROMANISED && !out.contains(&latin) {
                out.push(latin);
            }
        }
    }
    out
}

impl Stem {
    fn fits(&self, token: &Token) -> bool {
        token.forms.iter().any(|word| {
            self.forms.iter().any(|stem| match (self.open_before, self.open_after) {
                (false, false) => word == stem,
                (false, true) => word.starts_with(stem.as_str()),
                (true, false) => word.ends_with(stem.as_str()),
                (true, true) => word.contains(stem.as_str()),
            })
        })
    }
}
