//! Places under embargo or close watch, under the names people write: countries with their demonyms, occupied regions,
//! and cities that stand for them.
//!
//! The table is `data/places.csv`. A place found is a lead, not a finding: "Sudan" is also a given name.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use crate::party::Party;
use crate::text::{Word, words};

/// What sort of place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PlaceKind {
    /// A country, by its names and demonyms.
    Country,
    /// An occupied or embargoed region.
    Region,
    /// A city in one.
    City,
}

/// A place of the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Its English name, in lower case.
    pub id: String,
    /// What sort it is.
    pub kind: PlaceKind,
    /// The country or region it lies in, where that is another row.
    pub part_of: Option<String>,
}

/// Words that make a place the sender or receiver: "embassy of", "consulate general of".
const MISSIONS: [&str; 9] = [
    "embassy",
    "consulate",
    "mission",
    "ambassade",
    "embajada",
    "botschaft",
    "посольство",
    "سفارة",
    "大使馆",
];

struct Table {
    places: Vec<Place>,
    /// Folded words of a name, to the place.
    names: BTreeMap<Vec<String>, usize>,
    longest: usize,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let mut table = Table { places: Vec::new(), names: BTreeMap::new(), longest: 1 };
    for line in include_str!("../../../data/places.csv").lines().skip(1) {
        let cells: Vec<&str> = line.splitn(4, ',').collect();
        let [id, kind, part_of, names] = cells[..] else { continue };
        let kind = match kind {
            "country" => PlaceKind::Country,
            "region" => PlaceKind::Region,
            _ => PlaceKind::City,
        };
        let part_of = (!part_of.is_empty()).then(|| part_of.to_owned());
        table.places.push(Place { id: id.to_owned(), kind, part_of });
        for name in names.split('|') {
            let folded: Vec<String> = words(name).into_iter().map(|w| w.folded).collect();
            table.longest = table.longest.max(folded.len());
            table.names.insert(folded, table.places.len() - 1);
        }
    }
    table
});

/// Every place of the table.
pub fn all() -> &'static [Place] {
    &TABLE.places
}

/// The places that a text names, in the order of the text.
pub fn in_text(text: &str) -> Vec<&'static Place> {
    let words = words(text);
    let (mut out, mut from) = (Vec::new(), 0);
    while from < words.len() {
        let found = at(&words, from);
        out.extend(found.map(|(_, place)| place));
        from += found.map_or(1, |(taken, _)| taken);
    }
    out
}

/// The place of which the whole text is a name.
pub fn named(text: &str) -> Option<&'static Place> {
    let words = words(text);
    at(&words, 0).filter(|(taken, _)| *taken == words.len()).map(|(_, place)| place)
}

/// The places that a party's countries and addresses lie in, each once: where it has its seat or lives, was born,
/// or where its IP address points to. A lead, as a place in a text is.
pub fn of_party(party: &Party) -> Vec<&'static Place> {
    let stated = party.addresses.iter().flat_map(|a| in_text(&a.place).into_iter().chain(in_text(&a.street)));
    let countries = party.countries.iter().chain(party.addresses.iter().filter_map(|a| a.country.as_ref()));
    let mut out: Vec<&'static Place> = Vec::new();
    for place in stated.chain(countries.filter_map(|c| country(c).or_else(|| named(c)))) {
        if !out.contains(&place) {
            out.push(place);
        }
    }
    out
}

/// The country of the table with that code or name.
fn country(text: &str) -> Option<&'static Place> {
    let code = crate::country::code(text)?;
    all().iter().find(|p| p.kind == PlaceKind::Country && crate::country::code(&p.id) == Some(code))
}

/// The longest place name that starts at a word: how many words it takes, and the place.
pub(crate) fn at(words: &[Word], start: usize) -> Option<(usize, &'static Place)> {
    let most = TABLE.longest.min(words.len().saturating_sub(start));
    (1..=most).rev().find_map(|n| {
        let folded: Vec<String> = words[start..start + n].iter().map(|w| w.folded.clone()).collect();
        TABLE.names.get(&folded).map(|place| (n, &TABLE.places[*place]))
    })
}

/// Whether a word is one for a diplomatic mission.
pub(crate) fn is_mission(word: &Word) -> bool {
    MISSIONS.iter().any(|m| crate::text::fold(m) == word.folded)
}
