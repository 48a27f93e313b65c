//! What mutation coverage found, as figures and findings.

use std::collections::BTreeSet;

use super::moot::is_moot;
use super::{Baseline, Bound, Limb, Mutant, owner_id};
use crate::Source;
use crate::checks::Reasoner;
use crate::diagnostic::{Diagnostic, Severity};
use crate::places::{Place, Places};
use crate::theory::{NormIx, Theory};

/// So many of so many.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Figure {
    /// Noticed by a case.
    pub covered: usize,
    /// All.
    pub total: usize,
}

impl Figure {
    fn count(&mut self, covered: bool) {
        self.total += 1;
        self.covered += usize::from(covered);
    }

    /// In thousandths, rounded down; a thousand of nothing.
    pub fn per_mille(self) -> usize {
        (self.covered * 1000).checked_div(self.total).unwrap_or(1000)
    }
}

/// Mutation coverage of a law base.
#[derive(Debug, Clone, Default)]
pub struct Report {
    /// Norms whose deletion a case notices.
    pub decisive: Figure,
    /// Norms with something above them that some case saw defeated.
    pub defeated: Figure,
    /// Limbs whose deletion a case notices, of those that a case could notice.
    pub pivotal: Figure,
    /// Limbs without which the law says the same, so that no case could notice.
    pub moot: usize,
    /// First days, last days and days after, moved by a day and noticed.
    pub days: [Figure; 3],
    /// T20x and T21x, in the order of the text.
    pub findings: Vec<Diagnostic>,
    /// Limbs that no case needs.
    pub idle: Vec<Limb>,
}

impl Report {
    /// The figures with their names, in the order of the codes.
    pub fn figures(&self) -> [(&'static str, Figure); 6] {
        let [first, last, after] = self.days;
        [
            ("norms decisive", self.decisive),
            ("norms defeated", self.defeated),
            ("limbs pivotal", self.pivotal),
            ("first days", first),
            ("last days", last),
            ("days after", after),
        ]
    }

    /// Counts what was noticed, mutant by mutant, and says what was not.
    pub fn new(
        sources: &[Source],
        theory: &Theory,
        baseline: &Baseline,
        noticed: &[(Mutant, Option<usize>)],
    ) -> Report {
        let places = Places::of(sources);
        let reasoner = Reasoner::new(theory);
        let mut out = Report::default();
        let mut add = |code, place: Place, message: String, help: &str| {
            out.findings.push(Diagnostic {
                code,
                severity: Severity::Warning,
                file: place.file,
                span: place.start..place.end,
                line: place.line,
                message,
                help: Some(help.to_owned()),
            });
        };
        let at = |ix: NormIx| norm_place(&places, theory, ix);
        for (ix, norm) in theory.norms.iter().enumerate().filter(|(_, n)| !n.defeated_by.is_empty()) {
            let seen = baseline.defeated.contains(&ix);
            out.defeated.count(seen);
            if !seen {
                let message = format!("no case sees the {} `{}` defeated", norm.kind.word(), norm.id);
                add(
                    "T201",
                    at(ix),
                    message,
                    "add a case in which it applies and one of the norms above it lifts it",
                );
            }
        }
        for (mutant, by) in noticed {
            let covered = by.is_some();
            match mutant {
                Mutant::Norm(ix) => {
                    out.decisive.count(covered);
                    if !covered {
                        let norm = &theory.norms[*ix];
                        let message = format!("no case needs the {} `{}`", norm.kind.word(), norm.id);
                        add("T200", at(*ix), message, "add a case that comes out otherwise without it");
                    }
                }
                Mutant::Limb(limb) if !covered && is_moot(theory, &reasoner, limb) => out.moot += 1,
                Mutant::Limb(limb) => {
                    out.pivotal.count(covered);
                    if !covered {
                        out.idle.push(limb.clone());
                        let message =
                            format!("no case needs this limb of `{}`", owner_id(theory, &limb.owner));
                        add(
                            "T202",
                            limb.place.clone(),
                            message,
                            "add a case that comes out otherwise without it",
                        );
                    }
                }
                Mutant::Day(day) => {
                    let (code, which) = match day.bound {
                        Bound::First => ("T210", 0),
                        Bound::Last => ("T211", 1),
                        Bound::After => ("T212", 2),
                    };
                    out.days[which].count(covered);
                    if !covered {
                        let ids: BTreeSet<&str> =
                            day.norms.iter().map(|ix| theory.norms[*ix].id.as_str()).collect();
                        let first = ids.first().copied().unwrap_or_default();
                        let more = if ids.len() > 1 { " and its neighbours" } else { "" };
                        let message = format!(
                            "no case needs {}, the {} of `{first}`{more}",
                            day.date,
                            day.bound.words()
                        );
                        let place = day.norms.first().map(|ix| at(*ix)).unwrap_or(Place::nowhere());
                        add(code, place, message, "add a case on that day whose outcome rests on the period");
                    }
                }
            }
        }
        out.findings.sort_by_key(|d| {
            let file = sources.iter().position(|s| s.name == d.file);
            (file, d.span.start, d.code, d.message.clone())
        });
        out
    }
}

fn norm_place(places: &Places<'_>, theory: &Theory, ix: NormIx) -> Place {
    let norm = &theory.norms[ix];
    places.get(norm.kind.word(), &norm.id).map_or(Place::nowhere(), |d| places.place(d.file, d.id.clone()))
}

impl Place {
    /// For what has no text: a law made by hand.
    pub(crate) fn nowhere() -> Place {
        Place { file: String::new(), line: 0, start: 0, end: 0 }
    }
}
