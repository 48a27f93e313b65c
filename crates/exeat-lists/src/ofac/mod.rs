//! OFAC's lists. Here the csv files: `sdn.csv`, `add.csv`, `alt.csv`, `sdn_comments.csv`, plain or gzip'd, any of
//! them, and their likes of the consolidated publication (`cons_prim.csv` and so on).
//!
//! The files have no header, and `-0- ` stands for null. Strong aliases are in `alt.csv`; the weak ones only in
//! the remarks, in single quotes. Remarks stop at 1000 characters and go on in the comments file. They hold
//! most of what tells parties apart (dates of birth, identifiers, directives), see [`remarks`].
//!
//! A file with the wrong number of columns anywhere is refused whole: a half-read list is worse than none.

use crate::file::{File, ReadError};
use crate::reading::{Complaint, Link, Particulars, Reading};
use crate::value::country_of;
use exeat_screen::{
    Address, AddressKind, Entry, Identifier, Listing, Name, NameKind, Party, PartyKind, Provenance, Scheme,
};
use std::collections::BTreeMap;

pub mod advanced;
pub mod changes;
pub mod lists;
pub mod remarks;
mod rows;
pub mod xml;

use remarks::Remarks;
use rows::{Row, Rows};

/// The most characters of remarks that `sdn.csv` holds.
const REMARKS_MOST: usize = 1000;

/// Which of OFAC's two publications a file belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Publication {
    /// The SDN list.
    Sdn,
    /// The consolidated file of all other lists.
    Consolidated,
}

/// One of the four files of a publication.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Table {
    /// `sdn.csv`: the parties and their primary names.
    Main,
    /// `add.csv`: addresses.
    Addresses,
    /// `alt.csv`: strong aliases.
    Aliases,
    /// `sdn_comments.csv`: the rest of long remarks.
    Comments,
}

impl Table {
    /// All four, the main one first.
    pub const ALL: [Table; 4] = [Table::Main, Table::Addresses, Table::Aliases, Table::Comments];

    /// The publisher's file name in the SDN list.
    pub fn file_name(self) -> &'static str {
        self.name_in(Publication::Sdn)
    }

    /// The publisher's file name in a publication.
    pub fn name_in(self, publication: Publication) -> &'static str {
        match (publication, self) {
            (Publication::Sdn, Table::Main) => "sdn.csv",
            (Publication::Sdn, Table::Addresses) => "add.csv",
            (Publication::Sdn, Table::Aliases) => "alt.csv",
            (Publication::Sdn, Table::Comments) => "sdn_comments.csv",
            (Publication::Consolidated, Table::Main) => "cons_prim.csv",
            (Publication::Consolidated, Table::Addresses) => "cons_add.csv",
            (Publication::Consolidated, Table::Aliases) => "cons_alt.csv",
            (Publication::Consolidated, Table::Comments) => "cons_comments.csv",
        }
    }

    /// How many columns it has.
    pub fn columns(self) -> usize {
        match self {
            Table::Main => 12,
            Table::Addresses => 6,
            Table::Aliases => 5,
            Table::Comments => 2,
        }
    }

    /// Which table of the SDN list a file name means, in any case, with or without `.gz`; none for other names.
    pub fn of(name: &str) -> Option<Table> {
        Shape::of(name).filter(|shape| shape.publication == Publication::Sdn).map(|shape| shape.table)
    }
}

/// What a file name says: publication, table, and how the columns are kept apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shape {
    /// Whose file it is.
    pub publication: Publication,
    /// Which one.
    pub table: Table,
    /// `,` in csv, `@` in del, `|` in pip; none in ff, where columns have fixed widths.
    pub delimiter: Option<u8>,
}

impl Shape {
    /// The shape of a file by its name, in any case, with or without `.gz`; none for other names.
    pub fn of(name: &str) -> Option<Shape> {
        let base = crate::file::base_name(name).to_ascii_lowercase();
        let (stem, extension) = base.rsplit_once('.')?;
        let delimiter = match extension {
            "csv" => Some(b','),
            "del" => Some(b'@'),
            "pip" => Some(b'|'),
            "ff" => None,
            _ => return None,
        };
        let shapes = [Publication::Sdn, Publication::Consolidated]
            .into_iter()
            .flat_map(|publication| Table::ALL.map(|table| (publication, table)));
        shapes
            .into_iter()
            .find(|(publication, table)| table.name_in(*publication).strip_suffix(".csv") == Some(stem))
            .map(|(publication, table)| Shape { publication, table, delimiter })
    }
}

/// Reads the files of one edition of the SDN list; `list` is the id that the entries get.
///
/// # Errors
///
/// A name that is none of the four, a file given twice, an empty file, a web page, bytes that are not text, a
/// row of the wrong width, an id that is no number or stands twice in `sdn.csv`: each with file and line.
pub fn read(list: &str, files: &[File<'_>]) -> Result<Reading, ReadError> {
    read_tables(list, Publication::Sdn, files)
}

/// Reads the files of one edition of the consolidated publication; every entry stands once for each list it is on.
///
/// # Errors
///
/// As [`read`].
pub fn read_consolidated(files: &[File<'_>]) -> Result<Reading, ReadError> {
    let mut reading = read_tables(lists::UNSORTED, Publication::Consolidated, files)?;
    lists::sort(&mut reading);
    Ok(reading)
}

fn read_tables(list: &str, publication: Publication, files: &[File<'_>]) -> Result<Reading, ReadError> {
    let mut tables: BTreeMap<Table, Rows> = BTreeMap::new();
    for file in files {
        let Some(shape) = Shape::of(file.name).filter(|shape| shape.publication == publication) else {
            let help = match publication {
                Publication::Sdn => {
                    "OFAC's files are called sdn.csv, add.csv, alt.csv and sdn_comments.csv, also with .gz"
                }
                Publication::Consolidated => {
                    "OFAC's files are called cons_prim.csv, cons_add.csv, cons_alt.csv and cons_comments.csv, \
                     also with .gz"
                }
            };
            return Err(file.error(None, "this name is none of the four", help));
        };
        let rows = rows::read(file, shape)?;
        if tables.insert(shape.table, rows).is_some() {
            return Err(file.error(None, "the file is given twice", "give each file once"));
        }
    }
    let mut builder = Builder::new(list, publication, &tables);
    builder.main(tables.get(&Table::Main))?;
    builder.aliases(tables.get(&Table::Aliases));
    builder.addresses(tables.get(&Table::Addresses));
    builder.orphan_comments(tables.get(&Table::Comments));
    Ok(builder.finish(&tables))
}

struct Builder<'a> {
    list: &'a str,
    publication: Publication,
    reading: Reading,
    /// Position of each entry by its number.
    at: BTreeMap<u64, usize>,
    comments: BTreeMap<u64, String>,
    has_main: bool,
    /// Whether remarks stop where `sdn_comments.csv` would go on.
    any_cut: bool,
}

impl<'a> Builder<'a> {
    fn new(list: &'a str, publication: Publication, tables: &BTreeMap<Table, Rows>) -> Builder<'a> {
        let mut comments: BTreeMap<u64, String> = BTreeMap::new();
        for row in tables.get(&Table::Comments).into_iter().flat_map(|rows| &rows.rows) {
            comments.entry(row.number).or_default().push_str(row.raw(1));
        }
        let has_main = tables.contains_key(&Table::Main);
        Builder {
            list,
            publication,
            reading: Reading::default(),
            at: BTreeMap::new(),
            comments,
            has_main,
            any_cut: false,
        }
    }

    fn main(&mut self, rows: Option<&Rows>) -> Result<(), ReadError> {
        let Some(rows) = rows else { return Ok(()) };
        for row in &rows.rows {
            if self.at.insert(row.number, self.reading.entries.len()).is_some() {
                let problem = format!("entry {} stands twice", row.number);
                return Err(rows.error(row, problem, crate::file::DOWNLOAD_AGAIN));
            }
            let entry = self.entry(rows, row);
            self.reading.entries.push(entry);
        }
        Ok(())
    }

    fn entry(&mut self, rows: &Rows, row: &Row) -> Entry {
        let id = row.number.to_string();
        let mut party = Party { kind: self.kind(rows, row), ..Party::default() };
        match row.text(1) {
            Some(name) => party.names.push(Name::primary(name)),
            None => self.complain(rows, row, "-0-", "an entry without a name"),
        }
        self.particulars(row, &id, &mut party);
        let programmes: Vec<&str> = row
            .text(3)
            .unwrap_or_default()
            .split("] [")
            .map(|p| p.trim_matches(['[', ']', ' ']))
            .filter(|p| !p.is_empty())
            .collect();
        let published = self.remarks(row);
        let cut = published.len() == REMARKS_MOST && !self.comments.contains_key(&row.number);
        self.any_cut |= cut;
        let read = Remarks::read(&published, cut);
        for (text, why) in &read.complaints {
            self.complain(rows, row, text, why);
        }
        let links = read.links.iter();
        self.reading.links.extend(links.map(|to| Link {
            list: self.list.into(),
            entry: id.clone(),
            how: "Linked To".into(),
            to: to.clone(),
            to_entry: None,
        }));
        party.names.extend(read.names.iter().cloned());
        party.identifiers.extend(read.identifiers.iter().cloned());
        party.birth.extend(read.birth.iter().copied());
        for country in &read.countries {
            if !party.countries.contains(country) {
                party.countries.push(country.clone());
            }
        }
        party.addresses.extend(read.birthplaces.iter().cloned());
        let plain = |programme: &&str| Listing { programme: (*programme).to_owned(), ..Listing::default() };
        let mut listings: Vec<Listing> = programmes.iter().map(plain).collect();
        read.date(&mut listings);
        listings.extend(read.directives(&programmes));
        if let Some(gender) = read.gender {
            party.gender = crate::value::gender([gender.as_str()]);
            let said = vec![("gender", gender)];
            match self.reading.particulars.last_mut().filter(|p| p.entry == id) {
                Some(particulars) => particulars.said.extend(said),
                None => {
                    let list = self.list.into();
                    self.reading.particulars.push(Particulars { list, entry: id.clone(), said });
                }
            }
        }
        Entry { list: self.list.into(), id, party, listings, remarks: published, source: rows.source(row) }
    }

    fn kind(&mut self, rows: &Rows, row: &Row) -> PartyKind {
        match row.text(2) {
            None => PartyKind::Organisation,
            Some("individual") => PartyKind::Individual,
            Some("vessel") => PartyKind::Vessel,
            Some("aircraft") => PartyKind::Aircraft,
            Some(other) => {
                self.complain(rows, row, other, "a kind of party we do not know");
                PartyKind::Unknown
            }
        }
    }

    /// The columns between programme and remarks: title, and what ships have.
    fn particulars(&mut self, row: &Row, id: &str, party: &mut Party) {
        if let Some(call_sign) = row.text(5) {
            party.identifiers.push(Identifier::new(Scheme::Other("call sign".into()), call_sign));
        }
        if let Some(flag) = row.text(9) {
            party.countries.push(country_of(flag));
        }
        if let Some(owner) = row.text(10) {
            self.reading.links.push(Link {
                list: self.list.into(),
                entry: id.into(),
                how: "vessel owner".into(),
                to: owner.into(),
                to_entry: None,
            });
        }
        let columns = [("title", 4), ("vessel type", 6), ("tonnage", 7), ("gross tonnage", 8)];
        let said: Vec<_> =
            columns.into_iter().filter_map(|(label, at)| Some((label, row.text(at)?.to_owned()))).collect();
        if !said.is_empty() {
            self.reading.particulars.push(Particulars { list: self.list.into(), entry: id.to_owned(), said });
        }
    }

    /// Remarks and their continuation, joined as they were cut: without anything between.
    fn remarks(&self, row: &Row) -> String {
        let mut remarks = row.whole(11).unwrap_or_default().to_owned();
        if let Some(rest) = self.comments.get(&row.number) {
            remarks.push_str(rest);
        }
        remarks
    }

    fn aliases(&mut self, rows: Option<&Rows>) {
        let Some(rows) = rows else { return };
        for row in &rows.rows {
            let Some(name) = row.text(3) else {
                self.complain(rows, row, "-0-", "an alias without a name");
                continue;
            };
            let kind = match row.text(2) {
                Some("aka" | "nka") => NameKind::Alias,
                Some("fka") => NameKind::Former,
                other => {
                    self.complain(rows, row, other.unwrap_or("-0-"), "a kind of alias we do not know");
                    NameKind::Alias
                }
            };
            if let Some(remark) = row.text(4) {
                self.complain(rows, row, remark, "a remark on an alias is not understood");
            }
            let name = Name { text: name.to_owned(), kind, weak: false };
            if let Some(entry) = self.entry_of(rows, row) {
                // Strong aliases stand before the weak ones that the remarks gave.
                let names = &mut entry.party.names;
                let at = names.iter().position(|n| n.weak).unwrap_or(names.len());
                names.insert(at, name);
            }
        }
    }

    fn addresses(&mut self, rows: Option<&Rows>) {
        let Some(rows) = rows else { return };
        for row in &rows.rows {
            if (2..6).all(|column| row.text(column).is_none()) {
                // A row without an address only says that the party is listed.
                self.entry_of(rows, row);
                continue;
            }
            let text = |column| row.text(column).unwrap_or_default().to_owned();
            let address = Address {
                kind: AddressKind::Stated,
                street: text(2),
                place: text(3),
                country: row.text(4).map(country_of),
                remarks: text(5),
            };
            if let Some(entry) = self.entry_of(rows, row) {
                entry.party.addresses.push(address);
            }
        }
    }

    /// The entry a row of another table belongs to. Without the main table it is made up from what is there.
    fn entry_of(&mut self, rows: &Rows, row: &Row) -> Option<&mut Entry> {
        let at = match self.at.get(&row.number) {
            Some(at) => *at,
            None if self.has_main => {
                let why = self.no_such_entry();
                self.complain(rows, row, &row.number.to_string(), &why);
                return None;
            }
            None => {
                let at = self.reading.entries.len();
                self.at.insert(row.number, at);
                self.reading.entries.push(Entry {
                    list: self.list.into(),
                    id: row.number.to_string(),
                    source: rows.source(row),
                    ..Entry::default()
                });
                at
            }
        };
        self.reading.entries.get_mut(at)
    }

    fn no_such_entry(&self) -> String {
        format!("{} has no such entry", Table::Main.name_in(self.publication))
    }

    fn orphan_comments(&mut self, rows: Option<&Rows>) {
        let Some(rows) = rows.filter(|_| self.has_main) else { return };
        let why = self.no_such_entry();
        for row in rows.rows.iter().filter(|row| !self.at.contains_key(&row.number)) {
            self.reading.complaints.push(Complaint {
                file: rows.file.clone(),
                line: row.line,
                text: row.number.to_string(),
                why: why.clone(),
            });
        }
    }

    fn complain(&mut self, rows: &Rows, row: &Row, text: &str, why: &str) {
        self.reading.complaints.push(Complaint {
            file: rows.file.clone(),
            line: row.line,
            text: text.to_owned(),
            why: why.to_owned(),
        });
    }

    fn finish(mut self, tables: &BTreeMap<Table, Rows>) -> Reading {
        let publication = self.publication;
        // The consolidated publication long had no file of comments: where nothing is cut, nothing is missing.
        let needed = |table: &Table| {
            publication == Publication::Sdn || *table != Table::Comments || self.any_cut || !self.has_main
        };
        let missing = Table::ALL.into_iter().filter(|t| !tables.contains_key(t)).filter(needed);
        self.reading.missing = missing.map(|table| table.name_in(publication)).collect();
        self.reading.recount();
        self.reading.counts.rows =
            tables.iter().map(|(table, rows)| (table.name_in(publication), rows.rows.len())).collect();
        self.reading
    }
}

impl Rows {
    fn source(&self, row: &Row) -> Provenance {
        Provenance { file: self.file.clone(), offset: row.offset, line: row.line }
    }
}
