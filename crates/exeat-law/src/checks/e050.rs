//! # E050: a norm without citation
//!
//! ## What it says
//!
//! A norm does not say where it stands in the law.
//!
//! ## Why
//!
//! Nobody could check it.
//!
//! ## Example
//!
//! ```text
//! prohibition a …
//!   when        deal.private
//! ```
//!
//! ## Instead
//!
//! ```text
//! prohibition a …
//!   cites       31 CFR 587.201
//!   when        deal.private
//! ```
