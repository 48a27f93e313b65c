//! The ledger of a law (`ledger.jsonl` in its folder): one line for each text that a norm has had, by whom and why.
//!
//! Lines are appended and never changed. A line holds the hash of the one before it *of the same norm*: each norm has
//! a chain of its own, so two branches that change different norms join without a conflict. The ledger says when we
//! corrected our own text. It never decides which law was in force, nor what was known (`docs/semantics.md`).
//!
//! What it cannot show: a whole chain taken away together with its norm, and a last line taken away together with the
//! change that it records. Both are changes of the past of the repository, which keeps that itself.

use std::collections::BTreeMap;
use std::ops::Range;

use exeat_law::outline::{Declared, outline, words};
use exeat_law::{Diagnostic, Severity, Source, fmt::format, nearest};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::law::hash_text;

/// The file's name, in the folder of the law.
pub const FILE: &str = "ledger.jsonl";
/// Stands in place of a hash where the norm was taken out of the law.
pub const GONE: &str = "gone";
/// Digits kept of a hash: 128 bits.
const DIGITS: usize = 32;

/// One line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    /// Id of the norm.
    norm: String,
    /// Content hash of its text, or [`GONE`].
    hash: String,
    /// The day on which it was recorded.
    on: Date,
    /// Who recorded it.
    by: String,
    /// Why the text is as it is now.
    reason: String,
    /// Hash of the line before it of the same norm; absent on the first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    prev: Option<String>,
}

/// A line with its place.
struct Line {
    entry: Entry,
    /// Hash of the line as it stands.
    hash: String,
    number: usize,
    span: Range<usize>,
}

/// Who records, when and why.
#[derive(Debug, Clone, Copy)]
pub struct Recording<'a> {
    /// The day.
    pub on: Date,
    /// Who.
    pub by: &'a str,
    /// Why.
    pub reason: &'a str,
}

/// What [`record`] adds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Added {
    /// The lines to append, each with its line end.
    pub lines: String,
    /// Norms that had no line, or none since they were gone.
    pub new: usize,
    /// Norms whose text differs from their last line.
    pub changed: usize,
    /// Norms that are no longer there.
    pub gone: usize,
}

/// Content hash of a norm: of the words of its declaration with clauses and sets in the order of the formatter, so
/// that neither layout nor comments nor its place among others count.
pub fn norm_hash(declaration: &str) -> String {
    let fenced = format!("```law\n{declaration}\n```\n");
    let laid_out = format(&fenced).unwrap_or(fenced);
    let body = laid_out.trim_start_matches("```law\n").trim_end_matches("```\n");
    short(&words(body))
}

fn short(text: &str) -> String {
    let mut hash = hash_text(text);
    hash.truncate(DIGITS);
    hash
}

/// What is wrong with a ledger beside its law: lines that cannot be read (`L010`), broken chains (`L011`), norms whose
/// text is not recorded (`L012`) and recorded norms that are not there (`L013`).
pub fn check(sources: &[Source], ledger: &Source) -> Vec<Diagnostic> {
    let (lines, mut found) = read(ledger);
    let last = chains(ledger, &lines, &mut found);
    let norms = norms(sources);
    for (id, (declared, hash)) in &norms {
        let (what, remedy) = match last.get(id.as_str()).map(|line| line.entry.hash.as_str()) {
            Some(recorded) if recorded == hash => continue,
            Some(GONE) => ("stands in the law again".to_owned(), RECORD),
            Some(_) => ("differs from its last line in the ledger".to_owned(), RECORD),
            None => (format!("has no line in the ledger {}", ledger.name), RECORD),
        };
        let Some(source) = sources.get(declared.file) else { continue };
        let line = 1 + source.text.get(..declared.name.start).unwrap_or("").matches('\n').count();
        let message = format!("`{id}` {what}");
        found.push(finding("L012", source, declared.name.clone(), line, message, remedy.to_owned()));
    }
    for (id, line) in last.iter().filter(|(id, l)| l.entry.hash != GONE && !norms.contains_key(**id)) {
        let near = nearest(id, norms.keys().map(String::as_str));
        let help = match near {
            Some(near) => format!("{RECORD}; if it is now called `{near}`, say so as the reason"),
            None => RECORD.to_owned(),
        };
        let message = format!("`{id}` stands in the ledger and not in the law");
        found.push(finding("L013", ledger, line.span.clone(), line.number, message, help));
    }
    found
}

const RECORD: &str = "record it: exeat law record --by NAME --reason TEXT --law FOLDER";

/// The lines that bring a ledger up to date with its law; none where it is.
///
/// # Errors
/// What keeps the ledger from being carried on: lines that cannot be read, broken chains, and a day before that of
/// the line to follow.
pub fn record(sources: &[Source], ledger: &Source, new: Recording<'_>) -> Result<Added, Vec<Diagnostic>> {
    let (lines, mut found) = read(ledger);
    let last = chains(ledger, &lines, &mut found);
    let norms = norms(sources);
    let mut added = Added::default();
    let gone = last.keys().filter(|id| !norms.contains_key(**id)).map(|id| (*id, GONE));
    let present = norms.iter().map(|(id, (_, hash))| (id.as_str(), hash.as_str()));
    for (id, hash) in present.chain(gone) {
        let before = last.get(id);
        match before.map(|line| line.entry.hash.as_str()) {
            Some(recorded) if recorded == hash => continue,
            _ if hash == GONE => added.gone += 1,
            None | Some(GONE) => added.new += 1,
            Some(_) => added.changed += 1,
        }
        if let Some(line) = before.filter(|line| line.entry.on > new.on) {
            let message = format!("{} lies before {}, the day of the line to follow", new.on, line.entry.on);
            let help = "give a later day with --on".to_owned();
            found.push(finding("L011", ledger, line.span.clone(), line.number, message, help));
        }
        let entry = Entry {
            norm: id.to_owned(),
            hash: hash.to_owned(),
            on: new.on,
            by: new.by.to_owned(),
            reason: new.reason.to_owned(),
            prev: before.map(|line| line.hash.clone()),
        };
        match serde_json::to_string(&entry) {
            Ok(text) => added.lines += &format!("{text}\n"),
            Err(error) => {
                let help = "give other words".to_owned();
                found.push(finding(
                    "L010",
                    ledger,
                    0..0,
                    1,
                    format!("a line cannot be written: {error}"),
                    help,
                ));
            }
        }
    }
    if found.is_empty() { Ok(added) } else { Err(found) }
}

/// The norms of a law with the hashes of their texts. Of two with one id, which the law forbids, the first.
fn norms(sources: &[Source]) -> BTreeMap<String, (Declared, String)> {
    let files: Vec<Source> = sources
        .iter()
        .map(|s| match s.name.ends_with(".csv") {
            true => Source { name: s.name.clone(), text: String::new() },
            false => s.clone(),
        })
        .collect();
    let mut out = BTreeMap::new();
    for declared in outline(&files).into_iter().filter(Declared::is_norm) {
        let hash = norm_hash(declared.text(&files));
        out.entry(declared.id.clone()).or_insert((declared, hash));
    }
    out
}

fn read(ledger: &Source) -> (Vec<Line>, Vec<Diagnostic>) {
    let (mut lines, mut found, mut start) = (Vec::new(), Vec::new(), 0);
    for (ix, whole) in ledger.text.split_inclusive('\n').enumerate() {
        let text = whole.trim_end_matches(['\n', '\r']);
        let span = start..start + text.len();
        start += whole.len();
        match serde_json::from_str::<Entry>(text) {
            Ok(entry) => lines.push(Line { entry, hash: short(text), number: ix + 1, span }),
            Err(error) => {
                let why = error.to_string();
                // where in the line: it is one line, whatever the reader calls it
                let why = why.split(" at line ").next().unwrap_or(&why);
                let message = format!("this is no line of a ledger: {why}");
                let help = "take the line as it was recorded from the history of the repository".to_owned();
                found.push(finding("L010", ledger, span, ix + 1, message, help));
            }
        }
    }
    (lines, found)
}

/// The last line of each norm. Complains about lines that do not follow the one before them.
fn chains<'l>(
    ledger: &Source,
    lines: &'l [Line],
    found: &mut Vec<Diagnostic>,
) -> BTreeMap<&'l str, &'l Line> {
    let mut last: BTreeMap<&str, &Line> = BTreeMap::new();
    for line in lines {
        let id = line.entry.norm.as_str();
        let before = last.insert(id, line);
        let (message, help) = match (before, &line.entry.prev) {
            (None, None) => continue,
            (Some(before), Some(prev)) if before.hash == *prev => {
                if line.entry.on >= before.entry.on {
                    continue;
                }
                let message =
                    format!("this line of `{id}` is older than line {}, which it follows", before.number);
                (message, "take both as they were recorded from the history of the repository")
            }
            (Some(before), Some(prev)) if before.entry.prev.as_ref() == Some(prev) => (
                format!("line {} of `{id}` follows the same line as this one", before.number),
                "two branches changed this norm: take the later of the two lines out, and record the text as it is now",
            ),
            (Some(before), _) => (
                format!(
                    "this line of `{id}` does not follow line {}: one was changed, or one between is gone",
                    before.number
                ),
                "take the lines of this norm as they were recorded from the history of the repository",
            ),
            (None, Some(_)) => (
                format!("this line of `{id}` follows one that is not there"),
                "take the lines of this norm as they were recorded from the history of the repository",
            ),
        };
        found.push(finding("L011", ledger, line.span.clone(), line.number, message, help.to_owned()));
    }
    last
}

fn finding(
    code: &'static str,
    source: &Source,
    span: Range<usize>,
    line: usize,
    message: String,
    help: String,
) -> Diagnostic {
    let file = source.name.clone();
    Diagnostic { code, severity: Severity::Error, file, span, line, message, help: Some(help) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    const ONE: &str =
        "prohibition r.one \"first\"\n  part        p\n  cites       section 1\n  when        a\n";
    const TWO: &str =
        "requirement r.two \"second\"\n  part        p\n  cites       section 2\n  when        b\n";

    fn law(norms: &[&str]) -> Vec<Source> {
        vec![Source { name: "law/r.md".into(), text: format!("# R\n\n```law\n{}\n```\n", norms.join("\n")) }]
    }

    fn ledger(text: &str) -> Source {
        Source { name: "law/ledger.jsonl".into(), text: text.into() }
    }

    fn on(day: i8) -> Recording<'static> {
        Recording { on: date(2026, 11, day), by: "A. Clerk", reason: "first record" }
    }

    fn codes(found: &[Diagnostic]) -> Vec<(&'static str, usize)> {
        found.iter().map(|d| (d.code, d.line)).collect()
    }

    /// Recorded on the first, `r.one` mended on the second, `r.two` taken out on the third.
    fn history() -> String {
        let mut text = record(&law(&[ONE, TWO]), &ledger(""), on(1)).unwrap().lines;
        let mended = ONE.replace("when        a", "when        a or b");
        text += &record(&law(&[&mended, TWO]), &ledger(&text), on(2)).unwrap().lines;
        text += &record(&law(&[&mended]), &ledger(&text), on(3)).unwrap().lines;
        text
    }

    #[test]
    fn each_text_of_a_norm_is_one_line_that_follows_the_one_before() {
        let text = history();
        assert_eq!(text.lines().count(), 4, "{text}");
        let mended = ONE.replace("when        a", "when        a or b");
        assert_eq!(check(&law(&[&mended]), &ledger(&text)), []);
        assert_eq!(record(&law(&[&mended]), &ledger(&text), on(4)), Ok(Added::default()));
        let back = record(&law(&[&mended, TWO]), &ledger(&text), on(4)).unwrap();
        assert_eq!((back.new, back.changed, back.gone), (1, 0, 0));
        assert!(back.lines.contains("\"prev\":"), "it follows its `gone` line: {}", back.lines);
    }

    #[test]
    fn layout_comments_and_place_are_no_new_text_and_words_are() {
        let text = record(&law(&[ONE, TWO]), &ledger(""), on(1)).unwrap().lines;
        let other = "prohibition r.one \"first\"\n  cites section 1\n  part p -- why\n\n  when a\n";
        assert_eq!(check(&law(&[TWO, other]), &ledger(&text)), []);
        let mended = ONE.replace("section 1", "section 1(a)");
        let found = check(&law(&[&mended, TWO]), &ledger(&text));
        assert_eq!(codes(&found), [("L012", 4)]);
        assert!(found[0].help.as_ref().is_some_and(|h| h.contains("exeat law record")));
    }

    #[test]
    fn what_is_not_recorded_and_what_is_not_there_is_said_with_its_line() {
        let text = record(&law(&[ONE]), &ledger(""), on(1)).unwrap().lines;
        assert_eq!(codes(&check(&law(&[TWO]), &ledger(&text))), [("L012", 4), ("L013", 1)]);
    }

    #[test]
    fn a_line_changed_or_taken_out_breaks_its_chain() {
        let text = history();
        let now = law(&[&ONE.replace("when        a", "when        a or b")]);
        let lines: Vec<&str> = text.lines().collect();
        let without = |gone: usize| {
            let kept: Vec<&str> =
                lines.iter().enumerate().filter(|(ix, _)| *ix != gone).map(|(_, l)| *l).collect();
            check(&now, &ledger(&(kept.join("\n") + "\n")))
        };
        // r.one's first, r.two's first, r.one's second, r.two gone
        assert_eq!(codes(&without(0)), [("L011", 2)]);
        assert_eq!(codes(&without(1)), [("L011", 3)]);
        assert_eq!(codes(&without(2)), [("L012", 4)]);
        assert_eq!(codes(&without(3)), [("L013", 2)]);
        let changed = text.replacen("A. Clerk", "B. Clerk", 1);
        assert_eq!(codes(&check(&now, &ledger(&changed))), [("L011", 3)]);
        assert_eq!(codes(&check(&now, &ledger(&text.replacen("\"by\"", "\"of\"", 1))))[0], ("L010", 1));
    }

    #[test]
    fn branches_that_change_different_norms_join_and_the_same_norm_is_noticed() {
        let first = record(&law(&[ONE, TWO]), &ledger(""), on(1)).unwrap().lines;
        let (one, two) = (ONE.replace("section", "paragraph"), TWO.replace("section", "paragraph"));
        let left = record(&law(&[&one, TWO]), &ledger(&first), on(2)).unwrap().lines;
        let right = record(&law(&[ONE, &two]), &ledger(&first), on(2)).unwrap().lines;
        assert_eq!(check(&law(&[&one, &two]), &ledger(&format!("{first}{right}{left}"))), []);
        let other = record(&law(&[&ONE.replace("first", "1st"), TWO]), &ledger(&first), on(2)).unwrap().lines;
        let found = check(&law(&[&one, TWO]), &ledger(&format!("{first}{other}{left}")));
        assert_eq!(codes(&found), [("L011", 4)]);
        assert!(found[0].message.contains("follows the same line"));
    }

    #[test]
    fn a_day_before_the_line_to_follow_is_refused() {
        let text = history();
        let found = record(&law(&[ONE]), &ledger(&text), on(1)).unwrap_err();
        assert_eq!(codes(&found), [("L011", 3)]);
    }
}
