//! # E062: a dash out of line
//!
//! ## What it says
//!
//! A dash stands neither in line with its list nor under a group of its own.
//!
//! ## Why
//!
//! Indentation says which group a limb belongs to.
//!
//! ## Example
//!
//! ```text
//! - a
//!    - b
//! ```
//!
//! ## Instead
//!
//! ```text
//! - a
//! - b
//! ```
