//! Transaction in, determination out: the library people use.
//!
//! ```text
//! transaction ──┐
//! lists ────────┼─ screen parties, close ownership, fill facts ─▶ case ─▶ judge each leg and regime ─▶ Determination
//! law, policy ──┘
//! ```
//!
//! [`assess::assess`] is the product. It reads no clock, file, network, environment or random source.

pub mod assemble;
pub mod assess;
pub mod determination;
pub mod document;
pub mod identity;
mod idle;
pub mod law;
pub mod ledger;
pub mod lists;
pub mod owners;
mod ownership;
pub mod parties;
mod questions;
pub mod schema;
pub mod text;
pub mod texts;
pub mod transaction;
pub mod warning;
pub mod witness;

pub use assess::{Desk, assess, not_modelled};
pub use determination::Determination;
pub use lists::{Edition, Lists};
pub use transaction::{InputError, Transaction};
