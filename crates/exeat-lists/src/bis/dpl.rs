//! The Denied Persons List: tab-separated text, days as mm/dd/yyyy beside ISO days, names with leading blanks.

use crate::draft::{Draft, Out};
use crate::file::{File, ReadError};
use crate::reading::{Reading, Sink};
use crate::table::{Rows, Table};
use crate::value::{Order, day, join};
use exeat_screen::{AddressKind, Listing, NameKind, PartyKind};
use std::collections::BTreeMap;

/// The list's id.
pub(crate) const LIST: &str = "us.bis.dpl";

/// Reads the list. The publisher gives no ids: an entry's is its name, effective day and place among the same.
///
/// # Errors
///
/// A file that is not that table.
pub fn read(file: &File<'_>) -> Result<Reading, ReadError> {
    Reading::hold(|sink| each(file, sink))
}

pub(crate) fn each(file: &File<'_>, sink: Sink<'_>) -> Result<Reading, ReadError> {
    let bytes = file.unpack()?;
    let mut rows = Rows::of_text(file, &bytes, b'\t', true)?;
    let needed = ["Name", "Street_Address", "Country", "Effective_Date", "Expiration_Date", "FR_Citation"];
    let table = Table::new(file, rows.next(file)?, &needed)?.even();
    let mut out = Out::new(file, sink);
    let mut times: BTreeMap<String, u32> = BTreeMap::new();
    while let Some(cells) = rows.next(file)? {
        let row = table.take(file, &cells)?;
        if row.is_empty() {
            continue;
        }
        let name = row.get("Name");
        let begins = row.get("Effective_Date");
        let listed = day(begins, Order::MonthFirst);
        let key = format!("{}-{}", slug(name), listed.map_or_else(|| slug(begins), |d| d.to_string()));
        let time = times.entry(key.clone()).and_modify(|n| *n += 1).or_insert(1);
        let id = if *time == 1 { key } else { format!("{key}-{time}") };
        let mut draft = Draft::new(LIST, id, PartyKind::Unknown, out.place(row.line(), row.offset()));
        draft.name(NameKind::Primary, false, name);
        let town = ["City", "State", "Postal_Code"].map(|part| row.get(part).to_owned());
        draft.address(
            AddressKind::Stated,
            row.get("Street_Address"),
            &join(&town, ", "),
            row.get("Country"),
            "",
        );
        if listed.is_none() && !begins.is_empty() {
            draft.complain(begins, "a day of listing that cannot be read");
        }
        let listing =
            Listing { programme: "EAR-764".into(), listed, effective: listed, ..Listing::default() };
        draft.listing(listing);
        let ends = row.get("Expiration_Date");
        match day(ends, Order::MonthFirst) {
            Some(ends) => draft.say("ends", &ends.to_string()),
            None if ends.is_empty() => {}
            None => draft.complain(ends, "a last day that cannot be read"),
        }
        draft.say("citation", row.get("FR_Citation"));
        draft.remark_as("standard order", row.get("Standard_Order"));
        draft.remark(row.get("Action"));
        draft.remark_as("updated", row.get("Last_Update"));
        out.push(draft);
    }
    out.count("dpl.txt", table.len());
    out.unknown(table.unknown());
    Ok(out.finish())
}

/// Lower-case letters and digits, other signs as single dashes.
pub(crate) fn slug(text: &str) -> String {
    let mut out = String::new();
    for c in text.to_lowercase().chars() {
        if c.is_alphanumeric() {
            out.push(c);
        } else if !out.ends_with('-') {
            out.push('-');
        }
    }
    out.trim_matches('-').to_owned()
}
