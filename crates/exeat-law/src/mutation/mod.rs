//! Mutation coverage: does a case notice when a piece of the law is gone?
//!
//! A *mutant* is the law with one norm, one limb or one day of a period changed; a case *notices* it when it no longer
//! comes out as written. What no case notices is law that nobody tested. T20x and T21x of the checks are its findings.
//!
//! Few cases can notice a mutant at all: `Watch` tells which, from what the case leaves of each condition, and only
//! those are decided again.

mod fixes;
mod goals;
mod limbs;
mod moot;
mod report;
mod suggest;
mod watch;

use std::collections::BTreeSet;

use jiff::civil::Date;

use crate::Source;
use crate::cases::LawCase;
use crate::facts::Case;
use crate::interpret::asks_norms;
use crate::places::Places;
use crate::theory::{Cond, Moment, NormIx, Theory};
pub use limbs::{Limb, Owner, owner_id};
pub(crate) use limbs::{limb_cond, limbs, owned, owners};
pub use report::{Figure, Report};
pub use suggest::{Suggester, Suggestion};
use watch::Watch;

/// One change of the law.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mutant {
    /// The norm never applies.
    Norm(NormIx),
    /// A member of a group is deleted.
    Limb(Limb),
    /// A period begins or ends on another day.
    Day(Day),
}

/// A bound of a period moved by one day. All norms of an instrument with that period move together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Day {
    /// Index of the instrument.
    pub instrument: usize,
    /// The norms concerned.
    pub norms: Vec<NormIx>,
    /// Which bound.
    pub bound: Bound,
    /// The day on which the law and the mutant differ.
    pub date: Date,
}

/// A bound of a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Bound {
    /// The mutant begins a day later.
    First,
    /// The mutant ends a day earlier.
    Last,
    /// The mutant ends a day later.
    After,
}

impl Bound {
    /// As written in findings.
    pub fn words(self) -> &'static str {
        match self {
            Bound::First => "first day",
            Bound::Last => "last day",
            Bound::After => "day after",
        }
    }
}

/// Every mutant of a law.
pub fn mutants(sources: &[Source], theory: &Theory) -> Vec<Mutant> {
    let mut out: Vec<Mutant> = (0..theory.norms.len()).map(Mutant::Norm).collect();
    out.extend(limbs(theory, &Places::of(sources)).into_iter().map(Mutant::Limb));
    out.extend(days(theory).into_iter().map(Mutant::Day));
    out
}

/// The bounds of every period, one set for each instrument and period. An end that nobody knows has none; neither has
/// a beginning before the regime is encoded.
fn days(theory: &Theory) -> Vec<Day> {
    let mut periods: Vec<(usize, Moment, Option<Moment>, Vec<NormIx>)> = Vec::new();
    for (ix, norm) in theory.norms.iter().enumerate() {
        let (from, until) = (norm.period.from, norm.period.until);
        if norm.period.from_latest.is_some() {
            continue;
        }
        match periods.iter_mut().find(|(i, f, u, _)| *i == norm.instrument && *f == from && *u == until) {
            Some((.., norms)) => norms.push(ix),
            None => periods.push((norm.instrument, from, until, vec![ix])),
        }
    }
    let mut out = Vec::new();
    for (instrument, from, until, norms) in periods {
        let encoded = theory.regimes[theory.instruments[instrument].regime].encoded_from;
        let mut add = |bound, date| out.push(Day { instrument, norms: norms.clone(), bound, date });
        if from.date >= encoded {
            add(Bound::First, from.date);
        }
        if let Some(until) = until {
            if let Ok(last) = until.date.yesterday() {
                add(Bound::Last, last);
            }
            add(Bound::After, until.date);
        }
    }
    out
}

impl Mutant {
    /// Changes the law; what comes back undoes it.
    fn apply(&self, theory: &mut Theory) -> Undo {
        match self {
            Mutant::Norm(ix) => Undo::Cond(
                Owner::Norm(*ix),
                std::mem::replace(&mut theory.norms[*ix].when, Cond::Const(false)),
            ),
            Mutant::Limb(limb) => {
                let cond = limbs::owned_mut(theory, &limb.owner);
                let before = cond.clone();
                limbs::delete(cond, &limb.path);
                Undo::Cond(limb.owner.clone(), before)
            }
            Mutant::Day(day) => {
                let periods = day.norms.iter().map(|ix| {
                    let period = &mut theory.norms[*ix].period;
                    let before = period.clone();
                    let moment =
                        |date: Option<Date>| date.map(|date| Moment { date, midday: false, at: None });
                    match day.bound {
                        Bound::First => period.from = moment(day.date.tomorrow().ok()).unwrap_or(period.from),
                        Bound::Last => period.until = moment(Some(day.date)),
                        Bound::After => period.until = moment(day.date.tomorrow().ok()),
                    }
                    (*ix, before)
                });
                Undo::Periods(periods.collect())
            }
        }
    }
}

enum Undo {
    Cond(Owner, Cond),
    Periods(Vec<(NormIx, crate::theory::Period)>),
}

impl Undo {
    fn undo(self, theory: &mut Theory) {
        match self {
            Undo::Cond(owner, cond) => *limbs::owned_mut(theory, &owner) = cond,
            Undo::Periods(periods) => {
                periods.into_iter().for_each(|(ix, period)| theory.norms[ix].period = period);
            }
        }
    }
}

/// What the cases as written do.
#[derive(Debug, Clone, Default)]
pub struct Baseline {
    /// Expectations that are not met: coverage says nothing before they are.
    pub failures: Vec<String>,
    /// Norms that some case saw defeated.
    pub defeated: BTreeSet<NormIx>,
}

/// Runs the cases as written.
pub fn baseline(theory: &Theory, cases: &[LawCase]) -> Baseline {
    let mut out = Baseline::default();
    for case in cases {
        let failures = case.run_seen(theory, &mut |judgement| {
            let states = judgement.explanation.norms.iter();
            out.defeated.extend(states.filter(|(_, s)| !s.defeated_by.is_empty()).map(|(ix, _)| *ix));
        });
        out.failures.extend(failures);
    }
    out
}

impl Baseline {
    /// Adds what other cases did.
    pub fn add(&mut self, other: Baseline) {
        self.failures.extend(other.failures);
        self.defeated.extend(other.defeated);
    }
}

/// A case, with what is worked out of it once for all mutants.
pub struct Prepared<'c> {
    case: &'c LawCase,
    watch: Watch,
    /// Its facts, where no change of a norm changes what fills them.
    built: Option<Case>,
}

impl<'c> Prepared<'c> {
    /// Of a case as the law stands.
    pub fn new(theory: &Theory, case: &'c LawCase) -> Prepared<'c> {
        let known = case.known_on.map(|date| theory.known_on(date));
        let of_its_day = known.as_ref().unwrap_or(theory);
        let built = case.build(of_its_day);
        let watch = Watch::new(of_its_day, case, &built);
        let keeps = known.is_none() && !fills_by_norms(theory);
        Prepared { case, watch, built: keeps.then_some(built) }
    }

    fn notices(&self, law: &Theory, mutant: &Mutant) -> bool {
        let of_norm = match mutant {
            Mutant::Norm(_) | Mutant::Day(_) => true,
            Mutant::Limb(limb) => matches!(limb.owner, Owner::Norm(_) | Owner::Licence(..)),
        };
        let failures = match &self.built {
            Some(built) if of_norm => self.case.judged(law, built, &mut |_| {}),
            _ => self.case.run(law),
        };
        !failures.is_empty()
    }
}

/// Whether what is assumed, and what never is, may turn on what norms say.
fn fills_by_norms(theory: &Theory) -> bool {
    let unless = theory.assumptions.iter().flat_map(|a| &a.sets).flat_map(|s| &s.unless);
    theory.constraints.iter().map(|c| &c.when).chain(unless).any(|cond| asks_norms(theory, cond))
}

/// For each mutant the index of a case that notices it, if one does. Cases that name a norm are asked first.
pub fn noticed(theory: &Theory, cases: &[Prepared<'_>], mutants: &[Mutant]) -> Vec<Option<usize>> {
    let mut law = theory.clone();
    mutants
        .iter()
        .map(|mutant| {
            let mut able: Vec<usize> =
                (0..cases.len()).filter(|c| cases[*c].watch.may_notice(mutant)).collect();
            able.sort_by_key(|c| (!names(theory, cases[*c].case, mutant), *c));
            let undo = mutant.apply(&mut law);
            let by = able.into_iter().find(|c| cases[*c].notices(&law, mutant));
            undo.undo(&mut law);
            by
        })
        .collect()
}

/// The same by asking every case of every mutant: slow, and what [`noticed`] is held against.
pub fn noticed_asking_all(theory: &Theory, cases: &[LawCase], mutants: &[Mutant]) -> Vec<bool> {
    let mut law = theory.clone();
    mutants
        .iter()
        .map(|mutant| {
            let undo = mutant.apply(&mut law);
            let found = cases.iter().any(|case| !case.run(&law).is_empty());
            undo.undo(&mut law);
            found
        })
        .collect()
}

fn names(theory: &Theory, case: &LawCase, mutant: &Mutant) -> bool {
    let named = |ix: &NormIx| case.expect.iter().any(|e| e.by.contains(&theory.norms[*ix].id));
    match mutant {
        Mutant::Norm(ix) => named(ix),
        Mutant::Limb(Limb { owner: Owner::Norm(ix) | Owner::Licence(ix, _), .. }) => named(ix),
        Mutant::Limb(_) => false,
        Mutant::Day(day) => day.norms.iter().any(named),
    }
}
