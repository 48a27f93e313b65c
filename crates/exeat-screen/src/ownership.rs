//! Who is reached because listed parties own them.
//!
//! A party is reached when it is listed, or when enough of it is owned by parties that are reached. An owner
//! that is itself reached counts with its whole share: shares along a chain are not multiplied. (So OFAC
//! counts, see its FAQ 398 to 402; other authorities differ in the [`Threshold`].) Cycles are fine: the answer
//! is the least fixpoint. It is computed twice, with what is certain (low ends of shares, certain listings)
//! and with what is possible (high ends, possible listings).

use rust_decimal::Decimal;

/// One holding: how much of `owned` belongs to `owner`, in percent, as a range.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Share {
    /// Number of the owner.
    pub owner: usize,
    /// Number of the party owned.
    pub owned: usize,
    /// The least it may be, in percent.
    pub low: Decimal,
    /// The most it may be, in percent.
    pub high: Decimal,
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
}

impl Threshold {
    /// The rule of the US Treasury (OFAC): at least 50 percent, in aggregate, through any chain.
    pub fn ofac() -> Threshold {
        Threshold { percent: Decimal::from(50), strictly_more: false, aggregate: true, direct_only: false }
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
    /// Whether it is listed or owned enough.
    pub standing: Standing,
    /// How that was reckoned, one line a step of certainty; empty for a party that is listed or not reached.
    pub arithmetic: Vec<String>,
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
    let certain = Pass::run(names.len(), shares, rule, Standing::Certain, listed);
    let possible = Pass::run(names.len(), shares, rule, Standing::Possible, listed);
    let reach = |party: usize| {
        let own = listed.get(party).copied().unwrap_or_default();
        let standing = match (certain.round_of(party), possible.round_of(party)) {
            (Some(_), _) => Standing::Certain,
            (None, Some(_)) => Standing::Possible,
            (None, None) => Standing::No,
        };
        let mut arithmetic = Vec::new();
        if standing == Standing::Certain && own != Standing::Certain {
            arithmetic.extend(certain.line(party, names));
        }
        if standing == Standing::Possible && own == Standing::No {
            arithmetic.extend(possible.line(party, names));
        }
        Reach { standing, arithmetic }
    };
    (0..names.len()).map(reach).collect()
}

/// One run to the least fixpoint, at one degree of certainty.
struct Pass<'a> {
    rule: &'a Threshold,
    level: Standing,
    /// Owner, owned and percentage at this level, one for each pair, in order.
    holdings: Vec<(usize, usize, Decimal)>,
    /// The round in which each party was reached: 0 for listed ones.
    rounds: Vec<Option<usize>>,
}

impl<'a> Pass<'a> {
    fn run(
        parties: usize,
        shares: &[Share],
        rule: &'a Threshold,
        level: Standing,
        listed: &[Standing],
    ) -> Pass<'a> {
        let mut merged = std::collections::BTreeMap::new();
        for share in shares.iter().filter(|s| s.owner < parties && s.owned < parties) {
            let percent = match level {
                Standing::Certain => share.low.min(share.high),
                _ => share.low.max(share.high),
            };
            let sum = merged.entry((share.owned, share.owner)).or_insert(Decimal::ZERO);
            *sum = plus(*sum, percent.max(Decimal::ZERO));
        }
        let holdings = merged.into_iter().map(|((owned, owner), p)| (owner, owned, p)).collect();
        let own = |party| listed.get(party).copied().unwrap_or_default() >= level;
        let rounds = (0..parties).map(|party| own(party).then_some(0)).collect();
        let mut pass = Pass { rule, level, holdings, rounds };
        // Each round but the last reaches somebody new, so there are at most as many as parties.
        for round in 1..=parties {
            let reached: Vec<usize> = (0..parties).filter(|p| pass.is_reached_now(*p, round)).collect();
            if reached.is_empty() {
                break;
            }
            for party in reached {
                if let Some(cell) = pass.rounds.get_mut(party) {
                    *cell = Some(round);
                }
            }
        }
        pass
    }

    fn round_of(&self, party: usize) -> Option<usize> {
        self.rounds.get(party).copied().flatten()
    }

    /// The holdings in a party that count in a round: by owners reached before.
    fn counting(&self, party: usize, round: usize) -> Vec<(usize, Decimal)> {
        let counts = |owner: usize| {
            self.round_of(owner).is_some_and(|r| r < round && (r == 0 || !self.rule.direct_only))
        };
        let holdings = self.holdings.iter().filter(|(owner, owned, percent)| {
            *owned == party && *owner != party && counts(*owner) && *percent > Decimal::ZERO
        });
        let mut holdings: Vec<_> = holdings.map(|(owner, _, percent)| (*owner, *percent)).collect();
        if !self.rule.aggregate {
            // The largest single holding decides; the first of equals.
            let largest = holdings.iter().map(|(_, percent)| *percent).max();
            let first = holdings.iter().position(|(_, percent)| Some(*percent) == largest);
            holdings = first.and_then(|at| holdings.get(at).copied()).into_iter().collect();
        }
        holdings
    }

    fn is_reached_now(&self, party: usize, round: usize) -> bool {
        let holdings = self.counting(party, round);
        self.round_of(party).is_none()
            && !holdings.is_empty()
            && self.rule.is_met(holdings.iter().fold(Decimal::ZERO, |sum, (_, p)| plus(sum, *p)))
    }

    fn line(&self, party: usize, names: &[&str]) -> Option<String> {
        let round = self.round_of(party).filter(|r| *r > 0)?;
        let holdings = self.counting(party, round);
        let one = |(owner, percent): &(usize, Decimal)| {
            let name = names.get(*owner).copied().unwrap_or_default();
            let why = match (self.round_of(*owner), self.level) {
                (Some(0), Standing::Certain) => "listed",
                (Some(0), _) => "listed or possibly listed",
                (_, Standing::Certain) => "owned",
                _ => "owned or possibly owned",
            };
            format!("{} % by {name} ({why})", percent.normalize())
        };
        let terms: Vec<String> = holdings.iter().map(one).collect();
        let sum = holdings.iter().fold(Decimal::ZERO, |sum, (_, p)| plus(sum, *p)).normalize();
        let up_to = if self.level == Standing::Certain { "" } else { "up to " };
        let total = if terms.len() > 1 { format!(" = {sum} %") } else { String::new() };
        Some(format!("{up_to}{}{total}, {}", terms.join(" + "), self.rule.in_words()))
    }
}

fn plus(a: Decimal, b: Decimal) -> Decimal {
    a.checked_add(b).unwrap_or(Decimal::MAX)
}
