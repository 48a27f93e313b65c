//! `allow CODE because TEXT`: a finding that somebody has looked at and lets stand.

use super::find;
use crate::diagnostic::{Diagnostic, Severity};
use crate::places::{Places, words};
use crate::syntax::SyntaxKind;

struct Allowance {
    file: String,
    code: String,
    /// What the declaration covers.
    reach: std::ops::Range<usize>,
    span: std::ops::Range<usize>,
    line: usize,
    fault: Option<&'static str>,
    used: bool,
}

/// Findings that nobody allowed, with those about allowances; and how many were withheld.
pub(super) fn withhold(places: &Places<'_>, found: Vec<Diagnostic>) -> (Vec<Diagnostic>, usize) {
    let mut allowances = all(places);
    let mut kept = Vec::new();
    let mut withheld = 0;
    for finding in found {
        let mut covered = false;
        for allowance in &mut allowances {
            if allowance.fault.is_none()
                && allowance.file == finding.file
                && allowance.code == finding.code
                && allowance.reach.contains(&finding.span.start)
            {
                (allowance.used, covered) = (true, true);
            }
        }
        if covered {
            withheld += 1;
        } else {
            kept.push(finding);
        }
    }
    for allowance in allowances.into_iter().filter(|a| !a.used) {
        let (message, help) = match allowance.fault {
            Some(fault) => (fault.to_owned(), "write `allow CODE because TEXT` with the code of a warning"),
            None => {
                (format!("nothing is left of `{}` to allow here", allowance.code), "take the clause away")
            }
        };
        kept.push(Diagnostic {
            code: "W160",
            severity: Severity::Warning,
            file: allowance.file,
            span: allowance.span,
            line: allowance.line,
            message,
            help: Some(help.to_owned()),
        });
    }
    (kept, withheld)
}

fn all(places: &Places<'_>) -> Vec<Allowance> {
    let mut out = Vec::new();
    for (_, _, declared) in places.all() {
        let clauses = declared.node.children().filter(|n| n.kind() == SyntaxKind::Clause);
        for clause in clauses {
            let words = words(&clause);
            let [(head, at), rest @ ..] = words.as_slice() else { continue };
            if head != "allow" {
                continue;
            }
            let code = rest.first().map_or(String::new(), |(code, _)| code.clone());
            let because = rest.get(1).is_some_and(|(word, _)| word == "because") && rest.len() > 2;
            let fault = match find(&code) {
                None => Some("`allow` names no check"),
                Some(check) if check.severity() == Severity::Error => {
                    Some("`allow` names an error, which cannot stand")
                }
                Some(_) if !because => Some("`allow` says no reason"),
                Some(_) => None,
            };
            let place = places.place(declared.file, at.clone());
            let range = declared.node.text_range();
            out.push(Allowance {
                file: place.file,
                code,
                reach: range.start().into()..range.end().into(),
                span: at.clone(),
                line: place.line,
                fault,
                used: false,
            });
        }
    }
    out
}
