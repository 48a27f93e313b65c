//! Indexes kept beside the editions they were built from.
//!
//! An index file is named by the editions it holds, and says inside which they are and which program wrote it. One
//! that is of something else, of another program or damaged is never used but built anew and replaced: it holds
//! nothing that the editions do not.

use super::{Edition, Store, StoreError, disk, map};
use exeat_screen::Index;
use sha2::{Digest, Sha256};
use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::Path;

/// Where indexes lie in a store.
const FOLDER: &str = "indexes";
/// How many are kept; the oldest go first.
const KEPT: usize = 16;

impl Store {
    /// The index over all entries of these editions: mapped where it is at hand, else built and kept for the next
    /// time. Where the store cannot be written to, it is built each time.
    pub fn index(&self, editions: &[Edition]) -> Result<Index, StoreError> {
        if editions.is_empty() {
            return Ok(Index::build(Vec::new()));
        }
        let key = key_of(editions);
        let folder = self.dir.join(FOLDER);
        let name = key.iter().take(16).fold(String::new(), |mut name, byte| {
            // writing to a string cannot fail
            let _ = write!(name, "{byte:02x}");
            name
        });
        let path = folder.join(name);
        if let Some(index) = map::map(&path).ok().and_then(|bytes| Index::from_file(bytes, key).ok()) {
            return Ok(index);
        }
        let mut entries = Vec::new();
        for edition in editions {
            entries.extend(self.load(edition)?.entries);
        }
        let index = Index::build(entries);
        if disk::make(&folder).is_ok() && write(&path, &index.to_file(key)).is_ok() {
            drop_oldest(&folder);
        }
        Ok(index)
    }
}

/// What tells these editions from all others.
fn key_of(editions: &[Edition]) -> [u8; 32] {
    let mut lines: Vec<String> =
        editions.iter().map(|e| format!("{} {} {} {}\n", e.list, e.date, e.sequence, e.hash)).collect();
    lines.sort();
    Sha256::digest(lines.concat().as_bytes()).into()
}

/// Writes a file beside its place and moves it there. Several processes may: each writes its own, the last one stays,
/// and whoever has mapped another keeps that.
fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let beside = path.with_extension(std::process::id().to_string());
    let written = File::create(&beside).and_then(|mut file| {
        file.write_all(bytes)?;
        file.sync_all()
    });
    written.and_then(|()| fs::rename(&beside, path)).inspect_err(|_| {
        // what was begun is of no use
        let _ = fs::remove_file(&beside);
    })
}

/// Takes away the index files written longest ago, as far as the system lets us.
fn drop_oldest(folder: &Path) {
    let Ok(names) = disk::names(folder) else { return };
    let written = |name: &String| fs::metadata(folder.join(name)).and_then(|m| m.modified()).ok();
    let mut by_age: Vec<_> = names.into_iter().map(|name| (written(&name), name)).collect();
    by_age.sort();
    let surplus = by_age.len().saturating_sub(KEPT);
    for (_, name) in by_age.into_iter().take(surplus) {
        // an index that cannot be deleted is in nobody's way
        let _ = fs::remove_file(folder.join(name));
    }
}
