//! A folded name with what aligning has to know of it.

use super::keys::{self, hash};
use crate::PartyKind;
use crate::align::{JoinKey, Side};
use crate::legal_form;
use crate::names;
use crate::token::{self, Class, Folded, MOST_WORDS, Token};
use arrayvec::ArrayVec;

/// The most any word weighs.
pub(super) const HEAVIEST: u32 = 1000;
/// Weights of words that are not plain. A plain word weighs by its rarity, on the list and in the world.
const GENERIC: u32 = 150;
const PLACE: u32 = 190;
const PARTICLE: u32 = 40;
const TITLE: u16 = 60;
const INITIAL: u32 = 120;
const NUMERAL: u32 = 500;

/// What a word weighs, in thousandths: by its class, a plain one by its rarity among the entries and in the world.
pub(super) fn weight(class: Class, entries: u32, world: u32) -> u16 {
    let weight = match class {
        Class::Plain => rarity(entries).min(world),
        Class::Generic => GENERIC,
        Class::Place => PLACE,
        Class::Particle => PARTICLE,
        Class::Initial => INITIAL,
        Class::Numeral => NUMERAL,
    };
    weight as u16
}

/// 1000 for a word in at most one entry, 70 less with each doubling, never below 250.
fn rarity(entries: u32) -> u32 {
    HEAVIEST.saturating_sub(70 * entries.max(1).ilog2()).max(250)
}

/// 0 for persons, 1 for organisations, 2 for ships and aircraft, as the evidence has it.
pub(super) fn organisation(kind: PartyKind) -> i16 {
    match kind {
        PartyKind::Individual => 0,
        PartyKind::Organisation | PartyKind::Unknown => 1,
        PartyKind::Vessel | PartyKind::Aircraft => 2,
    }
}

/// One cell for each word that is looked at.
pub(super) type Cells<T> = ArrayVec<T, MOST_WORDS>;

/// The first [`MOST_WORDS`] words of a name, and the whole of it for equality.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Prepared {
    pub(super) weights: Cells<u16>,
    pub(super) classes: Cells<Class>,
    pub(super) common: Cells<u8>,
    pub(super) first: Cells<u8>,
    pub(super) keys: Cells<u64>,
    pub(super) joins: Vec<JoinKey>,
    pub(super) letters: Cells<[u8; 4]>,
    pub(super) family: usize,
    pub(super) sons: u32,
    pub(super) forms: u64,
    pub(super) foreign: bool,
    /// All words, in sorted order.
    pub(super) bag: u64,
    /// Weight of all words, and of those that are found without the help of the index.
    pub(super) whole: u32,
    pub(super) small: u32,
    /// How many words of the other side initials may stand for.
    pub(super) initials: u32,
}

impl Prepared {
    /// Of a name whose words weigh so much.
    pub(super) fn of(folded: &Folded, weights: impl Iterator<Item = u16>, kind: PartyKind) -> Prepared {
        let tokens = folded.tokens.get(..MOST_WORDS).unwrap_or(&folded.tokens);
        let mut weights: Cells<u16> = weights.take(MOST_WORDS).collect();
        if kind != PartyKind::Organisation {
            lighten_titles(tokens, folded.family, &mut weights);
        }
        if kind != PartyKind::Individual {
            lighten_branches(tokens, &mut weights);
            lighten_company(tokens, &mut weights);
            lighten_acronym(tokens, &mut weights);
        }
        let classes: Cells<Class> = tokens.iter().map(|t| t.class).collect();
        let capitals = !tokens.iter().any(|t| t.shown.bytes().any(|b| b.is_ascii_lowercase()));
        let letters: Cells<[u8; 4]> = tokens.iter().map(|t| letters(t, kind, capitals)).collect();
        let is_small = |at: usize| {
            matches!(classes.get(at), Some(Class::Particle | Class::Initial))
                || letters.get(at).is_some_and(|l| l[0] != 0)
        };
        let small =
            weights.iter().enumerate().filter(|(at, _)| is_small(*at)).map(|(_, w)| u32::from(*w)).sum();
        let initials = classes.iter().filter(|c| **c == Class::Initial).count()
            + letters.iter().flatten().filter(|l| **l != 0).count();
        let sons = (0..tokens.len()).filter(|at| folded.is_son(*at)).fold(0, |set, at| set | 1u32 << at);
        let join = |j: token::Join<'_>| JoinKey::new(j.start, j.len, hash(keys::SPELLING, j.key));
        Prepared {
            whole: weights.iter().map(|w| u32::from(*w)).sum(),
            common: tokens.iter().map(common).collect(),
            first: tokens.iter().map(|t| t.text.bytes().next().unwrap_or(0)).collect(),
            keys: tokens.iter().map(|t| hash(keys::SPELLING, t.key.as_bytes())).collect(),
            joins: folded.joins.iter().map(join).collect(),
            family: folded.family.min(tokens.len()),
            forms: legal_form::bits(&folded.forms),
            foreign: folded.foreign,
            bag: bag(&folded.tokens),
            initials: initials as u32,
            small,
            sons,
            letters,
            classes,
            weights,
        }
    }

    pub(super) fn side(&self) -> Side<'_> {
        Side {
            weights: &self.weights,
            classes: &self.classes,
            common: &self.common,
            first: &self.first,
            keys: &self.keys,
            joins: &self.joins,
            letters: &self.letters,
            family: self.family,
            sons: self.sons,
            forms: self.forms,
            initials: true,
        }
    }
}

/// The hash of the words in sorted order: equal for names that differ in order only.
fn bag(tokens: &[Token]) -> u64 {
    let texts = || tokens.iter().map(|token| token.text.as_str());
    if tokens.len() > MOST_WORDS {
        return bag_of(&mut texts().collect::<Vec<_>>());
    }
    bag_of(&mut texts().collect::<Cells<_>>())
}

fn bag_of(texts: &mut [&str]) -> u64 {
    texts.sort_unstable();
    let bytes = texts.iter().enumerate().flat_map(|(at, text)| {
        let blank: &[u8] = if at > 0 { b" " } else { b"" };
        blank.iter().chain(text.as_bytes()).copied()
    });
    keys::hash_of(keys::BAG, bytes)
}

/// How common a word that tells parties apart is in the world's names, in per cent.
fn common(token: &Token) -> u8 {
    if token.class == Class::Plain { (token.known.frequency / 10).min(100) as u8 } else { 0 }
}

/// `Minsk Branch`, `Head Office`: which part of a firm is no part of its name.
fn lighten_branches(tokens: &[Token], weights: &mut [u16]) {
    let mut branch = false;
    for (token, weight) in tokens.iter().zip(weights).rev() {
        let word = token.class == Class::Generic && names::is_branch_word(&token.known.folded);
        branch = word || branch && token.class == Class::Place;
        if branch {
            *weight = (*weight).min(PARTICLE as u16);
        }
    }
}

/// `Company` is hardly more than a legal form.
fn lighten_company(tokens: &[Token], weights: &mut [u16]) {
    let company = |token: &Token| token.class == Class::Generic && token.text == "company";
    tokens.iter().zip(weights).filter(|(token, _)| company(token)).for_each(|(_, weight)| *weight = TITLE);
}

/// `Naftiran Intertrade Company (NIC)`: the first letters of the other words say nothing new.
fn lighten_acronym(tokens: &[Token], weights: &mut [u16]) {
    for (at, (token, weight)) in tokens.iter().zip(weights.iter_mut()).enumerate() {
        let shown = token.shown.as_bytes();
        if token.class != Class::Plain || !(3..=8).contains(&shown.len()) {
            continue;
        }
        let initials = |small: bool| {
            let others = tokens.iter().enumerate().filter(move |(n, _)| *n != at);
            let counted = others.filter(move |(_, t)| small || t.class != Class::Particle);
            counted.filter_map(|(_, t)| t.shown.bytes().next())
        };
        let fits = |small: bool| {
            let mut letters = shown.iter();
            let same =
                initials(small).all(|first| letters.next().is_none_or(|l| l.eq_ignore_ascii_case(&first)));
            let count = initials(small).count();
            same && count >= 2 && count + 2 >= shown.len()
        };
        if fits(false) || fits(true) {
            *weight = (*weight).min(PARTICLE as u16);
        }
    }
}

/// Titles before a name and what follows it (`Jr`, `PhD`) weigh next to nothing, as long as two words are left.
/// `Amir` is a name as well.
fn lighten_titles(tokens: &[Token], family: usize, weights: &mut [u16]) {
    let telling = tokens.iter().filter(|t| t.class == Class::Plain).count();
    let mut left = telling.saturating_sub(2);
    let mut lighten = |weight: &mut u16| {
        if left > 0 {
            *weight = (*weight).min(TITLE);
            left -= 1;
        }
    };
    let from = if family < tokens.len() { family } else { 0 };
    let is_title = |token: &Token| token.known.title && token.known.given.is_empty();
    let before = tokens.iter().zip(weights.iter_mut()).skip(from).take_while(|(token, _)| is_title(token));
    before.for_each(|(_, weight)| lighten(weight));
    let follows = |token: &Token| {
        token.known.title && matches!(names::title(&token.known.folded), Some("generation" | "academic"))
    };
    // `MEZA, JR., Arturo`: what follows may stand behind the family name.
    let after = tokens.iter().zip(weights).skip(1).filter(|(token, _)| follows(token));
    after.for_each(|(_, weight)| lighten(weight));
}

/// Initials written together, in a person's name: two to four letters with dots, without a vowel, or in capitals
/// where another word is not.
fn letters(token: &Token, kind: PartyKind, capitals: bool) -> [u8; 4] {
    let text = token.text.as_bytes();
    let capital =
        token.shown.contains('.') || !capitals && token.shown.bytes().all(|b| b.is_ascii_uppercase());
    let fits = kind != PartyKind::Organisation
        && token.class == Class::Plain
        && (2..=4).contains(&text.len())
        && (capital || text.iter().all(|b| b.is_ascii_lowercase() && !b"aeiou".contains(b)));
    let mut out = [0; 4];
    if fits {
        out.iter_mut().zip(text).for_each(|(cell, letter)| *cell = *letter);
    }
    out
}
