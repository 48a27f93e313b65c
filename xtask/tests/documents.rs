//! What the documents show is what Exeat does.
//!
//! A fence ` ```yaml ` in the documents below is a transaction, and is read. A fence ` ```text ` right after it is
//! its answer: each stretch between `…` must stand there, in that order, blanks and line ends aside. A transaction
//! in a fence ` ```yaml wrong ` must be refused, with the text that follows.
#![allow(clippy::unwrap_used, reason = "a test helper may panic as a test may")]

use std::path::Path;

use exeat::{Desk, Determination, Lists, Transaction, assess, text, transaction};
use exeat_law::Loaded;
use exeat_law::value::{Possible, Value};
use exeat_lists::starter;
use exeat_screen::{Index, REVIEW};
use jiff::civil::date;

const DOCUMENTS: [&str; 2] = ["README.md", "docs/checking.md"];

fn document(path: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(path)).unwrap()
}

/// A fence: line, what stands behind its opening signs, content.
struct Fence {
    line: usize,
    info: String,
    content: String,
}

fn fences(text: &str) -> Vec<Fence> {
    let mut out: Vec<Fence> = Vec::new();
    let mut open = false;
    for (ix, line) in text.lines().enumerate() {
        if let Some(info) = line.strip_prefix("```") {
            open = !open;
            if open {
                out.push(Fence { line: ix + 1, info: info.to_owned(), content: String::new() });
            }
        } else if open && let Some(fence) = out.last_mut() {
            fence.content.push_str(line);
            fence.content.push('\n');
        }
    }
    out
}

fn squash(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The first stretch of `shown` that `full` does not hold after those before it.
fn missing(shown: &str, full: &str) -> Option<String> {
    let full = squash(full);
    let mut rest = full.as_str();
    for stretch in shown.split('…').map(squash).filter(|s| !s.is_empty()) {
        match rest.find(&stretch) {
            Some(at) => rest = &rest[at + stretch.len()..],
            None => return Some(stretch),
        }
    }
    None
}

fn answer(law: &Loaded, transaction: &Transaction) -> String {
    text::render(&determine(law, transaction, &[]))
}

fn determine(law: &Loaded, transaction: &Transaction, regimes: &[usize]) -> Determination {
    let known_on = date(2026, 11, 24);
    let theory = law.theory.known_on(known_on);
    let lists = Lists { starter: Some(Index::build(starter::entries())), ..Lists::default() };
    let desk = Desk {
        theory: &theory,
        law_hash: "",
        lists: &lists,
        policy: theory.policies.iter().find(|p| p.id == "default"),
        review: REVIEW,
        regimes,
        known_on,
    };
    assess(transaction, &desk)
}

#[test]
fn transactions_shown_are_read_and_answered_as_shown() {
    let law = exeat::law::load_embedded();
    let mut read = 0;
    for path in DOCUMENTS {
        let fences = fences(&document(path));
        for (ix, fence) in fences.iter().enumerate().filter(|(_, f)| f.info.starts_with("yaml")) {
            read += 1;
            let at = format!("{path}:{}", fence.line);
            let shown = fences.get(ix + 1).filter(|f| f.info == "text");
            let full =
                match (transaction::read(&fence.content, "order-1.yaml", &law.theory), fence.info.as_str()) {
                    (Ok(stated), "yaml") if shown.is_some() => answer(&law, &stated),
                    (Ok(_), "yaml") => String::new(),
                    (Err(errors), "yaml wrong") => {
                        errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
                    }
                    (Ok(_), _) => panic!("{at}: this is read, though it should be wrong"),
                    (Err(errors), _) => panic!("{at}: {errors:?}"),
                };
            if let Some(stretch) = shown.and_then(|shown| missing(&shown.content, &full)) {
                panic!("{at}: the text below shows {stretch:?}, which is not, or not there, in\n{full}");
            }
        }
    }
    assert!(read > 5, "{read}");
}

/// The rows of the demo's table: file of the deal and three verdicts.
#[test]
fn readme_shows_the_demo_as_it_is() {
    let law = exeat::law::load_embedded();
    let readme = document("README.md");
    let table = fences(&readme).into_iter().find(|f| f.content.starts_with("deal ")).unwrap();
    let mut rows = table.content.lines();
    // the demo's columns: 12 for the deal, 34 for its title, 18 for each date
    let cells = |line: &str| -> Vec<String> {
        let at = |from: usize| line.chars().skip(from).take(18).collect::<String>().trim().to_owned();
        vec![at(48), at(67), at(86)]
    };
    let dates: Vec<&str> = rows.next().unwrap().split_whitespace().skip(1).collect();
    assert_eq!(dates.len(), 3);
    for row in rows {
        let name = row.split_whitespace().next().unwrap();
        let path = format!("examples/source-article/{name}.yaml");
        let (_, content) = exeat::law::EXAMPLES.iter().find(|(p, _)| *p == path).unwrap();
        for (day, verdict) in dates.iter().zip(cells(row)) {
            let mut stated = transaction::read(content, &path, &law.theory).unwrap();
            stated.date = Possible::is(Value::Date(day.parse().unwrap()));
            let answer = answer(&law, &stated);
            let headline = match verdict.strip_prefix("\u{2265} ") {
                Some(least) => format!("UNDETERMINED, AT LEAST {}", least.to_uppercase()),
                None => verdict.to_uppercase(),
            };
            assert!(answer.starts_with(&headline), "{name} on {day}: README shows {verdict}");
        }
    }
}

/// Rows of the tables in `docs/origin.md`: file, day, regime, verdict.
#[test]
fn every_question_of_the_origin_comes_out_as_shown() {
    let law = exeat::law::load_embedded();
    let origin = document("docs/origin.md");
    let mut asked = vec![0; 14];
    let mut question = 0;
    for line in origin.lines() {
        if let Some(title) = line.strip_prefix("## S") {
            question = title.split('.').next().unwrap().parse().unwrap();
        }
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        let ["", file, day, regime, verdict, ""] = cells[..] else { continue };
        let Some(file) = file.strip_prefix('`').and_then(|f| f.strip_suffix('`')) else { continue };
        let mut stated = transaction::read(&document(file), file, &law.theory).unwrap();
        stated.date = Possible::is(Value::Date(day.parse().unwrap()));
        let regimes: Vec<usize> =
            law.theory.regimes.iter().enumerate().filter(|(_, r)| r.id == regime).map(|(ix, _)| ix).collect();
        assert_eq!(regimes.is_empty(), regime == "all", "{line}: there is no regime {regime}");
        let answer = determine(&law, &stated, &regimes);
        assert_eq!(answer.verdict, verdict, "{file} on {day} under {regime}");
        asked[question] += 1;
    }
    assert!(asked[1..].iter().all(|rows| *rows > 0), "questions without a row: {asked:?}");
}

#[test]
fn readme_names_every_regime_with_its_days() {
    let law = exeat::law::load_embedded();
    let readme = document("README.md");
    for regime in &law.theory.regimes {
        let row = readme.lines().find(|l| l.starts_with(&format!("| `{}` |", regime.id)));
        let days = format!("| {} | {} |", regime.encoded_from, regime.surveyed);
        assert!(row.is_some_and(|r| r.ends_with(&days)), "README: {} should end {days}", regime.id);
    }
}

#[test]
fn readme_names_every_exit_code() {
    use exeat_law::judge::Answer;
    use exeat_law::theory::Verdict;
    let readme = document("README.md");
    let closed = [Verdict::Permitted, Verdict::Prohibited, Verdict::LicenceRequired, Verdict::NoRuleFound];
    let answers = closed.into_iter().map(Answer::Closed);
    for answer in answers.chain([Answer::Undetermined, Answer::Contested, Answer::Degraded]) {
        let row = format!("| `{}` | {} |", answer.words(), answer.exit());
        assert!(readme.contains(&row), "README: {row}");
    }
}
