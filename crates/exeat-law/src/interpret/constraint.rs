//! Which partial choices hold no world: what the law says never is, and what one test about a party makes of another.

use super::exact::slot_classes;
use super::{Ask, Inquiry, Split, Tri, World};
use crate::facts::{Assumed, Bound, Case, Provenance, Slot};
use crate::theory::Theory;
use crate::value::{Possible, Value};

/// Steps of a search for a world that nothing rules out.
const STEPS: usize = 512;

impl Split {
    /// Whether every world within is one that cannot be, as far as can be seen without splitting. `chosen` says of
    /// which place alone more is known than in a choice of which that was not so.
    pub(crate) fn broken(&self, inquiry: &Inquiry<'_>, chosen: Option<Slot>) -> bool {
        let held = || inquiry.fuller.is_none() && inquiry.clauses().held() > 0;
        self.unlike(inquiry, chosen) || held() || inquiry.spread().broken(inquiry, self, chosen)
    }

    /// Whether some world within can be.
    pub(crate) fn possible(&mut self, inquiry: &Inquiry<'_>) -> bool {
        if self.unlike(inquiry, None) {
            return false;
        }
        // what can be although more is known can be
        let at_once = inquiry.fuller.is_some_and(|fuller| fuller.clauses().possible_otherwise(fuller, self));
        at_once || inquiry.clauses().possible(inquiry, self)
    }

    /// Whether some world within avoids all of these clauses. Where that is not seen within some steps one is taken to:
    /// a world too many leaves open what would be closed, and clears nothing.
    pub(crate) fn avoids(&mut self, inquiry: &Inquiry<'_>, clauses: impl IntoIterator<Item = usize>) -> bool {
        let open: Vec<(usize, Tri)> = clauses.into_iter().map(|clause| (clause, Tri::No)).collect();
        self.avoids_within(inquiry, &open, None, &mut { STEPS })
    }

    /// The same with what each clause was before the place `chosen` alone was chosen; without one all are asked.
    fn avoids_within(
        &mut self,
        inquiry: &Inquiry<'_>,
        clauses: &[(usize, Tri)],
        chosen: Option<Slot>,
        left: &mut usize,
    ) -> bool {
        if *left == 0 {
            return true;
        }
        *left -= 1;
        if self.unlike(inquiry, chosen) {
            return false;
        }
        let Some(open) = inquiry.spread().still_open(inquiry, self, clauses, chosen) else { return false };
        // what an open word leaves open can take the meaning that the rest allows
        let next = open.iter().find_map(|(_, tri)| match tri {
            Tri::Open(Ask::Fact(slot)) => Some(*slot),
            _ => None,
        });
        let Some(slot) = next else { return true };
        slot_classes(inquiry, slot).into_iter().any(|value| {
            self.facts.insert(slot, value);
            let found = self.avoids_within(inquiry, &open, Some(slot), left);
            self.facts.remove(&slot);
            found
        })
    }

    /// Whether a test about a party holds and one that follows from it does not. Where one place alone was chosen
    /// since this was last asked, only that one is looked at.
    fn unlike(&self, inquiry: &Inquiry<'_>, chosen: Option<Slot>) -> bool {
        let test = |slot: &Slot| match slot {
            Slot::PartyAtom(party, atom) => Some((*party, *atom)),
            _ => None,
        };
        let is = |party: usize, atom: usize, yes: bool| {
            let slot = Slot::PartyAtom(party, atom);
            let value = self.facts.get(&slot).or_else(|| inquiry.case.possible(slot, inquiry.trust).known());
            value == Some(&Value::Bool(yes))
        };
        let broken = |(party, atom): (usize, usize)| {
            let mut pairs = inquiry.theory.implied.iter().filter(|(a, b)| *a == atom || *b == atom);
            pairs.any(|(strong, weak)| is(party, *strong, true) && is(party, *weak, false))
        };
        match chosen {
            Some(slot) => test(&slot).is_some_and(broken),
            None => self.facts.keys().filter_map(test).any(broken),
        }
    }
}

/// What the known facts of a case break already: indexes into [`crate::theory::Theory::constraints`]. Such a case has
/// no world, and no answer but that.
pub fn contradictions(inquiry: &Inquiry<'_>) -> Vec<usize> {
    let split = Split::default();
    let broken = |ix: &usize| {
        let when = &inquiry.theory.constraints[*ix].when;
        (0..inquiry.case.legs.len().max(1))
            .any(|leg| World::new(inquiry, &split, leg, &[]).holds(when, Bound::default()) == Tri::Yes)
    };
    (0..inquiry.theory.constraints.len()).filter(broken).collect()
}

/// Takes back what was assumed against what can never be: the stated facts stand, the assumption gives way.
pub(crate) fn withdraw(theory: &Theory, case: &mut Case, assumed: &mut Assumed) {
    let Assumed { filled, withdrawn } = assumed;
    // clause by clause: one party's assumption does not stand because another's breaks the same constraint
    let broken = |case: &Case| {
        let inquiry = Inquiry::new(theory, case, None);
        inquiry.clauses().held()
    };
    let mut left = broken(case);
    let mut at = filled.len();
    while left > 0 && at > 0 {
        at -= 1;
        let slot = filled[at].slot;
        let Some(known) = case.facts.remove(&slot) else { continue };
        let now = broken(case);
        if now < left {
            left = now;
            withdrawn.push(filled.remove(at));
        } else {
            case.facts.insert(slot, known);
        }
    }
}

/// Settles what an assumption was withdrawn from where only one value can be: the deal says it otherwise.
pub(crate) fn derive(theory: &Theory, case: &mut Case, assumed: &Assumed) {
    for slot in assumed.withdrawn.iter().map(|w| w.slot) {
        if case.facts.contains_key(&slot) || case.unknown.contains(&slot) {
            continue;
        }
        let now = Inquiry::new(theory, case, None).clauses().held();
        let mut left = Vec::new();
        for value in slot_classes(&Inquiry::new(theory, case, None), slot) {
            let provenance = Provenance::Derived("nothing else can be, by what is stated".to_owned());
            case.set(slot, Possible::is(value.clone()), provenance);
            if Inquiry::new(theory, case, None).clauses().held() == now {
                left.push(value);
            }
            case.facts.remove(&slot);
            if left.len() > 1 {
                break;
            }
        }
        if left.len() == 1
            && let Some(value) = left.pop()
        {
            let provenance = Provenance::Derived("nothing else can be, by what is stated".to_owned());
            case.set(slot, Possible::is(value), provenance);
        }
    }
}
