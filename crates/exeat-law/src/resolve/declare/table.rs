//! Look-up tables and the data files behind them, and calendars.

use std::sync::Arc;

use jiff::civil::Weekday;

use super::clauses;
use crate::calendar::Calendar;
use crate::resolve::Resolver;
use crate::resolve::line::{Line, Word, unquote};
use crate::syntax::{Node, SyntaxKind};
use crate::table::{Edition, Row, Table};
use crate::theory::Domain;
use crate::value::Value;

impl Resolver<'_> {
    pub(super) fn declare_table(&mut self, line: &mut Line, node: &Node) {
        const CLAUSES: [&str; 5] = ["key", "file", "complete", "otherwise", "cites"];
        let Some(id) = self.word(line, "the id of a table") else { return };
        let title = self.title(line);
        self.end(line);
        let (mut keys, mut files, mut complete, mut otherwise) = (vec![], vec![], false, None);
        let mut cites = String::new();
        for clause in clauses(node) {
            let mut line = Line::own(&clause);
            match line.next().map(|w| w.text).as_deref() {
                Some("key") => {
                    if let Some(name) = self.word(&mut line, "the name of a column")
                        && let Some(domain) = self.domain(&mut line)
                    {
                        keys.push((name.text, domain));
                    }
                }
                Some("file") => {
                    let Some(file) = line.eat_kind(SyntaxKind::Text) else {
                        self.expected("the name of a file in double quotes", &mut line);
                        continue;
                    };
                    match self.window(&mut line) {
                        (Some(from), Some(until)) => files.push((file, from, until)),
                        _ => {
                            let help =
                                "add `from DATE until DATE`: past the end the table is not known".to_owned();
                            self.report("E051", file.span, "this edition has no period", Some(help));
                        }
                    }
                }
                Some("complete") => complete = true,
                Some("otherwise") => otherwise = self.otherwise(&mut line),
                Some("cites") => cites = line.rest(self.text()).to_owned(),
                _ => {
                    self.unknown_clause(&line, &CLAUSES);
                    continue;
                }
            }
            self.end(&mut line);
        }
        let there = |word: &str| clauses(node).any(|clause| Line::own(&clause).sees(&[word]));
        for (word, help) in [
            ("key", "add `key COLUMN TYPE`"),
            ("file", "add `file \"NAME.csv\" from DATE until DATE`"),
            ("otherwise", "add `otherwise PATH`, the yes/no fact to ask where the table does not say"),
        ] {
            if !there(word) {
                let message = format!("the table `{}` has no `{word}`", id.text);
                self.report("E051", id.span.clone(), message, Some(help.to_owned()));
            }
        }
        if self.theory.tables.iter().any(|t| t.id == id.text) {
            return self.duplicate("table", &id);
        }
        let mut editions = Vec::new();
        for (file, from, until) in files {
            editions.extend(self.rows(&file, &keys).map(|rows| Edition::new(from, until, rows)));
        }
        let Some(otherwise) = otherwise else { return };
        editions.sort_by_key(|e: &Edition| e.from);
        let marks = editions.iter().flat_map(|e| &e.rows).flat_map(|r| &r.gives).cloned().collect();
        let table = Table { id: id.text, title, keys, marks, editions, complete, otherwise, cites };
        self.theory.tables.push(table);
    }

    /// A yes/no fact.
    fn otherwise(&mut self, line: &mut Line) -> Option<usize> {
        let word = self.word(line, "the path of a yes/no fact")?;
        match self.theory.fact(&word.text) {
            Some(fact) if self.theory.facts[fact].domain == Domain::YesNo => Some(fact),
            Some(_) => {
                let help = "name a fact of the type `yes/no`".to_owned();
                self.report("E020", word.span, format!("`{}` is not a yes/no fact", word.text), Some(help));
                None
            }
            None => {
                self.unknown_fact(&word.text, word.span);
                None
            }
        }
    }

    /// The rows of a data file beside the law file. Any wrong row refuses the whole file.
    fn rows(&mut self, file: &Word, keys: &[(String, Domain)]) -> Option<Vec<Row>> {
        let folder = self.sources[self.file].name.rsplit_once('/').map_or("", |(folder, _)| folder);
        let name = unquote(&file.text);
        let path = if folder.is_empty() { name.clone() } else { format!("{folder}/{name}") };
        let Some(source) = self.sources.iter().position(|s| s.name == path) else {
            let help = "put it beside this law file".to_owned();
            self.report("E010", file.span.clone(), format!("there is no data file `{name}`"), Some(help));
            return None;
        };
        let law = std::mem::replace(&mut self.file, source);
        let rows = self.read_rows(keys);
        self.file = law;
        rows
    }

    fn read_rows(&mut self, keys: &[(String, Domain)]) -> Option<Vec<Row>> {
        let text = self.text();
        let mut reader = csv::ReaderBuilder::new().comment(Some(b'#')).from_reader(text.as_bytes());
        let head: Vec<String> = match reader.headers() {
            Ok(head) => head.iter().map(str::to_owned).collect(),
            Err(e) => return self.broken_row(&e),
        };
        let mut columns = Vec::new();
        for (key, _) in keys {
            let Some(column) = head.iter().position(|h| h == key) else {
                let help = format!("its columns are {}", head.join(", "));
                let line = text.lines().position(|l| !l.starts_with('#')).unwrap_or(0);
                self.data(line, "E010", format!("this file has no column `{key}`"), help);
                return None;
            };
            columns.push(column);
        }
        let mut rows: Vec<Row> = Vec::new();
        let mut wrong = false;
        for record in reader.records() {
            let record = match record {
                Ok(record) => record,
                Err(e) => return self.broken_row(&e),
            };
            let line = record.position().map_or(1, |p| p.line() as usize) - 1;
            let mut row = Row { keys: vec![], gives: Default::default() };
            for (column, (name, domain)) in columns.iter().zip(keys) {
                let cell = record.get(*column).unwrap_or("").trim();
                match domain.read(&self.theory.kinds, cell) {
                    Ok(Value::Sym(key)) => row.keys.push(key),
                    found => {
                        let help =
                            found.err().map_or_else(|| "a key is a code, country or word".into(), |m| m.help);
                        self.data(line, "E020", format!("`{cell}` is no value of the column `{name}`"), help);
                        wrong = true;
                    }
                }
            }
            for (column, cell) in record.iter().enumerate().filter(|(c, _)| !columns.contains(c)) {
                let Some(name) = head.get(column) else { continue };
                match cell.trim() {
                    "" => {}
                    // a mark in a column of its own, or marks by name
                    "X" | "x" => drop(row.gives.insert(Arc::from(name.as_str()))),
                    marks if name == "gives" => row.gives.extend(marks.split_whitespace().map(Arc::from)),
                    // what else a file says of a row is for people
                    _ => {}
                }
            }
            if rows.iter().any(|r| r.keys == row.keys) {
                let keys = row.keys.join(", ");
                self.data(
                    line,
                    "E012",
                    format!("the row `{keys}` stands twice"),
                    "take one of them away".into(),
                );
                wrong = true;
            }
            rows.push(row);
        }
        (!wrong).then_some(rows)
    }

    fn broken_row<T>(&mut self, error: &csv::Error) -> Option<T> {
        let line = error.position().map_or(0, |p| (p.line() as usize).saturating_sub(1));
        let help = "give each row as many cells as the head has, separated by commas".to_owned();
        self.data(line, "E061", "this row cannot be read".into(), help);
        None
    }

    /// A finding about a line of the data file at hand, counted from nought.
    fn data(&mut self, line: usize, code: &'static str, message: String, help: String) {
        let start = self.lines[self.file].get(line).copied().unwrap_or(0);
        let end = self.text()[start..].find('\n').map_or(self.text().len(), |n| start + n);
        self.report(code, start..end, message, Some(help));
    }

    pub(super) fn declare_calendar(&mut self, line: &mut Line, node: &Node) {
        const CLAUSES: [&str; 3] = ["weekend", "closed", "cites"];
        let Some(id) = self.word(line, "the id of a calendar") else { return };
        let title = self.title(line);
        self.end(line);
        let mut calendar = Calendar { id: id.text.clone(), title, ..Calendar::plain() };
        for clause in clauses(node) {
            let mut line = Line::own(&clause);
            match line.next().map(|w| w.text).as_deref() {
                Some("weekend") => {
                    calendar.weekend = self.list(&mut line).iter().filter_map(|w| self.weekday(w)).collect();
                }
                Some("closed") => {
                    for word in self.list(&mut line) {
                        if let Some(Value::Date(day)) = self.value_of(&Domain::Date, "a calendar", &word) {
                            calendar.holidays.push(day);
                        }
                    }
                }
                Some("cites") => calendar.cites = line.rest(self.text()).to_owned(),
                _ => {
                    self.unknown_clause(&line, &CLAUSES);
                    continue;
                }
            }
            self.end(&mut line);
        }
        if calendar.weekend.len() > 6 {
            let help = "leave a business day in the week".to_owned();
            let message = format!("the calendar `{}` has no business day", id.text);
            self.report("E020", id.span.clone(), message, Some(help));
            calendar.weekend = Calendar::plain().weekend;
        }
        if self.theory.calendars.iter().any(|c| c.id == id.text) {
            return self.duplicate("calendar", &id);
        }
        self.theory.calendars.push(calendar);
    }

    fn weekday(&mut self, word: &Word) -> Option<Weekday> {
        const DAYS: [(&str, Weekday); 7] = [
            ("monday", Weekday::Monday),
            ("tuesday", Weekday::Tuesday),
            ("wednesday", Weekday::Wednesday),
            ("thursday", Weekday::Thursday),
            ("friday", Weekday::Friday),
            ("saturday", Weekday::Saturday),
            ("sunday", Weekday::Sunday),
        ];
        let found = DAYS.iter().find(|(name, _)| *name == word.text).map(|(_, day)| *day);
        if found.is_none() {
            self.unknown("day of the week", &word.text, word.span.clone(), |_| {
                DAYS.map(|(name, _)| name).to_vec()
            });
        }
        found
    }
}
