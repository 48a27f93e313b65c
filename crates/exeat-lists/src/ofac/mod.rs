//! OFAC's lists. Here the csv files: `sdn.csv`, `add.csv`, `alt.csv`, `sdn_comments.csv`, plain or gzip'd, any of
//! them, and their likes of the consolidated publication (`cons_prim.csv` and so on).
//!
//! The files have no header, and `-0- ` stands for null. Strong aliases are in `alt.csv`; the weak ones only in
//! the remarks, in single quotes. Remarks stop at 1000 characters and go on in the comments file. They hold
//! most of what tells parties apart (dates of birth, identifiers, directives), see [`remarks`].
//!
//! A file with the wrong number of columns anywhere is refused whole: a half-read list is worse than none.

use crate::file::{File, ReadError};
use crate::reading::{Complaint, Link, Particulars, Reading, Record, Sink};
use crate::value::country_of;
use exeat_screen::{
    Address, AddressKind, Entry, Identifier, Listing, Name, NameKind, Party, PartyKind, Provenance, Scheme,
};
use std::collections::{BTreeMap, BTreeSet};

pub mod advanced;
pub mod changes;
pub mod lists;
pub mod remarks;
mod rows;
pub mod xml;

use remarks::Remarks;
use rows::{Again, Row, Rows};

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
    Reading::hold(|sink| each(list, files, sink))
}

pub(crate) fn each(list: &str, files: &[File<'_>], sink: Sink<'_>) -> Result<Reading, ReadError> {
    each_of_tables(list, Publication::Sdn, files, sink)
}

/// Reads the files of one edition of the consolidated publication; every entry stands once for each list it is on.
///
/// # Errors
///
/// As [`read`].
pub fn read_consolidated(files: &[File<'_>]) -> Result<Reading, ReadError> {
    Reading::hold(|sink| each_consolidated(files, sink))
}

pub(crate) fn each_consolidated(files: &[File<'_>], sink: Sink<'_>) -> Result<Reading, ReadError> {
    let mut complaints = Vec::new();
    let mut sort = |record: Record| lists::sort(&record, &mut complaints, sink);
    let mut reading = each_of_tables(lists::UNSORTED, Publication::Consolidated, files, &mut sort)?;
    reading.complaints.extend(complaints);
    Ok(reading)
}

fn each_of_tables(
    list: &str,
    publication: Publication,
    files: &[File<'_>],
    sink: Sink<'_>,
) -> Result<Reading, ReadError> {
    let mut tables: BTreeMap<Table, Rows<'_>> = BTreeMap::new();
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
        let rows = Rows::of(file, shape)?;
        if tables.insert(shape.table, rows).is_some() {
            return Err(file.error(None, "the file is given twice", "give each file once"));
        }
    }
    Builder::new(list, publication, &tables)?.build(sink)
}

/// Puts entries together: a row of the main table, and what the others say of its number.
struct Builder<'a> {
    list: &'a str,
    publication: Publication,
    tables: &'a BTreeMap<Table, Rows<'a>>,
    again: BTreeMap<Table, Again<'a>>,
    /// By table, in the order in which entries are put together.
    complaints: BTreeMap<Table, Vec<Complaint>>,
    /// Whether remarks stop where `sdn_comments.csv` would go on.
    any_cut: bool,
}

impl<'a> Builder<'a> {
    fn new(
        list: &'a str,
        publication: Publication,
        tables: &'a BTreeMap<Table, Rows<'a>>,
    ) -> Result<Builder<'a>, ReadError> {
        let mut again = BTreeMap::new();
        for (table, rows) in tables {
            again.insert(*table, rows.open()?);
        }
        Ok(Builder { list, publication, tables, again, complaints: BTreeMap::new(), any_cut: false })
    }

    fn build(mut self, sink: Sink<'_>) -> Result<Reading, ReadError> {
        match self.tables.get(&Table::Main) {
            Some(main) => self.with_main(main, sink)?,
            None => self.without_main(sink)?,
        }
        Ok(self.finish())
    }

    fn with_main(&mut self, main: &Rows<'a>, sink: Sink<'_>) -> Result<(), ReadError> {
        if let Some(spot) = main.second() {
            let problem = format!("entry {} stands twice", spot.number);
            return Err(main.error(spot.line, problem, crate::file::DOWNLOAD_AGAIN));
        }
        for spot in &main.spots {
            let Some(row) = self.again.get_mut(&Table::Main).map(|main| main.row(*spot)) else { break };
            let mut record = self.record(&row?)?;
            self.aliases(spot.number, Some(&mut record.entry))?;
            self.addresses(spot.number, Some(&mut record.entry))?;
            sink(record);
        }
        self.orphans(main)
    }

    /// What belongs to no entry of the main table.
    fn orphans(&mut self, main: &Rows<'a>) -> Result<(), ReadError> {
        for (table, rows) in self.tables.iter().filter(|(table, _)| **table != Table::Main) {
            let mut numbers: Vec<u64> = rows.spots.iter().map(|spot| spot.number).collect();
            numbers.retain(|number| !main.has(*number));
            numbers.sort_unstable();
            numbers.dedup();
            for number in numbers {
                match table {
                    Table::Aliases => self.aliases(number, None)?,
                    Table::Addresses => self.addresses(number, None)?,
                    _ => {
                        for row in self.rows(*table, number)? {
                            self.orphan(*table, &row);
                        }
                    }
                }
            }
        }
        Ok(())
    }

    fn orphan(&mut self, table: Table, row: &Row) {
        let why = format!("{} has no such entry", Table::Main.name_in(self.publication));
        self.complain(table, row, &row.number.to_string(), &why);
    }

    /// Without the main table, entries are made up from what is there.
    fn without_main(&mut self, sink: Sink<'_>) -> Result<(), ReadError> {
        let mut seen = BTreeSet::new();
        for table in [Table::Aliases, Table::Addresses] {
            for spot in self.tables.get(&table).into_iter().flat_map(|rows| &rows.spots) {
                if !seen.insert(spot.number) {
                    continue;
                }
                let id = spot.number.to_string();
                let mut entry = Entry { list: self.list.into(), id, ..Entry::default() };
                self.aliases(spot.number, Some(&mut entry))?;
                self.addresses(spot.number, Some(&mut entry))?;
                // A number that only nameless aliases have is nobody's.
                if !entry.source.file.is_empty() {
                    sink(Record { entry, ..Record::default() });
                }
            }
        }
        Ok(())
    }

    fn rows(&mut self, table: Table, number: u64) -> Result<Vec<Row>, ReadError> {
        self.again.get_mut(&table).map_or(Ok(Vec::new()), |again| again.of(number))
    }

    fn record(&mut self, row: &Row) -> Result<Record, ReadError> {
        let id = row.number.to_string();
        let mut party = Party { kind: self.kind(row), ..Party::default() };
        match row.text(1) {
            Some(name) => party.names.push(Name::primary(name)),
            None => self.complain(Table::Main, row, "-0-", "an entry without a name"),
        }
        let link = |how: &str, to: &str| Link {
            list: self.list.into(),
            entry: id.clone(),
            how: how.into(),
            to: to.into(),
            to_entry: None,
        };
        let mut links: Vec<Link> =
            row.text(10).map(|owner| link("vessel owner", owner)).into_iter().collect();
        let mut said = columns(row, &mut party);
        let programmes: Vec<&str> = row
            .text(3)
            .unwrap_or_default()
            .split("] [")
            .map(|p| p.trim_matches(['[', ']', ' ']))
            .filter(|p| !p.is_empty())
            .collect();
        // Remarks and their continuation are joined as they were cut: without anything between.
        let mut published = row.raw(11).to_owned();
        let comments = self.again.get_mut(&Table::Comments).map_or(Ok(Vec::new()), |c| c.of(row.number))?;
        let cut = published.len() == REMARKS_MOST && comments.is_empty();
        comments.iter().for_each(|comment| published.push_str(comment.raw(1)));
        self.any_cut |= cut;
        let read = Remarks::read(&published, cut);
        links.extend(read.links.iter().map(|to| link("Linked To", to)));
        for (text, why) in &read.complaints {
            self.complain(Table::Main, row, text, why);
        }
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
            said.push(("gender", gender));
        }
        let list = || self.list.to_owned();
        let particulars = (!said.is_empty()).then(|| Particulars { list: list(), entry: id.clone(), said });
        let source = self.source(Table::Main, row);
        let entry = Entry { list: list(), id, party, listings, remarks: published, source };
        Ok(Record { entry, links, particulars })
    }

    fn kind(&mut self, row: &Row) -> PartyKind {
        match row.text(2) {
            None => PartyKind::Organisation,
            Some("individual") => PartyKind::Individual,
            Some("vessel") => PartyKind::Vessel,
            Some("aircraft") => PartyKind::Aircraft,
            Some(other) => {
                self.complain(Table::Main, row, other, "a kind of party we do not know");
                PartyKind::Unknown
            }
        }
    }

    fn aliases(&mut self, number: u64, mut entry: Option<&mut Entry>) -> Result<(), ReadError> {
        for row in self.rows(Table::Aliases, number)? {
            let Some(name) = row.text(3) else {
                self.complain(Table::Aliases, &row, "-0-", "an alias without a name");
                continue;
            };
            let kind = match row.text(2) {
                Some("aka" | "nka") => NameKind::Alias,
                Some("fka") => NameKind::Former,
                other => {
                    let other = other.unwrap_or("-0-");
                    self.complain(Table::Aliases, &row, other, "a kind of alias we do not know");
                    NameKind::Alias
                }
            };
            if let Some(remark) = row.text(4) {
                self.complain(Table::Aliases, &row, remark, "a remark on an alias is not understood");
            }
            let Some(entry) = entry.as_deref_mut() else {
                self.orphan(Table::Aliases, &row);
                continue;
            };
            self.stands_in(Table::Aliases, &row, entry);
            // Strong aliases stand before the weak ones that the remarks gave.
            let names = &mut entry.party.names;
            let at = names.iter().position(|n| n.weak).unwrap_or(names.len());
            names.insert(at, Name { text: name.to_owned(), kind, weak: false });
        }
        Ok(())
    }

    fn addresses(&mut self, number: u64, mut entry: Option<&mut Entry>) -> Result<(), ReadError> {
        for row in self.rows(Table::Addresses, number)? {
            let Some(entry) = entry.as_deref_mut() else {
                self.orphan(Table::Addresses, &row);
                continue;
            };
            self.stands_in(Table::Addresses, &row, entry);
            // A row without an address only says that the party is listed.
            if (2..6).all(|column| row.text(column).is_none()) {
                continue;
            }
            let text = |column| row.text(column).unwrap_or_default().to_owned();
            entry.party.addresses.push(Address {
                kind: AddressKind::Stated,
                street: text(2),
                place: text(3),
                country: row.text(4).map(country_of),
                remarks: text(5),
            });
        }
        Ok(())
    }

    /// An entry that is made up stands where its first row does.
    fn stands_in(&self, table: Table, row: &Row, entry: &mut Entry) {
        if entry.source.file.is_empty() {
            entry.source = self.source(table, row);
        }
    }

    fn source(&self, table: Table, row: &Row) -> Provenance {
        let file = self.tables.get(&table).map_or("", Rows::file).to_owned();
        Provenance { file, offset: row.offset, line: row.line }
    }

    fn complain(&mut self, table: Table, row: &Row, text: &str, why: &str) {
        let file = self.tables.get(&table).map_or("", Rows::file).to_owned();
        let complaint = Complaint { file, line: row.line, text: text.to_owned(), why: why.to_owned() };
        self.complaints.entry(table).or_default().push(complaint);
    }

    fn finish(mut self) -> Reading {
        let publication = self.publication;
        let has = |table: &Table| self.tables.contains_key(table);
        // The consolidated publication long had no file of comments: where nothing is cut, nothing is missing.
        let needed = |table: &Table| {
            publication == Publication::Sdn || *table != Table::Comments || self.any_cut || !has(&Table::Main)
        };
        let missing = Table::ALL.into_iter().filter(|table| !has(table) && needed(table));
        let mut reading = Reading {
            missing: missing.map(|table| table.name_in(publication)).collect(),
            ..Reading::default()
        };
        let rows = self.tables.iter().map(|(table, rows)| (table.name_in(publication), rows.spots.len()));
        reading.counts.rows = rows.collect();
        for table in [Table::Main, Table::Aliases, Table::Addresses, Table::Comments] {
            let mut complaints = self.complaints.remove(&table).unwrap_or_default();
            complaints.sort_by_key(|complaint| complaint.line);
            reading.complaints.append(&mut complaints);
        }
        reading
    }
}

/// The columns between programme and remarks, without the owner: title, and what ships have.
fn columns(row: &Row, party: &mut Party) -> Vec<(&'static str, String)> {
    if let Some(call_sign) = row.text(5) {
        party.identifiers.push(Identifier::new(Scheme::Other("call sign".into()), call_sign));
    }
    if let Some(flag) = row.text(9) {
        party.countries.push(country_of(flag));
    }
    let columns = [("title", 4), ("vessel type", 6), ("tonnage", 7), ("gross tonnage", 8)];
    columns.into_iter().filter_map(|(label, at)| Some((label, row.text(at)?.to_owned()))).collect()
}
