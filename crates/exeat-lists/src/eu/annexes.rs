//! Annexes to Union regulations that name parties and are in no consolidated file: csv with a row a party, one file an
//! act: `celex`, `annex`, `startDate`, and the properties of FollowTheMoney by their names.
//!
//! The Union publishes these annexes as text of the act alone, so a house brings the table: typed from the act or from
//! a data set it may use. A file of what an amending act adds (`amendedCelex`) is no whole annex and is refused.

use crate::draft::{Draft, Out};
use crate::file::{DOWNLOAD_AGAIN, File, ReadError};
use crate::ftm;
use crate::reading::{Reading, Sink};
use crate::table::{Row, Rows, Table};
use crate::value::{Order, day, scheme_of};
use exeat_screen::{AddressKind, Listing, NameKind, PartyKind, Scheme};
use std::collections::BTreeMap;

/// The act, the annex without its parts, the list's id, and the programme: the article that refers to it.
const ANNEXES: [(&str, &str, &str, &str); 6] = [
    ("32014R0833", "IV", "eu.833.annex-iv", "EU-833-2B"),
    ("32014R0833", "XIV", "eu.833.annex-xiv", "EU-833-5H"),
    ("32014R0833", "XIX", "eu.833.annex-xix", "EU-833-5AA"),
    ("32014R0833", "XLII", "eu.833.annex-xlii", "EU-833-3S"),
    ("32014R0833", "XLV", "eu.833.annex-xlv", "EU-833-5AC"),
    ("32006R0765", "V", "eu.765.annex-v", "EU-765-1E"),
];

/// The ids of the lists that such a file can hold.
pub(crate) fn lists() -> Vec<&'static str> {
    ANNEXES.iter().map(|(_, _, list, _)| *list).collect()
}

/// Columns that have a label of ours and no place in a party.
const SAID: [(&str, &str); 12] = [
    ("reason", "reason"),
    ("sector", "sector"),
    ("legalForm", "legal form"),
    ("incorporationDate", "founded"),
    ("position", "position"),
    ("ticker", "ticker"),
    ("gender", "gender"),
    ("appearance", "appearance"),
    ("ethnicity", "ethnicity"),
    ("fatherName", "father"),
    ("motherName", "mother"),
    ("notes", "notes"),
];

/// Reads the table of an act; records of annexes that are no lists of ours are counted and left.
///
/// # Errors
///
/// A file without these columns, one of what an amending act adds, a row of no act, annex or name.
pub fn read(file: &File<'_>) -> Result<Reading, ReadError> {
    Reading::hold(|sink| each(file, sink))
}

pub(crate) fn each(file: &File<'_>, sink: Sink<'_>) -> Result<Reading, ReadError> {
    let bytes = file.unpack()?;
    let mut rows = Rows::of_text(file, &bytes, b',', false)?;
    let header = rows.next(file)?;
    if header.as_ref().is_some_and(|row| row.cells.iter().any(|cell| cell.trim() == "amendedCelex")) {
        let problem = "this is what one amending act adds, and no whole annex";
        return Err(file.error(Some(1), problem, "take the annexes of the consolidated act"));
    }
    let table = Table::new(file, header, &["celex", "annex", "schema", "name"])?.even();
    table.skip(&["programKey", "measure"]);
    let mut out = Out::new(file, sink);
    let mut times: BTreeMap<String, u32> = BTreeMap::new();
    while let Some(cells) = rows.next(file)? {
        let row = table.take(file, &cells)?;
        let annex = row.get("annex");
        let (act, name) = (row.get("celex"), row.get("name"));
        if [act, annex, name].iter().any(|cell| cell.is_empty()) {
            let problem = "a row without its act, its annex or a name";
            return Err(file.error(Some(row.line()), problem, DOWNLOAD_AGAIN));
        }
        let whole = annex.split('.').next().unwrap_or(annex);
        let known = ANNEXES.iter().find(|(of, number, ..)| *of == act && *number == whole);
        let Some((_, _, list, programme)) = known else { continue };
        let number = row.get("recordId");
        let key = if number.is_empty() { format!("{annex} {name}") } else { format!("{annex} {number}") };
        let time = times.entry(format!("{list} {key}")).and_modify(|n| *n += 1).or_insert(1);
        let id = if *time == 1 { key } else { format!("{key} ({time})") };
        out.push(entry(row, Draft::new(list, id, kind_of(row), row.source(file)), programme));
    }
    out.count("rows", table.len());
    out.unknown(table.unknown());
    Ok(out.finish())
}

fn kind_of(row: Row<'_>) -> PartyKind {
    match row.get("schema") {
        "Person" => PartyKind::Individual,
        "LegalEntity" | "Organization" | "Company" => PartyKind::Organisation,
        "Vessel" => PartyKind::Vessel,
        "Airplane" => PartyKind::Aircraft,
        _ => PartyKind::Unknown,
    }
}

fn entry(row: Row<'_>, mut draft: Draft, programme: &str) -> Draft {
    for (column, kind, weak) in ftm::NAMES {
        // the act's own name is one, whatever stands in it
        let cell = row.get(column);
        match kind {
            NameKind::Primary => draft.name(kind, weak, cell),
            _ => parts(cell).for_each(|name| draft.name(kind, weak, name)),
        }
    }
    for column in ["country", "nationality", "jurisdiction", "flag"] {
        parts(row.get(column)).for_each(|country| draft.country(country));
    }
    parts(row.get("birthDate")).for_each(|date| draft.birth(date));
    parts(row.get("birthPlace")).for_each(|place| draft.address(AddressKind::Birthplace, "", place, "", ""));
    parts(row.get("address")).for_each(|address| draft.address(AddressKind::Stated, address, "", "", ""));
    for (column, scheme) in ftm::numbers() {
        for text in parts(row.get(column)) {
            // acts write many sorts of number in one place, and beside each what it is
            match labelled(text).filter(|_| scheme == Scheme::Registration) {
                Some((number, stated)) => draft.identifier(stated, number, None),
                None => draft.identifier(scheme.clone(), text, None),
            }
        }
    }
    for (column, label) in SAID {
        draft.say(label, row.get(column));
    }
    let since = row.get("startDate");
    let listed = day(since, Order::DayFirst);
    if listed.is_none() && !since.is_empty() {
        draft.complain(since, "a day of listing that cannot be read");
        draft.remark_as("listed", since);
    }
    draft.listing(Listing { programme: programme.to_owned(), listed, ..Listing::default() });
    draft.remark_as("annex", row.get("annex"));
    draft
}

/// Several values of a cell.
fn parts(cell: &str) -> impl Iterator<Item = &str> {
    cell.split(';').map(str::trim).filter(|part| !part.is_empty())
}

/// A number and what the act calls it: `7704730655 (Tax ID/INN)`.
fn labelled(text: &str) -> Option<(&str, Scheme)> {
    let (number, label) = text.strip_suffix(')')?.rsplit_once('(')?;
    let number = number.trim();
    (!number.is_empty()).then(|| (number, if label == "TIN" { Scheme::Tax } else { scheme_of(label) }))
}
