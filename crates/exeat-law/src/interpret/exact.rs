//! Worlds × readings: splits on what stands open until every branch is closed.

use std::collections::{BTreeMap, BTreeSet};

use super::{Ask, Inquiry, Memo, Question, Split};
use crate::classes::classes;
use crate::facts::Slot;
use crate::theory::{TermIx, Theory, Verdict};
use crate::value::{Possible, Value};

/// Closed branches after which the answer is "not settled within budget" (`docs/semantics.md`, budget).
pub const BUDGET: usize = 1 << 16;
/// Closed branches after which an answer that is undetermined already is not refined further.
const ENOUGH: usize = 512;

/// Choices made for each branch that may be closed, before a check gives up: a case of which little is known has many
/// branches without a world.
const STEPS_PER_BRANCH: usize = 16;

/// Verdicts asked after which what is known is kept from one to the next: before, finding out what reads what costs more.
/// While it is tested it is kept from the second on.
const FEW: usize = if cfg!(debug_assertions) { 1 } else { 16 };

/// A partial choice of readings, sorted by term.
pub type Readings = Vec<(TermIx, usize)>;

/// All verdicts over worlds × readings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// The readings that mattered on a branch, with the verdict at its end.
    pub leaves: BTreeSet<(Readings, Verdict)>,
    /// Facts on which the verdict depended somewhere.
    pub facts: BTreeSet<Slot>,
    /// False where the budget ran out.
    pub settled: bool,
    /// False where the search stopped early, the answer being undetermined already: further verdicts may be possible.
    pub complete: bool,
}

/// The class of an outcome (`docs/semantics.md`, verdicts).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Finding {
    /// One verdict.
    Closed(Verdict),
    /// Facts still decide it.
    Undetermined,
    /// Every reading is closed and two disagree.
    Contested,
}

/// How a branch ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum End {
    /// With a verdict.
    Closed(Verdict),
    /// Without a world.
    Impossible,
}

/// Splits until closed, or until the budget is used up.
pub fn exact(inquiry: &Inquiry<'_>, question: &Question) -> Outcome {
    exact_from(inquiry, question, &Split::default(), BUDGET, &mut |_, _| {})
}

/// The same, giving up earlier or later.
pub(crate) fn exact_within(inquiry: &Inquiry<'_>, question: &Question, budget: usize) -> Outcome {
    exact_from(inquiry, question, &Split::default(), budget, &mut |_, _| {})
}

/// The same from a partial choice, within a budget, calling `on_end` at the end of each branch.
pub(crate) fn exact_from(
    inquiry: &Inquiry<'_>,
    question: &Question,
    from: &Split,
    budget: usize,
    on_end: &mut dyn FnMut(&Split, End),
) -> Outcome {
    let (facts, seen) = (BTreeSet::new(), BTreeSet::new());
    let mut search = Search {
        inquiry,
        question,
        budget,
        on_end,
        closed: 0,
        stopped: false,
        facts,
        seen,
        known: Known::default(),
    };
    let leaves = search.split(&mut from.clone(), None);
    let mut outcome = Outcome { leaves, facts: search.facts, settled: true, complete: !search.stopped };
    if search.stopped {
        outcome.settled = search.closed < budget;
        outcome.leaves.extend(search.seen);
    }
    outcome
}

/// Whether every world and reading gives this verdict, as far as so many branches tell; stops at the first that does
/// not.
pub(crate) fn always(inquiry: &Inquiry<'_>, question: &Question, wanted: Verdict, budget: usize) -> bool {
    always_within(inquiry, question, wanted, budget, budget.saturating_mul(STEPS_PER_BRANCH))
}

fn always_within(
    inquiry: &Inquiry<'_>,
    question: &Question,
    wanted: Verdict,
    budget: usize,
    steps: usize,
) -> bool {
    let mut check = Always { inquiry, question, wanted, left: budget, steps, known: Known::default() };
    check.within(&mut Split::default(), None)
}

struct Always<'a, 'i> {
    inquiry: &'a Inquiry<'i>,
    question: &'a Question,
    wanted: Verdict,
    /// Branches that may still be closed.
    left: usize,
    /// Choices that may still be made, those that turn out to hold no world included.
    steps: usize,
    known: Known,
}

impl Always<'_, '_> {
    fn within(&mut self, at: &mut Split, chosen: Option<Slot>) -> bool {
        if at.broken(self.inquiry, chosen) {
            return true;
        }
        if self.steps == 0 {
            return false;
        }
        self.steps -= 1;
        match self.known.verdict(self.inquiry, self.question, at) {
            // whether there is such a world need not be asked where it would change nothing
            Ok(verdict) if verdict == self.wanted && self.left > 0 => {
                self.left -= 1;
                true
            }
            Ok(_) => !at.possible(self.inquiry),
            Err(Ask::Term(term)) => (0..self.inquiry.theory.terms[term].readings.len()).all(|reading| {
                at.readings.push((term, reading));
                let before = self.known.choose(self.inquiry, Ask::Term(term));
                let holds = self.within(at, None);
                self.known.go_back(before);
                at.readings.pop();
                holds
            }),
            Err(Ask::Fact(slot)) => slot_classes(self.inquiry, slot).into_iter().all(|value| {
                at.facts.insert(slot, value);
                let before = self.known.choose(self.inquiry, Ask::Fact(slot));
                let holds = self.within(at, Some(slot));
                self.known.go_back(before);
                at.facts.remove(&slot);
                holds
            }),
        }
    }
}

/// What is known of each leg with what is chosen, kept from one branch to the next.
#[derive(Debug, Default)]
struct Known {
    memos: BTreeMap<usize, Memo>,
    asked: usize,
}

/// Where what was known of each leg stood before something was chosen.
type Marks = BTreeMap<usize, usize>;

impl Known {
    fn verdict(&mut self, inquiry: &Inquiry<'_>, question: &Question, at: &Split) -> Result<Verdict, Ask> {
        self.asked += 1;
        if self.asked < FEW {
            return at.verdict(inquiry, question);
        }
        at.verdict_knowing(inquiry, question, &mut self.memos)
    }

    /// Forgets what reads a place or word of which more is chosen now.
    fn choose(&mut self, inquiry: &Inquiry<'_>, place: Ask) -> Marks {
        let marks = self.memos.iter().map(|(leg, memo)| (*leg, memo.mark())).collect();
        for (leg, memo) in &mut self.memos {
            memo.forget(inquiry.readers(*leg).map_or(&[], |readers| readers.of(place)));
        }
        marks
    }

    /// What is known is again what was known before a choice.
    fn go_back(&mut self, marks: Marks) {
        for (leg, memo) in &mut self.memos {
            memo.undo(marks.get(leg).copied().unwrap_or(0));
        }
    }
}

/// Whether the question has this verdict and no other, found within few branches; "no" may mean that more were needed.
pub fn closes(inquiry: &Inquiry<'_>, question: &Question, verdict: Verdict) -> bool {
    always_within(inquiry, question, verdict, 4 * ENOUGH, usize::MAX)
}

struct Search<'a, 'i> {
    inquiry: &'a Inquiry<'i>,
    question: &'a Question,
    budget: usize,
    on_end: &'a mut dyn FnMut(&Split, End),
    closed: usize,
    stopped: bool,
    facts: BTreeSet<Slot>,
    seen: BTreeSet<(Readings, Verdict)>,
    known: Known,
}

impl Search<'_, '_> {
    /// `chosen` is the fact chosen last; without it all that is chosen is looked at.
    fn split(&mut self, at: &mut Split, chosen: Option<Slot>) -> BTreeSet<(Readings, Verdict)> {
        if self.stopped {
            return BTreeSet::new();
        }
        if at.broken(self.inquiry, chosen) {
            return self.impossible(at);
        }
        match self.known.verdict(self.inquiry, self.question, at) {
            Ok(_) if !at.possible(self.inquiry) => self.impossible(at),
            Ok(verdict) => {
                let mut readings = at.readings.clone();
                readings.sort_unstable();
                self.closed += 1;
                (self.on_end)(at, End::Closed(verdict));
                self.seen.insert((readings.clone(), verdict));
                self.stopped = self.closed >= self.budget || (self.closed >= ENOUGH && self.hopeless());
                BTreeSet::from([(readings, verdict)])
            }
            Err(Ask::Term(term)) => {
                let mut leaves = BTreeSet::new();
                for reading in 0..self.inquiry.theory.terms[term].readings.len() {
                    at.readings.push((term, reading));
                    leaves.extend(self.below(Ask::Term(term), at, None));
                    at.readings.pop();
                }
                leaves
            }
            Err(Ask::Fact(slot)) => {
                let mut branches = Vec::new();
                for value in slot_classes(self.inquiry, slot) {
                    at.facts.insert(slot, value);
                    branches.push(self.below(Ask::Fact(slot), at, Some(slot)));
                    at.facts.remove(&slot);
                }
                // a value that cannot be leaves nothing to compare
                let mut told = branches.iter().filter(|b| !b.is_empty());
                let first = told.next();
                if self.stopped || told.any(|b| Some(b) != first) {
                    self.facts.insert(slot);
                }
                branches.into_iter().flatten().collect()
            }
        }
    }

    /// Splits with more chosen of a place or word; afterwards what is known is what was known before.
    fn below(&mut self, place: Ask, at: &mut Split, chosen: Option<Slot>) -> BTreeSet<(Readings, Verdict)> {
        let before = self.known.choose(self.inquiry, place);
        let leaves = self.split(at, chosen);
        self.known.go_back(before);
        leaves
    }

    /// A branch without a world: it counts against the budget, and says nothing.
    fn impossible(&mut self, at: &Split) -> BTreeSet<(Readings, Verdict)> {
        self.closed += 1;
        self.stopped = self.closed >= self.budget;
        (self.on_end)(at, End::Impossible);
        BTreeSet::new()
    }

    /// More branches would not close it: under some reading it has two verdicts already.
    fn hopeless(&self) -> bool {
        let outcome =
            Outcome { leaves: self.seen.clone(), facts: BTreeSet::new(), settled: true, complete: false };
        outcome.by_reading(self.inquiry.theory).iter().any(|(_, verdicts)| verdicts.len() > 1)
    }
}

/// The classes of values a slot may still have.
pub(crate) fn slot_classes(inquiry: &Inquiry<'_>, slot: Slot) -> Vec<Value> {
    let possible = inquiry.possible(slot);
    match (slot.fact(), possible) {
        (Some(fact), _) => classes(inquiry.theory, fact, possible),
        (None, Possible::OneOf(values)) => values.clone(),
        _ => vec![Value::Bool(false), Value::Bool(true)],
    }
}

impl Outcome {
    /// Every combination of readings that mattered, with its verdicts.
    pub fn by_reading(&self, theory: &Theory) -> Vec<(Readings, BTreeSet<Verdict>)> {
        let terms: BTreeSet<TermIx> =
            self.leaves.iter().flat_map(|(r, _)| r.iter().map(|(t, _)| *t)).collect();
        let mut choices: Vec<Readings> = vec![vec![]];
        for term in terms {
            let readings = theory.terms[term].readings.len();
            choices = choices
                .into_iter()
                .flat_map(|choice| {
                    (0..readings).map(move |r| {
                        let mut longer = choice.clone();
                        longer.push((term, r));
                        longer
                    })
                })
                .collect();
        }
        choices
            .into_iter()
            .map(|choice| {
                let fits = |readings: &Readings| readings.iter().all(|pair| choice.contains(pair));
                let verdicts = self.leaves.iter().filter(|(r, _)| fits(r)).map(|(_, v)| *v).collect();
                (choice, verdicts)
            })
            .collect()
    }

    /// All verdicts in any world and reading.
    pub fn verdicts(&self) -> BTreeSet<Verdict> {
        self.leaves.iter().map(|(_, v)| *v).collect()
    }

    /// The class of the set of verdicts.
    pub fn finding(&self, theory: &Theory) -> Finding {
        let verdicts = self.verdicts();
        match (verdicts.len(), verdicts.first()) {
            (1, Some(only)) if self.settled => Finding::Closed(*only),
            _ if !self.settled => Finding::Undetermined,
            _ => {
                let open = self.by_reading(theory).iter().any(|(_, v)| v.len() != 1);
                if open { Finding::Undetermined } else { Finding::Contested }
            }
        }
    }

    /// For each term that mattered, the verdicts under each of its readings, whatever the others are.
    pub fn contest(&self, theory: &Theory) -> Vec<(TermIx, Vec<BTreeSet<Verdict>>)> {
        let rows = self.by_reading(theory);
        let terms: BTreeSet<TermIx> = rows.iter().flat_map(|(r, _)| r.iter().map(|(t, _)| *t)).collect();
        terms
            .into_iter()
            .map(|term| {
                let readings = 0..theory.terms[term].readings.len();
                let under = |reading: usize| {
                    let rows = rows.iter().filter(|(r, _)| r.contains(&(term, reading)));
                    rows.flat_map(|(_, v)| v.iter().copied()).collect()
                };
                (term, readings.map(under).collect::<Vec<_>>())
            })
            .filter(|(_, by)| by.windows(2).any(|pair| pair[0] != pair[1]))
            .collect()
    }
}
