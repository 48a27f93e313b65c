//! # E040: a period that is empty or runs backwards
//!
//! ## What it says
//!
//! A period ends on or before the day on which it begins.
//!
//! ## Why
//!
//! The norm would hold on no day.
//!
//! ## Example
//!
//! ```text
//! in force    from 2022-05-08 until 2022-04-07
//! ```
//!
//! ## Instead
//!
//! ```text
//! in force    from 2022-04-07 until 2022-05-08
//! ```
