//! # T200: no case needs the norm
//!
//! ## What it says
//!
//! The norm could be deleted and every case would still come out as written.
//!
//! ## Why
//!
//! A norm nobody tested is a norm nobody knows to be right.
//!
//! ## Example
//!
//! An authorisation with no case that is permitted by it.
//!
//! ## Instead
//!
//! A case `expect R permitted by THE-NORM`.
