//! FollowTheMoney entities, as OpenSanctions publishes them: one json object a line.
//!
//! An entity comes from one or more data sets; each that is a list we know becomes an entry of that list, and an
//! entity of none of them an entry of the list `ftm`. What a `Sanction` says of an entity is its listing.

use crate::draft::{Draft, Out};
use crate::file::{DOWNLOAD_AGAIN, File, ReadError};
use crate::json;
use crate::reading::{Reading, Sink};
use crate::value::{Order, country_of, day, parse_birth};
use exeat_screen::{AddressKind, Entry, Identifier, Listing, Name, NameKind, Party, PartyKind, Scheme};
use jiff::civil::Date;
use serde_json::Value;
use std::hash::{DefaultHasher, Hash, Hasher};

/// The list of entities from data sets that are no list of ours.
pub(crate) const LIST: &str = "ftm";

/// Our lists by name of the data set.
const DATA_SETS: [(&str, &str); 12] = [
    ("us_ofac_sdn", "us.ofac.sdn"),
    ("us_bis_denied", "us.bis.dpl"),
    ("us_bis_entity", "us.bis.entity-list"),
    ("un_sc_sanctions", "un.sc"),
    ("eu_fsf", "eu.fsf"),
    ("gb_fcdo_sanctions", "uk.sanctions"),
    ("gb_hmt_sanctions", "uk.sanctions"),
    ("ch_seco_sanctions", "ch.seco"),
    ("ca_dfatd_sema_sanctions", "ca.sema"),
    ("au_dfat_sanctions", "au.dfat"),
    ("ae_local_terrorists", "ae.local"),
    ("us_ddtc_debarred", "us.state.dtc"),
];

/// Every list that a file can hold.
pub(crate) fn lists() -> Vec<&'static str> {
    let mut lists: Vec<&str> = DATA_SETS.iter().map(|(_, list)| *list).collect();
    lists.push(LIST);
    lists.dedup();
    lists
}

/// Reads entities. Schemata that are no party (addresses, payments, families) are counted and passed over.
///
/// # Errors
///
/// A file that is not json lines, or ends early; an entity without an id.
pub fn read(file: &File<'_>) -> Result<Reading, ReadError> {
    Reading::hold(|sink| each(file, sink))
}

pub(crate) fn each(file: &File<'_>, sink: Sink<'_>) -> Result<Reading, ReadError> {
    let bytes = file.unpack()?;
    if bytes.is_empty() {
        return Err(file.error(None, "the file is empty", DOWNLOAD_AGAIN));
    }
    let text = std::str::from_utf8(&bytes)
        .map_err(|_| file.error(None, "these bytes are not text", DOWNLOAD_AGAIN))?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut out = Out::new(file, sink);
    let (mut about, mut latest) = (About::default(), None::<Date>);
    json::records(file, text, "entities", &mut |record| {
        let value = &record.value;
        let (id, schema) = (json::text(value, "id"), json::text(value, "schema"));
        if id.is_empty() || schema.is_empty() {
            let help = "each line is an entity with id, schema and properties";
            return Err(file.error(Some(record.line), "an entity without id or schema", help));
        }
        latest = latest.max(day(&json::text(value, "last_seen"), Order::DayFirst));
        if let Some(of) = is_about(&schema) {
            let properties = value.get("properties").unwrap_or(&Value::Null);
            json::texts(properties, of).iter().for_each(|id| about.add(id, record.offset));
        }
        Ok(())
    })?;
    about.sort();
    let mut many = 0;
    json::records(file, text, "entities", &mut |record| {
        let value = &record.value;
        let (id, schema) = (json::text(value, "id"), json::text(value, "schema"));
        if is_about(&schema).is_some() {
            return Ok(());
        }
        let properties = value.get("properties").unwrap_or(&Value::Null);
        let Some(party) = party(&schema, properties) else {
            let schema = format!("schema {}", crate::xml::shorten(&schema));
            *out.reading.unknown.entry(schema).or_default() += 1;
            return Ok(());
        };
        many += 1;
        let place = out.place(record.line, record.offset);
        let mut draft =
            Draft { entry: Entry { id, party, source: place, ..Entry::default() }, ..Draft::default() };
        particulars(properties, &mut draft);
        about.complete(text, &mut draft);
        for list in lists_of(value) {
            let entry = Entry { list: list.to_owned(), ..draft.entry.clone() };
            let (said, links) = (draft.said.clone(), draft.links.clone());
            out.push(Draft { entry, said, links, complaints: draft.complaints.clone() });
        }
        Ok(())
    })?;
    out.count("entities.ftm.json", many);
    out.reading.published = latest;
    Ok(out.finish())
}

/// The lists that an entity is on, by its data sets.
fn lists_of(value: &Value) -> Vec<&'static str> {
    let mut lists: Vec<&str> = Vec::new();
    for data_set in json::texts(value, "datasets") {
        lists.extend(DATA_SETS.iter().filter(|(name, _)| *name == data_set).map(|(_, list)| *list));
    }
    lists.sort_unstable();
    lists.dedup();
    if lists.is_empty() {
        lists.push(LIST);
    }
    lists
}

/// Where entities stand that say something of others: a sanction or a connection may stand before its party or far
/// behind it. Held is a number made of the party's id and the place; what is there is read again when the party is.
#[derive(Default)]
struct About {
    places: Vec<(u64, u64)>,
}

impl About {
    /// Two ids may share a number, which only costs a look.
    fn number(id: &str) -> u64 {
        let mut hasher = DefaultHasher::new();
        id.hash(&mut hasher);
        hasher.finish()
    }

    fn add(&mut self, id: &str, offset: u64) {
        self.places.push((About::number(id), offset));
    }

    fn sort(&mut self) {
        self.places.sort_unstable();
        self.places.dedup();
    }

    /// Adds grounds and connections to a party.
    fn complete(&self, text: &str, draft: &mut Draft) {
        let id = draft.entry.id.clone();
        let number = About::number(&id);
        let from = self.places.partition_point(|(other, _)| *other < number);
        for (_, offset) in self.places.iter().skip(from).take_while(|(other, _)| *other == number) {
            let value = json::again(text, *offset);
            let schema = json::text(&value, "schema");
            let properties = value.get("properties").unwrap_or(&Value::Null);
            let of = is_about(&schema).unwrap_or_default();
            if !json::texts(properties, of).contains(&id) {
                continue;
            }
            if schema == "Sanction" {
                listings(properties).into_iter().for_each(|listing| draft.listing(listing));
                continue;
            }
            for other in json::texts(properties, ends(&schema).1) {
                draft.link(&schema, "", Some(&other));
            }
        }
    }
}

/// The property that names the party of which an entity of this schema says something; none where it is one itself.
fn is_about(schema: &str) -> Option<&'static str> {
    match schema {
        "Sanction" => Some("entity"),
        "Ownership" | "Directorship" | "UnknownLink" | "Family" | "Associate" | "Employment"
        | "Membership" => Some(ends(schema).0),
        _ => None,
    }
}

/// Which properties a connection runs from and to.
fn ends(schema: &str) -> (&'static str, &'static str) {
    match schema {
        "Ownership" => ("asset", "owner"),
        "Directorship" => ("organization", "director"),
        "Family" => ("person", "relative"),
        "Associate" => ("person", "associate"),
        "Employment" => ("employee", "employer"),
        "Membership" => ("member", "organization"),
        _ => ("subject", "object"),
    }
}

fn listings(properties: &Value) -> Vec<Listing> {
    let texts = |name: &str| json::texts(properties, name);
    let days = [texts("listingDate"), texts("startDate")].concat();
    let listed = days.iter().filter_map(|d| day(d, Order::DayFirst)).min();
    let programmes =
        [texts("programId"), texts("program"), texts("authority")].into_iter().find(|p| !p.is_empty());
    let listing = |programme| Listing { programme, listed, ..Listing::default() };
    programmes.unwrap_or_else(|| vec![String::new()]).into_iter().map(listing).collect()
}

fn particulars(properties: &Value, draft: &mut Draft) {
    let texts = |name: &str| json::texts(properties, name);
    for (label, property) in
        [("gender", "gender"), ("title", "title"), ("function", "position"), ("vessel type", "type")]
    {
        texts(property).iter().for_each(|text| draft.say(label, text));
    }
    for text in texts("address") {
        draft.address(AddressKind::Stated, &text, "", "", "");
    }
    for text in texts("birthPlace") {
        draft.address(AddressKind::Birthplace, "", &text, "", "");
    }
    for text in texts("birthDate") {
        if parse_birth(&text).is_none() {
            draft.complain(&text, "a date of birth that cannot be read");
        }
    }
    texts("topics").iter().for_each(|text| draft.remark_as("topic", text));
    texts("notes").iter().for_each(|text| draft.remark(text));
}

/// Properties that hold names: of what sort, and whether they are weak.
pub(crate) const NAMES: [(&str, NameKind, bool); 4] = [
    ("name", NameKind::Primary, false),
    ("alias", NameKind::Alias, false),
    ("previousName", NameKind::Former, false),
    ("weakAlias", NameKind::Alias, true),
];

/// Properties that hold numbers and addresses by which a party is known, with their schemes.
pub(crate) fn numbers() -> [(&'static str, Scheme); 18] {
    [
        ("passportNumber", Scheme::Passport),
        ("innCode", Scheme::Inn),
        ("ogrnCode", Scheme::Ogrn),
        ("leiCode", Scheme::Lei),
        ("swiftBic", Scheme::Bic),
        ("imoNumber", Scheme::Imo),
        ("mmsi", Scheme::Mmsi),
        ("registrationNumber", Scheme::Registration),
        ("taxNumber", Scheme::Tax),
        ("vatCode", Scheme::Tax),
        ("idNumber", Scheme::NationalId),
        ("publicKey", Scheme::Wallet),
        ("website", Scheme::Domain),
        ("email", Scheme::Other("email".into())),
        ("phone", Scheme::Other("phone".into())),
        ("callSign", Scheme::Other("call sign".into())),
        ("kppCode", Scheme::Other("kpp".into())),
        ("okpoCode", Scheme::Other("okpo".into())),
    ]
}

/// A party out of an entity's properties; none where its schema is no party.
pub(crate) fn party(schema: &str, properties: &Value) -> Option<Party> {
    let kind = match schema {
        "Person" => PartyKind::Individual,
        "Company" | "Organization" | "PublicBody" => PartyKind::Organisation,
        "LegalEntity" => PartyKind::Unknown,
        "Vessel" => PartyKind::Vessel,
        "Airplane" => PartyKind::Aircraft,
        _ => return None,
    };
    let texts = |name: &str| json::texts(properties, name);
    let mut party = Party { kind, ..Party::default() };
    for (property, kind, weak) in NAMES {
        for text in texts(property) {
            let kind =
                if party.names.is_empty() || kind != NameKind::Primary { kind } else { NameKind::Alias };
            if !party.names.iter().any(|n| n.text == text) {
                party.names.push(Name { text, kind, weak });
            }
        }
    }
    for (property, scheme) in numbers() {
        for value in texts(property) {
            let identifier = Identifier::new(scheme.clone(), value);
            if !party.identifiers.contains(&identifier) {
                party.identifiers.push(identifier);
            }
        }
    }
    party.birth.extend(texts("birthDate").iter().filter_map(|date| parse_birth(date)));
    for property in ["nationality", "citizenship", "country", "jurisdiction", "flag", "mainCountry"] {
        for country in texts(property) {
            let country = country_of(&country);
            if !party.countries.contains(&country) {
                party.countries.push(country);
            }
        }
    }
    Some(party)
}
