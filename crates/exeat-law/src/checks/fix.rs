//! Mends of findings that can be made without a person: those after which the law says what its text already seems to
//! say. A nearest name that is spelled otherwise is a guess and never made.

use std::ops::Range;

use crate::Source;
use crate::diagnostic::Diagnostic;
use crate::places::{span, words};
use crate::syntax::{Node, SyntaxKind, parse};

/// A mend: the bytes of a file to replace, and by what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    /// Name of the file.
    pub file: String,
    /// Byte range in it.
    pub span: Range<usize>,
    /// What to write there.
    pub with: String,
}

/// The safe mend of a finding, if it has one:
///
/// - E010, where one declared name differs from the unknown one in capitals or in `.`, `-` and `_` alone;
/// - W111, a limb that repeats another of its `all of`, `any of` or `none of`: the line goes;
/// - W150, letters that look the same in the script of the rest of the word;
/// - W160, an allowance with nothing left to allow: the line goes.
pub fn fix(sources: &[Source], finding: &Diagnostic) -> Option<Fix> {
    let text = &sources.iter().find(|s| s.name == finding.file)?.text;
    let (span, with) = match finding.code {
        "E010" => spelling(text, finding)?,
        "W111" => limb(text, finding)?,
        "W150" => (finding.span.clone(), one_script(text.get(finding.span.clone())?)?),
        "W160" => allowance(text, finding)?,
        _ => return None,
    };
    Some(Fix { file: finding.file.clone(), span, with })
}

/// A text with mends made. Of mends that overlap the first is made.
pub fn apply(text: &str, mut fixes: Vec<Fix>) -> String {
    fixes.sort_by_key(|fix| (fix.span.start, fix.span.end));
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for fix in fixes {
        let (Some(kept), true) = (text.get(at..fix.span.start), fix.span.start >= at) else { continue };
        out.push_str(kept);
        out.push_str(&fix.with);
        at = fix.span.end;
    }
    out.push_str(text.get(at..).unwrap_or_default());
    out
}

fn spelling(text: &str, finding: &Diagnostic) -> Option<(Range<usize>, String)> {
    let near = finding.help.as_ref()?.strip_prefix("did you mean `")?.strip_suffix("`?")?;
    let written = text.get(finding.span.clone())?;
    let bare = |name: &str| -> String {
        name.chars().filter(|c| !matches!(c, '.' | '-' | '_')).flat_map(char::to_lowercase).collect()
    };
    // the message says which word it is about: the finding may span more
    let named = finding.message.contains(&format!("`{written}`"));
    (named && bare(near) == bare(written)).then(|| (finding.span.clone(), near.to_owned()))
}

fn limb(text: &str, finding: &Diagnostic) -> Option<(Range<usize>, String)> {
    let root = parse(text).root();
    let is = |node: &Node| node.kind() == SyntaxKind::Item && span(node) == finding.span;
    let item = root.descendants().find(is)?;
    let group = item.parent()?;
    let whole =
        words(&group).first().is_some_and(|(head, _)| ["all", "any", "none"].contains(&head.as_str()));
    if whole { lines(text, &span(&item)) } else { None }
}

fn allowance(text: &str, finding: &Diagnostic) -> Option<(Range<usize>, String)> {
    let root = parse(text).root();
    let is = |node: &Node| {
        let words = words(node);
        node.kind() == SyntaxKind::Clause && words.first().is_some_and(|(_, at)| *at == finding.span)
    };
    let clause = root.descendants().find(is)?;
    // one that names no check or gives no reason may have been meant otherwise
    if !finding.message.starts_with("nothing is left of") {
        return None;
    }
    lines(text, &span(&clause))
}

/// The lines of a span, if nothing else stands on them.
fn lines(text: &str, span: &Range<usize>) -> Option<(Range<usize>, String)> {
    let start = text.get(..span.start)?.rfind('\n').map_or(0, |at| at + 1);
    let end = text.get(span.end..)?.find('\n').map_or(text.len(), |at| span.end + at + 1);
    let alone = text.get(start..span.start)?.trim().is_empty() && text.get(span.end..end)?.trim().is_empty();
    alone.then(|| (start..end, String::new()))
}

/// Letters of three scripts that look the same, Latin first; none where a script has no such letter.
const ALIKE: [[char; 3]; 36] = [
    ['A', 'Α', 'А'],
    ['B', 'Β', 'В'],
    ['C', '-', 'С'],
    ['E', 'Ε', 'Е'],
    ['H', 'Η', 'Н'],
    ['I', 'Ι', 'І'],
    ['J', '-', 'Ј'],
    ['K', 'Κ', 'К'],
    ['M', 'Μ', 'М'],
    ['N', 'Ν', '-'],
    ['O', 'Ο', 'О'],
    ['P', 'Ρ', 'Р'],
    ['S', '-', 'Ѕ'],
    ['T', 'Τ', 'Т'],
    ['X', 'Χ', 'Х'],
    ['Y', 'Υ', '-'],
    ['Z', 'Ζ', '-'],
    ['-', 'Γ', 'Г'],
    ['-', 'Π', 'П'],
    ['-', 'Φ', 'Ф'],
    ['a', '-', 'а'],
    ['c', '-', 'с'],
    ['e', '-', 'е'],
    ['i', '-', 'і'],
    ['j', '-', 'ј'],
    ['o', 'ο', 'о'],
    ['p', '-', 'р'],
    ['s', '-', 'ѕ'],
    ['x', '-', 'х'],
    ['y', '-', 'у'],
    ['h', '-', 'һ'],
    ['d', '-', 'ԁ'],
    ['q', '-', 'ԛ'],
    ['w', '-', 'ԝ'],
    ['ï', '-', 'ї'],
    ['ë', '-', 'ё'],
];

/// The word in the one script in which all its letters can be written; none where that is none or several.
fn one_script(word: &str) -> Option<String> {
    let in_script = |script: usize| -> Option<String> {
        word.chars()
            .map(|c| {
                let own = match c {
                    'A'..='Z' | 'a'..='z' | '\u{c0}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}' => 0,
                    '\u{370}'..='\u{3ff}' | '\u{1f00}'..='\u{1fff}' => 1,
                    '\u{400}'..='\u{52f}' => 2,
                    _ if c.is_alphabetic() => return None,
                    _ => return Some(c),
                };
                if own == script {
                    return Some(c);
                }
                let row = ALIKE.iter().find(|row| row.get(own) == Some(&c))?;
                row.get(script).copied().filter(|c| *c != '-')
            })
            .collect()
    };
    let mut ways = (0..3).filter_map(in_script);
    let way = ways.next()?;
    ways.next().is_none().then_some(way)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_of_mixed_scripts_has_one_way_to_be_written_or_none() {
        assert_eq!(one_script("Vnesheconomb\u{430}nk").as_deref(), Some("Vnesheconombank"));
        assert_eq!(one_script("Б\u{61}нк").as_deref(), Some("Банк"));
        // every letter could be of either script, and one has no like
        assert_eq!(one_script("C\u{415}P"), None);
        assert_eq!(one_script("Жan"), None);
    }

    #[test]
    fn mends_that_overlap_are_made_once() {
        let fix = |span: Range<usize>, with: &str| Fix { file: "a".into(), span, with: with.into() };
        assert_eq!(apply("abcdef", vec![fix(4..5, "E"), fix(0..2, "X"), fix(1..3, "Y")]), "XcdEf");
    }
}
