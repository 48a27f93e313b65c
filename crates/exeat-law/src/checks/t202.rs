//! # T202: no case needs the limb
//!
//! ## What it says
//!
//! A member of a group could be deleted from the condition and every case would still come out as written.
//!
//! ## Why
//!
//! A limb nobody tested may be misread, or superfluous.
//!
//! ## Example
//!
//! `all of` with three limbs and cases that meet all three or fail two.
//!
//! ## Instead
//!
//! A case that fails this limb alone. `exeat law test --mutations --suggest` looks for one.
