//! Where the shared list files are, and how they are read.
#![allow(dead_code, reason = "each test file uses a part")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test helper may panic as a test may")]

use exeat_lists::{File, Reading, ofac};
use std::path::PathBuf;

/// A path under the shared directory; none, saying so, where it is absent and not required.
pub(crate) fn shared(path: &str) -> Option<PathBuf> {
    let root = std::env::var_os("EXEAT_SHARED")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared"), PathBuf::from);
    let full = root.join(path);
    if full.exists() {
        return Some(full);
    }
    assert!(
        std::env::var("EXEAT_REQUIRE_SHARED").as_deref() != Ok("1"),
        "{} is required and missing",
        full.display()
    );
    println!("skipped: {} is not there", full.display());
    None
}

/// The files of one day of OFAC's SDN list, by name.
pub(crate) fn sdn_files(day: &str) -> Option<Vec<(String, Vec<u8>)>> {
    let dir = shared(&format!("lists/ofac-sdn/{day}"))?;
    let mut files: Vec<_> = std::fs::read_dir(dir)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), std::fs::read(path).unwrap()))
        .collect();
    files.sort();
    Some(files)
}

pub(crate) fn read(files: &[(String, Vec<u8>)]) -> Reading {
    let files: Vec<File<'_>> = files.iter().map(|(name, bytes)| File { name, bytes }).collect();
    ofac::read("us.ofac.sdn", &files).unwrap()
}

pub(crate) fn sdn(day: &str) -> Option<Reading> {
    sdn_files(day).map(|files| read(&files))
}
