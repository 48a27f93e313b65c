//! # E060: `and` and `or` mixed
//!
//! ## What it says
//!
//! Both stand in one expression without parentheses.
//!
//! ## Why
//!
//! Readers disagree on which binds first.
//!
//! ## Example
//!
//! ```text
//! when        a and b or c
//! ```
//!
//! ## Instead
//!
//! ```text
//! when        a and (b or c)
//! ```
