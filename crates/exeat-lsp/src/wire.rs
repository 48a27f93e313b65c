//! Messages on the stream: a header with the length, an empty line, JSON.
//!
//! Our own, since the usual crate ends the session at the first message it cannot read and reserves what the header
//! claims before a byte of it has come.

use std::io::{self, BufRead, Read, Write};

use serde_json::{Value, json};

/// Longest message read; a longer one is passed over.
const LONGEST: u64 = 64 << 20;
/// Longest line of a header.
const HEADER: u64 = 4096;

/// What came.
#[derive(Debug)]
pub(crate) enum Incoming {
    /// A message.
    Message(Value),
    /// Something else, and why it is none.
    Broken(String),
    /// The end.
    End,
}

/// Reads the next message.
pub(crate) fn read(input: &mut dyn BufRead) -> io::Result<Incoming> {
    let mut length: Option<u64> = None;
    let mut seen = false;
    loop {
        let mut line = Vec::new();
        let read = (&mut *input).take(HEADER).read_until(b'\n', &mut line)?;
        if read == 0 {
            return Ok(if seen {
                Incoming::Broken("the stream ends in a header".into())
            } else {
                Incoming::End
            });
        }
        let line = String::from_utf8_lossy(&line);
        let line = line.trim();
        if line.is_empty() {
            if seen {
                break;
            }
            continue;
        }
        seen = true;
        if let Some((name, value)) = line.split_once(':')
            && name.trim().eq_ignore_ascii_case("content-length")
        {
            length = value.trim().parse().ok();
        }
    }
    let Some(length) = length else {
        return Ok(Incoming::Broken("a message without Content-Length".into()));
    };
    if length > LONGEST {
        io::copy(&mut (&mut *input).take(length), &mut io::sink())?;
        return Ok(Incoming::Broken(format!("a message of {length} bytes is too long")));
    }
    let mut body = Vec::new();
    (&mut *input).take(length).read_to_end(&mut body)?;
    if (body.len() as u64) < length {
        return Ok(Incoming::Broken("the stream ends in a message".into()));
    }
    Ok(match serde_json::from_slice(&body) {
        Ok(value) => Incoming::Message(value),
        Err(error) => Incoming::Broken(format!("a message that is no JSON: {error}")),
    })
}

/// Writes a message.
pub(crate) fn write(output: &mut dyn Write, mut message: Value) -> io::Result<()> {
    if let Some(map) = message.as_object_mut() {
        map.insert("jsonrpc".into(), json!("2.0"));
    }
    let body = message.to_string();
    write!(output, "Content-Length: {}\r\n\r\n{body}", body.len())?;
    output.flush()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(bytes: &[u8]) -> Vec<String> {
        let mut input = bytes;
        let mut out = Vec::new();
        loop {
            match read(&mut input) {
                Ok(Incoming::End) | Err(_) => return out,
                Ok(Incoming::Message(value)) => out.push(value.to_string()),
                Ok(Incoming::Broken(_)) => out.push("broken".into()),
            }
        }
    }

    #[test]
    fn what_cannot_be_read_is_passed_over() {
        let text = "Content-Length: 4\r\n\r\nnullContent-Length: 3\r\n\r\n{x}nonsense\r\n\r\nContent-Length: 2\r\n\r\n{}";
        assert_eq!(all(text.as_bytes()), ["null", "broken", "broken", "{}"]);
        assert_eq!(all(b"Content-Length: 99999999999999\r\n\r\n{}"), ["broken"]);
        assert_eq!(all(b"Content-Length: -1\r\n\r\n"), ["broken"]);
        assert_eq!(all(b"\xff\xfe\x00"), ["broken"]);
    }
}
