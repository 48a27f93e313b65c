//! Values as written in law files and transactions, read by the type of their fact.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use crate::diagnostic::nearest;
use crate::theory::{Domain, Kind};
use crate::unit::{convert, minor_places};
use crate::value::Value;

/// Why a text is no value of a type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mistake {
    /// Stable code: E020, or E021 date and instant, E022 currency, E023 unit or scheme.
    pub code: &'static str,
    /// What to write instead.
    pub help: String,
}

impl Domain {
    /// How many words of a line make one value, the words being those that follow.
    pub(crate) fn length(&self, words: &[&str]) -> usize {
        match self {
            Domain::Money(_) => 2,
            Domain::Quantity(_) if words.get(1) == Some(&"business") => 3,
            Domain::Quantity(_) => 2,
            // a date alone is complained about by its type
            Domain::Instant if words.get(1).is_some_and(|w| w.contains(':')) => 3,
            _ => 1,
        }
    }

    /// Reads one value.
    ///
    /// # Errors
    /// What the text would have to be.
    pub fn read(&self, kinds: &BTreeMap<String, Kind>, text: &str) -> Result<Value, Mistake> {
        let known = |found: Option<Value>, names: Vec<&str>| {
            found.ok_or_else(|| {
                let help = nearest(text, names.iter().copied())
                    .map_or_else(|| format!("it takes {}", self.words()), |n| format!("did you mean `{n}`?"));
                Mistake { code: "E020", help }
            })
        };
        match self {
            Domain::YesNo => {
                let found = ["no", "yes"].iter().position(|w| *w == text);
                known(found.map(|i| Value::Bool(i == 1)), vec!["yes", "no"])
            }
            Domain::OneOf(values) => {
                let found = values.iter().find(|v| &***v == text).cloned().map(Value::Sym);
                known(found, values.iter().map(|v| &**v).collect())
            }
            Domain::Kind(kind) => {
                let nodes = kinds.get(kind).map_or(&[][..], |k| k.nodes.as_slice());
                let found = nodes.iter().find(|n| &*n.id == text).map(|n| Value::Sym(n.id.clone()));
                known(found, nodes.iter().map(|n| &*n.id).collect())
            }
            Domain::Code(scheme) => code(scheme.as_deref(), text),
            Domain::Country => {
                let country = text.len() == 2 && text.bytes().all(|b| b.is_ascii_uppercase());
                known(country.then(|| Value::sym(text)), vec![])
            }
            Domain::Date => date(text, self),
            Domain::Instant => instant(text),
            Domain::Number => match text.parse() {
                Ok(number) => Ok(Value::Num(number)),
                Err(_) if text.bytes().all(|b| b.is_ascii_digit()) => Err(too_long()),
                Err(_) => known(None, vec![]),
            },
            Domain::Percent => match text.strip_suffix('%').map(|n| n.trim().parse::<Decimal>()) {
                Some(Ok(number)) => Ok(Value::Num(number)),
                Some(Err(_)) if text.trim_end_matches('%').bytes().all(|b| b.is_ascii_digit()) => {
                    Err(too_long())
                }
                _ => known(None, vec![]),
            },
            Domain::Money(currency) => money(text, currency),
            Domain::Quantity(unit) => quantity(text, unit),
            Domain::Text => known(None, vec![]),
        }
    }

    /// What it takes, in words.
    pub fn words(&self) -> String {
        match self {
            Domain::YesNo => "yes or no".to_owned(),
            Domain::OneOf(values) => format!("one of {}", values.join(", ")),
            Domain::Kind(kind) => format!("a node of the kind `{kind}`"),
            Domain::Code(None) => "a code".to_owned(),
            Domain::Code(Some(scheme)) => format!("a code of {scheme}"),
            Domain::Country => "a country of two capital letters".to_owned(),
            Domain::Date => "a date such as 2022-04-07".to_owned(),
            Domain::Instant => "an instant such as 2024-09-12 00:01 America/New_York".to_owned(),
            Domain::Number => "a number".to_owned(),
            Domain::Percent => "a percentage such as 25%".to_owned(),
            Domain::Money(currency) => format!("an amount such as 300 {currency}"),
            Domain::Quantity(unit) => format!("an amount such as 30 {unit}"),
            Domain::Text => "text".to_owned(),
        }
    }

    /// Whether values of it have an order that `at least` and `more than`, or `before` and `after`, can ask for.
    pub fn is_ordered(&self) -> bool {
        self.is_time() || self.is_numeric()
    }

    /// Dates and instants.
    pub fn is_time(&self) -> bool {
        matches!(self, Domain::Date | Domain::Instant)
    }

    /// Numbers and amounts.
    pub fn is_numeric(&self) -> bool {
        matches!(self, Domain::Number | Domain::Percent | Domain::Money(_) | Domain::Quantity(_))
    }
}

fn too_long() -> Mistake {
    Mistake { code: "E020", help: "it takes at most 28 digits".to_owned() }
}

fn date(text: &str, domain: &Domain) -> Result<Value, Mistake> {
    if text.contains(':') {
        let help = "this fact is a civil date: name the day alone".to_owned();
        return Err(Mistake { code: "E021", help });
    }
    let found = (text.len() == 10).then(|| text.parse().ok()).flatten();
    found
        .map(Value::Date)
        .ok_or_else(|| Mistake { code: "E020", help: format!("it takes {}", domain.words()) })
}

fn instant(text: &str) -> Result<Value, Mistake> {
    let mut words = text.split_whitespace();
    let parts = (words.next(), words.next(), words.next(), words.next());
    let wrong = |code: &'static str, help: &str| Mistake { code, help: help.to_owned() };
    match parts {
        (Some(_), None, ..) => Err(wrong(
            "E021",
            "an instant has a clock time and a zone: write 2024-09-12 00:01 America/New_York",
        )),
        (Some(day), Some(time), Some(zone), None) => {
            let date: Option<jiff::civil::Date> = day.parse().ok();
            let time: Option<jiff::civil::Time> = time.parse().ok();
            let (Some(date), Some(time)) = (date, time) else {
                return Err(wrong("E020", "write it as 2024-09-12 00:01 America/New_York"));
            };
            let zone = jiff::tz::TimeZone::get(zone).map_err(|_| {
                wrong("E020", "name the zone as the time zone database does, such as America/New_York")
            })?;
            let zoned = zone.to_timestamp(date.to_datetime(time));
            zoned.map(Value::Instant).map_err(|_| wrong("E020", "it takes a later day"))
        }
        _ => Err(wrong("E020", "write it as 2024-09-12 00:01 America/New_York")),
    }
}

/// HS and CN codes are digits, ECCNs begin `5A002`; a code without a scheme is free.
fn code(scheme: Option<&str>, text: &str) -> Result<Value, Mistake> {
    let digits = text.bytes().all(|b| b.is_ascii_digit());
    let family = scheme.and_then(|s| s.split_whitespace().next());
    let right = match family {
        Some("HS" | "CN" | "HTS" | "TARIC") => digits && (2..=10).contains(&text.len()),
        Some("ECCN") => text == "EAR99" || eccn(text),
        _ => {
            !text.is_empty()
                && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_'))
        }
    };
    let help = match family {
        Some("HS" | "CN" | "HTS" | "TARIC") => "write the digits alone, such as 851762",
        Some("ECCN") => "write it as 5A992.c, or EAR99",
        _ => "it takes a code of letters, digits and full stops",
    };
    if right { Ok(Value::sym(text)) } else { Err(Mistake { code: "E020", help: help.to_owned() }) }
}

/// The head of an ECCN, or as much of it as names a group, and its paragraphs.
fn eccn(text: &str) -> bool {
    let (head, tail) = text.split_once('.').map_or((text, None), |(h, t)| (h, Some(t)));
    let shape = head.bytes().enumerate().all(|(i, b)| match i {
        1 => b.is_ascii_uppercase(),
        _ => b.is_ascii_digit(),
    });
    let whole = head.len() == 5;
    let paragraphs = |t: &str| {
        t.split('.').all(|p| !p.is_empty() && p.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-'))
    };
    shape && (1..=5).contains(&head.len()) && tail.is_none_or(|t| whole && paragraphs(t))
}

/// `300 USD`
fn money(text: &str, currency: &str) -> Result<Value, Mistake> {
    let help = || format!("write an amount such as 300 {currency}");
    let Some((number, code)) = text.trim().rsplit_once(char::is_whitespace) else {
        return Err(Mistake { code: "E022", help: help() });
    };
    let Ok(mut number) = number.trim().parse::<Decimal>() else {
        return Err(Mistake { code: "E020", help: help() });
    };
    if code != currency {
        let help = format!("give it in {currency}, or compare through a parameter with a rate");
        return Err(Mistake { code: "E022", help });
    }
    let places = minor_places(currency);
    if number.normalize().scale() > places {
        let help = format!("{currency} has {places} decimal places");
        return Err(Mistake { code: "E022", help });
    }
    number.rescale(places);
    Ok(Value::Amount(currency.into(), number))
}

/// `30 days`, `1.5 kg`, in the fact's own unit.
fn quantity(text: &str, unit: &str) -> Result<Value, Mistake> {
    let text = text.trim();
    let help = || format!("write an amount such as 30 {unit}");
    let Some((number, given)) = text.split_once(char::is_whitespace) else {
        return Err(Mistake { code: "E023", help: help() });
    };
    let Ok(number) = number.parse::<Decimal>() else {
        return Err(Mistake { code: "E020", help: help() });
    };
    let given = given.split_whitespace().collect::<Vec<_>>().join(" ");
    let help = match (crate::unit::unit(&given), convert(number, &given, unit)) {
        (Some(_), Some(number)) => return Ok(Value::Amount(unit.into(), number)),
        (None, _) => {
            nearest(&given, crate::unit::units()).map_or_else(help, |near| format!("did you mean `{near}`?"))
        }
        (Some(given), None) if ["days", "months", "business days"].contains(&unit) => {
            format!("{given} and {unit} compare only from a date: write `A at most 3 {given} after B`")
        }
        _ => format!("give it in {unit}"),
    };
    Err(Mistake { code: "E023", help })
}
