//! `exeat lists status`: how old and how sound each list is.

use std::fmt::Write as _;

use anyhow::Result;
use exeat_lists::format::Format;
use exeat_lists::store::{Store, StoreError};
use exeat_lists::{LIST_IDS, stale_after_days};
use jiff::civil::Date;
use serde_json::{Value, json};

use super::today;
use crate::check::Format as Form;

/// The state of one list on a day.
pub(crate) struct Status {
    pub(crate) list: &'static str,
    /// What the newest edition of the day is and holds; none where there is none.
    pub(crate) edition: Option<exeat_lists::Edition>,
    pub(crate) age_days: i64,
    /// What keeps it from clearing anybody, in words; empty where it clears.
    pub(crate) defects: Vec<String>,
    /// It cannot be read.
    pub(crate) damaged: bool,
    unreachable: Option<(Date, String)>,
}

impl Status {
    /// Whether the reader of its files has been tried on whole files of the publisher, and not only on samples.
    fn tried(&self) -> bool {
        let files = self.edition.iter().flat_map(|e| &e.files);
        let untried =
            |name: &str| Format::ALL.into_iter().any(|f| f.file_name() == name && !f.tried_on_whole_files());
        !files.into_iter().any(|f| untried(&f.name))
    }

    fn word(&self) -> &'static str {
        match (&self.edition, self.damaged, self.defects.is_empty()) {
            (_, true, _) => "damaged",
            (None, _, true) => "none",
            (Some(_), _, true) => "good",
            (_, _, false) => "clears nobody",
        }
    }
}

/// The state of every list. `deep` reads each edition in force, checking its hashes.
pub(crate) fn of(store: &Store, on: Date, deep: bool) -> Vec<Status> {
    LIST_IDS.iter().map(|list| one(store, list, on, deep)).collect()
}

fn one(store: &Store, list: &'static str, on: Date, deep: bool) -> Status {
    let mut status =
        Status { list, edition: None, age_days: 0, defects: Vec::new(), damaged: false, unreachable: None };
    if let Err(error) = fill(store, &mut status, on, deep) {
        status.damaged = true;
        status.defects.push(error.to_string());
    }
    status
}

fn fill(store: &Store, status: &mut Status, on: Date, deep: bool) -> Result<(), StoreError> {
    status.unreachable = store.state(status.list)?.unreachable;
    let last = store.editions(status.list)?.into_iter().next_back();
    if let Some(last) = last.filter(|last| last.date > today()) {
        status.defects.push(format!("an edition is dated {}, and today is {}", last.date, today()));
    }
    let Some(current) = store.current(status.list, on, on)? else { return Ok(()) };
    let edition = status.edition.insert(current.edition);
    status.age_days = current.age_days;
    if !edition.missing.is_empty() {
        status.defects.push(format!("incomplete, without {}", edition.missing.join(", ")));
    }
    if current.age_days > i64::from(stale_after_days(status.list)) {
        status.defects.push(format!("stale, {} days old", current.age_days));
    }
    if let Some(refused) = current.held_back {
        status.defects.push(format!("a later one of {} was refused: {}", refused.date, refused.why));
    }
    if deep {
        store.load(edition)?;
    }
    Ok(())
}

pub(super) fn run(store: &Store, format: Form, on: Date, out: &mut String) -> Result<u8> {
    let all = of(store, on, false);
    match format {
        Form::Json => {
            let lists: Vec<Value> = all.iter().map(json).collect();
            let whole = json!({ "schema": 1, "on": on.to_string(), "lists": lists });
            writeln!(out, "{}", serde_json::to_string_pretty(&whole)?)?;
        }
        Form::Text => {
            let at_hand = all.iter().filter(|s| s.edition.is_some() || !s.defects.is_empty());
            for status in at_hand {
                line(status, out)?;
            }
            let none: Vec<&str> = all.iter().filter(|s| s.word() == "none").map(|s| s.list).collect();
            if !none.is_empty() {
                writeln!(out, "no edition: {}", none.join(", "))?;
            }
        }
    }
    let bad = all.iter().any(|s| !s.defects.is_empty());
    Ok(if bad { 4 } else { 0 })
}

fn line(status: &Status, out: &mut String) -> Result<()> {
    writeln!(out, "{}: {}", status.list, status.word())?;
    if let Some(edition) = &status.edition {
        let vitals = &edition.vitals;
        writeln!(
            out,
            "  edition {} number {}, retrieved {}, {} days since known to be the latest",
            edition.date, edition.sequence, edition.retrieved, status.age_days
        )?;
        writeln!(
            out,
            "  {} records, {} names, {} values not understood; from {}",
            vitals.records, vitals.names, vitals.complaints, edition.origin
        )?;
        if !status.tried() {
            writeln!(out, "  its reader has been tried on samples only, not on whole files")?;
        }
        if let Some(why) = &edition.accepted {
            writeln!(out, "  accepted: {why}")?;
        }
    }
    for defect in &status.defects {
        writeln!(out, "  {defect}")?;
    }
    if let Some((day, why)) = &status.unreachable {
        writeln!(out, "  not fetched on {day}: {why}")?;
    }
    Ok(())
}

fn json(status: &Status) -> Value {
    let edition = status.edition.as_ref().map(|e| {
        json!({
            "date": e.date.to_string(), "sequence": e.sequence, "hash": e.hash,
            "retrieved": e.retrieved.to_string(), "origin": e.origin, "accepted": e.accepted,
            "missing": e.missing, "vitals": e.vitals,
        })
    });
    let unreachable =
        status.unreachable.as_ref().map(|(day, why)| json!({"on": day.to_string(), "why": why}));
    json!({
        "list": status.list, "health": status.word(), "edition": edition, "age_days": status.age_days,
        "stale_after_days": stale_after_days(status.list), "defects": status.defects,
        "unreachable": unreachable, "reader_tried_on_whole_files": status.tried(),
    })
}
