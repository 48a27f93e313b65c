//! The one folded Latin spelling that is the key of all tables.

use crate::romanise;
use compact_str::CompactString;

/// The folded spelling of a word: lower-case ASCII letters, digits and blanks.
///
/// Diacritics fall; other scripts go through their likeliest reading. Then, until nothing changes:
/// `sch`=`sh`, `tch`=`ch`, `dzh`=`dj`=`j`, `kh`=`h`, `gh`=`g`, `ph`=`f`, `th`=`t`, `dh`=`d`, `ck`=`k`, `ks`=`x`,
/// `qu`=`q`=`k`, `c`=`k` unless before e, i, y or h, `w`=`v`, `ou`=`oo`=`u`, `ee`=`i`, `y`=`i` (hence
/// `iy`=`ii`=`yi`=`i`), doubled letters once, and no `h` after the vowel that ends a word (`Fatimah`).
///
/// ```
/// use exeat_screen::names::fold;
/// assert_eq!(fold("Aleksandr"), fold("Alexandr"));
/// assert_eq!(fold("Dmitriy"), fold("Dmitrii"));
/// assert_eq!(fold("Khadijah"), "hadija");
/// assert_ne!(fold("Luis"), fold("Luisa"));
/// ```
pub fn fold(word: &str) -> String {
    let mut bytes: Vec<u8> = if word.is_ascii() {
        word.bytes().filter_map(plain).collect()
    } else {
        romanise::alternatives(word).into_iter().next().unwrap_or_default().into_bytes()
    };
    let len = fold_bytes(&mut bytes);
    bytes.truncate(len);
    String::from_utf8(bytes).unwrap_or_default()
}

/// As [`fold`], of one word: one of the usual length lies where it stands.
pub(crate) fn fold_word(word: &str) -> CompactString {
    let mut room = [0u8; SHORT];
    if !word.is_ascii() || word.len() > SHORT {
        return fold(word).into();
    }
    let mut len = 0;
    for (cell, byte) in room.iter_mut().zip(word.bytes().filter_map(plain)) {
        *cell = byte;
        len += 1;
    }
    let bytes = room.get_mut(..len).unwrap_or_default();
    let len = fold_bytes(bytes);
    CompactString::from_utf8(bytes.get(..len).unwrap_or_default()).unwrap_or_default()
}

/// Longer words are rare.
const SHORT: usize = 64;

fn plain(byte: u8) -> Option<u8> {
    (byte.is_ascii_alphanumeric() || byte == b' ').then(|| byte.to_ascii_lowercase())
}

/// Folds in place; how many bytes are left.
fn fold_bytes(bytes: &mut [u8]) -> usize {
    let mut len = bytes.len();
    // Each pass shortens the word or moves letters one way only, so it ends.
    loop {
        let (left, changed) = pass(bytes.get_mut(..len).unwrap_or_default());
        len = left;
        if !changed {
            return len;
        }
    }
}

/// One pass in place; how many bytes are left, and whether anything changed.
fn pass(b: &mut [u8]) -> (usize, bool) {
    let mut changed = false;
    let (mut read, mut write) = (0usize, 0usize);
    while read < b.len() {
        let rest = b.get(read..).unwrap_or_default();
        let (to, len) = rule(rest);
        let end = read + len >= b.len() || b.get(read + len) == Some(&b' ');
        let before = write.checked_sub(1).and_then(|at| b.get(at)).copied();
        let silent = to == b'h' && end && before.is_some_and(|v| b"aeiou".contains(&v));
        let doubled = before == Some(to) && to.is_ascii_alphabetic();
        let blank = to == b' ' && (before.is_none_or(|v| v == b' ') || read + len >= b.len());
        changed |= len != 1 || rest.first() != Some(&to) || silent || doubled || blank;
        if !(silent || doubled || blank) {
            if let Some(slot) = b.get_mut(write) {
                *slot = to;
            }
            write += 1;
        }
        read += len;
    }
    (write, changed)
}

/// The letter that the beginning of the rest stands for, and how many letters it takes.
fn rule(rest: &[u8]) -> (u8, usize) {
    match *rest {
        [b's', b'c', b'h', ..] => (b's', 2),
        [b't', b'c', b'h', ..] => (b'c', 2),
        [b'd', b'z', b'h', ..] => (b'j', 3),
        [b'd', b'j', ..] => (b'j', 2),
        [b'k', b'h', ..] => (b'h', 2),
        [b'g', b'h', ..] => (b'g', 2),
        [b'p', b'h', ..] => (b'f', 2),
        [b't', b'h', ..] => (b't', 2),
        [b'd', b'h', ..] => (b'd', 2),
        [b'c', b'k', ..] | [b'q', b'u', ..] => (b'k', 2),
        [b'k', b's', ..] => (b'x', 2),
        [b'o', b'u' | b'o', ..] => (b'u', 2),
        [b'e', b'e', ..] => (b'i', 2),
        [b'c', b'e' | b'i' | b'y' | b'h', ..] => (b'c', 1),
        [b'c' | b'q', ..] => (b'k', 1),
        [b'w', ..] => (b'v', 1),
        [b'y', ..] => (b'i', 1),
        [first, ..] => (first, 1),
        [] => (b' ', 1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn names_spelt_in_several_ways_have_one_key() {
        for (a, b) in [
            ("Yuriy", "Iurii"),
            ("Mohammed", "Mohamed"),
            ("Yousef", "Yusef"),
            ("Mikhail", "Mihail"),
            ("Schmidt", "Shmidt"),
            ("Wladimir", "Vladimir"),
            ("Maxim", "Maksim"),
            ("Philip", "Filip"),
            ("Victor", "Viktor"),
            ("Ghassan", "Gassan"),
            ("Aminah", "Amina"),
            ("José", "Jose"),
        ] {
            assert_eq!(fold(a), fold(b), "{a} {b}");
        }
        for (a, b) in [("Luis", "Luisa"), ("Hassan", "Hussein"), ("Aleksandr", "Aleksei"), ("Choe", "Cho")] {
            assert_ne!(fold(a), fold(b), "{a} {b}");
        }
    }

    proptest! {
        #[test]
        fn any_text_folds_to_ascii_and_stays(text in "\\PC{0,24}") {
            let once = fold(&text);
            prop_assert!(once.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b' '), "{once}");
            prop_assert_eq!(fold(&once), once);
        }

        #[test]
        fn letters_fold_once(text in "[a-z ]{0,16}") {
            let once = fold(&text);
            prop_assert_eq!(fold(&once), once);
        }
    }
}
