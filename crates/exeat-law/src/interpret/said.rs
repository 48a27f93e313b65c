//! Whether what was said of a deal speaks against an assumption.
//!
//! Read over what is stated, listed or derived: a condition that holds speaks, and so does one that something said
//! leaves open, such as a set of values, an unresolved hit or `unknown`. A fact of which nothing is said speaks for
//! nothing, neither for a test nor for its contrary.

use super::exact::slot_classes;
use super::{Inquiry, Split, Tri, World};
use crate::facts::{Bound, Slot};
use crate::theory::{Cond, Operand, OwnerTest, PartyAtom};

/// Whether a condition may hold by what is said about a place of the case, in some leg that the place belongs to.
pub(crate) fn speaks(inquiry: &Inquiry<'_>, cond: &Cond, slot: Slot) -> bool {
    let legs = inquiry.case.legs.len().max(1);
    let bound = match slot {
        Slot::Party(party, _) | Slot::PartyAtom(party, _) => Bound::default().party(party),
        Slot::Item(item, _) => Bound::default().item(item),
        _ => Bound::default(),
    };
    let of = |leg: &usize| match slot {
        Slot::Leg(own, _) => own == *leg,
        // the legs of an item are where its act is stated
        Slot::Item(item, _) => inquiry.case.legs.get(*leg).is_none_or(|l| l.item == item),
        _ => true,
    };
    (0..legs).filter(of).any(|leg| Said { inquiry, leg }.may(cond, bound, true))
}

struct Said<'a, 'i> {
    inquiry: &'a Inquiry<'i>,
    leg: usize,
}

impl Said<'_, '_> {
    /// Whether what is said makes this value of the condition possible.
    fn may(&self, cond: &Cond, bound: Bound, yes: bool) -> bool {
        let (theory, case) = (self.inquiry.theory, self.inquiry.case);
        match cond {
            Cond::Const(value) => *value == yes,
            Cond::All(all) if yes => all.iter().all(|c| self.may(c, bound, true)),
            Cond::All(all) => all.iter().any(|c| self.may(c, bound, false)),
            Cond::AtLeast(n, all) if yes => all.iter().filter(|c| self.may(c, bound, true)).count() >= *n,
            Cond::AtLeast(n, all) => all.iter().filter(|c| self.may(c, bound, false)).count() + n > all.len(),
            Cond::Not(inner) => self.may(inner, bound, !yes),
            Cond::Define(define) => self.may(&theory.defines[*define].means, bound, yes),
            Cond::AnyOf(group, inner) => {
                let mut members = case.members(theory, *group).into_iter();
                self.some(&mut members.by_ref().map(|m| bound.party(m)), inner, yes)
            }
            Cond::AnyItem(inner) => self.some(&mut (0..case.items.len()).map(|i| bound.item(i)), inner, yes),
            Cond::Fact(fact, _) => {
                let slot = case.slot(theory, *fact, self.leg, bound);
                self.said(slot) && self.over(slot, cond, bound, yes)
            }
            Cond::Party(atom) => {
                let slot = Slot::PartyAtom(bound.party.unwrap_or(usize::MAX), *atom);
                // what an owner is, of whom nothing is said, leaves such a test open and says nothing
                let open = by_what_owners_are(&theory.party_atoms[*atom])
                    && case.possible(slot, false).known().is_none();
                !open && case.facts.contains_key(&slot) && self.over(slot, cond, bound, yes)
            }
            Cond::Compared(ix) => {
                let comparison = &theory.comparisons[*ix];
                let other = match comparison.right {
                    Operand::Fact(right) => Some(right),
                    Operand::Parameter(_) => theory.fact("deal.date"),
                };
                let mut read = std::iter::once(comparison.left).chain(other);
                let said = read.all(|f| self.said(case.slot(theory, f, self.leg, bound)));
                said && agrees(self.holds(cond, bound, &Split::default()), yes)
            }
            Cond::Marked(lookup) => {
                let mut read = lookup.keys.iter();
                let said = read.all(|f| self.said(case.slot(theory, *f, self.leg, bound)));
                said && agrees(self.holds(cond, bound, &Split::default()), yes)
            }
            // what norms say is no statement about the deal; the resolver lets none through here
            Cond::Term(_) | Cond::Applies(_) | Cond::Status(..) => false,
        }
    }

    /// Something is said of it, if only that whoever was asked does not know.
    fn said(&self, slot: Slot) -> bool {
        self.inquiry.case.facts.contains_key(&slot) || self.inquiry.case.unknown.contains(&slot)
    }

    /// Somebody meets it; or, for the contrary, everybody who is there fails it, and there is somebody.
    fn some(&self, bounds: &mut dyn Iterator<Item = Bound>, inner: &Cond, yes: bool) -> bool {
        let mut bounds = bounds.peekable();
        match yes {
            true => bounds.any(|b| self.may(inner, b, true)),
            false => bounds.peek().is_some() && bounds.all(|b| self.may(inner, b, false)),
        }
    }

    /// A test over every value that a place may still have.
    fn over(&self, slot: Slot, cond: &Cond, bound: Bound, yes: bool) -> bool {
        let mut split = Split::default();
        slot_classes(self.inquiry, slot).into_iter().any(|value| {
            split.facts.insert(slot, value);
            agrees(self.holds(cond, bound, &split), yes)
        })
    }

    fn holds(&self, cond: &Cond, bound: Bound, split: &Split) -> Tri {
        World::new(self.inquiry, split, self.leg, &[]).holds(cond, bound)
    }
}

fn agrees(tri: Tri, yes: bool) -> bool {
    match tri {
        Tri::Yes => yes,
        Tri::No => !yes,
        Tri::Open(_) => true,
    }
}

/// A test about owners that asks for facts of theirs.
fn by_what_owners_are(atom: &PartyAtom) -> bool {
    match atom {
        PartyAtom::Owned(_, tests) | PartyAtom::Controlled(tests) => {
            tests.iter().any(|test| matches!(test, OwnerTest::Has(_)))
        }
        PartyAtom::On(_) | PartyAtom::Named(_) => false,
    }
}
