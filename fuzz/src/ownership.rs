//! Statements of ownership: any bytes are read, as what they begin like, or refused with line and remedy.

use exeat_lists::ownership::{Ownership, read};
use exeat_lists::{File, ReadError};

/// Reads them; every share is a range of percent, and every complaint has a line and a reason.
pub fn whole(data: &[u8]) -> Result<Ownership, ReadError> {
    let outcome = read(&File { name: "owners", bytes: data });
    match &outcome {
        Ok(stated) => {
            for holding in &stated.holdings {
                assert!(!holding.owner.is_empty() && !holding.owned.is_empty());
                let (low, high) = (holding.low, holding.high);
                assert!(low <= high && !low.is_sign_negative() && high <= 100.into(), "{low} {high}");
            }
            for complaint in &stated.complaints {
                assert!(complaint.line >= 1 && !complaint.why.is_empty(), "{complaint}");
            }
        }
        Err(error) => {
            assert!(!error.problem().trim().is_empty() && !error.help().trim().is_empty());
            assert!(!error.to_string().contains(char::is_control), "{error:?} holds a control character");
        }
    }
    outcome
}
