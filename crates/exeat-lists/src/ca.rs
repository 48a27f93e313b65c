//! Canada's consolidated autonomous sanctions list (SEMA and JVCFOA), in xml.
//!
//! Records are flat; the names of their elements changed between 2020 and 2025. Country, schedule and item make the
//! key. All aliases stand in one text.

use crate::draft::{Draft, Out};
use crate::file::{DOWNLOAD_AGAIN, File, ReadError};
use crate::reading::{Reading, Sink};
use crate::value::{Order, day, join};
use crate::xml::{self, Element, Visit};
use exeat_screen::{Listing, NameKind, PartyKind, Scheme};
use std::collections::BTreeMap;

/// The list's id.
pub(crate) const LIST: &str = "ca.sema";

/// Reads the list. The file does not say of which day it is.
///
/// # Errors
///
/// Another document, one that ends early or is not well formed.
pub fn read(file: &File<'_>) -> Result<Reading, ReadError> {
    Reading::hold(|sink| each(file, sink))
}

pub(crate) fn each(file: &File<'_>, sink: Sink<'_>) -> Result<Reading, ReadError> {
    let mut reader = List { file, out: Out::new(file, sink), times: BTreeMap::new() };
    let (_, unknown) = xml::read(file, &["data-set"], &mut reader)?;
    let mut out = reader.out;
    out.unknown(unknown);
    Ok(out.finish())
}

struct List<'a, 'b> {
    file: &'a File<'b>,
    out: Out<'a>,
    /// How often a key stood before: to 2020 some stand twice.
    times: BTreeMap<String, u32>,
}

impl Visit for List<'_, '_> {
    fn is_record(&self, name: &str, _: &[Element]) -> bool {
        name == "record"
    }

    fn record(&mut self, record: &Element, _: &[Element]) -> Result<(), ReadError> {
        let first = |names: [&str; 2]| {
            names.map(|n| record.text(n)).into_iter().find(|t| !t.is_empty()).unwrap_or_default()
        };
        let regime = record.text("Country");
        let (schedule, item) = (record.text("Schedule"), record.text("Item"));
        if regime.is_empty() && item.is_empty() {
            return Err(self.file.error(
                Some(record.line),
                "a record without country and item",
                DOWNLOAD_AGAIN,
            ));
        }
        // The country stands in English and French; the English comes first.
        let programme = regime.split(" / ").next().unwrap_or_default().trim().to_owned();
        let key = join(&[programme.clone(), schedule.clone(), item], ", ");
        let time = self.times.entry(key.clone()).and_modify(|n| *n += 1).or_insert(1);
        let id = if *time == 1 { key } else { format!("{key} ({time})") };
        let (last, given) = (record.text("LastName"), record.text("GivenName"));
        let entity = first(["EntityOrShip", "Entity"]);
        let imo = record.text("ShipIMONumber");
        let kind = match (entity.is_empty(), imo.is_empty()) {
            (true, _) => PartyKind::Individual,
            (false, true) => PartyKind::Organisation,
            (false, false) => PartyKind::Vessel,
        };
        let mut draft = Draft::new(LIST, id, kind, self.out.place(record.line, record.offset));
        draft.name(
            NameKind::Primary,
            false,
            &if entity.is_empty() { join(&[given, last], " ") } else { entity },
        );
        for alias in aliases(&record.text("Aliases"), kind) {
            draft.name(NameKind::Alias, false, &alias);
        }
        let date = first(["DateOfBirthOrShipBuildDate", "DateOfBirth"]);
        if kind == PartyKind::Individual {
            date.split([';', '|']).for_each(|one| draft.birth(one));
        } else {
            draft.remark_as("built", &date);
        }
        draft.identifier(Scheme::Imo, &imo, None);
        draft.say("title", &first(["TitleOrShip", "Title"]));
        let listed_on = record.text("DateOfListing");
        let listed = day(&listed_on, Order::DayFirst);
        if listed.is_none() && !listed_on.is_empty() {
            draft.complain(&listed_on, "a day of listing that cannot be read");
        }
        draft.listing(Listing { programme, listed, ..Listing::default() });
        draft.remark_as("schedule", &schedule);
        self.out.count("sema-lmes.xml", 1);
        self.out.push(draft);
        Ok(())
    }
}

/// Aliases out of one text. A comma may belong to `Co., Ltd.`; semicolons and slashes part where there are any.
fn aliases(text: &str, kind: PartyKind) -> Vec<String> {
    let mark = if text.contains(';') { ';' } else { ',' };
    let mut names: Vec<String> = Vec::new();
    for part in text.split(mark).map(str::trim).filter(|p| !p.is_empty()) {
        let plain: String =
            part.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
        let ending = kind != PartyKind::Individual
            && [
                "ltd", "limited", "inc", "llc", "co", "coltd", "corp", "sa", "ag", "gmbh", "jsc", "pjsc",
                "fze", "plc",
            ]
            .contains(&plain.as_str());
        match names.last_mut() {
            Some(last) if ending => {
                last.push_str(", ");
                last.push_str(part);
            }
            _ => names.push(part.to_owned()),
        }
    }
    names
}
