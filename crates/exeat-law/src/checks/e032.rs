//! # E032: defeat between equals
//!
//! ## What it says
//!
//! An authorisation would defeat an authorisation, an exclusion a prohibition, and so on.
//!
//! ## Why
//!
//! Only opposite polarities meet; otherwise an exception would widen what it limits.
//!
//! ## Example
//!
//! ```text
//! exclusion x … lifts blocking.dealing
//! ```
//!
//! ## Instead
//!
//! ```text
//! exclusion x … limits gl25.b
//! ```
