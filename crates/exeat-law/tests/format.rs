//! The layout: the same law afterwards (obligation O12), the same again when laid out twice, prose untouched.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test helper may panic as a test may")]

use std::fs;
use std::path::{Path, PathBuf};

use exeat_law::fmt::{WIDTH, format};
use exeat_law::theory::{Cond, Test, Theory};
use exeat_law::{Loaded, Source, load};
use proptest::prelude::*;

fn top() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn law_files(folder: &str) -> Vec<Source> {
    fn walk(folder: &Path, out: &mut Vec<Source>) {
        let mut entries: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
        entries.sort();
        for path in entries {
            if path.is_dir() {
                walk(&path, out);
            } else if path.extension().is_some_and(|e| e == "md") {
                out.push(Source {
                    name: path.display().to_string(),
                    text: fs::read_to_string(&path).unwrap(),
                });
            }
        }
    }
    let mut out = Vec::new();
    walk(&top().join(folder), &mut out);
    out
}

fn laid_out(sources: &[Source]) -> Vec<Source> {
    let format = |s: &Source| Source {
        name: s.name.clone(),
        text: format(&s.text).unwrap_or_else(|_| s.text.clone()),
    };
    sources.iter().map(format).collect()
}

/// Sets are sets: their order is the layout's. Everything else must be the same to the letter.
fn meaning(loaded: &Loaded) -> String {
    let mut theory: Theory = loaded.theory.clone();
    for test in theory.tests.iter_mut().flatten() {
        sort(test);
    }
    let set_order = |v: &mut Vec<_>| v.sort_by_key(|v| format!("{v:?}"));
    theory.sets.iter_mut().for_each(|s| set_order(&mut s.values));
    theory.norms.iter_mut().for_each(|n| {
        walk(&mut n.when);
        n.licences.iter_mut().for_each(|l| walk(&mut l.when));
    });
    theory.defines.iter_mut().for_each(|d| walk(&mut d.means));
    theory.terms.iter_mut().flat_map(|t| &mut t.readings).for_each(|r| walk(&mut r.means));
    // places of cases and expectations may move
    let cases: Vec<String> = loaded
        .cases
        .iter()
        .map(|c| format!("{} {:?} {:?} {:?}", c.title, c.on, c.known_on, c.assume))
        .collect();
    format!("{theory:#?}\n{cases:#?}")
}

fn sort(test: &mut Test) {
    match test {
        Test::Is(values) => values.sort(),
        Test::Under(codes) => codes.sort(),
        _ => {}
    }
}

fn walk(cond: &mut Cond) {
    match cond {
        Cond::All(all) | Cond::AtLeast(_, all) => all.iter_mut().for_each(walk),
        Cond::Not(inner) | Cond::AnyOf(_, inner) => walk(inner),
        Cond::Fact(_, test) => sort(test),
        Cond::Status(_, _, verdicts) => verdicts.sort(),
        _ => {}
    }
}

fn prose(text: &str) -> Vec<String> {
    let root = exeat_law::syntax::parse(text).root();
    let tokens = root.children_with_tokens().filter_map(|e| e.into_token());
    tokens.map(|t| t.text().to_owned()).collect()
}

/// Comments in any order: they move with what they stand above.
fn comments(text: &str) -> Vec<String> {
    let root = exeat_law::syntax::parse(text).root();
    let tokens = root.descendants_with_tokens().filter_map(|e| e.into_token());
    let comments = tokens.filter(|t| t.kind() == exeat_law::syntax::SyntaxKind::Comment);
    let mut out: Vec<String> = comments.map(|t| t.text().trim_end().to_owned()).collect();
    out.sort();
    out
}

fn first_difference(a: &str, b: &str) -> String {
    let line = a.lines().zip(b.lines()).find(|(a, b)| a != b);
    line.map_or("lengths differ".to_owned(), |(a, b)| format!("{a}\n{b}"))
}

/// O12: parse ∘ print = identity, formatting is idempotent, and nothing but layout is touched.
fn holds(before: &[Source]) {
    let after = laid_out(before);
    for (before, after) in before.iter().zip(&after) {
        assert_eq!(prose(&before.text), prose(&after.text), "{}: prose", before.name);
        assert_eq!(comments(&before.text), comments(&after.text), "{}: comments", before.name);
        if let Ok(again) = format(&after.text) {
            assert!(
                again == after.text,
                "{}: not the same twice: {}",
                before.name,
                first_difference(&after.text, &again)
            );
        }
    }
    let (one, two) = (load(before), load(&after));
    let (found, finds) = (one.diagnostics.len(), two.diagnostics.len());
    assert_eq!(
        found,
        finds,
        "findings: {:?}",
        two.diagnostics.iter().map(ToString::to_string).collect::<Vec<_>>()
    );
    if one.diagnostics.is_empty() {
        let (one, two) = (meaning(&one), meaning(&two));
        assert!(one == two, "another law: {}", first_difference(&one, &two));
    }
}

#[test]
fn o12_the_law_base_stays_the_same_law() {
    holds(&law_files("law"));
}

#[test]
fn the_law_base_is_laid_out() {
    for source in law_files("law") {
        assert!(format(&source.text).unwrap() == source.text, "{}: run `exeat law fmt`", source.name);
    }
}

#[test]
fn o12_every_construct_and_every_fixture() {
    let frame = law_files("crates/exeat-law/tests/good");
    let language = fs::read_to_string(top().join("crates/exeat-law/tests/language.md")).unwrap();
    holds(&[Source { name: "language.md".into(), text: language }]);
    let of = |name: &str| frame.iter().find(|s| s.name.ends_with(name)).unwrap().clone();
    for source in frame.iter().filter(|s| !s.name.ends_with("frame.md")) {
        holds(&[of("frame.md"), source.clone()]);
    }
}

/// Blanks, line ends in brackets, order of clauses and of set members: whatever the author did, one layout comes out.
#[test]
fn one_layout_whatever_the_author_did() {
    let untidy = "Prose  stays.\n```law\n\n\nprohibition a   \"A\"\n     when   any of   -- why\n         -- before it\n         -   x is one of {C,\n   B,A}\n\n         - (y\n     and   z)\n     cites  15 CFR  1(a)  -- kept\n\n     part r.p\n-- about b\nduty b \"B\"\n```\nMore.\n";
    let tidy = "Prose  stays.\n```law\nprohibition a \"A\"\n  part        r.p\n  cites       15 CFR  1(a)  -- kept\n  when any of  -- why\n    -- before it\n    - x is one of {A, B, C}\n    - (y and z)\n-- about b\nduty b \"B\"\n```\nMore.\n";
    assert_eq!(format(untidy).unwrap(), tidy);
    assert_eq!(format(tidy).unwrap(), tidy);
    let windows = untidy.replace('\n', "\r\n");
    assert_eq!(format(&windows).unwrap(), tidy.replace('\n', "\r\n"));
}

#[test]
fn a_marked_set_keeps_its_order_and_long_ones_are_filled() {
    let kept = "```law\ndefine a\n  means       x is one of {C, A}  -- in this order\n```\n";
    assert_eq!(format(kept).unwrap(), kept);
    let values: Vec<String> = (10..60).map(|n| format!("value{n}")).collect();
    let long = format!("```law\ndefine a\n  means       x is one of {{{}}}\n```\n", values.join(", "));
    let laid = format(&long).unwrap();
    assert!(laid.lines().all(|l| l.len() <= WIDTH), "{laid}");
    assert_eq!(laid.lines().filter(|l| l.contains("value")).count(), 6);
}

#[test]
fn what_cannot_be_read_is_not_touched() {
    let complaints = format("```law\ndefine a\n  means       (x\n```\n").unwrap_err();
    assert_eq!(complaints[0].code, "E061");
}

/// Pieces from which blocks are shuffled together.
const PIECES: [&str; 34] = [
    "prohibition",
    "a.b",
    "\"text\"",
    "\n",
    "\n  ",
    "\n    ",
    "\n      - ",
    "when",
    "all of",
    "any of",
    "provided",
    "cites",
    "note",
    "{",
    "}",
    "(",
    ")",
    ",",
    "and",
    "or",
    "not",
    "if",
    ":",
    "x is y",
    "-- comment\n",
    "2022-04-07",
    "50%",
    " ",
    "\r\n",
    "case",
    "as known on",
    "-",
    "§",
    "means",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 3000, ..ProptestConfig::default() })]

    #[test]
    fn o12_shuffled_blocks(pieces in proptest::collection::vec(0..PIECES.len(), 0..40)) {
        let inside: Vec<&str> = pieces.iter().map(|i| PIECES[*i]).collect();
        let text = format!("prose\n```law\n{}\n```\nprose\n", inside.join(" "));
        holds(&[Source { name: "shuffled.md".into(), text }]);
    }
}

/// What shuffling once found.
#[test]
fn shuffles_that_once_were_laid_out_differently_the_second_time() {
    for inside in [
        "all of -- comment\n cites \n   ) \n     ) \n      - ",
        "means x is y { ( } -- comment\n -- comment\n )",
        "define a\n  means x is one of {(} and LONG and LONG",
        "licence ( -- comment\n when x is y",
        "de\u{c}\u{c}fine c\n means x is y",
        "fact a \"where\u{e9}  \r\nfact b",
        "define a\n  means (x is \"y\n  and z)",
        "kind a\n  source\n    note\n      held\n    because",
        "define a\n  means (x } is y and LONG and LONG)",
        "define a\n  means (x is one of {(, y} and LONG and LONG)",
    ] {
        let inside = inside.replace("LONG", &format!("\"{}\" is z", "long ".repeat(20)));
        let text = format!("prose\n```law\n{inside}\n```\nprose\n");
        holds(&[Source { name: "shuffled.md".into(), text }]);
    }
}

/// Indented twice as deep, with empty lines between clauses and blanks at line ends, a file has the same layout.
#[test]
fn other_blanks_same_layout() {
    for source in law_files("law/us") {
        let mut text = String::new();
        let mut ours = false;
        for line in source.text.lines() {
            if line.starts_with("```") {
                ours = line != "```";
                text.push_str(line);
            } else if ours {
                let indent = line.len() - line.trim_start().len();
                text.push_str(&format!("{}{}  ", " ".repeat(indent), line));
                if line.starts_with("  ") {
                    text.push('\n');
                }
            } else {
                text.push_str(line);
            }
            text.push('\n');
        }
        assert!(format(&text).unwrap() == source.text, "{}", source.name);
    }
}
