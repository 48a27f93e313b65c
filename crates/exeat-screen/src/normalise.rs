//! From a written name to its words.
//!
//! Order of work: what machines broke is put right (`repair.rs`); Unicode NFKC; invisible signs out; letters of another script that only look right inside a
//! word put back (`Cбербанк` with a Latin C); words cut at everything that is neither letter, digit nor
//! apostrophe; dots of an acronym closed up (`S.A.` is one word, `J. Smith` two).

use crate::{repair, romanise};
use compact_str::{CompactString, format_compact};
use icu_normalizer::ComposingNormalizerBorrowed;
use std::borrow::Cow;

/// One word of a name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Word {
    /// As written, apart from NFKC and mended letters; an acronym with its dots.
    pub shown: CompactString,
    /// Lower-case ASCII letters and digits; never empty.
    pub text: CompactString,
    /// Its other readings in Latin letters, where it was not written in them.
    pub also: Vec<CompactString>,
    /// Stands before the first comma of the name: the family name, where a person's is written first.
    pub leads: bool,
}

/// The most readings of a name as a whole, and of one word within them.
const MOST_READINGS: usize = 3;
const MOST_FORMS: usize = 4;

/// The most letters of a name that are read: what follows is no name, and is not looked at.
pub const MOST_LETTERS: usize = 1000;

/// Whether every word of a name is looked at: it has some letter or digit, and is not longer than [`MOST_LETTERS`] or
/// [`MOST_WORDS`](crate::token::MOST_WORDS). Finding nobody under another name means nothing.
pub fn is_read_whole(name: &str) -> bool {
    let readings = words(name);
    name.chars().nth(MOST_LETTERS).is_none()
        && !readings.is_empty()
        && readings.iter().all(|r| r.len() <= crate::token::MOST_WORDS)
}

/// What people write where there is no name.
const NO_NAMES: [&str; 46] = [
    "anonymous",
    "asabove",
    "blank",
    "client",
    "company",
    "confidential",
    "customer",
    "desconocido",
    "dummy",
    "empty",
    "firm",
    "inconnu",
    "individual",
    "keine",
    "na",
    "nil",
    "nn",
    "nocompany",
    "noname",
    "none",
    "notapplicable",
    "notavailable",
    "notknown",
    "null",
    "party",
    "person",
    "privateperson",
    "same",
    "sameasabove",
    "self",
    "tba",
    "tbc",
    "tbd",
    "test",
    "thecompany",
    "tobeadvised",
    "tobeconfirmed",
    "tobedetermined",
    "undisclosed",
    "unbekannt",
    "unknown",
    "unnamed",
    "various",
    "xxx",
    "нет",
    "неизвестно",
];

/// Whether a name says who somebody is: it is read whole, and is more than a legal form (`Ltd`) or words for no name
/// (`N/A`, `unknown`). Finding nobody under another means nothing.
pub fn names_somebody(name: &str) -> bool {
    is_read_whole(name) && !names_nobody(name)
}

fn names_nobody(name: &str) -> bool {
    let squeezed = |text: &str| -> String {
        text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
    };
    let empty = |text: &str| NO_NAMES.contains(&squeezed(text).as_str());
    if empty(name) {
        return true;
    }
    words(name).iter().all(|reading| {
        let rest = crate::legal_form::without(reading);
        let rest: String = rest.iter().map(|word| word.text.as_str()).collect();
        rest.is_empty() || empty(&rest)
    })
}

/// The words of a name in every reading worth trying, best first and without repetition.
///
/// Only the first [`MOST_LETTERS`] characters are read.
/// Readings of a name differ in how many words there are; the readings of a word that do not are in
/// [`Word::also`]. No reading is empty; a name without any letter or digit has none.
pub fn words(name: &str) -> Vec<Vec<Word>> {
    let end = name.char_indices().nth(MOST_LETTERS).map_or(name.len(), |(at, _)| at);
    let name = name.get(..end).unwrap_or(name);
    let (before, after) = name.split_once(',').unwrap_or(("", name));
    let mut written: Vec<(CompactString, bool)> = Vec::new();
    raw_words(before, |word| written.push((word, true)));
    raw_words(after, |word| written.push((word, false)));
    if written.iter().all(|(word, _)| word.is_ascii()) {
        let words: Vec<Word> = written.into_iter().filter_map(plain_word).collect();
        return if words.is_empty() { Vec::new() } else { vec![words] };
    }
    let raw: Vec<Raw> = written.into_iter().map(Raw::of).collect();
    let most = raw.iter().map(|r| r.groups.len()).max().unwrap_or(0).min(MOST_READINGS);
    let mut out: Vec<Vec<Word>> = Vec::new();
    for reading in 0..most {
        let words: Vec<Word> = raw.iter().flat_map(|r| r.words(reading)).collect();
        if !words.is_empty() && !out.contains(&words) {
            out.push(words);
        }
    }
    out
}

/// A word in Latin letters, which has one reading.
fn plain_word((shown, leads): (CompactString, bool)) -> Option<Word> {
    let mut text = shown.clone();
    text.retain(|c| c != '.');
    text.make_ascii_lowercase();
    (!text.is_empty()).then_some(Word { shown, text, also: Vec::new(), leads })
}

/// A written word with its readings, those of as many Latin words together.
struct Raw {
    shown: CompactString,
    leads: bool,
    groups: Vec<Vec<String>>,
}

impl Raw {
    fn of((shown, leads): (CompactString, bool)) -> Raw {
        let mut groups: Vec<Vec<String>> = Vec::new();
        let plain: String = shown.chars().filter(|c| *c != '.').collect();
        if plain.is_ascii() {
            groups.push(vec![plain.to_ascii_lowercase()]);
        } else {
            for text in romanise::alternatives(&plain) {
                let parts = text.split(' ').count();
                let same = |g: &&mut Vec<String>| g.first().is_some_and(|t| t.split(' ').count() == parts);
                match groups.iter_mut().find(same) {
                    Some(group) if group.len() < MOST_FORMS => group.push(text),
                    Some(_) => {}
                    None => groups.push(vec![text]),
                }
            }
        }
        Raw { shown, leads, groups }
    }

    /// The words of one reading; of the first one where there are not as many.
    fn words(&self, reading: usize) -> Vec<Word> {
        let Some(group) = self.groups.get(reading).or(self.groups.first()) else { return Vec::new() };
        let Some((first, rest)) = group.split_first() else { return Vec::new() };
        let single = !first.contains(' ');
        let parts = first.split(' ').enumerate().filter(|(_, text)| !text.is_empty());
        let word = |(at, text): (usize, &str)| {
            let mut also: Vec<CompactString> = Vec::new();
            for other in rest.iter().filter_map(|form| form.split(' ').nth(at)) {
                if !other.is_empty() && other != text && !also.iter().any(|known| known == other) {
                    also.push(other.into());
                }
            }
            let shown = if single { self.shown.clone() } else { format_compact!("{} ({text})", self.shown) };
            Word { shown, text: text.into(), also, leads: self.leads }
        };
        parts.map(word).collect()
    }
}

/// Calls `found` with every word of a name as it is written.
fn raw_words(name: &str, mut found: impl FnMut(CompactString)) {
    let mut text = Cow::Borrowed(name);
    if !name.is_ascii() {
        let visible: String = name.chars().filter(|c| !is_invisible(*c)).collect();
        text = Cow::Owned(repair::encoding(&visible));
    }
    if let Some(closed) = repair::spacing(&text) {
        text = Cow::Owned(closed);
    }
    if !text.is_ascii() {
        let composed = ComposingNormalizerBorrowed::new_nfkc().normalize(&text).into_owned();
        text = Cow::Owned(composed);
    }
    if text.contains('&') {
        text = Cow::Owned(text.replace('&', " and "));
    }
    let mut whole = |word: &str| {
        let word = mend(word);
        if !word.is_empty() {
            found(word);
        }
    };
    for piece in text.split(|c: char| !(is_word(c) || c == '.')) {
        if is_acronym(piece) {
            whole(piece);
        } else if let Some(name) = repair::web_name(piece) {
            whole(name);
        } else {
            piece.split('.').for_each(&mut whole);
        }
    }
}

/// Single letters with dots between them, at least two: `S.A.`, `d.o.o`.
fn is_acronym(piece: &str) -> bool {
    let piece = piece.trim_end_matches('.');
    piece.contains('.') && piece.split('.').all(|part| part.chars().count() == 1)
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || romanise::is_mark(c) || is_apostrophe(c) || repair::is_lost(c)
}

fn is_apostrophe(c: char) -> bool {
    matches!(
        c,
        '\'' | '\u{2018}' | '\u{2019}' | '\u{02BC}' | '\u{02BB}' | '\u{02BE}' | '\u{02BF}' | '`' | '\u{00B4}'
    )
}

fn is_invisible(c: char) -> bool {
    matches!(c, '\u{00AD}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2064}' | '\u{FEFF}')
}

/// Drops apostrophes and signs of lost letters, and puts look-alike letters back into the script of their word.
fn mend(word: &str) -> CompactString {
    let mut word = CompactString::from(word);
    if word.is_ascii() && !word.contains(['\'', '`', '?']) {
        return word;
    }
    word.retain(|c| !is_apostrophe(c) && !repair::is_lost(c));
    let latin = word.chars().any(|c| c.is_ascii_alphabetic());
    let foreign = |c: char| romanise::is_cyrillic(c) || is_greek(c);
    if !latin || !word.chars().any(foreign) {
        return word;
    }
    // A word with one Cyrillic letter that no Latin letter resembles was meant to be Cyrillic.
    let only_cyrillic = word.chars().any(|c| romanise::is_cyrillic(c) && to_latin(c).is_none());
    if only_cyrillic {
        word.chars().map(|c| to_cyrillic(c).unwrap_or(c)).collect()
    } else {
        word.chars().map(|c| to_latin(c).unwrap_or(c)).collect()
    }
}

fn is_greek(c: char) -> bool {
    matches!(c, '\u{0370}'..='\u{03FF}')
}

/// Cyrillic and Latin letters that look the same.
const PAIRS: [(char, char); 29] = [
    ('А', 'A'),
    ('В', 'B'),
    ('С', 'C'),
    ('Е', 'E'),
    ('Н', 'H'),
    ('І', 'I'),
    ('Ј', 'J'),
    ('К', 'K'),
    ('М', 'M'),
    ('О', 'O'),
    ('Р', 'P'),
    ('Ѕ', 'S'),
    ('Т', 'T'),
    ('Х', 'X'),
    ('У', 'Y'),
    ('а', 'a'),
    ('с', 'c'),
    ('е', 'e'),
    ('һ', 'h'),
    ('і', 'i'),
    ('ј', 'j'),
    ('к', 'k'),
    ('о', 'o'),
    ('р', 'p'),
    ('ѕ', 's'),
    ('х', 'x'),
    ('у', 'y'),
    ('Ԛ', 'Q'),
    ('Ԝ', 'W'),
];

/// Greek letters that look like Latin ones.
const GREEK: [(char, char); 24] = [
    ('Α', 'A'),
    ('Β', 'B'),
    ('Ε', 'E'),
    ('Ζ', 'Z'),
    ('Η', 'H'),
    ('Ι', 'I'),
    ('Κ', 'K'),
    ('Μ', 'M'),
    ('Ν', 'N'),
    ('Ο', 'O'),
    ('Ρ', 'P'),
    ('Τ', 'T'),
    ('Υ', 'Y'),
    ('Χ', 'X'),
    ('α', 'a'),
    ('ι', 'i'),
    ('κ', 'k'),
    ('ν', 'v'),
    ('ο', 'o'),
    ('ρ', 'p'),
    ('τ', 't'),
    ('υ', 'u'),
    ('χ', 'x'),
    ('ς', 's'),
];

fn to_latin(c: char) -> Option<char> {
    PAIRS.iter().chain(&GREEK).find(|(from, _)| *from == c).map(|(_, latin)| *latin)
}

fn to_cyrillic(c: char) -> Option<char> {
    PAIRS.iter().find(|(_, latin)| *latin == c).map(|(cyrillic, _)| *cyrillic)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn first(name: &str) -> String {
        let words = words(name).into_iter().next().unwrap_or_default();
        words.iter().map(|w| w.text.as_str()).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn cuts_words_and_closes_acronyms() {
        for (name, want) in [
            ("SECHIN, Igor Ivanovich", "sechin igor ivanovich"),
            ("AL-BAKUR, Khalid", "al bakur khalid"),
            ("ABU-'UMAR", "abu umar"),
            ("O\u{2019}Brien", "obrien"),
            ("Bank S.A.", "bank sa"),
            ("J. Smith", "j smith"),
            ("J.P. Morgan", "jp morgan"),
            ("M&T", "m and t"),
            ("  ", ""),
            ("ﬁnance №1", "finance no1"),
            ("re\u{0301}sume\u{0301}", "resume"),
            ("Sber\u{200B}bank", "sberbank"),
        ] {
            assert_eq!(first(name), want, "{name}");
        }
    }

    #[test]
    fn look_alike_letters_go_back_to_the_script_of_their_word() {
        assert_eq!(first("Cбербaнк"), "sberbank");
        assert_eq!(first("Sbеrbаnk"), "sberbank");
        assert_eq!(first("ΡUTIN"), "putin");
    }
}
