//! The control: every listed name, typed as it is printed, finds its own entry, whether or not its kind is stated.
//!
//! Pairs of name and entry over all editions at hand, each once. One in twenty by default; all of them, the 308
//! versions of the history included, where `EXEAT_CONTROL=whole` (`cargo xtask control`).
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Read;
use std::path::Path;

use exeat_lists::{File, ofac};
use exeat_screen::{Entry, Index, Name, Party, PartyKind, REVIEW};

const LIST: &str = "us.ofac.sdn";
const SAMPLE: usize = 20;

/// Names that cannot find their entry alone, with the reason.
fn excepted(name: &Name) -> Option<&'static str> {
    // a weak alias never stands above review by itself: the publisher says it is no lead alone
    name.weak.then_some("weak alias")
}

#[test]
fn every_listed_name_finds_its_own_entry() {
    let Some(folder) = common::shared("lists/ofac-sdn") else { return };
    let whole = std::env::var("EXEAT_CONTROL").is_ok_and(|v| v == "whole");
    let mut union: BTreeMap<String, Entry> = BTreeMap::new();
    let mut editions = 0;
    let mut days: Vec<_> =
        fs::read_dir(&folder).unwrap().map(|e| e.unwrap().path()).filter(|p| p.is_dir()).collect();
    days.sort();
    for day in days.iter().filter(|d| !d.ends_with("history")) {
        let mut files: Vec<(String, Vec<u8>)> = Vec::new();
        for file in fs::read_dir(day).unwrap() {
            let path = file.unwrap().path();
            files.push((path.file_name().unwrap().to_string_lossy().into_owned(), fs::read(&path).unwrap()));
        }
        files.sort();
        add(&mut union, &files);
        editions += 1;
    }
    if whole {
        editions += history(&folder.join("history/sdn-csv-2021-08-18_2024-05-03.tar.zst"), &mut union);
    }
    let pairs: Vec<(String, Name, Party)> = union
        .values()
        .flat_map(|e| {
            e.party.names.iter().map(|n| {
                (
                    e.id.clone(),
                    n.clone(),
                    Party { names: vec![n.clone()], kind: e.party.kind, ..Party::default() },
                )
            })
        })
        .collect();
    let entries = union.len();
    let index = Index::build(union.into_values().collect());
    let mut missed = Vec::new();
    let mut reasons: BTreeMap<&str, usize> = BTreeMap::new();
    let mut asked = 0;
    for (id, name, mut party) in pairs.into_iter().step_by(if whole { 1 } else { SAMPLE }) {
        if let Some(why) = excepted(&name) {
            *reasons.entry(why).or_default() += 1;
            continue;
        }
        asked += 1;
        party.names[0].weak = false;
        let stated = party.kind;
        for kind in [stated, PartyKind::Unknown] {
            party.kind = kind;
            if !index.screen(&party, REVIEW).iter().any(|h| h.entry == id && h.score >= REVIEW) {
                missed.push(format!("{id} {}, as {kind:?}", name.text));
            }
        }
    }
    println!(
        "{editions} editions, {entries} entries, {asked} names asked with and without kind, excepted {reasons:?}, missed {}",
        missed.len()
    );
    assert!(missed.is_empty(), "{} of {asked}\n{}", missed.len(), missed.join("\n"));
}

/// Adds the names of one edition to those of the editions before.
fn add(union: &mut BTreeMap<String, Entry>, files: &[(String, Vec<u8>)]) {
    let files: Vec<File<'_>> = files.iter().map(|(name, bytes)| File { name, bytes }).collect();
    for entry in ofac::read(LIST, &files).unwrap().entries {
        match union.get_mut(&entry.id) {
            None => drop(union.insert(entry.id.clone(), entry)),
            Some(known) => {
                let seen: BTreeSet<String> = known.party.names.iter().map(|n| n.text.clone()).collect();
                known.party.names.extend(entry.party.names.into_iter().filter(|n| !seen.contains(&n.text)));
            }
        }
    }
}

/// The archive of 308 versions, read as a stream: unpacked it is most of a gigabyte.
fn history(path: &Path, union: &mut BTreeMap<String, Entry>) -> usize {
    let mut decoder = zstd::Decoder::new(fs::File::open(path).unwrap()).unwrap();
    decoder.window_log_max(27).unwrap();
    let mut archive = tar::Archive::new(decoder);
    let mut count = 0;
    for member in archive.entries().unwrap() {
        let mut member = member.unwrap();
        let mut bytes = Vec::new();
        member.read_to_end(&mut bytes).unwrap();
        add(union, &[("sdn.csv".to_owned(), bytes)]);
        count += 1;
    }
    count
}
