//! Whether a norm looks through a company to its owners.

use std::collections::BTreeSet;

use exeat_law::theory::{Cond, Norm, OwnerTest, PartyAtom, Theory};

/// Whether a norm reaches who is owned by somebody on a list, or named in the law.
pub(super) fn owners(theory: &Theory, norm: &Norm) -> bool {
    walk(theory, &norm.when, &mut BTreeSet::new())
}

/// Definitions and terms are followed, what other norms say is not.
fn walk(theory: &Theory, cond: &Cond, seen: &mut BTreeSet<usize>) -> bool {
    match cond {
        Cond::All(all) | Cond::AtLeast(_, all) => all.iter().any(|c| walk(theory, c, seen)),
        Cond::Not(inner) | Cond::AnyOf(_, inner) | Cond::AnyItem(inner) => walk(theory, inner, seen),
        Cond::Define(ix) => seen.insert(*ix) && walk(theory, &theory.defines[*ix].means, seen),
        Cond::Term(ix) => theory.terms[*ix].readings.iter().any(|r| walk(theory, &r.means, seen)),
        Cond::Party(atom) => match &theory.party_atoms[*atom] {
            PartyAtom::On(_) => false,
            PartyAtom::Named(id) => {
                theory.named_parties.iter().any(|set| set.id == *id && set.reach.is_some())
            }
            PartyAtom::Owned(_, tests) | PartyAtom::Controlled(tests) => {
                tests.iter().any(|test| matches!(test, OwnerTest::On(_) | OwnerTest::Named(_)))
            }
        },
        Cond::Const(_)
        | Cond::Fact(..)
        | Cond::Compared(_)
        | Cond::Marked(_)
        | Cond::Applies(_)
        | Cond::Status(..) => false,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

    use super::*;
    use crate::desk;

    #[test]
    fn blocking_reaches_owners_and_the_rule_on_tags_does_not() {
        let theory = desk::law(&desk::own_law()).unwrap();
        let reaches = |id: &str| owners(&theory, theory.norms.iter().find(|n| n.id == id).unwrap());
        assert!(reaches("blocking.dealing") && reaches("blocking.any-programme"));
        assert!(reaches("ear.744-8.affiliate-2025") && !reaches("ear.744-8.other-tag"));
    }
}
