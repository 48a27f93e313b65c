//! Tokens. Every byte of a file belongs to exactly one.

use logos::Logos;

/// Kinds of tokens and nodes.
#[derive(Logos, Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u16)]
pub enum SyntaxKind {
    /// Blanks within a line.
    #[regex(r"[ \t\r]+")]
    Blank,
    /// End of a line.
    #[token("\n")]
    Newline,
    /// `-- …` to the end of the line.
    #[regex(r"--[^\n]*", allow_greedy = true)]
    Comment,
    /// Text in double quotes, on one line.
    #[regex(r#""[^"\n]*""#)]
    Text,
    /// `2022-04-07`
    #[regex(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", priority = 20)]
    Date,
    /// `00:01`
    #[regex(r"[0-9]{2}:[0-9]{2}", priority = 20)]
    Time,
    /// `50%`, `0.5%`
    #[regex(r"[0-9]+(\.[0-9]+)?%", priority = 20)]
    Percent,
    /// A word: keyword, identifier, code or number.
    #[regex(r"[A-Za-z0-9_]+([.\-/][A-Za-z0-9_]+)*", priority = 10)]
    Word,
    /// `{`
    #[token("{")]
    OpenBrace,
    /// `}`
    #[token("}")]
    CloseBrace,
    /// `(`
    #[token("(")]
    OpenParen,
    /// `)`
    #[token(")")]
    CloseParen,
    /// `,`
    #[token(",")]
    Comma,
    /// `;`
    #[token(";")]
    Semicolon,
    /// `:`
    #[token(":")]
    Colon,
    /// `-` that starts a list item.
    #[token("-")]
    Dash,
    /// Any other character; harmless in a citation or address, a complaint elsewhere.
    Other,
    /// Markdown around the fenced blocks.
    Prose,
    /// The line that opens a fenced block of ours.
    FenceOpen,
    /// The line that closes it.
    FenceClose,

    /// The whole file.
    File,
    /// A `law` block.
    LawBlock,
    /// A `cases` block.
    CasesBlock,
    /// A declaration or case: a line in column 0 with what is indented under it.
    Decl,
    /// An indented line with what is indented under it.
    Clause,
    /// A condition after a clause word.
    Cond,
    /// `all of` and its dash list.
    Group,
    /// One dash and its condition.
    Item,
    /// `A or B`
    OrExpr,
    /// `A and B`
    AndExpr,
    /// `not A`
    NotExpr,
    /// `if A: B`
    IfExpr,
    /// `( A )`
    ParenExpr,
    /// `any ROLE has ( A )`
    QuantExpr,
    /// A test, as a run of tokens.
    Atom,
}

impl SyntaxKind {
    pub(crate) fn from_raw(raw: u16) -> SyntaxKind {
        const ALL: [SyntaxKind; 33] = {
            use SyntaxKind::*;
            [
                Blank, Newline, Comment, Text, Date, Time, Percent, Word, OpenBrace, CloseBrace, OpenParen,
                CloseParen, Comma, Semicolon, Colon, Dash, Other, Prose, FenceOpen, FenceClose, File,
                LawBlock, CasesBlock, Decl, Clause, Cond, Group, Item, OrExpr, AndExpr, NotExpr, IfExpr,
                ParenExpr,
            ]
        };
        match ALL.get(raw as usize) {
            Some(kind) => *kind,
            None if raw == SyntaxKind::QuantExpr as u16 => SyntaxKind::QuantExpr,
            None => SyntaxKind::Atom,
        }
    }

    /// Blank or comment: never means anything.
    pub fn is_trivia(self) -> bool {
        matches!(self, SyntaxKind::Blank | SyntaxKind::Comment)
    }
}

/// One token: its kind, where it starts and its text.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Lexeme<'a> {
    pub(crate) kind: SyntaxKind,
    pub(crate) start: usize,
    pub(crate) text: &'a str,
}

/// Splits a file into prose, fences and the tokens inside fenced blocks.
pub(crate) fn lex(text: &str) -> Vec<Lexeme<'_>> {
    let mut out = Vec::new();
    let mut at = 0;
    let mut inside = false;
    let mut foreign = false;
    for line in text.split_inclusive('\n') {
        let bare = line.trim_end();
        if inside && bare == "```" {
            inside = false;
            out.push(Lexeme { kind: SyntaxKind::FenceClose, start: at, text: line });
        } else if inside {
            lex_line(line, at, &mut out);
        } else if !foreign && (bare == "```law" || bare == "```cases") {
            inside = true;
            out.push(Lexeme { kind: SyntaxKind::FenceOpen, start: at, text: line });
        } else {
            // a fence of another language hides what looks like ours inside it
            if bare.starts_with("```") {
                foreign = !foreign;
            }
            out.push(Lexeme { kind: SyntaxKind::Prose, start: at, text: line });
        }
        at += line.len();
    }
    out
}

fn lex_line<'a>(line: &'a str, at: usize, out: &mut Vec<Lexeme<'a>>) {
    let mut lexer = SyntaxKind::lexer(line);
    while let Some(kind) = lexer.next() {
        let span = lexer.span();
        let (start, text) = (at + span.start, &line[span]);
        let Err(()) = kind else {
            out.extend(kind.ok().map(|kind| Lexeme { kind, start, text }));
            continue;
        };
        // what is not understood, such as text without its second quote, may run to the end of the line
        let meant = text.trim_end_matches([' ', '\t', '\r']);
        let blank = &text[meant.len()..];
        out.push(Lexeme { kind: SyntaxKind::Other, start, text: meant });
        if !blank.is_empty() {
            out.push(Lexeme { kind: SyntaxKind::Blank, start: start + meant.len(), text: blank });
        }
    }
}
