//! Statements in the Beneficial Ownership Data Standard 0.4.
//!
//! A statement is about a record, and a later one about the same record takes its place: a share that was updated
//! counts once, one that was closed no more. An indirect interest whose links the file states is left out beside
//! them, else it would count twice.

use super::{Holding, Maker, Ownership, text};
use crate::file::{File, ReadError};
use crate::json;
use crate::value::{country_of, scheme_of};
use exeat_screen::{Identifier, Name, NameKind, PartialDate, Party, PartyKind};
use serde_json::Value;
use std::collections::BTreeMap;

/// Reads BODS 0.4 statements.
///
/// # Errors
///
/// A file that is not json or ends early, statements of another version, one without the id of its record.
pub fn read_bods(file: &File<'_>) -> Result<Ownership, ReadError> {
    let bytes = file.unpack()?;
    let mut maker = Maker { file, out: Ownership::default() };
    // The last statement about each record, with where the first stood: the order of the file is kept.
    let mut records: BTreeMap<(String, String), (usize, json::Record)> = BTreeMap::new();
    json::records(file, text(file, &bytes)?, "statements", &mut |record| {
        let line = Some(record.line);
        let Some(statement) = record.value.as_object() else {
            return Err(file.error(line, "a statement that is no json object", "check the file"));
        };
        if statement.contains_key("statementType") {
            let problem = "a statement of a BODS version before 0.4";
            return Err(file.error(line, problem, "convert the statements to BODS 0.4"));
        }
        let key = (json::text(&record.value, "recordType"), json::text(&record.value, "recordId"));
        if key.1.is_empty() {
            let problem = "a statement without \"recordId\"";
            return Err(file.error(line, problem, "give each statement the id of its record"));
        }
        let day = |r: &json::Record| json::text(&r.value, "statementDate");
        let next = records.len();
        match records.get_mut(&key) {
            // A statement of an earlier day does not replace one of a later, wherever it stands.
            Some((_, had)) if day(had) > day(&record) => {}
            Some((_, had)) => *had = record,
            None => drop(records.insert(key, (next, record))),
        }
        Ok(())
    })?;
    let mut records: Vec<(usize, json::Record)> = records.into_values().collect();
    records.sort_by_key(|(at, _)| *at);
    for (_, record) in &records {
        if json::text(&record.value, "recordStatus") == "closed" {
            maker.pass_over("closed record");
        } else {
            statement(record, &mut maker);
        }
    }
    Ok(maker.out)
}

fn statement(record: &json::Record, maker: &mut Maker<'_, '_>) {
    let value = &record.value;
    let details = value.get("recordDetails").unwrap_or(&Value::Null);
    let id = json::text(value, "recordId");
    match json::text(value, "recordType").as_str() {
        "entity" => {
            let mut party = Party::named(PartyKind::Organisation, json::text(details, "name"));
            party.names.retain(|name| !name.text.is_empty());
            for other in json::texts(details, "alternateNames") {
                party.names.push(Name::alias(other));
            }
            identifiers(details, &mut party);
            let seat = details.get("jurisdiction").map(|j| json::text(j, "code")).filter(|c| !c.is_empty());
            party.countries.extend(seat.map(|code| country_of(&code)));
            maker.out.parties.insert(id, party);
        }
        "person" => {
            let mut party = Party { kind: PartyKind::Individual, ..Party::default() };
            for name in json::objects(details, "names") {
                let kind = if party.names.is_empty() { NameKind::Primary } else { NameKind::Alias };
                party.names.push(Name { text: json::text(name, "fullName"), kind, weak: false });
            }
            identifiers(details, &mut party);
            party.birth.extend(PartialDate::parse(&json::text(details, "birthDate")));
            for nationality in json::objects(details, "nationalities") {
                party.countries.push(country_of(&json::text(nationality, "code")));
            }
            maker.out.parties.insert(id, party);
        }
        "relationship" => relationship(record, details, maker),
        other => maker.pass_over(&format!("record of type {other}")),
    }
}

fn identifiers(details: &Value, party: &mut Party) {
    for identifier in json::objects(details, "identifiers") {
        let label = [json::text(identifier, "schemeName"), json::text(identifier, "scheme")].join(" ");
        let value = json::text(identifier, "id");
        if !value.is_empty() {
            party.identifiers.push(Identifier::new(scheme_of(&label), value));
        }
    }
}

fn relationship(record: &json::Record, details: &Value, maker: &mut Maker<'_, '_>) {
    let (owned, owner) = (json::text(details, "subject"), json::text(details, "interestedParty"));
    if owned.is_empty() || owner.is_empty() {
        // The standard lets a party be unspecified, with the reason; then nobody is named to follow.
        maker.pass_over("relationship with an unspecified party");
        return;
    }
    let links_stated = !json::texts(details, "componentRecords").is_empty();
    for interest in json::objects(details, "interests") {
        let indirect = matches!(json::text(interest, "directOrIndirect").as_str(), "indirect" | "unknown");
        if indirect && links_stated {
            maker.pass_over("indirect interest whose links are stated");
            continue;
        }
        let share = interest.get("share").unwrap_or(&Value::Null);
        let exact = json::text(share, "exact");
        let bound = |names: [&str; 2]| {
            let stated = names.map(|name| json::text(share, name)).into_iter().find(|t| !t.is_empty());
            if exact.is_empty() { stated.unwrap_or_default() } else { exact.clone() }
        };
        let (low, high) = maker.share(
            record.line,
            &bound(["minimum", "exclusiveMinimum"]),
            &bound(["maximum", "exclusiveMaximum"]),
        );
        let (since, until, days_unclear) =
            maker.days(record.line, &json::text(interest, "startDate"), &json::text(interest, "endDate"));
        let holding = Holding {
            owner: owner.clone(),
            owned: owned.clone(),
            low,
            high,
            interest: json::text(interest, "type"),
            indirect,
            since,
            until,
            days_unclear,
            source: maker.place(record.line, record.offset),
        };
        maker.out.holdings.push(holding);
    }
}
