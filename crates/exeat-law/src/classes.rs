//! The classes of values that no test of the law tells apart.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, OnceLock};

use jiff::civil::Date;
use rust_decimal::Decimal;

use crate::theory::{Domain, FactIx, NamedSet, Test, Theory};
use crate::value::{Possible, Value, is_under};

/// The classes of facts of which nothing is known, found when first asked for: the law alone decides them. A copy of
/// the law begins without them, so that what is changed in the copy is seen.
#[derive(Debug, Default)]
pub struct KnownClasses {
    unknown: OnceLock<Vec<OnceLock<Vec<Value>>>>,
    /// Of facts of which some values are left: a stated code leaves hundreds, and is asked about thousands of times.
    some: Mutex<BTreeMap<FactIx, ByValues>>,
    /// The values that tests name, with how many tests there were: a base with a thousand cases in codes asks as often.
    mentioned: Mutex<BTreeMap<FactIx, Mentioned>>,
}

/// Values that tests name, and how many tests there were.
type Mentioned = (usize, Arc<[Value]>);

/// Classes by the values that are left.
type ByValues = BTreeMap<Vec<Value>, Vec<Value>>;

impl Clone for KnownClasses {
    fn clone(&self) -> Self {
        KnownClasses::default()
    }
}

impl KnownClasses {
    fn of(&self, theory: &Theory, fact: FactIx) -> Vec<Value> {
        let all = self.unknown.get_or_init(|| theory.facts.iter().map(|_| OnceLock::new()).collect());
        match all.get(fact) {
            Some(place) => place.get_or_init(|| distinct(theory, fact, &Possible::Any)).clone(),
            None => distinct(theory, fact, &Possible::Any),
        }
    }

    fn among(&self, theory: &Theory, fact: FactIx, values: &[Value]) -> Vec<Value> {
        let work = || distinct(theory, fact, &Possible::OneOf(values.to_vec()));
        // a lock that a panic left behind keeps nothing
        let Ok(mut some) = self.some.lock() else { return work() };
        let of = some.entry(fact).or_default();
        match of.get(values) {
            Some(found) => found.clone(),
            None => of.entry(values.to_vec()).or_insert_with(work).clone(),
        }
    }

    fn mentioned(&self, theory: &Theory, fact: FactIx) -> Arc<[Value]> {
        let tests = theory.tests.get(fact).map_or(&[][..], Vec::as_slice);
        let work = || Arc::from(mentioned(theory, tests));
        let Ok(mut known) = self.mentioned.lock() else { return work() };
        match known.get(&fact) {
            Some((count, values)) if *count == tests.len() => Arc::clone(values),
            _ => {
                let values: Arc<[Value]> = work();
                known.insert(fact, (tests.len(), Arc::clone(&values)));
                values
            }
        }
    }
}

/// The classes of a fact's remaining values: one value of each, in a fixed order. Two values are in one class when
/// no test of the law tells them apart (`docs/semantics.md`, facts).
pub fn classes(theory: &Theory, fact: FactIx, possible: &Possible) -> Vec<Value> {
    match possible {
        Possible::Any => theory.known_classes.of(theory, fact),
        Possible::OneOf(values) if values.len() < 2 => values.clone(),
        Possible::OneOf(values) => theory.known_classes.among(theory, fact, values),
        _ => distinct(theory, fact, possible),
    }
}

fn distinct(theory: &Theory, fact: FactIx, possible: &Possible) -> Vec<Value> {
    let tests = theory.tests.get(fact).map_or(&[][..], Vec::as_slice);
    let mut seen: BTreeSet<Vec<bool>> = BTreeSet::new();
    let mut out = Vec::new();
    for value in candidates(theory, fact, possible) {
        let signature = signature(theory, tests, &value);
        if seen.insert(signature) {
            out.push(value);
        }
    }
    out
}

/// Values among which every class of a fact has one.
pub(crate) fn candidates(theory: &Theory, fact: FactIx, possible: &Possible) -> Vec<Value> {
    let tests = theory.tests.get(fact).map_or(&[][..], Vec::as_slice);
    match possible {
        Possible::OneOf(values) => values.clone(),
        Possible::Between(low, high) => cuts(tests, low.as_ref(), high.as_ref(), &theory.facts[fact].domain),
        Possible::Any => match &theory.facts[fact].domain {
            Domain::YesNo | Domain::Text => vec![Value::Bool(false), Value::Bool(true)],
            Domain::OneOf(values) => values.iter().cloned().map(Value::Sym).collect(),
            Domain::Kind(kind) => {
                let nodes = theory.kinds.get(kind).map_or(&[][..], |k| k.nodes.as_slice());
                nodes.iter().map(|n| Value::Sym(n.id.clone())).collect()
            }
            Domain::Code(_) | Domain::Country => {
                let mut named = mentioned(theory, tests);
                named.push(Value::sym("(another)"));
                named
            }
            domain => cuts(tests, None, None, domain),
        },
    }
}

/// A code as stated, with every deeper code the law tells apart: the statement leaves those open.
pub fn code_values(theory: &Theory, fact: FactIx, code: &str) -> Vec<Value> {
    let deeper =
        |value: &&Value| !matches!(value, Value::Sym(other) if **other == *code || !is_under(other, code));
    let mentioned = theory.known_classes.mentioned(theory, fact);
    std::iter::once(Value::sym(code)).chain(mentioned.iter().filter(deeper).cloned()).collect()
}

/// Every value that the tests name, in order.
pub(crate) fn mentioned(theory: &Theory, tests: &[Test]) -> Vec<Value> {
    let mut out: Vec<Value> = Vec::new();
    for test in tests {
        match test {
            Test::Is(values) => out.extend(values.iter().cloned()),
            Test::Under(codes) => out.extend(codes.iter().cloned().map(Value::Sym)),
            Test::InSet(set) => out.extend(theory.sets[*set].values.iter().map(|(v, ..)| v.clone())),
            Test::Key(table, column) => {
                out.extend(theory.tables[*table].named(*column).cloned().map(Value::Sym));
            }
            Test::Against(..) => {}
        }
    }
    out.sort();
    out.dedup();
    out
}

/// The answers of every test to a value: equal for values of one class.
pub(crate) fn signature(theory: &Theory, tests: &[Test], value: &Value) -> Vec<bool> {
    let mut out = Vec::new();
    if let Value::All(parts) = value {
        for part in parts.iter() {
            let of = signature(theory, tests, part);
            out.resize(of.len(), false);
            out.iter_mut().zip(of).for_each(|(known, holds)| *known |= holds);
        }
        return out;
    }
    for test in tests {
        match test {
            Test::Is(values) => out.push(values.contains(value)),
            Test::Under(codes) => out.push(is_one_under(value, codes)),
            Test::Against(op, bound) => out.push(op.holds(value, bound)),
            // every window of the set, since the day of the act may be open too
            Test::InSet(set) => {
                let windows: BTreeSet<_> =
                    theory.sets[*set].values.iter().map(|(_, from, until)| (from, until)).collect();
                for window in windows {
                    let inside = |(v, from, until): &(Value, Option<Date>, Option<Date>)| {
                        theory.sets[*set].holds(v, value) && (from, until) == window
                    };
                    out.push(theory.sets[*set].values.iter().any(inside));
                }
            }
            Test::Key(table, column) => theory.tables[*table].signature(*column, value, &mut out),
        }
    }
    out
}

pub(crate) fn is_one_under(value: &Value, codes: &[Arc<str>]) -> bool {
    matches!(value, Value::Sym(code) if codes.iter().any(|prefix| is_under(code, prefix)))
}

impl NamedSet {
    /// Whether a value is this member: of codes, one that lies below it too.
    pub(crate) fn holds(&self, member: &Value, value: &Value) -> bool {
        match (&self.domain, member, value) {
            (Domain::Code(_), Value::Sym(prefix), Value::Sym(code)) => is_under(code, prefix),
            _ => member == value,
        }
    }
}

/// The smallest step between two values of a type, and a value of it where the law names none.
fn step(domain: &Domain) -> (Decimal, Value) {
    match domain {
        Domain::Money(currency) => {
            let places = crate::unit::minor_places(currency);
            let mut zero = Decimal::ZERO;
            zero.rescale(places);
            (Decimal::new(1, places), Value::Amount(currency.clone(), zero))
        }
        Domain::Quantity(unit) => (Decimal::ONE, Value::Amount(unit.clone(), Decimal::ZERO)),
        Domain::Date => (Decimal::ONE, Value::Date(Date::constant(2000, 1, 1))),
        Domain::Instant => (Decimal::ONE, Value::Instant(jiff::Timestamp::UNIX_EPOCH)),
        _ => (Decimal::ONE, Value::Num(Decimal::ZERO)),
    }
}

/// The same sort of value with another number.
fn with_number(value: &Value, number: Decimal) -> Value {
    match value {
        Value::Amount(unit, _) => Value::Amount(unit.clone(), number),
        _ => Value::Num(number),
    }
}

fn number(value: &Value) -> Option<Decimal> {
    match value {
        Value::Num(number) | Value::Amount(_, number) => Some(*number),
        _ => None,
    }
}

/// Bounds, thresholds and points on either side of each.
fn cuts(tests: &[Test], low: Option<&Value>, high: Option<&Value>, domain: &Domain) -> Vec<Value> {
    let (step, zero) = step(domain);
    let mut points: Vec<Value> = low.into_iter().chain(high).cloned().collect();
    for test in tests {
        let bounds: Vec<&Value> = match test {
            Test::Against(_, bound) => vec![bound],
            Test::Is(values) => values.iter().collect(),
            _ => vec![],
        };
        for bound in bounds {
            points.push(bound.clone());
            match bound {
                Value::Date(date) => {
                    points.extend(date.yesterday().ok().map(Value::Date));
                    points.extend(date.tomorrow().ok().map(Value::Date));
                }
                Value::Instant(at) => {
                    let second = jiff::SignedDuration::from_secs(1);
                    points.extend(at.checked_sub(second).ok().map(Value::Instant));
                    points.extend(at.checked_add(second).ok().map(Value::Instant));
                }
                Value::Num(n) | Value::Amount(_, n) => {
                    points.extend(n.checked_sub(step).map(|n| with_number(bound, n)));
                    points.extend(n.checked_add(step).map(|n| with_number(bound, n)));
                }
                _ => {}
            }
        }
    }
    points.sort();
    points.dedup();
    // a point between two neighbouring thresholds closer than one; money has none between minor units
    let money = matches!(domain, Domain::Money(_));
    let between: Vec<Value> = points
        .windows(2)
        .filter_map(|pair| {
            let (a, b) = (number(&pair[0])?, number(&pair[1])?);
            // halved before they are added, which cannot overflow
            let two = Decimal::TWO;
            let middle = a.checked_div(two)?.checked_add(b.checked_div(two)?)?;
            let whole = !money || middle.normalize().scale() <= step.scale();
            whole.then(|| with_number(&pair[0], middle))
        })
        .collect();
    points.extend(between);
    points.sort();
    points.retain(|p| low.is_none_or(|l| p >= l) && high.is_none_or(|h| p <= h));
    if points.is_empty() {
        points.push(zero);
    }
    points
}
