//! # E041: versions overlap or leave a gap
//!
//! ## What it says
//!
//! A text supersedes another on a day on which that one had ended, or had not begun.
//!
//! ## Why
//!
//! On some day two versions would hold at once, or none.
//!
//! ## Example
//!
//! ```text
//! supersedes  gl25 on 2022-05-09   -- in force from 2022-05-08
//! ```
//!
//! ## Instead
//!
//! ```text
//! supersedes  gl25 on 2022-05-08
//! ```
