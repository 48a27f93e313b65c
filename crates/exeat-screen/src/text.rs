//! Names and places inside free text: a remittance line, an address, a description of cargo.
//!
//! Every run of up to six words is asked about as a name; places come from [`crate::places`]. Of hits that overlap on
//! the same entry the best stays, and where equally good the longest. A single word is a lead only if it is nearly
//! the whole of a listed name: in free text every noun would otherwise resemble somebody.

use crate::places::{self, Place};
use crate::{Hit, Index, Name, Party, Score};

/// Words past which the rest of a text is not read; a line of text has far fewer.
pub const MAX_WORDS: usize = 400;
/// Words of the longest name looked for.
const LONGEST: usize = 6;
/// What a single word must score.
const ALONE: Score = Score::new(950);
/// Letters a single word must have.
const ALONE_LETTERS: usize = 5;

/// A word of a text, with where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// First byte.
    pub start: usize,
    /// Byte after the last.
    pub end: usize,
    /// Lower-case Latin letters and digits.
    pub folded: String,
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// A listed name.
    Name(Hit),
    /// A place; `mission` where the words say an embassy or consulate of it.
    Place {
        /// Which.
        place: Place,
        /// "Embassy of" and the like stands before it.
        mission: bool,
    },
}

/// Something in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mention {
    /// First byte.
    pub start: usize,
    /// Byte after the last.
    pub end: usize,
    /// The words as written.
    pub text: String,
    /// What they name.
    pub found: Found,
}

/// What a text names, in the order of the text.
pub fn screen_text(index: &Index, text: &str, review: Score) -> Vec<Mention> {
    let words = words(text);
    let mut mentions = names(index, text, &words, review);
    let mut at = 0;
    while at < words.len() {
        let Some((n, place)) = places::at(&words, at) else {
            at += 1;
            continue;
        };
        // "embassy of Iran": the mission word stands one to three words before
        let mission = words[at.saturating_sub(3)..at].iter().any(places::is_mission);
        mentions.push(Mention {
            start: words[at].start,
            end: words[at + n - 1].end,
            text: text[words[at].start..words[at + n - 1].end].to_owned(),
            found: Found::Place { place: place.clone(), mission },
        });
        at += n;
    }
    mentions.sort_by_key(|m| (m.start, m.end));
    mentions
}

fn names(index: &Index, text: &str, words: &[Word], review: Score) -> Vec<Mention> {
    let mut found: Vec<(usize, usize, Hit)> = Vec::new();
    for from in 0..words.len() {
        for to in from + 1..=words.len().min(from + LONGEST) {
            let span = &text[words[from].start..words[to - 1].end];
            if to == from + 1 && words[from].folded.len() < ALONE_LETTERS {
                continue;
            }
            let party = Party { names: vec![Name::primary(span)], ..Party::default() };
            let least = if to == from + 1 { ALONE.max(review) } else { review };
            found.extend(
                index.screen(&party, review).into_iter().filter(|h| h.score >= least).map(|h| (from, to, h)),
            );
        }
    }
    // the best window of each entry; where equally good the longest, then the first
    found.sort_by(|a, b| {
        b.2.score
            .cmp(&a.2.score)
            .then_with(|| (b.1 - b.0, a.0, &a.2.entry).cmp(&(a.1 - a.0, b.0, &b.2.entry)))
    });
    let mut kept: Vec<(usize, usize, Hit)> = Vec::new();
    for (from, to, hit) in found {
        let taken =
            kept.iter().any(|(f, t, k)| k.list == hit.list && k.entry == hit.entry && from < *t && *f < to);
        if !taken {
            kept.push((from, to, hit));
        }
    }
    let mention = |(from, to, hit): (usize, usize, Hit)| Mention {
        start: words[from].start,
        end: words[to - 1].end,
        text: text[words[from].start..words[to - 1].end].to_owned(),
        found: Found::Name(hit),
    };
    kept.into_iter().map(mention).collect()
}

/// Words of a text: runs of letters and digits, apostrophes inside a word not splitting it.
pub fn words(text: &str) -> Vec<Word> {
    let mut out: Vec<Word> = Vec::new();
    let mut start: Option<usize> = None;
    let inner = |c: char| matches!(c, '\'' | '’' | '`');
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        if c.is_alphanumeric() || (start.is_some() && inner(c)) {
            start.get_or_insert(at);
        } else if let Some(from) = start.take() {
            if out.len() >= MAX_WORDS {
                break;
            }
            out.push(Word { start: from, end: at, folded: fold(&text[from..at]) });
        }
    }
    out
}

/// A word as lower-case Latin letters and digits.
pub(crate) fn fold(word: &str) -> String {
    any_ascii::any_ascii(word)
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|c| c.to_ascii_lowercase())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Entry, REVIEW};

    fn index() -> Index {
        let entry = |id: &str, name: &str| Entry {
            list: "l".into(),
            id: id.into(),
            party: Party { names: vec![Name::primary(name)], ..Party::default() },
            ..Entry::default()
        };
        Index::build(vec![entry("1", "PLOTNITSKIY, Igor Venediktovich"), entry("2", "BANK SADERAT IRAN")])
    }

    fn places(text: &str) -> Vec<(String, bool)> {
        let found = screen_text(&index(), text, REVIEW).into_iter().filter_map(|m| match m.found {
            Found::Place { place, mission } => Some((place.id, mission)),
            Found::Name(_) => None,
        });
        found.collect()
    }

    #[test]
    fn a_name_is_found_inside_a_remittance_line() {
        let text = "/RFB/INV 2231 payment for Igor Plotnitskiy ref 77";
        let mentions = screen_text(&index(), text, REVIEW);
        assert!(!mentions.is_empty());
        assert!(mentions.iter().all(|m| text.get(m.start..m.end) == Some(m.text.as_str())));
        let names: Vec<&str> = mentions.iter().map(|m| m.text.as_str()).collect();
        assert!(names.iter().any(|n| n.contains("Igor Plotnitskiy")), "{names:?}");
    }

    #[test]
    fn places_are_found_under_the_names_people_write() {
        assert_eq!(places("Yalta, Krimea"), [("yalta".to_owned(), false), ("crimea".to_owned(), false)]);
        assert_eq!(places("Embassy of Iran, Brussels"), [("iran".to_owned(), true)]);
        assert_eq!(places("Sudanese gum arabic"), [("sudan".to_owned(), false)]);
        assert_eq!(places("г. Севастополь, ул. Ленина"), [("sevastopol".to_owned(), false)]);
        assert_eq!(
            places("made in the Democratic People's Republic of Korea"),
            [("north korea".to_owned(), false)]
        );
        assert!(places("a load of Danish butter").is_empty());
    }

    #[test]
    fn any_text_is_read_and_a_long_one_only_so_far() {
        for text in ["", "\u{0}\u{1}", "' ' '", "🙂🙂", &"a ".repeat(2000)] {
            assert!(words(text).len() <= MAX_WORDS);
            screen_text(&index(), text, REVIEW);
        }
    }
}
