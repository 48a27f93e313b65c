//! Who owns and controls a party of a case beside the law: shares stated there add up to answers about ownership.
//!
//! A whole transaction, with chains of owners and lists, is closed by the fixpoint of the screening crate; a case
//! names the last owners only.

use rust_decimal::Decimal;

use crate::cases::covers;
use crate::facts::{Bound, Case, CaseParty, Leg, Provenance, Slot};
use crate::interpret::{Inquiry, about_party};
use crate::theory::{FactIx, ListPattern, OwnerTest, PartyAtom, Theory, Threshold};
use crate::value::{Possible, Value};

/// A share of a party and what its holder is.
#[derive(Debug, Clone, PartialEq)]
pub struct Holding {
    /// Per cent.
    pub percent: Decimal,
    /// Lists its holder stands on, and no others.
    pub lists: Vec<ListPattern>,
    /// Sets of parties that name it.
    pub named: Vec<String>,
    /// Facts of its own.
    pub facts: Vec<(FactIx, Possible)>,
}

/// Fills the ownership tests about a party that nothing else settles. `rest` says whether those who hold what is not
/// stated may be anybody.
pub(crate) fn fill(theory: &Theory, case: &mut Case, party: usize, holdings: &[Holding], rest: bool) {
    for (ix, atom) in theory.party_atoms.iter().enumerate() {
        let PartyAtom::Owned(threshold, tests) = atom else { continue };
        let slot = Slot::PartyAtom(party, ix);
        if case.facts.contains_key(&slot) {
            continue;
        }
        let possible = match owned(theory, case, threshold, tests, holdings, rest) {
            Some(yes) => Possible::is(Value::Bool(yes)),
            None => Possible::yes_or_no(),
        };
        case.set(slot, possible, Provenance::Derived("from the shares stated".into()));
    }
}

/// Fills the tests on who controls a party.
pub(crate) fn control(theory: &Theory, case: &mut Case, party: usize, by: Option<&Holding>) {
    for (ix, atom) in theory.party_atoms.iter().enumerate() {
        let PartyAtom::Controlled(tests) = atom else { continue };
        let possible = match by.map_or(Some(false), |by| counts(theory, case, tests, by)) {
            Some(yes) => Possible::is(Value::Bool(yes)),
            None => Possible::yes_or_no(),
        };
        case.set(Slot::PartyAtom(party, ix), possible, Provenance::Derived("from who controls it".into()));
    }
}

fn owned(
    theory: &Theory,
    case: &Case,
    threshold: &Threshold,
    tests: &[OwnerTest],
    holdings: &[Holding],
    rest: bool,
) -> Option<bool> {
    let (mut certain, mut possible) = (vec![], vec![]);
    for holding in holdings {
        match counts(theory, case, tests, holding) {
            Some(true) => {
                certain.push(holding.percent);
                possible.push(holding.percent);
            }
            None => possible.push(holding.percent),
            Some(false) => {}
        }
    }
    let stated: Decimal = holdings.iter().map(|h| h.percent).sum();
    if rest && stated < Decimal::ONE_HUNDRED {
        possible.push(Decimal::ONE_HUNDRED - stated);
    }
    let total = |shares: Vec<Decimal>| match threshold.aggregate {
        true => shares.into_iter().sum(),
        false => shares.into_iter().max().unwrap_or_default(),
    };
    let reached = |share: Decimal| match threshold.strictly_more {
        true => share > threshold.percent,
        // nothing held is no share, however low the threshold
        false => share >= threshold.percent && share > Decimal::ZERO,
    };
    match (reached(total(certain)), reached(total(possible))) {
        (true, _) => Some(true),
        (false, false) => Some(false),
        _ => None,
    }
}

/// Whether a holder is of the kind; `None` where that is open.
fn counts(theory: &Theory, case: &Case, tests: &[OwnerTest], holding: &Holding) -> Option<bool> {
    let mut open = false;
    for test in tests {
        let found = match test {
            OwnerTest::On(pattern) => Some(holding.lists.iter().any(|l| covers(pattern, l))),
            OwnerTest::Named(id) => Some(names(theory, holding, id)),
            OwnerTest::Has(cond) => {
                let owner = owner(theory, case, holding);
                about_party(&Inquiry::new(theory, &owner, None), cond, Bound::default().party(0))
            }
        };
        match found {
            Some(true) => return Some(true),
            Some(false) => {}
            None => open = true,
        }
    }
    if open { None } else { Some(false) }
}

fn names(theory: &Theory, holding: &Holding, id: &str) -> bool {
    let set = theory.named_parties.iter().find(|p| p.id == *id);
    let listed = set.is_some_and(|s| s.listed_as.iter().any(|p| holding.lists.iter().any(|l| covers(p, l))));
    listed || holding.named.iter().any(|n| n == id)
}

/// A case with the holder as its only party.
fn owner(theory: &Theory, case: &Case, holding: &Holding) -> Case {
    let mut owner = Case {
        items: vec!["item".into()],
        legs: vec![Leg { name: "owner".into(), item: 0 }],
        parties: vec![CaseParty { name: "owner".into(), roles: vec![], unnamed: false }],
        ..Case::default()
    };
    let date = theory.fact("deal.date").map(Slot::Global);
    owner.facts.extend(date.and_then(|slot| Some((slot, case.facts.get(&slot)?.clone()))));
    for (fact, possible) in &holding.facts {
        owner.set(Slot::Party(0, *fact), possible.clone(), Provenance::Stated);
    }
    for (ix, atom) in theory.party_atoms.iter().enumerate() {
        let yes = match atom {
            PartyAtom::On(pattern) => holding.lists.iter().any(|l| covers(pattern, l)),
            PartyAtom::Named(id) => names(theory, holding, id),
            PartyAtom::Owned(..) | PartyAtom::Controlled(_) => continue,
        };
        owner.set(Slot::PartyAtom(0, ix), Possible::is(Value::Bool(yes)), Provenance::Stated);
    }
    owner
}
