//! What is asked of: a law base and a case, with what is worked out of both once.

use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use jiff::civil::Date;

use super::base::Base;
use super::clauses::{Clauses, Spread};
use super::dense::Dense;
use super::reads::Readers;
use super::{Split, root};
use crate::classes::classes;
use crate::facts::{Case, Known, Slot};
use crate::theory::{Confidence, FactIx, NormIx, NormKind, Policy, Scoped, Theory};
use crate::value::{Possible, Value};

/// A law base, a case, and how to look at them.
#[derive(Debug, Clone)]
pub struct Inquiry<'a> {
    /// The law.
    pub theory: &'a Theory,
    /// The facts.
    pub case: &'a Case,
    /// Adopted reading of each term.
    pub adopted: Vec<Option<usize>>,
    /// The last day on which each norm may lift: the day its text was checked; `None` where it is from memory.
    pub lifts_until: Vec<Option<Date>>,
    /// What the case says of each place, found at once.
    pub(super) known: Dense<'a>,
    /// Who holds a role of each group.
    pub(super) members: Rc<Vec<Vec<usize>>>,
    /// The day of the act, and the moment.
    pub(super) date: Option<FactIx>,
    pub(super) clock: Option<FactIx>,
    /// The classes of each date and number that is known as a range only.
    pub(super) ranges: BTreeMap<Slot, Vec<Value>>,
    /// Look past weak norms and missing lists: what the answer would otherwise be.
    pub trust: bool,
    /// Look past gaps too.
    pub past_gaps: bool,
    /// Prohibitions and requirements, by regime.
    pub(super) restricting: Rc<Vec<Vec<NormIx>>>,
    /// What is not encoded, by regime.
    pub(super) gaps: Rc<Vec<Vec<NormIx>>>,
    /// The same about a case of which more is known, and which has a world: this one has it too.
    pub(super) fuller: Option<&'a Inquiry<'a>>,
    /// What never is of the parties, items and legs, whatever is known of them.
    pub(super) spread: Rc<OnceCell<Spread>>,
    /// Which answers about each leg read which places, whatever is known of them.
    pub(super) readers: Rc<OnceCell<Vec<Readers>>>,
    pub(super) base: Base,
}

impl<'a> Inquiry<'a> {
    /// Sets up an inquiry under a policy, if any.
    pub fn new(theory: &'a Theory, case: &'a Case, policy: Option<&Policy>) -> Inquiry<'a> {
        let mut adopted = vec![None; theory.terms.len()];
        for adoption in policy.iter().flat_map(|p| &p.adopted) {
            adopted[root(theory, adoption.term)] = Some(adoption.reading);
        }
        let lifts_until = theory.norms.iter().map(|norm| {
            let instrument = &theory.instruments[norm.instrument];
            let attested = policy.iter().flat_map(|p| &p.attested);
            let attested =
                attested.filter(|(id, ..)| *id == instrument.id || *id == theory.regimes[norm.regime].id);
            let checked = attested.map(|(_, date, _)| *date).fold(instrument.checked, Date::max);
            match norm.confidence {
                _ if !norm.kind.permissive() => Some(Date::MAX),
                Confidence::Memory => None,
                _ => Some(checked),
            }
        });
        let ranges = case.facts.iter().filter_map(|(slot, known)| match (slot.fact(), &known.possible) {
            (Some(fact), Possible::Between(..)) => Some((*slot, classes(theory, fact, &known.possible))),
            _ => None,
        });
        let of_kind = |wanted: &dyn Fn(NormKind) -> bool| {
            let mut of = vec![vec![]; theory.regimes.len()];
            for (ix, norm) in theory.norms.iter().enumerate().filter(|(_, n)| wanted(n.kind)) {
                of[norm.regime].push(ix);
            }
            Rc::new(of)
        };
        Inquiry {
            theory,
            case,
            adopted,
            lifts_until: lifts_until.collect(),
            known: Dense::new(theory, case),
            members: Rc::new((0..theory.groups.len()).map(|group| case.members(theory, group)).collect()),
            date: theory.fact("deal.date"),
            clock: theory.fact("deal.time"),
            ranges: ranges.collect(),
            trust: false,
            past_gaps: false,
            restricting: of_kind(&NormKind::restricts),
            gaps: of_kind(&|kind| kind == NormKind::Gap),
            fuller: None,
            spread: Rc::default(),
            readers: Rc::default(),
            base: Base::default(),
        }
    }

    /// What is possible for a place.
    pub(crate) fn possible(&self, slot: Slot) -> &Possible {
        match self.known.get(slot) {
            None => &Possible::Any,
            Some(Known { otherwise: Some(otherwise), .. }) if self.trust => otherwise,
            Some(known) => &known.possible,
        }
    }

    /// Whether a norm may be from memory or past its checked date on some day still possible.
    pub fn doubtful(&self, norm: NormIx) -> bool {
        let date = self.date.map(Slot::Global);
        let latest = date.and_then(|slot| latest(self.case.possible(slot, true)));
        match self.lifts_until[norm] {
            None => true,
            Some(Date::MAX) => false,
            Some(until) => latest.is_none_or(|latest| latest > until),
        }
    }

    /// The prohibitions and requirements of a regime or part.
    pub(crate) fn restricting(&self, scoped: &Scoped) -> impl Iterator<Item = NormIx> + use<'_, 'a> {
        let (theory, scoped) = (self.theory, scoped.clone());
        let within = self.restricting[scoped.regime].iter().copied();
        within.filter(move |ix| theory.belongs(&theory.norms[*ix], &scoped))
    }

    /// One about a case with the parties, items and legs of another, which shares what never is of those.
    pub(crate) fn sharing(theory: &'a Theory, case: &'a Case, spread: &Rc<OnceCell<Spread>>) -> Inquiry<'a> {
        Inquiry { spread: Rc::clone(spread), ..Inquiry::new(theory, case, None) }
    }

    /// What never is.
    pub(crate) fn spread(&self) -> &Spread {
        self.spread.get_or_init(|| Spread::new(self))
    }

    /// Which answers about a leg read which places.
    pub(crate) fn readers(&self, leg: usize) -> Option<&Readers> {
        let legs = 0..self.case.legs.len();
        self.readers.get_or_init(|| legs.map(|leg| Readers::new(self, leg)).collect()).get(leg)
    }

    /// What never is, as far as the case leaves it open.
    pub(crate) fn clauses(&self) -> &Clauses {
        self.base.clauses(self)
    }

    /// The same about a case of which less is known.
    pub(crate) fn knowing_less<'r>(&'r self, case: &'r Case) -> Inquiry<'r> {
        let fuller = Split::default().possible(self).then_some(self);
        Inquiry { case, fuller, known: Dense::new(self.theory, case), ..self.clone() }
    }

    /// The same, looking past weak norms, missing lists and what is not encoded.
    pub fn trusting(&self) -> Inquiry<'a> {
        Inquiry { trust: true, past_gaps: true, fuller: None, ..self.clone() }
    }

    /// The same, looking past weak norms and missing lists alone.
    pub(crate) fn trusting_but_gaps(&self) -> Inquiry<'a> {
        Inquiry { trust: true, fuller: None, ..self.clone() }
    }

    /// What is not encoded of a regime, where that is looked at.
    pub(super) fn gaps_of(&self, scoped: &Scoped) -> &[NormIx] {
        let looked_at = !self.past_gaps && scoped.part.is_none();
        if looked_at { &self.gaps[scoped.regime] } else { &[] }
    }
}

fn latest(possible: &Possible) -> Option<Date> {
    let date = |v: &Value| if let Value::Date(d) = v { Some(*d) } else { None };
    match possible {
        Possible::Any | Possible::Between(_, None) => None,
        Possible::Between(_, Some(high)) => date(high),
        Possible::OneOf(values) => values.iter().filter_map(date).max(),
    }
}
