//! Whatever the bytes, a transaction or list file is read or refused with line and remedy, and nothing panics.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test helper may panic as a test may")]

#[path = "../../../fuzz/src/ofac.rs"]
#[allow(dead_code, unreachable_pub, reason = "shared with the fuzz targets, which use all of it")]
mod ofac;
#[path = "../../../fuzz/src/transaction.rs"]
#[allow(dead_code, unreachable_pub, reason = "shared with the fuzz targets, which use all of it")]
mod transaction;

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use exeat::InputError;
use exeat::law::EXAMPLES;
use proptest::prelude::*;
use proptest::sample::Index;
use transaction::{LAW, SMALL, assessed, read, whole};

/// Every file of a corpus, with its bytes.
fn corpus(target: &str) -> Vec<(PathBuf, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/corpus").join(target);
    let mut out: Vec<(PathBuf, Vec<u8>)> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| (path.clone(), fs::read(path).unwrap()))
        .collect();
    out.sort();
    assert!(out.len() > 10, "the corpus {target} is nearly empty");
    out
}

#[test]
fn corpora_of_the_fuzz_targets() {
    for (path, bytes) in corpus("transaction") {
        println!("{}", path.display());
        let _ = whole(&bytes);
    }
    for (path, bytes) in corpus("ofac") {
        println!("{}", path.display());
        let _ = ofac::whole(&bytes);
    }
}

/// The examples as text.
fn examples() -> Vec<&'static str> {
    let yaml = |name: &str| name.ends_with(".yaml");
    EXAMPLES.iter().filter(|(name, _)| yaml(name)).map(|(_, text)| *text).collect()
}

#[test]
fn examples_are_read_and_assessed() {
    for text in examples() {
        assert_eq!(read(text, &LAW).map(|_| ()), Ok(()));
        assessed(&read(text, &SMALL).unwrap(), &SMALL);
    }
}

/// Refused, within a time that no quadratic reading would keep.
fn refused(text: &str) -> Vec<InputError> {
    let begun = Instant::now();
    let errors = read(text, &LAW).unwrap_err();
    let took = begun.elapsed();
    assert!(took < Duration::from_secs(15), "it took {took:?}: {}", &text[..20]);
    errors
}

#[test]
fn deep_nesting_is_an_error() {
    let deep = 10_000;
    let block: String = (0..2000).map(|i| format!("{}a:\n", " ".repeat(i))).collect();
    for text in [
        format!("a: {}{}", "[".repeat(deep), "]".repeat(deep)),
        format!("a: {}", "[".repeat(deep)),
        "{a: ".repeat(deep),
        "- ".repeat(deep),
        "? ".repeat(deep),
        "- ? ".repeat(deep),
        block,
        "[".repeat(1 << 20),
        "{".repeat(1 << 20),
        "(".repeat(1 << 20),
        "-".repeat(1 << 20),
        "\n".repeat(1 << 20),
        "# x\n".repeat(1 << 18),
        "&a ".repeat(1 << 18),
        "!t ".repeat(1 << 18),
        "---\n".repeat(1 << 18),
        format!("id: \"{}", "x".repeat(1 << 20)),
        format!("id: [{}", "a,".repeat(1 << 18)),
        format!("{}: x", "k".repeat(1 << 20)),
        format!("activity: {}", "k".repeat(1 << 20)),
        format!("activity: \"{}\"", "`k".repeat(1 << 16)),
    ] {
        refused(&text);
    }
    let keys: String = (0..20_000).map(|i| format!("k{i}: x\n")).collect();
    assert_eq!(refused(&keys).len(), 20_000);
    let parties: String = (0..5000).map(|i| format!("  - {{ref: r{i}, rol: x}}\n")).collect();
    refused(&format!("parties:\n{parties}"));
}

#[test]
fn errors_name_the_field_and_the_remedy() {
    let errors = refused("date: 2022-13-40\nactivty: export\nparties:\n  - role: buyer\n    contry: RU\n");
    let shown: Vec<String> = errors.iter().map(ToString::to_string).collect();
    assert_eq!(shown.len(), 4, "{shown:?}");
    for (error, start) in shown.iter().zip([
        "input.yaml:1: date: `2022-13-40` is no value of deal.date\n  help: ",
        "input.yaml:2: activty: there is no key `activty` here\n  help: did you mean `activity`?",
        "input.yaml:4: parties[0].role: there is no role `buyer`\n  help: ",
        "input.yaml:5: parties[0].contry: there is no key `contry` here\n  help: did you mean `country`?",
    ]) {
        assert!(error.starts_with(start), "{error}");
    }
}

/// A change to a text: what, where, how much, and where to.
type Change = (u8, Index, Index, Index);

/// What hostile or careless editing puts into a file.
const SCRAPS: [&str; 26] = [
    "[",
    "]",
    "{",
    "}",
    "\"",
    "'",
    ": ",
    "- ",
    "? ",
    "&a ",
    "*a ",
    "!!str ",
    "\t",
    "\r",
    "\0",
    "\u{1a}",
    "\u{feff}",
    "é",
    "---\n",
    "2022-13-40",
    "9999-12-31",
    "1e9999%",
    "99999999999999999999999999999999999999999999999999999999999",
    "79228162514264337593543950335",
    "unknown",
    "{from: 2022-01-01, to: 2021-01-01}",
];

/// Deletes, doubles, swaps and puts in pieces of any size, whole lines, and single bytes.
fn changed(text: &str, changes: &[Change]) -> Vec<u8> {
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
        match what % 9 {
            0 => drop(bytes.drain(start..end)),
            1 | 2 => drop(bytes.drain(line_start..line_end)),
            3 => {
                let line = bytes[line_start..line_end].to_vec();
                let place = bytes[..to].iter().rposition(|b| *b == b'\n').map_or(0, |p| p + 1);
                bytes.splice(place..place, line);
            }
            4 => bytes.swap(start, to),
            5 => drop(bytes.splice(start..start, SCRAPS[size.index(SCRAPS.len())].bytes())),
            6 => {
                // a value in place of another
                let from = bytes[line_start..line_end].iter().position(|b| *b == b':');
                if let Some(colon) = from.filter(|_| line_end > line_start) {
                    let end = line_end - usize::from(bytes[line_end - 1] == b'\n');
                    let scrap = format!(" {}", SCRAPS[size.index(SCRAPS.len())]);
                    let begin = (line_start + colon + 1).min(end);
                    bytes.splice(begin..end, scrap.into_bytes());
                }
            }
            7 => bytes[start] ^= 1 << size.index(8),
            _ => bytes.truncate(to.max(bytes.len() / 2)),
        }
    }
    bytes
}

fn config(cases: u32) -> ProptestConfig {
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}

#[test]
fn any_text_is_read_or_refused() {
    proptest!(config(30_000), |(text in "(?s).{0,200}", yaml in "(?s)[a-z\\[\\]{}:,\"'&*!|>#%@` \n\t\r0-9.-]{0,120}")| {
        let _ = whole(text.as_bytes());
        let _ = whole(yaml.as_bytes());
        let _ = whole(format!("date: {yaml}\nparties:\n  - role: {yaml}").as_bytes());
    });
}

#[test]
fn any_bytes_are_read_or_refused() {
    proptest!(config(30_000), |(bytes in prop::collection::vec(any::<u8>(), 0..200))| {
        let _ = whole(&bytes);
        let _ = ofac::whole(&bytes);
    });
}

#[test]
fn changed_examples_are_read_or_refused() {
    let texts = examples();
    let changes = || prop::collection::vec(any::<Change>(), 1..5);
    let read = std::cell::Cell::new(0);
    proptest!(config(10_000), |(which in any::<Index>(), changes in changes())| {
        let ok = whole(&changed(texts[which.index(texts.len())], &changes)).is_ok();
        read.set(read.get() + u32::from(ok));
    });
    assert!(read.get() > 1000, "only {} of them were assessed", read.get());
}

/// Under the whole built-in law: fewer, since each takes its time.
#[test]
fn changed_examples_are_assessed_under_the_built_in_law() {
    let texts = examples();
    let changes = || prop::collection::vec(any::<Change>(), 1..3);
    proptest!(config(150), |(which in any::<Index>(), changes in changes())| {
        let text = changed(texts[which.index(texts.len())], &changes);
        if let Ok(transaction) = read(&String::from_utf8_lossy(&text), &LAW) {
            assessed(&transaction, &LAW);
        }
    });
}

#[test]
fn changed_lists_are_read_or_refused() {
    let lists = corpus("ofac");
    let changes = || prop::collection::vec(any::<Change>(), 1..6);
    proptest!(config(20_000), |(which in any::<Index>(), changes in changes())| {
        let bytes = &lists[which.index(lists.len())].1;
        let _ = ofac::whole(&changed(&String::from_utf8_lossy(bytes), &changes));
        // gzip'd data as they are, with one byte changed
        let mut same = bytes.clone();
        if let Some((_, at, ..)) = changes.first() && !same.is_empty() {
            let at = at.index(same.len());
            same[at] ^= 0x55;
        }
        let _ = ofac::whole(&same);
    });
}
