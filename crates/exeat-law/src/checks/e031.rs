//! # E031: reaches into another regime
//!
//! ## What it says
//!
//! A norm would defeat a norm of another regime, or names a part that is not its own.
//!
//! ## Why
//!
//! A licence of one authority lifts nothing of another's.
//!
//! ## Example
//!
//! ```text
//! lifts       prohibitions of us.bis.ear.items
//! ```
//!
//! ## Instead
//!
//! ```text
//! silent on   us.bis.ear.items
//! ```
