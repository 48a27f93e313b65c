//! # W141: a kind nobody can be in
//!
//! ## What it says
//!
//! No fact has the kind as its type, so that nothing can ever be one of its nodes.
//!
//! ## Why
//!
//! A taxonomy that classifies nothing is a leftover.
//!
//! ## Example
//!
//! ```text
//! kind colour … (and no fact of it)
//! ```
//!
//! ## Instead
//!
//! ```text
//! fact item.colour : kind colour "its colour"
//! ```

use super::Inspection;
use crate::theory::Domain;

pub(super) fn check(on: &mut Inspection<'_>) {
    for name in on.theory.kinds.keys() {
        let used = on.theory.facts.iter().any(|f| f.domain == Domain::Kind(name.clone()));
        if !used {
            let message = format!("nothing can be in the kind `{name}`: no fact has it as its type");
            on.warn("W141", on.at("kind", name), &message, "declare a fact of this kind, or take it away");
        }
    }
}
