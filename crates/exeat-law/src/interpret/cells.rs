//! The number of each answer that can be kept about a leg: norms, regimes, clauses, definitions.

use super::Inquiry;
use super::memo::Cell;
use crate::facts::Bound;
use crate::theory::NormIx;

pub(crate) fn applies(norm: NormIx) -> Cell {
    cell(2 * norm)
}

pub(crate) fn effective(norm: NormIx) -> Cell {
    cell(2 * norm + 1)
}

/// The verdict of a whole regime.
pub(crate) fn verdict(inquiry: &Inquiry<'_>, regime: usize) -> Cell {
    cell(2 * inquiry.theory.norms.len() + regime)
}

/// A definition, about what is bound.
pub(crate) fn define(inquiry: &Inquiry<'_>, define: usize, bound: Bound) -> Cell {
    let before = 2 * inquiry.theory.norms.len() + inquiry.theory.regimes.len();
    let of = |bound: Option<usize>| bound.map_or(0, |ix| ix + 1);
    let items = inquiry.case.items.len() + 1;
    let bounds = (inquiry.case.parties.len() + 1) * items;
    cell(before + define * bounds + of(bound.party) * items + of(bound.item))
}

/// Something that never is.
pub(crate) fn clause(inquiry: &Inquiry<'_>, clause: usize) -> Cell {
    define(inquiry, inquiry.theory.defines.len(), Bound::default()) + cell(clause)
}

/// Far below the largest number in any law and case that fit into memory.
fn cell(number: usize) -> Cell {
    Cell::try_from(number).unwrap_or(Cell::MAX)
}
