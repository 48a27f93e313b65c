//! # W170: an assumption that nothing withdraws
//!
//! ## What it says
//!
//! A setting of an assumption set says neither what withdraws it nor why nothing can speak against it, or says both.
//!
//! ## Why
//!
//! An assumption that answers what the deal itself puts in doubt clears what it should ask about.
//!
//! ## Example
//!
//! ```text
//! sets party.government no
//! ```
//!
//! ## Instead
//!
//! ```text
//! sets party.government no
//!   unless kind is one of {government_body, embassy}
//! ```

use super::Inspection;

pub(super) fn check(on: &mut Inspection<'_>) {
    let theory = on.theory;
    let declared: Vec<_> = on.places.all().filter(|(word, ..)| *word == "assumption").collect();
    let mut found = Vec::new();
    for set in &theory.assumptions {
        let Some((.., place)) = declared.iter().find(|(_, id, _)| *id == set.id) else { continue };
        for setting in &set.sets {
            if setting.unless.is_empty() == setting.nothing_because.is_empty() {
                let path = &theory.facts[setting.fact].path;
                let message = format!("`{}` does not say what withdraws its `{path}`", set.id);
                found.push((on.places.place(place.file, place.id.clone()), message));
            }
        }
    }
    let help = "add `unless CONDITION`, or `nothing bears on it because \"…\"` where nothing that can be stated or listed speaks against it";
    for (place, message) in found {
        on.warn("W170", place, &message, help);
    }
}
