//! `law/relations-wanting.csv`: pairs that break a relation because law is not encoded yet.
//!
//! A row names a relation, a kind of change or a transaction (or `TRANSACTION: KIND`), the provision, and what is to
//! be encoded. Its pairs are reported apart and fail nothing; a row of which every pair asked holds is stale.

use std::path::Path;

use anyhow::{Result, bail};

use super::changes::RELATIONS;
use crate::task::rows;

/// A row.
#[derive(Debug, Clone)]
pub(super) struct Wanting {
    pub(super) relation: String,
    /// A kind of change, a transaction, or both.
    pub(super) pairs: String,
    pub(super) provision: String,
}

/// Reads the rows; none where there is no file.
pub(super) fn read(path: &Path) -> Result<Vec<Wanting>> {
    if !path.is_file() {
        return Ok(vec![]);
    }
    let (mut out, mut wrong): (Vec<Wanting>, Vec<String>) = (vec![], vec![]);
    for row in rows(path, &["relation", "pairs", "provision", "wanted"])? {
        let [relation, pairs, provision, wanted] = &row[..] else { continue };
        if !RELATIONS.contains(&relation.as_str()) {
            wrong.push(format!("there is no relation `{relation}`; there are {}", RELATIONS.join(", ")));
        }
        for (what, text) in [("pairs", pairs), ("provision", provision), ("wanted", wanted)] {
            if text.is_empty() {
                wrong.push(format!("a row of `{relation}` says nothing under `{what}`"));
            }
        }
        let (relation, pairs, provision) = (relation.clone(), pairs.clone(), provision.clone());
        out.push(Wanting { relation, pairs, provision });
    }
    if !wrong.is_empty() {
        bail!("{}:\n{}", path.display(), wrong.join("\n"));
    }
    Ok(out)
}

impl Wanting {
    /// Whether a pair is one of its own.
    pub(super) fn covers(&self, relation: &str, file: &str, kind: &str) -> bool {
        let both = self.pairs.split_once(": ").is_some_and(|(of, by)| of == file && by == kind);
        self.relation == relation && (both || self.pairs == file || self.pairs == kind)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_covers_a_kind_a_transaction_or_both() {
        let of = |pairs: &str| Wanting {
            relation: "other side".into(),
            pairs: pairs.into(),
            provision: "15 CFR 744.6".into(),
        };
        let pair = ("other side", "probes/p1", "export told as purchase");
        for pairs in ["probes/p1", "export told as purchase", "probes/p1: export told as purchase"] {
            assert!(of(pairs).covers(pair.0, pair.1, pair.2), "{pairs}");
        }
        for pairs in ["probes/p10", "probes/p1: export told by a broker", "probes"] {
            assert!(!of(pairs).covers(pair.0, pair.1, pair.2), "{pairs}");
        }
        assert!(!of("probes/p1").covers("same deal", pair.1, pair.2));
    }
}
