//! # E022: currencies that do not meet
//!
//! ## What it says
//!
//! An amount is in another currency than its fact, or in none that exists.
//!
//! ## Why
//!
//! Without a cited rate the comparison would rest on a number nobody chose.
//!
//! ## Example
//!
//! ```text
//! fact deal.value : money USD
//! … deal.value at least 500 EUR
//! ```
//!
//! ## Instead
//!
//! ```text
//! … deal.value at least 500 USD
//! ```
