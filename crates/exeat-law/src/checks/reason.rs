//! Exact reasoning over conditions: can they hold together in some world and reading?
//!
//! The law tells finitely many classes of values apart, so trying the classes of one fact after the other, and a reading
//! of one term after the other, until all is settled, is exact. Quantifiers, comparisons of two facts, membership on a
//! day and outcomes of other norms are taken as free yes/no questions of their own: that can only make more worlds, so
//! "cannot hold" is certain, and a check that warns of it is right. The search is bounded; past the bound nothing is
//! claimed, and the report says so.

use std::cell::RefCell;
use std::collections::BTreeMap;

use crate::classes::classes;
use crate::theory::{Cond, FactIx, Operand, TermIx, Test, Theory};
use crate::value::is_under;
use crate::value::{Possible, Value};

/// Branches looked at before giving up.
const BUDGET: usize = 20_000;

/// Whether conditions can hold together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sat {
    Yes,
    No,
    /// The budget ran out.
    Unsettled,
}

/// Conditions, and whether each is to hold.
pub(crate) type Wanted<'c> = [(&'c Cond, bool)];

pub(crate) struct Reasoner<'t> {
    theory: &'t Theory,
    classes: RefCell<BTreeMap<FactIx, Vec<Value>>>,
}

/// Something still to be chosen.
#[derive(Debug, Clone)]
enum Open {
    Fact(FactIx),
    Term(TermIx),
    Free(Cond),
}

/// What has been chosen.
#[derive(Debug, Default)]
struct World {
    facts: BTreeMap<FactIx, Value>,
    readings: BTreeMap<TermIx, usize>,
    free: Vec<(Cond, bool)>,
}

enum Tri {
    Yes,
    No,
    Open(Open),
}

impl From<bool> for Tri {
    fn from(yes: bool) -> Tri {
        if yes { Tri::Yes } else { Tri::No }
    }
}

impl<'t> Reasoner<'t> {
    pub(crate) fn new(theory: &'t Theory) -> Reasoner<'t> {
        Reasoner { theory, classes: RefCell::new(BTreeMap::new()) }
    }

    /// Whether some world and reading gives every condition the wanted value.
    pub(crate) fn together(&self, wanted: &Wanted<'_>) -> Sat {
        self.search(wanted, &mut World::default(), &mut BUDGET.clone())
    }

    /// Whether the first implies the second, everywhere.
    pub(crate) fn implies(&self, one: &Cond, other: &Cond) -> Option<bool> {
        match self.together(&[(one, true), (other, false)]) {
            Sat::Yes => Some(false),
            Sat::No => Some(true),
            Sat::Unsettled => None,
        }
    }

    fn search(&self, wanted: &Wanted<'_>, world: &mut World, budget: &mut usize) -> Sat {
        if *budget == 0 {
            return Sat::Unsettled;
        }
        *budget -= 1;
        let mut open = None;
        for (cond, yes) in wanted {
            match (self.eval(cond, world), yes) {
                (Tri::Yes, true) | (Tri::No, false) => {}
                (Tri::Open(o), _) => {
                    open.get_or_insert(o);
                }
                _ => return Sat::No,
            }
        }
        let Some(open) = open else { return Sat::Yes };
        let mut unsettled = false;
        let mut branch = |found: Sat| {
            unsettled |= found == Sat::Unsettled;
            found == Sat::Yes
        };
        match open {
            Open::Fact(fact) => {
                for value in self.classes(fact) {
                    world.facts.insert(fact, value);
                    let found = self.search(wanted, world, budget);
                    world.facts.remove(&fact);
                    if branch(found) {
                        return Sat::Yes;
                    }
                }
            }
            Open::Term(term) => {
                for reading in 0..self.theory.terms[term].readings.len() {
                    world.readings.insert(term, reading);
                    let found = self.search(wanted, world, budget);
                    world.readings.remove(&term);
                    if branch(found) {
                        return Sat::Yes;
                    }
                }
            }
            Open::Free(cond) => {
                for yes in [true, false] {
                    world.free.push((cond.clone(), yes));
                    let found = self.search(wanted, world, budget);
                    world.free.pop();
                    if branch(found) {
                        return Sat::Yes;
                    }
                }
            }
        }
        if unsettled { Sat::Unsettled } else { Sat::No }
    }

    fn classes(&self, fact: FactIx) -> Vec<Value> {
        let mut known = self.classes.borrow_mut();
        known.entry(fact).or_insert_with(|| classes(self.theory, fact, &Possible::Any)).clone()
    }

    fn eval(&self, cond: &Cond, world: &World) -> Tri {
        match cond {
            Cond::Const(yes) => Tri::from(*yes),
            Cond::All(all) => self.at_least(all.len(), all, world),
            Cond::AtLeast(n, all) => self.at_least(*n, all, world),
            Cond::Not(inner) => match self.eval(inner, world) {
                Tri::Yes => Tri::No,
                Tri::No => Tri::Yes,
                open => open,
            },
            Cond::Define(ix) => self.eval(&self.theory.defines[*ix].means, world),
            Cond::Term(term) => {
                let root = crate::interpret::root(self.theory, *term);
                let readings = &self.theory.terms[*term].readings;
                let reading = if readings.len() == 1 { Some(0) } else { world.readings.get(&root).copied() };
                match reading.and_then(|r| readings.get(r)) {
                    Some(reading) => self.eval(&reading.means, world),
                    None => Tri::Open(Open::Term(root)),
                }
            }
            Cond::Fact(fact, test) => match world.facts.get(fact) {
                None => Tri::Open(Open::Fact(*fact)),
                Some(value) => self.test(*fact, test, value, world),
            },
            Cond::Compared(ix) => {
                let comparison = &self.theory.comparisons[*ix];
                let right = match comparison.right {
                    Operand::Fact(right) if comparison.offset.is_none() => world.facts.get(&right),
                    _ => None,
                };
                match (world.facts.get(&comparison.left), right) {
                    (Some(left), Some(right)) => Tri::from(comparison.op.holds(left, right)),
                    _ => self.free(cond, world),
                }
            }
            Cond::Party(_)
            | Cond::AnyOf(..)
            | Cond::AnyItem(_)
            | Cond::Marked(_)
            | Cond::Applies(_)
            | Cond::Status(..) => self.free(cond, world),
        }
    }

    fn at_least(&self, n: usize, all: &[Cond], world: &World) -> Tri {
        let (mut yes, mut undecided, mut open) = (0, 0, None);
        for (i, cond) in all.iter().enumerate() {
            match self.eval(cond, world) {
                Tri::Yes => yes += 1,
                Tri::No => {}
                Tri::Open(o) => {
                    undecided += 1;
                    open.get_or_insert(o);
                }
            }
            if yes >= n {
                return Tri::Yes;
            }
            if yes + undecided + (all.len() - i - 1) < n {
                return Tri::No;
            }
        }
        match open {
            Some(open) if yes + undecided >= n => Tri::Open(open),
            _ => Tri::from(yes >= n),
        }
    }

    fn test(&self, fact: FactIx, test: &Test, value: &Value, world: &World) -> Tri {
        match test {
            Test::Is(values) => Tri::from(values.contains(value)),
            Test::Under(codes) => {
                let under = |code: &str| codes.iter().any(|prefix| is_under(code, prefix));
                Tri::from(matches!(value, Value::Sym(code) if under(code)))
            }
            Test::Against(op, bound) => Tri::from(op.holds(value, bound)),
            // a look-up is one question as a whole
            Test::Key(..) => self.free(&Cond::Fact(fact, test.clone()), world),
            Test::InSet(set) => {
                let mut windows =
                    self.theory.sets[*set].values.iter().filter(|(v, ..)| v == value).peekable();
                if windows.peek().is_none() {
                    return Tri::No;
                }
                if windows.any(|(_, from, until)| from.is_none() && until.is_none()) {
                    return Tri::Yes;
                }
                // on some days it is a member and on others not; those of one value are one question
                let question = Cond::All(vec![
                    Cond::Fact(fact, test.clone()),
                    Cond::Fact(fact, Test::Is(vec![value.clone()])),
                ]);
                self.free(&question, world)
            }
        }
    }

    fn free(&self, cond: &Cond, world: &World) -> Tri {
        match world.free.iter().find(|(c, _)| c == cond) {
            Some((_, yes)) => Tri::from(*yes),
            None => Tri::Open(Open::Free(cond.clone())),
        }
    }
}
