//! OFAC's consolidated publication in all its forms, as published: counts, complaints, and one form against another.
#![allow(clippy::unwrap_used, reason = "a test helper may panic as a test may")]

mod common;

use common::shared;
use exeat_lists::{File, Reading, ofac};
use std::collections::{BTreeMap, BTreeSet};

/// The files of a day whose names end so, by name.
fn files(day: &str, ends: &[&str]) -> Option<Vec<(String, Vec<u8>)>> {
    let dir = shared(&format!("lists/ofac-cons/{day}"))?;
    let mut files: Vec<_> = std::fs::read_dir(dir)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), path))
        .filter(|(name, _)| ends.iter().any(|end| name.ends_with(end)))
        .map(|(name, path)| (name, std::fs::read(path).unwrap()))
        .collect();
    files.sort();
    Some(files)
}

fn tables(day: &str, form: &str) -> Option<Reading> {
    let files = files(day, &[&format!("{form}.gz")])?;
    let files: Vec<File<'_>> = files.iter().map(|(name, bytes)| File { name, bytes }).collect();
    Some(ofac::read_consolidated(&files).unwrap())
}

fn xml(day: &str) -> Option<Reading> {
    let files = files(day, &["consolidated.xml.gz"])?;
    Some(ofac::xml::read(&File { name: &files[0].0, bytes: &files[0].1 }).unwrap())
}

fn advanced(day: &str) -> Option<Reading> {
    let files = files(day, &["advanced.xml.gz"])?;
    Some(ofac::advanced::read(&File { name: &files[0].0, bytes: &files[0].1 }).unwrap())
}

/// Ids, whatever the list.
fn ids(reading: &Reading) -> BTreeSet<String> {
    reading.entries.iter().map(|e| e.id.clone()).collect()
}

fn by_list(reading: &Reading) -> BTreeMap<String, usize> {
    reading.entries.iter().fold(BTreeMap::new(), |mut lists, e| {
        *lists.entry(e.list.clone()).or_default() += 1;
        lists
    })
}

/// One kind of blank and of quotation mark: the forms differ in both.
fn tidy(name: &str) -> String {
    name.replace('"', "'").split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What two forms must agree on: names with their weakness, identifiers, dates of birth, programmes and
/// directives, countries. Order is each form's own.
fn substance(reading: &Reading) -> BTreeMap<(String, String), Vec<BTreeSet<String>>> {
    let set = |items: Vec<String>| items.into_iter().collect::<BTreeSet<String>>();
    let of = |e: &exeat_screen::Entry| {
        let party = &e.party;
        vec![
            set(party.names.iter().map(|n| format!("{} {}", tidy(&n.text), n.weak)).collect()),
            set(party.identifiers.iter().map(ToString::to_string).collect()),
            set(party.birth.iter().map(ToString::to_string).collect()),
            set(e
                .listings
                .iter()
                .map(|l| format!("{} {:?} {:?} {:?}", l.programme, l.directive, l.listed, l.effective))
                .collect()),
            set(party.countries.clone()),
            set(vec![format!("{:?}", party.kind)]),
        ]
    };
    reading.entries.iter().map(|e| ((e.list.clone(), e.id.clone()), of(e))).collect()
}

fn differences(a: &Reading, b: &Reading) -> Vec<String> {
    let (a, b) = (substance(a), substance(b));
    let keys: BTreeSet<_> = a.keys().chain(b.keys()).collect();
    keys.into_iter()
        .filter(|k| a.get(*k) != b.get(*k))
        .map(|k| format!("{k:?}\n {:?}\n {:?}", a.get(k), b.get(k)))
        .collect()
}

#[test]
fn the_four_delimited_forms_say_the_same() {
    let Some(csv) = tables("2018-04-06", "csv") else { return };
    assert_eq!(csv.complaints, []);
    assert_eq!(csv.missing, [""; 0]);
    assert_eq!(csv.counts.rows, [("cons_prim.csv", 639), ("cons_add.csv", 857), ("cons_alt.csv", 1209)]);
    for form in ["del", "pip", "ff"] {
        let other = tables("2018-04-06", form).unwrap();
        assert_eq!(other.complaints, [], "{form}");
        assert_eq!(other.counts.rows, csv.counts.rows, "{form}");
        assert_eq!(differences(&csv, &other), [""; 0], "{form}");
    }
}

#[test]
fn xml_and_csv_of_one_day_say_the_same() {
    let (Some(csv), Some(xml)) = (tables("2018-04-06", "csv"), xml("2018-04-06")) else { return };
    assert_eq!(xml.published.unwrap().to_string(), "2018-04-06");
    assert_eq!(xml.complaints, []);
    assert_eq!(xml.unknown, BTreeMap::new());
    let differences = differences(&csv, &xml);
    assert!(differences.is_empty(), "{}\n{}", differences.len(), differences.join("\n"));
}

#[test]
fn each_list_of_the_consolidated_publication_is_kept_apart() {
    let Some(old) = xml("2018-04-06") else { return };
    let count =
        |reading: &Reading| by_list(reading).into_iter().map(|(l, n)| format!("{l} {n}")).collect::<Vec<_>>();
    let of_2018 =
        ["us.ofac.capta 1", "us.ofac.eo13599 264", "us.ofac.fse 6", "us.ofac.plc 78", "us.ofac.ssi 290"];
    assert_eq!(count(&old), of_2018);
    // In the Advanced form every list is stated; the other forms' programmes lead to the same numbers.
    let advanced = advanced("2020-03-17").unwrap();
    assert_eq!((advanced.complaints.clone(), advanced.unknown.clone()), (vec![], BTreeMap::new()));
    assert_eq!(advanced.published.unwrap().to_string(), "2020-03-17");
    assert_eq!(ids(&advanced).len(), 375);
    assert_eq!(
        count(&advanced),
        of_2018.iter().filter(|l| !l.contains("13599")).copied().collect::<Vec<_>>()
    );
    let listed = |e: &exeat_screen::Entry| e.listings.iter().all(|l| l.listed.is_some());
    assert!(advanced.entries.iter().all(listed), "every entry has its day of listing");
    let links: Vec<_> = advanced.links.iter().filter(|l| l.how == "Owned or Controlled By").collect();
    assert!(
        links.len() > 150 && links.iter().all(|l| l.to_entry.is_some() && !l.to.is_empty()),
        "{}",
        links.len()
    );
    let new = xml("2025-03-28").unwrap();
    assert_eq!((new.complaints.clone(), new.unknown.clone()), (vec![], BTreeMap::new()));
    assert_eq!(ids(&new).len(), 443);
    let last = tables("2025-12-19", "csv").unwrap();
    assert_eq!((last.complaints.clone(), ids(&last).len()), (vec![], 442));
    assert_eq!(last.counts.rows.iter().map(|(_, n)| *n).collect::<Vec<_>>(), [442, 574, 1073, 10]);
}
