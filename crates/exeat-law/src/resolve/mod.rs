//! From trees to a checked [`Theory`]: names, types, periods, sources, and the graph of norms.
//!
//! Two passes: the first declares every name with what needs no other name, the second reads conditions and what
//! norms do to each other. Every complaint has a stable code and a place.

mod cases;
mod conditions;
mod declare;
mod graph;
mod line;
mod norms;
mod parties;
mod predicate;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use jiff::civil::Date;

use crate::cases::LawCase;
use crate::diagnostic::{Diagnostic, Severity, brief, line_starts, nearest, plain};
use crate::literal::Mistake;
use crate::syntax::{Node, SyntaxKind, parse};
use crate::theory::{Domain, FactIx, Moment, Theory, Verdict};
use crate::value::Value;
use line::{Line, unquote};

/// A named text of a law base: a law file, or a data file.
#[derive(Debug, Clone)]
pub struct Source {
    /// File name, for messages.
    pub name: String,
    /// Its text.
    pub text: String,
}

/// What loading gives: as much as could be read, the cases beside the law, and what is wrong.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// The law base. Use it only if there is no error among the diagnostics.
    pub theory: Theory,
    /// Cases, in the order of files and lines.
    pub cases: Vec<LawCase>,
    /// Findings, in the same order.
    pub diagnostics: Vec<Diagnostic>,
}

impl Loaded {
    /// Whether anything forbids using the law base.
    pub fn has_errors(&self) -> bool {
        self.diagnostics.iter().any(|d| d.severity == Severity::Error)
    }
}

/// A data file of the law is named by a `table`; every other is a law file.
fn is_law(name: &str) -> bool {
    !name.ends_with(".csv")
}

/// Reads law files, and the data files (`.csv`) that their tables name. Never fails: look at [`Loaded::diagnostics`].
pub fn load(sources: &[Source]) -> Loaded {
    let mut resolver = Resolver::new(sources);
    let mut blocks: Vec<(usize, Node)> = Vec::new();
    for (file, source) in sources.iter().enumerate().filter(|(_, s)| is_law(&s.name)) {
        let parsed = parse(&source.text);
        blocks.extend(parsed.root().children().map(|block| (file, block)));
        for c in parsed.complaints {
            resolver.file = file;
            resolver.broken.push((file, c.span.start));
            resolver.report(c.code, c.span, c.message, c.help);
        }
    }
    resolver.broken.sort_unstable();
    resolver.declare(&blocks);
    resolver.resolve_conditions();
    resolver.resolve_norms();
    resolver.imply_party_atoms();
    resolver.theory.close_superseded(None);
    resolver.register_dates();
    resolver.check_graph();
    resolver.check_periods();
    let cases = resolver.read_cases(&blocks);
    let mut diagnostics = resolver.diagnostics;
    let order: BTreeMap<&str, usize> =
        sources.iter().enumerate().map(|(i, s)| (s.name.as_str(), i)).collect();
    diagnostics.sort_by_key(|d| (order.get(d.file.as_str()).copied(), d.span.start, d.code));
    // one mistake may be met on several ways
    let mut seen = BTreeSet::new();
    diagnostics
        .retain(|d| seen.insert((d.file.clone(), d.span.start, d.span.end, d.code, d.message.clone())));
    Loaded { theory: resolver.theory, cases, diagnostics }
}

/// A norm's or other declaration's node, kept between the passes.
struct Pending {
    file: usize,
    node: Node,
    /// Index into the theory's list of its kind.
    ix: usize,
}

/// A `supersedes` clause, until every instrument is known.
struct Superseding {
    file: usize,
    /// The new instrument.
    ix: usize,
    /// The id of the old one.
    old: line::Word,
    date: Date,
    /// The `saving` clause.
    saving: Option<Node>,
}

/// So many names are shown where none is near.
const FEW: usize = 16;
/// So many findings are helped with the nearest name.
const MANY: usize = 500;

/// Names of different sorts may be the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Sort {
    Norm,
    Instrument,
    Define,
    Term,
    Constraint,
}

struct Resolver<'s> {
    sources: &'s [Source],
    /// Where the lines of each source begin.
    lines: Vec<Vec<usize>>,
    file: usize,
    theory: Theory,
    diagnostics: Vec<Diagnostic>,
    norms: Vec<Pending>,
    defines: Vec<Pending>,
    terms: Vec<Pending>,
    assumptions: Vec<Pending>,
    policies: Vec<Pending>,
    duties: Vec<Pending>,
    constraints: Vec<Pending>,
    superseding: Vec<Superseding>,
    /// Where the parser complained: conditions there are not read any further.
    broken: Vec<(usize, usize)>,
    /// It was said already that there is no `deal.date`.
    dateless: bool,
    /// Where each norm, instrument, definition and term is declared, for messages of the checks of the whole.
    places: BTreeMap<(Sort, String), (usize, Range<usize>)>,
}

impl<'s> Resolver<'s> {
    fn new(sources: &'s [Source]) -> Self {
        Resolver {
            sources,
            lines: sources.iter().map(|s| line_starts(&s.text)).collect(),
            file: 0,
            theory: Theory::default(),
            diagnostics: Vec::new(),
            norms: Vec::new(),
            defines: Vec::new(),
            terms: Vec::new(),
            assumptions: Vec::new(),
            policies: Vec::new(),
            duties: Vec::new(),
            constraints: Vec::new(),
            superseding: Vec::new(),
            broken: Vec::new(),
            dateless: false,
            places: BTreeMap::new(),
        }
    }

    fn text(&self) -> &'s str {
        &self.sources[self.file].text
    }

    fn report(
        &mut self,
        code: &'static str,
        span: Range<usize>,
        message: impl Into<String>,
        help: Option<String>,
    ) {
        self.diagnostics.push(Diagnostic {
            code,
            severity: Severity::Error,
            file: self.sources[self.file].name.clone(),
            line: self.line_at(span.start),
            span,
            message: brief(&message.into()),
            help: help.map(|help| plain(&help)),
        });
    }

    /// Line of an offset in the file at hand, counted from 1.
    fn line_at(&self, offset: usize) -> usize {
        self.lines[self.file].partition_point(|start| *start <= offset)
    }

    /// An unknown name, with the nearest that exists. After many findings the nearest is no longer looked for.
    fn unknown(
        &mut self,
        what: &str,
        name: &str,
        span: Range<usize>,
        known: impl for<'t> Fn(&'t Theory) -> Vec<&'t str>,
    ) {
        let known = if self.diagnostics.len() < MANY { known(&self.theory) } else { vec![] };
        let help = match nearest(name, known.iter().copied()) {
            Some(near) => Some(format!("did you mean `{near}`?")),
            None if (1..=FEW).contains(&known.len()) => Some(format!("there are {}", known.join(", "))),
            None => Some("declare it, or correct the name".to_owned()),
        };
        self.report("E010", span, format!("there is no {what} `{name}`"), help);
    }

    /// Complains about the next word, and leaves the rest of the line alone.
    fn expected(&mut self, what: &str, line: &mut Line) {
        let found = line.peek().map_or("the end of the line".to_owned(), |w| format!("`{}`", w.text));
        let quote = line.peek().is_some_and(|w| w.kind != SyntaxKind::Text && w.text.starts_with('"'));
        let help = quote.then(|| "close the double quotes on the same line".to_owned());
        self.report("E061", line.here(), format!("expected {what}, found {found}"), help);
        line.at = line.words.len();
    }

    /// Complains about words left over.
    fn end(&mut self, line: &mut Line) {
        if !line.done() {
            self.expected("the end of the line", line);
        }
    }

    fn word(&mut self, line: &mut Line, what: &str) -> Option<line::Word> {
        let word = line.eat_kind(SyntaxKind::Word);
        if word.is_none() {
            self.expected(what, line);
        }
        word
    }

    fn title(&mut self, line: &mut Line) -> String {
        if line.peek().is_some_and(|w| w.kind != SyntaxKind::Text) {
            self.expected("text in double quotes", line);
        }
        line.eat_kind(SyntaxKind::Text).map(|w| unquote(&w.text)).unwrap_or_default()
    }

    fn date(&mut self, line: &mut Line) -> Option<Date> {
        let Some(word) = line.eat_kind(SyntaxKind::Date) else {
            self.expected("a date such as 2022-04-07", line);
            return None;
        };
        match word.text.parse() {
            Ok(date) => Some(date),
            Err(_) => {
                let help = "write year-month-day, such as 2022-04-07".to_owned();
                let message = format!("`{}` is no date of the calendar", word.text);
                self.report("E020", word.span, message, Some(help));
                None
            }
        }
    }

    /// `DATE [HH:MM ZONE]`. A clock time after 00:05 leaves the day itself open.
    fn moment(&mut self, line: &mut Line) -> Option<Moment> {
        let date = self.date(line)?;
        let mut moment = Moment::day(date);
        if let Some(time) = line.eat_kind(SyntaxKind::Time) {
            moment.midday = time.text.as_str() >= "00:05";
            if let Some(zone) = self.word(line, "a time zone such as America/New_York") {
                let text = format!("{date} {} {}", time.text, zone.text);
                match Domain::Instant.read(&self.theory.kinds, &text) {
                    Ok(Value::Instant(at)) => moment.at = Some(at),
                    Ok(_) => {}
                    Err(Mistake { code, help }) => {
                        let message = match jiff::tz::TimeZone::get(&zone.text) {
                            Err(_) => format!("there is no time zone `{}`", zone.text),
                            Ok(_) => format!("`{}` is no time of day", time.text),
                        };
                        self.report(code, zone.span, message, Some(help));
                    }
                }
            }
        }
        Some(moment)
    }

    fn integer(&mut self, line: &mut Line) -> Option<u32> {
        let word = self.word(line, "a whole number")?;
        let number = word.text.parse().ok();
        if number.is_none() {
            let help = "write it in digits".to_owned();
            self.report("E020", word.span, format!("`{}` is no whole number", word.text), Some(help));
            line.at = line.words.len();
        }
        number
    }

    /// `{A, B, C}` or one word.
    fn list(&mut self, line: &mut Line) -> Vec<line::Word> {
        let mut out = Vec::new();
        if line.eat_kind(SyntaxKind::OpenBrace).is_none() {
            out.extend(line.next());
            return out;
        }
        let mut apart = true;
        while let Some(word) = line.next() {
            match word.kind {
                SyntaxKind::CloseBrace => return out,
                SyntaxKind::Comma => apart = true,
                // `300 USD` is one value
                SyntaxKind::Word | SyntaxKind::Time if !apart => {
                    if let Some(last) = out.last_mut() {
                        last.text = format!("{} {}", last.text, word.text);
                        last.span.end = word.span.end;
                    }
                }
                SyntaxKind::Word | SyntaxKind::Text | SyntaxKind::Date | SyntaxKind::Percent => {
                    apart = false;
                    out.push(word);
                }
                _ => {
                    line.at -= 1;
                    self.expected("`,` or `}`", line);
                    return out;
                }
            }
        }
        // the brace is never closed: the parser said so
        out
    }

    /// `A, B, C` without braces.
    fn commas(&mut self, line: &mut Line) -> Vec<line::Word> {
        let mut out = Vec::new();
        while let Some(word) = line.eat_kind(SyntaxKind::Word) {
            out.push(word);
            if line.eat_kind(SyntaxKind::Comma).is_none() {
                break;
            }
        }
        out
    }

    /// `no rule found` and the like, which are several words.
    fn verdict(&mut self, line: &mut Line) -> Option<Verdict> {
        let verdicts: [(&[&str], Verdict); 4] = [
            (&["no", "rule", "found"], Verdict::NoRuleFound),
            (&["permitted"], Verdict::Permitted),
            (&["licence", "required"], Verdict::LicenceRequired),
            (&["prohibited"], Verdict::Prohibited),
        ];
        for (words, verdict) in verdicts {
            if line.eat(words) {
                return Some(verdict);
            }
        }
        self.expected("a verdict: prohibited, licence required, permitted or no rule found", line);
        None
    }

    /// A value of a fact, or a complaint.
    fn value(&mut self, fact: FactIx, word: &line::Word) -> Option<Value> {
        let (domain, path) = (self.theory.facts[fact].domain.clone(), self.theory.facts[fact].path.clone());
        self.value_of(&domain, &path, word)
    }

    /// A value of a type, for messages about `what`.
    fn value_of(&mut self, domain: &Domain, what: &str, word: &line::Word) -> Option<Value> {
        let text = word.text.as_str();
        let found = match word.kind {
            SyntaxKind::Text => Err(Mistake { code: "E020", help: format!("it takes {}", domain.words()) }),
            _ => domain.read(&self.theory.kinds, text),
        };
        match found {
            Ok(value) => Some(value),
            Err(Mistake { code, help }) => {
                self.report(code, word.span.clone(), format!("`{text}` is no value of `{what}`"), Some(help));
                None
            }
        }
    }

    /// The next value of a type, which may be several words: `300 USD`, `90 business days`.
    fn literal(&mut self, domain: &Domain, line: &mut Line) -> Option<line::Word> {
        let ahead: Vec<&str> = line.words[line.at..].iter().map(|w| w.text.as_str()).take(3).collect();
        let length = domain.length(&ahead);
        let mut word = line.next()?;
        for _ in 1..length {
            let Some(next) = line.peek().filter(|w| is_of_literal(w)) else { break };
            word.text = format!("{} {}", word.text, next.text);
            word.span.end = next.span.end;
            line.at += 1;
        }
        Some(word)
    }

    fn place(&self, sort: Sort, id: &str) -> (usize, Range<usize>) {
        self.places.get(&(sort, id.to_owned())).cloned().unwrap_or((0, 0..0))
    }
}

/// A word that may go on a value: no bracket, comma or clause word begins there.
fn is_of_literal(word: &line::Word) -> bool {
    matches!(word.kind, SyntaxKind::Word | SyntaxKind::Time)
        && !["from", "until", "after", "before", "and", "or"].contains(&word.text.as_str())
}
