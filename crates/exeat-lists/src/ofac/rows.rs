//! The rows of one csv file: width and numbers checked before anything is understood. Held are the numbers of the
//! entries and the places of the rows; a row is read again when its entry is put together.

use super::{Shape, Table};
use crate::file::{File, Legible, ReadError};
use crate::table::{Cells, Lines};
use std::borrow::Cow;

/// A file's rows.
pub(super) struct Rows<'a> {
    file: File<'a>,
    bytes: Cow<'a, [u8]>,
    shape: Shape,
    /// In the order of the file.
    pub(super) spots: Vec<Spot>,
    /// Positions in `spots` by the entry's number, then in the order of the file.
    by_number: Vec<u32>,
}

/// Where a row stands.
#[derive(Debug, Clone, Copy)]
pub(super) struct Spot {
    /// The number of the entry it belongs to: the first column of every table.
    pub(super) number: u64,
    /// Line in the file, counted from 1.
    pub(super) line: u64,
    /// Offset in the unpacked file, in bytes.
    offset: u64,
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

impl<'a> Rows<'a> {
    /// Finds all rows of a file, or says why it is refused.
    pub(super) fn of(file: &File<'a>, shape: Shape) -> Result<Rows<'a>, ReadError> {
        let bytes = file.unpack()?;
        let mut spots = Vec::new();
        let mut reader = Reader::new(file, file.legible(&bytes, false)?, shape);
        while let Some(cells) = reader.next()? {
            let number = number(file, cells.line, cells.cells.first().map_or("", String::as_str))?;
            spots.push(Spot { number, line: cells.line, offset: cells.offset });
        }
        let mut by_number: Vec<u32> = (0..u32::try_from(spots.len()).unwrap_or(u32::MAX)).collect();
        let number = |at: &u32| spots.get(*at as usize).map(|spot| spot.number);
        by_number.sort_by_key(number);
        Ok(Rows { file: *file, bytes, shape, spots, by_number })
    }

    /// The file's name, without directories and `.gz`.
    pub(super) fn file(&self) -> &'a str {
        self.file.base()
    }

    /// The first row whose number stood before.
    pub(super) fn second(&self) -> Option<Spot> {
        let same = |pair: &&[u32]| match pair {
            [one, other] => self.number(*one) == self.number(*other),
            _ => false,
        };
        let second = |pair: &[u32]| pair.last().copied();
        let at = self.by_number.windows(2).filter(same).filter_map(second).min()?;
        self.spots.get(at as usize).copied()
    }

    /// Whether any row is of the entry with that number.
    pub(super) fn has(&self, number: u64) -> bool {
        !self.positions(number).is_empty()
    }

    fn number(&self, at: u32) -> Option<u64> {
        self.spots.get(at as usize).map(|spot| spot.number)
    }

    fn positions(&self, number: u64) -> &[u32] {
        let from = self.by_number.partition_point(|at| self.number(*at) < Some(number));
        let to = self.by_number.partition_point(|at| self.number(*at) <= Some(number));
        self.by_number.get(from..to).unwrap_or_default()
    }

    pub(super) fn error(&self, line: u64, problem: String, help: &'static str) -> ReadError {
        self.file.error(Some(line), problem, help)
    }

    /// Where rows are read again.
    pub(super) fn open(&self) -> Result<Again<'_>, ReadError> {
        let text = self.file.legible(&self.bytes, false)?;
        Ok(Again { rows: self, reader: Reader::new(&self.file, text, self.shape) })
    }
}

/// A file whose rows are read again.
pub(super) struct Again<'a> {
    pub(super) rows: &'a Rows<'a>,
    reader: Reader<'a>,
}

impl Again<'_> {
    /// The row at a place.
    pub(super) fn row(&mut self, spot: Spot) -> Result<Row, ReadError> {
        let cells = self.reader.again(spot)?.cells;
        Ok(Row { number: spot.number, line: spot.line, offset: spot.offset, cells })
    }

    /// The rows of an entry, in the order of the file.
    pub(super) fn of(&mut self, number: u64) -> Result<Vec<Row>, ReadError> {
        let rows = self.rows;
        rows.positions(number)
            .iter()
            .filter_map(|at| rows.spots.get(*at as usize))
            .map(|spot| self.row(*spot))
            .collect()
    }
}

/// The rows of a text, in either form.
struct Reader<'a> {
    file: &'a File<'a>,
    text: Legible<'a>,
    shape: Shape,
    form: Form<'a>,
}

enum Form<'a> {
    /// With a sign between columns.
    Delimited(Box<Lines<'a>>),
    /// Columns of fixed widths: where the next row begins in the text, and its line.
    Fixed(usize, u64),
}

impl<'a> Reader<'a> {
    fn new(file: &'a File<'a>, text: Legible<'a>, shape: Shape) -> Reader<'a> {
        let form = match shape.delimiter {
            Some(delimiter) => Form::Delimited(Box::new(Lines::new(text, delimiter))),
            None => Form::Fixed(0, 1),
        };
        Reader { file, text, shape, form }
    }

    /// The next row, as wide as the table has columns.
    fn next(&mut self) -> Result<Option<Cells>, ReadError> {
        let lines = match &mut self.form {
            Form::Delimited(lines) => lines,
            Form::Fixed(..) => return self.next_fixed(),
        };
        let Some(cells) = lines.next(self.file)? else { return Ok(None) };
        let (found, wanted) = (cells.cells.len(), self.shape.table.columns());
        if found != wanted {
            let name = self.shape.table.name_in(self.shape.publication);
            let problem = format!("{found} columns, but {name} has {wanted}");
            let help = "check that the file is whole, is the csv form, and has its own name";
            return Err(self.file.error(Some(cells.line), problem, help));
        }
        Ok(Some(cells))
    }

    fn next_fixed(&mut self) -> Result<Option<Cells>, ReadError> {
        while let Form::Fixed(at, line) = &mut self.form
            && let Some(rest) = self.text.bytes.get(*at..).filter(|rest| !rest.is_empty())
        {
            let end = rest.iter().position(|b| *b == b'\n').map_or(rest.len(), |end| end + 1);
            let (begin, number) = (*at + self.text.begin, *line);
            (*at, *line) = (*at + end, *line + 1);
            let cells = fixed(self.file, self.shape, rest.get(..end).unwrap_or_default(), number)?;
            if !cells.is_empty() {
                return Ok(Some(Cells { line: number, offset: begin as u64, cells }));
            }
        }
        Ok(None)
    }

    fn again(&mut self, spot: Spot) -> Result<Cells, ReadError> {
        match &mut self.form {
            Form::Delimited(lines) => lines.again(self.file, spot.offset, spot.line),
            Form::Fixed(at, line) => {
                let offset = usize::try_from(spot.offset).unwrap_or(usize::MAX);
                (*at, *line) = (offset.saturating_sub(self.text.begin), spot.line);
                Ok(self.next_fixed()?.unwrap_or_default())
            }
        }
    }
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

/// The cells of a line with columns of fixed widths; none of an empty line.
fn fixed(file: &File<'_>, shape: Shape, line: &[u8], number: u64) -> Result<Vec<String>, ReadError> {
    let end = line.iter().rposition(|b| !matches!(b, b'\r' | b'\n')).map_or(0, |at| at + 1);
    let row = line.get(..end).unwrap_or_default();
    if row.is_empty() {
        return Ok(Vec::new());
    }
    let widths = widths(shape.table);
    let whole: usize = widths.iter().sum();
    if row.len() > whole || !row.is_ascii() {
        let problem = format!("{} characters, but a row has {whole}", row.len());
        let help = "check that the file is the fixed-width form, and whole";
        return Err(file.error(Some(number), problem, help));
    }
    let mut from = 0;
    let cell = |width: &usize| {
        let to = (from + width).min(row.len());
        let cell = String::from_utf8_lossy(row.get(from.min(row.len())..to).unwrap_or_default());
        from += width;
        cell.trim_end().to_owned()
    };
    Ok(widths.iter().map(cell).collect())
}

fn shorten(text: &str) -> String {
    text.chars().take(40).collect()
}
