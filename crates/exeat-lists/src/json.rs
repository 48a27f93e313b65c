//! JSON as a stream of records with their places: the elements of one array, or one object a line.
//!
//! The text is scanned for where records begin and end, and each is read by itself: an error names its line, and
//! a document of any size is never a tree in memory.

use crate::file::{DOWNLOAD_AGAIN, File, ReadError};
use serde_json::Value;

/// A record and where it stands.
pub(crate) struct Record {
    /// Line it begins on, counted from 1.
    pub(crate) line: u64,
    /// Its first byte.
    pub(crate) offset: u64,
    /// What it says.
    pub(crate) value: Value,
}

/// Gives every record to `each`: the elements of the array `key` of the outermost object, of the outermost array,
/// or the objects of a file with one on each line. Answers the other values of the outermost object.
///
/// # Errors
///
/// Text that is not JSON, ends early, or is of none of these forms.
pub(crate) fn records(
    file: &File<'_>,
    text: &str,
    key: &str,
    each: &mut dyn FnMut(Record) -> Result<(), ReadError>,
) -> Result<serde_json::Map<String, Value>, ReadError> {
    let mut scan = Scan { file, bytes: text.as_bytes(), at: 0, line: 1 };
    let mut rest = serde_json::Map::new();
    scan.blanks();
    match scan.peek() {
        Some(b'[') => scan.array(text, each)?,
        Some(b'{') if scan.outermost_has(text, key)? => scan.object(text, key, each, &mut rest)?,
        Some(b'{') => {
            while scan.peek().is_some() {
                each(scan.value(text)?)?;
                scan.blanks();
            }
        }
        _ => return Err(scan.error("it does not begin with { or [")),
    }
    scan.blanks();
    if scan.peek().is_some() {
        return Err(scan.error("something follows after the end of the json"));
    }
    Ok(rest)
}

/// The record at an offset that was given before.
pub(crate) fn again(text: &str, offset: u64) -> Value {
    let at = usize::try_from(offset).ok();
    let rest = at.and_then(|at| text.get(at..)).unwrap_or_default();
    let mut values = serde_json::Deserializer::from_str(rest).into_iter::<Value>();
    values.next().and_then(Result::ok).unwrap_or_default()
}

struct Scan<'a, 'b> {
    file: &'a File<'b>,
    bytes: &'a [u8],
    at: usize,
    line: u64,
}

impl Scan<'_, '_> {
    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn error(&self, problem: &str) -> ReadError {
        self.file.error(Some(self.line), problem, DOWNLOAD_AGAIN)
    }

    fn step(&mut self) {
        self.line += u64::from(self.peek() == Some(b'\n'));
        self.at += 1;
    }

    fn blanks(&mut self) {
        while self.peek().is_some_and(|b| b.is_ascii_whitespace()) {
            self.step();
        }
    }

    fn expect(&mut self, byte: u8) -> Result<(), ReadError> {
        self.blanks();
        if self.peek() == Some(byte) {
            self.step();
            return Ok(());
        }
        let found = match self.peek() {
            None => "the file ends there: it is cut short".to_owned(),
            Some(_) => "something else stands there".to_owned(),
        };
        Err(self.error(&format!("{:?} is expected, and {found}", char::from(byte))))
    }

    /// Whether the outermost object has a key with an array under it.
    fn outermost_has(&mut self, text: &str, key: &str) -> Result<bool, ReadError> {
        let (at, line) = (self.at, self.line);
        let found = self.find_key(text, key);
        (self.at, self.line) = (at, line);
        found
    }

    fn find_key(&mut self, text: &str, key: &str) -> Result<bool, ReadError> {
        self.expect(b'{')?;
        self.blanks();
        while self.peek() == Some(b'"') {
            let name = self.value(text)?.value;
            self.expect(b':')?;
            self.blanks();
            if name == key {
                return Ok(self.peek() == Some(b'['));
            }
            self.skip()?;
            self.blanks();
            if self.peek() != Some(b',') {
                return Ok(false);
            }
            self.step();
            self.blanks();
        }
        Ok(false)
    }

    fn object(
        &mut self,
        text: &str,
        key: &str,
        each: &mut dyn FnMut(Record) -> Result<(), ReadError>,
        rest: &mut serde_json::Map<String, Value>,
    ) -> Result<(), ReadError> {
        self.expect(b'{')?;
        loop {
            self.blanks();
            let name = self.value(text)?.value;
            let Some(name) = name.as_str() else { return Err(self.error("a key that is no text")) };
            self.expect(b':')?;
            self.blanks();
            if name == key {
                self.array(text, each)?;
            } else {
                let value = self.value(text)?.value;
                rest.insert(name.to_owned(), value);
            }
            self.blanks();
            match self.peek() {
                Some(b',') => self.step(),
                _ => return self.expect(b'}'),
            }
        }
    }

    fn array(
        &mut self,
        text: &str,
        each: &mut dyn FnMut(Record) -> Result<(), ReadError>,
    ) -> Result<(), ReadError> {
        self.expect(b'[')?;
        self.blanks();
        if self.peek() == Some(b']') {
            self.step();
            return Ok(());
        }
        loop {
            self.blanks();
            each(self.value(text)?)?;
            self.blanks();
            match self.peek() {
                Some(b',') => self.step(),
                _ => return self.expect(b']'),
            }
        }
    }

    /// The value that begins here.
    fn value(&mut self, text: &str) -> Result<Record, ReadError> {
        let (offset, line) = (self.at, self.line);
        self.skip()?;
        let slice = text.get(offset..self.at).unwrap_or_default();
        match serde_json::from_str(slice) {
            Ok(value) => Ok(Record { line, offset: offset as u64, value }),
            Err(e) => {
                let problem = format!("not json ({})", crate::xml::shorten(&e.to_string()));
                let at = line + (e.line() as u64).saturating_sub(1);
                Err(self.file.error(Some(at.min(self.line)), problem, DOWNLOAD_AGAIN))
            }
        }
    }

    /// Goes over the value that begins here, by its brackets and quotes alone.
    fn skip(&mut self) -> Result<(), ReadError> {
        let mut depth = 0_usize;
        loop {
            match self.peek() {
                None => return Err(self.error("the file ends inside a value: it is cut short")),
                Some(b'"') => self.string()?,
                Some(b'{' | b'[') => {
                    depth += 1;
                    self.step();
                }
                Some(b'}' | b']') => {
                    if depth == 0 {
                        return Err(self.error("a bracket that closes nothing"));
                    }
                    depth -= 1;
                    self.step();
                }
                Some(b',' | b':') if depth == 0 => return Err(self.error("a value is missing")),
                Some(b) if depth == 0 && !b.is_ascii_whitespace() => {
                    while self.peek().is_some_and(|b| !b.is_ascii_whitespace() && !b",:]}".contains(&b)) {
                        self.step();
                    }
                }
                Some(_) => self.step(),
            }
            if depth == 0 {
                return Ok(());
            }
        }
    }

    fn string(&mut self) -> Result<(), ReadError> {
        self.step();
        loop {
            match self.peek() {
                None => return Err(self.error("the file ends inside a text: it is cut short")),
                Some(b'"') => {
                    self.step();
                    return Ok(());
                }
                Some(b'\\') => {
                    self.step();
                    self.step();
                }
                Some(_) => self.step(),
            }
        }
    }
}

/// A text or number of an object as text; empty where there is none.
pub(crate) fn text(value: &Value, key: &str) -> String {
    match value.get(key) {
        Some(Value::String(text)) => text.trim().to_owned(),
        Some(Value::Number(number)) => number.to_string(),
        Some(Value::Bool(yes)) => yes.to_string(),
        _ => String::new(),
    }
}

/// The texts of an array of an object, or the one text that stands there alone.
pub(crate) fn texts(value: &Value, key: &str) -> Vec<String> {
    match value.get(key) {
        Some(Value::Array(items)) => items
            .iter()
            .filter_map(Value::as_str)
            .map(|s| s.trim().to_owned())
            .filter(|s| !s.is_empty())
            .collect(),
        Some(Value::String(text)) if !text.trim().is_empty() => vec![text.trim().to_owned()],
        _ => Vec::new(),
    }
}

/// The objects of an array of an object.
pub(crate) fn objects<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value.get(key).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}
