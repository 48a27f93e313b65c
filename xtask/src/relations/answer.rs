//! Verdicts still possible, and how two answers stand to each other.

use std::collections::BTreeSet;

use exeat::assess::{judged, sketched};
use exeat::{Desk, Transaction};
use exeat_law::facts::Slot;
use exeat_law::theory::{Theory, Verdict};

use super::changes::Rule;
use super::reach;

/// Branches looked at: few answers need more, and those take a minute each.
const BUDGET: usize = 1024;

/// An answer as verdicts still possible; a degraded one as what it would otherwise be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Range {
    /// As said, with what it would otherwise be.
    pub(super) words: String,
    /// Empty where the facts contradict each other.
    verdicts: BTreeSet<Verdict>,
    /// The search saw all of them.
    complete: bool,
    /// The rank below which no verdict is.
    least: u8,
}

/// What the deciding norms do.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Deciding {
    /// Bar or require, and stand.
    pub(super) stand: BTreeSet<String>,
    /// Some that stands reaches who is owned by a listed one.
    pub(super) reaches: bool,
    /// Lift what would stand.
    pub(super) lift: BTreeSet<String>,
}

/// Prohibited above licence required above permitted and no rule found, which are alike.
fn rank(verdict: Verdict) -> u8 {
    match verdict {
        Verdict::Prohibited => 2,
        Verdict::LicenceRequired => 1,
        _ => 0,
    }
}

impl Range {
    pub(super) fn of(transaction: &Transaction, desk: &Desk<'_>) -> Range {
        Range::open(transaction, desk, &[])
    }

    /// The same with some facts open, whatever is assumed of them.
    pub(super) fn open(transaction: &Transaction, desk: &Desk<'_>, facts: &[Slot]) -> Range {
        let found = sketched(transaction, desk, BUDGET, facts);
        let mut words = found.answer.words().to_owned();
        if let Some(otherwise) = found.otherwise {
            words += &format!(" (otherwise {})", otherwise.words());
        }
        Range {
            words,
            verdicts: found.outcome.verdicts(),
            complete: found.outcome.settled && found.outcome.complete,
            least: found.least.map_or(0, rank),
        }
    }

    /// The search saw all.
    pub(super) fn complete(&self) -> bool {
        self.complete
    }

    /// What is said of it, with the verdicts where there are several.
    pub(super) fn shown(&self) -> String {
        if self.verdicts.len() < 2 {
            return self.words.clone();
        }
        let all: Vec<&str> = self.verdicts.iter().rev().map(|v| v.words()).collect();
        let more = if self.complete { "" } else { " or more" };
        format!("{} ({}{more})", self.words, all.join(" or "))
    }

    /// The mildest verdict is between these.
    fn low(&self) -> Option<(u8, u8)> {
        let seen = self.verdicts.iter().copied().map(rank).min()?;
        Some(if self.complete { (seen, seen) } else { (self.least.min(seen), seen) })
    }

    /// The strictest verdict is between these.
    fn high(&self) -> Option<(u8, u8)> {
        let seen = self.verdicts.iter().copied().map(rank).max()?;
        Some((seen, if self.complete { seen } else { rank(Verdict::Prohibited) }))
    }

    /// Nothing but a refusal is possible.
    pub(super) fn refused(&self) -> bool {
        self.low().is_some_and(|(least, _)| least > 0)
    }

    /// Nothing but a clearance is possible.
    fn cleared(&self) -> bool {
        self.high().is_some_and(|(_, most)| most == 0)
    }

    /// Whether another is surely milder.
    fn milder(&self, other: &Range) -> Option<bool> {
        let falls = |from: (u8, u8), to: (u8, u8)| to.1 < from.0;
        Some(falls(self.low()?, other.low()?) || falls(self.high()?, other.high()?))
    }

    /// Whether answers stand as the rule wants, as far as can be seen; none where the facts of one contradict each
    /// other.
    pub(super) fn holds(&self, rule: &Rule, after: &Range) -> Option<bool> {
        let milder = self.milder(after)?;
        Some(match rule {
            Rule::NoMilder | Rule::NoMilderIfReached => !milder,
            Rule::Same => !milder && !after.milder(self)?,
            Rule::NeverClears => !(self.refused() && after.cleared()),
            Rule::StaysRefused => !self.refused() || after.low()?.1 > 0,
            Rule::NamesAssumed | Rule::NotFilled(_) | Rule::Notices => true,
        })
    }
}

/// The norms that decide an answer.
pub(super) fn deciding(transaction: &Transaction, desk: &Desk<'_>) -> Deciding {
    let judgement = judged(transaction, desk);
    let theory: &Theory = desk.theory;
    let mut out = Deciding::default();
    for (ix, state) in &judgement.explanation.norms {
        let norm = &theory.norms[*ix];
        // a rule that binds the buyer stands beside the verdict
        if !norm.kind.restricts() || theory.regimes[norm.regime].binds_buyer {
            continue;
        }
        if state.stood {
            out.stand.insert(norm.id.clone());
            out.reaches |= reach::owners(theory, norm);
        }
        out.lift.extend(state.defeated_by.iter().map(|by| theory.norms[*by].id.clone()));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn range(verdicts: &[Verdict], complete: bool) -> Range {
        Range { words: String::new(), verdicts: verdicts.iter().copied().collect(), complete, least: 0 }
    }

    #[test]
    fn milder_is_when_the_strictest_or_the_mildest_falls() {
        use Verdict::{LicenceRequired as L, NoRuleFound as N, Permitted as P, Prohibited as X};
        let holds = |before: &[Verdict], after: &[Verdict]| {
            range(before, true).holds(&Rule::NoMilder, &range(after, true))
        };
        assert_eq!(holds(&[X], &[L]), Some(false));
        assert_eq!(holds(&[X], &[X, N]), Some(false));
        assert_eq!(holds(&[N, X], &[N]), Some(false));
        assert_eq!(holds(&[P], &[N]), Some(true));
        assert_eq!(holds(&[N], &[N, X]), Some(true));
        assert_eq!(holds(&[X], &[]), None);
        // what was seen of an unfinished search can only grow
        assert_eq!(range(&[X], true).holds(&Rule::NoMilder, &range(&[X, N], false)), Some(false));
        assert_eq!(range(&[L, N], true).holds(&Rule::NoMilder, &range(&[N], false)), Some(true));
        let refused = Range { least: 1, ..range(&[X], false) };
        assert_eq!(refused.holds(&Rule::NoMilder, &range(&[N], false)), Some(false));
        assert_eq!(refused.holds(&Rule::NoMilder, &range(&[L], true)), Some(false));
        assert_eq!(refused.holds(&Rule::NoMilder, &range(&[X], false)), Some(true));
        assert_eq!(range(&[N], true).holds(&Rule::Same, &range(&[N, X], true)), Some(false));
        assert_eq!(range(&[X], true).holds(&Rule::NeverClears, &range(&[X, N], true)), Some(true));
        assert_eq!(range(&[X], true).holds(&Rule::NeverClears, &range(&[N], true)), Some(false));
        assert_eq!(range(&[N, X], true).holds(&Rule::StaysRefused, &range(&[N], true)), Some(true));
    }
}
