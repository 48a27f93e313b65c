//! # W171: a gap that bites everywhere
//!
//! ## What it says
//!
//! The condition of a gap names no act or item, or no place or person.
//!
//! ## Why
//!
//! A gap degrades every mild answer that it touches. One that touches all deals of a kind, or all deals anywhere, makes the answer worthless, and is soon overlooked.
//!
//! ## Example
//!
//! ```text
//! gap eu.art-3o "gold"
//!   when supply.from is RU
//! ```
//!
//! ## Instead
//!
//! ```text
//! gap eu.art-3o "gold"
//!   when act is within {purchase, import} and supply.from is RU and item.hts is under 7108
//! ```

use super::Inspection;
use crate::theory::{Cond, Domain, FactIx, NormKind, Scope, Theory};

pub(super) fn check(on: &mut Inspection<'_>) {
    let theory = on.theory;
    let mut found = Vec::new();
    for norm in theory.norms.iter().filter(|n| n.kind == NormKind::Gap) {
        let mut names = Names::default();
        names.walk(theory, &norm.when);
        let what = match (names.what, names.whose) {
            (true, true) => continue,
            (false, _) => "no act or item",
            (true, false) => "no place or person",
        };
        let declared = on.places.all().find(|(word, id, _)| *word == "gap" && *id == norm.id);
        if let Some((.., place)) = declared {
            let message = format!("the gap `{}` names {what}", norm.id);
            found.push((on.places.place(place.file, place.id.clone()), message));
        }
    }
    for (place, message) in found {
        on.warn(
            "W171",
            place,
            &message,
            "say of which acts or items, and of which places or persons, it is law",
        );
    }
}

/// What a condition speaks of.
#[derive(Default)]
struct Names {
    /// An act or an item.
    what: bool,
    /// A place or a person.
    whose: bool,
}

impl Names {
    fn walk(&mut self, theory: &Theory, cond: &Cond) {
        match cond {
            Cond::All(all) | Cond::AtLeast(_, all) => all.iter().for_each(|c| self.walk(theory, c)),
            Cond::Not(inner) => self.walk(theory, inner),
            Cond::AnyItem(inner) => {
                self.what = true;
                self.walk(theory, inner);
            }
            Cond::AnyOf(_, inner) => {
                self.whose = true;
                self.walk(theory, inner);
            }
            Cond::Party(_) => self.whose = true,
            Cond::Define(define) => self.walk(theory, &theory.defines[*define].means),
            Cond::Fact(fact, _) => self.fact(theory, *fact),
            Cond::Compared(ix) => self.fact(theory, theory.comparisons[*ix].left),
            Cond::Marked(lookup) => lookup.keys.iter().for_each(|fact| self.fact(theory, *fact)),
            Cond::Const(_) | Cond::Term(_) | Cond::Applies(_) | Cond::Status(..) => {}
        }
    }

    fn fact(&mut self, theory: &Theory, fact: FactIx) {
        let of = &theory.facts[fact];
        self.what |= of.scope == Scope::Item || of.scope == Scope::Leg;
        self.whose |=
            of.scope == Scope::Party || of.domain == Domain::Country || of.path.starts_with("supply.");
    }
}
