//! What firms call themselves by: business words and how they are cut short or misspelt, cities, favourite words.
//!
//! `data/generic-words.csv`: a business word and its spellings and translations. `data/short-words.csv`: a word
//! cut short and what it may stand for. `data/cities.csv`: a city and its spellings. `data/trade-words.csv`: words
//! that are common in trade names and say nothing of the trade.

use super::{Table, fold, keys, lines};
use crate::country;
use std::sync::LazyLock;

const GENERIC: &str = include_str!("../../../../data/generic-words.csv");
const SHORT: &str = include_str!("../../../../data/short-words.csv");
const CITIES: &str = include_str!("../../../../data/cities.csv");
const TRADE: &str = include_str!("../../../../data/trade-words.csv");

/// Spellings of a table whose rows begin with the word that stands for them all; those in Latin letters first, as
/// readings of others are less sure.
fn spellings(table: &'static str) -> impl Iterator<Item = (Box<str>, &'static str)> {
    let written = |latin: bool| {
        lines(table).flat_map(move |cells| {
            let mut id = None;
            let cells = cells.map(move |cell| (*id.get_or_insert(cell.trim()), cell.trim()));
            let cells = cells.filter(move |(_, cell)| cell.is_ascii() == latin);
            cells.flat_map(|(id, cell)| keys(cell).into_iter().map(move |key| (key, id)))
        })
    };
    written(true).chain(written(false))
}

static ORGANISATION: LazyLock<Table<&'static str>> =
    LazyLock::new(|| Table::of(spellings(GENERIC).collect()));

static SHORTENED: LazyLock<Table<Box<[&'static str]>>> = LazyLock::new(|| {
    let rows = lines(SHORT).filter_map(|mut cells| {
        let short = fold(cells.next()?.trim());
        let words = cells.filter_map(|word| organisation_word(&fold(word.trim()))).collect();
        Some((short.into_boxed_str(), words))
    });
    Table::of(rows.collect())
});

static CITY: LazyLock<Table<&'static str>> = LazyLock::new(|| {
    // A city of several words is known by all of them together.
    let rows = lines(CITIES).flat_map(|cells| {
        let mut id = None;
        cells.map(move |cell| {
            let id = *id.get_or_insert(cell.trim());
            (fold(cell.trim()).into_boxed_str(), id)
        })
    });
    Table::of(rows.collect())
});

static FAVOURITES: LazyLock<Table<()>> = LazyLock::new(|| {
    let rows = lines(TRADE).flatten().map(|word| (fold(word.trim()).into_boxed_str(), ()));
    Table::of(rows.collect())
});

/// The class of a folded business word, one for all its translations: bank = banco = `банк`.
pub fn organisation_word(folded: &str) -> Option<&'static str> {
    ORGANISATION.get(folded).copied()
}

/// Whether a folded word only says which part of a firm is meant: branch, office, representative.
pub fn is_branch_word(folded: &str) -> bool {
    const BRANCH: [&str; 5] = ["branch", "office", "representative", "head", "subsidiaries"];
    organisation_word(folded).is_some_and(|word| BRANCH.contains(&word))
}

/// The business words that a folded word may be cut short from, the likeliest first: `Trdg`, `Intl`.
pub fn shortened(folded: &str) -> &'static [&'static str] {
    SHORTENED.get(folded).map(AsRef::as_ref).unwrap_or_default()
}

/// The city of that folded name; one of several words is asked with blanks between them.
pub fn city(folded: &str) -> Option<&'static str> {
    CITY.get(folded).copied()
}

/// All business words and favourites.
pub(super) fn known() -> impl Iterator<Item = &'static str> {
    ORGANISATION.spellings().chain(FAVOURITES.spellings())
}

/// Whether a folded word is a favourite of firms everywhere: star, golden, pacific.
pub(super) fn is_favourite(folded: &str) -> bool {
    FAVOURITES.get(folded).is_some()
}

/// A business word or country by its letters, to find it misspelt.
struct Spelt {
    letters: u32,
    folded: Box<str>,
    id: &'static str,
}

/// Shorter words are too easily another word.
const LEAST: usize = 6;
/// Words of so many letters may have two slips.
const LONG: usize = 9;

/// By length, so that words of about one length stand together.
static SPELT: LazyLock<Vec<Spelt>> = LazyLock::new(|| {
    let words = lines(GENERIC).flat_map(|mut cells| {
        let id = cells.next().unwrap_or_default().trim();
        std::iter::once(id).chain(cells).map(move |cell| (cell.trim(), id))
    });
    // Other scripts have slips of their own.
    let mut all: Vec<Spelt> = words
        .chain(country::names())
        .filter(|(word, _)| word.is_ascii() && !word.contains(' '))
        .map(|(word, id)| (fold(word), id))
        .filter(|(folded, _)| folded.len() + 1 >= LEAST)
        .map(|(folded, id)| Spelt { letters: letters(&folded), folded: folded.into_boxed_str(), id })
        .collect();
    all.sort_by(|a, b| (a.folded.len(), &a.folded).cmp(&(b.folded.len(), &b.folded)));
    all
});

/// Whether one word is the other with one slip, or with two where it is long.
pub(crate) fn is_slip(of: &str, word: &str) -> bool {
    let most = if word.len() >= LONG { 2 } else { 1 };
    of.len().abs_diff(word.len()) <= most
        && (letters(of) ^ letters(word)).count_ones() as usize <= 2 * most
        && slips(of.as_bytes(), word.as_bytes()) <= most
}

fn letters(text: &str) -> u32 {
    text.bytes().filter(u8::is_ascii_lowercase).fold(0, |set, b| set | 1 << (b - b'a'))
}

/// The business word or country of which a folded word is a misspelling: one slip, in long words two. The first
/// of the nearest, in the order of the alphabet.
pub fn misspelt(folded: &str) -> Option<&'static str> {
    if folded.len() < LEAST || folded.len() > 24 {
        return None;
    }
    let most = if folded.len() >= LONG { 2 } else { 1 };
    let from = SPELT.partition_point(|s| s.folded.len() + most < folded.len());
    let ours = letters(folded);
    let mut best: Option<(usize, &'static str)> = None;
    for spelt in SPELT.get(from..).unwrap_or_default() {
        if spelt.folded.len() > folded.len() + most {
            break;
        }
        if (spelt.letters ^ ours).count_ones() as usize > 2 * most {
            continue;
        }
        let slips = slips(spelt.folded.as_bytes(), folded.as_bytes());
        if slips <= most && best.is_none_or(|(least, _)| slips < least) {
            best = Some((slips, spelt.id));
        }
    }
    best.map(|(_, id)| id)
}

/// Letters put in, left out, replaced, and neighbours swapped, of words of at most 26 letters.
fn slips(a: &[u8], b: &[u8]) -> usize {
    const WIDTH: usize = 28;
    if a.len() >= WIDTH || b.len() >= WIDTH {
        return usize::MAX;
    }
    let mut rows = [[0usize; WIDTH]; 3];
    for (j, cell) in rows[0].iter_mut().enumerate() {
        *cell = j;
    }
    for (i, x) in a.iter().enumerate() {
        let (two_back, back, now) = ((i + 2) % 3, i % 3, (i + 1) % 3);
        rows[now][0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let mut least =
                (rows[back][j] + usize::from(x != y)).min(rows[back][j + 1] + 1).min(rows[now][j] + 1);
            if i > 0 && j > 0 && a[i - 1] == *y && b[j - 1] == *x {
                least = least.min(rows[two_back][j - 1] + 1);
            }
            rows[now][j + 1] = least;
        }
    }
    rows[a.len() % 3][b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn business_words_are_one_in_all_languages() {
        assert_eq!(organisation_word(&fold("Trading")), Some("trade"));
        for word in ["bank", "банк", "banco", "banque", "Bank"] {
            assert_eq!(organisation_word(&fold(word)), Some("bank"), "{word}");
        }
        assert_eq!(organisation_word(&fold("Romashka")), None);
    }

    #[test]
    fn short_words_stand_for_words_of_the_table() {
        for mut cells in lines(SHORT) {
            let short = cells.next().unwrap();
            for word in cells {
                assert!(
                    organisation_word(&fold(word)).is_some(),
                    "{short} stands for {word}, which is no word"
                );
            }
        }
        assert_eq!(shortened(&fold("Trdg")), ["trade"]);
        assert_eq!(shortened(&fold("Trading")), [""; 0]);
    }

    #[test]
    fn cities_are_one_in_all_spellings() {
        assert_eq!(city(&fold("Kiev")), city(&fold("Kyiv")));
        assert!(city("hong kong").is_some() && city("hong").is_none());
    }

    #[test]
    fn slips_in_business_words_are_seen_through() {
        for (word, id) in [
            ("navlgation", "shipping"),
            ("limoted", "limited"),
            ("inverzeeones", "investment"),
            ("tradng", "trade"),
            ("croporation", "corporation"),
        ] {
            assert_eq!(misspelt(&fold(word)), Some(id), "{word}");
        }
        for word in ["gazprom", "rosneft", "sberbank", "mahan", "bank", "kuznetsov"] {
            assert_eq!(misspelt(&fold(word)), None, "{word}");
        }
    }
}
