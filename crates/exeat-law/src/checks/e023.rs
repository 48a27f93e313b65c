//! # E023: units or code schemes that do not meet
//!
//! ## What it says
//!
//! A quantity is in a unit of another kind, a code of another scheme or edition, or the unit does not exist.
//!
//! ## Why
//!
//! Days do not make a month, and a heading of one edition need not be that of the next.
//!
//! ## Example
//!
//! ```text
//! fact contract.tenor : duration days
//! … contract.tenor at most 3 months
//! ```
//!
//! ## Instead
//!
//! ```text
//! … contract.tenor at most 90 days
//! ```
