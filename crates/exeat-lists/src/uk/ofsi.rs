//! OFSI's consolidated list, in csv and xlsx. It was closed on 28 January 2026; its editions stay good for the past.
//!
//! A row is one combination of a name, a date of birth and an address; the Group ID ties the rows of a party. The
//! first line says when it was updated, the second names the columns: 29 to 2018, 36 from 2023. Old files are in
//! windows-1252.

use super::{LIST, address, kind_of, numbered, standing, whole_name};
use crate::draft::{Draft, Out};
use crate::file::{DOWNLOAD_AGAIN, File, ReadError};
use crate::reading::{Reading, Sink};
use crate::table::{Parties, Row, Rows, Table, each_party};
use crate::value::{Order, day};
use exeat_screen::{AddressKind, Listing, NameKind, Scheme};

/// Reads the csv form.
///
/// # Errors
///
/// A file that is not that csv; a row without a Group ID.
pub fn read_csv(file: &File<'_>) -> Result<Reading, ReadError> {
    Reading::hold(|sink| each_csv(file, sink))
}

pub(crate) fn each_csv(file: &File<'_>, sink: Sink<'_>) -> Result<Reading, ReadError> {
    let bytes = file.unpack()?;
    each_of(file, Rows::of_text(file, &bytes, b',', true)?, "ConList.csv", sink)
}

/// Reads the workbook.
///
/// # Errors
///
/// As [`read_csv`].
pub fn read_xlsx(file: &File<'_>) -> Result<Reading, ReadError> {
    Reading::hold(|sink| each_xlsx(file, sink))
}

pub(crate) fn each_xlsx(file: &File<'_>, sink: Sink<'_>) -> Result<Reading, ReadError> {
    each_of(file, Rows::of_sheet(crate::sheet::rows(file)?), "ConList.xlsx", sink)
}

fn each_of(
    file: &File<'_>,
    mut rows: Rows<'_>,
    name: &'static str,
    sink: Sink<'_>,
) -> Result<Reading, ReadError> {
    let mut out = Out::new(file, sink);
    let first = rows.next(file)?.unwrap_or_default().cells;
    let says_when = first.first().is_some_and(|cell| cell.trim() == "Last Updated");
    let updated = first.get(1).map(String::as_str).and_then(|text| day(text, Order::DayFirst));
    let (true, Some(updated)) = (says_when, updated) else {
        let problem = "the first line does not say when it was updated";
        return Err(file.error(
            Some(1),
            problem,
            "OFSI's list begins with Last Updated and a day; download it again",
        ));
    };
    out.reading.published = Some(updated);
    let needed = ["Name 6", "Name 1", "Group Type", "Alias Type", "Regime", "Listed On", "Group ID"];
    let table = Table::new(file, rows.next(file)?, &needed)?;
    table.skip(&["Last Updated", "Non-Latin Script Type", "Non-Latin Script Language"]);
    let id = |row: Row<'_>| {
        let id = row.get("Group ID");
        if id.is_empty() || !id.bytes().all(|b| b.is_ascii_digit()) {
            let problem = format!("{:?} is not a Group ID", crate::xml::shorten(id));
            return Err(file.error(Some(row.line()), problem, DOWNLOAD_AGAIN));
        }
        Ok(id.to_owned())
    };
    let begin =
        |id: &str, row: Row<'_>| Draft::new(LIST, id, kind_of(row.get("Group Type")), row.source(file));
    let parties = Parties { id: &id, begin: &begin, fill: &fill };
    let many = each_party(file, &table, &mut rows, &parties, &mut |mut draft| {
        // Rows come by name, so that a party's primary name need not come first.
        draft.entry.party.names.sort_by_key(|name| name.kind != NameKind::Primary);
        out.push(draft);
    })?;
    out.count(name, many);
    out.count("rows", table.len());
    out.unknown(table.unknown());
    Ok(out.finish())
}

fn fill(draft: &mut Draft, row: Row<'_>) {
    let kind = row.get("Group Type");
    if draft.entry.party.kind != kind_of(kind) || kind_of(kind) == exeat_screen::PartyKind::Unknown {
        draft.complain(kind, "a kind of party we do not know, or not the one of its other rows");
    }
    let name = whole_name(|part| row.get(&format!("Name {part}")).to_owned());
    let (standing, weak) = standing(row.get("Alias Type"), row.get("Alias Quality"), draft);
    draft.name(standing, weak, &name);
    draft.name(NameKind::Alias, false, row.get("Name Non-Latin Script"));
    row.get("DOB").split(';').for_each(|date| draft.birth(date));
    let (town, country) = (row.get("Town of Birth"), row.get("Country of Birth"));
    for (at, country) in numbered(country).iter().enumerate() {
        let towns = numbered(town);
        let town = towns.get(at).or(towns.last()).cloned().unwrap_or_default();
        draft.address(AddressKind::Birthplace, "", &town, country, "");
    }
    if country.is_empty() {
        numbered(town).iter().for_each(|town| draft.address(AddressKind::Birthplace, "", town, "", ""));
    }
    numbered(row.get("Nationality")).iter().for_each(|country| draft.country(country));
    let country = match draft.entry.party.countries.as_slice() {
        [one] => Some(one.clone()),
        _ => None,
    };
    // To 2018 number and details of a passport stand in one cell, in words.
    let (passports, details) = (row.get("Passport Number"), row.get("Passport Details"));
    numbered(passports)
        .iter()
        .for_each(|number| draft.identifier(Scheme::Passport, number, country.as_deref()));
    if passports.is_empty() {
        for number in numbered(details) {
            let begin = number.split([',', '.', ' ', '(']).next().unwrap_or_default();
            if begin.len() >= 5 && begin.bytes().any(|b| b.is_ascii_digit()) {
                draft.identifier(Scheme::Passport, begin, country.as_deref());
            }
        }
    }
    draft.remark_as("passport", details);
    for column in ["National Identification Number", "NI Number"] {
        numbered(row.get(column))
            .iter()
            .for_each(|number| draft.identifier(Scheme::NationalId, number, country.as_deref()));
    }
    draft.remark_as("national identification", row.get("National Identification Details"));
    draft.say("title", row.get("Title"));
    draft.say("function", row.get("Position"));
    let line = |number: usize| row.get(&format!("Address {number}")).to_owned();
    address(draft, line, row.get("Post/Zip Code").to_owned(), row.get("Country"));
    listing(draft, row);
    other_information(draft, row.get("Other Information"));
}

fn listing(draft: &mut Draft, row: Row<'_>) {
    let designated = row.any(&["UK Sanctions List Date Designated", "Listed On"]);
    let listed = day(designated, Order::DayFirst);
    if listed.is_none() && !designated.is_empty() {
        draft.complain(designated, "a day of listing that cannot be read");
    }
    draft.listing(Listing { programme: row.get("Regime").to_owned(), listed, ..Listing::default() });
}

/// `(IMO number):7408873 (Current owners):Korea Samjong Shipping …`: labels in brackets with a colon.
fn other_information(draft: &mut Draft, text: &str) {
    draft.remark(text);
    for (label, value) in labelled(text) {
        let value = value.trim().trim_end_matches('.');
        match label {
            "IMO number" => draft.identifier(Scheme::Imo, value, None),
            "Gender" => draft.say("gender", value),
            "Flag of ship" => draft.country(value),
            "Type of ship" => draft.say("vessel type", value),
            "Tonnage of ship" => draft.say("tonnage", value),
            "Current owners" | "Parent company" | "Subsidiaries" => {
                numbered(value).iter().for_each(|to| draft.link(label, to, None));
            }
            "Website" => draft.identifier(Scheme::Domain, value, None),
            "Business Reg No" => {
                numbered(value)
                    .iter()
                    .for_each(|number| draft.identifier(Scheme::Registration, number, None));
            }
            _ => {}
        }
    }
}

fn labelled(text: &str) -> Vec<(&str, &str)> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some((_, after)) = rest.split_once('(') {
        let Some((label, value)) = after.split_once("):") else { break };
        // A bracket that opens inside is another remark.
        let label = label.rsplit('(').next().unwrap_or(label);
        let end = next_label(value).unwrap_or(value.len());
        found.push((label.trim(), value.get(..end).unwrap_or_default()));
        rest = value.get(end..).unwrap_or_default();
    }
    found
}

/// Where the next `(Label):` begins.
fn next_label(text: &str) -> Option<usize> {
    let colon = text.find("):")?;
    text.get(..colon)?.rfind('(')
}
