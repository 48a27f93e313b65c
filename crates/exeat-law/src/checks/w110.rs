//! # W110: a condition that always or never holds
//!
//! ## What it says
//!
//! A condition, or a limb of one, has the same value whatever the facts and on every reading.
//!
//! ## Why
//!
//! A limb that always holds says nothing; one that never holds makes what it belongs to dead.
//!
//! ## Example
//!
//! ```text
//! when all of
//!   - item.kind is software
//!   - item.kind is hardware
//! ```
//!
//! ## Instead
//!
//! ```text
//! when        item.kind is one of {hardware, software}
//! ```

use super::Inspection;
use crate::mutation::{Owner, limb_cond, limbs, owned, owner_id, owners};
use crate::theory::{Cond, Theory};

pub(super) fn check(on: &mut Inspection<'_>) {
    let theory = on.theory;
    for owner in owners(theory) {
        let cond = owned(theory, &owner);
        // a norm without `when` says so
        if !matches!(cond, Cond::Const(_)) {
            let (id, place) = (owner_id(theory, &owner), place(on, theory, &owner));
            one(on, cond, &format!("the condition of `{id}`"), place);
        }
    }
    for limb in limbs(theory, on.places) {
        if let Some(cond) = limb_cond(theory, &limb) {
            let about = format!("a limb of `{}`", owner_id(theory, &limb.owner));
            one(on, cond, &about, limb.place.clone());
        }
    }
}

fn place(on: &Inspection<'_>, theory: &Theory, owner: &Owner) -> crate::places::Place {
    match owner {
        Owner::Norm(ix) | Owner::Licence(ix, _) => on.at_norm(*ix),
        Owner::Define(ix) => on.at("define", &theory.defines[*ix].id),
        Owner::Reading(ix, _) => on.at("term", &theory.terms[*ix].id),
    }
}

fn one(on: &mut Inspection<'_>, cond: &Cond, about: &str, place: crate::places::Place) {
    let how = if on.impossible("W110", about, &[(cond, true)]) {
        "never holds"
    } else if on.impossible("W110", about, &[(cond, false)]) {
        "always holds"
    } else {
        return;
    };
    on.warn("W110", place, &format!("{about} {how}"), "say what was meant, or take it away");
}
