//! The one folded Latin spelling that is the key of all tables.

use crate::romanise;

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
    let mut out = String::with_capacity(word.len());
    fold_into(word, &mut out);
    out
}

/// As [`fold`], into a buffer that is cleared first: no allocation for ASCII words once it is large enough.
pub fn fold_into(word: &str, out: &mut String) {
    out.clear();
    if word.is_ascii() {
        out.extend(
            word.chars().filter(|c| c.is_ascii_alphanumeric() || *c == ' ').map(|c| c.to_ascii_lowercase()),
        );
    } else if let Some(reading) = romanise::alternatives(word).into_iter().next() {
        out.push_str(&reading);
    }
    let mut bytes = std::mem::take(out).into_bytes();
    // Each pass shortens the word or moves letters one way only, so it ends.
    while pass(&mut bytes) {}
    if let Ok(folded) = String::from_utf8(bytes) {
        *out = folded;
    }
}

/// One pass in place; whether anything changed.
fn pass(b: &mut Vec<u8>) -> bool {
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
    b.truncate(write);
    changed
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
