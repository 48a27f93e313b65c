//! Second pass, tests on facts: values, sets, codes, comparisons, look-ups.

use rust_decimal::Decimal;

use super::Resolver;
use super::conditions::At;
use super::line::{Line, Word};
use crate::calendar::{Offset, Unit};
use crate::syntax::SyntaxKind;
use crate::theory::{Compare, Comparison, Cond, Domain, FactIx, Lookup, Operand, Parameter, Scope, Test};
use crate::value::Value;

impl Resolver<'_> {
    fn test(&mut self, fact: FactIx, test: Test) -> Cond {
        if !self.theory.tests[fact].contains(&test) {
            self.theory.tests[fact].push(test.clone());
        }
        Cond::Fact(fact, test)
    }

    /// What follows a fact.
    pub(super) fn predicate(&mut self, fact: FactIx, line: &mut Line) -> Option<Cond> {
        let path = self.theory.facts[fact].path.clone();
        let domain = self.theory.facts[fact].domain.clone();
        if domain == Domain::Text {
            self.report(
                "E020",
                line.here(),
                format!("`{path}` is text, which is shown and never tested"),
                Some("declare a fact with the values that matter, and test that".to_owned()),
            );
            return None;
        }
        if line.done() {
            if domain != Domain::YesNo {
                let help = format!("`{path}` takes {}; write `{path} is …`", domain.words());
                self.report("E020", line.span.clone(), format!("`{path}` is not a yes/no fact"), Some(help));
                return None;
            }
            return Some(self.test(fact, Test::Is(vec![Value::Bool(true)])));
        }
        if line.eat(&["is"]) {
            let negated = line.eat(&["not"]);
            let cond = self.is(fact, &domain, line)?;
            return Some(if negated { Cond::Not(Box::new(cond)) } else { cond });
        }
        let op = [
            (&["on", "or", "before"][..], Compare::AtMost, true),
            (&["on", "or", "after"], Compare::AtLeast, true),
            (&["before"], Compare::Less, true),
            (&["after"], Compare::More, true),
            (&["at", "least"], Compare::AtLeast, false),
            (&["at", "most"], Compare::AtMost, false),
            (&["more", "than"], Compare::More, false),
            (&["less", "than"], Compare::Less, false),
        ]
        .into_iter()
        .find(|(words, ..)| line.eat(words));
        let Some((_, op, dates)) = op else {
            self.expected("`is`, a comparison or the end of the condition", line);
            return None;
        };
        if domain.is_time() != dates || !domain.is_ordered() {
            if domain == Domain::Date && !dates && self.sees_span(line) {
                return self.apart(fact, op, line);
            }
            let help = match &domain {
                domain if domain.is_time() => {
                    "a date is `before`, `after`, `on or before` or `on or after` another".to_owned()
                }
                domain if domain.is_numeric() => {
                    "a number is `at least`, `at most`, `more than` or `less than` another".to_owned()
                }
                _ => format!("`{path}` takes {}; write `{path} is …`", domain.words()),
            };
            self.report(
                "E020",
                line.span.clone(),
                format!("this comparison does not fit `{path}`"),
                Some(help),
            );
            return None;
        }
        self.against(fact, op, line)
    }

    /// The right side of a comparison: a value, another fact or a parameter.
    fn against(&mut self, fact: FactIx, op: Compare, line: &mut Line) -> Option<Cond> {
        let domain = self.theory.facts[fact].domain.clone();
        let Some(word) = self.literal(&domain, line) else {
            self.expected("a value, the path of a fact or a parameter", line);
            return None;
        };
        if let Some(other) = self.other_fact(fact, &word) {
            let right = Operand::Fact(self.alike(fact, other, &word)?);
            return Some(self.comparison(Comparison { left: fact, op, right, offset: None }));
        }
        if let Some(parameter) = self.theory.parameters.iter().position(|p| p.id == word.text) {
            let right = self.parameter_for(fact, parameter, &word)?;
            return Some(self.comparison(Comparison { left: fact, op, right, offset: None }));
        }
        if let Some(right) = self.through_rate(fact, op, &word) {
            return Some(self.comparison(Comparison { left: fact, op, right, offset: None }));
        }
        let value = self.value(fact, &word)?;
        Some(self.test(fact, Test::Against(op, value)))
    }

    /// Another fact named on the right, of the party at hand where the left one is a party's.
    fn other_fact(&self, left: FactIx, word: &Word) -> Option<FactIx> {
        let bare = if self.theory.facts[left].scope == Scope::Party { At::PARTY } else { At::OPEN };
        self.theory.fact(&word.text).or_else(|| self.bare_fact(&word.text, bare))
    }

    /// The right side, if it can be compared with the left: whose it is, type, currency, unit.
    fn alike(&mut self, left: FactIx, right: FactIx, word: &Word) -> Option<FactIx> {
        let whose = [left, right].map(|f| self.theory.facts[f].scope == Scope::Party);
        if whose == [false, true] {
            let message = format!("`{}` needs a role to say whose it is", word.text);
            let help =
                format!("write it first: `any ROLE has ({} …)`", word.text.trim_start_matches("party."));
            self.report("E011", word.span.clone(), message, Some(help));
            return None;
        }
        let (one, other) = (&self.theory.facts[left].domain, &self.theory.facts[right].domain);
        if one != other {
            let (code, help) = mismatch(one, other);
            let message =
                format!("`{}` and `{}` are of different types", word.text, self.theory.facts[left].path);
            self.report(code, word.span.clone(), message, Some(help.to_owned()));
            return None;
        }
        Some(right)
    }

    fn parameter_for(&mut self, fact: FactIx, parameter: usize, word: &Word) -> Option<Operand> {
        let (one, other) = (&self.theory.facts[fact].domain, &self.theory.parameters[parameter].domain);
        if one != other {
            let (code, help) = mismatch(one, other);
            let message =
                format!("`{}` and `{}` are of different types", word.text, self.theory.facts[fact].path);
            self.report(code, word.span.clone(), message, Some(help.to_owned()));
            return None;
        }
        for (value, ..) in self.theory.parameters[parameter].values.clone() {
            for op in [Compare::AtLeast, Compare::More] {
                self.test(fact, Test::Against(op, value.clone()));
            }
        }
        Some(Operand::Parameter(parameter))
    }

    /// An amount of another currency, for which a parameter gives the rate: the bound becomes a dated number of the
    /// fact's own currency, rounded so that whole minor units compare exactly.
    fn through_rate(&mut self, fact: FactIx, op: Compare, word: &Word) -> Option<Operand> {
        let Domain::Money(currency) = self.theory.facts[fact].domain.clone() else { return None };
        let (_, foreign) = word.text.rsplit_once(' ')?;
        let wanted = |p: &&Parameter| p.rate.as_ref().is_some_and(|(a, b)| *a == currency && **b == *foreign);
        let rate = self.theory.parameters.iter().find(wanted)?.clone();
        let Ok(Value::Amount(_, bound)) = Domain::Money(foreign.into()).read(&self.theory.kinds, &word.text)
        else {
            return None;
        };
        let id = format!("{} by {}", word.text, rate.id);
        let up = matches!(op, Compare::Less | Compare::AtLeast);
        let places = crate::unit::minor_places(&currency);
        let mut values = Vec::new();
        for (value, from, until) in &rate.values {
            let Value::Num(worth) = value else { continue };
            let number = rounded(bound, *worth, places, up)?;
            values.push((Value::Amount(currency.clone(), number), *from, *until));
        }
        let found = self.theory.parameters.iter().position(|p| p.id == id && p.values == values);
        let parameter = found.unwrap_or_else(|| {
            let domain = Domain::Money(currency.clone());
            self.theory.parameters.push(Parameter { id, domain, values, rate: None, ..rate });
            self.theory.parameters.len() - 1
        });
        self.parameter_for(fact, parameter, word)
    }

    /// Whether a span of time follows: `14 days after …`.
    fn sees_span(&self, line: &Line) -> bool {
        let word = |n: usize| line.words.get(line.at + n).map_or("", |w| w.text.as_str());
        let digits = word(0).bytes().all(|b| b.is_ascii_digit()) && !word(0).is_empty();
        digits && (unit_of(&[word(1)]).is_some() || word(1) == "business")
    }

    /// `A at most 14 days after B`
    fn apart(&mut self, fact: FactIx, op: Compare, line: &mut Line) -> Option<Cond> {
        let offset = self.offset(line)?;
        let Some(word) = line.next() else {
            self.expected("a date or the path of a date", line);
            return None;
        };
        if let Some(other) = self.other_fact(fact, &word) {
            let right = Operand::Fact(self.alike(fact, other, &word)?);
            return Some(self.comparison(Comparison { left: fact, op, right, offset: Some(offset) }));
        }
        let Value::Date(date) = self.value(fact, &word)? else { return None };
        let Some(date) = offset.from(date, &self.theory.calendars) else {
            let help = "name a date within the calendar".to_owned();
            self.report("E020", word.span, "no date lies so far from this one", Some(help));
            return None;
        };
        Some(self.test(fact, Test::Against(op, Value::Date(date))))
    }

    /// `N (days | business days [of CALENDAR] | months | years) (after | before)`
    pub(super) fn offset(&mut self, line: &mut Line) -> Option<Offset> {
        let count = self.integer(line)?;
        let words: Vec<&str> = line.words[line.at..].iter().take(2).map(|w| w.text.as_str()).collect();
        let Some((unit, length)) = unit_of(&words) else {
            self.expected("days, business days, months or years", line);
            return None;
        };
        line.at += length;
        let mut calendar = None;
        if line.eat(&["of"]) {
            let word = self.word(line, "the id of a calendar")?;
            calendar = self.theory.calendars.iter().position(|c| c.id == word.text);
            if calendar.is_none() {
                self.unknown("calendar", &word.text, word.span, |t| {
                    t.calendars.iter().map(|c| c.id.as_str()).collect()
                });
                return None;
            }
        }
        let before = line.eat(&["before"]);
        if !before && !line.eat(&["after"]) {
            self.expected("`after` or `before`", line);
            return None;
        }
        Some(Offset { count, unit, before, calendar })
    }

    fn comparison(&mut self, comparison: Comparison) -> Cond {
        let all = &mut self.theory.comparisons;
        let ix = all.iter().position(|c| *c == comparison).unwrap_or_else(|| {
            all.push(comparison);
            all.len() - 1
        });
        Cond::Compared(ix)
    }

    /// `TABLE[FACT, …] includes MARK`, `TABLE[FACT] meets TABLE[FACT]`
    pub(super) fn looked_up(&mut self, line: &mut Line, at: At) -> Option<Cond> {
        let (table, keys) = self.row_of(line, at)?;
        if line.eat(&["meets"]) {
            let (other, others) = self.row_of(line, at)?;
            let tables = &self.theory.tables;
            let both: Vec<_> = tables[table].marks.intersection(&tables[other].marks).cloned().collect();
            let mut limbs = Vec::new();
            for mark in both {
                let one = self.marked(Lookup { table, keys: keys.clone(), mark: mark.clone() });
                let two = self.marked(Lookup { table: other, keys: others.clone(), mark });
                limbs.push(Cond::All(vec![one, two]));
            }
            return Some(Cond::AtLeast(1, limbs));
        }
        if !line.eat(&["includes"]) {
            self.expected("`includes MARK` or `meets TABLE[…]`", line);
            return None;
        }
        let one_of = line.eat(&["one", "of"]);
        let words =
            if one_of { self.list(line) } else { line.eat_kind(SyntaxKind::Word).into_iter().collect() };
        if words.is_empty() {
            self.expected("a mark of the table", line);
            return None;
        }
        let mut limbs = Vec::new();
        for word in words {
            let mark = self.theory.tables[table].marks.get(word.text.as_str()).cloned();
            let Some(mark) = mark else {
                self.unknown("mark of the table", &word.text, word.span, |t| {
                    t.tables[table].marks.iter().map(|m| &**m).collect()
                });
                return None;
            };
            limbs.push(self.marked(Lookup { table, keys: keys.clone(), mark }));
        }
        Some(if limbs.len() == 1 { limbs.swap_remove(0) } else { Cond::AtLeast(1, limbs) })
    }

    fn marked(&mut self, lookup: Lookup) -> Cond {
        for (column, fact) in lookup.keys.iter().enumerate() {
            self.test(*fact, Test::Key(lookup.table, column));
        }
        let otherwise = self.theory.tables[lookup.table].otherwise;
        self.test(otherwise, Test::Is(vec![Value::Bool(true)]));
        Cond::Marked(lookup)
    }

    /// `TABLE[FACT, …]`
    fn row_of(&mut self, line: &mut Line, at: At) -> Option<(usize, Vec<FactIx>)> {
        let word = self.word(line, "the id of a table")?;
        let Some(table) = self.theory.tables.iter().position(|t| t.id == word.text) else {
            line.at = line.words.len();
            self.unknown("table", &word.text, word.span, |t| {
                t.tables.iter().map(|t| t.id.as_str()).collect()
            });
            return None;
        };
        line.eat_sign("[");
        let mut keys = Vec::new();
        for (name, domain) in self.theory.tables[table].keys.clone() {
            if !keys.is_empty() && line.eat_kind(SyntaxKind::Comma).is_none() {
                self.expected("`,` and the next key", line);
                return None;
            }
            let word = self.word(line, "the path of a fact")?;
            let found = self.bare_fact(&word.text, at).or_else(|| self.theory.fact(&word.text));
            let Some(fact) = found else {
                self.unknown_fact(&word.text, word.span);
                return None;
            };
            let of = &self.theory.facts[fact];
            if of.scope == Scope::Party && !at.party {
                let message = format!("`{}` needs a role to say whose it is", word.text);
                let help = "write `any ROLE has (TABLE[…] …)`".to_owned();
                self.report("E011", word.span, message, Some(help));
                return None;
            }
            if of.domain != domain && !same_scheme(&of.domain, &domain) {
                let (code, _) = mismatch(&of.domain, &domain);
                let message = format!("`{}` is no key of the column `{name}`", word.text);
                let help = format!("the column takes {}", domain.words());
                self.report(code, word.span, message, Some(help));
                return None;
            }
            keys.push(fact);
        }
        if !line.eat_sign("]") {
            self.expected("`]`", line);
            return None;
        }
        Some((table, keys))
    }

    fn is(&mut self, fact: FactIx, domain: &Domain, line: &mut Line) -> Option<Cond> {
        if line.eat(&["within"]) {
            let word = self.word(line, "a node or a set")?;
            if let Some(set) = self.theory.sets.iter().position(|s| s.id == word.text) {
                let of = self.theory.sets[set].domain.clone();
                if of != *domain && !same_scheme(domain, &of) {
                    let (code, _) = mismatch(domain, &of);
                    let path = &self.theory.facts[fact].path;
                    let message = format!("`{path}` is never in the set `{}`", word.text);
                    let help = format!("the set holds {}, and `{path}` takes {}", of.words(), domain.words());
                    self.report(code, word.span, message, Some(help));
                    return None;
                }
                return Some(self.test(fact, Test::InSet(set)));
            }
            return if matches!(domain, Domain::Kind(_)) {
                self.is_value(fact, domain, &[word])
            } else {
                self.unknown("set", &word.text, word.span, |t| {
                    t.sets.iter().map(|s| s.id.as_str()).collect()
                });
                None
            };
        }
        if line.eat(&["under"]) {
            if !matches!(domain, Domain::Code(_)) {
                let path = &self.theory.facts[fact].path;
                let message = format!("`under` is for codes, and `{path}` is none");
                let help = format!("`{path}` takes {}; write `{path} is …`", domain.words());
                self.report("E020", line.here(), message, Some(help));
                return None;
            }
            line.eat(&["one", "of"]);
            let codes: Vec<_> = self.list(line).into_iter().map(|w| w.text.as_str().into()).collect();
            if codes.is_empty() {
                self.expected("a code", line);
                return None;
            }
            return Some(self.test(fact, Test::Under(codes)));
        }
        let words = if line.eat(&["one", "of"]) {
            self.list(line)
        } else {
            self.literal(domain, line).into_iter().collect()
        };
        if words.is_empty() {
            self.expected("a value", line);
            return None;
        }
        self.is_value(fact, domain, &words)
    }

    /// Being a node of a taxonomy means being within it.
    fn is_value(&mut self, fact: FactIx, domain: &Domain, words: &[Word]) -> Option<Cond> {
        let mut values = Vec::new();
        for word in words {
            let value = self.value(fact, word)?;
            match (domain, &value) {
                (Domain::Kind(kind), Value::Sym(node)) => {
                    let within = self.theory.kinds.get(kind).map(|k| k.within(node)).unwrap_or_default();
                    values.extend(within.into_iter().map(Value::Sym));
                }
                _ => values.push(value),
            }
        }
        values.sort();
        values.dedup();
        Some(self.test(fact, Test::Is(values)))
    }
}

/// The unit that these words begin with, and how many they are.
pub(super) fn unit_of(words: &[&str]) -> Option<(Unit, usize)> {
    Some(match words {
        ["business", "day" | "days", ..] => (Unit::BusinessDays, 2),
        ["day" | "days", ..] => (Unit::Days, 1),
        ["month" | "months", ..] => (Unit::Months, 1),
        ["year" | "years", ..] => (Unit::Years, 1),
        _ => return None,
    })
}

/// Why two types cannot be compared: code and remedy.
fn mismatch(one: &Domain, other: &Domain) -> (&'static str, &'static str) {
    match (one, other) {
        (Domain::Date, Domain::Instant) | (Domain::Instant, Domain::Date) => {
            ("E021", "a civil date and an instant are never compared: declare both as one or the other")
        }
        (Domain::Money(_), Domain::Money(_)) => (
            "E022",
            "compare amounts of one currency; a `parameter` with a rate turns a fixed bound into another",
        ),
        (Domain::Quantity(_), Domain::Quantity(_)) => ("E023", "give both the same unit"),
        (Domain::Code(_), Domain::Code(_)) => ("E023", "codes of two schemes or editions are never compared"),
        _ => ("E020", "compare dates with dates, and numbers with numbers"),
    }
}

/// A code without a scheme goes with any.
fn same_scheme(one: &Domain, other: &Domain) -> bool {
    matches!((one, other), (Domain::Code(None), Domain::Code(_)) | (Domain::Code(_), Domain::Code(None)))
}

/// The bound in the left currency that a bound in the right one comes to: the next whole minor unit up or down.
fn rounded(bound: Decimal, worth: Decimal, places: u32, up: bool) -> Option<Decimal> {
    let mut number = bound.checked_div(worth)?.trunc_with_scale(places);
    let unit = Decimal::new(1, places);
    // a quotient that was cut at its last digit is mended here: n × worth ≤ bound < (n + 1) × worth
    while number.checked_add(unit)?.checked_mul(worth)? <= bound {
        number = number.checked_add(unit)?;
    }
    while number.checked_mul(worth)? > bound {
        number = number.checked_sub(unit)?;
    }
    if up && number.checked_mul(worth)? != bound {
        number = number.checked_add(unit)?;
    }
    number.rescale(places);
    Some(number)
}
