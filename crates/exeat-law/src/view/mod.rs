//! The reading view: each rule as a plain English sentence beside its citation and its neighbours.
//!
//! It is made from the checked theory and from nothing else, so it cannot drift from what is decided; it is what a
//! lawyer reads and signs. [`Entry`] is plain data, which [`text`] and [`html`] write down.

mod entry;
mod html;
mod text;
mod words;

pub use entry::{Entry, Neighbours, define, duty, instrument, named_parties, norm, regime, set, term};
pub use html::{escaped, html};
pub use text::text;
pub use words::{Phrase, line, phrase};

use crate::theory::Theory;

/// Entries of the named norms, definitions, terms, duties, instruments (with their norms) and regimes, in the order
/// asked; of the whole law where nothing is named.
///
/// # Errors
/// The first id that names nothing.
pub fn entries(theory: &Theory, ids: &[String]) -> Result<Vec<Entry>, String> {
    if ids.is_empty() {
        return Ok(whole(theory));
    }
    let mut out = Vec::new();
    for id in ids {
        let before = out.len();
        named(theory, id, &mut out);
        if out.len() == before {
            return Err(id.clone());
        }
    }
    Ok(out)
}

/// Every id [`entries`] knows.
pub fn known_ids(theory: &Theory) -> Vec<&str> {
    let mut all: Vec<&str> = theory.norms.iter().map(|n| n.id.as_str()).collect();
    all.extend(theory.instruments.iter().map(|i| i.id.as_str()));
    all.extend(theory.regimes.iter().map(|r| r.id.as_str()));
    all.extend(theory.defines.iter().map(|d| d.id.as_str()));
    all.extend(theory.terms.iter().map(|t| t.id.as_str()));
    all.extend(theory.duties.iter().map(|d| d.id.as_str()));
    all.extend(theory.named_parties.iter().map(|p| p.id.as_str()));
    all.extend(theory.sets.iter().map(|s| s.id.as_str()));
    all
}

fn named(theory: &Theory, id: &str, out: &mut Vec<Entry>) {
    if let Some(ix) = theory.norms.iter().position(|n| n.id == id) {
        out.push(norm(theory, ix));
    }
    if let Some(ix) = theory.instruments.iter().position(|i| i.id == id) {
        with_norms(theory, ix, out);
    }
    if let Some(ix) = theory.regime(id) {
        out.push(regime(theory, ix));
        let of = |i: &usize| theory.instruments[*i].regime == ix;
        (0..theory.instruments.len()).filter(of).for_each(|i| with_norms(theory, i, out));
    }
    out.extend(theory.defines.iter().position(|d| d.id == id).map(|ix| define(theory, ix)));
    out.extend(theory.term(id).map(|ix| term(theory, ix)));
    out.extend(theory.duties.iter().position(|d| d.id == id).map(|ix| duty(theory, ix)));
    out.extend(theory.named_parties.iter().position(|p| p.id == id).map(|ix| named_parties(theory, ix)));
    out.extend(theory.sets.iter().position(|s| s.id == id).map(|ix| set(theory, ix)));
}

fn with_norms(theory: &Theory, ix: usize, out: &mut Vec<Entry>) {
    out.push(instrument(theory, ix));
    let norms = (0..theory.norms.len()).filter(|n| theory.norms[*n].instrument == ix);
    out.extend(norms.map(|n| norm(theory, n)));
}

fn whole(theory: &Theory) -> Vec<Entry> {
    let mut out = Vec::new();
    for ix in 0..theory.regimes.len() {
        named(theory, &theory.regimes[ix].id, &mut out);
    }
    out.extend((0..theory.defines.len()).map(|ix| define(theory, ix)));
    out.extend((0..theory.terms.len()).map(|ix| term(theory, ix)));
    out.extend((0..theory.duties.len()).map(|ix| duty(theory, ix)));
    out.extend((0..theory.named_parties.len()).map(|ix| named_parties(theory, ix)));
    out.extend((0..theory.sets.len()).map(|ix| set(theory, ix)));
    out
}
