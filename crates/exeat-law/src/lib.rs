//! The law language of exeat: Markdown files with `law` and `cases` blocks, and what they mean.
//!
//! ```text
//! text ──syntax──▶ lossless tree ──resolve──▶ Theory (checked, plain data) ──interpret──▶ Outcome ──judge──▶ Judgement
//! ```
//!
//! - [`syntax`]: lexer and parser; never fails.
//! - [`load`]: names, types, periods, sources, graph; complaints as [`Diagnostic`]s.
//! - [`theory`], [`facts`], [`value`], [`table`], [`calendar`]: plain data; [`mod@unit`]s convert exactly.
//! - [`interpret`]: the reference interpreter, which is the meaning of the language.
//! - [`mod@judge`]: what an outcome is worth when lists or law are missing, stale or from memory.
//! - [`cases`]: cases beside the law.
//! - [`statement`]: what the base covers, what it rests on, what changed between two of them.
//!
//! Reads no clock, file, network, environment or random source; no floats.

// the random law bases of the tests name the crate
#[cfg(test)]
extern crate self as exeat_law;

pub mod calendar;
pub mod cases;
pub mod checks;
pub mod classes;
mod diagnostic;
pub mod diff;
pub mod facts;
pub mod fmt;
pub mod holdings;
pub mod interpret;
pub mod judge;
mod literal;
pub mod mutation;
pub mod outline;
mod places;
mod resolve;
pub mod statement;
pub mod syntax;
pub mod table;
pub mod theory;
pub mod unit;
pub mod value;
pub mod view;

pub use diagnostic::{Diagnostic, Severity, brief, nearest, plain};
pub use literal::Mistake;
pub use places::Place;
pub use resolve::{Loaded, Source, load};
