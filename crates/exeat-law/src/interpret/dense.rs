//! What a case says of each place, by the place's number: conditions ask for it some hundred thousand times an answer.

use crate::facts::{Case, Known, Slot};
use crate::theory::Theory;

/// The known facts of a case, found without a search.
#[derive(Debug, Clone)]
pub(crate) struct Dense<'a> {
    case: &'a Case,
    facts: usize,
    atoms: usize,
    /// Where each place's fact stands in `known`, from 1 on; 0 where nothing is known.
    at: Vec<u32>,
    known: Vec<&'a Known>,
}

impl<'a> Dense<'a> {
    pub(crate) fn new(theory: &Theory, case: &'a Case) -> Dense<'a> {
        let (facts, atoms) = (theory.facts.len(), theory.party_atoms.len());
        let mut dense = Dense { case, facts, atoms, at: vec![], known: Vec::with_capacity(case.facts.len()) };
        let parties = case.parties.len();
        dense.at = vec![0; dense.first_party() * facts + parties * (facts + atoms)];
        for (slot, known) in &case.facts {
            if let Some(place) = dense.number(*slot).and_then(|number| dense.at.get_mut(number)) {
                dense.known.push(known);
                // a case with more facts than that fits into no memory; 0 would leave the fact open
                *place = u32::try_from(dense.known.len()).unwrap_or(0);
            }
        }
        dense
    }

    /// What is known of a place.
    pub(crate) fn get(&self, slot: Slot) -> Option<&'a Known> {
        match self.number(slot).and_then(|number| self.at.get(number)) {
            Some(0) => None,
            Some(at) => self.known.get(*at as usize - 1).copied(),
            // a moment, a comparison, and whatever the case has no room for
            None => self.case.facts.get(&slot),
        }
    }

    fn legs(&self) -> usize {
        self.case.legs.len().max(1)
    }

    /// Blocks before those of the parties: the deal's, the legs', the items'.
    fn first_party(&self) -> usize {
        1 + self.legs() + self.case.items.len().max(1)
    }

    fn number(&self, slot: Slot) -> Option<usize> {
        let party = |party: usize| {
            let within = party < self.case.parties.len();
            within.then(|| self.first_party() * self.facts + party * (self.facts + self.atoms))
        };
        match slot {
            Slot::Global(fact) => Some(fact),
            Slot::Leg(leg, fact) if leg < self.legs() => Some((1 + leg) * self.facts + fact),
            Slot::Item(item, fact) if item < self.case.items.len().max(1) => {
                Some((1 + self.legs() + item) * self.facts + fact)
            }
            Slot::Party(ix, fact) => Some(party(ix)? + fact),
            Slot::PartyAtom(ix, atom) => Some(party(ix)? + self.facts + atom),
            Slot::Leg(..) | Slot::Item(..) | Slot::Compared(..) | Slot::Boundary(..) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::model::{Dice, case, theory};
    use super::*;
    use crate::facts::Bound;
    use jiff::civil::Date;

    proptest! {
        #[test]
        fn every_place_says_what_the_case_says(seed in any::<u64>()) {
            let dice = &mut Dice::new(seed);
            let (theory, case) = (theory(dice), case(dice));
            let dense = Dense::new(&theory, &case);
            let mut places: Vec<Slot> = (0..theory.facts.len()).map(Slot::Global).collect();
            for ix in (0..4).chain([usize::MAX]) {
                let of = |fact| [Slot::Leg(ix, fact), Slot::Item(ix, fact), Slot::Party(ix, fact)];
                places.extend((0..theory.facts.len()).flat_map(of));
                places.extend((0..theory.party_atoms.len()).map(|atom| Slot::PartyAtom(ix, atom)));
            }
            places.push(Slot::Compared(0, 0, Bound::default()));
            places.push(Slot::Boundary(Date::constant(2022, 4, 6), None));
            places.extend(case.facts.keys().copied());
            for place in places {
                prop_assert_eq!(dense.get(place), case.facts.get(&place));
            }
        }
    }
}
