//! # W150: a word of mixed scripts
//!
//! ## What it says
//!
//! A word in quoted text holds letters of more than one script, such as a Cyrillic `а` among Latin letters.
//!
//! ## Why
//!
//! It looks like another word and matches nothing; a name written so is never found.
//!
//! ## Example
//!
//! ```text
//! "Vnesheconombаnk" (the second a is Cyrillic)
//! ```
//!
//! ## Instead
//!
//! ```text
//! "Vnesheconombank"
//! ```

use super::Inspection;
use crate::syntax::SyntaxKind;

pub(super) fn check(on: &mut Inspection<'_>) {
    for (file, source) in on.places.sources.iter().enumerate() {
        let root = crate::syntax::parse(&source.text).root();
        let tokens = root.descendants_with_tokens().filter_map(|e| e.into_token());
        for token in tokens.filter(|t| t.kind() == SyntaxKind::Text) {
            let start = usize::from(token.text_range().start());
            for word in token.text().split(|c: char| !c.is_alphanumeric()) {
                if mixed(word) {
                    let at = word.as_ptr() as usize - token.text().as_ptr() as usize + start;
                    let place = on.places.place(file, at..at + word.len());
                    let message = format!("`{word}` holds letters of more than one script");
                    on.warn("W150", place, &message, "type it anew in one script");
                }
            }
        }
    }
}

/// Scripts that are mistaken for each other.
fn script(c: char) -> Option<u8> {
    match c {
        'A'..='Z' | 'a'..='z' | '\u{c0}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}' => Some(0),
        '\u{370}'..='\u{3ff}' | '\u{1f00}'..='\u{1fff}' => Some(1),
        '\u{400}'..='\u{52f}' => Some(2),
        '\u{531}'..='\u{58f}' => Some(3),
        _ => None,
    }
}

fn mixed(word: &str) -> bool {
    let mut scripts = word.chars().filter_map(script);
    scripts.next().is_some_and(|first| scripts.any(|s| s != first))
}
