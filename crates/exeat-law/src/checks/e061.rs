//! # E061: the text cannot be read
//!
//! ## What it says
//!
//! A bracket, quote or fence is not closed, a word is missing or one too many.
//!
//! ## Why
//!
//! What cannot be read decides nothing.
//!
//! ## Example
//!
//! ```text
//! when        (a and b
//! ```
//!
//! ## Instead
//!
//! ```text
//! when        (a and b)
//! ```
