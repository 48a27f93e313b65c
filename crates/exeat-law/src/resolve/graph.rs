//! Checks of the whole: defeats and reads together are acyclic; periods make sense.

use std::collections::{BTreeMap, BTreeSet};

use super::{Resolver, Sort};
use crate::theory::{Cond, Instrument, NormIx, Scoped, Test, Theory};
use crate::value::Value;

/// Something with a truth value that may depend on others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Step {
    /// A norm's own condition.
    Applies(NormIx),
    /// Its standing after defeat.
    Effective(NormIx),
    Define(usize),
    Term(usize),
    Constraint(usize),
}

impl Step {
    fn sort(self) -> Sort {
        match self {
            Step::Applies(_) | Step::Effective(_) => Sort::Norm,
            Step::Define(_) => Sort::Define,
            Step::Term(_) => Sort::Term,
            Step::Constraint(_) => Sort::Constraint,
        }
    }

    fn id(self, theory: &Theory) -> &str {
        match self {
            Step::Applies(n) | Step::Effective(n) => &theory.norms[n].id,
            Step::Define(d) => &theory.defines[d].id,
            Step::Term(t) => &theory.terms[t].id,
            Step::Constraint(c) => &theory.constraints[c].id,
        }
    }
}

impl Resolver<'_> {
    /// E030, E033: an outcome, definition or reading that would depend on itself.
    pub(super) fn check_graph(&mut self) {
        let mut done = BTreeMap::new();
        let norms = self.theory.norms.len();
        let starts: Vec<Step> = (0..self.theory.defines.len())
            .map(Step::Define)
            .chain((0..self.theory.terms.len()).map(Step::Term))
            .chain((0..self.theory.constraints.len()).map(Step::Constraint))
            .chain((0..norms).map(Step::Effective))
            .collect();
        for start in starts {
            let mut path = Vec::new();
            if let Err(found) = height(&self.theory, start, &mut path, &mut done) {
                self.report_chain(found);
                // a ring has no meaning to evaluate: leave nothing that could be
                self.theory = Theory::default();
                return;
            }
        }
        for step in done.into_keys() {
            if self.nests(step) {
                let id = step.id(&self.theory).to_owned();
                let (file, span) = self.place(step.sort(), &id);
                self.file = file;
                let help = "one level of `were` is the most: read the inner status without it".to_owned();
                let message = format!("`{id}` reads a status under an assumption inside another");
                self.report("E033", span, message, Some(help));
            }
        }
    }

    /// Whether a condition reads a status with `were` that itself reads one, through whatever there is between.
    fn nests(&self, step: Step) -> bool {
        let theory = &self.theory;
        let mut open = Vec::new();
        conditions(theory, step).for_each(|cond| tied(cond, &mut |read| reads(theory, read, &mut open)));
        let mut seen = BTreeSet::new();
        while let Some(step) = open.pop() {
            if seen.insert(step) {
                let mut inner = false;
                conditions(theory, step).for_each(|cond| tied(cond, &mut |_| inner = true));
                if inner {
                    return true;
                }
                open.extend(below(theory, step));
            }
        }
        false
    }

    fn report_chain(&mut self, found: Chain) {
        let (Chain::Ring(steps) | Chain::TooLong(steps)) = &found;
        let Some(first) = steps.first() else { return };
        let (file, span) = self.place(first.sort(), first.id(&self.theory));
        self.file = file;
        if let Chain::TooLong(_) = found {
            let id = first.id(&self.theory);
            let message = format!("`{id}` depends on more than {MAX_CHAIN} others, one through the other");
            let help = "write some of the conditions out where they are needed".to_owned();
            return self.report("E033", span, message, Some(help));
        }
        let mut names: Vec<String> = steps.iter().map(|s| format!("`{}`", s.id(&self.theory))).collect();
        names.dedup();
        let (code, help) = if steps.iter().all(|s| matches!(s, Step::Effective(_))) {
            ("E030", "take away one of the defeats: they must form no ring")
        } else {
            ("E033", "take away one of the reads: defeats, reads, definitions and readings must form no ring")
        };
        let message = match names.as_slice() {
            [one] => format!("{one} depends on itself"),
            [first, rest @ ..] => format!("{first} depends on itself, through {}", rest.join(", then ")),
            [] => return,
        };
        self.report(code, span, message, Some(help.to_owned()));
    }

    /// Dates at which a period or a dated set changes: values of a date fact on both sides of one are told apart.
    pub(super) fn register_dates(&mut self) {
        let theory = &mut self.theory;
        let Some(date) = theory.fact("deal.date") else {
            return;
        };
        let mut found: Vec<(usize, jiff::civil::Date)> = Vec::new();
        for norm in &theory.norms {
            let p = &norm.period;
            let ends =
                [Some(p.from.date), p.from_latest, p.until.map(|m| m.date), norm.own_until.map(|m| m.date)];
            found.extend(ends.into_iter().flatten().map(|d| (norm.measured_on, d)));
        }
        found.extend(theory.instruments.iter().filter_map(|i| i.supersedes.map(|(_, on)| (date, on))));
        found.extend(theory.instruments.iter().map(|i| (date, i.checked)));
        let attested = theory.policies.iter().flat_map(|p| &p.attested);
        found.extend(attested.map(|(_, on, _)| (date, *on)));
        let windows = theory.parameters.iter().flat_map(|p| &p.values);
        found.extend(windows.flat_map(|(_, from, until)| [*from, *until]).flatten().map(|d| (date, d)));
        let editions = theory.tables.iter().flat_map(|t| &t.editions);
        found.extend(editions.flat_map(|e| [e.from, e.until]).map(|d| (date, d)));
        for set in &theory.sets {
            found.extend(
                set.values.iter().flat_map(|(_, from, until)| [*from, *until]).flatten().map(|d| (date, d)),
            );
        }
        for (fact, at) in found {
            // a clock time makes the day itself a class of its own
            for op in [crate::theory::Compare::AtLeast, crate::theory::Compare::More] {
                let test = Test::Against(op, Value::Date(at));
                if !theory.tests[fact].contains(&test) {
                    theory.tests[fact].push(test);
                }
            }
        }
    }

    /// E040: a period that ends before it begins. E041: a successor that leaves a gap or reaches back.
    pub(super) fn check_periods(&mut self) {
        let mut found = Vec::new();
        let too_early = |new: &Instrument| {
            new.supersedes.filter(|(old, on)| *on < self.theory.instruments[*old].period.from.date)
        };
        let spoilt: BTreeSet<usize> =
            self.theory.instruments.iter().filter_map(too_early).map(|(old, _)| old).collect();
        for norm in self.theory.norms.iter().filter(|n| !spoilt.contains(&n.instrument)) {
            let from = norm.period.from_latest.unwrap_or(norm.period.from.date);
            if norm.period.until.is_some_and(|until| until.date <= norm.period.from.date.min(from)) {
                found.push((
                    "E040",
                    Sort::Norm,
                    norm.id.clone(),
                    "its period ends before it begins",
                    "put the later date after `until`; the end is the first day without it",
                ));
            }
        }
        for new in &self.theory.instruments {
            let Some((old, on)) = new.supersedes else { continue };
            if on < self.theory.instruments[old].period.from.date {
                found.push((
                    "E041",
                    Sort::Instrument,
                    new.id.clone(),
                    "it supersedes an instrument before that one begins",
                    "give `supersedes … on` a date within the period of the older one",
                ));
            }
            if new.period.from_latest.unwrap_or(new.period.from.date) > on {
                found.push((
                    "E041",
                    Sort::Instrument,
                    new.id.clone(),
                    "it begins after it supersedes its predecessor, which leaves a gap",
                    "let `in force from` and `supersedes … on` name the same date",
                ));
            }
            if new.regime != self.theory.instruments[old].regime {
                found.push((
                    "E031",
                    Sort::Instrument,
                    new.id.clone(),
                    "it supersedes an instrument of another regime",
                    "an instrument closes only periods of its own regime",
                ));
            }
        }
        for (code, sort, id, message, help) in found {
            let (file, span) = self.place(sort, &id);
            self.file = file;
            self.report(code, span, format!("`{id}`: {message}"), Some(help.to_owned()));
        }
    }
}

/// More steps of dependence than any law needs; keeps hostile input from exhausting the stack.
const MAX_CHAIN: usize = 64;

/// Why what depends on what has no end.
enum Chain {
    Ring(Vec<Step>),
    TooLong(Vec<Step>),
}

/// How many steps stand above each other on the longest way down from this one.
fn height(
    theory: &Theory,
    step: Step,
    path: &mut Vec<Step>,
    done: &mut BTreeMap<Step, usize>,
) -> Result<usize, Chain> {
    if let Some(below) = done.get(&step) {
        return if path.len() + below > MAX_CHAIN { Err(Chain::TooLong(path.clone())) } else { Ok(*below) };
    }
    if let Some(at) = path.iter().position(|s| *s == step) {
        return Err(Chain::Ring(path[at..].to_vec()));
    }
    if path.len() > MAX_CHAIN {
        return Err(Chain::TooLong(path.clone()));
    }
    path.push(step);
    let mut tallest = 0;
    for next in below(theory, step) {
        tallest = tallest.max(height(theory, next, path, done)?);
    }
    path.pop();
    done.insert(step, tallest + 1);
    Ok(tallest + 1)
}

/// What a step depends on.
fn below(theory: &Theory, step: Step) -> Vec<Step> {
    let mut next = Vec::new();
    if let Step::Effective(norm) = step {
        next.push(Step::Applies(norm));
        next.extend(theory.norms[norm].defeated_by.iter().copied().map(Step::Effective));
    }
    conditions(theory, step).for_each(|cond| reads(theory, cond, &mut next));
    next
}

/// The conditions of a step's own.
fn conditions(theory: &Theory, step: Step) -> Box<dyn Iterator<Item = &Cond> + '_> {
    match step {
        Step::Effective(norm) => Box::new(theory.norms[norm].licences.iter().map(|route| &route.when)),
        Step::Applies(ix) => {
            let norm = &theory.norms[ix];
            let savings = theory.instruments.iter().filter_map(move |new| {
                let reaches = new.supersedes.is_some_and(|(old, _)| old == norm.instrument);
                new.saving.as_ref().filter(|_| reaches)
            });
            let own = &theory.instruments[norm.instrument].saving;
            Box::new(std::iter::once(&norm.when).chain(own).chain(savings))
        }
        Step::Define(define) => Box::new(std::iter::once(&theory.defines[define].means)),
        Step::Term(term) => Box::new(theory.terms[term].readings.iter().map(|r| &r.means)),
        Step::Constraint(ix) => Box::new(std::iter::once(&theory.constraints[ix].when)),
    }
}

/// What a condition reads of other norms.
fn reads(theory: &Theory, cond: &Cond, out: &mut Vec<Step>) {
    let restricting = |scoped: &Scoped| {
        let all: Vec<NormIx> = (0..theory.norms.len())
            .filter(|n| theory.norms[*n].kind.restricts() && theory.belongs(&theory.norms[*n], scoped))
            .collect();
        all
    };
    match cond {
        Cond::All(all) | Cond::AtLeast(_, all) => all.iter().for_each(|c| reads(theory, c, out)),
        Cond::Not(inner) | Cond::AnyOf(_, inner) | Cond::AnyItem(inner) => reads(theory, inner, out),
        Cond::Term(term) => out.push(Step::Term(*term)),
        Cond::Define(define) => out.push(Step::Define(*define)),
        Cond::Applies(scoped) => out.extend(restricting(scoped).into_iter().map(Step::Applies)),
        Cond::Status(scoped, ..) => out.extend(restricting(scoped).into_iter().map(Step::Effective)),
        Cond::Const(_) | Cond::Fact(..) | Cond::Compared(_) | Cond::Party(_) | Cond::Marked(_) => {}
    }
}

/// Calls with each status that a condition reads with `were`.
fn tied(cond: &Cond, see: &mut dyn FnMut(&Cond)) {
    match cond {
        Cond::All(all) | Cond::AtLeast(_, all) => all.iter().for_each(|c| tied(c, see)),
        Cond::Not(inner) | Cond::AnyOf(_, inner) | Cond::AnyItem(inner) => tied(inner, see),
        Cond::Status(_, ties, _) if !ties.is_empty() => see(cond),
        _ => {}
    }
}
