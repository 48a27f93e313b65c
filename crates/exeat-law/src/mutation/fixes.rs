//! What one could say otherwise in a case so that a condition holds, or does not.

use rust_decimal::Decimal;

use crate::cases::{Given, LawCase, widen};
use crate::classes::{classes, signature};
use crate::facts::{Bound, Slot};
use crate::holdings::Holding;
use crate::interpret::{Tri, World};
use crate::theory::{
    Cond, Domain, FactIx, GroupIx, NormIx, Operand, OwnerTest, PartyAtom, Scope, Scoped, TermIx, Test,
    Theory, Verdict,
};
use crate::value::{Possible, Value};

/// Values tried of one fact.
const VALUES: usize = 5;
/// Norms of a regime that is read, any of which may be made to apply.
const READ: usize = 4;

/// One thing said otherwise.
#[derive(Debug, Clone)]
pub(super) enum Change {
    /// A fact.
    Given(Given),
    /// The date.
    On(jiff::civil::Date),
    /// The reading of a term.
    Adopting(TermIx, usize),
}

impl Change {
    pub(super) fn make(&self, case: &mut LawCase) {
        match self {
            Change::Given(given) => case.given.push(given.clone()),
            Change::On(date) => case.on = Some(*date),
            Change::Adopting(term, reading) => case.adopting.push((*term, *reading)),
        }
    }

    /// Both speak of the same matter.
    pub(super) fn meets(&self, other: &Change) -> bool {
        match (self, other) {
            (Change::On(_), Change::On(_)) => true,
            (Change::Adopting(a, _), Change::Adopting(b, _)) => a == b,
            (Change::Given(a), Change::Given(b)) => match (a, b) {
                (Given::Fact(g, a, _), Given::Fact(h, b, _)) => g == h && a == b,
                (Given::On(g, a, _), Given::On(h, b, _)) => g == h && a == b,
                (Given::Atom(g, a, _), Given::Atom(h, b, _)) => g == h && a == b,
                (Given::Held(g, _), Given::Held(h, _)) => g == h,
                (Given::Controlled(g, _), Given::Controlled(h, _)) => g == h,
                _ => false,
            },
            _ => false,
        }
    }
}

/// A case as it stands, and the world of what it says.
pub(super) struct Fixes<'w, 'a, 'i> {
    pub(super) theory: &'w Theory,
    pub(super) case: &'w LawCase,
    pub(super) world: &'w World<'a, 'i>,
}

impl Fixes<'_, '_, '_> {
    /// Changes any of which may bring the condition nearer to what is wanted: of several things that are missing
    /// those for the first.
    pub(super) fn of(
        &self,
        cond: &Cond,
        wanted: bool,
        bound: Bound,
        group: Option<GroupIx>,
        out: &mut Vec<Change>,
    ) {
        match cond {
            Cond::All(all) => self.several(all, wanted, wanted, bound, group, out),
            Cond::AtLeast(n, all) => self.several(all, wanted, *n > 1 || !wanted, bound, group, out),
            Cond::Not(inner) => self.of(inner, !wanted, bound, group, out),
            Cond::AnyItem(inner) => self.of(inner, wanted, bound, group, out),
            Cond::AnyOf(group, inner) => {
                let members = self.world.members(*group);
                let unmet = |m: &usize| self.world.holds(inner, bound.party(*m)) != Tri::from(wanted);
                let mut unmet: Vec<usize> = members.into_iter().filter(unmet).collect();
                if !wanted {
                    unmet.truncate(1);
                }
                for member in &unmet {
                    self.of(inner, wanted, bound.party(*member), Some(*group), out);
                }
                if wanted && unmet.is_empty() {
                    self.of(inner, wanted, Bound { party: None, ..bound }, Some(*group), out);
                }
            }
            Cond::Define(ix) => self.of(&self.theory.defines[*ix].means, wanted, bound, group, out),
            Cond::Term(ix) => {
                let unmet = |c: &&Cond| self.world.holds(c, bound) != Tri::from(wanted);
                let means = self.theory.terms[*ix].readings.iter().map(|r| &r.means);
                for cond in means.filter(unmet).take(2) {
                    self.of(cond, wanted, bound, group, out);
                }
            }
            Cond::Fact(fact, test) => self.fact(*fact, test, wanted, bound, group, out),
            Cond::Compared(ix) => self.compared(*ix, bound, group, out),
            Cond::Party(atom) => self.party(*atom, wanted, bound, group, out),
            Cond::Marked(lookup) => {
                for fact in &lookup.keys {
                    let values = classes(self.theory, *fact, &Possible::Any);
                    values.into_iter().take(4 * VALUES).for_each(|v| self.say(*fact, &v, bound, group, out));
                }
                let otherwise = self.theory.tables[lookup.table].otherwise;
                self.say(otherwise, &Value::Bool(wanted), bound, group, out);
            }
            Cond::Applies(scoped) => self.applies(scoped, wanted, out),
            Cond::Status(scoped, _, verdicts) => {
                let strict = verdicts.iter().any(|v| *v >= Verdict::LicenceRequired);
                self.applies(scoped, strict == wanted, out);
            }
            Cond::Const(_) => {}
        }
    }

    /// Members of a group: the first that is amiss, or each.
    fn several(
        &self,
        all: &[Cond],
        wanted: bool,
        each_needed: bool,
        bound: Bound,
        group: Option<GroupIx>,
        out: &mut Vec<Change>,
    ) {
        let mut amiss = all.iter().filter(|c| self.world.holds(c, bound) != Tri::from(wanted));
        if each_needed {
            amiss.next().into_iter().for_each(|c| self.of(c, wanted, bound, group, out));
        } else {
            amiss.for_each(|c| self.of(c, wanted, bound, group, out));
        }
    }

    fn applies(&self, scoped: &Scoped, wanted: bool, out: &mut Vec<Change>) {
        let norms = (0..self.theory.norms.len()).filter(|ix| {
            let norm = &self.theory.norms[*ix];
            norm.kind.restricts()
                && self.theory.belongs(norm, scoped)
                && self.world.in_force(norm) != Tri::No
                && self.world.applies(*ix) != Tri::from(wanted)
        });
        norms.take(if wanted { READ } else { 1 }).for_each(|ix| self.norm(ix, wanted, out));
    }

    /// So that a norm in force applies, or does not.
    pub(super) fn norm(&self, ix: NormIx, wanted: bool, out: &mut Vec<Change>) {
        self.of(&self.theory.norms[ix].when, wanted, Bound::default(), None, out);
    }

    fn fact(
        &self,
        fact: FactIx,
        test: &Test,
        wanted: bool,
        bound: Bound,
        group: Option<GroupIx>,
        out: &mut Vec<Change>,
    ) {
        let theory = self.theory;
        let mut values: Vec<Value> = match test {
            Test::Is(values) => values.clone(),
            Test::Under(codes) => codes.iter().map(|c| Value::Sym(c.clone())).collect(),
            Test::InSet(set) => theory.sets[*set].values.iter().map(|(v, ..)| v.clone()).collect(),
            Test::Against(_, bound) => vec![bound.clone()],
            Test::Key(..) => vec![],
        };
        let others = classes(theory, fact, &Possible::Any);
        values.extend(others.into_iter().filter(|v| !values.contains(v)).collect::<Vec<_>>());
        let passes = |v: &Value| signature(theory, std::slice::from_ref(test), v).contains(&true) == wanted;
        let values = values.into_iter().filter(passes).take(VALUES);
        values.for_each(|v| self.say(fact, &v, bound, group, out));
    }

    fn compared(&self, ix: usize, bound: Bound, group: Option<GroupIx>, out: &mut Vec<Change>) {
        let comparison = &self.theory.comparisons[ix];
        let right = if let Operand::Fact(fact) = comparison.right { Some(fact) } else { None };
        for fact in std::iter::once(comparison.left).chain(right) {
            let mut values = classes(self.theory, fact, &Possible::Any);
            if let (Some(on), Domain::Date) = (self.case.on, &self.theory.facts[fact].domain) {
                let near =
                    [-400, -100, -1, 0, 1, 100, 400].map(|n| on.checked_add(jiff::Span::new().days(n)));
                values = near.into_iter().flatten().map(Value::Date).collect();
            }
            values.into_iter().take(2 * VALUES).for_each(|v| self.say(fact, &v, bound, group, out));
        }
    }

    /// Says a value of a fact.
    pub(super) fn say(
        &self,
        fact: FactIx,
        value: &Value,
        bound: Bound,
        group: Option<GroupIx>,
        out: &mut Vec<Change>,
    ) {
        let Some(value) = real(self.theory, fact, value) else { return };
        if self.theory.fact("deal.date") == Some(fact) {
            out.extend(if let Value::Date(date) = value { Some(Change::On(date)) } else { None });
            return;
        }
        let possible = Possible::OneOf(widen(self.theory, fact, &value));
        if self.theory.facts[fact].scope != Scope::Party {
            return out.push(Change::Given(Given::Fact(None, fact, possible)));
        }
        out.extend(self.subject(bound, group).map(|g| Change::Given(Given::Fact(Some(g), fact, possible))));
    }

    /// What an open slot could be.
    pub(super) fn slot(&self, slot: Slot, out: &mut Vec<Change>) {
        let (bound, fact) = match slot {
            Slot::Global(fact) | Slot::Leg(_, fact) | Slot::Item(_, fact) => (Bound::default(), fact),
            Slot::Party(party, fact) => (Bound::default().party(party), fact),
            Slot::PartyAtom(party, atom) => {
                return self.party(atom, false, Bound::default().party(party), None, out);
            }
            Slot::Compared(ix, _, bound) => return self.compared(ix, bound, None, out),
            _ => return,
        };
        let values = classes(self.theory, fact, &Possible::Any);
        values.into_iter().take(2 * VALUES).for_each(|v| self.say(fact, &v, bound, None, out));
    }

    fn party(&self, atom: usize, wanted: bool, bound: Bound, group: Option<GroupIx>, out: &mut Vec<Change>) {
        let Some(g) = self.subject(bound, group) else { return };
        let given = match &self.theory.party_atoms[atom] {
            PartyAtom::On(pattern) => Given::On(g, pattern.clone(), wanted),
            PartyAtom::Named(_) => Given::Atom(g, atom, wanted),
            PartyAtom::Owned(threshold, tests) => {
                let percent =
                    threshold.percent + if threshold.strictly_more { Decimal::ONE } else { Decimal::ZERO };
                match holder(tests).filter(|_| wanted) {
                    Some(holder) => Given::Held(g, Holding { percent, ..holder }),
                    None => Given::Held(g, Holding { percent: Decimal::ONE_HUNDRED, ..nobody() }),
                }
            }
            PartyAtom::Controlled(tests) => Given::Controlled(g, holder(tests).filter(|_| wanted)),
        };
        out.push(Change::Given(given));
    }

    /// The subject that a bound party has in the case, or the group as a new one.
    fn subject(&self, bound: Bound, group: Option<GroupIx>) -> Option<GroupIx> {
        let named = subjects(self.case);
        match bound.party {
            Some(party) if party < named.len() => Some(named[party]),
            _ => group.or_else(|| named.first().copied()),
        }
    }
}

/// The parties a case names, in their order.
fn subjects(case: &LawCase) -> Vec<GroupIx> {
    let mut out: Vec<GroupIx> = Vec::new();
    for given in &case.given {
        let subject = match given {
            Given::Fact(subject, ..) => *subject,
            Given::On(g, ..) | Given::Atom(g, ..) | Given::Held(g, _) | Given::Controlled(g, _) => Some(*g),
        };
        out.extend(subject.filter(|g| !out.contains(g)));
    }
    out
}

fn nobody() -> Holding {
    Holding { percent: Decimal::ONE_HUNDRED, lists: vec![], named: vec![], facts: vec![] }
}

/// A holder that passes one of the tests.
fn holder(tests: &[OwnerTest]) -> Option<Holding> {
    tests.iter().find_map(|test| match test {
        OwnerTest::On(pattern) => Some(Holding { lists: vec![pattern.clone()], ..nobody() }),
        OwnerTest::Named(id) => Some(Holding { named: vec![id.clone()], ..nobody() }),
        OwnerTest::Has(Cond::Fact(fact, Test::Is(values))) => {
            let value = values.first()?.clone();
            Some(Holding { facts: vec![(*fact, Possible::is(value))], ..nobody() })
        }
        OwnerTest::Has(_) => None,
    })
}

/// A value one can write down: what stands for "another" becomes one that no test names.
fn real(theory: &Theory, fact: FactIx, value: &Value) -> Option<Value> {
    let Value::Sym(text) = value else { return Some(value.clone()) };
    if &**text != "(another)" {
        return Some(value.clone());
    }
    let candidates: &[&str] = match theory.facts[fact].domain {
        Domain::Country => &["KZ", "AE", "RS", "TR", "AM", "UY", "GE", "KG"],
        _ => &["0A979", "999999", "1A999"],
    };
    let known = classes(theory, fact, &Possible::Any);
    candidates.iter().map(|c| Value::sym(c)).find(|c| !known.contains(c))
}

/// A change as a case writes it, under its clause.
pub(super) fn words(theory: &Theory, change: &Change) -> Option<String> {
    let Change::Given(given) = change else { return None };
    let group = |g: &GroupIx| theory.groups[*g].name.as_str();
    Some(match given {
        Given::Fact(of, fact, possible) => {
            let path = &theory.facts[*fact].path;
            // a node and what is below it is written by the node, which comes first
            let Possible::OneOf(values) = possible else { return None };
            let value = values.first()?;
            match of {
                None => format!("{path} {value}"),
                Some(g) => format!("{}.{} {value}", group(g), path.strip_prefix("party.").unwrap_or(path)),
            }
        }
        Given::On(g, pattern, yes) => {
            format!("{} is {}{}", group(g), if *yes { "" } else { "not " }, on_list(pattern))
        }
        Given::Atom(g, atom, yes) => match &theory.party_atoms[*atom] {
            PartyAtom::Named(id) => format!("{} is {}on {id}", group(g), if *yes { "" } else { "not " }),
            PartyAtom::On(_) | PartyAtom::Owned(..) | PartyAtom::Controlled(_) => return None,
        },
        Given::Held(g, holding) => {
            format!("{} is owned {}% by {}", group(g), holding.percent, held_by(theory, holding))
        }
        Given::Controlled(g, None) => format!("{} is controlled by nobody", group(g)),
        Given::Controlled(g, Some(by)) => format!("{} is controlled by {}", group(g), held_by(theory, by)),
    })
}

fn on_list(pattern: &crate::theory::ListPattern) -> String {
    let programme = pattern.programme.as_ref().map_or(String::new(), |p| format!(" programme {p}"));
    let directive = pattern.directive.as_ref().map_or(String::new(), |d| format!(" directive {d}"));
    format!("on {}{programme}{directive}", pattern.list)
}

fn held_by(theory: &Theory, holding: &Holding) -> String {
    let mut out: Vec<String> = holding.lists.iter().map(on_list).collect();
    out.extend(holding.named.iter().map(|id| format!("on {id}")));
    out.extend(holding.facts.iter().filter_map(|(fact, possible)| {
        let path = &theory.facts[*fact].path;
        Some(format!("{} {}", path.strip_prefix("party.").unwrap_or(path), possible.known()?))
    }));
    if out.is_empty() { "nobody listed".to_owned() } else { out.join(", ") }
}
