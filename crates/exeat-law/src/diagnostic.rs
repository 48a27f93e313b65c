//! What is wrong with a law file, as plain data.
//!
//! A message is one sentence in lower case without a full stop; user text stands in backticks; advice goes to
//! `help`. Codes are stable: E01x names, E02x types, E03x the norm graph, E04x periods, E05x sources, E06x syntax;
//! L01x of the ledger (`exeat::ledger`).

use std::fmt;
use std::ops::Range;

/// How bad it is. Errors keep a law base from being used at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The law base cannot be used.
    Error,
    /// It can, but somebody should look.
    Warning,
}

/// One finding about a law file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// Stable code, such as `E010`.
    pub code: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// Name of the file as given to [`crate::load`].
    pub file: String,
    /// Byte range in that file.
    pub span: Range<usize>,
    /// First line of the span, counted from 1.
    pub line: usize,
    /// One sentence.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let level = match self.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        };
        write!(f, "{}:{}: {level}[{}]: {}", self.file, self.line, self.code, self.message)?;
        if let Some(help) = &self.help {
            write!(f, "\n  help: {help}")?;
        }
        Ok(())
    }
}

/// Where the lines of a text begin, for turning many offsets into lines.
pub(crate) fn line_starts(text: &str) -> Vec<usize> {
    std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect()
}

/// Longest word of a user that a message repeats in full, and that is compared with what exists.
const LONG: usize = 80;

/// Text as a terminal shows it: characters that it would obey are written out.
pub fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_control() { out.extend(c.escape_debug()) } else { out.push(c) }
    }
    out
}

/// A message in plain text, without the rest of a quoted word of absurd length.
pub fn brief(message: &str) -> String {
    let shorten = |part: &str| match part.char_indices().nth(LONG) {
        Some((at, _)) if part.len() > 4 * LONG => format!("{}…", part.get(..at).unwrap_or(part)),
        _ => part.to_owned(),
    };
    plain(&message.split('`').map(shorten).collect::<Vec<String>>().join("`"))
}

/// The candidate closest to `word`, if it is close enough to be meant.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let mut best: Option<(usize, &str)> = None;
    let length = word.chars().count();
    let close = length.max(3) / 2;
    if length > LONG {
        return None;
    }
    for candidate in candidates {
        // so far apart in length, they are as far apart in spelling
        if candidate.chars().count().abs_diff(length) > close {
            continue;
        }
        let distance = strsim::damerau_levenshtein(word, candidate);
        let better = best.is_none_or(|(d, c)| distance < d || (distance == d && candidate < c));
        if better && distance <= close {
            best = Some((distance, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}
