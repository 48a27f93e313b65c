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
        let bytes = self.without_end(bytes)?;
        let text = std::str::from_utf8(bytes).map_err(|e| self.no_text(bytes, e.valid_up_to()))?;
        self.no_controls_no_page(bytes)?;
        Ok(text.strip_prefix('\u{feff}').unwrap_or(text))
    }

    /// As [`File::text`], left as bytes; where `old` says so, bytes that are not UTF-8 may be windows-1252:
    /// publishers wrote that until some years ago. Nothing is copied.
    pub(crate) fn legible<'b>(&self, bytes: &'b [u8], old: bool) -> Result<Legible<'b>, ReadError> {
        if !old || std::str::from_utf8(bytes).is_ok() {
            let text = self.text(bytes)?.as_bytes();
            // Offsets count from the file's first byte, which a byte order mark may be.
            let begin = if bytes.starts_with(BYTE_ORDER_MARK) { BYTE_ORDER_MARK.len() } else { 0 };
            return Ok(Legible { bytes: text, begin, old: false });
        }
        // Bytes that windows-1252 leaves open come out as control characters, which no list has.
        let open = |b: &u8| {
            matches!(b, 0x7f | 0x81 | 0x8d | 0x8f | 0x90 | 0x9d)
                || *b < 0x20 && !matches!(b, b'\t' | b'\r' | b'\n' | 0x1a)
        };
        if bytes.iter().any(open) {
            return Err(self.error(None, "these bytes are neither UTF-8 nor windows-1252", DOWNLOAD_AGAIN));
        }
        let bytes = self.without_end(bytes)?;
        self.no_controls_no_page(bytes)?;
        Ok(Legible { bytes, begin: 0, old: true })
    }

    /// The bytes without what old tools put at the end; refused where nothing is left.
    fn without_end<'b>(&self, bytes: &'b [u8]) -> Result<&'b [u8], ReadError> {
        let end = bytes.iter().rposition(|b| !matches!(b, 0x1a | b'\r' | b'\n' | b' ' | 0));
        match end.and_then(|at| bytes.get(..=at)) {
            Some(bytes) => Ok(bytes),
            None => Err(self.error(None, "the file is empty", SERVES_EMPTY)),
        }
    }

    fn no_text(&self, bytes: &[u8], at: usize) -> ReadError {
        let line = 1 + bytes.iter().take(at).filter(|b| **b == b'\n').count() as u64;
        self.error(Some(line), "these bytes are not text", DOWNLOAD_AGAIN)
    }

    fn no_controls_no_page(&self, bytes: &[u8]) -> Result<(), ReadError> {
        let control = |b: &u8| *b < 0x20 && !matches!(b, b'\t' | b'\r' | b'\n');
        if let Some(at) = bytes.iter().position(control) {
            return Err(self.no_text(bytes, at));
        }
        let begin = bytes.strip_prefix(BYTE_ORDER_MARK).unwrap_or(bytes).trim_ascii_start();
        if begin.starts_with(b"<") {
            return Err(self.error(Some(1), "this is a web page or xml, not csv", DOWNLOAD_AGAIN));
        }
        Ok(())
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

/// The bytes of a text.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Legible<'a> {
    /// From the first sign to the last.
    pub(crate) bytes: &'a [u8],
    /// Where they begin in the unpacked file.
    pub(crate) begin: usize,
    /// In windows-1252 instead of UTF-8.
    old: bool,
}

impl Legible<'_> {
    /// A part of it as text.
    pub(crate) fn decode(&self, part: &[u8]) -> String {
        if self.old {
            encoding_rs::WINDOWS_1252.decode_without_bom_handling(part).0.into_owned()
        } else {
            String::from_utf8_lossy(part).into_owned()
        }
    }
}

const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";
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
