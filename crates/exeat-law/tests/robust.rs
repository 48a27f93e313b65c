//! Whatever the bytes, a law file gives a lossless tree and findings with a place, and nothing panics.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test helper may panic as a test may")]

#[path = "../../../fuzz/src/law.rs"]
#[allow(dead_code, unreachable_pub, reason = "shared with the fuzz targets, which use all of it")]
mod harness;

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use exeat_law::{Loaded, Source, load};
use proptest::prelude::*;
use proptest::sample::Index;

fn top() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Every file below a folder, with its bytes.
fn files(folder: &str) -> Vec<(PathBuf, Vec<u8>)> {
    fn walk(folder: &Path, out: &mut Vec<(PathBuf, Vec<u8>)>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, out);
            } else {
                out.push((path.clone(), fs::read(&path).unwrap()));
            }
        }
    }
    let mut out = Vec::new();
    walk(&top().join(folder), &mut out);
    out.sort();
    assert!(out.len() > 3, "{folder} is nearly empty");
    out
}

#[test]
fn corpora_of_the_fuzz_targets() {
    for (path, bytes) in files("fuzz/corpus/law") {
        println!("{}", path.display());
        harness::alone(&bytes);
        harness::laid_out(&bytes);
    }
    for (path, bytes) in files("fuzz/corpus/law_with_schema") {
        println!("{}", path.display());
        harness::with_schema(&bytes);
        harness::laid_out(&bytes);
    }
}

fn block(inside: &str) -> String {
    format!("```law\n{inside}\n```\n")
}

fn one(text: String) -> Vec<Source> {
    vec![Source { name: "input.md".into(), text }]
}

/// Loads hostile text on the small stack of a test thread, within a time that no quadratic reading would keep.
fn refused(text: String) -> Loaded {
    harness::lossless(&text);
    let begun = Instant::now();
    let sources = one(text);
    let loaded = load(&sources);
    let took = begun.elapsed();
    assert!(took < Duration::from_secs(10), "it took {took:?}");
    harness::findings(&sources, &loaded);
    assert!(loaded.has_errors());
    loaded
}

#[test]
fn deep_nesting_is_a_finding() {
    let deep = 100_000;
    let dashes = |indent: fn(usize) -> usize| {
        let line = |i: usize| format!("{}- all of\n", " ".repeat(indent(i)));
        format!("define d\n  means all of\n{}", (1..2000).map(line).collect::<String>())
    };
    for inside in [
        format!("define d\n  means {}a{}", "(".repeat(deep), ")".repeat(deep)),
        format!("define d\n  means {}", "(\n".repeat(deep)),
        format!("define d\n  means {}a", "not ".repeat(deep)),
        format!("define d\n  means {}a", "if ".repeat(deep)),
        format!("define d\n  means {}a", "any buyer has (".repeat(deep)),
        format!("define d\n  means all of\n{}", "    - all of\n".repeat(deep)),
        dashes(|i| i + 3),
        dashes(|i| 4000 - i),
        format!("kind k\n{}", (1..2000).map(|i| format!("{}a{i}\n", " ".repeat(i))).collect::<String>()),
        format!("role r is {}", "{".repeat(deep)),
    ] {
        refused(block(&inside));
    }
}

#[test]
fn long_files_take_no_square_of_their_length() {
    let long = 1 << 20;
    for text in [
        block(&"(".repeat(long)),
        block(&format!("define d\n  means ({}", "\n".repeat(long))),
        block(&format!("role r is {{{}", "\n".repeat(long))),
        block(&format!("{}x", "\n".repeat(long))),
        block(&format!("define d\n  means {}", "a and ".repeat(long / 6))),
        block(&format!("define d\n  means {}a", "a or b and ".repeat(long / 11))),
        block(&"x\n".repeat(long / 40)),
        block(&"fact\n".repeat(long / 40)),
        block(&format!("fact {} : wrong", "x".repeat(2 * long))),
        block(&format!("kind {0}\nfact f : kind {0}y", "x".repeat(long))),
        block(&"\"".repeat(long)),
        "```law\n".repeat(long / 8),
        "```law\nx\n```\n".repeat(long / 400),
        format!("{}{}", block("fact deal.date : date \"x\""), "```cases\ncase\n```\n".repeat(long / 400)),
        block(&many(|i| format!("fact deal.f{i} : date \"x\"\n"))),
        block(&format!("kind k\n{}", many(|i| format!("  n{i}\n")))),
        block(&many(|i| format!("define d{i}\n  means e{i}\n"))),
        block(&many(|i| format!("role r{i}\nrole g{i} is {{r{i}, s{i}}}\n"))),
        block(&format!("set s of code\n{}", many(|i| format!("  {{c{i}}}\n")))),
        format!(
            "{}```cases\n{}```\n",
            block("fact deal.date : date \"x\""),
            many(|i| format!("case \"c{i}\"\n  on 2022-01-01\n"))
        ),
        block(&format!("{FRAME}{}", many(|i| format!("prohibition r.p{i} \"p\"\n  part r.a\n  cites 1\n")))),
    ] {
        refused(text);
    }
}

/// Ten thousand declarations.
fn many(one: impl Fn(usize) -> String) -> String {
    (0..10_000).map(one).collect::<String>() + "wrong\n"
}

/// What a norm needs above it.
const FRAME: &str = "fact deal.ok : yes/no \"x\"\nfact deal.date : date \"x\"\n\
    regime r \"r\"\n  encoded from 2020-01-01\n  surveyed 2025-01-01\n  blocked on us.ofac.sdn\npart r.a \"a\"\n\
    instrument r.i \"i\"\n  regime r\n  issued 2022-01-01\n  in force from 2022-01-01\n  source x\n  \
    checked 2025-01-01 confidence primary\n";

/// So many definitions, each through the next.
fn chain(length: usize) -> String {
    let all = (0..length).map(|i| format!("define d{i}\n  means not d{}\n", i + 1));
    format!("fact deal.ok : yes/no \"x\"\n{}define d{length}\n  means deal.ok\n", all.collect::<String>())
}

#[test]
fn long_chains_are_findings() {
    assert!(!load(&one(block(&chain(50)))).has_errors());
    for length in [100, 20_000] {
        let loaded = refused(block(&chain(length)));
        assert!(loaded.diagnostics[0].message.contains("one through the other"), "{}", loaded.diagnostics[0]);
    }
    // declared from the far end, each step is short when it is met
    let back: Vec<String> =
        (0..1000).rev().map(|i| format!("define d{i}\n  means not d{}\n", i + 1)).collect();
    let facts = "fact deal.ok : yes/no \"x\"\n";
    refused(block(&format!("{facts}define d1000\n  means deal.ok\n{}", back.concat())));
    let ring = block(&format!("{}define e\n  means d0", chain(20).replace("deal.ok\n", "e\n")));
    let loaded = refused(ring);
    assert!(loaded.diagnostics.iter().any(|d| d.code == "E033"));
}

/// A definition that names the next one twice is read once for each, not once for each way to it.
#[test]
fn doubling_chains_load_at_once() {
    let all = (0..50).map(|i| format!("define d{i}\n  means d{0} or not d{0}\n", i + 1));
    let text = format!(
        "{FRAME}{}define d50\n  means deal.ok\nprohibition r.p \"p\"\n  part r.a\n  cites 1\n  when d0",
        all.collect::<String>(),
    );
    let begun = Instant::now();
    let loaded = load(&one(block(&text)));
    assert!(begun.elapsed() < Duration::from_secs(5));
    assert!(!loaded.has_errors(), "{:?}", loaded.diagnostics);
}

/// A change to a text: what, where, how much, and where to.
type Change = (u8, Index, Index, Index);

fn changes() -> impl Strategy<Value = Vec<Change>> {
    prop::collection::vec(any::<Change>(), 1..6)
}

/// What hostile or careless editing puts into a file.
const SCRAPS: [&str; 24] = [
    "(",
    ")",
    "{",
    "}",
    "\"",
    "--",
    "- ",
    "```",
    "```law\n",
    "```cases\n",
    "\t",
    "\r\n",
    "\0",
    "\u{1a}",
    "\u{2028}",
    "é",
    "all of\n",
    " and ",
    " or ",
    "not ",
    "2022-13-40",
    "9999-12-31",
    "1e9999%",
    "99999999999999999999999999999999999999999999999999999999999%",
];

/// Deletes, doubles, swaps and puts in pieces of any size, whole lines, and single bytes.
fn changed(text: &str, changes: &[Change]) -> String {
    let mut bytes = text.as_bytes().to_vec();
    for (what, at, size, to) in changes {
        if bytes.is_empty() {
            break;
        }
        let start = at.index(bytes.len());
        let end = (start + 1 + size.index(60)).min(bytes.len());
        let line_start = bytes[..start].iter().rposition(|b| *b == b'\n').map_or(0, |p| p + 1);
        let line_end = bytes[start..].iter().position(|b| *b == b'\n').map_or(bytes.len(), |p| start + p + 1);
        let to = to.index(bytes.len());
        match what % 8 {
            0 => drop(bytes.drain(start..end)),
            1 => drop(bytes.drain(line_start..line_end)),
            2 => {
                let piece = bytes[start..end].to_vec();
                bytes.splice(to..to, piece);
            }
            3 => {
                let line = bytes[line_start..line_end].to_vec();
                let place = bytes[..to].iter().rposition(|b| *b == b'\n').map_or(0, |p| p + 1);
                bytes.splice(place..place, line);
            }
            4 => bytes.swap(start, to),
            5 => {
                let scrap = SCRAPS[size.index(SCRAPS.len())].bytes();
                bytes.splice(start..start, scrap);
            }
            6 => bytes[start] ^= 1 << size.index(8),
            _ => bytes.truncate(to.max(bytes.len() / 2)),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn law_texts() -> Vec<String> {
    let files = files("law").into_iter().filter(|(path, _)| path.extension().is_some_and(|e| e == "md"));
    files.map(|(_, bytes)| String::from_utf8(bytes).unwrap()).collect()
}

#[test]
fn any_text_is_parsed_without_loss() {
    let runner = ProptestConfig { cases: 10_000, failure_persistence: None, ..ProptestConfig::default() };
    proptest!(runner, |(text in "(?s).{0,200}", law in "(?s)[a-z(){}\" \n\t:,;%0-9.-]{0,200}")| {
        harness::lossless(&text);
        harness::alone(text.as_bytes());
        harness::alone(block(&law).as_bytes());
        harness::alone(format!("```law\n{law}\n```\n```cases\n{text}").as_bytes());
    });
}

/// Words of the language in any order reach deeper than letters do.
#[test]
fn any_words_give_findings_with_a_place() {
    const WORDS: [&str; 70] = [
        "\n",
        "\n",
        "\n  ",
        "\n  ",
        "\n    ",
        "\n    - ",
        "\n      - ",
        "define",
        "term",
        "means",
        "reading",
        "when",
        "prohibition",
        "authorisation",
        "exclusion",
        "lifts",
        "except",
        "limits",
        "cites",
        "part",
        "of",
        "all",
        "any",
        "none",
        "at",
        "least",
        "2",
        "50%",
        "(",
        ")",
        "{",
        "}",
        ",",
        ":",
        "and",
        "or",
        "not",
        "if",
        "is",
        "within",
        "under",
        "one",
        "has",
        "on",
        "blocked",
        "owned",
        "by",
        "status",
        "were",
        "applies",
        "before",
        "more",
        "than",
        "deal.date",
        "item.kind",
        "hardware",
        "us_person",
        "supplier",
        "party.kind",
        "r",
        "r.a",
        "r.p",
        "x",
        "y",
        "2022-04-07",
        "\"t\"",
        "counts",
        "as",
        "deal",
        "prohibited",
    ];
    let runner = ProptestConfig { cases: 4000, failure_persistence: None, ..ProptestConfig::default() };
    proptest!(runner, |(words in prop::collection::vec(prop::sample::select(&WORDS[..]), 0..60))| {
        let frame = &FRAME[FRAME.find("regime").unwrap()..];
        let norm = "prohibition r.p \"p\"\n  part r.a\n  cites 1\n  when";
        harness::with_schema(block(&format!("{frame}{norm} {}", words.join(" "))).as_bytes());
    });
}

#[test]
fn changed_law_files_give_findings_with_a_place() {
    let texts = law_texts();
    let runner = ProptestConfig { cases: 2500, failure_persistence: None, ..ProptestConfig::default() };
    proptest!(runner, |(which in any::<Index>(), changes in changes())| {
        let text = changed(&texts[which.index(texts.len())], &changes);
        harness::lossless(&text);
        let mut sources = harness::schema();
        sources.push(Source { name: "changed.md".into(), text });
        // cases are not run here: a change may leave one that takes the whole budget
        harness::findings(&sources, &load(&sources));
    });
}

#[test]
fn changed_law_bases_give_findings_with_a_place() {
    let all: Vec<Source> = files("law")
        .into_iter()
        .map(|(path, bytes)| Source {
            name: path.display().to_string(),
            text: String::from_utf8(bytes).unwrap(),
        })
        .collect();
    let runner = ProptestConfig { cases: 100, failure_persistence: None, ..ProptestConfig::default() };
    proptest!(runner, |(which in any::<Index>(), changes in changes(), drop in any::<Index>())| {
        let mut sources = all.clone();
        let at = which.index(sources.len());
        sources[at].text = changed(&sources[at].text, &changes);
        sources.remove(drop.index(sources.len()));
        harness::findings(&sources, &load(&sources));
    });
}
