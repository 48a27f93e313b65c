//! Who owns and who controls whom: from holdings stated to tests of the law about owners.

use std::collections::{BTreeMap, BTreeSet};

use exeat_law::facts::{Bound, Case, CaseParty, Known, Leg, Provenance, Slot};
use exeat_law::interpret::{Inquiry, about_party};
use exeat_law::theory::{Cond, OwnerTest, PartyAtom, Theory, Threshold};
use exeat_law::value::{Possible, Value};
use exeat_screen::{Hit, PartyKind, Share, Standing, close_named};
use rust_decimal::Decimal;

use crate::parties::{Alone, Degree, Desk, label, party, worse};
use crate::texts;
use crate::transaction::{Owner, Owners, Person, Transaction};

/// Holdings and control stated in a transaction, among the people of the desk.
#[derive(Debug, Default)]
pub(crate) struct Ties {
    /// Owner, owned, least and greatest share.
    pub(crate) shares: Vec<Share>,
    /// Who controls whom, a whole share each; one that may be none where nothing is said of control.
    pub(crate) control: Vec<Share>,
}

/// Lists every owner and controller described in place, and every tie.
pub(crate) fn gather<'t>(transaction: &'t Transaction, people: &mut Vec<&'t Person>) -> Ties {
    let mut ties = Ties::default();
    let mut arrangements: Vec<&str> = Vec::new();
    let mut at = 0;
    while at < people.len() {
        if let Owners::Held(held) = &people[at].owners {
            for holding in held {
                let owner = match &holding.owner {
                    Owner::Ref(reference) => {
                        let found = transaction.parties.iter().position(|p| p.person.reference == *reference);
                        let Some(owner) = found else { continue };
                        owner
                    }
                    Owner::Inline(person) => {
                        people.push(person);
                        people.len() - 1
                    }
                };
                let joint = holding.joint.as_deref().map(|name| {
                    arrangements.iter().position(|a| *a == name).unwrap_or_else(|| {
                        arrangements.push(name);
                        arrangements.len() - 1
                    })
                });
                let control = match holding.control {
                    Some(true) => Standing::Certain,
                    Some(false) => Standing::No,
                    // a holder may control by other means than shares
                    None => Standing::Possible,
                };
                let (low, high) = (holding.low, holding.high);
                ties.shares.push(Share { owner, owned: at, low, high, control, joint });
                let low = if control == Standing::Certain { Decimal::ONE_HUNDRED } else { Decimal::ZERO };
                if control != Standing::No {
                    let whole =
                        Share { owner, owned: at, low, high: Decimal::ONE_HUNDRED, ..Share::default() };
                    ties.control.push(whole);
                }
            }
        }
        at += 1;
    }
    ties
}

/// A threshold of the law as screening takes it.
pub(crate) fn rule(threshold: &Threshold) -> exeat_screen::Threshold {
    exeat_screen::Threshold {
        percent: threshold.percent,
        strictly_more: threshold.strictly_more,
        aggregate: threshold.aggregate,
        direct_only: threshold.direct_only,
        control: threshold.control,
    }
}

impl Desk<'_> {
    /// What an owner must be, of one person.
    pub(crate) fn is_of(&self, theory: &Theory, who: usize, tests: &[OwnerTest]) -> Option<Degree> {
        let one = |test: &OwnerTest| match test {
            OwnerTest::On(pattern) => Some(self.on(who, pattern)),
            OwnerTest::Named(id) => {
                let set = theory.named_parties.iter().find(|p| p.id == *id)?;
                Some(self.named(who, set, &mut Vec::new()))
            }
            OwnerTest::Has(cond) => Some(self.has(theory, who, cond)),
        };
        tests.iter().filter_map(one).map(|degree| self.taken(degree)).reduce(worse)
    }

    /// Whether a person meets a condition about itself: its stated facts, what is assumed of it, and its listings.
    fn has(&self, theory: &Theory, who: usize, cond: &Cond) -> Degree {
        let Alone { case, causes, filled } = self.alone[who].get_or_init(|| self.alone(theory, who));
        let inquiry = Inquiry::new(theory, case, None);
        let standing = |inquiry: &Inquiry<'_>| match about_party(inquiry, cond, Bound::default().party(0)) {
            Some(true) => Standing::Certain,
            Some(false) => Standing::No,
            None => Standing::Possible,
        };
        let (strict, trust) = (standing(&inquiry), standing(&inquiry.trusting()));
        let mut how = format!("from what is stated of {}", label(self.people[who]));
        if *filled {
            how += ", and assumed of whom nothing else is stated";
        }
        let cause = read_by(theory, cond).into_iter().find_map(|atom| causes.get(&atom).cloned());
        Degree { strict, trust, silent: false, provenance: Provenance::Derived(how), cause }
    }

    /// A case of one person alone. What the deal assumes of its parties is assumed of owners who are named beside them
    /// too, unless a word in their name or description speaks against it.
    fn alone(&self, theory: &Theory, who: usize) -> Alone {
        let mut case = Case {
            items: vec!["item".into()],
            legs: vec![Leg { name: "owner".into(), item: 0 }],
            parties: vec![CaseParty { name: "owner".into(), roles: vec![], unnamed: false }],
            ..Case::default()
        };
        if let Some(date) = theory.fact("deal.date") {
            case.set(Slot::Global(date), self.date.clone(), Provenance::Stated);
        }
        for stated in &self.people[who].facts {
            case.set(Slot::Party(0, stated.fact), stated.possible.clone(), Provenance::Stated);
        }
        let mut causes = BTreeMap::new();
        for (ix, atom) in theory.party_atoms.iter().enumerate() {
            let degree = match atom {
                PartyAtom::On(pattern) => self.taken(self.on(who, pattern)),
                PartyAtom::Named(id) => match theory.named_parties.iter().find(|p| p.id == *id) {
                    Some(set) => self.taken(self.named(who, set, &mut Vec::new())),
                    None => continue,
                },
                PartyAtom::Owned(..) | PartyAtom::Controlled(_) => {
                    let why = Provenance::Derived("an owner's own owners stay open".into());
                    case.set(Slot::PartyAtom(0, ix), possible(Standing::Possible), why);
                    continue;
                }
            };
            let known = Known {
                possible: possible(degree.strict),
                otherwise: (degree.strict != degree.trust).then(|| possible(degree.trust)),
                provenance: degree.provenance,
            };
            case.facts.insert(Slot::PartyAtom(0, ix), known);
            causes.extend(degree.cause.map(|cause| (ix, cause)));
        }
        let hits: Vec<Hit> =
            self.hits[who].iter().filter(|h| !self.dismisses(who, &h.list, &h.entry)).cloned().collect();
        self.elsewhere(theory, who, 0, &hits, &mut case);
        let beside = who >= self.parties && !self.assume.is_empty();
        let mut filled = false;
        if beside {
            case.doubted = texts::doubts(theory, self.people[who], &case).into_iter().collect();
            filled = !case.assume(theory, self.assume).filled.is_empty();
        }
        Alone { case, causes, filled }
    }

    /// Whether a person is controlled by those whom `own` finds to count.
    pub(crate) fn controlled(
        &self,
        who: usize,
        own: &dyn Fn(usize) -> Option<Degree>,
        lines: &mut Vec<String>,
    ) -> Degree {
        let whole = exeat_screen::Threshold {
            percent: Decimal::ONE_HUNDRED,
            strictly_more: false,
            aggregate: false,
            direct_only: false,
            control: false,
        };
        let mut found = Vec::new();
        // as stated: a holder of whom nothing is said does not control
        let said = |share: &&Share| !self.assumed || share.low > Decimal::ZERO;
        let ties: Vec<Share> = self.ties.control.iter().filter(said).cloned().collect();
        let degree = self.tied(who, "who controls it is not stated", &ties, &whole, own, &mut found);
        if degree.strict == Standing::Certain {
            lines.push(format!("{} is controlled as stated", label(self.people[who])));
        }
        degree
    }

    /// Whether a person is owned by those whom `own` finds to count.
    pub(crate) fn owned(
        &self,
        who: usize,
        rule: &exeat_screen::Threshold,
        own: &dyn Fn(usize) -> Option<Degree>,
        lines: &mut Vec<String>,
    ) -> Degree {
        self.tied(who, "its owners are not stated", &self.ties.shares, rule, own, lines)
    }

    /// Whether ties of one sort reach a person from those whom `own` finds to count.
    fn tied(
        &self,
        who: usize,
        silent: &str,
        ties: &[Share],
        rule: &exeat_screen::Threshold,
        own: &dyn Fn(usize) -> Option<Degree>,
        lines: &mut Vec<String>,
    ) -> Degree {
        let person = self.people[who];
        let individual = party(person).kind == PartyKind::Individual;
        let plain = |standing: Standing, provenance: Provenance| Degree {
            strict: standing,
            trust: standing,
            silent: false,
            provenance,
            cause: None,
        };
        if individual {
            return plain(Standing::No, Provenance::Derived("a person has no owners".into()));
        }
        match &person.owners {
            Owners::None => return plain(Standing::No, Provenance::Stated),
            Owners::Silent => {
                let text = silent.to_owned();
                return Degree {
                    strict: Standing::Possible,
                    trust: Standing::No,
                    silent: true,
                    provenance: Provenance::Derived(text.clone()),
                    cause: Some(("ownership".into(), text)),
                };
            }
            Owners::Held(_) => {}
        }
        let names: Vec<&str> = self.people.iter().map(|p| label(p)).chain(["others"]).collect();
        let degrees: Vec<Option<Degree>> = (0..self.people.len()).map(own).collect();
        let run = |trust: bool| {
            let mut listed: Vec<Standing> = degrees
                .iter()
                .map(|d| match d {
                    Some(d) if trust => d.trust,
                    Some(d) => d.strict,
                    None => Standing::No,
                })
                .collect();
            // its own listing is another matter
            listed[who] = Standing::No;
            listed.push(Standing::Possible);
            let mut shares = ties.to_vec();
            if !trust && !self.assumed {
                for owned in 0..self.people.len() {
                    let held: Decimal = ties.iter().filter(|s| s.owned == owned).map(|s| s.low).sum();
                    let rest = match &self.people[owned].owners {
                        Owners::None => Decimal::ZERO,
                        Owners::Held(_) => Decimal::ONE_HUNDRED - held,
                        Owners::Silent if party(self.people[owned]).kind == PartyKind::Individual => {
                            Decimal::ZERO
                        }
                        // a holder of whose own holders nothing is said
                        Owners::Silent => Decimal::ONE_HUNDRED,
                    };
                    if rest > Decimal::ZERO {
                        shares.push(Share {
                            owner: self.people.len(),
                            owned,
                            low: Decimal::ZERO,
                            high: rest,
                            ..Share::default()
                        });
                    }
                }
            }
            close_named(&names, &shares, &listed, rule).swap_remove(who)
        };
        let (strict, trust) = (run(false), run(true));
        lines.extend(strict.arithmetic.iter().chain(&trust.arithmetic).cloned());
        lines.extend(strict.settled_by());
        let mut from = degrees.iter().flatten().filter_map(|d| d.cause.clone());
        let cause = (strict.standing != trust.standing).then(|| {
            from.next().unwrap_or_else(|| ("ownership".into(), "who owns the rest is not stated".into()))
        });
        let how = strict.arithmetic.first().cloned().unwrap_or_else(|| "from the holdings stated".into());
        Degree {
            strict: strict.standing,
            trust: trust.standing,
            silent: false,
            provenance: Provenance::Derived(how),
            cause,
        }
    }
}

fn possible(standing: Standing) -> Possible {
    match standing {
        Standing::No => Possible::no(),
        Standing::Possible => Possible::yes_or_no(),
        Standing::Certain => Possible::is(Value::Bool(true)),
    }
}

/// The party atoms that a condition, or a definition it uses, asks for.
fn read_by(theory: &Theory, cond: &Cond) -> BTreeSet<usize> {
    fn walk(theory: &Theory, cond: &Cond, seen: &mut BTreeSet<usize>, atoms: &mut BTreeSet<usize>) {
        match cond {
            Cond::All(all) | Cond::AtLeast(_, all) => all.iter().for_each(|c| walk(theory, c, seen, atoms)),
            Cond::Not(inner) => walk(theory, inner, seen, atoms),
            Cond::Define(ix) if seen.insert(*ix) => walk(theory, &theory.defines[*ix].means, seen, atoms),
            Cond::Party(ix) => drop(atoms.insert(*ix)),
            _ => {}
        }
    }
    let mut atoms = BTreeSet::new();
    walk(theory, cond, &mut BTreeSet::new(), &mut atoms);
    atoms
}
