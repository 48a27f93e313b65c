//! Units and currencies: what an amount is counted in, and how amounts of one kind convert exactly.

use std::sync::Arc;

use rust_decimal::Decimal;

/// The kind of a unit with its name and how many of the base unit it is.
type Row = (&'static str, &'static str, i64);

/// Units by dimension; the factor is in the smallest unit of the dimension. Days and months are two dimensions: how
/// many days a month has depends on where it begins.
const UNITS: [Row; 43] = [
    ("days", "days", 1),
    ("days", "weeks", 7),
    ("months", "months", 1),
    ("months", "years", 12),
    ("business days", "business days", 1),
    ("hours", "minutes", 1),
    ("hours", "hours", 60),
    ("mass", "g", 1),
    ("mass", "kg", 1_000),
    ("mass", "t", 1_000_000),
    ("length", "nm", 1),
    ("length", "um", 1_000),
    ("length", "mm", 1_000_000),
    ("length", "cm", 10_000_000),
    ("length", "m", 1_000_000_000),
    ("length", "km", 1_000_000_000_000),
    ("volume", "ml", 1),
    ("volume", "l", 1_000),
    ("frequency", "Hz", 1),
    ("frequency", "kHz", 1_000),
    ("frequency", "MHz", 1_000_000),
    ("frequency", "GHz", 1_000_000_000),
    ("frequency", "THz", 1_000_000_000_000),
    ("power", "mW", 1),
    ("power", "W", 1_000),
    ("power", "kW", 1_000_000),
    ("power", "MW", 1_000_000_000),
    ("voltage", "V", 1),
    ("voltage", "kV", 1_000),
    ("data", "B", 1),
    ("data", "kB", 1_000),
    ("data", "MB", 1_000_000),
    ("data", "GB", 1_000_000_000),
    ("data", "TB", 1_000_000_000_000),
    ("data rate", "bit/s", 1),
    ("data rate", "kbit/s", 1_000),
    ("data rate", "Mbit/s", 1_000_000),
    ("data rate", "Gbit/s", 1_000_000_000),
    ("data rate", "Tbit/s", 1_000_000_000_000),
    // the performance measures of the control lists are not converted into each other
    ("weighted teraflops", "WT", 1),
    ("total processing performance", "TPP", 1),
    ("bits", "bits", 1),
    ("pieces", "pieces", 1),
];

/// Currencies whose smallest unit is not the hundredth (ISO 4217).
const MINOR: [(&str, u32); 10] = [
    ("JPY", 0),
    ("KRW", 0),
    ("VND", 0),
    ("CLP", 0),
    ("ISK", 0),
    ("BHD", 3),
    ("IQD", 3),
    ("JOD", 3),
    ("KWD", 3),
    ("OMR", 3),
];

fn row(unit: &str) -> Option<&'static Row> {
    let plural = match unit {
        "day" => "days",
        "week" => "weeks",
        "month" => "months",
        "year" => "years",
        "hour" => "hours",
        "minute" => "minutes",
        "business day" => "business days",
        "bit" => "bits",
        "piece" => "pieces",
        other => other,
    };
    UNITS.iter().find(|(_, name, _)| *name == plural)
}

/// The unit's name as written in answers; `None` where there is no such unit.
pub fn unit(name: &str) -> Option<Arc<str>> {
    row(name).map(|(_, name, _)| Arc::from(*name))
}

/// Every unit, for messages.
pub fn units() -> Vec<&'static str> {
    UNITS.iter().map(|(_, name, _)| *name).collect()
}

/// Three capital letters.
pub fn is_currency(code: &str) -> bool {
    code.len() == 3 && code.bytes().all(|b| b.is_ascii_uppercase())
}

/// Decimal places of a currency's smallest unit.
pub fn minor_places(currency: &str) -> u32 {
    MINOR.iter().find(|(code, _)| *code == currency).map_or(2, |(_, places)| *places)
}

/// An amount of one unit in another of the same kind, exactly; `None` where they are of different kinds or the number
/// grows too large.
pub fn convert(number: Decimal, from: &str, to: &str) -> Option<Decimal> {
    let ((kind, _, from), (other, _, to)) = (row(from)?, row(to)?);
    (kind == other).then_some(())?;
    let base = number.checked_mul(Decimal::from(*from))?;
    let out = base.checked_div(Decimal::from(*to))?;
    // a seventh of a day has no exact decimal: such an amount is no amount of weeks
    (out.checked_mul(Decimal::from(*to)) == Some(base)).then(|| out.normalize())
}

#[cfg(test)]
mod tests {
    use super::{convert, minor_places};

    #[test]
    fn amounts_convert_exactly_or_not_at_all() {
        assert_eq!(convert(2.into(), "weeks", "days"), Some(14.into()));
        assert_eq!(convert(1.into(), "Gbit/s", "Mbit/s"), Some(1000.into()));
        assert_eq!(convert(1.into(), "day", "weeks"), None);
        assert_eq!(convert(3.into(), "months", "days"), None);
        assert_eq!((minor_places("USD"), minor_places("JPY"), minor_places("KWD")), (2, 0, 3));
    }
}
