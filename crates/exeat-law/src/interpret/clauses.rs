//! What the law says never is, clause by clause, as far as a case leaves it open.

use std::cell::{OnceCell, RefCell};
use std::collections::{BTreeMap, BTreeSet};

use super::reads::{Reads, asks_norms};
use super::{Inquiry, Readings, Split, Tri, World, cells};
use crate::facts::{Bound, Slot};
use crate::theory::{Cond, Theory};
use crate::value::{Possible, Value};

/// Clauses that one constraint is spread over at most; one that would need more is kept whole.
const SPREAD: usize = 256;

/// One way for something to be that never is: all the conditions hold, of what each is about.
#[derive(Debug)]
struct Clause {
    leg: usize,
    constraint: usize,
    /// Which member each quantifier took, in the order they are met.
    took: Vec<usize>,
    /// The places it reads, in order.
    slots: Vec<Slot>,
    /// It asks what norms say.
    norms: bool,
}

impl Clause {
    fn parts<'t>(&self, theory: &'t Theory) -> Vec<(&'t Cond, Bound)> {
        parts(&theory.constraints[self.constraint].when, &self.took)
    }

    /// Whether it holds in a world of its leg.
    fn holds(&self, world: &World<'_, '_>) -> Tri {
        let parts = self.parts(world.inquiry.theory);
        super::every(parts.into_iter().map(|(cond, bound)| world.holds(cond, bound)))
    }
}

/// All clauses about the parties, items and legs of a case, whatever is known of them.
#[derive(Debug)]
pub(crate) struct Spread {
    clauses: Vec<Clause>,
    /// Clauses by the places they read.
    at: BTreeMap<Slot, Vec<usize>>,
}

impl Spread {
    pub(crate) fn new(inquiry: &Inquiry<'_>) -> Spread {
        let mut found = Spread { clauses: vec![], at: BTreeMap::new() };
        for leg in 0..inquiry.case.legs.len().max(1) {
            let mut reads = Reads::new(inquiry, leg);
            for (constraint, never) in inquiry.theory.constraints.iter().enumerate() {
                for took in spread(inquiry, &never.when) {
                    let parts = parts(&never.when, &took);
                    let norms = parts.iter().any(|(cond, _)| asks_norms(inquiry.theory, cond));
                    let slots: BTreeSet<Slot> =
                        parts.into_iter().flat_map(|(cond, bound)| reads.of(cond, bound)).collect();
                    let slots: Vec<Slot> = slots.into_iter().collect();
                    for slot in &slots {
                        let at = found.at.entry(place(*slot)).or_default();
                        if at.last() != Some(&found.clauses.len()) {
                            at.push(found.clauses.len());
                        }
                    }
                    found.clauses.push(Clause { leg, constraint, took, slots, norms });
                }
            }
        }
        found
    }

    /// What clauses come to in a choice.
    fn each<'x, 'y>(
        &'x self,
        inquiry: &'x Inquiry<'y>,
        split: &'x Split,
        of: impl IntoIterator<Item = usize> + 'x,
    ) -> impl Iterator<Item = (usize, Tri)> + 'x {
        let mut world: Option<World<'x, 'y>> = None;
        of.into_iter().map(move |ix| {
            let clause = &self.clauses[ix];
            let world = match &mut world {
                Some(world) if world.leg == clause.leg => world,
                other => other.insert(World::new(inquiry, split, clause.leg, &[])),
            };
            (ix, clause.holds(world))
        })
    }

    fn all(&self) -> std::ops::Range<usize> {
        0..self.clauses.len()
    }

    /// Those of some clauses, or of all, that hold whatever is chosen.
    pub(crate) fn held(&self, inquiry: &Inquiry<'_>, of: Option<&[usize]>) -> Vec<usize> {
        let of = of.map_or_else(|| self.all().collect(), <[usize]>::to_vec);
        let nothing = Split::default();
        self.each(inquiry, &nothing, of).filter(|(_, tri)| *tri == Tri::Yes).map(|(ix, _)| ix).collect()
    }

    /// Whether one of some clauses reads a place.
    pub(crate) fn read(&self, clauses: &[usize], slot: Slot) -> bool {
        self.reading(slot).iter().any(|ix| clauses.contains(ix))
    }

    /// The clauses that read a place.
    fn reading(&self, slot: Slot) -> &[usize] {
        self.at.get(&place(slot)).map_or(&[], Vec::as_slice)
    }

    /// The clauses of a leg by number, with their conditions and what each is about.
    pub(crate) fn of_leg<'t>(&self, theory: &'t Theory, leg: usize) -> Vec<(usize, Vec<(&'t Cond, Bound)>)> {
        let clauses = self.clauses.iter().enumerate().filter(|(_, c)| c.leg == leg);
        clauses.map(|(ix, clause)| (ix, clause.parts(theory))).collect()
    }

    /// Whether a clause of the leg that a world is about holds in all of it, by what the world keeps of each.
    pub(crate) fn broken_in(&self, world: &World<'_, '_>) -> bool {
        self.clauses.iter().enumerate().filter(|(_, c)| c.leg == world.leg).any(|(ix, clause)| {
            world.kept(cells::clause(world.inquiry, ix), || clause.holds(world)) == Tri::Yes
        })
    }

    /// The clauses that stay open with more chosen, each with what it is open on; none where one holds. `chosen` is the
    /// one place chosen since the answers that they come with; without it all are asked.
    pub(crate) fn still_open(
        &self,
        inquiry: &Inquiry<'_>,
        split: &Split,
        clauses: &[(usize, Tri)],
        chosen: Option<Slot>,
    ) -> Option<Vec<(usize, Tri)>> {
        let mut open = Vec::with_capacity(clauses.len());
        for (ix, before) in clauses {
            let clause = &self.clauses[*ix];
            let now = match chosen {
                Some(slot) if clause.slots.binary_search(&slot).is_err() => *before,
                _ => clause.holds(&World::new(inquiry, split, clause.leg, &[])),
            };
            match now {
                Tri::Yes => return None,
                Tri::No => {}
                tri => open.push((*ix, tri)),
            }
        }
        Some(open)
    }

    /// The places read by the clauses that hold in every world in which a place has a value; empty where it can have it.
    pub(crate) fn breaking(&self, inquiry: &Inquiry<'_>, slot: Slot, value: &Value) -> Vec<Slot> {
        let split = Split { facts: BTreeMap::from([(slot, value.clone())]), ..Split::default() };
        let clauses = self.reading(slot).iter().map(|ix| &self.clauses[*ix]);
        let broken = clauses.filter(|clause| {
            let world = World::new(inquiry, &split, clause.leg, &[]);
            clause.slots.contains(&slot) && clause.holds(&world) == Tri::Yes
        });
        broken.flat_map(|clause| clause.slots.iter().copied()).collect()
    }

    /// Whether a clause holds in every world within a choice. `chosen` says of which place alone more is known than in
    /// a choice of which that was not so.
    pub(crate) fn broken(&self, inquiry: &Inquiry<'_>, split: &Split, chosen: Option<Slot>) -> bool {
        let touched: BTreeSet<usize> = match chosen {
            Some(slot) => self.reading(slot).iter().copied().collect(),
            None if !split.readings.is_empty() => (0..self.clauses.len()).collect(),
            None => {
                let chosen = split.facts.keys().chain(split.narrowed.keys());
                chosen.flat_map(|slot| self.reading(*slot)).copied().collect()
            }
        };
        self.never(inquiry, split, touched) == Tri::Yes
    }

    fn never(&self, inquiry: &Inquiry<'_>, split: &Split, of: impl IntoIterator<Item = usize>) -> Tri {
        let mut open = Tri::No;
        for (_, found) in self.each(inquiry, split, of) {
            match found {
                Tri::Yes => return Tri::Yes,
                Tri::No => {}
                found => open = found,
            }
        }
        open
    }
}

/// The clauses that a case leaves open, in groups that share no open fact.
#[derive(Debug, Default)]
pub(crate) struct Clauses {
    groups: Vec<Vec<usize>>,
    /// The group of what is open at a place.
    of: BTreeMap<Slot, usize>,
    /// How many hold whatever is chosen: with one the case has no world.
    held: usize,
    /// Whether some world avoids the clauses of a group, by what is chosen of what they read and by the readings.
    avoidable: RefCell<BTreeMap<Chosen, bool>>,
    /// The same by a choice that may say otherwise than the case what is known.
    otherwise: RefCell<BTreeMap<Vec<(Slot, Value)>, bool>>,
    /// Whether some world avoids every clause while nothing is chosen.
    free: OnceCell<bool>,
}

type Chosen = (usize, Vec<(Slot, Value)>, Readings);

impl Clauses {
    pub(crate) fn new(inquiry: &Inquiry<'_>) -> Clauses {
        let nothing = Split::default();
        let mut found = Clauses::default();
        let mut open: Vec<usize> = Vec::new();
        let spread = inquiry.spread();
        for (ix, tri) in spread.each(inquiry, &nothing, spread.all()) {
            match tri {
                Tri::No => {}
                Tri::Yes => found.held += 1,
                Tri::Open(_) => open.push(ix),
            }
        }
        found.gather(inquiry, &open);
        found
    }

    /// How many clauses hold whatever is chosen.
    pub(crate) fn held(&self) -> usize {
        self.held
    }

    /// Groups of clauses that share no open fact, nor a party of which lists are asked.
    fn gather(&mut self, inquiry: &Inquiry<'_>, clauses: &[usize]) {
        let mut same: Vec<usize> = (0..clauses.len()).collect();
        fn top(same: &[usize], mut ix: usize) -> usize {
            while same[ix] != ix {
                ix = same[ix];
            }
            ix
        }
        let mut first: BTreeMap<Slot, usize> = BTreeMap::new();
        for (ix, clause) in clauses.iter().enumerate() {
            // by what is known already nothing hangs together
            let slots = &inquiry.spread().clauses[*clause].slots;
            for slot in slots.iter().filter(|slot| open(inquiry, **slot)) {
                let other = *first.entry(place(*slot)).or_insert(ix);
                let (a, b) = (top(&same, ix), top(&same, other));
                same[a] = b;
            }
        }
        let mut numbers: BTreeMap<usize, usize> = BTreeMap::new();
        let groups: Vec<usize> = (0..clauses.len())
            .map(|ix| {
                let next = numbers.len();
                *numbers.entry(top(&same, ix)).or_insert(next)
            })
            .collect();
        self.groups = vec![vec![]; numbers.len()];
        for (ix, clause) in clauses.iter().enumerate() {
            self.groups[groups[ix]].push(*clause);
        }
        self.of = first.into_iter().map(|(slot, ix)| (slot, groups[ix])).collect();
    }

    /// Whether some world within avoids every clause.
    pub(crate) fn possible(&self, inquiry: &Inquiry<'_>, split: &mut Split) -> bool {
        if self.held > 0 {
            return false;
        }
        let group = |slot: &Slot| self.of.get(&place(*slot)).copied();
        let mut chosen: BTreeMap<usize, Vec<(Slot, Value)>> = BTreeMap::new();
        // a reading may bear on all
        if !split.readings.is_empty() || !self.free(inquiry) {
            chosen.extend((0..self.groups.len()).map(|group| (group, vec![])));
        }
        for (slot, value) in &split.facts {
            if let Some(group) = group(slot) {
                chosen.entry(group).or_default().push((*slot, value.clone()));
            }
        }
        let narrowed: BTreeSet<usize> = split.narrowed.keys().filter_map(group).collect();
        if narrowed.iter().any(|group| !self.avoids(inquiry, split, *group)) {
            return false;
        }
        chosen.into_iter().filter(|(group, _)| !narrowed.contains(group)).all(|(group, chosen)| {
            let key = (group, chosen, split.readings.clone());
            if let Some(known) = self.avoidable.borrow().get(&key) {
                return *known;
            }
            let found = self.avoids(inquiry, split, group);
            self.avoidable.borrow_mut().insert(key, found);
            found
        })
    }

    /// The same of a choice that may say otherwise than the case what is known; "no" where it is not seen at once.
    pub(crate) fn possible_otherwise(&self, inquiry: &Inquiry<'_>, split: &mut Split) -> bool {
        if self.held > 0 || !split.narrowed.is_empty() || !split.readings.is_empty() || !self.free(inquiry) {
            return false;
        }
        let spread = inquiry.spread();
        let read = split.facts.iter().filter(|(slot, _)| !spread.reading(**slot).is_empty());
        let key: Vec<(Slot, Value)> = read.map(|(slot, value)| (*slot, value.clone())).collect();
        if let Some(known) = self.otherwise.borrow().get(&key) {
            return *known;
        }
        let agrees = |slot: &Slot, value: &Value| match inquiry.possible(*slot) {
            Possible::Any => true,
            Possible::OneOf(values) => values.contains(value),
            Possible::Between(..) => false,
        };
        // what the case settles of these it settles by what is chosen otherwise
        let mut clauses: BTreeSet<usize> = BTreeSet::new();
        let mut groups: BTreeSet<usize> = BTreeSet::new();
        for (slot, value) in &key {
            if !agrees(slot, value) {
                clauses.extend(spread.reading(*slot));
            }
            groups.extend(self.of.get(&place(*slot)));
        }
        // what the case settles is no answer for one that asks what norms say
        if clauses.iter().any(|ix| spread.clauses[*ix].norms) {
            return false;
        }
        let read = clauses.iter().flat_map(|ix| &spread.clauses[*ix].slots);
        groups.extend(read.filter_map(|slot| self.of.get(&place(*slot))));
        clauses.extend(groups.into_iter().flat_map(|group| &self.groups[group]));
        let found = split.avoids(inquiry, clauses);
        self.otherwise.borrow_mut().insert(key, found);
        found
    }

    /// Whether some world avoids every clause while nothing is chosen.
    fn free(&self, inquiry: &Inquiry<'_>) -> bool {
        let nothing = &mut Split::default();
        // a case of which more is known has a world, and that is one of this case too
        let found = || {
            inquiry.fuller.is_some()
                || (0..self.groups.len()).all(|group| self.avoids(inquiry, nothing, group))
        };
        *self.free.get_or_init(found)
    }

    /// Whether some world within avoids the clauses of a group.
    fn avoids(&self, inquiry: &Inquiry<'_>, split: &mut Split, group: usize) -> bool {
        split.avoids(inquiry, self.groups[group].iter().copied())
    }
}

/// The place by which clauses are found: tests about one party bear on each other.
fn place(slot: Slot) -> Slot {
    match slot {
        Slot::PartyAtom(party, _) => Slot::PartyAtom(party, 0),
        other => other,
    }
}

fn open(inquiry: &Inquiry<'_>, slot: Slot) -> bool {
    slot.fact().is_none() || inquiry.possible(slot).known().is_none()
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
