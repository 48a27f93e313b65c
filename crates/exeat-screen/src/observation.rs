//! What is observed of two aligned names: each observation with the way it may move the score.

/// How an observation may move the score when it grows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sense {
    /// More never lowers the score.
    Up,
    /// More never raises it.
    Down,
    /// It describes the names, and says nothing by itself.
    Free,
}

/// The observations, in the order of [`Evidence`]. Shares, likenesses and weights are in thousandths.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Seen {
    /// Weight of the listed name that is explained, of its whole weight.
    ShareListed,
    /// Weight of the name asked about that is explained.
    ShareAsked,
    /// The larger of the two shares.
    ShareMost,
    /// The smaller of the two shares.
    ShareLeast,
    /// The heaviest listed word without a counterpart.
    LeftListed,
    /// The heaviest asked word without a counterpart.
    LeftAsked,
    /// Weight of all listed words without a counterpart.
    AllLeftListed,
    /// Weight of all asked words without a counterpart.
    AllLeftAsked,
    /// The smaller of the two sums of what is left.
    LeftBoth,
    /// The least likeness of a pair of telling words.
    Worst,
    /// The likeness of the pairs on average, by weight.
    Mean,
    /// Weight of what is matched, at its likeness.
    Matched,
    /// The heaviest matched pair, at its likeness.
    Rarest,
    /// The second heaviest matched pair.
    Second,
    /// How many telling words are matched.
    Pairs,
    /// Share of the listed family name that is explained.
    Family,
    /// The least likeness within the family name; 0 where a word is left.
    FamilyWorst,
    /// Share of the other listed names that is explained.
    Given,
    /// Likeness of the first of them.
    GivenFirst,
    /// Given names that look alike and are not, numbers that differ, father and son exchanged.
    Contradictions,
    /// How common in the world the asked word of a pair is that is merely alike: a known name is seldom a slip of
    /// another.
    AskedCommon,
    /// Legal forms on both sides and none in common.
    FormsDiffer,
    /// Share of neighbours that are neighbours on the other side.
    InOrder,
    /// How many words only an initial stands for.
    Initials,
    /// How many words are written together on one side only.
    Joined,
    /// 0 for persons, 1 for organisations, 2 for ships and aircraft.
    Organisation,
    /// The name asked about was not written in Latin letters.
    Foreign,
    /// How many telling words the listed name has.
    WordsListed,
    /// How many telling words the name asked about has.
    WordsAsked,
}

/// One observation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Observation {
    /// Which it is.
    pub seen: Seen,
    /// Its name, as the fitted table's report has it.
    pub name: &'static str,
    /// How it may move the score.
    pub sense: Sense,
    /// Its most favourable value, in the unit of [`Seen`].
    pub best: i16,
}

const fn observation(seen: Seen, name: &'static str, sense: Sense, best: i16) -> Observation {
    Observation { seen, name, sense, best }
}

/// All observations, in the order of [`Seen`].
pub const OBSERVATIONS: [Observation; 29] = [
    observation(Seen::ShareListed, "ShareListed", Sense::Up, 1000),
    observation(Seen::ShareAsked, "ShareAsked", Sense::Up, 1000),
    observation(Seen::ShareMost, "ShareMost", Sense::Up, 1000),
    observation(Seen::ShareLeast, "ShareLeast", Sense::Up, 1000),
    observation(Seen::LeftListed, "LeftListed", Sense::Down, 0),
    observation(Seen::LeftAsked, "LeftAsked", Sense::Down, 0),
    observation(Seen::AllLeftListed, "AllLeftListed", Sense::Down, 0),
    observation(Seen::AllLeftAsked, "AllLeftAsked", Sense::Down, 0),
    observation(Seen::LeftBoth, "LeftBoth", Sense::Down, 0),
    observation(Seen::Worst, "Worst", Sense::Up, 1000),
    observation(Seen::Mean, "Mean", Sense::Up, 1000),
    observation(Seen::Matched, "Matched", Sense::Up, 6000),
    observation(Seen::Rarest, "Rarest", Sense::Up, 1000),
    observation(Seen::Second, "Second", Sense::Up, 1000),
    observation(Seen::Pairs, "Pairs", Sense::Up, 9),
    observation(Seen::Family, "Family", Sense::Up, 1000),
    observation(Seen::FamilyWorst, "FamilyWorst", Sense::Up, 1000),
    observation(Seen::Given, "Given", Sense::Up, 1000),
    observation(Seen::GivenFirst, "GivenFirst", Sense::Up, 1000),
    observation(Seen::Contradictions, "Contradictions", Sense::Down, 0),
    observation(Seen::AskedCommon, "AskedCommon", Sense::Down, 0),
    observation(Seen::FormsDiffer, "FormsDiffer", Sense::Down, 0),
    observation(Seen::InOrder, "InOrder", Sense::Up, 1000),
    observation(Seen::Initials, "Initials", Sense::Free, 0),
    observation(Seen::Joined, "Joined", Sense::Free, 0),
    observation(Seen::Organisation, "Organisation", Sense::Free, 0),
    observation(Seen::Foreign, "Foreign", Sense::Free, 0),
    observation(Seen::WordsListed, "WordsListed", Sense::Free, 0),
    observation(Seen::WordsAsked, "WordsAsked", Sense::Free, 0),
];

/// One value for each of [`OBSERVATIONS`], shares, likenesses and weights in thousandths.
pub type Evidence = [i16; OBSERVATIONS.len()];

/// The most favourable evidence there is.
pub(crate) const BEST: Evidence = {
    let mut best = [0; OBSERVATIONS.len()];
    let mut at = 0;
    while at < best.len() {
        best[at] = OBSERVATIONS[at].best;
        at += 1;
    }
    best
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn observations_stand_in_the_order_of_their_names() {
        for (at, observation) in OBSERVATIONS.iter().enumerate() {
            assert_eq!(observation.seen as usize, at);
            assert_eq!(format!("{:?}", observation.seen), observation.name);
        }
    }
}
