//! # E030: norms defeat or read each other in a ring
//!
//! ## What it says
//!
//! Following who defeats and who reads whom leads back to the start.
//!
//! ## Why
//!
//! In a ring no norm has a status, so no case has an outcome.
//!
//! ## Example
//!
//! ```text
//! prohibition a … when status of r.b is permitted
//! -- and b reads the status of r.a
//! ```
//!
//! ## Instead
//!
//! read `applies` in one of the two, which looks before defeat
