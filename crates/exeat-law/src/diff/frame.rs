//! The transactions among which a comparison looks: one item, a few parties, every fact of the law, on two sides at
//! once.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use fixedbitset::FixedBitSet;
use jiff::civil::Date;

use super::Side;
use super::cone::Cone;
use crate::cases::{settled_by, widen};
use crate::classes::{candidates, mentioned, signature};
use crate::facts::{Case, CaseParty, Leg, Provenance, Slot};
use crate::theory::{Domain, FactIx, ListPattern, NormIx, PartyAtom, Scope, Test, Theory, Usual};
use crate::value::{Possible, Value, is_under};

/// Who takes part: a name and the roles held. One person may sell and be paid, one may buy, use and pay.
const PARTIES: [(&str, &[&str]); 3] = [
    ("supplier", &["exporter", "seller", "service_provider", "payee"]),
    ("customer", &["purchaser", "ultimate_consignee", "end_user", "payer", "account_holder"]),
    ("bank", &["bank"]),
];
/// Where ordinary companies are: the one that supplies, and the others.
const ORDINARY: [&str; 2] = ["US", "RU"];
/// Countries and codes from which one is taken to stand for "another".
const OTHERS: [&str; 9] = ["CL", "UY", "PY", "9Z999", "8Z999", "999999", "989898", "XXX", "another"];

/// A list entry that a party may be stated to have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatedEntry {
    /// List, programme and directive.
    pub pattern: ListPattern,
    /// Entry id, for somebody named in the law.
    pub entry: Option<String>,
    /// Name, for somebody named in the law.
    pub name: Option<String>,
}

/// Something a transaction of the frame can say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Var {
    /// A fact, by its number among the facts of both sides; of a party, if it is a party's.
    Fact(usize, Option<usize>),
    /// The list entry of a party.
    Listing(usize),
}

/// What is said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Choice {
    Value(Value),
    Listing(Option<usize>),
}

/// Everything that can be said of one thing, what is usual first.
#[derive(Debug)]
pub(crate) struct Options {
    /// With the number of stated facts it costs.
    pub(crate) choices: Vec<(Choice, usize)>,
    /// The answers of each test to each choice, the tests of the norms themselves first.
    pub(crate) tests: Vec<Vec<Vec<bool>>>,
    /// The compared norms ask about it themselves.
    pub(crate) own: bool,
}

/// An entry with the tests it settles as "yes" on each side.
#[derive(Debug, Clone)]
struct Entry {
    stated: StatedEntry,
    settles: [FixedBitSet; 2],
}

/// The frame of one comparison.
#[derive(Debug)]
pub(crate) struct Frame<'a> {
    pub(crate) theories: [&'a Theory; 2],
    pub(crate) days: [Date; 2],
    /// Every fact of either side.
    pub(crate) facts: Vec<(&'a str, [Option<FactIx>; 2])>,
    by_side: [Vec<usize>; 2],
    pub(crate) parties: Vec<(String, Vec<String>)>,
    entries: Vec<Entry>,
    /// Tests of each fact that the norms themselves make, by side.
    asked: [BTreeMap<FactIx, Vec<Test>>; 2],
    /// Facts that are free although an assumption speaks of them, with its value.
    usual: BTreeMap<usize, Value>,
    /// Assumption sets of both sides.
    pub(crate) assume: Vec<String>,
    pub(crate) complete: bool,
    pub(crate) listings_assumed: bool,
    /// What can be said, by what of: worked out when first asked for, and the same in every search.
    options: RefCell<BTreeMap<Var, Rc<Options>>>,
}

impl<'a> Frame<'a> {
    pub(crate) fn new(sides: [&Side<'a>; 2], days: [Date; 2], norms: [&[NormIx]; 2]) -> Frame<'a> {
        let theories = sides.map(|s| s.theory);
        let mut paths: BTreeMap<&'a str, [Option<FactIx>; 2]> = BTreeMap::new();
        for (side, theory) in theories.iter().enumerate() {
            for (ix, fact) in theory.facts.iter().enumerate() {
                paths.entry(fact.path.as_str()).or_default()[side] = Some(ix);
            }
        }
        let facts: Vec<(&str, [Option<FactIx>; 2])> = paths.into_iter().collect();
        let by_side = [0, 1].map(|side| {
            let mut of = vec![0; theories[side].facts.len()];
            for (number, (_, ixs)) in facts.iter().enumerate() {
                if let Some(ix) = ixs[side] {
                    of[ix] = number;
                }
            }
            of
        });
        let sets = |side: usize| theories[side].assumptions.iter();
        let assume: Vec<String> =
            sets(0).filter(|one| sets(1).any(|other| other.id == one.id)).map(|a| a.id.clone()).collect();
        let every = |what: &dyn Fn(&crate::theory::Assumption) -> bool| {
            (0..2).all(|side| sets(side).any(|a| assume.contains(&a.id) && what(a)))
        };
        let complete = every(&|a| a.parties_complete);
        let listings_assumed = every(&|a| a.no_listings);
        let cones = [0, 1].map(|side| Cone::of(theories[side], norms[side]));
        let mut usual = BTreeMap::new();
        for side in 0..2 {
            for setting in sets(side).filter(|a| assume.contains(&a.id)).flat_map(|a| &a.sets) {
                if let Usual::Is(value) = &setting.value
                    && cones[side].facts.contains_key(&setting.fact)
                {
                    usual.insert(by_side[side][setting.fact], value.clone());
                }
            }
        }
        let mut parties: Vec<(String, Vec<String>)> = Vec::new();
        let known = |role: &str| theories.iter().any(|t| t.roles.iter().any(|r| r == role));
        for (name, roles) in PARTIES {
            let roles: Vec<String> = roles.iter().filter(|r| known(r)).map(|r| (*r).to_owned()).collect();
            if !roles.is_empty() {
                parties.push((name.to_owned(), roles));
            }
        }
        // somebody for every position the norms speak of
        for side in 0..2 {
            let theory = theories[side];
            for group in &cones[side].groups {
                let roles: Vec<&String> =
                    theory.groups[*group].roles.iter().map(|r| &theory.roles[*r]).collect();
                let held = parties.iter().any(|(_, held)| held.iter().any(|r| roles.contains(&r)));
                if let (false, Some(first)) = (held, roles.first()) {
                    parties.push(((*first).clone(), vec![(*first).clone()]));
                }
            }
        }
        let entries = entries(theories, days);
        let asked = cones.map(|cone| cone.facts);
        Frame {
            theories,
            days,
            facts,
            by_side,
            parties,
            entries,
            asked,
            usual,
            assume,
            complete,
            listings_assumed,
            options: RefCell::default(),
        }
    }

    /// What is said of ordinary parties: an American company supplies, companies in Russia take the rest.
    pub(crate) fn ordinary(&self) -> Vec<(Var, Choice)> {
        let mut out = Vec::new();
        for (ix, (name, _)) in self.parties.iter().enumerate() {
            let country = if name == "supplier" { ORDINARY[0] } else { ORDINARY[1] };
            let kind = if name == "bank" { "bank_company" } else { "company" };
            let of = [
                ("party.kind", Value::sym(kind)),
                ("party.country", Value::sym(country)),
                ("party.incorporated", Value::sym(country)),
                ("party.eu_person", Value::Bool(false)),
                ("party.uk_person", Value::Bool(false)),
            ];
            for (path, value) in of {
                let number = self.facts.iter().position(|(p, _)| *p == path);
                out.extend(number.map(|n| (Var::Fact(n, Some(ix)), Choice::Value(value))));
            }
        }
        out
    }

    /// The case of a side before anything is said: its day, its parties, and what is assumed.
    pub(crate) fn case(&self, side: usize) -> Case {
        let theory = self.theories[side];
        let mut case = Case {
            items: vec!["item".into()],
            legs: vec![Leg { name: "item:1".into(), item: 0 }],
            ..Case::default()
        };
        for (name, roles) in &self.parties {
            let roles = roles.iter().filter_map(|r| theory.roles.iter().position(|t| t == r)).collect();
            case.parties.push(CaseParty { name: name.clone(), roles, unnamed: false });
        }
        let sets: Vec<usize> =
            self.assume.iter().filter_map(|id| theory.assumptions.iter().position(|a| a.id == *id)).collect();
        case.assume(theory, &sets);
        // what may be said otherwise is open; so is who is listed
        case.facts.retain(|slot, _| match slot.fact() {
            Some(fact) => !self.usual.contains_key(&self.by_side[side][fact]),
            None => false,
        });
        if let Some(date) = theory.fact("deal.date") {
            case.set(Slot::Global(date), Possible::is(Value::Date(self.days[side])), Provenance::Stated);
        }
        case
    }

    /// What a side's slot stands for; `None` for what no transaction can say.
    pub(crate) fn var(&self, side: usize, slot: Slot) -> Option<Var> {
        let number = |fact: FactIx| self.by_side[side][fact];
        match slot {
            Slot::Global(fact) | Slot::Leg(_, fact) | Slot::Item(_, fact) => {
                Some(Var::Fact(number(fact), None))
            }
            Slot::Party(party, fact) if party < self.parties.len() => {
                Some(Var::Fact(number(fact), Some(party)))
            }
            Slot::PartyAtom(party, _) if party < self.parties.len() => Some(Var::Listing(party)),
            _ => None,
        }
    }

    /// The slot of a fact on a side.
    pub(crate) fn slot(&self, side: usize, number: usize, party: Option<usize>) -> Option<Slot> {
        let fact = self.facts[number].1[side]?;
        match (self.theories[side].facts[fact].scope, party) {
            (Scope::Global, _) => Some(Slot::Global(fact)),
            (Scope::Leg, _) => Some(Slot::Leg(0, fact)),
            (Scope::Item, _) => Some(Slot::Item(0, fact)),
            (Scope::Party, party) => Some(Slot::Party(party?, fact)),
        }
    }

    /// Whether an entry settles a test about its party as "yes".
    pub(crate) fn settles_atom(&self, side: usize, entry: Option<usize>, atom: usize) -> bool {
        entry.is_some_and(|e| self.entries[e].settles[side].contains(atom))
    }

    /// The tests about a party that each of these entries settles as "yes", and those that some of them does.
    pub(crate) fn settled_by(
        &self,
        side: usize,
        entries: impl Iterator<Item = Option<usize>>,
    ) -> [FixedBitSet; 2] {
        let atoms = self.theories[side].party_atoms.len();
        let [mut each, mut some] = [FixedBitSet::with_capacity(atoms), FixedBitSet::with_capacity(atoms)];
        each.insert_range(..);
        for entry in entries {
            match entry {
                Some(entry) => {
                    each.intersect_with(&self.entries[entry].settles[side]);
                    some.union_with(&self.entries[entry].settles[side]);
                }
                None => each.clear(),
            }
        }
        [each, some]
    }

    /// What can be said.
    pub(crate) fn options(&self, var: Var) -> Rc<Options> {
        let kept = match var {
            Var::Fact(number, _) => Var::Fact(number, None),
            Var::Listing(_) => Var::Listing(0),
        };
        if let Some(options) = self.options.borrow().get(&kept) {
            return options.clone();
        }
        let options = Rc::new(self.new_options(kept));
        self.options.borrow_mut().insert(kept, options.clone());
        options
    }

    fn new_options(&self, var: Var) -> Options {
        match var {
            Var::Listing(_) => {
                let entries = (0..self.entries.len()).map(|e| (Choice::Listing(Some(e)), 1));
                let choices = std::iter::once((Choice::Listing(None), 0)).chain(entries).collect();
                Options { choices, tests: vec![], own: true }
            }
            Var::Fact(number, _) => {
                let usual = self.usual.get(&number);
                let values = self.values(number);
                let tests = self.tests(number).into_iter().map(|(side, test)| {
                    let of = |v: &Value| signature(self.theories[side], std::slice::from_ref(&test), v);
                    values.iter().map(of).collect()
                });
                let tests = tests.collect();
                let cost = |value: &Value| usize::from(usual != Some(value));
                let choices = values.into_iter().map(|v| (cost(&v), v)).map(|(c, v)| (Choice::Value(v), c));
                Options { choices: choices.collect(), tests, own: self.own(number) }
            }
        }
    }

    /// Whether the compared norms ask about the fact themselves.
    fn own(&self, number: usize) -> bool {
        (0..2).any(|side| self.facts[number].1[side].is_some_and(|f| self.asked[side].contains_key(&f)))
    }

    /// The tests on a fact, those of the norms themselves first.
    fn tests(&self, number: usize) -> Vec<(usize, Test)> {
        let mut out: Vec<(usize, Test)> = Vec::new();
        for own in [true, false] {
            for side in 0..2 {
                let Some(fact) = self.facts[number].1[side] else { continue };
                let tests =
                    if own { self.asked[side].get(&fact) } else { self.theories[side].tests.get(fact) };
                for test in tests.into_iter().flatten() {
                    out.push((side, test.clone()));
                }
            }
        }
        out
    }

    pub(crate) fn entry(&self, entry: usize) -> &StatedEntry {
        &self.entries[entry].stated
    }

    /// One value of each class that either side tells apart, such as a transaction can state.
    fn values(&self, number: usize) -> Vec<Value> {
        let ixs = self.facts[number].1;
        // of the values that nothing tells apart the first stands for all: a country of ordinary companies, if it can
        let ordinary = self.domain(number) == Some(&Domain::Country);
        let ordinary = ORDINARY.iter().filter(|_| ordinary);
        let mut all: Vec<Value> = ordinary.map(|c| Value::sym(c)).collect();
        let mut open = false;
        for (side, fact) in ixs.into_iter().enumerate() {
            let Some(fact) = fact else { continue };
            all.extend(candidates(self.theories[side], fact, &Possible::Any));
            match self.theories[side].facts[fact].domain {
                Domain::Country => open = true,
                Domain::Code(_) => open = true,
                Domain::Date => all.extend(self.days.iter().flat_map(|d| {
                    [d.yesterday().ok(), Some(*d), d.tomorrow().ok()].into_iter().flatten().map(Value::Date)
                })),
                _ => {}
            }
        }
        if open {
            all.retain(|v| *v != Value::sym("(another)"));
            let countries = self.domain(number) == Some(&Domain::Country);
            let fits = |o: &&&str| (o.len() == 2) == countries;
            all.extend(OTHERS.iter().filter(fits).map(|o| Value::sym(o)));
        }
        // codes below which the law names others, found once for all values
        let deeper = [0, 1].map(|side| {
            let theory = self.theories[side];
            match ixs[side].map(|fact| (fact, &theory.facts[fact].domain)) {
                Some((fact, Domain::Code(_))) => {
                    Some(mentioned(theory, theory.tests.get(fact).map_or(&[][..], Vec::as_slice)))
                }
                _ => None,
            }
        });
        // what a statement settles comes before what leaves deeper values open
        let mut seen: BTreeSet<Vec<Vec<bool>>> = BTreeSet::new();
        let (closed, leaving): (Vec<Value>, Vec<Value>) =
            all.into_iter().partition(|v| self.settles(&deeper, number, v));
        let usual = self.usual.get(&number).cloned();
        usual
            .into_iter()
            .chain(closed)
            .chain(leaving)
            .filter(|value| {
                let of = |side: usize| {
                    ixs[side].map_or_else(Vec::new, |fact| {
                        let theory = self.theories[side];
                        let tests = theory.tests.get(fact).map_or(&[][..], Vec::as_slice);
                        signature(theory, tests, value)
                    })
                };
                seen.insert(vec![of(0), of(1)])
            })
            .collect()
    }

    fn domain(&self, number: usize) -> Option<&Domain> {
        let of = |side: usize| self.facts[number].1[side].map(|f| &self.theories[side].facts[f].domain);
        of(0).or_else(|| of(1))
    }

    /// Whether stating the value leaves only that value open on each side that knows it. `deeper` has the codes that
    /// the law of a side names, where the fact is one of codes.
    fn settles(&self, deeper: &[Option<Vec<Value>>; 2], number: usize, value: &Value) -> bool {
        (0..2).all(|side| match (&deeper[side], value) {
            (Some(named), Value::Sym(code)) => !named
                .iter()
                .any(|v| matches!(v, Value::Sym(below) if below != code && is_under(below, code))),
            _ => self.facts[number].1[side]
                .is_none_or(|fact| widen(self.theories[side], fact, value).len() == 1),
        })
    }
}

/// Every entry on a list that some test asks for, and one of each set of persons whom the law names.
fn entries(theories: [&Theory; 2], days: [Date; 2]) -> Vec<Entry> {
    let mut patterns: BTreeSet<ListPattern> = BTreeSet::new();
    let mut named: Vec<StatedEntry> = Vec::new();
    for (side, theory) in theories.iter().enumerate() {
        for atom in &theory.party_atoms {
            match atom {
                PartyAtom::On(pattern) => drop(patterns.insert(pattern.clone())),
                // owners and those who control are not stated here
                PartyAtom::Owned(..) | PartyAtom::Controlled(_) | PartyAtom::Named(_) => {}
            }
        }
        let active = |p: &&crate::theory::NamedParty| {
            p.from.is_none_or(|f| f <= days[side]) && p.until.is_none_or(|u| days[side] < u)
        };
        for set in &theory.named_parties {
            patterns.extend(set.listed_as.iter().cloned());
            let person = set.named.iter().find(|p| p.entry.is_some() && active(p));
            let Some((person, (list, entry))) = person.and_then(|p| Some((p, p.entry.as_ref()?))) else {
                continue;
            };
            let blocking = theory.regimes.iter().flat_map(|r| &r.blocked_on).find(|p| p.list == *list);
            let bare =
                ListPattern { list: list.clone(), programme: None, other_than: vec![], directive: None };
            let stated = StatedEntry {
                pattern: blocking.cloned().unwrap_or(bare),
                entry: Some(entry.clone()),
                name: person.names.first().cloned(),
            };
            if !named.contains(&stated) {
                named.push(stated);
            }
        }
    }
    let plain = patterns.into_iter().map(|pattern| StatedEntry { pattern, entry: None, name: None });
    plain
        .chain(named)
        .map(|stated| {
            let settles = [0, 1].map(|side| {
                let theory = theories[side];
                let mut yes = FixedBitSet::with_capacity(theory.party_atoms.len());
                yes.extend(settled_by(theory, &stated.pattern));
                let is = |p: &crate::theory::NamedParty| {
                    p.entry.as_ref().is_some_and(|(list, entry)| {
                        *list == stated.pattern.list && Some(entry) == stated.entry.as_ref()
                    }) && p.from.is_none_or(|f| f <= days[side])
                        && p.until.is_none_or(|u| days[side] < u)
                };
                yes.extend((0..theory.party_atoms.len()).filter(|ix| match &theory.party_atoms[*ix] {
                    PartyAtom::Named(id) => {
                        theory.named_parties.iter().any(|s| s.id == *id && s.named.iter().any(is))
                    }
                    _ => false,
                }));
                // no entry settles a test without those that follow from it
                for _ in &theory.implied {
                    let weaker = theory.implied.iter().find(|(a, b)| yes.contains(*a) && !yes.contains(*b));
                    weaker.into_iter().for_each(|(_, weak)| yes.insert(*weak));
                }
                yes
            });
            Entry { stated, settles }
        })
        .collect()
}
