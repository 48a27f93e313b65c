//! Editions on disk.
//!
//! An *edition* is what a publisher put out as one list on one day. Its key is the list, the day, a sequence
//! number on that day and a hash of its files; once written it is never changed. A directory of editions looks
//! like this:
//!
//! ```text
//! DIR/.lock
//! DIR/us.ofac.sdn/2022-04-08-1-6a95b01e8c1b/manifest.json
//!                                          /sdn.csv.gz
//! ```
//!
//! An import is parsed before anything is kept, written beside its place, synced and renamed, so that a reader
//! never sees half an edition; two processes wait for each other. An empty edition, and one much smaller than the
//! one before, is refused: publishers' servers sometimes serve less than the list.

use crate::file::{File, ReadError};
use crate::ids;
use crate::ofac;
use crate::reading::{Complaint, Reading};
use jiff::civil::Date;
use std::fs;
use std::path::{Path, PathBuf};

mod disk;
mod edition;
mod import;

pub use edition::{Edition, EditionFile};

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
    /// The store in that directory, which is made where it does not exist.
    pub fn open(dir: impl Into<PathBuf>) -> Result<Store, StoreError> {
        let dir = dir.into();
        fs::create_dir_all(&dir).map_err(|e| StoreError::io(&dir, e))?;
        Ok(Store { dir })
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
    ///
    /// `force` lets an edition in that is smaller than it should be; it does not let in one that cannot be read.
    pub fn import(
        &self,
        list: &str,
        paths: &[PathBuf],
        date: Date,
        force: bool,
    ) -> Result<Imported, StoreError> {
        import::import(self, list, paths, date, force)
    }

    /// The lists of which there are editions, sorted.
    pub fn lists(&self) -> Result<Vec<String>, StoreError> {
        let mut lists: Vec<String> =
            disk::names(&self.dir)?.into_iter().filter(|name| ids::is_known(name)).collect();
        lists.sort();
        Ok(lists)
    }

    /// All editions of a list, by day and sequence. One that is damaged is an error, never left out.
    pub fn editions(&self, list: &str) -> Result<Vec<Edition>, StoreError> {
        known(list)?;
        let dir = self.dir.join(list);
        let mut editions = Vec::new();
        for name in disk::names(&dir)?.into_iter().filter(|name| !name.starts_with('.')) {
            let edition = Edition::read(&dir.join(&name))?;
            if edition.list != list || edition.directory_name() != name {
                return Err(StoreError::damaged(&dir.join(name), "its manifest is of another edition"));
            }
            editions.push(edition);
        }
        editions.sort_by_key(|edition| (edition.date, edition.sequence));
        Ok(editions)
    }

    /// The edition in force on a day, as far as it was published by the day of knowledge: the last one of the
    /// latest day that is neither after `on` nor after `known_on`.
    pub fn in_force(&self, list: &str, on: Date, known_on: Date) -> Result<Option<Edition>, StoreError> {
        let latest = on.min(known_on);
        Ok(self.editions(list)?.into_iter().rfind(|edition| edition.date <= latest))
    }

    /// Reads an edition, after checking that every file is what it was when it was imported.
    pub fn load(&self, edition: &Edition) -> Result<Reading, StoreError> {
        let dir = self.dir.join(&edition.list).join(edition.directory_name());
        let files = edition.unpack(&dir)?;
        let reading = read(&edition.list, &files)?;
        for file in &edition.files {
            if rows(&reading, &file.name) != file.records {
                return Err(StoreError::damaged(
                    &dir.join(&file.name),
                    "it has another number of rows than before",
                ));
            }
        }
        Ok(reading)
    }
}

/// A file of an edition, unpacked.
pub(crate) struct Unpacked {
    pub(crate) name: String,
    pub(crate) bytes: Vec<u8>,
}

/// Reads the files of a list with the reader of its publisher.
fn read(list: &str, files: &[Unpacked]) -> Result<Reading, StoreError> {
    let files: Vec<File<'_>> = files.iter().map(|f| File { name: &f.name, bytes: &f.bytes }).collect();
    match list {
        "us.ofac.sdn" => Ok(ofac::read(list, &files)?),
        _ => Err(StoreError::NoReader { list: list.to_owned() }),
    }
}

/// The publisher's name for a file of a list; none where it is not one of its files.
fn publishers_name(list: &str, name: &str) -> Option<&'static str> {
    match list {
        "us.ofac.sdn" => ofac::Table::of(name).map(ofac::Table::file_name),
        _ => None,
    }
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
    /// We cannot read the files of that list yet.
    #[error("there is no reader yet for the files of {list}; so far only us.ofac.sdn can be imported")]
    NoReader {
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
    /// A file has much fewer records than the same file of the edition before; nothing was kept.
    #[error(
        "{file} has {found} records, but {before} in the edition of {date}: less than nine tenths; \
         import it with force if the list really shrank"
    )]
    Shrunk {
        /// The file.
        file: String,
        /// Its records now.
        found: u64,
        /// Its records in the earlier edition.
        before: u64,
        /// The day of the earlier edition.
        date: Date,
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

    pub(crate) fn damaged(path: &Path, why: impl Into<String>) -> StoreError {
        StoreError::Damaged { path: path.to_owned(), why: why.into() }
    }
}
