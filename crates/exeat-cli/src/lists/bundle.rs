//! `exeat lists bundle`.

use std::fmt::Write as _;
use std::path::Path;

use anyhow::{Result, bail};
use exeat_lists::store::{Store, bundle};

use super::today;

pub(super) fn run(store: &Store, path: &Path, lists: Vec<String>, out: &mut String) -> Result<u8> {
    let lists = if lists.is_empty() { store.lists()? } else { lists };
    if lists.is_empty() {
        bail!("no list is imported in {}; fetch some with `exeat lists pull`", store.dir().display());
    }
    let (manifest, sha256) = bundle::write(store, &lists, today(), path)?;
    for carried in &manifest.editions {
        writeln!(
            out,
            "{} edition {}, latest until {}",
            carried.edition.list, carried.edition.date, carried.latest_until
        )?;
    }
    writeln!(out, "{sha256}  {}", path.display())?;
    Ok(0)
}
