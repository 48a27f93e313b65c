//! The European Union's consolidated list of financial sanctions: xml 1.1, and csv 1.1 and 1.0.
//!
//! In xml nearly everything stands in attributes. In csv a row is one name, address, date of birth, paper or
//! citizenship of an entity; the reference number (`EU.27.28`) ties the rows.

pub mod annexes;

use crate::draft::{Draft, Out};
use crate::file::{DOWNLOAD_AGAIN, File, ReadError};
use crate::reading::{Reading, Sink};
use crate::table::{Parties, Row, Rows, Table, each_party};
use crate::value::{Order, day, join, scheme_of};
use crate::xml::{self, Element, Visit};
use exeat_screen::{AddressKind, Listing, NameKind, PartialDate, PartyKind, Scheme};
use std::cell::Cell;
use std::collections::BTreeMap;

/// The list's id.
pub(crate) const LIST: &str = "eu.fsf";

/// Reads the xml form.
///
/// # Errors
///
/// Another document, one that ends early or is not well formed, an entity that stands twice.
pub fn read_xml(file: &File<'_>) -> Result<Reading, ReadError> {
    Reading::hold(|sink| each_xml(file, sink))
}

pub(crate) fn each_xml(file: &File<'_>, sink: Sink<'_>) -> Result<Reading, ReadError> {
    let mut reader = List { file, out: Out::new(file, sink), ids: BTreeMap::new() };
    let (root, unknown) = xml::read(file, &["export"], &mut reader)?;
    let mut out = reader.out;
    let generated = root.attribute("generationDate");
    out.reading.published = day(generated, Order::DayFirst);
    if out.reading.published.is_none() {
        out.complain(root.line, generated, "a day of publication that cannot be read");
    }
    out.unknown(unknown);
    out.count("xmlFullSanctionsList.xml", reader.ids.len());
    Ok(out.finish())
}

/// The kind of a party by the publisher's word or its letter.
fn kind_of(text: &str) -> PartyKind {
    match text {
        "person" | "P" => PartyKind::Individual,
        "enterprise" | "E" => PartyKind::Organisation,
        _ => PartyKind::Unknown,
    }
}

struct List<'a, 'b> {
    file: &'a File<'b>,
    out: Out<'a>,
    ids: BTreeMap<String, u64>,
}

impl Visit for List<'_, '_> {
    fn is_record(&self, name: &str, _: &[Element]) -> bool {
        name == "sanctionEntity"
    }

    fn record(&mut self, record: &Element, _: &[Element]) -> Result<(), ReadError> {
        record.skip(&["logicalId"]);
        let id = record.attribute("euReferenceNumber").to_owned();
        if id.is_empty() || self.ids.insert(id.clone(), record.line).is_some() {
            let problem = if id.is_empty() {
                "an entity without a reference number".into()
            } else {
                format!("entity {id} stands twice")
            };
            return Err(self.file.error(Some(record.line), problem, DOWNLOAD_AGAIN));
        }
        let kind = record.child("subjectType");
        let code = kind.map(|k| {
            k.skip(&["classificationCode"]);
            k.attribute("code").to_owned()
        });
        let code = code.unwrap_or_default();
        let mut draft = Draft::new(LIST, id, kind_of(&code), self.out.place(record.line, record.offset));
        if draft.entry.party.kind == PartyKind::Unknown {
            draft.complain(&code, "a kind of party we do not know");
        }
        names(record, &mut draft);
        for citizenship in record.all("citizenship") {
            common(citizenship, &mut draft);
            draft.country(country(citizenship));
        }
        for birth in record.all("birthdate") {
            common(birth, &mut draft);
            birth.skip(&["calendarType", "zipCode", "dayOfMonth", "monthOfYear", "year"]);
            let get = |name: &str| birth.attribute(name).to_owned();
            born(&mut draft, get("birthdate"), &get);
            let town = join(&[get("place"), get("city"), get("region")], ", ");
            draft.address(AddressKind::Birthplace, "", &town, country(birth), "");
        }
        addresses(record, &mut draft);
        papers(record, &mut draft);
        grounds(record, &mut draft);
        self.out.push(draft);
        Ok(())
    }
}

/// What every part has: its own number and regulation, and remarks.
fn common(part: &Element, draft: &mut Draft) {
    part.skip(&["logicalId", "regulationLanguage", "regulationSummary"]);
    for remark in part.all("remark") {
        draft.remark(&remark.own_text());
    }
}

fn country(part: &Element) -> &str {
    let (code, name) = (part.attribute("countryIso2Code"), part.attribute("countryDescription"));
    // `00` stands for no country.
    if code.is_empty() || code == "00" { if name == "UNKNOWN" { "" } else { name } } else { code }
}

fn names(record: &Element, draft: &mut Draft) {
    for (at, alias) in record.all("nameAlias").enumerate() {
        common(alias, draft);
        alias.skip(&["nameLanguage"]);
        let parts = ["firstName", "middleName", "lastName"].map(|part| alias.attribute(part).to_owned());
        let whole = alias.attribute("wholeName");
        let name = if whole.is_empty() { join(&parts, " ") } else { whole.to_owned() };
        let kind = if at == 0 { NameKind::Primary } else { NameKind::Alias };
        draft.name(kind, alias.attribute("strong") == "false", &name);
        draft.say("gender", alias.attribute("gender"));
        draft.say("title", alias.attribute("title"));
        draft.say("function", alias.attribute("function"));
    }
}

/// A date of birth from its day, or its year, or its span of years.
fn born(draft: &mut Draft, written: String, get: &dyn Fn(&str) -> String) {
    let year = |name: &str| get(name).parse().ok().and_then(PartialDate::year);
    let span = match (year("yearRangeFrom"), year("yearRangeTo")) {
        (Some(from), Some(to)) => PartialDate::range(from, to),
        (one, other) => one.or(other),
    };
    let date = if written.is_empty() { None } else { crate::value::parse_birth(&written) };
    match date.or_else(|| year("year")).or(span) {
        Some(date) if get("circa") == "true" => draft.born(date.about()),
        Some(date) => draft.born(date),
        None if written.is_empty() && get("year").is_empty() => {}
        None => draft.complain(&format!("{written} {}", get("year")), "a date of birth that cannot be read"),
    }
}

fn addresses(record: &Element, draft: &mut Draft) {
    for place in record.all("address") {
        common(place, draft);
        place.skip(&["asAtListingTime"]);
        let get = |name: &str| place.attribute(name).to_owned();
        let box_number = get("poBox");
        let box_number = if box_number.is_empty() { box_number } else { format!("P.O. Box {box_number}") };
        let street = join(&[get("street"), box_number], ", ");
        let town = join(&[get("place"), get("city"), get("region"), get("zipCode")], ", ");
        draft.address(AddressKind::Stated, &street, &town, country(place), "");
        for contact in place.all("contactInfo") {
            contact.skip(&["logicalId"]);
            let (key, value) = (contact.attribute("key"), contact.attribute("value"));
            let scheme = match key {
                "WEB" => Scheme::Domain,
                "EMAIL" => Scheme::Other("email".into()),
                "PHONE" => Scheme::Other("phone".into()),
                other => Scheme::Other(other.to_lowercase()),
            };
            draft.identifier(scheme, value, None);
        }
    }
}

fn papers(record: &Element, draft: &mut Draft) {
    for paper in record.all("identification") {
        common(paper, draft);
        paper.skip(&[
            "diplomatic",
            "knownExpired",
            "knownFalse",
            "reportedLost",
            "revokedByIssuer",
            "issuedBy",
            "issuedDate",
            "validFrom",
            "validTo",
            "nameOnDocument",
            "region",
        ]);
        let (code, words) =
            (paper.attribute("identificationTypeCode"), paper.attribute("identificationTypeDescription"));
        let number = [paper.attribute("number"), paper.attribute("latinNumber")];
        let number = number.iter().find(|n| !n.is_empty()).copied().unwrap_or_default();
        draft.identifier(scheme(code, words), number, Some(country(paper)));
    }
}

/// The scheme of a paper by the publisher's code, else by its words.
fn scheme(code: &str, words: &str) -> Scheme {
    match code {
        "passport" | "diplpassport" | "travelDoc" | "traveldoc" => Scheme::Passport,
        "id" | "ssn" => Scheme::NationalId,
        "regnumber" | "tradelic" => Scheme::Registration,
        "fiscalcode" | "tax" => Scheme::Tax,
        "swiftbic" => Scheme::Bic,
        "imo" => Scheme::Imo,
        _ => scheme_of(words),
    }
}

fn grounds(record: &Element, draft: &mut Draft) {
    let designated = record.attribute("designationDate");
    let listed = day(designated, Order::DayFirst);
    for regulation in record.all("regulation") {
        regulation.skip(&[
            "logicalId",
            "organisationType",
            "regulationType",
            "publicationUrl",
            "entryIntoForceDate",
        ]);
        let published = day(regulation.attribute("publicationDate"), Order::DayFirst);
        let programme = regulation.attribute("programme").to_owned();
        draft.say("citation", regulation.attribute("numberTitle"));
        let listing = Listing { programme, listed: listed.or(published), ..Listing::default() };
        draft.listing(listing);
    }
    for remark in record.all("remark") {
        draft.remark(&remark.own_text());
    }
    draft.remark_as("UN reference", record.attribute("unitedNationId"));
    draft.remark_as("designation", record.attribute("designationDetails"));
}

/// Reads the csv forms.
///
/// # Errors
///
/// A file that is not that csv, as one that a spreadsheet has saved anew; a row without its entity.
pub fn read_csv(file: &File<'_>) -> Result<Reading, ReadError> {
    Reading::hold(|sink| each_csv(file, sink))
}

pub(crate) fn each_csv(file: &File<'_>, sink: Sink<'_>) -> Result<Reading, ReadError> {
    let bytes = file.unpack()?;
    let mut rows = Rows::of_text(file, &bytes, b';', false)?;
    let header = rows.next(file)?;
    let name = header.as_ref().map(|r| r.cells.iter().any(|c| c.trim() == "Naal_wholename"));
    let needed: &[&str] = if name == Some(true) {
        &["Entity_logical_id", "Subject_type", "Programme"]
    } else {
        &["Entity_LogicalId", "Entity_SubjectType", "Entity_Regulation_Programme", "NameAlias_WholeName"]
    };
    let table = Table::new(file, header, needed)?.even();
    table.skip_if(&|column| {
        [
            "RegulationLanguage",
            "LogicalId",
            "_Url",
            "Url",
            "_logical_id",
            "_leba_",
            "NameLanguage",
            "_language",
            "CalendarType",
        ]
        .iter()
        .any(|part| column.contains(part))
            || column.contains("_Regulation_") && !column.starts_with("Entity_")
    });
    table.skip(&[
        "Entity_Regulation_Type",
        "Entity_Regulation_OrganisationType",
        "Entity_Regulation_EntryIntoForceDate",
    ]);
    let mut out = Out::new(file, sink);
    let published = Cell::new(None);
    let id = |row: Row<'_>| {
        let date = row.any(&["fileGenerationDate", "Date_file"]);
        published.set(published.get().or_else(|| day(date, Order::DayFirst)));
        let id =
            row.any(&["Entity_EU_ReferenceNumber", "EU_ref_num", "Entity_LogicalId", "Entity_logical_id"]);
        if id.is_empty() {
            return Err(file.error(Some(row.line()), "a row without its entity", DOWNLOAD_AGAIN));
        }
        Ok(id.to_owned())
    };
    let begin = |id: &str, row: Row<'_>| {
        let kind = row.any(&["Entity_SubjectType", "Entity_SubjectType_ClassificationCode", "Subject_type"]);
        Draft::new(LIST, id, kind_of(kind), row.source(file))
    };
    let parties = Parties { id: &id, begin: &begin, fill: &fill };
    let many = each_party(file, &table, &mut rows, &parties, &mut |draft| out.push(draft))?;
    out.count("csvFullSanctionsList.csv", many);
    out.reading.published = published.get();
    out.unknown(table.unknown());
    Ok(out.finish())
}

fn fill(draft: &mut Draft, row: Row<'_>) {
    let parts = [
        row.any(&["NameAlias_FirstName", "Naal_firstname"]).to_owned(),
        row.any(&["NameAlias_MiddleName", "Naal_middlename"]).to_owned(),
        row.any(&["NameAlias_LastName", "Naal_lastname"]).to_owned(),
    ];
    let whole = row.any(&["NameAlias_WholeName", "Naal_wholename"]);
    let name = if whole.is_empty() { join(&parts, " ") } else { whole.to_owned() };
    let kind = if draft.entry.party.names.is_empty() { NameKind::Primary } else { NameKind::Alias };
    // The csv forms do not say which names are weak.
    draft.name(kind, false, &name);
    draft.say("gender", row.any(&["NameAlias_Gender", "Naal_gender"]));
    draft.say("title", row.any(&["NameAlias_Title", "Naal_title"]));
    draft.say("function", row.any(&["NameAlias_Function", "Naal_function"]));
    let code = |column: &str, old: &str| -> String {
        let code = row.get(&format!("{column}_CountryIso2Code"));
        let words = row.get(&format!("{column}_CountryDescription"));
        let words = if words == "UNKNOWN" { "" } else { words };
        if code.is_empty() || code == "00" {
            if words.is_empty() { row.get(old) } else { words }
        } else {
            code
        }
        .to_owned()
    };
    draft.country(&code("Citizenship", "Citi_country"));
    let get = |name: &str| match name {
        "yearRangeFrom" => row.get("BirthDate_YearRangeFrom").to_owned(),
        "yearRangeTo" => row.get("BirthDate_YearRangeTo").to_owned(),
        "year" => row.get("BirthDate_Year").to_owned(),
        _ => row.get("BirthDate_Circa").to_owned(),
    };
    born(draft, row.any(&["BirthDate_BirthDate", "Birt_date"]).to_owned(), &get);
    let town = ["BirthDate_Place", "BirthDate_City", "BirthDate_Region", "Birt_place"]
        .map(|c| row.get(c).to_owned());
    draft.address(AddressKind::Birthplace, "", &join(&town, ", "), &code("BirthDate", "Birt_country"), "");
    let street = ["Address_Street", "Addr_number", "Addr_street", "Address_PoBox", "Addr_other"]
        .map(|c| row.get(c).to_owned());
    let town =
        ["Address_Place", "Address_City", "Addr_city", "Address_Region", "Address_ZipCode", "Addr_zipcode"];
    let town = town.map(|c| row.get(c).to_owned());
    let contact = row.get("Address_ContactInfo");
    draft.address(
        AddressKind::Stated,
        &join(&street, ", "),
        &join(&town, ", "),
        &code("Address", "Addr_country"),
        contact,
    );
    let label = scheme(row.get("Identification_TypeCode"), row.get("Identification_TypeDescription"));
    let number = row.any(&["Identification_Number", "Identification_LatinNumber", "Iden_number"]);
    draft.identifier(label, number, Some(&code("Identification", "Iden_country")));
    let designated = day(row.get("Entity_DesignationDate"), Order::DayFirst);
    let published =
        day(row.any(&["Entity_Regulation_PublicationDate", "Leba_publication_date"]), Order::DayFirst);
    let programme = row.any(&["Entity_Regulation_Programme", "Programme"]);
    if !programme.is_empty() {
        let listing = Listing {
            programme: programme.to_owned(),
            listed: designated.or(published),
            ..Listing::default()
        };
        draft.listing(listing);
    }
    draft.say("citation", row.any(&["Entity_Regulation_NumberTitle", "Leba_numtitle"]));
    draft.remark(row.any(&["Entity_Remark", "Entity_remark"]));
    draft.remark_as("UN reference", row.get("Entity_UnitedNationId"));
    draft.remark_as("designation", row.get("Entity_DesignationDetails"));
    for column in [
        "NameAlias_Remark",
        "Address_Remark",
        "BirthDate_Remark",
        "Identification_Remark",
        "Citizenship_Remark",
    ] {
        draft.remark(row.get(column));
    }
}
