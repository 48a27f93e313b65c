//! What screening answers: a hit, its score and the points the score is made of.

use crate::Identifier;
use std::fmt;

/// The score from which a person should look at a hit, by default: 700 thousandths.
///
/// It is passed to [`crate::Index::screen`]; policy may choose another.
pub const REVIEW: Score = Score(700);

/// How alike two parties are, in thousandths: 0 to 1000. It is not a probability.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Score(u16);

impl Score {
    /// A score of so many thousandths; more than 1000 counts as 1000.
    pub const fn new(thousandths: u16) -> Score {
        if thousandths > 1000 { Score(1000) } else { Score(thousandths) }
    }

    /// The score in thousandths, 0 to 1000.
    pub const fn thousandths(self) -> u16 {
        self.0
    }

    pub(crate) fn clamped(thousandths: i32) -> Score {
        Score(u16::try_from(thousandths.clamp(0, 1000)).unwrap_or(0))
    }
}

impl fmt::Display for Score {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{:03}", self.0 / 1000, self.0 % 1000)
    }
}

/// One part of a score: what it is for, and what it adds (or, negative, takes away).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Point {
    /// A short phrase for a person to read.
    pub what: String,
    /// Thousandths added; negative where taken away.
    pub thousandths: i32,
}

/// What every point for an agreeing identifier begins with.
pub(crate) const IDENTIFIER: &str = "identifier agrees";

/// One listed entry that resembles the party asked about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    /// The list of the entry.
    pub list: String,
    /// The entry's id in that list.
    pub entry: String,
    /// The listed spelling that matched.
    pub name: String,
    /// The spelling asked about that matched; empty where only an identifier did.
    pub query: String,
    /// How alike they are.
    pub score: Score,
    /// Only a weak alias matched.
    pub weak: bool,
    /// The strong identifiers of the query that agree with the entry.
    pub agreeing: Vec<Identifier>,
    /// What the score is made of: the points add up to it.
    pub points: Vec<Point>,
    /// The words of query and listed name side by side; an empty word has no counterpart.
    pub alignment: Vec<(String, String)>,
}

impl Hit {
    /// The score without what agreeing identifiers added.
    ///
    /// A rule that asks for an agreeing identifier *and* a name at or above a threshold tests this one: a
    /// foreign name with a listed BIC is shown for review, but its name score stays low.
    pub fn name_score(&self) -> Score {
        let by_name = self.points.iter().filter(|p| !p.what.starts_with(IDENTIFIER));
        Score::clamped(by_name.map(|p| p.thousandths).sum())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scores_stay_in_range_and_print_as_a_fraction() {
        assert_eq!(Score::new(2000).thousandths(), 1000);
        assert_eq!(Score::clamped(-5), Score::new(0));
        assert_eq!(Score::new(45).to_string(), "0.045");
        assert_eq!(Score::new(1000).to_string(), "1.000");
    }
}
