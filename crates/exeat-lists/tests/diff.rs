//! What changed between editions, against figures that were counted independently.
#![allow(clippy::unwrap_used, reason = "a test helper may panic as a test may")]

mod common;

use common::shared;
use exeat_lists::diff::diff;
use exeat_lists::{File, Reading, ofac, uk, un};
use std::io::Read;

fn bytes(path: &str) -> Option<Vec<u8>> {
    Some(std::fs::read(shared(&format!("lists/{path}"))?).unwrap())
}

/// The last update of every row of the README, for added and removed.
#[test]
fn un_updates_are_as_counted_independently() {
    let read = |day: &str| -> Option<Reading> {
        let bytes = bytes(&format!("un-sc/{day}/consolidated.xml.gz"))?;
        Some(un::read(&File { name: "consolidated.xml.gz", bytes: &bytes }).unwrap())
    };
    let days = [
        ("2018-06-07", 0, 0, 0),
        ("2018-06-21", 2, 0, 0),
        ("2018-08-24", 6, 8, 14),
        ("2018-10-29", 3, 8, 9),
        ("2020-03-20", 23, 102, 711),
        ("2024-11-30", 51, 186, 828),
        ("2025-04-19", 0, 2, 197),
        ("2025-08-02", 9, 7, 870),
        ("2025-11-15", 123, 2, 10),
        ("2025-11-20", 0, 0, 0),
        ("2026-02-27", 4, 1, 2),
    ];
    let Some(mut before) = read(days[0].0) else { return };
    for (day, added, removed, rewritten) in &days[1..] {
        let after = read(day).unwrap();
        let diff = diff(&before, &after);
        assert_eq!((diff.added.len(), diff.removed.len()), (*added, *removed), "{day}");
        // The figures count every byte that differs; most of those say what they said before.
        assert!(diff.changed.len() <= *rewritten, "{day}: {} of {rewritten}", diff.changed.len());
        before = after;
    }
}

#[test]
fn uk_updates_are_as_counted_independently() {
    let read = |path: &str| -> Option<Reading> {
        let bytes = bytes(&format!("uk-ofsi/{path}"))?;
        Some(uk::ofsi::read_csv(&File { name: path, bytes: &bytes }).unwrap())
    };
    let updates = [
        ("2014-04-02/sanctionsconlist.csv.gz", 0, 0),
        ("2018-04-13/sanctionsconlist.csv.gz", 642, 833),
        ("2023-06-05/ConList.from-xlsx.csv.gz", 2270, 383),
        ("2025-04-14/ConList.from-xlsx.csv.gz", 826, 131),
    ];
    let Some(mut before) = read(updates[0].0) else { return };
    for (path, added, removed) in &updates[1..] {
        let after = read(path).unwrap();
        let diff = diff(&before, &after);
        assert_eq!((diff.added.len(), diff.removed.len()), (*added, *removed), "{path}");
        before = after;
    }
}

#[test]
fn every_update_of_the_sdn_list_is_as_counted_independently() {
    let (Some(archive), Some(table)) = (
        shared("lists/ofac-sdn/history/sdn-csv-2021-08-18_2024-05-03.tar.zst"),
        shared("lists/ofac-sdn/history/updates.csv"),
    ) else {
        return;
    };
    let table = std::fs::read_to_string(table).unwrap();
    let mut wanted = table.lines().skip(1).map(|line| {
        let cells: Vec<&str> = line.split(',').collect();
        let number = |at: usize| cells[at].parse::<usize>().ok();
        (cells[0].to_owned(), number(4), number(5), number(6))
    });
    let mut stream = zstd::Decoder::new(std::fs::File::open(archive).unwrap()).unwrap();
    stream.window_log_max(27).unwrap();
    let mut archive = tar::Archive::new(stream);
    let (mut before, mut compared) = (Reading::default(), 0);
    for member in archive.entries().unwrap() {
        let mut member = member.unwrap();
        let mut bytes = Vec::new();
        member.read_to_end(&mut bytes).unwrap();
        let reading = ofac::read("us.ofac.sdn", &[File { name: "sdn.csv", bytes: &bytes }]).unwrap();
        let (version, added, removed, changed) = wanted.next().unwrap();
        if let (Some(added), Some(removed), Some(changed)) = (added, removed, changed) {
            let diff = diff(&before, &reading);
            let counts = (diff.added.len(), diff.removed.len(), diff.changed.len());
            assert_eq!(counts, (added, removed, changed), "{version}");
            compared += 1;
        }
        before = reading;
    }
    assert_eq!(compared, 307);
}
