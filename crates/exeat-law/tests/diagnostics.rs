//! Each file in `bad/` has one mistake and gives exactly the finding beside it; its twin in `good/` gives none.
//! `UPDATE_GOLDEN=1 cargo test -p exeat-law --test diagnostics` writes the findings anew.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test helper may panic as a test may")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use exeat_law::{Diagnostic, Loaded, Source, load};

/// Every code the parser and the resolver give.
const CODES: [&str; 15] = [
    "E010", "E011", "E012", "E020", "E030", "E031", "E032", "E033", "E040", "E041", "E050", "E051", "E060",
    "E061", "E062",
];

fn here(folder: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(folder)
}

/// The law files of a folder by name.
fn texts(folder: &str) -> Vec<(String, String)> {
    let mut out: Vec<(String, String)> = fs::read_dir(here(folder))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|e| e == "md"))
        .map(|path| {
            (path.file_stem().unwrap().to_str().unwrap().to_owned(), fs::read_to_string(path).unwrap())
        })
        .collect();
    out.sort();
    out
}

fn load_beside_frame(name: &str, text: &str) -> Loaded {
    let frame = fs::read_to_string(here("good").join("frame.md")).unwrap();
    load(&[
        Source { name: "frame.md".into(), text: frame },
        Source { name: format!("{name}.md"), text: text.into() },
    ])
}

fn shown(findings: &[Diagnostic]) -> String {
    findings.iter().map(|d| format!("{d}\n")).collect()
}

#[test]
fn each_mistake_gives_its_finding() {
    let update = std::env::var_os("UPDATE_GOLDEN").is_some_and(|v| v == "1");
    let mut wrong = Vec::new();
    let mut codes = BTreeSet::new();
    for (name, text) in texts("bad") {
        let found = load_beside_frame(&name, &text).diagnostics;
        let golden = here("bad").join(format!("{name}.txt"));
        if update {
            fs::write(&golden, shown(&found)).unwrap();
        }
        let wanted = fs::read_to_string(&golden).unwrap_or_default();
        if shown(&found) != wanted {
            wrong.push(format!("{name}: wanted\n{wanted}found\n{}", shown(&found)));
        }
        let code = name.split('-').next().unwrap().to_uppercase();
        if found.len() != 1 || found.iter().any(|d| d.code != code || d.file != format!("{name}.md")) {
            wrong.push(format!("{name}: not one finding {code} in it:\n{}", shown(&found)));
        }
        codes.insert(code);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(codes, CODES.map(str::to_owned).into());
}

#[test]
fn each_twin_gives_none() {
    let good = texts("good");
    for (name, text) in &good {
        let found = if name == "frame" {
            load(&[Source { name: "frame.md".into(), text: text.clone() }]).diagnostics
        } else {
            load_beside_frame(name, text).diagnostics
        };
        assert!(found.is_empty(), "{name}:\n{}", shown(&found));
    }
    let names =
        |all: Vec<(String, String)>| -> BTreeSet<String> { all.into_iter().map(|(n, _)| n).collect() };
    let mut bad = names(texts("bad"));
    bad.insert("frame".into());
    assert_eq!(names(good), bad, "a bad file without its twin, or the other way round");
}

/// The finding stands on the words that are wrong, not somewhere about them.
#[test]
fn findings_point_at_the_mistake() {
    for (name, at) in [
        ("e010-fact", "deal.privat"),
        ("e010-declaration", "defne"),
        ("e011-linked", "near"),
        ("e012-norm", "main.bar"),
        ("e020-kind", "hardwear"),
        ("e030-ring", "main.second"),
        ("e033-definitions", "first"),
        ("e050-citation", "main.ban"),
        ("e061-bracket", "("),
        ("e061-brace", "{"),
    ] {
        let text = fs::read_to_string(here("bad").join(format!("{name}.md"))).unwrap();
        let found = load_beside_frame(name, &text).diagnostics;
        assert_eq!(&text[found[0].span.clone()], at, "{name}");
    }
}
