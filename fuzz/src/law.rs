//! Law files: any bytes give a lossless tree and findings with a place, and what loads without errors can be run.

use std::collections::BTreeSet;

use exeat_law::syntax::parse;
use exeat_law::{Loaded, Source, load};

/// The shared declarations: facts, kinds, roles and assumption sets.
const SCHEMA: [(&str, &str); 4] = [
    ("law/schema/assumptions.md", include_str!("../../law/schema/assumptions.md")),
    ("law/schema/facts.md", include_str!("../../law/schema/facts.md")),
    ("law/schema/kinds.md", include_str!("../../law/schema/kinds.md")),
    ("law/schema/roles.md", include_str!("../../law/schema/roles.md")),
];
/// Cases of one input that are run: each may cost the whole budget of the interpreter.
const MOST_CASES: usize = 4;

/// Findings of one input that are looked at.
const MOST_FINDINGS: usize = 1000;

/// The schema as sources.
pub fn schema() -> Vec<Source> {
    SCHEMA.iter().map(|(name, text)| Source { name: (*name).into(), text: (*text).into() }).collect()
}

/// One file by itself.
pub fn alone(data: &[u8]) -> Loaded {
    let text = String::from_utf8_lossy(data).into_owned();
    lossless(&text);
    load_and_run(&[Source { name: "input.md".into(), text }])
}

/// One file beside the schema.
pub fn with_schema(data: &[u8]) -> Loaded {
    let mut sources = schema();
    sources.push(Source { name: "input.md".into(), text: String::from_utf8_lossy(data).into_owned() });
    load_and_run(&sources)
}

/// A file that can be read is laid out: the same law, the same prose and comments, and the same again the second time.
pub fn laid_out(data: &[u8]) {
    let text = String::from_utf8_lossy(data).into_owned();
    let Ok(once) = exeat_law::fmt::format(&text) else { return };
    assert_eq!(kept(&text, false), kept(&once, false), "prose was touched");
    assert_eq!(kept(&text, true), kept(&once, true), "a comment was touched");
    let twice = exeat_law::fmt::format(&once).map_err(|c| format!("{c:?}"));
    assert_eq!(twice.as_deref(), Ok(once.as_str()), "laid out twice it is another text");
    let found = |text: String| {
        let mut sources = schema();
        sources.push(Source { name: "input.md".into(), text });
        let loaded = load(&sources);
        let mut codes: Vec<&str> = loaded.diagnostics.iter().map(|d| d.code).collect();
        codes.sort_unstable();
        format!("{codes:?} {} {}", loaded.theory.norms.len(), loaded.cases.len())
    };
    assert_eq!(found(text), found(once), "another law");
}

/// Prose, or comments in any order: they move with what they stand above.
fn kept(text: &str, comments: bool) -> Vec<String> {
    use exeat_law::syntax::SyntaxKind::{Comment, Prose};
    let wanted = if comments { Comment } else { Prose };
    let root = parse(text).root();
    let tokens = root.descendants_with_tokens().filter_map(|e| e.into_token());
    let mut out: Vec<String> =
        tokens.filter(|t| t.kind() == wanted).map(|t| t.text().trim_end().to_owned()).collect();
    if comments {
        out.sort();
    }
    out
}

/// The tree holds every byte, and its complaints stand in it.
pub fn lossless(text: &str) {
    let parsed = parse(text);
    assert!(parsed.root().text() == text, "the tree is not the text");
    for complaint in &parsed.complaints {
        assert!(text.get(complaint.span.clone()).is_some(), "{complaint:?} is not in the text");
    }
}

/// Loads, checks every finding, and runs cases where nothing forbids it.
pub fn load_and_run(sources: &[Source]) -> Loaded {
    let loaded = load(sources);
    findings(sources, &loaded);
    if !loaded.has_errors() {
        for case in loaded.cases.iter().take(MOST_CASES) {
            case.run(&loaded.theory);
        }
    }
    loaded
}

/// Every finding names a file, a line of it, and what to make of it.
pub fn findings(sources: &[Source], loaded: &Loaded) {
    let mut places = BTreeSet::new();
    for finding in loaded.diagnostics.iter().take(MOST_FINDINGS) {
        let Some(source) = sources.iter().find(|s| s.name == finding.file) else {
            panic!("{finding} is in no file");
        };
        let Some(before) = source.text.get(..finding.span.start) else {
            panic!("{finding} starts outside of the text or within a character");
        };
        assert!(source.text.get(finding.span.clone()).is_some(), "{finding}: its span is not in the text");
        assert_eq!(finding.line, 1 + before.matches('\n').count(), "{finding}");
        plain(&finding.message);
        finding.help.iter().for_each(|help| plain(help));
        assert!(!finding.message.ends_with('.'), "{finding} ends with a full stop");
        let place = (&finding.file, finding.span.start, finding.span.end, finding.code, &finding.message);
        assert!(places.insert(place), "{finding} stands twice");
    }
}

/// Text that a terminal shows as it is.
fn plain(text: &str) {
    assert!(!text.trim().is_empty(), "an empty message");
    assert!(!text.contains(char::is_control), "{text:?} holds a control character");
}
