//! What is known of two parties beside their names: what agrees adds, what contradicts takes away.
//!
//! Each particular counts on its own and in one direction: one more that agrees never lowers a score. What is not
//! known on both sides counts nothing.

use crate::date::Accord;
use crate::names::Gender;
use crate::party::{Address, AddressKind, Party};
use crate::{PartialDate, Scheme, country};
use jiff::civil::Date;

/// What agreement adds and contradiction takes away, in thousandths.
pub(crate) const BIRTH_AGREES: i32 = 50;
const BIRTH_CONTRADICTS: i32 = -600;
const COUNTRY_AGREES: i32 = 20;
const COUNTRY_DIFFERS: i32 = -40;
const PLACE_AGREES: i32 = 30;
const STREET_AGREES: i32 = 40;
const BIRTHPLACE_AGREES: i32 = 40;
const BIRTHPLACE_DIFFERS: i32 = -60;
const GENDER_AGREES: i32 = 10;
const GENDER_DIFFERS: i32 = -150;
const NUMBER_DIFFERS: i32 = -150;

/// The most that all of them add.
pub(crate) const MOST: i32 =
    BIRTH_AGREES + COUNTRY_AGREES + PLACE_AGREES + STREET_AGREES + BIRTHPLACE_AGREES + GENDER_AGREES;

/// What two records say of each other beside name and agreeing numbers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Particulars {
    pub(crate) birth: Option<Accord>,
    /// Whether they agree; none where one side does not say.
    country: Option<bool>,
    birthplace: Option<bool>,
    gender: Option<bool>,
    place: bool,
    street: bool,
    /// A number that each party has only one of, and which differs.
    differs: Option<&'static str>,
}

/// Whether a party has anything that [`Particulars::of`] would look at.
pub(crate) fn is_described(party: &Party) -> bool {
    !party.birth.is_empty()
        || !party.countries.is_empty()
        || !party.addresses.is_empty()
        || party.gender.is_some()
        || !party.identifiers.is_empty()
}

impl Particulars {
    /// `day` is the one on which it is asked: a listed date of birth that nobody can have on it is a slip of the list.
    pub(crate) fn of(asked: &Party, listed: &Party, day: Option<Date>) -> Particulars {
        let meant = |b: &&PartialDate| day.is_none_or(|day| b.birth_flaw(day).is_none());
        let births = || listed.birth.iter().filter(meant);
        let accords = asked.birth.iter().flat_map(|a| births().map(|b| a.accord(*b)));
        let stated = |a: &&Address| a.kind == AddressKind::Stated;
        let meet = |near: fn(&Address, &Address) -> bool| {
            let ours = asked.addresses.iter().filter(stated);
            ours.into_iter().any(|a| listed.addresses.iter().filter(stated).any(|b| near(a, b)))
        };
        Particulars {
            birth: accords.min(),
            country: countries(asked, listed),
            birthplace: birthplaces(asked, listed),
            gender: asked.gender.zip(listed.gender).and_then(|(a, b)| match (a, b) {
                (Gender::Either, _) | (_, Gender::Either) => None,
                (a, b) => Some(a == b),
            }),
            place: meet(same_place),
            street: meet(same_street),
            differs: [(Scheme::Lei, "LEI differs"), (Scheme::Imo, "IMO number differs")]
                .into_iter()
                .find_map(|(scheme, what)| differs(asked, listed, &scheme).then_some(what)),
        }
    }

    /// What each adds, in the order in which it is told.
    pub(crate) fn additions(&self) -> impl Iterator<Item = (&'static str, i32)> {
        let birth = match self.birth {
            Some(Accord::Agree) => Some(("date of birth agrees", BIRTH_AGREES)),
            Some(Accord::Contradict) => Some(("date of birth contradicts", BIRTH_CONTRADICTS)),
            Some(Accord::Near) | None => None,
        };
        let either = |seen: Option<bool>, yes, no| seen.map(|agrees| if agrees { yes } else { no });
        [
            birth,
            either(self.gender, ("gender agrees", GENDER_AGREES), ("gender contradicts", GENDER_DIFFERS)),
            either(self.country, ("country agrees", COUNTRY_AGREES), ("countries differ", COUNTRY_DIFFERS)),
            either(
                self.birthplace,
                ("place of birth agrees", BIRTHPLACE_AGREES),
                ("countries of birth differ", BIRTHPLACE_DIFFERS),
            ),
            self.place.then_some(("place agrees", PLACE_AGREES)),
            self.street.then_some(("street agrees", STREET_AGREES)),
            self.differs.map(|what| (what, NUMBER_DIFFERS)),
        ]
        .into_iter()
        .flatten()
    }
}

/// Whether some country of one is one of the other, its addresses included; no contradiction unless both state
/// what they are nationals of or where they have their seat.
fn countries(asked: &Party, listed: &Party) -> Option<bool> {
    let all = |party: &Party| -> Vec<String> {
        let of_addresses = party.addresses.iter().filter_map(|a| a.country.clone());
        party.countries.iter().cloned().chain(of_addresses).collect()
    };
    let (ours, theirs) = (all(asked), all(listed));
    if ours.iter().any(|a| theirs.iter().any(|b| country::same(a, b))) {
        return Some(true);
    }
    let known = |party: &Party| {
        !party.countries.is_empty() && party.countries.iter().all(|c| country::code(c).is_some())
    };
    (known(asked) && known(listed)).then_some(false)
}

/// Whether some place of birth is the same; no contradiction unless all their countries are known and differ.
fn birthplaces(asked: &Party, listed: &Party) -> Option<bool> {
    let born = |party: &'_ Party| -> Vec<Address> {
        party.addresses.iter().filter(|a| a.kind == AddressKind::Birthplace).cloned().collect()
    };
    let (ours, theirs) = (born(asked), born(listed));
    if ours.is_empty() || theirs.is_empty() {
        return None;
    }
    if ours.iter().any(|a| theirs.iter().any(|b| same_place(a, b))) {
        return Some(true);
    }
    let known = ours.iter().chain(&theirs).all(|a| code(a).is_some());
    let apart = ours.iter().all(|a| theirs.iter().all(|b| code(a) != code(b)));
    (known && apart).then_some(false)
}

fn code(address: &Address) -> Option<&'static str> {
    address.country.as_deref().and_then(country::code)
}

/// Words that many addresses have.
const COMMON: [&str; 24] = [
    "street", "avenue", "road", "city", "district", "province", "region", "oblast", "republic", "north",
    "south", "east", "west", "central", "ulitsa", "prospekt", "calle", "carrera", "building", "floor",
    "office", "suite", "town", "village",
];

/// The telling words of a place as written.
fn words(text: &str) -> Vec<String> {
    let folded = crate::text::words(text).into_iter().map(|word| word.folded);
    folded.filter(|word| word.len() >= 4 && !COMMON.contains(&word.as_str())).collect()
}

/// Whether the two name a city or district in common, and no different countries.
fn same_place(a: &Address, b: &Address) -> bool {
    let apart = matches!((code(a), code(b)), (Some(a), Some(b)) if a != b);
    let letters = |text: &str| -> Vec<String> {
        let mut all = words(text);
        all.retain(|word| word.bytes().all(|c| c.is_ascii_alphabetic()) && country::code(word).is_none());
        all
    };
    let (ours, theirs) = (letters(&a.place), letters(&b.place));
    !apart && ours.iter().any(|word| theirs.contains(word))
}

/// Whether the two have a house number and a word of the street in common, in places that may be one.
fn same_street(a: &Address, b: &Address) -> bool {
    let numbers = |text: &str| -> Vec<String> {
        let all = crate::text::words(text).into_iter().map(|word| word.folded);
        all.filter(|word| word.bytes().any(|c| c.is_ascii_digit())).collect()
    };
    // One side may have the whole address in one line.
    let whole = |a: &Address| format!("{} {}", a.street, a.place);
    let (ours, theirs) = (whole(a), whole(b));
    let (our_words, their_words) = (words(&ours), words(&theirs));
    let (our_numbers, their_numbers) = (numbers(&ours), numbers(&theirs));
    !matches!((code(a), code(b)), (Some(a), Some(b)) if a != b)
        && our_numbers.iter().any(|n| their_numbers.contains(n))
        && our_words.iter().any(|w| w.bytes().all(|c| c.is_ascii_alphabetic()) && their_words.contains(w))
}

/// Whether both have a sound number of the scheme, and none in common.
fn differs(asked: &Party, listed: &Party, scheme: &Scheme) -> bool {
    let of = |party: &Party| -> Vec<String> {
        let all = party.identifiers.iter().filter(|id| id.scheme == *scheme && id.flaw().is_none());
        all.map(|id| id.canonical().1).collect()
    };
    let (ours, theirs) = (of(asked), of(listed));
    !ours.is_empty() && !theirs.is_empty() && !ours.iter().any(|id| theirs.contains(id))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Identifier;

    fn sum(asked: &Party, listed: &Party) -> Vec<(&'static str, i32)> {
        Particulars::of(asked, listed, None).additions().collect()
    }

    fn at(kind: AddressKind, street: &str, place: &str, country: &str) -> Address {
        let country = (!country.is_empty()).then(|| country.to_owned());
        Address { kind, street: street.into(), place: place.into(), country, remarks: String::new() }
    }

    #[test]
    fn what_one_side_does_not_say_counts_nothing() {
        let full = Party {
            birth: PartialDate::parse("1960").into_iter().collect(),
            countries: vec!["RU".into()],
            addresses: vec![at(AddressKind::Birthplace, "", "Omsk", "RU")],
            gender: Some(Gender::Male),
            identifiers: vec![Identifier::new(Scheme::Imo, "9187629")],
            ..Party::default()
        };
        assert_eq!(sum(&full, &Party::default()), []);
        assert_eq!(sum(&Party::default(), &full), []);
        assert_eq!(sum(&full, &full).iter().map(|(_, add)| add).sum::<i32>(), 120);
    }

    #[test]
    fn each_particular_agrees_or_contradicts() {
        let party = |edit: &dyn Fn(&mut Party)| {
            let mut party = Party::default();
            edit(&mut party);
            party
        };
        let from = |c: &'static str| party(&move |p| p.countries.push(c.into()));
        assert_eq!(sum(&from("Russia"), &from("RU")), [("country agrees", COUNTRY_AGREES)]);
        assert_eq!(sum(&from("Russia"), &from("Iran")), [("countries differ", COUNTRY_DIFFERS)]);
        assert_eq!(sum(&from("Atlantis"), &from("Iran")), []);
        let of = |g: Gender| party(&move |p| p.gender = Some(g));
        assert_eq!(sum(&of(Gender::Male), &of(Gender::Female)), [("gender contradicts", GENDER_DIFFERS)]);
        assert_eq!(sum(&of(Gender::Male), &of(Gender::Either)), []);
        let born = |place: &'static str, country: &'static str| {
            party(&move |p| p.addresses.push(at(AddressKind::Birthplace, "", place, country)))
        };
        assert!(
            sum(&born("Tikrit", "IQ"), &born("al-Tikrit", "Iraq")).contains(&("place of birth agrees", 40))
        );
        assert!(
            sum(&born("Tikrit", "IQ"), &born("Lyon", "FR")).contains(&("countries of birth differ", -60))
        );
        assert_eq!(sum(&born("Tikrit", ""), &born("Lyon", "FR")), []);
        let lives = |street: &'static str, place: &'static str| {
            party(&move |p| p.addresses.push(at(AddressKind::Stated, street, place, "SI")))
        };
        let agree = sum(&lives("", "19 Spruha, Trzin 1236"), &lives("19 Spruha", "Trzin 1236"));
        assert!(
            agree.contains(&("place agrees", PLACE_AGREES))
                && agree.contains(&("street agrees", STREET_AGREES))
        );
        let imo = |n: &'static str| party(&move |p| p.identifiers.push(Identifier::new(Scheme::Imo, n)));
        assert_eq!(sum(&imo("9187629"), &imo("9074729")), [("IMO number differs", NUMBER_DIFFERS)]);
        assert_eq!(sum(&imo("9187628"), &imo("9074729")), []);
    }
}
