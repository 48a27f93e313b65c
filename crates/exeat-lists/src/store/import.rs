//! Taking an edition in.

use super::edition::{Edition, EditionFile, MANIFEST, sha256};
use super::{Imported, Store, StoreError, Unpacked, disk, known, publishers_name, read, rows};
use crate::file::File;
use crate::reading::Reading;
use flate2::{Compression, GzBuilder};
use jiff::civil::Date;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

/// Where an edition is put together; a name that no edition has.
const UNFINISHED: &str = ".unfinished";

pub(super) fn import(
    store: &Store,
    list: &str,
    paths: &[PathBuf],
    date: Date,
    force: bool,
) -> Result<Imported, StoreError> {
    known(list)?;
    let given = collect(list, paths)?;
    let unpacked = unpack(&given)?;
    let reading = read(list, &unpacked)?;
    let files = describe(list, &unpacked, &reading);
    let hash = Edition::hash_of(&files);

    let _lock = disk::Lock::take(&store.dir)?;
    let editions = store.editions(list)?;
    if let Some(edition) = editions.iter().find(|e| e.date == date && e.hash == hash) {
        return Ok(Imported { edition: edition.clone(), already: true, complaints: reading.complaints });
    }
    if !force {
        refuse_shrunk(&editions, date, &files)?;
    }
    let sequence = editions.iter().filter(|e| e.date == date).map(|e| e.sequence).max().unwrap_or(0) + 1;
    let missing = reading.missing.iter().map(|name| (*name).to_owned()).collect();
    let edition = Edition { list: list.to_owned(), date, sequence, hash, files, missing };
    keep(store, &edition, &given, &unpacked)?;
    Ok(Imported { edition, already: false, complaints: reading.complaints })
}

/// A file as it was given.
struct Given {
    path: PathBuf,
    bytes: Vec<u8>,
}

/// The files at the paths; of a directory those that belong to the list.
fn collect(list: &str, paths: &[PathBuf]) -> Result<Vec<Given>, StoreError> {
    let mut found = Vec::new();
    for path in paths {
        if !path.is_dir() {
            found.push(path.clone());
            continue;
        }
        let names = disk::names(path)?;
        let belonging = names.iter().filter(|name| publishers_name(list, name).is_some());
        let before = found.len();
        found.extend(belonging.map(|name| path.join(name)));
        if found.len() == before {
            return Err(StoreError::NoFiles { list: list.to_owned(), path: path.clone() });
        }
    }
    if found.is_empty() {
        return Err(StoreError::NoFiles { list: list.to_owned(), path: PathBuf::from(".") });
    }
    let load = |path: PathBuf| match fs::read(&path) {
        Ok(bytes) => Ok(Given { path, bytes }),
        Err(e) => Err(StoreError::io(&path, e)),
    };
    found.into_iter().map(load).collect()
}

fn unpack(given: &[Given]) -> Result<Vec<Unpacked>, StoreError> {
    let unpack = |file: &Given| {
        let name = file.path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let bytes = File { name: &name, bytes: &file.bytes }.unpack()?.into_owned();
        Ok(Unpacked { name, bytes })
    };
    given.iter().map(unpack).collect()
}

/// The files by the publisher's names, sorted.
fn describe(list: &str, unpacked: &[Unpacked], reading: &Reading) -> Vec<EditionFile> {
    let describe = |file: &Unpacked| {
        let name = publishers_name(list, &file.name)?;
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

/// Compares each file with the same file of the last edition up to that day that has it. Comments are left out:
/// there are so few that a tenth is one or two.
fn refuse_shrunk(editions: &[Edition], date: Date, files: &[EditionFile]) -> Result<(), StoreError> {
    for file in files.iter().filter(|f| f.name != "sdn_comments.csv") {
        let earlier = editions.iter().rev().filter(|e| e.date <= date);
        let same = earlier.filter_map(|e| e.files.iter().find(|f| f.name == file.name).map(|f| (e, f)));
        if let Some((edition, before)) = same.into_iter().next()
            && file.records * 10 < before.records * 9
        {
            return Err(StoreError::Shrunk {
                file: file.name.clone(),
                found: file.records,
                before: before.records,
                date: edition.date,
            });
        }
    }
    Ok(())
}

/// Writes the edition beside its place, then moves it there.
fn keep(store: &Store, edition: &Edition, given: &[Given], unpacked: &[Unpacked]) -> Result<(), StoreError> {
    let lists = store.dir.join(&edition.list);
    fs::create_dir_all(&lists).map_err(|e| StoreError::io(&lists, e))?;
    let unfinished = lists.join(UNFINISHED);
    // Left over from a process that was ended: we hold the lock, so nobody is writing it.
    match fs::remove_dir_all(&unfinished) {
        Err(e) if e.kind() != std::io::ErrorKind::NotFound => return Err(StoreError::io(&unfinished, e)),
        _ => {}
    }
    fs::create_dir(&unfinished).map_err(|e| StoreError::io(&unfinished, e))?;
    for (given, unpacked) in given.iter().zip(unpacked) {
        let Some(name) = publishers_name(&edition.list, &unpacked.name) else { continue };
        let path = unfinished.join(format!("{name}.gz"));
        disk::write(&path, &packed(&path, given, unpacked)?)?;
    }
    let manifest = unfinished.join(MANIFEST);
    let json = edition.to_json().map_err(|e| StoreError::io(&manifest, e.into()))?;
    disk::write(&manifest, json.as_bytes())?;
    disk::sync_dir(&unfinished)?;
    let place = lists.join(edition.directory_name());
    fs::rename(&unfinished, &place).map_err(|e| StoreError::io(&place, e))?;
    disk::sync_dir(&lists)?;
    disk::sync_dir(&store.dir)
}

/// The bytes to keep: as given where they are packed already, else packed without a name or time.
fn packed(path: &Path, given: &Given, unpacked: &Unpacked) -> Result<Vec<u8>, StoreError> {
    if given.bytes.starts_with(&[0x1f, 0x8b]) {
        return Ok(given.bytes.clone());
    }
    let mut out = GzBuilder::new().mtime(0).write(Vec::new(), Compression::default());
    out.write_all(&unpacked.bytes).and_then(|()| out.finish()).map_err(|e| StoreError::io(path, e))
}
