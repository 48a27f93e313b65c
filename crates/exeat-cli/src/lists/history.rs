//! `exeat lists import-history`.

use std::fmt::Write as _;
use std::path::Path;

use anyhow::Result;
use exeat_lists::store::Store;

use super::today;

pub(super) fn run(store: &Store, list: &str, archive: &Path, out: &mut String) -> Result<u8> {
    let done = store.import_history(list, archive, today(), &mut |_| {})?;
    let span = done.span.map(|(from, to)| format!(" from {from} to {to}")).unwrap_or_default();
    writeln!(out, "{list}: {} editions imported{span}, {} there already", done.added, done.already)?;
    if done.complaints > 0 {
        writeln!(out, "  {} values in them could not be understood", done.complaints)?;
    }
    for (version, why) in &done.refused {
        writeln!(out, "  refused {version}: {why}")?;
    }
    Ok(if done.refused.is_empty() { 0 } else { 2 })
}
