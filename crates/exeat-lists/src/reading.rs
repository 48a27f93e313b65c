//! What a reader answers.

use crate::file::ReadError;
use exeat_screen::{AddressKind, Entry};
use jiff::civil::Date;
use std::collections::BTreeMap;
use std::fmt;

/// Everything read from the files of one edition.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Reading {
    /// The listed parties, in the order of the main file. A file that holds several lists gives a party once for
    /// each list it is on.
    pub entries: Vec<Entry>,
    /// Values that could not be understood. Their text is still in the entry's remarks.
    pub complaints: Vec<Complaint>,
    /// Elements and columns that the reader does not know, by path or name, with how often they hold something.
    pub unknown: BTreeMap<String, u64>,
    /// The day of publication, where the file says so.
    pub published: Option<Date>,
    /// Files of the publication that were not given. While any is missing, the edition clears nobody.
    pub missing: Vec<&'static str>,
    /// How much there was.
    pub counts: Counts,
    /// Statements that a party is connected to another.
    pub links: Vec<Link>,
    /// What the publisher says of entries that has no place in a party.
    pub particulars: Vec<Particulars>,
}

impl Reading {
    /// Whether every file of the publication was given.
    pub fn is_complete(&self) -> bool {
        self.missing.is_empty()
    }

    /// Holds everything that a reader gives to a sink.
    pub(crate) fn hold(
        read: impl FnOnce(Sink<'_>) -> Result<Reading, ReadError>,
    ) -> Result<Reading, ReadError> {
        let (mut entries, mut links, mut particulars) = (Vec::new(), Vec::new(), Vec::new());
        let mut counts = Counts::default();
        let mut reading = read(&mut |record: Record| {
            counts.add(&record.entry);
            entries.push(record.entry);
            links.extend(record.links);
            particulars.extend(record.particulars);
        })?;
        counts.rows = std::mem::take(&mut reading.counts.rows);
        Ok(Reading { entries, links, particulars, counts, ..reading })
    }
}

/// One listed party, as a reader gives it away once it is complete.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Record {
    /// The party.
    pub entry: Entry,
    /// Its connections to others.
    pub links: Vec<Link>,
    /// What has no place in a party.
    pub particulars: Option<Particulars>,
}

impl Record {
    /// The same, of that list.
    pub(crate) fn on(mut self, list: &str) -> Record {
        let of = |to: &mut String| list.clone_into(to);
        of(&mut self.entry.list);
        self.links.iter_mut().for_each(|link| of(&mut link.list));
        self.particulars.iter_mut().for_each(|said| of(&mut said.list));
        self
    }
}

/// Where a reader gives records to, in the order of the main file. A file may turn out to be broken after some of
/// them: what was given counts only if the reader then answers without an error.
pub type Sink<'a> = &'a mut dyn FnMut(Record);

/// One value that could not be understood.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Complaint {
    /// File name.
    pub file: String,
    /// Line of the record, counted from 1; in a workbook its row.
    pub line: u64,
    /// The value, as published.
    pub text: String,
    /// What is wrong with it.
    pub why: String,
}

impl fmt::Display for Complaint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} line {}: {}: {:?}", self.file, self.line, self.why, self.text)
    }
}

/// How much a reading holds.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Counts {
    /// Listed parties.
    pub records: usize,
    /// Names, primary and alias, weak ones included.
    pub names: usize,
    /// Weak aliases among them.
    pub weak: usize,
    /// Addresses that say something.
    pub addresses: usize,
    /// Rows of each file, by the publisher's name for it; then the kinds of elements a reader counts.
    pub rows: Vec<(&'static str, usize)>,
}

impl Counts {
    /// Counts a party, its names and addresses.
    pub(crate) fn add(&mut self, entry: &Entry) {
        let party = &entry.party;
        self.records += 1;
        self.names += party.names.len();
        self.weak += party.names.iter().filter(|name| name.weak).count();
        self.addresses += party.addresses.iter().filter(|a| a.kind == AddressKind::Stated).count();
    }
}

/// A statement that a listed party is connected to another.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Link {
    /// List of the entry that says so.
    pub list: String,
    /// Its id.
    pub entry: String,
    /// The publisher's word for it: `Linked To`, `vessel owner`, `Owned or Controlled By`.
    pub how: String,
    /// The other's name; empty where only its id is given.
    pub to: String,
    /// The other's id on the same list, where given.
    pub to_entry: Option<String>,
}

/// What the publisher says of an entry that has no place in a party: label and value, in its order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Particulars {
    /// List of the entry.
    pub list: String,
    /// Its id.
    pub entry: String,
    /// Label and value. Labels that all readers share: `title`, `gender`, `function`, `vessel type`, `tonnage`,
    /// `gross tonnage`, `licence requirement`, `licence policy`, `citation`, `ends`.
    pub said: Vec<(&'static str, String)>,
}

impl Particulars {
    /// The first value under a label.
    pub fn get(&self, label: &str) -> Option<&str> {
        self.said.iter().find(|(l, _)| *l == label).map(|(_, value)| value.as_str())
    }
}
