//! What a case settles before anything is chosen: worked out once for an inquiry, and true in each of its worlds,
//! because more knowledge never changes a settled answer.

use std::cell::{OnceCell, RefCell};

use super::clauses::Clauses;
use super::{Inquiry, Tri};
use crate::theory::NormIx;

/// A norm's applying and its being effective.
pub(crate) type Both = [Option<Tri>; 2];

/// The answers before anything is chosen. A copy of the inquiry begins without them, so that what is changed in the
/// copy is seen.
#[derive(Debug, Default)]
pub(crate) struct Base {
    /// By leg; empty until something of the leg is remembered.
    norms: RefCell<Vec<Vec<Both>>>,
    clauses: OnceCell<Clauses>,
}

impl Clone for Base {
    fn clone(&self) -> Self {
        Base::default()
    }
}

impl Base {
    /// What is remembered of a norm on a leg.
    pub(crate) fn norm(&self, leg: usize, norm: NormIx, which: usize) -> Option<Tri> {
        self.norms.borrow().get(leg).and_then(|all| all.get(norm)).and_then(|both| both[which])
    }

    /// Remembers it.
    pub(crate) fn remember(&self, leg: usize, norm: NormIx, which: usize, norms: usize, tri: Tri) {
        let mut all = self.norms.borrow_mut();
        if all.len() <= leg {
            all.resize(leg + 1, vec![]);
        }
        let of_leg = &mut all[leg];
        if of_leg.is_empty() {
            of_leg.resize(norms, [None; 2]);
        }
        of_leg[norm][which] = Some(tri);
    }

    /// What never is, as far as the case leaves it open.
    pub(crate) fn clauses<'s>(&'s self, inquiry: &Inquiry<'_>) -> &'s Clauses {
        self.clauses.get_or_init(|| Clauses::new(inquiry))
    }
}
