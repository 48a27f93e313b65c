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
        let (one, other) = (answer(a.0, before), answer(b.0, case));
        if one.0 != other.0 {
            let by: Vec<String> = other.1.into_iter().collect();
            let key =
                if by.is_empty() { one.1.into_iter().collect::<Vec<_>>().join(", ") } else { by.join(", ") };
            let key = if key.is_empty() { "no norm".to_owned() } else { key };
            out.moved.entry(key).or_default().push(Moved {
                title: case.title.clone(),
                place: (case.file.clone(), case.line),
                answers: [one.0, other.0],
                by,
            });
        }
    }
    let later: BTreeSet<&str> = b.1.iter().map(|c| c.title.as_str()).collect();
    out.alone += a.1.iter().filter(|c| !later.contains(c.title.as_str())).count();
    out
}

fn answer(side: &Side<'_>, case: &LawCase) -> (&'static str, BTreeSet<String>) {
    let theory = side.theory;
    let dated = LawCase { on: side.on.or(case.on), ..case.clone() };
    let facts = dated.build(theory);
    let policy = dated.policy(theory);
    let inquiry = Inquiry::new(theory, &facts, Some(&policy));
    let whole: Vec<(usize, Scoped)> =
        (0..theory.regimes.len()).map(|regime| (0, Scoped { regime, part: None })).collect();
    let judgement = judge(&inquiry, Some(&policy), &whole);
    let by = deciding(theory, &whole, &judgement).into_iter().map(str::to_owned).collect();
    (judgement.answer.words(), by)
}
