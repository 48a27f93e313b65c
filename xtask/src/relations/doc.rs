//! A transaction file as a tree that can be changed and read again.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use exeat::document::{self, Data, Node};
use serde_json::{Map, Value, json};

/// A transaction of the pool.
#[derive(Debug, Clone)]
pub(super) struct Doc {
    /// Folder and file, for people.
    pub(super) name: String,
    /// Every scalar as text, as the reader takes it.
    pub(super) tree: Value,
}

/// Where transactions come from: folders of the checkout and of the shared material, with a short name for each.
pub(super) fn pool() -> Result<Vec<Doc>> {
    let root = crate::root();
    let shared = crate::desk::shared("cases");
    let folders: [(&str, PathBuf); 8] = [
        ("official", root.join("law/official")),
        ("dev-2", root.join("law/official/dev-2")),
        ("source-article", root.join("examples/source-article")),
        ("origin", root.join("examples/origin")),
        ("probes", shared.join("probes")),
        ("ordinary-deals", shared.join("ordinary-deals")),
        ("newcomer", shared.join("newcomer")),
        ("tariff-codes", shared.join("tariff-codes")),
    ];
    let mut out = Vec::new();
    for (name, folder) in &folders {
        // without the shared material what is ours is enough
        if folder.is_dir() {
            gather(name, folder, &mut out)?;
        }
    }
    Ok(out)
}

fn gather(name: &str, folder: &Path, out: &mut Vec<Doc>) -> Result<()> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))? {
        let path = entry?.path();
        if path.extension().is_some_and(|e| e == "yaml") {
            files.push(path);
        }
    }
    files.sort();
    for file in files {
        let text = fs::read_to_string(&file).with_context(|| format!("cannot read {}", file.display()))?;
        // a probe may be a file that the reader refuses
        if let Ok(root) = document::read(&text) {
            let stem = file.file_stem().map(|s| s.to_string_lossy().into_owned()).unwrap_or_default();
            out.push(Doc { name: format!("{name}/{stem}"), tree: tree(&root) });
        }
    }
    Ok(())
}

fn tree(node: &Node) -> Value {
    match &node.data {
        Data::Null => Value::Null,
        Data::Scalar(text) => json!(text),
        Data::List(items) => items.iter().map(tree).collect(),
        Data::Map(entries) => {
            Value::Object(entries.iter().map(|(key, node)| (key.text.clone(), tree(node))).collect())
        }
    }
}

/// A scalar in the form of words of the law: `finished equipment` as `finished_equipment`.
pub(super) fn word(value: &Value) -> String {
    value.as_str().unwrap_or_default().trim().replace([' ', '-'], "_")
}

/// One scalar or a list of them.
pub(super) fn words(value: &Value) -> Vec<String> {
    match value {
        Value::Array(all) => all.iter().map(word).collect(),
        Value::Null => vec![],
        one => vec![word(one)],
    }
}

/// Roles of a party.
pub(super) fn roles(party: &Value) -> Vec<String> {
    [words(&party["role"]), words(&party["roles"])].concat()
}

/// Adds to a list under a key of the whole, which may be absent or one value.
pub(super) fn push(tree: &mut Value, keys: &[&str], more: Value) {
    let mut at = tree;
    for key in keys {
        let Some(map) = at.as_object_mut() else { return };
        at = map.entry(*key).or_insert(Value::Null);
        if at.is_null() && Some(key) != keys.last() {
            *at = Value::Object(Map::new());
        }
    }
    *at = match at.take() {
        Value::Array(mut all) => {
            all.push(more);
            Value::Array(all)
        }
        Value::Null => json!([more]),
        one => json!([one, more]),
    };
}

/// A step into a tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Step {
    Key(String),
    At(usize),
}

/// Places of everything stated that can be left out: each key that holds a scalar or a list of scalars, and each
/// list of listings, findings and owners as a whole.
pub(super) fn leaves(tree: &Value) -> Vec<Vec<Step>> {
    let mut out = Vec::new();
    walk(tree, &mut Vec::new(), &mut out);
    out
}

fn walk(at: &Value, path: &mut Vec<Step>, out: &mut Vec<Vec<Step>>) {
    match at {
        Value::Object(map) => {
            for (key, value) in map {
                if path.is_empty() && matches!(key.as_str(), "id" | "assume" | "known_on") {
                    continue;
                }
                path.push(Step::Key(key.clone()));
                let whole = matches!(key.as_str(), "listings" | "owners" | "identity" | "via");
                let scalars = match value {
                    Value::Array(all) => all.iter().all(Value::is_string),
                    other => other.is_string(),
                };
                if scalars || whole {
                    out.push(path.clone());
                }
                if !scalars {
                    walk(value, path, out);
                }
                path.pop();
            }
        }
        Value::Array(all) => {
            for (i, value) in all.iter().enumerate() {
                path.push(Step::At(i));
                walk(value, path, out);
                path.pop();
            }
        }
        _ => {}
    }
}

/// The tree without what stands at a place.
pub(super) fn without(tree: &Value, path: &[Step]) -> Value {
    fn cut(at: &mut Value, path: &[Step]) {
        match (path, at) {
            ([Step::Key(key)], Value::Object(map)) => drop(map.remove(key)),
            ([Step::Key(key), rest @ ..], Value::Object(map)) => {
                if let Some(at) = map.get_mut(key) {
                    cut(at, rest);
                }
            }
            ([Step::At(i), rest @ ..], Value::Array(all)) => {
                if let Some(at) = all.get_mut(*i) {
                    cut(at, rest);
                }
            }
            _ => {}
        }
    }
    let mut out = tree.clone();
    cut(&mut out, path);
    out
}

/// A place in words: `parties[1].us_person`.
pub(super) fn shown(path: &[Step]) -> String {
    let mut out = String::new();
    for step in path {
        match step {
            Step::Key(key) if out.is_empty() => out += key,
            Step::Key(key) => {
                out.push('.');
                out += key;
            }
            Step::At(i) => out += &format!("[{i}]"),
        }
    }
    out
}

/// A place without numbers, for counting: `parties.us_person`.
pub(super) fn kind_of(path: &[Step]) -> String {
    let keys =
        path.iter().filter_map(|step| if let Step::Key(key) = step { Some(key.as_str()) } else { None });
    keys.collect::<Vec<_>>().join(".")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leaves_are_found_left_out_and_named() {
        let tree = json!({"id": "x", "date": "2024-01-01", "supply": {"to": "RU", "via": ["IR"]},
            "parties": [{"role": ["purchaser"], "listings": [{"list": "us.ofac.sdn"}]}]});
        let mut shown_all: Vec<String> = leaves(&tree).iter().map(|p| shown(p)).collect();
        shown_all.sort();
        let wanted = [
            "date",
            "parties[0].listings",
            "parties[0].listings[0].list",
            "parties[0].role",
            "supply.to",
            "supply.via",
        ];
        assert_eq!(shown_all, wanted);
        let path = [Step::Key("supply".into()), Step::Key("to".into())];
        assert_eq!(without(&tree, &path)["supply"], json!({"via": ["IR"]}));
        let kinds: Vec<String> = leaves(&tree).iter().map(|p| kind_of(p)).collect();
        assert!(kinds.contains(&"parties.listings.list".to_owned()));
    }

    #[test]
    fn a_list_is_made_where_there_was_none_or_one() {
        let mut tree = json!({"supply": {"via": "TR"}});
        push(&mut tree, &["supply", "via"], json!("IR"));
        push(&mut tree, &["items"], json!({"kind": "hardware"}));
        assert_eq!(tree["supply"]["via"], json!(["TR", "IR"]));
        assert_eq!(tree["items"], json!([{"kind": "hardware"}]));
    }
}
