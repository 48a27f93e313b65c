//! Which cases beside the law come out otherwise.

use std::collections::{BTreeMap, BTreeSet};

use super::Side;
use crate::cases::{LawCase, deciding};
use crate::interpret::Inquiry;
use crate::judge::judge;
use crate::theory::Scoped;

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
            moved(case, answer(a.0, before, earlier), answer(b.0, case, regime))
        });
        if let Some((key, moved)) = found {
            out.moved.entry(key).or_default().push(moved);
        }
    }
    let later: BTreeSet<&str> = b.1.iter().map(|c| c.title.as_str()).collect();
    out.alone += a.1.iter().filter(|c| !later.contains(c.title.as_str())).count();
    out
}

type Answered = (&'static str, BTreeSet<String>);

/// The case that moved, by the norms that decide on the second side.
fn moved(case: &LawCase, one: Answered, other: Answered) -> Option<(String, Moved)> {
    if one.0 == other.0 {
        return None;
    }
    let by: Vec<String> = other.1.into_iter().collect();
    let key = match by.is_empty() {
        true => one.1.into_iter().collect::<Vec<_>>().join(", "),
        false => by.join(", "),
    };
    let key = if key.is_empty() { "no norm".to_owned() } else { key };
    let place = (case.file.clone(), case.line);
    Some((key, Moved { title: case.title.clone(), place, answers: [one.0, other.0], by }))
}

fn answer(side: &Side<'_>, case: &LawCase, regime: Option<usize>) -> Answered {
    let theory = side.theory;
    let dated = LawCase { on: side.on.or(case.on), ..case.clone() };
    let facts = dated.build(theory);
    let policy = dated.policy(theory);
    let inquiry = Inquiry::new(theory, &facts, Some(&policy));
    let all: Vec<usize> = (0..theory.regimes.len()).collect();
    let asked = regime.map_or_else(|| theory.decisive(&all), |one| vec![one]);
    let whole: Vec<(usize, Scoped)> =
        asked.into_iter().map(|regime| (0, Scoped { regime, part: None })).collect();
    let judgement = judge(&inquiry, Some(&policy), &whole);
    let by = deciding(theory, &whole, &judgement).into_iter().map(str::to_owned).collect();
    (judgement.answer.words(), by)
}
