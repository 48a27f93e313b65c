//! The plain csv.

use super::{Holding, Maker, Ownership};
use crate::file::{File, ReadError};
use crate::table::{Rows, Table};
use exeat_screen::{Party, PartyKind};

/// Reads the plain csv: `owner`, `owned`, and `percent` or `low` and `high`; optional `interest`, `since`, `until`.
///
/// # Errors
///
/// A file without these columns, a row of another width, a row without owner or owned.
pub fn read_csv(file: &File<'_>) -> Result<Ownership, ReadError> {
    let bytes = file.unpack()?;
    let mut rows = Rows::of_text(file, &bytes, b',', false)?;
    let first = rows.next(file)?;
    let columns = "name the columns owner, owned, and percent or low and high in the first line";
    let header = |name: &str| first.as_ref().is_some_and(|row| row.cells.iter().any(|c| c.trim() == name));
    for needed in ["owner", "owned"] {
        if !header(needed) {
            return Err(file.error(Some(1), format!("there is no column {needed:?}"), columns));
        }
    }
    if !["percent", "low", "high"].into_iter().any(header) {
        let problem = "there is no column \"percent\", \"low\" or \"high\"";
        return Err(file.error(Some(1), problem, columns));
    }
    let table = Table::new(file, first, &[])?.even();
    let mut maker = Maker { file, out: Ownership::default() };
    while let Some(cells) = rows.next(file)? {
        let row = table.take(file, &cells)?;
        if row.is_empty() {
            continue;
        }
        let (owner, owned) = (row.get("owner"), row.get("owned"));
        if owner.is_empty() || owned.is_empty() {
            let problem = "a row without owner or owned";
            return Err(file.error(Some(row.line()), problem, "name both in every row"));
        }
        let stated = row.get("percent");
        let bound = |name: &str| if stated.is_empty() { row.get(name) } else { stated };
        let (low, high) = maker.share(row.line(), bound("low"), bound("high"));
        let (since, until, days_unclear) = maker.days(row.line(), row.get("since"), row.get("until"));
        for name in [owner, owned] {
            let party = || Party::named(PartyKind::Unknown, name);
            maker.out.parties.entry(name.to_owned()).or_insert_with(party);
        }
        let holding = Holding {
            owner: owner.to_owned(),
            owned: owned.to_owned(),
            low,
            high,
            interest: row.get("interest").to_owned(),
            indirect: false,
            since,
            until,
            days_unclear,
            source: maker.place(row.line(), row.offset()),
        };
        maker.out.holdings.push(holding);
    }
    for (column, many) in table.unknown() {
        maker.out.passed_over.insert(format!("column {column}"), many);
    }
    Ok(maker.out)
}
