//! Deciding each question, before anybody looks at an answer.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::Result;
use exeat::assess::sketched;
use exeat::determination::RegimeAnswer;
use exeat::{Determination, Lists, assess, transaction};
use exeat_law::judge::Answer;
use exeat_law::theory::Theory;
use jiff::civil::{Date, date};

use super::table::{self, Question};
use crate::desk;

/// The day of knowledge: past every answer that can have been published.
const KNOWN: Date = date(2026, 11, 24);
/// Branches within which most deals close.
const SOON: usize = 1024;

/// What came out for one question.
#[derive(Debug, Clone, Default)]
pub(super) struct Decided {
    /// File of the transcription.
    pub(super) file: String,
    /// A verdict, or `inexpressible`, or `not encoded` where the law has no regime that answers.
    pub(super) verdict: String,
    /// The mildest verdict still possible, where every one of them refuses.
    pub(super) floor: Option<String>,
    /// Exit code of `exeat check`.
    pub(super) exit: u8,
    /// Open facts.
    pub(super) needs: Vec<String>,
    /// The questions for them.
    pub(super) asks: Vec<String>,
    /// Citations of the norms that decide.
    pub(super) cites: Vec<String>,
    /// Citations of all norms that stand, lift or limit.
    pub(super) applied: Vec<String>,
    /// Norms that decide, and the authorities of licences that would lift them.
    pub(super) norms: Vec<String>,
    /// Authorities named by a licence route of a norm that stands.
    pub(super) licences: Vec<String>,
    /// Duties attached: id and words.
    pub(super) duties: Vec<(String, String)>,
    /// Facts the answer rests on.
    pub(super) facts: Vec<String>,
    /// Why it is open, degraded or could not be read.
    pub(super) why: String,
}

/// Decides every question, in order.
pub(super) fn all(
    law: &Path,
    folder: &Path,
    questions: &[Question],
    regimes: &BTreeMap<String, Vec<String>>,
) -> Result<Vec<Decided>> {
    let theory = theory(law)?;
    let lists = desk::no_lists();
    let mut out = Vec::new();
    for question in questions {
        let path = folder.join(format!("{}.yaml", question.id));
        let ours = table::ours(regimes, &question.regime);
        out.push(one(&theory, &lists, &path, question, ours));
    }
    Ok(out)
}

/// The law of a folder, as known on the day of knowledge.
pub(super) fn theory(law: &Path) -> Result<Theory> {
    Ok(desk::law(law)?.known_on(KNOWN))
}

/// What the whole law says of a case, every regime asked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Whole {
    /// A verdict, or `inexpressible`.
    pub(super) verdict: String,
    /// The mildest that it can come to, where the answer says so.
    pub(super) floor: Option<String>,
}

impl Whole {
    /// Refused, or at least so.
    pub(super) fn refuses(&self) -> bool {
        refusal(&self.verdict) || self.floor.as_deref().is_some_and(refusal)
    }
}

/// Whether a verdict refuses.
pub(super) fn refusal(verdict: &str) -> bool {
    matches!(verdict, "prohibited" | "licence required")
}

/// Whether a verdict clears.
pub(super) fn clears(verdict: &str) -> bool {
    matches!(verdict, "permitted" | "no rule found")
}

/// Asks every question of all regimes at once, in order; on two threads, some taking minutes.
pub(super) fn wholes(law: &Path, folder: &Path, questions: &[Question]) -> Result<Vec<Whole>> {
    let theory = theory(law)?;
    let lists = desk::no_lists();
    let next = AtomicUsize::new(0);
    let work = || {
        let mut done = Vec::new();
        loop {
            let ix = next.fetch_add(1, Ordering::Relaxed);
            let Some(question) = questions.get(ix) else { return done };
            done.push((ix, whole(&theory, &lists, &folder.join(format!("{}.yaml", question.id)))));
        }
    };
    let mut out = vec![Whole::default(); questions.len()];
    std::thread::scope(|scope| {
        let threads = [scope.spawn(work), scope.spawn(work)];
        for thread in threads {
            for (ix, whole) in thread.join().unwrap_or_default() {
                out[ix] = whole;
            }
        }
    });
    Ok(out)
}

fn whole(theory: &Theory, lists: &Lists, path: &Path) -> Whole {
    let read = |text: String| transaction::read(&text, "", theory).ok();
    let Some(transaction) = fs::read_to_string(path).ok().and_then(read) else {
        return Whole { verdict: "inexpressible".into(), floor: None };
    };
    let desk = desk::at(theory, lists, &[], KNOWN);
    // what is closed soon needs no explanation
    let soon = sketched(&transaction, &desk, SOON, &[]);
    if let Answer::Closed(verdict) = soon.answer {
        return Whole { verdict: verdict.words().into(), floor: None };
    }
    let answer = assess(&transaction, &desk);
    let json = serde_json::to_value(&answer).unwrap_or_default();
    Whole { verdict: answer.verdict.into(), floor: json["floor"].as_str().map(str::to_owned) }
}

fn one(theory: &Theory, lists: &Lists, path: &Path, question: &Question, ours: &[String]) -> Decided {
    let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    let inexpressible = |why: String| Decided {
        file: name.clone(),
        verdict: "inexpressible".into(),
        exit: 2,
        why,
        ..Decided::default()
    };
    let Ok(text) = fs::read_to_string(path) else { return inexpressible(format!("there is no {name}")) };
    let transaction = match transaction::read(&text, &name, theory) {
        Ok(transaction) => transaction,
        Err(errors) => {
            let errors: Vec<String> = errors.iter().map(ToString::to_string).collect();
            return inexpressible(errors.join("\n"));
        }
    };
    let index = |id: &String| theory.regimes.iter().position(|r| r.id == *id);
    let missing: Vec<&str> = ours.iter().filter(|id| index(id).is_none()).map(String::as_str).collect();
    let regimes: Vec<usize> = ours.iter().filter_map(index).collect();
    if regimes.is_empty() {
        let why = if ours.is_empty() {
            format!("regimes.csv has no row for `{}`", question.regime)
        } else {
            format!("the law has no regime {}", missing.join(", "))
        };
        return Decided { file: name, verdict: "not encoded".into(), exit: 4, why, ..Decided::default() };
    }
    let desk = desk::at(theory, lists, &regimes, KNOWN);
    let mut decided = read_off(name, &assess(&transaction, &desk));
    if !missing.is_empty() && matches!(decided.verdict.as_str(), "permitted" | "no rule found") {
        decided.verdict = "not encoded".into();
        decided.why = format!("the law has no regime {}", missing.join(", "));
    }
    decided
}

fn read_off(file: String, answer: &Determination) -> Decided {
    let regimes: Vec<&RegimeAnswer> = answer.legs.iter().flat_map(|leg| &leg.regimes).collect();
    let same: Vec<&RegimeAnswer> =
        regimes.iter().copied().filter(|regime| regime.verdict == answer.verdict).collect();
    let gather = |of: &dyn Fn(&RegimeAnswer) -> Vec<String>| -> Vec<String> {
        let mut out: Vec<String> = Vec::new();
        for one in same.iter().flat_map(|regime| of(regime)) {
            if !out.contains(&one) {
                out.push(one);
            }
        }
        out
    };
    let duties = regimes.iter().flat_map(|regime| &regime.duties);
    let why = if answer.causes.is_empty() {
        let contested = answer.contested.iter().map(|c| format!("contested on {}", c.term));
        contested
            .chain((!answer.needs.is_empty()).then(|| format!("needs {}", answer.needs.join(", "))))
            .collect::<Vec<_>>()
            .join("; ")
    } else {
        answer.causes.join("; ")
    };
    Decided {
        file,
        verdict: answer.verdict.to_owned(),
        floor: answer.floor.map(str::to_owned),
        exit: answer.exit,
        needs: answer.needs.clone(),
        asks: answer.questions.iter().map(|q| q.ask.clone()).collect(),
        cites: gather(&|regime| regime.cites.clone()),
        applied: regimes
            .iter()
            .flat_map(|regime| &regime.applied)
            .filter(|norm| matches!(norm.effect, "stands" | "may stand" | "lifts" | "limits" | "lifted"))
            .map(|norm| norm.cites.clone())
            .collect(),
        norms: gather(&|regime| regime.norms.clone()),
        licences: gather(&|regime| regime.licences.iter().map(|l| l.authority.clone()).collect()),
        duties: duties.map(|duty| (duty.id.clone(), duty.text.clone())).collect(),
        facts: answer.facts.iter().map(|fact| fact.fact.clone()).collect(),
        why,
    }
}
