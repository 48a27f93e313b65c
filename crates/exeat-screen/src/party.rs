//! Who is asked about, and who is listed.

use crate::names::Gender;
use crate::{Identifier, PartialDate};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// What sort of party a name belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub enum PartyKind {
    /// A natural person.
    Individual,
    /// A company, state body or other organisation.
    Organisation,
    /// A ship.
    Vessel,
    /// An aircraft.
    Aircraft,
    /// Not stated.
    #[default]
    Unknown,
}

impl PartyKind {
    /// As what a party of this kind is compared: itself, or every kind where it is not stated.
    pub(crate) fn compared_as(self) -> &'static [PartyKind] {
        match self {
            PartyKind::Individual => &[PartyKind::Individual],
            PartyKind::Organisation => &[PartyKind::Organisation],
            PartyKind::Vessel => &[PartyKind::Vessel],
            PartyKind::Aircraft => &[PartyKind::Aircraft],
            PartyKind::Unknown => &[
                PartyKind::Unknown,
                PartyKind::Individual,
                PartyKind::Organisation,
                PartyKind::Vessel,
                PartyKind::Aircraft,
            ],
        }
    }

    /// Whether the two could be the same sort of party: equal, or one of them not stated.
    pub fn may_equal(self, other: PartyKind) -> bool {
        self == other || self == PartyKind::Unknown || other == PartyKind::Unknown
    }
}

/// The standing of a name among the names of its party.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub enum NameKind {
    /// The name it is listed under.
    #[default]
    Primary,
    /// Another name in use.
    Alias,
    /// A name no longer in use.
    Former,
}

/// One name of a party, spelt as its source spells it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub struct Name {
    /// The spelling of the source, in any script.
    pub text: String,
    /// Primary, alias or former.
    pub kind: NameKind,
    /// The publisher calls it a weak alias: by itself it identifies nobody.
    pub weak: bool,
}

impl Name {
    /// A primary name, not weak.
    pub fn primary(text: impl Into<String>) -> Name {
        Name { text: text.into(), kind: NameKind::Primary, weak: false }
    }

    /// An alias, not weak.
    pub fn alias(text: impl Into<String>) -> Name {
        Name { text: text.into(), kind: NameKind::Alias, weak: false }
    }
}

/// Why a place belongs to a party.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub enum AddressKind {
    /// An address its source gives, of whatever use.
    #[default]
    Stated,
    /// The place of birth.
    Birthplace,
}

/// A place of a party. Parts the source leaves out are empty.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub struct Address {
    /// Why the place belongs to the party.
    pub kind: AddressKind,
    /// Street and house, as published.
    pub street: String,
    /// City, province, post code, as published.
    pub place: String,
    /// ISO 3166 code where the country is recognised, else as published.
    pub country: Option<String>,
    /// What the source remarks on this address.
    pub remarks: String,
}

/// What is known of one party, asked about or listed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Party {
    /// What sort of party it is.
    pub kind: PartyKind,
    /// Its names; none where it is only described.
    pub names: Vec<Name>,
    /// Numbers that tell it apart.
    pub identifiers: Vec<Identifier>,
    /// Dates of birth: any one of them may be right.
    pub birth: Vec<PartialDate>,
    /// Nationality, citizenship or seat: ISO 3166 codes where recognised, else as published.
    pub countries: Vec<String>,
    /// Its places.
    pub addresses: Vec<Address>,
    /// A person's gender, where stated.
    pub gender: Option<Gender>,
}

impl Party {
    /// A party of which only one name is known.
    pub fn named(kind: PartyKind, name: impl Into<String>) -> Party {
        Party { kind, names: vec![Name::primary(name)], ..Party::default() }
    }
}

/// One ground on which an entry is listed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub struct Listing {
    /// The publisher's programme tag, such as `RUSSIA-EO14024`.
    pub programme: String,
    /// The directive under that programme, such as `3` or `1A`; none where the programme itself lists.
    pub directive: Option<String>,
    /// The day of listing, where the publisher gives it.
    pub listed: Option<Date>,
    /// The day from which it has effect, where the publisher gives it.
    pub effective: Option<Date>,
}

/// Where an entry was read.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub struct Provenance {
    /// File name, without directories.
    pub file: String,
    /// Offset of its record in the unpacked file, in bytes.
    pub offset: u64,
    /// Line of its record, counted from 1.
    pub line: u64,
}

/// One party on one list.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Entry {
    /// List id, such as `us.ofac.sdn`.
    pub list: String,
    /// The publisher's key for it within that list.
    pub id: String,
    /// What the list says of the party.
    pub party: Party,
    /// The grounds of listing.
    pub listings: Vec<Listing>,
    /// The publisher's remarks, whole and as published.
    pub remarks: String,
    /// Where it was read.
    pub source: Provenance,
}
