//! List files: any bytes are read or refused with file, line and remedy.

use exeat_lists::{File, ReadError, Reading, ofac};

/// The names of the files, in the order in which an input holds them.
const NAMES: [&str; 4] = ["sdn.csv", "add.csv", "alt.csv", "sdn_comments.csv"];
/// A line of this stands between the files of an input.
const BETWEEN: &[u8] = b"%%\n";

/// Reads one to four files; an empty part is a file that was not given.
pub fn whole(data: &[u8]) -> Result<Reading, ReadError> {
    let parts = split(data);
    let files: Vec<File<'_>> = parts
        .iter()
        .zip(NAMES)
        .enumerate()
        .filter(|(i, (part, _))| *i == 0 || !part.is_empty())
        .map(|(_, (bytes, name))| File { name, bytes })
        .collect();
    let read = ofac::read("us.ofac.sdn", &files);
    match &read {
        Ok(reading) => {
            assert_eq!(reading.counts.records, reading.entries.len());
            for complaint in &reading.complaints {
                let file = files.iter().find(|f| f.name == complaint.file);
                assert!(file.is_some() && complaint.line >= 1, "{complaint}");
                assert!(!complaint.why.is_empty());
            }
        }
        Err(error) => {
            let file = files.iter().find(|f| f.name == error.file());
            assert!(file.is_some(), "{error} is in no file");
            assert!(!error.problem().trim().is_empty() && !error.help().trim().is_empty());
            assert!(!error.to_string().contains(char::is_control), "{error:?} holds a control character");
            assert!(error.line().is_none_or(|line| line >= 1), "{error}");
            if let (Some(file), Some(line)) = (file, error.line())
                && !file.bytes.starts_with(&[0x1f, 0x8b])
            {
                let lines = 1 + file.bytes.iter().filter(|b| **b == b'\n').count() as u64;
                assert!(line <= lines, "{error}: there are {lines} lines");
            }
        }
    }
    read
}

fn split(data: &[u8]) -> Vec<&[u8]> {
    let mut parts = vec![];
    let mut rest = data;
    while parts.len() + 1 < NAMES.len()
        && let Some(at) = rest.windows(BETWEEN.len()).position(|w| w == BETWEEN)
    {
        parts.push(&rest[..at]);
        rest = &rest[at + BETWEEN.len()..];
    }
    parts.push(rest);
    parts
}
