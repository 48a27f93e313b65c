//! One layout for law files.
//!
//! [`format()`] prints the lossless tree anew: clauses in a fixed order, their values in one column, sets sorted, dash
//! lists indented by four, long brackets filled to [`WIDTH`] columns. Prose, comments and the wording of citations stay
//! as they are, and what is read from the file afterwards is the same law (obligation O12). It works from the shape of
//! the tree, so a clause it has never heard of is laid out as well; only its place among the others is its author's.

mod line;
mod order;

use crate::syntax::{Complaint, Node, SyntaxKind, parse};
use line::{Line, Tok};

/// Columns a line may take before a bracket in it is broken.
pub const WIDTH: usize = 110;
/// Spaces from a clause to its dash list, and from a declaration to its clauses.
const STEP: usize = 2;

/// The text in the one layout.
///
/// # Errors
/// The complaints of the parser: a file that cannot be read is not touched, lest a misreading be made permanent.
pub fn format(text: &str) -> Result<String, Vec<Complaint>> {
    let parsed = parse(text);
    if !parsed.complaints.is_empty() {
        return Err(parsed.complaints);
    }
    let mut out = String::with_capacity(text.len());
    for element in parsed.root().children_with_tokens() {
        match element {
            rowan::NodeOrToken::Node(node) => block(&node, &mut out),
            rowan::NodeOrToken::Token(token) => out.push_str(token.text()),
        }
    }
    Ok(out)
}

/// A fenced block: declarations and the comments between them, set apart by at most one empty line.
fn block(node: &Node, out: &mut String) {
    let mut end = "\n";
    let mut empty_lines = 0;
    let mut first = true;
    for element in node.children_with_tokens() {
        match element {
            rowan::NodeOrToken::Token(token) => match token.kind() {
                SyntaxKind::FenceOpen => {
                    end = if token.text().ends_with("\r\n") { "\r\n" } else { "\n" };
                    out.push_str(token.text());
                }
                SyntaxKind::FenceClose => out.push_str(token.text()),
                SyntaxKind::Newline => empty_lines += 1,
                SyntaxKind::Comment => {
                    separate(out, end, !first && empty_lines > 1);
                    out.push_str(token.text().trim_end());
                    out.push_str(end);
                    (empty_lines, first) = (0, false);
                }
                _ => {}
            },
            rowan::NodeOrToken::Node(decl) => {
                let after_comment = empty_lines == 1 && ends_with_comment(out);
                separate(out, end, !first && (empty_lines > 1 || (stands_apart(&decl) && !after_comment)));
                let mut lines = Vec::new();
                declaration(&decl, &mut lines);
                for line in &lines {
                    line.print(out, end);
                }
                (empty_lines, first) = (0, false);
            }
        }
    }
}

fn separate(out: &mut String, end: &str, empty_line: bool) {
    if empty_line {
        out.push_str(end);
    }
}

fn ends_with_comment(out: &str) -> bool {
    out.lines().next_back().is_some_and(|line| line.starts_with("--"))
}

/// Whether a declaration is long enough by nature to have an empty line above it.
fn stands_apart(decl: &Node) -> bool {
    let word = first_word(decl);
    order::is_norm(&word) || matches!(word.as_str(), "instrument" | "case" | "policy" | "assumption")
}

fn first_word(node: &Node) -> String {
    let mut tokens = node.children_with_tokens().filter_map(|e| e.into_token());
    tokens.find(|t| !t.kind().is_trivia()).map_or_else(String::new, |t| t.text().to_owned())
}

/// A declaration: its first line, then its clauses in order.
fn declaration(decl: &Node, lines: &mut Vec<Line>) {
    let keyword = first_word(decl);
    let shape = Shape { keyword: &keyword, parent: "" };
    node(decl, 0, &shape, lines);
}

/// Where a clause stands, as far as its layout asks.
struct Shape<'a> {
    /// First word of the declaration.
    keyword: &'a str,
    /// First word of the clause above, or of the free text this line goes on; empty right under the declaration.
    parent: &'a str,
}

/// A declaration or clause with all that is nested under it.
fn node(node: &Node, indent: usize, shape: &Shape<'_>, lines: &mut Vec<Line>) {
    let own = lines.len();
    let head = first_word(node);
    lines.push(Line::at(indent));
    let mut flow = Flow { lines, open: 0, braces: 0, parens: 0, fresh: false };
    let mut nested: Vec<(Vec<Line>, Node)> = Vec::new();
    let mut comments: Vec<Line> = Vec::new();
    // in a kind every line begins with a name, whatever it is, and its depth is what it means
    let clauses = shape.keyword != "kind";
    let free = indent > 0 && clauses && order::is_free(&head);
    // lines under a free text are its continuation: siblings however deep they were indented
    let continued = clauses && order::is_free(shape.parent);
    let below = if continued {
        indent
    } else if free {
        indent + order::column(shape.keyword)
    } else {
        indent + STEP
    };
    for element in node.children_with_tokens() {
        match element {
            rowan::NodeOrToken::Node(child) if child.kind() == SyntaxKind::Clause => {
                nested.push((std::mem::take(&mut comments), child));
            }
            rowan::NodeOrToken::Node(child) => flow.node(&child, indent + STEP),
            rowan::NodeOrToken::Token(token) if token.kind() == SyntaxKind::Comment && flow.fresh => {
                comments.push(Line::comment(below, token.text()));
            }
            rowan::NodeOrToken::Token(token) => flow.token(&token, indent + STEP),
        }
    }
    if let Some(line) = lines.get_mut(own) {
        line.sort_sets = indent > 0 || !matches!(head.as_str(), "fact" | "role");
        line.fact = head == "fact" && indent == 0;
        if indent > 0 {
            line.head = if continued { 0 } else { order::head_words(&line.toks) };
            line.column = if line.head > 0 { order::value_column(shape.keyword, shape.parent) } else { 0 };
            let plain = !node.children().any(|n| n.kind() == SyntaxKind::Cond);
            line.verbatim = ((free || continued) && plain).then(|| order::verbatim(node, line.head));
        }
    }
    if indent == 0 {
        order::sort(&head, &mut nested);
    }
    let inner = Shape {
        keyword: if indent == 0 { &head } else { shape.keyword },
        parent: match indent {
            0 => "",
            _ if continued => shape.parent,
            _ => &head,
        },
    };
    for (comments, child) in nested {
        lines.extend(comments);
        self::node(&child, below, &inner, lines);
    }
    lines.extend(comments);
}

/// Tokens on their way into lines. A line end means nothing inside brackets, and what is inside is the parser's to say:
/// a run of tokens counts brackets of both sorts, an atom braces alone, and a parenthesis is a node.
struct Flow<'l> {
    lines: &'l mut Vec<Line>,
    /// Brackets open in a run of tokens.
    open: usize,
    /// Braces open in an atom.
    braces: usize,
    /// Parentheses around a condition.
    parens: usize,
    /// The line has ended and nothing else has begun: a comment now stands by itself.
    fresh: bool,
}

impl Flow<'_> {
    /// A condition: groups start lines of their own, everything else stays on the line at hand.
    fn node(&mut self, node: &Node, dash: usize) {
        match node.kind() {
            SyntaxKind::Group => {
                if let Some(line) = self.lines.last_mut() {
                    line.grouped |= line.toks.len() == 1;
                }
            }
            SyntaxKind::Atom => self.braces = 0,
            SyntaxKind::ParenExpr => self.parens += 1,
            _ => {}
        }
        for element in node.children_with_tokens() {
            match element {
                rowan::NodeOrToken::Node(child) if child.kind() == SyntaxKind::Item => {
                    self.lines.push(Line::at(dash));
                    self.fresh = false;
                    self.node(&child, dash + 2 * STEP);
                }
                rowan::NodeOrToken::Node(child) => self.node(&child, dash),
                rowan::NodeOrToken::Token(token) => {
                    self.put(&token, dash, self.braces + self.parens > 0);
                    match token.kind() {
                        SyntaxKind::OpenBrace => self.braces += 1,
                        SyntaxKind::CloseBrace => self.braces = self.braces.saturating_sub(1),
                        _ => {}
                    }
                }
            }
        }
        match node.kind() {
            SyntaxKind::Atom => self.braces = 0,
            SyntaxKind::ParenExpr => self.parens -= 1,
            _ => {}
        }
    }

    /// A token of a clause without a condition, or before it.
    fn token(&mut self, token: &crate::syntax::Token, indent: usize) {
        self.put(token, indent, self.open > 0);
        match token.kind() {
            SyntaxKind::OpenBrace | SyntaxKind::OpenParen => self.open += 1,
            SyntaxKind::CloseBrace | SyntaxKind::CloseParen => self.open = self.open.saturating_sub(1),
            _ => {}
        }
    }

    fn put(&mut self, token: &crate::syntax::Token, indent: usize, inside: bool) {
        match token.kind() {
            SyntaxKind::Newline => self.fresh = !inside,
            SyntaxKind::Blank => {}
            SyntaxKind::Comment if self.fresh => self.lines.push(Line::comment(indent, token.text())),
            _ => {
                self.fresh = false;
                if let Some(line) = self.lines.last_mut() {
                    line.toks.push(Tok::of(token, inside));
                }
            }
        }
    }
}
