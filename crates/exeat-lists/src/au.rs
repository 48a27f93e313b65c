//! Australia's consolidated list (DFAT), a workbook.
//!
//! A row is one name: the reference of an alias is that of its party and a letter (2, 2a, 2b). Names in their own
//! script are rows too. Several dates of birth or addresses stand in one cell as `a) … b) …`.

use crate::draft::{Draft, Out};
use crate::file::{DOWNLOAD_AGAIN, File, ReadError};
use crate::reading::{Reading, Sink};
use crate::table::{Parties, Row, Rows, Table, each_party};
use crate::value::{Order, day, is_country, join};
use exeat_screen::{AddressKind, Listing, NameKind, PartyKind, Scheme};

/// The list's id.
pub(crate) const LIST: &str = "au.dfat";

/// Reads the workbook. The file does not say of which day it is.
///
/// # Errors
///
/// A file that is not that workbook; a row without a reference.
pub fn read(file: &File<'_>) -> Result<Reading, ReadError> {
    Reading::hold(|sink| each(file, sink))
}

pub(crate) fn each(file: &File<'_>, sink: Sink<'_>) -> Result<Reading, ReadError> {
    let mut rows = Rows::of_sheet(crate::sheet::rows(file)?);
    let needed = ["Reference", "Type", "Name Type", "Committees", "Control Date"];
    let table = Table::new(file, rows.next(file)?, &needed)?;
    let mut out = Out::new(file, sink);
    let id = |row: Row<'_>| {
        let reference = row.get("Reference");
        // 34c1 is an alias of 34 as 34c is.
        let end = reference.find(|c: char| !c.is_ascii_digit()).unwrap_or(reference.len());
        let (number, rest) = reference.split_at_checked(end).unwrap_or((reference, ""));
        if number.is_empty() || !rest.trim().bytes().all(|b| b.is_ascii_alphanumeric()) {
            let problem = format!("{:?} is not a reference", crate::xml::shorten(reference));
            return Err(file.error(Some(row.line()), problem, DOWNLOAD_AGAIN));
        }
        Ok(number.to_owned())
    };
    let begin = |id: &str, row: Row<'_>| Draft::new(LIST, id, kind_of(row.get("Type")), row.source(file));
    let parties = Parties { id: &id, begin: &begin, fill: &fill };
    let many = each_party(file, &table, &mut rows, &parties, &mut |mut draft| {
        // a row of an alias that names no committee is on the grounds of its party
        let listings = &mut draft.entry.listings;
        if listings.iter().any(|listing| !listing.programme.is_empty()) {
            listings.retain(|listing| !listing.programme.is_empty());
        }
        draft.entry.party.names.sort_by_key(|name| name.kind != NameKind::Primary);
        out.push(draft);
    })?;
    out.count("regulation8_consolidated.xlsx", many);
    out.count("rows", table.len());
    out.unknown(table.unknown());
    Ok(out.finish())
}

fn kind_of(text: &str) -> PartyKind {
    match text.to_lowercase().as_str() {
        "individual" => PartyKind::Individual,
        "entity" => PartyKind::Organisation,
        "vessel" => PartyKind::Vessel,
        _ => PartyKind::Unknown,
    }
}

fn fill(draft: &mut Draft, row: Row<'_>) {
    let kind = row.get("Type");
    if kind_of(kind) == PartyKind::Unknown {
        draft.complain(kind, "a kind of party we do not know");
    }
    let label = row.get("Name Type").to_lowercase();
    let standing = match label.as_str() {
        "primary name" => NameKind::Primary,
        "aka" | "alias" | "a.k.a" | "original script" | "" => NameKind::Alias,
        "fka" | "formerly" | "formerly known as" | "previously listed as" => NameKind::Former,
        _ => {
            draft.complain(row.get("Name Type"), "a kind of name we do not know");
            NameKind::Alias
        }
    };
    draft.name(
        standing,
        row.get("Alias Strength").eq_ignore_ascii_case("weak"),
        row.any(&["Name of Individual or Entity", "Name"]),
    );
    for date in lettered(row.get("Date of Birth")) {
        dates(draft, &date);
    }
    for place in lettered(row.get("Place of Birth")) {
        let (town, country) = place.rsplit_once(", ").filter(|(_, c)| is_country(c)).unwrap_or((&place, ""));
        draft.address(AddressKind::Birthplace, "", town, country, "");
    }
    for country in lettered(row.get("Citizenship")) {
        draft.country(&country);
    }
    for place in lettered(row.get("Address")) {
        let (before, country) =
            place.rsplit_once(", ").filter(|(_, c)| is_country(c)).unwrap_or((&place, ""));
        draft.address(AddressKind::Stated, before, "", country, "");
    }
    draft.identifier(Scheme::Imo, row.get("IMO Number"), None);
    draft.remark_as("listing", row.get("Listing Information"));
    draft.remark(row.get("Additional Information"));
    let control = row.get("Control Date");
    let listed = day(control, Order::DayFirst);
    if listed.is_none() && !control.is_empty() {
        draft.complain(control, "a control date that cannot be read");
    }
    let programme = row.get("Committees").to_owned();
    // The control date is the day of the row's last change: no day of listing.
    draft.remark_as("control date", &listed.map(|d| d.to_string()).unwrap_or_default());
    draft.listing(Listing { programme, ..Listing::default() });
    draft.remark_as("instrument", &join(&[row.get("Instrument of Designation").to_owned()], " "));
}

/// The dates of a cell's part: `1958 or 1959`, `13 May 1966 (Gregorian)`.
fn dates(draft: &mut Draft, text: &str) {
    let text = text.split('(').next().unwrap_or_default();
    for one in text
        .split([';', '\n'])
        .flat_map(|t| t.split(" or "))
        .flat_map(|t| t.split(" >> "))
        .map(str::trim)
        .filter(|t| !t.is_empty())
    {
        let one = one.strip_prefix("alt DOB:").unwrap_or(one).trim();
        if one != "na" {
            draft.birth(one.trim_end_matches(','));
        }
    }
}

/// `a) … b) …` taken apart; a text without letters stands alone.
fn lettered(text: &str) -> Vec<String> {
    let text = text.trim();
    let lower = text.to_ascii_lowercase();
    if !lower.starts_with("a)") && !lower.starts_with("(a)") {
        return if text.is_empty() { Vec::new() } else { vec![text.to_owned()] };
    }
    let mut values = Vec::new();
    let mut rest = text;
    for letter in 'a'..='z' {
        let Some(at) = rest.to_ascii_lowercase().find(&format!("{letter})")) else { break };
        let after = rest.get(at + 2..).unwrap_or_default();
        let next = char::from_u32(letter as u32 + 1).map(|n| format!("{n})"));
        let end = next.and_then(|n| after.to_ascii_lowercase().find(&n)).unwrap_or(after.len());
        let value = after.get(..end).unwrap_or_default().trim().trim_end_matches(['(', ',', ';', ' ']).trim();
        if !value.is_empty() {
            values.push(value.to_owned());
        }
        rest = after.get(end..).unwrap_or_default();
    }
    values
}
