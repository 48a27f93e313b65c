//! Which cases beside the law come out otherwise.

use std::collections::{BTreeMap, BTreeSet};

use super::Side;
use crate::cases::{LawCase, deciding};
use crate::facts::Case;
use crate::interpret::Inquiry;
use crate::judge::{Answer, answer, judge};
use crate::theory::{Policy, Scoped, Theory};

/// A case that comes out otherwise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moved {
    /// Its title.
    pub title: String,
    /// File and line.
    pub place: (String, usize),
    /// The answers on the first and on the second side.
    pub answers: [&'static str; 2],
    /// Norms that decide on the second side.
    pub by: Vec<String>,
}

/// What a change does to the stored cases.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Impact {
    /// Cases asked on both sides.
    pub asked: usize,
    /// Cases of one side alone, which cannot be compared.
    pub alone: usize,
    /// Those that moved, by the norms that decide on the second side.
    pub moved: BTreeMap<String, Vec<Moved>>,
}

/// Asks every case on both sides: of one law base, re-dated to each day; of two, the cases of the same title.
pub fn impact(a: (&Side<'_>, &[LawCase]), b: (&Side<'_>, &[LawCase])) -> Impact {
    let mut out = Impact::default();
    let earlier: BTreeMap<&str, &LawCase> = a.1.iter().map(|c| (c.title.as_str(), c)).collect();
    for case in b.1 {
        let Some(before) = earlier.get(case.title.as_str()) else {
            out.alone += 1;
            continue;
        };
        out.asked += 1;
        let asked: BTreeSet<Option<usize>> = case.expect.iter().map(|e| e.regime).collect();
        // of the regimes a case expects something of: on the others it was never meant to say anything
        let found = asked.into_iter().find_map(|regime| {
            let id = regime.map(|r| b.0.theory.regimes[r].id.as_str());
            let earlier = id.map(|id| a.0.theory.regimes.iter().position(|r| r.id == id));
            // a regime of one side alone cannot be compared
            let earlier = earlier.map_or(Some(None), |found| found.map(Some))?;
            let asked = [Asked::new(a.0, before, earlier), Asked::new(b.0, case, regime)];
            moved(case, &asked)
        });
        if let Some((key, moved)) = found {
            out.moved.entry(key).or_default().push(moved);
        }
    }
    let later: BTreeSet<&str> = b.1.iter().map(|c| c.title.as_str()).collect();
    out.alone += a.1.iter().filter(|c| !later.contains(c.title.as_str())).count();
    out
}

/// The case that moved, by the norms that decide on the second side.
fn moved(case: &LawCase, asked: &[Asked<'_>; 2]) -> Option<(String, Moved)> {
    let answers = [0, 1].map(|side| asked[side].answer().words());
    if answers[0] == answers[1] {
        return None;
    }
    let by = asked[1].deciding();
    let key = if by.is_empty() { asked[0].deciding().join(", ") } else { by.join(", ") };
    let key = if key.is_empty() { "no norm".to_owned() } else { key };
    let place = (case.file.clone(), case.line);
    Some((key, Moved { title: case.title.clone(), place, answers, by }))
}

/// A case on one side.
struct Asked<'a> {
    theory: &'a Theory,
    facts: Case,
    policy: Policy,
    whole: Vec<(usize, Scoped)>,
}

impl<'a> Asked<'a> {
    fn new(side: &Side<'a>, case: &LawCase, regime: Option<usize>) -> Asked<'a> {
        let theory = side.theory;
        let dated = LawCase { on: side.on.or(case.on), ..case.clone() };
        let all: Vec<usize> = (0..theory.regimes.len()).collect();
        let asked = regime.map_or_else(|| theory.decisive(&all), |one| vec![one]);
        let whole = asked.into_iter().map(|regime| (0, Scoped { regime, part: None })).collect();
        Asked { theory, facts: dated.build(theory), policy: dated.policy(theory), whole }
    }

    fn inquiry(&self) -> Inquiry<'_> {
        Inquiry::new(self.theory, &self.facts, Some(&self.policy))
    }

    fn answer(&self) -> Answer {
        answer(&self.inquiry(), Some(&self.policy), &self.whole)
    }

    fn deciding(&self) -> Vec<String> {
        let judgement = judge(&self.inquiry(), Some(&self.policy), &self.whole);
        deciding(self.theory, &self.whole, &judgement).into_iter().map(str::to_owned).collect()
    }
}
