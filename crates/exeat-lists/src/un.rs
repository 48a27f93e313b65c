//! The consolidated list of the UN Security Council, in xml.
//!
//! Empty elements abound: a person without an alias has an alias element with nothing in it. Entities have no weak
//! names, their `QUALITY` says of what kind a name is. One alias element can hold several names.

use crate::draft::{Draft, Out};
use crate::file::{File, ReadError};
use crate::reading::{Reading, Sink};
use crate::value::{Order, day, join, scheme_of};
use crate::xml::{self, Element, Visit};
use exeat_screen::{AddressKind, Listing, NameKind, PartialDate, PartyKind};
use std::collections::BTreeSet;

/// The list's id.
pub(crate) const LIST: &str = "un.sc";

/// Reads the list.
///
/// # Errors
///
/// Another document, one that ends early or is not well formed, an entry that stands twice.
pub fn read(file: &File<'_>) -> Result<Reading, ReadError> {
    Reading::hold(|sink| each(file, sink))
}

pub(crate) fn each(file: &File<'_>, sink: Sink<'_>) -> Result<Reading, ReadError> {
    let mut reader = List { file, out: Out::new(file, sink), ids: BTreeSet::new() };
    let (root, unknown) = xml::read(file, &["CONSOLIDATED_LIST"], &mut reader)?;
    let mut out = reader.out;
    let generated = root.attribute("dateGenerated");
    out.reading.published = day(generated, Order::DayFirst);
    if out.reading.published.is_none() {
        out.complain(root.line, generated, "a day of publication that cannot be read");
    }
    out.unknown(unknown);
    out.count("consolidated.xml", reader.ids.len());
    Ok(out.finish())
}

struct List<'a, 'b> {
    file: &'a File<'b>,
    out: Out<'a>,
    ids: BTreeSet<String>,
}

impl Visit for List<'_, '_> {
    fn is_record(&self, name: &str, _: &[Element]) -> bool {
        matches!(name, "INDIVIDUAL" | "ENTITY")
    }

    fn record(&mut self, record: &Element, _: &[Element]) -> Result<(), ReadError> {
        let id = record.text("DATAID");
        if id.is_empty() || !self.ids.insert(id.clone()) {
            let problem = if id.is_empty() {
                "an entry without a DATAID".into()
            } else {
                format!("entry {id} stands twice")
            };
            return Err(self.file.error(Some(record.line), problem, crate::file::DOWNLOAD_AGAIN));
        }
        let person = record.name == "INDIVIDUAL";
        let kind = if person { PartyKind::Individual } else { PartyKind::Organisation };
        let mut draft = Draft::new(LIST, id, kind, self.out.place(record.line, record.offset));
        let parts = ["FIRST_NAME", "SECOND_NAME", "THIRD_NAME", "FOURTH_NAME"].map(|part| record.text(part));
        draft.name(NameKind::Primary, false, &join(&parts, " "));
        draft.name(NameKind::Alias, false, &record.text("NAME_ORIGINAL_SCRIPT"));
        let names =
            1 + aliases(record, if person { "INDIVIDUAL_ALIAS" } else { "ENTITY_ALIAS" }, person, &mut draft);
        self.out.count("names", names);
        self.out.count(if person { "individuals" } else { "entities" }, 1);
        listing(record, &mut draft);
        for place in record.all(if person { "INDIVIDUAL_ADDRESS" } else { "ENTITY_ADDRESS" }) {
            let town = ["CITY", "STATE_PROVINCE", "ZIP_CODE"].map(|part| place.text(part));
            let (street, country, note) = (place.text("STREET"), place.text("COUNTRY"), place.text("NOTE"));
            draft.address(AddressKind::Stated, &street, &join(&town, ", "), &country, &note);
        }
        if person {
            birth(record, &mut draft);
            documents(record, &mut draft);
        }
        self.out.push(draft);
        Ok(())
    }
}

/// Answers how many alias elements hold a name.
fn aliases(record: &Element, element: &str, person: bool, draft: &mut Draft) -> usize {
    let mut many = 0;
    for alias in record.all(element) {
        let (quality, name) = (alias.text("QUALITY"), alias.text("ALIAS_NAME"));
        let (kind, weak) = match quality.to_lowercase().as_str() {
            "good" | "a.k.a." | "" => (NameKind::Alias, false),
            "low" => (NameKind::Alias, true),
            "f.k.a." => (NameKind::Former, false),
            _ => {
                draft.complain(&quality, "a quality of a name we do not know");
                (NameKind::Alias, false)
            }
        };
        if !name.is_empty() {
            many += 1;
        }
        for one in name.split("; ") {
            draft.name(kind, weak, one);
        }
        draft.remark_as("alias note", &alias.text("NOTE"));
        if person {
            draft.birth(&alias.text("DATE_OF_BIRTH"));
            let (city, country) = (alias.text("CITY_OF_BIRTH"), alias.text("COUNTRY_OF_BIRTH"));
            draft.address(AddressKind::Birthplace, "", &city, &country, "");
        }
    }
    many
}

fn listing(record: &Element, draft: &mut Draft) {
    record.skip(&[
        "VERSIONNUM",
        "SORT_KEY",
        "SORT_KEY_LAST_MOD",
        "LIST_TYPE",
        "LAST_DAY_UPDATED",
        "SUBMITTED_ON",
    ]);
    let listed = record.text("LISTED_ON");
    let day_listed = day(&listed, Order::DayFirst);
    if day_listed.is_none() {
        draft.complain(&listed, "a day of listing that cannot be read");
    }
    let programme = record.text("UN_LIST_TYPE");
    draft.listing(Listing { programme, listed: day_listed, ..Listing::default() });
    draft.remark_as("reference", &record.text("REFERENCE_NUMBER"));
    draft.remark(&record.text("COMMENTS1"));
    draft.remark_as("submitted by", &record.text("SUBMITTED_BY"));
    draft.say("gender", &record.text("GENDER"));
    for value in record.each("TITLE", "VALUE") {
        draft.say("title", &value.own_text());
    }
    for value in record.each("DESIGNATION", "VALUE") {
        draft.say("function", &value.own_text());
    }
    for element in ["NATIONALITY", "NATIONALITY2"] {
        for value in record.each(element, "VALUE") {
            draft.country(&value.own_text());
        }
    }
}

fn birth(record: &Element, draft: &mut Draft) {
    for date in record.all("INDIVIDUAL_DATE_OF_BIRTH") {
        let kind = date.text("TYPE_OF_DATE");
        draft.remark_as("date of birth", &date.text("NOTE"));
        let year = |name: &str| date.text(name).parse().ok().and_then(PartialDate::year);
        let span = match (year("FROM_YEAR"), year("TO_YEAR")) {
            (Some(from), Some(to)) => PartialDate::range(from, to),
            (one, other) => one.or(other),
        };
        let text = |name: &str| if date.text(name) == "null" { String::new() } else { date.text(name) };
        let (written, single) = (text("DATE"), text("YEAR"));
        let read = crate::value::parse_birth(&written).or_else(|| year("YEAR")).or(span);
        match read {
            Some(found) if kind.starts_with("APPROX") => draft.born(found.about()),
            Some(found) => draft.born(found),
            None if written.is_empty() && single.is_empty() => {}
            None => draft.complain(&format!("{written} {single}"), "a date of birth that cannot be read"),
        }
    }
    for place in record.all("INDIVIDUAL_PLACE_OF_BIRTH") {
        let town = ["CITY", "STATE_PROVINCE"].map(|part| place.text(part));
        let note = place.text("NOTE");
        draft.address(
            AddressKind::Birthplace,
            &place.text("STREET"),
            &join(&town, ", "),
            &place.text("COUNTRY"),
            &note,
        );
    }
}

fn documents(record: &Element, draft: &mut Draft) {
    for paper in record.all("INDIVIDUAL_DOCUMENT") {
        paper.skip(&["DATE_OF_ISSUE", "CITY_OF_ISSUE", "COUNTRY_OF_ISSUE"]);
        let (label, second) = (paper.text("TYPE_OF_DOCUMENT"), paper.text("TYPE_OF_DOCUMENT2"));
        let (number, note) = (paper.text("NUMBER"), paper.text("NOTE"));
        let issuer = [paper.text("ISSUING_COUNTRY"), paper.text("COUNTRY_OF_ISSUE")];
        let issuer = issuer.iter().find(|c| !c.is_empty()).map(String::as_str);
        let label = if label.is_empty() { second } else { label };
        draft.identifier(scheme_of(&label), &number, issuer);
        draft.remark_as(if label.is_empty() { "document" } else { &label }, &join(&[number, note], " "));
    }
}
