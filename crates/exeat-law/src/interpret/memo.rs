//! Answers kept while a search chooses facts one after the other.
//!
//! A settled answer stays, whatever is chosen besides. An open one stays until something that it reads is chosen
//! ([`super::reads::Readers`]). What was kept or forgotten below a choice is taken back with it.

use std::collections::BTreeMap;

use super::{Ask, Tri};
use crate::theory::Verdict;

/// An answer, numbered by the law and the case it is about.
pub(crate) type Cell = u32;

/// An answer that can be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kept {
    /// Whether something holds.
    Tri(Tri),
    /// The verdict of a regime; an open one is kept as what it is open on.
    Verdict(Verdict),
}

/// In the order of their numbers.
const VERDICTS: [Verdict; 5] =
    [Verdict::NoRuleFound, Verdict::Permitted, Verdict::Gap, Verdict::LicenceRequired, Verdict::Prohibited];
/// How cells write what is kept: nothing, no, yes, the verdicts, and from here on what it is open on.
const OPEN: u32 = 3 + VERDICTS.len() as u32;

/// Kept answers, and how to go back.
#[derive(Debug, Clone, Default)]
pub(crate) struct Memo {
    cells: Vec<u32>,
    asks: Vec<Ask>,
    numbers: BTreeMap<Ask, u32>,
    trail: Vec<(Cell, u32)>,
}

impl Memo {
    /// What is kept.
    pub(crate) fn get(&self, cell: Cell) -> Option<Kept> {
        match self.cells.get(cell as usize).copied().unwrap_or(0) {
            0 => None,
            1 => Some(Kept::Tri(Tri::No)),
            2 => Some(Kept::Tri(Tri::Yes)),
            code if code < OPEN => VERDICTS.get((code - 3) as usize).map(|v| Kept::Verdict(*v)),
            code => self.asks.get((code - OPEN) as usize).map(|ask| Kept::Tri(Tri::Open(*ask))),
        }
    }

    /// Keeps an answer.
    pub(crate) fn keep(&mut self, cell: Cell, kept: Kept) {
        let code = match kept {
            Kept::Tri(Tri::No) => 1,
            Kept::Tri(Tri::Yes) => 2,
            Kept::Verdict(verdict) => 3 + verdict as u32,
            Kept::Tri(Tri::Open(ask)) => {
                let next = self.asks.len() as u32;
                let number = *self.numbers.entry(ask).or_insert(next);
                if number == next {
                    self.asks.push(ask);
                }
                OPEN + number
            }
        };
        self.write(cell, code);
    }

    /// Forgets what is open.
    pub(crate) fn forget(&mut self, cells: &[Cell]) {
        for cell in cells {
            if self.cells.get(*cell as usize).is_some_and(|code| *code >= OPEN) {
                self.write(*cell, 0);
            }
        }
    }

    /// Where to go back to.
    pub(crate) fn mark(&self) -> usize {
        self.trail.len()
    }

    /// Goes back to what was kept at a mark.
    pub(crate) fn undo(&mut self, mark: usize) {
        while self.trail.len() > mark {
            let Some((cell, code)) = self.trail.pop() else { return };
            self.cells[cell as usize] = code;
        }
    }

    fn write(&mut self, cell: Cell, code: u32) {
        let at = cell as usize;
        if at >= self.cells.len() {
            // answers about one leg come in no order: room for some thousand at once
            self.cells.resize((at + 1).next_multiple_of(4096), 0);
        }
        self.trail.push((cell, self.cells[at]));
        self.cells[at] = code;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::model::{Dice, case, theory};
    use super::*;
    use crate::facts::{Case, Slot};
    use crate::interpret::exact::slot_classes;
    use crate::interpret::{Inquiry, Readers, Split, World};
    use crate::theory::{Scoped, Theory};

    type Answers = (Vec<[Tri; 2]>, Vec<Result<Verdict, Ask>>, bool);

    fn answers(world: &World<'_, '_>, theory: &Theory) -> Answers {
        let norms = (0..theory.norms.len()).map(|n| [world.applies(n), world.effective(n)]);
        let regimes = (0..theory.regimes.len()).map(|regime| world.verdict(&Scoped { regime, part: None }));
        (norms.collect(), regimes.collect(), world.excluded())
    }

    fn open(found: &Answers) -> Vec<Ask> {
        let of = |tri: &Tri| if let Tri::Open(ask) = tri { Some(*ask) } else { None };
        found.0.iter().flatten().filter_map(of).chain(found.1.iter().filter_map(|v| v.err())).collect()
    }

    /// Chooses facts and goes back, in any order; what is kept is what a fresh look would find.
    fn walk(theory: &Theory, case: &Case, dice: &mut Dice) {
        let inquiry = Inquiry::new(theory, case, None);
        let readers = Readers::new(&inquiry, 0);
        let mut memo = Memo::default();
        let mut split = Split::default();
        let mut chosen: Vec<(usize, Slot)> = Vec::new();
        for _ in 0..12 {
            let world = World::knowing(&inquiry, &split, 0, memo);
            let kept = answers(&world, theory);
            memo = world.into_memo();
            assert_eq!(kept, answers(&World::new(&inquiry, &split, 0, &[]), theory));
            let asks = open(&kept);
            let slots: Vec<Slot> = asks
                .into_iter()
                .filter_map(|ask| if let Ask::Fact(slot) = ask { Some(slot) } else { None })
                .collect();
            match chosen.last().copied() {
                Some((mark, slot)) if slots.is_empty() || dice.one_in(3) => {
                    chosen.pop();
                    split.facts.remove(&slot);
                    memo.undo(mark);
                }
                _ if slots.is_empty() => return,
                _ => {
                    let slot = slots[dice.roll(slots.len())];
                    let values = slot_classes(&inquiry, slot);
                    chosen.push((memo.mark(), slot));
                    split.facts.insert(slot, values[dice.roll(values.len())].clone());
                    memo.forget(readers.of(Ask::Fact(slot)));
                }
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 3000, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn what_is_kept_is_what_a_fresh_look_finds(seed in any::<u64>()) {
            let dice = &mut Dice::new(seed);
            let (theory, case) = (theory(dice), case(dice));
            walk(&theory, &case, dice);
        }
    }

    #[test]
    fn what_is_kept_comes_back_and_goes_with_the_choice() {
        let mut memo = Memo::default();
        let open = |fact| Kept::Tri(Tri::Open(Ask::Fact(Slot::Global(fact))));
        memo.keep(3, open(7));
        memo.keep(4, Kept::Tri(Tri::No));
        for verdict in VERDICTS {
            memo.keep(5, Kept::Verdict(verdict));
            assert_eq!(memo.get(5), Some(Kept::Verdict(verdict)));
        }
        let mark = memo.mark();
        memo.forget(&[3, 4, 9]);
        assert_eq!((memo.get(3), memo.get(4), memo.get(9)), (None, Some(Kept::Tri(Tri::No)), None));
        memo.keep(3, Kept::Tri(Tri::Yes));
        memo.keep(9, open(8));
        memo.undo(mark);
        assert_eq!((memo.get(3), memo.get(9)), (Some(open(7)), None));
    }
}
