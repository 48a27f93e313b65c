//! Values of facts: what a scalar, a list or a range leaves possible.

use exeat_law::cases::widen;
use exeat_law::nearest;
use exeat_law::theory::{Domain, FactIx, Scope, Test};
use exeat_law::value::{Possible, Value};

use super::codes;
use super::read::Reader;
use crate::document::{Data, Node};

impl Reader<'_> {
    /// What a node leaves possible for a fact. `None` where it says nothing (or an error was reported).
    pub(super) fn possible(&mut self, fact: FactIx, node: &Node, field: &str) -> Option<Possible> {
        self.lines.insert(field.to_owned(), node.line);
        let domain = &self.theory.facts[fact].domain;
        match &node.data {
            Data::Null => None,
            // somebody was asked and does not know
            Data::Scalar(text) if text == "unknown" => Some(Possible::Any),
            Data::Scalar(text) => Some(Possible::OneOf(self.values(fact, text, node.line, field)?)),
            Data::List(items) => {
                let mut values = Vec::new();
                let occupied = self.occupied.len();
                for item in items {
                    let text = self.text(item, field)?.to_owned();
                    values.extend(self.values(fact, &text, item.line, field)?);
                }
                if items.len() > 1 {
                    self.occupied[occupied..].iter_mut().for_each(|place| place.sure = false);
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

    /// What one scalar leaves possible.
    fn values(&mut self, fact: FactIx, text: &str, line: usize, field: &str) -> Option<Vec<Value>> {
        if self.theory.facts[fact].domain == Domain::Country {
            return self.country(text, line, field);
        }
        let value = self.value(fact, text, line, field)?;
        Some(widen(self.theory, fact, &value))
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
            // read by `country`, which may leave several possible
            Domain::Country => None,
            Domain::Date => (text.len() == 10).then(|| text.parse().ok()).flatten().map(Value::Date),
            Domain::Number | Domain::Percent => {
                let digits = text.trim_end_matches('%').trim();
                plain_number(digits).then(|| digits.parse().ok()).flatten().map(Value::Num)
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
                Ok(value) => match self.unknown_code(fact, &code) {
                    None => return Some(value),
                    Some((why, help)) => {
                        self.error(line, field, format!("`{text}` {why}"), help);
                        return None;
                    }
                },
                Err(mistake) => mistake.help,
            },
            None if of.path.ends_with(".eccn") && squeezed(text) == "EAR99" => "did you mean `EAR99`?".into(),
            None => format!("it takes {}", of.domain.words()),
        };
        self.error(line, field, format!("`{text}` is no value of {}", of.path), help);
        None
    }

    /// Why a code cannot be, and the remedy.
    fn unknown_code(&self, fact: FactIx, code: &str) -> Option<(String, String)> {
        let printed = |start: &str| {
            let names = |value: &Value| matches!(value, Value::Sym(text) if text.starts_with(start));
            self.theory.tests[fact].iter().any(|test| match test {
                Test::Is(values) => values.iter().any(names),
                Test::InSet(set) => self.theory.sets[*set].values.iter().any(|(value, ..)| names(value)),
                Test::Under(codes) => codes.iter().any(|code| code.starts_with(start)),
                Test::Key(table, column) => self.theory.tables[*table].editions.iter().any(|edition| {
                    let keys = edition.rows.iter().filter_map(|row| row.keys.get(*column));
                    keys.into_iter().any(|key| key.starts_with(start))
                }),
                Test::Against(..) => false,
            })
        };
        match self.theory.facts[fact].path.as_str() {
            "item.hts" => codes::tariff(code, &printed),
            "item.eccn" => codes::entry(code, &printed),
            "payment.currency" => codes::currency(code),
            _ => None,
        }
    }
}

/// Digits with at most one point, and a sign before: what a person writes for a number.
pub(super) fn plain_number(text: &str) -> bool {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    digits.bytes().next().is_some_and(|b| b.is_ascii_digit())
        && digits.bytes().all(|b| b.is_ascii_digit() || b == b'.')
}

fn squeezed(text: &str) -> String {
    text.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect()
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
