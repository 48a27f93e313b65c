//! A checked law base as plain data: what the resolver makes and the interpreter reads.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;
use rust_decimal::Decimal;

use crate::calendar::{Calendar, Offset, Rule};
use crate::table::Table;
use crate::value::Value;

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

/// Positions in which the law sees a party.
#[derive(Debug, Clone)]
pub struct Group {
    /// `recipient`
    pub name: String,
    /// Indexes into [`Theory::roles`].
    pub roles: Vec<usize>,
    /// Roles without which the deal cannot happen.
    pub expects: Vec<usize>,
    /// Somebody in the group there must be.
    pub expects_any: bool,
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
    /// Index into [`Theory::parameters`]: its value on the day of the act.
    Parameter(usize),
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

/// A declared assumption set.
#[derive(Debug, Clone)]
pub struct Assumption {
    /// Its id.
    pub id: String,
    /// The sentence the answer shows.
    pub says: String,
    /// Facts with their ordinary value.
    pub sets: Vec<(FactIx, Value)>,
    /// No list entry, no listed owner.
    pub no_listings: bool,
    /// Nobody else takes part.
    pub parties_complete: bool,
}

/// Something to do because of an answer.
#[derive(Debug, Clone)]
pub struct Duty {
    /// Its id.
    pub id: String,
    /// What is to be done.
    pub text: String,
    /// Where it stands.
    pub cites: String,
    /// When it is due, counted from the date at the path.
    pub due: Option<(Rule, FactIx)>,
    /// When it holds.
    pub from: Option<Date>,
    /// First day it no longer does.
    pub until: Option<Date>,
}

/// A set of norms that one licence can lift.
#[derive(Debug, Clone)]
pub struct Regime {
    /// Its id.
    pub id: String,
    /// Its name.
    pub title: String,
    /// Authority.
    pub authority: String,
    /// First day the encoding covers.
    pub encoded_from: Date,
    /// Last day on which its register was read for new instruments.
    pub surveyed: Date,
    /// Whose listing blocks.
    pub blocked_on: Vec<ListPattern>,
    /// Ownership that blocks.
    pub blocked_owned: Option<Threshold>,
    /// It binds whoever buys and uses, and makes no supply lawful or unlawful for the supplier: its verdict stands
    /// beside the others and not among them.
    pub binds_buyer: bool,
    /// What is known to stand in its texts and is not encoded, a phrase each.
    pub missing: Vec<String>,
    /// Where.
    pub cites: String,
    /// Part ids and titles.
    pub parts: Vec<(String, String)>,
}

/// How sure the encoding is of its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Confidence {
    /// Read in the primary text.
    Primary,
    /// Read in a secondary source.
    Secondary,
    /// From memory or inference: may bar, may not lift.
    Memory,
}

/// A moment in the law: a date, with clock time where the text has one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moment {
    /// Civil date in the instrument's zone.
    pub date: Date,
    /// A clock time after 00:05 makes two worlds on that date.
    pub midday: bool,
    /// The instant, where the text has a clock time.
    pub at: Option<jiff::Timestamp>,
}

impl Moment {
    /// The whole of a day.
    pub fn day(date: Date) -> Moment {
        Moment { date, midday: false, at: None }
    }
}

/// When a norm holds. The start may be uncertain between two dates.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Period {
    /// Earliest start.
    pub from: Moment,
    /// Latest start, where it is uncertain.
    pub from_latest: Option<Date>,
    /// First moment it no longer holds.
    pub until: Option<Moment>,
    /// Not published by the date the answer is as known on.
    pub unpublished: bool,
}

/// A legal text.
#[derive(Debug, Clone)]
pub struct Instrument {
    /// Its id.
    pub id: String,
    /// Its name.
    pub title: String,
    /// Index into [`Theory::regimes`].
    pub regime: usize,
    /// The day it was signed.
    pub issued: Date,
    /// The day it was published.
    pub published: Date,
    /// Period as written.
    pub period: Period,
    /// Ends when superseded.
    pub until_superseded: bool,
    /// What it replaces, and when.
    pub supersedes: Option<(usize, Date)>,
    /// For what the one it replaces goes on in its place.
    pub saving: Option<Cond>,
    /// Citation and address.
    pub source: String,
    /// The day it was last compared with its text.
    pub checked: Date,
    /// How it was read.
    pub confidence: Confidence,
}

/// The kinds of norm.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum NormKind {
    /// Bars.
    Prohibition,
    /// Needs a licence.
    Requirement,
    /// Licence or licence exception.
    Authorisation,
    /// Outside the rule by its own terms.
    Exemption,
    /// Exception to an authorisation.
    Exclusion,
    /// Exception to an exclusion.
    Restoration,
    /// Red flag.
    Flag,
}

impl NormKind {
    /// The word in the language.
    pub fn word(self) -> &'static str {
        match self {
            NormKind::Prohibition => "prohibition",
            NormKind::Requirement => "requirement",
            NormKind::Authorisation => "authorisation",
            NormKind::Exemption => "exemption",
            NormKind::Exclusion => "exclusion",
            NormKind::Restoration => "restoration",
            NormKind::Flag => "flag",
        }
    }

    /// Bars or requires: decides the verdict when it stands.
    pub fn restricts(self) -> bool {
        matches!(self, NormKind::Prohibition | NormKind::Requirement)
    }

    /// Lifts: may not when it is weak.
    pub fn permissive(self) -> bool {
        matches!(self, NormKind::Authorisation | NormKind::Exemption | NormKind::Restoration)
    }
}

/// One rule.
#[derive(Debug, Clone)]
pub struct Norm {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Kind.
    pub kind: NormKind,
    /// Index into [`Theory::instruments`].
    pub instrument: usize,
    /// Index into [`Theory::regimes`].
    pub regime: usize,
    /// Part of the regime.
    pub part: Option<String>,
    /// Citations.
    pub cites: String,
    /// How it was read.
    pub confidence: Confidence,
    /// When it holds, supersession included.
    pub period: Period,
    /// Its end as written, before any supersession.
    pub own_until: Option<Moment>,
    /// Date the period is tested on.
    pub measured_on: FactIx,
    /// Its own condition: `when` and `provided`.
    pub when: Cond,
    /// Norms that defeat it.
    pub defeated_by: Vec<NormIx>,
    /// Licences that would meet it, with their review policy.
    pub licences: Vec<LicenceRoute>,
    /// Duties attached.
    pub duties: Vec<usize>,
    /// Regimes from which it gives no relief.
    pub silent_on: Vec<String>,
    /// Norms of earlier texts that it carries on; two norms that name the same one split it. Decides nothing.
    pub continues: Vec<NormIx>,
    /// Remark.
    pub note: String,
    /// The instrument that ended it, with a saving for some; set with the supersessions.
    pub saved_by: Option<usize>,
}

/// `licence from …`
#[derive(Debug, Clone)]
pub struct LicenceRoute {
    /// Who grants it.
    pub authority: String,
    /// denial, case by case, approval.
    pub review: String,
    /// Only then.
    pub when: Cond,
}

/// House readings.
#[derive(Debug, Clone, Default)]
pub struct Policy {
    /// Its id.
    pub id: String,
    /// Its name.
    pub title: String,
    /// Adopted readings.
    pub adopted: Vec<Adopted>,
    /// Instruments and regimes checked by the house: id, day, by whom.
    pub attested: Vec<(String, Date, String)>,
}

/// One adopted reading.
#[derive(Debug, Clone)]
pub struct Adopted {
    /// The term.
    pub term: TermIx,
    /// Index of the reading.
    pub reading: usize,
    /// Holder and date, as written.
    pub held_by: String,
    /// Why.
    pub because: String,
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
    /// Compared with another fact or a parameter: index into [`Theory::comparisons`].
    Compared(usize),
    /// A party atom about the bound party: index into [`Theory::party_atoms`].
    Party(usize),
    /// An open term.
    Term(TermIx),
    /// A named condition: index into [`Theory::defines`].
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
    /// Index into [`Theory::tables`].
    pub table: usize,
    /// One for each key column.
    pub keys: Vec<FactIx>,
    /// The mark.
    pub mark: Arc<str>,
}

/// A regime or one of its parts.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Scoped {
    /// Index into [`Theory::regimes`].
    pub regime: usize,
    /// Only this part.
    pub part: Option<String>,
}

/// A closed verdict, mildest first, so that the strictest is the maximum.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// Nothing encoded reached it. Not a clearance.
    NoRuleFound,
    /// Something applied and all of it was lifted.
    Permitted,
    /// A licence would meet it.
    LicenceRequired,
    /// It stands.
    Prohibited,
}

impl Verdict {
    /// All, mildest first.
    pub const ALL: [Verdict; 4] =
        [Verdict::NoRuleFound, Verdict::Permitted, Verdict::LicenceRequired, Verdict::Prohibited];

    /// As written in law files and answers.
    pub fn words(self) -> &'static str {
        match self {
            Verdict::NoRuleFound => "no rule found",
            Verdict::Permitted => "permitted",
            Verdict::LicenceRequired => "licence required",
            Verdict::Prohibited => "prohibited",
        }
    }

    /// From its words.
    pub fn parse(words: &str) -> Option<Verdict> {
        Verdict::ALL.into_iter().find(|v| v.words() == words)
    }
}

impl Theory {
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
