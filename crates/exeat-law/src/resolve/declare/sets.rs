//! Named sets of values and of persons, and dated numbers.

use std::sync::Arc;

use jiff::civil::Date;

use super::clauses;
use crate::resolve::Resolver;
use crate::resolve::line::{Line, unquote};
use crate::syntax::{Node, SyntaxKind};
use crate::theory::{Domain, NamedParties, NamedParty, NamedSet, Parameter};
use crate::value::Value;

impl Resolver<'_> {
    pub(super) fn declare_set(&mut self, line: &mut Line, node: &Node) {
        let Some(id) = self.word(line, "the id of a set") else { return };
        if !line.eat(&["of"]) {
            self.expected("`of country`, `of code` or `of kind NAME`", line);
            return;
        }
        let Some(domain) = self.domain(line) else { return };
        self.end(line);
        let mut set = NamedSet { id: id.text.clone(), domain, values: vec![] };
        for clause in clauses(node) {
            let mut line = Line::own(&clause);
            if line.eat(&["cites"]) {
                line.at = line.words.len();
                continue;
            }
            let words = self.list(&mut line);
            let (from, until) = self.window(&mut line);
            self.end(&mut line);
            for word in words {
                let Some(value) = self.value_of(&set.domain, &set.id, &word) else { continue };
                let within = match (&set.domain, &value) {
                    // a node stands for what lies below it
                    (Domain::Kind(kind), Value::Sym(node)) => {
                        let nodes = self.theory.kinds.get(kind).map(|k| k.within(node)).unwrap_or_default();
                        nodes.into_iter().map(Value::Sym).collect()
                    }
                    _ => vec![value],
                };
                set.values.extend(within.into_iter().map(|value| (value, from, until)));
            }
        }
        if self.theory.sets.iter().any(|s| s.id == set.id) {
            return self.duplicate("set", &id);
        }
        self.theory.sets.push(set);
    }

    pub(super) fn declare_parameter(&mut self, line: &mut Line, node: &Node) {
        const CLAUSES: [&str; 3] = ["value", "rate", "cites"];
        let Some(id) = self.word(line, "the id of a parameter") else { return };
        let title = self.title(line);
        self.end(line);
        let mut values: Vec<(Value, Option<Date>, Option<Date>)> = Vec::new();
        let (mut domain, mut rate, mut cites) = (None, None, String::new());
        for clause in clauses(node) {
            let mut line = Line::own(&clause);
            if line.eat(&["cites"]) {
                cites = line.rest(self.text()).to_owned();
                continue;
            }
            let read = if line.eat(&["value"]) {
                self.parameter_value(&mut line, &mut domain)
            } else if line.eat(&["rate"]) {
                domain = Some(Domain::Number);
                self.rate(&mut line, &mut rate)
            } else {
                self.unknown_clause(&line, &CLAUSES);
                continue;
            };
            let Some(value) = read else { continue };
            let (from, until) = self.window(&mut line);
            self.end(&mut line);
            let last = values.last().map(|(_, _, until)| *until);
            if from.is_some() && from == until || last.is_some_and(|last| last.is_none() || last != from) {
                let help = "let each value begin on the day the one before it ends, with `until` on that one";
                let message = format!("the values of `{}` leave a gap, or overlap", id.text);
                self.report("E041", line.span.clone(), message, Some(help.to_owned()));
            }
            values.push((value, from, until));
        }
        if self.theory.parameters.iter().any(|p| p.id == id.text) {
            return self.duplicate("parameter", &id);
        }
        if cites.is_empty() {
            let help = "add `cites` with the section, paragraph or page".to_owned();
            let message = format!("the parameter `{}` has no citation", id.text);
            self.report("E050", id.span.clone(), message, Some(help));
        }
        let Some(domain) = domain else {
            let help = "add `value 5000 USD from DATE`".to_owned();
            let message = format!("the parameter `{}` has no value", id.text);
            return self.report("E061", id.span, message, Some(help));
        };
        self.theory.parameters.push(Parameter { id: id.text, title, domain, values, rate, cites });
    }

    /// A number, percentage or amount; all of one parameter are of one type.
    fn parameter_value(&mut self, line: &mut Line, domain: &mut Option<Domain>) -> Option<Value> {
        let word = |n: usize| line.words.get(line.at + n).map_or("", |w| w.text.as_str());
        let found = match (word(0), word(1)) {
            (number, _) if number.ends_with('%') => Domain::Percent,
            (_, code) if crate::unit::is_currency(code) => Domain::Money(code.into()),
            (_, "business") => Domain::Quantity("business days".into()),
            (_, unit) => crate::unit::unit(unit).map_or(Domain::Number, Domain::Quantity),
        };
        let domain = domain.get_or_insert(found).clone();
        let Some(word) = self.literal(&domain, line) else {
            self.expected("a value", line);
            return None;
        };
        self.value_of(&domain, "the parameter", &word)
    }

    /// `1 EUR is 1.08 USD`: what one unit is worth.
    fn rate(&mut self, line: &mut Line, of: &mut Option<(Arc<str>, Arc<str>)>) -> Option<Value> {
        let one = line.eat(&["1"]);
        let from = line.next().filter(|w| one && crate::unit::is_currency(&w.text));
        let is = line.eat(&["is"]);
        let worth = line.next();
        let to = line.next().filter(|w| is && crate::unit::is_currency(&w.text));
        let (Some(from), Some(worth), Some(to)) = (from, worth, to) else {
            self.expected("`1 EUR is 1.08 USD`", line);
            return None;
        };
        let pair = (Arc::from(from.text.as_str()), Arc::from(to.text.as_str()));
        if of.get_or_insert(pair.clone()) != &pair {
            let help = "give each pair of currencies a parameter of its own".to_owned();
            self.report(
                "E022",
                from.span,
                "the rates of one parameter are of one pair of currencies",
                Some(help),
            );
            return None;
        }
        match Domain::Number.read(&self.theory.kinds, &worth.text) {
            Ok(Value::Num(number)) if number > rust_decimal::Decimal::ZERO => Some(Value::Num(number)),
            _ => {
                let help = "write it as a number above nothing, such as 1.08".to_owned();
                self.report("E020", worth.span, format!("`{}` is no rate", worth.text), Some(help));
                None
            }
        }
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
