//! Greek, Hebrew, Armenian and Georgian, letter by letter.

use crate::names::lines;
use std::sync::LazyLock;

const HEBREW: &str = include_str!("../../../../data/hebrew-names.csv");

static NAMES: LazyLock<Vec<(&'static str, &'static str)>> = LazyLock::new(|| {
    let mut rows: Vec<_> =
        lines(HEBREW).filter_map(|mut cells| Some((cells.next()?.trim(), cells.next()?.trim()))).collect();
    rows.sort_by(|a, b| a.0.cmp(b.0));
    rows.dedup_by(|later, first| later.0 == first.0);
    rows
});

pub(super) fn readings(run: &str) -> Vec<String> {
    match run.chars().next() {
        Some('\u{0370}'..='\u{03FF}') => greek(run),
        Some('\u{0590}'..='\u{05FF}') => hebrew(run),
        Some('\u{0530}'..='\u{058F}') => vec![armenian(run, false), armenian(run, true)],
        _ => vec![georgian(run)],
    }
}

fn mapped(run: &str, map: impl Fn(char) -> Option<&'static str>) -> String {
    let mut out = String::with_capacity(run.len());
    for c in run.chars() {
        match map(c) {
            Some(latin) => out.push_str(latin),
            None => super::push_other(c, &mut out),
        }
    }
    out
}

fn greek(run: &str) -> Vec<String> {
    let bare: String = run
        .chars()
        .map(|c| match c {
            'ά' => 'α',
            'έ' => 'ε',
            'ή' => 'η',
            'ί' | 'ϊ' | 'ΐ' => 'ι',
            'ό' => 'ο',
            'ύ' | 'ϋ' | 'ΰ' => 'υ',
            'ώ' => 'ω',
            'ς' => 'σ',
            c => c,
        })
        .collect();
    let start = |text: &str, from: &str, to: &str| text.strip_prefix(from).map(|rest| format!("{to}{rest}"));
    let bare = start(&bare, "μπ", "b")
        .or_else(|| start(&bare, "ντ", "d"))
        .or_else(|| start(&bare, "γκ", "g"))
        .unwrap_or(bare);
    let modern = bare
        .replace("ου", "u")
        .replace("αυ", "av")
        .replace("ευ", "ev")
        .replace("γγ", "ng")
        .replace("γκ", "gk")
        .replace("ει", "ei");
    let latin =
        |text: &str, beta: &'static str, eta: &'static str, upsilon: &'static str, chi: &'static str| {
            mapped(text, |c| {
                Some(match c {
                    'α' => "a",
                    'β' => beta,
                    'γ' => "g",
                    'δ' => "d",
                    'ε' => "e",
                    'ζ' => "z",
                    'η' => eta,
                    'θ' => "th",
                    'ι' => "i",
                    'κ' => "k",
                    'λ' => "l",
                    'μ' => "m",
                    'ν' => "n",
                    'ξ' => "x",
                    'ο' | 'ω' => "o",
                    'π' => "p",
                    'ρ' => "r",
                    'σ' => "s",
                    'τ' => "t",
                    'υ' => upsilon,
                    'φ' => "f",
                    'χ' => chi,
                    'ψ' => "ps",
                    _ => return None,
                })
            })
        };
    let spoken = latin(&modern, "v", "i", "y", "ch");
    vec![
        spoken.clone(),
        latin(&bare.replace("ου", "ou").replace("αυ", "av").replace("ευ", "ev"), "v", "i", "y", "h"),
        latin(&bare.replace("ου", "ou"), "b", "e", "y", "ch"),
        latin(&modern, "v", "i", "y", "h")
            .replace("mp", "b")
            .replace("nt", "d")
            .replace("gk", "g")
            .replace("tz", "j"),
    ]
}

fn armenian(run: &str, western: bool) -> String {
    let text = run.replace("ու", "u").replace('և', "ev");
    let mut out = String::new();
    for (n, c) in text.chars().enumerate() {
        let latin = match c {
            'ա' => "a",
            'բ' => {
                if western {
                    "p"
                } else {
                    "b"
                }
            }
            'գ' => {
                if western {
                    "k"
                } else {
                    "g"
                }
            }
            'դ' => {
                if western {
                    "t"
                } else {
                    "d"
                }
            }
            'ե' => {
                if n == 0 {
                    "ye"
                } else {
                    "e"
                }
            }
            'զ' => "z",
            'է' | 'ը' => "e",
            'թ' => "t",
            'ժ' => "zh",
            'ի' => "i",
            'լ' => "l",
            'խ' => "kh",
            'ծ' => {
                if western {
                    "dz"
                } else {
                    "ts"
                }
            }
            'կ' => {
                if western {
                    "g"
                } else {
                    "k"
                }
            }
            'հ' => "h",
            'ձ' => {
                if western {
                    "ts"
                } else {
                    "dz"
                }
            }
            'ղ' => "gh",
            'ճ' => {
                if western {
                    "j"
                } else {
                    "ch"
                }
            }
            'մ' => "m",
            'յ' => "y",
            'ն' => "n",
            'շ' => "sh",
            'ո' => {
                if n == 0 {
                    "vo"
                } else {
                    "o"
                }
            }
            'չ' => "ch",
            'պ' => {
                if western {
                    "b"
                } else {
                    "p"
                }
            }
            'ջ' => {
                if western {
                    "ch"
                } else {
                    "j"
                }
            }
            'ռ' | 'ր' => "r",
            'ս' => "s",
            'վ' | 'ւ' => "v",
            'տ' => {
                if western {
                    "d"
                } else {
                    "t"
                }
            }
            'ց' => "ts",
            'փ' => "p",
            'ք' => "k",
            'օ' => "o",
            'ֆ' => "f",
            'u' => "u",
            'e' => "e",
            'v' => "v",
            _ => "",
        };
        out.push_str(latin);
    }
    out
}

fn georgian(run: &str) -> String {
    const LETTERS: [&str; 33] = [
        "a", "b", "g", "d", "e", "v", "z", "t", "i", "k", "l", "m", "n", "o", "p", "zh", "r", "s", "t", "u",
        "p", "k", "gh", "q", "sh", "ch", "ts", "dz", "ts", "ch", "kh", "j", "h",
    ];
    mapped(run, |c| {
        let at = u32::from(c).checked_sub(0x10D0).and_then(|i| usize::try_from(i).ok())?;
        LETTERS.get(at).copied()
    })
}

fn hebrew(run: &str) -> Vec<String> {
    let mut out = Vec::new();
    let bare: String = run.chars().filter(|c| !matches!(c, '׳' | '״' | '\'')).collect();
    if let Ok(at) = NAMES.binary_search_by(|row| row.0.cmp(bare.as_str()))
        && let Some((_, names)) = NAMES.get(at)
    {
        out.extend(names.split('|').map(str::to_owned));
    }
    out.push(consonants(run, "v", "f", false));
    out.push(consonants(run, "b", "p", false));
    out.push(consonants(run, "b", "f", true));
    out
}

/// `vowels` puts an a between two consonants.
fn consonants(run: &str, bet: &str, pe: &str, vowels: bool) -> String {
    let letters: Vec<char> = run.chars().collect();
    let mut out = String::new();
    for (n, c) in letters.iter().enumerate() {
        let before = n.checked_sub(1).and_then(|b| letters.get(b)).copied();
        let after = letters.get(n + 1).copied();
        let hard = matches!(after, Some('\'' | '׳'));
        let vowel_sign = |c: Option<char>| matches!(c, Some('א' | 'ו' | 'י' | 'ה' | 'ע'));
        let latin = match c {
            'א' | 'ע' => "a",
            'ב' => {
                if n == 0 {
                    "b"
                } else {
                    bet
                }
            }
            'ג' => {
                if hard {
                    "j"
                } else {
                    "g"
                }
            }
            'ד' => "d",
            'ה' => {
                if after.is_none() {
                    "a"
                } else {
                    "h"
                }
            }
            'ו' if before.is_none() => {
                if after == Some('ו') {
                    ""
                } else {
                    "v"
                }
            }
            'ו' if before == Some('ו') => "v",
            'ו' if after == Some('ו') => "",
            'ו' => "o",
            'ז' => {
                if hard {
                    "zh"
                } else {
                    "z"
                }
            }
            'ח' => "h",
            'ט' | 'ת' => "t",
            'י' if before.is_none() => "y",
            'י' if before == Some('י') => "",
            'י' => "i",
            'כ' | 'ך' => {
                if n == 0 {
                    "k"
                } else if c == &'ך' {
                    "kh"
                } else {
                    "k"
                }
            }
            'ל' => "l",
            'מ' | 'ם' => "m",
            'נ' | 'ן' => "n",
            'ס' => "s",
            'פ' => {
                if n == 0 {
                    "p"
                } else {
                    pe
                }
            }
            'ף' => "f",
            'צ' | 'ץ' => {
                if hard {
                    "ch"
                } else {
                    "tz"
                }
            }
            'ק' => "k",
            'ר' => "r",
            'ש' => "sh",
            _ => "",
        };
        out.push_str(latin);
        if vowels
            && after.is_some()
            && !hard
            && !latin.is_empty()
            && !vowel_sign(Some(*c))
            && !vowel_sign(after)
        {
            out.push('a');
        }
    }
    out
}
