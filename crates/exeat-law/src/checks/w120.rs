//! # W120: an exclusion that another covers
//!
//! ## What it says
//!
//! Wherever this exclusion bites another does too: same or more norms limited, a wider condition, as many days.
//!
//! ## Why
//!
//! It changes no answer, so either its condition is too narrow or the other is too wide.
//!
//! ## Example
//!
//! ```text
//! exclusion x … when item.kind is software
//! exclusion y … when item.kind is one of {software, hardware}
//! ```
//!
//! ## Instead
//!
//! ```text
//! Narrow the wide one, or take the covered one away.
//! ```

use super::{Inspection, beaten, inside};
use crate::theory::NormKind;

pub(super) fn check(on: &mut Inspection<'_>) {
    let theory = on.theory;
    let exclusions: Vec<usize> =
        (0..theory.norms.len()).filter(|n| theory.norms[*n].kind == NormKind::Exclusion).collect();
    for ix in &exclusions {
        let norm = &theory.norms[*ix];
        let targets = beaten(theory, *ix);
        for other in exclusions.iter().filter(|o| *o != ix) {
            let wide = &theory.norms[*other];
            let covers = beaten(theory, *other);
            let candidates = !targets.is_empty()
                && targets.iter().all(|t| covers.contains(t))
                && inside(norm, wide)
                && wide.defeated_by.iter().all(|q| norm.defeated_by.contains(q));
            if !candidates {
                continue;
            }
            match on.reasoner.implies(&norm.when, &wide.when) {
                Some(true) => {}
                Some(false) => continue,
                None => {
                    let what =
                        format!("W120 of `{}` under `{}` was not settled within its bound", norm.id, wide.id);
                    on.unsettled.push(what);
                    continue;
                }
            }
            // of two that say the same the later is named
            let equal = covers == targets
                && inside(wide, norm)
                && on.reasoner.implies(&wide.when, &norm.when) == Some(true);
            if equal && ix < other {
                continue;
            }
            let message =
                format!("the exclusion `{}` takes nothing away that `{}` does not", norm.id, wide.id);
            on.warn("W120", on.at_norm(*ix), &message, "narrow the other, or take this one away");
            break;
        }
    }
}
