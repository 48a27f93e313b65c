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

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use jiff::civil::Date;

use crate::cases::LawCase;
use crate::diagnostic::{Diagnostic, Severity, brief, line_starts, nearest, plain};
use crate::syntax::{Node, SyntaxKind, parse};
use crate::theory::{FactIx, Moment, Theory, Verdict};
use crate::value::Value;
use line::{Line, unquote};

/// A named text of a law base.
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

/// Reads law files. Never fails: look at [`Loaded::diagnostics`].
pub fn load(sources: &[Source]) -> Loaded {
    let mut resolver = Resolver::new(sources);
    let mut blocks: Vec<(usize, Node)> = Vec::new();
    for (file, source) in sources.iter().enumerate() {
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

/// So many names are shown where none is near.
const FEW: usize = 12;
/// So many findings are helped with the nearest name.
const MANY: usize = 500;

/// Names of different sorts may be the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Sort {
    Norm,
    Instrument,
    Define,
    Term,
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
    /// `supersedes` clauses: file, instrument, name of the old one, date.
    superseding: Vec<(usize, usize, line::Word, Date)>,
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
        let mut midday = false;
        if let Some(time) = line.eat_kind(SyntaxKind::Time) {
            midday = time.text.as_str() >= "00:05";
            match self.word(line, "a time zone such as America/New_York") {
                Some(zone) if jiff::tz::TimeZone::get(&zone.text).is_err() => {
                    let help = "name it as the time zone database does, such as America/New_York".to_owned();
                    self.report(
                        "E020",
                        zone.span,
                        format!("there is no time zone `{}`", zone.text),
                        Some(help),
                    );
                }
                _ => {}
            }
        }
        Some(Moment { date, midday })
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
        while let Some(word) = line.next() {
            match word.kind {
                SyntaxKind::CloseBrace => return out,
                SyntaxKind::Comma => {}
                SyntaxKind::Word | SyntaxKind::Text | SyntaxKind::Date | SyntaxKind::Percent => {
                    out.push(word)
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
        use crate::theory::Domain;
        let domain = self.theory.facts[fact].domain.clone();
        let path = self.theory.facts[fact].path.clone();
        let text = word.text.as_str();
        let found = match &domain {
            Domain::YesNo => match text {
                "yes" => Some(Value::Bool(true)),
                "no" => Some(Value::Bool(false)),
                _ => None,
            },
            Domain::OneOf(values) => values.iter().find(|v| &***v == text).cloned().map(Value::Sym),
            Domain::Kind(kind) => {
                let nodes = self.theory.kinds.get(kind).map_or(&[][..], |k| k.nodes.as_slice());
                nodes.iter().find(|n| &*n.id == text).map(|n| Value::Sym(n.id.clone()))
            }
            Domain::Code if word.kind == SyntaxKind::Word => Some(Value::sym(text)),
            Domain::Country => {
                let country = text.len() == 2 && text.bytes().all(|b| b.is_ascii_uppercase());
                country.then(|| Value::sym(text))
            }
            Domain::Date => text.parse().ok().map(Value::Date),
            Domain::Number => text.trim_end_matches('%').parse().ok().map(Value::Num),
            Domain::Code | Domain::Text => None,
        };
        if found.is_none() {
            let known: Vec<String> = match &domain {
                Domain::YesNo => vec!["yes".into(), "no".into()],
                Domain::OneOf(values) => values.iter().map(|v| v.to_string()).collect(),
                Domain::Kind(kind) => self
                    .theory
                    .kinds
                    .get(kind)
                    .map_or(vec![], |k| k.nodes.iter().map(|n| n.id.to_string()).collect()),
                _ => vec![],
            };
            let help = match nearest(text, known.iter().map(String::as_str)) {
                Some(near) => format!("did you mean `{near}`?"),
                None if domain == Domain::Number && text.bytes().all(|b| b.is_ascii_digit()) => {
                    "it takes at most 28 digits".to_owned()
                }
                None => format!("it takes {}", domain.words()),
            };
            self.report("E020", word.span.clone(), format!("`{text}` is no value of `{path}`"), Some(help));
        }
        found
    }

    fn place(&self, sort: Sort, id: &str) -> (usize, Range<usize>) {
        self.places.get(&(sort, id.to_owned())).cloned().unwrap_or((0, 0..0))
    }
}
