//! The reference interpreter: the meaning of the law language.
//!
//! A *world* picks one value for every fact, satisfies what the case says, and is none that the law says never is; a *reading* picks one meaning for
//! every open term. In a world and reading a norm
//!
//! ```text
//! applies(p)   ≡ in force(p) ∧ when(p)
//! effective(p) ≡ applies(p) ∧ ¬ ⋁ { effective(q) | q defeats p }
//! ```
//!
//! and a regime is *prohibited* or *licence required* when a restrictive norm is effective, *permitted* when some
//! applied and none is effective, *no rule found* when none applied. [`kleene`] evaluates this in three values over
//! what is known; [`exact()`] splits what stays open into worlds and readings until each is closed.

mod base;
mod cells;
mod clauses;
mod constraint;
mod dense;
pub(crate) mod exact;
mod explain;
mod inquiry;
mod memo;
#[cfg(test)]
#[path = "../../tests/model/mod.rs"]
#[allow(dead_code, reason = "the obligations use more of it")]
mod model;
mod reads;
mod said;

use std::cell::RefCell;
use std::collections::BTreeMap;

use jiff::civil::Date;

pub use constraint::contradictions;
pub(crate) use constraint::settle;
pub use exact::{BUDGET, Finding, Outcome, Readings, closes, exact};
pub use explain::{
    Alone, Certified, Explanation, NormState, certificate, certificate_by_regime, explain, flips,
    flips_by_regime, open_facts, permitted_if, rank_needs,
};
pub use inquiry::Inquiry;
pub(crate) use memo::Memo;
use memo::{Cell, Kept};
pub(crate) use reads::{Readers, asks_norms};
pub(crate) use said::speaks;

use crate::classes::{classes, is_one_under};
use crate::facts::{Bound, Slot};
use crate::table::Says;
use crate::theory::{
    Cond, FactIx, Lookup, Moment, Norm, NormIx, NormKind, Operand, Scoped, TermIx, Test, Theory, Verdict,
};
use crate::value::{Possible, Value};

/// What would have to be known to go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Ask {
    /// A fact.
    Fact(Slot),
    /// The reading of a term.
    Term(TermIx),
}

/// Yes, no, or open and on what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tri {
    /// False in every world and reading.
    No,
    /// True in every world and reading.
    Yes,
    /// Not settled; the first thing that stands in the way.
    Open(Ask),
}

impl From<bool> for Tri {
    fn from(yes: bool) -> Tri {
        if yes { Tri::Yes } else { Tri::No }
    }
}

impl std::ops::Not for Tri {
    type Output = Tri;
    fn not(self) -> Tri {
        match self {
            Tri::No => Tri::Yes,
            Tri::Yes => Tri::No,
            open => open,
        }
    }
}

/// At least `n` of them hold.
fn at_least(n: usize, all: impl IntoIterator<Item = Tri>) -> Tri {
    let (mut yes, mut open, mut ask) = (0, 0, None);
    for tri in all {
        match tri {
            Tri::Yes => yes += 1,
            Tri::No => {}
            Tri::Open(a) => {
                open += 1;
                ask.get_or_insert(a);
            }
        }
        if yes >= n {
            return Tri::Yes;
        }
    }
    match ask {
        Some(ask) if yes + open >= n => Tri::Open(ask),
        _ => Tri::No,
    }
}

pub(crate) fn any(all: impl IntoIterator<Item = Tri>) -> Tri {
    at_least(1, all)
}

pub(crate) fn every(all: impl IntoIterator<Item = Tri>) -> Tri {
    !any(all.into_iter().map(|t| !t))
}

/// The term whose reading a linked term shares.
pub(crate) fn root(theory: &Theory, term: TermIx) -> TermIx {
    theory.terms[term].linked.unwrap_or(term)
}

/// What is asked: the strictest verdict over these legs and regimes (or parts).
pub type Question = [(usize, Scoped)];

/// The verdict in every world and reading at once, or what stands in the way.
pub fn kleene(inquiry: &Inquiry<'_>, question: &Question) -> Result<Verdict, Ask> {
    Split::default().verdict(inquiry, question)
}

/// Whether a condition about a party holds on what is known; `None` where that is open.
pub fn about_party(inquiry: &Inquiry<'_>, cond: &Cond, bound: Bound) -> Option<bool> {
    let split = Split::default();
    match World::new(inquiry, &split, 0, &[]).holds(cond, bound) {
        Tri::Yes => Some(true),
        Tri::No => Some(false),
        Tri::Open(_) => None,
    }
}

/// A partial choice of world and reading.
#[derive(Debug, Clone, Default)]
pub(crate) struct Split {
    pub(crate) facts: BTreeMap<Slot, Value>,
    /// Facts of which only some values are left.
    pub(crate) narrowed: BTreeMap<Slot, Possible>,
    pub(crate) readings: Vec<(TermIx, usize)>,
}

impl Split {
    /// Nothing is chosen.
    fn is_empty(&self) -> bool {
        self.facts.is_empty() && self.narrowed.is_empty() && self.readings.is_empty()
    }

    /// The strictest verdict over the question; `no rule found` is neutral.
    pub(crate) fn verdict(&self, inquiry: &Inquiry<'_>, question: &Question) -> Result<Verdict, Ask> {
        self.verdict_knowing(inquiry, question, &mut BTreeMap::new())
    }

    /// The same with what is known of each leg already, to which it adds.
    pub(crate) fn verdict_knowing(
        &self,
        inquiry: &Inquiry<'_>,
        question: &Question,
        memos: &mut BTreeMap<usize, Memo>,
    ) -> Result<Verdict, Ask> {
        let mut strictest = Verdict::NoRuleFound;
        let (mut ask, mut gap_ask) = (None, None);
        for of_leg in question.chunk_by(|one, next| one.0 == next.0) {
            let leg = of_leg.first().map_or(0, |(leg, _)| *leg);
            let memo = memos.remove(&leg).unwrap_or_default();
            let world = World::knowing(inquiry, self, leg, memo);
            let barred = of_leg.iter().any(|(_, scoped)| match world.verdict(scoped) {
                Ok(verdict) => {
                    strictest = strictest.max(verdict);
                    verdict == Verdict::Prohibited
                }
                Err(open) => {
                    ask.get_or_insert(open);
                    false
                }
            });
            let gap = match strictest.refuses() || ask.is_some() {
                true => Tri::No,
                false => any(of_leg.iter().map(|(_, scoped)| world.gap(scoped))),
            };
            match gap {
                Tri::Yes => strictest = strictest.max(Verdict::Gap),
                Tri::Open(open) => gap_ask = gap_ask.or(Some(open)),
                Tri::No => {}
            }
            memos.insert(leg, world.into_memo());
            if barred {
                return Ok(Verdict::Prohibited);
            }
        }
        match (ask, gap_ask) {
            (Some(ask), _) => Err(ask),
            // what is not encoded matters where nothing refuses, and is as bad as it can be once it bites
            (None, Some(ask)) if strictest < Verdict::Gap => Err(ask),
            _ => Ok(strictest),
        }
    }
}

/// One leg, seen in a partial world and reading, with facts tied for a counterfactual read.
pub(crate) struct World<'a, 'i> {
    inquiry: &'a Inquiry<'i>,
    split: &'a Split,
    leg: usize,
    ties: &'a [(FactIx, Value)],
    memo: RefCell<Memo>,
}

impl<'a, 'i> World<'a, 'i> {
    pub(crate) fn new(
        inquiry: &'a Inquiry<'i>,
        split: &'a Split,
        leg: usize,
        ties: &'a [(FactIx, Value)],
    ) -> Self {
        World { inquiry, split, leg, ties, memo: RefCell::default() }
    }

    /// A world of which some is known already, from before more was chosen.
    pub(crate) fn knowing(inquiry: &'a Inquiry<'i>, split: &'a Split, leg: usize, memo: Memo) -> Self {
        World { memo: RefCell::new(memo), ..World::new(inquiry, split, leg, &[]) }
    }

    /// What is known here.
    pub(crate) fn into_memo(self) -> Memo {
        self.memo.into_inner()
    }

    /// Whether the law says of all of it that it never is, as far as can be seen without splitting.
    pub(crate) fn excluded(&self) -> bool {
        self.inquiry.spread().broken_in(self)
    }

    /// What is kept, else worked out and kept.
    pub(crate) fn kept(&self, cell: Cell, work: impl FnOnce() -> Tri) -> Tri {
        if let Some(Kept::Tri(tri)) = self.memo.borrow().get(cell) {
            return tri;
        }
        let tri = work();
        self.memo.borrow_mut().keep(cell, Kept::Tri(tri));
        tri
    }

    fn remember(&self, norm: NormIx, which: usize, work: impl FnOnce() -> Tri) -> Tri {
        let cell = if which == 0 { cells::applies(norm) } else { cells::effective(norm) };
        self.kept(cell, || {
            if let Some(tri) = self.settled(norm, which) {
                return tri;
            }
            let tri = work();
            if self.is_base() {
                let norms = self.inquiry.theory.norms.len();
                self.inquiry.base.remember(self.leg, norm, which, norms, tri);
            }
            tri
        })
    }

    /// Nothing is chosen and nothing tied.
    fn is_base(&self) -> bool {
        self.ties.is_empty() && self.split.is_empty()
    }

    /// What the case settles by itself, whatever is chosen.
    fn settled(&self, norm: NormIx, which: usize) -> Option<Tri> {
        if !self.ties.is_empty() {
            return None;
        }
        let base = &self.inquiry.base;
        if self.is_base() {
            return base.norm(self.leg, norm, which);
        }
        let known = base.norm(self.leg, norm, which).unwrap_or_else(|| {
            let nothing = Split::default();
            let world = World::new(self.inquiry, &nothing, self.leg, &[]);
            if which == 0 { world.applies(norm) } else { world.effective(norm) }
        });
        matches!(known, Tri::Yes | Tri::No).then_some(known)
    }

    /// In force, and its own condition holds.
    pub(crate) fn applies(&self, norm: NormIx) -> Tri {
        self.remember(norm, 0, || {
            let norm = &self.inquiry.theory.norms[norm];
            match self.in_force(norm) {
                Tri::No => Tri::No,
                // a condition that fails settles it whatever the date
                open => every([self.holds(&norm.when, Bound::default()), open]),
            }
        })
    }

    /// Applies, and nothing effective defeats it. From memory or past its checked date a norm lifts nothing, unless
    /// we look past that.
    pub(crate) fn effective(&self, norm: NormIx) -> Tri {
        self.remember(norm, 1, || {
            let sound = self.sound(norm);
            let applies = if sound == Tri::No { Tri::No } else { self.applies(norm) };
            if applies == Tri::No {
                return Tri::No;
            }
            let defeaters = &self.inquiry.theory.norms[norm].defeated_by;
            every([applies, sound, !any(defeaters.iter().map(|q| self.effective(*q)))])
        })
    }

    /// Whether the norm may lift on the day of the act.
    pub(crate) fn sound(&self, norm: NormIx) -> Tri {
        match self.inquiry.lifts_until[norm] {
            _ if self.inquiry.trust => Tri::Yes,
            None => Tri::No,
            Some(Date::MAX) => Tri::Yes,
            Some(until) => match self.inquiry.date {
                None => Tri::No,
                Some(date) => {
                    self.over_values(self.slot(date, Bound::default()), date, |value| match value {
                        Value::Date(on) => Tri::from(*on <= until),
                        _ => Tri::No,
                    })
                }
            },
        }
    }

    /// The outcome of a regime or part.
    pub(crate) fn verdict(&self, scoped: &Scoped) -> Result<Verdict, Ask> {
        if scoped.part.is_some() {
            return self.new_verdict(scoped);
        }
        let cell = cells::verdict(self.inquiry, scoped.regime);
        match self.memo.borrow().get(cell) {
            Some(Kept::Verdict(verdict)) => return Ok(verdict),
            Some(Kept::Tri(Tri::Open(ask))) => return Err(ask),
            _ => {}
        }
        let verdict = self.new_verdict(scoped);
        let kept = verdict.map_or_else(|ask| Kept::Tri(Tri::Open(ask)), Kept::Verdict);
        self.memo.borrow_mut().keep(cell, kept);
        verdict
    }

    /// Whether law of the regime that is not encoded applies. A fact of which whoever asks said that they do not know
    /// it counts as making it apply.
    pub(crate) fn gap(&self, scoped: &Scoped) -> Tri {
        let gaps = self.inquiry.gaps_of(scoped).iter();
        any(gaps.map(|ix| match self.applies(*ix) {
            Tri::Open(Ask::Fact(slot)) if self.inquiry.case.unknown.contains(&slot) => Tri::Yes,
            tri => tri,
        }))
    }

    fn new_verdict(&self, scoped: &Scoped) -> Result<Verdict, Ask> {
        let theory = self.inquiry.theory;
        let (mut hard, mut soft, mut applied) = (Vec::new(), Vec::new(), Vec::new());
        for ix in self.inquiry.restricting(scoped) {
            let norm = &theory.norms[ix];
            let applies = self.applies(ix);
            if applies == Tri::No {
                continue;
            }
            applied.push(applies);
            let stands = self.effective(ix);
            let licensable = self.licensable(norm);
            hard.push(every([stands, !licensable]));
            soft.push(every([stands, licensable]));
        }
        for (verdict, reached) in
            [(Verdict::Prohibited, hard), (Verdict::LicenceRequired, soft), (Verdict::Permitted, applied)]
        {
            match any(reached) {
                Tri::Yes => return Ok(verdict),
                Tri::Open(ask) => return Err(ask),
                Tri::No => {}
            }
        }
        Ok(Verdict::NoRuleFound)
    }

    /// A licence would meet it: always so of a requirement.
    pub(crate) fn licensable(&self, norm: &Norm) -> Tri {
        if norm.kind == NormKind::Requirement {
            return Tri::Yes;
        }
        any(norm.licences.iter().map(|route| self.holds(&route.when, Bound::default())))
    }

    /// Whether the norm's period covers the date it is measured on.
    pub(crate) fn in_force(&self, norm: &Norm) -> Tri {
        if norm.period.unpublished {
            return Tri::No;
        }
        let slot = self.slot(norm.measured_on, Bound::default());
        self.over_values(slot, norm.measured_on, |value| match value {
            Value::Date(date) => self.covers(norm, *date),
            _ => Tri::No,
        })
    }

    fn covers(&self, norm: &Norm, date: Date) -> Tri {
        let period = &norm.period;
        let past = |moment: &Moment| match moment {
            Moment { date: at, midday: true, at: instant } if *at == date => self.time_of_day(*at, *instant),
            Moment { date: at, .. } => Tri::from(date >= *at),
        };
        let begun = match period.from_latest {
            Some(latest) if date >= period.from.date && date < latest => {
                self.boundary(Slot::Boundary(period.from.date, Some(latest)))
            }
            _ => past(&period.from),
        };
        if begun == Tri::No {
            return Tri::No;
        }
        let instruments = &self.inquiry.theory.instruments;
        // a successor does not reach what its predecessor goes on for
        let reached = match &instruments[norm.instrument].saving {
            Some(saving) => !self.holds(saving, Bound::default()),
            None => Tri::Yes,
        };
        let over = period.until.as_ref().map_or(Tri::No, &past);
        if over == Tri::No {
            return every([begun, reached]);
        }
        let ended = norm.own_until.as_ref().map_or(Tri::No, &past);
        let saved = match self.inquiry.theory.saved_by(norm) {
            Some(saving) => every([!ended, self.holds(saving, Bound::default())]),
            None => Tri::No,
        };
        every([begun, reached, any([!over, saved])])
    }

    /// Past the clock time of a moment on its own day: by the instant of the act where the case gives it.
    fn time_of_day(&self, date: Date, at: Option<jiff::Timestamp>) -> Tri {
        let clock = self
            .inquiry
            .clock
            .filter(|f| self.inquiry.theory.facts[*f].domain == crate::theory::Domain::Instant);
        let known = clock.and_then(|clock| {
            let slot = self.slot(clock, Bound::default());
            self.chosen(slot).or_else(|| self.possible(slot).known())
        });
        match (known, at) {
            (Some(Value::Instant(now)), Some(at)) => Tri::from(*now >= at),
            _ => self.boundary(Slot::Boundary(date, None)),
        }
    }

    fn boundary(&self, slot: Slot) -> Tri {
        match self.chosen(slot) {
            Some(Value::Bool(yes)) => Tri::from(*yes),
            _ => Tri::Open(Ask::Fact(slot)),
        }
    }

    /// A condition, about what quantifiers bind there.
    pub(crate) fn holds(&self, cond: &Cond, bound: Bound) -> Tri {
        match cond {
            Cond::Const(yes) => Tri::from(*yes),
            Cond::All(all) => every(all.iter().map(|c| self.holds(c, bound))),
            Cond::AtLeast(n, all) => at_least(*n, all.iter().map(|c| self.holds(c, bound))),
            Cond::Not(inner) => !self.holds(inner, bound),
            Cond::Fact(fact, test) => {
                let slot = self.slot(*fact, bound);
                self.over_values(slot, *fact, |value| self.test(test, value))
            }
            Cond::Compared(ix) => self.compared(*ix, bound),
            Cond::Party(atom) => {
                let slot = Slot::PartyAtom(bound.party.unwrap_or(usize::MAX), *atom);
                match self.chosen(slot).or_else(|| self.inquiry.possible(slot).known()) {
                    Some(Value::Bool(yes)) => Tri::from(*yes),
                    _ => Tri::Open(Ask::Fact(slot)),
                }
            }
            Cond::Term(term) => self.reading(*term, bound),
            Cond::Define(define) => self.defined(*define, bound),
            Cond::AnyOf(group, inner) => {
                let members = &self.inquiry.members[*group];
                any(members.iter().map(|member| self.holds(inner, bound.party(*member))))
            }
            Cond::AnyItem(inner) => {
                any((0..self.inquiry.case.items.len()).map(|item| self.holds(inner, bound.item(item))))
            }
            Cond::Marked(lookup) => self.marked(lookup, bound, &[]),
            Cond::Applies(scoped) => any(self.inquiry.restricting(scoped).map(|ix| self.applies(ix))),
            Cond::Status(scoped, ties, wanted) => {
                let tied;
                let world = if ties.is_empty() {
                    self
                } else {
                    tied = World::new(self.inquiry, self.split, self.leg, ties);
                    &tied
                };
                match world.verdict(scoped) {
                    Ok(verdict) => Tri::from(wanted.contains(&verdict)),
                    Err(ask) => Tri::Open(ask),
                }
            }
        }
    }

    /// A definition, worked out once for what is bound.
    fn defined(&self, define: usize, bound: Bound) -> Tri {
        let means = &self.inquiry.theory.defines[define].means;
        self.kept(cells::define(self.inquiry, define, bound), || self.holds(means, bound))
    }

    /// A table's mark, over every value of every key and the day of the act. Where the table does not say, the fact
    /// it names is asked.
    fn marked(&self, lookup: &Lookup, bound: Bound, keys: &[Value]) -> Tri {
        let table = &self.inquiry.theory.tables[lookup.table];
        if let Some(fact) = lookup.keys.get(keys.len()) {
            return self.over_values(self.slot(*fact, bound), *fact, |value| {
                let of =
                    |part: &Value| self.marked(lookup, bound, &[keys, std::slice::from_ref(part)].concat());
                any(value.parts().iter().map(of))
            });
        }
        let Some(date) = self.inquiry.date else { return Tri::No };
        let keys: Vec<&Value> = keys.iter().collect();
        self.over_values(self.slot(date, bound), date, |on| {
            let says = match on {
                Value::Date(on) => table.says(*on, &keys, &lookup.mark),
                _ => Says::Nothing,
            };
            match says {
                Says::Yes => Tri::Yes,
                Says::No => Tri::No,
                Says::Nothing => {
                    let slot = self.slot(table.otherwise, bound);
                    self.over_values(slot, table.otherwise, |v| Tri::from(*v == Value::Bool(true)))
                }
            }
        })
    }

    /// True in the adopted reading; in no adopted reading, true where all readings agree.
    fn reading(&self, term: TermIx, bound: Bound) -> Tri {
        let root = root(self.inquiry.theory, term);
        let readings = &self.inquiry.theory.terms[term].readings;
        let chosen = self.split.readings.iter().find(|(t, _)| *t == root).map(|(_, r)| *r);
        if let Some(reading) = chosen.or(self.inquiry.adopted[root]).and_then(|r| readings.get(r)) {
            return self.holds(&reading.means, bound);
        }
        let all: Vec<Tri> = readings.iter().map(|r| self.holds(&r.means, bound)).collect();
        match all.first() {
            Some(first @ (Tri::Yes | Tri::No)) if all.iter().all(|t| t == first) => *first,
            _ => Tri::Open(Ask::Term(root)),
        }
    }

    fn compared(&self, ix: usize, bound: Bound) -> Tri {
        let theory = self.inquiry.theory;
        let comparison = &theory.comparisons[ix];
        let pseudo = Slot::Compared(ix, self.leg, bound);
        if let Some(Value::Bool(yes)) = self.chosen(pseudo) {
            return Tri::from(*yes);
        }
        let right = match comparison.right {
            Operand::Fact(right) => right,
            Operand::Parameter(parameter) => {
                let parameter = &theory.parameters[parameter];
                let Some(date) = self.inquiry.date else { return Tri::Open(Ask::Fact(pseudo)) };
                return self.over_values(self.slot(comparison.left, bound), comparison.left, |left| {
                    self.over_values(self.slot(date, bound), date, |on| {
                        let value = if let Value::Date(on) = on { parameter.on(*on) } else { None };
                        // on a day for which the law gives no number nothing is settled
                        value.map_or(Tri::Open(Ask::Fact(pseudo)), |right| {
                            Tri::from(comparison.op.holds(left, right))
                        })
                    })
                });
            }
        };
        let known = |fact: FactIx| {
            let slot = self.slot(fact, bound);
            self.tied(fact).or_else(|| self.chosen(slot)).or_else(|| self.possible(slot).known())
        };
        let apart = |right: &Value| match (right, &comparison.offset) {
            (Value::Date(date), Some(offset)) => {
                Some(Value::Date(offset.from(*date, &theory.calendars).unwrap_or(Date::MAX)))
            }
            (right, _) => Some(right.clone()),
        };
        match (known(comparison.left), known(right).and_then(apart)) {
            (Some(l), Some(r)) => Tri::from(comparison.op.holds(l, &r)),
            _ => Tri::Open(Ask::Fact(pseudo)),
        }
    }

    fn test(&self, test: &Test, value: &Value) -> Tri {
        if let Value::All(parts) = value {
            return any(parts.iter().map(|part| self.test(test, part)));
        }
        match test {
            Test::Is(values) => Tri::from(values.contains(value)),
            Test::Under(codes) => Tri::from(is_one_under(value, codes)),
            Test::Against(op, bound) => Tri::from(op.holds(value, bound)),
            Test::InSet(set) => {
                let set = &self.inquiry.theory.sets[*set];
                let windows: Vec<_> = set.values.iter().filter(|(v, ..)| set.holds(v, value)).collect();
                let Some(date) = self.inquiry.date.filter(|_| !windows.is_empty()) else {
                    return Tri::No;
                };
                self.over_values(self.slot(date, Bound::default()), date, |on| {
                    let Value::Date(on) = on else { return Tri::No };
                    let covers = |(_, from, until): &&&(Value, Option<Date>, Option<Date>)| {
                        from.is_none_or(|f| *on >= f) && until.is_none_or(|u| *on < u)
                    };
                    Tri::from(windows.iter().any(|w| covers(&w)))
                })
            }
            // kept for cutting domains: a look-up is a condition of its own
            Test::Key(..) => Tri::No,
        }
    }

    /// The same answer for every value still possible, or open on the fact.
    fn over_values(&self, slot: Slot, fact: FactIx, test: impl Fn(&Value) -> Tri) -> Tri {
        if let Some(value) = self.tied(fact).or_else(|| self.chosen(slot)) {
            return test(value);
        }
        match self.possible(slot) {
            Possible::Any => Tri::Open(Ask::Fact(slot)),
            Possible::OneOf(values) => unanimous(values.iter().map(test), slot),
            between => match self.inquiry.ranges.get(&slot) {
                Some(values) => unanimous(values.iter().map(test), slot),
                None => unanimous(classes(self.inquiry.theory, fact, between).iter().map(test), slot),
            },
        }
    }

    /// Parties of the case that hold a role of the group.
    pub(crate) fn members(&self, group: usize) -> Vec<usize> {
        self.inquiry.members[group].clone()
    }

    /// How many items the case has.
    pub(crate) fn items(&self) -> usize {
        self.inquiry.case.items.len()
    }

    fn slot(&self, fact: FactIx, bound: Bound) -> Slot {
        self.inquiry.case.slot(self.inquiry.theory, fact, self.leg, bound)
    }

    fn possible(&self, slot: Slot) -> &Possible {
        if !self.split.narrowed.is_empty()
            && let Some(narrowed) = self.split.narrowed.get(&slot)
        {
            return narrowed;
        }
        self.inquiry.possible(slot)
    }

    fn tied(&self, fact: FactIx) -> Option<&Value> {
        self.ties.iter().find(|(f, _)| *f == fact).map(|(_, v)| v)
    }

    fn chosen(&self, slot: Slot) -> Option<&Value> {
        self.split.facts.get(&slot)
    }
}

fn unanimous(mut all: impl Iterator<Item = Tri>, slot: Slot) -> Tri {
    match all.next() {
        Some(first) => match all.all(|t| t == first) {
            true => first,
            false => Tri::Open(Ask::Fact(slot)),
        },
        None => Tri::Open(Ask::Fact(slot)),
    }
}
