//! Tables with a header: csv, tab-separated text, sheets of workbooks. Cells are asked for by the column's name.
//!
//! Rows are read one by one. Where the rows of a party stand scattered over the file, a first pass keeps no more of
//! them than their places ([`each_party`]). A column that nobody asks for and that holds something counts as unknown;
//! one that a reader needs and that is not there refuses the file.

use crate::draft::Draft;
use crate::file::{DOWNLOAD_AGAIN, File, Legible, ReadError};
use exeat_screen::Provenance;
use std::cell::Cell;
use std::collections::BTreeMap;
use std::io::Cursor;

/// A row as a list of cells, with its place.
#[derive(Debug, Clone, Default)]
pub(crate) struct Cells {
    /// Line or sheet row, counted from 1.
    pub(crate) line: u64,
    /// Offset in the unpacked file; 0 in a workbook.
    pub(crate) offset: u64,
    /// The cells.
    pub(crate) cells: Vec<String>,
}

/// Where a row can be read again: its line, and its offset in the text or its number in the sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Spot {
    at: u64,
    line: u64,
}

/// The rows of a file, one after the other.
pub(crate) enum Rows<'a> {
    /// Of a text, parsed on the way.
    Text(Lines<'a>),
    /// Of a sheet, which is unpacked whole; and which comes next.
    Sheet(Vec<Cells>, usize),
}

impl<'a> Rows<'a> {
    /// The rows of a text file, whose bytes may be windows-1252 if `old` says so.
    pub(crate) fn of_text(
        file: &File<'_>,
        bytes: &'a [u8],
        delimiter: u8,
        old: bool,
    ) -> Result<Rows<'a>, ReadError> {
        Ok(Rows::Text(Lines::new(file.legible(bytes, old)?, delimiter)))
    }

    /// The rows of a sheet.
    pub(crate) fn of_sheet(rows: Vec<Cells>) -> Rows<'a> {
        Rows::Sheet(rows, 0)
    }

    /// The next row.
    pub(crate) fn next(&mut self, file: &File<'_>) -> Result<Option<Cells>, ReadError> {
        match self {
            Rows::Text(lines) => lines.next(file),
            Rows::Sheet(rows, next) => {
                *next += 1;
                Ok(rows.get(*next - 1).cloned())
            }
        }
    }

    /// Where the row given last can be read again.
    fn spot(&self, row: &Cells) -> Spot {
        match self {
            Rows::Text(_) => Spot { at: row.offset, line: row.line },
            Rows::Sheet(_, next) => Spot { at: *next as u64 - 1, line: row.line },
        }
    }

    /// A row that was given before.
    fn again(&mut self, file: &File<'_>, spot: Spot) -> Result<Cells, ReadError> {
        match self {
            Rows::Text(lines) => lines.again(file, spot.at, spot.line),
            Rows::Sheet(rows, _) => {
                Ok(usize::try_from(spot.at).ok().and_then(|at| rows.get(at)).cloned().unwrap_or_default())
            }
        }
    }
}

/// A text parsed row by row.
pub(crate) struct Lines<'a> {
    text: Legible<'a>,
    reader: csv::Reader<Cursor<&'a [u8]>>,
    record: csv::ByteRecord,
    place: Place<'a>,
}

impl<'a> Lines<'a> {
    /// A text with columns kept apart by a sign.
    pub(crate) fn new(text: Legible<'a>, delimiter: u8) -> Lines<'a> {
        let reader = csv::ReaderBuilder::new()
            .delimiter(delimiter)
            .has_headers(false)
            .flexible(true)
            // Going back to a row fills the buffer anew.
            .buffer_capacity(1 << 12)
            .from_reader(Cursor::new(text.bytes));
        let place = Place { bytes: text.bytes, at: 0, line: 1 };
        Lines { text, reader, record: csv::ByteRecord::new(), place }
    }

    /// The next row.
    pub(crate) fn next(&mut self, file: &File<'_>) -> Result<Option<Cells>, ReadError> {
        self.place.advance(usize::try_from(self.reader.position().byte()).unwrap_or(usize::MAX));
        let (line, offset) = (self.place.line, (self.place.at + self.text.begin) as u64);
        self.parse(file, line, offset)
    }

    /// The row at an offset in the file that was given before.
    pub(crate) fn again(&mut self, file: &File<'_>, offset: u64, line: u64) -> Result<Cells, ReadError> {
        let mut position = csv::Position::new();
        position.set_byte(offset - (self.text.begin as u64).min(offset)).set_line(line);
        self.reader.seek(position).map_err(|e| no_csv(file, line, &e))?;
        Ok(self.parse(file, line, offset)?.unwrap_or_default())
    }

    fn parse(&mut self, file: &File<'_>, line: u64, offset: u64) -> Result<Option<Cells>, ReadError> {
        let more = self.reader.read_byte_record(&mut self.record).map_err(|e| no_csv(file, line, &e))?;
        let cells = || self.record.iter().map(|cell| self.text.decode(cell)).collect();
        Ok(more.then(|| Cells { line, offset, cells: cells() }))
    }
}

fn no_csv(file: &File<'_>, line: u64, e: &csv::Error) -> ReadError {
    let problem = format!("not csv ({})", crate::xml::shorten(&e.to_string()));
    file.error(Some(line), problem, DOWNLOAD_AGAIN)
}

/// A table: its columns, and what its rows hold.
pub(crate) struct Table {
    columns: Vec<Column>,
    rows: Cell<usize>,
    even: bool,
}

struct Column {
    name: String,
    asked: Cell<bool>,
    /// In how many rows it holds something.
    full: Cell<u64>,
}

/// One row of a table.
#[derive(Clone, Copy)]
pub(crate) struct Row<'a> {
    table: &'a Table,
    row: &'a Cells,
}

impl Table {
    /// A table by its header. Each column of `needed` must be there.
    pub(crate) fn new(file: &File<'_>, header: Option<Cells>, needed: &[&str]) -> Result<Table, ReadError> {
        let Some(header) = header else {
            return Err(file.error(None, "there is no row in it", DOWNLOAD_AGAIN));
        };
        let column = |name: &String| Column {
            name: crate::xml::one_line(name),
            asked: Cell::new(false),
            full: Cell::new(0),
        };
        let columns: Vec<Column> = header.cells.iter().map(column).collect();
        for name in needed {
            if !columns.iter().any(|column| column.name == *name) {
                let problem = format!("there is no column {name:?}");
                return Err(file.error(
                    Some(header.line),
                    problem,
                    "check that this is the list file, with its header",
                ));
            }
        }
        Ok(Table { columns, rows: Cell::new(0), even: false })
    }

    /// The same, refused where a row is wider or narrower than its header: then the file was cut or mixed up.
    pub(crate) fn even(self) -> Table {
        Table { even: true, ..self }
    }

    /// A row read for the first time.
    pub(crate) fn take<'a>(&'a self, file: &File<'_>, row: &'a Cells) -> Result<Row<'a>, ReadError> {
        let width = self.columns.len();
        if self.even && row.cells.len() != width {
            let problem = format!("{} columns, but the header has {width}", row.cells.len());
            let help = "check that the file is whole; download it again";
            return Err(file.error(Some(row.line), problem, help));
        }
        self.rows.set(self.rows.get() + 1);
        for (column, _) in self.columns.iter().zip(&row.cells).filter(|(_, cell)| !cell.trim().is_empty()) {
            column.full.set(column.full.get() + 1);
        }
        Ok(Row { table: self, row })
    }

    /// How many rows it has.
    pub(crate) fn len(&self) -> usize {
        self.rows.get()
    }

    /// Columns that are known and not needed.
    pub(crate) fn skip(&self, names: &[&str]) {
        self.skip_if(&|name| names.contains(&name));
    }

    /// Columns that are known and not needed, by a test on their name.
    pub(crate) fn skip_if(&self, known: &dyn Fn(&str) -> bool) {
        self.columns.iter().filter(|column| known(&column.name)).for_each(|column| column.asked.set(true));
    }

    /// Columns that nobody asked for and that hold something, with in how many rows.
    pub(crate) fn unknown(&self) -> BTreeMap<String, u64> {
        let mut unknown = BTreeMap::new();
        for column in self.columns.iter().filter(|c| !c.asked.get() && c.full.get() > 0) {
            *unknown.entry(column.name.clone()).or_default() += column.full.get();
        }
        unknown
    }
}

impl<'a> Row<'a> {
    /// Line or sheet row, counted from 1.
    pub(crate) fn line(&self) -> u64 {
        self.row.line
    }

    /// Offset in the unpacked file.
    pub(crate) fn offset(&self) -> u64 {
        self.row.offset
    }

    /// Where it stands.
    pub(crate) fn source(&self, file: &File<'_>) -> Provenance {
        Provenance { file: file.base().to_owned(), offset: self.row.offset, line: self.row.line }
    }

    /// The cell of the first column of that name, trimmed; empty where there is none.
    pub(crate) fn get(&self, name: &str) -> &'a str {
        let at = self.table.columns.iter().position(|column| {
            let found = column.name == name;
            if found {
                column.asked.set(true);
            }
            found
        });
        at.and_then(|at| self.row.cells.get(at)).map_or("", |cell| cell.trim())
    }

    /// The first of these columns that holds something.
    pub(crate) fn any(&self, names: &[&str]) -> &'a str {
        names
            .iter()
            .map(|name| self.get(name))
            .fold("", |found, next| if found.is_empty() { next } else { found })
    }

    /// Whether all cells are empty.
    pub(crate) fn is_empty(&self) -> bool {
        self.row.cells.iter().all(|cell| cell.trim().is_empty())
    }
}

/// How the rows of a table become parties.
pub(crate) struct Parties<'a> {
    /// The id of the party that a row belongs to, or why the file is refused. Asked for each row, in the file's order.
    pub(crate) id: &'a dyn Fn(Row<'_>) -> Result<String, ReadError>,
    /// A party's draft by its id and its first row.
    pub(crate) begin: &'a dyn Fn(&str, Row<'_>) -> Draft,
    /// Adds what a row says, the first one included.
    pub(crate) fill: &'a dyn Fn(&mut Draft, Row<'_>),
}

/// Puts parties together whose rows may stand anywhere, and gives each to `done`, in the order of their first rows.
/// Held are the ids and the places of the rows, and one party. Answers how many parties there are.
///
/// # Errors
///
/// Rows that cannot be read, before anything is given away.
pub(crate) fn each_party(
    file: &File<'_>,
    table: &Table,
    rows: &mut Rows<'_>,
    parties: &Parties<'_>,
    done: &mut dyn FnMut(Draft),
) -> Result<usize, ReadError> {
    let mut ids: BTreeMap<Box<str>, u32> = BTreeMap::new();
    let mut spots: Vec<(u32, Spot)> = Vec::new();
    while let Some(cells) = rows.next(file)? {
        let row = table.take(file, &cells)?;
        if row.is_empty() {
            continue;
        }
        let next = u32::try_from(ids.len()).unwrap_or(u32::MAX);
        let party = *ids.entry((parties.id)(row)?.into_boxed_str()).or_insert(next);
        spots.push((party, rows.spot(&cells)));
    }
    let many = ids.len();
    drop(ids);
    spots.sort_unstable();
    for party in spots.chunk_by(|one, other| one.0 == other.0) {
        let mut draft: Option<Draft> = None;
        for (_, spot) in party {
            let cells = rows.again(file, *spot)?;
            let row = Row { table, row: &cells };
            if draft.is_none() {
                draft = Some((parties.begin)(&(parties.id)(row)?, row));
            }
            if let Some(draft) = &mut draft {
                (parties.fill)(draft, row);
            }
        }
        draft.into_iter().for_each(&mut *done);
    }
    Ok(many)
}

/// Where the next row begins. The csv reader stops between the two signs of a line end, one line short.
pub(crate) struct Place<'a> {
    /// The text.
    pub(crate) bytes: &'a [u8],
    /// Offset in it.
    pub(crate) at: usize,
    /// Line there, counted from 1.
    pub(crate) line: u64,
}

impl Place<'_> {
    /// Goes on to an offset, and over the line ends there.
    pub(crate) fn advance(&mut self, to: usize) {
        while let Some(byte) = self.bytes.get(self.at)
            && (self.at < to || matches!(byte, b'\r' | b'\n'))
        {
            self.line += u64::from(*byte == b'\n');
            self.at += 1;
        }
    }
}
