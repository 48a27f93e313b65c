//! `law/relations.csv`: pairs that break a relation because the law wants it so.
//!
//! A row names a relation, a norm with its citation, and why. It holds for a pair only where that norm decides: one
//! that lifts must lift on the milder side, which is where it can; one that bars or requires must stand on both. A
//! row may excuse at most one pair in a hundred of its relation.

use std::path::Path;

use anyhow::{Result, bail};
use exeat_law::theory::{NormKind, Theory};

use super::Failure;
use super::changes::RELATIONS;
use crate::task::rows;

/// A row.
#[derive(Debug, Clone)]
pub(super) struct Exception {
    pub(super) relation: String,
    pub(super) norm: String,
    /// It bars or requires.
    restricts: bool,
}

/// Reads the rows; none where there is no file.
pub(super) fn read(path: &Path, theory: &Theory) -> Result<Vec<Exception>> {
    if !path.is_file() {
        return Ok(vec![]);
    }
    let (mut out, mut wrong): (Vec<Exception>, Vec<String>) = (vec![], vec![]);
    for row in rows(path, &["relation", "norm", "cites", "why"])? {
        let [relation, norm, cites, why] = &row[..] else { continue };
        let found = theory.norms.iter().find(|n| n.id == *norm);
        if !RELATIONS.contains(&relation.as_str()) {
            wrong.push(format!("there is no relation `{relation}`; there are {}", RELATIONS.join(", ")));
        }
        match found {
            None => wrong.push(format!("there is no norm `{norm}`")),
            Some(found) if cites.is_empty() || !found.cites.contains(cites.as_str()) => {
                wrong.push(format!("{norm} cites {}, not `{cites}`", found.cites));
            }
            Some(_) if why.is_empty() => wrong.push(format!("{norm}: say why")),
            Some(found) => out.push(Exception {
                relation: relation.clone(),
                norm: norm.clone(),
                restricts: found.kind.restricts() || found.kind == NormKind::Exclusion,
            }),
        }
    }
    if !wrong.is_empty() {
        bail!("{}:\n{}", path.display(), wrong.join("\n"));
    }
    Ok(out)
}

impl Exception {
    /// Whether it excuses a failure of its relation.
    pub(super) fn excuses(&self, relation: &str, failure: &Failure) -> bool {
        let (before, after) = &failure.decided;
        let stands = before.stand.contains(&self.norm) && after.stand.contains(&self.norm);
        // whichever side is the milder one, what lifts only on the stricter is no reason
        let lifts = after.lift.contains(&self.norm);
        self.relation == relation && if self.restricts { stands } else { lifts }
    }
}

/// Whether a row excuses more than it may.
pub(super) fn too_many(excused: usize, pairs: usize) -> bool {
    excused > (pairs / 100).max(1)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::super::answer::Deciding;
    use super::*;

    #[test]
    fn an_exception_holds_only_where_its_norm_decides() {
        let set = |ids: &[&str]| ids.iter().map(|id| (*id).to_owned()).collect::<BTreeSet<String>>();
        let side =
            |stand: &[&str], lift: &[&str]| Deciding { stand: set(stand), lift: set(lift), reaches: false };
        let failure =
            |before, after| Failure { before: String::new(), after: String::new(), decided: (before, after) };
        let of = |restricts| Exception { relation: "order".into(), norm: "x".into(), restricts };
        assert!(of(false).excuses("order", &failure(side(&["p"], &[]), side(&[], &["x"]))));
        assert!(!of(false).excuses("order", &failure(side(&["p"], &["x"]), side(&[], &[]))));
        assert!(!of(false).excuses("spelling", &failure(side(&[], &[]), side(&[], &["x"]))));
        assert!(of(true).excuses("order", &failure(side(&["x"], &[]), side(&["x"], &[]))));
        assert!(!of(true).excuses("order", &failure(side(&["x"], &[]), side(&[], &[]))));
        assert!(too_many(3, 200) && !too_many(2, 200) && !too_many(1, 20));
    }
}
