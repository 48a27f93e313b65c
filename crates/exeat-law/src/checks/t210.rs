//! # T210: no case on the first day
//!
//! ## What it says
//!
//! The period could begin a day later and no case would notice.
//!
//! ## Why
//!
//! Off-by-one errors live at the ends.
//!
//! ## Example
//!
//! Cases in the middle of the period only.
//!
//! ## Instead
//!
//! A case on the day it begins.
