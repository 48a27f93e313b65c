//! A checked law base as plain data: what the resolver makes and the interpreter reads.

mod conditions;
mod norms;
mod parties;

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;

use crate::calendar::Calendar;
use crate::table::Table;
use crate::value::Value;

pub use conditions::*;
pub use norms::*;
pub use parties::*;

/// Index of a fact in [`Theory::facts`].
pub type FactIx = usize;

/// Index of a term in [`Theory::terms`].
pub type TermIx = usize;

/// Index of a norm in [`Theory::norms`].
pub type NormIx = usize;

/// Index of a role group in [`Theory::groups`].
pub type GroupIx = usize;

/// A law base.
#[derive(Debug, Clone, Default)]
pub struct Theory {
    /// Facts a case can state.
    pub facts: Vec<Fact>,
    /// Taxonomies by name.
    pub kinds: BTreeMap<String, Kind>,
    /// Base roles, in order of declaration.
    pub roles: Vec<String>,
    /// Role groups; every base role is a group of one as well.
    pub groups: Vec<Group>,
    /// Named dated sets.
    pub sets: Vec<NamedSet>,
    /// Persons named in the law.
    pub named_parties: Vec<NamedParties>,
    /// Words with several readings.
    pub terms: Vec<Term>,
    /// Named conditions.
    pub defines: Vec<Define>,
    /// Declared assumption sets.
    pub assumptions: Vec<Assumption>,
    /// Duties.
    pub duties: Vec<Duty>,
    /// Regimes, in order of declaration.
    pub regimes: Vec<Regime>,
    /// Instruments.
    pub instruments: Vec<Instrument>,
    /// Norms.
    pub norms: Vec<Norm>,
    /// Policies by id.
    pub policies: Vec<Policy>,
    /// Tests about one party that need lists or ownership; a face fills them.
    pub party_atoms: Vec<PartyAtom>,
    /// Comparisons of a fact with something that is no constant; each is a fact of its own where it stays open.
    pub comparisons: Vec<Comparison>,
    /// Dated numbers of the law.
    pub parameters: Vec<Parameter>,
    /// Look-up tables.
    pub tables: Vec<Table>,
    /// Calendars of business days.
    pub calendars: Vec<Calendar>,
    /// What no world can be.
    pub constraints: Vec<Constraint>,
    /// Party atoms of which the first, where it holds, makes the second hold.
    pub implied: Vec<(usize, usize)>,
    /// Every test the law makes on a fact, for cutting its domain into classes.
    pub tests: Vec<Vec<Test>>,
    /// The classes of wholly unknown facts, once they were asked for.
    pub known_classes: crate::classes::KnownClasses,
}

/// Something a case can state.
#[derive(Debug, Clone)]
pub struct Fact {
    /// `item.kind`
    pub path: String,
    /// Whose fact it is.
    pub scope: Scope,
    /// Its domain.
    pub domain: Domain,
    /// What it means, with units.
    pub text: String,
    /// The question to put to a person.
    pub ask: Option<String>,
    /// Where the law uses the notion.
    pub cites: Option<String>,
    /// Effort to find out.
    pub cost: u32,
    /// We can bring it about.
    pub controllable: bool,
}

/// Whose fact it is, from the first word of its path.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scope {
    /// The deal, its route, payment, contract.
    Global,
    /// The leg: `act`.
    Leg,
    /// The leg's item.
    Item,
    /// A party.
    Party,
}

/// The domain of a fact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Domain {
    /// Yes or no.
    YesNo,
    /// A closed list.
    OneOf(Vec<Arc<str>>),
    /// Nodes of a taxonomy.
    Kind(String),
    /// Hierarchical code, with its scheme and edition where the law names one: `HS 2022`.
    Code(Option<Arc<str>>),
    /// ISO 3166 alpha-2.
    Country,
    /// Civil date.
    Date,
    /// Moment on the world's clock.
    Instant,
    /// Number.
    Number,
    /// Percentage.
    Percent,
    /// Amount of this currency, in whole minor units.
    Money(Arc<str>),
    /// Amount of this unit; durations are amounts of days, months or business days.
    Quantity(Arc<str>),
    /// Shown, never tested.
    Text,
}

/// A taxonomy: every node with its title and parent.
#[derive(Debug, Clone, Default)]
pub struct Kind {
    /// In order of declaration.
    pub nodes: Vec<KindNode>,
}

/// A node of a taxonomy.
#[derive(Debug, Clone)]
pub struct KindNode {
    /// Its id.
    pub id: Arc<str>,
    /// What it means.
    pub title: String,
    /// The node above.
    pub parent: Option<usize>,
}

impl Kind {
    /// `id` and every node below it; empty where there is no such node.
    pub fn within(&self, id: &str) -> Vec<Arc<str>> {
        let mut inside = vec![false; self.nodes.len()];
        for (i, node) in self.nodes.iter().enumerate() {
            inside[i] = &*node.id == id || node.parent.is_some_and(|p| inside[p]);
        }
        self.nodes.iter().zip(inside).filter(|(_, yes)| *yes).map(|(n, _)| n.id.clone()).collect()
    }
}

/// `set ID of …`
#[derive(Debug, Clone)]
pub struct NamedSet {
    /// Its id.
    pub id: String,
    /// What it is a set of.
    pub domain: Domain,
    /// Values with the dates between which they belong (end not included).
    pub values: Vec<(Value, Option<Date>, Option<Date>)>,
}

/// A declared assumption set.
#[derive(Debug, Clone)]
pub struct Assumption {
    /// Its id.
    pub id: String,
    /// The sentence the answer shows.
    pub says: String,
    /// Facts with their ordinary value, those of the sets it includes among them.
    pub sets: Vec<Setting>,
    /// The sets it is made of.
    pub includes: Vec<usize>,
    /// No list entry, no listed owner.
    pub no_listings: bool,
    /// Nobody else takes part.
    pub parties_complete: bool,
}

/// The ordinary value of a fact, and what speaks against it.
#[derive(Debug, Clone)]
pub struct Setting {
    /// The fact.
    pub fact: FactIx,
    /// Its ordinary value.
    pub value: Usual,
    /// Each withdraws it where it holds, or where something said leaves it open; about the fact's own party.
    pub unless: Vec<Cond>,
    /// Why nothing that can be stated or listed speaks against it.
    pub nothing_because: String,
}

/// What a fact usually is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Usual {
    /// This value.
    Is(Value),
    /// The value of another fact of the same party, item or deal, where that is known.
    As(FactIx),
}

impl Theory {
    /// Whether a regime names only law that is not encoded.
    pub fn gaps_alone(&self, regime: usize) -> bool {
        let mut own = self.norms.iter().filter(|norm| norm.regime == regime).peekable();
        own.peek().is_some() && own.all(|norm| norm.kind == NormKind::Gap)
    }

    /// Of the regimes asked those whose strictest verdict is the whole answer: all but the ones that bind the buyer,
    /// unless only such were asked.
    pub fn decisive(&self, asked: &[usize]) -> Vec<usize> {
        let some: Vec<usize> = asked.iter().copied().filter(|r| !self.regimes[*r].binds_buyer).collect();
        if some.is_empty() { asked.to_vec() } else { some }
    }

    /// Index of a fact by path.
    pub fn fact(&self, path: &str) -> Option<FactIx> {
        self.facts.iter().position(|f| f.path == path)
    }

    /// Index of a regime by id.
    pub fn regime(&self, id: &str) -> Option<usize> {
        self.regimes.iter().position(|r| r.id == id)
    }

    /// Index of a term by id.
    pub fn term(&self, id: &str) -> Option<TermIx> {
        self.terms.iter().position(|t| t.id == id)
    }

    /// A policy by id.
    pub fn policy(&self, id: &str) -> Option<&Policy> {
        self.policies.iter().find(|p| p.id == id)
    }

    /// Whether a norm belongs to a regime or part.
    pub fn belongs(&self, norm: &Norm, scoped: &Scoped) -> bool {
        norm.regime == scoped.regime && (scoped.part.is_none() || norm.part == scoped.part)
    }

    /// For what a norm goes on past the end that a successor set to it.
    pub fn saved_by(&self, norm: &Norm) -> Option<&Cond> {
        norm.saved_by.and_then(|ix| self.instruments[ix].saving.as_ref())
    }

    /// The law as known on a date: nothing published later, no supersession published later.
    pub fn known_on(&self, date: Date) -> Theory {
        let mut theory = self.clone();
        for norm in &mut theory.norms {
            norm.period.unpublished = self.instruments[norm.instrument].published > date;
        }
        theory.close_superseded(Some(date));
        theory
    }

    /// Ends each superseded instrument's norms where its successor, if published by `known`, says so.
    pub(crate) fn close_superseded(&mut self, known: Option<Date>) {
        for old in 0..self.instruments.len() {
            if !self.instruments[old].until_superseded {
                continue;
            }
            let ends = self.instruments.iter().enumerate().filter_map(|(ix, new)| {
                let published = known.is_none_or(|k| new.published <= k);
                new.supersedes.filter(|(of, _)| published && *of == old).map(|(_, on)| (on, ix))
            });
            let end = ends.min();
            let (end, by) = (end.map(|(on, _)| Moment::day(on)), end.map(|(_, ix)| ix));
            self.instruments[old].period.until = end;
            let saved_by = by.filter(|ix| self.instruments[*ix].saving.is_some());
            for norm in self.norms.iter_mut().filter(|n| n.instrument == old) {
                // a norm that ends before its instrument keeps its own end
                norm.period.until = [norm.own_until, end].into_iter().flatten().min();
                norm.saved_by = saved_by;
            }
        }
    }
}
