//! The bytes of a file made text, or refused with a reason.

use flate2::read::MultiGzDecoder;
use std::borrow::Cow;
use std::io::Read;

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

    /// The text of a list file in csv form: UTF-8, without the Ctrl-Z that old tools put at the end.
    ///
    /// Refused: an empty file, a web page, bytes that are not text.
    pub fn text<'b>(&self, bytes: &'b [u8]) -> Result<&'b str, ReadError> {
        let end = bytes.iter().rposition(|b| !matches!(b, 0x1a | b'\r' | b'\n' | b' ' | 0));
        let bytes = bytes.get(..end.map_or(0, |at| at + 1)).unwrap_or_default();
        if bytes.is_empty() {
            let help = "the publisher's old addresses serve empty files; download it from the present one";
            return Err(self.error(None, "the file is empty", help));
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
