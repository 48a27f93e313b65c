//! # W140: a fact that no rule asks for
//!
//! ## What it says
//!
//! A fact is declared and no condition tests it, no period is measured on it, no deadline counts from it and no other fact is compared with it.
//!
//! ## Why
//!
//! Whoever states it believes that it matters.
//!
//! ## Example
//!
//! ```text
//! fact item.colour : one of {red, blue} "its colour"
//! ```
//!
//! ## Instead
//!
//! ```text
//! Use it in a condition, or take it away.
//! ```

use std::collections::BTreeSet;

use super::Inspection;
use crate::theory::Domain;

pub(super) fn check(on: &mut Inspection<'_>) {
    let theory = on.theory;
    let mut used: BTreeSet<usize> = BTreeSet::new();
    for cond in super::conditions(theory) {
        super::facts(theory, cond, &mut used);
    }
    used.extend(theory.norms.iter().map(|n| n.measured_on));
    used.extend(theory.duties.iter().filter_map(|d| d.due.as_ref().map(|(.., fact)| *fact)));
    for (ix, fact) in theory.facts.iter().enumerate() {
        // text is shown and never tested; the day and the act are asked by the machine itself
        let by_itself = fact.domain == Domain::Text || fact.path == "deal.date" || fact.path == "act";
        if !by_itself && !used.contains(&ix) {
            let message = format!("no rule asks for the fact `{}`", fact.path);
            on.warn("W140", on.at("fact", &fact.path), &message, "use it in a condition, or take it away");
        }
    }
}
