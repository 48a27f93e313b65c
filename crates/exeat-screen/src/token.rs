//! Words with a class and the keys they are found by.

use crate::normalise::{self, Word};
use crate::{PartyKind, legal_form, table};
use std::collections::BTreeMap;
use std::sync::OnceLock;

const GENERIC: &str = include_str!("../../../data/generic-words.csv");

/// What part a word plays in a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    /// A word that tells parties apart.
    Plain,
    /// A business word, a country or a title: many names have it.
    Generic,
    /// `of`, `al`, `bin`, `de`: hardly counts.
    Particle,
    /// A single letter.
    Initial,
    /// A number, Arabic or Roman: another number is another party.
    Numeral,
}

/// One word as it is compared.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Token {
    /// As written.
    pub shown: String,
    /// Folded spelling: lower-case ASCII, translations of generic words made one, numerals in digits.
    pub text: String,
    /// `text` with the spellings that romanisations waver between made one; never empty.
    pub key: String,
    /// The consonants of `key` after its first letter; empty where fewer than three consonants are left.
    pub skeleton: String,
    /// The part it plays.
    pub class: Class,
}

/// A name as it is compared, in one reading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Folded {
    /// Its words without legal forms, in written order; never empty.
    pub tokens: Vec<Token>,
    /// The classes of its legal forms, sorted.
    pub forms: Vec<legal_form::Class>,
    /// Two to four neighbouring words written as one: `SOVCOM BANK` is `SOVCOMBANK` too.
    pub joins: Vec<Join>,
}

impl Folded {
    /// The words in sorted order, as one text: equal for names that differ in order only.
    pub fn bag(&self) -> String {
        let mut texts: Vec<&str> = self.tokens.iter().map(|t| t.text.as_str()).collect();
        texts.sort_unstable();
        texts.join(" ")
    }
}

/// Neighbouring words written as one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Join {
    /// Position of the first word.
    pub start: usize,
    /// How many words; after the last one the first follows.
    pub len: usize,
    /// The key of the joined spelling.
    pub key: String,
}

/// A joined spelling shorter than this is too likely to arise by chance.
const JOIN_LEAST: usize = 5;
/// The most words that are tried together.
pub(crate) const JOIN_MOST: usize = 4;

/// All runs of neighbours; where the name may be turned round, also those from its end to its beginning.
fn joins(words: &[Word], turned: bool) -> Vec<Join> {
    let mut out = Vec::new();
    for len in 2..=JOIN_MOST.min(words.len()) {
        let starts = if turned { words.len() } else { words.len() - len + 1 };
        for start in 0..starts {
            let run = words.iter().cycle().skip(start).take(len);
            let text: String = run.map(|w| w.text.as_str()).collect();
            let key = key(&text);
            if key.len() >= JOIN_LEAST {
                out.push(Join { start, len, key });
            }
        }
    }
    out
}

/// A name in every reading worth trying. Empty where it has neither letter nor digit.
///
/// Persons keep every word; all others have their legal forms split off.
pub fn fold(name: &str, kind: PartyKind) -> Vec<Folded> {
    // `SURNAME, Given` may be written together either way round.
    let turned = kind == PartyKind::Individual && name.contains(',');
    let fold_one = |words: Vec<Word>| {
        let (words, forms) =
            if kind == PartyKind::Individual { (words, Vec::new()) } else { legal_form::split(words) };
        let joins = joins(&words, turned);
        Folded { tokens: words.into_iter().map(|w| token(w, kind)).collect(), forms, joins }
    };
    normalise::words(name).into_iter().map(fold_one).collect()
}

fn token(word: Word, kind: PartyKind) -> Token {
    let Word { shown, mut text } = word;
    let mut class = Class::Plain;
    if text.bytes().all(|b| b.is_ascii_digit()) {
        class = Class::Numeral;
        text = trim_zeros(&text).to_owned();
    } else if text.len() == 1 {
        class = Class::Initial;
    } else if PARTICLES.contains(&text.as_str()) {
        class = Class::Particle;
    } else if let Some(number) = roman(&text).filter(|_| kind != PartyKind::Individual) {
        class = Class::Numeral;
        text = number.to_owned();
    } else if let Some(word) = generic().get(text.as_str()) {
        class = Class::Generic;
        text = (*word).to_owned();
    }
    let key = key(&text);
    let skeleton = if class == Class::Numeral { String::new() } else { skeleton(&key) };
    Token { shown, text, key, skeleton, class }
}

/// Particles in Latin letters, whatever script they were written in.
const PARTICLES: [&str; 40] = [
    "of", "the", "and", "for", "in", "de", "del", "della", "di", "da", "do", "dos", "la", "le", "les", "los",
    "el", "al", "ul", "ibn", "bin", "ben", "bint", "abu", "abd", "von", "van", "der", "den", "zu", "y", "e",
    "i", "du", "des", "und", "et", "dlya", "po", "na",
];

/// Roman numerals of two signs or more; one sign is rather an initial.
fn roman(text: &str) -> Option<&'static str> {
    const ROMAN: [(&str, &str); 15] = [
        ("ii", "2"),
        ("iii", "3"),
        ("iv", "4"),
        ("vi", "6"),
        ("vii", "7"),
        ("viii", "8"),
        ("ix", "9"),
        ("xi", "11"),
        ("xii", "12"),
        ("xiii", "13"),
        ("xiv", "14"),
        ("xv", "15"),
        ("xvi", "16"),
        ("xvii", "17"),
        ("xx", "20"),
    ];
    ROMAN.iter().find(|(sign, _)| *sign == text).map(|(_, number)| *number)
}

fn trim_zeros(digits: &str) -> &str {
    let rest = digits.trim_start_matches('0');
    if rest.is_empty() { "0" } else { rest }
}

/// Spelling of a generic word, folded, to the word it is compared as.
fn generic() -> &'static BTreeMap<String, &'static str> {
    static WORDS: OnceLock<BTreeMap<String, &'static str>> = OnceLock::new();
    WORDS.get_or_init(|| {
        let mut known = BTreeMap::new();
        for row in table::rows(GENERIC) {
            let Some(word) = row.first().copied() else { continue };
            for spelling in row {
                for mut reading in normalise::words(spelling) {
                    if let (1, Some(only)) = (reading.len(), reading.pop()) {
                        known.entry(only.text).or_insert(word);
                    }
                }
            }
        }
        known
    })
}

/// Spellings that stand for one sound, longest first; applied from left to right.
const SOUNDS: [(&str, &str); 27] = [
    ("shch", "sh"),
    ("sch", "sh"),
    ("tsch", "ch"),
    ("dzh", "j"),
    ("iye", "e"),
    ("iie", "e"),
    ("kh", "h"),
    ("gh", "g"),
    ("ph", "f"),
    ("th", "t"),
    ("zh", "j"),
    ("dj", "j"),
    ("ou", "u"),
    ("oo", "u"),
    ("ee", "i"),
    ("ck", "k"),
    ("tz", "ts"),
    ("ch", "ch"),
    ("sh", "sh"),
    ("ts", "ts"),
    ("ye", "e"),
    ("ie", "e"),
    ("w", "v"),
    ("x", "ks"),
    ("q", "k"),
    ("y", "i"),
    ("c", "k"),
];

/// The key of a folded spelling: `Khruschev`, `Hrushchev` and `Khrushchev` share one.
pub fn key(text: &str) -> String {
    let has_digit = text.bytes().any(|b| b.is_ascii_digit());
    let has_letter = text.bytes().any(|b| b.is_ascii_alphabetic());
    if has_digit && !has_letter {
        return text.to_owned();
    }
    // A nought or a one inside a word is a slip of the hand or the scanner, unless it is a code.
    let letters = text.bytes().filter(u8::is_ascii_alphabetic).count();
    let mended: String = if has_digit && letters > 2 * (text.len() - letters) {
        text.replace('0', "o").replace('1', "l")
    } else {
        text.to_owned()
    };
    let mut out = String::with_capacity(mended.len());
    let mut rest = mended.as_str();
    while let Some(c) = rest.chars().next() {
        let (sound, len) = SOUNDS
            .iter()
            .find(|(from, _)| rest.starts_with(from))
            .map_or((None, c.len_utf8()), |(from, to)| (Some(*to), from.len()));
        match sound {
            Some(sound) => sound.chars().for_each(|s| push_once(&mut out, s)),
            None => push_once(&mut out, c),
        }
        rest = rest.get(len..).unwrap_or_default();
    }
    out
}

/// Doubled letters count once; doubled digits do not.
fn push_once(out: &mut String, c: char) {
    if c.is_ascii_digit() || !out.ends_with(c) {
        out.push(c);
    }
}

fn skeleton(key: &str) -> String {
    let vowel = |c: char| "aeiou".contains(c);
    let mut out = String::new();
    for (at, c) in key.chars().enumerate() {
        if at == 0 && vowel(c) {
            out.push('a');
        } else if !vowel(c) && !out.ends_with(c) {
            out.push(c);
        }
    }
    if out.bytes().filter(|b| *b != b'a').count() < 3 { String::new() } else { out }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_sound_share_a_key() {
        for (a, b) in [
            ("khrushchev", "hruschev"),
            ("dmitriy", "dmitri"),
            ("dmitriyev", "dmitriev"),
            ("yuriy", "iurii"),
            ("aleksandr", "alexandr"),
            ("muhammad", "muhamad"),
            ("zhukov", "jukov"),
            ("fareed", "farid"),
            ("gazpr0m", "gazprom"),
        ] {
            assert_eq!(key(a), key(b), "{a} {b}");
        }
        assert_ne!(key("il76"), key("il78"));
    }

    #[test]
    fn skeletons_bridge_vowels() {
        let skeleton_of = |t: &str| skeleton(&key(t));
        assert_eq!(skeleton_of("mohammed"), skeleton_of("muhamad"));
        assert_eq!(skeleton_of("khald"), skeleton_of("khalid"));
        assert_eq!(skeleton_of("ali"), "");
    }

    #[test]
    fn classes_follow_the_text_and_the_kind() {
        let classes = |name: &str, kind| -> Vec<(String, Class)> {
            fold(name, kind).remove(0).tokens.into_iter().map(|t| (t.text, t.class)).collect()
        };
        assert_eq!(
            classes("Fund VII of J Petrov Завод 007", PartyKind::Organisation),
            [
                ("fund".into(), Class::Generic),
                ("7".into(), Class::Numeral),
                ("of".into(), Class::Particle),
                ("j".into(), Class::Initial),
                ("petrov".into(), Class::Plain),
                ("plant".into(), Class::Generic),
                ("7".into(), Class::Numeral),
            ]
        );
        assert_eq!(classes("VII", PartyKind::Individual), [("vii".into(), Class::Plain)]);
    }
}
