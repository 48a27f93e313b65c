//! Statements of who owns whom: the Beneficial Ownership Data Standard (json), FollowTheMoney's `Ownership`, and a
//! plain csv.
//!
//! A share that is not stated may be anything from nothing to all: it is never taken for nothing.

use crate::file::{DOWNLOAD_AGAIN, File, ReadError};
use crate::json;
use crate::reading::Complaint;
use crate::table::{Table, rows_of, same_width};
use crate::value::{Order, country_of, day, scheme_of};
use exeat_screen::{Identifier, Name, NameKind, PartialDate, Party, PartyKind, Provenance};
use jiff::civil::Date;
use rust_decimal::Decimal;
use serde_json::Value;
use std::collections::BTreeMap;

/// What a file states.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Ownership {
    /// Owners and owned, by the file's ids.
    pub parties: BTreeMap<String, Party>,
    /// Who holds what, in the order of the file.
    pub holdings: Vec<Holding>,
    /// Values that could not be understood.
    pub complaints: Vec<Complaint>,
    /// Kinds of records that say nothing of ownership, with how many there were.
    pub passed_over: BTreeMap<String, u64>,
}

/// One holding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holding {
    /// Id of the owner.
    pub owner: String,
    /// Id of the party owned.
    pub owned: String,
    /// The least the share may be, in percent; 0 where nothing is stated.
    pub low: Decimal,
    /// The most it may be, in percent; 100 where nothing is stated.
    pub high: Decimal,
    /// What is held, in the file's word: `shareholding`, `votingRights`, `appointmentOfBoard`.
    pub interest: String,
    /// From when, where stated.
    pub since: Option<Date>,
    /// Until when, where stated.
    pub until: Option<Date>,
    /// Where it was read.
    pub source: Provenance,
}

/// A bound of a share: 0 or 100 where none is stated.
fn percent(text: &str, otherwise: u32) -> Option<Decimal> {
    let text = text.trim().trim_end_matches('%').trim();
    if text.is_empty() {
        return Some(Decimal::from(otherwise));
    }
    text.parse::<Decimal>().ok().filter(|p| *p >= Decimal::ZERO && *p <= Decimal::ONE_HUNDRED)
}

struct Maker<'a, 'b> {
    file: &'a File<'b>,
    out: Ownership,
}

impl Maker<'_, '_> {
    fn complain(&mut self, line: u64, text: &str, why: &str) {
        let file = self.file.base().to_owned();
        self.out.complaints.push(Complaint {
            file,
            line,
            text: crate::xml::one_line(text),
            why: why.to_owned(),
        });
    }

    fn place(&self, line: u64, offset: u64) -> Provenance {
        Provenance { file: self.file.base().to_owned(), offset, line }
    }

    /// A range of percentages; one that cannot be read may be anything.
    fn share(&mut self, line: u64, low: &str, high: &str) -> (Decimal, Decimal) {
        match (percent(low, 0), percent(high, 100)) {
            (Some(low), Some(high)) if low <= high => (low, high),
            _ => {
                self.complain(
                    line,
                    &format!("{low} {high}"),
                    "a share that is no range from 0 to 100 percent",
                );
                (Decimal::ZERO, Decimal::ONE_HUNDRED)
            }
        }
    }
}

/// Reads the plain csv: `owner`, `owned`, and `percent` or `low` and `high`; optional `interest`, `since`, `until`.
///
/// # Errors
///
/// A file without these columns, a row of another width, a row without owner or owned.
pub fn read_csv(file: &File<'_>) -> Result<Ownership, ReadError> {
    let rows = rows_of(file, b',', false)?;
    same_width(file, &rows)?;
    let table = Table::new(file, rows, &["owner", "owned"])?;
    if !table.has("percent") && !table.has("low") && !table.has("high") {
        let problem = "there is no column \"percent\", \"low\" or \"high\"";
        return Err(file.error(
            Some(1),
            problem,
            "name the columns owner, owned, and percent or low and high",
        ));
    }
    let mut maker = Maker { file, out: Ownership::default() };
    for row in table.rows().filter(|row| !row.is_empty()) {
        let (owner, owned) = (row.get("owner"), row.get("owned"));
        if owner.is_empty() || owned.is_empty() {
            return Err(file.error(
                Some(row.line()),
                "a row without owner or owned",
                "name both in every row",
            ));
        }
        let stated = row.get("percent");
        let bound = |name: &str| if stated.is_empty() { row.get(name) } else { stated };
        let (low, high) = maker.share(row.line(), bound("low"), bound("high"));
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
            since: day(row.get("since"), Order::DayFirst),
            until: day(row.get("until"), Order::DayFirst),
            source: maker.place(row.line(), row.offset()),
        };
        maker.out.holdings.push(holding);
    }
    for (column, many) in table.unknown() {
        maker.out.passed_over.insert(column, many);
    }
    Ok(maker.out)
}

/// The text of a json file.
fn text<'a>(file: &File<'_>, bytes: &'a [u8]) -> Result<&'a str, ReadError> {
    if bytes.is_empty() {
        return Err(file.error(None, "the file is empty", DOWNLOAD_AGAIN));
    }
    let text = std::str::from_utf8(bytes)
        .map_err(|_| file.error(None, "these bytes are not text", DOWNLOAD_AGAIN))?;
    Ok(text.strip_prefix('\u{feff}').unwrap_or(text))
}

/// Reads BODS 0.4 statements.
///
/// # Errors
///
/// A file that is not json or ends early.
pub fn read_bods(file: &File<'_>) -> Result<Ownership, ReadError> {
    let bytes = file.unpack()?;
    let mut maker = Maker { file, out: Ownership::default() };
    json::records(file, text(file, &bytes)?, "statements", &mut |record| {
        bods(&record, &mut maker);
        Ok(())
    })?;
    Ok(maker.out)
}

fn bods(record: &json::Record, maker: &mut Maker<'_, '_>) {
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
        other => *maker.out.passed_over.entry(other.to_owned()).or_default() += 1,
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
        *maker.out.passed_over.entry("relationship with an unspecified party".into()).or_default() += 1;
        return;
    }
    for interest in json::objects(details, "interests") {
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
        let holding = Holding {
            owner: owner.clone(),
            owned: owned.clone(),
            low,
            high,
            interest: json::text(interest, "type"),
            since: day(&json::text(interest, "startDate"), Order::DayFirst),
            until: day(&json::text(interest, "endDate"), Order::DayFirst),
            source: maker.place(record.line, record.offset),
        };
        maker.out.holdings.push(holding);
    }
}

/// Reads the `Ownership` entities of FollowTheMoney, and the parties they name.
///
/// # Errors
///
/// A file that is not json lines, or ends early.
pub fn read_ftm(file: &File<'_>) -> Result<Ownership, ReadError> {
    let bytes = file.unpack()?;
    let mut maker = Maker { file, out: Ownership::default() };
    json::records(file, text(file, &bytes)?, "entities", &mut |record| {
        let schema = json::text(&record.value, "schema");
        let properties = record.value.get("properties").cloned().unwrap_or(Value::Null);
        if schema == "Ownership" {
            let first = |name: &str| json::texts(&properties, name).into_iter().next().unwrap_or_default();
            let stated = first("percentage");
            let (low, high) = maker.share(record.line, &stated, &stated);
            for owner in json::texts(&properties, "owner") {
                for owned in json::texts(&properties, "asset") {
                    let holding = Holding {
                        owner: owner.clone(),
                        owned,
                        low,
                        high,
                        interest: [first("role"), first("ownershipType")]
                            .into_iter()
                            .find(|t| !t.is_empty())
                            .unwrap_or_default(),
                        since: day(&first("startDate"), Order::DayFirst),
                        until: day(&first("endDate"), Order::DayFirst),
                        source: maker.place(record.line, record.offset),
                    };
                    maker.out.holdings.push(holding);
                }
            }
        } else if let Some(party) = crate::ftm::party(&schema, &properties) {
            maker.out.parties.insert(json::text(&record.value, "id"), party);
        } else {
            *maker.out.passed_over.entry(schema).or_default() += 1;
        }
        Ok(())
    })?;
    Ok(maker.out)
}
