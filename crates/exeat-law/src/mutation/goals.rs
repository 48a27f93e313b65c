//! What a case has to bring about so that a limb counts: the others of its group leave it the last word, the condition
//! it stands in has the last word in the norm, and the norm has something to do.

use super::limbs::{Limb, Owner, owned};
use super::{moot, watch};
use crate::interpret::root;
use crate::theory::{Cond, GroupIx, NormIx, TermIx, Theory};

/// Ways of one definition into norms that are looked at.
const ROUTES: usize = 24;

/// One thing to bring about.
#[derive(Debug, Clone, Copy)]
pub(super) enum Goal<'t> {
    /// The norm is in force.
    InForce(NormIx),
    /// A condition holds or not, about some party of the group where one is bound.
    Holds { cond: &'t Cond, wanted: bool, group: Option<GroupIx> },
    /// A term is read so.
    Reading(TermIx, usize),
}

/// One way in which a limb may reach a verdict.
#[derive(Debug, Clone)]
pub(super) struct Route<'t> {
    /// The norm in whose condition it stands, and those that must apply for it to matter.
    pub(super) norms: Vec<NormIx>,
    /// In the order in which they are worked at.
    pub(super) goals: Vec<Goal<'t>>,
}

/// Every way that is looked at.
pub(super) fn routes<'t>(theory: &'t Theory, limb: &Limb) -> Vec<Route<'t>> {
    let mut out = Vec::new();
    let tip = |goals: &mut Vec<Goal<'t>>, group| {
        tipping(owned(theory, &limb.owner), &limb.path, group, goals);
    };
    match &limb.owner {
        Owner::Norm(ix) => {
            let mut goals = Vec::new();
            tip(&mut goals, None);
            reach(theory, *ix, &goals, &mut out);
        }
        Owner::Licence(ix, _) => {
            let mut goals = vec![holds(&theory.norms[*ix].when)];
            tip(&mut goals, None);
            reach(theory, *ix, &goals, &mut out);
        }
        owner => {
            for user in watch::users(theory, owner) {
                let norm = &theory.norms[user];
                let mut ways = Vec::new();
                ways_to(theory, &norm.when, owner, None, &mut Vec::new(), &mut ways);
                for route in &norm.licences {
                    ways_to(theory, &route.when, owner, None, &mut vec![holds(&norm.when)], &mut ways);
                }
                for (mut goals, group) in ways {
                    tip(&mut goals, group);
                    reach(theory, user, &goals, &mut out);
                }
                if out.len() > ROUTES {
                    break;
                }
            }
        }
    }
    out
}

fn holds(cond: &Cond) -> Goal<'_> {
    Goal::Holds { cond, wanted: true, group: None }
}

/// Adds what else must apply for the norm to have an effect.
fn reach<'t>(theory: &'t Theory, ix: NormIx, goals: &[Goal<'t>], out: &mut Vec<Route<'t>>) {
    for chain in moot::chains(theory, ix) {
        let mut norms = vec![ix];
        norms.extend(&chain);
        let mut all: Vec<Goal<'t>> = norms.iter().map(|n| Goal::InForce(*n)).collect();
        all.extend_from_slice(goals);
        all.extend(chain.iter().map(|n| holds(&theory.norms[*n].when)));
        out.push(Route { norms, goals: all });
    }
}

/// What must hold, and what must not, for the limb to tip the condition.
fn tipping<'t>(cond: &'t Cond, path: &[usize], group: Option<GroupIx>, out: &mut Vec<Goal<'t>>) {
    let Some((at, rest)) = path.split_first() else { return };
    match cond {
        Cond::Not(inner) | Cond::AnyItem(inner) => tipping(inner, rest, group, out),
        Cond::AnyOf(group, inner) => tipping(inner, rest, Some(*group), out),
        Cond::All(all) | Cond::AtLeast(_, all) => {
            let Some(member) = all.get(*at) else { return };
            others(cond, *at, group, out);
            if rest.is_empty() && !matches!(cond, Cond::AtLeast(2.., _)) {
                out.push(Goal::Holds { cond: member, wanted: !matches!(cond, Cond::All(_)), group });
            }
            tipping(member, rest, group, out);
        }
        _ => {}
    }
}

/// The other members of a group leave the last word to one.
fn others<'t>(cond: &'t Cond, at: usize, group: Option<GroupIx>, out: &mut Vec<Goal<'t>>) {
    let (members, wanted) = match cond {
        Cond::All(all) => (all, true),
        Cond::AtLeast(1, all) => (all, false),
        _ => return,
    };
    let beside = members.iter().enumerate().filter(|(i, _)| *i != at);
    out.extend(beside.map(|(_, cond)| Goal::Holds { cond, wanted, group }));
}

/// Every place where a condition names a definition or term, with what gives that place the last word and the group
/// bound there.
fn ways_to<'t>(
    theory: &'t Theory,
    cond: &'t Cond,
    target: &Owner,
    group: Option<GroupIx>,
    above: &mut Vec<Goal<'t>>,
    out: &mut Vec<(Vec<Goal<'t>>, Option<GroupIx>)>,
) {
    if out.len() >= ROUTES {
        return;
    }
    let before = above.len();
    match cond {
        Cond::All(all) | Cond::AtLeast(_, all) => {
            for (at, member) in all.iter().enumerate() {
                others(cond, at, group, above);
                ways_to(theory, member, target, group, above, out);
                above.truncate(before);
            }
        }
        Cond::Not(inner) | Cond::AnyItem(inner) => ways_to(theory, inner, target, group, above, out),
        Cond::AnyOf(group, inner) => ways_to(theory, inner, target, Some(*group), above, out),
        Cond::Define(ix) => match target {
            Owner::Define(wanted) if wanted == ix => out.push((above.clone(), group)),
            // definitions do not ring
            _ => ways_to(theory, &theory.defines[*ix].means, target, group, above, out),
        },
        Cond::Term(ix) => {
            for (number, reading) in theory.terms[*ix].readings.iter().enumerate() {
                above.push(Goal::Reading(root(theory, *ix), number));
                if *target == Owner::Reading(*ix, number) {
                    out.push((above.clone(), group));
                } else {
                    ways_to(theory, &reading.means, target, group, above, out);
                }
                above.truncate(before);
            }
        }
        _ => {}
    }
}
