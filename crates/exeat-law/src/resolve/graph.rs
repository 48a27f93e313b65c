//! Checks of the whole: defeats and reads together are acyclic; periods make sense.

use std::collections::{BTreeMap, BTreeSet};

use super::{Resolver, Sort};
use crate::theory::{Cond, NormIx, Scoped, Test, Theory};
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
}

impl Step {
    fn sort(self) -> Sort {
        match self {
            Step::Applies(_) | Step::Effective(_) => Sort::Norm,
            Step::Define(_) => Sort::Define,
            Step::Term(_) => Sort::Term,
        }
    }

    fn id(self, theory: &Theory) -> &str {
        match self {
            Step::Applies(n) | Step::Effective(n) => &theory.norms[n].id,
            Step::Define(d) => &theory.defines[d].id,
            Step::Term(t) => &theory.terms[t].id,
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
        for norm in 0..norms {
            let mut nested = false;
            Counterfactuals::new(&self.theory).walk(&self.theory.norms[norm].when, &mut |scoped, ties| {
                let reads = self
                    .theory
                    .norms
                    .iter()
                    .enumerate()
                    .filter(|(_, n)| self.theory.belongs(n, scoped) || n.regime == scoped.regime);
                for (_, other) in reads {
                    Counterfactuals::new(&self.theory).walk(&other.when, &mut |_, inner| {
                        nested |= !ties.is_empty() && !inner.is_empty();
                    });
                }
            });
            if nested {
                let id = self.theory.norms[norm].id.clone();
                let (file, span) = self.place(Sort::Norm, &id);
                self.file = file;
                self.report(
                    "E033",
                    span,
                    format!("`{id}` reads a status under an assumption inside another"),
                    Some("one level of `were` is the most".to_owned()),
                );
            }
        }
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
        for norm in &self.theory.norms {
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
    let mut next = Vec::new();
    match step {
        Step::Effective(norm) => {
            next.push(Step::Applies(norm));
            next.extend(theory.norms[norm].defeated_by.iter().copied().map(Step::Effective));
            theory.norms[norm].licences.iter().for_each(|route| reads(theory, &route.when, &mut next));
        }
        Step::Applies(norm) => reads(theory, &theory.norms[norm].when, &mut next),
        Step::Define(define) => reads(theory, &theory.defines[define].means, &mut next),
        Step::Term(term) => {
            theory.terms[term].readings.iter().for_each(|r| reads(theory, &r.means, &mut next))
        }
    }
    let mut tallest = 0;
    for below in next {
        tallest = tallest.max(height(theory, below, path, done)?);
    }
    path.pop();
    done.insert(step, tallest + 1);
    Ok(tallest + 1)
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
        Cond::Not(inner) | Cond::AnyOf(_, inner) => reads(theory, inner, out),
        Cond::Term(term) => out.push(Step::Term(*term)),
        Cond::Define(define) => out.push(Step::Define(*define)),
        Cond::Applies(scoped) => out.extend(restricting(scoped).into_iter().map(Step::Applies)),
        Cond::Status(scoped, ..) => out.extend(restricting(scoped).into_iter().map(Step::Effective)),
        Cond::Const(_) | Cond::Fact(..) | Cond::Compared(_) | Cond::Party(_) => {}
    }
}

/// Called with each status read and what it ties.
type See<'s> = &'s mut dyn FnMut(&Scoped, &[(usize, Value)]);

/// Walks a condition and what it is made of, each definition and term once.
struct Counterfactuals<'t> {
    theory: &'t Theory,
    seen: BTreeSet<Step>,
}

impl<'t> Counterfactuals<'t> {
    fn new(theory: &'t Theory) -> Self {
        Counterfactuals { theory, seen: BTreeSet::new() }
    }

    fn walk(&mut self, cond: &Cond, see: See<'_>) {
        let theory = self.theory;
        match cond {
            Cond::All(all) | Cond::AtLeast(_, all) => all.iter().for_each(|c| self.walk(c, see)),
            Cond::Not(inner) | Cond::AnyOf(_, inner) => self.walk(inner, see),
            Cond::Term(term) => {
                if self.seen.insert(Step::Term(*term)) {
                    theory.terms[*term].readings.iter().for_each(|r| self.walk(&r.means, see));
                }
            }
            Cond::Define(define) => {
                if self.seen.insert(Step::Define(*define)) {
                    self.walk(&theory.defines[*define].means, see);
                }
            }
            Cond::Status(scoped, ties, _) => see(scoped, ties),
            Cond::Applies(_) | Cond::Const(_) | Cond::Fact(..) | Cond::Compared(_) | Cond::Party(_) => {}
        }
    }
}
