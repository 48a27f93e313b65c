//! Named sets of values and of persons.

use jiff::civil::Date;

use super::clauses;
use crate::resolve::Resolver;
use crate::resolve::line::{Line, unquote};
use crate::syntax::{Node, SyntaxKind};
use crate::theory::{NamedParties, NamedParty, NamedSet};
use crate::value::Value;

impl Resolver<'_> {
    pub(super) fn declare_set(&mut self, line: &mut Line, node: &Node) {
        let Some(id) = self.word(line, "the id of a set") else { return };
        if !line.eat(&["of"]) {
            self.expected("`of country`, `of code` or `of kind NAME`", line);
        }
        line.at = line.words.len();
        let mut set = NamedSet { id: id.text.clone(), values: vec![] };
        for clause in clauses(node) {
            let mut line = Line::own(&clause);
            let words = self.list(&mut line);
            let (from, until) = self.window(&mut line);
            self.end(&mut line);
            set.values.extend(words.into_iter().map(|w| (Value::sym(&w.text), from, until)));
        }
        if self.theory.sets.iter().any(|s| s.id == set.id) {
            return self.duplicate("set", &id);
        }
        self.theory.sets.push(set);
    }

    /// `[from DATE] [until DATE]`
    pub(super) fn window(&mut self, line: &mut Line) -> (Option<Date>, Option<Date>) {
        let from = if line.eat(&["from"]) { self.date(line) } else { None };
        let until = if line.eat(&["until"]) { self.date(line) } else { None };
        (from, until)
    }

    pub(super) fn declare_parties(&mut self, line: &mut Line, node: &Node) {
        let Some(id) = self.word(line, "the id of a set of parties") else { return };
        let title = self.title(line);
        self.end(line);
        let mut set = NamedParties {
            id: id.text.clone(),
            title,
            listed_as: vec![],
            reach: None,
            named: vec![],
            cites: String::new(),
        };
        for clause in clauses(node) {
            let mut line = Line::own(&clause);
            if line.sees(&["owned"]) {
                set.reach = self.threshold(&mut line);
            } else if line.eat(&["listed", "as"]) {
                set.listed_as.extend(self.list_pattern(&mut line));
            } else if line.eat(&["cites"]) {
                set.cites = line.rest(self.text()).to_owned();
            } else if let Some(name) = line.eat_kind(SyntaxKind::Text) {
                set.named.push(self.named_party(unquote(&name.text), &mut line));
            } else {
                self.unknown_clause(&line, &["listed", "owned", "cites"]);
                continue;
            }
            self.end(&mut line);
        }
        if self.theory.named_parties.iter().any(|p| p.id == set.id) {
            return self.duplicate("set of parties", &id);
        }
        self.theory.named_parties.push(set);
    }

    fn named_party(&mut self, name: String, line: &mut Line) -> NamedParty {
        let mut party = NamedParty { names: vec![name], entry: None, from: None, until: None };
        if line.eat(&["aka"]) {
            while let Some(name) = line.eat_kind(SyntaxKind::Text) {
                party.names.push(unquote(&name.text));
                line.eat_kind(SyntaxKind::Comma);
            }
        }
        if line.eat(&["entry"]) {
            let list = self.word(line, "LIST:ID");
            line.eat_kind(SyntaxKind::Colon);
            let entry = self.word(line, "the id of an entry");
            party.entry = list.zip(entry).map(|(l, e)| (l.text, e.text));
        }
        (party.from, party.until) = self.window(line);
        party
    }
}
