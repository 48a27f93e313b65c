//! Publishers' list files become parties; editions of them are kept on disk.
//!
//! Without features the crate is pure: bytes in, records out. The feature `store` adds the directory of
//! editions, which reads and writes files.
//!
//! ```
//! use exeat_lists::{File, ofac};
//!
//! let sdn = b"36,\"AEROCARIBBEAN AIRLINES\",-0- ,\"CUBA\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- \r\n\x1a";
//! let reading = ofac::read("us.ofac.sdn", &[File { name: "sdn.csv", bytes: sdn }])?;
//! assert_eq!(reading.entries[0].party.names[0].text, "AEROCARIBBEAN AIRLINES");
//! assert_eq!(reading.missing, ["add.csv", "alt.csv", "sdn_comments.csv"]);
//! # Ok::<(), exeat_lists::ReadError>(())
//! ```
//!
//! | module | concept |
//! |---|---|
//! | [`ids`] | the closed set of list ids, publishers and how soon a list is stale |
//! | [`reading`] | what a reader answers: entries, complaints, what is missing |
//! | [`mod@file`] | bytes of a file made text, or refused |
//! | [`health`] | whether an edition can be what its publisher meant |
//! | [`ofac`] | OFAC's csv files |
//! | [`ownership`] | statements of who owns whom |
//! | [`starter`] | the built-in starter parties |
//! | `store` | editions on disk (feature `store`) |
//! | `fetch` | editions from their publishers (feature `fetch`) |

pub mod ae;
pub mod au;
pub mod bis;
pub mod ca;
pub mod ch;
pub mod csl;
pub mod diff;
mod draft;
pub mod eu;
#[cfg(feature = "fetch")]
pub mod fetch;
pub mod file;
pub mod format;
pub mod ftm;
pub mod health;
pub mod ids;
mod json;
pub mod ofac;
pub mod ownership;
pub mod reading;
pub mod record;
mod sheet;
pub mod starter;
#[cfg(feature = "store")]
pub mod store;
mod table;
pub mod uk;
pub mod un;
mod value;
mod xml;

pub use file::{File, ReadError};
pub use format::Format;
pub use ids::{LIST_IDS, is_known, stale_after_days};
pub use reading::{Complaint, Counts, Link, Particulars, Reading};
#[cfg(feature = "store")]
pub use store::{Arrival, Edition, EditionFile, Imported, Route, Store, StoreError};
