//! Given names as families of spellings, and short forms.
//!
//! `data/given-names.csv`: `name,gender,culture,common,variants`; a row is a family, its place in the file the
//! id. `data/nicknames.csv`: `nickname,names`. A spelling may belong to several families (`Sami` is Arabic and
//! Finnish); they are told in the order of the file.

use super::{Table, keys, lines};
use serde::{Deserialize, Serialize};
use std::sync::LazyLock;
use zerocopy::{FromBytes, Immutable, IntoBytes, KnownLayout};

const GIVEN: &str = include_str!("../../../../data/given-names.csv");
const NICKNAMES: &str = include_str!("../../../../data/nicknames.csv");

/// The family of one given name: Mohammed, Muhammad and Mohamed have the same, Luis and Luisa have not.
///
/// Ids hold for one version of the table: keep them in memory, never in a file of another version.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, FromBytes, IntoBytes, Immutable, KnownLayout,
)]
#[repr(transparent)]
pub struct GivenId(pub u32);

/// Whose name it usually is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Gender {
    /// A man's.
    Male,
    /// A woman's.
    Female,
    /// Anybody's, or not known.
    Either,
}

/// How two given names stand to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SameGiven {
    /// Spellings of one name.
    Same,
    /// One is a short form of the other, or both are short forms of one name.
    Nickname,
    /// Two names, both known.
    Different,
    /// At least one of them is not in the tables.
    Unknown,
}

struct Family {
    name: &'static str,
    gender: Gender,
}

struct Given {
    families: Vec<Family>,
    by_key: Table<Box<[GivenId]>>,
    short: Table<Box<[GivenId]>>,
    common: Table<u8>,
}

static DATA: LazyLock<Given> = LazyLock::new(read);

fn read() -> Given {
    let mut families = Vec::new();
    let mut pairs: Vec<(Box<str>, GivenId)> = Vec::new();
    let mut common: Vec<(Box<str>, u8)> = Vec::new();
    for (at, mut cells) in lines(GIVEN).enumerate() {
        let mut cell = || cells.next().unwrap_or_default().trim();
        let (name, gender, _culture, often, variants) = (cell(), cell(), cell(), cell(), cell());
        let id = GivenId(u32::try_from(at).unwrap_or(u32::MAX));
        families.push(Family {
            name,
            gender: match gender {
                "m" => Gender::Male,
                "f" => Gender::Female,
                _ => Gender::Either,
            },
        });
        for spelling in std::iter::once(name).chain(variants.split('|')).filter(|s| !s.is_empty()) {
            for key in keys(spelling) {
                common.push((key.clone(), often.parse().unwrap_or(1)));
                pairs.push((key, id));
            }
        }
    }
    let by_key = grouped(pairs);
    let mut short = Vec::new();
    for mut cells in lines(NICKNAMES) {
        let (nickname, names) = (cells.next().unwrap_or_default(), cells.next().unwrap_or_default());
        for name in names.split('|') {
            let ids = by_key.get(&super::fold(name)).map(|ids| ids.to_vec()).unwrap_or_default();
            for key in keys(nickname.trim()) {
                short.extend(ids.iter().map(|id| (key.clone(), *id)));
            }
        }
    }
    common.sort_by(|a, b| a.0.cmp(&b.0).then(b.1.cmp(&a.1)));
    Given { families, by_key, short: grouped(short), common: Table::of(common) }
}

fn grouped(mut pairs: Vec<(Box<str>, GivenId)>) -> Table<Box<[GivenId]>> {
    pairs.sort();
    pairs.dedup();
    let rows = pairs.chunk_by(|a, b| a.0 == b.0).filter_map(|run| {
        let ids: Box<[GivenId]> = run.iter().map(|pair| pair.1).collect();
        run.first().map(|pair| (pair.0.clone(), ids))
    });
    Table::of(rows.collect())
}

/// The family of a folded given name; the first where it belongs to several.
pub fn given(folded: &str) -> Option<GivenId> {
    given_all(folded).first().copied()
}

/// All families of a folded given name, in the order of the table.
pub fn given_all(folded: &str) -> &'static [GivenId] {
    DATA.by_key.get(folded).map(|ids| ids.as_ref()).unwrap_or_default()
}

/// Whose name the family usually is.
pub fn gender(id: GivenId) -> Gender {
    family(id).map_or(Gender::Either, |family| family.gender)
}

/// The spelling that heads the family; empty for an id of another table.
pub fn standard_name(id: GivenId) -> &'static str {
    family(id).map_or("", |family| family.name)
}

fn family(id: GivenId) -> Option<&'static Family> {
    DATA.families.get(usize::try_from(id.0).ok()?)
}

/// The names that a folded word is a short form of: Misha is Mikhail, Sasha Aleksandr and Aleksandra.
pub fn nickname_of(folded: &str) -> &'static [GivenId] {
    DATA.short.get(folded).map(|ids| ids.as_ref()).unwrap_or_default()
}

/// How two folded given names stand to each other. Equal words are the same even where they are unknown.
pub fn same_given(a: &str, b: &str) -> SameGiven {
    if a == b {
        return SameGiven::Same;
    }
    let (names_a, names_b) = (given_all(a), given_all(b));
    let meet = |x: &[GivenId], y: &[GivenId]| x.iter().any(|id| y.contains(id));
    if meet(names_a, names_b) {
        return SameGiven::Same;
    }
    let (short_a, short_b) = (nickname_of(a), nickname_of(b));
    if meet(short_a, names_b) || meet(names_a, short_b) || meet(short_a, short_b) {
        return SameGiven::Nickname;
    }
    let known = |names: &[GivenId], short: &[GivenId]| !names.is_empty() || !short.is_empty();
    if known(names_a, short_a) && known(names_b, short_b) { SameGiven::Different } else { SameGiven::Unknown }
}

/// All spellings and short forms of given names.
pub(super) fn spellings() -> impl Iterator<Item = &'static str> {
    DATA.by_key.spellings().chain(DATA.short.spellings())
}

/// Syllables of Korean given names: each spelling in lower case, not folded, with the Revised Romanization that heads
/// its row.
pub(crate) fn korean_syllables() -> impl Iterator<Item = (String, String)> {
    let rows = lines(GIVEN).filter_map(|mut cells| {
        let (name, _gender, culture) = (cells.next()?, cells.next()?, cells.next()?);
        let (_common, variants) = (cells.next()?, cells.next()?);
        (culture.trim() == "korean").then_some((name.trim(), variants))
    });
    let spellings = rows.flat_map(|(name, variants)| {
        std::iter::once(name).chain(variants.split('|').map(str::trim)).map(move |spelling| (spelling, name))
    });
    let spellings = spellings.filter(|(spelling, _)| !spelling.is_empty());
    spellings.map(|(spelling, name)| (spelling.to_ascii_lowercase(), name.to_ascii_lowercase()))
}

/// How common the table holds a given name: 1 to 5, 0 where unknown.
pub(super) fn commonness(folded: &str) -> u8 {
    DATA.common.get(folded).copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::names::fold;

    fn stand(a: &str, b: &str) -> SameGiven {
        same_given(&fold(a), &fold(b))
    }

    #[test]
    fn spellings_short_forms_and_other_names() {
        for (a, b) in [
            ("Mohammed", "Muhammad"),
            ("Mohamed", "Muhammed"),
            ("Hussein", "Husayn"),
            ("Sergei", "Sergey"),
            ("Yevgeny", "Evgenii"),
            ("José", "Jose"),
        ] {
            assert_eq!(stand(a, b), SameGiven::Same, "{a} {b}");
        }
        for (a, b) in [
            ("Misha", "Mikhail"),
            ("Bill", "William"),
            ("Pepe", "José"),
            ("Sasha", "Aleksandra"),
            ("Bob", "Rob"),
        ] {
            assert_eq!(stand(a, b), SameGiven::Nickname, "{a} {b}");
        }
        for (a, b) in [
            ("Luis", "Luisa"),
            ("Hassan", "Hussein"),
            ("Aleksandr", "Aleksei"),
            ("Aleksandr", "Aleksandra"),
            ("Ivan", "Igor"),
        ] {
            assert_eq!(stand(a, b), SameGiven::Different, "{a} {b}");
        }
        assert_eq!(stand("Zzyzx", "Ivan"), SameGiven::Unknown);
    }

    #[test]
    fn genders_and_heads() {
        let luisa = given(&fold("Luisa")).expect("known");
        assert_eq!((gender(luisa), standard_name(luisa)), (Gender::Female, "Luisa"));
        assert_eq!(given("mohamed").map(gender), Some(Gender::Male));
        let heads: Vec<_> = nickname_of("sasha").iter().map(|id| standard_name(*id)).collect();
        assert!(heads.contains(&"Aleksandr") && heads.contains(&"Aleksandra"), "{heads:?}");
        assert_eq!(gender(GivenId(u32::MAX)), Gender::Either);
    }

    #[test]
    fn every_row_is_whole() {
        let mut seen = std::collections::BTreeSet::new();
        for row in lines(GIVEN) {
            let cells: Vec<&str> = row.collect();
            assert_eq!(cells.len(), 5, "{cells:?}");
            assert!(["m", "f", "e"].contains(&cells[1]), "{cells:?}");
            assert!(cells[3].parse::<u8>().is_ok_and(|n| (1..=5).contains(&n)), "{cells:?}");
            assert!(seen.insert((cells[0], cells[1], cells[2])), "twice: {cells:?}");
        }
        for row in lines(NICKNAMES) {
            let cells: Vec<&str> = row.collect();
            assert_eq!(cells.len(), 2, "{cells:?}");
            for name in cells[1].split('|') {
                assert!(given(&fold(name)).is_some(), "short form of an unknown name: {cells:?} {name}");
            }
        }
    }
}
