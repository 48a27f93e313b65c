//! One edition and its manifest.

use super::{StoreError, Unpacked};
use crate::file::File;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

/// The form of the manifest.
const SCHEMA: u32 = 1;
pub(super) const MANIFEST: &str = "manifest.json";
/// How many digits of the hash stand in the directory's name.
const HASH_SHOWN: usize = 12;

/// What a publisher put out as one list on one day.
#[derive(Debug, Clone, PartialEq, Eq)]
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

/// The manifest as it is written: dates as text.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Manifest {
    schema: u32,
    list: String,
    date: String,
    sequence: u32,
    hash: String,
    files: Vec<EditionFile>,
    missing: Vec<String>,
}

impl Edition {
    /// Whether it has every file of the publication.
    pub fn is_complete(&self) -> bool {
        self.missing.is_empty()
    }

    /// `2022-04-08-1-6a95b01e8c1b`.
    pub fn directory_name(&self) -> String {
        let hash = self.hash.get(..HASH_SHOWN).unwrap_or(&self.hash);
        format!("{}-{}-{hash}", self.date, self.sequence)
    }

    /// The hash of an edition with these files, whatever their order.
    pub(super) fn hash_of(files: &[EditionFile]) -> String {
        let mut lines: Vec<String> = files.iter().map(|f| format!("{} {}\n", f.name, f.sha256)).collect();
        lines.sort();
        sha256(lines.concat().as_bytes())
    }

    pub(super) fn to_json(&self) -> Result<String, serde_json::Error> {
        let manifest = Manifest {
            schema: SCHEMA,
            list: self.list.clone(),
            date: self.date.to_string(),
            sequence: self.sequence,
            hash: self.hash.clone(),
            files: self.files.clone(),
            missing: self.missing.clone(),
        };
        serde_json::to_string_pretty(&manifest).map(|text| text + "\n")
    }

    pub(super) fn read(dir: &Path) -> Result<Edition, StoreError> {
        let path = dir.join(MANIFEST);
        let text = match fs::read(&path) {
            Ok(text) => text,
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => {
                return Err(StoreError::damaged(dir, "it has no manifest.json"));
            }
            Err(e) => return Err(StoreError::io(&path, e)),
        };
        let manifest: Manifest =
            serde_json::from_slice(&text).map_err(|e| StoreError::damaged(&path, e.to_string()))?;
        if manifest.schema != SCHEMA {
            return Err(StoreError::damaged(&path, format!("schema {} is not known", manifest.schema)));
        }
        let date: Date = manifest
            .date
            .parse()
            .map_err(|_| StoreError::damaged(&path, format!("{:?} is not a date", manifest.date)))?;
        if Edition::hash_of(&manifest.files) != manifest.hash {
            return Err(StoreError::damaged(&path, "its hash is not the hash of its files"));
        }
        Ok(Edition {
            list: manifest.list,
            date,
            sequence: manifest.sequence,
            hash: manifest.hash,
            files: manifest.files,
            missing: manifest.missing,
        })
    }

    /// The edition's files, each checked against its hash.
    pub(super) fn unpack(&self, dir: &Path) -> Result<Vec<Unpacked>, StoreError> {
        let mut out = Vec::new();
        for file in &self.files {
            // The name comes from a manifest, which could be made to point elsewhere.
            if super::publishers_name(&self.list, &file.name) != Some(file.name.as_str()) {
                return Err(StoreError::damaged(
                    &dir.join(MANIFEST),
                    format!("{:?} is no file of the list", file.name),
                ));
            }
            let path = dir.join(format!("{}.gz", file.name));
            let packed = fs::read(&path).map_err(|e| match e.kind() {
                std::io::ErrorKind::NotFound => StoreError::damaged(&path, "it is missing"),
                _ => StoreError::io(&path, e),
            })?;
            let unpacked = File { name: &file.name, bytes: &packed }.unpack();
            let bytes = unpacked.map_err(|e| StoreError::damaged(&path, e.problem()))?.into_owned();
            if sha256(&bytes) != file.sha256 {
                return Err(StoreError::damaged(
                    &path,
                    "its content has another hash than when it was imported",
                ));
            }
            out.push(Unpacked { name: file.name.clone(), bytes });
        }
        Ok(out)
    }
}

/// SHA-256 in hexadecimal digits.
pub(super) fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().fold(String::with_capacity(64), |mut out, byte| {
        // Writing to a string cannot fail.
        let _ = write!(out, "{byte:02x}");
        out
    })
}
