//! The UK Sanctions List of the Foreign Office, in xml, csv and OpenDocument form.
//!
//! In the tables, as in OFSI's, a row is one combination; the unique id (`RUS0001`) ties the rows of a party.

use super::{LIST, address, kind_of, numbered, standing, whole_name};
use crate::draft::{Draft, Out};
use crate::file::{DOWNLOAD_AGAIN, File, ReadError};
use crate::reading::{Reading, Sink};
use crate::table::{Parties, Row, Rows, Table, each_party};
use crate::value::{Order, day, join};
use crate::xml::{self, Element, Visit};
use exeat_screen::{AddressKind, Listing, NameKind, PartyKind, Scheme};
use std::collections::BTreeMap;

/// Reads the xml form.
///
/// # Errors
///
/// Another document, one that ends early or is not well formed, an entry that stands twice.
pub fn read_xml(file: &File<'_>) -> Result<Reading, ReadError> {
    Reading::hold(|sink| each_xml(file, sink))
}

pub(crate) fn each_xml(file: &File<'_>, sink: Sink<'_>) -> Result<Reading, ReadError> {
    let mut reader = List { file, out: Out::new(file, sink), ids: BTreeMap::new() };
    let (_, unknown) = xml::read(file, &["Designations"], &mut reader)?;
    let mut out = reader.out;
    out.unknown(unknown);
    out.count("UK-Sanctions-List.xml", reader.ids.len());
    Ok(out.finish())
}

struct List<'a, 'b> {
    file: &'a File<'b>,
    out: Out<'a>,
    ids: BTreeMap<String, u64>,
}

impl Visit for List<'_, '_> {
    fn is_record(&self, name: &str, above: &[Element]) -> bool {
        above.len() == 1 && matches!(name, "Designation" | "DateGenerated")
    }

    fn record(&mut self, record: &Element, _: &[Element]) -> Result<(), ReadError> {
        if record.name == "DateGenerated" {
            let text = record.own_text();
            self.out.reading.published = day(&text, Order::DayFirst);
            if self.out.reading.published.is_none() {
                self.out.complain(record.line, &text, "a day of publication that cannot be read");
            }
            return Ok(());
        }
        let id = record.text("UniqueID");
        if id.is_empty() || self.ids.insert(id.clone(), record.line).is_some() {
            let problem = if id.is_empty() {
                "an entry without a UniqueID".into()
            } else {
                format!("entry {id} stands twice")
            };
            return Err(self.file.error(Some(record.line), problem, DOWNLOAD_AGAIN));
        }
        let kind = record.text("IndividualEntityShip");
        let mut draft = Draft::new(LIST, id, kind_of(&kind), self.out.place(record.line, record.offset));
        if draft.entry.party.kind == PartyKind::Unknown {
            draft.complain(&kind, "a kind of party we do not know");
        }
        names(record, &mut draft);
        let (designated, regime) = (record.text("DateDesignated"), record.text("RegimeName"));
        listing(&mut draft, &regime, &designated);
        record.skip(&["LastUpdated"]);
        for place in record.each("Addresses", "Address") {
            let line = |number: usize| place.text(&format!("AddressLine{number}"));
            let code = [place.text("AddressPostalCode"), place.text("PostalCode")];
            address(&mut draft, line, join(&code, " "), &place.text("AddressCountry"));
        }
        for (element, label) in [
            ("UNReferenceNumber", "UN reference"),
            ("OFSIGroupID", "OFSI group"),
            ("DesignationSource", "source"),
            ("SanctionsImposed", "sanctions imposed"),
            ("OtherInformation", "other information"),
            ("UKStatementofReasons", "reasons"),
        ] {
            draft.remark_as(label, &record.text(element));
        }
        for value in record.each("PhoneNumbers", "PhoneNumber") {
            draft.identifier(Scheme::Other("phone".into()), &value.own_text(), None);
        }
        for value in record.each("EmailAddresses", "EmailAddress") {
            draft.identifier(Scheme::Other("email".into()), &value.own_text(), None);
        }
        for value in record.each("Websites", "Website") {
            draft.identifier(Scheme::Domain, &value.own_text(), None);
        }
        for person in record.each("IndividualDetails", "Individual") {
            individual(person, &mut draft);
        }
        for entity in record.each("EntityDetails", "Entity") {
            organisation(entity, &mut draft);
        }
        for ship in record.each("ShipDetails", "Ship") {
            vessel(ship, &mut draft);
        }
        self.out.push(draft);
        Ok(())
    }
}

fn names(record: &Element, draft: &mut Draft) {
    for name in record.each("Names", "Name") {
        let (kind, weak) = standing(&name.text("NameType"), &name.text("AliasStrength"), draft);
        draft.name(kind, weak, &whole_name(|part| name.text(&format!("Name{part}"))));
        draft.say("title", &name.text("Title"));
    }
    for name in record.each("NonLatinNames", "NonLatinName") {
        name.skip(&["NonLatinScriptType", "NonLatinScriptLanguage"]);
        draft.name(NameKind::Alias, false, &name.text("NameNonLatinScript"));
    }
    for title in record.each("Titles", "Title") {
        draft.say("title", &title.own_text());
    }
    draft.entry.party.names.sort_by_key(|name| name.kind != NameKind::Primary);
}

fn listing(draft: &mut Draft, regime: &str, designated: &str) {
    let listed = day(designated, Order::DayFirst);
    if listed.is_none() {
        draft.complain(designated, "a day of designation that cannot be read");
    }
    draft.listing(Listing { programme: regime.to_owned(), listed, ..Listing::default() });
}

fn individual(person: &Element, draft: &mut Draft) {
    person.each("DOBs", "DOB").iter().for_each(|date| draft.birth(&date.own_text()));
    for nationality in person.each("Nationalities", "Nationality") {
        numbered(&nationality.own_text()).iter().for_each(|country| draft.country(country));
    }
    person.each("Positions", "Position").iter().for_each(|p| draft.say("function", &p.own_text()));
    person.each("Genders", "Gender").iter().for_each(|g| draft.say("gender", &g.own_text()));
    draft.say("gender", &person.text("Gender"));
    for place in person.each("BirthDetails", "Location") {
        draft.address(
            AddressKind::Birthplace,
            "",
            &place.text("TownOfBirth"),
            &place.text("CountryOfBirth"),
            "",
        );
    }
    for paper in person.each("PassportDetails", "Passport") {
        draft.identifier(Scheme::Passport, &paper.text("PassportNumber"), None);
        draft.remark_as("passport", &paper.text("PassportAdditionalInformation"));
    }
    for paper in person.each("NationalIdentifierDetails", "NationalIdentifier") {
        draft.identifier(Scheme::NationalId, &paper.text("NationalIdentifierNumber"), None);
        draft.remark_as("national identifier", &paper.text("NationalIdentifierAdditionalInformation"));
    }
}

fn organisation(entity: &Element, draft: &mut Draft) {
    entity.each("TypeOfEntities", "TypeOfEntity").iter().for_each(|t| draft.remark_as("type", &t.own_text()));
    for number in entity.each("BusinessRegistrationNumbers", "BusinessRegistrationNumber") {
        draft.identifier(Scheme::Registration, &number.own_text(), None);
    }
    entity
        .each("ParentCompanies", "ParentCompany")
        .iter()
        .for_each(|p| draft.link("Parent company", &p.own_text(), None));
    entity
        .each("Subsidiaries", "Subsidiary")
        .iter()
        .for_each(|s| draft.link("Subsidiaries", &s.own_text(), None));
}

fn vessel(ship: &Element, draft: &mut Draft) {
    ship.each("IMONumbers", "IMONumber")
        .iter()
        .for_each(|n| draft.identifier(Scheme::Imo, &n.own_text(), None));
    draft.identifier(Scheme::Imo, &ship.text("IMONumber"), None);
    for (list, item, label) in [
        ("CurrentOwnerOperators", "CurrentOwnerOperator", "Current owners"),
        ("PreviousOwnerOperators", "PreviousOwnerOperator", "Previous owners"),
    ] {
        ship.each(list, item).iter().for_each(|owner| draft.link(label, &owner.own_text(), None));
    }
    ship.each("CurrentBelievedFlags", "CurrentBelievedFlag")
        .iter()
        .for_each(|f| draft.country(&f.own_text()));
    ship.each("PreviousFlags", "PreviousFlag")
        .iter()
        .for_each(|f| draft.remark_as("previous flag", &f.own_text()));
    ship.each("ShipTypes", "ShipType").iter().for_each(|t| draft.say("vessel type", &t.own_text()));
    draft.say("vessel type", &ship.text("TypeOfShip"));
    ship.each("ShipTonnages", "ShipTonnage").iter().for_each(|t| draft.say("tonnage", &t.own_text()));
    draft.say("tonnage", &ship.text("TonnageOfShip"));
    for (element, label) in
        [("LengthOfShip", "length"), ("YearBuilt", "built"), ("HullIdentificationNumbers", "hull")]
    {
        draft.remark_as(label, &ship.text(element));
    }
}

/// Reads the csv form.
///
/// # Errors
///
/// A file that is not that csv; a row without a unique id.
pub fn read_csv(file: &File<'_>) -> Result<Reading, ReadError> {
    Reading::hold(|sink| each_csv(file, sink))
}

pub(crate) fn each_csv(file: &File<'_>, sink: Sink<'_>) -> Result<Reading, ReadError> {
    let bytes = file.unpack()?;
    each_of(file, Rows::of_text(file, &bytes, b',', true)?, "UK-Sanctions-List.csv", sink)
}

/// Reads the OpenDocument form.
///
/// # Errors
///
/// As [`read_csv`].
pub fn read_ods(file: &File<'_>) -> Result<Reading, ReadError> {
    Reading::hold(|sink| each_ods(file, sink))
}

pub(crate) fn each_ods(file: &File<'_>, sink: Sink<'_>) -> Result<Reading, ReadError> {
    each_of(file, Rows::of_sheet(crate::sheet::rows(file)?), "UK-Sanctions-List.ods", sink)
}

fn each_of(
    file: &File<'_>,
    mut rows: Rows<'_>,
    name: &'static str,
    sink: Sink<'_>,
) -> Result<Reading, ReadError> {
    let mut out = Out::new(file, sink);
    let mut header = rows.next(file)?;
    // A line before the header says when it was made: `Report Date: 2-Sep-2026`, or day and label in two cells.
    if let Some(first) = header.as_ref().filter(|row| !row.cells.iter().any(|c| c.trim() == "Unique ID")) {
        let words = first.cells.join(" ");
        let date = words
            .split([' ', ':', ','])
            .find_map(|w| day(w, Order::DayFirst).or_else(|| day(&w.replace('-', " "), Order::DayFirst)));
        out.reading.published = date;
        if date.is_none() {
            out.complain(first.line, &words, "a day of publication that cannot be read");
        }
        header = rows.next(file)?;
    }
    let table = Table::new(file, header, &["Unique ID", "Name 6", "Name type"])?;
    table.skip(&["Last Updated", "Non-Latin script type", "Non-Latin script language"]);
    let id = |row: Row<'_>| match row.get("Unique ID") {
        "" => Err(file.error(Some(row.line()), "a row without a unique id", DOWNLOAD_AGAIN)),
        id => Ok(id.to_owned()),
    };
    let begin = |id: &str, row: Row<'_>| {
        let kind = kind_of(row.any(&["Designation Type", "Individual, Entity, Ship"]));
        Draft::new(LIST, id, kind, row.source(file))
    };
    let parties = Parties { id: &id, begin: &begin, fill: &fill };
    let many = each_party(file, &table, &mut rows, &parties, &mut |mut draft| {
        draft.entry.party.names.sort_by_key(|name| name.kind != NameKind::Primary);
        out.push(draft);
    })?;
    out.count(name, many);
    out.unknown(table.unknown());
    Ok(out.finish())
}

fn fill(draft: &mut Draft, row: Row<'_>) {
    let (kind, weak) = standing(row.get("Name type"), row.get("Alias strength"), draft);
    draft.name(kind, weak, &whole_name(|part| row.get(&format!("Name {part}")).to_owned()));
    draft.name(NameKind::Alias, false, row.any(&["Name non-latin script", "Name Non-Latin Script"]));
    listing(draft, row.any(&["Regime Name", "Regime"]), row.get("Date Designated"));
    let line = |number: usize| row.get(&format!("Address Line {number}")).to_owned();
    address(
        draft,
        line,
        row.any(&["Address Postal Code", "Post/Zip Code"]).to_owned(),
        row.get("Address Country"),
    );
    row.any(&["D.O.B", "DOB"]).split(['|', ';']).for_each(|date| draft.birth(date));
    row.any(&["Nationality(/ies)", "Nationality"])
        .split(['|', ';'])
        .flat_map(numbered)
        .for_each(|c| draft.country(&c));
    draft.address(AddressKind::Birthplace, "", row.get("Town of birth"), row.get("Country of birth"), "");
    for (scheme, column) in [
        (Scheme::Passport, "Passport number"),
        (Scheme::NationalId, "National Identifier number"),
        (Scheme::Imo, "IMO number"),
        (Scheme::Registration, "Business registration number (s)"),
    ] {
        numbered(row.get(column)).iter().for_each(|number| draft.identifier(scheme.clone(), number, None));
    }
    draft.identifier(Scheme::Domain, row.get("Website"), None);
    draft.identifier(Scheme::Other("email".into()), row.get("Email address"), None);
    draft.identifier(Scheme::Other("phone".into()), row.get("Phone number"), None);
    draft.say("gender", row.get("Gender"));
    draft.say("title", row.get("Title"));
    draft.say("function", row.get("Position"));
    draft.say("vessel type", row.get("Type of ship"));
    draft.say("tonnage", row.get("Tonnage of ship"));
    draft.country(row.get("Current believed flag of ship"));
    draft.link("Parent company", row.any(&["Parent company", "Parent Company"]), None);
    draft.link("Subsidiaries", row.get("Subsidiaries"), None);
    draft.link("Current owners", row.get("Current owner/operator (s)"), None);
    draft.link("Previous owners", row.get("Previous owner/operator (s)"), None);
    for (column, label) in [
        ("UN Reference Number", "UN reference"),
        ("OFSI Group ID", "OFSI group"),
        ("Designation source", "source"),
        ("Sanctions Imposed", "sanctions imposed"),
        ("Other Information", "other information"),
        ("UK Statement of Reasons", "reasons"),
        ("Passport additional information", "passport"),
        ("National Identifier additional information", "national identifier"),
        ("Type of entity", "type"),
        ("Previous flags", "previous flag"),
        ("Length of ship", "length"),
        ("Year Built", "built"),
        ("Hull identification number (HIN)", "hull"),
    ] {
        draft.remark_as(label, row.get(column));
    }
}
