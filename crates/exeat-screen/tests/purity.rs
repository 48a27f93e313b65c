//! What this crate does without: clock, files, network, environment, chance, floating point.
#![allow(clippy::unwrap_used, reason = "a test helper may panic as a test may")]

use std::path::{Path, PathBuf};

fn sources(dir: &Path, out: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, out);
        } else {
            out.push(path);
        }
    }
}

#[test]
fn sources_use_no_outside_world_and_no_floats() {
    let mut files = Vec::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut files);
    assert!(files.len() > 12);
    let banned = [
        "std::fs",
        "std::env",
        "std::time",
        "std::net",
        "std::process",
        "Zoned::now",
        "Timestamp::now",
        "f32",
        "f64",
    ];
    for file in files {
        let text = std::fs::read_to_string(&file).unwrap();
        for word in banned {
            assert!(!text.contains(word), "{} uses {word}", file.display());
        }
    }
}
