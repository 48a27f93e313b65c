//! Words with a class and the keys they are found by.

use crate::names::{self, GivenId, Particle};
use crate::normalise::{self, Word};
use crate::sound::{self, Letters, key, letters_of_key, mend_all};
use crate::{PartyKind, country, legal_form, respell, romanise};
use compact_str::{CompactString, ToCompactString};
use zerocopy::{Immutable, IntoBytes, KnownLayout, TryFromBytes};

/// What part a word plays in a name.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, TryFromBytes, IntoBytes, Immutable, KnownLayout,
)]
#[repr(u8)]
pub enum Class {
    /// A word that tells parties apart.
    Plain,
    /// A business word: many names have it.
    Generic,
    /// A country or city, in the name of a firm.
    Place,
    /// `of`, `al`, `bin`, `de`: hardly counts.
    Particle,
    /// A single letter.
    Initial,
    /// A number, Arabic or Roman: another number is another party.
    Numeral,
}

impl Class {
    /// Whether a word of the class, found on both sides, says anything of who it is.
    pub fn is_telling(self) -> bool {
        matches!(self, Class::Plain | Class::Generic | Class::Place | Class::Numeral)
    }

    /// Whether words of the class can be misspelt and still be meant.
    pub fn is_spelt(self) -> bool {
        matches!(self, Class::Plain | Class::Generic | Class::Place)
    }
}

/// One word as it is compared.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Token {
    /// As written.
    pub shown: CompactString,
    /// Folded spelling: lower-case ASCII, translations of generic words made one, numerals in digits.
    pub text: CompactString,
    /// `text` with the spellings that romanisations waver between made one; never empty.
    pub key: CompactString,
    /// The consonants of `key`, a leading vowel kept as `a`; empty where there are fewer than two.
    pub skeleton: CompactString,
    /// Its skeleton by ear, and its key by the eye of a scanner; see [`coarse`] and [`scanned`].
    pub(crate) coarse: CompactString,
    pub(crate) scanned: CompactString,
    /// The sum of the letters of `text`: equal for words of the same letters.
    pub(crate) letters: u32,
    /// Bit set of the consonants of `key`.
    pub(crate) consonants: u32,
    /// Written in a script without vowels.
    pub(crate) voiceless: bool,
    /// Not as written, but what a word cut short or misspelt may be meant to be.
    pub(crate) guessed: bool,
    /// The part it plays.
    pub class: Class,
    /// The spelling that the tables of [`crate::names`] have, and what they know of it.
    pub known: Known,
    /// Its other readings, where it was not written in Latin letters, and business words it may be meant to be.
    pub also: Vec<Token>,
}

/// A name as it is compared, in one reading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Folded {
    /// Its words without legal forms, in written order; never empty.
    pub tokens: Vec<Token>,
    /// The classes of its legal forms, sorted.
    pub forms: Vec<legal_form::Class>,
    /// Two to four neighbouring words written as one: `SOVCOM BANK` is `SOVCOMBANK` too.
    pub joins: Joins,
    /// How many words the family name has, where it stands first before a comma; 0 where that is not known.
    pub family: usize,
    /// The name was not written in Latin letters: its spelling is ours, not its bearer's.
    pub foreign: bool,
}

/// The most words of a name that are looked at; what follows them counts for equality alone.
pub const MOST_WORDS: usize = 20;
/// The most letters of a word that are looked at.
const MOST_LETTERS: usize = 400;

impl Folded {
    /// Whether the word at a position says "son of" or "daughter of".
    pub fn is_son(&self, at: usize) -> bool {
        let particle = self.tokens.get(at).and_then(|t| t.known.particle);
        matches!(particle, Some(Particle::Son | Particle::Daughter))
    }
}

/// Neighbouring words written as one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Join<'a> {
    /// Position of the first word.
    pub start: usize,
    /// How many words; after the last one the first follows.
    pub len: usize,
    /// The key of the joined spelling.
    pub key: &'a [u8],
}

/// All neighbouring words of a name written as one, their keys in one text.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Joins {
    letters: Vec<u8>,
    /// Start, length, and where the key ends.
    all: Vec<(usize, usize, usize)>,
}

impl Joins {
    fn push(&mut self, start: usize, len: usize, key: &[u8]) {
        self.letters.extend_from_slice(key);
        self.all.push((start, len, self.letters.len()));
    }

    /// Adds neighbours with their joined spelling, unless it is too short.
    fn join(&mut self, start: usize, len: usize, text: &[u8]) {
        let key = letters_of_key(text);
        if key.len() >= JOIN_LEAST {
            self.push(start, len, &key);
        }
    }

    /// One after the other.
    pub fn iter(&self) -> impl Iterator<Item = Join<'_>> {
        let mut from = 0;
        self.all.iter().map(move |(start, len, to)| {
            let key = self.letters.get(from..*to).unwrap_or_default();
            from = *to;
            Join { start: *start, len: *len, key }
        })
    }
}

/// A joined spelling shorter than this is too likely to arise by chance.
const JOIN_LEAST: usize = 5;
/// The most words that are tried together.
pub(crate) const JOIN_MOST: usize = 4;
/// The most words of a name that is tried as one word.
const WHOLE_MOST: usize = 8;

/// All runs of neighbours; where the name may be turned round, also those from its end to its beginning.
fn joins(words: &[Word], turned: bool) -> Joins {
    let mut out = Joins::default();
    let mut text = Letters::new();
    let mut joined = |start: usize, len: usize| {
        text.clear();
        let run = words.iter().cycle().skip(start).take(len);
        run.for_each(|w| text.extend_from_slice(w.text.as_bytes()));
        out.join(start, len, &text);
    };
    for len in 2..=JOIN_MOST.min(words.len()) {
        let starts = if turned { words.len() } else { words.len() - len + 1 };
        (0..starts).for_each(|start| joined(start, len));
    }
    // all of a longer name, from its beginning or with the family name last
    let all = words.len();
    if (JOIN_MOST + 1..=WHOLE_MOST).contains(&all) {
        let family = words.iter().take_while(|w| w.leads).count();
        let starts = if turned && family > 0 && family < all { 2 } else { 1 };
        [0, family].into_iter().take(starts).for_each(|start| joined(start, all));
    }
    out
}

/// A word and the legal form behind it, written as one: `Gemsal`.
fn join_forms(written: &[CompactString], words: &[Word], joins: &mut Joins) {
    let mut start = 0;
    for (at, text) in written.iter().enumerate() {
        if words.get(start).is_none_or(|w| w.text != *text) {
            continue;
        }
        start += 1;
        let Some(form) = written.get(at + 1) else { return };
        if words.get(start).is_some_and(|w| w.text == *form) {
            continue;
        }
        joins.join(start - 1, 1, &[text.as_bytes(), form.as_bytes()].concat());
    }
}

/// The words of a ship's name: its IMO number is none; a number behind is one in whatever signs.
fn ship_words(words: Vec<Word>) -> Vec<Word> {
    let digits = |w: &Word| w.text.bytes().all(|b| b.is_ascii_digit());
    let mut out: Vec<Word> = Vec::with_capacity(words.len() + 1);
    let mut rest = words.into_iter().peekable();
    while let Some(word) = rest.next() {
        let number = |next: &Word| digits(next) && next.text.len() == 7;
        if word.text == "imo" && !out.is_empty() && rest.next_if(number).is_some() {
            continue;
        }
        let letters = word.text.trim_end_matches(|c: char| c.is_ascii_digit());
        let last = rest.peek().is_none();
        if last
            && (3..word.text.len()).contains(&letters.len())
            && letters.bytes().all(|b| b.is_ascii_lowercase())
        {
            let number = word.text.get(letters.len()..).unwrap_or_default().into();
            let part = |text: CompactString| Word {
                shown: word.shown.clone(),
                text,
                also: Vec::new(),
                leads: word.leads,
            };
            out.extend([part(letters.into()), part(number)]);
            continue;
        }
        let roman = match word.text.as_str() {
            "i" => "1",
            "v" => "5",
            "x" => "10",
            _ => "",
        };
        let behind = last && !out.is_empty() && !roman.is_empty();
        out.push(if behind { Word { text: roman.into(), ..word } } else { word });
    }
    out
}

/// The name of a ship without `M/V`, `MT`, `vessel` and the like before it.
fn without_prefix(mut words: Vec<Word>) -> Vec<Word> {
    const PREFIXES: [&str; 17] = [
        "mv", "mt", "ms", "ss", "mts", "vsl", "vessel", "ship", "tanker", "motor", "mtanker", "fv", "lpg",
        "lng", "tkh", "tx", "sudno",
    ];
    const SPLIT: [&str; 6] = ["v", "t", "s", "f", "p", "y"];
    let is = |words: &[Word], at: usize, all: &[&str]| {
        words.get(at).is_some_and(|w| all.contains(&w.text.as_str()))
    };
    loop {
        let letters = is(&words, 0, &["m", "f", "s"]) && is(&words, 1, &SPLIT)
            || is(&words, 0, &["t"]) && is(&words, 1, &["x", "kh"]);
        let cut = if letters { 2 } else { usize::from(is(&words, 0, &PREFIXES)) };
        if cut == 0 || words.len() <= cut {
            return words;
        }
        words.drain(..cut);
    }
}

/// A name in every reading worth trying. Empty where it has neither letter nor digit.
///
/// Persons keep every word; all others have their legal forms split off.
pub fn fold(name: &str, kind: PartyKind) -> Vec<Folded> {
    let mut readings = fold_words(name, kind, &mut token, true);
    if kind != PartyKind::Individual {
        for folded in &mut readings {
            folded.tokens.iter_mut().take(MOST_WORDS).for_each(|token| guess(token, kind));
            let read = folded.tokens.get(..MOST_WORDS).unwrap_or(&folded.tokens);
            joined_words(read, kind, &mut folded.joins);
        }
    }
    readings
}

/// Runs of words that together are a business word: `Funda cion`.
fn joined_words(tokens: &[Token], kind: PartyKind, joins: &mut Joins) {
    let mut text = CompactString::default();
    for len in 2..=3 {
        for (start, run) in tokens.windows(len).enumerate() {
            text.clear();
            run.iter().for_each(|token| text.push_str(&token.known.folded));
            if let Some((word, _)) = generic(&text, &names::fold_word(&text), kind) {
                joins.push(start, len, &letters_of_key(word.as_bytes()));
            }
        }
    }
}

/// As [`fold`], of a listed name: without guesses at what may be meant, and with words made elsewhere, which must
/// be what [`token`] makes of them.
pub(crate) fn fold_with(
    name: &str,
    kind: PartyKind,
    make: &mut dyn FnMut(Word, PartyKind) -> Token,
) -> Vec<Folded> {
    fold_words(name, kind, make, false)
}

fn fold_words(
    name: &str,
    kind: PartyKind,
    make: &mut dyn FnMut(Word, PartyKind) -> Token,
    asked: bool,
) -> Vec<Folded> {
    // `SURNAME, Given` may be written together either way round.
    let turned = kind == PartyKind::Individual && name.contains(',');
    let fold_one = |words: Vec<Word>| {
        let (mut written, mut forms) = (Vec::new(), Vec::new());
        let mut words = words;
        if kind != PartyKind::Individual && legal_form::has_any(&words) {
            written = words.iter().map(|w| w.text.clone()).collect();
            (words, forms) = legal_form::split(words);
        }
        let ship = kind == PartyKind::Vessel || kind == PartyKind::Unknown && name.contains('/');
        let words = if ship { ship_words(without_prefix(words)) } else { words };
        let family = if kind == PartyKind::Individual { words.iter().filter(|w| w.leads).count() } else { 0 };
        let mut joins = joins(words.get(..MOST_WORDS).unwrap_or(&words), turned);
        if !forms.is_empty() {
            join_forms(&written, words.get(..MOST_WORDS).unwrap_or(&words), &mut joins);
        }
        let latin = |w: &Word| w.shown.chars().all(|c| (c as u32) < 0x250 || !c.is_alphabetic());
        let foreign = !words.iter().all(latin);
        let mut tokens: Vec<Token> = words.into_iter().map(|w| make(w, kind)).collect();
        if kind != PartyKind::Individual {
            lighten_cities(&mut tokens);
        }
        Folded { tokens, forms, joins, family, foreign }
    };
    let mut readings = normalise::words(name);
    if asked && kind != PartyKind::Individual {
        let mended: Vec<Vec<Word>> = readings.iter().filter_map(|words| legal_form::mended(words)).collect();
        readings.extend(mended);
    }
    if asked && kind == PartyKind::Individual {
        let others = readings.first().map(|words| respell::readings(words)).unwrap_or_default();
        readings.extend(others);
    }
    if asked {
        readings.iter_mut().for_each(drop_repeats);
    }
    readings.into_iter().map(fold_one).collect()
}

/// No name has a word more often, but for small ones such as `al`.
const REPEATS: usize = 5;
const SMALL: usize = 3;

/// Leaves out what repeats a word again and again.
fn drop_repeats(words: &mut Vec<Word>) {
    if words.len() <= REPEATS {
        return;
    }
    let mut before: Vec<CompactString> = Vec::new();
    words.retain(|word| {
        let same = before.iter().filter(|text| **text == word.text).count();
        let kept = word.text.len() <= SMALL || same < REPEATS;
        if kept {
            before.push(word.text.clone());
        }
        kept
    });
}

/// A word with all that comparing it takes.
pub(crate) fn token(word: Word, kind: PartyKind) -> Token {
    let Word { shown, text, also, .. } = word;
    let initial = {
        let mut chars = shown.chars();
        chars.next().is_some_and(romanise::is_cyrillic) && chars.next().is_none()
    };
    let mut token = spelt(text, kind);
    if initial && token.class != Class::Numeral {
        token.class = Class::Initial;
    }
    if token.class.is_spelt() {
        token.also = also.into_iter().map(|text| spelt(text, kind)).filter(|t| t.class.is_spelt()).collect();
    }
    let voiceless = shown.chars().any(|c| matches!(c, '\u{0590}'..='\u{05FF}' | '\u{0600}'..='\u{06FF}'));
    token.also.iter_mut().for_each(|t| t.voiceless = voiceless);
    token.voiceless = voiceless;
    token.shown = shown;
    token
}

/// The words of a city of several words say as little as those of one.
fn lighten_cities(tokens: &mut [Token]) {
    let mut name = CompactString::default();
    for len in 2..=3 {
        for start in 0..(tokens.len() + 1).saturating_sub(len) {
            let Some(run) = tokens.get_mut(start..start + len) else { continue };
            name.clear();
            for token in run.iter() {
                name.push_str(if name.is_empty() { "" } else { " " });
                name.push_str(&token.known.folded);
            }
            if names::city(&name).is_some() {
                run.iter_mut().filter(|t| t.class == Class::Plain).for_each(|t| t.class = Class::Place);
            }
        }
    }
}

/// Adds the business words that a word may be meant to be: the others it may be cut short from, the one it is
/// a misspelling of.
fn guess(token: &mut Token, kind: PartyKind) {
    let mut meant: Vec<&str> = Vec::new();
    if token.class == Class::Generic {
        meant.extend(names::shortened(&token.known.folded).iter().skip(1));
    } else if token.class == Class::Plain && token.known.given.is_empty() && token.known.frequency == 0 {
        meant.extend(names::misspelt(&token.known.folded));
    }
    for word in meant {
        let mut other = spelt(word.to_ascii_lowercase().into(), kind);
        other.guessed = true;
        if matches!(other.class, Class::Generic | Class::Place) {
            token.also.push(other);
        }
    }
}

/// A word by its Latin spelling alone.
fn spelt(mut text: CompactString, kind: PartyKind) -> Token {
    let known = Known::of(&text);
    let mut class = Class::Plain;
    if text.bytes().all(|b| b.is_ascii_digit()) {
        class = Class::Numeral;
        text = trim_zeros(&text).into();
    } else if text.len() == 1 {
        class = Class::Initial;
    } else if is_particle(&text) {
        class = Class::Particle;
    } else if let Some(number) = number(&text, kind) {
        class = Class::Numeral;
        text = number.to_compact_string();
    } else if known.particle.is_some_and(is_small) {
        class = Class::Particle;
    } else if let Some((word, of)) = generic(&text, &known.folded, kind).or_else(|| mended(&text, kind)) {
        class = of;
        text = word.into();
    }
    let key = key(text.get(..MOST_LETTERS).unwrap_or(&text));
    let (skeleton, coarse, scanned) = sounds(&key, class);
    let shown = CompactString::default();
    let letters = text.bytes().map(|b| u32::from(b) * u32::from(b)).fold(0, u32::wrapping_add);
    let consonants = key
        .bytes()
        .filter(|b| b.is_ascii_lowercase() && !b"aeiouh".contains(b))
        .fold(0, |set, b| set | 1u32 << (b - b'a'));
    Token {
        shown,
        text,
        key,
        skeleton,
        coarse,
        scanned,
        letters,
        consonants,
        voiceless: false,
        guessed: false,
        class,
        known,
        also: Vec::new(),
    }
}

/// The skeleton of a key, the skeleton by ear, and the key by the eye of a scanner.
pub(crate) fn sounds(key: &str, class: Class) -> (CompactString, CompactString, CompactString) {
    let skeleton = if class == Class::Numeral { CompactString::default() } else { sound::skeleton(key) };
    let (coarse, scanned) =
        if class.is_spelt() { (sound::coarse(&skeleton), sound::scanned(key)) } else { Default::default() };
    (skeleton, coarse, scanned)
}

/// Particles in Latin letters, whatever script they were written in.
fn is_particle(text: &str) -> bool {
    matches!(
        text,
        "of" | "the"
            | "and"
            | "for"
            | "in"
            | "de"
            | "del"
            | "della"
            | "di"
            | "da"
            | "do"
            | "dos"
            | "la"
            | "le"
            | "les"
            | "los"
            | "el"
            | "al"
            | "ul"
            | "ibn"
            | "bin"
            | "ben"
            | "bint"
            | "von"
            | "van"
            | "der"
            | "den"
            | "zu"
            | "y"
            | "e"
            | "i"
            | "du"
            | "des"
            | "und"
            | "et"
            | "dlya"
            | "po"
            | "na"
    )
}

/// Whether a particle is a small word; `abu` and `abd` make a name with what follows.
fn is_small(particle: Particle) -> bool {
    matches!(particle, Particle::Article | Particle::Son | Particle::Daughter | Particle::Of)
}

/// Numbers in the names of organisations and ships; a single letter is rather an initial.
fn number(text: &str, kind: PartyKind) -> Option<u32> {
    if kind == PartyKind::Individual { None } else { names::number(text) }
}

fn trim_zeros(digits: &str) -> &str {
    let rest = digits.trim_start_matches('0');
    if rest.is_empty() { "0" } else { rest }
}

/// The word that stands for a business word or place and all its translations.
fn generic(text: &str, folded: &str, kind: PartyKind) -> Option<(&'static str, Class)> {
    if text.len() < 3 || kind == PartyKind::Individual {
        return None;
    }
    let word = || names::organisation_word(folded).or_else(|| names::shortened(folded).first().copied());
    // codes of three letters are rather a word: NAM, PER, ARM
    let country = || country::code(text).filter(|_| text.len() > 3 || ["uae", "usa", "prc"].contains(&text));
    let place = || names::city(folded).or_else(country);
    word().map(|word| (word, Class::Generic)).or_else(|| place().map(|word| (word, Class::Place)))
}

/// As [`generic`], of a word with a digit that a scanner took for a letter.
fn mended(text: &str, kind: PartyKind) -> Option<(&'static str, Class)> {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    if digits == 0 || 3 * digits > text.len() {
        return None;
    }
    let text = mend_all(text);
    generic(&text, &names::fold_word(&text), kind)
}

/// What the tables know of a word.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Known {
    /// The spelling they have it under.
    pub folded: CompactString,
    /// The given names it is a spelling of.
    pub given: &'static [GivenId],
    /// The given names it is a short form of.
    pub short: &'static [GivenId],
    /// How common it is in the world's names.
    pub frequency: u16,
    /// It is a title or an honorific.
    pub title: bool,
    /// What it means as a small word.
    pub particle: Option<Particle>,
}

impl Known {
    /// What the tables know of a word in Latin letters.
    pub(crate) fn of(text: &str) -> Known {
        let folded = names::fold_word(text.get(..64).unwrap_or(text));
        let names::Facts { given, short, frequency, title, particle } = names::facts(&folded);
        Known { folded, given, short, frequency, title, particle }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_follow_the_text_and_the_kind() {
        let classes = |name: &str, kind| -> Vec<(String, Class)> {
            fold(name, kind).remove(0).tokens.into_iter().map(|t| (t.text.into(), t.class)).collect()
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
