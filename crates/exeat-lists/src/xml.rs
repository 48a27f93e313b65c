//! XML as a stream of records: each record is a small tree, the document never is.
//!
//! A reader asks a tree for what it knows; what nobody asked for is counted as unknown afterwards, so that a new
//! element of the publisher's shows up without anybody keeping a list of the old ones. Names are compared without
//! their namespace prefix: publishers change their namespaces.

use crate::file::{DOWNLOAD_AGAIN, File, ReadError};
use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};
use std::cell::Cell;
use std::collections::BTreeMap;
use std::io::{BufRead, Read};

/// No record comes near this size. One that is larger is refused before it fills the memory.
const MOST_RECORD_BYTES: u64 = 1 << 25;
/// No publisher nests deeper.
const MOST_DEPTH: usize = 64;

/// An element with all that is in it.
#[derive(Debug, Default)]
pub(crate) struct Element {
    /// Name without prefix.
    pub(crate) name: String,
    /// Where its tag begins, in bytes of the unpacked file.
    pub(crate) offset: u64,
    /// On which line, counted from 1.
    pub(crate) line: u64,
    attributes: Vec<(String, String, Cell<bool>)>,
    text: String,
    children: Vec<Element>,
    /// For each child, how many bytes of the text stand before it.
    before: Vec<usize>,
    asked: Cell<bool>,
}

/// A piece of an element that mixes text and elements.
pub(crate) enum Part<'a> {
    /// Text between two children.
    Text(&'a str),
    /// A child.
    Child(&'a Element),
}

impl Element {
    /// Text and children in their order, the children asked for.
    pub(crate) fn parts(&self) -> Vec<Part<'_>> {
        let (mut parts, mut at) = (Vec::new(), 0);
        for (child, before) in self.children.iter().zip(&self.before) {
            child.asked.set(true);
            parts.push(Part::Text(self.text.get(at..*before).unwrap_or_default()));
            parts.push(Part::Child(child));
            at = *before;
        }
        parts.push(Part::Text(self.text.get(at..).unwrap_or_default()));
        parts
    }

    /// All attributes are known and not needed.
    pub(crate) fn skip_attributes(&self) {
        self.attributes.iter().for_each(|(_, _, asked)| asked.set(true));
    }

    fn adopt(&mut self, child: Element) {
        self.before.push(self.text.len());
        self.children.push(child);
    }

    /// The text in it, children's left aside, with single blanks; empty where there is none.
    pub(crate) fn own_text(&self) -> String {
        one_line(&self.text)
    }

    /// The text of the first child of that name, with single blanks; empty where there is none.
    pub(crate) fn text(&self, name: &str) -> String {
        self.child(name).map(Element::own_text).unwrap_or_default()
    }

    /// The first child of that name. All of that name count as asked for.
    pub(crate) fn child(&self, name: &str) -> Option<&Element> {
        self.all(name).next()
    }

    /// All children of that name.
    pub(crate) fn all<'a>(&'a self, name: &str) -> impl Iterator<Item = &'a Element> + use<'a> {
        for child in self.children.iter().filter(|c| c.name == name) {
            child.asked.set(true);
        }
        let name = name.to_owned();
        self.children.iter().filter(move |c| c.name == name)
    }

    /// Grandchildren: the children called `item` of all children called `list`.
    pub(crate) fn each<'a>(&'a self, list: &str, item: &str) -> Vec<&'a Element> {
        self.all(list).flat_map(|l| l.all(item)).collect()
    }

    /// Every child, asked for.
    pub(crate) fn children(&self) -> impl Iterator<Item = &Element> {
        self.children.iter().inspect(|c| c.asked.set(true))
    }

    /// An attribute, trimmed; empty where there is none.
    pub(crate) fn attribute(&self, name: &str) -> &str {
        match self.attributes.iter().find(|(n, _, _)| n == name) {
            Some((_, value, asked)) => {
                asked.set(true);
                value.trim()
            }
            None => "",
        }
    }

    /// Children and attributes that are known and hold nothing we need.
    pub(crate) fn skip(&self, names: &[&str]) {
        for child in self.children.iter().filter(|c| names.contains(&c.name.as_str())) {
            child.set_asked();
        }
        for (name, _, asked) in self.attributes.iter().filter(|(n, _, _)| names.contains(&n.as_str())) {
            let _ = name;
            asked.set(true);
        }
    }

    fn set_asked(&self) {
        self.asked.set(true);
        for (_, _, asked) in &self.attributes {
            asked.set(true);
        }
        for child in &self.children {
            child.set_asked();
        }
    }

    /// Counts what nobody asked for: `sdnEntry/newElement`, `sdnEntry@newAttribute`.
    pub(crate) fn count_unknown(&self, unknown: &mut BTreeMap<String, u64>) {
        self.count_below(&self.name, unknown);
    }

    fn count_below(&self, path: &str, unknown: &mut BTreeMap<String, u64>) {
        for (name, value, asked) in &self.attributes {
            if !asked.get() && !value.trim().is_empty() {
                *unknown.entry(format!("{path}@{name}")).or_default() += 1;
            }
        }
        for child in &self.children {
            let path = format!("{path}/{}", child.name);
            if child.asked.get() {
                child.count_below(&path, unknown);
            } else if child.says_something() {
                *unknown.entry(path).or_default() += 1;
            }
        }
    }

    fn says_something(&self) -> bool {
        !self.text.trim().is_empty()
            || !self.attributes.is_empty()
            || self.children.iter().any(Element::says_something)
    }
}

/// Blanks and line ends as single blanks, none at the ends.
pub(crate) fn one_line(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}

/// What to do with the elements of a document.
pub(crate) trait Visit {
    /// Whether an element of that name is a record. `above` are the elements around it, the root first.
    fn is_record(&self, name: &str, above: &[Element]) -> bool;
    /// A record, whole. Its unknown parts are counted after the call.
    fn record(&mut self, record: &Element, above: &[Element]) -> Result<(), ReadError>;
}

/// Reads a document and gives its records to `visit`; answers the root without its children, and what was unknown.
///
/// # Errors
///
/// A document with another root, that ends early, is not well formed, or holds a record out of all proportion.
pub(crate) fn read(
    file: &File<'_>,
    roots: &[&str],
    visit: &mut dyn Visit,
) -> Result<(Element, BTreeMap<String, u64>), ReadError> {
    let input = Counted { inner: file.open()?, lines: 0 };
    let mut walk = Walk { file, reader: Reader::from_reader(input), buffer: Vec::new(), line: 1, offset: 0 };
    let mut unknown = BTreeMap::new();
    let mut above: Vec<Element> = Vec::new();
    loop {
        match walk.next()? {
            Step::Open(element, empty) => {
                if above.is_empty() && !roots.contains(&element.name.as_str()) {
                    let problem =
                        format!("its root is <{}>, not <{}>", shorten(&element.name), roots.join(">, <"));
                    return Err(file.error(
                        Some(element.line),
                        problem,
                        "check that this is the list's xml file",
                    ));
                }
                if visit.is_record(&element.name, &above) {
                    let record = if empty { element } else { walk.rest_of(element)? };
                    visit.record(&record, &above)?;
                    record.count_unknown(&mut unknown);
                } else if empty {
                    if above.is_empty() {
                        return Ok((element, unknown));
                    }
                } else {
                    walk.check_depth(above.len())?;
                    above.push(element);
                }
            }
            Step::Close => {
                let closed = above.pop();
                if let (true, Some(root)) = (above.is_empty(), closed) {
                    walk.nothing_follows()?;
                    return Ok((root, unknown));
                }
            }
            Step::Text(text) => {
                if !text.trim().is_empty()
                    && let Some(last) = above.last()
                {
                    *unknown.entry(last.name.clone()).or_default() += 1;
                }
            }
            Step::End => {
                let problem = match above.last() {
                    Some(open) => format!("the file ends inside <{}>: it is cut short", shorten(&open.name)),
                    None => "there is no xml in it".to_owned(),
                };
                return Err(file.error(Some(walk.line), problem, DOWNLOAD_AGAIN));
            }
        }
    }
}

/// A readable beginning of something that may be long.
pub(crate) fn shorten(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(60).collect()
}

enum Step {
    Open(Element, bool),
    Close,
    Text(String),
    End,
}

struct Walk<'a, 'b> {
    file: &'a File<'b>,
    reader: Reader<Counted<'a>>,
    buffer: Vec<u8>,
    line: u64,
    offset: u64,
}

impl Walk<'_, '_> {
    fn next(&mut self) -> Result<Step, ReadError> {
        loop {
            self.buffer.clear();
            self.offset = self.reader.buffer_position();
            self.line = 1 + self.reader.get_ref().lines;
            let (line, offset) = (self.line, self.offset);
            let event = match self.reader.read_event_into(&mut self.buffer) {
                Ok(event) => event,
                Err(e) => return Err(refused(self.file, line, &e)),
            };
            return Ok(match event {
                Event::Start(tag) => Step::Open(element(self.file, &tag, line, offset)?, false),
                Event::Empty(tag) => Step::Open(element(self.file, &tag, line, offset)?, true),
                Event::End(_) => Step::Close,
                Event::Text(text) => Step::Text(text.xml10_content().into_owned()),
                Event::CData(text) => Step::Text(text.xml10_content().into_owned()),
                Event::GeneralRef(reference) => {
                    let resolved = match reference.resolve_char_ref() {
                        Ok(Some(c)) => Some(c.to_string()),
                        Ok(None) => predefined(&reference).map(str::to_owned),
                        Err(_) => None,
                    };
                    let problem = || format!("an entity that is not defined: &{};", shorten(&reference));
                    Step::Text(
                        resolved.ok_or_else(|| self.file.error(Some(line), problem(), DOWNLOAD_AGAIN))?,
                    )
                }
                Event::Eof => Step::End,
                Event::Decl(declaration) => {
                    if let Some(Ok(encoding)) = declaration.encoding()
                        && !["utf-8", "us-ascii", "utf8"].contains(&encoding.to_ascii_lowercase().as_str())
                    {
                        let problem = format!("it is in {}, not in UTF-8", shorten(&encoding));
                        return Err(self.file.error(
                            Some(line),
                            problem,
                            "save it as UTF-8 and say so in its first line",
                        ));
                    }
                    continue;
                }
                Event::Comment(_) | Event::PI(_) | Event::DocType(_) => continue,
            });
        }
    }

    /// The rest of an element whose tag has been read.
    fn rest_of(&mut self, mut open: Element) -> Result<Element, ReadError> {
        let begin = open.offset;
        let mut above: Vec<Element> = Vec::new();
        loop {
            match self.next()? {
                Step::Open(element, true) => {
                    open.adopt(element);
                }
                Step::Open(element, false) => {
                    self.check_depth(above.len())?;
                    above.push(std::mem::replace(&mut open, element));
                }
                Step::Close => match above.pop() {
                    Some(mut parent) => {
                        parent.adopt(open);
                        open = parent;
                    }
                    None => return Ok(open),
                },
                Step::Text(text) => open.text.push_str(&text),
                Step::End => {
                    let problem = format!("the file ends inside <{}>: it is cut short", shorten(&open.name));
                    return Err(self.file.error(Some(self.line), problem, DOWNLOAD_AGAIN));
                }
            }
            if self.reader.buffer_position() - begin > MOST_RECORD_BYTES {
                let problem = format!("a record of more than {} MiB", MOST_RECORD_BYTES >> 20);
                return Err(self.file.error(Some(self.line), problem, "check that this is the list file"));
            }
        }
    }

    fn check_depth(&self, depth: usize) -> Result<(), ReadError> {
        if depth < MOST_DEPTH {
            return Ok(());
        }
        let problem = format!("elements nested more than {MOST_DEPTH} deep");
        Err(self.file.error(Some(self.line), problem, "check that this is the list file"))
    }

    /// After the root nothing but blanks may come.
    fn nothing_follows(&mut self) -> Result<(), ReadError> {
        loop {
            match self.next()? {
                Step::End => return Ok(()),
                Step::Text(text)
                    if text.chars().all(|c| c.is_whitespace() || matches!(c, '\u{1a}' | '\0')) => {}
                _ => {
                    let problem = "something follows after the end of the document";
                    return Err(self.file.error(Some(self.line), problem, DOWNLOAD_AGAIN));
                }
            }
        }
    }
}

fn predefined(name: &str) -> Option<&'static str> {
    match name {
        "amp" => Some("&"),
        "lt" => Some("<"),
        "gt" => Some(">"),
        "quot" => Some("\""),
        "apos" => Some("'"),
        _ => None,
    }
}

fn refused(file: &File<'_>, line: u64, error: &quick_xml::Error) -> ReadError {
    if let quick_xml::Error::Io(e) = error
        && e.kind() != std::io::ErrorKind::InvalidData
    {
        return file.error(Some(line), "the gzip data are damaged or cut short", DOWNLOAD_AGAIN);
    }
    file.error(Some(line), format!("not well-formed xml ({})", shorten(&error.to_string())), DOWNLOAD_AGAIN)
}

fn element(file: &File<'_>, tag: &BytesStart<'_>, line: u64, offset: u64) -> Result<Element, ReadError> {
    let mut attributes = Vec::new();
    for attribute in tag.attributes() {
        let value = attribute.map_err(quick_xml::Error::from).and_then(|a| {
            let name = a.key.local_name().as_ref().to_owned();
            let is_namespace = a.key.as_namespace_binding().is_some();
            Ok((name, a.normalized_value(XmlVersion::Implicit1_0)?.into_owned(), is_namespace))
        });
        match value {
            Ok((_, _, true)) => {}
            Ok((name, value, false)) => attributes.push((name, value, Cell::new(false))),
            Err(e) => return Err(refused(file, line, &e)),
        }
    }
    Ok(Element { name: tag.local_name().as_ref().to_owned(), offset, line, attributes, ..Element::default() })
}

/// Counts the line ends that were consumed.
struct Counted<'a> {
    inner: Box<dyn BufRead + 'a>,
    lines: u64,
}

impl Read for Counted<'_> {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        let read = self.inner.read(out)?;
        self.lines += ends(out.get(..read).unwrap_or_default());
        Ok(read)
    }
}

impl BufRead for Counted<'_> {
    fn fill_buf(&mut self) -> std::io::Result<&[u8]> {
        self.inner.fill_buf()
    }

    fn consume(&mut self, amount: usize) {
        if let Ok(buffer) = self.inner.fill_buf() {
            self.lines += ends(buffer.get(..amount).unwrap_or_default());
        }
        self.inner.consume(amount);
    }
}

fn ends(bytes: &[u8]) -> u64 {
    bytes.iter().filter(|b| **b == b'\n').count() as u64
}
