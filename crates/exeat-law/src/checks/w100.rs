//! # W100: an exception that can never bite
//!
//! ## What it says
//!
//! An exclusion or restoration cannot hold together with any norm it is meant to defeat: their conditions contradict each other, or they are never in force on the same day.
//!
//! ## Why
//!
//! The author believed that something was taken away which still stands.
//!
//! ## Example
//!
//! ```text
//! authorisation a … when item.kind is software
//!   except      x
//! exclusion x … when item.kind is hardware
//! ```
//!
//! ## Instead
//!
//! ```text
//! exclusion x … when item.kind is within software
//! ```

use super::{Inspection, beaten, meet};
use crate::theory::NormKind;

pub(super) fn check(on: &mut Inspection<'_>) {
    for by in 0..on.theory.norms.len() {
        let exception = &on.theory.norms[by];
        let defeats = beaten(on.theory, by);
        if !matches!(exception.kind, NormKind::Exclusion | NormKind::Restoration) || defeats.is_empty() {
            continue;
        }
        // a paragraph of exclusions is written for a whole text: it need not bite every limb of it
        let bites = defeats.iter().any(|norm| {
            let other = &on.theory.norms[*norm];
            let about = format!("`{}` against `{}`", exception.id, other.id);
            meet(exception, other)
                && !on.impossible("W100", &about, &[(&exception.when, true), (&other.when, true)])
        });
        if !bites {
            let what: Vec<String> =
                defeats.iter().take(3).map(|n| format!("`{}`", on.theory.norms[*n].id)).collect();
            let message = format!(
                "the {} `{}` can never defeat {}",
                exception.kind.word(),
                exception.id,
                what.join(", ")
            );
            on.warn("W100", on.at_norm(by), &message, "mend its condition or period, or take it away");
        }
    }
}
