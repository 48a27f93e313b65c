//! The bytes of a file made text, or refused with a reason.

use flate2::read::MultiGzDecoder;
use std::borrow::Cow;
use std::io::{BufRead, BufReader, Read};

/// No list comes near this size; a packed file that unpacks to more is refused before it fills the memory.
const MOST_BYTES: u64 = 1 << 29;

/// A file to read: its name decides what it is, its bytes may be gzip'd.
#[derive(Debug, Clone, Copy)]
pub struct File<'a> {
    /// File name, with or without directories and `.gz`.
    pub name: &'a str,
    /// Its bytes.
    pub bytes: &'a [u8],
}

impl<'a> File<'a> {
    /// The last part of the name, without `.gz`.
    pub fn base(&self) -> &'a str {
        base_name(self.name)
    }

    /// The bytes, unpacked where they are gzip'd.
    pub fn unpack(&self) -> Result<Cow<'a, [u8]>, ReadError> {
        if !self.bytes.starts_with(&[0x1f, 0x8b]) {
            return Ok(Cow::Borrowed(self.bytes));
        }
        let mut out = Vec::new();
        let mut packed = MultiGzDecoder::new(self.bytes).take(MOST_BYTES + 1);
        if packed.read_to_end(&mut out).is_err() {
            return Err(self.error(None, "the gzip data are damaged or cut short", DOWNLOAD_AGAIN));
        }
        if out.len() as u64 > MOST_BYTES {
            return Err(self.error(
                None,
                "it unpacks to more than 512 MiB",
                "check that this is the list file",
            ));
        }
        Ok(Cow::Owned(out))
    }

    /// The bytes as a stream, unpacked on the way where they are gzip'd: a packed file never fills the memory.
    pub(crate) fn open(&self) -> Result<Box<dyn BufRead + 'a>, ReadError> {
        if self.bytes.is_empty() {
            return Err(self.error(None, "the file is empty", SERVES_EMPTY));
        }
        if !self.bytes.starts_with(&[0x1f, 0x8b]) {
            return Ok(Box::new(self.bytes));
        }
        let packed = MultiGzDecoder::new(self.bytes).take(MOST_BYTES);
        Ok(Box::new(BufReader::with_capacity(1 << 16, packed)))
    }

    /// The first bytes, unpacked: enough to tell what it is.
    pub(crate) fn beginning(&self) -> Result<Vec<u8>, ReadError> {
        let mut out = Vec::new();
        match self.open()?.take(BEGINNING).read_to_end(&mut out) {
            Ok(_) => Ok(out),
            Err(_) => Err(self.error(None, "the gzip data are damaged or cut short", DOWNLOAD_AGAIN)),
        }
    }

    /// The text of a list file in csv form: UTF-8, without the Ctrl-Z that old tools put at the end.
    ///
    /// Refused: an empty file, a web page, bytes that are not text.
    pub fn text<'b>(&self, bytes: &'b [u8]) -> Result<&'b str, ReadError> {
        let end = bytes.iter().rposition(|b| !matches!(b, 0x1a | b'\r' | b'\n' | b' ' | 0));
        let bytes = bytes.get(..end.map_or(0, |at| at + 1)).unwrap_or_default();
        if bytes.is_empty() {
            return Err(self.error(None, "the file is empty", SERVES_EMPTY));
        }
        let line_at = |at: usize| 1 + bytes.iter().take(at).filter(|b| **b == b'\n').count() as u64;
        let text = std::str::from_utf8(bytes).map_err(|e| {
            self.error(Some(line_at(e.valid_up_to())), "these bytes are not text", DOWNLOAD_AGAIN)
        })?;
        let control = |b: &u8| *b < 0x20 && !matches!(b, b'\t' | b'\r' | b'\n');
        if let Some(at) = bytes.iter().position(control) {
            return Err(self.error(Some(line_at(at)), "these bytes are not text", DOWNLOAD_AGAIN));
        }
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        if text.trim_start().starts_with('<') {
            return Err(self.error(Some(1), "this is a web page or xml, not csv", DOWNLOAD_AGAIN));
        }
        Ok(text)
    }

    /// As [`File::text`], and bytes that are not UTF-8 as windows-1252: publishers wrote that until some years ago.
    pub(crate) fn text_or_1252<'b>(&self, bytes: &'b [u8]) -> Result<Cow<'b, str>, ReadError> {
        if std::str::from_utf8(bytes).is_ok() {
            return self.text(bytes).map(Cow::Borrowed);
        }
        let (text, damaged) = encoding_rs::WINDOWS_1252.decode_without_bom_handling(bytes);
        // Bytes that windows-1252 leaves open come out as control characters, which no list has.
        if damaged || text.contains(|c: char| c.is_control() && !matches!(c, '\t' | '\r' | '\n' | '\u{1a}')) {
            return Err(self.error(None, "these bytes are neither UTF-8 nor windows-1252", DOWNLOAD_AGAIN));
        }
        self.text(text.as_bytes()).map(|text| Cow::Owned(text.to_owned()))
    }

    pub(crate) fn error(
        &self,
        line: Option<u64>,
        problem: impl Into<String>,
        help: &'static str,
    ) -> ReadError {
        ReadError { file: self.base().to_owned(), line, problem: problem.into(), help }
    }
}

pub(crate) const DOWNLOAD_AGAIN: &str = "download the file again";
const SERVES_EMPTY: &str =
    "the publisher's old addresses serve empty files; download it from the present one";
/// How much of a file is looked at to tell its format.
const BEGINNING: u64 = 1 << 14;

/// The last part of a path, without `.gz`.
pub(crate) fn base_name(name: &str) -> &str {
    let base = name.rsplit(['/', '\\']).next().unwrap_or(name);
    let cut = base.len().saturating_sub(3);
    match base.get(cut..) {
        Some(end) if end.eq_ignore_ascii_case(".gz") => base.get(..cut).unwrap_or(base),
        _ => base,
    }
}

/// Why a list file was refused. Nothing of it was read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}{}: {}; {}", file, line.map(|l| format!(" line {l}")).unwrap_or_default(), problem, help)]
pub struct ReadError {
    file: String,
    line: Option<u64>,
    problem: String,
    help: &'static str,
}

impl ReadError {
    /// The file's name.
    pub fn file(&self) -> &str {
        &self.file
    }

    /// The line, counted from 1, where one is to blame.
    pub fn line(&self) -> Option<u64> {
        self.line
    }

    /// What is wrong, in one sentence.
    pub fn problem(&self) -> &str {
        &self.problem
    }

    /// What to do about it.
    pub fn help(&self) -> &str {
        self.help
    }
}
