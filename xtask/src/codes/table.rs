//! From what a publication lists to what each code means: `listed`, `ex`, `vehicle`, `maybe`.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;

use super::source::{Listed, heading};

/// A code with the family of goods it is listed for, and how sure that is.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    pub(super) listed: Listed,
    /// Word before the mark, such as `oil` in `oil.listed`; empty where a table holds one family.
    pub(super) family: &'static str,
    /// Only a later reading lists it, and its first day was not read.
    pub(super) maybe: bool,
}

/// What stands at one code of the table before marks are handed down.
#[derive(Default)]
struct At {
    annexes: Vec<String>,
    conditions: Vec<String>,
    marks: BTreeSet<String>,
    /// Marks of a code above that do not reach here: the entry carves this code out.
    carved: BTreeSet<String>,
}

/// The lines of a table without its head. In a whole table each chapter has a row, so that what is not listed is known
/// not to be.
pub(super) fn lines(entries: &[Entry], whole: bool) -> Result<String> {
    let mut table: BTreeMap<String, At> = BTreeMap::new();
    for entry in entries {
        enter(&mut table, entry);
    }
    if whole {
        for chapter in 1..=99 {
            table.entry(format!("{chapter:02}")).or_default();
        }
    }
    let mut out = csv::Writer::from_writer(Vec::new());
    out.write_record(["hts", "annex", "condition", "gives"])?;
    for (code, at) in &table {
        let marks: Vec<String> = marks(&table, code).into_iter().collect();
        out.write_record([code, &at.annexes.join("; "), &at.conditions.join("; "), &marks.join(" ")])?;
    }
    Ok(String::from_utf8(out.into_inner()?)?)
}

fn enter(table: &mut BTreeMap<String, At>, entry: &Entry) {
    let Listed { annex, part, code, condition, .. } = &entry.listed;
    let name = if part.is_empty() { annex.clone() } else { format!("{annex} {part}") };
    let at = table.entry(code.clone()).or_default();
    add(&mut at.annexes, name);
    if !condition.is_empty() {
        add(&mut at.conditions, condition.clone());
    }
    if entry.maybe {
        at.marks.insert(mark(entry.family, "maybe"));
        return;
    }
    let carved = carved(condition);
    if carved.is_empty() {
        at.marks.insert(mark(entry.family, strength(entry)));
        return;
    }
    let listed = mark(entry.family, "listed");
    at.marks.insert(listed.clone());
    // carved out only for an engine's size or for condensates: the code below is described, not left out
    let described = condition.contains("engine") || condition.contains("condensates");
    for code in carved {
        let below = table.entry(code).or_default();
        below.carved.insert(listed.clone());
        if described {
            below.marks.insert(mark(entry.family, "ex"));
        }
        if !below.conditions.contains(condition) {
            below.conditions.push(if described {
                condition.clone()
            } else {
                format!("carved out: {condition}")
            });
        }
    }
}

/// The codes that an entry leaves out by number ("not 847180, not 84717098").
fn carved(condition: &str) -> Vec<String> {
    if !condition.starts_with("not ") || condition.contains("misprint") || condition.contains("printed") {
        return Vec::new();
    }
    let codes = condition.split(|c: char| !c.is_ascii_digit()).filter(|word| word.len() >= 6);
    codes.map(heading).collect()
}

/// How much of its code an entry bars.
fn strength(entry: &Entry) -> &'static str {
    const DESCRIBED: [&str; 6] =
        ["containing potassium", "not when pre-packaged", "CAS", "rare gases", "additives", "not the acids"];
    let Listed { ex, condition, .. } = &entry.listed;
    let has = |word: &str| condition.contains(word);
    if has("ambulances") && !has("over EUR") && !has("clearance") {
        "vehicle"
    } else if *ex
        || (!condition.is_empty() && entry.family == "lux" && condition != "any value")
        || DESCRIBED.into_iter().any(has)
    {
        "ex"
    } else {
        "listed"
    }
}

/// The marks of a code: its own and those of the codes above that reach it.
fn marks(table: &BTreeMap<String, At>, code: &str) -> BTreeSet<String> {
    let mut marks = BTreeSet::new();
    for length in 2..=code.len() {
        if let Some(at) = code.get(..length).and_then(|above| table.get(above)) {
            marks.retain(|mark| !at.carved.contains(mark));
            marks.extend(at.marks.iter().cloned());
        }
    }
    // what is barred whole needs no weaker mark; luxury keeps its limit of value beside
    let families: BTreeSet<String> = marks.iter().map(|mark| family(mark).to_owned()).collect();
    for family in families {
        if marks.contains(&mark(&family, "listed")) {
            marks.remove(&mark(&family, "maybe"));
            marks.remove(&mark(&family, "vehicle"));
            if family != "lux" {
                marks.remove(&mark(&family, "ex"));
            }
        }
    }
    marks
}

fn family(mark: &str) -> &str {
    mark.rsplit_once('.').map_or("", |(family, _)| family)
}

fn mark(family: &str, strength: &str) -> String {
    if family.is_empty() { strength.to_owned() } else { format!("{family}.{strength}") }
}

fn add(list: &mut Vec<String>, item: String) {
    if !list.contains(&item) {
        list.push(item);
    }
}
