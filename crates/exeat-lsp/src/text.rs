//! Places in a text: bytes here, lines and UTF-16 units in the protocol.

use std::ops::Range;

use lsp_types::{Position, Range as LspRange};

/// The place of a byte.
pub(crate) fn position(text: &str, byte: usize) -> Position {
    let mut at = byte.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    let before = text.get(..at).unwrap_or("");
    let start = before.rfind('\n').map_or(0, |n| n + 1);
    let units = before.get(start..).unwrap_or("").chars().map(char::len_utf16).sum::<usize>();
    Position { line: small(before.matches('\n').count()), character: small(units) }
}

/// The byte of a place; the end of the line where the line is shorter.
pub(crate) fn byte(text: &str, position: Position) -> usize {
    let mut start = 0;
    for _ in 0..position.line {
        match text.get(start..).and_then(|rest| rest.find('\n')) {
            Some(at) => start += at + 1,
            None => return text.len(),
        }
    }
    let mut units = 0;
    for (at, c) in text.get(start..).unwrap_or("").char_indices() {
        if c == '\n' || units >= position.character as usize {
            return start + at;
        }
        units += c.len_utf16();
    }
    text.len()
}

/// A range of bytes as the protocol has it.
pub(crate) fn range(text: &str, bytes: &Range<usize>) -> LspRange {
    LspRange { start: position(text, bytes.start), end: position(text, bytes.end) }
}

/// The name under a byte: letters, digits, `_`, and `.` or `-` within.
pub(crate) fn word(text: &str, byte: usize) -> Option<(Range<usize>, &str)> {
    let part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-');
    let before = text.get(..byte)?;
    let start = byte - before.chars().rev().take_while(|c| part(*c)).count();
    let end = byte + text.get(byte..)?.chars().take_while(|c| part(*c)).count();
    let word = text.get(start..end)?;
    let trimmed = word.trim_matches(|c| matches!(c, '.' | '-'));
    let shift = word.find(trimmed)?;
    (!trimmed.is_empty()).then(|| (start + shift..start + shift + trimmed.len(), trimmed))
}

fn small(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_count_utf16_units() {
        let text = "é𝄞x\nsecond gl25.b, rest";
        let x = text.find('x').unwrap_or(0);
        assert_eq!(position(text, x), Position { line: 0, character: 3 });
        assert_eq!(byte(text, Position { line: 0, character: 3 }), x);
        assert_eq!(byte(text, Position { line: 9, character: 9 }), text.len());
        let at = byte(text, Position { line: 1, character: 9 });
        assert_eq!(word(text, at).map(|(_, w)| w), Some("gl25.b"));
    }
}
