//! Calendars, spans of time and the deadlines of duties, as dates.

use jiff::civil::{Date, Weekday};
use jiff::{Span, ToSpan};

/// Days on which an office is shut.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calendar {
    /// Its id.
    pub id: String,
    /// Its name.
    pub title: String,
    /// Days of the week that are no business days.
    pub weekend: Vec<Weekday>,
    /// Single days that are none.
    pub holidays: Vec<Date>,
    /// Where they are published.
    pub cites: String,
}

impl Calendar {
    /// Monday to Friday, no holiday.
    pub fn plain() -> Calendar {
        Calendar {
            id: String::new(),
            title: String::new(),
            weekend: vec![Weekday::Saturday, Weekday::Sunday],
            holidays: vec![],
            cites: String::new(),
        }
    }

    /// Whether it is a business day.
    pub fn is_open(&self, date: Date) -> bool {
        !self.weekend.contains(&date.weekday()) && !self.holidays.contains(&date)
    }
}

/// Unit of a span of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Calendar days.
    Days,
    /// Days on which the calendar's offices are open.
    BusinessDays,
    /// Calendar months.
    Months,
    /// Calendar years.
    Years,
}

/// So long before or after another date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offset {
    /// How many.
    pub count: u32,
    /// Of what.
    pub unit: Unit,
    /// Before the other date, not after it.
    pub before: bool,
    /// Index into [`crate::theory::Theory::calendars`]; without one Monday to Friday count.
    pub calendar: Option<usize>,
}

impl Offset {
    /// The date so far from another; `None` past the end of the calendar.
    pub fn from(&self, date: Date, calendars: &[Calendar]) -> Option<Date> {
        let n = i64::from(self.count) * if self.before { -1 } else { 1 };
        let span = Span::new();
        match self.unit {
            Unit::Days => date.checked_add(span.try_days(n).ok()?).ok(),
            // a month from 31 January is the last day of February
            Unit::Months => date.checked_add(span.try_months(n).ok()?).ok(),
            Unit::Years => date.checked_add(span.try_years(n).ok()?).ok(),
            Unit::BusinessDays => {
                let plain = Calendar::plain();
                let calendar = self.calendar.and_then(|c| calendars.get(c)).unwrap_or(&plain);
                let (mut at, mut left) = (date, self.count);
                while left > 0 {
                    at = if self.before { at.yesterday().ok()? } else { at.tomorrow().ok()? };
                    left -= u32::from(calendar.is_open(at));
                }
                Some(at)
            }
        }
    }

    /// As written: `10 business days after`.
    pub fn words(&self) -> String {
        let unit = match (self.unit, self.count) {
            (Unit::Days, 1) => "day",
            (Unit::Days, _) => "days",
            (Unit::BusinessDays, 1) => "business day",
            (Unit::BusinessDays, _) => "business days",
            (Unit::Months, 1) => "month",
            (Unit::Months, _) => "months",
            (Unit::Years, 1) => "year",
            (Unit::Years, _) => "years",
        };
        format!("{} {unit} {}", self.count, if self.before { "before" } else { "after" })
    }
}

/// When a duty has to be done, counted from an anchor date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Rule {
    /// So long after, or before, the anchor.
    Offset(Offset),
    /// On that day of the month so many months after the anchor's; the last day where the month is shorter.
    DayOfMonth {
        /// Day of the month, from 1.
        day: u32,
        /// Months after the anchor's month.
        months: u32,
    },
    /// On that day of the year, the first time after the anchor.
    DayOfYear {
        /// Month, from 1.
        month: u32,
        /// Day of the month, from 1.
        day: u32,
    },
}

impl Rule {
    /// The deadline.
    pub fn due(&self, anchor: Date, calendars: &[Calendar]) -> Option<Date> {
        match self {
            Rule::Offset(offset) => offset.from(anchor, calendars),
            Rule::DayOfMonth { day, months } => {
                let month =
                    anchor.first_of_month().checked_add(Span::new().try_months(*months).ok()?).ok()?;
                day_of(month, *day)
            }
            Rule::DayOfYear { month, day } => {
                let month = i8::try_from(*month).ok()?;
                let in_year = |year: i16| day_of(Date::new(year, month, 1).ok()?, *day);
                in_year(anchor.year())
                    .filter(|d| *d > anchor)
                    .or_else(|| in_year(anchor.year().checked_add(1)?))
            }
        }
    }

    /// In words, to stand before the name of the anchor.
    pub fn words(&self) -> String {
        match self {
            Rule::Offset(offset) => offset.words(),
            Rule::DayOfMonth { day, months: 0 } => format!("by day {day} of the month of"),
            Rule::DayOfMonth { day, months: 1 } => format!("by day {day} of the month after"),
            Rule::DayOfMonth { day, months } => format!("by day {day} of the month {months} months after"),
            Rule::DayOfYear { month, day } => format!("by {month:02}-{day:02} next after"),
        }
    }
}

/// A day of a month, or its last where it has fewer.
fn day_of(month: Date, day: u32) -> Option<Date> {
    let last = month.last_of_month();
    let wanted = month.checked_add((i64::from(day) - 1).days()).ok()?;
    Some(wanted.min(last))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::{Calendar, Offset, Rule, Unit};

    #[test]
    fn deadlines_fall_where_the_calendar_says() {
        let mut calendar = Calendar::plain();
        calendar.holidays.push(date(2024, 7, 4));
        let after = |count, unit| Offset { count, unit, before: false, calendar: Some(0) };
        let ten = Rule::Offset(after(10, Unit::BusinessDays));
        assert_eq!(ten.due(date(2024, 6, 28), &[calendar.clone()]), Some(date(2024, 7, 15)));
        assert_eq!(ten.due(date(2024, 6, 28), &[]), Some(date(2024, 7, 12)));
        let month = Rule::Offset(after(1, Unit::Months));
        assert_eq!(month.due(date(2024, 1, 31), &[]), Some(date(2024, 2, 29)));
        let fifteenth = Rule::DayOfMonth { day: 15, months: 1 };
        assert_eq!(fifteenth.due(date(2024, 12, 31), &[]), Some(date(2025, 1, 15)));
        let last = Rule::DayOfMonth { day: 31, months: 1 };
        assert_eq!(last.due(date(2023, 1, 31), &[]), Some(date(2023, 2, 28)));
        let yearly = Rule::DayOfYear { month: 9, day: 30 };
        assert_eq!(yearly.due(date(2024, 9, 29), &[]), Some(date(2024, 9, 30)));
        assert_eq!(yearly.due(date(2024, 9, 30), &[]), Some(date(2025, 9, 30)));
        let before = Offset { count: 1, unit: Unit::BusinessDays, before: true, calendar: None };
        assert_eq!(before.from(date(2024, 7, 8), &[]), Some(date(2024, 7, 5)));
    }
}
