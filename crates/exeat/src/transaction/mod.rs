//! The question: a transaction, read from YAML or JSON.
//!
//! The keys of an item, a party and the sections `supply`, `payment`, `contract`, `deal` are the facts the law
//! declares (`law/schema/facts.md`); the rest is fixed here. An unknown key is an error with the nearest match.
//! Every error names the file, the line, the field and the remedy, and all are reported at once.

mod agree;
mod codes;
mod person;
mod places;
mod read;
mod value;

use std::fmt;

use exeat_law::theory::FactIx;
use exeat_law::value::{Possible, Value};
use exeat_screen::PartialDate;
use jiff::civil::Date;
use rust_decimal::Decimal;

pub use codes::CURRENCIES;
pub use person::PARTY_KEYS;
pub use read::{ITEM_KEYS, TOP_KEYS, read, read_on};

/// One thing wrong with a transaction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InputError {
    /// File name as given.
    pub file: String,
    /// Line, from 1.
    pub line: usize,
    /// Path of the field, such as `items[0].eccn`.
    pub field: String,
    /// One sentence.
    pub message: String,
    /// What to do.
    pub help: String,
}

impl fmt::Display for InputError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: ", self.file, self.line)?;
        if !self.field.is_empty() {
            write!(f, "{}: ", self.field)?;
        }
        write!(f, "{}\n  help: {}", self.message, self.help)
    }
}

/// A fact as stated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stated {
    /// Which.
    pub fact: FactIx,
    /// What is left possible.
    pub possible: Possible,
    /// Path of the field.
    pub field: String,
}

/// What the user says of a party's listings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Listings {
    /// Nothing said.
    Silent,
    /// On no list.
    None,
    /// On these.
    On(Vec<StatedListing>),
}

/// One stated listing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatedListing {
    /// List id.
    pub list: String,
    /// Programme.
    pub programme: Option<String>,
    /// Directive.
    pub directive: Option<String>,
    /// Entry id.
    pub entry: Option<String>,
    /// First day.
    pub since: Option<Date>,
    /// First day no longer.
    pub until: Option<Date>,
}

/// A person's finding on a hit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// List id.
    pub list: String,
    /// Entry id.
    pub entry: String,
    /// The same as the listed one, or different.
    pub same: bool,
    /// Who found so.
    pub by: Option<String>,
    /// When.
    pub on: Option<Date>,
    /// Digest of the entry it was made on.
    pub of: Option<String>,
    /// Digest of the party it was made on.
    pub party: Option<String>,
}

/// A holding in a party.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holding {
    /// Least share, per cent.
    pub low: Decimal,
    /// Greatest share, per cent.
    pub high: Decimal,
    /// Whether the holder controls it, by shares or otherwise; none where nothing is said.
    pub control: Option<bool>,
    /// Name of an arrangement under which several holders act together.
    pub joint: Option<String>,
    /// Who holds it: a party by reference, or one described in place.
    pub owner: Owner,
}

/// Who owns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Owner {
    /// A party of the transaction.
    Ref(String),
    /// Described in place.
    Inline(Box<Person>),
}

/// Owners of a party.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Owners {
    /// Nothing said.
    Silent,
    /// Nobody listed owns anything in it.
    None,
    /// These, perhaps with others.
    Held(Vec<Holding>),
}

/// Words written for people: no rule reads them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    /// The field.
    pub field: String,
    /// What is written there.
    pub text: String,
}

/// Somebody: a party or an owner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Our reference.
    pub reference: String,
    /// Names, the first being primary.
    pub names: Vec<String>,
    /// What is known where there is no name.
    pub description: String,
    /// Scheme and value.
    pub identifiers: Vec<(String, String)>,
    /// Date of birth, as written.
    pub birth: Option<String>,
    /// Stated listings.
    pub listings: Listings,
    /// Addresses, as written.
    pub addresses: Vec<Text>,
    /// Findings on hits.
    pub identity: Vec<Identity>,
    /// Who owns it.
    pub owners: Owners,
    /// Facts.
    pub facts: Vec<Stated>,
    /// Path of the field, for messages.
    pub field: String,
}

/// A party of the transaction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Party {
    /// Who.
    pub person: Person,
    /// Base roles, as indexes into the theory.
    pub roles: Vec<usize>,
}

/// An item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// Our reference.
    pub id: String,
    /// What it is, for people.
    pub description: String,
    /// Facts.
    pub facts: Vec<Stated>,
    /// Activity of its own.
    pub activity: Option<Possible>,
}

/// A payment.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Payment {
    /// Ids of the items paid for; empty means all.
    pub items: Vec<String>,
    /// What kind of payment act.
    pub activity: Option<Possible>,
}

/// A transaction as stated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transaction {
    /// File name, for messages.
    pub file: String,
    /// Our reference.
    pub id: String,
    /// The day of the act.
    pub date: Possible,
    /// As known on.
    pub known_on: Option<Date>,
    /// What is done.
    pub activity: Option<Possible>,
    /// Facts of the whole.
    pub facts: Vec<Stated>,
    /// Parties.
    pub parties: Vec<Party>,
    /// Places between the ends of the route, and where they are stated.
    pub waypoints: Vec<(Possible, String)>,
    /// The route is stated, so that no waypoint is missing.
    pub route_stated: bool,
    /// All parties are named.
    pub parties_complete: bool,
    /// Items.
    pub items: Vec<Item>,
    /// Payment, if there is one.
    pub payment: Option<Payment>,
    /// There is an investment leg.
    pub investment: bool,
    /// Assumption sets, as indexes into the theory.
    pub assume: Vec<usize>,
    /// Accepted fields that nothing uses.
    pub unused: Vec<String>,
    /// What is said of the whole in words: its description, its end use.
    pub texts: Vec<Text>,
    /// What was added from elsewhere, for the answer to say.
    pub notes: Vec<String>,
    /// Dates of birth: line, field and what is written there.
    pub births: Vec<(usize, String, String)>,
}

impl Transaction {
    /// Dates of birth that nobody who lives on that day can have.
    pub fn births_that_cannot_be(&self, day: Date) -> Vec<InputError> {
        let flaw = |(line, field, text): &(usize, String, String)| {
            let flaw = PartialDate::parse(text)?.birth_flaw(day)?;
            Some(InputError {
                file: self.file.clone(),
                line: *line,
                field: field.clone(),
                message: format!("`{text}` {flaw} {day}, the day of the deal, and is no date of birth"),
                help: "correct it, or leave it out if it is not known".into(),
            })
        };
        self.births.iter().filter_map(flaw).collect()
    }

    /// The last day on which the deal may be; none where that is open.
    pub fn last_day(&self) -> Option<Date> {
        let last = match &self.date {
            Possible::OneOf(values) => values.iter().max(),
            Possible::Between(_, high) => high.as_ref(),
            Possible::Any => None,
        };
        match last {
            Some(Value::Date(day)) => Some(*day),
            _ => None,
        }
    }
}
