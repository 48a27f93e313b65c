//! A case: what is known of one transaction, as sets of possible values.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::theory::{Domain, FactIx, GroupIx, PartyAtom, Scope, Test, Theory};
use crate::value::{Possible, Value, is_under};

/// The place of one fact in a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Slot {
    /// Of the whole deal.
    Global(FactIx),
    /// Of a leg.
    Leg(usize, FactIx),
    /// Of an item.
    Item(usize, FactIx),
    /// Of a party.
    Party(usize, FactIx),
    /// A list or ownership test about a party.
    PartyAtom(usize, usize),
    /// The outcome of a comparison of two facts, in a leg, about a party.
    Compared(usize, usize, Option<usize>),
    /// Before or after a clock time on this date, or within an uncertain start up to the second date.
    Boundary(Date, Option<Date>),
}

impl Slot {
    /// The fact it is a place for, if it is one.
    pub fn fact(self) -> Option<FactIx> {
        match self {
            Slot::Global(fact) | Slot::Leg(_, fact) | Slot::Item(_, fact) | Slot::Party(_, fact) => {
                Some(fact)
            }
            Slot::PartyAtom(..) | Slot::Compared(..) | Slot::Boundary(..) => None,
        }
    }
}

/// Where a fact came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Provenance {
    /// The transaction says so.
    Stated,
    /// From a list, naming it.
    Listed(String),
    /// Worked out from other facts, saying how.
    Derived(String),
    /// From a declared assumption set.
    Assumed(String),
}

/// What is known of one fact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// Values still possible.
    pub possible: Possible,
    /// What it would be were no list missing or stale; `None` where that changes nothing.
    pub otherwise: Option<Possible>,
    /// Where it came from.
    pub provenance: Provenance,
}

/// A party of a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseParty {
    /// Name for messages and needs.
    pub name: String,
    /// Base roles.
    pub roles: Vec<usize>,
    /// Nobody was named: stands for whoever it may be.
    pub unnamed: bool,
}

/// A leg of a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leg {
    /// `item:1`, `payment:1`.
    pub name: String,
    /// Its item.
    pub item: usize,
}

/// What is known of one transaction.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Case {
    /// Facts; absent means unknown.
    pub facts: BTreeMap<Slot, Known>,
    /// Parties, phantom ones included.
    pub parties: Vec<CaseParty>,
    /// Names of items.
    pub items: Vec<String>,
    /// Legs.
    pub legs: Vec<Leg>,
}

/// An assumption that filled a fact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filled {
    /// Which fact.
    pub slot: Slot,
    /// With what.
    pub value: Value,
    /// The assumption set.
    pub set: String,
}

impl Case {
    /// Records a fact.
    pub fn set(&mut self, slot: Slot, possible: Possible, provenance: Provenance) {
        self.facts.insert(slot, Known { possible, otherwise: None, provenance });
    }

    /// What is possible for a slot; `trust` looks past missing and stale lists.
    pub fn possible(&self, slot: Slot, trust: bool) -> &Possible {
        match self.facts.get(&slot) {
            None => &Possible::Any,
            Some(Known { otherwise: Some(otherwise), .. }) if trust => otherwise,
            Some(known) => &known.possible,
        }
    }

    /// The slot of a fact in a leg.
    pub fn slot(&self, theory: &Theory, fact: FactIx, leg: usize, party: Option<usize>) -> Slot {
        match theory.facts[fact].scope {
            Scope::Global => Slot::Global(fact),
            Scope::Leg => Slot::Leg(leg, fact),
            Scope::Item => Slot::Item(self.legs.get(leg).map_or(0, |l| l.item), fact),
            // outside `has` the resolver lets no party fact through without a role
            Scope::Party => Slot::Party(party.unwrap_or(usize::MAX), fact),
        }
    }

    /// Parties that hold a role of the group.
    pub fn members(&self, theory: &Theory, group: GroupIx) -> Vec<usize> {
        let roles = &theory.groups[group].roles;
        (0..self.parties.len()).filter(|p| self.parties[*p].roles.iter().any(|r| roles.contains(r))).collect()
    }

    /// Adds one wholly unknown party for each expected role that nobody holds. `payment` says whether there is one.
    pub fn add_unnamed(&mut self, theory: &Theory, payment: bool) {
        let pays = ["payer", "payee", "bank", "account_holder"];
        let mut missing: Vec<usize> = theory.groups.iter().flat_map(|g| g.expects.iter().copied()).collect();
        missing.sort_unstable();
        missing.dedup();
        for role in missing {
            let name = &theory.roles[role];
            let held = self.parties.iter().any(|p| p.roles.contains(&role));
            if !held && (payment || !pays.contains(&name.as_str())) {
                self.parties.push(CaseParty { name: name.clone(), roles: vec![role], unnamed: true });
            }
        }
        for group in theory.groups.iter().filter(|g| g.expects_any) {
            let held = self.parties.iter().any(|p| p.roles.iter().any(|r| group.roles.contains(r)));
            if !held {
                let roles = group.roles.first().copied().into_iter().collect();
                self.parties.push(CaseParty { name: group.name.clone(), roles, unnamed: true });
            }
        }
    }

    /// Fills silent facts from assumption sets and says which. Unnamed parties stay unknown.
    pub fn assume(&mut self, theory: &Theory, sets: &[usize]) -> Vec<Filled> {
        let mut filled = Vec::new();
        for set in sets {
            let set = &theory.assumptions[*set];
            let mut wanted: Vec<(Slot, Value)> = Vec::new();
            for (fact, value) in &set.sets {
                let slots: Vec<Slot> = match theory.facts[*fact].scope {
                    Scope::Global => vec![Slot::Global(*fact)],
                    Scope::Leg => (0..self.legs.len()).map(|l| Slot::Leg(l, *fact)).collect(),
                    Scope::Item => (0..self.items.len()).map(|i| Slot::Item(i, *fact)).collect(),
                    Scope::Party => self.named().map(|p| Slot::Party(p, *fact)).collect(),
                };
                wanted.extend(slots.into_iter().map(|slot| (slot, value.clone())));
            }
            if set.no_listings {
                for party in self.named().collect::<Vec<_>>() {
                    let atoms = 0..theory.party_atoms.len();
                    wanted.extend(atoms.map(|a| (Slot::PartyAtom(party, a), Value::Bool(false))));
                }
            }
            for (slot, value) in wanted {
                if let std::collections::btree_map::Entry::Vacant(place) = self.facts.entry(slot) {
                    place.insert(Known {
                        possible: Possible::is(value.clone()),
                        otherwise: None,
                        provenance: Provenance::Assumed(set.id.clone()),
                    });
                    filled.push(Filled { slot, value, set: set.id.clone() });
                }
            }
        }
        filled
    }

    fn named(&self) -> impl Iterator<Item = usize> + '_ {
        (0..self.parties.len()).filter(|p| !self.parties[*p].unnamed)
    }

    /// A slot in words: `item.kind`, `purchaser.us_person`, `bank is on us.ofac.sdn`.
    pub fn describe(&self, theory: &Theory, slot: Slot) -> String {
        let path = |fact: FactIx| theory.facts[fact].path.clone();
        let own = |who: &str, fact: FactIx| {
            let path = &theory.facts[fact].path;
            format!("{who}.{}", path.strip_prefix("party.").unwrap_or(path))
        };
        let party = |p: usize| self.parties.get(p).map_or("party", |p| p.name.as_str());
        match slot {
            Slot::Global(fact) | Slot::Leg(_, fact) => path(fact),
            Slot::Item(item, fact) if self.items.len() > 1 => {
                let name = self.items.get(item).map_or("item", |n| n.as_str());
                format!("{name}: {}", path(fact))
            }
            Slot::Item(_, fact) => path(fact),
            Slot::Party(p, fact) => own(party(p), fact),
            Slot::PartyAtom(p, atom) => format!("{} {}", party(p), theory.party_atoms[atom].words()),
            Slot::Compared(ix, _, p) => {
                let (left, op, right) = theory.comparisons[ix];
                let op = match op {
                    crate::theory::Compare::Less => "before",
                    crate::theory::Compare::AtMost => "on or before",
                    crate::theory::Compare::AtLeast => "on or after",
                    crate::theory::Compare::More => "after",
                };
                let side = |fact: FactIx| match p {
                    Some(p) if theory.facts[fact].scope == Scope::Party => own(party(p), fact),
                    _ => path(fact),
                };
                format!("whether {} is {op} {}", side(left), side(right))
            }
            Slot::Boundary(date, None) => format!("the time of day on {date}"),
            Slot::Boundary(date, Some(latest)) => {
                format!("the day between {date} and {latest} on which the text began")
            }
        }
    }
}

impl PartyAtom {
    /// In words, to follow a party's name.
    pub fn words(&self) -> String {
        let list = |p: &crate::theory::ListPattern| {
            let mut out = p.list.clone();
            if let Some(programme) = &p.programme {
                out += &format!(" programme {programme}");
            }
            if let Some(directive) = &p.directive {
                out += &format!(" directive {directive}");
            }
            out
        };
        match self {
            PartyAtom::On(pattern) => format!("is on {}", list(pattern)),
            PartyAtom::Named(id) => format!("is on {id}"),
            PartyAtom::Owned(t, lists) => {
                let bound = if t.strictly_more { "more than" } else { "at least" };
                let how = if t.aggregate { " in aggregate" } else { " by one" };
                let direct = if t.direct_only { " directly" } else { "" };
                let lists: Vec<String> = lists.iter().map(list).collect();
                format!("is owned {bound} {}%{how}{direct} by on {}", t.percent, lists.join(" or "))
            }
        }
    }
}

/// The classes of a fact's remaining values: one value of each, in a fixed order. Two values are in one class when
/// no test of the law tells them apart (`docs/semantics.md`, facts).
pub fn classes(theory: &Theory, fact: FactIx, possible: &Possible) -> Vec<Value> {
    let tests = theory.tests.get(fact).map_or(&[][..], Vec::as_slice);
    let candidates: Vec<Value> = match possible {
        Possible::OneOf(values) => values.clone(),
        Possible::Between(low, high) => cuts(tests, low.as_ref(), high.as_ref(), &theory.facts[fact].domain),
        Possible::Any => match &theory.facts[fact].domain {
            Domain::YesNo | Domain::Text => vec![Value::Bool(false), Value::Bool(true)],
            Domain::OneOf(values) => values.iter().cloned().map(Value::Sym).collect(),
            Domain::Kind(kind) => {
                let nodes = theory.kinds.get(kind).map_or(&[][..], |k| k.nodes.as_slice());
                nodes.iter().map(|n| Value::Sym(n.id.clone())).collect()
            }
            Domain::Code | Domain::Country => {
                let mut named = mentioned(theory, tests);
                named.push(Value::sym("(another)"));
                named
            }
            domain @ (Domain::Date | Domain::Number) => cuts(tests, None, None, domain),
        },
    };
    let mut seen: Vec<Vec<bool>> = Vec::new();
    let mut out = Vec::new();
    for value in candidates {
        let signature = signature(theory, tests, &value);
        if !seen.contains(&signature) {
            seen.push(signature);
            out.push(value);
        }
    }
    out
}

/// A code as stated, with every deeper code the law tells apart: the statement leaves those open.
pub fn code_values(theory: &Theory, fact: FactIx, code: &str) -> Vec<Value> {
    let mut out = vec![Value::sym(code)];
    for value in mentioned(theory, theory.tests.get(fact).map_or(&[][..], Vec::as_slice)) {
        if let Value::Sym(deeper) = &value
            && &**deeper != code
            && is_under(deeper, code)
        {
            out.push(value);
        }
    }
    out
}

fn mentioned(theory: &Theory, tests: &[Test]) -> Vec<Value> {
    let mut out: Vec<Value> = Vec::new();
    for test in tests {
        match test {
            Test::Is(values) => out.extend(values.iter().cloned()),
            Test::Under(codes) => out.extend(codes.iter().cloned().map(Value::Sym)),
            Test::InSet(set) => out.extend(theory.sets[*set].values.iter().map(|(v, ..)| v.clone())),
            Test::Against(..) => {}
        }
    }
    out.sort();
    out.dedup();
    out
}

fn signature(theory: &Theory, tests: &[Test], value: &Value) -> Vec<bool> {
    let mut out = Vec::new();
    for test in tests {
        match test {
            Test::Is(values) => out.push(values.contains(value)),
            Test::Under(codes) => out.push(is_one_under(value, codes)),
            Test::Against(op, bound) => out.push(op.holds(value, bound)),
            // every window of the set, since the day of the act may be open too
            Test::InSet(set) => {
                let windows: Vec<_> =
                    theory.sets[*set].values.iter().map(|(_, from, until)| (from, until)).collect();
                for window in windows {
                    let inside = |(v, from, until): &(Value, Option<Date>, Option<Date>)| {
                        v == value && (from, until) == window
                    };
                    out.push(theory.sets[*set].values.iter().any(inside));
                }
            }
        }
    }
    out
}

pub(crate) fn is_one_under(value: &Value, codes: &[std::sync::Arc<str>]) -> bool {
    matches!(value, Value::Sym(code) if codes.iter().any(|prefix| is_under(code, prefix)))
}

/// Bounds, thresholds and points on either side of each.
fn cuts(tests: &[Test], low: Option<&Value>, high: Option<&Value>, domain: &Domain) -> Vec<Value> {
    let mut points: Vec<Value> = low.into_iter().chain(high).cloned().collect();
    for test in tests {
        let bounds: Vec<&Value> = match test {
            Test::Against(_, bound) => vec![bound],
            Test::Is(values) => values.iter().collect(),
            _ => vec![],
        };
        for bound in bounds {
            points.push(bound.clone());
            match bound {
                Value::Date(date) => {
                    points.extend(date.yesterday().ok().map(Value::Date));
                    points.extend(date.tomorrow().ok().map(Value::Date));
                }
                Value::Num(number) => {
                    let one = rust_decimal::Decimal::ONE;
                    points.extend(number.checked_sub(one).map(Value::Num));
                    points.extend(number.checked_add(one).map(Value::Num));
                }
                _ => {}
            }
        }
    }
    points.sort();
    points.dedup();
    // a point between two neighbouring thresholds closer than one
    let between: Vec<Value> = points
        .windows(2)
        .filter_map(|pair| match pair {
            // halved before they are added, which cannot overflow
            [Value::Num(a), Value::Num(b)] => {
                let two = rust_decimal::Decimal::TWO;
                Some(Value::Num(a.checked_div(two)?.checked_add(b.checked_div(two)?)?))
            }
            _ => None,
        })
        .collect();
    points.extend(between);
    points.sort();
    points.retain(|p| low.is_none_or(|l| p >= l) && high.is_none_or(|h| p <= h));
    if points.is_empty() {
        points.push(match domain {
            Domain::Date => Value::Date(Date::constant(2000, 1, 1)),
            _ => Value::Num(rust_decimal::Decimal::ZERO),
        });
    }
    points
}
