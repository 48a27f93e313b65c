//! List files of every format: any bytes are recognised and read, or refused with remedy.

use exeat_lists::format::{read, recognise};
use exeat_lists::{File, ReadError, Reading, ofac};

/// Recognises the format and reads the file for each list that the format holds, until one is in it.
pub fn whole(data: &[u8]) -> Result<Reading, ReadError> {
    let file = File { name: "list", bytes: data };
    // no list, and read by nothing else
    if let Ok(changes) = ofac::changes::read(&file) {
        assert!(changes.parties.iter().all(|party| !party.id.is_empty() && party.source.line >= 1));
    }
    let outcome = recognise(&file).and_then(|format| {
        let mut last = read("", &[file]);
        for list in format.lists() {
            last = read(list, &[file]);
            if last.is_ok() {
                break;
            }
        }
        last
    });
    match &outcome {
        Ok(reading) => assert_eq!(reading.counts.records, reading.entries.len()),
        Err(error) => {
            assert!(!error.problem().trim().is_empty() && !error.help().trim().is_empty());
            assert!(!error.to_string().contains(char::is_control), "{error:?} holds a control character");
        }
    }
    outcome
}
