//! Values of facts: what a scalar, a list or a range leaves possible.

use exeat_law::cases::widen;
use exeat_law::nearest;
use exeat_law::theory::{Domain, FactIx, Scope};
use exeat_law::value::{Possible, Value};

use super::read::Reader;
use crate::document::{Data, Key, Node};

impl Reader<'_> {
    /// What a node leaves possible for a fact. `None` where it says nothing (or an error was reported).
    pub(super) fn possible(&mut self, fact: FactIx, node: &Node, field: &str) -> Option<Possible> {
        let domain = &self.theory.facts[fact].domain;
        match &node.data {
            Data::Null => None,
            Data::Scalar(text) if text == "unknown" => None,
            Data::Scalar(text) => {
                let value = self.value(fact, text, node.line, field)?;
                Some(Possible::OneOf(widen(self.theory, fact, &value)))
            }
            Data::List(items) => {
                let mut values = Vec::new();
                for item in items {
                    let text = self.text(item, field)?.to_owned();
                    let value = self.value(fact, &text, item.line, field)?;
                    values.extend(widen(self.theory, fact, &value));
                }
                values.sort();
                values.dedup();
                if values.is_empty() {
                    self.error(
                        node.line,
                        field,
                        "an empty list leaves no value",
                        "leave the key out if it is not known",
                    );
                    return None;
                }
                Some(Possible::OneOf(values))
            }
            Data::Map(entries) if domain.is_ordered() => {
                let (mut low, mut high) = (None, None);
                for (key, node) in entries {
                    let text = self.text(node, field)?.to_owned();
                    let value = self.value(fact, &text, node.line, field)?;
                    match key.text.as_str() {
                        "from" | "at_least" => low = Some(value),
                        "to" | "at_most" => high = Some(value),
                        _ => self.unknown_key(key, field, &["from", "to", "at_least", "at_most"], "\u{0}"),
                    }
                }
                if entries.is_empty() {
                    let help = "give `from`, `to` or both, or leave the key out if it is not known";
                    self.error(node.line, field, "a range without ends says nothing", help);
                    return None;
                }
                if let (Some(l), Some(h)) = (&low, &high)
                    && l > h
                {
                    self.error(
                        node.line,
                        field,
                        format!("{l} is after {h}"),
                        "put the earlier or smaller one first",
                    );
                    return None;
                }
                Some(Possible::Between(low, high))
            }
            Data::Map(entries) if *domain == Domain::Country => self.countries(entries, node.line, field),
            Data::Map(_) => {
                self.error(node.line, field, "expected a value or a list of possible values", domain.words());
                None
            }
        }
    }

    /// `{within: eu.members}`, `{outside: [US, RU]}`: countries and the law's sets of them.
    fn countries(&mut self, entries: &[(Key, Node)], line: usize, field: &str) -> Option<Possible> {
        let mut out: Vec<Value> = exeat_screen::country::codes().map(Value::sym).collect();
        for (key, node) in entries {
            let mut named = Vec::new();
            for text in self.texts(node, field) {
                let sets = &self.theory.sets;
                match sets.iter().find(|s| s.id == text) {
                    Some(set) => named.extend(set.values.iter().map(|(value, ..)| value.clone())),
                    None if exeat_screen::country::codes().any(|code| code == text) => {
                        named.push(Value::sym(&text));
                    }
                    None => {
                        let near = nearest(&text, sets.iter().map(|s| s.id.as_str()));
                        let help = near.map_or_else(
                            || "write two capital letters or the name of a set of countries".to_owned(),
                            |near| format!("did you mean `{near}`?"),
                        );
                        let message = format!("`{text}` is neither a country nor a set of countries");
                        self.error(node.line, field, message, help);
                        return None;
                    }
                }
            }
            match key.text.as_str() {
                "within" => out.retain(|value| named.contains(value)),
                "outside" => out.retain(|value| !named.contains(value)),
                _ => self.unknown_key(key, field, &["within", "outside"], "\u{0}"),
            }
        }
        if out.is_empty() || entries.is_empty() {
            let help = "name some in `within`, fewer in `outside`, or leave the key out if it is not known";
            self.error(line, field, "this leaves no country, or says nothing", help);
            return None;
        }
        out.sort();
        Some(Possible::OneOf(out))
    }

    fn value(&mut self, fact: FactIx, text: &str, line: usize, field: &str) -> Option<Value> {
        let of = &self.theory.facts[fact];
        let word = text.trim().replace([' ', '-'], "_");
        let found = match &of.domain {
            Domain::YesNo => match text {
                "yes" | "true" => Some(Value::Bool(true)),
                "no" | "false" => Some(Value::Bool(false)),
                _ => None,
            },
            Domain::OneOf(values) => values.iter().find(|v| ***v == *word).cloned().map(Value::Sym),
            Domain::Kind(kind) => {
                let nodes = self.theory.kinds.get(kind).map_or(&[][..], |k| k.nodes.as_slice());
                nodes.iter().find(|n| *n.id == *word).map(|n| Value::Sym(n.id.clone()))
            }
            Domain::Code(scheme) => return self.code(fact, scheme.as_deref(), text, line, field),
            Domain::Country => {
                let country = text.len() == 2 && text.bytes().all(|b| b.is_ascii_uppercase());
                country.then(|| Value::sym(text))
            }
            Domain::Date => (text.len() == 10).then(|| text.parse().ok()).flatten().map(Value::Date),
            Domain::Number | Domain::Percent => {
                text.trim_end_matches('%').trim().parse().ok().map(Value::Num)
            }
            Domain::Money(_) | Domain::Quantity(_) | Domain::Instant => {
                match of.domain.read(&self.theory.kinds, text.trim()) {
                    Ok(value) => Some(value),
                    Err(mistake) => {
                        let message = format!("`{text}` is no value of {}", of.path);
                        self.error(line, field, message, mistake.help);
                        return None;
                    }
                }
            }
            Domain::Text => Some(Value::sym(text)),
        };
        if found.is_none() {
            let known: Vec<&str> = match &of.domain {
                Domain::YesNo => vec!["yes", "no"],
                Domain::OneOf(values) => values.iter().map(|v| &**v).collect(),
                Domain::Kind(kind) => {
                    self.theory.kinds.get(kind).map_or(vec![], |k| k.nodes.iter().map(|n| &*n.id).collect())
                }
                _ => vec![],
            };
            let help = match nearest(&word, known.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None if known.is_empty() || known.len() > 30 => format!("it takes {}", of.domain.words()),
                None => format!("it takes one of {}", known.join(", ")),
            };
            let scope = if of.scope == Scope::Leg { "the activity" } else { &of.path };
            let message = format!("`{text}` is no value of {scope}");
            self.error(line, field, message, help);
        }
        found
    }

    /// A code in the form the law writes it, of the scheme its fact names.
    fn code(
        &mut self,
        fact: FactIx,
        scheme: Option<&str>,
        text: &str,
        line: usize,
        field: &str,
    ) -> Option<Value> {
        let of = &self.theory.facts[fact];
        let digits = scheme.is_some_and(|s| !s.starts_with("ECCN")) || of.path.ends_with(".hts");
        let help = match code(digits, text) {
            Some(code) => match of.domain.read(&self.theory.kinds, &code) {
                Ok(value) => return Some(value),
                Err(mistake) => mistake.help,
            },
            None => format!("it takes {}", of.domain.words()),
        };
        self.error(line, field, format!("`{text}` is no value of {}", of.path), help);
        None
    }
}

/// A code in the form the law writes it: HTS numbers as digits, ECCNs as `5A992.c`, others in capitals.
fn code(digits: bool, text: &str) -> Option<String> {
    let text = text.trim();
    if digits {
        let digits: String = text.chars().filter(|c| !matches!(c, '.' | ' ')).collect();
        return (!digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit())).then_some(digits);
    }
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '.';
    if text.is_empty() || !text.chars().all(plain) {
        return None;
    }
    let (head, tail) = text.split_once('.').map_or((text, ""), |(h, t)| (h, t));
    let head = head.to_ascii_uppercase();
    Some(if tail.is_empty() { head } else { format!("{head}.{}", tail.to_ascii_lowercase()) })
}
