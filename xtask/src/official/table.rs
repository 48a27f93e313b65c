//! The tables beside the transcriptions, and the same columns out of a file of cases.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use serde_json::Value;

use crate::task::rows;

/// A question: everything about a case but its answer.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Question {
    pub(super) id: String,
    /// Programme or rule it is asked under, as its row words it.
    pub(super) regime: String,
    pub(super) basis: String,
    pub(super) jurisdiction: String,
    pub(super) topic: String,
    /// Cases drawn from the same answer.
    pub(super) group: String,
}

/// What the regulator answered.
#[derive(Debug, Clone, Default)]
pub(super) struct Answer {
    /// `permitted`, `prohibited`, `licence-required`, `conditional`, `not-covered`.
    pub(super) expected: String,
    /// Citations, shortened.
    pub(super) authority: Vec<String>,
    /// Facts, duties or norms of ours, any of which names the condition it turns on.
    pub(super) names: Vec<String>,
    /// The condition in words, where a file of cases gives it.
    pub(super) words: Vec<String>,
}

fn list(cell: &str, between: char) -> Vec<String> {
    cell.split(between).map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned).collect()
}

/// `cases.csv` of a folder.
pub(super) fn questions(folder: &Path) -> Result<Vec<Question>> {
    let columns = ["id", "regime", "basis", "jurisdiction", "topic", "group"];
    let rows = rows(&folder.join("cases.csv"), &columns)?;
    let question = |row: Vec<String>| match &row[..] {
        [id, regime, basis, jurisdiction, topic, group] => Question {
            id: id.clone(),
            regime: regime.clone(),
            basis: basis.clone(),
            jurisdiction: jurisdiction.clone(),
            topic: topic.clone(),
            group: group.clone(),
        },
        _ => Default::default(),
    };
    Ok(rows.into_iter().map(question).collect())
}

/// `expected.csv` of a folder, by id.
pub(super) fn answers(folder: &Path) -> Result<BTreeMap<String, Answer>> {
    let rows = rows(&folder.join("expected.csv"), &["id", "expected", "authority", "condition"])?;
    let answer = |row: Vec<String>| match &row[..] {
        [id, expected, authority, condition] => {
            let names = list(condition, ' ');
            let authority = list(authority, ';');
            (id.clone(), Answer { expected: expected.clone(), authority, names, words: vec![] })
        }
        _ => Default::default(),
    };
    Ok(rows.into_iter().map(answer).collect())
}

/// `regimes.csv`: which of our regimes answer for a programme. A folder without one uses `otherwise`.
pub(super) fn regimes(folder: &Path, otherwise: &Path) -> Result<BTreeMap<String, Vec<String>>> {
    let mut path = folder.join("regimes.csv");
    if !path.is_file() {
        path = otherwise.join("regimes.csv");
    }
    let rows = rows(&path, &["regime", "ours"])?;
    let pair = |row: Vec<String>| match &row[..] {
        [regime, ours] => (regime.clone(), list(ours, ' ')),
        _ => Default::default(),
    };
    Ok(rows.into_iter().map(pair).collect())
}

/// Our regimes for a programme: those of its own row, or of the longest row whose wording it contains.
pub(super) fn ours<'r>(regimes: &'r BTreeMap<String, Vec<String>>, programme: &str) -> &'r [String] {
    let within = || {
        regimes.iter().filter(|(key, _)| programme.contains(key.as_str())).max_by_key(|(key, _)| key.len())
    };
    regimes.get(programme).or_else(|| within().map(|(_, ours)| ours)).map_or(&[], Vec::as_slice)
}

/// Decision cases of a file of JSON lines.
fn lines(file: &Path) -> Result<Vec<Value>> {
    let text = fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?;
    let mut out = Vec::new();
    for (n, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let row: Value =
            serde_json::from_str(line).with_context(|| format!("{}:{}: no JSON", file.display(), n + 1))?;
        if row["case_type"].as_str().is_none_or(|kind| kind == "decision") {
            out.push(row);
        }
    }
    Ok(out)
}

fn word(row: &Value, key: &str) -> String {
    row[key].as_str().unwrap_or_default().to_owned()
}

/// The questions of a file of cases.
pub(super) fn questions_of_lines(file: &Path) -> Result<Vec<Question>> {
    let question = |row: &Value| Question {
        id: word(row, "id"),
        regime: word(row, "regime"),
        basis: word(row, "basis"),
        jurisdiction: word(row, "jurisdiction"),
        topic: word(row, "topic"),
        group: word(row, "group"),
    };
    Ok(lines(file)?.iter().map(question).collect())
}

/// The answers of a file of cases; what names a condition comes from `expected.csv` of the folder, if it has one.
pub(super) fn answers_of_lines(file: &Path, folder: &Path) -> Result<BTreeMap<String, Answer>> {
    let named = if folder.join("expected.csv").is_file() { answers(folder)? } else { BTreeMap::new() };
    let texts = |row: &Value, key: &str| -> Vec<String> {
        let all = row[key].as_array().into_iter().flatten();
        all.filter_map(|text| text.as_str().map(str::to_owned)).collect()
    };
    let answer = |row: &Value| {
        let id = word(row, "id");
        let names = named.get(&id).map(|a| a.names.clone()).unwrap_or_default();
        let answer = Answer {
            expected: word(row, "expected"),
            authority: texts(row, "authority"),
            names,
            words: texts(row, "conditions"),
        };
        (id, answer)
    };
    Ok(lines(file)?.iter().map(answer).collect())
}

/// Rows of a file of cases by id, whole.
pub(super) fn whole_rows(file: &Path) -> Result<BTreeMap<String, Value>> {
    Ok(lines(file)?.into_iter().map(|row| (word(&row, "id"), row)).collect())
}

/// `facts.csv`: for each case the stated facts, and the field of the source row behind each.
pub(super) fn facts(folder: &Path) -> Result<BTreeMap<String, Vec<(String, String)>>> {
    let mut out: BTreeMap<String, Vec<(String, String)>> = BTreeMap::new();
    for row in rows(&folder.join("facts.csv"), &["id", "fact", "source"])? {
        if let [id, fact, source] = &row[..] {
            out.entry(id.clone()).or_default().push((fact.clone(), source.clone()));
        }
    }
    Ok(out)
}
