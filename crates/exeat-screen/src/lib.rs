//! Parties, their names and how sure one can be that two of them are the same.
//!
//! A [`Party`] goes in; scored [`Hit`]s against an [`Index`] of listed [`Entry`] records come out, each with
//! the points that make up its score. [`close`] follows ownership to the parties that listed ones own.
//!
//! The crate is pure: it reads no clock, file, network, environment or random source, and it knows nothing of
//! law. Scores are whole thousandths and percentages exact decimals, so that the same input always gives the
//! same bytes. This is the honest first matcher; its seam ([`Party`] in, [`Hit`]s out) is meant to outlive it.
//!
//! ```
//! use exeat_screen::{Entry, Identifier, Index, Party, PartyKind, REVIEW, Scheme};
//!
//! let mut bank = Party::named(PartyKind::Organisation, "PUBLIC JOINT STOCK COMPANY SBERBANK OF RUSSIA");
//! bank.identifiers.push(Identifier::new(Scheme::Bic, "SABRRUMM"));
//! let listed = Entry { list: "us.ofac.sdn".into(), id: "17018".into(), party: bank, ..Entry::default() };
//! let index = Index::build(vec![listed]);
//!
//! let asked = Party::named(PartyKind::Unknown, "ПАО «Сбербанк России»");
//! let hits = index.screen(&asked, REVIEW);
//! assert_eq!(hits[0].entry, "17018");
//! assert!(hits[0].score >= REVIEW);
//! ```
//!
//! | module | concept |
//! |---|---|
//! | [`party`] | who is asked about and who is listed |
//! | [`identifier`] | numbers that tell parties apart |
//! | [`date`] | dates of which only part is known |
//! | [`country`] | country names and codes |
//! | [`normalise`] | from written words to folded ones, [`romanise`] for other scripts |
//! | [`legal_form`] | PJSC, ООО, GmbH as classes |
//! | [`token`] | words with a class and search keys |
//! | [`compare`] | how alike two words are |
//! | [`evidence`] | what two names say for and against being one party |
//! | [`model`] | from evidence to a score |
//! | [`index`] | candidates and screening |
//! | [`hit`] | scores, points, hits |
//! | [`mod@text`] | names and [`places`] inside free text |
//! | [`ownership`] | who is reached through shares |

mod align;
mod also;
pub mod compare;
pub mod country;
pub mod date;
pub mod evidence;
pub mod hit;
pub mod identifier;
pub mod index;
mod known;
pub mod legal_form;
pub mod model;
pub mod names;
pub mod normalise;
mod observation;
pub mod ownership;
mod particulars;
pub mod party;
pub mod places;
mod repair;
mod respell;
pub mod romanise;
pub mod sound;
mod table;
pub mod text;
pub mod token;

pub use date::PartialDate;
pub use hit::{Hit, Point, REVIEW, Score};
pub use identifier::{Identifier, Scheme};
pub use index::{Index, Match};
pub use names::Gender;
pub use ownership::{Closure, Missing, Reach, Share, Standing, Threshold, close, close_named};
pub use party::{Address, AddressKind, Entry, Listing, Name, NameKind, Party, PartyKind, Provenance};
