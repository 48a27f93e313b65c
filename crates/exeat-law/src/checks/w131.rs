//! # W131: readings that never differ
//!
//! ## What it says
//!
//! Two readings of a term hold in the same worlds.
//!
//! ## Why
//!
//! A contest that no fact can show is none.
//!
//! ## Example
//!
//! ```text
//! reading a … means item.kind is software
//! reading b … means item.kind is one of {software}
//! ```
//!
//! ## Instead
//!
//! ```text
//! Say in what they differ, or keep one.
//! ```

use super::Inspection;

pub(super) fn check(on: &mut Inspection<'_>) {
    for term in &on.theory.terms {
        for (i, one) in term.readings.iter().enumerate() {
            for other in term.readings.iter().skip(i + 1) {
                let about = format!("{} and {} of `{}`", one.id, other.id, term.id);
                let same = on.impossible("W131", &about, &[(&one.means, true), (&other.means, false)])
                    && on.impossible("W131", &about, &[(&one.means, false), (&other.means, true)]);
                if same {
                    let message =
                        format!("the readings {} and {} of `{}` never differ", one.id, other.id, term.id);
                    on.warn(
                        "W131",
                        on.at("term", &term.id),
                        &message,
                        "say in what they differ, or keep one",
                    );
                }
            }
        }
    }
}
