//! `exeat law lsp`: the language server on standard input and output.

use std::io;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

pub(crate) fn run(folder: Option<PathBuf>) -> Result<u8> {
    let folder = match folder {
        Some(folder) => Some(
            folder.canonicalize().with_context(|| format!("cannot read the folder {}", folder.display()))?,
        ),
        None => None,
    };
    let files = |folder: &Path| -> io::Result<Vec<(PathBuf, String)>> {
        let sources = super::base::folder(folder).map_err(|e| io::Error::other(format!("{e:#}")))?;
        Ok(sources.into_iter().map(|s| (PathBuf::from(s.name), s.text)).collect())
    };
    exeat_lsp::serve(&mut io::stdin().lock(), &mut io::stdout().lock(), folder, &files)
        .context("the stream to the editor is broken")?;
    Ok(0)
}
