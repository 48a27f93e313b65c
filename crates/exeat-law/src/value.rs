//! Values of facts, and what is still possible for one.

use std::fmt;
use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;
use rust_decimal::Decimal;

/// One value of a fact.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Value {
    /// Yes or no.
    Bool(bool),
    /// A civil date.
    Date(Date),
    /// A moment on the world's clock. Never compared with a civil date.
    Instant(Timestamp),
    /// A number or percentage, exact.
    Num(Decimal),
    /// So much of a unit or currency: the fact's own, whatever it was written in. Money is whole minor units.
    Amount(Arc<str>, Decimal),
    /// An enum value, kind node, country or code.
    Sym(Arc<str>),
    /// Several of these at once, as of somebody with two nationalities: a test holds where it holds of one of them.
    All(Arc<[Value]>),
}

impl Value {
    /// A symbol.
    pub fn sym(text: &str) -> Value {
        Value::Sym(text.into())
    }

    /// What it is at once: itself, where it is one.
    pub fn parts(&self) -> &[Value] {
        match self {
            Value::All(parts) => parts,
            one => std::slice::from_ref(one),
        }
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Value::Bool(true) => f.write_str("yes"),
            Value::Bool(false) => f.write_str("no"),
            Value::Date(date) => write!(f, "{date}"),
            Value::Instant(instant) => write!(f, "{instant}"),
            Value::Num(number) => write!(f, "{number}"),
            Value::Amount(unit, number) => write!(f, "{number} {unit}"),
            Value::Sym(text) => f.write_str(text),
            Value::All(parts) => {
                for (i, part) in parts.iter().enumerate() {
                    write!(f, "{}{part}", if i > 0 { " and " } else { "" })?;
                }
                Ok(())
            }
        }
    }
}

/// The values a fact may still have. Absent from a case means [`Possible::Any`], never "no".
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Possible {
    /// Nothing is known.
    Any,
    /// One of these; never empty.
    OneOf(Vec<Value>),
    /// A date, instant, number or amount between two bounds, ends included.
    Between(Option<Value>, Option<Value>),
}

impl Possible {
    /// Exactly this value.
    pub fn is(value: Value) -> Possible {
        Possible::OneOf(vec![value])
    }

    /// Yes.
    pub fn yes() -> Possible {
        Possible::is(Value::Bool(true))
    }

    /// No.
    pub fn no() -> Possible {
        Possible::is(Value::Bool(false))
    }

    /// Yes or no: asked for, and not known.
    pub fn yes_or_no() -> Possible {
        Possible::OneOf(vec![Value::Bool(false), Value::Bool(true)])
    }

    /// The value, if only one is left.
    pub fn known(&self) -> Option<&Value> {
        match self {
            Possible::OneOf(values) if values.len() == 1 => values.first(),
            Possible::Between(Some(low), Some(high)) if low == high => Some(low),
            _ => None,
        }
    }
}

impl fmt::Display for Possible {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Possible::Any => f.write_str("unknown"),
            Possible::OneOf(values) => {
                for (i, value) in values.iter().enumerate() {
                    if i > 0 {
                        f.write_str(" or ")?;
                    }
                    write!(f, "{value}")?;
                }
                Ok(())
            }
            Possible::Between(low, high) => {
                match low {
                    Some(low) => write!(f, "from {low} ")?,
                    None => f.write_str("up ")?,
                }
                match high {
                    Some(high) => write!(f, "to {high}"),
                    None => f.write_str("on"),
                }
            }
        }
    }
}

/// Whether `code` is `prefix` or lies below it: `5A992.c` under `5A992`, `851762` under `85`, `3A991` under `3`.
/// A dotted part is whole: `5A991.b.10` is not under `5A991.b.1`.
pub fn is_under(code: &str, prefix: &str) -> bool {
    let Some(rest) = code.strip_prefix(prefix) else { return false };
    let whole = prefix.contains('.');
    rest.is_empty() || !whole || rest.starts_with('.')
}

#[cfg(test)]
mod tests {
    use super::is_under;

    #[test]
    fn codes_nest_by_prefix() {
        assert!(is_under("5A992.c", "5A992"));
        assert!(is_under("851762", "85"));
        assert!(is_under("3A991.a.1", "3"));
        assert!(is_under("5A991.b.1", "5A991.b.1"));
        assert!(!is_under("5A991.b.10", "5A991.b.1"));
        assert!(!is_under("5A991", "5A991.b"));
        assert!(!is_under("EAR99", "3"));
    }
}
