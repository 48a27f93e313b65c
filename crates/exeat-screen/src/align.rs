//! Two names side by side: which word stands for which.
//!
//! Words that are equal or sound alike find each other first, then words written together on one side only (which
//! may hold an article), then words that are merely alike, the pair that counts most before the others; then initials. Order is free.

use crate::compare::{INITIAL, JOINED};
use crate::token::{Class, MOST_WORDS};
use zerocopy::{FromBytes, Immutable, IntoBytes, KnownLayout};

/// Neighbouring words written as one, by the hash of their joined key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, FromBytes, IntoBytes, Immutable, KnownLayout)]
#[repr(C)]
pub(crate) struct JoinKey {
    pub(crate) key: u64,
    pub(crate) start: u8,
    pub(crate) len: u8,
    rest: [u8; 6],
}

impl JoinKey {
    pub(crate) fn new(start: usize, len: usize, key: u64) -> JoinKey {
        JoinKey { key, start: start as u8, len: len as u8, rest: [0; 6] }
    }
}

/// What aligning has to know of a name: one cell a word in each slice.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Side<'a> {
    /// Weights in thousandths.
    pub(crate) weights: &'a [u16],
    pub(crate) classes: &'a [Class],
    /// How common its words are in the world's names, in per cent of the most common; 0 where they are not known.
    /// Empty for a listed name.
    pub(crate) common: &'a [u8],
    /// First letters.
    pub(crate) first: &'a [u8],
    /// Hashes of the spelling keys.
    pub(crate) keys: &'a [u64],
    pub(crate) joins: &'a [JoinKey],
    /// Words that may be several initials written together, the others all zero; may be shorter.
    pub(crate) letters: &'a [[u8; 4]],
    /// How many words the family name has; 0 where that is not known.
    pub(crate) family: usize,
    /// Bit set of the words that say "son of".
    pub(crate) sons: u32,
    /// Bit set of the classes of its legal forms.
    pub(crate) forms: u64,
    /// Whether an initial may stand for a word of it: in the names of people.
    pub(crate) initials: bool,
}

/// Two words that are alike: word `i` of the first and word `j` of the second name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Pair {
    pub(crate) like: u16,
    pub(crate) i: u8,
    pub(crate) j: u8,
    pub(crate) how: How,
}

/// How a word found its counterpart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum How {
    /// It found none.
    #[default]
    Alone,
    /// Word for word.
    Word,
    /// A short form of a name.
    Short,
    /// Alike, and yet names of different people.
    Contradiction,
    /// Several words written as one on the other side.
    Joined,
    /// An initial.
    Initial,
}

/// The counterpart of one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Match {
    pub(crate) how: How,
    /// Position of the (first) counterpart.
    pub(crate) to: u8,
    pub(crate) like: u16,
}

/// All counterparts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Alignment {
    pub(crate) ours: [Match; MOST_WORDS],
    pub(crate) theirs: [Match; MOST_WORDS],
    /// At least one telling word has a counterpart that is more than an initial.
    pub(crate) anchored: bool,
}

impl Alignment {
    /// Aligns two names; `pairs` are all pairs of words that are alike.
    pub(crate) fn of(ours: Side<'_>, theirs: Side<'_>, pairs: &mut [Pair]) -> Alignment {
        let mut out = Alignment::default();
        let weight = |p: &Pair| {
            u32::from(p.like)
                * u32::from(
                    ours.weights.get(usize::from(p.i)).copied().unwrap_or(0)
                        + theirs.weights.get(usize::from(p.j)).copied().unwrap_or(0),
                )
        };
        let small = |p: &Pair| ours.classes.get(usize::from(p.i)) == Some(&Class::Particle);
        let later = |p: &Pair| p.like < JOINED || small(p);
        pairs.sort_unstable_by_key(|p| (later(p), std::cmp::Reverse(weight(p)), p.i, p.j));
        let sure = pairs.partition_point(|p| !later(p));
        let (sure, rest) = pairs.split_at(sure);
        sure.iter().for_each(|p| out.single(ours, *p));
        out.joined(ours, theirs);
        rest.iter().for_each(|p| out.single(ours, *p));
        if theirs.initials {
            out.initials(ours, theirs);
        }
        out
    }

    fn single(&mut self, ours: Side<'_>, p: Pair) {
        let (i, j) = (usize::from(p.i), usize::from(p.j));
        let (Some(a), Some(b)) = (self.ours.get_mut(i), self.theirs.get_mut(j)) else { return };
        if a.how != How::Alone || b.how != How::Alone {
            return;
        }
        *a = Match { how: p.how, to: p.j, like: p.like };
        *b = Match { how: p.how, to: p.i, like: p.like };
        self.anchored |= ours.classes.get(i).is_some_and(|c| c.is_telling());
    }

    /// Runs of words on one side that are one word on the other, taken from the left.
    fn joined(&mut self, ours: Side<'_>, theirs: Side<'_>) {
        for (runs, words, flipped) in [(ours, theirs, false), (theirs, ours, true)] {
            for join in runs.joins {
                let Some(at) = words.keys.iter().position(|key| *key == join.key) else { continue };
                let (free_runs, free_words) = if flipped {
                    (&mut self.theirs, &mut self.ours)
                } else {
                    (&mut self.ours, &mut self.theirs)
                };
                let words_in = runs.keys.len().max(1);
                let run = || {
                    let start = usize::from(join.start);
                    (start..start + usize::from(join.len)).map(move |i| i % words_in)
                };
                let open = |cell: Option<&Match>| cell.is_some_and(|m| m.how == How::Alone);
                if !open(free_words.get(at)) || !run().all(|i| open(free_runs.get(i))) {
                    continue;
                }
                if let Some(cell) = free_words.get_mut(at) {
                    *cell = Match { how: How::Joined, to: join.start, like: JOINED };
                }
                for i in run() {
                    if let Some(cell) = free_runs.get_mut(i) {
                        *cell = Match { how: How::Joined, to: at as u8, like: JOINED };
                    }
                }
                self.anchored = true;
            }
        }
    }

    /// Initials for words that are left, from the left.
    fn initials(&mut self, ours: Side<'_>, theirs: Side<'_>) {
        let is = |classes: &[Class], at: usize, class| classes.get(at) == Some(&class);
        for i in 0..ours.keys.len() {
            if self.ours[i].how != How::Alone {
                continue;
            }
            let letters = ours.letters.get(i).copied().unwrap_or_default();
            if is(ours.classes, i, Class::Initial) {
                let first = ours.first.get(i).copied().unwrap_or(0);
                let fits =
                    |j: &usize| is(theirs.classes, *j, Class::Plain) && theirs.first.get(*j) == Some(&first);
                if let Some(j) = self.first_free(theirs, fits) {
                    self.ours[i] = Match { how: How::Initial, to: j as u8, like: INITIAL };
                    self.theirs[j] = Match { how: How::Initial, to: i as u8, like: INITIAL };
                }
            } else if letters[0] != 0 {
                self.letters(i, letters, theirs);
            } else if is(ours.classes, i, Class::Plain) {
                let first = ours.first.get(i).copied().unwrap_or(0);
                let fits = |j: &usize| {
                    is(theirs.classes, *j, Class::Initial) && theirs.first.get(*j) == Some(&first)
                };
                if let Some(j) = self.first_free(theirs, fits) {
                    self.ours[i] = Match { how: How::Initial, to: j as u8, like: INITIAL };
                    self.theirs[j] = Match { how: How::Initial, to: i as u8, like: INITIAL };
                }
            }
        }
    }

    fn first_free(&self, theirs: Side<'_>, fits: impl Fn(&usize) -> bool) -> Option<usize> {
        (0..theirs.keys.len()).find(|j| self.theirs[*j].how == How::Alone && fits(j))
    }

    /// `GGR` for `Gun Gun Rusman`: every letter must find a word that is left, or an initial or article.
    fn letters(&mut self, i: usize, letters: [u8; 4], theirs: Side<'_>) {
        let mut taken = 0u32;
        for letter in letters.into_iter().filter(|l| *l != 0) {
            let free = |j: &usize| {
                taken & (1 << *j) == 0
                    && matches!(theirs.classes.get(*j), Some(Class::Plain | Class::Initial | Class::Particle))
                    && theirs.first.get(*j) == Some(&letter)
            };
            let Some(j) = self.first_free(theirs, free) else { return };
            taken |= 1 << j;
        }
        let first = taken.trailing_zeros() as u8;
        self.ours[i] = Match { how: How::Initial, to: first, like: INITIAL };
        for j in (0..theirs.keys.len()).filter(|j| taken & (1 << *j) != 0) {
            self.theirs[j] = Match { how: How::Initial, to: i as u8, like: INITIAL };
        }
    }
}
