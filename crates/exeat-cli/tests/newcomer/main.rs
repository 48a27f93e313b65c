//! A new user's own deals, as typed: few questions, each with the line that answers it, and then a verdict.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

/// She will not answer more.
const MOST: usize = 12;
const DATES: [&str; 3] = ["2022-04-10", "2024-09-15", "2026-01-15"];

/// The deals as she wrote them; none where the shared material is not there and need not be.
fn deals() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let base = std::env::var_os("EXEAT_SHARED").map_or_else(|| root.join("../shared"), PathBuf::from);
    let folder = base.join("cases/newcomer");
    let Ok(files) = fs::read_dir(&folder) else {
        assert!(std::env::var_os("EXEAT_REQUIRE_SHARED").is_none(), "{} is missing", folder.display());
        println!("skipped: {} is not there", folder.display());
        return vec![];
    };
    let mut files: Vec<PathBuf> =
        files.map(|f| f.unwrap().path()).filter(|f| f.extension().is_some_and(|e| e == "yaml")).collect();
    files.sort();
    files
}

/// The answers to each deal, by what is asked.
fn answers() -> BTreeMap<String, BTreeMap<String, String>> {
    let text = include_str!("answers.csv");
    let mut out: BTreeMap<String, BTreeMap<String, String>> = BTreeMap::new();
    for line in text.lines().filter(|l| !l.starts_with('#')).skip(1) {
        let cells: Vec<&str> = line.splitn(4, ',').collect();
        let [deal, question, answer, _why] = cells[..] else { panic!("four cells: {line}") };
        out.entry(deal.into()).or_default().insert(question.into(), answer.into());
    }
    out
}

fn check(file: &Path, on: Option<&str>, data: &Path) -> Value {
    let mut command = Command::new(env!("CARGO_BIN_EXE_exeat"));
    command.arg("check").arg(file).args(["--format", "json"]).env("EXEAT_DATA", data);
    if let Some(on) = on {
        command.args(["--on", on]);
    }
    let output = command.output().unwrap();
    serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&output.stderr)))
}

/// Writes an answer where the question says that its line belongs.
fn write(text: &str, question: &Value, answer: &str) -> String {
    let line = question["write"].as_str().unwrap();
    let (key, _) = line.split_once(':').unwrap();
    let ask = question["ask"].as_str().unwrap();
    if key == "identity" {
        // the question names the list and the entry in brackets
        let (_, named) = ask.rsplit_once('(').unwrap();
        let (list, entry) = named.trim_end_matches(")?").split_once(' ').unwrap();
        let who = ask.split_whitespace().nth(1).unwrap();
        let found = format!("identity: [{{list: {list}, entry: \"{entry}\", is: {answer}}}]");
        return under(text, who, &found);
    }
    match question["at"].as_str() {
        None => format!("{text}{}\n", line.replacen("yes or no", answer, 1)),
        Some(at) => under(text, at, &format!("{key}: {answer}")),
    }
}

/// A line under the first entry of a list that names this role, reference or place.
fn under(text: &str, at: &str, line: &str) -> String {
    let mut out: Vec<String> = text.lines().map(str::to_owned).collect();
    let of_item = at.parse::<usize>().is_ok();
    let items = out.iter().position(|l| l == "items:").unwrap();
    let entry = |(ix, l): &(usize, &String)| match of_item {
        true => *ix > items && l.starts_with("  - "),
        false => l.starts_with("  - ") && l.contains(&at.replace('_', " ")),
    };
    let (ix, _) = out.iter().enumerate().find(entry).unwrap_or_else(|| panic!("nobody is {at}"));
    out.insert(ix + 1, format!("    {line}"));
    out.join("\n") + "\n"
}

#[test]
fn a_dozen_questions_at_most_and_then_a_verdict() {
    let data = tempfile::tempdir().unwrap();
    let all = answers();
    for deal in deals() {
        let id = deal.file_stem().unwrap().to_str().unwrap();
        let answers = all.get(id).unwrap_or_else(|| panic!("nothing is answered for {id}"));
        for date in DATES {
            let asked = check(&deal, Some(date), data.path());
            let questions = asked["questions"].as_array().unwrap().len();
            assert!(questions <= MOST, "{id} on {date}: {questions} questions");
        }
        let asked = check(&deal, None, data.path());
        let mut text = fs::read_to_string(&deal).unwrap().trim_end().to_owned() + "\n";
        let mut vouched: Vec<&str> = Vec::new();
        for question in asked["questions"].as_array().unwrap() {
            let fact = question["fact"].as_str().unwrap();
            let answer = answers.get(fact).unwrap_or_else(|| panic!("{id}: no answer to {question}"));
            if question["write"].as_str().unwrap().starts_with("assume:") {
                assert_eq!(answer, "yes", "{id}: {fact}");
                assert!(
                    !question["instead"].as_array().unwrap().is_empty(),
                    "{id}: {fact} stands for nothing"
                );
                vouched.push(fact);
            } else if !answer.is_empty() {
                text = write(&text, question, answer);
            }
        }
        text += &format!("assume: [{}]\n", vouched.join(", "));
        let file = data.path().join("answered.yaml");
        fs::write(&file, &text).unwrap();
        let answered = check(&file, None, data.path());
        let left = &answered["questions"];
        assert_eq!(answered["verdict"].as_str(), Some(answers["verdict"].as_str()), "{id}: {left}\n{text}");
        assert_eq!(left.as_array().unwrap().len(), 0, "{id}: {left}");
    }
}
