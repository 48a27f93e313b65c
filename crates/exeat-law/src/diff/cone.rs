//! What a norm rests on: its conditions, what defeats it, what it reads; and a print by which two norms are the same.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::hash::{DefaultHasher, Hash, Hasher};

use jiff::civil::Date;

use crate::interpret::root;
use crate::theory::{Cond, FactIx, GroupIx, Norm, NormIx, Operand, Scoped, TermIx, Test, Theory};

/// What norms reach directly: through definitions, readings and what defeats them, not through reads of a status.
#[derive(Debug, Default)]
pub(crate) struct Cone {
    pub(crate) terms: BTreeSet<TermIx>,
    /// Facts with the tests made on them, in the order in which they are met.
    pub(crate) facts: BTreeMap<FactIx, Vec<Test>>,
    pub(crate) groups: BTreeSet<GroupIx>,
    defines: BTreeSet<usize>,
    norms: BTreeSet<NormIx>,
}

impl Cone {
    pub(crate) fn of(theory: &Theory, norms: &[NormIx]) -> Cone {
        let mut cone = Cone::default();
        norms.iter().for_each(|ix| cone.norm(theory, *ix));
        cone
    }

    fn norm(&mut self, theory: &Theory, ix: NormIx) {
        if !self.norms.insert(ix) {
            return;
        }
        let norm = &theory.norms[ix];
        self.cond(theory, &norm.when);
        norm.licences.iter().for_each(|route| self.cond(theory, &route.when));
        norm.defeated_by.iter().for_each(|by| self.norm(theory, *by));
    }

    fn cond(&mut self, theory: &Theory, cond: &Cond) {
        match cond {
            Cond::Const(_) | Cond::Party(_) | Cond::Applies(_) | Cond::Status(..) => {}
            Cond::All(all) | Cond::AtLeast(_, all) => all.iter().for_each(|c| self.cond(theory, c)),
            Cond::Not(inner) => self.cond(theory, inner),
            Cond::Fact(fact, test) => {
                let tests = self.facts.entry(*fact).or_default();
                if !tests.contains(test) {
                    tests.push(test.clone());
                }
            }
            Cond::Compared(ix) => {
                let comparison = &theory.comparisons[*ix];
                self.facts.entry(comparison.left).or_default();
                if let Operand::Fact(right) = comparison.right {
                    self.facts.entry(right).or_default();
                }
            }
            Cond::Term(term) => {
                self.terms.insert(root(theory, *term));
                theory.terms[*term].readings.iter().for_each(|r| self.cond(theory, &r.means));
            }
            Cond::Define(define) => {
                if self.defines.insert(*define) {
                    self.cond(theory, &theory.defines[*define].means);
                }
            }
            Cond::AnyOf(group, inner) => {
                self.groups.insert(*group);
                self.cond(theory, inner);
            }
            Cond::AnyItem(inner) => self.cond(theory, inner),
            Cond::Marked(lookup) => {
                for fact in &lookup.keys {
                    self.facts.entry(*fact).or_default();
                }
            }
        }
    }
}

/// The regimes and parts whose outcome a condition asks for.
pub(crate) fn reads(theory: &Theory, cond: &Cond, out: &mut Vec<Scoped>) {
    match cond {
        Cond::Const(_) | Cond::Party(_) | Cond::Fact(..) | Cond::Compared(_) | Cond::Marked(_) => {}
        Cond::All(all) | Cond::AtLeast(_, all) => all.iter().for_each(|c| reads(theory, c, out)),
        Cond::Not(inner) | Cond::AnyOf(_, inner) | Cond::AnyItem(inner) => reads(theory, inner, out),
        Cond::Term(term) => theory.terms[*term].readings.iter().for_each(|r| reads(theory, &r.means, out)),
        Cond::Define(define) => reads(theory, &theory.defines[*define].means, out),
        Cond::Applies(scoped) | Cond::Status(scoped, ..) => out.push(scoped.clone()),
    }
}

/// How many norms have to be looked at to decide these, reads included: the side with fewer is asked first.
pub(crate) fn weight(theory: &Theory, norms: &[NormIx], on: Date) -> usize {
    let mut seen = BTreeSet::new();
    let mut next = norms.to_vec();
    while let Some(ix) = next.pop() {
        if !may_hold(theory, &theory.norms[ix], on) || !seen.insert(ix) {
            continue;
        }
        next.extend(&theory.norms[ix].defeated_by);
        let mut scopes = Vec::new();
        reads(theory, &theory.norms[ix].when, &mut scopes);
        for scoped in scopes {
            next.extend((0..theory.norms.len()).filter(|n| theory.belongs(&theory.norms[*n], &scoped)));
        }
    }
    seen.len()
}

/// Prints of the norms of a law base as they stand on a day: equal prints, equal meaning. The reverse need not hold.
#[derive(Debug)]
pub(crate) struct Prints<'a> {
    theory: &'a Theory,
    on: Date,
    effective: RefCell<BTreeMap<NormIx, u64>>,
    applied: RefCell<BTreeMap<NormIx, u64>>,
}

impl<'a> Prints<'a> {
    pub(crate) fn new(theory: &'a Theory, on: Date) -> Self {
        Prints { theory, on, effective: RefCell::default(), applied: RefCell::default() }
    }

    /// The print of a norm, its id, title and citation left aside.
    pub(crate) fn norm(&self, ix: NormIx) -> u64 {
        if let Some(print) = self.effective.borrow().get(&ix) {
            return *print;
        }
        let norm = &self.theory.norms[ix];
        let mut into = DefaultHasher::new();
        self.applies(ix).hash(&mut into);
        plain((norm.kind, norm.confidence, &norm.part), &mut into);
        self.theory.regimes[norm.regime].id.hash(&mut into);
        self.theory.instruments[norm.instrument].checked.ge(&self.on).hash(&mut into);
        for route in &norm.licences {
            self.cond(&route.when, &mut into);
        }
        self.all(norm.defeated_by.iter().copied(), &mut into, |n| self.norm(n));
        let lifted = self.theory.norms.iter().enumerate().filter(|(p, other)| {
            other.kind.restricts() && other.defeated_by.contains(&ix) && self.may_hold(*p)
        });
        lifted.for_each(|(_, other)| other.id.hash(&mut into));
        let print = into.finish();
        self.effective.borrow_mut().insert(ix, print);
        print
    }

    /// The print of what a norm itself says: its condition with what it reads, and which norms of both sides it lifts
    /// or yields to. What becomes of those is told of them.
    pub(crate) fn own(&self, ix: NormIx, common: &BTreeSet<&str>) -> u64 {
        let norm = &self.theory.norms[ix];
        let mut into = DefaultHasher::new();
        self.applies(ix).hash(&mut into);
        plain((norm.kind, norm.confidence, &norm.part), &mut into);
        self.theory.instruments[norm.instrument].checked.ge(&self.on).hash(&mut into);
        for route in &norm.licences {
            self.cond(&route.when, &mut into);
        }
        let ids = |wanted: &dyn Fn(NormIx) -> bool| -> BTreeSet<&str> {
            let all = (0..self.theory.norms.len()).filter(|n| wanted(*n));
            all.map(|n| self.theory.norms[n].id.as_str()).filter(|id| common.contains(id)).collect()
        };
        ids(&|n| norm.defeated_by.contains(&n)).hash(&mut into);
        ids(&|n| self.theory.norms[n].defeated_by.contains(&ix)).hash(&mut into);
        into.finish()
    }

    /// The print of a norm's own condition and period.
    fn applies(&self, ix: NormIx) -> u64 {
        if let Some(print) = self.applied.borrow().get(&ix) {
            return *print;
        }
        let norm = &self.theory.norms[ix];
        let mut into = DefaultHasher::new();
        self.period(norm, &mut into);
        let instruments = &self.theory.instruments;
        let ended_for_some = norm.saved_by.and_then(|ix| instruments[ix].saving.as_ref());
        for saving in [ended_for_some, instruments[norm.instrument].saving.as_ref()].into_iter().flatten() {
            plain((&norm.period, norm.own_until), &mut into);
            self.cond(saving, &mut into);
        }
        self.cond(&norm.when, &mut into);
        let print = into.finish();
        self.applied.borrow_mut().insert(ix, print);
        print
    }

    fn all(
        &self,
        norms: impl Iterator<Item = NormIx>,
        into: &mut DefaultHasher,
        print: impl Fn(NormIx) -> u64,
    ) {
        let mut prints: Vec<u64> = norms.filter(|n| self.may_hold(*n)).map(print).collect();
        prints.sort_unstable();
        prints.hash(into);
    }

    fn may_hold(&self, ix: NormIx) -> bool {
        may_hold(self.theory, &self.theory.norms[ix], self.on)
    }

    fn period(&self, norm: &Norm, into: &mut DefaultHasher) {
        let by_deal = self.theory.fact("deal.date") == Some(norm.measured_on);
        self.theory.facts.get(norm.measured_on).map(|f| &f.path).hash(into);
        let at_edge = |d: Date| (d == self.on).then_some(d);
        if by_deal {
            may_hold(self.theory, norm, self.on).hash(into);
            let uncertain = norm.period.from_latest.filter(|latest| self.on < *latest);
            uncertain.hash(into);
            [Some(norm.period.from), norm.period.until]
                .into_iter()
                .flatten()
                .filter(|m| m.midday)
                .map(|m| at_edge(m.date))
                .for_each(|edge| edge.hash(into));
        } else {
            plain(&norm.period, into);
        }
    }

    fn scoped(&self, scoped: &Scoped, into: &mut DefaultHasher, print: impl Fn(NormIx) -> u64) {
        (&self.theory.regimes[scoped.regime].id, &scoped.part).hash(into);
        let within = (0..self.theory.norms.len()).filter(|ix| {
            let norm = &self.theory.norms[*ix];
            norm.kind.restricts() && self.theory.belongs(norm, scoped)
        });
        self.all(within, into, print);
    }

    fn fact(&self, fact: FactIx, into: &mut DefaultHasher) {
        self.theory.facts[fact].path.hash(into);
    }

    fn test(&self, test: &Test, into: &mut DefaultHasher) {
        std::mem::discriminant(test).hash(into);
        match test {
            Test::Is(values) => values.hash(into),
            Test::Under(codes) => codes.hash(into),
            Test::Against(op, bound) => plain((op, bound), into),
            Test::Key(table, column) => {
                plain((&self.theory.tables[*table].id, column, &self.theory.tables[*table].editions), into);
            }
            Test::InSet(set) => {
                for (value, from, until) in &self.theory.sets[*set].values {
                    if from.is_none_or(|f| self.on >= f) && until.is_none_or(|u| self.on < u) {
                        value.hash(into);
                    }
                }
            }
        }
    }

    fn cond(&self, cond: &Cond, into: &mut DefaultHasher) {
        std::mem::discriminant(cond).hash(into);
        match cond {
            Cond::Const(yes) => yes.hash(into),
            Cond::All(all) => {
                all.len().hash(into);
                all.iter().for_each(|c| self.cond(c, into));
            }
            Cond::AtLeast(n, all) => {
                (n, all.len()).hash(into);
                all.iter().for_each(|c| self.cond(c, into));
            }
            Cond::Not(inner) => self.cond(inner, into),
            Cond::Fact(fact, test) => {
                self.fact(*fact, into);
                self.test(test, into);
            }
            Cond::Compared(ix) => {
                let comparison = &self.theory.comparisons[*ix];
                self.fact(comparison.left, into);
                plain((comparison.op, comparison.offset.is_some()), into);
                match comparison.right {
                    Operand::Fact(right) => self.fact(right, into),
                    Operand::Parameter(ix) => plain(&self.theory.parameters[ix], into),
                }
                // a calendar goes by number: equal only within one law base
                plain(&comparison.offset, into);
            }
            Cond::Party(atom) => self.theory.party_atoms[*atom].words().hash(into),
            Cond::Term(term) => {
                let term = &self.theory.terms[*term];
                term.id.hash(into);
                term.readings.iter().for_each(|r| {
                    r.id.hash(into);
                    self.cond(&r.means, into);
                });
            }
            Cond::Define(define) => self.cond(&self.theory.defines[*define].means, into),
            Cond::AnyOf(group, inner) => {
                let mut roles: Vec<&String> =
                    self.theory.groups[*group].roles.iter().map(|r| &self.theory.roles[*r]).collect();
                roles.sort_unstable();
                roles.hash(into);
                self.cond(inner, into);
            }
            Cond::AnyItem(inner) => self.cond(inner, into),
            Cond::Marked(lookup) => {
                lookup.keys.iter().for_each(|fact| self.fact(*fact, into));
                lookup.mark.hash(into);
                let table = &self.theory.tables[lookup.table];
                table.id.hash(into);
                plain((&table.editions, table.complete), into);
                self.fact(table.otherwise, into);
            }
            Cond::Applies(scoped) => self.scoped(scoped, into, |n| self.applies(n)),
            Cond::Status(scoped, ties, wanted) => {
                self.scoped(scoped, into, |n| self.norm(n));
                for (fact, value) in ties {
                    self.fact(*fact, into);
                    value.hash(into);
                }
                wanted.hash(into);
            }
        }
    }
}

/// Values that hold no number of another part of the law base, as they are written out.
fn plain(value: impl std::fmt::Debug, into: &mut DefaultHasher) {
    format!("{value:?}").hash(into);
}

/// Whether the norm's period leaves it possible on a day. A period measured on another date does.
pub(crate) fn may_hold(theory: &Theory, norm: &Norm, on: Date) -> bool {
    if norm.period.unpublished {
        return false;
    }
    if theory.fact("deal.date") != Some(norm.measured_on) {
        return true;
    }
    let ended = |m: &crate::theory::Moment| m.date < on || (m.date == on && !m.midday);
    norm.period.from.date <= on && (norm.saved_by.is_some() || !norm.period.until.as_ref().is_some_and(ended))
}
