//! From outcomes to an answer: what is closed, open or contested, and what is degraded (`docs/semantics.md`, verdicts and degraded).

use std::collections::BTreeSet;

use jiff::civil::Date;

use crate::facts::Slot;
use crate::interpret::{Explanation, Finding, Inquiry, Outcome, Question, exact, explain};
use crate::theory::{NormIx, Policy, Verdict};
use crate::value::{Possible, Value};

/// The answer to a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// One verdict.
    Closed(Verdict),
    /// Facts still decide it.
    Undetermined,
    /// Readings decide it.
    Contested,
    /// It would be open or better only because of a cause.
    Degraded,
}

impl Answer {
    /// As written in answers.
    pub fn words(self) -> &'static str {
        match self {
            Answer::Closed(verdict) => verdict.words(),
            Answer::Undetermined => "undetermined",
            Answer::Contested => "contested",
            Answer::Degraded => "degraded",
        }
    }

    /// Exit code of `check`.
    pub fn exit(self) -> u8 {
        match self {
            Answer::Closed(Verdict::Permitted) => 0,
            Answer::Closed(Verdict::Prohibited | Verdict::LicenceRequired) => 1,
            Answer::Closed(Verdict::NoRuleFound) | Answer::Undetermined | Answer::Contested => 3,
            Answer::Degraded => 4,
        }
    }
}

impl From<Finding> for Answer {
    fn from(finding: Finding) -> Answer {
        match finding {
            Finding::Closed(verdict) => Answer::Closed(verdict),
            Finding::Undetermined => Answer::Undetermined,
            Finding::Contested => Answer::Contested,
        }
    }
}

/// Why an answer is, or could have been, degraded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cause {
    /// The date lies past the day the regime's register was read, or is not known.
    Surveyed(usize),
    /// The date lies before the day from which the regime is encoded.
    NotEncoded(usize),
    /// This norm would lift, but is from memory or past its checked date.
    Weak(NormIx),
    /// A list needed for this fact is missing, incomplete or stale.
    List(Slot),
}

/// An answer with what it rests on.
#[derive(Debug, Clone)]
pub struct Judgement {
    /// The answer.
    pub answer: Answer,
    /// What it would be were it not for the causes; set where it is degraded.
    pub otherwise: Option<Answer>,
    /// Verdicts over worlds × readings, weak norms lifting nothing and missing lists leaving parties open.
    pub outcome: Outcome,
    /// The same looking past the causes.
    pub trusting: Outcome,
    /// What degraded it, or would have, had it mattered.
    pub causes: BTreeSet<Cause>,
    /// Norms, facts and readings behind it.
    pub explanation: Explanation,
}

/// Answers a question.
pub fn judge(inquiry: &Inquiry<'_>, policy: Option<&Policy>, question: &Question) -> Judgement {
    let Weighed { answer, otherwise, outcome, trusting, causes } = weigh(inquiry, policy, question);
    let explanation = match answer {
        Answer::Degraded => explain(&inquiry.trusting(), question),
        _ => explain(inquiry, question),
    };
    Judgement { answer, otherwise, outcome, trusting, causes, explanation }
}

/// The answer alone, without what it rests on.
pub fn answer(inquiry: &Inquiry<'_>, policy: Option<&Policy>, question: &Question) -> Answer {
    weigh(inquiry, policy, question).answer
}

/// A judgement without its explanation.
struct Weighed {
    answer: Answer,
    otherwise: Option<Answer>,
    outcome: Outcome,
    trusting: Outcome,
    causes: BTreeSet<Cause>,
}

fn weigh(inquiry: &Inquiry<'_>, policy: Option<&Policy>, question: &Question) -> Weighed {
    let theory = inquiry.theory;
    let outcome = exact(inquiry, question);
    let lists: BTreeSet<Slot> =
        inquiry.case.facts.iter().filter(|(_, k)| k.otherwise.is_some()).map(|(s, _)| *s).collect();
    let trusting_inquiry = inquiry.trusting();
    let same = lists.is_empty() && !(0..theory.norms.len()).any(|n| inquiry.doubtful(n));
    let trusting = if same { outcome.clone() } else { exact(&trusting_inquiry, question) };
    let mut causes = dated_causes(inquiry, policy, question);
    let dated = !causes.is_empty();
    let (strict, trusted) = (Answer::from(outcome.finding(theory)), Answer::from(trusting.finding(theory)));
    let mild = |a: Answer| matches!(a, Answer::Closed(Verdict::Permitted | Verdict::NoRuleFound));
    let open = |a: Answer| matches!(a, Answer::Undetermined | Answer::Contested);
    let differs = outcome != trusting;
    if differs {
        let would = explain(&trusting_inquiry, question);
        let lifting = would.norms.values().flat_map(|s| s.defeated_by.iter()).chain(would.norms.keys());
        causes.extend(lifting.filter(|n| inquiry.doubtful(**n)).map(|n| Cause::Weak(*n)));
        causes.extend(
            outcome.facts.iter().chain(&would.support).filter(|s| lists.contains(s)).map(|s| Cause::List(*s)),
        );
    }
    let degraded = (differs && !open(trusted) && strict != trusted && (open(strict) || mild(strict)))
        || (dated && mild(strict))
        || (dated && open(strict) && mild(trusted));
    let answer = if degraded { Answer::Degraded } else { strict };
    Weighed { answer, otherwise: degraded.then_some(trusted), outcome, trusting, causes }
}

fn dated_causes(inquiry: &Inquiry<'_>, policy: Option<&Policy>, question: &Question) -> BTreeSet<Cause> {
    let theory = inquiry.theory;
    let possible = theory.fact("deal.date").map(|f| inquiry.case.possible(Slot::Global(f), false));
    let (earliest, latest) = possible.map_or((None, None), bounds);
    let mut causes = BTreeSet::new();
    for regime in question.iter().map(|(_, scoped)| scoped.regime) {
        let of = &theory.regimes[regime];
        let attested = policy.iter().flat_map(|p| &p.attested).filter(|(id, ..)| *id == of.id);
        let surveyed = attested.map(|(_, date, _)| *date).fold(of.surveyed, Date::max);
        if latest.is_none_or(|latest| latest > surveyed) {
            causes.insert(Cause::Surveyed(regime));
        }
        if earliest.is_none_or(|earliest| earliest < of.encoded_from) {
            causes.insert(Cause::NotEncoded(regime));
        }
    }
    causes
}

fn bounds(possible: &Possible) -> (Option<Date>, Option<Date>) {
    let date = |v: &Value| if let Value::Date(d) = v { Some(*d) } else { None };
    match possible {
        Possible::Any => (None, None),
        Possible::OneOf(values) => {
            (values.iter().filter_map(date).min(), values.iter().filter_map(date).max())
        }
        Possible::Between(low, high) => (low.as_ref().and_then(date), high.as_ref().and_then(date)),
    }
}
