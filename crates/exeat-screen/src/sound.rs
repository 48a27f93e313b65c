//! How a word sounds and looks, by its spelling: the keys under which other spellings of it meet.
//!
//! All of it is for lower-case ASCII; letters are put together where they stand, since most words are short.

use compact_str::CompactString;
use smallvec::SmallVec;

/// Letters of a word while it is put together.
pub(crate) type Letters = SmallVec<[u8; 64]>;

/// The letters as a word.
fn word(letters: &[u8]) -> CompactString {
    CompactString::from_utf8(letters).unwrap_or_default()
}

/// Spellings that stand for one sound, longest first; applied from left to right. Letters that the others leave
/// free stand for sounds of two letters: `c` for ch, `x` for sh, `q` for ts.
const SOUNDS: [(&str, &str); 31] = [
    ("szcz", "x"),
    ("shch", "x"),
    ("tsch", "c"),
    ("sch", "x"),
    ("sz", "x"),
    ("cz", "c"),
    ("tch", "c"),
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
    ("tz", "q"),
    ("ts", "q"),
    ("ch", "c"),
    ("sh", "x"),
    ("ye", "e"),
    ("ie", "e"),
    ("w", "v"),
    ("x", "ks"),
    ("q", "k"),
    ("y", "i"),
    ("c", "k"),
];

/// The key of a folded spelling: `Khruschev`, `Hrushchev` and `Khrushchev` share one.
pub fn key(text: &str) -> CompactString {
    word(&letters_of_key(text.as_bytes()))
}

/// The letters of [`key`].
pub(crate) fn letters_of_key(text: &[u8]) -> Letters {
    let digits = text.iter().filter(|b| b.is_ascii_digit()).count();
    let letters = text.iter().filter(|b| b.is_ascii_alphabetic()).count();
    if digits > 0 && letters == 0 {
        return Letters::from_slice(text);
    }
    // A digit inside a word is a slip of the hand or the scanner, unless it is a code.
    let digits = if digits > 0 { text.len() - letters } else { 0 };
    let slip = digits > 0
        && (digits == 1 && letters > 0 || letters > 2 * digits || letters > digits && is_disguised(text));
    let mended: Option<CompactString> = slip.then(|| str::from_utf8(text).map(mend_all).unwrap_or_default());
    let text = mended.as_ref().map_or(text, |mended| mended.as_bytes());
    let mut out = Letters::new();
    let mut rest = text;
    if let Some(behind) = behind_servant(text) {
        b"abdul".iter().for_each(|b| push_once(&mut out, *b));
        rest = behind;
    }
    while let Some(first) = rest.first() {
        let len = match sound_of(rest) {
            Some((from, to)) => {
                to.bytes().for_each(|b| push_once(&mut out, b));
                from.len()
            }
            None => {
                push_once(&mut out, *first);
                1
            }
        };
        rest = rest.get(len..).unwrap_or_default();
    }
    out
}

/// The spelling of a sound that the rest begins with.
fn sound_of(rest: &[u8]) -> Option<(&'static str, &'static str)> {
    let first = rest.first()?.wrapping_sub(b'a');
    let mut left = SOUNDS_BY_LETTER.get(usize::from(first)).copied()?;
    while left != 0 {
        let sound = SOUNDS.get(left.trailing_zeros() as usize).copied()?;
        let from = sound.0.as_bytes();
        // letter by letter: they are too few for more
        if from.len() <= rest.len() && from.iter().zip(rest).all(|(a, b)| a == b) {
            return Some(sound);
        }
        left &= left - 1;
    }
    None
}

/// For each letter the bit set of the [`SOUNDS`] whose spelling begins with it.
const SOUNDS_BY_LETTER: [u32; 26] = {
    let mut table = [0u32; 26];
    let mut at = 0;
    while at < SOUNDS.len() {
        table[(SOUNDS[at].0.as_bytes()[0] - b'a') as usize] |= 1 << at;
        at += 1;
    }
    table
};

/// Digits that stand for letters, not a number: they look like letters, and letters follow.
fn is_disguised(text: &[u8]) -> bool {
    let like_letter = |b: u8| !b.is_ascii_digit() || b"01345".contains(&b);
    let goes_on = |pair: &[u8]| matches!(pair, [a, b] if a.is_ascii_digit() && b.is_ascii_alphabetic());
    text.iter().copied().all(like_letter) && text.windows(2).any(goes_on)
}

/// With letters for digits; a `1` is an `i` where it has no vowel beside it.
pub(crate) fn mend_all(text: &str) -> CompactString {
    let vowel = |c: Option<char>| c.is_some_and(|c| "aeiou0".contains(c));
    let mut out = CompactString::with_capacity(text.len());
    let mut rest = text.chars().peekable();
    let mut before = None;
    while let Some(c) = rest.next() {
        let alone = !vowel(before) && !vowel(rest.peek().copied());
        out.push(if c == '1' && alone { 'i' } else { mend(c) });
        before = Some(c);
    }
    out
}

/// What stands behind the servant in `Abdelaziz`, `Abdalaziz`, `Abdurrahman`, which are all spelt with `abdul`; none
/// where the word is no such name.
fn behind_servant(text: &[u8]) -> Option<&[u8]> {
    let rest = text.strip_prefix(b"abd")?;
    let [vowel, first, second, ..] = *rest else { return None };
    let doubled = first == second && b"rszndt".contains(&first)
        || rest.get(1..).is_some_and(|r| r.starts_with(b"shsh"));
    if !b"aeiou".contains(&vowel) || text.len() < 7 || !(first == b'l' || doubled) {
        return None;
    }
    rest.get(if first == b'l' || doubled && first == second { 2 } else { 3 }..)
}

/// The letter that a digit looks like.
fn mend(c: char) -> char {
    match c {
        '0' => 'o',
        '1' => 'l',
        '2' => 'z',
        '3' => 'e',
        '4' => 'a',
        '5' => 's',
        '8' => 'b',
        other => other,
    }
}

/// Doubled letters count once; doubled digits do not.
fn push_once(out: &mut Letters, b: u8) {
    if b.is_ascii_digit() || out.last() != Some(&b) {
        out.push(b);
    }
}

/// The consonants of a key, a leading vowel kept as `a`; empty where there are fewer than two.
pub(crate) fn skeleton(key: &str) -> CompactString {
    let vowel = |b: u8| b"aeiou".contains(&b);
    let mut out = Letters::new();
    for (at, b) in key.bytes().enumerate() {
        if at == 0 && vowel(b) {
            out.push(b'a');
        } else if !vowel(b) && out.last() != Some(&b) {
            out.push(b);
        }
    }
    if out.iter().filter(|b| **b != b'a').count() < 2 { CompactString::default() } else { word(&out) }
}

/// A coarser skeleton: consonants that are confused in writing by ear are one, `h` is none; empty where fewer
/// than four are left.
pub(crate) fn coarse(skeleton: &str) -> CompactString {
    let mut out = Letters::new();
    for b in skeleton.bytes() {
        let class = match b {
            b'a' if out.is_empty() => b'a',
            b'b' | b'p' => b'b',
            b'f' | b'v' => b'f',
            b'c' | b's' | b'z' | b'j' | b'x' | b'q' => b's',
            b'k' | b'g' => b'k',
            b't' | b'd' => b't',
            b'm' | b'n' => b'n',
            b'l' | b'r' => b,
            _ => continue,
        };
        if out.last() != Some(&class) {
            out.push(class);
        }
    }
    if out.len() < 4 { CompactString::default() } else { word(&out) }
}

/// What a scanner may make of a key: `rn` and `m` are one, `ri` and `n`, `cl` and `d`.
pub(crate) fn scanned(key: &str) -> CompactString {
    let mut out = Letters::new();
    let mut rest = key.bytes().peekable();
    while let Some(b) = rest.next() {
        let two = match (b, rest.peek()) {
            (b'r', Some(b'n')) => Some(b'm'),
            (b'r', Some(b'i')) => Some(b'n'),
            (b'k', Some(b'l')) => Some(b'd'),
            _ => None,
        };
        if two.is_some() {
            rest.next();
        }
        out.push(two.unwrap_or(if b == b'i' { b'l' } else { b }));
    }
    word(&out)
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
            ("ha55an", "hassan"),
            ("t1kr1t1", "tikriti"),
            ("p1otnitsky", "plotnitsky"),
            ("szczerbakow", "shcherbakov"),
            ("abdelaziz", "abdulaziz"),
            ("abdurrahman", "abdalrahman"),
            ("abdushshakur", "abdulshakur"),
        ] {
            assert_eq!(key(a), key(b), "{a} {b}");
        }
        assert_ne!(key("il76"), key("il78"));
        assert_ne!(key("an10bk"), key("an14bk"));
    }

    #[test]
    fn a_sound_is_the_first_of_the_table_that_fits() {
        for text in
            ["shchi", "tschi", "schi", "tzar", "tsar", "cz", "ouo", "iye", "ie", "i", "", "1a", "\u{e9}a"]
        {
            let first = SOUNDS.iter().find(|(from, _)| text.starts_with(from)).copied();
            assert_eq!(sound_of(text.as_bytes()), first, "{text}");
        }
    }

    #[test]
    fn a_scanner_takes_two_letters_for_one() {
        for (key, seen) in
            [("marino", "manno"), ("burnik", "bumlk"), ("rri", "rn"), ("klimi", "dlml"), ("", "")]
        {
            let by_steps = key.replace("rn", "m").replace("ri", "n").replace("kl", "d").replace('i', "l");
            assert_eq!((scanned(key).as_str(), by_steps.as_str()), (seen, seen), "{key}");
        }
    }

    #[test]
    fn skeletons_bridge_vowels() {
        let skeleton_of = |t: &str| skeleton(&key(t));
        assert_eq!(skeleton_of("mohammed"), skeleton_of("muhamad"));
        assert_eq!(skeleton_of("khald"), skeleton_of("khalid"));
        assert_eq!(skeleton_of("ali"), "");
    }
}
