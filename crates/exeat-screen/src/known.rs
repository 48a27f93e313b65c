//! What is known of a word before any list is read: whose given name it is, how common it is in the world.

use crate::names::GivenId;
use crate::token::Token;

/// The given names a word is a spelling or a short form of.
pub(crate) fn given_ids(names: &GivenNames<'_>) -> impl Iterator<Item = u32> {
    names.given.iter().chain(names.short).map(|id| id.0)
}

/// How two words stand to each other as given names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum GivenPair {
    /// Spellings of one name.
    Same,
    /// One is a short form of the other.
    Nickname,
    /// Both are known, and they are different names.
    Different,
    /// At least one is unknown.
    Unknown,
}

/// What is known of a word as a given name: the spelling the tables have, and the names it stands for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct GivenNames<'a> {
    pub(crate) folded: &'a [u8],
    pub(crate) given: &'a [GivenId],
    pub(crate) short: &'a [GivenId],
}

/// How two words stand to each other as given names.
pub(crate) fn given_pair(a: &GivenNames<'_>, b: &GivenNames<'_>) -> GivenPair {
    let meet = |x: &[GivenId], y: &[GivenId]| x.iter().any(|id| y.contains(id));
    if meet(a.given, b.given) {
        GivenPair::Same
    } else if meet(a.short, b.given) || meet(a.given, b.short) || meet(a.short, b.short) {
        GivenPair::Nickname
    } else if !a.given.is_empty() && !b.given.is_empty()
        || !(a.given.is_empty() && b.given.is_empty()) && is_gender_pair(a.folded, b.folded)
    {
        GivenPair::Different
    } else {
        GivenPair::Unknown
    }
}

/// `Fernando` and `Fernanda`, `Daniel` and `Daniela`: a man's name and a woman's.
fn is_gender_pair(a: &[u8], b: &[u8]) -> bool {
    let feminine = |hers: &[u8], his: &[u8]| {
        hers.len() >= 4
            && hers.strip_suffix(b"a").is_some_and(|stem| his.strip_suffix(b"o").unwrap_or(his) == stem)
    };
    feminine(a, b) || feminine(b, a)
}

/// `Vladimirovich`, `Ivanovna`: the father's name, of which there are few.
fn is_patronymic(text: &str) -> bool {
    const ENDS: [&str; 9] = ["ovich", "evich", "ovych", "evych", "ovitch", "evitch", "ovna", "evna", "ivna"];
    text.len() >= 8 && ENDS.iter().any(|end| text.ends_with(end))
}

/// What a word weighs for its rarity among people and companies everywhere, 0 to 1000.
pub(crate) fn world_weight(token: &Token) -> u32 {
    match token.known.frequency {
        0 if is_patronymic(&token.text) => 500,
        0 => 1000,
        1..=199 => 900,
        200..=399 => 780,
        400..=599 => 650,
        600..=849 => 500,
        _ => 350,
    }
}
