//! # E020: a value of another type
//!
//! ## What it says
//!
//! A value does not belong to the type of its fact: no such node, no date of the calendar, a percentage beyond a whole, an unknown time zone.
//!
//! ## Why
//!
//! A comparison that can never hold makes a norm that never applies.
//!
//! ## Example
//!
//! ```text
//! when        supply.to is Russia
//! ```
//!
//! ## Instead
//!
//! ```text
//! when        supply.to is RU
//! ```
