//! The law of a folder, and the desk at which `exeat check` sits while no list is imported: built-in starter parties,
//! the policy `default`, every regime.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use exeat::{Desk, Lists};
use exeat_law::theory::Theory;
use exeat_law::{Source, load};
use exeat_lists::starter;
use exeat_screen::{Index, REVIEW};
use jiff::civil::Date;

/// The law of a folder, as it stands there and not as it was built in; everything ever published.
pub(crate) fn law(folder: &Path) -> Result<Theory> {
    let mut files: Vec<PathBuf> = Vec::new();
    gather(folder, &mut files)?;
    files.sort();
    let top = folder.parent().unwrap_or(folder);
    let mut sources = Vec::new();
    for file in &files {
        let text = fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?;
        sources.push(Source { name: file.strip_prefix(top).unwrap_or(file).display().to_string(), text });
    }
    let loaded = load(&sources);
    if loaded.has_errors() {
        bail!("the law does not load: see `exeat law check`");
    }
    Ok(loaded.theory)
}

fn gather(folder: &Path, files: &mut Vec<PathBuf>) -> Result<()> {
    for entry in fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))? {
        let path = entry?.path();
        if path.is_dir() {
            // the cases and what was answered to them are no law
            if !path.ends_with("official") {
                gather(&path, files)?;
            }
        } else if path.extension().is_some_and(|e| e == "md" || e == "csv") {
            files.push(path);
        }
    }
    Ok(())
}

/// The starter parties and no edition.
pub(crate) fn no_lists() -> Lists {
    Lists { starter: Some(Index::build(starter::entries())), ..Lists::default() }
}

/// The desk for some regimes, by index; none means all.
pub(crate) fn at<'a>(theory: &'a Theory, lists: &'a Lists, regimes: &'a [usize], known_on: Date) -> Desk<'a> {
    Desk { theory, law_hash: "", lists, policy: theory.policy("default"), review: REVIEW, regimes, known_on }
}

/// The law of our own checkout.
pub(crate) fn own_law() -> PathBuf {
    crate::root().join("law")
}

/// A folder of the shared material.
pub(crate) fn shared(below: &str) -> PathBuf {
    let shared = std::env::var_os("EXEAT_SHARED");
    shared.map_or_else(|| crate::root().join("../shared"), PathBuf::from).join(below)
}
