//! Postal codes of the occupied regions: those that Russia gives them and those of Ukraine.

use super::Find;
use super::token::{Kind, Token, is_cyrillic};

/// Words that tell a Russian address, where other countries write six digits too.
const RUSSIAN: [&str; 12] = [
    "russia",
    "rossiya",
    "russie",
    "russland",
    "rusya",
    "rf",
    "ulitsa",
    "ul",
    "oblast",
    "obl",
    "respublika",
    "republic",
];
/// Words that tell a Ukrainian address.
const UKRAINIAN: [&str; 9] =
    ["ukraine", "ukraina", "ucrania", "ucraina", "ukrayna", "vul", "vulytsia", "oblast", "obl"];

/// Codes of an address that lie in an occupied region.
pub(super) fn codes(text: &str, tokens: &[Token]) -> Vec<Find> {
    let says = |words: &[&str]| tokens.iter().flat_map(|t| &t.forms).any(|f| words.contains(&f.as_str()));
    let cyrillic = text.chars().any(is_cyrillic);
    let (russian, ukrainian) = (cyrillic || says(&RUSSIAN), cyrillic || says(&UKRAINIAN));
    let code = |token: &Token| {
        let digits = token.forms.first().filter(|_| token.kind == Kind::Number)?;
        let number: u32 = digits.parse().ok()?;
        let value = match digits.len() {
            6 if russian => match number / 1000 {
                295..=299 => "crimea",
                283..=287 => "dnr",
                291..=294 => "lnr",
                _ => return None,
            },
            5 if ukrainian => match number / 1000 {
                95..=99 => "crimea",
                83..=87 => "dnr",
                91..=94 => "lnr",
                // the districts behind the line: Berdiansk, Melitopol, Enerhodar; Kakhovka, Henichesk, Skadovsk
                71 | 72 | 74 | 75 => "kherson_zaporizhzhia",
                _ => return None,
            },
            _ => return None,
        };
        let at = token.start..token.end;
        let phrase = text.get(at.clone()).unwrap_or_default().to_owned();
        Some(Find { at, phrase, language: "postal code", bears_on: "supply.region", value })
    };
    tokens.iter().filter_map(code).collect()
}
