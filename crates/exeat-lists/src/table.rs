//! Tables with a header: csv, tab-separated text, sheets of workbooks. Cells are asked for by the column's name.
//!
//! A column that nobody asks for and that holds something counts as unknown; one that a reader needs and that is
//! not there refuses the file.

use crate::file::{DOWNLOAD_AGAIN, File, ReadError};
use std::borrow::Cow;
use std::cell::Cell;
use std::collections::BTreeMap;

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

/// A table: its columns and rows.
pub(crate) struct Table {
    columns: Vec<(String, Cell<bool>)>,
    rows: Vec<Cells>,
}

/// One row of a table.
#[derive(Clone, Copy)]
pub(crate) struct Row<'a> {
    table: &'a Table,
    row: &'a Cells,
}

impl Table {
    /// Rows of which the first is the header. Each column of `needed` must be there.
    pub(crate) fn new(file: &File<'_>, mut rows: Vec<Cells>, needed: &[&str]) -> Result<Table, ReadError> {
        if rows.is_empty() {
            return Err(file.error(None, "there is no row in it", DOWNLOAD_AGAIN));
        }
        let header = rows.remove(0);
        let tidy = |name: &String| (crate::xml::one_line(name), Cell::new(false));
        let columns: Vec<_> = header.cells.iter().map(tidy).collect();
        for name in needed {
            if !columns.iter().any(|(n, _)| n == name) {
                let problem = format!("there is no column {name:?}");
                return Err(file.error(
                    Some(header.line),
                    problem,
                    "check that this is the list file, with its header",
                ));
            }
        }
        Ok(Table { columns, rows })
    }

    /// Its rows.
    pub(crate) fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        self.rows.iter().map(|row| Row { table: self, row })
    }

    /// How many rows it has.
    pub(crate) fn len(&self) -> usize {
        self.rows.len()
    }

    /// Columns that are known and not needed.
    pub(crate) fn skip(&self, names: &[&str]) {
        for (_, asked) in self.columns.iter().filter(|(n, _)| names.contains(&n.as_str())) {
            asked.set(true);
        }
    }

    /// Columns that are known and not needed, by a test on their name.
    pub(crate) fn skip_if(&self, known: &dyn Fn(&str) -> bool) {
        for (_, asked) in self.columns.iter().filter(|(name, _)| known(name)) {
            asked.set(true);
        }
    }

    /// Columns that nobody asked for and that hold something, with in how many rows.
    pub(crate) fn unknown(&self) -> BTreeMap<String, u64> {
        let mut unknown = BTreeMap::new();
        for (at, (name, _)) in self.columns.iter().enumerate().filter(|(_, (_, asked))| !asked.get()) {
            let full = |row: &&Cells| row.cells.get(at).is_some_and(|cell| !cell.trim().is_empty());
            let many = self.rows.iter().filter(full).count() as u64;
            if many > 0 {
                *unknown.entry(name.clone()).or_default() += many;
            }
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

    /// The cell of the first column of that name, trimmed; empty where there is none.
    pub(crate) fn get(&self, name: &str) -> &'a str {
        let at = self.table.columns.iter().position(|(n, asked)| {
            let found = n == name;
            if found {
                asked.set(true);
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

/// The rows of a text file, whose bytes may be windows-1252 if `old` says so.
pub(crate) fn rows_of(file: &File<'_>, delimiter: u8, old: bool) -> Result<Vec<Cells>, ReadError> {
    let bytes = file.unpack()?;
    let text = if old { file.text_or_1252(&bytes)? } else { file.text(&bytes)?.into() };
    let mut rows = rows_of_text(file, &text, delimiter)?;
    match text {
        // Offsets count from the file's first byte, which a byte order mark may be.
        Cow::Borrowed(_) if bytes.starts_with(BYTE_ORDER_MARK) => {
            rows.iter_mut().for_each(|row| row.offset += BYTE_ORDER_MARK.len() as u64);
        }
        Cow::Borrowed(_) => {}
        // A sign of the decoded text was one byte of the file.
        Cow::Owned(text) => {
            let (mut at, mut signs) = (0, 0);
            for row in &mut rows {
                let to = usize::try_from(row.offset).unwrap_or(usize::MAX);
                signs += text.get(at..to).map_or(0, |part| part.chars().count() as u64);
                (at, row.offset) = (to, signs);
            }
        }
    }
    Ok(rows)
}

pub(crate) const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// Text as rows.
fn rows_of_text(file: &File<'_>, text: &str, delimiter: u8) -> Result<Vec<Cells>, ReadError> {
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes());
    let mut rows = Vec::new();
    let mut record = csv::StringRecord::new();
    let mut place = Place { bytes: text.as_bytes(), at: 0, line: 1 };
    loop {
        place.advance(usize::try_from(reader.position().byte()).unwrap_or(usize::MAX));
        let (line, offset) = (place.line, place.at as u64);
        match reader.read_record(&mut record) {
            Ok(true) => rows.push(Cells { line, offset, cells: record.iter().map(str::to_owned).collect() }),
            Ok(false) => return Ok(rows),
            Err(e) => {
                let problem = format!("not csv ({})", crate::xml::shorten(&e.to_string()));
                return Err(file.error(Some(line), problem, DOWNLOAD_AGAIN));
            }
        }
    }
}

/// Refuses a table with a row that is wider or narrower than its header: the file was cut or mixed up.
pub(crate) fn same_width(file: &File<'_>, rows: &[Cells]) -> Result<(), ReadError> {
    let Some(header) = rows.first() else { return Ok(()) };
    let width = header.cells.len();
    match rows.iter().find(|row| row.cells.len() != width) {
        None => Ok(()),
        Some(row) => {
            let problem = format!("{} columns, but the header has {width}", row.cells.len());
            Err(file.error(Some(row.line), problem, "check that the file is whole; download it again"))
        }
    }
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
