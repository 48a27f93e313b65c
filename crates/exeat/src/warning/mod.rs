//! Words and places in text that no rule reads, which bear on what is assumed.
//!
//! An end use, an address, a description and a name are written by people and decide nothing. [`search`] finds what in
//! them speaks for a fact that an assumption denies: military or weapons use, an intelligence service, a government, an
//! occupied region, a further destination. A find is a reason to ask, never a fact; no find says no more than that
//! these words are not there. Denials ("not for military use"), near misses ("business intelligence") and streets named
//! after places are passed over. The words are in `data/warning-words.csv` and `data/warning-places.csv`.

mod context;
mod pattern;
mod postcode;
mod table;
mod token;

use std::ops::Range;

use context::Context;
use table::{TABLE, Use};

/// What a text is about, which decides the facts that its words bear on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum About {
    /// The whole deal: `end_use`, `description` at the top.
    Deal,
    /// An item's description.
    Item,
    /// A party, by one of its fields.
    Party(Field),
}

/// A field of a party.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    /// One of its names.
    Name,
    /// An address, on one line or several.
    Address,
    /// What is said of it.
    Description,
}

/// A word or place found, and one fact that it bears on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Find {
    /// Where it stands in the text, in bytes.
    pub at: Range<usize>,
    /// As the text has it.
    pub phrase: String,
    /// The language of the table's phrase (ISO 639-1), of a place name its script.
    pub language: &'static str,
    /// The path of the fact.
    pub bears_on: &'static str,
    /// The value that the text speaks for; `not` and a value where it speaks for any other.
    pub value: &'static str,
}

impl Find {
    fn key(&self) -> (usize, usize, &'static str, &'static str, &'static str) {
        (self.at.start, self.at.end, self.bears_on, self.value, self.language)
    }
}

/// Facts that phrases of the table bear on; [`search`] names what follows from them as well.
pub const FACTS: [&str; 8] = [
    "deal.military_end_use",
    "deal.weapons_end_use",
    "deal.advanced_chip_end_use",
    "deal.diversion_known",
    "party.military_intelligence",
    "party.government",
    "party.branch_of",
    "item.oil_gas_end_use",
];

const MILITARY: (&str, &str) = ("deal.military_end_use", "yes");
const SOLDIER: (&str, &str) = ("party.military", "yes");
const NOT_CIVIL: (&str, &str) = ("party.civil", "no");

/// What a text says that bears on an assumption, in the order of the text; one find for every fact that a phrase bears
/// on. Of phrases that overlap and bear on the same fact the longest is named.
pub fn search(text: &str, about: About) -> Vec<Find> {
    let tokens = token::tokens(text);
    let context = Context::read(&tokens, &TABLE);
    let mut found: Vec<Find> = Vec::new();
    let words = TABLE.words.matches(&tokens, &TABLE.sets);
    let places = TABLE.places.matches(&tokens, &TABLE.sets);
    for hit in words.iter().chain(&places) {
        let Use::Fact(fact) = hit.row.is else { continue };
        let facts = bearing(fact, hit.row.value, about);
        if facts.is_empty() || !context.counts(hit, about, &words, &places) {
            continue;
        }
        let (Some(first), Some(last)) = (tokens.get(hit.from), tokens.get(hit.to.saturating_sub(1))) else {
            continue;
        };
        let at = first.start..last.end;
        let phrase = text.get(at.clone()).unwrap_or_default().to_owned();
        let place = fact == "supply.region";
        let language = if place { table::script_of(&phrase) } else { hit.row.language };
        found.extend(facts.into_iter().map(|(bears_on, value)| Find {
            at: at.clone(),
            phrase: phrase.clone(),
            language,
            bears_on,
            value,
        }));
    }
    if about == About::Party(Field::Address) {
        found.extend(postcode::codes(text, &tokens));
    }
    found.sort_by_key(|find| (usize::MAX - find.at.len(), find.key()));
    let mut out: Vec<Find> = Vec::new();
    for find in found {
        let same = |known: &Find| {
            known.bears_on == find.bears_on && known.at.start < find.at.end && find.at.start < known.at.end
        };
        if !out.iter().any(same) {
            out.push(find);
        }
    }
    out.sort_by_key(Find::key);
    out
}

/// The facts that a phrase for one fact bears on, where it stands in such a text.
fn bearing(fact: &'static str, value: &'static str, about: About) -> Vec<(&'static str, &'static str)> {
    let this = (fact, value);
    match (fact, about) {
        // an address tells a place and who sits there, and next to an embassy sits nobody in particular
        ("supply.region", _) => vec![this],
        ("deal.military_end_use", About::Item) => vec![MILITARY],
        ("deal.military_end_use", _) => vec![MILITARY, SOLDIER, NOT_CIVIL],
        ("party.military_intelligence", About::Item) => vec![MILITARY],
        ("party.military_intelligence", _) => vec![this, SOLDIER, MILITARY, NOT_CIVIL],
        ("party.government", About::Item | About::Party(Field::Address)) => Vec::new(),
        ("party.government", _) => vec![this, ("party.government_of", "not ZZ"), NOT_CIVIL],
        // of whom a deal or an address speaks there is not said
        ("party.branch_of", About::Party(Field::Name | Field::Description)) => vec![this],
        ("party.branch_of", _) => Vec::new(),
        (_, About::Party(Field::Address)) | ("deal.diversion_known", About::Party(Field::Name)) => Vec::new(),
        ("item.oil_gas_end_use", _) => vec![this, ("item.oil_gas_use", "for_it")],
        _ => vec![this],
    }
}

#[cfg(test)]
mod tests;
