//! Replays what the fuzz targets `lists` and `ownership` begin with and what they found.
#![allow(clippy::unwrap_used, unreachable_pub, missing_docs, reason = "a test may panic, and shares files")]

#[path = "../../../fuzz/src/lists.rs"]
mod lists;
#[path = "../../../fuzz/src/ownership.rs"]
mod ownership;

use std::fs;
use std::path::{Path, PathBuf};

/// The files of folders, in order; a folder that is not there yet has none.
fn files(folders: &[&str]) -> Vec<PathBuf> {
    let top = Path::new(env!("CARGO_MANIFEST_DIR"));
    let of = |folder: &&str| fs::read_dir(top.join(folder)).into_iter().flatten();
    let mut files: Vec<PathBuf> = folders.iter().flat_map(of).map(|e| e.unwrap().path()).collect();
    files.retain(|path| path.is_file());
    files.sort();
    files
}

#[test]
fn list_files_are_read_or_refused() {
    let mut read = Vec::new();
    for path in files(&["tests/small", "../../fuzz/corpus/lists"]) {
        println!("{}", path.display());
        if lists::whole(&fs::read(&path).unwrap()).is_ok() && path.parent().unwrap().ends_with("small") {
            read.push(path);
        }
    }
    assert_eq!(read, files(&["tests/small"]), "every small file is a list");
}

#[test]
fn ownership_statements_are_read_or_refused() {
    let mut read = Vec::new();
    for path in files(&["tests/small/ownership", "../../fuzz/corpus/ownership"]) {
        println!("{}", path.display());
        if ownership::whole(&fs::read(&path).unwrap()).is_ok()
            && path.parent().unwrap().ends_with("ownership")
        {
            read.push(path);
        }
    }
    assert!(read.len() >= 3, "{read:?}");
}
