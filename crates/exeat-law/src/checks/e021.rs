//! # E021: a day against a moment
//!
//! ## What it says
//!
//! A civil date stands where an instant is asked for, or the other way round.
//!
//! ## Why
//!
//! A day has no moment until somebody says in which zone; guessing one would move the end of a rule by hours.
//!
//! ## Example
//!
//! ```text
//! when        deal.signed_at before 2024-09-12
//! ```
//!
//! ## Instead
//!
//! ```text
//! when        deal.signed_at before 2024-09-12 00:01 America/New_York
//! ```
