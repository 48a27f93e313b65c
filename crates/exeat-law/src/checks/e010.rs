//! # E010: a name that nothing declares
//!
//! ## What it says
//!
//! A norm, fact, kind, role, set, term, clause or declaration is named and there is none of that name. The nearest that exists is offered.
//!
//! ## Why
//!
//! A misspelt fact would be a fact nobody can state, and a norm that asks for it could never be settled.
//!
//! ## Example
//!
//! ```text
//! when        deal.privat
//! ```
//!
//! ## Instead
//!
//! ```text
//! when        deal.private
//! ```
