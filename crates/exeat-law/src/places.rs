//! Where declarations and the members of their conditions stand in the text.
//!
//! The theory is plain data without places; checks and coverage find them again in the syntax tree.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::Source;
use crate::diagnostic::line_starts;
use crate::syntax::{Node, SyntaxKind, parse};

/// A place in a law file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// Name of the file.
    pub file: String,
    /// Its line, from 1.
    pub line: usize,
    /// First byte.
    pub start: usize,
    /// Byte behind the last.
    pub end: usize,
}

/// A declaration as it stands in the text.
#[derive(Debug, Clone)]
pub(crate) struct Declared {
    /// Index of its source.
    pub(crate) file: usize,
    pub(crate) node: Node,
    /// Its id.
    pub(crate) id: Range<usize>,
}

/// Declarations by keyword and id.
#[derive(Debug)]
pub(crate) struct Places<'s> {
    pub(crate) sources: &'s [Source],
    lines: Vec<Vec<usize>>,
    declared: BTreeMap<(String, String), Declared>,
}

/// A member of a group: the way down to it in the condition, and its node.
pub(crate) struct Member {
    pub(crate) path: Vec<usize>,
    pub(crate) node: Node,
}

impl<'s> Places<'s> {
    pub(crate) fn of(sources: &'s [Source]) -> Places<'s> {
        let mut declared = BTreeMap::new();
        for (file, source) in sources.iter().enumerate() {
            let root = parse(&source.text).root();
            let blocks = root.children().filter(|n| n.kind() == SyntaxKind::LawBlock);
            for node in blocks.flat_map(|b| b.children()).filter(|n| n.kind() == SyntaxKind::Decl) {
                let words = words(&node);
                if let [(keyword, _), (id, span), ..] = words.as_slice() {
                    let place = Declared { file, node: node.clone(), id: span.clone() };
                    // the first is the one that counts, a second was complained about
                    declared.entry((keyword.clone(), id.clone())).or_insert(place);
                }
            }
        }
        let lines = sources.iter().map(|s| line_starts(&s.text)).collect();
        Places { sources, lines, declared }
    }

    /// Every declaration: keyword, id, place.
    pub(crate) fn all(&self) -> impl Iterator<Item = (&str, &str, &Declared)> {
        self.declared.iter().map(|((keyword, id), d)| (keyword.as_str(), id.as_str(), d))
    }

    pub(crate) fn get(&self, keyword: &str, id: &str) -> Option<&Declared> {
        self.declared.get(&(keyword.to_owned(), id.to_owned()))
    }

    pub(crate) fn place(&self, file: usize, span: Range<usize>) -> Place {
        let line = self.lines[file].partition_point(|start| *start <= span.start);
        Place { file: self.sources[file].name.clone(), line, start: span.start, end: span.end }
    }
}

/// Words of a node's own line with their places.
pub(crate) fn words(node: &Node) -> Vec<(String, Range<usize>)> {
    let tokens = node.children_with_tokens().filter_map(|e| e.into_token());
    tokens
        .filter(|t| !t.kind().is_trivia() && t.kind() != SyntaxKind::Newline)
        .map(|t| {
            (t.text().to_owned(), usize::from(t.text_range().start())..usize::from(t.text_range().end()))
        })
        .collect()
}

/// The place of a node without the blanks around it.
pub(crate) fn span(node: &Node) -> Range<usize> {
    let meant = |t: &crate::syntax::Token| !t.kind().is_trivia() && t.kind() != SyntaxKind::Newline;
    let mut tokens = node.descendants_with_tokens().filter_map(|e| e.into_token()).filter(meant);
    let first = tokens.next();
    let last = tokens.last().or_else(|| first.clone());
    match (first, last) {
        (Some(first), Some(last)) => first.text_range().start().into()..last.text_range().end().into(),
        _ => node.text_range().start().into()..node.text_range().end().into(),
    }
}

/// Conditions of the clauses with one of these words, in the order of the text, however deep.
pub(crate) fn conditions(node: &Node, heads: &[&str]) -> Vec<Node> {
    let clauses = node.descendants().filter(|n| n.kind() == SyntaxKind::Clause);
    clauses
        .filter(|c| words(c).first().is_some_and(|(word, _)| heads.contains(&word.as_str())))
        .filter_map(|c| c.children().find(|n| n.kind() == SyntaxKind::Cond))
        .collect()
}

/// The members of every group in a condition, with the way down to them that the resolver gives them.
pub(crate) fn members(node: &Node, path: &mut Vec<usize>, out: &mut Vec<Member>) {
    let inner: Vec<Node> = node.children().filter(is_condition).collect();
    let head = words(node).first().map_or(String::new(), |(word, _)| word.clone());
    let mut down = |child: &Node, steps: &[usize], limb: bool, path: &mut Vec<usize>| {
        let depth = path.len();
        path.extend(steps);
        if limb {
            out.push(Member { path: path.clone(), node: child.clone() });
        }
        members(child, path, out);
        path.truncate(depth);
    };
    match node.kind() {
        SyntaxKind::Group | SyntaxKind::OrExpr | SyntaxKind::AndExpr => {
            for (i, child) in inner.iter().enumerate() {
                let steps: &[usize] = if head == "none" { &[0, i] } else { &[i] };
                down(child, steps, inner.len() > 1, path);
            }
        }
        // `if A: B` is `not A or B`
        SyntaxKind::IfExpr => {
            if let [when, then, ..] = inner.as_slice() {
                down(when, &[0, 0], false, path);
                down(then, &[1], false, path);
            }
        }
        SyntaxKind::QuantExpr => {
            let steps: &[usize] = match head.as_str() {
                "any" => &[0],
                "every" => &[0, 0, 0],
                _ => &[0, 0],
            };
            inner.iter().for_each(|child| down(child, steps, false, path));
        }
        SyntaxKind::NotExpr => inner.iter().for_each(|child| down(child, &[0], false, path)),
        _ => inner.iter().for_each(|child| down(child, &[], false, path)),
    }
}

fn is_condition(node: &Node) -> bool {
    use SyntaxKind::{AndExpr, Atom, Group, IfExpr, Item, NotExpr, OrExpr, ParenExpr, QuantExpr};
    matches!(node.kind(), Group | Item | OrExpr | AndExpr | NotExpr | IfExpr | ParenExpr | QuantExpr | Atom)
}
