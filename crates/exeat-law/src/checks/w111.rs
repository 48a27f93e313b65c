//! # W111: the same limb twice
//!
//! ## What it says
//!
//! Two members of one group say the same.
//!
//! ## Why
//!
//! One of them was meant to say something else, or is superfluous.
//!
//! ## Example
//!
//! ```text
//! when all of
//!   - deal.private
//!   - deal.private
//! ```
//!
//! ## Instead
//!
//! ```text
//! when        deal.private
//! ```

use super::Inspection;
use crate::mutation::{limb_cond, limbs, owner_id};

pub(super) fn check(on: &mut Inspection<'_>) {
    let all = limbs(on.theory, on.places);
    for (i, limb) in all.iter().enumerate() {
        let group = |path: &[usize]| path.split_last().map(|(_, above)| above.to_vec());
        let twin = all[..i].iter().find(|other| {
            other.owner == limb.owner
                && other.path.len() == limb.path.len()
                && group(&other.path) == group(&limb.path)
                && limb_cond(on.theory, other) == limb_cond(on.theory, limb)
        });
        if let Some(twin) = twin {
            let id = owner_id(on.theory, &limb.owner);
            let message = format!("this limb of `{id}` says the same as the one on line {}", twin.place.line);
            on.warn("W111", limb.place.clone(), &message, "take one of them away, or say what was meant");
        }
    }
}
