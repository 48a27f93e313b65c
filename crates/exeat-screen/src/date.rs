//! Dates of which only part is known, as lists give dates of birth.

use jiff::civil::{Date, date};
use serde::{Deserialize, Serialize};
use std::fmt;

/// How far "circa" reaches to either side, in years. Publishers do not define it.
const CIRCA_YEARS: i16 = 2;

/// Nobody is older than this, as far as dates of birth are concerned.
const LIFETIME: i16 = 120;

/// A span of days in which an event lies, kept as exact as its source: a day, a month, a year, a range.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct PartialDate {
    from: Date,
    to: Date,
    circa: bool,
}

/// How two partial dates stand to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Accord {
    /// They share at least one day.
    Agree,
    /// They do not, but lie within a year: a slip of the pen is likely.
    Near,
    /// They lie further apart.
    Contradict,
}

impl PartialDate {
    /// One known day.
    pub fn day(day: Date) -> PartialDate {
        PartialDate { from: day, to: day, circa: false }
    }

    /// A whole year; none outside -9999 to 9999.
    pub fn year(year: i16) -> Option<PartialDate> {
        let from = Date::new(year, 1, 1).ok()?;
        Some(PartialDate { from, to: Date::new(year, 12, 31).ok()?, circa: false })
    }

    /// A whole month; none where there is no such month.
    pub fn month(year: i16, month: i8) -> Option<PartialDate> {
        let from = Date::new(year, month, 1).ok()?;
        Some(PartialDate { from, to: from.last_of_month(), circa: false })
    }

    /// From the beginning of one to the end of the other; none where they stand the wrong way round.
    pub fn range(from: PartialDate, to: PartialDate) -> Option<PartialDate> {
        let circa = from.circa || to.circa;
        (from.from <= to.to).then_some(PartialDate { from: from.from, to: to.to, circa })
    }

    /// The same date, but only about then.
    pub fn about(self) -> PartialDate {
        PartialDate { circa: true, ..self }
    }

    /// The first day it may be, "circa" left aside.
    pub fn first(self) -> Date {
        self.from
    }

    /// The last day it may be, "circa" left aside.
    pub fn last(self) -> Date {
        self.to
    }

    /// Whether it is only about then.
    pub fn is_circa(self) -> bool {
        self.circa
    }

    /// Reads `1963`, `1963-01`, `1963-01-20`, `Jan 1963`, `20 Jan 1963`, each optionally after `circa`, and
    /// two of them joined by ` to ` or, for years, a dash. None where it is none of these.
    pub fn parse(text: &str) -> Option<PartialDate> {
        let text = text.trim();
        if let Some(rest) = strip_word(text, "circa").or_else(|| strip_word(text, "approximately")) {
            return PartialDate::parse(rest).map(PartialDate::about);
        }
        if let Some((from, to)) = text.split_once(" to ").or_else(|| year_span(text)) {
            return PartialDate::range(parse_one(from.trim())?, parse_one(to.trim())?);
        }
        parse_one(text)
    }

    /// Why nobody who is alive or listed on that day can have been born then, as words that the day may follow; none
    /// where somebody can.
    pub fn birth_flaw(self, day: Date) -> Option<&'static str> {
        let (first, last) = self.reach(0);
        if first > day {
            Some("lies after")
        } else if last < shift(day, -LIFETIME) {
            Some("lies more than 120 years before")
        } else {
            None
        }
    }

    /// How it stands to another; "circa" reaches two years to either side.
    pub fn accord(self, other: PartialDate) -> Accord {
        let (a, b) = (self.reach(0), other.reach(0));
        let (near_a, near_b) = (self.reach(1), other.reach(0));
        let overlap = |x: (Date, Date), y: (Date, Date)| x.0 <= y.1 && y.0 <= x.1;
        if overlap(a, b) {
            Accord::Agree
        } else if overlap(near_a, near_b) {
            Accord::Near
        } else {
            Accord::Contradict
        }
    }

    fn reach(self, extra: i16) -> (Date, Date) {
        let years = extra + if self.circa { CIRCA_YEARS } else { 0 };
        (shift(self.from, -years), shift(self.to, years))
    }
}

impl fmt::Display for PartialDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.circa {
            f.write_str("circa ")?;
        }
        let (a, b) = (self.from, self.to);
        let whole_months = a.day() == 1 && b == b.last_of_month();
        if a == b {
            write!(f, "{a}")
        } else if whole_months && a.month() == 1 && b.month() == 12 {
            if a.year() == b.year() {
                write!(f, "{:04}", a.year())
            } else {
                write!(f, "{:04} to {:04}", a.year(), b.year())
            }
        } else if whole_months && (a.year(), a.month()) == (b.year(), b.month()) {
            write!(f, "{:04}-{:02}", a.year(), a.month())
        } else {
            write!(f, "{a} to {b}")
        }
    }
}

/// A day as publishers write it (`24 Feb 2022`) or in ISO form. None where it is neither.
pub fn parse_day(text: &str) -> Option<Date> {
    let date = parse_one(text.trim())?;
    (date.from == date.to).then_some(date.from)
}

fn parse_one(text: &str) -> Option<PartialDate> {
    if let Some(rest) = strip_word(text, "circa") {
        return parse_one(rest.trim()).map(PartialDate::about);
    }
    let words: Vec<&str> = text.split_whitespace().collect();
    match words.as_slice() {
        [day, month, year] => {
            let day: i8 = digits(day, 2)?.parse().ok()?;
            Date::new(year_of(year)?, month_of(month)?, day).ok().map(PartialDate::day)
        }
        [month, year] => PartialDate::month(year_of(year)?, month_of(month)?),
        [one] => {
            let parts: Vec<&str> = one.split('-').collect();
            match parts.as_slice() {
                [year] => PartialDate::year(year_of(year)?),
                [year, month] => PartialDate::month(year_of(year)?, digits(month, 2)?.parse().ok()?),
                [year, month, day] => {
                    let (month, day) = (digits(month, 2)?.parse().ok()?, digits(day, 2)?.parse().ok()?);
                    Date::new(year_of(year)?, month, day).ok().map(PartialDate::day)
                }
                _ => None,
            }
        }
        _ => None,
    }
}

fn strip_word<'a>(text: &'a str, word: &str) -> Option<&'a str> {
    let head = text.get(..word.len())?;
    let rest = text.get(word.len()..)?;
    (head.eq_ignore_ascii_case(word) && rest.starts_with(' ')).then(|| rest.trim_start())
}

/// `1979-1982`: both sides have four digits, which tells it from `1979-12`.
fn year_span(text: &str) -> Option<(&str, &str)> {
    let (a, b) = text.split_once('-')?;
    (year_of(a.trim()).is_some() && year_of(b.trim()).is_some()).then_some((a, b))
}

fn digits(text: &str, most: usize) -> Option<&str> {
    (!text.is_empty() && text.len() <= most && text.bytes().all(|b| b.is_ascii_digit())).then_some(text)
}

fn year_of(text: &str) -> Option<i16> {
    if text.len() == 4 { digits(text, 4)?.parse().ok() } else { None }
}

fn month_of(text: &str) -> Option<i8> {
    const MONTHS: [&str; 12] =
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    const WHOLE: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let lower = text.to_ascii_lowercase();
    let found = MONTHS.iter().zip(WHOLE).position(|(short, whole)| lower == *short || lower == whole)?;
    i8::try_from(found + 1).ok()
}

/// The same day in another year; 29 February falls back to the 28th.
fn shift(day: Date, years: i16) -> Date {
    let year = day.year().saturating_add(years);
    Date::new(year, day.month(), day.day())
        .or_else(|_| Date::new(year, day.month(), 28))
        .unwrap_or(if years < 0 { date(-9999, 1, 1) } else { date(9999, 12, 31) })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        PartialDate::parse(text).map_or("none".into(), |d| d.to_string())
    }

    #[test]
    fn reads_the_forms_that_lists_use() {
        for (text, want) in [
            ("20 Jan 1963", "1963-01-20"),
            ("1955", "1955"),
            ("Mar 1953", "1953-03"),
            ("circa 1961", "circa 1961"),
            ("circa 10 Dec 1948", "circa 1948-12-10"),
            ("1958 to 1960", "1958 to 1960"),
            ("circa 1979-1982", "circa 1979 to 1982"),
            ("01 Jan 1960 to 31 Mar 1961", "1960-01-01 to 1961-03-31"),
            ("Jan 1960 to Feb 1961", "1960-01-01 to 1961-02-28"),
            ("1963-01", "1963-01"),
            ("1963-01-20", "1963-01-20"),
            ("31 Feb 1963", "none"),
            ("63", "none"),
            ("1960 to 1958", "none"),
            ("", "none"),
            ("circa", "none"),
        ] {
            assert_eq!(shown(text), want, "{text}");
        }
    }

    #[test]
    fn accord_is_symmetric_and_graded() {
        let p = |t: &str| PartialDate::parse(t).unwrap();
        for (a, b, want) in [
            ("1963", "20 Jan 1963", Accord::Agree),
            ("20 Jan 1963", "21 Jan 1963", Accord::Near),
            ("1963", "1964", Accord::Near),
            ("1963", "1966", Accord::Contradict),
            ("circa 1963", "1965", Accord::Agree),
            ("29 Feb 1960", "1970", Accord::Contradict),
        ] {
            assert_eq!(p(a).accord(p(b)), want, "{a} {b}");
            assert_eq!(p(b).accord(p(a)), want, "{b} {a}");
        }
    }

    #[test]
    fn nobody_is_born_after_the_day_or_more_than_120_years_before_it() {
        let flaw = |text: &str| PartialDate::parse(text).unwrap().birth_flaw(date(2026, 11, 30));
        for fine in ["2026-11-30", "2026", "1906-11-30", "1906", "1906-11", "circa 1904", "1900 to 1960"] {
            assert_eq!(flaw(fine), None, "{fine}");
        }
        for future in ["2026-12-01", "2027", "2064-10-23"] {
            assert_eq!(flaw(future), Some("lies after"), "{future}");
        }
        for old in ["1906-11-29", "1905", "1900-01-01", "circa 1903", "1850 to 1860"] {
            assert_eq!(flaw(old), Some("lies more than 120 years before"), "{old}");
        }
    }

    #[test]
    fn a_day_is_only_a_whole_day() {
        assert_eq!(parse_day("24 Feb 2022"), Some(date(2022, 2, 24)));
        assert_eq!(parse_day("2022"), None);
    }
}
