//! Legal forms, recognised as classes: PJSC = Public Joint Stock Company = ПАО.
//!
//! The table is `data/legal-forms.csv`. A form says little of who a company is, so it is taken out of the
//! name and compared apart; equal class is all we ask, since the same company is written now one way, now
//! another.

use crate::names;
use crate::normalise::{self, Word};
use crate::table;
use compact_str::CompactString;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

const TABLE: &str = include_str!("../../../data/legal-forms.csv");

/// The name of a class of legal forms, such as `public-joint-stock`.
pub type Class = &'static str;

struct Form {
    words: Vec<CompactString>,
    class: Class,
}

/// The words of a name without its legal forms, and the classes of the forms, sorted.
///
/// Where nothing else would be left, nothing is taken out.
pub fn split(words: Vec<Word>) -> (Vec<Word>, Vec<Class>) {
    let mut kept = Vec::new();
    let mut classes = Vec::new();
    let mut at = 0;
    while at < words.len() {
        match form_at(&words, at) {
            Some((class, len)) => {
                classes.push(class);
                at += len;
            }
            None => {
                kept.extend(words.get(at).cloned());
                at += 1;
            }
        }
    }
    if kept.is_empty() {
        return (words, Vec::new());
    }
    classes.sort_unstable();
    classes.dedup();
    (kept, classes)
}

/// The words that belong to no legal form, none perhaps.
pub(crate) fn without(words: &[Word]) -> Vec<&Word> {
    let (mut kept, mut at) = (Vec::new(), 0);
    while at < words.len() {
        let taken = form_at(words, at).map_or(0, |(_, len)| len);
        if taken == 0 {
            kept.extend(words.get(at));
        }
        at += taken.max(1);
    }
    kept
}

/// Whether a legal form begins at any of the words.
pub(crate) fn has_any(words: &[Word]) -> bool {
    (0..words.len()).any(|at| form_at(words, at).is_some())
}

/// The classes as a set of bits, one bit a class.
pub(crate) fn bits(classes: &[Class]) -> u64 {
    static ALL: OnceLock<Vec<Class>> = OnceLock::new();
    let all = ALL.get_or_init(|| {
        let mut all: Vec<Class> = forms().values().flatten().map(|form| form.class).collect();
        all.sort_unstable();
        all.dedup();
        all
    });
    let bit = |class: &Class| all.binary_search(class).map_or(0, |at| 1u64 << (at % 64));
    classes.iter().map(bit).fold(0, |set, bit| set | bit)
}

/// The longest form that begins there, and how many words it takes.
fn form_at(words: &[Word], at: usize) -> Option<(Class, usize)> {
    let rest = words.get(at..)?;
    let forms = forms().get(&rest.first()?.text)?;
    let fits = |form: &&Form| {
        form.words.len() <= rest.len()
            && form.words.iter().zip(rest).all(|(a, b)| *a == b.text)
            && (!is_short(form) || at == 0 || says_little(rest.get(1..).unwrap_or_default()))
    };
    forms.iter().find(fits).map(|form| (form.class, form.words.len()))
}

/// Whether a name has come to its end but for a branch or city.
fn says_little(words: &[Word]) -> bool {
    let place = |text: &str| names::is_branch_word(text) || names::city(text).is_some();
    let folded: Vec<CompactString> = words.iter().map(|word| names::fold_word(&word.text)).collect();
    let city = |at: usize| {
        let pair = |from: usize| folded.get(from..from + 2).map(|run| run.join(" "));
        [at.checked_sub(1).and_then(pair), pair(at)]
            .into_iter()
            .flatten()
            .any(|two| names::city(&two).is_some())
    };
    folded.iter().enumerate().all(|(at, text)| place(text) || city(at))
}

/// The words with slips in the long words of legal forms put right (`Limoted`, `Liablity`), where there are any. The
/// word may as well be meant as it is written: `Sharia` is no `Sharika`.
pub(crate) fn mended(words: &[Word]) -> Option<Vec<Word>> {
    static LONG: OnceLock<BTreeSet<&'static str>> = OnceLock::new();
    let long = LONG.get_or_init(|| {
        let all = forms().values().flatten().flat_map(|f| f.words.iter().map(|w| w.as_str()));
        all.filter(|word| word.len() >= 6).collect()
    });
    let meant = |word: &Word| {
        let text = word.text.as_str();
        let other = text.len() >= 6
            && !long.contains(text)
            && names::organisation_word(&names::fold_word(text)).is_none();
        long.iter().find(|form| other && names::is_slip(form, text)).copied()
    };
    let first = words.iter().position(|word| meant(word).is_some())?;
    let mut words = words.to_vec();
    for word in words.iter_mut().skip(first) {
        if let Some(meant) = meant(word) {
            word.text = meant.into();
        }
    }
    Some(words)
}

/// Two letters in the middle of a name are more likely a word than a form.
fn is_short(form: &Form) -> bool {
    form.words.len() == 1 && form.words.iter().all(|w| w.len() <= 2)
}

/// All forms by their first word, the longest first.
fn forms() -> &'static names::Table<Vec<Form>> {
    static FORMS: OnceLock<names::Table<Vec<Form>>> = OnceLock::new();
    FORMS.get_or_init(|| {
        let mut by_first: BTreeMap<CompactString, Vec<Form>> = BTreeMap::new();
        for row in table::rows(TABLE) {
            let [class, form] = row.as_slice() else { continue };
            for reading in normalise::words(form) {
                let words: Vec<CompactString> = reading.into_iter().map(|w| w.text).collect();
                let Some(first) = words.first().cloned() else { continue };
                by_first.entry(first).or_default().push(Form { words, class });
            }
        }
        for forms in by_first.values_mut() {
            forms.sort_by_key(|form| std::cmp::Reverse(form.words.len()));
        }
        names::Table::of(by_first.into_iter().map(|(first, forms)| (first.as_str().into(), forms)).collect())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split_name(name: &str) -> (String, Vec<Class>) {
        let (words, classes) = split(normalise::words(name).remove(0));
        (words.iter().map(|w| w.text.as_str()).collect::<Vec<_>>().join(" "), classes)
    }

    #[test]
    fn one_class_however_it_is_written() {
        for name in [
            "Public Joint Stock Company Rostelecom",
            "PJSC Rostelecom",
            "Rostelecom PAO",
            "ПАО Rostelecom",
            "OAO Rostelecom",
            "Открытое акционерное общество Rostelecom",
        ] {
            assert_eq!(split_name(name), ("rostelecom".into(), vec!["public-joint-stock"]), "{name}");
        }
        assert_eq!(split_name("Herjez Ltda.").1, ["limited-liability"]);
        assert_eq!(split_name("ООО \"Ромашка\"").1, ["limited-liability"]);
        assert_eq!(split_name("Romashka L.L.C.").1, ["limited-liability"]);
    }

    #[test]
    fn a_name_is_never_emptied_and_short_words_inside_stay() {
        assert_eq!(split_name("Limited"), ("limited".into(), vec![]));
        assert_eq!(split_name("Bank as Partner"), ("bank as partner".into(), vec![]));
    }

    #[test]
    fn every_row_has_a_class_and_a_form() {
        let rows: Vec<_> = table::rows(TABLE).collect();
        assert!(rows.len() > 150);
        for row in rows {
            assert_eq!(row.len(), 2, "{row:?}");
            assert!(!normalise::words(row[1]).is_empty(), "{row:?}");
        }
    }
}
