//! The search for the smallest transaction that a change decides otherwise: splits on what stands open on either
//! side, as the exact pass does, and gives up a branch as soon as it cannot be one.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use fixedbitset::FixedBitSet;
use jiff::civil::Date;

use super::cone::{may_hold, reads, weight};
use super::frame::{Choice, Frame, Options, Var};
use crate::facts::{Bound, Case, Slot};
use crate::interpret::{Ask, Inquiry, Memo, Readers, Split, Tri, World};
use crate::theory::{NormIx, Operand, Policy, Scoped, TermIx, Theory, Verdict};
use crate::value::{Possible, Value};

/// One side of the comparison, ready to be asked.
pub(crate) struct Seat<'a> {
    pub(crate) inquiry: Inquiry<'a>,
    /// The group's norms here.
    pub(crate) norms: Vec<NormIx>,
    /// How many norms have to be looked at to decide them.
    weight: usize,
    whole: Vec<Scoped>,
    regime: Option<Scoped>,
}

impl<'a> Seat<'a> {
    pub(crate) fn new(
        frame: &Frame<'a>,
        side: usize,
        case: &'a Case,
        policy: Option<&Policy>,
        norms: &[NormIx],
    ) -> Seat<'a> {
        Seat::of(frame.theories[side], case, policy, norms, frame.days[side])
    }

    /// The regime of the group and those that its norms ask, by id.
    pub(crate) fn reads(&self) -> BTreeSet<&'a str> {
        let theory = self.inquiry.theory;
        let mut read: Vec<Scoped> = self.regime.iter().cloned().collect();
        self.norms.iter().for_each(|n| reads(theory, &theory.norms[*n].when, &mut read));
        read.into_iter().map(|scoped| theory.regimes[scoped.regime].id.as_str()).collect()
    }

    /// The same, asking only these regimes.
    pub(crate) fn asking(self, regimes: &BTreeSet<&str>) -> Seat<'a> {
        let ids = &self.inquiry.theory.regimes;
        let asked = (0..ids.len()).filter(|r| regimes.contains(ids[*r].id.as_str()));
        Seat { whole: asked.map(|regime| Scoped { regime, part: None }).collect(), ..self }
    }

    /// A licence or exemption: what it reaches is permitted.
    pub(crate) fn permissive(&self) -> bool {
        self.norms.first().is_some_and(|n| self.inquiry.theory.norms[*n].kind.permissive())
    }

    /// A seat for a law base of its own.
    pub(crate) fn of(
        theory: &'a Theory,
        case: &'a Case,
        policy: Option<&Policy>,
        norms: &[NormIx],
        on: Date,
    ) -> Seat<'a> {
        let all: Vec<usize> = (0..theory.regimes.len()).collect();
        let whole = theory.decisive(&all).into_iter().map(|regime| Scoped { regime, part: None }).collect();
        let regime = norms.first().map(|n| Scoped { regime: theory.norms[*n].regime, part: None });
        Seat {
            inquiry: Inquiry::new(theory, case, policy),
            norms: norms.to_vec(),
            weight: weight(theory, norms, on),
            whole,
            regime,
        }
    }
}

/// A transaction found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Found {
    pub(crate) said: Vec<(Var, Choice)>,
    /// Facts that have to be stated.
    pub(crate) stated: usize,
    /// Verdicts on the first and on the second side.
    pub(crate) verdicts: [Verdict; 2],
}

/// The best that was found, and whether everything was looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Hunt {
    pub(crate) found: Option<Found>,
    /// Nothing was left aside: without a find there is none in the frame.
    pub(crate) whole: bool,
    /// Some branch depends on what no transaction can state, such as a time of day.
    pub(crate) unsaid: bool,
    pub(crate) steps: usize,
}

/// Yes, no, or open on what, on which side.
#[derive(Debug, Clone, Copy)]
enum On {
    No,
    Yes,
    Open(usize, Ask),
}

fn on(side: usize, tri: Tri) -> On {
    match tri {
        Tri::No => On::No,
        Tri::Yes => On::Yes,
        Tri::Open(ask) => On::Open(side, ask),
    }
}

fn all_of(all: impl IntoIterator<Item = On>) -> On {
    let mut open = On::Yes;
    for one in all {
        match (one, open) {
            (On::No, _) => return On::No,
            (On::Open(..), On::Yes) => open = one,
            _ => {}
        }
    }
    open
}

fn one_of(all: impl IntoIterator<Item = On>) -> On {
    let mut open = On::No;
    for one in all {
        match (one, open) {
            (On::Yes, _) => return On::Yes,
            (On::Open(..), On::No) => open = one,
            _ => {}
        }
    }
    open
}

/// What one branch is.
enum Branch {
    /// No transaction below it is a witness.
    Dead,
    /// It is one.
    Witness([Verdict; 2]),
    /// It depends on this.
    Open(usize, Ask),
}

/// Looks for a transaction that the group reaches on the side `had` and no longer reaches on the other.
pub(crate) struct Search<'a, 'f> {
    pub(crate) frame: &'f Frame<'a>,
    pub(crate) seats: [&'f Seat<'a>; 2],
    /// The side `had` once more for each word that has to be in play, read as if nothing were meant by it.
    pub(crate) blind: &'f [Seat<'f>],
    pub(crate) had: usize,
    pub(crate) budget: usize,
    steps: usize,
    whole: bool,
    unsaid: bool,
    best: Option<Found>,
    splits: [Split; 2],
    /// What is known on each side with what is chosen.
    memos: [Memo; 2],
    /// Which answers read which places, on each side.
    readers: &'f [Readers; 2],
    /// What is left of each thing asked, as numbers of choices.
    left: BTreeMap<Var, Rc<Vec<usize>>>,
    /// The tests that each, and that some, of the entries left to a party settles as "yes", on each side.
    listed: BTreeMap<(usize, usize), [FixedBitSet; 2]>,
    /// What the group's norms lift where it had them, with the same prohibition on the other side, if it is in force
    /// there.
    lifted: Vec<(NormIx, NormIx, Option<NormIx>)>,
    /// The group's regime on each side.
    regimes: [Option<Scoped>; 2],
}

impl<'a, 'f> Search<'a, 'f> {
    pub(crate) fn new(
        frame: &'f Frame<'a>,
        seats: [&'f Seat<'a>; 2],
        blind: &'f [Seat<'f>],
        readers: &'f [Readers; 2],
        had: usize,
        budget: usize,
    ) -> Self {
        let (seat, there) = (seats[had], frame.theories[1 - had]);
        let theory = seat.inquiry.theory;
        let lifts = |n: NormIx| {
            let restricts = |p: &NormIx| theory.norms[*p].kind.restricts();
            (0..theory.norms.len())
                .filter(restricts)
                .filter(move |p| theory.norms[*p].defeated_by.contains(&n))
        };
        let same = |p: NormIx| {
            let ix = there.norms.iter().position(|norm| norm.id == theory.norms[p].id)?;
            may_hold(there, &there.norms[ix], frame.days[1 - had]).then_some(ix)
        };
        let lifted = seat.norms.iter().flat_map(|n| lifts(*n).map(|p| (*n, p, same(p)))).collect();
        let id = seat.regime.as_ref().map(|scoped| frame.theories[had].regimes[scoped.regime].id.as_str());
        let regimes = [0, 1].map(|side| {
            let regime = frame.theories[side].regime(id?)?;
            Some(Scoped { regime, part: None })
        });
        Search {
            frame,
            seats,
            blind,
            had,
            budget,
            steps: 0,
            whole: true,
            unsaid: false,
            best: None,
            splits: [Split::default(), Split::default()],
            memos: Default::default(),
            readers,
            left: BTreeMap::new(),
            listed: BTreeMap::new(),
            lifted,
            regimes,
        }
    }

    /// Takes the first of what was found before that is a witness here too, else searches: first below the hint, which
    /// is a witness when the group's regime is asked alone.
    pub(crate) fn run(mut self, known: &[Found], hint: Option<&Found>) -> Hunt {
        for found in known {
            self.best = self.again(found);
            if self.best.is_some() {
                break;
            }
        }
        if self.best.is_none() {
            self.below(hint.map_or(&[], |hint| &hint.said));
        }
        if self.best.is_none() {
            self.descend();
        }
        if !known.iter().any(|k| self.best.as_ref().is_some_and(|b| b.said == k.said)) {
            self.shorten();
        }
        Hunt { found: self.best, whole: self.whole && !self.unsaid, unsaid: self.unsaid, steps: self.steps }
    }

    /// Searches among the transactions that say all of this, within half of the budget: first among those of ordinary
    /// companies at both ends.
    fn below(&mut self, said: &[(Var, Choice)]) {
        let budget = self.budget;
        self.budget = budget / 2;
        let ordinary = self.frame.ordinary();
        let unsaid = ordinary.into_iter().filter(|(var, _)| said.iter().all(|(v, _)| v != var));
        for ordinary in [unsaid.collect(), vec![]] {
            let said: Vec<(Var, Choice)> = said.iter().cloned().chain(ordinary).collect();
            if said.is_empty() {
                break;
            }
            let numbers = said.iter().filter_map(|(var, choice)| Some((*var, self.number(*var, choice)?)));
            let numbers: Vec<(Var, usize)> = numbers.collect();
            self.saying(&numbers, Self::descend);
            if self.best.is_some() {
                break;
            }
        }
        self.budget = budget;
        // what was left aside here the whole search looks at again
        self.whole = true;
    }

    /// The same transaction, if it is a witness here.
    fn again(&mut self, found: &Found) -> Option<Found> {
        let numbers = found.said.iter().map(|(var, choice)| Some((*var, self.number(*var, choice)?)));
        let numbers: Option<Vec<(Var, usize)>> = numbers.collect();
        match self.saying(&numbers?, Self::branch) {
            Branch::Witness(verdicts) => Some(Found { verdicts, ..found.clone() }),
            _ => None,
        }
    }

    /// Does something with so much said that was not.
    fn saying<T>(&mut self, said: &[(Var, usize)], work: impl FnOnce(&mut Self) -> T) -> T {
        let marks = self.marks();
        said.iter().for_each(|(var, number)| self.choose(*var, Some(Rc::new(vec![*number]))));
        let found = work(self);
        said.iter().for_each(|(var, _)| drop(self.set(*var, None)));
        self.undo(marks);
        found
    }

    fn marks(&self) -> [usize; 2] {
        [0, 1].map(|side| self.memos[side].mark())
    }

    fn undo(&mut self, marks: [usize; 2]) {
        (0..2).for_each(|side| self.memos[side].undo(marks[side]));
    }

    /// What the branch states as it is: of what is left the usual, else the first.
    fn said(&self) -> (Vec<(Var, Choice)>, usize) {
        let mut stated = 0;
        let said = self.left.iter().filter_map(|(var, left)| {
            let options = self.options(*var);
            let (choice, cost) = options.choices.get(*left.iter().min_by_key(|n| options.choices[**n].1)?)?;
            stated += cost;
            Some((*var, choice.clone()))
        });
        (said.collect(), stated)
    }

    fn descend(&mut self) {
        self.steps += 1;
        if self.steps > self.budget {
            self.whole = false;
            return;
        }
        let (said, stated) = self.said();
        if self.best.as_ref().is_some_and(|b| stated >= b.stated) {
            return;
        }
        match self.branch() {
            Branch::Dead => {}
            Branch::Witness(verdicts) => self.best = Some(Found { said, stated, verdicts }),
            Branch::Open(side, ask) => {
                let Some((var, atom)) = self.var(side, ask) else { return };
                let options = self.options(var);
                let before = self.left.get(&var).cloned();
                let left = before.clone().unwrap_or_else(|| Rc::new((0..options.choices.len()).collect()));
                let marks = self.marks();
                for part in self.parts(&options, &left, side, atom) {
                    self.choose(var, Some(Rc::new(part)));
                    self.descend();
                    self.set(var, before.clone());
                    self.undo(marks);
                    if self.steps > self.budget {
                        break;
                    }
                }
            }
        }
    }

    /// Splits what is left by the first test that tells it apart, the part with the usual first.
    fn parts(&self, options: &Options, left: &[usize], side: usize, atom: Option<usize>) -> Vec<Vec<usize>> {
        let of = |yes: &dyn Fn(usize) -> bool| -> Vec<Vec<usize>> {
            let (one, other): (Vec<usize>, Vec<usize>) = left.iter().partition(|n| yes(**n));
            vec![one, other]
        };
        let mut parts = if let Some(atom) = atom {
            of(&|n| match &options.choices[n].0 {
                Choice::Listing(entry) => self.frame.settles_atom(side, *entry, atom),
                Choice::Value(_) => false,
            })
        } else {
            let first = left.first().copied().unwrap_or(0);
            let apart =
                options.tests.iter().find(|answers| left.iter().any(|n| answers[*n] != answers[first]));
            match apart {
                Some(answers) => {
                    let yes = |n: usize| answers[n].iter().any(|a| *a);
                    let parts = of(&yes);
                    let mut parts = if parts.iter().any(Vec::is_empty) {
                        of(&|n| answers[n] == answers[first])
                    } else {
                        parts
                    };
                    // what only other rules ask about had best leave them silent
                    if !options.own {
                        parts.reverse();
                    }
                    parts
                }
                // what no single test tells apart, such as two dates compared
                None => left.iter().map(|n| vec![*n]).collect(),
            }
        };
        parts.retain(|part| !part.is_empty());
        let cost = |part: &Vec<usize>| part.iter().map(|n| options.choices[*n].1).min();
        parts.sort_by_key(cost);
        parts
    }

    /// Leaves out what is not needed.
    fn shorten(&mut self) {
        let Some(mut best) = self.best.take() else { return };
        let mut at = 0;
        while at < best.said.len() {
            let mut fewer = best.clone();
            let (var, choice) = fewer.said.remove(at);
            let options = self.options(var);
            let cost = options.choices.iter().find(|(c, _)| *c == choice).map_or(0, |(_, cost)| *cost);
            fewer.stated = best.stated.saturating_sub(cost);
            match self.again(&fewer) {
                Some(again) => best = again,
                None => at += 1,
            }
        }
        self.best = Some(best);
    }

    /// Which of the things that can be said it is.
    fn number(&self, var: Var, choice: &Choice) -> Option<usize> {
        self.options(var).choices.iter().position(|(c, _)| c == choice)
    }

    fn options(&self, var: Var) -> Rc<Options> {
        self.frame.options(var)
    }

    /// Leaves these choices, or all, and forgets what was open on them.
    fn choose(&mut self, var: Var, left: Option<Rc<Vec<usize>>>) {
        for (side, slot) in self.set(var, left) {
            self.memos[side].forget(self.readers[side].of(Ask::Fact(slot)));
        }
    }

    /// Leaves these choices, or all; gives the places, with their sides, of which something else is known now.
    fn set(&mut self, var: Var, left: Option<Rc<Vec<usize>>>) -> Vec<(usize, Slot)> {
        let options = self.options(var);
        let mut changed = Vec::new();
        for side in 0..2 {
            match var {
                Var::Fact(number, party) => {
                    let Some(slot) = self.frame.slot(side, number, party) else { continue };
                    changed.push((side, slot));
                    let split = &mut self.splits[side];
                    split.facts.remove(&slot);
                    split.narrowed.remove(&slot);
                    let value = |n: &usize| match &options.choices[*n].0 {
                        Choice::Value(value) => Some(value.clone()),
                        Choice::Listing(_) => None,
                    };
                    let mut values: Vec<Value> =
                        left.iter().flat_map(|l| l.iter()).filter_map(value).collect();
                    match values.len() {
                        0 => {}
                        1 => drop(values.pop().map(|v| split.facts.insert(slot, v))),
                        _ => drop(split.narrowed.insert(slot, Possible::OneOf(values))),
                    }
                }
                Var::Listing(party) => {
                    let entry = |n: &usize| match &options.choices[*n].0 {
                        Choice::Listing(entry) => *entry,
                        Choice::Value(_) => None,
                    };
                    let now = left.as_ref().map(|left| self.frame.settled_by(side, left.iter().map(entry)));
                    let before = match &now {
                        Some(now) => self.listed.insert((party, side), now.clone()),
                        None => self.listed.remove(&(party, side)),
                    };
                    let facts = &mut self.splits[side].facts;
                    for (atom, answer) in turned(before, now) {
                        let slot = Slot::PartyAtom(party, atom);
                        match answer {
                            Some(yes) => drop(facts.insert(slot, Value::Bool(yes))),
                            None => drop(facts.remove(&slot)),
                        }
                        changed.push((side, slot));
                    }
                }
            }
        }
        match left {
            Some(left) => drop(self.left.insert(var, left)),
            None => drop(self.left.remove(&var)),
        }
        changed
    }

    /// The next thing to ask, with the test about a party where it is one. An open term is asked through the facts of
    /// its readings; where those are known and the readings disagree, no fact helps.
    fn var(&mut self, side: usize, ask: Ask) -> Option<(Var, Option<usize>)> {
        let asked = match ask {
            Ask::Fact(slot) => self.fact(side, slot),
            Ask::Term(term) => return self.within(side, term, 0),
        };
        self.unsaid |= asked.is_none();
        asked
    }

    fn fact(&self, side: usize, slot: Slot) -> Option<(Var, Option<usize>)> {
        if let Slot::Compared(ix, _, bound) = slot {
            let theory = self.frame.theories[side];
            let comparison = &theory.comparisons[ix];
            let right = if let Operand::Fact(right) = comparison.right { Some(right) } else { None };
            return std::iter::once(comparison.left).chain(right).find_map(|fact| {
                let slot = self.seats[side].inquiry.case.slot(theory, fact, 0, bound);
                let known = self.splits[side].facts.contains_key(&slot)
                    || self.seats[side].inquiry.case.possible(slot, false).known().is_some();
                if known { None } else { self.fact(side, slot) }
            });
        }
        let atom = if let Slot::PartyAtom(_, atom) = slot { Some(atom) } else { None };
        let var = self.frame.var(side, slot)?;
        let single = self.left.get(&var).is_some_and(|left| left.len() < 2);
        (!single).then_some((var, atom))
    }

    fn within(&self, side: usize, term: TermIx, depth: usize) -> Option<(Var, Option<usize>)> {
        let seat = self.seats[side];
        let world = World::new(&seat.inquiry, &self.splits[side], 0, &[]);
        let parties = std::iter::once(None).chain((0..self.frame.parties.len()).map(Some));
        for party in parties {
            let bound = Bound { party, item: None };
            for reading in &seat.inquiry.theory.terms[term].readings {
                let asked = match world.holds(&reading.means, bound) {
                    Tri::Open(Ask::Fact(slot)) => self.fact(side, slot),
                    Tri::Open(Ask::Term(inner)) if depth < 8 && inner != term => {
                        self.within(side, inner, depth + 1)
                    }
                    _ => None,
                };
                if asked.is_some() {
                    return asked;
                }
            }
        }
        None
    }

    /// Whether every word that has to be is in play: meaning nothing by it, the group would not reach this.
    fn in_play(&self) -> bool {
        self.blind.iter().all(|seat| {
            let world = World::new(&seat.inquiry, &self.splits[self.had], 0, &[]);
            seat.norms.iter().all(|n| world.effective(*n) == Tri::No)
        })
    }

    fn branch(&mut self) -> Branch {
        let memos = std::mem::take(&mut self.memos);
        let [one, other] = memos;
        let worlds = [(0, one), (1, other)]
            .map(|(s, memo)| World::knowing(&self.seats[s].inquiry, &self.splits[s], 0, memo));
        // what the law of a side says never is, is no transaction there
        let branch = if worlds.iter().any(World::excluded) { Branch::Dead } else { self.branch_of(&worlds) };
        self.memos = worlds.map(World::into_memo);
        branch
    }

    fn branch_of(&self, worlds: &[World<'_, '_>; 2]) -> Branch {
        let reach = self.reach(worlds);
        if matches!(reach, On::No) {
            return Branch::Dead;
        }
        let (first, second) = (self.had, 1 - self.had);
        let verdicts = [0, 1].map(|side| whole(&worlds[side], &self.seats[side].whole));
        if let (Ok(one), Ok(other)) = (verdicts[first], verdicts[second])
            && !self.flips(one, other)
        {
            return Branch::Dead;
        }
        // what is strict already will not be mild again
        if self.dead(first, &worlds[first], verdicts[first]) {
            return Branch::Dead;
        }
        match (reach, verdicts) {
            (On::Open(side, ask), _) => Branch::Open(side, ask),
            (_, [Ok(_), Ok(_)]) if !self.in_play() || !self.can_be() => Branch::Dead,
            (_, [Ok(one), Ok(other)]) => Branch::Witness([one, other]),
            (_, verdicts) => match (verdicts[first], verdicts[second]) {
                (Err(ask), _) => Branch::Open(first, ask),
                (_, Err(ask)) => Branch::Open(second, ask),
                (Ok(_), Ok(_)) => Branch::Dead,
            },
        }
    }

    /// Whether what is left open can be so that nothing is which never is.
    fn can_be(&self) -> bool {
        (0..2).all(|s| self.splits[s].clone().possible(&self.seats[s].inquiry))
    }

    fn permissive(&self) -> bool {
        self.seats[self.had].permissive()
    }

    /// Whether these verdicts, on the side that had it and on the other, are a change of the expected sort.
    fn flips(&self, had: Verdict, other: Verdict) -> bool {
        if self.permissive() {
            had == Verdict::Permitted && other >= Verdict::LicenceRequired
        } else {
            had >= Verdict::LicenceRequired && other < had
        }
    }

    fn dead(&self, first: usize, world: &World<'_, '_>, verdict: Result<Verdict, Ask>) -> bool {
        match verdict {
            Ok(verdict) if self.permissive() => verdict != Verdict::Permitted,
            Ok(verdict) => verdict < Verdict::LicenceRequired,
            Err(_) => {
                self.permissive() && {
                    let own = self.seats[first].regime.as_ref().map(|scoped| world.verdict(scoped));
                    matches!(own, Some(Ok(v)) if v != Verdict::Permitted)
                }
            }
        }
    }

    /// Whether the group's regime bars it there.
    fn strict(&self, side: usize, world: &World<'_, '_>) -> On {
        let Some(scoped) = &self.regimes[side] else { return On::No };
        match world.verdict(scoped) {
            Ok(verdict) if verdict >= Verdict::LicenceRequired => On::Yes,
            Ok(_) => On::No,
            Err(ask) => On::Open(side, ask),
        }
    }

    /// The group reaches it where it had it, and no longer where it had not.
    fn reach(&self, worlds: &[World<'_, '_>; 2]) -> On {
        let (first, second) = (self.had, 1 - self.had);
        let (seat, other) = (self.seats[first], self.seats[second]);
        let here = |ix: NormIx| on(first, worlds[first].effective(ix));
        let gone = || all_of(other.norms.iter().map(|n| on(second, !worlds[second].effective(*n))));
        let gone_first = other.weight < seat.weight;
        if !self.permissive() || self.lifted.is_empty() {
            let here = || one_of(seat.norms.iter().map(|n| here(*n)));
            return if gone_first { all_of([gone(), here()]) } else { all_of([here(), gone()]) };
        }
        // a licence reaches what it lifts: the same prohibition must stand on the other side
        one_of(self.lifted.iter().map(|&(n, p, there)| {
            let applies = on(first, worlds[first].applies(p));
            if matches!(applies, On::No) {
                return On::No;
            }
            // what lifts it there of the group; another text may forbid it there
            let lifting = other
                .norms
                .iter()
                .filter(|q| there.is_none_or(|ix| other.inquiry.theory.norms[ix].defeated_by.contains(q)));
            let gone = || all_of(lifting.clone().map(|q| on(second, !worlds[second].effective(*q))));
            let stands = || match there {
                Some(ix) => on(second, worlds[second].effective(ix)),
                None => self.strict(second, &worlds[second]),
            };
            let mut both = [gone(), here(n)];
            if !gone_first {
                both.reverse();
            }
            if both.iter().any(|b| matches!(b, On::No)) {
                return On::No;
            }
            let [one, two] = both;
            all_of([one, two, applies, stands()])
        }))
    }
}

/// The tests about a party whose answer is another now, with it. What each entry left settles is yes, what none does
/// is no; where none was chosen all is open.
fn turned(
    before: Option<[FixedBitSet; 2]>,
    now: Option<[FixedBitSet; 2]>,
) -> impl Iterator<Item = (usize, Option<bool>)> {
    let atoms = before.iter().chain(&now).map(|[each, _]| each.len()).max().unwrap_or(0);
    let answer = |of: &Option<[FixedBitSet; 2]>, atom: usize| {
        let [each, some] = of.as_ref()?;
        (each.contains(atom) == some.contains(atom)).then(|| some.contains(atom))
    };
    (0..atoms).filter_map(move |atom| {
        let turned = answer(&now, atom);
        (turned != answer(&before, atom)).then_some((atom, turned))
    })
}

/// The strictest verdict over regimes, or what it depends on.
fn whole(world: &World<'_, '_>, regimes: &[Scoped]) -> Result<Verdict, Ask> {
    let mut strictest = Verdict::NoRuleFound;
    let mut ask = None;
    for scoped in regimes {
        match world.verdict(scoped) {
            Ok(Verdict::Prohibited) => return Ok(Verdict::Prohibited),
            Ok(verdict) => strictest = strictest.max(verdict),
            Err(open) => {
                ask.get_or_insert(open);
            }
        }
    }
    ask.map_or(Ok(strictest), Err)
}
