//! Whether an edition can be what its publisher meant to put out.
//!
//! Publishers' servers have served empty files, web pages, lists cut short, lists without a whole source, lists
//! without a column, and old lists under a new date. What is compared is set out here, so that each refusal can say
//! what it found and what it had expected.

use crate::ids;
use crate::reading::Reading;
use exeat_screen::Entry;
use jiff::civil::Date;

/// A fall of so many per cent of the records within a day is taken for real: the largest in 308 successive
/// editions of the SDN list is 1.6.
const FALL: u64 = 3;
/// For every so many days between two editions one per cent more is.
const DAYS_A_PERCENT: u64 = 30;
/// But never more than this.
const MOST_FALL: u64 = 25;
/// So few records may always go: of a list of forty, two are five per cent.
const SLACK: u64 = 3;
/// A field that falls below this many per cent of what it was for each record is no longer read, or no longer given.
const FIELD: u64 = 80;
/// Fields given for fewer records than this say nothing by their number.
const FIELD_LEAST: u64 = 25;
/// Complaints and unknown elements may come to one for so many records beyond twice what there was.
const DRIFT: u64 = 50;

/// How much of everything an edition holds.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[cfg_attr(
    feature = "store",
    derive(serde::Serialize, serde::Deserialize),
    serde(deny_unknown_fields, default)
)]
pub struct Vitals {
    /// Listed parties.
    pub records: u64,
    /// Names, primary and alias.
    pub names: u64,
    /// Grounds of listing.
    pub listings: u64,
    /// Parties with a date of birth.
    pub births: u64,
    /// Parties with an identifier.
    pub identifiers: u64,
    /// Parties with a country.
    pub countries: u64,
    /// Parties with an address.
    pub addresses: u64,
    /// Parties of which the day of listing is known.
    pub dated: u64,
    /// Values that could not be understood.
    pub complaints: u64,
    /// Elements or columns that the reader does not know.
    pub unknown: u64,
}

impl Vitals {
    /// Counts a party.
    pub fn add(&mut self, entry: &Entry) {
        let party = &entry.party;
        self.records += 1;
        self.names += party.names.len() as u64;
        self.listings += entry.listings.len() as u64;
        self.births += u64::from(!party.birth.is_empty());
        self.identifiers += u64::from(!party.identifiers.is_empty());
        self.countries += u64::from(!party.countries.is_empty());
        self.addresses += u64::from(!party.addresses.is_empty());
        self.dated += u64::from(entry.listings.iter().any(|listing| listing.listed.is_some()));
    }

    /// The same, with what a reader could not understand.
    pub fn with(self, reading: &Reading) -> Vitals {
        let (complaints, unknown) = (reading.complaints.len() as u64, reading.unknown.values().sum());
        Vitals { complaints, unknown, ..self }
    }

    fn fields(&self) -> [(&'static str, u64); 7] {
        [
            ("names", self.names),
            ("grounds of listing", self.listings),
            ("parties with a date of birth", self.births),
            ("parties with an identifier", self.identifiers),
            ("parties with a country", self.countries),
            ("parties with an address", self.addresses),
            ("parties with a day of listing", self.dated),
        ]
    }
}

/// What the edition before has to say about its successor.
#[derive(Debug, Clone, Copy)]
pub struct Before<'a> {
    /// Its day of publication.
    pub date: Date,
    /// What it holds.
    pub vitals: &'a Vitals,
}

/// An edition as it arrives.
#[derive(Debug, Clone, Copy)]
pub struct Arriving<'a> {
    /// List id.
    pub list: &'a str,
    /// Its day of publication.
    pub date: Date,
    /// The day of its arrival, by our clock.
    pub retrieved: Date,
    /// It was fetched from its publisher, where it may be tomorrow already.
    pub fetched: bool,
    /// What it holds.
    pub vitals: &'a Vitals,
}

/// What is wrong with an arriving edition, a sentence each; none where it may be taken. `before` is the last edition
/// up to that day made of the same files.
pub fn examine(arriving: Arriving<'_>, before: Option<Before<'_>>) -> Vec<String> {
    let mut found = Vec::new();
    let (list, now) = (arriving.list, arriving.vitals);
    let least = ids::least_records(list);
    if now.records < least {
        found.push(format!("it has {} records, and {list} has never had fewer than {least}", now.records));
    }
    let today = arriving.retrieved;
    let latest = if arriving.fetched { today.tomorrow().unwrap_or(today) } else { today };
    if arriving.date > latest {
        found.push(format!(
            "it is dated {}, but today is {} by this machine's clock",
            arriving.date, arriving.retrieved
        ));
    }
    let Some(before) = before else {
        if now.complaints + now.unknown > SLACK + now.records / DRIFT * 5 {
            found.push(format!(
                "{} values and {} elements of it could not be understood",
                now.complaints, now.unknown
            ));
        }
        return found;
    };
    let then = before.vitals;
    if fell(then.records, now.records, before.date, arriving.date) {
        found.push(format!(
            "it has {} records, but the edition of {} had {}",
            now.records, before.date, then.records
        ));
    }
    for ((what, was), (_, is)) in then.fields().into_iter().zip(now.fields()) {
        // for each record, so that a list that shrinks does not seem to lose its fields
        if was >= FIELD_LEAST && is * then.records * 100 < was * now.records * FIELD {
            found.push(format!("it has {is} {what}, but the edition of {} had {was}", before.date));
        }
    }
    for (what, was, is) in
        [("values", then.complaints, now.complaints), ("elements", then.unknown, now.unknown)]
    {
        if is > 2 * was + SLACK + now.records / DRIFT {
            found.push(format!(
                "{is} {what} of it could not be understood, but {was} of the edition of {}",
                before.date
            ));
        }
    }
    found
}

/// Whether a number fell by more than a list sheds in that time.
pub fn fell(was: u64, is: u64, from: Date, to: Date) -> bool {
    let days = u64::from((to - from).get_days().unsigned_abs());
    let percent = (FALL + days / DAYS_A_PERCENT).min(MOST_FALL);
    let lost = was.saturating_sub(is);
    lost > SLACK && lost * 100 > was * percent
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn many(records: u64) -> Vitals {
        Vitals { records, names: 2 * records, births: records / 2, listings: records, ..Vitals::default() }
    }

    fn verdict(then: &Vitals, now: &Vitals, days: i64) -> Vec<String> {
        let from = date(2024, 5, 3);
        let to = from.checked_add(jiff::Span::new().days(days)).unwrap();
        let arriving = Arriving { list: "us.ofac.sdn", date: to, retrieved: to, fetched: false, vitals: now };
        examine(arriving, Some(Before { date: from, vitals: then }))
    }

    #[test]
    fn what_real_lists_do_is_taken_and_more_is_not() {
        assert!(verdict(&many(9158), &many(9008), 8).is_empty(), "the largest fall there was");
        assert_eq!(
            verdict(&many(15_000), &many(14_000), 1),
            ["it has 14000 records, but the edition of 2024-05-03 had 15000"]
        );
        assert!(verdict(&many(15_000), &many(14_000), 365).is_empty());
        assert!(!fell(40, 38, date(2024, 1, 1), date(2024, 1, 2)));
        assert!(fell(686, 515, date(2024, 1, 1), date(2024, 1, 2)));
        assert!(fell(686, 515, date(2024, 1, 1), date(2024, 6, 1)));
    }

    #[test]
    fn a_field_that_stops_being_read_is_seen() {
        let then = many(10_000);
        let now = Vitals { births: 30, ..many(10_050) };
        assert_eq!(
            verdict(&then, &now, 1),
            ["it has 30 parties with a date of birth, but the edition of 2024-05-03 had 5000"]
        );
        let now = Vitals { complaints: 600, unknown: 400, ..many(10_000) };
        assert_eq!(verdict(&then, &now, 1).len(), 2);
    }

    #[test]
    fn too_few_too_new_and_not_understood() {
        let day = date(2024, 5, 3);
        let from = |fetched, date, vitals: &Vitals| {
            examine(Arriving { list: "us.ofac.sdn", date, retrieved: day, fetched, vitals }, None)
        };
        let of = |date, vitals: &Vitals| from(false, date, vitals);
        assert!(of(day, &many(7_000)).is_empty());
        assert!(from(true, date(2024, 5, 4), &many(7_000)).is_empty(), "it is tomorrow somewhere");
        for (fetched, dated) in [(false, date(2024, 5, 4)), (true, date(2024, 5, 5))] {
            let why = format!("it is dated {dated}, but today is 2024-05-03 by this machine's clock");
            assert_eq!(from(fetched, dated, &many(7_000)), [why]);
        }
        assert_eq!(of(day, &many(12)), ["it has 12 records, and us.ofac.sdn has never had fewer than 3000"]);
        assert_eq!(of(day, &Vitals { complaints: 2_000, ..many(7_000) }).len(), 1);
    }
}
