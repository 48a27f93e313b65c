//! Cases that would make a limb count: an earlier case with one or two facts changed, so that it comes out otherwise
//! once the limb is gone.
//!
//! What comes out is what the law as it stands says; whether that is right is for whoever adopts the case.

use std::collections::BTreeSet;

use super::limbs::{Limb, at, owned};
use super::{Mutant, watch};
use crate::cases::{Given, LawCase, widen};
use crate::classes::classes;
use crate::interpret::{Inquiry, kleene};
use crate::judge::{Answer, judge};
use crate::theory::{
    Cond, Domain, FactIx, GroupIx, NormIx, Operand, PartyAtom, Scope, Scoped, Test, Theory, Verdict,
};
use crate::value::{Possible, Value};

/// Earlier cases looked at for one limb.
const BASES: usize = 16;
/// Changes tried on one case.
const CHANGES: usize = 90;
/// Pairs of changes tried on one case.
const PAIRS: usize = 400;
/// Values tried of one fact.
const VALUES: usize = 6;

/// A case that needs a limb.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion {
    /// The case it builds on.
    pub base: usize,
    /// What is given otherwise, a line each.
    pub given: Vec<String>,
    /// The regime asked.
    pub regime: usize,
    /// What comes out.
    pub answer: Answer,
    /// What comes out without the limb.
    pub without: Answer,
}

/// A case that would come out otherwise without the limb, if a small change of an earlier one does.
pub fn suggest(theory: &Theory, cases: &[LawCase], limb: &Limb) -> Option<Suggestion> {
    let mut mutated = theory.clone();
    let _ = Mutant::Limb(limb.clone()).apply(&mut mutated);
    let users = watch::users(theory, &limb.owner);
    let regimes: BTreeSet<usize> = users.iter().map(|ix| theory.norms[*ix].regime).collect();
    let mut pool = Pool { theory, leaves: vec![], seen: BTreeSet::new() };
    let (_, above) = limb.path.split_last()?;
    let whole = owned(theory, &limb.owner);
    // the limb itself first, then those beside it, then the rest
    for path in [&limb.path[..], above, &[]] {
        pool.cond(at(whole, path)?, bound(whole, path));
    }
    let named = |case: &LawCase| {
        let by = |ix: &NormIx| case.expect.iter().any(|e| e.by.contains(&theory.norms[*ix].id));
        users.iter().any(by)
    };
    let mut bases: Vec<usize> = (0..cases.len()).filter(|c| cases[*c].known_on.is_none()).collect();
    bases.sort_by_key(|c| (!named(&cases[*c]), cases[*c].file != limb.place.file, *c));
    for base in bases.into_iter().take(BASES) {
        for regime in &regimes {
            let found = pool.around(&cases[base], base, *regime, &mutated);
            if found.is_some() {
                return found;
            }
        }
    }
    None
}

/// The group of the quantifier around the end of a way down.
fn bound(cond: &Cond, path: &[usize]) -> Option<GroupIx> {
    let (first, rest) = path.split_first()?;
    match cond {
        Cond::All(all) | Cond::AtLeast(_, all) => bound(all.get(*first)?, rest),
        Cond::Not(inner) | Cond::AnyItem(inner) => bound(inner, rest),
        Cond::AnyOf(group, inner) => bound(inner, rest).or(Some(*group)),
        _ => None,
    }
}

/// Something a case could say about a leaf.
#[derive(Debug, Clone)]
enum Leaf {
    Fact(Option<GroupIx>, FactIx, Value),
    Atom(Option<GroupIx>, usize),
}

/// What the group around a limb looks at.
struct Pool<'t> {
    theory: &'t Theory,
    leaves: Vec<Leaf>,
    seen: BTreeSet<(bool, usize)>,
}

impl Pool<'_> {
    fn cond(&mut self, cond: &Cond, group: Option<GroupIx>) {
        match cond {
            Cond::All(all) | Cond::AtLeast(_, all) => all.iter().for_each(|c| self.cond(c, group)),
            Cond::Not(inner) | Cond::AnyItem(inner) => self.cond(inner, group),
            Cond::AnyOf(group, inner) => self.cond(inner, Some(*group)),
            Cond::Define(ix) => {
                if self.seen.insert((false, *ix)) {
                    self.cond(&self.theory.defines[*ix].means, group);
                }
            }
            Cond::Term(ix) => {
                if self.seen.insert((true, *ix)) {
                    self.theory.terms[*ix].readings.iter().for_each(|r| self.cond(&r.means, group));
                }
            }
            Cond::Fact(fact, test) => self.fact(*fact, test, group),
            Cond::Compared(ix) => {
                let comparison = &self.theory.comparisons[*ix];
                let right = match comparison.right {
                    Operand::Fact(fact) => Some(fact),
                    Operand::Parameter(_) => None,
                };
                for fact in std::iter::once(comparison.left).chain(right) {
                    for value in classes(self.theory, fact, &Possible::Any).into_iter().take(VALUES) {
                        self.leaves.push(Leaf::Fact(self.of(fact, group), fact, value));
                    }
                }
            }
            Cond::Party(atom) => self.leaves.push(Leaf::Atom(group, *atom)),
            Cond::Marked(lookup) => {
                for fact in &lookup.keys {
                    for value in classes(self.theory, *fact, &Possible::Any).into_iter().take(2 * VALUES) {
                        let value = real(self.theory, *fact, &value);
                        self.leaves.extend(value.map(|v| Leaf::Fact(self.of(*fact, group), *fact, v)));
                    }
                }
            }
            Cond::Const(_) | Cond::Applies(_) | Cond::Status(..) => {}
        }
    }

    fn of(&self, fact: FactIx, group: Option<GroupIx>) -> Option<GroupIx> {
        group.filter(|_| self.theory.facts[fact].scope == Scope::Party)
    }

    /// Values the test takes and values it does not.
    fn fact(&mut self, fact: FactIx, test: &Test, group: Option<GroupIx>) {
        let mut values: Vec<Value> = match test {
            Test::Is(values) => values.iter().take(VALUES / 2).cloned().collect(),
            Test::Under(codes) => codes.iter().take(VALUES / 2).map(|c| Value::Sym(c.clone())).collect(),
            Test::InSet(set) => {
                self.theory.sets[*set].values.iter().take(VALUES / 2).map(|(v, ..)| v.clone()).collect()
            }
            Test::Against(_, bound) => vec![bound.clone()],
            Test::Key(..) => vec![],
        };
        let all = classes(self.theory, fact, &Possible::Any);
        values.extend(all.into_iter().filter(|v| !values.contains(v)).take(2 * VALUES).collect::<Vec<_>>());
        let group = self.of(fact, group);
        for value in values {
            self.leaves.extend(real(self.theory, fact, &value).map(|v| Leaf::Fact(group, fact, v)));
        }
    }

    fn around(&self, base: &LawCase, ix: usize, regime: usize, mutated: &Theory) -> Option<Suggestion> {
        let mut changes: Vec<Given> = Vec::new();
        for leaf in &self.leaves {
            changes.extend(self.given(leaf, base));
        }
        changes.truncate(CHANGES);
        let singles = (0..changes.len()).map(|a| vec![a]);
        let pairs =
            (0..changes.len()).flat_map(|a| (a + 1..changes.len()).map(move |b| vec![a, b])).take(PAIRS);
        for picked in std::iter::once(vec![]).chain(singles).chain(pairs) {
            let mut case = base.clone();
            case.given.extend(picked.iter().map(|c| changes[*c].clone()));
            let found = decide(self.theory, &case, regime);
            if found.iter().all(Option::is_none) || decide(mutated, &case, regime) == found {
                continue;
            }
            let (answer, without) = (judged(self.theory, &case, regime), judged(mutated, &case, regime));
            if without != answer && matches!(answer, Answer::Closed(_) | Answer::Degraded) {
                let given = picked.iter().filter_map(|c| words(self.theory, &changes[*c])).collect();
                return Some(Suggestion { base: ix, given, regime, answer, without });
            }
        }
        None
    }

    /// What a case would say, about a party it has or one more.
    fn given(&self, leaf: &Leaf, base: &LawCase) -> Vec<Given> {
        // in a definition of a party the quantifier stands elsewhere: whoever the case names may be meant
        let subjects = |group: Option<GroupIx>| {
            let mut out: Vec<GroupIx> = Vec::new();
            for given in &base.given {
                if let Given::Fact(Some(g), ..) | Given::On(g, ..) | Given::Atom(g, ..) = given
                    && group.is_none_or(|group| {
                        let roles = &self.theory.groups[group].roles;
                        self.theory.groups[*g].roles.iter().any(|r| roles.contains(r))
                    })
                    && !out.contains(g)
                {
                    out.push(*g);
                }
            }
            out.extend(group.filter(|g| !out.contains(g)));
            out
        };
        match leaf {
            Leaf::Fact(group, fact, value) => {
                let possible = Possible::OneOf(widen(self.theory, *fact, value));
                if self.theory.facts[*fact].scope != Scope::Party {
                    return vec![Given::Fact(None, *fact, possible)];
                }
                let about = subjects(*group).into_iter();
                about.map(|g| Given::Fact(Some(g), *fact, possible.clone())).collect()
            }
            Leaf::Atom(group, atom) => {
                let mut out = Vec::new();
                for g in subjects(*group) {
                    for yes in [true, false] {
                        match &self.theory.party_atoms[*atom] {
                            PartyAtom::On(pattern) => out.push(Given::On(g, pattern.clone(), yes)),
                            PartyAtom::Named(_) => out.push(Given::Atom(g, *atom, yes)),
                            PartyAtom::Owned(..) | PartyAtom::Controlled(_) => {}
                        }
                    }
                }
                out
            }
        }
    }
}

/// The verdict where facts alone settle it, as far as the law may be trusted and looking past that; where they do not,
/// the change was no good.
fn decide(theory: &Theory, law_case: &LawCase, regime: usize) -> [Option<Verdict>; 2] {
    let case = law_case.build(theory);
    let policy = law_case.policy(theory);
    let strict = Inquiry::new(theory, &case, Some(&policy));
    let question = [(0, Scoped { regime, part: None })];
    [&strict, &strict.trusting()].map(|inquiry| kleene(inquiry, &question).ok())
}

/// What a case would have to expect.
fn judged(theory: &Theory, law_case: &LawCase, regime: usize) -> Answer {
    let case = law_case.build(theory);
    let policy = law_case.policy(theory);
    let inquiry = Inquiry::new(theory, &case, Some(&policy));
    judge(&inquiry, Some(&policy), &[(0, Scoped { regime, part: None })]).answer
}

/// A value one can write down: what stands for "another" becomes one that no test names.
fn real(theory: &Theory, fact: FactIx, value: &Value) -> Option<Value> {
    let Value::Sym(text) = value else { return Some(value.clone()) };
    if &**text != "(another)" {
        return Some(value.clone());
    }
    let candidates: &[&str] = match theory.facts[fact].domain {
        Domain::Country => &["KZ", "AE", "RS", "TR", "AM", "UY"],
        _ => &["0A979", "999999", "1A999"],
    };
    let known = classes(theory, fact, &Possible::Any);
    candidates.iter().map(|c| Value::sym(c)).find(|c| !known.contains(c))
}

/// A given as a case writes it.
fn words(theory: &Theory, given: &Given) -> Option<String> {
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
            let not = if *yes { "" } else { "not " };
            let programme = pattern.programme.as_ref().map_or(String::new(), |p| format!(" programme {p}"));
            let directive = pattern.directive.as_ref().map_or(String::new(), |d| format!(" directive {d}"));
            format!("{} is {not}on {}{programme}{directive}", group(g), pattern.list)
        }
        Given::Atom(g, atom, yes) => match &theory.party_atoms[*atom] {
            PartyAtom::Named(id) => format!("{} is {}on {id}", group(g), if *yes { "" } else { "not " }),
            PartyAtom::On(_) | PartyAtom::Owned(..) | PartyAtom::Controlled(_) => return None,
        },
        Given::Held(..) | Given::Controlled(..) => return None,
    })
}
