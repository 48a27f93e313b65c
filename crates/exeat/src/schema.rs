//! The JSON Schema of a transaction, made from the law's own facts.

use exeat_law::theory::{Domain, Fact, Theory};
use serde_json::{Map, Value, json};

use crate::transaction::{CURRENCIES, ITEM_KEYS, PARTY_KEYS};

/// JSON Schema (2020-12) of a transaction file.
pub fn transaction(theory: &Theory) -> Value {
    let text = json!({"type": "string"});
    let date = json!({"type": "string", "format": "date"});
    let digest = json!({"type": "string", "pattern": "^[0-9a-fA-F]{16}$"});
    let listing = json!({
        "type": "object",
        "additionalProperties": false,
        "required": ["list"],
        "properties": {
            "list": {"enum": exeat_lists::ids::LIST_IDS},
            "programme": text, "directive": {"type": ["string", "integer"]}, "entry": {"type": ["string", "integer"]},
            "since": date, "until": date, "footnote": {"type": ["string", "integer"]}, "note": text,
        },
    });
    let words = |role: &String| [role.clone(), role.replace('_', " "), role.replace('_', "-")];
    let mut roles: Vec<String> = theory.roles.iter().flat_map(words).collect();
    roles.dedup();
    let mut party = section(theory, "party.");
    for key in PARTY_KEYS {
        party.entry(key).or_insert_with(|| match key {
            "role" | "roles" => one_or_many(&json!({"enum": roles})),
            "name" | "names" => one_or_many(&text),
            "identifiers" => json!({"type": "object", "additionalProperties": one_or_many(&json!({"type": ["string", "integer"]}))}),
            "addresses" => json!({}),
            "date_of_birth" => date.clone(),
            "listings" => json!({"anyOf": [{"const": "none"}, {"type": "array", "items": listing}]}),
            "identity" => json!({"type": "array", "items": {
                "type": "object", "required": ["list", "entry", "is"], "additionalProperties": false,
                "properties": {"list": {"enum": exeat_lists::ids::LIST_IDS}, "entry": {"type": ["string", "integer"]},
                    "is": {"enum": ["same", "different"]}, "by": text, "on": date,
                    "of": digest, "party": digest},
            }}),
            "owners" => json!({"anyOf": [{"const": "none"}, {"type": "array", "items": {"$ref": "#/$defs/owner"}}]}),
            _ => text.clone(),
        });
    }
    let mut owner = party.clone();
    for key in ["role", "roles"] {
        owner.remove(key);
    }
    owner.insert("share".into(), json!({"anyOf": [
        {"type": ["number", "string"]},
        {"type": "object", "properties": {"at_least": {"type": ["number", "string"]}, "at_most": {"type": ["number", "string"]}}},
    ]}));
    owner.insert("control".into(), json!({"enum": ["yes", "no", true, false]}));
    owner.insert("joint".into(), text.clone());
    let mut item = section(theory, "item.");
    for key in ITEM_KEYS {
        item.entry(key).or_insert_with(|| json!({}));
    }
    if let Some(code) = item.get("hts").cloned() {
        for key in ["hs", "cn"] {
            item.insert(key.into(), code.clone());
        }
    }
    let act = theory.facts.iter().find(|f| f.path == "act").map_or(json!({}), |f| value(theory, f));
    let purpose =
        theory.facts.iter().find(|f| f.path == "item.purpose").map_or(json!({}), |f| value(theory, f));
    let mut supply = section(theory, "supply.");
    supply.insert("via".into(), one_or_many(&country()));
    let mut payment = section(theory, "payment.");
    payment.insert("amount".into(), json!({"type": ["number", "string"]}));
    payment.insert("for".into(), one_or_many(&json!({"type": ["string", "integer"]})));
    payment.insert("activity".into(), act.clone());
    let object = |properties: Map<String, Value>| json!({"type": "object", "additionalProperties": false, "properties": properties});
    let assumptions: Vec<&str> = theory.assumptions.iter().map(|a| a.id.as_str()).collect();
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Exeat transaction",
        "type": "object",
        "additionalProperties": false,
        "properties": {
            "id": {"type": ["string", "integer"]},
            "date": {"anyOf": [date, {"type": "array", "items": date}, {"type": "object", "properties": {"from": date, "to": date}}]},
            "known_on": date,
            "description": text,
            "activity": act,
            "purpose": purpose,
            "end_use": text,
            "parties_complete": {"enum": ["yes", "no", true, false]},
            "parties": {"type": "array", "items": {"$ref": "#/$defs/party"}},
            "items": {"type": "array", "items": object(item)},
            "deal": object(section(theory, "deal.")),
            "supply": object(supply),
            "route": {"type": "array", "items": {"anyOf": [country(), {"type": "object", "properties": {"place": country(), "role": text}}]}},
            "payment": object(payment),
            "contract": object(section(theory, "contract.")),
            "investment": object(section(theory, "deal.")),
            "authorisations": {},
            "assume": one_or_many(&json!({"enum": assumptions})),
        },
        "$defs": {"party": object(party), "owner": object(owner)},
    })
}

fn section(theory: &Theory, prefix: &str) -> Map<String, Value> {
    let facts = theory.facts.iter().filter_map(|f| Some((f.path.strip_prefix(prefix)?, f)));
    facts.filter(|(key, _)| *key != "date").map(|(key, fact)| (key.to_owned(), value(theory, fact))).collect()
}

/// A code, or the name of a country or of an occupied region.
fn country() -> Value {
    let codes: Vec<&str> = exeat_screen::country::every().collect();
    json!({"anyOf": [{"enum": codes}, {"type": "string", "minLength": 3}]})
}

fn one_or_many(one: &Value) -> Value {
    json!({"anyOf": [one, {"type": "array", "items": one}]})
}

/// A value, or a list of values still possible.
fn value(theory: &Theory, fact: &Fact) -> Value {
    let one = match &fact.domain {
        Domain::YesNo => json!({"enum": ["yes", "no", true, false]}),
        Domain::OneOf(values) => json!({"enum": values.iter().map(|v| &**v).collect::<Vec<&str>>()}),
        Domain::Kind(kind) => {
            let nodes = theory.kinds.get(kind).map_or(&[][..], |k| k.nodes.as_slice());
            json!({"enum": nodes.iter().map(|n| &*n.id).collect::<Vec<&str>>()})
        }
        Domain::Code(_) if fact.path == "payment.currency" => json!({"enum": CURRENCIES}),
        Domain::Code(_) => json!({"type": ["string", "integer"]}),
        Domain::Country => country(),
        Domain::Date => json!({"type": "string", "format": "date"}),
        Domain::Number | Domain::Percent => json!({"type": ["number", "string"]}),
        Domain::Money(currency) => {
            json!({"type": "string", "pattern": format!("^[0-9]+(\\.[0-9]+)? *{currency}$")})
        }
        Domain::Quantity(_) => json!({"type": "string", "pattern": "^[0-9]+(\\.[0-9]+)? *[A-Za-z/ ]+$"}),
        Domain::Instant => {
            json!({"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2} [A-Za-z_/+-]+$"})
        }
        Domain::Text => json!({"type": "string"}),
    };
    let mut schema = one_or_many(&one);
    if fact.domain == Domain::Country
        && let Some(options) = schema["anyOf"].as_array_mut()
    {
        let sets: Vec<&str> =
            theory.sets.iter().filter(|s| s.domain == Domain::Country).map(|s| s.id.as_str()).collect();
        let named = one_or_many(&json!({"anyOf": [{"enum": sets}, country()]}));
        let mut properties = json!({"within": named, "outside": named});
        if fact.path == "party.nationality" {
            properties["all"] = json!({"type": "array", "items": country(), "minItems": 1});
        }
        options.push(json!({"type": "object", "additionalProperties": false, "properties": properties}));
    }
    if let Some(map) = schema.as_object_mut() {
        map.insert("description".into(), json!(fact.text));
    }
    schema
}
