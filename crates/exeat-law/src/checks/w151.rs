//! # W151: identifiers that look alike
//!
//! ## What it says
//!
//! Two identifiers of one sort differ only in characters that look alike, such as `l` and `1` or `O` and `0`, or in the marks between their words.
//!
//! ## Why
//!
//! One will be written for the other, and both exist.
//!
//! ## Example
//!
//! ```text
//! define gl25.l … define gl25.1 …
//! ```
//!
//! ## Instead
//!
//! ```text
//! Give them names that one can tell apart.
//! ```

use std::collections::BTreeMap;

use super::Inspection;

pub(super) fn check(on: &mut Inspection<'_>) {
    let mut seen: BTreeMap<(&str, String), &str> = BTreeMap::new();
    let mut found = Vec::new();
    for (keyword, id, declared) in on.places.all() {
        // numbers of codes and paragraphs are what they are
        if let Some(other) = seen.insert((keyword, skeleton(id)), id) {
            let message = format!("`{id}` looks like `{other}`");
            found.push((on.places.place(declared.file, declared.id.clone()), message));
        }
    }
    for (place, message) in found {
        on.warn("W151", place, &message, "give them names that one can tell apart");
    }
}

/// What is left of an identifier for the eye.
fn skeleton(id: &str) -> String {
    let letters = id.chars().filter(|c| !matches!(c, '_' | '-' | '.'));
    let alike = letters.map(|c| match c {
        '1' | 'I' | 'l' | '|' => 'l',
        '0' | 'O' => 'o',
        c => c.to_ascii_lowercase(),
    });
    alike.collect::<String>().replace("rn", "m").replace("vv", "w")
}
