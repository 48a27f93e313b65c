//! Editions from their publishers, from a mirror, or from a folder.
//!
//! Every file is asked for at its official address and, where that fails, at the next; what a server gave before is
//! asked for only if it changed. What comes is read, examined and kept like an import, or refused like one. A
//! publisher that turns us away or serves something else may have put out a newer edition, so the one at hand clears
//! nobody until that is settled; one that cannot be reached leaves it to grow stale.

mod http;

pub use http::Patience;

use crate::store::{Arrival, Imported, Route, Store, StoreError, Unpacked, take_in};
use http::{Client, Failure, Got, Validators};
use jiff::civil::Date;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

const SOURCES: &str = include_str!("sources.csv");

/// From where to fetch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum From {
    /// The publishers' own addresses.
    Publisher,
    /// A mirror: files are at `BASE/LIST/FILE`.
    Mirror(String),
    /// A folder: files are in `DIR/LIST/`, or in `DIR` itself.
    Folder(PathBuf),
}

/// What a fetch did.
#[derive(Debug)]
pub enum Pulled {
    /// Something came; where [`Imported::already`] it is what was there.
    Taken(Box<Imported>),
    /// The server says that what we have is the latest.
    NotModified(Date),
}

/// How far a download is.
#[derive(Debug, Clone, Copy)]
pub struct Progress<'a> {
    /// The file.
    pub file: &'a str,
    /// Bytes received.
    pub received: u64,
    /// Bytes expected, where the server says so.
    pub total: Option<u64>,
}

/// Why a list was not fetched.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FetchError {
    /// We know no address for it.
    #[error("no address is known for {list}; give a mirror or folder with --from, or import its files")]
    NoAddress {
        /// The list's id.
        list: String,
    },
    /// No address gave a file.
    #[error("{file} of {list} could not be fetched: {}", why.join("; then "))]
    NotFetched {
        /// The list's id.
        list: String,
        /// The file.
        file: String,
        /// What each address said.
        why: Vec<String>,
    },
    /// What came was refused, or could not be kept.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// The lists for which addresses are known, in the order of the table.
pub fn lists() -> Vec<&'static str> {
    let mut out: Vec<&str> = rows().map(|(list, ..)| list).collect();
    out.dedup();
    out
}

fn rows() -> impl Iterator<Item = (&'static str, &'static str, &'static str)> {
    let lines = SOURCES.lines().filter(|l| !l.starts_with('#') && !l.starts_with("list,"));
    lines.filter_map(|line| {
        let (list, rest) = line.split_once(',')?;
        let (file, address) = rest.split_once(',')?;
        Some((list, file, address))
    })
}

/// The files of a list, each with its addresses in the order to try them.
fn files(list: &str, from: &From) -> Vec<(&'static str, Vec<String>)> {
    let mut out: Vec<(&str, Vec<String>)> = Vec::new();
    for (_, file, address) in rows().filter(|(l, ..)| *l == list) {
        let address = match from {
            From::Mirror(base) => format!("{}/{list}/{file}", base.trim_end_matches('/')),
            _ => address.to_owned(),
        };
        match out.last_mut().filter(|(last, _)| *last == file) {
            Some((_, addresses)) if !addresses.contains(&address) => addresses.push(address),
            Some(_) => {}
            None => out.push((file, vec![address])),
        }
    }
    out
}

/// Fetches a list and takes what comes as an edition. Its day is the one the file gives, else the one on which the
/// server says it changed, else today.
pub fn pull(
    store: &Store,
    list: &str,
    from: &From,
    today: Date,
    patience: Patience,
    step: &mut dyn FnMut(Progress<'_>),
) -> Result<Pulled, FetchError> {
    if let From::Folder(dir) = from {
        return folder(store, list, dir, today);
    }
    let files = files(list, from);
    if files.is_empty() {
        return Err(FetchError::NoAddress { list: list.to_owned() });
    }
    let client = Client::new(patience);
    let newest = store.in_force(list, Date::MAX, Date::MAX)?;
    let mut known = store.validators(list)?;
    let mut came: Vec<(Unpacked, Option<Date>)> = Vec::new();
    let mut origin = Vec::new();
    let mut changed = false;
    for (file, addresses) in &files {
        let mut failures: Vec<Failure> = Vec::new();
        for address in addresses {
            // only what the newest edition still holds can be left at the server
            let held = known
                .get(address)
                .filter(|v| newest.as_ref().is_some_and(|e| e.files.iter().any(|f| f.sha256 == v.sha256)));
            let mut told = |received, total| step(Progress { file, received, total });
            match client.get(address, held, &mut told) {
                Ok(Got::Content { bytes, etag, modified }) => {
                    let day = modified.as_deref().and_then(day_of);
                    let sha256 = crate::store::sha256(&bytes);
                    changed |= newest.as_ref().is_none_or(|e| !e.files.iter().any(|f| f.sha256 == sha256));
                    known.insert(address.clone(), Validators { etag, modified, sha256 });
                    came.push((Unpacked { name: (*file).to_owned(), bytes }, day));
                }
                Ok(Got::NotModified) => {
                    let Some(held) = held else {
                        let why = format!("{address} answers 304 to a question that was not asked");
                        failures.push(Failure { why, turned_away: false });
                        continue;
                    };
                    let bytes = store.content(&held.sha256)?;
                    let day = held.modified.as_deref().and_then(day_of);
                    came.push((Unpacked { name: (*file).to_owned(), bytes }, day));
                }
                Err(failure) => {
                    failures.push(failure);
                    continue;
                }
            }
            origin.push(address.clone());
            break;
        }
        if failures.len() == addresses.len() {
            let why: Vec<String> = failures.iter().map(|f| f.why.clone()).collect();
            let turned_away = failures.iter().any(|f| f.turned_away);
            store.not_fetched(list, today, &why.join("; then "), turned_away)?;
            return Err(FetchError::NotFetched { list: list.to_owned(), file: (*file).to_owned(), why });
        }
    }
    if let (false, Some(edition)) = (changed, &newest) {
        store.confirmed(list, edition.date, today)?;
        store.keep_validators(list, &known)?;
        return Ok(Pulled::NotModified(edition.date));
    }
    let day = came.iter().filter_map(|(_, day)| *day).max().unwrap_or(today);
    let arrival =
        Arrival { date: day, retrieved: today, route: Route::Pull, origin: origin.join(" "), accept: None };
    let imported = take_in(store, list, came.into_iter().map(|(file, _)| file).collect(), &arrival)?;
    store.keep_validators(list, &known)?;
    Ok(Pulled::Taken(Box::new(imported)))
}

fn folder(store: &Store, list: &str, dir: &Path, today: Date) -> Result<Pulled, FetchError> {
    let own = dir.join(list);
    let dir = if own.is_dir() { own } else { dir.to_owned() };
    let arrival = Arrival {
        date: today,
        retrieved: today,
        route: Route::Pull,
        origin: dir.to_string_lossy().into_owned(),
        accept: None,
    };
    Ok(Pulled::Taken(Box::new(store.import(list, &[dir], &arrival)?)))
}

/// The day in a date of HTTP, such as `Fri, 08 Apr 2022 14:00:00 GMT`.
fn day_of(text: &str) -> Option<Date> {
    jiff::fmt::rfc2822::parse(text).ok().map(|zoned| zoned.date())
}

/// Validators by address.
pub(crate) type Known = BTreeMap<String, Validators>;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_address_is_of_a_list_and_https() {
        for (list, file, address) in rows() {
            assert!(
                crate::is_known(list) && !file.is_empty() && address.starts_with("https://"),
                "{address}"
            );
        }
        assert_eq!(files("us.ofac.sdn", &From::Publisher)[0].1.len(), 2);
        let mirror = From::Mirror("http://here/".into());
        assert_eq!(
            files("us.ofac.sdn", &mirror)[0],
            ("sdn.csv", vec!["http://here/us.ofac.sdn/sdn.csv".into()])
        );
        assert_eq!(day_of("Fri, 08 Apr 2022 14:00:00 GMT"), Some(jiff::civil::date(2022, 4, 8)));
        assert_eq!(day_of("yesterday"), None);
    }
}
