//! One run to the least fixpoint, at one degree of certainty.

use super::{Share, Standing, Threshold};
use rust_decimal::Decimal;

/// What one owner has in one party, all its shares together.
#[derive(Debug)]
struct Holding {
    owned: usize,
    owner: usize,
    /// Its own shares.
    own: Decimal,
    /// With what those hold with whom it acts.
    joint: Decimal,
    control: bool,
}

#[derive(Debug)]
pub(super) struct Pass<'a> {
    rule: &'a Threshold,
    level: Standing,
    /// By owned, then owner.
    holdings: Vec<Holding>,
    /// Where the holdings in each party begin; one more than there are parties.
    begins: Vec<usize>,
    /// The round in which each party was reached: 0 for listed ones.
    rounds: Vec<Option<usize>>,
}

impl<'a> Pass<'a> {
    pub(super) fn run(
        parties: usize,
        shares: &[Share],
        rule: &'a Threshold,
        level: Standing,
        listed: &[Standing],
    ) -> Pass<'a> {
        let holdings = merge(parties, shares, rule, level);
        let mut begins = vec![0; parties + 1];
        let mut at = 0;
        for (party, begin) in begins.iter_mut().enumerate() {
            while holdings.get(at).is_some_and(|h| h.owned < party) {
                at += 1;
            }
            *begin = at;
        }
        let own = |party| listed.get(party).copied().unwrap_or_default() >= level;
        let rounds: Vec<Option<usize>> = (0..parties).map(|party| own(party).then_some(0)).collect();
        let mut pass = Pass { rule, level, holdings, begins, rounds };
        pass.close();
        pass
    }

    /// Goes from each reached party once over what it holds.
    fn close(&mut self) {
        let mut by_owner: Vec<usize> = (0..self.holdings.len()).collect();
        by_owner.sort_by_key(|at| self.holdings[*at].owner);
        let mut of_owner = vec![0; self.rounds.len() + 1];
        let mut at = 0;
        for (owner, begin) in of_owner.iter_mut().enumerate() {
            while by_owner.get(at).is_some_and(|h| self.holdings[*h].owner < owner) {
                at += 1;
            }
            *begin = at;
        }
        let mut sums = vec![Decimal::ZERO; self.rounds.len()];
        let mut front: Vec<usize> = (0..self.rounds.len()).filter(|p| self.rounds[*p].is_some()).collect();
        let mut round = 0;
        let last = if self.rule.direct_only { 1 } else { usize::MAX };
        while !front.is_empty() && round < last {
            round += 1;
            let mut next = Vec::new();
            for owner in front {
                for at in &by_owner[of_owner[owner]..of_owner[owner + 1]] {
                    let held = &self.holdings[*at];
                    let sum = &mut sums[held.owned];
                    *sum = if self.rule.aggregate { plus(*sum, held.own) } else { held.joint.max(*sum) };
                    let enough = *sum > Decimal::ZERO && self.rule.is_met(*sum);
                    if self.rounds[held.owned].is_none() && (held.control || enough) {
                        self.rounds[held.owned] = Some(round);
                        next.push(held.owned);
                    }
                }
            }
            front = next;
        }
    }

    pub(super) fn round_of(&self, party: usize) -> Option<usize> {
        self.rounds.get(party).copied().flatten()
    }

    /// The holdings in a party by owners reached before a round.
    fn reached(&self, party: usize, before: usize) -> impl Iterator<Item = &Holding> {
        let range = match (self.begins.get(party), self.begins.get(party + 1)) {
            (Some(from), Some(to)) => *from..*to,
            _ => 0..0,
        };
        let counts = move |owner: usize| {
            self.round_of(owner).is_some_and(|r| r < before && (r == 0 || !self.rule.direct_only))
        };
        self.holdings.get(range).unwrap_or_default().iter().filter(move |h| counts(h.owner))
    }

    /// What counts of them: all, or where owners do not aggregate the largest, the first of equals.
    fn counting(&self, party: usize, before: usize) -> Vec<(&Holding, Decimal)> {
        let share = |h: &Holding| if self.rule.aggregate { h.own } else { h.joint };
        let all = self.reached(party, before).map(|h| (h, share(h)));
        let mut all: Vec<_> = all.filter(|(_, share)| *share > Decimal::ZERO).collect();
        if !self.rule.aggregate {
            let largest = all.iter().map(|(_, share)| *share).max();
            let first = all.iter().position(|(_, share)| Some(*share) == largest);
            all = first.map(|at| all.swap_remove(at)).into_iter().collect();
        }
        all
    }

    /// How much of a party counts in the end.
    pub(super) fn held(&self, party: usize) -> Decimal {
        self.counting(party, usize::MAX).iter().fold(Decimal::ZERO, |sum, (_, share)| plus(sum, *share))
    }

    /// By how much what counts goes beyond the threshold, where only one sum does and nobody controls.
    pub(super) fn single_excess(&self, party: usize) -> Option<Decimal> {
        if self.reached(party, usize::MAX).any(|h| h.control) {
            return None;
        }
        let beyond = self.reached(party, usize::MAX).filter(|h| self.rule.is_met(h.joint)).count();
        if !self.rule.aggregate && beyond != 1 {
            return None;
        }
        let held = self.held(party);
        self.rule.is_met(held).then(|| held - self.rule.percent)
    }

    pub(super) fn line(&self, party: usize, names: &[&str]) -> Option<String> {
        let round = self.round_of(party).filter(|r| *r > 0)?;
        let name = |h: &Holding| names.get(h.owner).copied().unwrap_or_default();
        let why = |h: &Holding| match (self.round_of(h.owner), self.level) {
            (Some(0), Standing::Certain) => "listed",
            (Some(0), _) => "listed or possibly listed",
            (_, Standing::Certain) => "owned",
            _ => "owned or possibly owned",
        };
        let holdings = self.counting(party, round);
        let sum = holdings.iter().fold(Decimal::ZERO, |sum, (_, share)| plus(sum, *share));
        if !self.rule.is_met(sum) || holdings.is_empty() {
            let controls = self.reached(party, round).find(|h| h.control)?;
            let may =
                if self.level == Standing::Certain { "controlled" } else { "controlled or possibly so" };
            return Some(format!("{may} by {} ({})", name(controls), why(controls)));
        }
        let one = |(h, share): &(&Holding, Decimal)| {
            let with = if self.rule.aggregate { Decimal::ZERO } else { *share - h.own };
            let jointly = if with > Decimal::ZERO {
                format!(", {} % of it by those it acts with", with.normalize())
            } else {
                String::new()
            };
            format!("{} % by {} ({}{jointly})", share.normalize(), name(h), why(h))
        };
        let terms: Vec<String> = holdings.iter().map(one).collect();
        let up_to = if self.level == Standing::Certain { "" } else { "up to " };
        let total = if terms.len() > 1 { format!(" = {} %", sum.normalize()) } else { String::new() };
        Some(format!("{up_to}{}{total}, {}", terms.join(" + "), self.rule.in_words()))
    }
}

/// One holding for each owner in each party, in order.
fn merge(parties: usize, shares: &[Share], rule: &Threshold, level: Standing) -> Vec<Holding> {
    let percent = |share: &Share| {
        let end = match level {
            Standing::Certain => share.low.min(share.high),
            _ => share.low.max(share.high),
        };
        end.max(Decimal::ZERO)
    };
    let within = |s: &&Share| s.owner < parties && s.owned < parties && s.owner != s.owned;
    let mut sorted: Vec<&Share> = shares.iter().filter(within).collect();
    sorted.sort_by_key(|s| (s.owned, s.owner));
    let mut holdings: Vec<Holding> = Vec::with_capacity(sorted.len());
    for share in &sorted {
        let (own, control) = (percent(share), rule.control && share.control >= level);
        match holdings.last_mut().filter(|h| (h.owned, h.owner) == (share.owned, share.owner)) {
            Some(held) => {
                held.own = plus(held.own, own);
                held.control |= control;
            }
            None => holdings.push(Holding {
                owned: share.owned,
                owner: share.owner,
                own,
                joint: Decimal::ZERO,
                control,
            }),
        }
    }
    for held in &mut holdings {
        held.joint = held.own;
    }
    if !rule.aggregate {
        add_joint(&sorted, &mut holdings, &percent);
    }
    holdings
}

/// Adds to each owner's holding what the others hold with whom it acts together in that party.
fn add_joint(sorted: &[&Share], holdings: &mut [Holding], percent: &dyn Fn(&Share) -> Decimal) {
    let mut together: Vec<&Share> = sorted.iter().copied().filter(|s| s.joint.is_some()).collect();
    together.sort_by_key(|s| (s.owned, s.joint, s.owner));
    for group in together.chunk_by(|a, b| (a.owned, a.joint) == (b.owned, b.joint)) {
        let all = group.iter().fold(Decimal::ZERO, |sum, s| plus(sum, percent(s)));
        for of_one in group.chunk_by(|a, b| a.owner == b.owner) {
            let own = of_one.iter().fold(Decimal::ZERO, |sum, s| plus(sum, percent(s)));
            let Some(first) = of_one.first() else { continue };
            let found = holdings.binary_search_by_key(&(first.owned, first.owner), |h| (h.owned, h.owner));
            if let Some(held) = found.ok().and_then(|at| holdings.get_mut(at)) {
                held.joint = plus(held.joint, all - own);
            }
        }
    }
}

fn plus(a: Decimal, b: Decimal) -> Decimal {
    a.checked_add(b).unwrap_or(Decimal::MAX)
}
