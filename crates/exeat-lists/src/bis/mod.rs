//! The lists of the US Bureau of Industry and Security: Entity List, Unverified List and Military End-User List
//! from the regulation itself, and the Denied Persons List.

pub mod dpl;
pub mod supplements;
