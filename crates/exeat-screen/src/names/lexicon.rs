//! All that the tables know of one word, found with one look.

use super::{GivenId, Particle, Table, firms, given, words};
use std::sync::LazyLock;

/// What the tables know of a folded word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Facts {
    /// The given names it is a spelling of.
    pub(crate) given: &'static [GivenId],
    /// The given names it is a short form of.
    pub(crate) short: &'static [GivenId],
    /// How common it is in the world's names; see [`super::frequency`].
    pub(crate) frequency: u16,
    /// It is a title or an honorific.
    pub(crate) title: bool,
    /// What it means as a small word.
    pub(crate) particle: Option<Particle>,
}

static FACTS: LazyLock<Table<Facts>> = LazyLock::new(|| {
    let known = given::spellings().chain(words::spellings()).chain(firms::known());
    Table::of(known.map(|word| (word.into(), look_up(word))).collect())
});

/// Table by table.
fn look_up(folded: &str) -> Facts {
    Facts {
        given: super::given_all(folded),
        short: super::nickname_of(folded),
        frequency: super::frequency(folded),
        title: super::title(folded).is_some(),
        particle: super::particle(folded),
    }
}

/// What the tables know of a folded word; nothing of one they lack.
pub(crate) fn facts(folded: &str) -> Facts {
    FACTS.get(folded).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn one_look_finds_what_every_table_has() {
        for word in given::spellings().chain(words::spellings()).chain(firms::known()) {
            assert_eq!(facts(word), look_up(word), "{word}");
        }
        assert_eq!(facts("zzyzx"), Facts::default());
    }

    proptest! {
        #[test]
        fn and_nothing_else(word in "[a-z]{1,6}") {
            prop_assert_eq!(facts(&word), look_up(&word));
        }
    }
}
