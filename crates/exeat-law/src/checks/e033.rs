//! # E033: definitions in a ring, or too long a chain
//!
//! ## What it says
//!
//! Definitions, readings or links refer to each other in a ring, or over more steps than can be followed.
//!
//! ## Why
//!
//! Such a condition has no meaning.
//!
//! ## Example
//!
//! ```text
//! define a … means b
//! define b … means a
//! ```
//!
//! ## Instead
//!
//! ```text
//! define a … means deal.private
//! ```
