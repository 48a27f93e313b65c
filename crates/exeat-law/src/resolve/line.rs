//! A line of a declaration as words, with a cursor.

use std::ops::Range;

use crate::syntax::{Node, SyntaxKind};

/// A token that means something.
#[derive(Debug, Clone)]
pub(crate) struct Word {
    pub(crate) kind: SyntaxKind,
    pub(crate) text: String,
    pub(crate) span: Range<usize>,
}

/// Words of a node and a position among them.
#[derive(Debug, Clone)]
pub(crate) struct Line {
    pub(crate) words: Vec<Word>,
    pub(crate) at: usize,
    /// Where the line stands, for complaints at its end.
    pub(crate) span: Range<usize>,
}

impl Line {
    /// The words directly in a node, not those of nested lines or conditions.
    pub(crate) fn own(node: &Node) -> Line {
        Line::of(node, node.children_with_tokens().filter_map(|e| e.into_token()))
    }

    fn of(node: &Node, tokens: impl Iterator<Item = crate::syntax::Token>) -> Line {
        let words: Vec<Word> = tokens
            .filter(|t| !t.kind().is_trivia() && t.kind() != SyntaxKind::Newline)
            .map(|t| Word { kind: t.kind(), text: t.text().to_owned(), span: range(t.text_range()) })
            .collect();
        let start = words.first().map_or_else(|| range(node.text_range()).start, |w| w.span.start);
        let end = words.last().map_or(start, |w| w.span.end);
        Line { words, at: 0, span: start..end }
    }

    pub(crate) fn peek(&self) -> Option<&Word> {
        self.words.get(self.at)
    }

    pub(crate) fn next(&mut self) -> Option<Word> {
        let word = self.words.get(self.at).cloned();
        self.at += usize::from(word.is_some());
        word
    }

    /// Whether these words come next.
    pub(crate) fn sees(&self, words: &[&str]) -> bool {
        words.iter().enumerate().all(|(i, w)| {
            self.words.get(self.at + i).is_some_and(|t| t.text == *w && t.kind != SyntaxKind::Text)
        })
    }

    /// Takes these words if they come next.
    pub(crate) fn eat(&mut self, words: &[&str]) -> bool {
        let sees = self.sees(words);
        if sees {
            self.at += words.len();
        }
        sees
    }

    pub(crate) fn eat_kind(&mut self, kind: SyntaxKind) -> Option<Word> {
        if self.peek().is_some_and(|w| w.kind == kind) { self.next() } else { None }
    }

    /// Takes a sign such as `[` if it comes next.
    pub(crate) fn eat_sign(&mut self, sign: &str) -> bool {
        let sees = self.peek().is_some_and(|w| w.kind == SyntaxKind::Other && w.text == sign);
        self.at += usize::from(sees);
        sees
    }

    pub(crate) fn done(&self) -> bool {
        self.at >= self.words.len()
    }

    /// Where the next word stands, or the end of the line.
    pub(crate) fn here(&self) -> Range<usize> {
        self.peek().map_or(self.span.end..self.span.end, |w| w.span.clone())
    }

    /// Source text from the next word to the end of the line.
    pub(crate) fn rest<'t>(&mut self, text: &'t str) -> &'t str {
        let start = self.here().start;
        self.at = self.words.len();
        text.get(start..self.span.end).unwrap_or("").trim()
    }
}

/// A `rowan` range as a `std` one.
pub(crate) fn range(r: rowan::TextRange) -> Range<usize> {
    usize::from(r.start())..usize::from(r.end())
}

/// Text without its quotes.
pub(crate) fn unquote(text: &str) -> String {
    text.trim_matches('"').to_owned()
}
