//! Which mutants a case could notice at all.
//!
//! A limb matters only where it tips its group: in `all of` where no other member fails, in `any of` where no other
//! holds. What the case alone settles is enough to tell, since every world and reading of it agrees with that; so a
//! mutant left out here cannot change the case, and nothing is lost.

use std::collections::{BTreeMap, BTreeSet};

use super::limbs::Owner;
use super::{Day, Mutant};
use crate::cases::LawCase;
use crate::facts::{Bound, Case, Slot};
use crate::interpret::{Inquiry, Split, Tri, World};
use crate::theory::{Cond, FactIx, Norm, NormIx, Theory};
use crate::value::{Possible, Value};

/// What a case can notice.
pub(super) struct Watch {
    norms: BTreeSet<NormIx>,
    /// Whose limb, and the way down to it.
    limbs: BTreeMap<Owner, BTreeSet<Vec<usize>>>,
    /// Norms of the regimes asked, and of those they read.
    asked: BTreeSet<NormIx>,
    /// Days the case may be on; `None` where any.
    days: Option<BTreeSet<jiff::civil::Date>>,
}

impl Watch {
    /// Of a case and its facts, by the law as it is known on the case's day.
    pub(super) fn new(theory: &Theory, law_case: &LawCase, case: &Case) -> Watch {
        let policy = law_case.policy(theory);
        let strict = Inquiry::new(theory, case, Some(&policy));
        let trusting = strict.trusting();
        let asked = asked(theory, law_case);
        let mut out =
            Watch { norms: BTreeSet::new(), limbs: BTreeMap::new(), asked, days: days(theory, &strict) };
        let split = Split::default();
        let mut ties: Vec<Vec<(FactIx, Value)>> = vec![vec![]];
        for ix in &out.asked {
            collect_ties(theory, &theory.norms[*ix].when, &mut ties, 0);
        }
        for inquiry in [&strict, &trusting] {
            for ties in &ties {
                let world = World::new(inquiry, &split, 0, ties);
                out.look(theory, &world, case.parties.len());
            }
        }
        out
    }

    fn look(&mut self, theory: &Theory, world: &World<'_, '_>, parties: usize) {
        let mut named = Named::default();
        for ix in self.asked.clone() {
            let norm = &theory.norms[ix];
            if world.in_force(norm) == Tri::No {
                continue;
            }
            if world.applies(ix) != Tri::No {
                self.norms.insert(ix);
            }
            self.tipping(world, &norm.when, Bound::default(), &Owner::Norm(ix), &mut Vec::new());
            named.norm(theory, norm);
            for (route, licence) in norm.licences.iter().enumerate() {
                self.tipping(
                    world,
                    &licence.when,
                    Bound::default(),
                    &Owner::Licence(ix, route),
                    &mut Vec::new(),
                );
            }
        }
        // a definition may stand in several members of a group at once: it is looked at by itself
        let mut bounds: Vec<Bound> = vec![Bound::default()];
        bounds.extend((0..parties).map(|party| Bound::default().party(party)));
        let items = (0..world.items()).flat_map(|item| bounds.clone().into_iter().map(move |b| b.item(item)));
        bounds.extend(items.collect::<Vec<_>>());
        for ix in named.defines {
            let define = &theory.defines[ix];
            for bound in bounds.iter().filter(|b| b.party.is_some() == define.of_party) {
                self.tipping(world, &define.means, *bound, &Owner::Define(ix), &mut Vec::new());
            }
        }
        for ix in named.terms {
            for (reading, of) in theory.terms[ix].readings.iter().enumerate() {
                for bound in &bounds {
                    self.tipping(world, &of.means, *bound, &Owner::Reading(ix, reading), &mut Vec::new());
                }
            }
        }
    }

    /// Limbs of a condition that could tip it.
    fn tipping(
        &mut self,
        world: &World<'_, '_>,
        cond: &Cond,
        bound: Bound,
        owner: &Owner,
        path: &mut Vec<usize>,
    ) {
        match cond {
            Cond::All(all) | Cond::AtLeast(_, all) => {
                let needed = if let Cond::AtLeast(n, _) = cond { *n } else { all.len() };
                let found: Vec<Tri> = all.iter().map(|c| world.holds(c, bound)).collect();
                let yes = found.iter().filter(|t| **t == Tri::Yes).count();
                let no = found.iter().filter(|t| **t == Tri::No).count();
                for (i, member) in all.iter().enumerate() {
                    let (mine_yes, mine_no) =
                        (usize::from(found[i] == Tri::Yes), usize::from(found[i] == Tri::No));
                    // whatever this member is, the others decide
                    if yes - mine_yes >= needed || all.len() - (no - mine_no) < needed {
                        continue;
                    }
                    path.push(i);
                    let conjunction = matches!(cond, Cond::All(_));
                    let same = if conjunction { found[i] == Tri::Yes } else { found[i] == Tri::No };
                    if all.len() > 1 && !same {
                        self.limbs.entry(owner.clone()).or_default().insert(path.clone());
                    }
                    self.tipping(world, member, bound, owner, path);
                    path.pop();
                }
            }
            Cond::Not(inner) => {
                path.push(0);
                self.tipping(world, inner, bound, owner, path);
                path.pop();
            }
            Cond::AnyOf(group, inner) => {
                path.push(0);
                for member in world.members(*group) {
                    self.tipping(world, inner, bound.party(member), owner, path);
                }
                path.pop();
            }
            Cond::AnyItem(inner) => {
                path.push(0);
                for item in 0..world.items() {
                    self.tipping(world, inner, bound.item(item), owner, path);
                }
                path.pop();
            }
            Cond::Const(_)
            | Cond::Fact(..)
            | Cond::Compared(_)
            | Cond::Party(_)
            | Cond::Marked(_)
            | Cond::Term(_)
            | Cond::Define(_)
            | Cond::Applies(_)
            | Cond::Status(..) => {}
        }
    }

    /// Whether the case could come out otherwise in the mutant.
    pub(super) fn may_notice(&self, mutant: &Mutant) -> bool {
        match mutant {
            Mutant::Norm(ix) => self.norms.contains(ix),
            Mutant::Limb(limb) => self.limbs.get(&limb.owner).is_some_and(|paths| paths.contains(&limb.path)),
            Mutant::Day(Day { norms, date, .. }) => {
                norms.iter().any(|ix| self.asked.contains(ix))
                    && self.days.as_ref().is_none_or(|days| days.contains(date))
            }
        }
    }
}

/// Norms of the regimes a case asks about, and of every regime their conditions read.
fn asked(theory: &Theory, case: &LawCase) -> BTreeSet<NormIx> {
    let mut regimes: BTreeSet<usize> = BTreeSet::new();
    for expect in &case.expect {
        match expect.regime {
            Some(regime) => drop(regimes.insert(regime)),
            None => regimes.extend(0..theory.regimes.len()),
        }
    }
    loop {
        let mut read = Named::default();
        for norm in theory.norms.iter().filter(|n| regimes.contains(&n.regime)) {
            read.norm(theory, norm);
        }
        let before = regimes.len();
        regimes.extend(read.regimes);
        if regimes.len() == before {
            break;
        }
    }
    (0..theory.norms.len()).filter(|ix| regimes.contains(&theory.norms[*ix].regime)).collect()
}

/// Every date the case states, if it states one for each period that is asked.
fn days(theory: &Theory, inquiry: &Inquiry<'_>) -> Option<BTreeSet<jiff::civil::Date>> {
    let mut out = BTreeSet::new();
    let measured: BTreeSet<FactIx> = theory.norms.iter().map(|n| n.measured_on).collect();
    for fact in measured {
        match inquiry.case.possible(Slot::Global(fact), false) {
            Possible::OneOf(values) => {
                out.extend(
                    values.iter().filter_map(|v| if let Value::Date(d) = v { Some(*d) } else { None }),
                );
            }
            _ => return None,
        }
    }
    Some(out)
}

fn collect_ties(theory: &Theory, cond: &Cond, out: &mut Vec<Vec<(FactIx, Value)>>, depth: usize) {
    match cond {
        Cond::All(all) | Cond::AtLeast(_, all) => {
            all.iter().for_each(|c| collect_ties(theory, c, out, depth))
        }
        Cond::Not(inner) | Cond::AnyOf(_, inner) | Cond::AnyItem(inner) => {
            collect_ties(theory, inner, out, depth)
        }
        // definitions do not ring, so the depth is bounded by their number
        Cond::Define(ix) if depth <= theory.defines.len() => {
            collect_ties(theory, &theory.defines[*ix].means, out, depth + 1);
        }
        Cond::Status(_, ties, _) if !out.contains(ties) => out.push(ties.clone()),
        _ => {}
    }
}

/// Definitions, terms and regimes that a condition names, directly or through others.
#[derive(Default)]
struct Named {
    defines: BTreeSet<usize>,
    terms: BTreeSet<usize>,
    regimes: BTreeSet<usize>,
}

impl Named {
    /// All conditions of a norm: its own, those of its licences, and what saves it past its end.
    fn norm(&mut self, theory: &Theory, norm: &Norm) {
        self.cond(theory, &norm.when);
        norm.licences.iter().for_each(|route| self.cond(theory, &route.when));
        if let Some(saving) = theory.saved_by(norm) {
            self.cond(theory, saving);
        }
    }

    fn cond(&mut self, theory: &Theory, cond: &Cond) {
        match cond {
            Cond::All(all) | Cond::AtLeast(_, all) => all.iter().for_each(|c| self.cond(theory, c)),
            Cond::Not(inner) | Cond::AnyOf(_, inner) | Cond::AnyItem(inner) => self.cond(theory, inner),
            Cond::Define(ix) => {
                if self.defines.insert(*ix) {
                    self.cond(theory, &theory.defines[*ix].means);
                }
            }
            Cond::Term(ix) => {
                if self.terms.insert(*ix) {
                    theory.terms[*ix].readings.iter().for_each(|r| self.cond(theory, &r.means));
                }
            }
            Cond::Applies(scoped) | Cond::Status(scoped, ..) => {
                self.regimes.insert(scoped.regime);
            }
            Cond::Const(_) | Cond::Fact(..) | Cond::Compared(_) | Cond::Party(_) | Cond::Marked(_) => {}
        }
    }
}

/// Norms whose conditions name an owner, directly or through others.
pub(super) fn users(theory: &Theory, owner: &Owner) -> Vec<NormIx> {
    match owner {
        Owner::Norm(ix) | Owner::Licence(ix, _) => vec![*ix],
        Owner::Define(_) | Owner::Reading(..) => {
            let uses = |ix: &NormIx| {
                let mut named = Named::default();
                named.norm(theory, &theory.norms[*ix]);
                match owner {
                    Owner::Define(define) => named.defines.contains(define),
                    Owner::Reading(term, _) => named.terms.contains(term),
                    Owner::Norm(_) | Owner::Licence(..) => false,
                }
            };
            (0..theory.norms.len()).filter(uses).collect()
        }
    }
}
