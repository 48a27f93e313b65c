//! # E051: a source, day or part is missing
//!
//! ## What it says
//!
//! An instrument, regime or norm lacks what every answer shows: source, day checked, confidence, register read up to a day, part.
//!
//! ## Why
//!
//! What has no day is trusted for ever.
//!
//! ## Example
//!
//! ```text
//! instrument a … (no `checked`)
//! ```
//!
//! ## Instead
//!
//! ```text
//! checked     2026-01-29 confidence primary
//! ```
