//! # E012: declared twice
//!
//! ## What it says
//!
//! Two declarations, nodes, readings or cases have one name.
//!
//! ## Why
//!
//! Whichever came last would win, and a reader of the other would be misled.
//!
//! ## Example
//!
//! ```text
//! define far … define far …
//! ```
//!
//! ## Instead
//!
//! ```text
//! define far …
//! define farther …
//! ```
