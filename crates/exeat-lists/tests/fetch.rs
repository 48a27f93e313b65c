//! Fetching, against a server that does what publishers' servers have done.
#![cfg(feature = "fetch")]
#![allow(clippy::unwrap_used, reason = "a test helper may panic as a test may")]

use exeat_lists::fetch::{FetchError, From, Patience, Pulled, pull};
use exeat_lists::store::bundle;
use exeat_lists::{Arrival, Store, StoreError};
use flate2::{Compression, write::GzEncoder};
use jiff::civil::{Date, date};
use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::Duration;

const LIST: &str = "us.ofac.sdn";
const TODAY: Date = date(2024, 5, 4);
const MODIFIED: &str = "Fri, 03 May 2024 14:00:00 GMT";
const FILES: [&str; 4] = ["sdn.csv", "add.csv", "alt.csv", "sdn_comments.csv"];

fn content(file: &str, records: u32) -> Vec<u8> {
    let rows: String = match file {
        "sdn.csv" => (1..=records)
            .map(|n| format!("{n},\"ACME {n}\",-0- ,\"X\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- \r\n"))
            .collect(),
        "add.csv" => {
            (1..=records).map(|n| format!("{n},{n},\"Road 1\",\"Minsk\",\"Belarus\",-0- \r\n")).collect()
        }
        "alt.csv" => (1..=records).map(|n| format!("{n},{n},\"aka\",\"ACE {n}\",-0- \r\n")).collect(),
        _ => "1,\"More of the remarks.\"\r\n".to_owned(),
    };
    rows.into_bytes()
}

/// What the server does with one request, and whether it does it every time.
type Act = Arc<dyn Fn(&mut TcpStream, &str, usize) + Send + Sync>;

struct Server {
    base: String,
    acts: Arc<Mutex<BTreeMap<String, Act>>>,
    /// Each request: its first line and headers.
    seen: Arc<Mutex<Vec<String>>>,
}

fn answer(stream: &mut TcpStream, head: &str, body: &[u8]) {
    let _ = stream.write_all(format!("HTTP/1.1 {head}\r\nConnection: close\r\n").as_bytes());
    let _ = stream.write_all(format!("Content-Length: {}\r\n\r\n", body.len()).as_bytes());
    let _ = stream.write_all(body);
}

impl Server {
    /// Serves the four files of the list, of that many records.
    fn new(records: u32) -> Server {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let acts: Arc<Mutex<BTreeMap<String, Act>>> = Arc::default();
        let seen: Arc<Mutex<Vec<String>>> = Arc::default();
        let (theirs, asked) = (acts.clone(), seen.clone());
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let Ok(mut stream) = stream else { continue };
                let mut lines = BufReader::new(stream.try_clone().unwrap()).lines();
                let mut request = String::new();
                while let Some(Ok(line)) = lines.next().filter(|l| l.as_ref().is_ok_and(|l| !l.is_empty())) {
                    request += &line.to_lowercase();
                    request += "\n";
                }
                let path = request.split(' ').nth(1).unwrap_or_default().to_owned();
                let count = {
                    let mut asked = asked.lock().unwrap();
                    asked.push(request.clone());
                    asked.iter().filter(|r| r.split(' ').nth(1) == Some(&path)).count()
                };
                let act = theirs.lock().unwrap().get(&path).cloned();
                match act {
                    Some(act) => drop(std::thread::spawn(move || act(&mut stream, &request, count))),
                    None => answer(&mut stream, "404 Not Found", b"<html>gone</html>"),
                }
            }
        });
        let server = Server { base, acts, seen };
        server.serve(records);
        server
    }

    fn serve(&self, records: u32) {
        for file in FILES {
            self.on(file, move |stream, request, _| {
                let tag = format!("\"{file}-{records}\"");
                let head = format!("ETag: {tag}\r\nLast-Modified: {MODIFIED}");
                if request.contains(&format!("if-none-match: {tag}")) {
                    answer(stream, &format!("304 Not Modified\r\n{head}"), b"");
                } else {
                    answer(stream, &format!("200 OK\r\n{head}"), &content(file, records));
                }
            });
        }
    }

    fn on(&self, file: &str, act: impl Fn(&mut TcpStream, &str, usize) + Send + Sync + 'static) {
        self.acts.lock().unwrap().insert(format!("/{LIST}/{file}"), Arc::new(act));
    }

    fn asked(&self) -> usize {
        self.seen.lock().unwrap().len()
    }
}

struct House {
    home: tempfile::TempDir,
    store: Store,
    server: Server,
}

impl House {
    /// A store with a good edition of the day before, fetched.
    fn with_an_edition() -> House {
        let home = tempfile::tempdir().unwrap();
        let store = Store::open(home.path().join("data")).unwrap();
        let house = House { home, store, server: Server::new(4_000) };
        assert!(matches!(house.pull(), Ok(Pulled::Taken(_))));
        house
    }

    fn pull(&self) -> Result<Pulled, FetchError> {
        let ms = Duration::from_millis;
        let patience =
            Patience { attempts: 3, pause: ms(5), longest: Duration::from_secs(2), stall: ms(400) };
        pull(&self.store, LIST, &From::Mirror(self.server.base.clone()), TODAY, patience, &mut |_| {})
    }

    /// The last good edition is still there, reads back whole, and clears nobody.
    fn the_last_good_copy_stays_and_clears_nobody(&self, why: &str) {
        let current = self.store.current(LIST, TODAY, TODAY).unwrap().unwrap();
        assert_eq!(current.edition.date, date(2024, 5, 3));
        assert_eq!(self.store.load(&current.edition).unwrap().counts.records, 4_000);
        let held = current.held_back.unwrap().why;
        assert!(held.contains(why), "{held}");
    }

    fn fails(&self) -> String {
        self.pull().unwrap_err().to_string()
    }
}

#[test]
fn an_edition_is_fetched_with_its_day_and_asked_for_only_if_changed() {
    let house = House::with_an_edition();
    let edition = house.store.editions(LIST).unwrap().remove(0);
    assert_eq!((edition.date, edition.retrieved), (date(2024, 5, 3), TODAY));
    assert!(edition.is_complete() && edition.origin.contains("/us.ofac.sdn/sdn.csv"));
    let first = house.server.seen.lock().unwrap()[0].clone();
    assert!(first.contains("user-agent: exeat/") && first.contains("accept-encoding: gzip"), "{first}");
    let before = house.server.asked();
    assert!(matches!(house.pull(), Ok(Pulled::NotModified(day)) if day == date(2024, 5, 3)));
    assert_eq!(house.server.asked() - before, 4);
    assert_eq!(house.store.editions(LIST).unwrap().len(), 1);
    let current = house.store.current(LIST, TODAY, TODAY).unwrap().unwrap();
    assert_eq!(current.age_days, 0, "confirmed today");
    // one file changes, the others do not
    house.server.on("alt.csv", |stream, _, _| {
        let head = "200 OK\r\nLast-Modified: Sat, 04 May 2024 09:00:00 GMT";
        answer(stream, head, &content("alt.csv", 4_001));
    });
    house.server.on("sdn.csv", |stream, _, _| answer(stream, "200 OK", &content("sdn.csv", 4_001)));
    assert!(matches!(house.pull(), Ok(Pulled::Taken(_))));
    let newest = house.store.editions(LIST).unwrap().pop().unwrap();
    assert_eq!((newest.date, newest.vitals.records, newest.files.len()), (TODAY, 4_001, 4));
}

#[test]
fn a_server_that_packs_redirects_or_fails_for_a_while_gives_the_list() {
    let house = House::with_an_edition();
    house.server.on("sdn.csv", |stream, _, count| match count {
        2 => answer(stream, "503 Service Unavailable", b"busy"),
        3 => answer(stream, "429 Too Many Requests\r\nRetry-After: 0", b"slowly"),
        _ => answer(stream, "302 Found\r\nLocation: /elsewhere", b""),
    });
    house.server.acts.lock().unwrap().insert(
        "/elsewhere".into(),
        Arc::new(|stream: &mut TcpStream, _: &str, _| {
            let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
            packed.write_all(&content("sdn.csv", 4_002)).unwrap();
            answer(stream, "200 OK\r\nContent-Encoding: gzip", &packed.finish().unwrap());
        }),
    );
    assert!(matches!(house.pull(), Ok(Pulled::Taken(i)) if i.edition.vitals.records == 4_002));
}

#[test]
fn a_server_that_cannot_be_reached_leaves_the_edition_to_grow_stale() {
    let house = House::with_an_edition();
    for (what, act) in [
        ("503", Arc::new(|s: &mut TcpStream, _: &str, _| answer(s, "503 Busy", b"")) as Act),
        (
            "asks to wait 7200 s",
            Arc::new(|s: &mut TcpStream, _: &str, _| {
                answer(s, "429 Slowly\r\nRetry-After: 7200", b"");
            }),
        ),
        ("timeout", Arc::new(|_: &mut TcpStream, _: &str, _| std::thread::sleep(Duration::from_secs(2)))),
        (
            "broke off after",
            Arc::new(|s: &mut TcpStream, _: &str, _| {
                let _ = s.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 900000\r\n\r\n1,\"ACME");
            }),
        ),
        (
            "broke off after",
            Arc::new(|s: &mut TcpStream, _: &str, _| {
                let _ = s.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 900000\r\n\r\n1,\"ACME");
                std::thread::sleep(Duration::from_secs(2));
            }),
        ),
    ] {
        house.server.acts.lock().unwrap().insert(format!("/{LIST}/sdn.csv"), act);
        let why = house.fails();
        assert!(why.contains(what), "{what}: {why}");
        let current = house.store.current(LIST, TODAY, TODAY).unwrap().unwrap();
        assert_eq!(current.held_back, None);
        assert!(house.store.state(LIST).unwrap().unreachable.unwrap().1.contains(what));
    }
    house.server.serve(4_003);
    assert!(house.pull().is_ok());
    assert_eq!(house.store.state(LIST).unwrap().unreachable, None);
}

/// OpenSanctions 4310: a consolidated file cut off in the middle of a row, with a length that says it is whole.
#[test]
fn a_file_cut_off_in_a_row() {
    let house = House::with_an_edition();
    house.server.on("sdn.csv", |stream, _, _| {
        let whole = content("sdn.csv", 4_000);
        answer(stream, "200 OK", &whole[..whole.len() - 40]);
    });
    house.fails();
    house.the_last_good_copy_stays_and_clears_nobody("sdn.csv line 4000");
}

/// ITA developerportal 146: most of the Treasury's entries absent, in a file that is well formed.
#[test]
fn most_entries_gone_from_a_well_formed_file() {
    let house = House::with_an_edition();
    house.server.serve(3_100);
    house.fails();
    house.the_last_good_copy_stays_and_clears_nobody("3100 records");
}

/// ITA developerportal 95: a list that went from 686 to 515 and back.
#[test]
fn a_list_that_falls_by_a_quarter_and_comes_back() {
    let house = House::with_an_edition();
    house.server.serve(4_000 * 515 / 686);
    house.fails();
    house.the_last_good_copy_stays_and_clears_nobody("3002 records");
    house.server.serve(4_001);
    assert!(house.pull().is_ok());
    assert_eq!(house.store.current(LIST, TODAY, TODAY).unwrap().unwrap().held_back, None);
}

/// ITA developerportal 70 and 119: a column that stops being filled.
#[test]
fn a_field_that_stops_being_filled() {
    let house = House::with_an_edition();
    house.server.on("add.csv", |stream, _, _| {
        let empty: String = (1..=4_000).map(|n| format!("{n},{n},-0- ,-0- ,-0- ,-0- \r\n")).collect();
        answer(stream, "200 OK", empty.as_bytes());
    });
    house.fails();
    house.the_last_good_copy_stays_and_clears_nobody("0 parties with an address");
}

/// OpenSanctions 5237: the host turns clients away.
#[test]
fn a_host_that_turns_us_away() {
    let house = House::with_an_edition();
    house.server.on("sdn.csv", |stream, _, _| answer(stream, "403 Forbidden", b"<html>no</html>"));
    assert!(house.fails().contains("answers 403"));
    house.the_last_good_copy_stays_and_clears_nobody("answers 403");
}

/// OpenSanctions 72 and 54: the file moved, and its old address leads to a page for signing in.
#[test]
fn a_file_behind_a_page_for_signing_in() {
    let house = House::with_an_edition();
    house.server.on("sdn.csv", |stream, _, _| {
        answer(stream, "200 OK\r\nContent-Type: text/html", b"<!DOCTYPE html><html>sign in</html>");
    });
    house.fails();
    house.the_last_good_copy_stays_and_clears_nobody("web page");
}

/// ITA developerportal 124 and kevintyll/ofac 32: the address, or the form of the file, is given up.
#[test]
fn an_address_that_is_given_up() {
    let house = House::with_an_edition();
    house.server.acts.lock().unwrap().remove(&format!("/{LIST}/sdn.csv"));
    assert!(house.fails().contains("answers 404"));
    house.the_last_good_copy_stays_and_clears_nobody("answers 404");
}

/// 4 May 2024: the old download address served a file of no bytes.
#[test]
fn an_empty_file() {
    let house = House::with_an_edition();
    house.server.on("sdn.csv", |stream, _, _| answer(stream, "200 OK", b""));
    house.fails();
    house.the_last_good_copy_stays_and_clears_nobody("the file is empty");
}

/// watchman 623, 118 and 112: no start without a download. A store never needs one.
#[test]
fn a_download_that_fails_stops_nothing() {
    let house = House::with_an_edition();
    house.server.acts.lock().unwrap().clear();
    house.fails();
    assert_eq!(house.store.editions(LIST).unwrap().len(), 1);
    assert!(house.store.is_free().unwrap());
    assert_eq!(house.store.load(&house.store.editions(LIST).unwrap()[0]).unwrap().counts.records, 4_000);
}

#[test]
fn a_list_dated_after_today_is_refused_by_the_clock() {
    let house = House::with_an_edition();
    house.server.on("sdn.csv", |stream, _, _| {
        let head = "200 OK\r\nLast-Modified: Mon, 03 Jun 2024 14:00:00 GMT";
        answer(stream, head, &content("sdn.csv", 4_001));
    });
    assert!(house.fails().contains("but today is 2024-05-04 by this machine's clock"));
}

#[test]
fn a_bundle_carries_editions_and_shows_every_changed_byte() {
    let house = House::with_an_edition();
    let path = house.home.path().join("lists.bundle");
    let lists = [LIST.to_owned()];
    let (manifest, _) = bundle::write(&house.store, &lists, TODAY, &path).unwrap();
    assert_eq!(manifest.editions.len(), 1);
    assert!(bundle::is_bundle(&path));
    let other = Store::open(house.home.path().join("other")).unwrap();
    let later = date(2024, 5, 6);
    let taken = bundle::read(&other, &path, &[], later).unwrap();
    assert!(taken[0].taken.is_ok());
    let current = other.current(LIST, later, later).unwrap().unwrap();
    assert_eq!((current.edition.vitals.records, current.age_days), (4_000, 2), "known until it was made");
    // any byte may be hit on the way
    let whole = std::fs::read(&path).unwrap();
    for at in (0..whole.len()).step_by(whole.len() / 40) {
        let mut bytes = whole.clone();
        bytes[at] ^= 0x41;
        std::fs::write(&path, &bytes).unwrap();
        let fresh = Store::open(house.home.path().join(format!("fresh-{at}"))).unwrap();
        if let Ok(taken) = bundle::read(&fresh, &path, &[], later) {
            // what changed was of no account, such as a bit of the frame that nothing rests on
            let edition = fresh.editions(LIST).unwrap().remove(0);
            assert!(taken[0].taken.is_ok() && edition.hash == manifest.editions[0].edition.hash);
        }
    }
    std::fs::write(&path, &whole[..whole.len() / 2]).unwrap();
    assert!(matches!(bundle::read(&other, &path, &[], later), Err(StoreError::Archive { .. })));
    // an edition in doubt is not passed on
    house.server.serve(3_100);
    house.fails();
    let refused = bundle::write(&house.store, &lists, TODAY, &path);
    assert!(matches!(refused, Err(StoreError::HeldBack { .. })));
}

#[test]
fn a_folder_is_a_mirror_too() {
    let house = House::with_an_edition();
    let dir = house.home.path().join("mirror").join(LIST);
    std::fs::create_dir_all(&dir).unwrap();
    for file in FILES {
        std::fs::write(dir.join(file), content(file, 4_004)).unwrap();
    }
    let from = From::Folder(house.home.path().join("mirror"));
    let pulled = pull(&house.store, LIST, &from, TODAY, Patience::default(), &mut |_| {});
    assert!(matches!(pulled, Ok(Pulled::Taken(i)) if i.edition.vitals.records == 4_004));
    let gone = pull(&house.store, "au.dfat", &From::Publisher, TODAY, Patience::default(), &mut |_| {});
    assert!(matches!(gone, Err(FetchError::NoAddress { .. })));
    let by_hand = Arrival::by_hand(TODAY, TODAY);
    assert!(house.store.import(LIST, &[dir], &by_hand).unwrap().already);
}
