//! Rust source as words and signs, without comments and without what stands in quotes.

/// A word, number or sign, and its line from 1. `::` is one sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Token<'a> {
    pub(crate) line: usize,
    pub(crate) text: &'a str,
}

impl Token<'_> {
    pub(crate) fn is_number(&self) -> bool {
        self.text.starts_with(|c: char| c.is_ascii_digit())
    }
}

/// Cuts source into tokens. Source that does not compile is cut somehow and never refused.
pub(crate) fn tokens(source: &str) -> Vec<Token<'_>> {
    let mut cutter = Cutter { source, at: 0, line: 1 };
    let mut out = Vec::new();
    while let Some(c) = cutter.peek() {
        let rest = cutter.rest();
        if rest.starts_with("//") {
            cutter.skip(rest.find('\n').unwrap_or(rest.len()));
        } else if rest.starts_with("/*") {
            cutter.comment();
        } else if let Some(hashes) = raw_string(rest) {
            cutter.raw(hashes);
        } else if c == '"' {
            cutter.quoted('"');
        } else if c == '\'' {
            match rest.chars().nth(1) {
                Some('\\') => cutter.quoted('\''),
                Some(inner) if rest[1 + inner.len_utf8()..].starts_with('\'') => {
                    cutter.skip(2 + inner.len_utf8());
                }
                _ => cutter.skip(1),
            }
        } else if is_word(c) {
            let end = rest.find(|c| !is_word(c)).unwrap_or(rest.len());
            out.push(Token { line: cutter.line, text: &rest[..end] });
            cutter.skip(end);
        } else if rest.starts_with("::") {
            out.push(Token { line: cutter.line, text: "::" });
            cutter.skip(2);
        } else {
            if !c.is_whitespace() {
                out.push(Token { line: cutter.line, text: &rest[..c.len_utf8()] });
            }
            cutter.skip(c.len_utf8());
        }
    }
    out
}

fn is_word(c: char) -> bool {
    c == '_' || c.is_alphanumeric()
}

/// Number of `#` of a raw string that begins here.
fn raw_string(rest: &str) -> Option<usize> {
    let after = ["r", "br", "cr"].iter().find_map(|start| {
        let after = rest.strip_prefix(start)?;
        after.starts_with(['"', '#']).then_some(after)
    })?;
    let quote = after.find(|c| c != '#')?;
    after[quote..].starts_with('"').then_some(quote)
}

struct Cutter<'a> {
    source: &'a str,
    at: usize,
    line: usize,
}

impl<'a> Cutter<'a> {
    fn rest(&self) -> &'a str {
        &self.source[self.at..]
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn skip(&mut self, bytes: usize) {
        let rest = self.rest();
        let bytes = bytes.min(rest.len());
        self.line += rest[..bytes].matches('\n').count();
        self.at += bytes;
    }

    fn comment(&mut self) {
        let mut depth = 0usize;
        loop {
            let rest = self.rest();
            if rest.starts_with("/*") {
                depth += 1;
                self.skip(2);
            } else if rest.starts_with("*/") {
                depth -= 1;
                self.skip(2);
            } else {
                match rest.chars().next() {
                    Some(c) => self.skip(c.len_utf8()),
                    None => return,
                }
            }
            if depth == 0 {
                return;
            }
        }
    }

    fn raw(&mut self, hashes: usize) {
        let open = self.rest().find('"').map_or(0, |at| at + 1);
        self.skip(open);
        let close = format!("\"{}", "#".repeat(hashes));
        let rest = self.rest();
        self.skip(rest.find(&close).map_or(rest.len(), |at| at + close.len()));
    }

    fn quoted(&mut self, quote: char) {
        self.skip(1);
        while let Some(c) = self.peek() {
            self.skip(c.len_utf8());
            if c == quote {
                return;
            }
            if c == '\\'
                && let Some(next) = self.peek()
            {
                self.skip(next.len_utf8());
            }
        }
    }
}
