//! `docs/grammar.md`: its examples are a law that loads and whose cases pass, and its words are those that the parser
//! and the resolver know.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test helper may panic as a test may")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use exeat_law::fmt::format;
use exeat_law::{Source, load};

fn here(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn page() -> String {
    fs::read_to_string(here("../../docs/grammar.md")).unwrap()
}

/// Pieces in double quotes, on one line.
fn quoted(text: &str) -> impl Iterator<Item = &str> {
    text.lines().flat_map(|line| line.split('"').skip(1).step_by(2))
}

fn is_word(text: &&str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_lowercase() || b == b'/')
}

/// The `name = …` of the page: name and right side.
fn productions(page: &str) -> Vec<(String, String)> {
    let mut out: Vec<(String, String)> = Vec::new();
    for block in page.split("\n```grammar\n").skip(1) {
        for line in block.split("\n```").next().unwrap_or("").lines().filter(|l| !l.is_empty()) {
            if line.starts_with(' ') {
                out.last_mut().unwrap().1 += &format!("\n{line}");
            } else {
                let (name, right) = line.split_once('=').unwrap();
                out.push((name.trim().to_owned(), right.to_owned()));
            }
        }
    }
    out
}

/// Words that the sources look for: those of `eat`, `sees` and `peek_is`, and of the lists of clauses and keywords;
/// and every word in quotes at all.
fn known() -> (BTreeSet<String>, BTreeSet<String>) {
    fn files(folder: &Path, out: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() { files(&path, out) } else { out.push(path) }
        }
    }
    let mut paths = vec![here("src/syntax/parser.rs"), here("src/unit.rs")];
    files(&here("src/resolve"), &mut paths);
    let (mut sought, mut all) = (BTreeSet::new(), BTreeSet::new());
    for path in paths {
        let text = fs::read_to_string(path).unwrap();
        let text = text.split("#[cfg(test)]").next().unwrap();
        all.extend(quoted(text).filter(is_word).map(str::to_owned));
        for (open, close) in [
            (".eat(&[", "]"),
            (".sees(&[", "]"),
            ("peek_is(", ")"),
            ("const KEYWORDS", ";\n"),
            ("const CLAUSES", ";\n"),
            ("const COND_WORDS", ";\n"),
        ] {
            for piece in text.split(open).skip(1) {
                let list = match open.starts_with("const") {
                    // the type before the sign has a `;` of its own
                    true => piece.split_once('=').unwrap().1.split(close).next().unwrap(),
                    false => piece.split(close).next().unwrap(),
                };
                sought.extend(quoted(list).filter(is_word).map(str::to_owned));
            }
        }
    }
    (sought, all)
}

#[test]
fn the_examples_are_a_law_and_come_out_as_written() {
    let text = page();
    let loaded = load(&[Source { name: "docs/grammar.md".into(), text: text.clone() }]);
    let found: Vec<String> = loaded.diagnostics.iter().map(ToString::to_string).collect();
    assert!(found.is_empty(), "{}", found.join("\n"));
    let failures: Vec<String> = loaded.cases.iter().flat_map(|c| c.run(&loaded.theory)).collect();
    assert!(failures.is_empty(), "{}", failures.join("\n"));
    assert!(loaded.cases.len() >= 4 && loaded.theory.norms.len() >= 2);
    assert!(format(&text).unwrap() == text, "lay it out with `exeat law fmt docs/grammar.md`");
}

#[test]
fn its_words_are_those_that_are_read() {
    let page = page();
    let productions = productions(&page);
    let written: BTreeSet<String> =
        productions.iter().flat_map(|(_, right)| quoted(right)).filter(is_word).map(str::to_owned).collect();
    let (sought, all) = known();
    assert!(sought.len() > 120, "{sought:?}");
    let unwritten: Vec<&String> = sought.difference(&written).collect();
    assert!(unwritten.is_empty(), "read, but not in docs/grammar.md: {unwritten:?}");
    let unread: Vec<&String> = written.difference(&all).collect();
    assert!(unread.is_empty(), "in docs/grammar.md, but never read: {unread:?}");
}

#[test]
fn every_name_on_a_right_side_has_a_left_side() {
    let page = page();
    let productions = productions(&page);
    let defined: BTreeSet<&str> = productions.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(defined.len(), productions.len(), "a name stands on two left sides");
    // the words about words are prose
    for (name, right) in productions.iter().filter(|(name, _)| name.bytes().any(|b| b.is_ascii_lowercase())) {
        let bare: String = right.split('"').step_by(2).collect::<Vec<_>>().join(" ");
        for word in bare.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).filter(|w| !w.is_empty()) {
            let beside = ["prose", "VALUE", "NUMBER", "MONTH_DAY", "DASH"].contains(&word);
            assert!(beside || defined.contains(word), "`{word}` in `{name}` has no production");
        }
    }
    for (name, _) in productions.iter().skip(1) {
        let used = productions.iter().any(|(_, right)| {
            let bare: String = right.split('"').step_by(2).collect::<Vec<_>>().join(" ");
            bare.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).any(|w| w == name)
        });
        assert!(used, "`{name}` is used nowhere");
    }
}
