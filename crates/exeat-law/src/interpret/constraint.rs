//! Which partial choices hold no world: what the law says never is, and what one test about a party makes of another.

use std::cell::OnceCell;
use std::rc::Rc;

use super::clauses::Spread;
use super::exact::slot_classes;
use super::{Ask, Inquiry, Split, Tri, World};
use crate::facts::{Assumed, Bound, Case, Filled, Provenance, Slot};
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
            let value = self.facts.get(&slot).or_else(|| inquiry.possible(slot).known());
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

/// Lets assumptions give way until none stands against what the case says: what can never be beside it is taken back,
/// what is taken back is settled where the case leaves one value, and what would settle it otherwise is taken back too.
pub(crate) fn settle(theory: &Theory, case: &mut Case, assumed: &mut Assumed) {
    let shared = Shared::default();
    loop {
        let before = assumed.withdrawn.len();
        withdraw(theory, case, assumed, &shared);
        derive(theory, case, assumed, &shared);
        yield_to_doubt(theory, case, assumed, &shared);
        if assumed.withdrawn.len() == before {
            return;
        }
    }
}

/// What the inquiries of one case share: its clauses stay the same, whatever of it is known.
type Shared = Rc<OnceCell<Spread>>;

/// Takes back what was assumed against what can never be: the stated facts stand, the assumption gives way.
fn withdraw(theory: &Theory, case: &mut Case, assumed: &mut Assumed, shared: &Shared) {
    // clause by clause: one party's assumption does not stand because another's breaks the same constraint. With less
    // known nothing more holds, so that only the clauses that held are looked at again.
    let broken = |case: &Case, of: Option<&[usize]>| {
        let inquiry = Inquiry::sharing(theory, case, shared);
        inquiry.spread().held(&inquiry, of)
    };
    let mut left = broken(case, None);
    let mut at = assumed.filled.len();
    while !left.is_empty() && at > 0 {
        at -= 1;
        let slot = assumed.filled[at].slot;
        if !shared.get().is_some_and(|spread| spread.read(&left, slot)) {
            continue;
        }
        let Some(known) = case.facts.remove(&slot) else { continue };
        let now = broken(case, Some(&left));
        if now.len() < left.len() {
            left = now;
            assumed.withdrawn.push(assumed.filled.remove(at));
        } else {
            case.facts.insert(slot, known);
        }
    }
}

/// Settles what an assumption was withdrawn from where only one value can be by what is not assumed: the deal says it
/// otherwise.
fn derive(theory: &Theory, case: &mut Case, assumed: &Assumed, shared: &Shared) {
    let mut said = case.clone();
    said.facts.retain(|_, known| !matches!(known.provenance, Provenance::Assumed(_)));
    let mut slots = assumed.withdrawn.iter().map(|w| w.slot);
    loop {
        let settled = {
            let inquiry = Inquiry::sharing(theory, &said, shared);
            slots.find_map(|slot| {
                if case.facts.contains_key(&slot) || case.unknown.contains(&slot) {
                    return None;
                }
                let mut left = slot_classes(&inquiry, slot);
                left.retain(|value| inquiry.spread().breaking(&inquiry, slot, value).is_empty());
                match (left.len(), left.pop()) {
                    (1, Some(value)) => Some((slot, value)),
                    _ => None,
                }
            })
        };
        let Some((slot, value)) = settled else { return };
        let provenance = || Provenance::Derived("nothing else can be, by what is stated".to_owned());
        said.set(slot, Possible::is(value.clone()), provenance());
        case.set(slot, Possible::is(value), provenance());
    }
}

/// Takes back what is assumed where it leaves nothing but the value that something said put in doubt: an assumption
/// does not bring back another that was withdrawn.
fn yield_to_doubt(theory: &Theory, case: &mut Case, assumed: &mut Assumed, shared: &Shared) {
    let doubted: Vec<(Slot, Value)> = assumed.withdrawn.iter().map(|w| (w.slot, w.value.clone())).collect();
    let mut doubted = doubted.into_iter();
    loop {
        let bringing = {
            let inquiry = Inquiry::sharing(theory, case, shared);
            doubted.find_map(|(slot, usual)| bringing(&inquiry, slot, &usual))
        };
        let Some(bringing) = bringing else { return };
        let (gives_way, stays): (Vec<Filled>, Vec<Filled>) = std::mem::take(&mut assumed.filled)
            .into_iter()
            .partition(|filled| bringing.contains(&filled.slot));
        assumed.filled = stays;
        for filled in &gives_way {
            case.facts.remove(&filled.slot);
        }
        assumed.withdrawn.extend(gives_way);
    }
}

/// The places that leave one place of a case nothing but a value; none where others are left.
fn bringing(inquiry: &Inquiry<'_>, slot: Slot, usual: &Value) -> Option<Vec<Slot>> {
    if inquiry.case.facts.contains_key(&slot) || inquiry.case.unknown.contains(&slot) {
        return None;
    }
    let others = slot_classes(inquiry, slot).into_iter().filter(|value| value != usual);
    let read: Vec<Vec<Slot>> = others.map(|value| inquiry.spread().breaking(inquiry, slot, &value)).collect();
    let some = !read.is_empty() && !read.iter().any(Vec::is_empty);
    some.then(|| read.into_iter().flatten().collect())
}
