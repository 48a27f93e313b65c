//! How alike two words are, in thousandths.

use crate::known::{self, GivenNames, GivenPair};
use crate::token::{Class, Token};

/// Two spellings of one sound.
const SAME_KEY: u16 = 990;
/// Two known spellings of one given name.
const SAME_GIVEN: u16 = 980;
/// A short form and its name.
const NICKNAME: u16 = 850;
/// The most that words which differ by an edit can reach.
pub(crate) const EDITED: u16 = 950;
/// The most that two different given names can reach, however near their spelling.
const OTHER_GIVEN: u16 = 560;
/// Less is no likeness.
const LEAST: u16 = 540;
/// An initial against a word that begins with it.
pub(crate) const INITIAL: u16 = 700;
/// Words that are the same written together.
pub(crate) const JOINED: u16 = 980;

/// What two words are to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Likeness {
    /// 1000 for equal spellings, 0 for words that have nothing to do with each other.
    pub thousandths: u16,
    /// They look alike, and both are known as names of different people.
    pub contradicts: bool,
    /// One is a short form of the other, however they are spelt.
    pub short: bool,
}

impl Likeness {
    const fn of(thousandths: u16) -> Likeness {
        Likeness { thousandths, contradicts: false, short: false }
    }

    pub(crate) fn at_most(self, thousandths: u16) -> Likeness {
        Likeness { thousandths: self.thousandths.min(thousandths), ..self }
    }
}

/// How many letters may be left out of a key to find its like: none up to 3, one up to 6, two up to 24.
///
/// No word is longer than that; what is, is a text without blanks, and its neighbourhood would be huge.
pub fn edits_allowed(len: usize) -> usize {
    match len {
        0..=3 => 0,
        4..=6 => 1,
        7..=MOST_LETTERS => 2,
        _ => 0,
    }
}

/// What comparing has to know of a word.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Spelling<'a> {
    pub(crate) text: &'a [u8],
    pub(crate) key: &'a [u8],
    pub(crate) class: Class,
    pub(crate) voiceless: bool,
    /// Sum of the letters of `text`, bit set of the consonants of `key`.
    pub(crate) letters: u32,
    pub(crate) consonants: u32,
    pub(crate) names: GivenNames<'a>,
}

impl Token {
    /// What comparing has to know of it.
    pub(crate) fn spelling(&self) -> Spelling<'_> {
        Spelling {
            text: self.text.as_bytes(),
            key: self.key.as_bytes(),
            class: self.class,
            voiceless: self.voiceless,
            letters: self.letters,
            consonants: self.consonants,
            names: GivenNames {
                folded: self.known.folded.as_bytes(),
                given: self.known.given,
                short: self.known.short,
            },
        }
    }
}

/// The likeness of two words that share a key of the index. Symmetric.
pub fn likeness(a: &Token, b: &Token) -> Likeness {
    likeness_of(&a.spelling(), &b.spelling())
}

/// As [`likeness`].
pub(crate) fn likeness_of(a: &Spelling<'_>, b: &Spelling<'_>) -> Likeness {
    // equal texts have equal sums, which are sooner compared
    if a.letters == b.letters && a.text == b.text {
        return Likeness::of(1000);
    }
    if !a.class.is_spelt() || !b.class.is_spelt() {
        return Likeness::of(0);
    }
    if a.consonants == b.consonants && a.key == b.key {
        return Likeness::of(SAME_KEY);
    }
    match known::given_pair(&a.names, &b.names) {
        GivenPair::Same => Likeness::of(SAME_GIVEN),
        GivenPair::Nickname => Likeness { short: true, ..Likeness::of(NICKNAME) },
        GivenPair::Different => {
            let near = spelt(a, b);
            Likeness { contradicts: near > 0, ..Likeness::of(near.min(OTHER_GIVEN)) }
        }
        GivenPair::Unknown => Likeness::of(spelt(a, b)),
    }
}

/// Whether so many consonants of one are not in the other that no look at their order is worth while.
fn too_far(a: &Spelling<'_>, b: &Spelling<'_>) -> bool {
    let most = if a.key.len().min(b.key.len()) <= 6 { 3 } else { 4 };
    (a.consonants ^ b.consonants).count_ones() > most
}

/// The likeness of the two keys; of words of the same letters also of their spelling before sounds are made one.
fn spelt(a: &Spelling<'_>, b: &Spelling<'_>) -> u16 {
    if too_far(a, b) {
        return 0;
    }
    let voiceless = a.voiceless || b.voiceless;
    let by_key = edited(a.key, b.key, voiceless);
    // A swap may hide in letters that are one sound: `Cohlsan` for `Cholsan`.
    let swapped = a.letters == b.letters && (a.text != a.key || b.text != b.key);
    if by_key > ENOUGH || !swapped { by_key } else { by_key.max(edited(a.text, b.text, voiceless)) }
}

/// Keys so alike need no second look.
const ENOUGH: u16 = 860;

/// The likeness of two spellings by the least costly way of making one the other; 0 where it costs too much.
fn edited(a: &[u8], b: &[u8], voiceless: bool) -> u16 {
    let letters = (a.len() + b.len()) as u32;
    if a.len().max(b.len()) > MOST_LETTERS || letters == 0 {
        return 0;
    }
    let has_digit = |s: &[u8]| s.iter().any(u8::is_ascii_digit);
    if has_digit(a) || has_digit(b) {
        return 0;
    }
    let most = u32::from(1000 - LEAST) * letters / LOSS;
    let Some(cost) = cost(a, b, most as u16, voiceless) else { return 0 };
    let lost = u32::from(cost) * LOSS / letters;
    let near = 1000u32.saturating_sub(lost).min(u32::from(EDITED)) as u16;
    if near < LEAST { 0 } else { near }
}

/// What one per cent of an edit takes away, times the letters of both words.
const LOSS: u32 = 23;
/// Longer words are compared by their keys alone.
const MOST_LETTERS: usize = 24;
/// A slip that swaps neighbours.
const SWAP: u16 = 65;
/// Two letters that a scanner takes for one.
const LOOK: u16 = 60;

/// The letter that two letters together look like; 0 for none.
const fn looked(first: u8, second: u8) -> u8 {
    match (first, second) {
        (b'r', b'n') => b'm',
        (b'r', b'i') => b'n',
        (b'c', b'l') => b'd',
        (b'l', b'i') => b'h',
        _ => 0,
    }
}

/// The first letter is seldom wrong.
const FIRST: u16 = 25;

const fn is_vowel(byte: u8) -> bool {
    matches!(byte, b'a' | b'e' | b'i' | b'o' | b'u' | b'y')
}

/// The cost of leaving a letter out.
const fn gap(byte: u8, voiceless: bool) -> u16 {
    match byte {
        _ if voiceless && is_vowel(byte) => 24,
        b'h' => 45,
        _ if is_vowel(byte) => 48,
        _ => 92,
    }
}

/// Letters of keys that sound alike in some language or transcription; see [`crate::sound::key`] for c, q, x.
const SOUNDS: &[u8] = b"bpdtgkszfvmnjgjikskhvulrhgsjzjdzbvtsuvkzcxcjczckchctxsxjxhxzqsqkqzqtqc";
/// Letters of keys that look alike to a scanner.
const LOOKS: &[u8] = b"ilekoknmuvkgtfhbijljrnkoekgk";
/// Neighbours on the keyboard, row by row.
const ROWS: [&[u8]; 3] = [b"qwertyuiop", b"asdfghjkl", b"zxcvbnm"];

/// The cost of writing one letter for another, in per cent of an edit.
const COSTS: [[u8; 26]; 26] = costs();

const fn costs() -> [[u8; 26]; 26] {
    let mut table = [[100u8; 26]; 26];
    let mut row = 0;
    while row < 3 {
        let keys = ROWS[row];
        let mut at = 0;
        while at + 1 < keys.len() {
            table = lower(table, typed(keys[at]), typed(keys[at + 1]), 80);
            if row > 0 {
                table = lower(table, typed(keys[at]), typed(ROWS[row - 1][at]), 85);
                table = lower(table, typed(keys[at]), typed(ROWS[row - 1][at + 1]), 85);
            }
            at += 1;
        }
        row += 1;
    }
    let mut at = 0;
    while at + 1 < SOUNDS.len() {
        table = lower(table, SOUNDS[at], SOUNDS[at + 1], 65);
        at += 2;
    }
    at = 0;
    while at + 1 < LOOKS.len() {
        table = lower(table, LOOKS[at], LOOKS[at + 1], 60);
        at += 2;
    }
    let mut a = b'a';
    while a <= b'z' {
        let mut b = b'a';
        while b <= b'z' {
            if is_vowel(a) && is_vowel(b) {
                table = lower(table, a, b, 42);
            }
            b += 1;
        }
        a += 1;
    }
    table
}

/// What a typed letter is in a key.
const fn typed(letter: u8) -> u8 {
    match letter {
        b'c' | b'q' => b'k',
        b'w' => b'v',
        b'y' => b'i',
        b'x' => b's',
        other => other,
    }
}

const fn lower(mut table: [[u8; 26]; 26], a: u8, b: u8, cost: u8) -> [[u8; 26]; 26] {
    let (a, b) = ((a - b'a') as usize, (b - b'a') as usize);
    if a != b && table[a][b] > cost {
        table[a][b] = cost;
        table[b][a] = cost;
    }
    table
}

/// The least cost of making one key the other by leaving out, putting in, replacing and swapping neighbours,
/// where it is at most `most`.
pub fn cost(a: &[u8], b: &[u8], most: u16, voiceless: bool) -> Option<u16> {
    if a.len() > MOST_LETTERS || b.len() > MOST_LETTERS {
        return None;
    }
    let other = Other::of(b, voiceless);
    let mut rows = [[0u16; WIDTH]; 3];
    let [before, last, now] = &mut rows;
    let (mut before, mut last, mut now) = (before, last, now);
    let mut sum = 0;
    for (cell, letter) in last.iter_mut().skip(1).zip(&other.letters).take(b.len()) {
        sum += letter.gap + if sum == 0 { FIRST } else { 0 };
        *cell = sum;
    }
    let (mut left, mut least_before) = (0u8, 0u16);
    for (i, x) in a.iter().enumerate() {
        let least = row_of(*x, left, i == 0, &other, voiceless, (before, last, &mut *now));
        // A swap or a look can still jump over the last row, hence the look at the row before it.
        if least > most && least_before > most {
            return None;
        }
        (least_before, left) = (least, *x);
        (before, last, now) = (last, now, before);
    }
    let total = last.get(b.len()).copied().unwrap_or(u16::MAX);
    (total <= most).then_some(total)
}

/// Costs of beginnings: one cell for each number of letters.
const WIDTH: usize = MOST_LETTERS + 1;

/// The letters that are walked along in each row, with what does not change from row to row.
struct Other {
    len: usize,
    letters: [Letter; MOST_LETTERS],
}

#[derive(Clone, Copy, Default)]
struct Letter {
    byte: u8,
    /// Its column of the costs.
    column: u8,
    /// The letter that this one together with the one before it looks like; 0 for none.
    looks: u8,
    /// The letter before it; 0 for none.
    before: u8,
    gap: u16,
}

impl Other {
    fn of(letters: &[u8], voiceless: bool) -> Other {
        let mut out = Other { len: letters.len(), letters: [Letter::default(); MOST_LETTERS] };
        let mut before = 0;
        for (letter, byte) in out.letters.iter_mut().zip(letters) {
            *letter = Letter {
                byte: *byte,
                column: column(*byte),
                looks: looked(before, *byte),
                before,
                gap: gap(*byte, voiceless),
            };
            before = *byte;
        }
        out
    }
}

/// The costs once more, in rows of 32, so that no look is out of bounds: what is no letter costs 100.
static COLUMNS: [[u8; 32]; 32] = {
    let mut table = [[100u8; 32]; 32];
    let mut a = 0;
    while a < 26 {
        let mut b = 0;
        while b < 26 {
            table[a][b] = COSTS[a][b];
            b += 1;
        }
        a += 1;
    }
    table
};

const fn column(byte: u8) -> u8 {
    if byte.is_ascii_lowercase() { byte - b'a' } else { 31 }
}

/// Fills the row of one letter, the letter left of it being `left`; the least cost in it.
///
/// No sum comes near the most a cell holds: both words have at most [`MOST_LETTERS`] letters of at most 125 each.
fn row_of(
    x: u8,
    left: u8,
    is_first: bool,
    other: &Other,
    voiceless: bool,
    (before, last, now): (&[u16; WIDTH], &[u16; WIDTH], &mut [u16; WIDTH]),
) -> u16 {
    let out = gap(x, voiceless);
    let one = looked(left, x);
    let costs = &COLUMNS[usize::from(column(x)) % 32];
    now[0] = last[0].wrapping_add(out).wrapping_add(if is_first { FIRST } else { 0 });
    let (mut least, mut beside) = (now[0], now[0]);
    for j in 0..other.len.min(MOST_LETTERS) {
        let y = other.letters[j];
        let mut best = last[j];
        if x != y.byte {
            best = best.wrapping_add(u16::from(costs[usize::from(y.column) % 32]));
            if is_first && j == 0 {
                best = best.wrapping_add(FIRST);
            }
        }
        best = best.min(last[j + 1].wrapping_add(out)).min(beside.wrapping_add(y.gap));
        // the letters before the first are 0, which no letter is
        if left == y.byte && y.before == x && x != y.byte && left != 0 && x != 0 {
            best = best.min(before[j.saturating_sub(1)].wrapping_add(SWAP));
        }
        if y.looks == x && x != 0 {
            best = best.min(last[j.saturating_sub(1)].wrapping_add(LOOK));
        }
        if one == y.byte && one != 0 {
            best = best.min(before[j].wrapping_add(LOOK));
        }
        now[j + 1] = best;
        beside = best;
        least = least.min(best);
    }
    least
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::PartyKind;
    use crate::token::fold;

    fn alike(a: &str, b: &str) -> u16 {
        let one = |t: &str| fold(t, PartyKind::Individual).remove(0).tokens.remove(0);
        let (a, b) = (one(a), one(b));
        assert_eq!(likeness(&a, &b), likeness(&b, &a), "{a:?} {b:?}");
        likeness(&a, &b).thousandths
    }

    #[test]
    fn likeness_falls_with_the_difference() {
        assert_eq!(alike("Sechin", "SECHIN"), 1000);
        assert_eq!(alike("Dmitriy", "Dmitri"), 990);
        assert_eq!(alike("Putin", "Puttin"), 990);
        let order = [
            alike("Putin", "Putin"),
            alike("Putin", "Puttin"),
            alike("Plotnitsky", "Plotnistky"),
            alike("Plotnitsky", "Plotgitsky"),
            alike("Putin", "Purin"),
            alike("Sidorov", "Petrov"),
        ];
        assert!(order.is_sorted_by(|a, b| a > b), "{order:?}");
        assert_eq!(alike("12", "13"), 0);
        assert_eq!(alike("Ivan", "I"), 0);
    }

    /// The cost by its definition, beginning by beginning.
    fn plainly(a: &[u8], b: &[u8], voiceless: bool) -> u16 {
        let mut rows = vec![vec![u16::MAX; b.len() + 1]; a.len() + 1];
        for i in 0..=a.len() {
            for j in 0..=b.len() {
                let mut ways = vec![];
                if i == 0 && j == 0 {
                    ways.push(0);
                }
                // only where nothing of the other side was read does the first letter cost more
                if i > 0 {
                    let first = if i == 1 && j == 0 { FIRST } else { 0 };
                    ways.push(rows[i - 1][j] + gap(a[i - 1], voiceless) + first);
                }
                if j > 0 {
                    let first = if j == 1 && i == 0 { FIRST } else { 0 };
                    ways.push(rows[i][j - 1] + gap(b[j - 1], voiceless) + first);
                }
                if i > 0 && j > 0 {
                    let (x, y) = (a[i - 1], b[j - 1]);
                    let first = if i == 1 && j == 1 { FIRST } else { 0 };
                    let costs = usize::from(COSTS[usize::from(x - b'a')][usize::from(y - b'a')]) as u16;
                    ways.push(rows[i - 1][j - 1] + if x == y { 0 } else { costs + first });
                }
                if i > 1 && j > 1 && a[i - 2] == b[j - 1] && b[j - 2] == a[i - 1] && a[i - 1] != b[j - 1] {
                    ways.push(rows[i - 2][j - 2] + SWAP);
                }
                if i > 1 && j > 0 && looked(a[i - 2], a[i - 1]) == b[j - 1] {
                    ways.push(rows[i - 2][j - 1] + LOOK);
                }
                if i > 0 && j > 1 && looked(b[j - 2], b[j - 1]) == a[i - 1] {
                    ways.push(rows[i - 1][j - 2] + LOOK);
                }
                rows[i][j] = ways.into_iter().min().unwrap();
            }
        }
        rows[a.len()][b.len()]
    }

    proptest::proptest! {
        #[test]
        fn the_cost_is_the_least_of_all_ways(
            a in "[a-hilmnrst]{0,12}", b in "[a-hilmnrst]{0,12}", most in 0u16..900, voiceless: bool,
        ) {
            let (a, b) = (a.as_bytes(), b.as_bytes());
            let plain = plainly(a, b, voiceless);
            proptest::prop_assert_eq!(cost(a, b, most, voiceless), (plain <= most).then_some(plain));
        }
    }

    #[test]
    fn the_cost_is_symmetric_and_knows_swaps() {
        for (a, b) in [("abcd", "abdc"), ("kitten", "sitting"), ("", "ab"), ("khld", "khalid"), ("ab", "ba")]
        {
            let there = cost(a.as_bytes(), b.as_bytes(), 1000, false);
            assert_eq!(there, cost(b.as_bytes(), a.as_bytes(), 1000, false), "{a} {b}");
        }
        assert_eq!(cost(b"abcd", b"abdc", 100, false), Some(SWAP));
        assert_eq!(cost(b"kitten", b"sitting", 50, false), None);
    }
}
