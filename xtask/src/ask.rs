//! A transaction's text, answered as `exeat check` would with no list imported, for the tasks that ask many.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::Result;
use exeat::{Determination, Lists, assess, transaction};
use exeat_law::theory::Theory;
use jiff::ZonedDateTime;
use jiff::civil::Date;
use serde_json::Value;

use crate::desk;

/// What came out.
#[derive(Debug, Clone, Default)]
pub(crate) struct Answered {
    /// A verdict, or `error`.
    pub(crate) verdict: String,
    /// What it would be but for the causes, where degraded.
    pub(crate) otherwise: Option<String>,
    /// The mildest that it can still come to, where the answer says so.
    pub(crate) floor: Option<String>,
    /// A norm that stands names a licence.
    pub(crate) licence: bool,
    /// For people.
    pub(crate) why: String,
}

impl Answered {
    /// The answer or its floor is a refusal.
    pub(crate) fn refuses(&self) -> bool {
        refusal(&self.verdict) || self.floor.as_deref().is_some_and(refusal)
    }

    /// For people.
    pub(crate) fn words(&self) -> String {
        let mut out = self.verdict.clone();
        if let Some(otherwise) = &self.otherwise {
            out += &format!(" (otherwise {otherwise})");
        }
        if let Some(floor) = &self.floor {
            out += &format!(", at least {floor}");
        }
        out
    }
}

/// Answers transaction files; keeps the law as known on each day asked for.
pub(crate) struct Asker {
    law: Theory,
    lists: Lists,
    today: Date,
    known: BTreeMap<Date, Theory>,
}

impl Asker {
    pub(crate) fn new(folder: &Path) -> Result<Asker> {
        let today = ZonedDateTime::now().date();
        Ok(Asker { law: desk::law(folder)?, lists: desk::no_lists(), today, known: BTreeMap::new() })
    }

    fn theory(&mut self, day: Date) -> &Theory {
        let law = &self.law;
        self.known.entry(day).or_insert_with(|| law.known_on(day))
    }

    pub(crate) fn ask(&mut self, text: &str, name: &str) -> Answered {
        let today = self.today;
        let refused = |errors: Vec<transaction::InputError>| {
            let errors: Vec<String> = errors.iter().map(ToString::to_string).collect();
            Answered { verdict: "error".into(), why: errors.join("\n"), ..Answered::default() }
        };
        let day = match transaction::read(text, name, self.theory(today)) {
            Ok(stated) => stated.known_on.unwrap_or(today),
            Err(errors) => return refused(errors),
        };
        self.theory(day);
        let Some(theory) = self.known.get(&day) else { return Answered::default() };
        match transaction::read(text, name, theory) {
            Ok(stated) => answered(&assess(&stated, &desk::at(theory, &self.lists, &[], day))),
            Err(errors) => refused(errors),
        }
    }
}

fn answered(answer: &Determination) -> Answered {
    let regimes = || answer.legs.iter().flat_map(|leg| &leg.regimes);
    let word = |value: &Value| value.as_str().map(str::to_owned);
    // read off the JSON, so that an answer may have one or not
    let floor = serde_json::to_value(answer).ok().and_then(|json| word(&json["floor"]));
    let mut why: Vec<String> = answer.causes.clone();
    if !answer.needs.is_empty() {
        why.push(format!("needs {}", answer.needs.join(", ")));
    }
    let mut norms: Vec<&str> = regimes()
        .filter(|r| r.verdict == answer.verdict)
        .flat_map(|r| r.norms.iter().map(String::as_str))
        .collect();
    norms.sort_unstable();
    norms.dedup();
    if !norms.is_empty() {
        why.push(format!("decided by {}", norms.join(", ")));
    }
    Answered {
        verdict: answer.verdict.to_owned(),
        otherwise: answer.otherwise.map(str::to_owned),
        floor,
        licence: regimes().any(|r| r.verdict == answer.verdict && !r.licences.is_empty()),
        why: why.join("; "),
    }
}

pub(crate) fn refusal(word: &str) -> bool {
    matches!(word, "prohibited" | "licence required")
}

pub(crate) fn clears(word: &str) -> bool {
    matches!(word, "permitted" | "no rule found")
}
