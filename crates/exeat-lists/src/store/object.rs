//! Contents of files, each kept once under its own hash, as a whole or as what differs from an earlier content.
//!
//! ```text
//! DIR/objects/6a/6a95b01e…  exeat object 1 whole⏎  zstd frame
//! DIR/objects/26/260def89…  exeat object 1 on 6a95b01e…⏎  zstd frame with the other content as its prefix
//! ```
//!
//! An object on another is never itself built upon, so any content is at most two frames away.

use super::edition::{sha256, sha256_of};
use super::{StoreError, disk};
use std::io::{BufReader, Read, Write};
use std::path::{Path, PathBuf};

const DIR: &str = "objects";
const HEAD: &str = "exeat object 1 ";
/// Speed is worth more than the last percent: history has hundreds of contents.
const LEVEL: i32 = 3;
/// Contents above this are kept whole: to take one apart against another needs both in memory.
const MOST_DELTA: usize = 64 << 20;
/// No list comes near this size; an object that unpacks to more is damaged.
const MOST_BYTES: u64 = 1 << 30;
/// What differs may be at most this part of what the other content takes when whole; else a new whole is begun.
const WORTH: usize = 4;

/// The objects of a store, with the whole content read last.
#[derive(Debug)]
pub(super) struct Objects {
    dir: PathBuf,
    whole: Option<(String, Vec<u8>)>,
}

/// An object's first line.
enum Head {
    Whole,
    On(String),
}

impl Objects {
    pub(super) fn of(store: &Path) -> Objects {
        Objects { dir: store.join(DIR), whole: None }
    }

    fn place(&self, hash: &str) -> PathBuf {
        self.dir.join(hash.get(..2).unwrap_or("xx")).join(hash)
    }

    /// Keeps a content, on the whole beneath `earlier` where that saves space. One that is there already and sound
    /// is left; a damaged one is mended.
    pub(super) fn keep(
        &mut self,
        hash: &str,
        content: &[u8],
        earlier: Option<&str>,
    ) -> Result<(), StoreError> {
        let path = self.place(hash);
        if path.exists() && self.is_sound(hash) {
            return Ok(());
        }
        let bytes = self.packed(hash, content, earlier).map_err(|e| StoreError::io(&path, e))?;
        let dir = path.parent().unwrap_or(&self.dir).to_owned();
        disk::make(&dir)?;
        disk::replace(&path, &bytes)?;
        disk::sync_dir(&dir)
    }

    /// Whether a content that is there is what it was. A whole one is gone over and not held.
    fn is_sound(&mut self, hash: &str) -> bool {
        match self.open(hash) {
            Ok((Head::Whole, frame)) => {
                let unpacked = zstd::stream::read::Decoder::new(frame.as_slice()).and_then(|mut unpacker| {
                    unpacker.window_log_max(31)?;
                    sha256_of(BufReader::new(unpacker.take(MOST_BYTES + 1)))
                });
                unpacked.is_ok_and(|found| found == hash)
            }
            Ok((Head::On(_), _)) => self.load(hash).is_ok(),
            Err(_) => false,
        }
    }

    fn packed(&mut self, hash: &str, content: &[u8], earlier: Option<&str>) -> std::io::Result<Vec<u8>> {
        // Of a large content what lies beneath is not even read.
        let earlier = earlier.filter(|_| content.len() <= MOST_DELTA);
        if let Some((base, whole, size)) = earlier.and_then(|e| self.beneath(e)).filter(|(b, ..)| b != hash)
            && content.len() + whole.len() <= MOST_DELTA
        {
            let mut out = format!("{HEAD}on {base}\n").into_bytes();
            let mut packer = zstd::stream::write::Encoder::with_ref_prefix(&mut out, LEVEL, whole)?;
            packer.long_distance_matching(true)?;
            packer.window_log((content.len() + whole.len()).max(1 << 10).ilog2() + 1)?;
            packer.write_all(content)?;
            packer.finish()?;
            if out.len() * WORTH <= size {
                return Ok(out);
            }
        }
        let mut out = format!("{HEAD}whole\n").into_bytes();
        let mut packer = zstd::stream::write::Encoder::new(&mut out, LEVEL)?;
        packer.write_all(content)?;
        packer.finish()?;
        Ok(out)
    }

    /// The whole content beneath an object, with its hash and its size on disk; none where it cannot be had, and
    /// then nothing is built on it.
    fn beneath(&mut self, hash: &str) -> Option<(String, &[u8], usize)> {
        let base = match self.open(hash).ok()?.0 {
            Head::Whole => hash.to_owned(),
            Head::On(base) => base,
        };
        if self.whole.as_ref().is_none_or(|(held, _)| *held != base) {
            let content = self.load(&base).ok()?;
            self.whole = Some((base.clone(), content));
        }
        let size = std::fs::metadata(self.place(&base)).ok()?.len();
        let (_, whole) = self.whole.as_ref()?;
        Some((base, whole, usize::try_from(size).ok()?))
    }

    fn open(&self, hash: &str) -> Result<(Head, Vec<u8>), StoreError> {
        let path = self.place(hash);
        let damaged = |why: &str| StoreError::damaged(&path, why);
        let mut bytes = disk::read(&path)?.ok_or_else(|| damaged("it is missing"))?;
        let end =
            bytes.iter().take(200).position(|b| *b == b'\n').ok_or_else(|| damaged("it has no head"))?;
        let frame = bytes.split_off(end + 1);
        let head = String::from_utf8(bytes).map_err(|_| damaged("its head is not text"))?;
        let is_hash = |h: &str| h.len() == 64 && h.bytes().all(|b| b.is_ascii_hexdigit());
        let head = match head.trim_end().strip_prefix(HEAD) {
            Some("whole") => Head::Whole,
            Some(on) => match on.strip_prefix("on ").filter(|h| is_hash(h)) {
                Some(base) => Head::On(base.to_owned()),
                None => return Err(damaged("its head is not one of ours")),
            },
            None => return Err(damaged("its head is not one of ours")),
        };
        Ok((head, frame))
    }

    /// A content, checked against its hash.
    pub(super) fn load(&mut self, hash: &str) -> Result<Vec<u8>, StoreError> {
        let (head, frame) = self.open(hash)?;
        let path = self.place(hash);
        let content = match head {
            Head::Whole => unpack(&frame, &[]),
            Head::On(base) => {
                if self.whole.as_ref().is_none_or(|(held, _)| *held != base) {
                    let (Head::Whole, frame) = self.open(&base)? else {
                        return Err(StoreError::damaged(&path, "it is built on what is no whole"));
                    };
                    let whole = unpack(&frame, &[]).filter(|w| sha256(w) == base);
                    let whole =
                        whole.ok_or_else(|| StoreError::damaged(&self.place(&base), "it does not unpack"))?;
                    self.whole = Some((base, whole));
                }
                self.whole.as_ref().and_then(|(_, whole)| unpack(&frame, whole))
            }
        };
        let content = content.ok_or_else(|| StoreError::damaged(&path, "it does not unpack"))?;
        if sha256(&content) != hash {
            return Err(StoreError::damaged(&path, "its content has another hash than when it was imported"));
        }
        Ok(content)
    }
}

fn unpack(frame: &[u8], prefix: &[u8]) -> Option<Vec<u8>> {
    let mut unpacker = zstd::stream::read::Decoder::with_ref_prefix(frame, prefix).ok()?;
    unpacker.window_log_max(31).ok()?;
    let mut out = Vec::new();
    unpacker.take(MOST_BYTES + 1).read_to_end(&mut out).ok()?;
    (out.len() as u64 <= MOST_BYTES).then_some(out)
}
