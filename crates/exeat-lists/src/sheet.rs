//! Workbooks: the rows of a sheet of an xlsx or OpenDocument file.
//!
//! Both are zip containers that can unpack to anything: sizes are checked before, and cells are read as a stream, so
//! that hundreds of empty columns cost nothing.

use crate::file::{DOWNLOAD_AGAIN, File, ReadError};
use crate::table::Cells;
use crate::xml::{self, Element, Visit};
use calamine::{DataRef, Reader, Xlsx};
use std::io::{Cursor, Read};

/// No part of a workbook comes near this size.
const MOST_PART_BYTES: u64 = 1 << 28;
/// Nobody uses more columns; cells beyond are refused.
const MOST_COLUMNS: usize = 256;
/// No sheet has more rows.
const MOST_ROWS: usize = 1 << 20;

/// The rows of the first sheet that has any, in order, empty rows left out.
pub(crate) fn rows(file: &File<'_>) -> Result<Vec<Cells>, ReadError> {
    let bytes = file.unpack()?;
    undamaged(file, &bytes)?;
    if is_open_document(file, &bytes)? { open_document(file, &bytes) } else { xlsx(file, &bytes) }
}

/// Whether a container is an OpenDocument table.
pub(crate) fn is_open_document(file: &File<'_>, bytes: &[u8]) -> Result<bool, ReadError> {
    Ok(parts(file, bytes)?.iter().any(|name| name == "content.xml"))
}

/// The names of a container's parts, none of them too large.
fn parts(file: &File<'_>, bytes: &[u8]) -> Result<Vec<String>, ReadError> {
    let damaged = |_| file.error(None, "the workbook is damaged or cut short", DOWNLOAD_AGAIN);
    let mut container = zip::ZipArchive::new(Cursor::new(bytes)).map_err(damaged)?;
    let mut names = Vec::new();
    for at in 0..container.len() {
        let part = container.by_index(at).map_err(damaged)?;
        if part.size() > MOST_PART_BYTES {
            let problem = "a part of the workbook unpacks to more than 256 MiB";
            return Err(file.error(None, problem, "check that this is the list file"));
        }
        names.push(part.name().map_err(damaged)?.into_owned());
    }
    Ok(names)
}

/// Unpacks every part to its end and checks its sum: who reads cells stops before the end, and would not notice.
fn undamaged(file: &File<'_>, bytes: &[u8]) -> Result<(), ReadError> {
    let damaged = || file.error(None, "the workbook is damaged or cut short", DOWNLOAD_AGAIN);
    parts(file, bytes)?;
    let mut container = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|_| damaged())?;
    for at in 0..container.len() {
        let part = container.by_index(at).map_err(|_| damaged())?;
        // a part that says less than it holds is damaged as well
        let stated = part.size();
        let held = std::io::copy(&mut part.take(MOST_PART_BYTES + 1), &mut std::io::sink());
        if held.map_err(|_| damaged())? != stated {
            return Err(damaged());
        }
    }
    Ok(())
}

fn xlsx(file: &File<'_>, bytes: &[u8]) -> Result<Vec<Cells>, ReadError> {
    let refused = |e: calamine::XlsxError| {
        let problem = format!("not a workbook we can read ({})", xml::shorten(&e.to_string()));
        file.error(None, problem, "save it as xlsx, or download it again")
    };
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(refused)?;
    for name in book.sheet_names() {
        let mut rows: Vec<Cells> = Vec::new();
        let mut cells = book.worksheet_cells_reader(&name).map_err(refused)?;
        while let Some(cell) = cells.next_cell().map_err(refused)? {
            let (row, column) = cell.get_position();
            let text = shown(cell.get_value());
            if text.trim().is_empty() {
                continue;
            }
            put(file, &mut rows, row as usize, column as usize, text)?;
        }
        if !rows.is_empty() {
            return Ok(rows);
        }
    }
    Err(file.error(None, "no sheet of the workbook holds anything", DOWNLOAD_AGAIN))
}

/// A cell as text: days in ISO form, whole numbers without a fraction.
fn shown(value: &DataRef<'_>) -> String {
    match value {
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => number.to_string(),
        DataRef::String(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Bool(yes) => yes.to_string(),
        DataRef::DateTime(date) => {
            let (year, month, day, ..) = date.to_ymd_hms_milli();
            format!("{year:04}-{month:02}-{day:02}")
        }
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::Error(_) | DataRef::Empty => String::new(),
    }
}

fn put(
    file: &File<'_>,
    rows: &mut Vec<Cells>,
    row: usize,
    column: usize,
    text: String,
) -> Result<(), ReadError> {
    let line = row as u64 + 1;
    if column >= MOST_COLUMNS || row >= MOST_ROWS {
        let problem = format!("a cell in column {}", column + 1);
        return Err(file.error(Some(line), problem, "check that this is the list file"));
    }
    if rows.last().is_none_or(|last| last.line != line) {
        rows.push(Cells { line, offset: 0, cells: Vec::new() });
    }
    if let Some(last) = rows.last_mut() {
        if last.cells.len() <= column {
            last.cells.resize(column + 1, String::new());
        }
        if let Some(cell) = last.cells.get_mut(column) {
            *cell = text;
        }
    }
    Ok(())
}

fn open_document(file: &File<'_>, bytes: &[u8]) -> Result<Vec<Cells>, ReadError> {
    let damaged = || file.error(None, "the workbook is damaged or cut short", DOWNLOAD_AGAIN);
    let mut container = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|_| damaged())?;
    let mut content = Vec::new();
    let part = container.by_name("content.xml").map_err(|_| damaged())?;
    part.take(MOST_PART_BYTES).read_to_end(&mut content).map_err(|_| damaged())?;
    let mut sheet = OpenSheet { file, rows: Vec::new(), row: 0, tables: 0 };
    xml::read(&File { name: file.name, bytes: &content }, &["document-content"], &mut sheet)?;
    if sheet.rows.is_empty() {
        return Err(file.error(None, "no sheet of the workbook holds anything", DOWNLOAD_AGAIN));
    }
    Ok(sheet.rows)
}

struct OpenSheet<'a, 'b> {
    file: &'a File<'b>,
    rows: Vec<Cells>,
    row: usize,
    /// Where the table begins whose rows are read.
    tables: u64,
}

impl Visit for OpenSheet<'_, '_> {
    fn is_record(&self, name: &str, _: &[Element]) -> bool {
        matches!(name, "table-row" | "automatic-styles" | "font-face-decls" | "scripts")
    }

    fn record(&mut self, record: &Element, above: &[Element]) -> Result<(), ReadError> {
        if record.name != "table-row" {
            return Ok(());
        }
        let table = above.iter().rev().find(|e| e.name == "table").map_or(0, |t| t.offset);
        if self.rows.is_empty() && table != self.tables {
            (self.tables, self.row) = (table, 0);
        }
        if table != self.tables {
            return Ok(());
        }
        let times = |e: &Element, name: &str| e.attribute(name).parse::<usize>().unwrap_or(1).max(1);
        let mut column = 0;
        for cell in record.children() {
            let many = times(cell, "number-columns-repeated");
            let lines: Vec<String> = cell.all("p").map(all_text).collect();
            let text = if cell.attribute("date-value").is_empty() {
                lines.join("\n")
            } else {
                cell.attribute("date-value").to_owned()
            };
            if !text.trim().is_empty() {
                for at in column..column + many.min(MOST_COLUMNS + 1) {
                    put(self.file, &mut self.rows, self.row, at, text.clone())?;
                }
            }
            column = column.saturating_add(many);
        }
        self.row = self.row.saturating_add(times(record, "number-rows-repeated"));
        Ok(())
    }
}

/// The text of a paragraph with that of its spans and links.
fn all_text(element: &Element) -> String {
    let mut text = String::new();
    for part in element.parts() {
        match part {
            xml::Part::Text(own) => text.push_str(own),
            xml::Part::Child(child) if child.name == "line-break" => text.push('\n'),
            xml::Part::Child(child) if child.name == "s" => text.push(' '),
            xml::Part::Child(child) => text.push_str(&all_text(child)),
        }
    }
    text
}
