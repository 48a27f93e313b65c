//! The rows of one csv file: width, numbers and nulls checked before anything is understood.

use super::Table;
use crate::file::{DOWNLOAD_AGAIN, File, ReadError};

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
pub(super) fn read(file: &File<'_>, table: Table) -> Result<Rows, ReadError> {
    let bytes = file.unpack()?;
    let text = file.text(&bytes)?;
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
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
        if record.len() != table.columns() {
            let problem =
                format!("{} columns, but {} has {}", record.len(), table.file_name(), table.columns());
            let help = "check that the file is whole, is the csv form, and has its own name";
            return Err(file.error(Some(line), problem, help));
        }
        let first = record.get(0).unwrap_or_default().trim();
        let Some(number) = first.parse().ok().filter(|_| first.bytes().all(|b| b.is_ascii_digit())) else {
            let problem = format!("{:?} is not the number of an entry", shorten(first));
            return Err(file.error(Some(line), problem, "the files have no header; check the first column"));
        };
        rows.push(Row { number, line, offset, cells: record.iter().map(str::to_owned).collect() });
    }
    Ok(Rows { file: file.base().to_owned(), rows })
}

const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// Where the next row begins. The csv reader stops between the two signs of a line end, one line short.
struct Place<'a> {
    bytes: &'a [u8],
    at: usize,
    line: u64,
}

impl Place<'_> {
    /// Goes on to an offset, and over the line ends there.
    fn advance(&mut self, to: usize) {
        while let Some(byte) = self.bytes.get(self.at)
            && (self.at < to || matches!(byte, b'\r' | b'\n'))
        {
            self.line += u64::from(*byte == b'\n');
            self.at += 1;
        }
    }
}

fn shorten(text: &str) -> String {
    text.chars().take(40).collect()
}
