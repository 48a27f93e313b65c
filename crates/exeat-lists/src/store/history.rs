//! Taking in every version of a list from one archive.

use super::import::{Arrival, Publication, Shelf, unpack};
use super::state::{Refusal, Route, State};
use super::{Store, StoreError, Unpacked, disk, known, publishers_name};
use jiff::civil::Date;
use std::fs::File;
use std::io::{BufReader, Read, Seek};
use std::path::Path;

/// No list comes near this size; a member that is larger is no list.
const MOST_BYTES: u64 = 1 << 29;

/// What an import of a history did.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct History {
    /// Versions taken.
    pub added: usize,
    /// Versions that were there, or say the same as another of their day.
    pub already: usize,
    /// Versions that were refused, with why; the one before each stays in force.
    pub refused: Vec<(String, String)>,
    /// The first and the last day of the versions taken or already there.
    pub span: Option<(Date, Date)>,
    /// Values that could not be understood, over all versions taken.
    pub complaints: usize,
}

/// A version while its files come out of the archive.
struct Version {
    /// The day and what follows it, such as `2021-08-20b`.
    key: String,
    date: Date,
    files: Vec<Unpacked>,
}

pub(super) fn import(
    store: &Store,
    list: &str,
    archive: &Path,
    retrieved: Date,
    step: &mut dyn FnMut(&str),
) -> Result<History, StoreError> {
    known(list)?;
    let fault = |why: String| StoreError::Archive { path: archive.to_owned(), why };
    let _lock = disk::Lock::take(&store.dir)?;
    let mut taking = Taking {
        shelf: Shelf::open(store, list)?,
        list,
        origin: archive.file_name().unwrap_or_default().to_string_lossy().into_owned(),
        retrieved,
        seen: Vec::new(),
        done: History::default(),
    };
    let mut members = tar::Archive::new(open(archive)?);
    let members = members.entries().map_err(|e| fault(format!("this is no tar archive: {e}")))?;
    let mut current: Option<Version> = None;
    for member in members {
        let mut member = member.map_err(|e| fault(format!("the archive is damaged or cut short: {e}")))?;
        let path = member.path().map_err(|e| fault(e.to_string()))?.to_string_lossy().into_owned();
        if !member.header().entry_type().is_file() {
            continue;
        }
        let Some((key, date, name)) = dated(&path) else {
            return Err(fault(format!(
                "its member {path:?} has no day in its name; name members like 2022-04-08/sdn.csv or \
                 sdn-2022-04-08.csv"
            )));
        };
        let mut bytes = Vec::new();
        let read = member.by_ref().take(MOST_BYTES + 1).read_to_end(&mut bytes);
        read.map_err(|e| fault(format!("{path}: the archive is damaged or cut short: {e}")))?;
        if bytes.len() as u64 > MOST_BYTES {
            return Err(fault(format!("its member {path:?} is larger than any list")));
        }
        if publishers_name(list, &crate::File { name: &name, bytes: &bytes }).is_none() {
            return Err(fault(format!("its member {path:?} is no file of {list}")));
        }
        match &mut current {
            Some(version) if version.key == key => version.files.push(Unpacked { name, bytes }),
            _ => {
                if let Some(version) = current.take() {
                    taking.version(version, step)?;
                }
                current = Some(Version { key, date, files: vec![Unpacked { name, bytes }] });
            }
        }
    }
    match current {
        Some(version) => taking.version(version, step)?,
        None => return Err(fault("the archive is empty".into())),
    }
    taking.shelf.ledger.write()?;
    let mut state = State::read(&store.dir, list)?;
    taking.record(&mut state);
    state.write(&store.dir, list)?;
    Ok(taking.done)
}

struct Taking<'a> {
    shelf: Shelf<'a>,
    list: &'a str,
    origin: String,
    retrieved: Date,
    /// Days of versions in the order of the archive, with why they were refused, or none where they were taken.
    seen: Vec<(Date, Option<String>)>,
    done: History,
}

impl Taking<'_> {
    fn version(&mut self, version: Version, step: &mut dyn FnMut(&str)) -> Result<(), StoreError> {
        step(&version.key);
        let date = version.date;
        let arrival = Arrival {
            date,
            retrieved: self.retrieved,
            route: Route::Import,
            origin: format!("{}, version {}", self.origin, version.key),
            accept: None,
        };
        let unpacked: Result<Vec<Unpacked>, StoreError> = version.files.into_iter().map(unpack).collect();
        let publication = unpacked.and_then(|files| Publication::read(self.list, files));
        let taken = publication.and_then(|p| self.shelf.take(p, &arrival));
        self.seen.push((date, taken.as_ref().err().map(StoreError::reason)));
        if taken.is_ok() {
            let (from, to) = self.done.span.unwrap_or((date, date));
            self.done.span = Some((from.min(date), to.max(date)));
        }
        match taken {
            Ok(imported) if imported.already => self.done.already += 1,
            Ok(imported) => {
                self.done.added += 1;
                self.done.complaints += imported.complaints.len();
            }
            Err(e @ (StoreError::Read(_) | StoreError::Unhealthy { .. })) => {
                self.done.refused.push((version.key, e.to_string()));
            }
            Err(e) => return Err(e),
        }
        Ok(())
    }

    /// Keeps what was refused, and from when until when no publication was missed: the last version taken may have
    /// had successors, above all one that was refused.
    fn record(&self, state: &mut State) {
        let editions = &self.shelf.ledger.editions;
        for (date, refused) in &self.seen {
            match refused {
                None => {
                    let newest = editions.iter().all(|e| e.date <= *date);
                    state.taken(*date, newest);
                }
                Some(why) if editions.iter().any(|e| e.date <= *date) => {
                    let (date, on, why) = (*date, self.retrieved, why.clone());
                    state.refuse(Refusal { date, on, route: Route::Import, why });
                }
                // nothing is at hand that it could hold back
                Some(_) => {}
            }
        }
        if let Some((from, to)) = self.done.span {
            let to = to.min(self.retrieved);
            if from <= to {
                state.watch(from, to);
            }
        }
    }
}

/// The archive's bytes, unpacked by what they begin with.
pub(super) fn open(path: &Path) -> Result<Box<dyn Read>, StoreError> {
    let io = |e| StoreError::io(path, e);
    let mut file = File::open(path).map_err(io)?;
    let mut magic = [0; 4];
    let seen = file.read(&mut magic).map_err(io)?;
    file.rewind().map_err(io)?;
    let file = BufReader::new(file);
    Ok(match magic.get(..seen).unwrap_or_default() {
        [0x28, 0xb5, 0x2f, 0xfd] => {
            let mut unpacked = zstd::stream::read::Decoder::with_buffer(file).map_err(io)?;
            // archives of near copies are packed with long windows
            unpacked.window_log_max(31).map_err(io)?;
            Box::new(unpacked)
        }
        [0x1f, 0x8b, ..] => Box::new(flate2::bufread::MultiGzDecoder::new(file)),
        _ => Box::new(file),
    })
}

/// The day in a member's path, with a letter after it where a day has several versions, and the name without it:
/// `2022-04-08/sdn.csv` and `sdn-2022-04-08b.csv` are both `sdn.csv`.
fn dated(path: &str) -> Option<(String, Date, String)> {
    let (at, date) = path.char_indices().find_map(|(at, _)| {
        let date = path.get(at..at + 10)?.parse::<Date>().ok()?;
        Some((at, date))
    })?;
    let after = path.get(at + 10..)?;
    let letter = after.chars().next().filter(char::is_ascii_alphabetic);
    let rest = after.strip_prefix(|c| Some(c) == letter).unwrap_or(after);
    let name = match rest.rsplit_once('/') {
        Some((_, name)) => name.to_owned(),
        None => {
            let before = path.get(..at)?.rsplit('/').next()?;
            format!("{}{rest}", before.trim_end_matches(['-', '_', '.']))
        }
    };
    Some((format!("{date}{}", letter.map(String::from).unwrap_or_default()), date, name))
}

#[cfg(test)]
mod tests {
    use super::dated;

    #[test]
    fn the_day_is_found_in_folder_or_file_name() {
        let of = |path| dated(path).map(|(key, _, name)| (key, name));
        let got = |key: &str, name: &str| Some((key.to_owned(), name.to_owned()));
        assert_eq!(of("sdn-2021-08-20b.csv"), got("2021-08-20b", "sdn.csv"));
        assert_eq!(of("x/2021-08-20/alt.csv"), got("2021-08-20", "alt.csv"));
        assert_eq!(of("x/2021-08-20/deep/alt.csv.gz"), got("2021-08-20", "alt.csv.gz"));
        assert_eq!(of("sdn_2021-08-20.csv"), got("2021-08-20", "sdn.csv"));
        assert_eq!(of("sdn-2021-13-20.csv"), None);
        assert_eq!(of("é-sdn.csv"), None);
    }
}
