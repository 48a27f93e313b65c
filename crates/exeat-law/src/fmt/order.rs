//! What the layout knows of words: which clauses come first, where values begin, which text is left as it is.

use super::line::{Line, Tok};
use crate::syntax::{Node, SyntaxKind};

/// Clauses of a norm in their order. Those on one line keep the order they have among each other: it carries meaning.
const NORM: [&[&str]; 16] = [
    &["part"],
    &["cites"],
    &["confidence"],
    &["continues"],
    &["in"],
    &["measured"],
    &["when", "provided"],
    &["lifts"],
    &["except"],
    &["limits"],
    &["licence"],
    &["duty"],
    &["silent"],
    &["saving"],
    &["note"],
    &["allow"],
];
const INSTRUMENT: [&[&str]; 9] = [
    &["title"],
    &["regime"],
    &["issued"],
    &["published"],
    &["in"],
    &["continues"],
    &["supersedes"],
    &["source"],
    &["checked"],
];
const CASE: [&[&str]; 7] =
    [&["as"], &["on", "as known"], &["assume"], &["policy"], &["adopting"], &["given"], &["expect"]];
const FACT: [&[&str]; 4] = [&["ask"], &["cites"], &["cost"], &["controllable"]];
const REGIME: [&[&str]; 7] =
    [&["authority"], &["binds"], &["encoded"], &["surveyed"], &["blocked"], &["missing"], &["cites"]];

/// Clauses whose text runs to the end of the line and is shown as written.
const FREE: [&str; 9] =
    ["cites", "source", "because", "note", "held", "authority", "adopt", "attest", "allow"];

/// Heads of more than one word.
const HEADS: [&[&str]; 7] = [
    &["as", "known", "on"],
    &["in", "force"],
    &["measured", "on"],
    &["silent", "on"],
    &["held", "by"],
    &["linked", "to"],
    &["listed", "as"],
];

/// Whether the keyword declares a norm.
pub(super) fn is_norm(word: &str) -> bool {
    ["prohibition", "requirement", "authorisation", "exemption", "exclusion", "restoration", "flag", "gap"]
        .contains(&word)
}

/// Whether a clause holds text that is left as it is.
pub(super) fn is_free(word: &str) -> bool {
    FREE.contains(&word)
}

/// How many words the head of a clause has; none where the line starts with a value.
pub(super) fn head_words(toks: &[Tok]) -> usize {
    let sees =
        |head: &&&[&str]| head.iter().enumerate().all(|(i, w)| toks.get(i).is_some_and(|t| t.text == *w));
    let word = toks.first().is_some_and(|t| t.kind == SyntaxKind::Word);
    HEADS.iter().find(sees).map_or(usize::from(word), |head| head.len())
}

/// Width of the column of clause words in a declaration.
pub(super) fn column(keyword: &str) -> usize {
    if keyword == "fact" { 5 } else { 12 }
}

/// Column in which the value of a clause begins, counted from the clause; zero where values are not aligned.
pub(super) fn value_column(keyword: &str, parent: &str) -> usize {
    match (keyword, parent) {
        ("kind", _) | ("term", "") => 0,
        (_, "") => column(keyword),
        (_, "reading") => 10,
        _ => 0,
    }
}

/// The source text of a clause behind its head, to its last word.
pub(super) fn verbatim(node: &Node, head: usize) -> String {
    let meant: Vec<_> = node
        .children_with_tokens()
        .filter_map(|e| e.into_token())
        .filter(|t| !t.kind().is_trivia() && t.kind() != SyntaxKind::Newline)
        .skip(head)
        .collect();
    let (Some(first), Some(last)) = (meant.first(), meant.last()) else { return String::new() };
    let mut text = String::new();
    for token in node.children_with_tokens().filter_map(|e| e.into_token()) {
        let at = token.text_range().start();
        if at >= first.text_range().start() && at <= last.text_range().start() {
            text.push_str(token.text());
        }
    }
    text
}

/// Puts the clauses of a declaration in order. A clause unknown here stays behind the one it follows.
pub(super) fn sort(keyword: &str, clauses: &mut Vec<(Vec<Line>, Node)>) {
    let order: &[&[&str]] = match keyword {
        "instrument" => &INSTRUMENT,
        "case" => &CASE,
        "fact" => &FACT,
        "regime" => &REGIME,
        word if is_norm(word) => &NORM,
        _ => return,
    };
    let mut last = 0;
    let mut ranked: Vec<(usize, (Vec<Line>, Node))> = Vec::new();
    for clause in clauses.drain(..) {
        let mut words = clause.1.children_with_tokens().filter_map(|e| e.into_token());
        let mut word =
            || words.find(|t| !t.kind().is_trivia()).map_or(String::new(), |t| t.text().to_owned());
        let mut first = word();
        if first == "as" && word() == "known" {
            first = "as known".to_owned();
        }
        last = order.iter().position(|words| words.contains(&first.as_str())).unwrap_or(last);
        ranked.push((last, clause));
    }
    ranked.sort_by_key(|(rank, _)| *rank);
    clauses.extend(ranked.into_iter().map(|(_, clause)| clause));
}
