//! # W130: an open term with one reading
//!
//! ## What it says
//!
//! A norm or definition uses a term that has a single reading.
//!
//! ## Why
//!
//! A term is for words that can be read in more than one way; a single meaning is a definition.
//!
//! ## Example
//!
//! ```text
//! term far of item
//!   reading a …
//! ```
//!
//! ## Instead
//!
//! ```text
//! define far
//!   means       …
//! ```

use super::Inspection;
use crate::theory::Cond;

pub(super) fn check(on: &mut Inspection<'_>) {
    for (ix, term) in on.theory.terms.iter().enumerate() {
        let used = super::conditions(on.theory).any(|c| super::holds_in(c, &|c| *c == Cond::Term(ix)));
        if term.readings.len() == 1 && used {
            let message = format!("the open term `{}` has one reading only", term.id);
            on.warn("W130", on.at("term", &term.id), &message, "add the other reading, or write a `define`");
        }
    }
}
