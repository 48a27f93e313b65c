//! What the tasks share: how one ends, the choice of a format, and the tables of ours that they read.

use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, Result, bail};

/// Ends a task: fine, with findings, or with an error and how it is called.
pub(crate) fn end(done: Result<bool>, usage: &str) -> ExitCode {
    match done {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: {error:#}\n\n{usage}");
            ExitCode::from(2)
        }
    }
}

/// Whether `--format` asks for JSON.
pub(crate) fn json(format: &str) -> Result<bool> {
    match format {
        "json" => Ok(true),
        "text" => Ok(false),
        other => bail!("there is no format `{other}`; write text or json"),
    }
}

/// Reads a table: rows of cells in the order of the columns, comments left out.
pub(crate) fn rows(path: &Path, columns: &[&str]) -> Result<Vec<Vec<String>>> {
    let mut reader = csv::ReaderBuilder::new()
        .comment(Some(b'#'))
        .from_path(path)
        .with_context(|| format!("cannot read {}", path.display()))?;
    let header = reader.headers()?.clone();
    if header.iter().ne(columns.iter().copied()) {
        bail!("{}: its columns must be {}", path.display(), columns.join(","));
    }
    let mut out = Vec::new();
    for row in reader.records() {
        let row = row.with_context(|| format!("cannot read {}", path.display()))?;
        out.push(row.iter().map(|cell| cell.trim().to_owned()).collect());
    }
    Ok(out)
}
