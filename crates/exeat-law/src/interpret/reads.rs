//! Which answers read which places of a case, and which open words: found once, so that a choice makes only these be asked again.

use std::collections::BTreeMap;

use fixedbitset::FixedBitSet;

use super::memo::Cell;
use super::{Ask, Inquiry, cells, root};
use crate::facts::{Bound, Slot};
use crate::theory::{Cond, FactIx, Norm, NormIx, Operand, Scoped, Test, Theory};

/// The places that conditions and norms may read, of one leg; numbers stand for places.
pub(crate) struct Reads<'a, 'i> {
    inquiry: &'a Inquiry<'i>,
    leg: usize,
    numbers: BTreeMap<Ask, usize>,
    places: Vec<Ask>,
    /// What was worked out already, by answer.
    known: BTreeMap<Cell, FixedBitSet>,
}

impl<'a, 'i> Reads<'a, 'i> {
    pub(crate) fn new(inquiry: &'a Inquiry<'i>, leg: usize) -> Self {
        Reads { inquiry, leg, numbers: BTreeMap::new(), places: vec![], known: BTreeMap::new() }
    }

    /// The places a condition may read, about what is bound.
    pub(crate) fn of(&mut self, cond: &Cond, bound: Bound) -> Vec<Slot> {
        let mut into = FixedBitSet::new();
        self.cond(cond, bound, &mut into);
        let slot = |number: usize| if let Ask::Fact(slot) = self.places[number] { Some(slot) } else { None };
        into.ones().filter_map(slot).collect()
    }

    fn place(&mut self, place: Ask, into: &mut FixedBitSet) {
        let number = *self.numbers.entry(place).or_insert_with(|| {
            self.places.push(place);
            self.places.len() - 1
        });
        into.grow_and_insert(number);
    }

    fn slot(&mut self, slot: Slot, into: &mut FixedBitSet) {
        self.place(Ask::Fact(slot), into);
    }

    fn fact(&mut self, fact: FactIx, bound: Bound, into: &mut FixedBitSet) {
        self.slot(self.inquiry.case.slot(self.inquiry.theory, fact, self.leg, bound), into);
    }

    fn date(&mut self, into: &mut FixedBitSet) {
        if let Some(date) = self.inquiry.theory.fact("deal.date") {
            self.fact(date, Bound::default(), into);
        }
    }

    /// What an answer reads, worked out once.
    fn kept(&mut self, cell: Cell, work: impl FnOnce(&mut Self, &mut FixedBitSet), into: &mut FixedBitSet) {
        if let Some(known) = self.known.get(&cell) {
            into.union_with(known);
            return;
        }
        let mut found = FixedBitSet::new();
        work(self, &mut found);
        into.union_with(&found);
        self.known.insert(cell, found);
    }

    fn cond(&mut self, cond: &Cond, bound: Bound, into: &mut FixedBitSet) {
        let inquiry = self.inquiry;
        let theory = inquiry.theory;
        match cond {
            Cond::Const(_) => {}
            Cond::All(all) | Cond::AtLeast(_, all) => all.iter().for_each(|c| self.cond(c, bound, into)),
            Cond::Not(inner) => self.cond(inner, bound, into),
            Cond::Fact(fact, test) => {
                self.fact(*fact, bound, into);
                if matches!(test, Test::InSet(_)) {
                    self.date(into);
                }
            }
            Cond::Compared(ix) => {
                let comparison = &theory.comparisons[*ix];
                self.fact(comparison.left, bound, into);
                match comparison.right {
                    Operand::Fact(right) => self.fact(right, bound, into),
                    Operand::Parameter(_) => self.date(into),
                }
                self.slot(Slot::Compared(*ix, self.leg, bound), into);
            }
            Cond::Party(atom) => self.slot(Slot::PartyAtom(bound.party.unwrap_or(usize::MAX), *atom), into),
            Cond::Term(term) => {
                self.place(Ask::Term(root(theory, *term)), into);
                theory.terms[*term].readings.iter().for_each(|r| self.cond(&r.means, bound, into));
            }
            Cond::Define(define) => {
                let means = &theory.defines[*define].means;
                let cell = cells::define(inquiry, *define, bound);
                self.kept(cell, |of, found| of.cond(means, bound, found), into);
            }
            Cond::AnyOf(group, inner) => {
                let members = inquiry.case.members(theory, *group);
                members.into_iter().for_each(|member| self.cond(inner, bound.party(member), into));
            }
            Cond::AnyItem(inner) => {
                (0..inquiry.case.items.len()).for_each(|item| self.cond(inner, bound.item(item), into));
            }
            Cond::Marked(lookup) => {
                lookup.keys.iter().for_each(|fact| self.fact(*fact, bound, into));
                self.fact(theory.tables[lookup.table].otherwise, bound, into);
                self.date(into);
            }
            Cond::Applies(scoped) => {
                inquiry.restricting(scoped).for_each(|norm| self.applies(norm, into));
            }
            Cond::Status(scoped, ..) => self.verdict(scoped, into),
        }
    }

    fn applies(&mut self, norm: NormIx, into: &mut FixedBitSet) {
        let one = &self.inquiry.theory.norms[norm];
        let work = |of: &mut Self, found: &mut FixedBitSet| {
            of.period(one, found);
            of.cond(&one.when, Bound::default(), found);
        };
        self.kept(cells::applies(norm), work, into);
    }

    fn effective(&mut self, norm: NormIx, into: &mut FixedBitSet) {
        let one = &self.inquiry.theory.norms[norm];
        let work = |of: &mut Self, found: &mut FixedBitSet| {
            of.date(found);
            of.applies(norm, found);
            one.defeated_by.iter().for_each(|q| of.effective(*q, found));
        };
        self.kept(cells::effective(norm), work, into);
    }

    fn verdict(&mut self, scoped: &Scoped, into: &mut FixedBitSet) {
        let inquiry = self.inquiry;
        let work = |of: &mut Self, found: &mut FixedBitSet| {
            for norm in inquiry.restricting(scoped) {
                of.effective(norm, found);
                let licences = &inquiry.theory.norms[norm].licences;
                licences.iter().for_each(|route| of.cond(&route.when, Bound::default(), found));
            }
        };
        // two regimes may read parts of each other: a part is not taken for the whole
        match &scoped.part {
            Some(_) => work(self, into),
            None => self.kept(cells::verdict(inquiry, scoped.regime), work, into),
        }
    }

    /// What tells whether a norm is in force.
    fn period(&mut self, norm: &Norm, into: &mut FixedBitSet) {
        let theory = self.inquiry.theory;
        self.fact(norm.measured_on, Bound::default(), into);
        let clock = theory.fact("deal.time");
        clock.into_iter().for_each(|clock| self.fact(clock, Bound::default(), into));
        let from = norm.period.from.date;
        self.slot(Slot::Boundary(from, norm.period.from_latest), into);
        let ends = [Some(norm.period.from), norm.period.until, norm.own_until];
        ends.into_iter().flatten().for_each(|moment| self.slot(Slot::Boundary(moment.date, None), into));
        let saving = theory.instruments[norm.instrument].saving.as_ref();
        for saving in saving.into_iter().chain(theory.saved_by(norm)) {
            self.cond(saving, Bound::default(), into);
        }
    }
}

/// Whether a condition asks what norms say.
pub(crate) fn asks_norms(theory: &Theory, cond: &Cond) -> bool {
    let asks = |cond: &Cond| asks_norms(theory, cond);
    match cond {
        Cond::Applies(_) | Cond::Status(..) => true,
        Cond::All(all) | Cond::AtLeast(_, all) => all.iter().any(asks),
        Cond::Not(inner) | Cond::AnyOf(_, inner) | Cond::AnyItem(inner) => asks(inner),
        Cond::Term(term) => theory.terms[*term].readings.iter().any(|r| asks(&r.means)),
        Cond::Define(define) => asks(&theory.defines[*define].means),
        Cond::Const(_) | Cond::Fact(..) | Cond::Compared(_) | Cond::Party(_) | Cond::Marked(_) => false,
    }
}

/// For each place and each open word, the answers that read it.
#[derive(Debug, Default)]
pub(crate) struct Readers {
    of: BTreeMap<Ask, Vec<Cell>>,
}

impl Readers {
    /// Of everything that is kept about a leg.
    pub(crate) fn new(inquiry: &Inquiry<'_>, leg: usize) -> Readers {
        let theory = inquiry.theory;
        let mut reads = Reads::new(inquiry, leg);
        let mut all = FixedBitSet::new();
        for norm in 0..theory.norms.len() {
            reads.effective(norm, &mut all);
        }
        for regime in 0..theory.regimes.len() {
            reads.verdict(&Scoped { regime, part: None }, &mut all);
        }
        for (number, parts) in inquiry.spread().of_leg(theory, leg) {
            let work = |of: &mut Reads<'_, '_>, found: &mut FixedBitSet| {
                parts.iter().for_each(|(cond, bound)| of.cond(cond, *bound, found));
            };
            reads.kept(cells::clause(inquiry, number), work, &mut all);
        }
        let mut of: BTreeMap<Ask, Vec<Cell>> = BTreeMap::new();
        for (cell, read) in &reads.known {
            read.ones().for_each(|number| of.entry(reads.places[number]).or_default().push(*cell));
        }
        Readers { of }
    }

    /// The answers that read a place or word.
    pub(crate) fn of(&self, place: Ask) -> &[Cell] {
        self.of.get(&place).map_or(&[], Vec::as_slice)
    }
}
