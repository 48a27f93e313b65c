//! What is wrong with a law file, as plain data.
//!
//! A message is one sentence in lower case without a full stop; user text stands in backticks; advice goes to
//! `help`. Codes are stable: E01x names, E02x types, E03x the norm graph, E04x periods, E05x sources, E06x syntax.

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

/// Line of a byte offset, counted from 1.
pub(crate) fn line_of(text: &str, offset: usize) -> usize {
    let end = offset.min(text.len());
    text.as_bytes()[..end].iter().filter(|b| **b == b'\n').count() + 1
}

/// The candidate closest to `word`, if it is close enough to be meant.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let mut best: Option<(usize, &str)> = None;
    for candidate in candidates {
        let distance = strsim::damerau_levenshtein(word, candidate);
        let better = best.is_none_or(|(d, c)| distance < d || (distance == d && candidate < c));
        if better && distance <= (word.chars().count().max(3)) / 2 {
            best = Some((distance, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}
