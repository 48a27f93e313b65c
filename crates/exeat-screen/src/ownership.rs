//! Who is reached because listed parties own or control them.
//!
//! A party is reached when it is listed, when enough of it is owned by parties that are reached, or, where the rule
//! counts control, when one of them controls it. An owner that is itself reached counts with its whole share: shares
//! along a chain are not multiplied. (So OFAC counts, see its FAQ 398 to 402; other authorities differ in the
//! [`Threshold`].) Cycles are fine: the answer is the least fixpoint. It is computed twice, with what is certain
//! (low ends of shares, certain listings and control) and with what is possible (high ends, possible ones).
//!
//! Each pass looks at every holding once, however long the chains are.

mod pass;

use pass::Pass;
use rust_decimal::Decimal;

/// One holding: how much of `owned` belongs to `owner`, in percent, as a range.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Share {
    /// Number of the owner.
    pub owner: usize,
    /// Number of the party owned.
    pub owned: usize,
    /// The least it may be, in percent.
    pub low: Decimal,
    /// The most it may be, in percent.
    pub high: Decimal,
    /// Whether the owner controls the party, by shares or otherwise.
    pub control: Standing,
    /// Number of an arrangement by which holders of the same party act together; each of them then counts with what
    /// all of them hold there. Only where owners do not aggregate anyway.
    pub joint: Option<usize>,
}

/// Whether something holds, as far as is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Standing {
    /// It does not.
    #[default]
    No,
    /// It may.
    Possible,
    /// It does.
    Certain,
}

/// How much ownership an authority asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Threshold {
    /// The percentage.
    pub percent: Decimal,
    /// More than that percentage, not just as much.
    pub strictly_more: bool,
    /// Shares of several reached owners are added up.
    pub aggregate: bool,
    /// Only shares held by listed parties themselves count, not those of parties they own.
    pub direct_only: bool,
    /// Control reaches as well, whatever the share.
    pub control: bool,
}

impl Threshold {
    /// The rule of the US Treasury (OFAC): at least 50 percent, in aggregate, through any chain; control alone does
    /// not count.
    pub fn ofac() -> Threshold {
        Threshold {
            percent: Decimal::from(50),
            strictly_more: false,
            aggregate: true,
            direct_only: false,
            control: false,
        }
    }

    fn is_met(&self, share: Decimal) -> bool {
        if self.strictly_more { share > self.percent } else { share >= self.percent }
    }

    fn in_words(&self) -> String {
        let how = if self.strictly_more { "more than" } else { "at least" };
        format!("{how} {} %", self.percent.normalize())
    }
}

/// Whether a party is reached, and why.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Reach {
    /// Whether it is listed, owned enough or controlled.
    pub standing: Standing,
    /// How that was reckoned, one line a step of certainty; empty for a party that is listed or not reached.
    pub arithmetic: Vec<String>,
    /// The smallest share by which it would be settled that it is reached; none where it is.
    pub to_certain: Option<Missing>,
    /// The smallest share by which it would be settled that it is not; none unless it is possible, and a single
    /// share can settle it.
    pub to_no: Option<Missing>,
}

/// A share that is not known and would settle the matter, in percent of the party.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Missing {
    /// How much.
    pub percent: Decimal,
    /// It takes more than that, however little.
    pub strictly_more: bool,
}

impl Missing {
    fn in_words(self) -> String {
        let how = if self.strictly_more { "more than " } else { "" };
        format!("{how}{} %", self.percent.normalize())
    }
}

impl Reach {
    /// What would settle a party that is possibly reached, in words.
    pub fn settled_by(&self) -> Vec<String> {
        if self.standing != Standing::Possible {
            return Vec::new();
        }
        let yes = self.to_certain.filter(|m| m.percent > Decimal::ZERO || m.strictly_more);
        let yes = yes.map(|m| format!("settled if {} besides what is certain is theirs", m.in_words()));
        let no = self.to_no.map(|m| format!("settled otherwise if {} of that is not theirs", m.in_words()));
        yes.into_iter().chain(no).collect()
    }
}

/// Closes ownership over parties numbered from 0; in the arithmetic they are called `party 1`, `party 2`, ….
///
/// `listed` gives each party's own standing (missing ones count as [`Standing::No`]). Shares that name a party
/// outside the range are ignored; of a range given the wrong way round the smaller end is the low one.
/// Several shares of one owner in the same party add up, also where owners do not aggregate.
pub fn close(parties: usize, shares: &[Share], listed: &[Standing], rule: &Threshold) -> Vec<Reach> {
    let names: Vec<String> = (1..=parties).map(|n| format!("party {n}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    close_named(&names, shares, listed, rule)
}

/// As [`close`], with the parties' names for the arithmetic.
pub fn close_named(names: &[&str], shares: &[Share], listed: &[Standing], rule: &Threshold) -> Vec<Reach> {
    let closure = Closure::new(names.len(), shares, listed, rule);
    (0..names.len()).map(|party| closure.reach(party, names)).collect()
}

/// Ownership closed over a graph; the arithmetic of a party is written when it is asked for.
#[derive(Debug)]
pub struct Closure<'a> {
    listed: &'a [Standing],
    rule: &'a Threshold,
    certain: Pass<'a>,
    possible: Pass<'a>,
}

impl<'a> Closure<'a> {
    /// As [`close`].
    pub fn new(
        parties: usize,
        shares: &'a [Share],
        listed: &'a [Standing],
        rule: &'a Threshold,
    ) -> Closure<'a> {
        let run = |level| Pass::run(parties, shares, rule, level, listed);
        Closure { listed, rule, certain: run(Standing::Certain), possible: run(Standing::Possible) }
    }

    /// Whether a party is reached.
    pub fn standing(&self, party: usize) -> Standing {
        match (self.certain.round_of(party), self.possible.round_of(party)) {
            (Some(_), _) => Standing::Certain,
            (None, Some(_)) => Standing::Possible,
            (None, None) => Standing::No,
        }
    }

    /// Whether a party is reached, why, and what would settle it.
    pub fn reach(&self, party: usize, names: &[&str]) -> Reach {
        let own = self.listed.get(party).copied().unwrap_or_default();
        let standing = self.standing(party);
        let mut arithmetic = Vec::new();
        if standing == Standing::Certain && own != Standing::Certain {
            arithmetic.extend(self.certain.line(party, names));
        }
        if standing == Standing::Possible && own == Standing::No {
            arithmetic.extend(self.possible.line(party, names));
        }
        let to_certain = (standing != Standing::Certain).then(|| Missing {
            percent: (self.rule.percent - self.certain.held(party)).max(Decimal::ZERO),
            strictly_more: self.rule.strictly_more,
        });
        let open = standing == Standing::Possible && own == Standing::No;
        let to_no = open.then(|| self.possible.single_excess(party)).flatten();
        // no single share is more than all of a party
        let to_no = to_no.filter(|percent| *percent < Decimal::ONE_HUNDRED);
        let to_no = to_no.map(|percent| Missing { percent, strictly_more: !self.rule.strictly_more });
        Reach { standing, arithmetic, to_certain, to_no }
    }
}
