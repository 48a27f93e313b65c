//! One line of output: spacing, sorted sets, breaking inside brackets.

use super::WIDTH;
use crate::syntax::{SyntaxKind, Token};

/// A token with what the layout asks of it.
#[derive(Debug, Clone)]
pub(super) struct Tok {
    pub(super) kind: SyntaxKind,
    pub(super) text: String,
    /// Stood right behind the token before it.
    glued: bool,
    /// Stands inside brackets, where a line may end before it.
    inside: bool,
}

impl Tok {
    pub(super) fn of(token: &Token, inside: bool) -> Tok {
        let glued =
            token.prev_token().is_some_and(|t| !t.kind().is_trivia() && t.kind() != SyntaxKind::Newline);
        // a form feed is a sign of its own, and no blank at a line's end
        let comment = token.kind() == SyntaxKind::Comment;
        let text = if comment { token.text().trim_end() } else { token.text() };
        Tok { kind: token.kind(), text: text.to_owned(), glued, inside }
    }
}

impl Tok {
    /// Takes everything behind it on its line: a comment, or text without its second quote.
    fn runs_on(&self) -> bool {
        self.kind == SyntaxKind::Comment || (self.kind == SyntaxKind::Other && self.text.starts_with('"'))
    }
}

/// A line on its way out.
#[derive(Debug, Clone, Default)]
pub(super) struct Line {
    pub(super) indent: usize,
    pub(super) toks: Vec<Tok>,
    /// So many tokens are the clause word.
    pub(super) head: usize,
    /// Column of the value from the indent on; zero: one space.
    pub(super) column: usize,
    /// Text behind the head that stays as written.
    pub(super) verbatim: Option<String>,
    /// Sets of this line may be sorted.
    pub(super) sort_sets: bool,
    /// The first line of a fact, whose colon stands free.
    pub(super) fact: bool,
    /// A dash list follows the clause word: its `all of` stays beside it.
    pub(super) grouped: bool,
}

impl Line {
    pub(super) fn at(indent: usize) -> Line {
        Line { indent, sort_sets: true, ..Line::default() }
    }

    pub(super) fn comment(indent: usize, text: &str) -> Line {
        let tok =
            Tok { kind: SyntaxKind::Comment, text: text.trim_end().to_owned(), glued: false, inside: false };
        Line { indent, toks: vec![tok], ..Line::default() }
    }

    /// Writes the line and its end.
    pub(super) fn print(&self, out: &mut String, end: &str) {
        let mut toks = self.toks.clone();
        let trailing = match toks.last() {
            Some(last) if last.kind == SyntaxKind::Comment && toks.len() > 1 => toks.pop(),
            _ => None,
        };
        let kept = trailing.as_ref().is_some_and(|t| t.text.contains("in this order"));
        if self.sort_sets && !kept {
            sort_sets(&mut toks);
        }
        let mut writer = Writer { out, end, column: 0, breaks: self.indent + self.column.max(4) };
        writer.pad(self.indent);
        let head = self.head.min(toks.len());
        writer.words(&toks[..head], self.fact);
        let value = &toks[head..];
        let verbatim = self.verbatim.as_deref();
        if head > 0 && (!value.is_empty() && verbatim.is_none() || verbatim.is_some_and(|v| !v.is_empty())) {
            let wanted = self.indent + self.column;
            if self.column == 0 || self.grouped || writer.column >= wanted {
                writer.push(" ");
            } else {
                writer.pad(wanted);
            }
        }
        match verbatim {
            Some(text) => writer.push(text),
            None => writer.words(value, self.fact),
        }
        if let Some(comment) = trailing {
            writer.push("  ");
            writer.push(&comment.text);
        }
        writer.out.push_str(end);
    }
}

struct Writer<'o> {
    out: &'o mut String,
    end: &'o str,
    column: usize,
    /// Column in which a broken line goes on.
    breaks: usize,
}

impl Writer<'_> {
    fn push(&mut self, text: &str) {
        self.out.push_str(text);
        self.column += text.chars().count();
    }

    fn pad(&mut self, column: usize) {
        while self.column < column {
            self.push(" ");
        }
    }

    fn wrap(&mut self) {
        self.out.push_str(self.end);
        self.column = 0;
        self.pad(self.breaks);
    }

    fn words(&mut self, toks: &[Tok], fact: bool) {
        let mut before: Option<&Tok> = None;
        for (i, tok) in toks.iter().enumerate() {
            if let Some(last) = before {
                if last.runs_on() {
                    self.wrap();
                } else {
                    let space = spaced(last, tok, fact);
                    if space && tok.inside && self.must_break(toks, i) {
                        self.wrap();
                    } else if space {
                        self.push(if tok.kind == SyntaxKind::Comment { "  " } else { " " });
                    }
                }
            }
            self.push(&tok.text);
            before = Some(tok);
        }
    }

    /// Inside brackets a line may end behind a comma and before `and` and `or`: there, if what comes up to the next
    /// such place would not fit.
    fn must_break(&self, toks: &[Tok], at: usize) -> bool {
        let place = |i: usize| {
            let joins = toks.get(i).is_some_and(|t| t.text == "and" || t.text == "or");
            let dated = toks.get(i + 1).is_some_and(|t| t.text == "before" || t.text == "after");
            (joins && !dated) || (i > 0 && toks.get(i - 1).is_some_and(|t| t.text == "," || t.text == ";"))
        };
        if !place(at) {
            return false;
        }
        let mut column = self.column + 1;
        for (i, tok) in toks.iter().enumerate().skip(at) {
            if i > at && (place(i) || tok.kind == SyntaxKind::Comment || !tok.inside) {
                break;
            }
            column += tok.text.chars().count()
                + usize::from(i > at && toks.get(i - 1).is_some_and(|last| spaced(last, tok, false)));
        }
        column > WIDTH
    }
}

/// Whether a blank stands between two tokens.
fn spaced(last: &Tok, tok: &Tok, fact: bool) -> bool {
    use SyntaxKind::{
        CloseBrace, CloseParen, Colon, Comma, Comment, Dash, OpenBrace, OpenParen, Other, Semicolon,
    };
    match (last.kind, tok.kind) {
        (_, Comment) => true,
        (Other | Dash, _) | (_, Other | Dash) => !tok.glued,
        (_, Colon) => fact,
        // `us.ofac.sdn:17018` is one name
        (Colon, _) => fact || !tok.glued,
        (OpenBrace | OpenParen, _) | (_, CloseBrace | CloseParen | Comma | Semicolon) => false,
        _ => true,
    }
}

/// Sorts what stands between braces, unless a comment stands there too.
fn sort_sets(toks: &mut Vec<Tok>) {
    let mut at = 0;
    while at < toks.len() {
        if toks[at].kind != SyntaxKind::OpenBrace {
            at += 1;
            continue;
        }
        let Some(len) = toks[at + 1..].iter().position(|t| t.kind == SyntaxKind::CloseBrace) else { return };
        let (from, to) = (at + 1, at + 1 + len);
        let plain = |t: &Tok| {
            matches!(
                t.kind,
                SyntaxKind::Word
                    | SyntaxKind::Text
                    | SyntaxKind::Date
                    | SyntaxKind::Percent
                    | SyntaxKind::Comma
            )
        };
        if toks[from..to].iter().all(plain) {
            let elements: Vec<&[Tok]> = toks[from..to].split(|t| t.kind == SyntaxKind::Comma).collect();
            if elements.iter().all(|e| !e.is_empty()) {
                let mut sorted: Vec<Vec<Tok>> = elements.into_iter().map(<[Tok]>::to_vec).collect();
                sorted.sort_by_key(|e| key(e));
                let comma = Tok { kind: SyntaxKind::Comma, text: ",".to_owned(), glued: true, inside: true };
                let joined: Vec<Tok> = sorted.join(&comma);
                toks.splice(from..to, joined);
            }
        }
        at = to + 1;
    }
}

/// Numbers by size, then everything by its text; `yes` before `no`, as people say it.
fn key(element: &[Tok]) -> (u128, String) {
    let text = element.iter().map(|t| t.text.as_str()).collect::<Vec<&str>>().join(" ");
    if text == "yes" {
        return (u128::MAX, "no".to_owned());
    }
    if text == "no" {
        return (u128::MAX, "no ".to_owned());
    }
    let number = text.bytes().all(|b| b.is_ascii_digit()).then(|| text.parse().ok()).flatten();
    (number.unwrap_or(u128::MAX), text)
}
