//! # E011: a name of the wrong sort
//!
//! ## What it says
//!
//! A name exists but cannot stand here: a party's fact without a role, a term linked to one with other readings, something measured on a fact that is no date of the deal.
//!
//! ## Why
//!
//! Whose fact it is decides the case; guessing would decide it silently.
//!
//! ## Example
//!
//! ```text
//! when        us_person
//! ```
//!
//! ## Instead
//!
//! ```text
//! when        any supplier has (us_person)
//! ```
