//! One Latin working form for every script.
//!
//! Cyrillic goes through tables of ours, which give several *readings* where practice differs: Russian as
//! newspapers write it, Russian as passports write it, Ukrainian. Latin letters lose their diacritics.
//! Everything else (Arabic, Han, Hangul, Greek, …) goes through `any_ascii`, a last resort that knows no
//! language: it reads Han as Mandarin one sign at a time, and it writes Arabic without the vowels that
//! Arabic does not write. What it loses, the consonant skeleton of [`crate::token`] regains in part.

use icu_normalizer::{ComposingNormalizerBorrowed, DecomposingNormalizerBorrowed};

/// A way to read Cyrillic letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reading {
    /// Russian, as newspapers write it: `Yuriy Khrushchev`.
    Russian,
    /// Russian, as passports write it: `Iurii Khrushchev`.
    Passport,
    /// Ukrainian: `г` is h, `и` is y.
    Ukrainian,
}

/// The readings worth trying for a text, best first; one where the text has no Cyrillic letters.
pub fn readings(text: &str) -> &'static [Reading] {
    let has = |letters: &str| text.chars().any(|c| letters.contains(c));
    if !text.chars().any(is_cyrillic) {
        &[Reading::Russian]
    } else if has("іїєґІЇЄҐ") {
        &[Reading::Ukrainian]
    } else if has("ыэёъЫЭЁЪ") {
        &[Reading::Russian, Reading::Passport]
    } else {
        &[Reading::Russian, Reading::Passport, Reading::Ukrainian]
    }
}

/// The text in lower-case ASCII letters, digits and blanks, as that reading has it.
///
/// Letters of look-alike scripts inside a word should have been mended before, see [`crate::normalise`].
pub fn romanise(word: &str, reading: Reading) -> String {
    let composed = ComposingNormalizerBorrowed::new_nfkc();
    let lower = word.to_lowercase();
    let lower = composed.normalize(&lower);
    let mut out = String::with_capacity(lower.len());
    let mut before = None;
    for c in lower.chars() {
        match cyrillic(c, before, reading) {
            Some(latin) => out.push_str(latin),
            None => push_other(c, &mut out),
        }
        before = Some(c);
    }
    out
}

/// Whether the letter is Cyrillic.
pub(crate) fn is_cyrillic(c: char) -> bool {
    matches!(c, '\u{0400}'..='\u{052F}' | '\u{1C80}'..='\u{1C8F}' | '\u{2DE0}'..='\u{2DFF}' | '\u{A640}'..='\u{A69F}')
}

/// Whether it is a mark set on another letter: it is dropped, and it never ends a word.
pub(crate) fn is_mark(c: char) -> bool {
    matches!(c,
        '\u{0300}'..='\u{036F}' | '\u{0483}'..='\u{0487}' | '\u{0591}'..='\u{05BD}' | '\u{05BF}' | '\u{05C1}' | '\u{05C2}'
        | '\u{0610}'..='\u{061A}' | '\u{0640}' | '\u{064B}'..='\u{065F}' | '\u{0670}' | '\u{06D6}'..='\u{06DC}'
        | '\u{1AB0}'..='\u{1AFF}' | '\u{1DC0}'..='\u{1DFF}' | '\u{20D0}'..='\u{20FF}' | '\u{FE20}'..='\u{FE2F}')
}

fn push_other(c: char, out: &mut String) {
    if c.is_ascii_alphanumeric() || c == ' ' {
        out.push(c.to_ascii_lowercase());
        return;
    }
    let mut whole = [0u8; 4];
    let decomposed = DecomposingNormalizerBorrowed::new_nfkd();
    let parts = decomposed.normalize(c.encode_utf8(&mut whole));
    for part in parts.chars().filter(|p| !is_mark(*p)) {
        out.extend(
            any_ascii::any_ascii_char(part)
                .chars()
                .filter(char::is_ascii_alphanumeric)
                .map(|a| a.to_ascii_lowercase()),
        );
    }
}

/// One lower-case Cyrillic letter; none for letters of other scripts.
fn cyrillic(c: char, before: Option<char>, reading: Reading) -> Option<&'static str> {
    let passport = reading == Reading::Passport;
    let ukrainian = reading == Reading::Ukrainian;
    let starts = before.is_none_or(|b| "аеёиоуыэюяіїєьъ".contains(b));
    Some(match c {
        'а' => "a",
        'б' => "b",
        'в' => "v",
        'г' if ukrainian => "h",
        'г' | 'ґ' => "g",
        'д' => "d",
        'е' if starts && !passport && !ukrainian => "ye",
        'е' | 'э' => "e",
        'ё' => "e",
        'є' => "ye",
        'ж' => "zh",
        'з' => "z",
        'и' if ukrainian => "y",
        'и' | 'і' => "i",
        'ї' => "yi",
        'й' if passport => "i",
        'й' | 'ы' => "y",
        'к' => "k",
        'л' => "l",
        'м' => "m",
        'н' => "n",
        'о' => "o",
        'п' => "p",
        'р' => "r",
        'с' => "s",
        'т' => "t",
        'у' => "u",
        'ф' => "f",
        'х' => "kh",
        'ц' => "ts",
        'ч' => "ch",
        'ш' => "sh",
        'щ' => "shch",
        'ъ' if passport => "ie",
        'ъ' | 'ь' => "",
        'ю' if passport => "iu",
        'ю' => "yu",
        'я' if passport => "ia",
        'я' => "ya",
        'ў' => "u",
        'ј' => "j",
        'љ' => "lj",
        'њ' => "nj",
        'ћ' => "c",
        'ђ' => "dj",
        'џ' => "dz",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(text: &str) -> Vec<String> {
        readings(text).iter().map(|r| romanise(text, *r)).collect()
    }

    #[test]
    fn russian_has_two_readings_and_ukrainian_its_own() {
        assert_eq!(all("Сбербанк"), ["sberbank", "sberbank", "sberbank"]);
        assert_eq!(all("Юрий Хрущёв"), ["yuriy khrushchev", "iurii khrushchev"]);
        assert_eq!(all("Григорій"), ["hryhoriy"]);
        assert_eq!(all("Евгений")[..2], ["yevgeniy", "evgenii"]);
    }

    #[test]
    fn latin_loses_diacritics_and_keeps_letters() {
        assert_eq!(
            all("Şirketi Łódź Ørsted Straße İnşaat Đặng"),
            ["sirketi lodz orsted strasse insaat dang"]
        );
    }

    #[test]
    fn other_scripts_come_out_in_ascii() {
        for text in ["吴威花", "خالد البكور", "김정은", "Βασίλης"] {
            let latin = all(text).remove(0);
            assert!(
                latin.len() > 3 && latin.bytes().all(|b| b.is_ascii_lowercase() || b == b' '),
                "{text} {latin}"
            );
        }
    }
}
