//! What must hold of any input whatever. The targets and the tests that replay the corpora share it.

pub mod law;
pub mod lists;
pub mod ofac;
pub mod ownership;
pub mod transaction;
