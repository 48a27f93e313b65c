//! Where everything is declared, for editors, ledgers and comparisons: names, places and texts, without meaning.
//! Works on any text, however broken.

use std::ops::Range;

use crate::resolve::Source;
use crate::syntax::{Node, SyntaxKind, Token, parse};

/// One declaration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Declared {
    /// `authorisation`, `term`, `case` …; `reading` and `node` for what stands inside a term or a kind.
    pub keyword: String,
    /// Its name; of a case its title.
    pub id: String,
    /// Its title, where it has one in quotes.
    pub title: String,
    /// Number of its file.
    pub file: usize,
    /// Where the name stands, in bytes.
    pub name: Range<usize>,
    /// The whole declaration, in bytes.
    pub span: Range<usize>,
    /// Its citation, where it has one.
    pub cites: String,
}

/// Everything declared in these files, in the order of the text.
pub fn outline(sources: &[Source]) -> Vec<Declared> {
    let mut out = Vec::new();
    for (file, source) in sources.iter().enumerate() {
        let root = parse(&source.text).root();
        for block in root.children() {
            for decl in block.children().filter(|d| d.kind() == SyntaxKind::Decl) {
                declared(file, &source.text, &decl, &mut out);
            }
        }
    }
    out
}

/// The kinds of norm, as written.
pub const NORMS: [&str; 7] =
    ["prohibition", "requirement", "authorisation", "exemption", "exclusion", "restoration", "flag"];

impl Declared {
    /// Whether it is a norm.
    pub fn is_norm(&self) -> bool {
        NORMS.contains(&self.keyword.as_str())
    }

    /// Its text as written, without blank ends.
    pub fn text<'t>(&self, sources: &'t [Source]) -> &'t str {
        sources.get(self.file).and_then(|s| s.text.get(self.span.clone())).unwrap_or("").trim_end()
    }
}

/// The words of a text without layout and comments: equal for two layouts of one text.
pub fn words(text: &str) -> String {
    let fenced = format!("```law\n{text}\n```\n");
    let root = parse(&fenced).root();
    let tokens = root.descendants_with_tokens().filter_map(|e| e.into_token());
    let meant = tokens.filter(|t| !silent(t));
    meant.map(|t| t.text().to_owned()).collect::<Vec<String>>().join(" ")
}

fn silent(token: &Token) -> bool {
    use SyntaxKind::{FenceClose, FenceOpen, Newline, Prose};
    token.kind().is_trivia() || matches!(token.kind(), Newline | FenceOpen | FenceClose | Prose)
}

fn declared(file: usize, text: &str, decl: &Node, out: &mut Vec<Declared>) {
    let Some((keyword, name, title)) = head(decl) else { return };
    let Some(id) = name.or_else(|| title.clone()) else { return };
    let inner = keyword.text().to_owned();
    out.push(Declared {
        id: id.text().trim_matches('"').to_owned(),
        title: title.map(|t| t.text().trim_matches('"').to_owned()).unwrap_or_default(),
        file,
        name: range(&id),
        span: span(decl),
        cites: cites(text, decl),
        keyword: inner.clone(),
    });
    if inner == "term" || inner == "kind" {
        nested(file, decl, &inner, out);
    }
}

/// Readings of a term, nodes of a kind.
fn nested(file: usize, decl: &Node, of: &str, out: &mut Vec<Declared>) {
    for clause in decl.children().filter(|n| n.kind() == SyntaxKind::Clause) {
        let Some((first, second, title)) = head(&clause) else { continue };
        let (keyword, id) = match of {
            "term" if first.text() == "reading" => ("reading", second),
            "term" => continue,
            _ => ("node", Some(first)),
        };
        let Some(id) = id else { continue };
        out.push(Declared {
            keyword: keyword.to_owned(),
            id: id.text().to_owned(),
            title: title.map(|t| t.text().trim_matches('"').to_owned()).unwrap_or_default(),
            file,
            name: range(&id),
            span: span(&clause),
            cites: String::new(),
        });
        if of == "kind" {
            nested(file, &clause, of, out);
        }
    }
}

/// First word, second word and first text of a line.
fn head(node: &Node) -> Option<(Token, Option<Token>, Option<Token>)> {
    let tokens: Vec<Token> =
        node.children_with_tokens().filter_map(|e| e.into_token()).filter(|t| !silent(t)).collect();
    let first = tokens.first().filter(|t| t.kind() == SyntaxKind::Word)?.clone();
    let second = tokens.get(1).filter(|t| t.kind() == SyntaxKind::Word).cloned();
    let title = tokens.iter().find(|t| t.kind() == SyntaxKind::Text).cloned();
    Some((first, second, title))
}

fn cites(text: &str, decl: &Node) -> String {
    let of = |clause: &Node| {
        let first = clause.descendants_with_tokens().filter_map(|e| e.into_token()).find(|t| !silent(t))?;
        if first.text() != "cites" {
            return None;
        }
        let rest = text.get(range(&first).end..span(clause).end)?;
        Some(rest.split_whitespace().collect::<Vec<&str>>().join(" "))
    };
    decl.children().filter_map(|clause| of(&clause)).collect::<Vec<String>>().join("; ")
}

fn range(token: &Token) -> Range<usize> {
    let range = token.text_range();
    usize::from(range.start())..usize::from(range.end())
}

/// From its first to its last token that means something.
fn span(node: &Node) -> Range<usize> {
    let mut tokens = node.descendants_with_tokens().filter_map(|e| e.into_token()).filter(|t| !silent(t));
    let first = tokens.next();
    let last = tokens.last().or_else(|| first.clone());
    match (first, last) {
        (Some(first), Some(last)) => range(&first).start..range(&last).end,
        _ => usize::from(node.text_range().start())..usize::from(node.text_range().end()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn declarations_have_names_places_and_citations() {
        let text = "# T\n\n```law\nterm soft of item\n  reading a \"one\"\n    means     item.x\n\nprohibition p.one \"first\" -- why\n  cites       section 3,\n    and 4\n  when        item.x\n```\n";
        let sources = [Source { name: "t.md".into(), text: text.into() }];
        let all = outline(&sources);
        let ids: Vec<(&str, &str)> = all.iter().map(|d| (d.keyword.as_str(), d.id.as_str())).collect();
        assert_eq!(ids, [("term", "soft"), ("reading", "a"), ("prohibition", "p.one")]);
        let norm = &all[2];
        assert_eq!((norm.title.as_str(), norm.cites.as_str()), ("first", "section 3, and 4"));
        assert_eq!(&text[norm.name.clone()], "p.one");
        assert!(norm.text(&sources).starts_with("prohibition") && norm.text(&sources).ends_with("item.x"));
    }

    #[test]
    fn layout_and_comments_are_no_words() {
        let one = "prohibition p \"t\"\n  when        all of\n    - a\n    - b -- why\n";
        let other = "prohibition p \"t\"\n  when all of\n      - a\n\n      - b\n";
        assert_eq!(words(one), words(other));
        assert_ne!(words(one), words("prohibition p \"t\"\n  when all of\n    - a\n    - c\n"));
    }
}
