//! Names of people in Latin letters, written otherwise than lists write them: Chinese ones in Wade-Giles, as in
//! Taiwan and in older papers, Korean ones as the South writes them. They are read once more: in pinyin, with the
//! given name in one word; and as the North spells surnames, syllable by syllable. Given syllables have their
//! spellings in the tables of [`crate::names`].

use crate::names::{self, Table};
use crate::normalise::Word;
use crate::romanise::{is_pinyin, northern, northern_syllables, pinyin_of};
use compact_str::{CompactString, format_compact};
use smallvec::SmallVec;
use std::sync::LazyLock;

/// A surname and at most two syllables of a given name.
const MOST_WORDS: usize = 3;
/// Ways to read a given name of two syllables.
const MOST_READINGS: usize = 4;

/// The name in other spellings, each a reading of its own; none where it does not look like one of these.
pub(crate) fn readings(words: &[Word]) -> Vec<Vec<Word>> {
    let plain = |w: &Word| w.also.is_empty() && w.text.bytes().all(|b| b.is_ascii_lowercase());
    if !(2..=MOST_WORDS).contains(&words.len()) || !words.iter().all(plain) {
        return Vec::new();
    }
    let mut out = korean(words);
    out.extend(chinese(words));
    out
}

fn written(like: &Word, text: impl Into<CompactString>, also: Vec<CompactString>) -> Word {
    Word { text: text.into(), also, ..like.clone() }
}

/// `Park Young-cheol`, `Youngcheol Park`: the surname first or last, the rest one or two syllables.
fn korean(words: &[Word]) -> Vec<Vec<Word>> {
    let of = |(family, given): (&Word, &[Word])| -> Option<Vec<Word>> {
        let mut spellings = northern(&family.text);
        let first = spellings.next()?;
        let also: Vec<CompactString> = spellings.filter(|s| *s != first).map(CompactString::from).collect();
        let mut out = vec![written(family, first, also)];
        for word in given {
            let (one, two) = syllables(&word.text)?;
            out.extend(
                [one, two].into_iter().filter(|s| !s.is_empty()).map(|s| written(word, s, Vec::new())),
            );
        }
        let same = out.iter().map(|w| &w.text).eq([family].into_iter().chain(given).map(|w| &w.text));
        (!same && out.len() <= MOST_WORDS).then_some(out)
    };
    [words.split_first(), words.split_last()].into_iter().flatten().filter_map(of).collect()
}

/// A syllable of Korean given names, or the two that a word is written together from. One that the North spells
/// likewise is left together, as it is found so.
fn syllables(text: &str) -> Option<(&str, &str)> {
    // each spelling, and whether the North has it
    static ALL: LazyLock<Table<bool>> = LazyLock::new(|| {
        let northern = northern_syllables();
        let of = |(spelling, name): (String, String)| {
            let its_own = northern.get(&name).is_none_or(|north| *north == spelling);
            (spelling.into_boxed_str(), its_own)
        };
        let mut rows: Vec<(Box<str>, bool)> = names::korean_syllables().map(of).collect();
        rows.sort_by_key(|(_, its_own)| !its_own);
        Table::of(rows)
    });
    if ALL.get(text).is_some() {
        return Some((text, ""));
    }
    let cuts = (1..text.len()).filter_map(|at| text.split_at_checked(at));
    let mut cuts = cuts.filter_map(|(a, b)| Some(((a, b), [ALL.get(a)?, ALL.get(b)?])));
    let (parts, northern) = cuts.next()?;
    Some(if northern == [&true; 2] { (text, "") } else { parts })
}

/// `Chang Chien-kuo`, `Chien-kuo Chang`: every word a syllable of Wade-Giles, at least one no pinyin.
fn chinese(words: &[Word]) -> Vec<Vec<Word>> {
    let each: SmallVec<[&[&'static str]; MOST_WORDS]> = words.iter().map(|w| pinyin_of(&w.text)).collect();
    if each.iter().any(|readings| readings.is_empty()) || words.iter().all(|w| is_pinyin(&w.text)) {
        return Vec::new();
    }
    let single = |at: usize| -> Option<Word> {
        let (first, rest) = each.get(at)?.split_first()?;
        Some(written(words.get(at)?, *first, rest.iter().copied().map(CompactString::from).collect()))
    };
    let together = |one: usize, two: usize| -> Option<Word> {
        let seconds = each.get(two)?;
        let pairs =
            each.get(one)?.iter().flat_map(|a| seconds.iter().map(move |b| format_compact!("{a}{b}")));
        let mut all: Vec<CompactString> = pairs.take(MOST_READINGS).collect();
        let first = all.remove(0);
        let shown = format_compact!("{}-{}", words.get(one)?.shown, words.get(two)?.shown);
        Some(Word { shown, ..written(words.get(one)?, first, all) })
    };
    let made = match words.len() {
        2 => vec![[single(0), single(1)]],
        _ => vec![[single(0), together(1, 2)], [together(0, 1), single(2)]],
    };
    made.into_iter().filter_map(|[a, b]| Some(vec![a?, b?])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::normalise;

    fn read(name: &str) -> Vec<String> {
        let words = normalise::words(name).remove(0);
        let shown = |w: &Word| -> String {
            std::iter::once(&w.text).chain(&w.also).map(|s| s.as_str()).collect::<Vec<_>>().join("|")
        };
        readings(&words).iter().map(|r| r.iter().map(shown).collect::<Vec<_>>().join(" ")).collect()
    }

    #[test]
    fn southern_spellings_become_northern_ones() {
        assert_eq!(read("Park Young-cheol"), ["pak young cheol"]);
        assert_eq!(read("Youngcheol Park"), ["pak young cheol"]);
        assert_eq!(read("Park Yongho"), ["pak yongho"]);
        assert_eq!(read("Hwang Yongho"), [""; 0]);
        assert_eq!(read("Lee Jae-il"), ["ri jae il"]);
        assert_eq!(read("KIM Yong Chol"), [""; 0]);
        assert_eq!(read("Park Avenue Trading"), [""; 0]);
    }

    #[test]
    fn wade_giles_becomes_pinyin() {
        let read_one = |name: &str| read(name).remove(0);
        assert!(
            read_one("Chang Chien-kuo").starts_with("zhang|chang jianguo|"),
            "{:?}",
            read("Chang Chien-kuo")
        );
        assert_eq!(read("Hsi Chin-p'ing").len(), 2);
        assert!(read_one("Hsi Chin-p'ing").contains("jinping"), "{:?}", read("Hsi Chin-p'ing"));
        assert_eq!(read("Xi Jinping"), [""; 0]);
        assert_eq!(read("Peng Bo"), [""; 0]);
        assert_eq!(read("Igor Sechin"), [""; 0]);
    }
}
