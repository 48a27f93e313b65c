//! Names inside a name: `ALPHA LTD (formerly BETA)`, `Petrov a.k.a. Ivanov`, `Attn: …`.

use crate::normalise::MOST_LETTERS;

/// What stands between two names, in lower case; longer ones before those they begin with.
const BETWEEN: [&str; 29] = [
    "also known as",
    "formerly known as",
    "now known as",
    "known as",
    "doing business as",
    "trading as",
    "on behalf of",
    "in favour of",
    "care of",
    "formerly",
    "alias",
    "a.k.a.",
    "f.k.a.",
    "n.k.a.",
    "d.b.a.",
    "a.k.a",
    "f.k.a",
    "a/k/a",
    "f/k/a",
    "n/k/a",
    "d/b/a",
    "o/b/o",
    "c/o",
    "aka",
    "fka",
    "nka",
    "dba",
    "attn",
    "née",
];

/// More names than this are not looked for in one text.
const MOST: usize = 4;

/// The names that one text holds, where it says so; none where it is one name. Only as much of it is read as of a
/// name.
pub(crate) fn names(text: &str) -> Vec<&str> {
    let end = text.char_indices().nth(MOST_LETTERS).map_or(text.len(), |(at, _)| at);
    let text = text.get(..end).unwrap_or(text);
    let mut out = Vec::new();
    let (mut start, mut word) = (0, true);
    let mut at = 0;
    while let Some(c) = text.get(at..).and_then(|rest| rest.chars().next()) {
        let end = if word { between(text, at) } else { None };
        match end {
            Some(end) => {
                out.extend(text.get(start..at));
                (start, at, word) = (end, end, false);
            }
            None => {
                word = !c.is_alphanumeric() && c != '.' && c != '\'' && c != '/';
                at += c.len_utf8();
            }
        }
    }
    out.extend(text.get(start..));
    let named = |part: &&str| part.chars().filter(|c| c.is_alphabetic()).count() > 1;
    out.retain(named);
    out.truncate(MOST);
    if start == 0 { Vec::new() } else { out }
}

/// Where the words end that begin there and stand between names.
fn between(text: &str, at: usize) -> Option<usize> {
    let fits = |words: &&&str| {
        let run = text.get(at..at + words.len());
        run.is_some_and(|run| run.eq_ignore_ascii_case(words))
            && !text.get(at + words.len()..).unwrap_or_default().starts_with(char::is_alphanumeric)
    };
    BETWEEN.iter().find(fits).map(|words| at + words.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_parted_where_the_text_says_so() {
        for (text, parts) in [
            ("Petrov A.K.A. Ivanov", vec!["Petrov ", " Ivanov"]),
            ("Alpha Ltd (formerly Beta)", vec!["Alpha Ltd (", " Beta)"]),
            ("Attn: Petrov", vec![": Petrov"]),
            ("aka", vec![]),
            ("Takayama Fkaxon", vec![]),
            ("Alpha Ltd", vec![]),
            ("", vec![]),
        ] {
            assert_eq!(names(text), parts, "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_parted(text in "(\\PC|aka | née|c/o){0,20}") {
            names(&text);
        }
    }
}
