//! The parser: recursive descent that always returns a tree of the whole text.

use std::ops::Range;

use rowan::{GreenNode, GreenNodeBuilder, Language};

use super::lexer::{Lexeme, SyntaxKind, lex};
use super::{Law, Node};
use SyntaxKind::*;

/// Something the parser could not place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Complaint {
    /// Stable code.
    pub code: &'static str,
    /// Byte range.
    pub span: Range<usize>,
    /// One sentence.
    pub message: String,
    /// What to do.
    pub help: Option<String>,
}

/// A tree and what was wrong with the text.
#[derive(Debug, Clone)]
pub struct Parsed {
    green: GreenNode,
    /// In the order of the text.
    pub complaints: Vec<Complaint>,
}

impl Parsed {
    /// The root, a [`SyntaxKind::File`].
    pub fn root(&self) -> Node {
        Node::new_root(self.green.clone())
    }
}

/// Parses any text whatever. The text of the tree equals the input.
pub fn parse(text: &str) -> Parsed {
    let tokens = lex(text);
    let mut parser = Parser {
        tokens,
        at: 0,
        builder: GreenNodeBuilder::new(),
        complaints: Vec::new(),
        depth: 0,
        lost: false,
    };
    parser.start(File);
    while let Some(kind) = parser.raw() {
        match kind {
            FenceOpen => parser.block(),
            _ => parser.bump(),
        }
    }
    parser.builder.finish_node();
    Parsed { green: parser.builder.finish(), complaints: parser.complaints }
}

/// Clause words after which a condition stands.
const COND_WORDS: [&str; 5] = ["when", "provided", "means", "saving", "unless"];
/// Deeper nesting than any law needs; keeps hostile input from exhausting the stack.
const MAX_DEPTH: usize = 64;

struct Parser<'a> {
    tokens: Vec<Lexeme<'a>>,
    at: usize,
    builder: GreenNodeBuilder<'static>,
    complaints: Vec<Complaint>,
    depth: usize,
    /// A complaint was made about this line: what follows in it is no news.
    lost: bool,
}

impl<'a> Parser<'a> {
    fn start(&mut self, kind: SyntaxKind) {
        self.builder.start_node(Law::kind_to_raw(kind));
    }

    fn raw(&self) -> Option<SyntaxKind> {
        self.tokens.get(self.at).map(|t| t.kind)
    }

    fn bump(&mut self) {
        if let Some(token) = self.tokens.get(self.at) {
            self.builder.token(Law::kind_to_raw(token.kind), token.text);
            self.lost &= token.kind != Newline;
            self.at += 1;
        }
    }

    fn skip_trivia(&mut self) {
        while self.raw().is_some_and(SyntaxKind::is_trivia) {
            self.bump();
        }
    }

    /// Blank lines and comments too, for inside brackets and between items.
    fn skip_lines(&mut self) {
        while self.raw().is_some_and(|k| k.is_trivia() || k == Newline) {
            self.bump();
        }
    }

    /// The `n`th token from here that is not trivia.
    fn peek(&self, n: usize) -> Option<&Lexeme<'a>> {
        self.tokens[self.at..].iter().filter(|t| !t.kind.is_trivia()).nth(n)
    }

    fn peek_is(&self, n: usize, word: &str) -> bool {
        self.peek(n).is_some_and(|t| t.kind == Word && t.text == word)
    }

    fn at_end_of_line(&self) -> bool {
        self.peek(0).is_none_or(|t| matches!(t.kind, Newline | FenceClose | FenceOpen | Prose))
    }

    fn complain(&mut self, code: &'static str, message: impl Into<String>, help: Option<&str>) {
        let span = self.peek(0).map_or_else(
            || {
                let end = self.tokens.last().map_or(0, |t| t.start + t.text.len());
                end..end
            },
            |t| t.start..t.start + t.text.len(),
        );
        self.complain_at(span, code, message, help);
    }

    fn complain_at(
        &mut self,
        span: Range<usize>,
        code: &'static str,
        message: impl Into<String>,
        help: Option<&str>,
    ) {
        if std::mem::replace(&mut self.lost, true) {
            return;
        }
        self.complaints.push(Complaint {
            code,
            span,
            message: message.into(),
            help: help.map(str::to_owned),
        });
    }

    fn unclosed(&mut self, bracket: Range<usize>) {
        self.complain_at(
            bracket,
            "E061",
            "this bracket is not closed",
            Some("close it before the next declaration"),
        );
    }

    /// Whether a line ends here and the next begins with a word in column 0: no bracket reaches beyond.
    fn declaration_after(&self, at: usize) -> bool {
        let kind = |at: usize| self.tokens.get(at).map(|t| t.kind);
        kind(at) == Some(Newline) && kind(at + 1) == Some(Word)
    }

    /// Column of the first token of the next line that holds one; `None` at the end of the block.
    fn next_line(&self) -> Option<(usize, &Lexeme<'a>)> {
        let mut column = 0;
        for token in &self.tokens[self.at..] {
            match token.kind {
                Newline => column = 0,
                Blank => column += token.text.chars().map(|c| if c == '\t' { 8 } else { 1 }).sum::<usize>(),
                Comment => {}
                FenceClose | FenceOpen | Prose => return None,
                _ => return Some((column, token)),
            }
        }
        None
    }

    fn block(&mut self) {
        let cases = self.tokens[self.at].text.trim_end() == "```cases";
        self.start(if cases { CasesBlock } else { LawBlock });
        self.bump();
        while let Some((column, _)) = self.next_line() {
            self.skip_lines();
            if column > 0 {
                self.complain(
                    "E061",
                    "this line is indented but stands under no declaration",
                    Some("start a declaration in column 0"),
                );
            }
            self.line(Decl, column);
        }
        self.skip_lines();
        match self.raw() {
            Some(FenceClose) => self.bump(),
            _ => self.complain(
                "E061",
                "the fenced block is not closed",
                Some("add a line with three backquotes"),
            ),
        }
        self.builder.finish_node();
    }

    /// A line and everything indented under it.
    fn line(&mut self, kind: SyntaxKind, column: usize) {
        self.start(kind);
        self.depth += 1;
        let word = self.peek(0).filter(|t| t.kind == Word).map_or("", |t| t.text);
        if let "and" | "or" = word {
            self.complain(
                "E061",
                format!("this line begins with `{word}`, but the condition above it ended with its line"),
                Some("put the whole condition in parentheses, or on one line"),
            );
        }
        if self.depth < MAX_DEPTH && COND_WORDS.contains(&word) {
            self.skip_trivia();
            self.bump();
            self.condition(column);
        } else {
            self.run(word == "licence", column);
        }
        while let Some((deeper, token)) = self.next_line() {
            if deeper <= column {
                break;
            }
            if self.depth >= MAX_DEPTH {
                let span = token.start..token.start + token.text.len();
                self.complain_at(span, "E061", "lines are nested too deeply", Some("indent this line less"));
                break;
            }
            self.skip_lines();
            self.line(Clause, deeper);
        }
        self.depth -= 1;
        self.builder.finish_node();
    }

    /// Tokens to the end of the line; brackets may hold line ends. In a `licence` clause `when` starts a condition.
    fn run(&mut self, licence: bool, column: usize) {
        let mut open = 0usize;
        let mut first = 0..0;
        loop {
            match self.raw() {
                None | Some(FenceClose | FenceOpen | Prose) => break,
                Some(Newline) if open == 0 || self.declaration_after(self.at) => break,
                Some(OpenBrace | OpenParen) => {
                    if open == 0 {
                        let start = self.tokens[self.at].start;
                        first = start..start + 1;
                    }
                    open += 1;
                }
                Some(CloseBrace | CloseParen) => open = open.saturating_sub(1),
                Some(Word) if licence && open == 0 && self.tokens[self.at].text == "when" => {
                    self.bump();
                    return self.condition(column);
                }
                _ => {}
            }
            self.bump();
        }
        if open > 0 {
            self.unclosed(first);
        }
    }

    fn condition(&mut self, column: usize) {
        self.start(Cond);
        self.cond(column);
        if !self.at_end_of_line() {
            self.complain("E061", "expected the end of the line after this condition", None);
            self.run(false, column);
        }
        self.builder.finish_node();
    }

    /// A group with its dash list, or an expression.
    fn cond(&mut self, column: usize) {
        self.skip_trivia();
        if !self.at_group() {
            return self.expr();
        }
        self.start(Group);
        while !self.at_end_of_line() {
            self.skip_trivia();
            let last = self.peek_is(0, "of");
            self.bump();
            if last {
                break;
            }
        }
        if !self.at_end_of_line() {
            self.complain(
                "E061",
                "expected a dash list on the next lines",
                Some("put each limb on a line of its own after `-`"),
            );
        }
        let mut list: Option<usize> = None;
        while let Some((at, token)) = self.next_line() {
            let dash = token.kind == Dash;
            if !dash || at <= column {
                break;
            }
            if list.is_some_and(|c| c != at) {
                if list.is_some_and(|c| at < c) {
                    self.skip_lines();
                    self.complain(
                        "E062",
                        "this dash is not aligned with the list it belongs to",
                        Some("align the dashes of one list"),
                    );
                } else {
                    break;
                }
            }
            list.get_or_insert(at);
            self.skip_lines();
            self.start(Item);
            self.bump();
            self.depth += 1;
            if self.depth < MAX_DEPTH {
                self.cond(at);
            }
            self.depth -= 1;
            if !self.at_end_of_line() {
                self.complain("E061", "expected the end of the line after this limb", None);
                self.run(false, at);
            }
            self.builder.finish_node();
        }
        if let (Some(mine), Some((at, token))) = (list, self.next_line())
            && token.kind == Dash
            && at > mine
        {
            self.skip_lines();
            self.complain(
                "E062",
                "this dash is deeper than its list, but nothing above it opens a group",
                Some("align it, or write `all of` or `any of` on the line above"),
            );
            self.start(Item);
            self.bump();
            self.run(false, at);
            self.builder.finish_node();
            return self.rest_of_group(mine);
        }
        if list.is_none() {
            self.complain("E061", "this group has no limbs", Some("add a dash list, indented deeper"));
        }
        self.builder.finish_node();
    }

    /// After a misplaced dash: keeps the rest of the list in the group.
    fn rest_of_group(&mut self, column: usize) {
        while let Some((at, token)) = self.next_line() {
            if token.kind != Dash || at < column {
                break;
            }
            self.skip_lines();
            self.start(Item);
            self.bump();
            self.run(false, at);
            self.builder.finish_node();
        }
        self.builder.finish_node();
    }

    fn at_group(&self) -> bool {
        let head = ["all", "any", "none"].iter().any(|w| self.peek_is(0, w)) && self.peek_is(1, "of");
        head || (self.peek_is(0, "at") && self.peek_is(1, "least") && self.peek_is(3, "of"))
    }

    /// `A or B or …` or `A and B and …`; both in one without parentheses is a complaint.
    fn expr(&mut self) {
        let mark = self.builder.checkpoint();
        self.unary();
        let mut joined: Option<&str> = None;
        loop {
            let word = match self.peek(0) {
                Some(t) if t.kind == Word && t.text == "and" => "and",
                Some(t) if t.kind == Word && t.text == "or" => "or",
                _ => break,
            };
            if joined.is_some_and(|j| j != word) {
                self.complain(
                    "E060",
                    "`and` and `or` are mixed without parentheses",
                    Some("add parentheses to say which binds first"),
                );
            }
            joined.get_or_insert(word);
            self.skip_trivia();
            self.bump();
            self.unary();
        }
        if let Some(word) = joined {
            self.builder.start_node_at(mark, Law::kind_to_raw(if word == "and" { AndExpr } else { OrExpr }));
            self.builder.finish_node();
        }
    }

    fn unary(&mut self) {
        self.skip_trivia();
        if self.depth >= MAX_DEPTH {
            self.complain(
                "E061",
                "conditions are nested too deeply",
                Some("name the inner condition with `define`"),
            );
            while !self.at_end_of_line() {
                self.skip_trivia();
                self.bump();
            }
            return;
        }
        self.depth += 1;
        let first = self.peek(0).map(|t| (t.kind, t.text));
        let quantified = ["any", "every", "no"].iter().any(|w| self.peek_is(0, w)) && self.peek_is(2, "has");
        match first {
            Some((Word, "not")) => {
                self.start(NotExpr);
                self.bump();
                self.unary();
                self.builder.finish_node();
            }
            Some((Word, "if")) => {
                self.start(IfExpr);
                self.bump();
                self.expr();
                if self.peek(0).is_some_and(|t| t.kind == Colon) {
                    self.skip_trivia();
                    self.bump();
                } else {
                    self.complain("E061", "expected `:` after the condition of `if`", None);
                }
                self.expr();
                self.builder.finish_node();
            }
            Some((OpenParen, _)) => self.paren(),
            Some((Word, _)) if quantified => {
                self.start(QuantExpr);
                for _ in 0..3 {
                    self.skip_trivia();
                    self.bump();
                }
                self.skip_trivia();
                if self.raw() == Some(OpenParen) {
                    self.paren();
                } else {
                    self.complain("E061", "expected `(` after `has`", None);
                }
                self.builder.finish_node();
            }
            Some((Word | Date | Percent | Text, _)) => self.atom(),
            _ => self.complain("E061", "expected a condition", None),
        }
        self.depth -= 1;
    }

    fn paren(&mut self) {
        self.start(ParenExpr);
        let bracket = self.tokens[self.at].start..self.tokens[self.at].start + 1;
        self.bump();
        // inside brackets a line end means nothing: make them trivia for the inner parse
        let (mut open, mut braces) = (1usize, 0usize);
        let mut end = self.at;
        while let Some(token) = self.tokens.get(end) {
            match token.kind {
                // as in an atom: braces hold whatever there is, and one that closes nothing does nothing
                OpenBrace => braces += 1,
                CloseBrace => braces = braces.saturating_sub(1),
                OpenParen if braces == 0 => open += 1,
                CloseParen if braces == 0 => open -= 1,
                FenceClose | FenceOpen | Prose => break,
                _ => {}
            }
            if open == 0 || self.declaration_after(end) {
                break;
            }
            if token.kind == Newline {
                self.tokens[end].kind = Blank;
            }
            end += 1;
        }
        if open > 0 {
            self.unclosed(bracket);
        }
        self.expr();
        self.skip_trivia();
        if self.raw() == Some(CloseParen) {
            self.bump();
        } else {
            self.complain("E061", "expected `)`", None);
        }
        self.builder.finish_node();
    }

    /// Tokens up to `and`, `or`, `)`, `:` or the end of the line; braces are whole; `were … ,` keeps its `and`; a
    /// bracket after `by` or `has` holds a condition about an owner.
    fn atom(&mut self) {
        self.start(Atom);
        let status = self.peek_is(0, "status");
        let mut braces = 0usize;
        let mut brace = 0..0;
        let mut were = false;
        let mut before = "";
        while let Some(token) = self.tokens.get(self.at) {
            match token.kind {
                Newline if braces == 0 || self.declaration_after(self.at) => break,
                FenceClose | FenceOpen | Prose => break,
                OpenBrace => {
                    braces += 1;
                    brace = token.start..token.start + 1;
                }
                CloseBrace => braces = braces.saturating_sub(1),
                Comma if status => were = false,
                Word if status && token.text == "were" => were = true,
                Word if braces == 0 && !were && (token.text == "and" || token.text == "or") => {
                    // `on or before` and `on or after` are one word
                    let after = self.tokens[self.at + 1..].iter().find(|t| !t.kind.is_trivia());
                    if !(token.text == "or" && after.is_some_and(|t| t.text == "before" || t.text == "after"))
                    {
                        break;
                    }
                }
                OpenParen if braces == 0 && (before == "by" || before == "has") => {
                    self.paren();
                    break;
                }
                CloseParen | OpenParen | Colon if braces == 0 => break,
                _ => {}
            }
            if !token.kind.is_trivia() {
                before = token.text;
            }
            self.bump();
        }
        if braces > 0 {
            self.unclosed(brace);
        }
        self.builder.finish_node();
    }
}
