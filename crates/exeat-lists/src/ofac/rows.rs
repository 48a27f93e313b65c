//! The rows of one csv file: width, numbers and nulls checked before anything is understood.

use super::{Shape, Table};
use crate::file::{DOWNLOAD_AGAIN, File, ReadError};
use crate::table::{BYTE_ORDER_MARK, Place};

/// A file's rows.
pub(super) struct Rows {
    /// The file's name, without directories and `.gz`.
    pub(super) file: String,
    pub(super) rows: Vec<Row>,
}

/// One row.
pub(super) struct Row {
    /// The number of the entry it belongs to: the first column of every table.
    pub(super) number: u64,
    /// Line in the file, counted from 1.
    pub(super) line: u64,
    /// Offset in the unpacked file, in bytes.
    pub(super) offset: u64,
    cells: Vec<String>,
}

impl Row {
    /// The cell, trimmed; none where it is null or blank.
    pub(super) fn text(&self, column: usize) -> Option<&str> {
        self.whole(column).map(str::trim).filter(|text| !text.is_empty())
    }

    /// The cell with its blanks; none where it is null.
    pub(super) fn whole(&self, column: usize) -> Option<&str> {
        self.cells.get(column).map(String::as_str).filter(|text| text.trim() != "-0-")
    }

    /// The cell as it is, null or not; empty where there is none.
    pub(super) fn raw(&self, column: usize) -> &str {
        self.whole(column).unwrap_or_default()
    }
}

impl Rows {
    pub(super) fn error(&self, row: &Row, problem: String, help: &'static str) -> ReadError {
        File { name: &self.file, bytes: &[] }.error(Some(row.line), problem, help)
    }
}

/// All rows of a file, or why it is refused.
pub(super) fn read(file: &File<'_>, shape: Shape) -> Result<Rows, ReadError> {
    let Some(delimiter) = shape.delimiter else { return fixed(file, shape) };
    let bytes = file.unpack()?;
    let text = file.text(&bytes)?;
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes());
    let mut rows = Vec::new();
    let mut record = csv::StringRecord::new();
    let mut place = Place { bytes: text.as_bytes(), at: 0, line: 1 };
    // Offsets count from the file's first byte, which a byte order mark may be.
    let skipped = if bytes.starts_with(BYTE_ORDER_MARK) { BYTE_ORDER_MARK.len() } else { 0 };
    loop {
        place.advance(usize::try_from(reader.position().byte()).unwrap_or(usize::MAX));
        let (line, offset) = (place.line, (place.at + skipped) as u64);
        match reader.read_record(&mut record) {
            Ok(true) => {}
            Ok(false) => break,
            Err(e) => return Err(file.error(Some(line), format!("not csv ({e})"), DOWNLOAD_AGAIN)),
        }
        if record.len() != shape.table.columns() {
            let name = shape.table.name_in(shape.publication);
            let problem = format!("{} columns, but {name} has {}", record.len(), shape.table.columns());
            let help = "check that the file is whole, is the csv form, and has its own name";
            return Err(file.error(Some(line), problem, help));
        }
        let number = number(file, line, record.get(0).unwrap_or_default())?;
        rows.push(Row { number, line, offset, cells: record.iter().map(str::to_owned).collect() });
    }
    Ok(Rows { file: file.base().to_owned(), rows })
}

/// The number of the entry a row belongs to.
fn number(file: &File<'_>, line: u64, cell: &str) -> Result<u64, ReadError> {
    let cell = cell.trim();
    cell.parse().ok().filter(|_| cell.bytes().all(|b| b.is_ascii_digit())).ok_or_else(|| {
        let problem = format!("{:?} is not the number of an entry", shorten(cell));
        file.error(Some(line), problem, "the files have no header; check the first column")
    })
}

/// The widths of the columns in the fixed-width form, from OFAC's data specification.
fn widths(table: Table) -> &'static [usize] {
    match table {
        Table::Main => &[10, 350, 12, 50, 200, 8, 25, 14, 8, 40, 150, 1000],
        Table::Addresses => &[10, 10, 750, 116, 250, 200],
        Table::Aliases => &[10, 10, 8, 350, 200],
        Table::Comments => &[10, 1000],
    }
}

/// All rows of a file with columns of fixed widths.
fn fixed(file: &File<'_>, shape: Shape) -> Result<Rows, ReadError> {
    let bytes = file.unpack()?;
    let text = file.text(&bytes)?;
    let mut rows = Vec::new();
    let mut offset = 0;
    for (at, whole) in text.split_inclusive('\n').enumerate() {
        let (line, begin) = (at as u64 + 1, offset);
        offset += whole.len() as u64;
        let row = whole.trim_end_matches(['\r', '\n']);
        if row.is_empty() {
            continue;
        }
        let widths = widths(shape.table);
        let whole_width: usize = widths.iter().sum();
        let mut cells = Vec::new();
        let mut from = 0;
        for width in widths {
            let to = (from + width).min(row.len());
            cells.push(row.get(from.min(row.len())..to).unwrap_or_default().trim_end().to_owned());
            from += width;
        }
        if row.len() > whole_width || !row.is_ascii() {
            let problem = format!("{} characters, but a row has {whole_width}", row.len());
            return Err(file.error(
                Some(line),
                problem,
                "check that the file is the fixed-width form, and whole",
            ));
        }
        let number = number(file, line, cells.first().map(String::as_str).unwrap_or_default())?;
        rows.push(Row { number, line, offset: begin, cells });
    }
    Ok(Rows { file: file.base().to_owned(), rows })
}

fn shorten(text: &str) -> String {
    text.chars().take(40).collect()
}
