//! Reading and writing so that nobody sees half of anything.

use super::StoreError;
use std::fs::{self, File};
use std::io::{ErrorKind, Write};
use std::path::Path;

/// The names in a directory, sorted; none where it does not exist.
pub(super) fn names(dir: &Path) -> Result<Vec<String>, StoreError> {
    let entries = match fs::read_dir(dir) {
        Ok(entries) => entries,
        Err(e) if e.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        Err(e) => return Err(StoreError::io(dir, e)),
    };
    let mut names = Vec::new();
    for entry in entries {
        let entry = entry.map_err(|e| StoreError::io(dir, e))?;
        names.push(entry.file_name().to_string_lossy().into_owned());
    }
    names.sort();
    Ok(names)
}

/// Writes a new file and waits until it is on the disk.
pub(super) fn write(path: &Path, bytes: &[u8]) -> Result<(), StoreError> {
    let written = File::create_new(path).and_then(|mut file| {
        file.write_all(bytes)?;
        file.sync_all()
    });
    written.map_err(|e| StoreError::io(path, e))
}

/// Waits until a directory's names are on the disk. Systems that cannot do that for a directory do it anyway.
pub(super) fn sync_dir(dir: &Path) -> Result<(), StoreError> {
    if cfg!(unix) {
        File::open(dir).and_then(|d| d.sync_all()).map_err(|e| StoreError::io(dir, e))
    } else {
        Ok(())
    }
}

/// Holds the store for one process; given up when dropped.
pub(super) struct Lock(#[allow(dead_code, reason = "held, never read")] File);

impl Lock {
    /// Waits for the store.
    pub(super) fn take(dir: &Path) -> Result<Lock, StoreError> {
        let path = dir.join(".lock");
        let opened = File::options().create(true).truncate(false).write(true).open(&path);
        let file = opened.map_err(|e| StoreError::io(&path, e))?;
        file.lock().map_err(|e| StoreError::io(&path, e))?;
        Ok(Lock(file))
    }
}
