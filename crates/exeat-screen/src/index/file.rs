//! An index as a file: what it is made of in front, then the arrays as they lie in memory, then the entries.
//!
//! ```text
//! magic "exeatidx" | layout | byte order | program | number of sections | checksum of this page | key
//! for each section: where it begins, how long it is, its checksum
//! the sections, each at a multiple of 64 bytes
//! ```
//!
//! The bytes may lie anywhere that stays as it is, a mapped file above all: nothing is copied but the entries. An
//! index holds for one *key* (what its entries were read from, chosen by the caller) and for one *program* (the
//! sources and tables it was built with). Anything else is refused, and the remedy is always to build it anew.

use super::Index;
use super::data::{ALIGNMENT, Aligned, Bytes, COUNT, Data, SECTIONS};
use crate::party::Entry;
use std::fmt;
use zerocopy::{FromBytes, Immutable, IntoBytes, KnownLayout};

/// The layout of the file. Whatever changes the meaning of a byte in it raises this number.
pub const LAYOUT: u32 = 2;

const MAGIC: [u8; 8] = *b"exeatidx";
const ORDER: u32 = 0x0102_0304;
/// Behind the arrays: the entries.
const ENTRIES: &str = "entries";
const ALL: usize = COUNT + 1;

#[derive(Debug, Clone, Copy, FromBytes, IntoBytes, Immutable, KnownLayout)]
#[repr(C)]
struct Front {
    magic: [u8; 8],
    layout: u32,
    order: u32,
    program: u64,
    sections: u32,
    /// Of the front with this cell zero, and of the table of sections.
    checksum: u32,
    key: [u8; 32],
}

#[derive(Debug, Clone, Copy, Default, FromBytes, IntoBytes, Immutable, KnownLayout)]
#[repr(C)]
struct Place {
    start: u64,
    len: u64,
    checksum: u32,
    rest: u32,
}

/// The sources and tables of this program, as a number.
pub fn program() -> u64 {
    env!("EXEAT_SCREEN_MADE_OF").parse().unwrap_or(0)
}

/// Why bytes are not the index that was asked for. The remedy is always to build it anew from the lists.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum FileError {
    /// They do not begin as an index does.
    NoIndex,
    /// They are laid out as another version of the program lays them out.
    Layout {
        /// The layout they say they have.
        found: u32,
    },
    /// They were written by a machine that stores numbers the other way round.
    ByteOrder,
    /// They were built with other tables or another version of the program.
    Program,
    /// They were built from something else.
    Key,
    /// A part is not what was written.
    Damaged {
        /// Which.
        section: &'static str,
    },
}

impl fmt::Display for FileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            FileError::NoIndex => f.write_str("this is no index file")?,
            FileError::Layout { found } => {
                write!(f, "the index has layout {found}, this program reads {LAYOUT}")?
            }
            FileError::ByteOrder => {
                f.write_str("the index was written by a machine of another byte order")?
            }
            FileError::Program => f.write_str("the index was built by another version of the program")?,
            FileError::Key => f.write_str("the index was built from other editions")?,
            FileError::Damaged { section } => write!(f, "the index is damaged in its section \"{section}\"")?,
        }
        f.write_str("; delete the file and it is built anew from the lists")
    }
}

impl std::error::Error for FileError {}

impl Index {
    /// The index as the bytes of a file, for the key of what its entries were read from.
    pub fn to_file(&self, key: [u8; 32]) -> Vec<u8> {
        let entries = postcard::to_allocvec(&self.entries).unwrap_or_default();
        let sections: Vec<&[u8]> = self.data.sections().into_iter().chain([entries.as_slice()]).collect();
        let mut places = [Place::default(); ALL];
        let mut start = size_of::<Front>() + size_of_val(&places);
        for (place, section) in places.iter_mut().zip(&sections) {
            start = start.next_multiple_of(ALIGNMENT);
            *place = Place {
                start: start as u64,
                len: section.len() as u64,
                checksum: crc32fast::hash(section),
                rest: 0,
            };
            start += section.len();
        }
        let mut front = Front {
            magic: MAGIC,
            layout: LAYOUT,
            order: ORDER,
            program: program(),
            sections: ALL as u32,
            checksum: 0,
            key,
        };
        front.checksum = checksum(&front, &places);
        let mut out = Vec::with_capacity(start);
        out.extend_from_slice(front.as_bytes());
        out.extend_from_slice(places.as_bytes());
        for (place, section) in places.iter().zip(sections) {
            out.resize(place.start as usize, 0);
            out.extend_from_slice(section);
        }
        out
    }

    /// The index that lies in these bytes, if it is the one for that key and this program.
    pub fn from_file(
        bytes: impl AsRef<[u8]> + Send + Sync + 'static,
        key: [u8; 32],
    ) -> Result<Index, FileError> {
        let front = front(bytes.as_ref())?;
        if front.program != program() {
            return Err(FileError::Program);
        }
        if front.key != key {
            return Err(FileError::Key);
        }
        Index::from_any_file(bytes)
    }

    /// The index that lies in these bytes, whatever it was built from and with: for looking at a file, not for
    /// screening.
    pub fn from_any_file(bytes: impl AsRef<[u8]> + Send + Sync + 'static) -> Result<Index, FileError> {
        let all = bytes.as_ref();
        let mut front = front(all)?;
        let damaged = |section| FileError::Damaged { section };
        let table =
            all.get(size_of::<Front>()..).and_then(|rest| <[Place; ALL]>::read_from_prefix(rest).ok());
        let (places, _) = table.ok_or(damaged("front"))?;
        let written = std::mem::take(&mut front.checksum);
        if front.sections as usize != ALL || checksum(&front, &places) != written {
            return Err(damaged("front"));
        }
        let mut at = [(0, 0); ALL];
        for ((place, name), cell) in places.iter().zip(SECTIONS.iter().chain([&ENTRIES])).zip(&mut at) {
            let end = place.start.checked_add(place.len).and_then(|end| usize::try_from(end).ok());
            let (start, end) = usize::try_from(place.start).ok().zip(end).ok_or(damaged(name))?;
            let section = all.get(start..end).ok_or(damaged(name))?;
            if crc32fast::hash(section) != place.checksum {
                return Err(damaged(name));
            }
            *cell = (start, end);
        }
        let (arrays, (from, to)) = split(at);
        let entries: Vec<Entry> = all
            .get(from..to)
            .and_then(|section| postcard::from_bytes(section).ok())
            .ok_or(damaged(ENTRIES))?;
        // a mapped file begins where any number may; bytes from elsewhere are moved there
        let bytes: Bytes = match all.as_ptr().align_offset(align_of::<u64>()) {
            0 => Box::new(bytes),
            _ => Box::new(Aligned::copy(all)),
        };
        let data = Data::open(bytes, arrays).map_err(damaged)?;
        if !data.fits(entries.len()) {
            return Err(damaged(ENTRIES));
        }
        Ok(Index { entries, data })
    }
}

fn split(at: [(usize, usize); ALL]) -> ([(usize, usize); COUNT], (usize, usize)) {
    let mut arrays = [(0, 0); COUNT];
    arrays.iter_mut().zip(at).for_each(|(cell, place)| *cell = place);
    (arrays, at[COUNT])
}

fn checksum(front: &Front, places: &[Place; ALL]) -> u32 {
    let mut sum = crc32fast::Hasher::new();
    sum.update(front.as_bytes());
    sum.update(places.as_bytes());
    sum.finalize()
}

/// The front of a file of this layout.
fn front(bytes: &[u8]) -> Result<Front, FileError> {
    let (front, _) = Front::read_from_prefix(bytes).map_err(|_| FileError::NoIndex)?;
    if front.magic != MAGIC {
        return Err(FileError::NoIndex);
    }
    if front.order != ORDER {
        return Err(FileError::ByteOrder);
    }
    if front.layout != LAYOUT {
        return Err(FileError::Layout { found: front.layout });
    }
    Ok(front)
}
