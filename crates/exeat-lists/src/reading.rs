//! What a reader answers.

use exeat_screen::Entry;
use std::fmt;

/// Everything read from the files of one edition.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Reading {
    /// The listed parties, in the order of the main file.
    pub entries: Vec<Entry>,
    /// Values that could not be understood. Their text is still in the entry's remarks.
    pub complaints: Vec<Complaint>,
    /// Files of the publication that were not given. While any is missing, the edition clears nobody.
    pub missing: Vec<&'static str>,
    /// How much there was.
    pub counts: Counts,
    /// Statements that a party is connected to another.
    pub links: Vec<Link>,
    /// Columns that have no place in a party.
    pub particulars: Vec<Particulars>,
}

impl Reading {
    /// Whether every file of the publication was given.
    pub fn is_complete(&self) -> bool {
        self.missing.is_empty()
    }
}

/// One value that could not be understood.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Complaint {
    /// File name.
    pub file: String,
    /// Line of the record, counted from 1.
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
    /// Rows of each file, by the publisher's name for it.
    pub rows: Vec<(&'static str, usize)>,
}

/// A statement that a listed party is connected to another, by name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Link {
    /// Id of the entry that says so.
    pub entry: String,
    /// The publisher's word for it: `Linked To`, `vessel owner`.
    pub how: String,
    /// The other's name.
    pub to: String,
}

/// Columns of an entry that have no place in a party, as published; empty where null.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Particulars {
    /// Id of the entry.
    pub entry: String,
    /// A person's title.
    pub title: String,
    /// A ship's type.
    pub vessel_type: String,
    /// Its tonnage.
    pub tonnage: String,
    /// Its gross registered tonnage.
    pub gross_tonnage: String,
}
