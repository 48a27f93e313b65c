//! Each file in `bad/` has one mistake and gives exactly the finding beside it; its twin in `good/` gives none.
//! `UPDATE_GOLDEN=1 cargo test -p exeat-law --test diagnostics` writes the findings anew.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test helper may panic as a test may")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use exeat_law::{Diagnostic, Loaded, Source, checks, load};

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

fn beside_frame(name: &str, text: &str) -> Vec<Source> {
    let frame = fs::read_to_string(here("good").join("frame.md")).unwrap();
    vec![
        Source { name: "frame.md".into(), text: frame },
        Source { name: format!("{name}.md"), text: text.into() },
    ]
}

fn load_beside_frame(name: &str, text: &str) -> Loaded {
    load(&beside_frame(name, text))
}

/// What reading finds, and for a fixture of a warning what the checks find in it.
fn findings(name: &str, text: &str) -> Vec<Diagnostic> {
    let sources = beside_frame(name, text);
    let loaded = load(&sources);
    if !name.starts_with('w') {
        return loaded.diagnostics;
    }
    let report = checks::check(&sources, &loaded);
    assert!(report.unsettled.is_empty(), "{name}: {:?}", report.unsettled);
    report.findings.into_iter().filter(|d| d.file != "frame.md").collect()
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
        let found = findings(&name, &text);
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
    // those of coverage are shown in `mutation.rs`
    let pages = checks::ALL.iter().map(|c| c.code().to_owned()).filter(|c| !c.starts_with('T'));
    assert_eq!(codes, pages.collect());
}

#[test]
fn each_twin_gives_none() {
    let good = texts("good");
    for (name, text) in &good {
        let found = if name == "frame" {
            load(&[Source { name: "frame.md".into(), text: text.clone() }]).diagnostics
        } else {
            findings(name, text)
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

/// A code in the sources has a page, a page has a code in the sources, and none has two.
#[test]
fn every_code_has_one_page() {
    fn walk(folder: &Path, out: &mut BTreeSet<String>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, out);
            } else {
                let text = fs::read_to_string(&path).unwrap();
                // documentation may name codes; only quoted ones are given
                for piece in
                    text.lines().filter(|l| !l.trim_start().starts_with("//")).flat_map(|l| l.split('"'))
                {
                    let (head, digits) = piece.split_at_checked(1).unwrap_or_default();
                    if ["E", "W", "T"].contains(&head)
                        && digits.len() == 3
                        && digits.bytes().all(|b| b.is_ascii_digit())
                    {
                        out.insert(piece.to_owned());
                    }
                }
            }
        }
    }
    let mut given = BTreeSet::new();
    walk(&here("../src"), &mut given);
    let pages: Vec<String> = checks::ALL.iter().map(|c| c.code().to_owned()).collect();
    assert_eq!(pages, given.into_iter().collect::<Vec<_>>());
    for check in checks::ALL {
        let page = check.page();
        assert!(page.starts_with(&format!("# {}: {}\n", check.code(), check.title())), "{page}");
        for heading in ["What it says", "Why", "Example", "Instead"] {
            assert_eq!(
                page.matches(&format!("\n## {heading}\n\n")).count(),
                1,
                "{}: {heading}",
                check.code()
            );
        }
    }
}

/// `exeat law check --explain all > docs/checks.md` writes it anew.
#[test]
fn the_book_of_checks_is_what_the_sources_say() {
    let book = fs::read_to_string(here("../../../docs/checks.md")).unwrap_or_default();
    assert!(book == checks::book(), "run `exeat law check --explain all > docs/checks.md`");
}
