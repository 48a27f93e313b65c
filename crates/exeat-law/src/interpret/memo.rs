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

const VERDICTS: [Verdict; 4] =
    [Verdict::NoRuleFound, Verdict::Permitted, Verdict::LicenceRequired, Verdict::Prohibited];
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
            self.cells.resize(at + 1, 0);
        }
        self.trail.push((cell, self.cells[at]));
        self.cells[at] = code;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::Slot;

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
