//! YAML and JSON as a tree with a line for every value. Scalars stay text: what a value means is decided by the
//! fact it is for, so `851762` and `"0851"` lose nothing and `no` is no surprise.
//!
//! JSON is read as YAML 1.2, of which it is a subset. Aliases, tags and several documents in one file are refused.

use std::collections::BTreeMap;

use saphyr_parser::{Event, Parser};

/// Depth past which input is refused.
const MAX_DEPTH: usize = 32;

/// A value and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// Line, from 1.
    pub line: usize,
    /// What it is.
    pub data: Data,
}

/// The shapes of a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Data {
    /// Text, number, yes, no.
    Scalar(String),
    /// Nothing, `null` or `~`: the same as leaving it out.
    Null,
    /// A list.
    List(Vec<Node>),
    /// Keys in the order of the text.
    Map(Vec<(Key, Node)>),
}

/// A key and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    /// Line, from 1.
    pub line: usize,
    /// As written.
    pub text: String,
}

/// Why a document could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentError {
    /// Line, from 1.
    pub line: usize,
    /// One sentence.
    pub message: String,
    /// What to do.
    pub help: String,
}

fn error<T>(line: usize, message: impl Into<String>, help: &str) -> Result<T, DocumentError> {
    Err(DocumentError { line, message: message.into(), help: help.to_owned() })
}

/// The last line that holds anything; what is missing at the end is missed there.
fn last_line(text: &str) -> usize {
    let text = text.trim_end();
    let breaks = text.matches('\n').count() + text.matches('\r').count() - text.matches("\r\n").count();
    breaks + 1
}

enum Open {
    List(usize, Vec<Node>),
    /// With the line of each key so far.
    Map(usize, Vec<(Key, Node)>, Option<Key>, BTreeMap<String, usize>),
}

/// Reads one document.
pub fn read(text: &str) -> Result<Node, DocumentError> {
    let mut stack: Vec<Open> = Vec::new();
    let mut root: Option<Node> = None;
    for event in Parser::new_from_str(text) {
        let (event, span) = match event {
            Ok(event) => event,
            Err(scan) => {
                return error(
                    scan.marker().line().clamp(1, last_line(text)),
                    format!("this is neither YAML nor JSON: {}", scan.info()),
                    "check indentation, quotes and brackets on this line and above",
                );
            }
        };
        let line = span.start.line().max(1);
        let done = match event {
            Event::Alias(_) => return error(line, "aliases are not read here", "write the value out"),
            Event::Scalar(_, _, anchor, _)
            | Event::SequenceStart(anchor, _)
            | Event::MappingStart(anchor, _)
                if anchor > 0 =>
            {
                return error(line, "anchors are not read here", "write the value out where it is needed");
            }
            Event::DocumentStart(_) if root.is_some() => {
                return error(
                    line,
                    "the file holds a second document",
                    "put each transaction in a file of its own",
                );
            }
            Event::Scalar(_, _, _, Some(_))
            | Event::SequenceStart(_, Some(_))
            | Event::MappingStart(_, Some(_)) => {
                return error(line, "tags are not read here", "leave out the `!…`");
            }
            Event::Scalar(text, style, _, _) => {
                let plain = style == saphyr_parser::ScalarStyle::Plain;
                if let Some(Open::Map(_, _, key @ None, _)) = stack.last_mut() {
                    *key = Some(Key { line, text: text.into_owned() });
                    continue;
                }
                let null = plain && matches!(&*text, "" | "~" | "null" | "Null" | "NULL");
                Node { line, data: if null { Data::Null } else { Data::Scalar(text.into_owned()) } }
            }
            Event::SequenceStart(..) | Event::MappingStart(..) => {
                if matches!(stack.last(), Some(Open::Map(_, _, None, _))) {
                    return error(
                        line,
                        "a key must be plain text",
                        "put the key on one line before the colon",
                    );
                }
                if stack.len() >= MAX_DEPTH {
                    return error(
                        line,
                        "values are nested too deeply",
                        "a transaction needs no more than a few levels",
                    );
                }
                stack.push(match event {
                    Event::SequenceStart(..) => Open::List(line, Vec::new()),
                    _ => Open::Map(line, Vec::new(), None, BTreeMap::new()),
                });
                continue;
            }
            Event::SequenceEnd | Event::MappingEnd => match stack.pop() {
                Some(Open::List(line, items)) => Node { line, data: Data::List(items) },
                Some(Open::Map(line, entries, ..)) => Node { line, data: Data::Map(entries) },
                None => continue,
            },
            _ => continue,
        };
        match stack.last_mut() {
            None => root = Some(done),
            Some(Open::List(_, items)) => items.push(done),
            Some(Open::Map(_, entries, key, lines)) => {
                let Some(key) = key.take() else {
                    return error(
                        done.line,
                        "a key must be plain text",
                        "put the key on one line before the colon",
                    );
                };
                if let Some(first) = lines.insert(key.text.clone(), key.line) {
                    let message = format!("`{}` stands twice, here and on line {first}", key.text);
                    return error(
                        key.line,
                        message,
                        "keep one of them; several possible values go in one list",
                    );
                }
                entries.push((key, done));
            }
        }
    }
    match root {
        Some(node) if node.data != Data::Null => Ok(node),
        _ => error(1, "the file is empty", "write a transaction; `exeat schema transaction` shows its shape"),
    }
}
