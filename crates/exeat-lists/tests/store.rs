//! The directory of editions.
#![cfg(feature = "store")]
#![allow(clippy::unwrap_used, reason = "a test helper may panic as a test may")]

mod common;

use exeat_lists::{Arrival, Route, Store, StoreError};
use flate2::{Compression, write::GzEncoder};
use jiff::civil::{Date, date};
use std::io::Write;
use std::path::{Path, PathBuf};

const LIST: &str = "us.ofac.sdn";
const TODAY: Date = date(2026, 11, 24);

/// Enough rows for a list of this size, and some more or fewer.
const LEAST: u32 = 3_000;

fn rows(from: u32, to: u32) -> String {
    (from..to + LEAST)
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
        self.take(LIST, &[self.file("sdn.csv", text.as_bytes())], day)
    }

    fn take(&self, list: &str, paths: &[PathBuf], day: Date) -> Result<exeat_lists::Imported, StoreError> {
        self.store.import(list, paths, &Arrival::by_hand(day, TODAY))
    }

    fn ledger(&self) -> PathBuf {
        self.store.dir().join(LIST).join("editions")
    }

    fn object(&self, hash: &str) -> PathBuf {
        self.store.dir().join("objects").join(&hash[..2]).join(hash)
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
    assert_eq!(reading.counts.records, 3020);
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
    let again = house.take(LIST, &[path], date(2022, 4, 8)).unwrap();
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
    house.import(&rows(0, 1000), date(2022, 4, 6)).unwrap();
    let refused = house.import(&rows(0, 870), date(2022, 4, 8)).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "us.ofac.sdn of 2022-04-08 is refused, the edition of 2022-04-06 stays: it has 3870 records, but the \
         edition of 2022-04-06 had 4000; sdn.csv has 3870 rows, but 4000 in the edition of 2022-04-06; look at the \
         publication, and give a reason to accept it if it is right"
    );
    assert_eq!(house.store.editions(LIST).unwrap().len(), 1);
    // from that day on the last good edition may be out of date, and says so; before it does not
    let held = |on| house.store.current(LIST, on, TODAY).unwrap().unwrap().held_back;
    assert_eq!(held(date(2022, 4, 7)), None);
    assert!(held(date(2022, 4, 8)).unwrap().why.starts_with("it has 3870 records"));
    assert!(house.import(&rows(0, 890), date(2022, 4, 8)).is_ok());
    assert_eq!(held(date(2022, 4, 8)), None, "another publication of that day was taken");
    // a reason lets it in, and stays with it
    let path = house.file("sdn.csv", rows(0, 7).as_bytes());
    let arrival =
        Arrival { accept: Some("the notice says so".into()), ..Arrival::by_hand(date(2022, 5, 1), TODAY) };
    let accepted = house.store.import(LIST, &[path], &arrival).unwrap().edition.accepted.unwrap();
    assert!(accepted.starts_with("the notice says so (it has 3007 records"), "{accepted}");
}

#[test]
fn what_cannot_be_read_leaves_nothing_behind() {
    let house = House::new();
    for (name, bytes) in
        [("sdn.csv", b"".as_slice()), ("sdn.csv", b"<html>"), ("sdn.csv", b"1,2\n"), ("x.csv", b"1,2\n")]
    {
        let path = house.file(name, bytes);
        let refused = house.take(LIST, &[path], date(2022, 4, 8));
        assert!(matches!(refused, Err(StoreError::Read(_))), "{refused:?}");
    }
    assert_eq!(house.store.editions(LIST).unwrap(), []);
    let none = house.take(LIST, &[], date(2022, 4, 8));
    assert!(matches!(none, Err(StoreError::NoFiles { .. })));
    let gone = house.take(LIST, &[PathBuf::from("/nowhere/sdn.csv")], date(2022, 4, 8));
    assert!(matches!(gone, Err(StoreError::Io { .. })));
    let unknown = house.take("us.ofac.sdnn", &[], date(2022, 4, 8)).unwrap_err();
    assert!(unknown.to_string().starts_with("there is no list \"us.ofac.sdnn\"; the ids are us.ofac.sdn, "));
    let path = house.file("sdn.csv", rows(0, 3).as_bytes());
    let other = house.take("un.sc", &[path], date(2022, 4, 8)).unwrap_err().to_string();
    assert_eq!(
        other,
        "sdn.csv: this is OFAC's SDN csv files, which does not hold un.sc; check the id of the list and the file"
    );
}

#[test]
fn a_directory_stands_for_the_files_in_it() {
    let house = House::new();
    let dir = house.home.path().join("in");
    std::fs::create_dir(&dir).unwrap();
    std::fs::write(dir.join("sdn.csv"), rows(0, 9)).unwrap();
    std::fs::write(dir.join("alt.csv"), "3,1,\"aka\",\"ACE\",-0- \r\n").unwrap();
    std::fs::write(dir.join("notes.txt"), "mine").unwrap();
    let imported = house.take(LIST, std::slice::from_ref(&dir), date(2022, 4, 8)).unwrap();
    assert_eq!(imported.edition.missing, ["add.csv", "sdn_comments.csv"]);
    let reading = house.store.load(&imported.edition).unwrap();
    assert_eq!(reading.entries[3].party.names[1].text, "ACE");
    let empty = house.home.path().join("empty");
    std::fs::create_dir(&empty).unwrap();
    assert!(matches!(house.take(LIST, &[empty], date(2022, 4, 8)), Err(StoreError::NoFiles { .. })));
}

#[test]
fn damage_is_an_error_and_never_skipped() {
    let spoil = |how: &dyn Fn(&House, &str)| {
        let house = House::new();
        house.import(&rows(0, 20), date(2022, 4, 7)).unwrap();
        // stored as what differs from the one before
        let edition = house.import(&rows(0, 21), date(2022, 4, 8)).unwrap().edition;
        how(&house, &edition.files[0].sha256);
        house.store.editions(LIST).and_then(|_| house.store.load(&edition).map(|_| ()))
    };
    let damaged = |how: &dyn Fn(&House, &str)| {
        let found = spoil(how);
        assert!(matches!(found, Err(StoreError::Damaged { .. })), "{found:?}");
    };
    let edit = |path: &Path, how: &dyn Fn(Vec<u8>) -> Vec<u8>| {
        std::fs::write(path, how(std::fs::read(path).unwrap())).unwrap();
    };
    let base = |house: &House| house.object(&house.store.editions(LIST).unwrap()[0].files[0].sha256);
    let flip = |mut bytes: Vec<u8>| {
        let middle = bytes.len() / 2;
        bytes[middle] ^= 0x55;
        bytes
    };
    assert!(spoil(&|_, _| {}).is_ok());
    damaged(&|house, hash| std::fs::remove_file(house.object(hash)).unwrap());
    damaged(&|house, _| std::fs::remove_file(base(house)).unwrap());
    damaged(&|house, _| edit(&base(house), &flip));
    damaged(&|house, hash| edit(&house.object(hash), &flip));
    damaged(&|house, hash| edit(&house.object(hash), &|b| b[..b.len() - 9].to_vec()));
    damaged(&|house, hash| edit(&house.object(hash), &|_| b"exeat object 2 whole\n".to_vec()));
    damaged(&|house, hash| std::fs::copy(base(house), house.object(hash)).map(|_| ()).unwrap());
    damaged(&|house, _| edit(&house.ledger(), &flip));
    damaged(&|house, _| edit(&house.ledger(), &|b| b[..b.len() - 1].to_vec()));
    damaged(&|house, _| {
        // the first line is taken out
        edit(&house.ledger(), &|b| b[b.iter().position(|c| *c == b'\n').unwrap() + 1..].to_vec());
    });
    damaged(&|house, _| {
        edit(&house.ledger(), &|b| String::from_utf8(b).unwrap().replace("2022-04-07", "2022-04-06").into());
    });
}

#[test]
fn giving_a_publication_again_mends_it() {
    let house = House::new();
    let edition = house.import(&rows(0, 20), date(2022, 4, 8)).unwrap().edition;
    std::fs::write(house.object(&edition.files[0].sha256), "gone").unwrap();
    assert!(matches!(house.store.load(&edition), Err(StoreError::Damaged { .. })));
    assert!(house.import(&rows(0, 20), date(2022, 4, 8)).unwrap().already);
    assert_eq!(house.store.load(&edition).unwrap().counts.records, 3020);
}

#[test]
fn an_edition_costs_what_differs() {
    let house = House::new();
    let size = || -> u64 {
        let objects = walk(&house.store.dir().join("objects"));
        objects.iter().map(|p| std::fs::metadata(p).unwrap().len()).sum()
    };
    house.import(&rows(0, 20), date(2022, 4, 1)).unwrap();
    let first = size();
    for day in 2..12 {
        house.import(&rows(0, 20 + u32::try_from(day).unwrap()), date(2022, 4, day)).unwrap();
    }
    assert!(size() < first * 2, "{} for eleven editions, {first} for one", size());
    for edition in house.store.editions(LIST).unwrap() {
        assert_eq!(house.store.load(&edition).unwrap().counts.records as u64, edition.vitals.records);
    }
}

fn walk(dir: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { found.extend(walk(&path)) } else { found.push(path) }
    }
    found
}

#[test]
fn a_leftover_of_an_ended_process_is_no_edition() {
    let house = House::new();
    let dir = house.store.dir().join(LIST);
    std::fs::create_dir_all(&dir).unwrap();
    std::fs::write(dir.join("editions.unfinished"), "half").unwrap();
    assert_eq!(house.store.editions(LIST).unwrap(), []);
    house.import(&rows(0, 20), date(2022, 4, 8)).unwrap();
    assert_eq!(house.store.editions(LIST).unwrap().len(), 1);
    assert!(house.store.is_free().unwrap());
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
            scope.spawn(move || {
                store.import(LIST, &[path], &Arrival::by_hand(date(2022, 4, 8), TODAY)).unwrap()
            });
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
    let imported = house.take(LIST, &[dir], date(2021, 7, 7)).unwrap();
    assert!(imported.edition.is_complete());
    let reading = house.store.load(&imported.edition).unwrap();
    assert_eq!(Some(reading), common::sdn("2021-07-07"));
}

proptest::proptest! {
    // Each case writes to the disk and waits for it.
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(48))]

    #[test]
    fn any_ledger_is_read_or_called_damaged(text in "[{}\\[\\]\",:a-z0-9 -]{0,80}", cut in 0usize..400) {
        let house = House::new();
        house.import(&rows(0, 3), date(2022, 4, 8)).unwrap();
        let path = house.ledger();
        let whole = std::fs::read_to_string(&path).unwrap();
        let kept = whole.get(..cut.min(whole.len())).unwrap_or_default();
        std::fs::write(&path, format!("{kept}{text}")).unwrap();
        let read = house.store.editions(LIST);
        proptest::prop_assert!(matches!(read, Ok(_) | Err(StoreError::Damaged { .. })), "{:?}", read);
    }
}

#[test]
fn what_a_fetch_refused_holds_until_something_newer_is_taken() {
    let house = House::new();
    house.import(&rows(0, 20), date(2022, 4, 6)).unwrap();
    let page = house.file("sdn.csv", b"<html>moved</html>");
    let pull = |day| Arrival { route: Route::Pull, ..Arrival::by_hand(day, day) };
    assert!(house.store.import(LIST, &[page], &pull(date(2022, 4, 9))).is_err());
    let held = || house.store.current(LIST, date(2022, 4, 20), TODAY).unwrap().unwrap().held_back.is_some();
    assert!(held());
    // the server mends itself and says the list is of the 8th
    house.import(&rows(0, 22), date(2022, 4, 8)).unwrap();
    assert!(!held());
}

#[test]
fn the_history_is_taken_in_one_go_and_every_day_can_be_asked() {
    let house = House::new();
    let mut tar = tar::Builder::new(Vec::new());
    let versions = [
        ("sdn-2022-04-06.csv", rows(0, 20)),
        ("sdn-2022-04-08a.csv", rows(0, 21)),
        ("sdn-2022-04-08b.csv", rows(0, 22)),
        ("sdn-2022-05-30.csv", String::new()),
        ("sdn-2022-06-30.csv", rows(0, 25)),
    ];
    for (name, text) in &versions {
        let mut header = tar::Header::new_gnu();
        header.set_size(text.len() as u64);
        header.set_mode(0o644);
        tar.append_data(&mut header, name, text.as_bytes()).unwrap();
    }
    let plain = tar.into_inner().unwrap();
    let path = house.file("history.tar.zst", &zstd::encode_all(plain.as_slice(), 1).unwrap());
    let mut seen = Vec::new();
    let done = house.store.import_history(LIST, &path, TODAY, &mut |v| seen.push(v.to_owned())).unwrap();
    assert_eq!((done.added, done.already, done.refused.len(), seen.len()), (4, 0, 1, 5));
    assert_eq!(done.refused[0].0, "2022-05-30", "the empty file");
    let at = |on: Date| {
        let current = house.store.current(LIST, on, TODAY).unwrap().unwrap();
        let records = house.store.load(&current.edition).unwrap().counts.records;
        (current.edition.date.to_string(), current.edition.sequence, records, current.age_days)
    };
    assert_eq!(at(date(2022, 4, 7)), ("2022-04-06".into(), 1, 3020, 0));
    assert_eq!(at(date(2022, 4, 8)), ("2022-04-08".into(), 2, 3022, 0));
    assert_eq!(at(date(2022, 6, 1)), ("2022-04-08".into(), 2, 3022, 0), "nothing was taken in between");
    let held = |on: Date| house.store.current(LIST, on, TODAY).unwrap().unwrap().held_back.map(|r| r.date);
    assert_eq!(held(date(2022, 5, 29)), None);
    assert_eq!(held(date(2022, 5, 30)), Some(date(2022, 5, 30)), "a refusal is kept as of an import");
    assert_eq!(held(date(2022, 6, 30)), None);
    assert_eq!(at(date(2022, 7, 2)), ("2022-06-30".into(), 1, 3025, 2));
    let again = house.store.import_history(LIST, &path, TODAY, &mut |_| {}).unwrap();
    assert_eq!((again.added, again.already), (0, 4));
    for (name, bytes) in
        [("cut.tar", &plain[..700]), ("empty.tar", &[0; 1024][..]), ("x.tar", b"no tar at all")]
    {
        let path = house.file(name, bytes);
        let refused = house.store.import_history(LIST, &path, TODAY, &mut |_| {});
        assert!(matches!(refused, Err(StoreError::Archive { .. })), "{name} {refused:?}");
    }
}

/// A whole list and half of a later one in one archive.
#[test]
fn a_history_makes_nothing_fresh_up_to_a_version_that_it_refused() {
    let house = House::new();
    let tar = |versions: &[(&str, String)]| {
        let mut tar = tar::Builder::new(Vec::new());
        for (name, text) in versions {
            let mut header = tar::Header::new_gnu();
            header.set_size(text.len() as u64);
            header.set_mode(0o644);
            tar.append_data(&mut header, name, text.as_bytes()).unwrap();
        }
        tar.into_inner().unwrap()
    };
    let half = rows(0, 3_000).lines().take(3_200).map(|l| format!("{l}\n")).collect::<String>();
    let archive = [("sdn-2024-05-03.csv", rows(0, 3_000)), ("sdn-2026-11-20.csv", half)];
    let path = house.file("half.tar", &tar(&archive));
    let done = house.store.import_history(LIST, &path, TODAY, &mut |_| {}).unwrap();
    assert_eq!((done.added, done.refused.len()), (1, 1));
    assert_eq!(done.span, Some((date(2024, 5, 3), date(2024, 5, 3))), "the span of what was taken");
    let current = house.store.current(LIST, date(2026, 11, 21), TODAY).unwrap().unwrap();
    assert_eq!(current.age_days, 932);
    assert_eq!(current.held_back.map(|r| r.date), Some(date(2026, 11, 20)));
    // the version that was missing settles it
    house.import(&rows(0, 3_100), date(2026, 11, 20)).unwrap();
    let current = house.store.current(LIST, date(2026, 11, 21), TODAY).unwrap().unwrap();
    assert_eq!((current.age_days, current.held_back), (1, None));

    // what is dated after today is refused, and nothing is fresh after today
    let other = House::new();
    let late = [("sdn-2026-11-20.csv", rows(0, 20)), ("sdn-2026-11-25.csv", rows(0, 21))];
    let path = other.file("late.tar", &tar(&late));
    let done = other.store.import_history(LIST, &path, TODAY, &mut |_| {}).unwrap();
    assert_eq!((done.added, done.refused.len()), (1, 1));
    let until = other.store.state(LIST).unwrap().latest_until(date(2026, 11, 20));
    assert_eq!(until, date(2026, 11, 20));
}

#[test]
fn an_edition_of_tomorrow_is_refused() {
    let house = House::new();
    house.import(&rows(0, 20), TODAY).unwrap();
    let refused = house.import(&rows(0, 21), TODAY.tomorrow().unwrap());
    assert!(matches!(refused, Err(StoreError::Unhealthy { .. })), "{refused:?}");
    assert!(
        house.store.current(LIST, TODAY, TODAY).unwrap().unwrap().held_back.is_none(),
        "today it is the latest"
    );
}

#[test]
fn a_folder_that_is_there_and_cannot_be_read_is_an_error_and_not_empty() {
    let house = House::new();
    let home = house.home.path();
    assert_eq!(Store::existing(home.join("nowhere")).unwrap(), None);
    assert!(Store::existing(house.store.dir()).unwrap().is_some());
    let file = house.file("file", b"");
    for path in [file.clone(), file.join("below")] {
        for found in [Store::existing(path.clone()).map(|_| ()), Store::open(path.clone()).map(|_| ())] {
            assert!(matches!(found, Err(StoreError::Unreadable { .. })), "{path:?} {found:?}");
        }
    }
    // a list in it that is no folder
    std::fs::write(house.store.dir().join(LIST), b"").unwrap();
    assert!(matches!(Store::existing(house.store.dir()), Err(StoreError::Unreadable { .. })));
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink(home.join("gone"), home.join("dangling")).unwrap();
        let found = Store::existing(home.join("dangling"));
        assert!(matches!(found, Err(StoreError::Unreadable { .. })), "{found:?}");
    }
}

/// Rows and hashes of every version against the table computed beside the archive.
#[test]
fn the_308_versions_come_in_and_their_counts_are_those_computed_independently() {
    let Some(dir) = common::shared("lists/ofac-sdn/history") else { return };
    if std::env::var("EXEAT_CONTROL").as_deref() != Ok("whole") {
        println!("skipped: EXEAT_CONTROL=whole takes all versions");
        return;
    }
    let house = House::new();
    let archive = dir.join("sdn-csv-2021-08-18_2024-05-03.tar.zst");
    let done = house.store.import_history(LIST, &archive, TODAY, &mut |_| {}).unwrap();
    assert_eq!((done.added, done.refused.len()), (308, 0), "{:?}", done.refused);
    let table = std::fs::read_to_string(dir.join("updates.csv")).unwrap();
    let editions = house.store.editions(LIST).unwrap();
    for (line, edition) in table.lines().skip(1).zip(&editions) {
        let cells: Vec<&str> = line.split(',').collect();
        assert!(cells[0].starts_with(&edition.date.to_string()), "{line}");
        assert_eq!(cells[1], edition.files[0].records.to_string(), "{line}");
        assert_eq!(cells[3], edition.files[0].sha256, "{line}");
    }
}

#[test]
fn an_index_is_kept_and_one_that_is_damaged_or_of_other_editions_never_used() {
    use exeat_screen::{Party, PartyKind, REVIEW};
    let house = House::new();
    let first = house.import(&rows(0, 3), date(2022, 4, 6)).unwrap().edition;
    let second = house.import(&rows(1, 5), date(2022, 4, 7)).unwrap().edition;
    let kept = || -> Vec<PathBuf> {
        let folder = house.store.dir().join("indexes");
        if folder.is_dir() { walk(&folder) } else { Vec::new() }
    };
    let asked = Party::named(PartyKind::Organisation, "ACME 0");
    let found = |edition: &exeat_lists::Edition| {
        let index = house.store.index(std::slice::from_ref(edition)).unwrap();
        assert_eq!(index.len(), LEAST as usize + if *edition == first { 3 } else { 4 });
        index.screen(&asked, REVIEW).iter().any(|hit| hit.name == "ACME 0")
    };
    assert!(kept().is_empty());
    assert!(found(&first) && !found(&second));
    let files = kept();
    assert_eq!(files.len(), 2);
    // the second time from the file, whichever way the objects are
    std::fs::remove_dir_all(house.store.dir().join("objects")).unwrap();
    assert!(found(&first) && !found(&second));
    // a file in the place of another, and a damaged one, are not believed; without the contents that is an error
    let bytes = std::fs::read(&files[0]).unwrap();
    std::fs::remove_file(&files[0]).unwrap();
    std::fs::copy(&files[1], &files[0]).unwrap();
    let mut damaged = bytes.clone();
    damaged[bytes.len() / 2] ^= 1;
    std::fs::remove_file(&files[1]).unwrap();
    std::fs::write(&files[1], damaged).unwrap();
    for edition in [&first, &second] {
        assert!(house.store.index(std::slice::from_ref(edition)).is_err());
    }
    // with them it is built anew
    house.import(&rows(0, 3), date(2022, 4, 6)).unwrap();
    house.import(&rows(1, 5), date(2022, 4, 7)).unwrap();
    assert!(found(&first) && !found(&second));
    assert_eq!(kept().len(), 2);
}
