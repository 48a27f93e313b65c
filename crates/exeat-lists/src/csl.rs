//! The US Consolidated Screening List, in csv and json: thirteen lists of three departments in one file.
//!
//! Every entry gets the list it comes from; an import takes one list out of the file. The csv form joins several
//! values of a cell with `; `, which values hold too, so json is the better form where there is a choice.

use crate::draft::{Draft, Out};
use crate::file::{DOWNLOAD_AGAIN, File, ReadError};
use crate::json;
use crate::ofac::remarks::Remarks;
use crate::ofac::xml::kind_of;
use crate::reading::{Reading, Sink};
use crate::table::{Row, Rows, Table};
use crate::value::{Order, day, is_country, join};
use exeat_screen::{AddressKind, Listing, NameKind, Scheme};
use serde_json::Value;
use std::collections::BTreeMap;

/// Every list that the file holds.
pub(crate) const LISTS: [&str; 13] = [
    "us.ofac.sdn",
    "us.ofac.ns-mbs",
    "us.ofac.capta",
    "us.ofac.ssi",
    "us.ofac.cmic",
    "us.ofac.fse",
    "us.ofac.plc",
    "us.bis.entity-list",
    "us.bis.meu",
    "us.bis.uvl",
    "us.bis.dpl",
    "us.state.isn",
    "us.state.dtc",
];

/// Our id of a source by the code in its name: `Entity List (EL) - Bureau of Industry and Security`.
fn list_of(source: &str) -> Option<&'static str> {
    let (_, rest) = source.split_once('(')?;
    let (code, _) = rest.split_once(')')?;
    Some(match code {
        "SDN" => "us.ofac.sdn",
        "SSI" => "us.ofac.ssi",
        "CAP" => "us.ofac.capta",
        "NS-MBS List" | "MBS" => "us.ofac.ns-mbs",
        "CMIC" => "us.ofac.cmic",
        "FSE" => "us.ofac.fse",
        "PLC" => "us.ofac.plc",
        "EL" => "us.bis.entity-list",
        "MEU" => "us.bis.meu",
        "UVL" => "us.bis.uvl",
        "DPL" => "us.bis.dpl",
        "ISN" => "us.state.isn",
        "DTC" => "us.state.dtc",
        _ => return None,
    })
}

/// One record in either form.
#[derive(Default)]
struct Record {
    line: u64,
    offset: u64,
    id: String,
    source: String,
    entity_number: String,
    kind: String,
    name: String,
    alt_names: Vec<String>,
    programs: Vec<String>,
    countries: Vec<String>,
    births: Vec<String>,
    birthplaces: Vec<String>,
    /// Street, place, country.
    addresses: Vec<(String, String, String)>,
    /// Number, label, country.
    ids: Vec<(String, String, String)>,
    vessel_owner: String,
    call_sign: String,
    start: String,
    remarks: String,
    said: Vec<(&'static str, String)>,
}

/// Reads the csv form.
///
/// # Errors
///
/// A file that is not that csv, or a row as wide as no other: nothing of it is read.
pub fn read_csv(file: &File<'_>) -> Result<Reading, ReadError> {
    Reading::hold(|sink| each_csv(file, sink))
}

pub(crate) fn each_csv(file: &File<'_>, sink: Sink<'_>) -> Result<Reading, ReadError> {
    let bytes = file.unpack()?;
    let mut rows = Rows::of_text(file, &bytes, b',', false)?;
    let needed = ["source", "entity_number", "name", "alt_names", "programs", "addresses"];
    let table = Table::new(file, rows.next(file)?, &needed)?.even();
    table.skip(&["source_list_url", "source_information_url", "standard_order"]);
    let mut out = Out::new(file, sink);
    let mut times = Times::new();
    while let Some(cells) = rows.next(file)? {
        entry(of_row(table.take(file, &cells)?), &mut times, &mut out);
    }
    out.count("consolidated.csv", table.len());
    out.unknown(table.unknown());
    Ok(out.finish())
}

fn of_row(row: Row<'_>) -> Record {
    let split = |name: &str| -> Vec<String> {
        let parts = row.get(name).split(';').map(str::trim).filter(|p| !p.is_empty());
        parts.map(str::to_owned).collect()
    };
    let mut ids: Vec<(String, String, String)> = Vec::new();
    for item in split("ids") {
        let (head, label) = item.rsplit_once(", ").unwrap_or(("", &item));
        let (country, number) = head.split_once(", ").filter(|(c, _)| c.len() == 2).unwrap_or(("", head));
        ids.push((number.to_owned(), label.to_owned(), country.to_owned()));
    }
    Record {
        line: row.line(),
        offset: row.offset(),
        id: row.any(&["_id", "id"]).to_owned(),
        source: row.get("source").to_owned(),
        entity_number: row.get("entity_number").to_owned(),
        kind: row.get("type").to_owned(),
        name: row.get("name").to_owned(),
        alt_names: split("alt_names"),
        programs: split("programs"),
        countries: [split("nationalities"), split("citizenships"), split("vessel_flag")].concat(),
        births: split("dates_of_birth"),
        birthplaces: split("places_of_birth"),
        addresses: split("addresses").into_iter().map(|a| address(&a)).collect(),
        ids,
        vessel_owner: row.get("vessel_owner").to_owned(),
        call_sign: row.get("call_sign").to_owned(),
        start: row.get("start_date").to_owned(),
        remarks: row.get("remarks").to_owned(),
        said: said(|name| row.get(name).to_owned()),
    }
}

/// What has no place in a party, by its column.
fn said(get: impl Fn(&str) -> String) -> Vec<(&'static str, String)> {
    [
        ("title", "title"),
        ("citation", "federal_register_notice"),
        ("ends", "end_date"),
        ("licence requirement", "license_requirement"),
        ("licence policy", "license_policy"),
        ("vessel type", "vessel_type"),
        ("tonnage", "gross_tonnage"),
        ("gross tonnage", "gross_registered_tonnage"),
    ]
    .into_iter()
    .map(|(label, column)| (label, get(column)))
    .collect()
}

/// `street, place, CC` or only `CC`.
fn address(text: &str) -> (String, String, String) {
    match text.rsplit_once(", ") {
        Some((before, last)) if last.len() == 2 && is_country(last) => {
            (before.to_owned(), String::new(), last.to_owned())
        }
        None if text.len() == 2 && is_country(text) => (String::new(), String::new(), text.to_owned()),
        _ => (text.to_owned(), String::new(), String::new()),
    }
}

/// Reads the json form: `{"results": […]}`, or the bare array.
///
/// # Errors
///
/// A file that is not that json or ends early: nothing of it is read.
pub fn read_json(file: &File<'_>) -> Result<Reading, ReadError> {
    Reading::hold(|sink| each_json(file, sink))
}

pub(crate) fn each_json(file: &File<'_>, sink: Sink<'_>) -> Result<Reading, ReadError> {
    let bytes = file.unpack()?;
    let text = std::str::from_utf8(&bytes)
        .map_err(|_| file.error(None, "these bytes are not text", DOWNLOAD_AGAIN))?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut out = Out::new(file, sink);
    let (mut many, mut times) = (0, Times::new());
    let rest = json::records(file, text, "results", &mut |record| {
        if !record.value.is_object() {
            return Err(file.error(Some(record.line), "a record that is no object", DOWNLOAD_AGAIN));
        }
        many += 1;
        count_unknown(&record.value, &mut out);
        entry(of_json(&record), &mut times, &mut out);
        Ok(())
    })?;
    if let Some(total) = rest.get("total").and_then(Value::as_u64)
        && total != many
    {
        let problem = format!("it says it has {total} records, and has {many}");
        return Err(file.error(None, problem, "ask for the whole list, not for a page of it"));
    }
    out.count("consolidated.json", usize::try_from(many).unwrap_or(usize::MAX));
    Ok(out.finish())
}

/// Keys that we know.
const KEYS: [&str; 32] = [
    "id",
    "_id",
    "source",
    "entity_number",
    "type",
    "name",
    "alt_names",
    "programs",
    "title",
    "nationalities",
    "citizenships",
    "dates_of_birth",
    "places_of_birth",
    "addresses",
    "ids",
    "federal_register_notice",
    "start_date",
    "end_date",
    "license_requirement",
    "license_policy",
    "standard_order",
    "remarks",
    "source_list_url",
    "source_information_url",
    "call_sign",
    "vessel_type",
    "vessel_flag",
    "vessel_owner",
    "gross_tonnage",
    "gross_registered_tonnage",
    "country",
    "score",
];

fn count_unknown(value: &Value, out: &mut Out<'_>) {
    let full =
        |v: &Value| !(v.is_null() || v.as_str() == Some("") || v.as_array().is_some_and(Vec::is_empty));
    for (key, value) in value.as_object().into_iter().flatten() {
        if !KEYS.contains(&key.as_str()) && full(value) {
            *out.reading.unknown.entry(crate::xml::shorten(key)).or_default() += 1;
        }
    }
}

fn of_json(record: &json::Record) -> Record {
    let value = &record.value;
    let text = |key: &str| json::text(value, key);
    let texts = |key: &str| json::texts(value, key);
    let addresses = json::objects(value, "addresses").iter().map(|a| {
        let part = |key: &str| json::text(a, key);
        let place = [part("city"), part("state"), part("postal_code")];
        (part("address"), join(&place, " "), part("country"))
    });
    let ids = json::objects(value, "ids")
        .iter()
        .map(|i| (json::text(i, "number"), json::text(i, "type"), json::text(i, "country")));
    Record {
        line: record.line,
        offset: record.offset,
        id: [text("id"), text("_id")].into_iter().find(|id| !id.is_empty()).unwrap_or_default(),
        source: text("source"),
        entity_number: text("entity_number"),
        kind: text("type"),
        name: text("name"),
        alt_names: texts("alt_names"),
        programs: texts("programs"),
        countries: [texts("nationalities"), texts("citizenships"), texts("vessel_flag"), texts("country")]
            .concat(),
        births: texts("dates_of_birth"),
        birthplaces: texts("places_of_birth"),
        addresses: addresses.collect(),
        ids: ids.collect(),
        vessel_owner: text("vessel_owner"),
        call_sign: text("call_sign"),
        start: text("start_date"),
        remarks: text("remarks"),
        said: said(text),
    }
}

/// What stands as programme where a list has none: the part of the regulations that it belongs to.
fn programme_of(list: &str) -> &'static str {
    match list {
        "us.bis.dpl" => "EAR-764",
        "us.state.dtc" => "ITAR-127",
        "us.state.isn" => "ISN",
        _ => "EAR-744",
    }
}

/// How often an id stood on a list before: the publisher has some twice.
type Times = BTreeMap<(&'static str, String), u32>;

fn entry(record: Record, times: &mut Times, out: &mut Out<'_>) {
    let Some(list) = list_of(&record.source) else {
        out.complain(record.line, &record.source, "a source list we do not know");
        return;
    };
    let by_treasury = list.starts_with("us.ofac.");
    let id = if by_treasury && !record.entity_number.is_empty() { record.entity_number } else { record.id };
    let time = times.entry((list, id.clone())).and_modify(|n| *n += 1).or_insert(1);
    let id = if *time == 1 { id } else { format!("{id} ({time})") };
    let kind = kind_of(&record.kind);
    let mut draft = Draft::new(list, id, kind, out.place(record.line, record.offset));
    if draft.entry.id.is_empty() {
        draft.complain(&record.name, "a record without an id");
    }
    draft.name(NameKind::Primary, false, &record.name);
    for alias in &record.alt_names {
        draft.name(NameKind::Alias, false, alias.strip_prefix("and ").unwrap_or(alias));
    }
    let mut read = Remarks::default();
    for (number, label, country) in &record.ids {
        read.add(label, number, country);
        draft.remark(format!("{label} {number}").trim());
    }
    let listed = day(&record.start, Order::MonthFirst);
    if listed.is_none() && !record.start.is_empty() {
        draft.complain(&record.start, "a day of listing that cannot be read");
    }
    if by_treasury {
        // The publisher cuts remarks short, so that their last clause may be half a word.
        let clauses: Vec<&str> = record.remarks.split("; ").collect();
        for clause in clauses {
            if !clause.starts_with("Linked To") || clause.ends_with(')') {
                read.add(clause, "", "");
            }
        }
        let programmes: Vec<&str> = record.programs.iter().map(String::as_str).collect();
        read.fill(&programmes, &mut draft);
    } else {
        let programmes =
            if record.programs.is_empty() { vec![programme_of(list).to_owned()] } else { record.programs };
        for programme in programmes {
            draft.listing(Listing { programme, listed, ..Listing::default() });
        }
        for (label, number) in record.ids.iter().map(|(number, label, _)| (label, number)) {
            draft.identifier(crate::value::scheme_of(label), number, None);
        }
    }
    record.births.iter().for_each(|date| draft.birth(date));
    for place in &record.birthplaces {
        let (before, country) = place.rsplit_once(", ").filter(|(_, c)| is_country(c)).unwrap_or((place, ""));
        draft.address(AddressKind::Birthplace, "", before, country, "");
    }
    record.countries.iter().for_each(|country| draft.country(country));
    for (street, place, country) in &record.addresses {
        draft.address(AddressKind::Stated, street, place, country, "");
    }
    draft.identifier(Scheme::Other("call sign".into()), &record.call_sign, None);
    draft.link("vessel owner", &record.vessel_owner, None);
    for (label, value) in &record.said {
        draft.say(label, value);
    }
    draft.remark(&record.remarks);
    out.push(draft);
}
