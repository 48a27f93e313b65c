//! Editions on disk.
//!
//! An *edition* is what a publisher put out as one list on one day. Its key is the list, the day, a sequence
//! number on that day and a hash of its files; once written it is never changed. A store looks like this:
//!
//! ```text
//! DIR/.lock
//! DIR/objects/26/260def89…     contents of files, each once; most as what differs from an earlier one
//! DIR/us.ofac.sdn/editions     the editions, a line each, every line bound to the one before by its hash
//!                /state.json   until when the list was watched, and what was refused
//! DIR/indexes/                 indexes over editions, built when first asked for; may be deleted at any time
//! ```
//!
//! An import is read before anything is kept; contents are written beside their place, synced and renamed, and the
//! ledger last, so that a reader never sees half an edition; two processes wait for each other. What cannot be what
//! the publisher meant ([`crate::health`]) is refused and the refusal is kept, so that the editions before it clear
//! nobody until that is settled.

use crate::file::{File, ReadError};
use crate::format;
use crate::ids;
use crate::reading::{Complaint, Reading};
use exeat_screen::Entry;
use jiff::civil::Date;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

pub mod bundle;
mod disk;
mod edition;
mod history;
mod import;
mod index;
mod map;
mod object;
mod state;

use edition::Ledger;
use object::Objects;

#[cfg(feature = "fetch")]
pub(crate) use edition::sha256;
pub use edition::{Edition, EditionFile};
pub use history::History;
pub use import::Arrival;
#[cfg(feature = "fetch")]
pub(crate) use import::take_in;
pub use state::{Refusal, Route, State, Watched};

/// What servers said of what they gave, by address.
#[cfg(feature = "fetch")]
const VALIDATORS: &str = "fetched.json";

/// A directory of editions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Store {
    dir: PathBuf,
}

/// What an import did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Imported {
    /// The edition, new or already there.
    pub edition: Edition,
    /// The same content was there on that day already; nothing was written.
    pub already: bool,
    /// Values in it that could not be understood.
    pub complaints: Vec<Complaint>,
}

impl Store {
    /// The store in that directory, which is made where it does not exist. One that cannot be read is an error.
    pub fn open(dir: impl Into<PathBuf>) -> Result<Store, StoreError> {
        let dir = dir.into();
        disk::make(&dir).map_err(|e| e.of_folder(&dir))?;
        Store { dir }.readable()
    }

    /// The store in that directory; none where there is no such directory. One that is there and cannot be read is an
    /// error: it may hold lists.
    pub fn existing(dir: impl Into<PathBuf>) -> Result<Option<Store>, StoreError> {
        let dir = dir.into();
        match fs::symlink_metadata(&dir) {
            Ok(_) => Store { dir }.readable().map(Some),
            Err(e) if e.kind() == ErrorKind::NotFound => Ok(None),
            Err(why) => Err(StoreError::Unreadable { path: dir, why }),
        }
    }

    /// Looks into the folder and that of every list.
    fn readable(self) -> Result<Store, StoreError> {
        let look = |path: &Path| match fs::read_dir(path).and_then(Iterator::collect::<Result<Vec<_>, _>>) {
            Ok(inside) => Ok(inside),
            Err(why) => Err(StoreError::Unreadable { path: path.to_owned(), why }),
        };
        for inside in look(&self.dir)? {
            if ids::is_known(&inside.file_name().to_string_lossy()) {
                look(&inside.path())?;
            }
        }
        Ok(self)
    }

    /// Where the store is unless the user says otherwise: `chosen` (what the caller read from `EXEAT_DATA`), else
    /// `exeat` in the platform's directory for user data.
    pub fn default_dir(chosen: Option<PathBuf>) -> Result<PathBuf, StoreError> {
        use etcetera::BaseStrategy;
        if let Some(dir) = chosen.filter(|dir| !dir.as_os_str().is_empty()) {
            return Ok(dir);
        }
        let base = etcetera::choose_base_strategy().map_err(|_| StoreError::NoHome)?;
        Ok(base.data_dir().join("exeat"))
    }

    /// The directory.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// Takes the files at these paths (or the list's files in these directories) as the edition of a day.
    pub fn import(&self, list: &str, paths: &[PathBuf], arrival: &Arrival) -> Result<Imported, StoreError> {
        import::import(self, list, paths, arrival)
    }

    /// Takes every version of a list that an archive holds: tar, plain or packed with gzip or zstd, with the day of
    /// publication in each member's name. The archive is taken to leave out no publication between its first day and
    /// its last. `step` is told of each version.
    pub fn import_history(
        &self,
        list: &str,
        archive: &Path,
        retrieved: Date,
        step: &mut dyn FnMut(&str),
    ) -> Result<History, StoreError> {
        history::import(self, list, archive, retrieved, step)
    }

    /// Keeps that a list could not be fetched, and how: `refused` where its publisher turned us away or serves
    /// something else, so that a newer edition may be out; else only that nobody could be reached.
    #[cfg(feature = "fetch")]
    pub(crate) fn not_fetched(
        &self,
        list: &str,
        on: Date,
        why: &str,
        refused: bool,
    ) -> Result<(), StoreError> {
        let _lock = disk::Lock::take(&self.dir)?;
        let mut state = self.state(list)?;
        if refused && self.in_force(list, on, on)?.is_some() {
            state.refuse(Refusal { date: on, on, route: Route::Pull, why: why.to_owned() });
        }
        state.unreachable = Some((on, why.to_owned()));
        state.write(&self.dir, list)
    }

    /// What servers said of the versions they gave.
    #[cfg(feature = "fetch")]
    pub(crate) fn validators(&self, list: &str) -> Result<crate::fetch::Known, StoreError> {
        let bytes = disk::read(&self.dir.join(list).join(VALIDATORS))?;
        // without them everything is fetched again, and nothing worse
        Ok(bytes.and_then(|b| serde_json::from_slice(&b).ok()).unwrap_or_default())
    }

    #[cfg(feature = "fetch")]
    pub(crate) fn keep_validators(&self, list: &str, known: &crate::fetch::Known) -> Result<(), StoreError> {
        let _lock = disk::Lock::take(&self.dir)?;
        let path = self.dir.join(list).join(VALIDATORS);
        let json = serde_json::to_vec_pretty(known).map_err(|e| StoreError::io(&path, e.into()))?;
        disk::replace(&path, &json)
    }

    /// One content, checked against its hash.
    #[cfg(feature = "fetch")]
    pub(crate) fn content(&self, sha256: &str) -> Result<Vec<u8>, StoreError> {
        Objects::of(&self.dir).load(sha256)
    }

    /// Keeps that the newest edition up to a day was still its publisher's latest on that day.
    pub(crate) fn confirmed(&self, list: &str, edition: Date, until: Date) -> Result<(), StoreError> {
        let _lock = disk::Lock::take(&self.dir)?;
        let mut state = self.state(list)?;
        state.taken(edition, true);
        state.watch(edition, until.max(edition));
        state.unreachable = None;
        state.write(&self.dir, list)
    }

    /// The lists of which there are editions, sorted.
    pub fn lists(&self) -> Result<Vec<String>, StoreError> {
        let names = disk::names(&self.dir)?.into_iter();
        Ok(names.filter(|name| ids::is_known(name) && self.dir.join(name).is_dir()).collect())
    }

    /// All editions of a list, by day and sequence. Damage is an error, never left out.
    pub fn editions(&self, list: &str) -> Result<Vec<Edition>, StoreError> {
        known(list)?;
        Ok(Ledger::read(&self.dir, list)?.in_order())
    }

    /// The edition in force on a day, as far as it was published by the day of knowledge: the last one of the
    /// latest day that is neither after `on` nor after `known_on`.
    pub fn in_force(&self, list: &str, on: Date, known_on: Date) -> Result<Option<Edition>, StoreError> {
        let latest = on.min(known_on);
        Ok(self.editions(list)?.into_iter().rfind(|edition| edition.date <= latest))
    }

    /// The edition in force on a day, with how far it can be relied on.
    pub fn current(&self, list: &str, on: Date, known_on: Date) -> Result<Option<Current>, StoreError> {
        let Some(edition) = self.in_force(list, on, known_on)? else { return Ok(None) };
        let state = self.state(list)?;
        let fresh = state.latest_until(edition.date).min(known_on).max(edition.date);
        let age_days = i64::from((on - fresh).get_days()).max(0);
        let held_back = state.held_back(edition.date, on.min(known_on)).cloned();
        Ok(Some(Current { edition, age_days, held_back }))
    }

    /// What is known of a list besides its editions.
    pub fn state(&self, list: &str) -> Result<State, StoreError> {
        known(list)?;
        State::read(&self.dir, list)
    }

    /// Whether no other process is writing to the store now.
    pub fn is_free(&self) -> Result<bool, StoreError> {
        disk::Lock::is_free(&self.dir)
    }

    /// Reads an edition, after checking that every file is what it was when it was imported.
    pub fn load(&self, edition: &Edition) -> Result<Reading, StoreError> {
        let files = self.contents(edition)?;
        let reading = read(&edition.list, &files)?;
        for file in &edition.files {
            if rows(&reading, &file.name) != file.records {
                let path = self.dir.join(&edition.list).join(edition.name()).join(&file.name);
                return Err(StoreError::damaged(&path, "it has another number of rows than before"));
            }
        }
        Ok(reading)
    }

    /// One entry of an edition; none where it does not have it.
    pub fn entry(&self, edition: &Edition, id: &str) -> Result<Option<Entry>, StoreError> {
        Ok(self.load(edition)?.entries.into_iter().find(|entry| entry.id == id))
    }

    /// The files of an edition as they were published, unpacked and checked against their hashes.
    pub(crate) fn contents(&self, edition: &Edition) -> Result<Vec<Unpacked>, StoreError> {
        let mut objects = Objects::of(&self.dir);
        let file = |file: &EditionFile| {
            objects.load(&file.sha256).map(|bytes| Unpacked { name: file.name.clone(), bytes })
        };
        edition.files.iter().map(file).collect()
    }
}

/// The edition in force on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Current {
    /// It.
    pub edition: Edition,
    /// Days between the last one on which it is known to have been the latest and the day asked.
    pub age_days: i64,
    /// A later publication that was refused: this edition clears nobody.
    pub held_back: Option<Refusal>,
}

/// A file of an edition, unpacked.
pub(crate) struct Unpacked {
    pub(crate) name: String,
    pub(crate) bytes: Vec<u8>,
}

impl Unpacked {
    pub(crate) fn file(&self) -> File<'_> {
        File { name: &self.name, bytes: &self.bytes }
    }
}

/// Reads the files of a list with the reader of their format.
fn read(list: &str, files: &[Unpacked]) -> Result<Reading, StoreError> {
    let files: Vec<File<'_>> = files.iter().map(Unpacked::file).collect();
    Ok(format::read(list, &files)?)
}

/// The name under which a file of a list is kept; none where it is not one of its files.
fn publishers_name(list: &str, file: &File<'_>) -> Option<&'static str> {
    format::kept_name(list, file)
}

fn rows(reading: &Reading, name: &str) -> u64 {
    reading.counts.rows.iter().find(|(file, _)| *file == name).map_or(0, |(_, rows)| *rows as u64)
}

fn known(list: &str) -> Result<(), StoreError> {
    if ids::is_known(list) { Ok(()) } else { Err(StoreError::UnknownList { list: list.to_owned() }) }
}

/// Why the store could not do what it was asked.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// The id is not one of [`ids::LIST_IDS`].
    #[error("there is no list {list:?}; the ids are {}", ids::LIST_IDS.join(", "))]
    UnknownList {
        /// The id.
        list: String,
    },
    /// Nothing was given that belongs to the list.
    #[error("{} holds no file of {list}", path.display())]
    NoFiles {
        /// The id.
        list: String,
        /// Where was looked.
        path: PathBuf,
    },
    /// A file could not be read as a list; nothing was kept.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// The publication cannot be what its publisher meant; it was not kept.
    #[error(
        "{list} of {date} is refused{}: {}; look at the publication, and give a reason to accept it if it is right",
        stays.map(|d| format!(", the edition of {d} stays")).unwrap_or_default(), why.join("; ")
    )]
    Unhealthy {
        /// The list's id.
        list: String,
        /// The day it claims.
        date: Date,
        /// The day of the edition that stays in force.
        stays: Option<Date>,
        /// What is wrong, a sentence each.
        why: Vec<String>,
    },
    /// There is no edition of the list.
    #[error("no edition of {list} is imported; fetch or import one first")]
    NoEdition {
        /// The list's id.
        list: String,
    },
    /// A later publication was refused, so the edition at hand is not passed on.
    #[error("the edition of {list} may be out of date, since a later one of {date} was refused: {why}")]
    HeldBack {
        /// The list's id.
        list: String,
        /// The day of what was refused.
        date: Date,
        /// Why it was.
        why: String,
    },
    /// An archive of versions or a bundle could not be read.
    #[error("{}: {why}", path.display())]
    Archive {
        /// The archive.
        path: PathBuf,
        /// What is wrong with it, and what to do.
        why: String,
    },
    /// Something stored is not what was stored.
    #[error("{} is damaged: {why}; restore it from a copy, or delete the edition and import it again", path.display())]
    Damaged {
        /// What.
        path: PathBuf,
        /// Why it cannot be right.
        why: String,
    },
    /// The system has no directory for user data.
    #[error("the system names no directory for user data; set EXEAT_DATA to one")]
    NoHome,
    /// The folder of editions, or of one list in it, is there and cannot be read.
    #[error("the data folder {} cannot be read: {why}", path.display())]
    Unreadable {
        /// The folder.
        path: PathBuf,
        /// What went wrong.
        why: std::io::Error,
    },
    /// Reading or writing failed.
    #[error("{}: {source}", path.display())]
    Io {
        /// What was read or written.
        path: PathBuf,
        /// What went wrong.
        source: std::io::Error,
    },
}

impl StoreError {
    pub(crate) fn io(path: &Path, source: std::io::Error) -> StoreError {
        StoreError::Io { path: path.to_owned(), source }
    }

    /// As an error of the folder of editions.
    fn of_folder(self, dir: &Path) -> StoreError {
        match self {
            StoreError::Io { source: why, .. } => StoreError::Unreadable { path: dir.to_owned(), why },
            other => other,
        }
    }

    /// Why a publication was refused, without its name.
    fn reason(&self) -> String {
        match self {
            StoreError::Unhealthy { why, .. } => why.join("; "),
            other => other.to_string(),
        }
    }

    pub(crate) fn damaged(path: &Path, why: impl Into<String>) -> StoreError {
        StoreError::Damaged { path: path.to_owned(), why: why.into() }
    }
}
