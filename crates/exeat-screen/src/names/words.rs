//! Words around names: how common they are, titles, particles, numbers.
//!
//! `data/surnames.csv`: `name,culture,common,variants`. `data/name-words.csv`: `kind,id,forms`, the kinds being
//! `title`, `particle` and `number`.

use super::{Table, firms, given, keys, lines};
use std::sync::LazyLock;

const SURNAMES: &str = include_str!("../../../../data/surnames.csv");
const WORDS: &str = include_str!("../../../../data/name-words.csv");

/// What a small word inside a name means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Particle {
    /// The Arabic article: al, el, ash, ad.
    Article,
    /// Son of: bin, ibn, ben, ould, oglu, walad. Who stands before it is not who stands after it.
    Son,
    /// Daughter of: bint, binti, qizi, mint.
    Daughter,
    /// Father of: abu, abou.
    Father,
    /// Mother of: umm, oum.
    Mother,
    /// Servant of: abd, abdul; makes one name with the word that follows.
    Servant,
    /// Of a place or family: de, van, von, di, da, la.
    Of,
    /// And: y, e, i, und.
    And,
}

static SURNAME: LazyLock<Table<u8>> = LazyLock::new(|| {
    let mut rows = Vec::new();
    for mut cells in lines(SURNAMES) {
        let mut cell = || cells.next().unwrap_or_default().trim();
        let (name, _culture, common, variants) = (cell(), cell(), cell(), cell());
        let common: u8 = common.parse().unwrap_or(1);
        for spelling in std::iter::once(name).chain(variants.split('|')).filter(|s| !s.is_empty()) {
            rows.extend(keys(spelling).into_iter().map(|key| (key, common)));
        }
    }
    rows.sort_by(|a, b| a.0.cmp(&b.0).then(b.1.cmp(&a.1)));
    Table::of(rows)
});

fn kind(wanted: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    lines(WORDS).filter_map(move |mut cells| {
        let (kind, id, forms) = (cells.next()?, cells.next()?, cells.next()?);
        (kind == wanted).then_some((id, forms))
    })
}

fn forms_of(wanted: &'static str) -> Vec<(Box<str>, &'static str)> {
    kind(wanted)
        .flat_map(|(id, forms)| std::iter::once(id).chain(forms.split('|')).map(move |form| (id, form)))
        .flat_map(|(id, form)| keys(form).into_iter().map(move |key| (key, id)))
        .filter(|(key, _)| !key.is_empty())
        .collect()
}

static TITLES: LazyLock<Table<&'static str>> = LazyLock::new(|| Table::of(forms_of("title")));

static PARTICLES: LazyLock<Table<Particle>> = LazyLock::new(|| {
    let meaning = |id: &str| match id {
        "article" => Some(Particle::Article),
        "son" => Some(Particle::Son),
        "daughter" => Some(Particle::Daughter),
        "father" => Some(Particle::Father),
        "mother" => Some(Particle::Mother),
        "servant" => Some(Particle::Servant),
        "of" => Some(Particle::Of),
        "and" => Some(Particle::And),
        _ => None,
    };
    let rows = kind("particle").flat_map(|(id, forms)| forms.split('|').map(move |form| (id, form)));
    // the likeliest reading alone: `аль` is no Ali
    let rows = rows.filter_map(|(id, form)| Some((keys(form).into_iter().next()?, meaning(id)?)));
    Table::of(rows.collect())
});

static NUMBERS: LazyLock<Table<u32>> = LazyLock::new(|| {
    let mut rows = Vec::new();
    for (id, forms) in kind("number") {
        let Ok(value) = id.parse::<u32>() else { continue };
        for form in forms.split('|') {
            let plain =
                if form.is_ascii() { vec![form.to_owned()] } else { crate::romanise::alternatives(form) };
            rows.extend(plain.into_iter().map(|key| (key.into_boxed_str(), value)));
        }
    }
    Table::of(rows)
});

/// All surnames, titles and small words.
pub(super) fn spellings() -> impl Iterator<Item = &'static str> {
    SURNAME.spellings().chain(TITLES.spellings()).chain(PARTICLES.spellings())
}

/// How common a folded word is in the world's names: 0 unknown, then 100 to 1000.
///
/// The higher of what the tables know of it as a surname, a given name and a business word. It is an order of
/// magnitude from general knowledge, no statistic: 1000 is one in hundreds (Muhammad, Wang, Garcia, bank), 800
/// a name that everybody of its country knows, 300 one that is only known to be a name.
pub fn frequency(folded: &str) -> u16 {
    let common = SURNAME.get(folded).copied().unwrap_or(0).max(given::commonness(folded));
    let of_people = [0, 150, 350, 550, 800, 1000].get(usize::from(common)).copied().unwrap_or(1000);
    let of_firms = if firms::organisation_word(folded).is_some() {
        900
    } else if firms::is_favourite(folded) {
        700
    } else {
        0
    };
    of_people.max(of_firms)
}

/// The class of a folded title or honorific: Mr, Haji, Mullah, General, `господин`, `السيد`.
pub fn title(folded: &str) -> Option<&'static str> {
    TITLES.get(folded.strip_prefix("al ").unwrap_or(folded)).copied()
}

/// What a folded small word means, if it is one.
pub fn particle(folded: &str) -> Option<Particle> {
    PARTICLES.get(folded).copied()
}

/// The number that a lower-case ASCII word says: digits, a Roman numeral up to 3999, a number word.
///
/// The word must not be folded. A Roman numeral must be written as a Roman would (`iv`, not `iiii`); the
/// letters c, d, l and m alone are no numerals, nor are the words di, mi, li, dim, mix and mil. Whether `v` or
/// `vi` is a number or an initial, a name, the caller decides by the place it stands in.
pub fn number(word: &str) -> Option<u32> {
    if !word.is_empty() && word.bytes().all(|b| b.is_ascii_digit()) {
        return word.parse().ok();
    }
    NUMBERS.get(word).copied().or_else(|| roman(word))
}

fn roman(word: &str) -> Option<u32> {
    if word.is_empty()
        || word.len() > 15
        || matches!(word, "c" | "d" | "l" | "m" | "di" | "mi" | "dim" | "mix" | "li" | "mil")
    {
        return None;
    }
    let digit = |b: u8| {
        Some(match b {
            b'i' => 1,
            b'v' => 5,
            b'x' => 10,
            b'l' => 50,
            b'c' => 100,
            b'd' => 500,
            b'm' => 1000,
            _ => return None,
        })
    };
    let mut total: u32 = 0;
    let mut bytes = word.bytes().peekable();
    while let Some(b) = bytes.next() {
        let value = digit(b)?;
        let next = bytes.peek().copied().map_or(Some(0), digit)?;
        if value < next {
            total += next - value;
            bytes.next();
        } else {
            total += value;
        }
    }
    (to_roman(total) == word).then_some(total)
}

fn to_roman(mut value: u32) -> String {
    const SIGNS: [(u32, &str); 13] = [
        (1000, "m"),
        (900, "cm"),
        (500, "d"),
        (400, "cd"),
        (100, "c"),
        (90, "xc"),
        (50, "l"),
        (40, "xl"),
        (10, "x"),
        (9, "ix"),
        (5, "v"),
        (4, "iv"),
        (1, "i"),
    ];
    let mut out = String::new();
    for (worth, sign) in SIGNS {
        while value >= worth && out.len() < 16 {
            out.push_str(sign);
            value -= worth;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::names::fold;

    #[test]
    fn common_and_rare() {
        for name in ["Muhammad", "Garcia", "Kim", "Wang", "Ivanov"] {
            assert!(frequency(&fold(name)) >= 800, "{name} {}", frequency(&fold(name)));
        }
        assert!(frequency(&fold("Plotnitskiy")) < 300);
        assert_eq!(frequency("zzyzx"), 0);
        assert!(frequency("bank") >= 800);
    }

    #[test]
    fn titles_and_particles_in_several_scripts() {
        for word in
            ["Mr", "Dr", "Haji", "Hajji", "Sheikh", "Shaykh", "Mullah", "General", "господин", "السيد"]
        {
            assert!(title(&fold(word)).is_some(), "{word} {}", fold(word));
        }
        assert_eq!(title(&fold("Ivanov")), None);
        assert_eq!(particle(&fold("bin")), Some(Particle::Son));
        assert_eq!(particle(&fold("Al")), Some(Particle::Article));
        assert_eq!(particle(&fold("Abu")), Some(Particle::Father));
        assert_eq!(particle(&fold("van")), Some(Particle::Of));
        assert_eq!(particle(&fold("bint")), Some(Particle::Daughter));
        assert_eq!(particle(&fold("Ali")), None);
    }

    #[test]
    fn numbers() {
        for (word, value) in [
            ("vii", 7),
            ("viii", 8),
            ("iv", 4),
            ("mcmxcix", 1999),
            ("012", 12),
            ("seven", 7),
            ("second", 2),
            ("dos", 2),
        ] {
            assert_eq!(number(word), Some(value), "{word}");
        }
        for word in ["iiii", "li", "ivanov", "di", "mix", "", "99999999999", "vx", "c"] {
            assert_eq!(number(word), None, "{word}");
        }
    }

    #[test]
    fn every_row_is_whole() {
        for row in lines(SURNAMES) {
            let cells: Vec<&str> = row.collect();
            assert_eq!(cells.len(), 4, "{cells:?}");
            assert!(cells[2].parse::<u8>().is_ok_and(|n| (1..=5).contains(&n)), "{cells:?}");
        }
        for row in lines(WORDS) {
            let cells: Vec<&str> = row.collect();
            assert_eq!(cells.len(), 3, "{cells:?}");
            assert!(["title", "particle", "number"].contains(&cells[0]), "{cells:?}");
        }
    }
}
