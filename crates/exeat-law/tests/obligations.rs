//! The obligations of `docs/semantics.md`, each on thousands of random law bases and cases.

mod model;

use std::collections::{BTreeMap, BTreeSet};

use exeat_law::facts::{Case, Provenance, Slot};
use exeat_law::interpret::{Finding, Inquiry, Outcome, certificate, exact, explain, flips, kleene};
use exeat_law::theory::{Adopted, Cond, NormKind, Policy, Scoped, Theory, Verdict};
use exeat_law::value::Possible;
use model::{Dice, brute, case, domain, readings, theory};
use proptest::prelude::*;

fn whole(theory: &Theory, case: &Case) -> Vec<(usize, Scoped)> {
    let regimes = 0..theory.regimes.len();
    (0..case.legs.len())
        .flat_map(|leg| regimes.clone().map(move |regime| (leg, Scoped { regime, part: None })))
        .collect()
}

/// An outcome by full reading, as brute force gives it.
fn by_reading(theory: &Theory, outcome: &Outcome) -> BTreeMap<Vec<usize>, BTreeSet<Verdict>> {
    readings(theory)
        .into_iter()
        .map(|reading| {
            let fits = |leaf: &&(Vec<(usize, usize)>, Verdict)| leaf.0.iter().all(|(t, r)| reading[*t] == *r);
            let verdicts = outcome.leaves.iter().filter(fits).map(|(_, v)| *v).collect();
            (reading, verdicts)
        })
        .collect()
}

fn run(theory: &Theory, case: &Case, question: &[(usize, Scoped)]) -> Outcome {
    exact(&Inquiry::new(theory, case, None), question)
}

/// Reverses the order of norms, keeping what they mean.
fn reversed(theory: &Theory) -> Theory {
    let last = theory.norms.len().saturating_sub(1);
    let mut out = theory.clone();
    out.norms.reverse();
    for norm in &mut out.norms {
        norm.defeated_by.iter_mut().for_each(|n| *n = last - *n);
        norm.defeated_by.reverse();
        if let Cond::All(all) | Cond::AtLeast(_, all) = &mut norm.when {
            all.reverse();
        }
    }
    out
}

fn without(theory: &Theory, norm: usize) -> Theory {
    let mut out = theory.clone();
    out.norms[norm].when = Cond::Const(false);
    out
}

/// Reads of other regimes, through conditions and terms.
fn reads_other(theory: &Theory) -> bool {
    fn walk(c: &Cond) -> bool {
        match c {
            Cond::All(all) | Cond::AtLeast(_, all) => all.iter().any(walk),
            Cond::Not(c) | Cond::AnyOf(_, c) | Cond::AnyItem(c) => walk(c),
            Cond::Status(..) => true,
            _ => false,
        }
    }
    theory.norms.iter().any(|n| walk(&n.when))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 6000, failure_persistence: None, ..ProptestConfig::default() })]

    /// O1: independent of the order of evaluation. O4: the exact pass equals brute force.
    #[test]
    fn o1_o4_exact_is_brute_force_in_any_order(seed in any::<u64>()) {
        let dice = &mut Dice::new(seed);
        let (theory, case) = (theory(dice), case(dice));
        let question = whole(&theory, &case);
        let expected = brute(&theory, &case, &question);
        let outcome = run(&theory, &case, &question);
        let other = reversed(&theory);
        for (theory, outcome) in [(&theory, &outcome), (&other, &run(&other, &case, &question))] {
            prop_assert!(outcome.settled);
            let found = by_reading(theory, outcome);
            if outcome.complete {
                prop_assert_eq!(&found, &expected);
                continue;
            }
            // undetermined already, and not refined further: nothing else is said than brute force says
            prop_assert_eq!(outcome.finding(theory), Finding::Undetermined);
            for (reading, verdicts) in found {
                prop_assert!(verdicts.is_subset(&expected[&reading]));
            }
        }
    }

    /// O2: what the three-valued pass closes, every world and reading agrees with.
    #[test]
    fn o2_kleene_is_sound(seed in any::<u64>()) {
        let dice = &mut Dice::new(seed);
        let (theory, case) = (theory(dice), case(dice));
        let question = whole(&theory, &case);
        for part in question.iter().map(std::slice::from_ref).chain([question.as_slice()]) {
            if let Ok(verdict) = kleene(&Inquiry::new(&theory, &case, None), part) {
                // none at all where the facts contradict each other
                for verdicts in brute(&theory, &case, part).values().filter(|v| !v.is_empty()) {
                    prop_assert_eq!(verdicts, &BTreeSet::from([verdict]));
                }
            }
        }
    }

    /// O3: refining a fact never turns one closed verdict into another, and never adds a verdict.
    #[test]
    fn o3_monotone_in_knowledge(seed in any::<u64>()) {
        let dice = &mut Dice::new(seed);
        let (theory, mut case) = (theory(dice), case(dice));
        let question = whole(&theory, &case);
        // start from a case in which some facts are not stated at all
        let slots: Vec<Slot> = case.facts.keys().copied().collect();
        let kept = case.clone();
        for slot in &slots {
            if dice.one_in(8) {
                case.facts.remove(slot);
            }
        }
        let before = run(&theory, &case, &question);
        let mut refined = case.clone();
        for slot in &slots {
            match refined.facts.get_mut(slot) {
                None if dice.one_in(2) => {
                    refined.facts.insert(*slot, kept.facts[slot].clone());
                }
                Some(known) => {
                    if let Possible::OneOf(values) = &mut known.possible
                        && values.len() > 1
                        && dice.one_in(2)
                    {
                        values.remove(dice.roll(values.len()));
                    }
                }
                None => {}
            }
        }
        let after = run(&theory, &refined, &question);
        let (before_by, after_by) = (by_reading(&theory, &before), by_reading(&theory, &after));
        for (reading, verdicts) in after_by.iter().filter(|_| before.complete) {
            prop_assert!(verdicts.is_subset(&before_by[reading]), "{reading:?}: {verdicts:?} of {before_by:?}");
        }
        if !before.complete {
            prop_assert_eq!(before.finding(&theory), Finding::Undetermined);
        }
        // a refinement may contradict what cannot be: then there is no world, and no clear
        if after.leaves.is_empty() {
            prop_assert_eq!(after.finding(&theory), Finding::Undetermined);
        } else if let Finding::Closed(verdict) = before.finding(&theory) {
            prop_assert_eq!(after.finding(&theory), Finding::Closed(verdict));
        }
    }

    /// O5: without a restrictive norm the outcome is no stricter, without a permissive one no milder; an exclusion
    /// restricts. (`no rule found` and `permitted` count as one, nothing standing in the way.)
    #[test]
    fn o5_polarity(seed in any::<u64>()) {
        let dice = &mut Dice::new(seed);
        let (theory, case) = (theory(dice), case(dice));
        if reads_other(&theory) || theory.norms.is_empty() {
            return Ok(());
        }
        let norm = dice.roll(theory.norms.len());
        let less = without(&theory, norm);
        let applies_read = theory.norms.iter().any(|n| format!("{:?}", n.when).contains("Applies"));
        if applies_read && theory.norms[norm].kind.restricts() {
            return Ok(());
        }
        let rank = |v: Verdict| v.max(Verdict::Permitted);
        for world in model::worlds(&case, &theory) {
            for reading in readings(&theory) {
                let scoped = Scoped { regime: theory.norms[norm].regime, part: None };
                let of = |theory: &Theory| model::Naive { theory, case: &case, world: &world, reading: &reading, leg: 0, ties: vec![] }.verdict(&scoped);
                let (with, gone) = (rank(of(&theory)), rank(of(&less)));
                match theory.norms[norm].kind {
                    NormKind::Prohibition | NormKind::Requirement | NormKind::Exclusion => prop_assert!(gone <= with),
                    _ => prop_assert!(gone >= with),
                }
            }
        }
        // and the interpreter says the same of a closed case
        let question = vec![(0, Scoped { regime: theory.norms[norm].regime, part: None })];
        if let (Finding::Closed(with), Finding::Closed(gone)) =
            (run(&theory, &case, &question).finding(&theory), run(&less, &case, &question).finding(&less))
        {
            match theory.norms[norm].kind {
                NormKind::Prohibition | NormKind::Requirement | NormKind::Exclusion => prop_assert!(rank(gone) <= rank(with)),
                _ => prop_assert!(rank(gone) >= rank(with)),
            }
        }
    }

    /// O6: editing one regime moves no regime that does not read it; the whole is the strictest.
    #[test]
    fn o6_regime_isolation(seed in any::<u64>()) {
        let dice = &mut Dice::new(seed);
        let (theory, case) = (theory(dice), case(dice));
        // reads go to regimes declared before: an edit of the last is read by none
        let last = theory.regimes.len() - 1;
        let Some(norm) = (0..theory.norms.len()).rfind(|n| theory.norms[*n].regime == last) else { return Ok(()) };
        let edited = without(&theory, norm);
        let question = whole(&theory, &case);
        for (leg, scoped) in question.iter().filter(|(_, s)| s.regime != last) {
            let one = [(*leg, scoped.clone())];
            prop_assert_eq!(run(&theory, &case, &one).leaves, run(&edited, &case, &one).leaves);
        }
        let parts: Vec<Finding> = question.iter().map(|q| run(&theory, &case, std::slice::from_ref(q)).finding(&theory)).collect();
        let closed: Option<Vec<Verdict>> =
            parts.iter().map(|f| if let Finding::Closed(v) = f { Some(*v) } else { None }).collect();
        if let Some(strictest) = closed.and_then(|all| all.into_iter().max()) {
            prop_assert_eq!(run(&theory, &case, &question).finding(&theory), Finding::Closed(strictest));
        }
    }

    /// O8: no look-ahead. As known on a day equals the base from which everything published later is cut.
    #[test]
    fn o8_no_look_ahead(seed in any::<u64>()) {
        let dice = &mut Dice::new(seed);
        let (theory, case) = (theory(dice), case(dice));
        let known = jiff::civil::date(2022, 1, 1 + dice.roll(8) as i8);
        let mut cut = theory.clone();
        for instrument in &mut cut.instruments {
            if instrument.published > known {
                instrument.supersedes = None;
            }
        }
        let later: Vec<bool> = cut.norms.iter().map(|n| cut.instruments[n.instrument].published > known).collect();
        for (norm, later) in cut.norms.iter_mut().zip(later) {
            if later {
                norm.when = Cond::Const(false);
            }
        }
        let cut = cut.known_on(jiff::civil::Date::MAX);
        let question = whole(&theory, &case);
        let seen = run(&theory.known_on(known), &case, &question);
        prop_assert_eq!(by_reading(&theory, &seen), by_reading(&cut, &run(&cut, &case, &question)));
    }

    /// O9: adopting a reading only takes verdicts away.
    #[test]
    fn o9_adopting_narrows(seed in any::<u64>()) {
        let dice = &mut Dice::new(seed);
        let (theory, case) = (theory(dice), case(dice));
        let question = whole(&theory, &case);
        let term = dice.roll(2);
        let reading = dice.roll(theory.terms[term].readings.len());
        let adopted = vec![Adopted { term, reading, held_by: String::new(), because: String::new() }];
        let policy = Policy { adopted, ..Policy::default() };
        let open = run(&theory, &case, &question);
        // a search that stopped early may lack verdicts that are possible
        if !open.complete {
            return Ok(());
        }
        let open = by_reading(&theory, &open);
        let narrowed = by_reading(&theory, &exact(&Inquiry::new(&theory, &case, Some(&policy)), &question));
        for (choice, verdicts) in open.iter().filter(|(choice, _)| choice[term] == reading) {
            prop_assert_eq!(verdicts, &narrowed[choice]);
        }
        let all = |by: &BTreeMap<Vec<usize>, BTreeSet<Verdict>>| by.values().flatten().copied().collect::<BTreeSet<_>>();
        prop_assert!(all(&narrowed).is_subset(&all(&open)));
    }

    /// O10: an explanation is a certificate. With every fact outside it unknown the outcome stays.
    #[test]
    fn o10_certificates_hold(seed in any::<u64>()) {
        let dice = &mut Dice::new(seed);
        let (theory, case) = (theory(dice), case(dice));
        let question = whole(&theory, &case);
        let inquiry = Inquiry::new(&theory, &case, None);
        let outcome = exact(&inquiry, &question);
        let explanation = explain(&inquiry, &question);
        let Finding::Closed(verdict) = outcome.finding(&theory) else { return Ok(()) };
        let certified = certificate(&inquiry, &question, &outcome, &explanation.support);
        let certified: BTreeSet<Slot> = certified.into_iter().map(|c| c.slot).collect();
        for slots in [&explanation.support, &certified] {
            let mut only = case.clone();
            only.facts.retain(|slot, _| slots.contains(slot));
            // a fact that was narrowed and is left out may take any value of its domain
            prop_assert_eq!(run(&theory, &only, &question).finding(&theory), Finding::Closed(verdict), "{:?}", slots);
        }
    }
    /// A fact that would give another verdict with another value has that value in some world, and the verdict in all
    /// of these; one that is said not to be needed may have any value.
    #[test]
    fn flips_can_be_and_give_their_verdict(seed in any::<u64>()) {
        let dice = &mut Dice::new(seed);
        let (theory, case) = (theory(dice), case(dice));
        let question = whole(&theory, &case);
        let inquiry = Inquiry::new(&theory, &case, None);
        let outcome = exact(&inquiry, &question);
        let explanation = explain(&inquiry, &question);
        let Finding::Closed(verdict) = outcome.finding(&theory) else { return Ok(()) };
        let certified = certificate(&inquiry, &question, &outcome, &explanation.support);
        for one in certified.iter().filter(|c| !c.needed) {
            let mut without = case.clone();
            without.set(one.slot, Possible::OneOf(domain(one.slot)), Provenance::Stated);
            let found: BTreeSet<Verdict> =
                brute(&theory, &without, &question).into_values().flatten().collect();
            prop_assert_eq!(found, BTreeSet::from([verdict]), "{:?}", one.slot);
        }
        for (slot, value, other) in flips(&inquiry, &question, verdict, &certified) {
            let mut with = case.clone();
            with.set(slot, Possible::is(value.clone()), Provenance::Stated);
            let found: BTreeSet<Verdict> = brute(&theory, &with, &question).into_values().flatten().collect();
            prop_assert_eq!(found, BTreeSet::from([other]), "{:?} {:?}", slot, value);
        }
    }
}
