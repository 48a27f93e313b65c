//! No transcription says more than its source row: every stated fact names the field of the row it comes from.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use exeat::transaction::{self, Listings, Owner, Owners, Person, Transaction};
use serde_json::Value;

use super::decide::theory;
use super::table;

/// Assumption sets of every transcription.
const ASSUME: [&str; 3] = ["ordinary-deal", "parties-as-stated", "own-items"];

/// Fields of a row that hold facts. `conditions` do where the answer takes them as met.
const FIELDS: [&str; 12] = [
    "as_of",
    "actor",
    "activity",
    "object",
    "counterparties",
    "destination",
    "route",
    "purpose_or_end_use",
    "payment",
    "contract_date",
    "other_facts",
    "conditions",
];

/// Everything wrong, one sentence each.
pub(super) fn check(law: &Path, folder: &Path, cases: &Path) -> Result<Vec<String>> {
    let theory = theory(law)?;
    let rows = table::whole_rows(cases)?;
    let facts = table::facts(folder)?;
    let mut out = Vec::new();
    for (id, row) in &rows {
        let name = format!("{id}.yaml");
        let text = fs::read_to_string(folder.join(&name)).with_context(|| format!("there is no {name}"))?;
        let transaction = match transaction::read(&text, &name, &theory) {
            Ok(transaction) => transaction,
            Err(errors) => {
                out.extend(errors.iter().map(ToString::to_string));
                continue;
            }
        };
        let assumed: Vec<&str> =
            transaction.assume.iter().map(|a| theory.assumptions[*a].id.as_str()).collect();
        if assumed != ASSUME {
            out.push(format!("{name}: it must assume {}", ASSUME.join(", ")));
        }
        let sourced: BTreeSet<&str> =
            facts.get(id).into_iter().flatten().map(|(fact, _)| fact.as_str()).collect();
        let stated = stated(&transaction);
        let stated: BTreeSet<&str> = stated.iter().map(String::as_str).collect();
        out.extend(stated.difference(&sourced).map(|f| format!("{name}: {f} names no field of its row")));
        out.extend(
            sourced.difference(&stated).map(|f| format!("{name}: facts.csv has {f}, which is not stated")),
        );
        for (fact, source) in facts.get(id).into_iter().flatten() {
            if let Some(fault) = fault(row, source) {
                out.push(format!("{name}: {fact} comes from {source}, {fault}"));
            }
        }
    }
    for id in facts.keys().filter(|id| !rows.contains_key(*id)) {
        out.push(format!("facts.csv: there is no case {id}"));
    }
    Ok(out)
}

/// What is wrong with a field of a row as a source.
fn fault(row: &Value, source: &str) -> Option<&'static str> {
    let head = source.split(['.', '[']).next().unwrap_or_default();
    if !FIELDS.contains(&head) {
        return Some("which is no field of facts");
    }
    if head == "conditions" && row["expected"] != "permitted" {
        return Some("which are taken as met only where the answer is permitted");
    }
    let mut at = row;
    for part in source.split(['.', '[']) {
        at = match part.strip_suffix(']') {
            Some(n) => &at[n.parse::<usize>().unwrap_or(usize::MAX)],
            None => &at[part],
        };
    }
    let empty = match at {
        Value::Null => true,
        Value::String(text) => text.trim().is_empty(),
        Value::Array(all) => all.is_empty(),
        Value::Object(all) => all.is_empty(),
        Value::Bool(_) | Value::Number(_) => false,
    };
    empty.then_some("which is empty")
}

/// The field of everything a transaction states, its id and its assumptions apart.
fn stated(t: &Transaction) -> Vec<String> {
    let mut out: Vec<String> = vec!["date".into()];
    let facts = t.facts.iter().chain(t.items.iter().flat_map(|i| &i.facts));
    out.extend(facts.map(|f| f.field.clone()));
    out.extend(t.activity.iter().map(|_| "activity".to_owned()));
    for (i, item) in t.items.iter().enumerate() {
        out.extend(item.activity.iter().map(|_| format!("items[{i}].activity")));
    }
    if t.payment.as_ref().is_some_and(|p| p.activity.is_some()) {
        out.push("payment.activity".into());
    }
    out.extend(t.waypoints.iter().map(|(_, field)| field.clone()));
    for party in &t.parties {
        out.push(format!("{}.role", party.person.field));
        person(&party.person, &mut out);
    }
    out.extend(t.unused.iter().cloned());
    if t.parties_complete {
        out.push("parties_complete".into());
    }
    out.sort();
    out.dedup();
    out
}

fn person(p: &Person, out: &mut Vec<String>) {
    let at = &p.field;
    out.extend(p.facts.iter().map(|f| f.field.clone()));
    let keys = [
        ("name", !p.names.is_empty()),
        ("description", !p.description.is_empty()),
        ("identifiers", !p.identifiers.is_empty()),
        ("date_of_birth", p.birth.is_some()),
        ("listings", p.listings != Listings::Silent),
        ("identity", !p.identity.is_empty()),
        ("owners", p.owners == Owners::None),
    ];
    out.extend(keys.iter().filter(|(_, said)| *said).map(|(key, _)| format!("{at}.{key}")));
    let Owners::Held(held) = &p.owners else { return };
    for (i, holding) in held.iter().enumerate() {
        let at = format!("{at}.owners[{i}]");
        out.push(at.clone());
        let whole = holding.low.is_zero() && holding.high == rust_decimal::Decimal::ONE_HUNDRED;
        if !whole {
            out.push(format!("{at}.share"));
        }
        out.extend(holding.control.iter().map(|_| format!("{at}.control")));
        out.extend(holding.joint.iter().map(|_| format!("{at}.joint")));
        if let Owner::Inline(owner) = &holding.owner {
            person(owner, out);
        }
    }
}
