//! Cases that would make a limb count: an earlier case with a few facts changed, so that it comes out otherwise once
//! the limb is gone.
//!
//! What a limb needs to count is known (`goals`), and so is what would bring a missing part of it about (`fixes`): the
//! earlier cases that miss least of it are mended one goal after the other. What comes out is what the law as it
//! stands says; whether that is right is for whoever adopts the case.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::Mutant;
use super::fixes::{Change, Fixes, words};
use super::goals::{Goal, Route, routes};
use super::limbs::Limb;
use crate::cases::{LawCase, deciding, reviews};
use crate::facts::{Bound, Case};
use crate::interpret::{Ask, Inquiry, Split, Tri, World, kleene};
use crate::judge::{Answer, judge};
use crate::theory::{Moment, NormIx, NormKind, Scoped, Theory, Verdict};

/// Earlier cases mended for one way of a limb.
const BASES: usize = 6;
/// Cases looked at on the way from one of them.
const STEPS: usize = 250;
/// The same for a limb in all.
const ALL: usize = 4000;
/// Facts changed at most.
const DEPTH: usize = 8;

/// A case that needs a limb.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion {
    /// The case it builds on.
    pub base: usize,
    /// Another date.
    pub on: Option<Date>,
    /// Readings adopted, a term and a reading each.
    pub adopting: Vec<String>,
    /// What is given otherwise, a line each.
    pub given: Vec<String>,
    /// The regime asked.
    pub regime: usize,
    /// What comes out.
    pub answer: Answer,
    /// Norms that decide it and would not without the limb.
    pub by: Vec<String>,
    /// Warning signs that are met and would not be.
    pub flags: Vec<String>,
    /// How an application is reviewed, where it would be otherwise; else empty.
    pub review: String,
    /// What comes out without the limb.
    pub without: Answer,
}

/// The cases of a law, ready to be built upon.
pub struct Suggester<'t> {
    theory: &'t Theory,
    cases: &'t [LawCase],
    built: Vec<Case>,
    mutated: Theory,
}

impl<'t> Suggester<'t> {
    /// Builds every case once.
    pub fn new(theory: &'t Theory, cases: &'t [LawCase]) -> Self {
        let built = cases.iter().map(|case| case.build(theory)).collect();
        Suggester { theory, cases, built, mutated: theory.clone() }
    }

    /// A case that would come out otherwise without the limb, if a small change of an earlier one does.
    pub fn suggest(&mut self, limb: &Limb) -> Option<Suggestion> {
        let undo = Mutant::Limb(limb.clone()).apply(&mut self.mutated);
        let found = self.search(limb);
        undo.undo(&mut self.mutated);
        found
    }

    fn search(&self, limb: &Limb) -> Option<Suggestion> {
        let routes = routes(self.theory, limb);
        let mut near: Vec<(usize, bool, usize, usize)> = Vec::new();
        for base in (0..self.cases.len()).filter(|c| self.cases[*c].known_on.is_none()) {
            let policy = self.cases[base].policy(self.theory);
            let inquiry = Inquiry::new(self.theory, &self.built[base], Some(&policy)).trusting();
            let split = Split::default();
            let world = World::new(&inquiry, &split, 0, &[]);
            let elsewhere = self.cases[base].file != limb.place.file;
            for (way, route) in routes.iter().enumerate() {
                let missing = route.goals.iter().filter(|g| !met(&world, &inquiry, g)).count();
                near.push((missing, elsewhere, base, way));
            }
        }
        near.sort_unstable();
        let mut taken = vec![0; routes.len()];
        let mut left = ALL;
        let mut fallback = None;
        for (_, _, base, way) in near {
            if taken[way] == BASES || left == 0 {
                continue;
            }
            taken[way] += 1;
            let mut hunt = Hunt { of: self, base, route: &routes[way], steps: STEPS.min(left), seen: 0 };
            let found = hunt.descend(&self.cases[base], &mut Vec::new());
            left -= hunt.seen.min(left);
            match found {
                Some(found) if found.answer == Answer::Degraded => fallback = fallback.or(Some(found)),
                Some(found) => return Some(found),
                None => {}
            }
        }
        fallback
    }

    /// What the case would have to expect so that it needs the limb, if anything.
    fn noticed(&self, law_case: &LawCase, regime: usize) -> Option<Noticed> {
        let question = [(0, Scoped { regime, part: None })];
        let look = |theory: &Theory| {
            let case = law_case.build(theory);
            let policy = law_case.policy(theory);
            let inquiry = Inquiry::new(theory, &case, Some(&policy));
            let judgement = judge(&inquiry, Some(&policy), &question);
            let by: BTreeSet<String> =
                deciding(theory, &question, &judgement).into_iter().map(str::to_owned).collect();
            let states = judgement.explanation.norms.iter().filter(|(_, state)| state.stood);
            let flags = states.map(|(ix, _)| &theory.norms[*ix]).filter(|n| n.kind == NormKind::Flag);
            let flags: BTreeSet<String> = flags.map(|n| n.id.clone()).collect();
            let decided = deciding(theory, &question, &judgement);
            let reviews: Vec<String> =
                reviews(theory, &judgement, &decided).into_values().map(str::to_owned).collect();
            (judgement.answer, by, flags, reviews)
        };
        let (answer, by, flags, reviewed) = look(self.theory);
        if !matches!(answer, Answer::Closed(_) | Answer::Degraded) {
            return None;
        }
        let (without, less_by, less_flags, less_reviewed) = look(&self.mutated);
        let one = reviewed.first().filter(|first| reviewed.iter().all(|r| r == *first));
        let review = one.filter(|one| less_reviewed.iter().any(|r| r != *one)).cloned().unwrap_or_default();
        let by: Vec<String> = by.difference(&less_by).cloned().collect();
        let flags: Vec<String> = flags.difference(&less_flags).cloned().collect();
        let differs = answer != without || !by.is_empty() || !flags.is_empty() || !review.is_empty();
        differs.then_some(Noticed { answer, by, flags, review, without })
    }
}

#[derive(PartialEq)]
struct Noticed {
    answer: Answer,
    by: Vec<String>,
    flags: Vec<String>,
    review: String,
    without: Answer,
}

/// Whether a goal is reached by what the case says.
fn met(world: &World<'_, '_>, inquiry: &Inquiry<'_>, goal: &Goal<'_>) -> bool {
    match goal {
        Goal::InForce(ix) => world.in_force(&inquiry.theory.norms[*ix]) == Tri::Yes,
        Goal::Reading(term, reading) => inquiry.adopted[*term] == Some(*reading),
        Goal::Holds { cond, wanted, group: None } => {
            world.holds(cond, Bound::default()) == Tri::from(*wanted)
        }
        Goal::Holds { cond, wanted, group: Some(group) } => {
            let bound = bound(world, *group);
            bound.party.is_some() && world.holds(cond, bound) == Tri::from(*wanted)
        }
    }
}

/// Of the parties of a group the first stands for it.
fn bound(world: &World<'_, '_>, group: usize) -> Bound {
    Bound { party: world.members(group).first().copied(), item: None }
}

/// The way from one earlier case.
struct Hunt<'s, 't> {
    of: &'s Suggester<'t>,
    base: usize,
    route: &'s Route<'s>,
    steps: usize,
    seen: usize,
}

impl Hunt<'_, '_> {
    fn descend(&mut self, law_case: &LawCase, made: &mut Vec<Change>) -> Option<Suggestion> {
        if self.seen >= self.steps {
            return None;
        }
        self.seen += 1;
        let theory = self.of.theory;
        let regime = theory.norms[self.route.norms[0]].regime;
        let mut fixes = Vec::new();
        {
            let case = law_case.build(theory);
            let policy = law_case.policy(theory);
            let inquiry = Inquiry::new(theory, &case, Some(&policy)).trusting();
            let split = Split::default();
            let world = World::new(&inquiry, &split, 0, &[]);
            let tools = Fixes { theory, case: law_case, world: &world };
            match self.route.goals.iter().find(|goal| !met(&world, &inquiry, goal)) {
                Some(goal) => self.towards(goal, &tools, &mut fixes),
                None => {
                    if self.of.noticed(law_case, regime).is_some() {
                        return self.shortest(made);
                    }
                    match kleene(&inquiry, &[(0, Scoped { regime, part: None })]) {
                        Err(Ask::Fact(slot)) => tools.slot(slot, &mut fixes),
                        Err(Ask::Term(_)) => {}
                        Ok(verdict) => self.clear(verdict, regime, &tools, &mut fixes),
                    }
                }
            }
        }
        if made.len() == DEPTH {
            return None;
        }
        fixes.retain(|fix| !made.iter().any(|m| m.meets(fix)));
        for fix in fixes {
            let mut next = law_case.clone();
            fix.make(&mut next);
            made.push(fix);
            let found = self.descend(&next, made);
            made.pop();
            if found.is_some() {
                return found;
            }
        }
        None
    }

    fn towards(&self, goal: &Goal<'_>, tools: &Fixes<'_, '_, '_>, out: &mut Vec<Change>) {
        match goal {
            Goal::InForce(_) => out.extend(self.common_day().map(Change::On)),
            Goal::Reading(term, reading) => out.push(Change::Adopting(*term, *reading)),
            Goal::Holds { cond, wanted, group } => {
                let bound = group.map_or(Bound::default(), |group| bound(tools.world, group));
                tools.of(cond, *wanted, bound, *group, out);
            }
        }
    }

    /// A day on which all norms of the way are in force.
    fn common_day(&self) -> Option<Date> {
        let periods = self.route.norms.iter().map(|n| &self.of.theory.norms[*n].period);
        let first = |at: Moment| if at.midday { at.date.tomorrow().unwrap_or(at.date) } else { at.date };
        periods.map(|p| p.from_latest.unwrap_or(first(p.from))).max()
    }

    /// What else bars or lifts, so that the limb does not matter.
    fn clear(&self, verdict: Verdict, regime: usize, tools: &Fixes<'_, '_, '_>, out: &mut Vec<Change>) {
        let norms = &self.of.theory.norms;
        let beside = |ix: &NormIx| {
            let norm = &norms[*ix];
            norm.regime == regime && !self.route.norms.contains(ix) && tools.world.effective(*ix) == Tri::Yes
        };
        let strict = verdict >= Verdict::LicenceRequired;
        for ix in (0..norms.len()).filter(beside) {
            let bars = norms[ix].kind.restricts() && strict;
            let lifts = self.route.norms.iter().any(|n| norms[*n].defeated_by.contains(&ix));
            if bars || lifts {
                tools.norm(ix, false, out);
            }
        }
    }

    /// Leaves out every change that is not needed.
    fn shortest(&self, made: &[Change]) -> Option<Suggestion> {
        let theory = self.of.theory;
        let regime = theory.norms[self.route.norms[0]].regime;
        let with = |changes: &[Change]| {
            let mut case = self.of.cases[self.base].clone();
            changes.iter().for_each(|c| c.make(&mut case));
            self.of.noticed(&case, regime)
        };
        let mut changes = made.to_vec();
        let mut found = with(&changes)?;
        let mut at = changes.len();
        while at > 0 {
            at -= 1;
            let mut fewer = changes.clone();
            fewer.remove(at);
            if let Some(same) =
                with(&fewer).filter(|n| n.answer == found.answer && n.without == found.without)
            {
                (changes, found) = (fewer, same);
            }
        }
        let adopted = |change: &Change| match change {
            Change::Adopting(term, reading) => {
                let term = &theory.terms[*term];
                Some(format!("{} {}", term.id, term.readings.get(*reading)?.id))
            }
            _ => None,
        };
        Some(Suggestion {
            base: self.base,
            on: changes.iter().find_map(|c| if let Change::On(date) = c { Some(*date) } else { None }),
            adopting: changes.iter().filter_map(adopted).collect(),
            given: changes.iter().filter_map(|c| words(theory, c)).collect(),
            regime,
            answer: found.answer,
            by: found.by,
            flags: found.flags,
            review: found.review,
            without: found.without,
        })
    }
}
