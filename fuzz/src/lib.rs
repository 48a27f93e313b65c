//! What must hold of any input whatever. The targets and the tests that replay the corpora share it.

pub mod law;
pub mod ofac;
pub mod transaction;
