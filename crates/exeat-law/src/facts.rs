//! A case: what is known of one transaction, as sets of possible values.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use crate::interpret::{Inquiry, speaks};
use crate::theory::{Compare, FactIx, GroupIx, Operand, OwnerTest, PartyAtom, Scope, Theory, Usual};
use crate::value::{Possible, Value};

/// What quantifiers bind at a place in a condition.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Bound {
    /// The party of `any ROLE has`.
    pub party: Option<usize>,
    /// The item of `any item has`; else it is the leg's own.
    pub item: Option<usize>,
}

impl Bound {
    /// With this party.
    pub fn party(self, party: usize) -> Bound {
        Bound { party: Some(party), ..self }
    }

    /// With this item.
    pub fn item(self, item: usize) -> Bound {
        Bound { item: Some(item), ..self }
    }
}

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
    /// The outcome of a comparison, in a leg, about what is bound there.
    Compared(usize, usize, Bound),
    /// Before or after a clock time on this date, or within an uncertain start up to the second date.
    Boundary(Date, Option<Date>),
}

impl Slot {
    /// The place of another fact of the same party, item, leg or deal.
    fn with(self, other: FactIx) -> Slot {
        match self {
            Slot::Global(_) => Slot::Global(other),
            Slot::Leg(leg, _) => Slot::Leg(leg, other),
            Slot::Item(item, _) => Slot::Item(item, other),
            Slot::Party(party, _) => Slot::Party(party, other),
            slot => slot,
        }
    }

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
    /// Places of which whoever asks was asked and does not know.
    pub unknown: BTreeSet<Slot>,
    /// Places about which a text that no rule reads says something: nothing is assumed of them.
    pub doubted: BTreeSet<Slot>,
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

/// What an assumption set did to a case.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Assumed {
    /// What it filled.
    pub filled: Vec<Filled>,
    /// What it would have filled, had nothing that is said spoken against it.
    pub withdrawn: Vec<Filled>,
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

    /// The slot of a fact in a leg, about what is bound.
    pub fn slot(&self, theory: &Theory, fact: FactIx, leg: usize, bound: Bound) -> Slot {
        match theory.facts[fact].scope {
            Scope::Global => Slot::Global(fact),
            Scope::Leg => Slot::Leg(leg, fact),
            Scope::Item => {
                Slot::Item(bound.item.unwrap_or_else(|| self.legs.get(leg).map_or(0, |l| l.item)), fact)
            }
            // outside `has` the resolver lets no party fact through without a role
            Scope::Party => Slot::Party(bound.party.unwrap_or(usize::MAX), fact),
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

    /// What a known answer about a party makes of the weaker tests about it: owned by half is owned by a quarter.
    fn imply(&mut self, theory: &Theory) {
        let known = |case: &Case, slot: Slot| case.possible(slot, false).known().cloned();
        // one round for each pair is enough for chains
        for _ in 0..theory.implied.len() {
            let mut found: Vec<(Slot, Slot, bool)> = Vec::new();
            for party in 0..self.parties.len() {
                for (strong, weak) in &theory.implied {
                    let (strong, weak) = (Slot::PartyAtom(party, *strong), Slot::PartyAtom(party, *weak));
                    if known(self, strong) == Some(Value::Bool(true)) && !self.facts.contains_key(&weak) {
                        found.push((weak, strong, true));
                    }
                    if known(self, weak) == Some(Value::Bool(false)) && !self.facts.contains_key(&strong) {
                        found.push((strong, weak, false));
                    }
                }
            }
            if found.is_empty() {
                return;
            }
            for (slot, from, yes) in found {
                let why = Provenance::Derived(format!("follows from: {}", self.describe(theory, from)));
                self.facts.entry(slot).or_insert(Known {
                    possible: Possible::is(Value::Bool(yes)),
                    otherwise: None,
                    provenance: why,
                });
            }
        }
    }

    /// Fills silent facts from assumption sets and says which. Unnamed parties stay unknown. What is stated, listed or
    /// derived withdraws the assumption that it speaks against, as the set says; and what the stated facts rule out,
    /// by what can never be, is not assumed.
    pub fn assume(&mut self, theory: &Theory, sets: &[usize]) -> Assumed {
        self.imply(theory);
        let mut out = Assumed::default();
        let mut all: Vec<usize> = Vec::new();
        for set in sets {
            let one = std::iter::once(set).chain(&theory.assumptions[*set].includes);
            all.extend(one.filter(|s| !all.contains(s)).copied().collect::<Vec<_>>());
        }
        let before = self.clone();
        let said = Inquiry::new(theory, &before, None);
        let mut wanted: Vec<(Slot, Value, usize)> = Vec::new();
        for ix in all {
            let set = &theory.assumptions[ix];
            for setting in &set.sets {
                let fact = setting.fact;
                let slots: Vec<Slot> = match theory.facts[fact].scope {
                    Scope::Global => vec![Slot::Global(fact)],
                    Scope::Leg => (0..self.legs.len()).map(|l| Slot::Leg(l, fact)).collect(),
                    Scope::Item => (0..self.items.len()).map(|i| Slot::Item(i, fact)).collect(),
                    Scope::Party => self.named().map(|p| Slot::Party(p, fact)).collect(),
                };
                let silent = |slot: &Slot| !before.facts.contains_key(slot) && !before.unknown.contains(slot);
                for slot in slots.into_iter().filter(silent) {
                    let value = match &setting.value {
                        Usual::Is(value) => Some(value.clone()),
                        Usual::As(other) => {
                            let other = match theory.facts[*other].scope {
                                Scope::Global => Slot::Global(*other),
                                _ => slot.with(*other),
                            };
                            before.possible(other, false).known().cloned()
                        }
                    };
                    let Some(value) = value else { continue };
                    let doubted = before.doubted.contains(&slot);
                    if doubted || setting.unless.iter().any(|cond| speaks(&said, cond, slot)) {
                        let filled = Filled { slot, value, set: set.id.clone() };
                        out.withdrawn.push(filled);
                    } else {
                        wanted.push((slot, value, ix));
                    }
                }
            }
            if set.no_listings {
                for party in self.named().collect::<Vec<_>>() {
                    let atoms = 0..theory.party_atoms.len();
                    wanted.extend(atoms.map(|a| (Slot::PartyAtom(party, a), Value::Bool(false), ix)));
                }
            }
        }
        for (slot, value, ix) in wanted {
            // a set that another withdraws stays withdrawn
            if out.withdrawn.iter().any(|w| w.slot == slot) {
                continue;
            }
            if let std::collections::btree_map::Entry::Vacant(place) = self.facts.entry(slot) {
                let set = &theory.assumptions[ix].id;
                place.insert(Known {
                    possible: Possible::is(value.clone()),
                    otherwise: None,
                    provenance: Provenance::Assumed(set.clone()),
                });
                out.filled.push(Filled { slot, value, set: set.clone() });
            }
        }
        crate::interpret::settle(theory, self, &mut out);
        out
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
            Slot::Compared(ix, _, bound) => {
                let comparison = &theory.comparisons[ix];
                let op = comparison
                    .op
                    .words(theory.facts[comparison.left].domain.is_time() && comparison.offset.is_none());
                let side = |fact: FactIx| match bound.party {
                    Some(p) if theory.facts[fact].scope == Scope::Party => own(party(p), fact),
                    _ => path(fact),
                };
                let right = match comparison.right {
                    Operand::Fact(fact) => side(fact),
                    Operand::Parameter(ix) => theory.parameters[ix].id.clone(),
                };
                let apart = comparison.offset.as_ref().map_or(String::new(), |o| format!("{} ", o.words()));
                format!("whether {} is {op} {apart}{right}", side(comparison.left))
            }
            Slot::Boundary(date, None) => format!("the time of day on {date}"),
            Slot::Boundary(date, Some(latest)) => {
                format!("the day between {date} and {latest} on which the text began")
            }
        }
    }
}

impl Compare {
    /// In words, between a fact and what it is compared with.
    pub fn words(self, time: bool) -> &'static str {
        match (self, time) {
            (Compare::Less, true) => "before",
            (Compare::AtMost, true) => "on or before",
            (Compare::AtLeast, true) => "on or after",
            (Compare::More, true) => "after",
            (Compare::Less, false) => "less than",
            (Compare::AtMost, false) => "at most",
            (Compare::AtLeast, false) => "at least",
            (Compare::More, false) => "more than",
        }
    }
}

impl PartyAtom {
    /// In words, to follow a party's name.
    pub fn words(&self) -> String {
        let by = |tests: &[OwnerTest]| tests.iter().map(OwnerTest::words).collect::<Vec<_>>().join(" or ");
        match self {
            PartyAtom::On(pattern) => format!("is on {}", pattern.words()),
            PartyAtom::Named(id) => format!("is on {id}"),
            PartyAtom::Owned(t, tests) => {
                let bound = if t.strictly_more { "more than" } else { "at least" };
                let how = if t.aggregate { " in aggregate" } else { " by one" };
                let direct = if t.direct_only { " directly" } else { "" };
                let control = if t.control { " counting control" } else { "" };
                format!("is owned {bound} {}%{how}{direct}{control} by {}", t.percent, by(tests))
            }
            PartyAtom::Controlled(tests) => format!("is controlled by {}", by(tests)),
        }
    }
}

impl OwnerTest {
    /// In words.
    pub fn words(&self) -> String {
        match self {
            OwnerTest::On(pattern) => format!("on {}", pattern.words()),
            OwnerTest::Named(id) => format!("on {id}"),
            OwnerTest::Has(_) => "an owner of the kind the rule names".to_owned(),
        }
    }
}

impl crate::theory::ListPattern {
    /// As written in law files.
    pub fn words(&self) -> String {
        let mut out = self.list.clone();
        if let Some(programme) = &self.programme {
            out += &format!(" programme {programme}");
        }
        if !self.other_than.is_empty() {
            out += &format!(" programme other than {}", self.other_than.join(", "));
        }
        if let Some(directive) = &self.directive {
            out += &format!(" directive {directive}");
        }
        out
    }
}
