//! `exeat lists show --entry`: one entry of the edition in force, or when it was last on the list.

use std::fmt::Write as _;

use anyhow::Result;
use exeat_lists::store::Store;
use exeat_lists::{Edition, Reading};
use jiff::civil::Date;

/// Shows the entry as it stands on a day: an order that has ended is still shown, and said to have ended; an entry
/// that was taken off is said to be gone, with the last edition that held it.
pub(super) fn run(
    store: &Store,
    list: &str,
    edition: &Edition,
    id: &str,
    on: Date,
    out: &mut String,
) -> Result<()> {
    let reading = store.load(edition)?;
    if shown(&reading, id, on, out)? {
        return Ok(());
    }
    for earlier in store.editions(list)?.iter().rev() {
        if (earlier.date, earlier.sequence) >= (edition.date, edition.sequence) {
            continue;
        }
        let reading = store.load(earlier)?;
        if reading.entries.iter().any(|e| e.id == id) {
            writeln!(
                out,
                "    {id}  not in this edition; last in that of {} number {}:",
                earlier.date, earlier.sequence
            )?;
            shown(&reading, id, on, out)?;
            return Ok(());
        }
    }
    writeln!(out, "    {id}  not in this edition, nor in an earlier one at hand")?;
    Ok(())
}

/// Whether the reading holds the entry, which is then shown.
fn shown(reading: &Reading, id: &str, on: Date, out: &mut String) -> Result<bool> {
    let mut any = false;
    for found in reading.entries.iter().filter(|e| e.id == id) {
        any = true;
        let names: Vec<&str> = found.party.names.iter().map(|n| n.text.as_str()).collect();
        writeln!(out, "    {id}  {}", names.join(" / "))?;
        for listing in &found.listings {
            let directive = listing.directive.as_ref().map(|d| format!(" directive {d}")).unwrap_or_default();
            writeln!(out, "      {}{directive}", listing.programme)?;
        }
        for identifier in &found.party.identifiers {
            writeln!(out, "      {} {}", identifier.scheme, identifier.value)?;
        }
        let own = reading.particulars.iter().filter(|p| p.entry == id && p.list == found.list);
        for (label, value) in own.flat_map(|p| &p.said) {
            let over = *label == "ends" && value.parse::<Date>().is_ok_and(|ends| ends < on);
            writeln!(out, "      {label}: {value}{}", if over { " (over; it is still listed)" } else { "" })?;
        }
        writeln!(out, "      {}", found.remarks)?;
    }
    Ok(any)
}
