//! From outcomes to an answer: what is closed, open or contested, and what is degraded (`docs/semantics.md`, verdicts and degraded).

use std::collections::BTreeSet;

use jiff::civil::Date;

use crate::facts::Slot;
use crate::interpret::{Explanation, Finding, Inquiry, Outcome, Question, exact, explain};
use crate::theory::{NormIx, NormKind, Policy, Verdict};
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
            Answer::Degraded | Answer::Closed(Verdict::Gap) => 4,
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
    /// Law that is not encoded applies.
    Gap(NormIx),
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
    /// The mildest of the possible verdicts, where every one is a refusal and there are several.
    pub floor: Option<Verdict>,
    /// Norms, facts and readings behind it.
    pub explanation: Explanation,
}

/// Answers a question.
pub fn judge(inquiry: &Inquiry<'_>, policy: Option<&Policy>, question: &Question) -> Judgement {
    let weighed = weigh(inquiry, policy, question);
    let explanation = match weighed.answer {
        Answer::Degraded => explain(&inquiry.trusting(), question),
        _ => explain(inquiry, question),
    };
    let Weighed { answer, otherwise, outcome, trusting, causes, floor } = weighed;
    Judgement { answer, otherwise, outcome, trusting, causes, floor, explanation }
}

/// An answer without what it rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Brief {
    /// The answer.
    pub answer: Answer,
    /// What it would be were it not for what degrades it.
    pub otherwise: Option<Answer>,
    /// The mildest of the possible verdicts, where every one is a refusal and there are several.
    pub floor: Option<Verdict>,
    /// The mildest and the strictest verdict that are possible, looking past what degrades the answer.
    pub range: (Verdict, Verdict),
}

/// The answer alone, without what it rests on.
pub fn answer(inquiry: &Inquiry<'_>, policy: Option<&Policy>, question: &Question) -> Answer {
    weigh(inquiry, policy, question).answer
}

/// The answer, and between which verdicts it lies.
pub fn brief(inquiry: &Inquiry<'_>, policy: Option<&Policy>, question: &Question) -> Brief {
    let weighed = weigh(inquiry, policy, question);
    let seen = if weighed.answer == Answer::Degraded { &weighed.trusting } else { &weighed.outcome };
    let verdicts = seen.verdicts();
    let mildest = verdicts.first().copied().unwrap_or(Verdict::NoRuleFound);
    let strictest = verdicts.last().copied().unwrap_or(Verdict::Prohibited);
    let mildest = weighed.floor.map_or(mildest, |floor| floor.max(mildest));
    Brief {
        answer: weighed.answer,
        otherwise: weighed.otherwise,
        floor: weighed.floor,
        range: (mildest, strictest),
    }
}

/// A judgement without its explanation.
struct Weighed {
    answer: Answer,
    otherwise: Option<Answer>,
    outcome: Outcome,
    trusting: Outcome,
    causes: BTreeSet<Cause>,
    floor: Option<Verdict>,
}

fn weigh(inquiry: &Inquiry<'_>, policy: Option<&Policy>, question: &Question) -> Weighed {
    let theory = inquiry.theory;
    let outcome = exact(inquiry, question);
    let lists: BTreeSet<Slot> =
        inquiry.case.facts.iter().filter(|(_, k)| k.otherwise.is_some()).map(|(s, _)| *s).collect();
    // what the answer would be but for weak norms and missing lists, and but for gaps too
    let (sound, past) = (inquiry.trusting_but_gaps(), inquiry.trusting());
    let same = lists.is_empty() && !(0..theory.norms.len()).any(|n| inquiry.doubtful(n));
    let unweakened = if same { outcome.clone() } else { exact(&sound, question) };
    let gaps = unweakened.verdicts().contains(&Verdict::Gap) || outcome.verdicts().contains(&Verdict::Gap);
    let trusting = if gaps { exact(&past, question) } else { unweakened.clone() };
    let mut causes = dated_causes(inquiry, policy, question);
    let dated = !causes.is_empty();
    let of = |outcome: &Outcome| Answer::from(outcome.finding(theory));
    let (strict, but_gaps, trusted) = (of(&outcome), of(&unweakened), of(&trusting));
    let mild =
        |a: Answer| matches!(a, Answer::Closed(Verdict::Permitted | Verdict::NoRuleFound | Verdict::Gap));
    let open = |a: Answer| matches!(a, Answer::Undetermined | Answer::Contested);
    let differs = outcome != unweakened;
    if differs {
        let would = explain(&sound, question);
        let lifting = would.norms.values().flat_map(|s| s.defeated_by.iter()).chain(would.norms.keys());
        causes.extend(lifting.filter(|n| inquiry.doubtful(**n)).map(|n| Cause::Weak(*n)));
        causes.extend(
            outcome.facts.iter().chain(&would.support).filter(|s| lists.contains(s)).map(|s| Cause::List(*s)),
        );
    }
    if gaps {
        let bite = explain(&sound, question).norms;
        causes.extend(bite.into_keys().filter(|n| theory.norms[*n].kind == NormKind::Gap).map(Cause::Gap));
    }
    let gapped = but_gaps == Answer::Closed(Verdict::Gap) && (mild(strict) || open(strict));
    let degraded = gapped
        || (differs && !open(but_gaps) && strict != but_gaps && (open(strict) || mild(strict)))
        || (dated && mild(strict))
        || (dated && open(strict) && mild(but_gaps));
    let answer = if degraded { Answer::Degraded } else { strict };
    let floor = if open(answer) { floor(inquiry, question, &outcome) } else { None };
    // a search that ran out may have found by parts what it did not find at once
    let (answer, floor) = match floor {
        Some(Verdict::Prohibited) => (Answer::Closed(Verdict::Prohibited), None),
        floor => (answer, floor),
    };
    Weighed { answer, otherwise: degraded.then_some(trusted), outcome, trusting, causes, floor }
}

/// The mildest verdict that is possible, where it is a refusal. The whole of a question is at least as strict as each
/// of its legs under each of its regimes: one that is settled by itself holds whatever the others leave open.
fn floor(inquiry: &Inquiry<'_>, question: &Question, outcome: &Outcome) -> Option<Verdict> {
    let least = |outcome: &Outcome| match outcome.settled && outcome.complete {
        true => outcome.verdicts().first().copied(),
        false => None,
    };
    let whole = least(outcome);
    let parts = question.iter().filter(|_| question.len() > 1 && whole.is_none());
    let parts = parts.filter_map(|part| least(&exact(inquiry, std::slice::from_ref(part))));
    whole.into_iter().chain(parts).max().filter(|v| v.refuses())
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

/// An answer as far as so many branches tell.
#[derive(Debug, Clone)]
pub struct Sketch {
    /// The answer.
    pub answer: Answer,
    /// What it would be were it not for what degrades it; set where it is degraded.
    pub otherwise: Option<Answer>,
    /// Verdicts over worlds × readings, looking past what degrades the answer.
    pub outcome: Outcome,
    /// No verdict is milder than this: of an unfinished search what its legs and regimes give one by one.
    pub least: Option<Verdict>,
}

/// Answers a question without saying what the answer rests on, giving up after so many branches.
pub fn sketch(inquiry: &Inquiry<'_>, policy: Option<&Policy>, question: &Question, budget: usize) -> Sketch {
    let exact =
        |inquiry: &Inquiry<'_>, part: &Question| crate::interpret::exact::exact_within(inquiry, part, budget);
    let refused = |a: Answer| matches!(a, Answer::Closed(Verdict::Prohibited | Verdict::LicenceRequired));
    let open = |a: Answer| matches!(a, Answer::Undetermined | Answer::Contested);
    let of = |outcome: &Outcome| Answer::from(outcome.finding(inquiry.theory));
    let outcome = exact(inquiry, question);
    let strict = of(&outcome);
    let (mut answer, mut otherwise, mut seen) = (strict, None, inquiry.clone());
    let mut shown = outcome;
    // a closed refusal is never degraded
    if !refused(strict) {
        let past = inquiry.trusting();
        let trusting = exact(&past, question);
        let trusted = of(&trusting);
        let mild = |a: Answer| !open(a) && !refused(a);
        let dated = !dated_causes(inquiry, policy, question).is_empty();
        let differs = shown != trusting && strict != trusted && !open(trusted);
        if differs || dated && (mild(strict) || mild(trusted)) {
            (answer, otherwise, seen, shown) = (Answer::Degraded, Some(trusted), past, trusting);
        }
    }
    let mildest = |outcome: &Outcome| {
        (outcome.settled && outcome.complete).then(|| outcome.verdicts().first().copied()).flatten()
    };
    let parts = || {
        let parts = question.iter().map(std::slice::from_ref);
        parts.filter_map(|part| mildest(&exact(&seen, part))).max()
    };
    let least = mildest(&shown).or_else(parts);
    Sketch { answer, otherwise, outcome: shown, least }
}
