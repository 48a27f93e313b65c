//! How alike two words are, in thousandths.

use crate::token::{Class, Token};

/// Two spellings of one sound.
const SAME_KEY: u16 = 950;
/// The most that words which differ by an edit can reach.
const EDITED: u16 = 940;
/// Same consonants, four or more.
const SKELETON_LONG: u16 = 800;
/// Same three consonants: too many words share them to say more.
const SKELETON_SHORT: u16 = 650;
/// An initial against a word that begins with it.
pub(crate) const INITIAL: u16 = 700;

/// The edits that are still a slip of the pen, for a key of so many letters: none up to 3, one up to 7, two
/// up to 40. Of two keys the one that allows less decides.
///
/// No word is longer than that; what is, is a text without blanks, and its neighbourhood would be huge.
pub fn edits_allowed(len: usize) -> usize {
    match len {
        0..=3 => 0,
        4..=7 => 1,
        8..=40 => 2,
        _ => 0,
    }
}

/// Likeness of two words: 1000 for equal spellings, 0 for words that have nothing to do with each other.
///
/// Symmetric. Above 0 only where the keys are equal, or lie within [`edits_allowed`] of each other (optimal
/// string alignment: a swap of neighbours is one edit), or the skeletons are equal, or one is the initial of
/// the other. Numbers match only themselves and particles only particles. The index relies on exactly this.
pub fn likeness(a: &Token, b: &Token) -> u16 {
    if a.text == b.text {
        return 1000;
    }
    match (a.class, b.class) {
        (Class::Numeral, _) | (_, Class::Numeral) => return 0,
        (Class::Particle, b) if b != Class::Particle => return 0,
        (a, Class::Particle) if a != Class::Particle => return 0,
        (Class::Initial, Class::Initial) => return 0,
        (Class::Initial, _) | (_, Class::Initial) => {
            return if a.text.as_bytes().first() == b.text.as_bytes().first() { INITIAL } else { 0 };
        }
        _ => {}
    }
    if a.key == b.key {
        return SAME_KEY;
    }
    edited(&a.key, &b.key).max(same_skeleton(a, b))
}

fn edited(a: &str, b: &str) -> u16 {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    let has_digit = |s: &[u8]| s.iter().any(u8::is_ascii_digit);
    let most = edits_allowed(a.len()).min(edits_allowed(b.len()));
    if most == 0 || a.len().abs_diff(b.len()) > most || has_digit(a) || has_digit(b) {
        return 0;
    }
    let Some(distance) = within(a, b, most) else { return 0 };
    let longer = a.len().max(b.len());
    let lost = u16::try_from(1200 * distance / longer).unwrap_or(1000);
    1000u16.saturating_sub(lost).min(EDITED)
}

fn same_skeleton(a: &Token, b: &Token) -> u16 {
    if a.skeleton.is_empty() || a.skeleton != b.skeleton || a.key.len().abs_diff(b.key.len()) > 3 {
        0
    } else if a.skeleton.len() > 3 {
        SKELETON_LONG
    } else {
        SKELETON_SHORT
    }
}

/// Optimal string alignment distance (insertions, deletions, replacements, swaps of neighbours) where it is
/// at most `most`.
pub fn within(a: &[u8], b: &[u8], most: usize) -> Option<usize> {
    if a.len().abs_diff(b.len()) > most {
        return None;
    }
    let width = b.len() + 1;
    let mut two_back = vec![0usize; width];
    let mut back: Vec<usize> = (0..width).collect();
    let mut row = vec![0usize; width];
    for (i, x) in a.iter().enumerate() {
        let mut least = i + 1;
        set(&mut row, 0, i + 1);
        for (j, y) in b.iter().enumerate() {
            let keep = at(&back, j) + usize::from(x != y);
            let mut best = keep.min(at(&back, j + 1) + 1).min(at(&row, j) + 1);
            if i > 0 && j > 0 && a.get(i - 1) == Some(y) && b.get(j - 1) == Some(x) {
                best = best.min(at(&two_back, j - 1) + 1);
            }
            set(&mut row, j + 1, best);
            least = least.min(best);
        }
        // A swap can still jump over the last row, hence the look at the row before it.
        if least > most && back.iter().all(|d| *d > most) {
            return None;
        }
        std::mem::swap(&mut two_back, &mut back);
        std::mem::swap(&mut back, &mut row);
    }
    back.last().copied().filter(|d| *d <= most)
}

fn at(row: &[usize], j: usize) -> usize {
    row.get(j).copied().unwrap_or(usize::MAX / 2)
}

fn set(row: &mut [usize], j: usize, value: usize) {
    if let Some(cell) = row.get_mut(j) {
        *cell = value;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::PartyKind;
    use crate::token::fold;

    fn alike(a: &str, b: &str) -> u16 {
        let one = |t: &str| fold(t, PartyKind::Individual).remove(0).tokens.remove(0);
        let (a, b) = (one(a), one(b));
        assert_eq!(likeness(&a, &b), likeness(&b, &a));
        likeness(&a, &b)
    }

    #[test]
    fn likeness_falls_with_the_difference() {
        assert_eq!(alike("Sechin", "SECHIN"), 1000);
        assert_eq!(alike("Dmitriy", "Dmitri"), 950);
        assert_eq!(alike("Putin", "Puttin"), 950);
        assert_eq!(alike("Putin", "Pution"), 800);
        assert_eq!(alike("Plotnitsky", "Plotnistky"), 880);
        assert_eq!(alike("Mohammed", "Muhamad"), 800);
        assert_eq!(alike("Ivan", "I"), 700);
        assert_eq!(alike("Ivan", "J"), 0);
        assert_eq!(alike("Ali", "Aly"), 950);
        assert_eq!(alike("Kim", "Tim"), 0);
        assert_eq!(alike("Petrov", "Sidorov"), 0);
        assert_eq!(alike("12", "13"), 0);
    }

    #[test]
    fn distance_knows_swaps() {
        assert_eq!(within(b"abcd", b"abdc", 2), Some(1));
        assert_eq!(within(b"ca", b"abc", 3), Some(3));
        assert_eq!(within(b"kitten", b"sitting", 2), None);
        assert_eq!(within(b"kitten", b"sitting", 3), Some(3));
        assert_eq!(within(b"", b"ab", 2), Some(2));
    }
}
