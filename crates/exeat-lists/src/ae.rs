//! The Local Terrorist List of the United Arab Emirates, as csv of the official workbook.
//!
//! Two tables, of people and of organisations, stand below each other, each with head lines in Arabic; cells may have
//! several lines.

use crate::draft::{Draft, Out};
use crate::file::{File, ReadError};
use crate::reading::{Reading, Sink};
use crate::table::{Cells, Rows};
use crate::value::scheme_of;
use exeat_screen::{AddressKind, Listing, NameKind, PartyKind};

/// The list's id.
pub(crate) const LIST: &str = "ae.local";
/// What the list calls itself, in its first line.
pub(crate) const TITLE: &str = "قائمة الإرهاب المحلية";

/// Reads the list. The file does not say of which day it is.
///
/// # Errors
///
/// A file that is not that table.
pub fn read(file: &File<'_>) -> Result<Reading, ReadError> {
    Reading::hold(|sink| each(file, sink))
}

pub(crate) fn each(file: &File<'_>, sink: Sink<'_>) -> Result<Reading, ReadError> {
    let bytes = file.unpack()?;
    let mut rows = Rows::of_text(file, &bytes, b',', false)?;
    let first = rows.next(file)?;
    if !first.as_ref().is_some_and(|row| row.cells.iter().any(|c| c.contains(TITLE))) {
        let problem = "its first line does not say that it is the local terrorist list";
        return Err(file.error(Some(1), problem, "save the official workbook as csv, with its head lines"));
    }
    let mut out = Out::new(file, sink);
    let mut columns: Vec<String> = Vec::new();
    let (mut next, mut many) = (first, 0);
    while let Some(row) = next {
        many += 1;
        let number = row.cells.first().map(|c| c.trim()).unwrap_or_default();
        if number == "#" {
            columns = row.cells.iter().map(|c| crate::xml::one_line(c)).collect();
        } else if !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit()) {
            entry(&row, number, &columns, &mut out);
        } else if row.cells.iter().filter(|c| !c.trim().is_empty()).count() > 0
            && !columns.is_empty()
            && number.is_empty()
        {
            // A further document or name of the party above.
            out.complain(row.line, &row.cells.join(" "), "a row without a number");
        }
        next = rows.next(file)?;
    }
    let kept = out.given();
    if kept == 0 {
        return Err(file.error(
            None,
            "there is no numbered row in it",
            "save the official workbook as csv, whole",
        ));
    }
    out.count("local-terrorist-list.csv", kept);
    out.count("rows", many);
    Ok(out.finish())
}

fn entry(row: &Cells, number: &str, columns: &[String], out: &mut Out<'_>) {
    let cell = |wanted: &[&str]| -> String {
        let at = columns.iter().position(|c| wanted.iter().all(|w| c.contains(w)));
        let text = at.and_then(|at| row.cells.get(at)).map(|c| c.trim()).unwrap_or_default();
        if text == "-" { String::new() } else { text.to_owned() }
    };
    // The table of people has family names.
    let person = columns.iter().any(|c| c.contains("العائلة"));
    let kind = if person { PartyKind::Individual } else { PartyKind::Organisation };
    let id = format!("{}-{number}", if person { "person" } else { "organisation" });
    let mut draft = Draft::new(LIST, id, kind, out.place(row.line, row.offset));
    let latin = cell(&["الكامل", "اللاتينية"]);
    let latin = if latin.is_empty() { cell(&["اللاتينية"]) } else { latin };
    draft.name(NameKind::Primary, false, &latin);
    let arabic = cell(&["الكامل", "العربية"]);
    let arabic = if arabic.is_empty() { cell(&["العربية"]) } else { arabic };
    let kind = if latin.is_empty() { NameKind::Primary } else { NameKind::Alias };
    draft.name(kind, false, &arabic);
    if columns.get(9).is_some_and(|c| c == "الاسم") {
        draft.name(
            NameKind::Alias,
            false,
            row.cells.get(9).map(|c| c.trim()).filter(|c| *c != "-").unwrap_or_default(),
        );
    }
    for date in cell(&["تاريخ الميلاد"]).lines() {
        let written = date.trim().replace('-', "/");
        draft.birth(if written.contains('/') { &written } else { date });
    }
    draft.country(&cell(&["الجنسية"]));
    draft.address(AddressKind::Birthplace, "", &cell(&["مكان الميلاد"]), "", "");
    draft.address(AddressKind::Stated, &cell(&["الشارع"]), &cell(&["المدينة"]), &cell(&["الدولة"]), "");
    let label = cell(&["النوع"]);
    let scheme = if label.contains("جواز") { scheme_of("passport") } else { scheme_of(&label) };
    for number in cell(&["رقم الوثيقة"]).lines() {
        draft.identifier(scheme.clone(), number, Some(&cell(&["جهة الإصدار"])));
    }
    draft.remark(&cell(&["معلومات"]));
    draft.listing(Listing { programme: "UAE-LOCAL".into(), ..Listing::default() });
    out.push(draft);
}
