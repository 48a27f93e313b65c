//! Editions carried to a machine without a network: one file, with the hash of everything inside.
//!
//! A bundle is a tar archive packed with zstd: `bundle.json` first, then every content under its hash. It holds the
//! newest edition of each list and until when that was known to be the latest.

use super::import::{Arrival, take_in};
use super::{Edition, Imported, Route, Store, StoreError, Unpacked, disk, edition, history};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::path::Path;

const MANIFEST: &str = "bundle.json";
const SCHEMA: u32 = 1;
const LEVEL: i32 = 9;
/// No list comes near this size.
const MOST_BYTES: u64 = 1 << 30;

/// What a bundle says of itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    schema: u32,
    /// The day on which it was made.
    pub made: Date,
    /// Its editions.
    pub editions: Vec<Carried>,
}

/// An edition in a bundle.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Carried {
    /// The edition.
    pub edition: Edition,
    /// The last day on which it was known to be the latest.
    pub latest_until: Date,
}

/// Writes the newest edition of each of these lists to a file, and gives the SHA-256 of that file.
pub fn write(
    store: &Store,
    lists: &[String],
    made: Date,
    path: &Path,
) -> Result<(Manifest, String), StoreError> {
    let mut editions = Vec::new();
    let mut contents = BTreeMap::new();
    for list in lists {
        let Some(current) = store.current(list, made, made)? else {
            return Err(StoreError::NoEdition { list: list.clone() });
        };
        if let Some(refused) = current.held_back {
            // what is doubtful here would look sound there
            return Err(StoreError::HeldBack { list: list.clone(), date: refused.date, why: refused.why });
        }
        for (file, content) in current.edition.files.iter().zip(store.contents(&current.edition)?) {
            contents.insert(file.sha256.clone(), content.bytes);
        }
        let latest_until = store.state(list)?.latest_until(current.edition.date);
        editions.push(Carried { edition: current.edition, latest_until });
    }
    let manifest = Manifest { schema: SCHEMA, made, editions };
    let io = |e| StoreError::io(path, e);
    let json = serde_json::to_vec_pretty(&manifest).map_err(|e| io(e.into()))?;
    let mut packer = zstd::stream::write::Encoder::new(Vec::new(), LEVEL).map_err(io)?;
    {
        let mut archive = tar::Builder::new(&mut packer);
        let mut add = |name: &str, bytes: &[u8]| {
            let mut header = tar::Header::new_gnu();
            header.set_size(bytes.len() as u64);
            header.set_mode(0o644);
            archive.append_data(&mut header, name, bytes)
        };
        add(MANIFEST, &json).map_err(io)?;
        for (hash, bytes) in &contents {
            add(hash, bytes).map_err(io)?;
        }
        archive.finish().map_err(io)?;
    }
    packer.flush().map_err(io)?;
    let packed = packer.finish().map_err(io)?;
    disk::replace(path, &packed)?;
    Ok((manifest, edition::sha256(&packed)))
}

/// What became of one list of a bundle.
#[derive(Debug)]
pub struct Unpacking {
    /// The list's id.
    pub list: String,
    /// Its edition, or why it was not taken.
    pub taken: Result<Imported, StoreError>,
}

/// Takes in what a bundle holds, after checking every hash: nothing of a damaged one is taken. Of each list, what
/// became of it.
pub fn read(store: &Store, path: &Path, lists: &[String], today: Date) -> Result<Vec<Unpacking>, StoreError> {
    let (manifest, contents) = open(path)?;
    let fault = |why: String| StoreError::Archive { path: path.to_owned(), why };
    for list in lists {
        if !manifest.editions.iter().any(|c| c.edition.list == *list) {
            return Err(fault(format!("it holds no edition of {list}")));
        }
    }
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let mut out = Vec::new();
    for Carried { edition, latest_until } in manifest.editions {
        if !lists.is_empty() && !lists.contains(&edition.list) {
            continue;
        }
        let files = edition.files.iter().filter_map(|f| {
            contents.get(&f.sha256).map(|bytes| Unpacked { name: f.name.clone(), bytes: bytes.clone() })
        });
        let arrival = Arrival {
            date: edition.date,
            retrieved: today,
            route: Route::Import,
            origin: format!("{name}, from {}", edition.origin),
            accept: edition.accepted.clone(),
        };
        let taken = take_in(store, &edition.list, files.collect(), &arrival);
        if taken.is_ok() {
            store.confirmed(&edition.list, edition.date, latest_until.min(manifest.made).min(today))?;
        }
        out.push(Unpacking { list: edition.list.clone(), taken });
    }
    Ok(out)
}

/// Whether a file begins like a bundle.
pub fn is_bundle(path: &Path) -> bool {
    let mut first = String::new();
    history::open(path)
        .ok()
        .and_then(|unpacked| unpacked.take(MANIFEST.len() as u64).read_to_string(&mut first).ok())
        .is_some_and(|_| first == MANIFEST)
}

fn open(path: &Path) -> Result<(Manifest, BTreeMap<String, Vec<u8>>), StoreError> {
    let fault = |why: String| StoreError::Archive { path: path.to_owned(), why };
    let cut = |e: std::io::Error| fault(format!("the bundle is damaged or cut short: {e}; fetch it again"));
    let mut archive = tar::Archive::new(history::open(path)?);
    let mut manifest: Option<Manifest> = None;
    let mut contents = BTreeMap::new();
    for member in archive.entries().map_err(cut)? {
        let mut member = member.map_err(cut)?;
        let name = member.path().map_err(cut)?.to_string_lossy().into_owned();
        let mut bytes = Vec::new();
        member.by_ref().take(MOST_BYTES).read_to_end(&mut bytes).map_err(cut)?;
        if name == MANIFEST {
            let read: Manifest = serde_json::from_slice(&bytes)
                .map_err(|e| fault(format!("{MANIFEST} cannot be read: {e}; fetch the bundle again")))?;
            manifest = Some(read);
        } else if edition::sha256(&bytes) == name {
            contents.insert(name, bytes);
        } else {
            return Err(fault(format!(
                "its member {name:?} is not what its hash says; fetch the bundle again"
            )));
        }
    }
    let manifest = manifest.ok_or_else(|| fault(format!("it has no {MANIFEST}: this is no bundle")))?;
    if manifest.schema != SCHEMA {
        return Err(fault(format!(
            "it is of form {}, made by a later version; update exeat",
            manifest.schema
        )));
    }
    for Carried { edition, .. } in &manifest.editions {
        let whole = edition.files.iter().all(|f| contents.contains_key(&f.sha256));
        if !whole || Edition::hash_of(&edition.files) != edition.hash {
            return Err(fault(format!(
                "its edition of {} is not whole; fetch the bundle again",
                edition.list
            )));
        }
    }
    Ok((manifest, contents))
}
