//! What a case can speak of: kinds, roles, facts and their types.

use std::sync::Arc;

use super::clauses;
use crate::diagnostic::nearest;
use crate::resolve::Resolver;
use crate::resolve::line::{Line, Word};
use crate::syntax::{Node, SyntaxKind};
use crate::theory::{Domain, Fact, Group, Kind, KindNode, Scope};

impl Resolver<'_> {
    pub(super) fn declare_kind(&mut self, line: &mut Line, node: &Node) {
        let Some(name) = self.word(line, "the name of a kind") else { return };
        self.end(line);
        let mut kind = Kind::default();
        self.kind_nodes(node, None, &mut kind);
        if self.theory.kinds.contains_key(&name.text) {
            return self.duplicate("kind", &name);
        }
        self.theory.kinds.insert(name.text, kind);
    }

    fn kind_nodes(&mut self, node: &Node, parent: Option<usize>, kind: &mut Kind) {
        for clause in clauses(node) {
            let mut line = Line::own(&clause);
            let Some(id) = self.word(&mut line, "the name of a node") else { continue };
            if kind.nodes.iter().any(|n| *n.id == id.text) {
                self.duplicate("node", &id);
            }
            let title = self.title(&mut line);
            self.end(&mut line);
            kind.nodes.push(KindNode { id: id.text.as_str().into(), title, parent });
            let me = kind.nodes.len() - 1;
            self.kind_nodes(&clause, Some(me), kind);
        }
    }

    pub(super) fn role_ix(&mut self, word: &Word) -> Option<usize> {
        let found = self.theory.roles.iter().position(|r| *r == word.text);
        if found.is_none() {
            self.unknown("role", &word.text, word.span.clone(), |t| {
                t.roles.iter().map(String::as_str).collect()
            });
        }
        found
    }

    pub(super) fn declare_role(&mut self, line: &mut Line) {
        let Some(name) = self.word(line, "the name of a role") else { return };
        if self.theory.groups.iter().any(|g| g.name == name.text) {
            self.duplicate("role", &name);
            return;
        }
        let mut group = Group { name: name.text.clone(), roles: vec![], expects: vec![], expects_any: false };
        if line.eat(&["is"]) {
            group.roles = self.list(line).iter().filter_map(|w| self.role_ix(w)).collect();
            if line.eat(&["expects", "any"]) {
                group.expects_any = true;
            } else if line.eat(&["expects"]) {
                group.expects = self.list(line).iter().filter_map(|w| self.role_ix(w)).collect();
            }
        } else {
            group.roles.push(self.theory.roles.len());
            self.theory.roles.push(name.text);
        }
        self.end(line);
        self.theory.groups.push(group);
    }

    pub(super) fn declare_fact(&mut self, line: &mut Line, node: &Node) {
        const CLAUSES: [&str; 4] = ["ask", "cites", "cost", "controllable"];
        let Some(path) = self.word(line, "the path of a fact") else { return };
        if self.theory.fact(&path.text).is_some() {
            self.duplicate("fact", &path);
            return;
        }
        if line.eat_kind(SyntaxKind::Colon).is_none() {
            self.expected("`:` and a type", line);
            return;
        }
        let Some(domain) = self.domain(line) else { return };
        let text = self.title(line);
        self.end(line);
        let scope = match path.text.split('.').next() {
            Some("act") => Scope::Leg,
            Some("item") => Scope::Item,
            Some("party") => Scope::Party,
            _ => Scope::Global,
        };
        let mut fact = Fact {
            path: path.text,
            scope,
            domain,
            text,
            ask: None,
            cites: None,
            cost: 1,
            controllable: false,
        };
        for clause in clauses(node) {
            let mut line = Line::own(&clause);
            match line.next().map(|w| w.text).as_deref() {
                Some("ask") => fact.ask = Some(self.title(&mut line)),
                Some("cites") => fact.cites = Some(line.rest(self.text()).to_owned()),
                Some("cost") => fact.cost = self.integer(&mut line).unwrap_or(1),
                Some("controllable") => fact.controllable = true,
                _ => {
                    self.unknown_clause(&line, &CLAUSES);
                    continue;
                }
            }
            self.end(&mut line);
        }
        self.theory.facts.push(fact);
        self.theory.tests.push(vec![]);
    }

    pub(super) fn domain(&mut self, line: &mut Line) -> Option<Domain> {
        if line.eat(&["one", "of"]) {
            return Some(Domain::OneOf(
                self.list(line).into_iter().map(|w| Arc::from(w.text.as_str())).collect(),
            ));
        }
        let word = self.word(line, "a type")?;
        Some(match word.text.as_str() {
            "yes/no" => Domain::YesNo,
            "code" => Domain::Code(self.scheme(line)),
            "country" => Domain::Country,
            "date" => Domain::Date,
            "instant" => Domain::Instant,
            "number" => Domain::Number,
            "percent" => Domain::Percent,
            "money" => self.currency(line)?,
            "quantity" | "duration" => self.unit(line)?,
            "text" => Domain::Text,
            "kind" => {
                let name = self.word(line, "the name of a kind")?;
                if !self.theory.kinds.contains_key(&name.text) {
                    self.unknown("kind", &name.text, name.span, |t| {
                        t.kinds.keys().map(String::as_str).collect()
                    });
                }
                Domain::Kind(name.text)
            }
            _ => {
                let types = [
                    "yes/no", "one", "kind", "code", "country", "date", "instant", "number", "percent",
                    "money", "quantity", "duration", "text",
                ];
                self.unknown("type", &word.text, word.span, |_| types.to_vec());
                return None;
            }
        })
    }

    /// `HS 2022`, `CN 2024`, `ECCN`, or nothing.
    fn scheme(&mut self, line: &mut Line) -> Option<Arc<str>> {
        let name = line.eat_kind(SyntaxKind::Word)?;
        let edition = line.eat_kind(SyntaxKind::Word);
        let parts = [Some(name), edition].into_iter().flatten().map(|w| w.text);
        Some(parts.collect::<Vec<_>>().join(" ").into())
    }

    fn currency(&mut self, line: &mut Line) -> Option<Domain> {
        let word = self.word(line, "a currency such as USD")?;
        if crate::unit::is_currency(&word.text) {
            return Some(Domain::Money(word.text.as_str().into()));
        }
        let help = "a fact of money is in one currency: write `money USD`".to_owned();
        self.report("E022", word.span, format!("`{}` is no currency", word.text), Some(help));
        None
    }

    fn unit(&mut self, line: &mut Line) -> Option<Domain> {
        let mut word = self.word(line, "a unit such as days or kg")?;
        if word.text == "business"
            && let Some(days) = line.eat_kind(SyntaxKind::Word)
        {
            word.text = format!("business {}", days.text);
        }
        match crate::unit::unit(&word.text) {
            Some(unit) => Some(Domain::Quantity(unit)),
            None => {
                let units = crate::unit::units();
                let help = nearest(&word.text, units.iter().copied()).map_or_else(
                    || format!("units are {}", units.join(", ")),
                    |n| format!("did you mean `{n}`?"),
                );
                self.report("E023", word.span, format!("there is no unit `{}`", word.text), Some(help));
                None
            }
        }
    }
}
