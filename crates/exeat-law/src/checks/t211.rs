//! # T211: no case on the last day
//!
//! ## What it says
//!
//! The period could end a day earlier and no case would notice.
//!
//! ## Why
//!
//! Off-by-one errors live at the ends; `until` is the first day no longer.
//!
//! ## Example
//!
//! Cases in the middle of the period only.
//!
//! ## Instead
//!
//! A case on the day before `until`.
