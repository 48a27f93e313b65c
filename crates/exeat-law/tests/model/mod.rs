//! Random small law bases and cases, and a naive evaluator that knows nothing of three values: it picks one world and
//! one reading and computes `docs/semantics.md` as written. The obligations compare it with the interpreter.

use std::collections::{BTreeMap, BTreeSet};

use exeat_law::facts::{Bound, Case, CaseParty, Leg, Provenance, Slot};
use exeat_law::theory::*;
use exeat_law::value::{Possible, Value};
use jiff::civil::{Date, date};

/// A small deterministic generator: the seed is what proptest shrinks.
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: u64) -> Dice {
        Dice(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }
    pub(crate) fn roll(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        ((self.0 >> 33) as usize) % n.max(1)
    }
    pub(crate) fn one_in(&mut self, n: usize) -> bool {
        self.roll(n) == 0
    }
}

pub(crate) const DATE: FactIx = 0;
const BOOLS: [FactIx; 3] = [1, 2, 3];
const ENUM: FactIx = 4;
const NUMBER: FactIx = 5;
const PARTY_FACT: FactIx = 6;
const ITEM_FACT: FactIx = 7;

fn day(n: usize) -> Date {
    date(2022, 1, 1 + n as i8)
}

fn fact(path: &str, scope: Scope, domain: Domain) -> Fact {
    Fact {
        path: path.into(),
        scope,
        domain,
        text: String::new(),
        ask: None,
        cites: None,
        cost: 1,
        controllable: false,
    }
}

/// Two or three regimes, up to four defeat levels, two open terms, two instruments a regime, periods, a role of two
/// parties with a list test, reads of the regime before.
pub(crate) fn theory(dice: &mut Dice) -> Theory {
    let mut t = Theory {
        facts: vec![
            fact("deal.date", Scope::Global, Domain::Date),
            fact("deal.a", Scope::Global, Domain::YesNo),
            fact("deal.b", Scope::Global, Domain::YesNo),
            fact("act", Scope::Leg, Domain::YesNo),
            fact("deal.e", Scope::Global, Domain::OneOf(vec!["x".into(), "y".into(), "z".into()])),
            fact("deal.n", Scope::Global, Domain::Number),
            fact("party.p", Scope::Party, Domain::YesNo),
            fact("item.i", Scope::Item, Domain::YesNo),
        ],
        roles: vec!["r".into(), "s".into()],
        groups: vec![Group { name: "r".into(), roles: vec![0], expects: vec![], expects_any: false }],
        party_atoms: vec![PartyAtom::Named("n".into())],
        tests: vec![vec![]; 8],
        parameters: vec![Parameter {
            id: "p".into(),
            title: String::new(),
            domain: Domain::Number,
            values: vec![
                (Value::Num(5.into()), None, Some(day(4))),
                (Value::Num(10.into()), Some(day(4)), None),
            ],
            rate: None,
            cites: String::new(),
        }],
        comparisons: vec![Comparison {
            left: NUMBER,
            op: Compare::AtLeast,
            right: Operand::Parameter(0),
            offset: None,
        }],
        ..Theory::default()
    };
    for id in ["t", "u"] {
        let readings = (0..2 + dice.roll(2))
            .map(|r| Reading {
                id: format!("{id}{r}"),
                title: String::new(),
                means: cond(dice, &mut t, 1, &[], None),
                held_by: String::new(),
                because: String::new(),
            })
            .collect();
        t.terms.push(Term { id: id.into(), readings, linked: None });
    }
    let regimes = 2 + dice.roll(2);
    for r in 0..regimes {
        let parts = vec![(format!("r{r}.p"), String::new()), (format!("r{r}.q"), String::new())];
        t.regimes.push(Regime {
            id: format!("r{r}"),
            title: String::new(),
            authority: String::new(),
            encoded_from: Date::MIN,
            surveyed: Date::MAX,
            blocked_on: vec![],
            blocked_owned: None,
            binds_buyer: false,
            missing: vec![],
            cites: String::new(),
            parts,
        });
        let first = t.instruments.len();
        for i in 0..2 {
            let from = day(dice.roll(6));
            t.instruments.push(Instrument {
                id: format!("i{r}{i}"),
                title: String::new(),
                regime: r,
                issued: from,
                published: day(dice.roll(8)),
                period: Period {
                    from: Moment { midday: dice.one_in(6), ..Moment::day(from) },
                    from_latest: None,
                    until: None,
                    unpublished: false,
                },
                until_superseded: i == 0,
                supersedes: None,
                saving: None,
                source: String::new(),
                checked: if dice.one_in(4) { day(4) } else { Date::MAX },
                confidence: Confidence::Primary,
            });
        }
        if dice.one_in(2) {
            t.instruments[first + 1].supersedes = Some((first, t.instruments[first + 1].period.from.date));
        }
        let mut levels: Vec<Vec<NormIx>> = vec![vec![]; 4];
        for level in 0..4 {
            for _ in 0..[3, 2, 2, 1][level] {
                if level > 0 && dice.one_in(3) {
                    continue;
                }
                let kind = match (level, dice.roll(3)) {
                    (0, 0) => NormKind::Requirement,
                    (0, _) => NormKind::Prohibition,
                    (1, 0) => NormKind::Exemption,
                    (1, _) => NormKind::Authorisation,
                    (2, _) => NormKind::Exclusion,
                    _ => NormKind::Restoration,
                };
                let instrument = first + dice.roll(2);
                let ix = t.norms.len();
                let reads: Vec<usize> = (0..r).collect();
                let when = cond(dice, &mut t, 2, &reads, (level > 0).then_some(r));
                let until = dice.one_in(3).then(|| Moment::day(day(6 + dice.roll(4))));
                let mut licences = vec![];
                if level == 0 && dice.one_in(3) {
                    let when = cond(dice, &mut t, 0, &[], None);
                    licences.push(LicenceRoute { authority: "a".into(), review: "denial".into(), when });
                }
                t.norms.push(Norm {
                    id: format!("n{ix}"),
                    title: String::new(),
                    kind,
                    instrument,
                    regime: r,
                    part: kind.restricts().then(|| format!("r{r}.{}", ["p", "q"][dice.roll(2)])),
                    cites: "c".into(),
                    confidence: if dice.one_in(8) { Confidence::Memory } else { Confidence::Primary },
                    period: Period { until, ..t.instruments[instrument].period.clone() },
                    own_until: until,
                    measured_on: DATE,
                    when,
                    defeated_by: vec![],
                    licences,
                    duties: vec![],
                    silent_on: vec![],
                    continues: vec![],
                    note: String::new(),
                    saved_by: None,
                });
                levels[level].push(ix);
                if level > 0 {
                    for below in levels[level - 1].clone() {
                        if !dice.one_in(3) {
                            t.norms[below].defeated_by.push(ix);
                        }
                    }
                }
            }
        }
    }
    // combinations that cannot be
    for c in 0..dice.roll(3) {
        let one = Cond::Fact(BOOLS[dice.roll(3)], Test::Is(vec![Value::Bool(dice.one_in(2))]));
        let other = match dice.roll(4) {
            0 => Cond::Fact(ENUM, Test::Is(vec![Value::sym(["x", "y", "z"][dice.roll(3)])])),
            1 => Cond::AnyOf(0, Box::new(Cond::Party(0))),
            2 => Cond::AnyItem(Box::new(Cond::Fact(ITEM_FACT, Test::Is(vec![Value::Bool(true)])))),
            _ => Cond::Compared(0),
        };
        let when = Cond::All(vec![one, if dice.one_in(3) { Cond::Not(Box::new(other)) } else { other }]);
        t.constraints.push(Constraint {
            id: format!("c{c}"),
            title: String::new(),
            when,
            cites: String::new(),
        });
    }
    close(&mut t, None);
    register(&mut t);
    t
}

/// Supersession as the resolver closes it.
fn close(t: &mut Theory, known: Option<Date>) {
    if let Some(known) = known {
        *t = t.known_on(known);
        return;
    }
    *t = t.known_on(Date::MAX);
}

/// Tests that the theory makes, so that classes cut domains as the resolver would.
fn register(t: &mut Theory) {
    let mut found = vec![vec![]; t.facts.len()];
    fn walk(c: &Cond, out: &mut Vec<Vec<Test>>) {
        match c {
            Cond::All(all) | Cond::AtLeast(_, all) => all.iter().for_each(|c| walk(c, out)),
            Cond::Not(c) | Cond::AnyOf(_, c) | Cond::AnyItem(c) => walk(c, out),
            Cond::Fact(f, test) => out[*f].push(test.clone()),
            Cond::Status(_, ties, _) => {
                for (f, v) in ties {
                    out[*f].push(Test::Is(vec![v.clone()]));
                }
            }
            _ => {}
        }
    }
    t.constraints.iter().for_each(|c| walk(&c.when, &mut found));
    t.norms.iter().for_each(|n| {
        walk(&n.when, &mut found);
        n.licences.iter().for_each(|l| walk(&l.when, &mut found));
    });
    t.terms.iter().flat_map(|t| &t.readings).for_each(|r| walk(&r.means, &mut found));
    for n in 0..12 {
        found[DATE].push(Test::Against(Compare::AtLeast, Value::Date(day(n))));
        found[DATE].push(Test::Against(Compare::More, Value::Date(day(n))));
    }
    for bound in [5, 10] {
        for op in [Compare::AtLeast, Compare::More] {
            found[NUMBER].push(Test::Against(op, Value::Num(bound.into())));
        }
    }
    t.tests = found;
}

fn cond(dice: &mut Dice, t: &mut Theory, depth: usize, reads: &[usize], own: Option<usize>) -> Cond {
    if depth > 0 && !dice.one_in(3) {
        let children: Vec<Cond> =
            (0..2 + dice.roll(2)).map(|_| cond(dice, t, depth - 1, reads, own)).collect();
        return match dice.roll(4) {
            0 => Cond::All(children),
            1 => Cond::AtLeast(1, children),
            2 => Cond::AtLeast(2, children),
            _ => Cond::Not(Box::new(Cond::AtLeast(1, children))),
        };
    }
    match dice.roll(if t.terms.len() < 2 { 6 } else { 10 }) {
        0..=1 => Cond::Fact(BOOLS[dice.roll(3)], Test::Is(vec![Value::Bool(dice.one_in(2))])),
        2 => Cond::Fact(ENUM, Test::Is(vec![Value::sym(["x", "y", "z"][dice.roll(3)])])),
        3 => Cond::Fact(
            NUMBER,
            Test::Against(
                [Compare::AtLeast, Compare::Less, Compare::More][dice.roll(3)],
                Value::Num((10 * dice.roll(3)).into()),
            ),
        ),
        4 => Cond::AnyOf(0, Box::new(Cond::Party(0))),
        5 => Cond::Fact(ITEM_FACT, Test::Is(vec![Value::Bool(true)])),
        6 => Cond::Term(dice.roll(2)),
        7 => {
            let inner = Cond::All(vec![
                Cond::Fact(PARTY_FACT, Test::Is(vec![Value::Bool(true)])),
                Cond::Not(Box::new(Cond::Party(0))),
            ]);
            if dice.one_in(2) {
                Cond::AnyOf(0, Box::new(inner))
            } else {
                Cond::Not(Box::new(Cond::AnyOf(0, Box::new(inner))))
            }
        }
        8 if !reads.is_empty() => {
            let regime = reads[dice.roll(reads.len())];
            let part = dice.one_in(3).then(|| format!("r{regime}.p"));
            // one level of counterfactual is the most: reads under a tie go to the first regime, which reads nothing
            let tied = dice.one_in(2) && regime == 0;
            let ties = if tied { vec![(BOOLS[dice.roll(3)], Value::Bool(dice.one_in(2)))] } else { vec![] };
            let wanted = vec![Verdict::ALL[dice.roll(4)], Verdict::ALL[dice.roll(4)]];
            Cond::Status(Scoped { regime, part }, ties, wanted)
        }
        9 if own.is_some() => {
            // a permissive or limiting norm may ask whether a prohibition applies, before defeat
            Cond::Applies(Scoped { regime: own.unwrap_or(0), part: Some(format!("r{}.q", own.unwrap_or(0))) })
        }
        _ => match dice.roll(3) {
            0 => Cond::AnyItem(Box::new(Cond::Fact(ITEM_FACT, Test::Is(vec![Value::Bool(dice.one_in(2))])))),
            1 => Cond::Compared(0),
            _ => Cond::Const(dice.one_in(2)),
        },
    }
}

/// Every fact with some of its values, two parties, one item, one or two legs.
pub(crate) fn case(dice: &mut Dice) -> Case {
    let legs = 1 + dice.roll(2);
    let mut case = Case {
        items: (0..legs).map(|i| format!("item:{i}")).collect(),
        legs: (0..legs).map(|item| Leg { name: format!("item:{item}"), item }).collect(),
        parties: (0..1 + dice.roll(2))
            .map(|p| CaseParty { name: format!("p{p}"), roles: vec![dice.roll(2)], unnamed: false })
            .collect(),
        ..Case::default()
    };
    let mut slots =
        vec![Slot::Global(DATE), Slot::Global(1), Slot::Global(2), Slot::Global(ENUM), Slot::Global(NUMBER)];
    for leg in 0..legs {
        slots.push(Slot::Leg(leg, 3));
        slots.push(Slot::Item(leg, ITEM_FACT));
    }
    for party in 0..case.parties.len() {
        slots.push(Slot::Party(party, PARTY_FACT));
        slots.push(Slot::PartyAtom(party, 0));
    }
    for slot in slots {
        let all = domain(slot);
        let mut values: Vec<Value> = all.iter().filter(|_| dice.one_in(2)).cloned().collect();
        if values.is_empty() || (matches!(slot, Slot::Global(DATE)) && !dice.one_in(3)) {
            values = vec![all[dice.roll(all.len())].clone()];
        }
        case.set(slot, Possible::OneOf(values), Provenance::Stated);
    }
    case
}

/// Every value that a place may have in these law bases.
pub(crate) fn domain(slot: Slot) -> Vec<Value> {
    match slot {
        Slot::Global(DATE) => [0, 3, 5, 8].iter().map(|n| Value::Date(day(*n))).collect(),
        Slot::Global(ENUM) => ["x", "y", "z"].into_iter().map(Value::sym).collect(),
        Slot::Global(NUMBER) => [0, 5, 10, 20].into_iter().map(|n| Value::Num(n.into())).collect(),
        _ => vec![Value::Bool(false), Value::Bool(true)],
    }
}

/// Every world of a case: one value a slot, and before-or-after for each clock time; none that cannot be.
pub(crate) fn worlds(case: &Case, theory: &Theory) -> Vec<BTreeMap<Slot, Value>> {
    let mut worlds = vec![BTreeMap::new()];
    let mut split = |slot: Slot, values: &[Value]| {
        worlds = worlds
            .iter()
            .flat_map(|w: &BTreeMap<Slot, Value>| {
                values.iter().map(move |v| {
                    let mut w = w.clone();
                    w.insert(slot, v.clone());
                    w
                })
            })
            .collect();
    };
    for (slot, known) in &case.facts {
        if let Possible::OneOf(values) = &known.possible {
            split(*slot, values);
        }
    }
    let clocks: BTreeSet<Date> =
        theory.norms.iter().filter(|n| n.period.from.midday).map(|n| n.period.from.date).collect();
    for clock in clocks {
        split(Slot::Boundary(clock, None), &[Value::Bool(false), Value::Bool(true)]);
    }
    worlds.retain(|world| {
        let broken = |c: &Constraint| {
            (0..case.legs.len()).any(|leg| {
                Naive { theory, case, world, reading: &[], leg, ties: vec![] }
                    .holds(&c.when, Bound::default())
            })
        };
        !theory.constraints.iter().any(broken)
    });
    worlds
}

/// Every choice of readings for all terms.
pub(crate) fn readings(theory: &Theory) -> Vec<Vec<usize>> {
    let mut out = vec![vec![]];
    for term in &theory.terms {
        out = out
            .iter()
            .flat_map(|r: &Vec<usize>| (0..term.readings.len()).map(move |i| [r.clone(), vec![i]].concat()))
            .collect();
    }
    out
}

/// Two-valued evaluation in one world and reading.
pub(crate) struct Naive<'a> {
    pub(crate) theory: &'a Theory,
    pub(crate) case: &'a Case,
    pub(crate) world: &'a BTreeMap<Slot, Value>,
    pub(crate) reading: &'a [usize],
    pub(crate) leg: usize,
    pub(crate) ties: Vec<(FactIx, Value)>,
}

impl Naive<'_> {
    pub(crate) fn verdict(&self, scoped: &Scoped) -> Verdict {
        let of = |ix: &usize| {
            self.theory.belongs(&self.theory.norms[*ix], scoped) && self.theory.norms[*ix].kind.restricts()
        };
        let norms: Vec<usize> = (0..self.theory.norms.len()).filter(of).collect();
        let licensed = |ix: usize| {
            let n = &self.theory.norms[ix];
            n.kind == NormKind::Requirement
                || n.licences.iter().any(|l| self.holds(&l.when, Bound::default()))
        };
        if norms.iter().any(|n| self.effective(*n) && !licensed(*n)) {
            Verdict::Prohibited
        } else if norms.iter().any(|n| self.effective(*n)) {
            Verdict::LicenceRequired
        } else if norms.iter().any(|n| self.applies(*n)) {
            Verdict::Permitted
        } else {
            Verdict::NoRuleFound
        }
    }

    fn effective(&self, n: NormIx) -> bool {
        let norm = &self.theory.norms[n];
        let checked = self.theory.instruments[norm.instrument].checked;
        let past = matches!(self.value(DATE, Bound::default()), Some(Value::Date(on)) if on > checked);
        let weak = norm.kind.permissive() && (norm.confidence == Confidence::Memory || past);
        !weak && self.applies(n) && !self.theory.norms[n].defeated_by.iter().any(|q| self.effective(*q))
    }

    fn applies(&self, n: NormIx) -> bool {
        let norm = &self.theory.norms[n];
        let Some(Value::Date(on)) = self.value(DATE, Bound::default()) else { return false };
        let p = &norm.period;
        let after_clock = || self.world.get(&Slot::Boundary(p.from.date, None)) == Some(&Value::Bool(true));
        let begun = on > p.from.date || (on == p.from.date && (!p.from.midday || after_clock()));
        !p.unpublished
            && begun
            && p.until.is_none_or(|u| on < u.date)
            && self.holds(&norm.when, Bound::default())
    }

    fn value(&self, fact: FactIx, bound: Bound) -> Option<Value> {
        if let Some((_, v)) = self.ties.iter().find(|(f, _)| *f == fact) {
            return Some(v.clone());
        }
        self.world.get(&self.case.slot(self.theory, fact, self.leg, bound)).cloned()
    }

    fn holds(&self, c: &Cond, bound: Bound) -> bool {
        match c {
            Cond::Const(b) => *b,
            Cond::All(all) => all.iter().all(|c| self.holds(c, bound)),
            Cond::AtLeast(n, all) => all.iter().filter(|c| self.holds(c, bound)).count() >= *n,
            Cond::Not(c) => !self.holds(c, bound),
            Cond::Fact(f, Test::Is(values)) => self.value(*f, bound).is_some_and(|v| values.contains(&v)),
            Cond::Fact(f, Test::Against(op, limit)) => {
                self.value(*f, bound).is_some_and(|v| op.holds(&v, limit))
            }
            Cond::Party(a) => {
                self.world.get(&Slot::PartyAtom(bound.party.unwrap_or(9), *a)) == Some(&Value::Bool(true))
            }
            Cond::Term(t) => self.holds(&self.theory.terms[*t].readings[self.reading[*t]].means, bound),
            Cond::AnyOf(g, c) => {
                self.case.members(self.theory, *g).into_iter().any(|m| self.holds(c, bound.party(m)))
            }
            Cond::AnyItem(c) => (0..self.case.items.len()).any(|item| self.holds(c, bound.item(item))),
            Cond::Compared(ix) => {
                let comparison = &self.theory.comparisons[*ix];
                let Operand::Parameter(p) = comparison.right else { unreachable!("no other is made") };
                let Some(Value::Date(on)) = self.value(DATE, bound) else { return false };
                let left = self.value(comparison.left, bound);
                left.zip(self.theory.parameters[p].on(on)).is_some_and(|(l, r)| comparison.op.holds(&l, r))
            }
            Cond::Applies(scoped) => (0..self.theory.norms.len()).any(|n| {
                self.theory.norms[n].kind.restricts()
                    && self.theory.belongs(&self.theory.norms[n], scoped)
                    && self.applies(n)
            }),
            Cond::Status(scoped, ties, wanted) => {
                let ties = if ties.is_empty() { self.ties.clone() } else { ties.clone() };
                let there = Naive { ties, ..*self };
                wanted.contains(&there.verdict(scoped))
            }
            other => unreachable!("the generator makes no {other:?}"),
        }
    }
}

/// Verdicts by full reading, over all worlds: the definition.
pub(crate) fn brute(
    theory: &Theory,
    case: &Case,
    question: &[(usize, Scoped)],
) -> BTreeMap<Vec<usize>, BTreeSet<Verdict>> {
    let worlds = worlds(case, theory);
    readings(theory)
        .into_iter()
        .map(|reading| {
            let verdicts = worlds
                .iter()
                .map(|world| {
                    let one = |(leg, scoped): &(usize, Scoped)| {
                        Naive { theory, case, world, reading: &reading, leg: *leg, ties: vec![] }
                            .verdict(scoped)
                    };
                    question.iter().map(one).max().unwrap_or(Verdict::NoRuleFound)
                })
                .collect();
            (reading, verdicts)
        })
        .collect()
}
