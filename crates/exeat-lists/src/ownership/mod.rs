//! Statements of who owns whom: the Beneficial Ownership Data Standard (json), FollowTheMoney's `Ownership`, and a
//! plain csv.
//!
//! A share that is not stated may be anything from nothing to all: it is never taken for nothing. [`Graph`] makes of
//! the holdings of a day what [`exeat_screen::close`] takes.

mod bods;
mod ftm;
mod graph;
mod rows;

pub use bods::read_bods;
pub use ftm::read_ftm;
pub use graph::Graph;
pub use rows::read_csv;

use crate::file::{DOWNLOAD_AGAIN, File, ReadError};
use crate::reading::Complaint;
use crate::value::{Order, day};
use exeat_screen::{Party, Provenance};
use jiff::civil::Date;
use rust_decimal::Decimal;
use std::collections::BTreeMap;

/// What a file states.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Ownership {
    /// Owners and owned, by the file's ids.
    pub parties: BTreeMap<String, Party>,
    /// Who holds what, in the order of the file.
    pub holdings: Vec<Holding>,
    /// Values that could not be understood.
    pub complaints: Vec<Complaint>,
    /// Kinds of records and columns that nothing was made of, with how many there were.
    pub passed_over: BTreeMap<String, u64>,
}

/// One holding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holding {
    /// Id of the owner.
    pub owner: String,
    /// Id of the party owned.
    pub owned: String,
    /// The least the share may be, in percent; 0 where nothing is stated.
    pub low: Decimal,
    /// The most it may be, in percent; 100 where nothing is stated.
    pub high: Decimal,
    /// What is held, in the file's word: `shareholding`, `votingRights`, `appointmentOfBoard`; empty: shares.
    pub interest: String,
    /// Held through others whom the file does not name, or perhaps so.
    pub indirect: bool,
    /// From when, where stated.
    pub since: Option<Date>,
    /// Until when, where stated.
    pub until: Option<Date>,
    /// A day of it is stated that cannot be read: on no day it is certain.
    pub days_unclear: bool,
    /// Where it was read.
    pub source: Provenance,
}

impl Holding {
    /// Whether it lasts on a day, as far as its own days say.
    pub fn lasts_on(&self, date: Date) -> bool {
        self.since.is_none_or(|day| day <= date) && self.until.is_none_or(|day| date <= day)
    }
}

/// Reads statements in whichever of the three forms they are, told from what the file holds.
///
/// # Errors
///
/// An empty file, one in none of the forms, and what the reader of its form refuses.
pub fn read(file: &File<'_>) -> Result<Ownership, ReadError> {
    let start = file.beginning()?;
    let start = String::from_utf8_lossy(&start);
    let start = start.trim_start_matches('\u{feff}').trim_start();
    if !start.starts_with(['{', '[']) {
        return read_csv(file);
    }
    let has = |key: &str| start.contains(&format!("\"{key}\""));
    if has("recordType") || has("recordDetails") || has("statementId") || has("statementID") {
        read_bods(file)
    } else if has("schema") && has("properties") {
        read_ftm(file)
    } else {
        let help = "give BODS 0.4 statements, FollowTheMoney entities, or csv with the columns owner, owned and percent";
        Err(file.error(None, "these are no statements of ownership that we know", help))
    }
}

/// A bound of a share: 0 or 100 where none is stated.
fn percent(text: &str, otherwise: u32) -> Option<Decimal> {
    let text = text.trim().trim_end_matches('%').trim();
    if text.is_empty() {
        return Some(Decimal::from(otherwise));
    }
    text.parse::<Decimal>().ok().filter(|p| *p >= Decimal::ZERO && *p <= Decimal::ONE_HUNDRED)
}

struct Maker<'a, 'b> {
    file: &'a File<'b>,
    out: Ownership,
}

impl Maker<'_, '_> {
    fn complain(&mut self, line: u64, text: &str, why: &str) {
        let file = self.file.base().to_owned();
        self.out.complaints.push(Complaint {
            file,
            line,
            text: crate::xml::one_line(text),
            why: why.to_owned(),
        });
    }

    fn pass_over(&mut self, what: &str) {
        *self.out.passed_over.entry(what.to_owned()).or_default() += 1;
    }

    fn place(&self, line: u64, offset: u64) -> Provenance {
        Provenance { file: self.file.base().to_owned(), offset, line }
    }

    /// A range of percentages; one that cannot be read may be anything.
    fn share(&mut self, line: u64, low: &str, high: &str) -> (Decimal, Decimal) {
        match (percent(low, 0), percent(high, 100)) {
            (Some(low), Some(high)) if low <= high => (low, high),
            _ => {
                let text = if low == high { low.to_owned() } else { format!("{low} to {high}") };
                self.complain(line, &text, "a share that is no range from 0 to 100 percent");
                (Decimal::ZERO, Decimal::ONE_HUNDRED)
            }
        }
    }

    /// The days from and to which a holding lasts; whether one of them is there and cannot be read.
    fn days(&mut self, line: u64, since: &str, until: &str) -> (Option<Date>, Option<Date>, bool) {
        let mut unclear = false;
        let mut read = |text: &str| {
            let found = day(text, Order::DayFirst);
            if found.is_none() && !text.trim().is_empty() {
                unclear = true;
                self.complain(line, text, "a day that cannot be read; write it as 2022-04-08");
            }
            found
        };
        let days = (read(since), read(until));
        (days.0, days.1, unclear)
    }
}

/// The text of a json file.
fn text<'a>(file: &File<'_>, bytes: &'a [u8]) -> Result<&'a str, ReadError> {
    if bytes.is_empty() {
        return Err(file.error(None, "the file is empty", DOWNLOAD_AGAIN));
    }
    let text = std::str::from_utf8(bytes)
        .map_err(|_| file.error(None, "these bytes are not text", DOWNLOAD_AGAIN))?;
    Ok(text.strip_prefix('\u{feff}').unwrap_or(text))
}
