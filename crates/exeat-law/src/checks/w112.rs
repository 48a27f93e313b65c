//! # W112: a norm that another repeats
//!
//! ## What it says
//!
//! Two norms of one kind, regime and part have the same condition, the same days, defeat the same norms and are defeated by the same.
//!
//! ## Why
//!
//! A copy that was meant to be changed decides nothing.
//!
//! ## Example
//!
//! ```text
//! prohibition a … when deal.private
//! prohibition b … when deal.private
//! ```
//!
//! ## Instead
//!
//! ```text
//! Keep one of them.
//! ```

use super::{Inspection, beaten, meet};

pub(super) fn check(on: &mut Inspection<'_>) {
    for ix in 0..on.theory.norms.len() {
        let norm = &on.theory.norms[ix];
        let twin = (0..ix).find(|other| {
            let twin = &on.theory.norms[*other];
            twin.kind == norm.kind
                && twin.regime == norm.regime
                && twin.part == norm.part
                && twin.when == norm.when
                && twin.defeated_by == norm.defeated_by
                && twin.licences.len() == norm.licences.len()
                && twin
                    .licences
                    .iter()
                    .zip(&norm.licences)
                    .all(|(a, b)| a.when == b.when && a.review == b.review)
                && twin.duties == norm.duties
                && meet(twin, norm)
                && beaten(on.theory, *other) == beaten(on.theory, ix)
        });
        if let Some(twin) = twin {
            let message = format!("`{}` says the same as `{}`", norm.id, on.theory.norms[twin].id);
            on.warn("W112", on.at_norm(ix), &message, "take one of them away, or say what was meant");
        }
    }
}
