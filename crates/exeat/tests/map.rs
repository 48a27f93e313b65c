//! `law/map/*.csv`: what became of every provision. No section of the Codes at hand is left out, and whatever a row
//! names is in the law.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;
use std::path::{Path, PathBuf};

use exeat::law::load_embedded;
use exeat_law::theory::NormKind;

/// The maps of parts of the Codes: file, the publication below the shared folder, and where not the whole is asked,
/// its sections or how they begin.
const PARTS: &[(&str, &str, &[&str])] = &[
    ("15-cfr-734", "ear/2026-01-29/part-734.xml.gz", &[]),
    ("15-cfr-736", "ear/2026-01-29/part-736.xml.gz", &[]),
    ("15-cfr-738", "ear/2026-01-29/part-738.xml.gz", &[]),
    ("15-cfr-740", "ear/2026-01-29/part-740.xml.gz", &[]),
    ("15-cfr-742", "ear/2026-01-29/part-742.xml.gz", &[]),
    ("15-cfr-744", "ear/2026-01-29/part-744.xml.gz", &[]),
    ("15-cfr-746", "ear/2026-01-29/part-746.xml.gz", &[]),
    ("15-cfr-764-772", "ear/2026-01-29/part-764.xml.gz", &["764.2"]),
    ("15-cfr-764-772", "ear/2026-01-29/part-772.xml.gz", &["772.1"]),
    ("31-cfr-510", "ofac-31cfr/2026-01-29/part-510.xml.gz", &[]),
    ("31-cfr-515", "ofac-31cfr/2026-01-29/part-515.xml.gz", &[]),
    ("31-cfr-542", "ecfr-title-31/2025-01-29/title-31.xml.gz", &["542."]),
    ("31-cfr-560", "ofac-31cfr/2026-01-29/part-560.xml.gz", &[]),
    ("31-cfr-578", "ofac-31cfr/2026-01-29/part-578.xml.gz", &[]),
    ("31-cfr-586", "ofac-31cfr/2026-01-29/part-586.xml.gz", &[]),
    ("31-cfr-587", "ofac-31cfr/2026-01-29/part-587.xml.gz", &[]),
    ("31-cfr-589", "ofac-31cfr/2026-01-29/part-589.xml.gz", &[]),
    ("31-cfr-591", "ofac-31cfr/2026-01-29/part-591.xml.gz", &[]),
    ("31-cfr-598", "ofac-31cfr/2026-01-29/part-598.xml.gz", &[]),
];

#[derive(Debug)]
struct Row {
    file: String,
    provision: String,
    disposition: String,
    names: Vec<String>,
    why: String,
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn rows() -> Vec<Row> {
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(root().join("law/map")).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let mut out = Vec::new();
    for path in files.into_iter().filter(|path| path.extension().is_some_and(|e| e == "csv")) {
        let file = path.file_stem().unwrap().to_string_lossy().into_owned();
        let mut reader = csv::ReaderBuilder::new().comment(Some(b'#')).from_path(&path).unwrap();
        let header: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
        assert_eq!(header, ["provision", "disposition", "names", "why"], "{file}");
        for row in reader.records() {
            let row = row.unwrap_or_else(|e| panic!("{file}: {e}"));
            out.push(Row {
                file: file.clone(),
                provision: row[0].trim().to_owned(),
                disposition: row[1].trim().to_owned(),
                names: row[2].split_whitespace().map(str::to_owned).collect(),
                why: row[3].trim().to_owned(),
            });
        }
    }
    out
}

#[test]
fn every_row_names_what_the_law_has() {
    let theory = load_embedded().theory;
    let gaps: BTreeSet<&str> =
        theory.norms.iter().filter(|n| n.kind == NormKind::Gap).map(|n| n.id.as_str()).collect();
    let norms: BTreeSet<&str> = theory.norms.iter().map(|n| n.id.as_str()).collect();
    let others: BTreeSet<&str> = theory
        .defines
        .iter()
        .map(|d| d.id.as_str())
        .chain(theory.terms.iter().map(|t| t.id.as_str()))
        .chain(theory.duties.iter().map(|d| d.id.as_str()))
        .chain(theory.sets.iter().map(|s| s.id.as_str()))
        .chain(theory.tables.iter().map(|t| t.id.as_str()))
        .chain(theory.parameters.iter().map(|p| p.id.as_str()))
        .chain(theory.named_parties.iter().map(|p| p.id.as_str()))
        .chain(theory.facts.iter().map(|f| f.path.as_str()))
        .collect();
    let mut wrong = Vec::new();
    let mut seen: BTreeMap<(String, String), usize> = BTreeMap::new();
    for row in rows() {
        let place = format!("law/map/{}.csv: {}", row.file, row.provision);
        let mut say = |what: String| wrong.push(format!("{place}: {what}"));
        let missing = |known: &dyn Fn(&str) -> bool| -> Vec<String> {
            row.names.iter().filter(|name| !known(name)).cloned().collect()
        };
        let known = |name: &str| norms.contains(name) || others.contains(name);
        match row.disposition.as_str() {
            "norm" if row.names.is_empty() => say("names no norm".into()),
            "gap" if row.names.is_empty() => say("names no gap".into()),
            "definition" if row.names.is_empty() && row.why.is_empty() => {
                say("says neither what nor why".into())
            }
            "norm" | "definition" => {
                missing(&known).into_iter().for_each(|n| say(format!("`{n}` is not in the law")))
            }
            "gap" => {
                let gap = |name: &str| gaps.contains(name);
                missing(&gap).into_iter().for_each(|n| say(format!("`{n}` is no gap of the law")));
            }
            "nothing" if row.why.is_empty() => say("does not say why nothing is encoded".into()),
            "nothing" => {}
            other => say(format!("`{other}` is no disposition: norm, definition, gap or nothing")),
        }
        *seen.entry((row.file.clone(), format!("{} {}", row.provision, row.disposition))).or_default() += 1;
    }
    wrong.extend(
        seen.into_iter()
            .filter(|(_, n)| *n > 1)
            .map(|((file, row), _)| format!("law/map/{file}.csv: {row} twice")),
    );
    assert!(wrong.is_empty(), "{} faults\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn no_section_of_a_part_is_left_out() {
    let shared = std::env::var_os("EXEAT_SHARED").map_or_else(|| root().join("../shared"), PathBuf::from);
    let regs = shared.join("regs");
    if !regs.is_dir() {
        assert!(std::env::var_os("EXEAT_REQUIRE_SHARED").is_none(), "{} is missing", regs.display());
        eprintln!("skipped: {} is missing", regs.display());
        return;
    }
    let rows = rows();
    let mut missing = Vec::new();
    for (file, publication, some) in PARTS {
        let sections = sections(&regs.join(publication));
        assert!(!sections.is_empty(), "{publication} has no section");
        for section in sections.iter().filter(|s| wanted(s, some)) {
            let of = |row: &&Row| {
                row.file == *file
                    && row
                        .provision
                        .strip_prefix(section.as_str())
                        .is_some_and(|rest| !rest.starts_with(|c: char| c.is_ascii_digit()))
            };
            if !rows.iter().any(|row| of(&row)) {
                missing.push(format!("law/map/{file}.csv has no row for {section}"));
            }
        }
    }
    assert!(missing.is_empty(), "{} sections\n{}", missing.len(), missing.join("\n"));
}

/// The acts of the Union and the United Kingdom with the number of their last article or regulation. Their texts are not
/// at hand, so that of articles with letters (5aa) none is known to be missing.
const ACTS: &[(&str, &str, u32)] = &[
    ("eu-2021-821", "art. ", 32),
    ("eu-2022-263", "art. ", 16),
    ("eu-2024-1485", "art. ", 24),
    ("eu-269-2014", "art. ", 18),
    ("eu-692-2014", "art. ", 11),
    ("eu-765-2006", "art. ", 12),
    ("eu-833-2014", "art. ", 13),
    ("uk-2019-600", "reg. ", 71),
    ("uk-2019-855", "reg. ", 103),
];

#[test]
fn no_number_of_an_act_is_left_out() {
    let rows = rows();
    let mut missing = Vec::new();
    for (file, word, last) in ACTS {
        let number = |row: &Row| -> Option<u32> {
            let digits: String =
                row.provision.strip_prefix(word)?.chars().take_while(char::is_ascii_digit).collect();
            digits.parse().ok()
        };
        let have: BTreeSet<u32> = rows.iter().filter(|row| row.file == *file).filter_map(number).collect();
        missing.extend(
            (1..=*last).filter(|n| !have.contains(n)).map(|n| format!("law/map/{file}.csv: {word}{n}")),
        );
    }
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}

fn wanted(section: &str, some: &[&str]) -> bool {
    let of = |one: &&str| if one.ends_with('.') { section.starts_with(one) } else { section == *one };
    some.is_empty() || some.iter().any(of)
}

/// The numbers of a part's sections; of reserved ones written as a range, the first.
fn sections(path: &Path) -> Vec<String> {
    let mut text = String::new();
    flate2::read::GzDecoder::new(std::fs::File::open(path).unwrap()).read_to_string(&mut text).unwrap();
    let numbers = text.split("<DIV8 ").skip(1).filter_map(|rest| {
        let (_, rest) = rest.split_once("N=\"")?;
        let number = rest.split_once('"')?.0.trim_start_matches(['§', ' ']);
        Some(number.split(['-', '–']).next().unwrap_or(number).to_owned())
    });
    numbers.filter(|number| number.contains('.')).collect()
}
