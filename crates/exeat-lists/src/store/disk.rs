//! Reading and writing so that nobody sees half of anything.

use super::StoreError;
use std::fs::{self, File};
use std::io::{ErrorKind, Write};
use std::path::Path;

/// The end of the name of a file that is still being written.
const UNFINISHED: &str = "unfinished";

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

/// The bytes of a file; none where it does not exist.
pub(super) fn read(path: &Path) -> Result<Option<Vec<u8>>, StoreError> {
    match fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(e) if e.kind() == ErrorKind::NotFound => Ok(None),
        Err(e) => Err(StoreError::io(path, e)),
    }
}

/// Puts the bytes in the place of a file: written beside it, on the disk, then renamed. A reader sees the old file
/// or the new one. The caller holds the lock, and makes the name last with [`sync_dir`].
pub(super) fn replace(path: &Path, bytes: &[u8]) -> Result<(), StoreError> {
    let beside = path.with_extension(UNFINISHED);
    let written = File::create(&beside).and_then(|mut file| {
        file.write_all(bytes)?;
        file.sync_all()
    });
    written.map_err(|e| StoreError::io(&beside, e))?;
    fs::rename(&beside, path).map_err(|e| StoreError::io(path, e))
}

/// Makes a directory and those above it.
pub(super) fn make(dir: &Path) -> Result<(), StoreError> {
    fs::create_dir_all(dir).map_err(|e| StoreError::io(dir, e))
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
#[derive(Debug)]
pub(super) struct Lock(#[allow(dead_code, reason = "held, never read")] File);

impl Lock {
    /// Waits for the store.
    pub(super) fn take(dir: &Path) -> Result<Lock, StoreError> {
        let (path, file) = Lock::open(dir)?;
        file.lock().map_err(|e| StoreError::io(&path, e))?;
        Ok(Lock(file))
    }

    /// Whether nobody holds the store now.
    pub(super) fn is_free(dir: &Path) -> Result<bool, StoreError> {
        let (path, file) = Lock::open(dir)?;
        match file.try_lock() {
            Ok(()) => Ok(true),
            Err(fs::TryLockError::WouldBlock) => Ok(false),
            Err(fs::TryLockError::Error(e)) => Err(StoreError::io(&path, e)),
        }
    }

    fn open(dir: &Path) -> Result<(std::path::PathBuf, File), StoreError> {
        let path = dir.join(".lock");
        let opened = File::options().create(true).truncate(false).write(true).open(&path);
        let file = opened.map_err(|e| StoreError::io(&path, e))?;
        Ok((path, file))
    }
}
