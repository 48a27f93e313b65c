//! The publications' tables of codes, as they are.

use std::fs;
use std::io::Read;
use std::path::Path;

use anyhow::{Context, Result};
use flate2::read::GzDecoder;

/// A code as a publication lists it.
#[derive(Debug, Clone, Default)]
pub(super) struct Listed {
    /// Annex of an EU act or schedule of a British one.
    pub(super) annex: String,
    pub(super) part: String,
    /// Digits; a heading filled up with zeros is cut to what it stands for.
    pub(super) code: String,
    /// The entry covers only some goods of the code.
    pub(super) ex: bool,
    /// Those goods, in the publication's own words.
    pub(super) condition: String,
    /// First day as printed there; `<=DAY` where the code may be older than the text that was read.
    pub(super) from: String,
}

/// One file of codes, compressed or not. A column that it lacks is empty.
pub(super) fn read(path: &Path) -> Result<Vec<Listed>> {
    let text = text(path)?;
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let header = reader.headers()?.clone();
    let mut out = Vec::new();
    for row in reader.records() {
        let row = row.with_context(|| format!("cannot read {}", path.display()))?;
        let cell = |name: &str| {
            let at = header.iter().position(|column| column == name);
            at.and_then(|at| row.get(at)).unwrap_or_default().trim().to_owned()
        };
        let annex = cell("annex");
        out.push(Listed {
            annex: if annex.is_empty() { cell("schedule") } else { annex },
            part: cell("part"),
            code: heading(&cell("code")),
            ex: cell("ex") == "yes",
            condition: cell("condition"),
            from: cell("from"),
        });
    }
    Ok(out)
}

/// The text of a file, unpacked where its name says so.
pub(super) fn text(path: &Path) -> Result<String> {
    let bytes = fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
    let mut text = String::new();
    let read = match path.extension().is_some_and(|e| e == "gz") {
        true => GzDecoder::new(bytes.as_slice()).read_to_string(&mut text),
        false => bytes.as_slice().read_to_string(&mut text),
    };
    read.with_context(|| format!("cannot read {}", path.display()))?;
    Ok(text)
}

/// The digits of a code without zeros that only fill up a heading: `84710000` stands for the whole of 8471.
pub(super) fn heading(code: &str) -> String {
    let mut digits: String = code.chars().filter(char::is_ascii_digit).collect();
    while digits.len() > 4 && digits.ends_with("00") {
        digits.truncate(digits.len() - 2);
    }
    digits
}
