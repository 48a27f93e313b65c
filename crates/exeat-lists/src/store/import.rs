//! Taking an edition in.

use super::edition::{Edition, EditionFile, Ledger, sha256};
use super::object::Objects;
use super::state::{Refusal, Route, State};
use super::{Imported, Store, StoreError, Unpacked, disk, known, publishers_name, rows};
use crate::file::File;
use crate::format;
use crate::health::{self, Arriving, Before, Vitals};
use crate::reading::Reading;
use jiff::civil::Date;
use std::borrow::Cow;
use std::fs;
use std::path::PathBuf;

/// With what a publication comes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arrival {
    /// Its day of publication.
    pub date: Date,
    /// Today, as the caller's clock has it.
    pub retrieved: Date,
    /// How it came.
    pub route: Route,
    /// Where it came from, for the record.
    pub origin: String,
    /// Why to take it although it fails a check of health; none to have it refused. It does not let in what cannot
    /// be read.
    pub accept: Option<String>,
}

impl Arrival {
    /// By hand, of that day, on that day.
    pub fn by_hand(date: Date, retrieved: Date) -> Arrival {
        Arrival { date, retrieved, route: Route::Import, origin: "by hand".into(), accept: None }
    }
}

pub(super) fn import(
    store: &Store,
    list: &str,
    paths: &[PathBuf],
    arrival: &Arrival,
) -> Result<Imported, StoreError> {
    known(list)?;
    take_in(store, list, collect(list, paths)?, arrival)
}

/// Takes files as they came, packed or not, as an edition, or keeps why not.
pub(crate) fn take_in(
    store: &Store,
    list: &str,
    given: Vec<Unpacked>,
    arrival: &Arrival,
) -> Result<Imported, StoreError> {
    known(list)?;
    let others = given
        .iter()
        .any(|file| format::recognise(&file.file()).is_ok_and(|format| !format.lists().contains(&list)));
    let unpacked: Result<Vec<Unpacked>, StoreError> = given.into_iter().map(unpack).collect();
    let publication = unpacked.and_then(|unpacked| Publication::read(list, unpacked));
    let mut arrival = arrival.clone();
    if let (Route::Pull, Ok(Some(day))) = (arrival.route, publication.as_ref().map(|p| p.reading.published)) {
        arrival.date = day;
    }
    let _lock = disk::Lock::take(&store.dir)?;
    let taken = publication.and_then(|publication| {
        let mut shelf = Shelf::open(store, list)?;
        let imported = shelf.take(publication, &arrival)?;
        if !imported.already {
            shelf.ledger.write()?;
        }
        Ok(imported)
    });
    let mut state = State::read(&store.dir, list)?;
    let before = state.clone();
    match &taken {
        Ok(imported) => {
            let newest = store.editions(list)?.last().is_some_and(|e| e.date <= imported.edition.date);
            state.taken(imported.edition.date, newest);
            if arrival.route == Route::Pull {
                state.watch(imported.edition.date, arrival.retrieved.max(imported.edition.date));
                state.unreachable = None;
            }
        }
        // a file of another list given by mistake says nothing of this one
        Err(StoreError::Read(_)) if others => {}
        Err(e @ (StoreError::Read(_) | StoreError::Unhealthy { .. })) => {
            let why = e.reason();
            let (date, on, route) = (arrival.date, arrival.retrieved, arrival.route);
            if store.in_force(list, date, date)?.is_some() {
                state.refuse(Refusal { date, on, route, why });
            }
        }
        Err(_) => {}
    }
    if state != before {
        state.write(&store.dir, list)?;
    }
    taken
}

/// A publication that has been read. Its parties are counted and not held: an edition is its files.
pub(super) struct Publication {
    unpacked: Vec<Unpacked>,
    files: Vec<EditionFile>,
    reading: Reading,
    vitals: Vitals,
}

impl Publication {
    pub(super) fn read(list: &str, unpacked: Vec<Unpacked>) -> Result<Publication, StoreError> {
        let mut vitals = Vitals::default();
        let reading = {
            let files: Vec<File<'_>> = unpacked.iter().map(Unpacked::file).collect();
            format::each(list, &files, &mut |record| vitals.add(&record.entry))?
        };
        let files = describe(list, &unpacked, &reading);
        let vitals = vitals.with(&reading);
        Ok(Publication { unpacked, files, reading, vitals })
    }
}

/// The editions of one list while something is added to them. The caller holds the lock, and writes the ledger.
pub(super) struct Shelf<'a> {
    list: &'a str,
    objects: Objects,
    pub(super) ledger: Ledger,
}

impl<'a> Shelf<'a> {
    pub(super) fn open(store: &Store, list: &'a str) -> Result<Shelf<'a>, StoreError> {
        let ledger = Ledger::read(&store.dir, list)?;
        Ok(Shelf { list, objects: Objects::of(&store.dir), ledger })
    }

    /// Puts a publication among the editions, unless it is there or is refused.
    pub(super) fn take(
        &mut self,
        publication: Publication,
        arrival: &Arrival,
    ) -> Result<Imported, StoreError> {
        let Publication { unpacked, files, reading, vitals } = publication;
        let hash = Edition::hash_of(&files);
        let date = arrival.date;
        let editions = &self.ledger.editions;
        // a publisher goes on serving an edition; a file without a day of its own is then no new one
        let served = |e: &&Edition| arrival.route == Route::Pull && e.date <= date;
        let last = editions.iter().filter(served).max_by_key(|e| (e.date, e.sequence));
        let same = editions.iter().find(|e| e.date == date && e.hash == hash);
        if let Some(edition) = same.or(last.filter(|e| e.hash == hash)) {
            // given again it also mends what has been damaged
            let edition = edition.clone();
            self.keep(&unpacked, &files, date)?;
            return Ok(Imported { edition, already: true, complaints: reading.complaints });
        }
        let ill = self.examine(&files, &vitals, arrival);
        let accepted = match (&arrival.accept, ill.is_empty()) {
            (_, true) => None,
            (Some(reason), false) => Some(format!("{reason} ({})", ill.join("; "))),
            (None, false) => {
                let stays = editions.iter().map(|e| e.date).filter(|d| *d <= date).max();
                return Err(StoreError::Unhealthy { list: self.list.to_owned(), date, stays, why: ill });
            }
        };
        let sequence = editions.iter().filter(|e| e.date == date).map(|e| e.sequence).max().unwrap_or(0) + 1;
        let edition = Edition {
            list: self.list.to_owned(),
            date,
            sequence,
            hash,
            files,
            missing: reading.missing.iter().map(|name| (*name).to_owned()).collect(),
            retrieved: arrival.retrieved,
            origin: arrival.origin.clone(),
            accepted,
            vitals,
        };
        self.keep(&unpacked, &edition.files, date)?;
        self.ledger.editions.push(edition.clone());
        Ok(Imported { edition, already: false, complaints: reading.complaints })
    }

    fn keep(&mut self, unpacked: &[Unpacked], files: &[EditionFile], date: Date) -> Result<(), StoreError> {
        for content in unpacked {
            let Some(name) = publishers_name(self.list, &content.file()) else { continue };
            let Some(file) = files.iter().find(|f| f.name == name) else { continue };
            let earlier = self.last_with(date, |e| e.files.iter().any(|f| f.name == name));
            let earlier = earlier.and_then(|e| e.files.iter().find(|f| f.name == name));
            let earlier = earlier.map(|f| f.sha256.clone());
            self.objects.keep(&file.sha256, &content.bytes, earlier.as_deref())?;
        }
        Ok(())
    }

    /// The last edition up to a day that has something.
    fn last_with(&self, date: Date, has: impl Fn(&Edition) -> bool) -> Option<&Edition> {
        let earlier = self.ledger.editions.iter().filter(|e| e.date <= date && has(e));
        earlier.max_by_key(|e| (e.date, e.sequence))
    }

    /// Compares counts and fields with the last edition made of the same files, and the rows of each file with the
    /// last edition that has it. Comments are left out: there are so few that a tenth is one or two.
    fn examine(&self, files: &[EditionFile], vitals: &Vitals, arrival: &Arrival) -> Vec<String> {
        let names = |files: &[EditionFile]| files.iter().map(|f| f.name.clone()).collect::<Vec<_>>();
        let before = self.last_with(arrival.date, |e| names(&e.files) == names(files));
        let arriving = Arriving {
            list: self.list,
            date: arrival.date,
            retrieved: arrival.retrieved,
            fetched: arrival.route == Route::Pull,
            vitals,
        };
        let mut ill = health::examine(arriving, before.map(|e| Before { date: e.date, vitals: &e.vitals }));
        for file in files.iter().filter(|f| f.name != "sdn_comments.csv") {
            let same = |e: &Edition| e.files.iter().any(|f| f.name == file.name);
            let Some(edition) = self.last_with(arrival.date, same) else { continue };
            let rows = edition.files.iter().find(|f| f.name == file.name).map_or(0, |f| f.records);
            if health::fell(rows, file.records, edition.date, arrival.date) {
                ill.push(format!(
                    "{} has {} rows, but {rows} in the edition of {}",
                    file.name, file.records, edition.date
                ));
            }
        }
        ill
    }
}

/// The files at the paths; of a directory those that belong to the list.
fn collect(list: &str, paths: &[PathBuf]) -> Result<Vec<Unpacked>, StoreError> {
    let load = |path: PathBuf| match fs::read(&path) {
        Ok(bytes) => {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            Ok(Unpacked { name, bytes })
        }
        Err(e) => Err(StoreError::io(&path, e)),
    };
    let mut found = Vec::new();
    for path in paths {
        if !path.is_dir() {
            found.push(load(path.clone())?);
            continue;
        }
        let before = found.len();
        for name in disk::names(path)? {
            let inside = path.join(name);
            if inside.is_file() {
                let given = load(inside)?;
                if publishers_name(list, &given.file()).is_some() {
                    found.push(given);
                }
            }
        }
        if found.len() == before {
            return Err(StoreError::NoFiles { list: list.to_owned(), path: path.clone() });
        }
    }
    if found.is_empty() {
        return Err(StoreError::NoFiles { list: list.to_owned(), path: PathBuf::from(".") });
    }
    Ok(found)
}

/// A file with what its gzip holds, where it is packed.
pub(super) fn unpack(file: Unpacked) -> Result<Unpacked, StoreError> {
    let unpacked = match file.file().unpack()? {
        Cow::Owned(bytes) => Some(bytes),
        Cow::Borrowed(_) => None,
    };
    // What came unpacked is not copied: it may be large.
    Ok(Unpacked { bytes: unpacked.unwrap_or(file.bytes), name: file.name })
}

/// The files by the publisher's names, sorted.
fn describe(list: &str, unpacked: &[Unpacked], reading: &Reading) -> Vec<EditionFile> {
    let describe = |file: &Unpacked| {
        let name = publishers_name(list, &file.file())?;
        Some(EditionFile {
            name: name.to_owned(),
            sha256: sha256(&file.bytes),
            bytes: file.bytes.len() as u64,
            records: rows(reading, name),
        })
    };
    let mut files: Vec<EditionFile> = unpacked.iter().filter_map(describe).collect();
    files.sort_by(|a, b| a.name.cmp(&b.name));
    files
}
