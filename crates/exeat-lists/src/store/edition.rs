//! One edition, and the ledger in which a list's editions stand.

use super::{StoreError, disk};
use crate::health::Vitals;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::fmt::Write as _;
use std::io::{self, BufRead};
use std::path::{Path, PathBuf};

const LEDGER: &str = "editions";
/// How many digits of the hash stand in the edition's name.
const HASH_SHOWN: usize = 12;

/// What a publisher put out as one list on one day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Edition {
    /// The list's id.
    pub list: String,
    /// The day of publication.
    pub date: Date,
    /// 1 for the first edition of that day, and so on.
    pub sequence: u32,
    /// SHA-256 over names and hashes of its files, in hexadecimal digits.
    pub hash: String,
    /// Its files, by name.
    pub files: Vec<EditionFile>,
    /// Files of the publication that it lacks. While there are any, it clears nobody.
    pub missing: Vec<String>,
    /// The day on which it was fetched or imported.
    pub retrieved: Date,
    /// Where it came from: addresses, folder or archive.
    pub origin: String,
    /// Why it was taken although it failed a check of health; with whatever it failed.
    pub accepted: Option<String>,
    /// How much of everything it holds.
    pub vitals: Vitals,
}

/// One file of an edition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EditionFile {
    /// The publisher's name for it.
    pub name: String,
    /// SHA-256 of the unpacked file, in hexadecimal digits.
    pub sha256: String,
    /// Size of the unpacked file, in bytes.
    pub bytes: u64,
    /// How many rows it has.
    pub records: u64,
}

impl Edition {
    /// Whether it has every file of the publication.
    pub fn is_complete(&self) -> bool {
        self.missing.is_empty()
    }

    /// `2022-04-08-1-6a95b01e8c1b`.
    pub fn name(&self) -> String {
        let hash = self.hash.get(..HASH_SHOWN).unwrap_or(&self.hash);
        format!("{}-{}-{hash}", self.date, self.sequence)
    }

    /// The hash of an edition with these files, whatever their order.
    pub(super) fn hash_of(files: &[EditionFile]) -> String {
        let mut lines: Vec<String> = files.iter().map(|f| format!("{} {}\n", f.name, f.sha256)).collect();
        lines.sort();
        sha256(lines.concat().as_bytes())
    }
}

/// The editions of one list: a file with a line for each, in the order they came. A line is the hash of the line
/// before and of the rest, then the edition as JSON, so that no line can change or go missing unseen.
#[derive(Debug)]
pub(super) struct Ledger {
    path: PathBuf,
    pub(super) editions: Vec<Edition>,
}

impl Ledger {
    pub(super) fn read(store: &Path, list: &str) -> Result<Ledger, StoreError> {
        let dir = store.join(list);
        let path = dir.join(LEDGER);
        let damaged = |line: usize, why: &str| StoreError::damaged(&path, format!("line {line}: {why}"));
        let Some(bytes) = disk::read(&path)? else {
            // before there were ledgers, every edition was a folder
            return match disk::names(&dir)?.iter().any(|name| !name.contains('.')) {
                true => Err(StoreError::damaged(&path, "it is missing")),
                false => Ok(Ledger { path, editions: Vec::new() }),
            };
        };
        let text = String::from_utf8(bytes).map_err(|_| damaged(1, "this is not text"))?;
        if !text.is_empty() && !text.ends_with('\n') {
            return Err(damaged(text.lines().count(), "it is cut short"));
        }
        let mut editions = Vec::new();
        let mut before = "";
        for (at, line) in text.lines().enumerate() {
            let (chain, json) = line.split_once(' ').ok_or_else(|| damaged(at + 1, "it has no hash"))?;
            if link(before, json) != chain {
                return Err(damaged(at + 1, "its hash is not the hash of what it says"));
            }
            let edition: Edition = serde_json::from_str(json).map_err(|e| damaged(at + 1, &e.to_string()))?;
            if edition.list != list || Edition::hash_of(&edition.files) != edition.hash {
                return Err(damaged(at + 1, "it is of another edition"));
            }
            editions.push(edition);
            before = chain;
        }
        Ok(Ledger { path, editions })
    }

    /// Adds what was kept and puts the ledger in place.
    pub(super) fn write(&self) -> Result<(), StoreError> {
        let mut out = String::new();
        let mut before = String::new();
        for edition in &self.editions {
            let json = serde_json::to_string(edition).map_err(|e| StoreError::io(&self.path, e.into()))?;
            before = link(&before, &json);
            let _ = writeln!(out, "{before} {json}");
        }
        let dir = self.path.parent().unwrap_or(Path::new("."));
        disk::make(dir)?;
        disk::replace(&self.path, out.as_bytes())?;
        disk::sync_dir(dir)
    }

    /// By day and sequence.
    pub(super) fn in_order(mut self) -> Vec<Edition> {
        self.editions.sort_by_key(|edition| (edition.date, edition.sequence));
        self.editions
    }
}

fn link(before: &str, json: &str) -> String {
    sha256(format!("{before} {json}").as_bytes())
}

/// SHA-256 in hexadecimal digits.
pub(crate) fn sha256(bytes: &[u8]) -> String {
    hexadecimal(&Sha256::digest(bytes))
}

/// SHA-256 of everything a reader gives, in hexadecimal digits.
pub(super) fn sha256_of(mut from: impl BufRead) -> io::Result<String> {
    let mut digest = Sha256::new();
    loop {
        let part = from.fill_buf()?;
        let taken = part.len();
        if taken == 0 {
            return Ok(hexadecimal(&digest.finalize()));
        }
        digest.update(part);
        from.consume(taken);
    }
}

fn hexadecimal(digest: &[u8]) -> String {
    digest.iter().fold(String::with_capacity(64), |mut out, byte| {
        // Writing to a string cannot fail.
        let _ = write!(out, "{byte:02x}");
        out
    })
}
