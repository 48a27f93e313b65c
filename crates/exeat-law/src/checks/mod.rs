//! Checks of a law base, one file each: the doc comment of the file is the page of the check in the book.
//!
//! Codes are stable: E0xx keep a law base from being used and are found while it is read, W1xx are found here by
//! reasoning over the whole, T2xx by deleting pieces of the law ([`crate::mutation`]). A declaration may carry
//! `allow CODE because TEXT`: the finding is then withheld and counted, and an allowance that withholds nothing is a
//! finding itself.

mod allow;
mod e010;
mod e011;
mod e012;
mod e020;
mod e021;
mod e022;
mod e023;
mod e030;
mod e031;
mod e032;
mod e033;
mod e040;
mod e041;
mod e050;
mod e051;
mod e060;
mod e061;
mod e062;
mod fix;
mod reason;
mod t200;
mod t201;
mod t202;
mod t210;
mod t211;
mod t212;
mod w100;
mod w110;
mod w111;
mod w112;
mod w120;
mod w121;
mod w130;
mod w131;
mod w132;
mod w140;
mod w141;
mod w150;
mod w151;
mod w160;
mod w170;
mod w171;
mod w180;
mod w181;

use crate::diagnostic::{Diagnostic, Severity, brief};
use crate::places::{Place, Places};
use crate::resolve::{Loaded, Source};
use crate::theory::{Cond, Moment, Norm, NormIx, Operand, OwnerTest, PartyAtom, Theory};
pub use fix::{Fix, apply, fix};
pub(crate) use reason::{Reasoner, Sat};

/// Every check, by code.
pub const ALL: &[Check] = &[
    Check { source: include_str!("e010.rs") },
    Check { source: include_str!("e011.rs") },
    Check { source: include_str!("e012.rs") },
    Check { source: include_str!("e020.rs") },
    Check { source: include_str!("e021.rs") },
    Check { source: include_str!("e022.rs") },
    Check { source: include_str!("e023.rs") },
    Check { source: include_str!("e030.rs") },
    Check { source: include_str!("e031.rs") },
    Check { source: include_str!("e032.rs") },
    Check { source: include_str!("e033.rs") },
    Check { source: include_str!("e040.rs") },
    Check { source: include_str!("e041.rs") },
    Check { source: include_str!("e050.rs") },
    Check { source: include_str!("e051.rs") },
    Check { source: include_str!("e060.rs") },
    Check { source: include_str!("e061.rs") },
    Check { source: include_str!("e062.rs") },
    Check { source: include_str!("t200.rs") },
    Check { source: include_str!("t201.rs") },
    Check { source: include_str!("t202.rs") },
    Check { source: include_str!("t210.rs") },
    Check { source: include_str!("t211.rs") },
    Check { source: include_str!("t212.rs") },
    Check { source: include_str!("w100.rs") },
    Check { source: include_str!("w110.rs") },
    Check { source: include_str!("w111.rs") },
    Check { source: include_str!("w112.rs") },
    Check { source: include_str!("w120.rs") },
    Check { source: include_str!("w121.rs") },
    Check { source: include_str!("w130.rs") },
    Check { source: include_str!("w131.rs") },
    Check { source: include_str!("w132.rs") },
    Check { source: include_str!("w140.rs") },
    Check { source: include_str!("w141.rs") },
    Check { source: include_str!("w150.rs") },
    Check { source: include_str!("w151.rs") },
    Check { source: include_str!("w160.rs") },
    Check { source: include_str!("w170.rs") },
    Check { source: include_str!("w171.rs") },
    Check { source: include_str!("w180.rs") },
    Check { source: include_str!("w181.rs") },
];

/// A check by its page.
#[derive(Debug, Clone, Copy)]
pub struct Check {
    source: &'static str,
}

impl Check {
    /// `E010`
    pub fn code(&self) -> &'static str {
        self.heading().0
    }

    /// In a few words.
    pub fn title(&self) -> &'static str {
        self.heading().1
    }

    fn heading(&self) -> (&'static str, &'static str) {
        let first = self.source.lines().next().unwrap_or_default();
        first.strip_prefix("//! # ").and_then(|h| h.split_once(": ")).unwrap_or_default()
    }

    /// Whether it keeps the law base from being used.
    pub fn severity(&self) -> Severity {
        if self.code().starts_with('E') { Severity::Error } else { Severity::Warning }
    }

    /// The page: what it says, why, an example, and what to write instead.
    pub fn page(&self) -> String {
        let doc = self.source.lines().take_while(|l| l.starts_with("//!"));
        doc.map(|l| format!("{}\n", l.trim_start_matches("//!").strip_prefix(' ').unwrap_or_default()))
            .collect()
    }
}

/// The check with a code.
pub fn find(code: &str) -> Option<&'static Check> {
    ALL.iter().find(|c| c.code().eq_ignore_ascii_case(code))
}

/// The book of checks: every page, in the order of the codes.
pub fn book() -> String {
    let mut out = String::from(
        "# Checks of the law base\n\nMade from the sources by `exeat law check --explain all`. E0xx keep a law base from being used, W1xx are warnings of `exeat law check`, T2xx come from `exeat law test --mutations`.\n",
    );
    for check in ALL {
        out += "\n";
        // one level deeper than on a page of its own
        check.page().lines().for_each(|l| {
            out += &if l.starts_with('#') { format!("#{l}\n") } else { format!("{l}\n") };
        });
    }
    out
}

/// What the checks found.
#[derive(Debug, Clone, Default)]
pub struct Report {
    /// Findings, those of reading included, in the order of files and text.
    pub findings: Vec<Diagnostic>,
    /// Findings withheld by an `allow`.
    pub allowed: usize,
    /// What could not be settled within the bounds, a sentence each. Nothing is claimed of these.
    pub unsettled: Vec<String>,
}

/// Runs every check. A law base with errors is not reasoned about.
pub fn check(sources: &[Source], loaded: &Loaded) -> Report {
    let mut report = Report { findings: loaded.diagnostics.clone(), ..Report::default() };
    if loaded.has_errors() {
        return report;
    }
    let places = Places::of(sources);
    let theory = &loaded.theory;
    let mut inspection = Inspection {
        theory,
        places: &places,
        reasoner: Reasoner::new(theory),
        found: vec![],
        unsettled: vec![],
    };
    w100::check(&mut inspection);
    w110::check(&mut inspection);
    w111::check(&mut inspection);
    w112::check(&mut inspection);
    w120::check(&mut inspection);
    w121::check(&mut inspection);
    w130::check(&mut inspection);
    w131::check(&mut inspection);
    w132::check(&mut inspection);
    w140::check(&mut inspection);
    w141::check(&mut inspection);
    w150::check(&mut inspection);
    w151::check(&mut inspection);
    w170::check(&mut inspection);
    w171::check(&mut inspection);
    w180::check(&mut inspection);
    w181::check(&mut inspection);
    let (found, unsettled) = (inspection.found, inspection.unsettled);
    let (kept, allowed) = allow::withhold(&places, found);
    report.findings.extend(kept);
    report.allowed = allowed;
    report.unsettled = unsettled;
    let order = |file: &str| sources.iter().position(|s| s.name == file);
    report.findings.sort_by_key(|d| (order(&d.file), d.span.start, d.code));
    report
}

/// A check at work.
struct Inspection<'a> {
    theory: &'a Theory,
    places: &'a Places<'a>,
    reasoner: Reasoner<'a>,
    found: Vec<Diagnostic>,
    unsettled: Vec<String>,
}

impl Inspection<'_> {
    fn warn(&mut self, code: &'static str, place: Place, message: &str, help: &str) {
        self.found.push(Diagnostic {
            code,
            severity: Severity::Warning,
            file: place.file,
            span: place.start..place.end,
            line: place.line,
            message: brief(message),
            help: Some(help.to_owned()),
        });
    }

    /// Where a declaration is named.
    fn at(&self, keyword: &str, id: &str) -> Place {
        self.places.get(keyword, id).map_or(Place::nowhere(), |d| self.places.place(d.file, d.id.clone()))
    }

    fn at_norm(&self, ix: NormIx) -> Place {
        let norm = &self.theory.norms[ix];
        self.at(norm.kind.word(), &norm.id)
    }

    /// Whether conditions can hold together; where that is not settled it is noted, and nothing claimed.
    fn impossible(&mut self, code: &str, about: &str, wanted: &[(&Cond, bool)]) -> bool {
        match self.reasoner.together(wanted) {
            Sat::Yes => false,
            Sat::No => true,
            Sat::Unsettled => {
                self.unsettled.push(format!("{code} of {about} was not settled within its bound"));
                false
            }
        }
    }
}

/// Every condition of the law.
fn conditions(theory: &Theory) -> impl Iterator<Item = &Cond> {
    let norms = theory.norms.iter();
    let norms = norms.flat_map(|n| std::iter::once(&n.when).chain(n.licences.iter().map(|r| &r.when)));
    let readings = theory.terms.iter().flat_map(|t| t.readings.iter().map(|r| &r.means));
    let constraints = theory.constraints.iter().map(|c| &c.when);
    let savings = theory.instruments.iter().filter_map(|i| i.saving.as_ref());
    norms.chain(theory.defines.iter().map(|d| &d.means)).chain(readings).chain(constraints).chain(savings)
}

/// Whether a condition or one within it is as asked, definitions and terms left closed.
fn holds_in(cond: &Cond, is: &dyn Fn(&Cond) -> bool) -> bool {
    is(cond)
        || match cond {
            Cond::All(all) | Cond::AtLeast(_, all) => all.iter().any(|c| holds_in(c, is)),
            Cond::Not(inner) | Cond::AnyOf(_, inner) | Cond::AnyItem(inner) => holds_in(inner, is),
            _ => false,
        }
}

/// Whether a condition leads to another, definitions and terms opened.
fn reaches(theory: &Theory, cond: &Cond, wanted: &Cond) -> bool {
    holds_in(cond, &|c| {
        c == wanted
            || match c {
                Cond::Define(ix) => reaches(theory, &theory.defines[*ix].means, wanted),
                Cond::Term(ix) => {
                    theory.terms[*ix].readings.iter().any(|r| reaches(theory, &r.means, wanted))
                }
                _ => false,
            }
    })
}

/// Facts that a condition asks for itself.
fn facts(theory: &Theory, cond: &Cond, out: &mut std::collections::BTreeSet<usize>) {
    match cond {
        Cond::All(all) | Cond::AtLeast(_, all) => all.iter().for_each(|c| facts(theory, c, out)),
        Cond::Not(inner) | Cond::AnyOf(_, inner) | Cond::AnyItem(inner) => facts(theory, inner, out),
        Cond::Fact(fact, _) => drop(out.insert(*fact)),
        Cond::Compared(ix) => {
            let comparison = &theory.comparisons[*ix];
            out.insert(comparison.left);
            if let Operand::Fact(right) = comparison.right {
                out.insert(right);
            }
        }
        Cond::Status(_, ties, _) => out.extend(ties.iter().map(|(fact, _)| *fact)),
        Cond::Marked(lookup) => out.extend(lookup.keys.iter().copied()),
        Cond::Party(atom) => {
            if let PartyAtom::Owned(_, tests) | PartyAtom::Controlled(tests) = &theory.party_atoms[*atom] {
                for test in tests {
                    if let OwnerTest::Has(cond) = test {
                        facts(theory, cond, out);
                    }
                }
            }
        }
        Cond::Const(_) | Cond::Term(_) | Cond::Define(_) | Cond::Applies(_) => {}
    }
}

/// Norms that one defeats.
pub(crate) fn beaten(theory: &Theory, by: NormIx) -> Vec<NormIx> {
    (0..theory.norms.len()).filter(|n| theory.norms[*n].defeated_by.contains(&by)).collect()
}

/// Whether two norms are in force on a common day; true where they are measured on different dates.
pub(crate) fn meet(one: &Norm, other: &Norm) -> bool {
    // a clock time in the middle of a day belongs to both sides of it
    let before = |a: Option<Moment>, b: Moment| {
        a.is_some_and(|end| end.date < b.date || (end.date == b.date && !end.midday))
    };
    one.measured_on != other.measured_on
        || !(before(one.period.until, other.period.from) || before(other.period.until, one.period.from))
}

/// Whether the first is in force only on days when the second is.
fn inside(one: &Norm, other: &Norm) -> bool {
    one.measured_on == other.measured_on
        && other.period.from_latest.is_none()
        && day(other.period.from) <= day(one.period.from)
        && match (one.period.until, other.period.until) {
            (_, None) => true,
            (None, Some(_)) => false,
            (Some(a), Some(b)) => day(a) <= day(b),
        }
}

fn day(moment: Moment) -> (jiff::civil::Date, bool) {
    (moment.date, moment.midday)
}
