//! Arabic letters, as Arabic, Persian, Urdu and Pashto use them.
//!
//! Vowels are mostly unwritten: a dictionary knows frequent names, the rest is read letter by letter, once bare
//! and once with an a between consonants. Neither is what a speaker would write; both keep the consonants.

use crate::names::lines;
use std::sync::LazyLock;

const TABLE: &str = include_str!("../../../../data/arabic-names.csv");

static NAMES: LazyLock<Vec<(String, &'static str)>> = LazyLock::new(|| {
    let mut rows: Vec<_> = lines(TABLE)
        .filter_map(|mut cells| Some((plain(cells.next()?.trim()), cells.next()?.trim())))
        .collect();
    rows.sort_by(|a, b| a.0.cmp(&b.0));
    rows.dedup_by(|later, first| later.0 == first.0);
    rows
});

/// One letter for each group of letters that writers mix up; no marks.
fn plain(word: &str) -> String {
    word.chars()
        .filter(|c| !super::is_mark(*c))
        .map(|c| match c {
            'أ' | 'إ' | 'آ' | 'ٱ' => 'ا',
            'ى' | 'ی' | 'ې' | 'ے' | 'ۍ' | 'ئ' | 'ي' => 'ي',
            'ک' | 'ڪ' => 'ك',
            'ة' | 'ہ' | 'ۀ' | 'ە' | 'ھ' | 'ۂ' | 'ۃ' => 'ه',
            'ؤ' => 'و',
            'ګ' => 'گ',
            'ټ' | 'ٹ' => 'ت',
            'ډ' | 'ڈ' => 'د',
            'ړ' | 'ڑ' => 'ر',
            'ں' | 'ڼ' => 'ن',
            c => c,
        })
        .collect()
}

fn known(word: &str) -> Option<&'static str> {
    let at = NAMES.binary_search_by(|row| row.0.as_str().cmp(word)).ok()?;
    NAMES.get(at).map(|row| row.1)
}

pub(super) fn readings(run: &str) -> Vec<String> {
    let word = plain(run);
    let mut out = Vec::new();
    if let Some(names) = known(&word) {
        out.extend(names.split('|').map(str::to_owned));
    }
    out.extend(compound(&word));
    if out.len() < 4 {
        out.extend(by_letter(&word));
    }
    out
}

/// Readings of a word that begins with the article or with servant, father, son of.
fn compound(word: &str) -> Vec<String> {
    let rest_of = |prefix: &str| word.strip_prefix(prefix).filter(|rest| rest.chars().count() > 1);
    if let Some(rest) = rest_of("عبدال") {
        let mut out = Vec::new();
        for reading in simple(rest).into_iter().take(2) {
            out.push(format!("abd al {reading}"));
            out.push(format!("abdul{reading}"));
        }
        return out;
    }
    for (prefix, latin) in [("ال", "al"), ("ابو", "abu"), ("ام", "umm")] {
        if let Some(rest) = rest_of(prefix)
            && (prefix == "ال" || known(rest).is_some() || rest.starts_with("ال"))
        {
            let of_rest = match rest.strip_prefix("ال").filter(|r| prefix != "ال" && r.chars().count() > 1)
            {
                Some(bare) => simple(bare).into_iter().map(|r| format!("al {r}")).collect(),
                None => simple(rest),
            };
            return of_rest.into_iter().take(4).map(|reading| format!("{latin} {reading}")).collect();
        }
    }
    Vec::new()
}

fn simple(word: &str) -> Vec<String> {
    match known(word) {
        Some(names) => {
            names.split('|').map(str::to_owned).chain(by_letter(word).into_iter().take(1)).collect()
        }
        None => by_letter(word),
    }
}

/// Arabic bare, with guessed vowels, and Persian.
fn by_letter(word: &str) -> Vec<String> {
    let persian = word.contains(['پ', 'چ', 'ژ', 'گ']);
    let arabic = [letters(word, false, true), letters(word, false, false)];
    let other = [letters(word, true, true), letters(word, true, false)];
    // A foreign name: the long vowels stand for e and o.
    let foreign = letters(word, persian, false).replace('i', "e").replace('u', "o");
    let (first, second) = if persian { (other, arabic) } else { (arabic, other) };
    first.into_iter().chain([foreign]).chain(second).collect()
}

fn letters(word: &str, persian: bool, vowels: bool) -> String {
    let signs: Vec<char> = word.chars().collect();
    let long = |c: Option<&char>| matches!(c, Some('ا' | 'و' | 'ي'));
    let mut out = String::new();
    let mut at = 0;
    while let Some(c) = signs.get(at) {
        let before = at.checked_sub(1).and_then(|b| signs.get(b));
        let after = signs.get(at + 1);
        let mut len = 1;
        let latin = match c {
            'ت' if after == Some(&'ش') => {
                len = 2;
                "ch"
            }
            'ا' => "a",
            'ب' => "b",
            'پ' => "p",
            'ت' | 'ط' => "t",
            'ث' => {
                if persian {
                    "s"
                } else {
                    "th"
                }
            }
            'ج' => "j",
            'چ' | 'څ' => "ch",
            'ح' | 'ه' => {
                if after.is_none() && c == &'ه' {
                    "a"
                } else {
                    "h"
                }
            }
            'خ' => "kh",
            'د' => "d",
            'ذ' => {
                if persian {
                    "z"
                } else {
                    "dh"
                }
            }
            'ر' => "r",
            'ز' | 'ځ' => "z",
            'ظ' => "z",
            'ژ' => "zh",
            'ږ' => "g",
            'س' | 'ص' => "s",
            'ش' | 'ښ' => "sh",
            'ض' => {
                if persian {
                    "z"
                } else {
                    "d"
                }
            }
            'ع' => {
                if before.is_some() && (long(before) || long(after)) {
                    ""
                } else {
                    "a"
                }
            }
            'غ' => "gh",
            'ف' | 'ڤ' => "f",
            'ق' => {
                if persian {
                    "gh"
                } else {
                    "q"
                }
            }
            'ك' => "k",
            'گ' => "g",
            'ل' => "l",
            'م' => "m",
            'ن' => "n",
            // Between consonants a vowel, beside a vowel or at the beginning a consonant.
            'و' => {
                if before.is_none() || long(after) || before == Some(&'ا') {
                    if persian { "v" } else { "w" }
                } else {
                    "u"
                }
            }
            'ي' => {
                if before.is_none() || after == Some(&'ا') || after == Some(&'و') {
                    "y"
                } else {
                    "i"
                }
            }
            '٠'..='٩' | '۰'..='۹' => {
                super::push_other(*c, &mut out);
                ""
            }
            _ => "",
        };
        out.push_str(latin);
        let next = signs.get(at + len);
        let closed = |c: Option<&char>| c.is_some() && !long(c) && c != Some(&'ع');
        if vowels
            && !latin.is_empty()
            && !latin.ends_with(['a', 'i', 'u'])
            && closed(next)
            && (at + len + 1 < signs.len() || at == 0)
        {
            out.push('a');
        } else if vowels
            && !latin.is_empty()
            && !latin.ends_with(['a', 'i', 'u'])
            && closed(next)
            && !long(before)
        {
            // The last syllable: `kh-a-l-d` wants its vowel before the d only where none precedes.
            out.push('a');
        } else if vowels && before.is_some_and(|b| b == &'ا') && closed(next) && !latin.ends_with(['a', 'u'])
        {
            out.push('i');
        }
        at += len;
    }
    out
}
