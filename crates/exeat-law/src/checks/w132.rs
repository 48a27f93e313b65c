//! # W132: one term in unrelated texts
//!
//! ## What it says
//!
//! Norms of several instruments use one term, and neither supersession nor a continued norm joins those instruments.
//!
//! ## Why
//!
//! The same word in two texts need not mean the same; one reading would be chosen for both.
//!
//! ## Example
//!
//! ```text
//! term hardware, used in General License 25 and in an order
//! ```
//!
//! ## Instead
//!
//! ```text
//! term order_hardware of item
//!   linked to   hardware
//! ```

use std::collections::BTreeSet;

use super::Inspection;
use crate::theory::{Cond, Theory};

pub(super) fn check(on: &mut Inspection<'_>) {
    let theory = on.theory;
    let families = families(theory);
    for (ix, term) in theory.terms.iter().enumerate() {
        let uses = |cond: &Cond| super::reaches(theory, cond, &Cond::Term(ix));
        let used: BTreeSet<usize> = theory
            .norms
            .iter()
            .filter(|n| uses(&n.when) || n.licences.iter().any(|r| uses(&r.when)))
            .map(|n| families[n.instrument])
            .collect();
        if used.len() > 1 {
            let names: Vec<&str> = used.iter().take(3).map(|f| theory.instruments[*f].id.as_str()).collect();
            let message = format!(
                "the open term `{}` is used in texts that nothing joins: {}",
                term.id,
                names.join(", ")
            );
            let help = "give each text a term of its own, `linked to` one where they share its reading";
            on.warn("W132", on.at("term", &term.id), &message, help);
        }
    }
}

/// For each instrument the first of those it is joined with.
fn families(theory: &Theory) -> Vec<usize> {
    let mut family: Vec<usize> = (0..theory.instruments.len()).collect();
    let mut join = |a: usize, b: usize| {
        let (low, high) = (family[a].min(family[b]), family[a].max(family[b]));
        family.iter_mut().filter(|f| **f == high).for_each(|f| *f = low);
    };
    for (new, instrument) in theory.instruments.iter().enumerate() {
        if let Some((old, _)) = instrument.supersedes {
            join(new, old);
        }
    }
    for norm in &theory.norms {
        for old in &norm.continues {
            join(norm.instrument, theory.norms[*old].instrument);
        }
    }
    family
}
