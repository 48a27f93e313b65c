//! # W180: a fact without a question
//!
//! ## What it says
//!
//! Other facts of the law base have a question in words, and this one has none.
//!
//! ## Why
//!
//! Where the answer is open its facts are asked. A fact without a question is asked by its text, which is written for whoever reads the law and not for whoever holds the deal.
//!
//! ## Example
//!
//! ```text
//! fact item.encrypts : yes/no "holds encryption"
//! ```
//!
//! ## Instead
//!
//! ```text
//! fact item.encrypts : yes/no "holds encryption"
//!   ask  "Does it hold encryption?"
//! ```

use super::Inspection;
use crate::theory::Domain;

pub(super) fn check(on: &mut Inspection<'_>) {
    let theory = on.theory;
    if theory.facts.iter().all(|fact| fact.ask.is_none()) {
        return;
    }
    for fact in &theory.facts {
        // text is shown and never asked
        if fact.ask.is_none() && fact.domain != Domain::Text {
            let message = format!("the fact `{}` has no question", fact.path);
            on.warn(
                "W180",
                on.at("fact", &fact.path),
                &message,
                "add `ask \"…?\"`, a question whose yes is the fact's",
            );
        }
    }
}
