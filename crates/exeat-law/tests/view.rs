//! The reading view: every construct of `language.md` has its words (`view/language.txt`), every rule of the law its
//! sentence. `UPDATE_GOLDEN=1 cargo test -p exeat-law --test view` writes the golden text anew.
#![allow(clippy::unwrap_used, reason = "a test helper may panic as a test may")]

use std::fs;
use std::path::{Path, PathBuf};

use exeat_law::view::{entries, html, known_ids, text};
use exeat_law::{Loaded, Source, load};

fn here(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(path)
}

fn language() -> Loaded {
    let text = fs::read_to_string(here("language.md")).unwrap();
    let loaded = load(&[Source { name: "language.md".into(), text }]);
    assert!(!loaded.has_errors());
    loaded
}

fn law() -> Loaded {
    fn walk(folder: &Path, out: &mut Vec<Source>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, out);
            } else if path.extension().is_some_and(|e| e == "md" || e == "csv") {
                out.push(Source {
                    name: path.display().to_string(),
                    text: fs::read_to_string(&path).unwrap(),
                });
            }
        }
    }
    let mut sources = Vec::new();
    walk(&here("../../../law"), &mut sources);
    load(&sources)
}

#[test]
fn every_construct_has_its_words() {
    let shown = text(&entries(&language().theory, &[]).unwrap());
    let golden = here("view/language.txt");
    if std::env::var_os("UPDATE_GOLDEN").is_some_and(|v| v == "1") {
        fs::create_dir_all(golden.parent().unwrap()).unwrap();
        fs::write(&golden, &shown).unwrap();
    }
    assert!(shown == fs::read_to_string(&golden).unwrap_or_default(), "another reading view:\n{shown}");
}

#[test]
fn every_rule_of_the_law_is_a_sentence_beside_its_citation() {
    let theory = law().theory;
    let whole = entries(&theory, &[]).unwrap();
    for norm in &theory.norms {
        let entry = whole.iter().find(|e| e.id == norm.id && e.sort == norm.kind.word()).unwrap();
        assert!(!entry.says.is_empty() && entry.cites == norm.cites, "{}", norm.id);
        for by in &norm.defeated_by {
            let by = &theory.norms[*by].id;
            let near = |e: &exeat_law::view::Entry, id: &str| {
                e.neighbours.iter().any(|n| n.of.iter().any(|(i, _)| i == id))
            };
            let other = whole.iter().find(|e| e.id == *by).unwrap();
            assert!(
                near(entry, by) && near(other, &norm.id),
                "{} and {by} are not beside each other",
                norm.id
            );
        }
    }
    let shown = text(&whole);
    for id in known_ids(&theory) {
        assert!(shown.contains(id), "{id} is not in the view of the whole");
    }
}

#[test]
fn a_rule_of_the_law_reads_as_it_should() {
    let theory = law().theory;
    let shown = text(&entries(&theory, &["gl25.x2".into(), "hardware".into()]).unwrap());
    let start = "exclusion gl25.x2: debits to accounts of the Central Bank, the National Wealth Fund or the Ministry of Finance\n  \
                 The permissions named below do not reach the deal where “gl25.sovereign_debit” holds.\n  \
                 Cited: General License 25 paragraph (c)(2)\n";
    assert!(shown.starts_with(start), "{shown}");
    assert!(shown.contains("In force from 2022-04-07 until 2022-05-08, that day no longer\n"), "{shown}");
    assert!(
        shown.contains("On the reading “only finished equipment and terminals” (finished), it is met where"),
        "{shown}"
    );
}

#[test]
fn what_names_nothing_is_said_so() {
    assert_eq!(entries(&language().theory, &["p.codes".into(), "nothing".into()]).unwrap_err(), "nothing");
}

/// Well-formed, in English, nothing fetched from elsewhere, every link inside the page.
#[test]
fn the_page_stands_alone() {
    let page = html("A <page>", &entries(&language().theory, &[]).unwrap());
    assert!(page.starts_with("<!DOCTYPE html>\n<html lang=\"en\">"));
    assert!(page.contains("<h1>A &lt;page&gt;</h1>"));
    for elsewhere in ["src=", "<script", "<link", "url(", "@import"] {
        assert!(!page.contains(elsewhere), "{elsewhere}");
    }
    let mut open: Vec<&str> = Vec::new();
    for tag in page.split('<').skip(1).map(|t| t.split('>').next().unwrap()) {
        let name = tag.trim_start_matches('/').split([' ', '\n']).next().unwrap();
        match name {
            "!DOCTYPE" | "meta" => {}
            _ if tag.starts_with('/') => assert_eq!(open.pop(), Some(name)),
            _ => open.push(name),
        }
    }
    assert!(open.is_empty(), "{open:?}");
    for link in page.split("href=\"#").skip(1).map(|l| l.split('"').next().unwrap()) {
        assert!(page.contains(&format!("id=\"{link}\"")), "{link} leads nowhere");
    }
}
