//! Language server for law files: diagnostics with unsaved text, hover, go to definition.
//!
//! ```text
//! bytes ──wire──▶ messages ──server──▶ Law (every file, open texts in front) ──exeat-law──▶ findings, places
//! ```
//!
//! [`serve`] runs until the editor says `exit` or closes the stream. Whatever comes in, it answers or goes on: a
//! message that cannot be read gets an error, and the next is read. Files come through a function of the caller's.

mod law;
mod server;
mod text;
mod wire;

use std::io::{self, BufRead, Write};
use std::path::{Path, PathBuf};

/// The law files of a folder: path and text.
pub type Files<'a> = dyn Fn(&Path) -> io::Result<Vec<(PathBuf, String)>> + 'a;

/// Serves an editor. Without a folder, the editor's own is taken, or the folder `law` in it.
///
/// # Errors
/// When the stream breaks.
pub fn serve(
    input: &mut dyn BufRead,
    output: &mut dyn Write,
    folder: Option<PathBuf>,
    files: &Files<'_>,
) -> io::Result<()> {
    server::Server::new(folder, files).run(input, output)
}
