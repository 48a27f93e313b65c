//! # W160: an allowance for nothing
//!
//! ## What it says
//!
//! An `allow` clause withholds no finding, names no check, or gives no reason.
//!
//! ## Why
//!
//! Once the finding is gone the excuse would hide the next one.
//!
//! ## Example
//!
//! ```text
//! allow W110
//! -- or for a finding that has been mended
//! ```
//!
//! ## Instead
//!
//! ```text
//! allow       W110 because on this reading everything counts
//! ```

// Found where allowances are matched with findings: `allow.rs`.
