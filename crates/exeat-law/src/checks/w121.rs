//! # W121: a permission that lifts nothing
//!
//! ## What it says
//!
//! An authorisation or exemption defeats no norm that is in force on a day of its own and could apply together with it.
//!
//! ## Why
//!
//! A reader takes it for relief, and there is none.
//!
//! ## Example
//!
//! ```text
//! authorisation a … (no `lifts`)
//! ```
//!
//! ## Instead
//!
//! ```text
//! lifts       prohibitions of us.ofac.ruhsr
//! ```

use super::{Inspection, Sat, beaten, meet};
use crate::theory::NormKind;

pub(super) fn check(on: &mut Inspection<'_>) {
    for ix in 0..on.theory.norms.len() {
        let norm = &on.theory.norms[ix];
        if !matches!(norm.kind, NormKind::Authorisation | NormKind::Exemption) {
            continue;
        }
        let lifts = beaten(on.theory, ix);
        let mut unsettled = None;
        let useful = lifts.iter().any(|other| {
            let other = &on.theory.norms[*other];
            if !meet(norm, other) {
                return false;
            }
            let together = on.reasoner.together(&[(&norm.when, true), (&other.when, true)]);
            if together == Sat::Unsettled {
                unsettled.get_or_insert(&other.id);
            }
            together == Sat::Yes
        });
        if let Some(other) = unsettled.filter(|_| !useful) {
            on.unsettled
                .push(format!("W121 of `{}` against `{other}` was not settled within its bound", norm.id));
        } else if !useful {
            let why = if lifts.is_empty() {
                "nothing"
            } else {
                "nothing that could apply on a day when it is in force"
            };
            let message = format!("the {} `{}` lifts {why}", norm.kind.word(), norm.id);
            on.warn("W121", on.at_norm(ix), &message, "name in `lifts` what it gives relief from");
        }
    }
}
