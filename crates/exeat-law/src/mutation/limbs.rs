//! Limbs: the members of `all of`, `any of`, `at least N of`, `and` and `or`, wherever a condition stands.

use crate::places::{Declared, Place, Places, conditions, members, span, words};
use crate::syntax::{Node, SyntaxKind};
use crate::theory::{Cond, NormIx, TermIx, Theory};

/// Whose condition a limb stands in.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Owner {
    /// `when` and `provided` of a norm.
    Norm(NormIx),
    /// A `licence … when` of a norm.
    Licence(NormIx, usize),
    /// A definition.
    Define(usize),
    /// A reading of a term.
    Reading(TermIx, usize),
}

/// A limb, by the way down to it: which member of each group, one step for each `not` and quantifier.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Limb {
    /// Whose.
    pub owner: Owner,
    /// The way down.
    pub path: Vec<usize>,
    /// Where it stands.
    pub place: Place,
}

/// Every limb of the law.
pub(crate) fn limbs(theory: &Theory, places: &Places<'_>) -> Vec<Limb> {
    let mut out = Vec::new();
    let mut add = |owner: Owner, at: &Declared, node: &Node, path: &mut Vec<usize>| {
        let mut found = Vec::new();
        members(node, path, &mut found);
        out.extend(found.into_iter().filter(|m| within(owned(theory, &owner), &m.path)).map(|m| Limb {
            owner: owner.clone(),
            path: m.path,
            place: places.place(at.file, span(&m.node)),
        }));
    };
    for (ix, norm) in theory.norms.iter().enumerate() {
        let Some(at) = places.get(norm.kind.word(), &norm.id) else { continue };
        let whens = conditions(&at.node, &["when", "provided"]);
        for (i, when) in whens.iter().enumerate() {
            // several clauses are members of one conjunction
            let mut path = if whens.len() > 1 { vec![i] } else { vec![] };
            add(Owner::Norm(ix), at, when, &mut path);
        }
        let licences = at.node.children().filter(|c| words(c).first().is_some_and(|(w, _)| w == "licence"));
        for (route, clause) in licences.enumerate().take(norm.licences.len()) {
            for when in clause.children().filter(|n| n.kind() == SyntaxKind::Cond) {
                add(Owner::Licence(ix, route), at, &when, &mut vec![]);
            }
        }
    }
    for (ix, define) in theory.defines.iter().enumerate() {
        if let Some(at) = places.get("define", &define.id) {
            conditions(&at.node, &["means"]).iter().for_each(|n| add(Owner::Define(ix), at, n, &mut vec![]));
        }
    }
    for (ix, term) in theory.terms.iter().enumerate() {
        if let Some(at) = places.get("term", &term.id) {
            let means = conditions(&at.node, &["means"]);
            for (reading, node) in means.iter().enumerate().take(term.readings.len()) {
                add(Owner::Reading(ix, reading), at, node, &mut vec![]);
            }
        }
    }
    out
}

/// Everything that has a condition.
pub(crate) fn owners(theory: &Theory) -> Vec<Owner> {
    let mut out = Vec::new();
    for (ix, norm) in theory.norms.iter().enumerate() {
        out.push(Owner::Norm(ix));
        out.extend((0..norm.licences.len()).map(|route| Owner::Licence(ix, route)));
    }
    out.extend((0..theory.defines.len()).map(Owner::Define));
    for (ix, term) in theory.terms.iter().enumerate() {
        out.extend((0..term.readings.len()).map(|reading| Owner::Reading(ix, reading)));
    }
    out
}

/// The id of an owner, as the text has it.
pub fn owner_id(theory: &Theory, owner: &Owner) -> String {
    match owner {
        Owner::Norm(ix) | Owner::Licence(ix, _) => theory.norms[*ix].id.clone(),
        Owner::Define(ix) => theory.defines[*ix].id.clone(),
        Owner::Reading(term, reading) => {
            format!("{} {}", theory.terms[*term].id, theory.terms[*term].readings[*reading].id)
        }
    }
}

/// The condition that a limb is.
pub(crate) fn limb_cond<'t>(theory: &'t Theory, limb: &Limb) -> Option<&'t Cond> {
    at(owned(theory, &limb.owner), &limb.path)
}

/// The condition at the end of a way down.
pub(super) fn at<'c>(cond: &'c Cond, path: &[usize]) -> Option<&'c Cond> {
    let Some((first, rest)) = path.split_first() else { return Some(cond) };
    match cond {
        Cond::All(all) | Cond::AtLeast(_, all) => at(all.get(*first)?, rest),
        Cond::Not(inner) | Cond::AnyOf(_, inner) | Cond::AnyItem(inner) => at(inner, rest),
        _ => None,
    }
}

/// The condition of an owner.
pub(crate) fn owned<'t>(theory: &'t Theory, owner: &Owner) -> &'t Cond {
    match owner {
        Owner::Norm(ix) => &theory.norms[*ix].when,
        Owner::Licence(ix, route) => &theory.norms[*ix].licences[*route].when,
        Owner::Define(ix) => &theory.defines[*ix].means,
        Owner::Reading(term, reading) => &theory.terms[*term].readings[*reading].means,
    }
}

pub(super) fn owned_mut<'t>(theory: &'t mut Theory, owner: &Owner) -> &'t mut Cond {
    match owner {
        Owner::Norm(ix) => &mut theory.norms[*ix].when,
        Owner::Licence(ix, route) => &mut theory.norms[*ix].licences[*route].when,
        Owner::Define(ix) => &mut theory.defines[*ix].means,
        Owner::Reading(term, reading) => &mut theory.terms[*term].readings[*reading].means,
    }
}

/// Whether a way down ends at a member of a group.
fn within(cond: &Cond, path: &[usize]) -> bool {
    let Some((first, rest)) = path.split_first() else { return false };
    match cond {
        Cond::All(all) | Cond::AtLeast(_, all) => {
            all.get(*first).is_some_and(|member| rest.is_empty() || within(member, rest))
        }
        Cond::Not(inner) | Cond::AnyOf(_, inner) | Cond::AnyItem(inner) => within(inner, rest),
        _ => false,
    }
}

/// Takes the limb out of its group.
pub(super) fn delete(cond: &mut Cond, path: &[usize]) {
    let Some((first, rest)) = path.split_first() else { return };
    match cond {
        Cond::All(all) | Cond::AtLeast(_, all) if rest.is_empty() && *first < all.len() => {
            drop(all.remove(*first))
        }
        Cond::All(all) | Cond::AtLeast(_, all) => {
            if let Some(member) = all.get_mut(*first) {
                delete(member, rest);
            }
        }
        Cond::Not(inner) | Cond::AnyOf(_, inner) | Cond::AnyItem(inner) => delete(inner, rest),
        _ => {}
    }
}
