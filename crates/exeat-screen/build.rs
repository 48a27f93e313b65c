//! Tells the crate which sources and tables it is made of: an index kept in a file holds only for these.

use std::path::{Path, PathBuf};
use std::{fs, io};

fn main() -> io::Result<()> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let root = here.join("../..");
    let mut files = Vec::new();
    for folder in [here.join("src"), root.join("data")] {
        collect(&folder, &mut files)?;
        println!("cargo::rerun-if-changed={}", folder.display());
    }
    // libraries that read letters have tables too
    let lock = root.join("Cargo.lock");
    println!("cargo::rerun-if-changed={}", lock.display());
    let locked = fs::read_to_string(&lock).unwrap_or_default();
    let readers = locked.split("[[package]]").filter(|p| {
        ["icu_", "any_ascii", "unicode"]
            .iter()
            .any(|name| p.trim_start().starts_with(&format!("name = \"{name}")))
    });
    let mut hash = readers.fold(START, |hash, package| step(hash, package.as_bytes()));
    files.sort();
    for file in files {
        hash = step(hash, &fs::read(file)?);
    }
    println!("cargo::rustc-env=EXEAT_SCREEN_MADE_OF={hash}");
    Ok(())
}

const START: u64 = 0xcbf2_9ce4_8422_2325;

/// FNV-1a over the bytes and their number.
fn step(hash: u64, bytes: &[u8]) -> u64 {
    let one = |hash: u64, byte: &u8| (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3);
    let hash = bytes.iter().fold(hash, one);
    (bytes.len() as u64).to_le_bytes().iter().fold(hash, one)
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() { collect(&path, files)? } else { files.push(path) }
    }
    Ok(())
}
