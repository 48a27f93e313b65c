//! What a case settles before anything is chosen: worked out once for an inquiry, and true in each of its worlds,
//! because more knowledge never changes a settled answer.

use std::cell::{OnceCell, RefCell};
use std::collections::{BTreeMap, BTreeSet};

use super::reads::Reads;
use super::{Inquiry, Split, Tri, World, cells};
use crate::facts::{Bound, Slot};
use crate::theory::{Cond, NormIx};

/// A norm's applying and its being effective.
pub(crate) type Both = [Option<Tri>; 2];
/// Clauses that one constraint is spread over at most; one that would need more is kept whole.
const SPREAD: usize = 256;

/// The answers before anything is chosen. A copy of the inquiry begins without them, so that what is changed in the
/// copy is seen.
#[derive(Debug, Default)]
pub(crate) struct Base {
    norms: RefCell<BTreeMap<usize, Vec<Both>>>,
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
        self.norms.borrow().get(&leg).and_then(|all| all[norm][which])
    }

    /// Remembers it.
    pub(crate) fn remember(&self, leg: usize, norm: NormIx, which: usize, norms: usize, tri: Tri) {
        let mut all = self.norms.borrow_mut();
        all.entry(leg).or_insert_with(|| vec![[None; 2]; norms])[norm][which] = Some(tri);
    }

    /// What never is, as far as the case leaves it open.
    pub(crate) fn clauses<'s>(&'s self, inquiry: &Inquiry<'_>) -> &'s Clauses {
        self.clauses.get_or_init(|| Clauses::new(inquiry))
    }
}

/// One way for something to be that never is: all the conditions hold, of what each is about.
#[derive(Debug)]
struct Clause {
    /// Its number among all clauses, open or not: the same under whatever policy.
    number: usize,
    leg: usize,
    constraint: usize,
    /// Which member each quantifier took, in the order they are met.
    took: Vec<usize>,
    /// The open facts it reads.
    slots: BTreeSet<Slot>,
    group: usize,
}

/// The clauses that the case leaves open, in groups that share no open fact.
#[derive(Debug)]
pub(crate) struct Clauses {
    open: Vec<Clause>,
    groups: usize,
    /// How many hold whatever is chosen: with one the case has no world.
    held: usize,
    satisfiable: RefCell<Vec<Option<bool>>>,
}

impl Clauses {
    fn new(inquiry: &Inquiry<'_>) -> Clauses {
        let theory = inquiry.theory;
        let nothing = Split::default();
        let mut found = Clauses { open: vec![], groups: 0, held: 0, satisfiable: RefCell::default() };
        let mut number = 0;
        for leg in 0..inquiry.case.legs.len().max(1) {
            let world = World::new(inquiry, &nothing, leg, &[]);
            let mut reads = Reads::new(inquiry, leg);
            for (constraint, never) in theory.constraints.iter().enumerate() {
                for took in spread(inquiry, &never.when) {
                    number += 1;
                    match holds(&world, &never.when, &took) {
                        Tri::No => {}
                        Tri::Yes => found.held += 1,
                        Tri::Open(_) => {
                            let of = parts(&never.when, &took);
                            let slots = of.into_iter().flat_map(|(cond, bound)| reads.of(cond, bound));
                            // by what is known already nothing hangs together
                            let slots = slots.filter(|slot| open(inquiry, *slot)).collect();
                            found.open.push(Clause { number, leg, constraint, took, slots, group: 0 });
                        }
                    }
                }
            }
        }
        found.gather();
        found
    }

    /// How many clauses hold whatever is chosen.
    pub(crate) fn held(&self) -> usize {
        self.held
    }

    /// The clauses of a leg by number, with their conditions and what each is about.
    pub(crate) fn of_leg<'t>(
        &self,
        inquiry: &Inquiry<'t>,
        leg: usize,
    ) -> Vec<(usize, Vec<(&'t Cond, Bound)>)> {
        let of = |clause: &Clause| parts(&inquiry.theory.constraints[clause.constraint].when, &clause.took);
        self.open.iter().filter(|c| c.leg == leg).map(|c| (c.number, of(c))).collect()
    }

    /// Whether a clause of the leg that a world is about holds in all of it, by what the world keeps of each.
    pub(crate) fn broken_in(&self, world: &World<'_, '_>) -> bool {
        let theory = world.inquiry.theory;
        self.held > 0
            || self.open.iter().filter(|c| c.leg == world.leg).any(|clause| {
                let cell = cells::clause(world.inquiry, clause.number);
                let holds = || holds(world, &theory.constraints[clause.constraint].when, &clause.took);
                world.kept(cell, holds) == Tri::Yes
            })
    }

    /// Groups of clauses that share no open fact, nor a party of which lists are asked.
    fn gather(&mut self) {
        let key = |slot: &Slot| match slot {
            Slot::PartyAtom(party, _) => Slot::PartyAtom(*party, 0),
            other => *other,
        };
        let mut of: BTreeMap<Slot, usize> = BTreeMap::new();
        let mut same: Vec<usize> = (0..self.open.len()).collect();
        fn top(same: &[usize], mut ix: usize) -> usize {
            while same[ix] != ix {
                ix = same[ix];
            }
            ix
        }
        for (ix, clause) in self.open.iter().enumerate() {
            for slot in &clause.slots {
                let other = *of.entry(key(slot)).or_insert(ix);
                let (a, b) = (top(&same, ix), top(&same, other));
                same[a] = b;
            }
        }
        let mut numbers: BTreeMap<usize, usize> = BTreeMap::new();
        for ix in 0..self.open.len() {
            let next = numbers.len();
            self.open[ix].group = *numbers.entry(top(&same, ix)).or_insert(next);
        }
        self.groups = numbers.len();
        self.satisfiable = RefCell::new(vec![None; self.groups]);
    }

    /// Whether a clause holds in every world within.
    pub(crate) fn broken(&self, inquiry: &Inquiry<'_>, split: &Split) -> bool {
        self.held > 0 || self.never(inquiry, split, |c| touched(c, split)) == Tri::Yes
    }

    /// Whether some world within avoids every clause.
    pub(crate) fn possible(&self, inquiry: &Inquiry<'_>, split: &mut Split) -> bool {
        if self.held > 0 {
            return false;
        }
        (0..self.groups).all(|group| {
            let within = |c: &Clause| c.group == group;
            if self.open.iter().any(|c| within(c) && touched(c, split)) {
                return split.avoids(inquiry, &|at| self.never(inquiry, at, within));
            }
            if let Some(known) = self.satisfiable.borrow()[group] {
                return known;
            }
            let found = Split::default().avoids(inquiry, &|at| self.never(inquiry, at, within));
            self.satisfiable.borrow_mut()[group] = Some(found);
            found
        })
    }

    fn never(&self, inquiry: &Inquiry<'_>, split: &Split, of: impl Fn(&Clause) -> bool) -> Tri {
        let mut open = Tri::No;
        let mut world: Option<World<'_, '_>> = None;
        for clause in self.open.iter().filter(|c| of(c)) {
            let world = match &mut world {
                Some(world) if world.leg == clause.leg => world,
                other => other.insert(World::new(inquiry, split, clause.leg, &[])),
            };
            match holds(world, &inquiry.theory.constraints[clause.constraint].when, &clause.took) {
                Tri::Yes => return Tri::Yes,
                Tri::No => {}
                found => open = found,
            }
        }
        open
    }
}

/// Whether a choice says anything on what the clause reads. What is no fact's place may bear on any.
fn touched(clause: &Clause, split: &Split) -> bool {
    let bears = |slot: &Slot| {
        clause.slots.contains(slot)
            || matches!(slot, Slot::Compared(..) | Slot::Boundary(..))
            || matches!(slot, Slot::PartyAtom(party, _)
                if clause.slots.iter().any(|s| matches!(s, Slot::PartyAtom(p, _) if p == party)))
    };
    !split.readings.is_empty() || split.facts.keys().chain(split.narrowed.keys()).any(bears)
}

fn open(inquiry: &Inquiry<'_>, slot: Slot) -> bool {
    slot.fact().is_none() || inquiry.case.possible(slot, inquiry.trust).known().is_none()
}

/// The ways to take a member for each outermost quantifier of a conjunction: it is the same as some of them holding.
fn spread(inquiry: &Inquiry<'_>, when: &Cond) -> Vec<Vec<usize>> {
    let mut ways: Vec<Vec<usize>> = vec![vec![]];
    for quantifier in quantifiers(when) {
        let members: Vec<usize> = match quantifier {
            Cond::AnyOf(group, _) => inquiry.case.members(inquiry.theory, *group),
            _ => (0..inquiry.case.items.len()).collect(),
        };
        if ways.len() * members.len() > SPREAD {
            return vec![vec![]];
        }
        ways = ways.iter().flat_map(|way| members.iter().map(|m| [way.as_slice(), &[*m]].concat())).collect();
    }
    ways
}

/// The quantifiers of a conjunction's own parts.
fn quantifiers(when: &Cond) -> Vec<&Cond> {
    match when {
        Cond::AnyOf(..) | Cond::AnyItem(_) => vec![when],
        Cond::All(all) => all.iter().flat_map(quantifiers).collect(),
        _ => vec![],
    }
}

/// The parts of a conjunction, each about the member its quantifier took; whole where nothing was taken.
fn parts<'c>(when: &'c Cond, took: &[usize]) -> Vec<(&'c Cond, Bound)> {
    fn walk<'c>(cond: &'c Cond, took: &mut std::slice::Iter<'_, usize>, out: &mut Vec<(&'c Cond, Bound)>) {
        match cond {
            Cond::All(all) => all.iter().for_each(|c| walk(c, took, out)),
            Cond::AnyOf(_, inner) | Cond::AnyItem(inner) => {
                let member = took.next().copied();
                let bound = Bound::default();
                match (cond, member) {
                    (Cond::AnyOf(..), Some(member)) => out.push((inner, bound.party(member))),
                    (_, Some(member)) => out.push((inner, bound.item(member))),
                    (_, None) => out.push((cond, bound)),
                }
            }
            other => out.push((other, Bound::default())),
        }
    }
    let mut out = Vec::new();
    walk(when, &mut took.iter(), &mut out);
    out
}

/// Whether a clause holds.
fn holds(world: &World<'_, '_>, when: &Cond, took: &[usize]) -> Tri {
    super::every(parts(when, took).into_iter().map(|(cond, bound)| world.holds(cond, bound)))
}
