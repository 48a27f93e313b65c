//! The directory of editions.
#![cfg(feature = "store")]
#![allow(clippy::unwrap_used, reason = "a test helper may panic as a test may")]

mod common;

use exeat_lists::{Store, StoreError};
use flate2::{Compression, write::GzEncoder};
use jiff::civil::{Date, date};
use std::io::Write;
use std::path::{Path, PathBuf};

const LIST: &str = "us.ofac.sdn";

fn rows(from: u32, to: u32) -> String {
    (from..to)
        .map(|n| format!("{n},\"ACME {n}\",-0- ,\"X\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- \r\n"))
        .collect()
}

struct House {
    home: tempfile::TempDir,
    store: Store,
}

impl House {
    fn new() -> House {
        let home = tempfile::tempdir().unwrap();
        let store = Store::open(home.path().join("data")).unwrap();
        House { home, store }
    }

    fn file(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.home.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        path
    }

    fn import(&self, text: &str, day: Date) -> Result<exeat_lists::Imported, StoreError> {
        self.store.import(LIST, &[self.file("sdn.csv", text.as_bytes())], day, false)
    }

    fn edition_dir(&self, edition: &exeat_lists::Edition) -> PathBuf {
        self.store.dir().join(LIST).join(edition.directory_name())
    }
}

#[test]
fn what_goes_in_comes_out() {
    let house = House::new();
    let imported = house.import(&rows(0, 20), date(2022, 4, 8)).unwrap();
    assert!(!imported.already && imported.complaints.is_empty());
    let edition = imported.edition;
    assert_eq!((edition.date, edition.sequence, edition.files.len()), (date(2022, 4, 8), 1, 1));
    assert_eq!(edition.missing, ["add.csv", "alt.csv", "sdn_comments.csv"]);
    assert_eq!(house.store.editions(LIST).unwrap(), std::slice::from_ref(&edition));
    assert_eq!(house.store.lists().unwrap(), [LIST]);
    let reading = house.store.load(&edition).unwrap();
    assert_eq!(reading.counts.records, 20);
    assert_eq!(reading.entries[3].source.file, "sdn.csv");
}

#[test]
fn the_same_content_on_the_same_day_is_already_there_packed_or_not() {
    let house = House::new();
    let text = rows(0, 20);
    let first = house.import(&text, date(2022, 4, 8)).unwrap();
    let mut packed = GzEncoder::new(Vec::new(), Compression::best());
    packed.write_all(text.as_bytes()).unwrap();
    let path = house.file("SDN.csv.gz", &packed.finish().unwrap());
    let again = house.store.import(LIST, &[path], date(2022, 4, 8), false).unwrap();
    assert!(again.already);
    assert_eq!(again.edition, first.edition);
    // On another day it is another edition.
    assert!(!house.import(&text, date(2022, 4, 9)).unwrap().already);
    assert_eq!(house.store.editions(LIST).unwrap().len(), 2);
}

#[test]
fn in_force_is_the_last_of_the_latest_day_on_both_clocks() {
    let house = House::new();
    house.import(&rows(0, 20), date(2022, 4, 6)).unwrap();
    house.import(&rows(0, 21), date(2022, 4, 8)).unwrap();
    house.import(&rows(0, 22), date(2022, 4, 8)).unwrap();
    house.import(&rows(0, 23), date(2022, 4, 11)).unwrap();
    let at =
        |on, known| house.store.in_force(LIST, on, known).unwrap().map(|e| (e.date.to_string(), e.sequence));
    let late = date(2030, 1, 1);
    assert_eq!(at(date(2022, 4, 5), late), None);
    assert_eq!(at(date(2022, 4, 7), late), Some(("2022-04-06".into(), 1)));
    assert_eq!(at(date(2022, 4, 8), late), Some(("2022-04-08".into(), 2)));
    assert_eq!(at(late, late), Some(("2022-04-11".into(), 1)));
    assert_eq!(at(late, date(2022, 4, 10)), Some(("2022-04-08".into(), 2)));
    assert_eq!(house.store.in_force("un.sc", late, late).unwrap(), None);
}

#[test]
fn a_much_smaller_successor_is_refused_with_both_counts() {
    let house = House::new();
    house.import(&rows(0, 100), date(2022, 4, 6)).unwrap();
    let refused = house.import(&rows(0, 89), date(2022, 4, 8)).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "sdn.csv has 89 records, but 100 in the edition of 2022-04-06: less than nine tenths; \
         import it with force if the list really shrank"
    );
    assert_eq!(house.store.editions(LIST).unwrap().len(), 1);
    assert!(house.import(&rows(0, 90), date(2022, 4, 8)).is_ok());
    // An older day is compared with what was there before it, and force lets anything readable in.
    assert!(house.import(&rows(0, 5), date(2022, 4, 1)).is_ok());
    let path = house.file("sdn.csv", rows(0, 7).as_bytes());
    assert!(house.store.import(LIST, &[path], date(2022, 5, 1), true).is_ok());
}

#[test]
fn what_cannot_be_read_leaves_nothing_behind() {
    let house = House::new();
    for (name, bytes) in
        [("sdn.csv", b"".as_slice()), ("sdn.csv", b"<html>"), ("sdn.csv", b"1,2\n"), ("x.csv", b"1,2\n")]
    {
        let path = house.file(name, bytes);
        let refused = house.store.import(LIST, &[path], date(2022, 4, 8), true);
        assert!(matches!(refused, Err(StoreError::Read(_))), "{refused:?}");
    }
    assert_eq!(house.store.editions(LIST).unwrap(), []);
    let none = house.store.import(LIST, &[], date(2022, 4, 8), false);
    assert!(matches!(none, Err(StoreError::NoFiles { .. })));
    let gone = house.store.import(LIST, &[PathBuf::from("/nowhere/sdn.csv")], date(2022, 4, 8), false);
    assert!(matches!(gone, Err(StoreError::Io { .. })));
    let unknown = house.store.import("us.ofac.sdnn", &[], date(2022, 4, 8), false).unwrap_err();
    assert!(unknown.to_string().starts_with("there is no list \"us.ofac.sdnn\"; the ids are us.ofac.sdn, "));
    let path = house.file("sdn.csv", rows(0, 3).as_bytes());
    let reader = house.store.import("un.sc", &[path], date(2022, 4, 8), false);
    assert!(matches!(reader, Err(StoreError::NoReader { .. })));
}

#[test]
fn a_directory_stands_for_the_files_in_it() {
    let house = House::new();
    let dir = house.home.path().join("in");
    std::fs::create_dir(&dir).unwrap();
    std::fs::write(dir.join("sdn.csv"), rows(0, 9)).unwrap();
    std::fs::write(dir.join("alt.csv"), "3,1,\"aka\",\"ACE\",-0- \r\n").unwrap();
    std::fs::write(dir.join("notes.txt"), "mine").unwrap();
    let imported = house.store.import(LIST, std::slice::from_ref(&dir), date(2022, 4, 8), false).unwrap();
    assert_eq!(imported.edition.missing, ["add.csv", "sdn_comments.csv"]);
    let reading = house.store.load(&imported.edition).unwrap();
    assert_eq!(reading.entries[3].party.names[1].text, "ACE");
    let empty = house.home.path().join("empty");
    std::fs::create_dir(&empty).unwrap();
    assert!(matches!(
        house.store.import(LIST, &[empty], date(2022, 4, 8), false),
        Err(StoreError::NoFiles { .. })
    ));
}

#[test]
fn damage_is_an_error_and_never_skipped() {
    let spoil = |how: &dyn Fn(&Path)| {
        let house = House::new();
        let edition = house.import(&rows(0, 20), date(2022, 4, 8)).unwrap().edition;
        how(&house.edition_dir(&edition));
        let listed = house.store.editions(LIST);
        match listed {
            Ok(_) => house.store.load(&edition).map(|_| ()),
            Err(e) => Err(e),
        }
    };
    let damaged = |how: &dyn Fn(&Path)| assert!(matches!(spoil(how), Err(StoreError::Damaged { .. })));
    assert!(spoil(&|_| {}).is_ok());
    damaged(&|dir| std::fs::remove_file(dir.join("manifest.json")).unwrap());
    damaged(&|dir| std::fs::write(dir.join("manifest.json"), "{}").unwrap());
    damaged(&|dir| std::fs::remove_file(dir.join("sdn.csv.gz")).unwrap());
    damaged(&|dir| std::fs::write(dir.join("sdn.csv.gz"), rows(0, 19)).unwrap());
    damaged(&|dir| {
        let path = dir.join("manifest.json");
        let text = std::fs::read_to_string(&path).unwrap();
        std::fs::write(&path, text.replace("\"sequence\": 1", "\"sequence\": 2")).unwrap();
    });
    damaged(&|dir| {
        let path = dir.join("sdn.csv.gz");
        let mut bytes = std::fs::read(&path).unwrap();
        let middle = bytes.len() / 2;
        bytes[middle] ^= 0x55;
        std::fs::write(&path, bytes).unwrap();
    });
}

#[test]
fn a_leftover_of_an_ended_process_is_cleared_and_never_listed() {
    let house = House::new();
    let leftover = house.store.dir().join(LIST).join(".unfinished");
    std::fs::create_dir_all(&leftover).unwrap();
    std::fs::write(leftover.join("sdn.csv.gz"), "half").unwrap();
    assert_eq!(house.store.editions(LIST).unwrap(), []);
    house.import(&rows(0, 20), date(2022, 4, 8)).unwrap();
    assert_eq!(house.store.editions(LIST).unwrap().len(), 1);
    assert!(!leftover.exists());
}

#[test]
fn several_at_once_wait_for_each_other() {
    let house = House::new();
    std::thread::scope(|scope| {
        for n in 0..6 {
            let store = house.store.clone();
            let path = house.home.path().join(format!("{n}"));
            std::fs::create_dir(&path).unwrap();
            std::fs::write(path.join("sdn.csv"), rows(0, 100 + n / 2)).unwrap();
            scope.spawn(move || store.import(LIST, &[path], date(2022, 4, 8), false).unwrap());
        }
    });
    let editions = house.store.editions(LIST).unwrap();
    let sequences: Vec<u32> = editions.iter().map(|e| e.sequence).collect();
    assert_eq!(sequences, [1, 2, 3]);
}

#[test]
fn the_default_place_follows_the_caller() {
    assert_eq!(Store::default_dir(Some("/tmp/mine".into())).unwrap(), PathBuf::from("/tmp/mine"));
    if let Ok(dir) = Store::default_dir(None) {
        assert!(dir.ends_with("exeat"));
    }
}

#[test]
fn a_real_edition_is_stored_and_read_back() {
    let Some(dir) = common::shared("lists/ofac-sdn/2021-07-07") else { return };
    let house = House::new();
    let imported = house.store.import(LIST, &[dir], date(2021, 7, 7), false).unwrap();
    assert!(imported.edition.is_complete());
    let reading = house.store.load(&imported.edition).unwrap();
    assert_eq!(Some(reading), common::sdn("2021-07-07"));
}

proptest::proptest! {
    // Each case writes to the disk and waits for it.
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(48))]

    #[test]
    fn any_manifest_is_read_or_called_damaged(text in "[{}\\[\\]\",:a-z0-9 -]{0,80}", cut in 0usize..400) {
        let house = House::new();
        let edition = house.import(&rows(0, 3), date(2022, 4, 8)).unwrap().edition;
        let path = house.edition_dir(&edition).join("manifest.json");
        let whole = std::fs::read_to_string(&path).unwrap();
        let kept = whole.get(..cut.min(whole.len())).unwrap_or_default();
        std::fs::write(&path, format!("{kept}{text}")).unwrap();
        let read = house.store.editions(LIST);
        proptest::prop_assert!(matches!(read, Ok(_) | Err(StoreError::Damaged { .. })), "{:?}", read);
    }
}
