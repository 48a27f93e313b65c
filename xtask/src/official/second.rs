//! What counts besides agreement: silence, twins, conditions passed over, and what the whole law says of a case.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use serde_json::{Map, Value, json};

use super::compare::Compared;
use super::decide::{Whole, clears, refusal};
use super::report::Count;
use super::{cite, table::Answer};

/// These counts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Second {
    /// Conditional cases that were answered `no rule found`: second-degree false permits.
    pub(super) passed_over: Vec<String>,
    /// Groups with several expectations; one agrees when all its cases do.
    pub(super) twins: Count,
    /// `no rule found` where an authorisation is the authority, or on both sides of a twin.
    pub(super) silent: Vec<String>,
    /// Cases with an answer of ours that could cite, and those that cite an authority which the answer names.
    pub(super) named: Count,
    /// Cases refused under their own regimes, and those of them that the whole law refuses, or at least so.
    pub(super) refused: Count,
    /// Cases the regulator permits, and those of them that are closed plainly: under their own regimes, and whole.
    pub(super) permitted: Count,
    pub(super) permitted_whole: Count,
}

impl Second {
    pub(super) fn new(
        results: &[Compared<'_>],
        answers: &BTreeMap<String, Answer>,
        wholes: Option<&[Whole]>,
    ) -> Second {
        let mut out = Second::default();
        let mut groups: BTreeMap<&str, Vec<&Compared<'_>>> = BTreeMap::new();
        for one in results {
            groups.entry(&one.question.group).or_default().push(one);
        }
        let twins = |group: &Vec<&Compared<'_>>| {
            group.iter().map(|one| one.expected).collect::<BTreeSet<_>>().len() > 1
        };
        let mut quiet: BTreeSet<&str> = BTreeSet::new();
        for group in groups.iter().filter(|(id, _)| !id.is_empty()).map(|(_, g)| g).filter(|g| twins(g)) {
            out.twins.add(group.iter().all(|one| one.agree));
            if group.iter().all(|one| one.decided.verdict == "no rule found") {
                quiet.extend(group.iter().map(|one| one.question.id.as_str()));
            }
        }
        for (ix, one) in results.iter().enumerate() {
            let id = &one.question.id;
            let verdict = one.decided.verdict.as_str();
            let authority = answers.get(id).map_or(&[][..], |a| a.authority.as_slice());
            let silence = verdict == "no rule found";
            if silence && one.expected == "conditional" {
                out.passed_over.push(id.clone());
            }
            let lifted = matches!(one.expected, "permitted" | "conditional")
                && authority.iter().any(|a| cite::names_a_licence(a));
            if silence && (lifted || quiet.contains(id.as_str())) {
                out.silent.push(id.clone());
            }
            if !authority.is_empty() {
                let cited = |a: &String| one.decided.applied.iter().any(|ours| cite::meet(ours, a));
                out.named.add(authority.iter().any(cited));
            }
            let whole = wholes.and_then(|w| w.get(ix));
            if refusal(verdict)
                && let Some(whole) = whole
            {
                out.refused.add(whole.refuses());
            }
            if one.expected == "permitted" {
                out.permitted.add(clears(verdict));
                if let Some(whole) = whole {
                    out.permitted_whole.add(clears(&whole.verdict));
                }
            }
        }
        out
    }

    pub(super) fn text(&self) -> String {
        let mut out = String::new();
        let list =
            |ids: &[String]| if ids.is_empty() { String::new() } else { format!(": {}", ids.join(", ")) };
        for (title, ids) in [
            ("conditions passed over (false permits of second degree)", &self.passed_over),
            ("silent where a licence answers, or on both sides of a twin", &self.silent),
        ] {
            let _ = writeln!(out, "{} {title}{}", ids.len(), list(ids));
        }
        let of = |count: Count| format!("{} of {}", count.agree, count.total);
        let _ = writeln!(out, "{} groups of twins agree throughout", of(self.twins));
        let _ = writeln!(out, "{} cases cite an authority that the answer names", of(self.named));
        let _ = writeln!(out, "{} of those permitted are closed plainly", of(self.permitted));
        if self.permitted_whole.total > 0 {
            let _ = writeln!(
                out,
                "{} of those permitted are closed plainly by the whole law",
                of(self.permitted_whole)
            );
        }
        if self.refused.total > 0 {
            let _ = writeln!(
                out,
                "{} refused under their own regimes are refused by the whole law",
                of(self.refused)
            );
        }
        out
    }

    /// Keys of the last line.
    pub(super) fn json(&self) -> Map<String, Value> {
        let of = |count: Count| json!({"total": count.total, "agree": count.agree});
        [
            ("second_degree", json!(self.passed_over)),
            ("silent", json!(self.silent)),
            ("twins", of(self.twins)),
            ("authority_cited", of(self.named)),
            ("permitted_plain", of(self.permitted)),
            ("permitted_plain_whole", of(self.permitted_whole)),
            ("own_refused_whole_refused", of(self.refused)),
        ]
        .into_iter()
        .map(|(key, value)| (key.to_owned(), value))
        .collect()
    }
}
