//! Transaction in, determination out.
pub mod law;
