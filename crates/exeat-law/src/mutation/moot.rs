//! Limbs that no case could need: without them the law says the same.
//!
//! A licence for sales to Russia that lifts only bars on sales to Russia need not say Russia again. Such a limb stands
//! for the reader, and no case can show it. What is claimed here is certain (see `crate::checks::reason`); where the
//! bound is hit or the reasoning too coarse, the limb counts as one that a case should need.

use super::limbs::{Limb, Owner, owned};
use crate::checks::{Reasoner, Sat, beaten, meet};
use crate::theory::{Cond, NormIx, NormKind, Theory};

/// Whether the law says the same without the limb.
pub(super) fn is_moot(theory: &Theory, reasoner: &Reasoner<'_>, limb: &Limb) -> bool {
    let tipping = tipping(owned(theory, &limb.owner), &limb.path);
    let never = |beside: &[&Cond]| {
        let mut wanted = tipping.clone();
        wanted.extend(beside.iter().map(|c| (*c, true)));
        reasoner.together(&wanted) == Sat::No
    };
    match limb.owner {
        Owner::Norm(ix) => chains(theory, ix)
            .iter()
            .all(|chain| never(&chain.iter().map(|other| &theory.norms[*other].when).collect::<Vec<_>>())),
        Owner::Licence(ix, _) => never(&[&theory.norms[ix].when]),
        Owner::Define(_) | Owner::Reading(..) => never(&[]),
    }
}

/// What must hold, and what must not, for the limb to tip the condition: in `all of` the others hold and it does not,
/// in `any of` it alone holds. Inside a quantifier nothing more is asked, since the party is another one there.
fn tipping<'c>(cond: &'c Cond, path: &[usize]) -> Vec<(&'c Cond, bool)> {
    let Some((at, rest)) = path.split_first() else { return vec![] };
    let (members, others) = match cond {
        Cond::All(all) => (all, Some(true)),
        Cond::AtLeast(1, all) => (all, Some(false)),
        Cond::AtLeast(_, all) => (all, None),
        Cond::Not(inner) => return tipping(inner, rest),
        _ => return vec![],
    };
    let Some(member) = members.get(*at) else { return vec![] };
    let mut out = Vec::new();
    if let Some(others) = others {
        if rest.is_empty() {
            out.push((member, !others));
        }
        out.extend(members.iter().enumerate().filter(|(i, _)| i != at).map(|(_, c)| (c, others)));
    }
    out.extend(tipping(member, rest));
    out
}

/// What else must apply for a norm to have any effect: what it defeats, and what that defeats in turn. One chain for
/// each way down to a prohibition, a requirement, a flag or a gap.
pub(super) fn chains(theory: &Theory, ix: NormIx) -> Vec<Vec<NormIx>> {
    let norm = &theory.norms[ix];
    if matches!(norm.kind, NormKind::Prohibition | NormKind::Requirement | NormKind::Flag | NormKind::Gap) {
        return vec![vec![]];
    }
    let mut out = Vec::new();
    for other in beaten(theory, ix).into_iter().filter(|other| meet(norm, &theory.norms[*other])) {
        for mut beside in chains(theory, other) {
            beside.push(other);
            out.push(beside);
        }
    }
    out
}
