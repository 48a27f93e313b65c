//! Files where they lie, as bytes of memory: the one place of this project that needs `unsafe`.
#![allow(unsafe_code, reason = "mapping a file is safe only as long as nobody changes it")]

use memmap2::Mmap;
use std::fs::File;
use std::io;
use std::path::Path;

/// The bytes of a file, without reading it.
pub(super) fn map(path: &Path) -> io::Result<Mmap> {
    let file = File::open(path)?;
    // SAFETY: the bytes must stay as they are while they are mapped. Index files are written beside their place and
    // renamed, and never written again; one that is replaced or deleted stays as it was for who has mapped it. Their
    // checksums are looked at after mapping.
    unsafe { Mmap::map(&file) }
}
