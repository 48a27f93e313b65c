//! # W181: a question that says the contrary of its fact
//!
//! ## What it says
//!
//! The text of a yes/no fact begins with a negation and its question has none, or the question begins with one and the text has none.
//!
//! ## Why
//!
//! Whoever is asked answers the question, and the answer is taken for the fact. A fact "no office of its own" that asks "Does it have an office?" takes the honest no for the contrary, and may clear what is barred.
//!
//! ## Example
//!
//! ```text
//! fact party.shell : yes/no "no office or staff of its own"
//!   ask  "Does it have an office and staff?"
//! ```
//!
//! ## Instead
//!
//! ```text
//! fact party.shell : yes/no "no office or staff of its own"
//!   ask  "Is it a shell, with no office or staff of its own?"
//! ```

use super::Inspection;
use crate::theory::Domain;

/// Words that turn a sentence round.
const NEGATIONS: [&str; 10] =
    ["no", "not", "none", "neither", "nor", "never", "nobody", "nothing", "without", "cannot"];
/// A negation within the first words of a question turns the whole of it round.
const FIRST: usize = 4;

pub(super) fn check(on: &mut Inspection<'_>) {
    for fact in on.theory.facts.iter().filter(|fact| fact.domain == Domain::YesNo) {
        let Some(ask) = &fact.ask else { continue };
        let (text, ask) = (words(&fact.text), words(ask));
        let negated = |words: &[String]| words.iter().any(|word| NEGATIONS.contains(&word.as_str()));
        let contrary = match negated(text.get(..1).unwrap_or_default()) {
            true => !negated(&ask),
            false => negated(ask.get(..FIRST).unwrap_or(&ask)) && !negated(&text),
        };
        if contrary {
            let message = format!("the question of `{}` says the contrary of its text", fact.path);
            on.warn("W181", on.at("fact", &fact.path), &message, "ask so that yes means that the text is so");
        }
    }
}

fn words(text: &str) -> Vec<String> {
    let words = text.split(|c: char| !c.is_alphanumeric() && c != '\'');
    words.filter(|word| !word.is_empty()).map(str::to_lowercase).collect()
}
