//! # T212: no case on the day after
//!
//! ## What it says
//!
//! The period could end a day later and no case would notice.
//!
//! ## Why
//!
//! Off-by-one errors live at the ends.
//!
//! ## Example
//!
//! Cases within the period only.
//!
//! ## Instead
//!
//! A case on the day of `until`.
