//! Deciding each question, before anybody looks at an answer.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use exeat::determination::RegimeAnswer;
use exeat::{Desk, Determination, Lists, assess, transaction};
use exeat_law::theory::Theory;
use exeat_law::{Source, load};
use exeat_lists::starter;
use exeat_screen::{Index, REVIEW};
use jiff::civil::{Date, date};

use super::table::{self, Question};

/// The day of knowledge: past every answer that can have been published.
const KNOWN: Date = date(2026, 11, 24);

/// What came out for one question.
#[derive(Debug, Clone, Default)]
pub(super) struct Decided {
    /// File of the transcription.
    pub(super) file: String,
    /// A verdict, or `inexpressible`, or `not encoded` where the law has no regime that answers.
    pub(super) verdict: String,
    /// Exit code of `exeat check`.
    pub(super) exit: u8,
    /// Open facts.
    pub(super) needs: Vec<String>,
    /// The questions for them.
    pub(super) asks: Vec<String>,
    /// Citations of the norms that decide.
    pub(super) cites: Vec<String>,
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
    let lists = Lists { starter: Some(Index::build(starter::entries())), ..Lists::default() };
    let mut out = Vec::new();
    for question in questions {
        let path = folder.join(format!("{}.yaml", question.id));
        let ours = table::ours(regimes, &question.regime);
        out.push(one(&theory, &lists, &path, question, ours));
    }
    Ok(out)
}

/// The law of a folder, as it stands there and not as it was built in.
pub(super) fn theory(law: &Path) -> Result<Theory> {
    let mut files: Vec<PathBuf> = Vec::new();
    gather(law, &mut files)?;
    files.sort();
    let top = law.parent().unwrap_or(law);
    let mut sources = Vec::new();
    for file in &files {
        let text = fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?;
        sources.push(Source { name: file.strip_prefix(top).unwrap_or(file).display().to_string(), text });
    }
    let loaded = load(&sources);
    if loaded.has_errors() {
        bail!("the law does not load: see `exeat law check`");
    }
    Ok(loaded.theory.known_on(KNOWN))
}

fn gather(folder: &Path, files: &mut Vec<PathBuf>) -> Result<()> {
    for entry in fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))? {
        let path = entry?.path();
        if path.is_dir() {
            // the cases and what was answered to them are no law
            if !path.ends_with("official") {
                gather(&path, files)?;
            }
        } else if path.extension().is_some_and(|e| e == "md" || e == "csv") {
            files.push(path);
        }
    }
    Ok(())
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
    let desk = Desk {
        theory,
        law_hash: "",
        lists,
        policy: theory.policy("default"),
        review: REVIEW,
        regimes: &regimes,
        known_on: KNOWN,
    };
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
        exit: answer.exit,
        needs: answer.needs.clone(),
        asks: answer.questions.iter().filter_map(|q| q.ask.clone()).collect(),
        cites: gather(&|regime| regime.cites.clone()),
        norms: gather(&|regime| regime.norms.clone()),
        licences: gather(&|regime| regime.licences.iter().map(|l| l.authority.clone()).collect()),
        duties: duties.map(|duty| (duty.id.clone(), duty.text.clone())).collect(),
        facts: answer.facts.iter().map(|fact| fact.fact.clone()).collect(),
        why,
    }
}
