//! First pass: every declaration, with what needs no other name to be read.

mod instrument;
mod regime;
mod sets;
mod table;
mod vocabulary;
mod words;

use super::Resolver;
use super::line::{Line, Word};
use crate::diagnostic::nearest;
use crate::syntax::{Node, SyntaxKind};
use crate::theory::NormKind;

const KEYWORDS: [&str; 26] = [
    "regime",
    "part",
    "instrument",
    "fact",
    "kind",
    "role",
    "set",
    "parties",
    "term",
    "define",
    "never",
    "parameter",
    "table",
    "calendar",
    "assumption",
    "duty",
    "policy",
    "prohibition",
    "requirement",
    "authorisation",
    "exemption",
    "exclusion",
    "restoration",
    "flag",
    "gap",
    "case",
];

fn norm_kind(word: &str) -> Option<NormKind> {
    Some(match word {
        "prohibition" => NormKind::Prohibition,
        "requirement" => NormKind::Requirement,
        "authorisation" => NormKind::Authorisation,
        "exemption" => NormKind::Exemption,
        "exclusion" => NormKind::Exclusion,
        "restoration" => NormKind::Restoration,
        "flag" => NormKind::Flag,
        "gap" => NormKind::Gap,
        _ => return None,
    })
}

/// The clauses directly under a declaration or clause. What an `allow` says is for the checks (`crate::checks`).
pub(super) fn clauses(node: &Node) -> impl Iterator<Item = Node> + use<> {
    node.children().filter(|n| n.kind() == SyntaxKind::Clause && !is_allowance(n))
}

fn is_allowance(clause: &Node) -> bool {
    Line::own(clause).sees(&["allow"])
}

/// All clauses under a node in the order of the text, however deep.
pub(super) fn all_clauses(node: &Node) -> Vec<Node> {
    node.descendants().skip(1).filter(|n| n.kind() == SyntaxKind::Clause && !is_allowance(n)).collect()
}

impl Resolver<'_> {
    pub(in crate::resolve) fn declare(&mut self, blocks: &[(usize, Node)]) {
        let decls: Vec<(usize, Node)> = blocks
            .iter()
            .filter(|(_, b)| b.kind() == SyntaxKind::LawBlock)
            .flat_map(|(file, block)| block.children().map(|d| (*file, d)))
            .filter(|(_, d)| d.kind() == SyntaxKind::Decl)
            .collect();
        // names that later declarations build on come first, whatever the order of files
        let passes: [&[&str]; 4] = [
            &["kind", "role", "regime", "parties", "calendar"],
            &["part", "fact", "set", "parameter"],
            &["instrument", "table"],
            &["never", "term", "define", "assumption", "policy", "duty"],
        ];
        for wanted in passes {
            for (file, decl) in &decls {
                self.file = *file;
                let mut line = Line::own(decl);
                let Some(word) = line.next() else { continue };
                if wanted.contains(&word.text.as_str()) {
                    self.declaration(&word.text, &mut line, decl);
                }
            }
        }
        let mut instrument: Option<(usize, Option<usize>)> = None;
        for (file, decl) in &decls {
            self.file = *file;
            let mut line = Line::own(decl);
            let Some(word) = line.next() else { continue };
            if word.text == "instrument" {
                let id = line.peek().map(|w| w.text.clone()).unwrap_or_default();
                instrument = Some((*file, self.theory.instruments.iter().position(|i| i.id == id)));
            } else if let Some(kind) = norm_kind(&word.text) {
                let here = instrument.filter(|(f, _)| f == file).map(|(_, i)| i);
                self.declare_norm(kind, here, &mut line, decl, &word);
            } else if word.text == "case" {
                let help = "put it in a block that opens with three backquotes and `cases`".to_owned();
                self.report("E061", word.span, "a `case` cannot stand in a `law` block", Some(help));
            } else if !KEYWORDS.contains(&word.text.as_str()) {
                self.unknown("declaration", &word.text, word.span, |_| KEYWORDS.to_vec());
            }
        }
    }

    fn declaration(&mut self, keyword: &str, line: &mut Line, node: &Node) {
        match keyword {
            "kind" => self.declare_kind(line, node),
            "role" => self.declare_role(line),
            "regime" => self.declare_regime(line, node),
            "set" => self.declare_set(line, node),
            "parties" => self.declare_parties(line, node),
            "part" => self.declare_part(line),
            "fact" => self.declare_fact(line, node),
            "instrument" => self.declare_instrument(line, node),
            "term" => self.declare_term(line, node),
            "never" => self.declare_never(line, node),
            "parameter" => self.declare_parameter(line, node),
            "table" => self.declare_table(line, node),
            "calendar" => self.declare_calendar(line, node),
            "define" => self.declare_define(line, node),
            "assumption" => self.declare_assumption(line, node),
            "policy" => self.declare_policy(line, node),
            "duty" => self.declare_duty(line, node),
            _ => {}
        }
    }

    pub(super) fn duplicate(&mut self, what: &str, word: &Word) {
        let help = "take one of them away, or give it another name".to_owned();
        let message = format!("the {what} `{}` is declared twice", word.text);
        self.report("E012", word.span.clone(), message, Some(help));
    }

    pub(in crate::resolve) fn unknown_clause(&mut self, line: &Line, known: &[&str]) {
        if let Some(word) = line.words.first() {
            let help = nearest(&word.text, known.iter().copied()).map_or_else(
                || format!("clauses here are {}", known.join(", ")),
                |n| format!("did you mean `{n}`?"),
            );
            self.report(
                "E010",
                word.span.clone(),
                format!("there is no clause `{}` here", word.text),
                Some(help),
            );
        }
    }
}
