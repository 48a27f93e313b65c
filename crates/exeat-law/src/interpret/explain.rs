//! Why: which norms applied and what lifted them, which facts suffice, which are missing.

use std::collections::{BTreeMap, BTreeSet};

use super::exact::{End, Finding, always, exact_from, slot_classes};
use super::{Inquiry, Outcome, Question, Split, Tri, World, root};
use crate::facts::{Bound, Slot};
use crate::theory::{Cond, NormIx, Operand, Scoped, Test, Theory, Verdict};
use crate::value::{Possible, Value};

/// Branches looked at for an explanation.
const SHOWN: usize = 128;
/// Branches spent on finding out whether one fact can be left out of a certificate.
const SPARED: usize = 16;

/// What one norm did, over the branches looked at.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NormState {
    /// Applied somewhere.
    pub applied: bool,
    /// Stood undefeated somewhere.
    pub stood: bool,
    /// What defeated it somewhere.
    pub defeated_by: BTreeSet<NormIx>,
    /// The licence routes whose condition held, by index.
    pub licences: BTreeSet<usize>,
}

/// What happened in one leg and regime.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Explanation {
    /// Norms that applied somewhere.
    pub norms: BTreeMap<NormIx, NormState>,
    /// Known facts that suffice for the outcome.
    pub support: BTreeSet<Slot>,
    /// Adopted readings on which it relies.
    pub terms: BTreeSet<usize>,
}

/// Walks the branches and collects what happened on them.
pub fn explain(inquiry: &Inquiry<'_>, question: &Question) -> Explanation {
    let mut out = Explanation::default();
    let mut on_end = |split: &Split, end: End| {
        let End::Closed(verdict) = end else {
            out.support.extend(barred(inquiry, split));
            return;
        };
        for (leg, scoped) in question {
            let world = World::new(inquiry, split, *leg, &[]);
            for (ix, norm) in inquiry.theory.norms.iter().enumerate() {
                let within = inquiry.theory.belongs(norm, scoped) || norm.regime == scoped.regime;
                if !within || world.applies(ix) != Tri::Yes {
                    continue;
                }
                let stands = world.effective(ix) == Tri::Yes;
                let state = out.norms.entry(ix).or_default();
                state.applied = true;
                state.stood |= stands;
                let defeaters = norm.defeated_by.iter().filter(|q| world.effective(**q) == Tri::Yes);
                state.defeated_by.extend(defeaters.copied());
                let routes = norm.licences.iter().enumerate();
                state.licences.extend(
                    routes
                        .filter(|(_, r)| world.holds(&r.when, Bound::default()) == Tri::Yes)
                        .map(|(i, _)| i),
                );
            }
            let mut support = Support {
                world: &world,
                inquiry,
                slots: BTreeSet::new(),
                terms: BTreeSet::new(),
                visited: BTreeSet::new(),
            };
            support.verdict(scoped, verdict);
            let (slots, terms) = (support.slots, support.terms);
            // what a narrowed fact was split on counts too: its other values are what the statement rules out
            let read = slots.into_iter().chain(split.facts.keys().copied());
            out.support.extend(read.filter(|s| inquiry.case.facts.contains_key(s)));
            out.terms.extend(terms);
        }
    };
    exact_from(inquiry, question, &Split::default(), SHOWN, &mut on_end);
    out
}

/// Known facts for which a branch has no world.
fn barred(inquiry: &Inquiry<'_>, split: &Split) -> BTreeSet<Slot> {
    let mut slots: BTreeSet<Slot> = split.facts.keys().copied().collect();
    for leg in 0..inquiry.case.legs.len().max(1) {
        let world = World::new(inquiry, split, leg, &[]);
        let mut support = Support {
            world: &world,
            inquiry,
            slots: BTreeSet::new(),
            terms: BTreeSet::new(),
            visited: BTreeSet::new(),
        };
        for constraint in &inquiry.theory.constraints {
            if world.holds(&constraint.when, Bound::default()) != Tri::No {
                support.cond(&constraint.when, Bound::default());
            }
        }
        slots.extend(support.slots);
    }
    // a test about a party bars another about the same one
    for slot in slots.clone() {
        if let Slot::PartyAtom(party, atom) = slot {
            let pairs = inquiry.theory.implied.iter().filter(|(a, b)| *a == atom || *b == atom);
            slots.extend(pairs.flat_map(|(a, b)| [Slot::PartyAtom(party, *a), Slot::PartyAtom(party, *b)]));
        }
    }
    slots.retain(|slot| inquiry.case.facts.contains_key(slot));
    slots
}

/// A fact of a certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Certified {
    /// Which.
    pub slot: Slot,
    /// Without it the answer would be another; where false, other known facts carry the answer as well.
    pub needed: bool,
}

/// A smallest set of known facts, found by leaving out one after the other, that alone gives the same answer.
pub fn certificate(
    inquiry: &Inquiry<'_>,
    question: &Question,
    outcome: &Outcome,
    support: &BTreeSet<Slot>,
) -> Vec<Certified> {
    let kept = smallest(inquiry, question, outcome, support);
    // what is open stays open when less is known
    if outcome.finding(inquiry.theory) == Finding::Undetermined {
        return kept.into_iter().map(|slot| Certified { slot, needed: false }).collect();
    }
    let mut case = inquiry.case.clone();
    let certified = kept.into_iter().map(|slot| {
        let known = case.facts.remove(&slot);
        let needed = !alike(&inquiry.knowing_less(&case), question, outcome);
        case.facts.extend(known.map(|known| (slot, known)));
        Certified { slot, needed }
    });
    certified.collect()
}

/// Whether less knowledge gives the same answer.
fn alike(reduced: &Inquiry<'_>, question: &Question, outcome: &Outcome) -> bool {
    let theory = reduced.theory;
    let finding = outcome.finding(theory);
    if let Finding::Closed(verdict) = finding {
        return always(reduced, question, verdict, SPARED);
    }
    let again = exact_from(reduced, question, &Split::default(), SPARED, &mut |_, _| {});
    again.settled && again.finding(theory) == finding && again.contest(theory) == outcome.contest(theory)
}

fn smallest(
    inquiry: &Inquiry<'_>,
    question: &Question,
    outcome: &Outcome,
    support: &BTreeSet<Slot>,
) -> BTreeSet<Slot> {
    let mut kept = support.clone();
    // facts behind an open answer are kept as they are: only a closed or contested one can be certified
    let certain = outcome.settled && outcome.finding(inquiry.theory) != Finding::Undetermined;
    let mut case = inquiry.case.clone();
    case.facts.retain(|slot, _| support.contains(slot));
    if certain && alike(&inquiry.knowing_less(&case), question, outcome) {
        for slot in support {
            let known = case.facts.remove(slot);
            if alike(&inquiry.knowing_less(&case), question, outcome) {
                kept.remove(slot);
            } else {
                case.facts.extend(known.map(|known| (*slot, known)));
            }
        }
    }
    kept
}

/// Single facts of a certificate that would give another verdict with another value: what we control first. The date
/// is left out: other days are other questions, with other lists.
pub fn flips(
    inquiry: &Inquiry<'_>,
    question: &Question,
    now: Verdict,
    certified: &[Certified],
) -> Vec<(Slot, Value, Verdict)> {
    let mut out = Vec::new();
    let date = inquiry.theory.fact("deal.date").map(Slot::Global);
    for slot in certified.iter().filter(|c| c.needed).map(|c| c.slot).filter(|s| Some(*s) != date) {
        let (mut case, known) = (inquiry.case.clone(), inquiry.case.facts.get(&slot));
        case.facts.remove(&slot);
        let open = inquiry.knowing_less(&case);
        for value in slot_classes(&open, slot) {
            let stated = known
                .is_some_and(|k| matches!(&k.possible, Possible::OneOf(values) if values.contains(&value)));
            let split = Split { facts: BTreeMap::from([(slot, value.clone())]), ..Split::default() };
            if let Ok(verdict) = split.verdict(&open, question)
                && !stated
                && verdict != now
                && split.clone().possible(&open)
                && !out.iter().any(|(s, _, v)| *s == slot && *v == verdict)
            {
                out.push((slot, value, verdict));
            }
        }
    }
    let controllable = |slot: &Slot| slot.fact().is_some_and(|f| inquiry.theory.facts[f].controllable);
    out.sort_by_key(|(slot, _, verdict)| (!controllable(slot), *verdict, *slot));
    out
}

/// One leg under one regime, judged by itself, with the known facts that were looked at.
#[derive(Debug, Clone)]
pub struct Alone {
    /// The leg and the regime.
    pub of: [(usize, Scoped); 1],
    /// All its verdicts.
    pub outcome: Outcome,
    /// The known facts that were looked at.
    pub support: BTreeSet<Slot>,
}

impl Alone {
    fn closed(&self, theory: &Theory) -> Option<Verdict> {
        match self.outcome.finding(theory) {
            Finding::Closed(verdict) if self.outcome.settled => Some(verdict),
            _ => None,
        }
    }
}

/// A set of known facts that alone gives the same closed answer, put together from one such set for each regime: a
/// regime that bars is enough by itself, otherwise each must be kept from being stricter. `None` where a regime is
/// open by itself, so that the answer rests on all of them at once.
pub fn certificate_by_regime(inquiry: &Inquiry<'_>, alone: &[Alone], now: Verdict) -> Option<Vec<Certified>> {
    let theory = inquiry.theory;
    let bars = alone.iter().position(|a| a.closed(theory) == Some(Verdict::Prohibited));
    let enough: Vec<&Alone> = match bars {
        Some(ix) => vec![&alone[ix]],
        None => alone.iter().collect(),
    };
    let mut slots = BTreeSet::new();
    for one in &enough {
        one.closed(theory)?;
        slots.extend(smallest(inquiry, &one.of, &one.outcome, &one.support));
    }
    let certified = slots.into_iter().map(|slot| {
        let mut case = inquiry.case.clone();
        case.facts.remove(&slot);
        let reduced = inquiry.knowing_less(&case);
        // the strictest that each regime may come to without the fact, and the mildest
        let (mut least, mut most) = (Verdict::NoRuleFound, Verdict::NoRuleFound);
        for one in alone {
            let reaches: BTreeSet<Verdict> = if one.support.contains(&slot) {
                let found = exact_from(&reduced, &one.of, &Split::default(), SPARED, &mut |_, _| {});
                if !found.settled {
                    return Certified { slot, needed: true };
                }
                found.verdicts()
            } else {
                one.outcome.verdicts()
            };
            least = least.max(reaches.first().copied().unwrap_or(Verdict::NoRuleFound));
            most = most.max(reaches.last().copied().unwrap_or(Verdict::Prohibited));
        }
        Certified { slot, needed: (least, most) != (now, now) }
    });
    Some(certified.collect())
}

/// [`flips`], asking again only the regimes that looked at the fact.
pub fn flips_by_regime(
    inquiry: &Inquiry<'_>,
    alone: &[Alone],
    now: Verdict,
    certified: &[Certified],
) -> Vec<(Slot, Value, Verdict)> {
    let mut out: Vec<(Slot, Value, Verdict)> = Vec::new();
    for slot in certified.iter().filter(|c| c.needed).map(|c| c.slot) {
        let (again, as_is): (Vec<&Alone>, Vec<&Alone>) =
            alone.iter().partition(|a| a.support.contains(&slot));
        let rest = as_is.iter().filter_map(|a| a.closed(inquiry.theory)).max();
        let question: Vec<(usize, Scoped)> = again.iter().flat_map(|a| a.of.clone()).collect();
        for (slot, value, verdict) in flips(inquiry, &question, now, &[Certified { slot, needed: true }]) {
            let verdict = rest.map_or(verdict, |rest| verdict.max(rest));
            if verdict != now && !out.iter().any(|(s, _, v)| *s == slot && *v == verdict) {
                out.push((slot, value, verdict));
            }
        }
    }
    let controllable = |slot: &Slot| slot.fact().is_some_and(|f| inquiry.theory.facts[f].controllable);
    out.sort_by_key(|(slot, _, verdict)| (!controllable(slot), *verdict, *slot));
    out
}

/// Open facts, those first on which most norms turn for the effort of finding out.
pub fn open_facts(inquiry: &Inquiry<'_>, outcome: &Outcome) -> Vec<Slot> {
    let mentions = mentions(inquiry.theory);
    let worth = |slot: &Slot| {
        slot.fact().map_or(10, |f| mentions[f] * 10 / inquiry.theory.facts[f].cost.max(1) as usize)
    };
    let mut ranked: Vec<Slot> = outcome.facts.iter().copied().collect();
    ranked.sort_by_key(|slot| (usize::MAX - worth(slot), *slot));
    ranked
}

/// Open facts, the most useful first: those of whose values most close the answer at once, then as [`open_facts`].
pub fn rank_needs(inquiry: &Inquiry<'_>, question: &Question, outcome: &Outcome) -> Vec<Slot> {
    let mut ranked = open_facts(inquiry, outcome);
    ranked.sort_by_cached_key(|slot| {
        let values = slot_classes(inquiry, *slot);
        let total = values.len().max(1);
        let closing = values.into_iter().filter(|value| {
            let split = Split { facts: BTreeMap::from([(*slot, value.clone())]), ..Split::default() };
            split.verdict(inquiry, question).is_ok()
        });
        1000 - closing.count() * 1000 / total
    });
    ranked
}

/// How many times conditions of the law mention each fact.
fn mentions(theory: &Theory) -> Vec<usize> {
    fn walk(cond: &Cond, out: &mut [usize]) {
        match cond {
            Cond::All(all) | Cond::AtLeast(_, all) => all.iter().for_each(|c| walk(c, out)),
            Cond::Not(inner) | Cond::AnyOf(_, inner) | Cond::AnyItem(inner) => walk(inner, out),
            Cond::Fact(fact, _) => out[*fact] += 1,
            Cond::Marked(lookup) => lookup.keys.iter().for_each(|fact| out[*fact] += 1),
            _ => {}
        }
    }
    let mut out = vec![0; theory.facts.len()];
    theory.norms.iter().for_each(|n| walk(&n.when, &mut out));
    theory.defines.iter().for_each(|d| walk(&d.means, &mut out));
    out
}

/// Facts we control that would make every remaining world permitted, under every reading: each alone, else pairs.
pub fn permitted_if(
    inquiry: &Inquiry<'_>,
    question: &Question,
    outcome: &Outcome,
) -> Vec<Vec<(Slot, Value)>> {
    let mut choices: Vec<(Slot, Value)> = Vec::new();
    for slot in &outcome.facts {
        let Some(fact) = slot.fact() else { continue };
        if inquiry.theory.facts[fact].controllable {
            choices.extend(slot_classes(inquiry, *slot).into_iter().map(|v| (*slot, v)));
        }
    }
    let permits = |facts: Vec<(Slot, Value)>| {
        let from = Split { facts: facts.into_iter().collect(), ..Split::default() };
        let outcome = exact_from(inquiry, question, &from, SHOWN, &mut |_, _| {});
        outcome.settled && outcome.verdicts() == BTreeSet::from([Verdict::Permitted])
    };
    let mut out: Vec<Vec<(Slot, Value)>> =
        choices.iter().map(|c| vec![c.clone()]).filter(|c| permits(c.clone())).collect();
    if out.is_empty() {
        for (i, first) in choices.iter().enumerate() {
            let pairs =
                choices[i + 1..].iter().filter(|c| c.0 != first.0).map(|c| vec![first.clone(), c.clone()]);
            out.extend(pairs.filter(|pair| permits(pair.clone())));
        }
    }
    out
}

/// Facts that suffice for the closed value of a formula: for a false conjunction one false child, for a true one all.
struct Support<'w, 'a, 'i> {
    world: &'w World<'a, 'i>,
    inquiry: &'w Inquiry<'i>,
    slots: BTreeSet<Slot>,
    terms: BTreeSet<usize>,
    visited: BTreeSet<(NormIx, bool)>,
}

impl Support<'_, '_, '_> {
    fn verdict(&mut self, scoped: &crate::theory::Scoped, overall: Verdict) {
        let theory = self.inquiry.theory;
        let own = self.world.verdict(scoped);
        for (ix, norm) in theory.norms.iter().enumerate() {
            if !norm.kind.restricts() || !theory.belongs(norm, scoped) {
                continue;
            }
            let stands = self.world.effective(ix) == Tri::Yes;
            match own {
                // one norm that stands is enough for the strictest verdict
                Ok(Verdict::Prohibited) => {
                    if stands && self.world.licensable(norm) == Tri::No {
                        self.routes(norm);
                        return self.effective(ix);
                    }
                }
                _ => {
                    self.effective(ix);
                    self.applies(ix);
                    if self.world.effective(ix) != Tri::No {
                        self.routes(norm);
                    }
                }
            }
        }
        debug_assert!(own.is_err() || own <= Ok(overall));
        if overall <= Verdict::Gap {
            let gaps = self.inquiry.gaps_of(scoped);
            match gaps.iter().find(|ix| overall == Verdict::Gap && self.world.applies(**ix) == Tri::Yes) {
                Some(gap) => self.applies(*gap),
                None => gaps.iter().for_each(|gap| self.applies(*gap)),
            }
        }
    }

    fn routes(&mut self, norm: &crate::theory::Norm) {
        for route in &norm.licences {
            self.cond(&route.when, Bound::default());
        }
    }

    fn applies(&mut self, norm: NormIx) {
        if !self.visited.insert((norm, false)) {
            return;
        }
        let text = &self.inquiry.theory.norms[norm];
        let date =
            self.inquiry.case.slot(self.inquiry.theory, text.measured_on, self.world.leg, Bound::default());
        match (self.world.applies(norm), self.world.in_force(text)) {
            (Tri::No, Tri::No) => {
                self.slots.insert(date);
                self.saving(text);
            }
            (Tri::No, _) => self.cond(&text.when, Bound::default()),
            _ => {
                self.slots.insert(date);
                self.saving(text);
                self.cond(&text.when, Bound::default());
            }
        }
    }

    /// What decides whether an older text goes on, where that could matter.
    fn saving(&mut self, norm: &crate::theory::Norm) {
        let theory = self.inquiry.theory;
        for saving in theory.saved_by(norm).into_iter().chain(&theory.instruments[norm.instrument].saving) {
            self.cond(saving, Bound::default());
        }
        let clock = theory.fact("deal.time").map(Slot::Global);
        let timed = [Some(norm.period.from), norm.period.until].into_iter().flatten().any(|m| m.midday);
        self.slots.extend(clock.filter(|_| timed));
    }

    fn effective(&mut self, norm: NormIx) {
        if !self.visited.insert((norm, true)) {
            return;
        }
        let text = &self.inquiry.theory.norms[norm];
        if self.world.applies(norm) == Tri::No {
            return self.applies(norm);
        }
        if self.inquiry.lifts_until[norm].is_some_and(|until| until < jiff::civil::Date::MAX) {
            self.slots.extend(self.inquiry.theory.fact("deal.date").map(Slot::Global));
        }
        if self.world.sound(norm) == Tri::No {
            return;
        }
        match text.defeated_by.iter().find(|q| self.world.effective(**q) == Tri::Yes) {
            Some(defeater) => self.effective(*defeater),
            None => {
                self.applies(norm);
                for defeater in &text.defeated_by {
                    self.effective(*defeater);
                }
            }
        }
    }

    fn cond(&mut self, cond: &Cond, bound: Bound) {
        let theory = self.inquiry.theory;
        let value = self.world.holds(cond, bound);
        match cond {
            Cond::Const(_) => {}
            Cond::All(all) => {
                self.children(all.iter().map(|c| (c, bound)).collect(), value == Tri::No, Tri::No)
            }
            Cond::AtLeast(n, all) => {
                let one = *n == 1 && value == Tri::Yes;
                self.children(all.iter().map(|c| (c, bound)).collect(), one, Tri::Yes);
            }
            Cond::Not(inner) => self.cond(inner, bound),
            Cond::Fact(fact, test) => {
                self.slots.insert(self.inquiry.case.slot(theory, *fact, self.world.leg, bound));
                if matches!(test, Test::InSet(_)) {
                    self.slots.extend(theory.fact("deal.date").map(Slot::Global));
                }
            }
            Cond::Compared(ix) => {
                let comparison = &theory.comparisons[*ix];
                let right = match comparison.right {
                    Operand::Fact(right) => Some(right),
                    Operand::Parameter(_) => theory.fact("deal.date"),
                };
                for fact in std::iter::once(comparison.left).chain(right) {
                    self.slots.insert(self.inquiry.case.slot(theory, fact, self.world.leg, bound));
                }
            }
            Cond::Party(atom) => {
                self.slots.insert(Slot::PartyAtom(bound.party.unwrap_or(usize::MAX), *atom));
            }
            Cond::Term(term) => {
                let root = root(theory, *term);
                if self.inquiry.adopted[root].is_some() {
                    self.terms.insert(root);
                }
                let chosen = self.world.split.readings.iter().find(|(t, _)| *t == root).map(|(_, r)| *r);
                match chosen.or(self.inquiry.adopted[root]) {
                    Some(reading) => self.cond(&theory.terms[*term].readings[reading].means, bound),
                    None => theory.terms[*term].readings.iter().for_each(|r| self.cond(&r.means, bound)),
                }
            }
            Cond::Define(define) => self.cond(&theory.defines[*define].means, bound),
            Cond::AnyOf(group, inner) => {
                let members = self.inquiry.case.members(theory, *group);
                let all = members.into_iter().map(|m| (&**inner, bound.party(m))).collect();
                self.children(all, value == Tri::Yes, Tri::Yes);
            }
            Cond::AnyItem(inner) => {
                let items = 0..self.inquiry.case.items.len();
                let all = items.map(|item| (&**inner, bound.item(item))).collect();
                self.children(all, value == Tri::Yes, Tri::Yes);
            }
            Cond::Marked(lookup) => {
                let table = &theory.tables[lookup.table];
                let read =
                    lookup.keys.iter().copied().chain([table.otherwise]).chain(theory.fact("deal.date"));
                let slots: Vec<Slot> =
                    read.map(|fact| self.inquiry.case.slot(theory, fact, self.world.leg, bound)).collect();
                self.slots.extend(slots);
            }
            Cond::Applies(scoped) => {
                let norms: Vec<NormIx> = (0..theory.norms.len())
                    .filter(|ix| {
                        theory.norms[*ix].kind.restricts() && theory.belongs(&theory.norms[*ix], scoped)
                    })
                    .collect();
                match norms.iter().find(|ix| self.world.applies(**ix) == Tri::Yes) {
                    Some(one) => self.applies(*one),
                    None => norms.into_iter().for_each(|ix| self.applies(ix)),
                }
            }
            Cond::Status(scoped, ties, _) if ties.is_empty() => self.verdict(scoped, Verdict::Prohibited),
            Cond::Status(scoped, ties, _) => {
                let world = World::new(self.inquiry, self.world.split, self.world.leg, ties);
                let mut inner = Support {
                    world: &world,
                    inquiry: self.inquiry,
                    slots: BTreeSet::new(),
                    terms: BTreeSet::new(),
                    visited: BTreeSet::new(),
                };
                inner.verdict(scoped, Verdict::Prohibited);
                // what is tied need not be known
                let tied = |slot: &Slot| {
                    ties.iter().any(|(f, _)| {
                        self.inquiry.case.slot(theory, *f, self.world.leg, Bound::default()) == *slot
                    })
                };
                self.slots.extend(inner.slots.into_iter().filter(|slot| !tied(slot)));
                self.terms.extend(inner.terms);
            }
        }
    }

    /// One decisive child where one is enough, else all.
    fn children(&mut self, all: Vec<(&Cond, Bound)>, one: bool, decisive: Tri) {
        let first = all.iter().find(|(c, p)| self.world.holds(c, *p) == decisive);
        match first {
            Some((cond, bound)) if one => self.cond(cond, *bound),
            _ => all.into_iter().for_each(|(cond, bound)| self.cond(cond, bound)),
        }
    }
}
