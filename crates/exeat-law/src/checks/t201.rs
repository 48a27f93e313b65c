//! # T201: no case sees the norm defeated
//!
//! ## What it says
//!
//! Something is declared to defeat the norm and no case shows it.
//!
//! ## Why
//!
//! The exception may never work.
//!
//! ## Example
//!
//! A prohibition with a licence above it and only cases without the licence.
//!
//! ## Instead
//!
//! A case in which both apply.
