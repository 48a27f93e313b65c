//! A witness of a change as a transaction file, and the check that it is one.

use exeat_law::diff::Witness;
use exeat_law::theory::Scope;
use exeat_law::value::Value as LawValue;
use jiff::civil::Date;
use serde_json::{Map, Value, json};

use crate::assess::{Desk, closed, verdict};
use crate::transaction::{Transaction, read};

/// The transaction as a JSON document that `check` reads.
pub fn document(witness: &Witness, id: &str, on: Date) -> Value {
    let mut sections: Map<String, Value> = Map::new();
    let mut item = Map::from_iter([("id".to_owned(), json!("1"))]);
    let mut activity = None;
    for (path, scope, value) in &witness.facts {
        let value = json!(text(value));
        let (section, key) = path.split_once('.').unwrap_or(("", path.as_str()));
        match scope {
            Scope::Leg => activity = Some(value),
            Scope::Item => drop(item.insert(key.to_owned(), value)),
            _ => {
                let section = sections.entry(section.to_owned()).or_insert_with(|| json!({}));
                if let Some(map) = section.as_object_mut() {
                    map.insert(key.to_owned(), value);
                }
            }
        }
    }
    let parties: Vec<Value> = witness
        .parties
        .iter()
        .map(|party| {
            let mut out = Map::new();
            out.insert("ref".into(), json!(party.name));
            out.insert("role".into(), json!(party.roles));
            for (path, value) in &party.facts {
                out.insert(path.strip_prefix("party.").unwrap_or(path).to_owned(), json!(text(value)));
            }
            if let Some(entry) = &party.entry {
                if let Some(name) = &entry.name {
                    out.insert("name".into(), json!(name));
                }
                let mut listing = Map::from_iter([("list".to_owned(), json!(entry.pattern.list))]);
                let of = [
                    ("programme", &entry.pattern.programme),
                    ("directive", &entry.pattern.directive),
                    ("entry", &entry.entry),
                ];
                listing.extend(of.into_iter().filter_map(|(k, v)| Some((k.to_owned(), json!(v.as_ref()?)))));
                out.insert("listings".into(), json!([listing]));
            } else if witness.say_unlisted {
                out.insert("listings".into(), json!("none"));
            }
            if witness.say_unlisted {
                out.insert("owners".into(), json!("none"));
            }
            Value::Object(out)
        })
        .collect();
    let mut out = Map::new();
    out.insert("id".into(), json!(id));
    out.insert("date".into(), json!(on.to_string()));
    out.extend(activity.map(|a| ("activity".to_owned(), a)));
    if !witness.assume.is_empty() {
        out.insert("assume".into(), json!(witness.assume));
    }
    if witness.say_complete {
        out.insert("parties_complete".into(), json!("yes"));
    }
    out.insert("parties".into(), json!(parties));
    out.insert("items".into(), json!([item]));
    out.extend(sections);
    Value::Object(out)
}

/// The same with every fact left out without which both sides still decide it alike, so that none of those left can
/// be spared. Facts of parties are tried first.
pub fn shortest(witness: &Witness, desks: [&Desk<'_>; 2]) -> Witness {
    let closed = |witness: &Witness| {
        let document = document(witness, "witness", witness.on[0]);
        desks.iter().enumerate().all(|(side, desk)| {
            let read = dated(&document, witness.on[side], desk);
            read.is_ok_and(|transaction| closed(&transaction, desk, witness.verdicts[side]))
        })
    };
    let mut best = witness.clone();
    let mut spare = |without: &dyn Fn(&mut Witness)| {
        let mut fewer = best.clone();
        without(&mut fewer);
        if closed(&fewer) {
            best = Witness { stated: best.stated.saturating_sub(1), ..fewer };
        }
    };
    // from the last: what is left out moves none of those still to be tried
    for (party, of) in witness.parties.iter().enumerate() {
        spare(&|w| w.parties[party].entry = None);
        for fact in (0..of.facts.len()).rev() {
            spare(&|w| drop(w.parties[party].facts.remove(fact)));
        }
    }
    for fact in (0..witness.facts.len()).rev() {
        spare(&|w| drop(w.facts.remove(fact)));
    }
    best
}

/// Whether both sides decide the transaction, read from its document as `check` reads it, as the comparison says.
///
/// # Errors
/// In words: what keeps it from being read, or that it does not come out as the comparison says.
pub fn verify(witness: &Witness, document: &Value, desks: [&Desk<'_>; 2]) -> Result<(), String> {
    let mut answers = [""; 2];
    for (side, desk) in desks.into_iter().enumerate() {
        answers[side] = verdict(&dated(document, witness.on[side], desk)?, desk);
    }
    let wanted = witness.verdicts.map(|v| v.words());
    if answers == wanted {
        Ok(())
    } else {
        Err(format!(
            "the transaction found comes out as {} and {}, not {} and {}",
            answers[0], answers[1], wanted[0], wanted[1]
        ))
    }
}

/// The transaction as of a day.
fn dated(document: &Value, on: Date, desk: &Desk<'_>) -> Result<Transaction, String> {
    let mut document = document.clone();
    if let Some(map) = document.as_object_mut() {
        map.insert("date".into(), json!(on.to_string()));
    }
    read(&document.to_string(), "witness", desk.theory)
        .map_err(|errors| errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))
}

fn text(value: &LawValue) -> String {
    value.to_string()
}
