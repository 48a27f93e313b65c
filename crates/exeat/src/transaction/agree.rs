//! What a transaction states must agree with itself: facts that exclude each other, shares above a hundred, an
//! occupied region beside a route. Each error names both fields.

use exeat_law::facts::Case;
use exeat_law::interpret::{Inquiry, contradictions};
use exeat_law::plain;
use exeat_law::value::{Possible, Value};
use rust_decimal::Decimal;

use super::read::Reader;
use super::value::plain_number;
use super::{Holding, Owner, Owners, Person, Stated, Transaction};
use crate::assemble;

impl Reader<'_> {
    /// Refuses what excludes itself.
    pub(super) fn agreement(&mut self, transaction: &Transaction, line: usize) {
        self.never(transaction, line);
        for party in &transaction.parties {
            self.shares(&party.person, line);
            self.individual(&party.person);
        }
    }

    /// Facts that the law says never go together.
    fn never(&mut self, transaction: &Transaction, line: usize) {
        let theory = self.theory;
        let (case, fields) = assemble::stated(theory, transaction);
        let broken = |case: &Case| contradictions(&Inquiry::new(theory, case, None));
        for constraint in broken(&case) {
            // what cannot be left out without the contradiction going too
            let mut least = case.clone();
            for slot in case.facts.keys() {
                if let Some(known) = least.facts.remove(slot)
                    && !broken(&least).contains(&constraint)
                {
                    least.facts.insert(*slot, known);
                }
            }
            let mut named: Vec<&String> = least.facts.keys().filter_map(|slot| fields.get(slot)).collect();
            if named.len() > 1 {
                // a dated set makes every contradiction one of that day
                named.retain(|field| *field != "date");
            }
            named.sort_by_key(|field| (self.lines.get(*field).copied().unwrap_or(line), *field));
            named.dedup();
            let at = named.first().and_then(|field| self.lines.get(*field).copied()).unwrap_or(line);
            let all: Vec<String> = named.iter().map(|field| plain(field)).collect();
            let of = &theory.constraints[constraint];
            let cites = if of.cites.is_empty() { String::new() } else { format!(" ({})", of.cites) };
            let message = format!("{} cannot all be so: {}{cites}", all.join(", "), of.title);
            let first = all.first().cloned().unwrap_or_default();
            self.error(at, &first, message, "correct one of them, or leave out what is not known");
        }
    }

    /// A person of a country said to be none, where that is an easy slip: in a territory that is read as its state, or
    /// of whoever only receives. What was said is not taken; the law's `never` then says the contrary.
    pub(super) fn slips(&mut self, person: &mut Person, receives: bool) {
        let ties: Vec<(String, String, Possible)> = ["country", "incorporated", "nationality"]
            .into_iter()
            .filter_map(|key| {
                let fact = self.theory.fact(&format!("party.{key}"))?;
                let stated = person.facts.iter().find(|s| s.fact == fact)?;
                Some((key.to_owned(), stated.field.clone(), stated.possible.clone()))
            })
            .collect();
        let members = self.members();
        for (said, states) in [
            ("us_person", vec![Value::sym("US")]),
            ("eu_person", members),
            ("uk_person", vec![Value::sym("GB")]),
        ] {
            let Some(fact) = self.theory.fact(&format!("party.{said}")) else { continue };
            let no = |s: &Stated| s.fact == fact && s.possible == Possible::no();
            let tie = ties.iter().find(|(key, field, possible)| {
                let Possible::OneOf(values) = possible else { return false };
                let there = values.iter().all(|value| value.parts().iter().any(|part| states.contains(part)));
                let slip =
                    self.lands.contains(field) || (receives && said != "us_person" && key != "country");
                there && slip
            });
            if let (Some((_, field, _)), Some(at)) = (tie, person.facts.iter().position(no)) {
                let stated = person.facts.remove(at);
                self.note(format!("{}: no is not taken beside {field}, which says otherwise", stated.field));
            }
        }
    }

    /// Members of the Union on every day possible.
    fn members(&self) -> Vec<Value> {
        let set = self.theory.sets.iter().find(|set| set.id == "eu.members");
        let values = set.iter().flat_map(|set| &set.values);
        values
            .filter(|(_, from, until)| self.days.within(*from, *until).0)
            .map(|(value, ..)| value.clone())
            .collect()
    }

    /// Owners hold a hundred per cent at most. Those of one arrangement may each state what it holds together.
    fn shares(&mut self, person: &Person, line: usize) {
        let Owners::Held(held) = &person.owners else { return };
        let mut sum = Decimal::ZERO;
        let mut joint: Vec<(&str, Decimal)> = Vec::new();
        for Holding { low, joint: name, .. } in held {
            match name {
                None => sum += low,
                Some(name) => match joint.iter_mut().find(|(known, _)| known == name) {
                    Some((_, most)) => *most = (*most).max(*low),
                    None => joint.push((name, *low)),
                },
            }
        }
        sum += joint.iter().map(|(_, share)| *share).sum::<Decimal>();
        if sum > Decimal::ONE_HUNDRED {
            let field = format!("{}.owners", person.field);
            let at = self.lines.get(&field).copied().unwrap_or(line);
            let message = format!("the owners hold at least {} per cent together", sum.normalize());
            let help = "state who holds directly, and the owners of an owner as its own `owners`";
            self.error(at, &field, message, help);
        }
        for holding in held {
            if let Owner::Inline(owner) = &holding.owner {
                self.shares(owner, line);
            }
        }
    }

    /// People are not organised under a law.
    fn individual(&mut self, person: &Person) {
        let stated = |path: &str| {
            let fact = self.theory.fact(path);
            person.facts.iter().find(|s| Some(s.fact) == fact)
        };
        let (Some(kind), Some(law)) = (stated("party.kind"), stated("party.incorporated")) else { return };
        if kind.possible != Possible::is(Value::sym("individual")) {
            return;
        }
        let at = self.lines.get(&law.field).copied().unwrap_or(1);
        let message =
            format!("{} and {} cannot both be so: an individual is not organised", kind.field, law.field);
        let field = law.field.clone();
        self.error(
            at,
            &field,
            message,
            "state `nationality` or `resident` of an individual, or correct the kind",
        );
    }

    /// An occupied region that a place names, as the fact that asks for it.
    pub(super) fn region(&mut self, t: &mut Transaction) {
        let places = std::mem::take(&mut self.occupied);
        let Some(fact) = self.theory.fact("supply.region") else { return };
        if places.is_empty() {
            return;
        }
        let of = |field: &str| self.theory.fact(field);
        let end = of("supply.to")
            .and_then(|to| t.facts.iter().find(|s| s.fact == to))
            .and_then(|to| places.iter().find(|place| place.sure && place.field == to.field));
        if let Some(stated) = t.facts.iter().find(|s| s.fact == fact) {
            let Some(end) = end else { return };
            let allows = match &stated.possible {
                Possible::OneOf(values) => values.contains(&Value::sym(end.region)),
                _ => true,
            };
            if !allows {
                let at = self.lines.get(&stated.field).copied().unwrap_or(1);
                let message = format!(
                    "{} and {} cannot both be so: the route ends in {}",
                    stated.field, end.field, end.region
                );
                let field = stated.field.clone();
                self.error(at, &field, message, "make them agree, or leave one out");
            }
            return;
        }
        let (field, mut values) = match end {
            Some(end) => (end.field.clone(), vec![Value::sym(end.region)]),
            None => {
                let mut values: Vec<Value> = places.iter().map(|place| Value::sym(place.region)).collect();
                values.push(Value::sym("none"));
                (places[0].field.clone(), values)
            }
        };
        values.sort();
        values.dedup();
        t.facts.push(Stated { fact, possible: Possible::OneOf(values), field });
    }

    /// The tariff code that two keys give together: the longer of them, or as far as they agree, which must be six
    /// digits.
    pub(super) fn tariff_of_both(&mut self, a: &str, b: &str, line: usize, field: &str) -> Option<String> {
        let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
        let (a, b) = (digits(a), digits(b));
        let shared = a.bytes().zip(b.bytes()).take_while(|(a, b)| a == b).count();
        if shared == a.len().min(b.len()) {
            return Some(if a.len() > b.len() { a } else { b });
        }
        if shared >= 6 {
            self.note(format!("{field}: the tariffs agree to {}, which is what was read", &a[..6]));
            return Some(a[..6].to_owned());
        }
        let message = format!("{a} and {b} are not the same goods");
        self.error(line, field, message, "make the codes agree to the sixth digit, or leave one out");
        None
    }

    /// An amount of money: a number that is not negative, perhaps with its currency.
    pub(super) fn amount(&mut self, text: &str, line: usize, field: &str) {
        let words: Vec<&str> = text.split_whitespace().collect();
        let number = |word: &str| {
            let digits: String = word.chars().filter(|c| !matches!(c, ',' | '\'' | '_')).collect();
            plain_number(&digits) && !digits.starts_with('-') && digits.parse::<Decimal>().is_ok()
        };
        let currency = |word: &str| super::codes::currency(word).is_none();
        let fits = match words[..] {
            [one] => number(one),
            [a, b] => (number(a) && currency(b)) || (currency(a) && number(b)),
            _ => false,
        };
        if !fits {
            let help =
                "write a number that is not negative, such as 12500.50, and the currency under `currency`";
            self.error(line, field, format!("`{text}` is no amount of money"), help);
        }
    }
}
