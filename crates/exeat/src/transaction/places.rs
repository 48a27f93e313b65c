//! Countries as people write them: ISO codes, English names, territories that the law reads as their state, and
//! occupied regions, which are a country and a region of it.

use exeat_law::nearest;
use exeat_law::value::{Possible, Value};
use exeat_screen::country;
use exeat_screen::places::{self, PlaceKind};
use jiff::civil::Date;

use super::read::Reader;
use crate::document::{Key, Node};

/// Codes that are none but are often met for one, and what is meant.
const MISTAKEN: [(&str, &str); 23] = [
    ("UK", "did you mean `GB`?"),
    ("EL", "did you mean `GR`?"),
    ("RF", "did you mean `RU`?"),
    ("SU", "did you mean `RU`, or another state that the Soviet Union was?"),
    ("EU", "name the member state, or write `{within: eu.members}`"),
    ("UN", "name the state, or leave it out if it is not known"),
    ("XX", "leave it out if it is not known"),
    ("ZZ", "leave it out if it is not known"),
    ("QQ", "leave it out if it is not known"),
    ("AN", "did you mean `CW`, `SX` or `BQ`?"),
    ("CS", "did you mean `RS`, `ME`, `CZ` or `SK`?"),
    ("YU", "did you mean `RS`, or another state that Yugoslavia was?"),
    ("DD", "did you mean `DE`?"),
    ("BU", "did you mean `MM`?"),
    ("ZR", "did you mean `CD`?"),
    ("TP", "did you mean `TL`?"),
    ("FX", "did you mean `FR`?"),
    ("JA", "did you mean `JP`?"),
    ("KO", "did you mean `KR` or `KP`?"),
    ("KOREA", "did you mean `KR` or `KP`?"),
    ("CONGO", "did you mean `CG` or `CD`?"),
    ("VIRGIN ISLANDS", "did you mean `VI` or `VG`?"),
    ("SAINT MARTIN", "did you mean `MF` or `SX`?"),
];

/// Facts of which the answer may be that there is no such country, which is written so.
const OF_NONE: [&str; 2] = ["branch_of", "government_of"];
const NONE: [&str; 2] = ["none", "ZZ"];

/// The fact that may have several values at once.
const SEVERAL: &str = "nationality";

/// Days between which the transaction lies, both included; none where an end is not known.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Days {
    pub(super) first: Option<Date>,
    pub(super) last: Option<Date>,
}

impl Days {
    pub(super) fn of(date: &Possible) -> Days {
        let day = |value: Option<&Value>| match value {
            Some(Value::Date(date)) => Some(*date),
            _ => None,
        };
        match date {
            Possible::OneOf(values) => {
                Days { first: day(values.iter().min()), last: day(values.iter().max()) }
            }
            Possible::Between(low, high) => Days { first: day(low.as_ref()), last: day(high.as_ref()) },
            Possible::Any => Days::default(),
        }
    }

    /// Whether every possible day lies in the span, and whether some does. The end is not in the span.
    pub(super) fn within(self, from: Option<Date>, until: Option<Date>) -> (bool, bool) {
        let before = |day: Option<Date>, bound: Option<Date>| day.zip(bound).map(|(day, bound)| day < bound);
        let all = from.is_none_or(|_| before(self.first, from) == Some(false))
            && until.is_none_or(|_| before(self.last, until) == Some(true));
        let some = before(self.last, from) != Some(true) && before(self.first, until) != Some(false);
        (all, some)
    }
}

/// An occupied region that a place lies in.
#[derive(Debug, Clone)]
pub(super) struct Occupied {
    /// Field that names it.
    pub(super) field: String,
    /// Value of `supply.region`.
    pub(super) region: &'static str,
    /// It is the only place possible there.
    pub(super) sure: bool,
}

impl Reader<'_> {
    /// What a country is written as leaves possible.
    pub(super) fn country(&mut self, text: &str, line: usize, field: &str) -> Option<Vec<Value>> {
        let text = text.trim();
        if NONE.contains(&text) && OF_NONE.iter().any(|key| field.rsplit('.').next() == Some(key)) {
            return Some(vec![Value::sym("ZZ")]);
        }
        if let Some((_, help)) = MISTAKEN.iter().find(|(name, _)| *name == text.to_uppercase()) {
            self.error(line, field, format!("`{text}` is no country code of ISO 3166"), *help);
            return None;
        }
        if let Some(code) = country::stated(text) {
            if code != text {
                self.note(format!("{field}: `{text}` is read as {code}"));
            }
            return Some(self.as_state(code, field));
        }
        if let Some((country, region)) = occupied(text) {
            self.note(format!("{field}: `{text}` is read as {country}, in the occupied region `{region}`"));
            self.occupied.push(Occupied { field: field.to_owned(), region, sure: true });
            return Some(vec![Value::sym(country)]);
        }
        let upper = text.to_uppercase();
        let help = if country::every().any(|code| code == upper) {
            format!("did you mean `{upper}`?")
        } else if text.chars().count() < 3 {
            "write a code of ISO 3166 in capital letters, such as RU, or the English name".to_owned()
        } else {
            nearest(text, country::spellings()).map_or_else(
                || "write a code of ISO 3166, such as RU, or the English name".to_owned(),
                |near| format!("did you mean `{near}`?"),
            )
        };
        self.error(line, field, format!("`{text}` is no country"), help);
        None
    }

    /// The state that the law reads in a territory's place, on the transaction's days.
    fn as_state(&mut self, code: &'static str, field: &str) -> Vec<Value> {
        let land = country::territories().find(|land| land.code == code && land.state.is_some());
        let Some((land, state)) = land.and_then(|land| land.state.map(|state| (land, state))) else {
            return vec![Value::sym(code)];
        };
        let (all, some) = self.days.within(land.from, land.until);
        if !some {
            return vec![Value::sym(code)];
        }
        let also = if all { "" } else { " on some of the days" };
        self.note(format!("{field}: {code} is read as {state}{also}: {}", land.because));
        self.lands.push(field.to_owned());
        let mut values = vec![Value::sym(state)];
        if !all {
            values.push(Value::sym(code));
        }
        values.sort();
        values
    }

    /// `{all: [IR, FR]}`: all of them at once, as nationalities are.
    pub(super) fn countries_at_once(&mut self, node: &Node, line: usize, field: &str) -> Option<Possible> {
        if field.rsplit('.').next() != Some(SEVERAL) {
            let help = "a list in square brackets is a set of possible values, of which one is so";
            self.error(line, field, "only nationalities can be several at once", help);
            return None;
        }
        let mut parts: Vec<Value> = Vec::new();
        for text in self.texts(node, field) {
            match &self.country(&text, node.line, field)?[..] {
                [one] => parts.push(one.clone()),
                _ => {
                    let help = "state the day of the transaction, or each as a set of possible values";
                    self.error(node.line, field, format!("`{text}` may be one of several on its day"), help);
                    return None;
                }
            }
        }
        parts.sort();
        parts.dedup();
        match &parts[..] {
            [] => {
                let help = "name the countries, or leave the key out if it is not known";
                self.error(line, field, "an empty list leaves no value", help);
                None
            }
            [one] => Some(Possible::is(one.clone())),
            _ => Some(Possible::is(Value::All(parts.into()))),
        }
    }

    /// `{within: eu.members}`, `{outside: [US, RU]}`: countries and the law's sets of them, as they stood on the
    /// transaction's days. Where several days are possible, whoever was in a set on one of them may be within, and
    /// whoever was out of it on one may be outside.
    pub(super) fn countries(
        &mut self,
        entries: &[(Key, Node)],
        line: usize,
        field: &str,
    ) -> Option<Possible> {
        if let [(key, node)] = entries
            && key.text == "all"
        {
            return self.countries_at_once(node, line, field);
        }
        let days = self.days;
        let state = |code: &&str| {
            let part = country::territories().find(|land| land.code == *code && land.state.is_some());
            part.is_none_or(|land| !days.within(land.from, land.until).0)
        };
        let mut out: Vec<Value> = country::every().filter(state).map(Value::sym).collect();
        for (key, node) in entries {
            // what belongs on every day, and what does on some
            let (mut always, mut ever) = (Vec::new(), Vec::new());
            for text in self.texts(node, field) {
                let sets = &self.theory.sets;
                if let Some(set) = sets.iter().find(|s| s.id == text) {
                    for (value, from, until) in &set.values {
                        let (all, some) = days.within(*from, *until);
                        always.extend(all.then(|| value.clone()));
                        ever.extend(some.then(|| value.clone()));
                    }
                    continue;
                }
                if text.contains('.') && country::stated(&text).is_none() {
                    let near = nearest(&text, sets.iter().map(|s| s.id.as_str()));
                    let help = near.map_or_else(
                        || "write a country or the name of a set of countries".to_owned(),
                        |near| format!("did you mean `{near}`?"),
                    );
                    let message = format!("`{text}` is neither a country nor a set of countries");
                    self.error(node.line, field, message, help);
                    return None;
                }
                let values = self.country(&text, node.line, field)?;
                if let [one] = &values[..] {
                    always.push(one.clone());
                }
                ever.extend(values);
            }
            match key.text.as_str() {
                "within" => out.retain(|value| ever.contains(value)),
                "outside" => out.retain(|value| !always.contains(value)),
                _ => self.unknown_key(key, field, &["within", "outside", "all"], "\u{0}"),
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
}

/// The country and the value of `supply.region` of an occupied region, or of a city in one.
fn occupied(text: &str) -> Option<(&'static str, &'static str)> {
    let place = places::named(text)?;
    let whole = match place.kind {
        PlaceKind::Country => return None,
        PlaceKind::Region => place.id.as_str(),
        PlaceKind::City => place.part_of.as_deref()?,
    };
    match whole {
        "crimea" => Some(("UA", "crimea")),
        "donetsk" => Some(("UA", "dnr")),
        "luhansk" => Some(("UA", "lnr")),
        _ => None,
    }
}
