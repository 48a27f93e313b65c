//! Conditions over facts, and what they are made of.

use std::sync::Arc;

use jiff::civil::Date;

use super::{Domain, FactIx, GroupIx, Scoped, TermIx, Verdict};
use crate::calendar::Offset;
use crate::value::Value;

/// `parameter ID`: a number the law fixes and changes.
#[derive(Debug, Clone)]
pub struct Parameter {
    /// Its id.
    pub id: String,
    /// What it is.
    pub title: String,
    /// Its type, from its values.
    pub domain: Domain,
    /// Values with the dates between which they hold (end not included).
    pub values: Vec<(Value, Option<Date>, Option<Date>)>,
    /// What a unit of the first currency is worth in the second, where it is a rate.
    pub rate: Option<(Arc<str>, Arc<str>)>,
    /// Where it stands.
    pub cites: String,
}

impl Parameter {
    /// Its value on a day; `None` on a day for which the law gives none.
    pub fn on(&self, date: Date) -> Option<&Value> {
        let covers = |from: &Option<Date>, until: &Option<Date>| {
            from.is_none_or(|f| date >= f) && until.is_none_or(|u| date < u)
        };
        self.values.iter().find(|(_, from, until)| covers(from, until)).map(|(value, ..)| value)
    }
}

/// `never ID`: a combination of facts that cannot be, such as two classes that exclude each other.
#[derive(Debug, Clone)]
pub struct Constraint {
    /// Its id.
    pub id: String,
    /// Why it cannot be.
    pub title: String,
    /// What never holds.
    pub when: Cond,
    /// Where that stands.
    pub cites: String,
}

/// A comparison whose right side is no constant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comparison {
    /// Left side.
    pub left: FactIx,
    /// Which way.
    pub op: Compare,
    /// Right side.
    pub right: Operand,
    /// So long before or after the right side.
    pub offset: Option<Offset>,
}

/// The right side of a comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operand {
    /// Another fact.
    Fact(FactIx),
    /// Index into [`super::Theory::parameters`]: its value on the day of the act.
    Parameter(usize),
}

/// An open term.
#[derive(Debug, Clone)]
pub struct Term {
    /// Its id.
    pub id: String,
    /// Readings, in order.
    pub readings: Vec<Reading>,
    /// Term with whose reading it is linked: the same choice.
    pub linked: Option<TermIx>,
}

/// One reading of a term.
#[derive(Debug, Clone)]
pub struct Reading {
    /// Its id.
    pub id: String,
    /// In words.
    pub title: String,
    /// What it makes the term mean.
    pub means: Cond,
    /// Who holds it.
    pub held_by: String,
    /// Why.
    pub because: String,
}

/// A named condition.
#[derive(Debug, Clone)]
pub struct Define {
    /// Its id.
    pub id: String,
    /// About one party.
    pub of_party: bool,
    /// What it means.
    pub means: Cond,
}

/// Which way a comparison goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Compare {
    /// `before`, `less than`
    Less,
    /// `on or before`, `at most`
    AtMost,
    /// `on or after`, `at least`
    AtLeast,
    /// `after`, `more than`
    More,
}

impl Compare {
    /// Applies it.
    pub fn holds<T: Ord>(self, left: &T, right: &T) -> bool {
        match self {
            Compare::Less => left < right,
            Compare::AtMost => left <= right,
            Compare::AtLeast => left >= right,
            Compare::More => left > right,
        }
    }
}

/// What an atom asks of a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Test {
    /// One of these.
    Is(Vec<Value>),
    /// In a dated set, on the day of the act.
    InSet(usize),
    /// A code at or below one of these.
    Under(Vec<Arc<str>>),
    /// Against a constant.
    Against(Compare, Value),
    /// Looked up in this column of a table.
    Key(usize, usize),
}

/// A condition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cond {
    /// Always so.
    Const(bool),
    /// All hold.
    All(Vec<Cond>),
    /// At least so many hold; `any of` is one.
    AtLeast(usize, Vec<Cond>),
    /// Does not hold.
    Not(Box<Cond>),
    /// A test on a fact; a party's fact is that of the bound party.
    Fact(FactIx, Test),
    /// Compared with another fact or a parameter: index into [`super::Theory::comparisons`].
    Compared(usize),
    /// A party atom about the bound party: index into [`super::Theory::party_atoms`].
    Party(usize),
    /// An open term.
    Term(TermIx),
    /// A named condition: index into [`super::Theory::defines`].
    Define(usize),
    /// Some party of the group meets it.
    AnyOf(GroupIx, Box<Cond>),
    /// Some item of the transaction meets it.
    AnyItem(Box<Cond>),
    /// A mark in a table's row of these facts.
    Marked(Lookup),
    /// Some prohibition or requirement of the regime or part applies, before defeat.
    Applies(Scoped),
    /// The outcome of the regime or part, with facts overridden.
    Status(Scoped, Vec<(FactIx, Value)>, Vec<Verdict>),
}

/// `TABLE[FACT, …] includes MARK`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lookup {
    /// Index into [`super::Theory::tables`].
    pub table: usize,
    /// One for each key column.
    pub keys: Vec<FactIx>,
    /// The mark.
    pub mark: Arc<str>,
}
