//! Every list file that is at hand whole is read, and every complaint about it is explained here.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test helper may panic as a test may")]

mod common;

use common::shared;
use exeat_lists::format::{self, recognise};
use exeat_lists::{File, Reading, ofac};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// What is no list: names and places, schemas, samples, tables derived from lists, other exports of entities.
const NO_LIST: [&str; 7] =
    ["names", "geo", "schemas", "format-samples", "history", "wd-persons", "ownership"];
/// Files that are beside lists: descriptions, and lists that somebody condensed or saved anew.
const BESIDE: [&str; 4] = [
    "README.md",
    "cons_dat_spec.txt.gz",
    "us-csl/2026-07-31/screening-list.json.gz",
    "EUSanctionsShort.csv.gz",
];

/// Slips of the publishers, by what the complaint says, with how many there are.
const EXPLAINED: [(&str, usize); 4] = [
    // "29-Aprl-1967", 29 February 1969, "born in the early 1970s", Wikidata's dates before our era
    ("a date of birth that cannot be read", 33),
    // OFAC: passports of which only the country is known
    ("a passport without a number", 60),
    // OFAC: digits left out
    ("an IMO number that is not seven digits", 18),
    // sdn.csv is there alone, without the comments that go on where its remarks stop
    ("the remarks stop here at 1000 characters and sdn_comments.csv does not go on", 334),
];

fn walk(folder: &Path, out: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_dir() && !NO_LIST.contains(&name.as_str()) {
            walk(&path, out);
        } else if path.is_file() && !BESIDE.iter().any(|beside| path.ends_with(beside)) {
            out.push(path);
        }
    }
}

/// Files that make one edition together: OFAC's tables of one folder and one form; else each file by itself.
fn editions(root: &Path) -> BTreeMap<String, Vec<PathBuf>> {
    let mut paths = Vec::new();
    walk(root, &mut paths);
    let mut out: BTreeMap<String, Vec<PathBuf>> = BTreeMap::new();
    for path in paths {
        let name = path.strip_prefix(root).unwrap().display().to_string();
        let key = match ofac::Shape::of(&name) {
            Some(_) => {
                let bare = name.trim_end_matches(".gz");
                let form = bare.rsplit('.').next().unwrap();
                format!("{} *.{form}", path.parent().unwrap().strip_prefix(root).unwrap().display())
            }
            None => name,
        };
        out.entry(key).or_default().push(path);
    }
    out.values_mut().for_each(|paths| paths.sort());
    out
}

/// Read for each list that its format holds.
fn read(files: &[File<'_>]) -> Vec<Reading> {
    let of = |list: &&str| format::read(list, files).ok();
    recognise(&files[0]).unwrap().lists().iter().filter_map(of).collect()
}

#[test]
fn every_whole_file_is_read_and_every_complaint_explained() {
    let Some(root) = shared("lists") else { return };
    let (mut read_files, mut left, mut whys) = (0, BTreeSet::new(), BTreeMap::<String, usize>::new());
    for (name, paths) in editions(&root) {
        let held: Vec<(String, Vec<u8>)> =
            paths.iter().map(|p| (p.display().to_string(), std::fs::read(p).unwrap())).collect();
        let files: Vec<File<'_>> = held.iter().map(|(name, bytes)| File { name, bytes }).collect();
        let readings = read(&files);
        if readings.is_empty() {
            left.insert(name);
            continue;
        }
        read_files += files.len();
        let records: usize = readings.iter().map(|r| r.entries.len()).sum();
        let complaints = readings[0].complaints.len();
        println!("{name}: {records} records, {complaints} complaints");
        for reading in &readings {
            let unknown: Vec<&String> =
                reading.unknown.keys().filter(|w| !w.starts_with("schema ")).collect();
            assert!(unknown.is_empty(), "{name}: {unknown:?}");
        }
        for complaint in &readings[0].complaints {
            *whys.entry(complaint.why.clone()).or_default() += 1;
        }
    }
    assert_eq!(left, BTreeSet::new());
    assert_eq!(read_files, 96);
    let explained = EXPLAINED.iter().map(|(why, many)| ((*why).to_owned(), *many)).collect();
    assert_eq!(whys, explained);
}
