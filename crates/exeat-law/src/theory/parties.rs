//! Who takes part, as the law sees it: positions, persons named, tests about a party.

use jiff::civil::Date;
use rust_decimal::Decimal;

use super::Cond;

/// Positions in which the law sees a party.
#[derive(Debug, Clone)]
pub struct Group {
    /// `recipient`
    pub name: String,
    /// Indexes into [`super::Theory::roles`].
    pub roles: Vec<usize>,
    /// Roles without which the deal cannot happen.
    pub expects: Vec<usize>,
    /// Somebody in the group there must be.
    pub expects_any: bool,
}

/// `parties ID`
#[derive(Debug, Clone)]
pub struct NamedParties {
    /// Its id.
    pub id: String,
    /// What it is.
    pub title: String,
    /// List entries that count as being named here.
    pub listed_as: Vec<ListPattern>,
    /// Ownership reach.
    pub reach: Option<Threshold>,
    /// Those named.
    pub named: Vec<NamedParty>,
    /// Where.
    pub cites: String,
}

/// One person named in the law.
#[derive(Debug, Clone)]
pub struct NamedParty {
    /// Names, the first being primary.
    pub names: Vec<String>,
    /// A list's entry, `us.ofac.sdn:17018`.
    pub entry: Option<(String, String)>,
    /// First day.
    pub from: Option<Date>,
    /// First day no longer.
    pub until: Option<Date>,
}

/// Which entries of a list.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ListPattern {
    /// List id.
    pub list: String,
    /// Only under this programme.
    pub programme: Option<String>,
    /// Only under a programme that is none of these; empty where that is not asked.
    pub other_than: Vec<String>,
    /// Only under this directive.
    pub directive: Option<String>,
}

/// An ownership threshold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Threshold {
    /// Per cent.
    pub percent: Decimal,
    /// More than, not at least.
    pub strictly_more: bool,
    /// Holdings of several owners add up.
    pub aggregate: bool,
    /// Only direct holdings.
    pub direct_only: bool,
    /// Control reaches as well, whatever the share.
    pub control: bool,
}

/// A test about one party that the case must carry as a yes/no fact of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PartyAtom {
    /// An entry of its own on a list.
    On(ListPattern),
    /// Named in, or reached by, a `parties` set.
    Named(String),
    /// Owned by such persons.
    Owned(Threshold, Vec<OwnerTest>),
    /// Controlled, directly or through others, by such a person.
    Controlled(Vec<OwnerTest>),
}

/// What an owner, or one who controls, must be to count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OwnerTest {
    /// On a list.
    On(ListPattern),
    /// Named in a `parties` set.
    Named(String),
    /// Facts of its own, with party facts and party atoms only.
    Has(Cond),
}
