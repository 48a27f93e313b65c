//! First pass: every declaration, with what needs no other name to be read.

use std::sync::Arc;

use jiff::civil::Date;

use super::line::{Line, Word, unquote};
use super::{Pending, Resolver, Sort};
use crate::diagnostic::nearest;
use crate::syntax::{Node, SyntaxKind};
use crate::theory::{
    Assumption, Cond, Confidence, Define, Domain, Duty, Fact, Group, Instrument, Kind, KindNode, ListPattern,
    Moment, NamedParties, NamedParty, NamedSet, Norm, NormKind, Period, Policy, Reading, Regime, Scope, Term,
    Threshold,
};
use crate::value::Value;

const KEYWORDS: [&str; 21] = [
    "regime",
    "part",
    "instrument",
    "fact",
    "kind",
    "role",
    "set",
    "parties",
    "term",
    "define",
    "assumption",
    "duty",
    "policy",
    "prohibition",
    "requirement",
    "authorisation",
    "exemption",
    "exclusion",
    "restoration",
    "flag",
    "case",
];

fn norm_kind(word: &str) -> Option<NormKind> {
    Some(match word {
        "prohibition" => NormKind::Prohibition,
        "requirement" => NormKind::Requirement,
        "authorisation" => NormKind::Authorisation,
        "exemption" => NormKind::Exemption,
        "exclusion" => NormKind::Exclusion,
        "restoration" => NormKind::Restoration,
        "flag" => NormKind::Flag,
        _ => return None,
    })
}

/// The clauses directly under a declaration or clause.
pub(super) fn clauses(node: &Node) -> impl Iterator<Item = Node> + use<> {
    node.children().filter(|n| n.kind() == SyntaxKind::Clause)
}

/// All clauses under a node in the order of the text, however deep.
pub(super) fn all_clauses(node: &Node) -> Vec<Node> {
    node.descendants().skip(1).filter(|n| n.kind() == SyntaxKind::Clause).collect()
}

impl Resolver<'_> {
    pub(super) fn declare(&mut self, blocks: &[(usize, Node)]) {
        let decls: Vec<(usize, Node)> = blocks
            .iter()
            .filter(|(_, b)| b.kind() == SyntaxKind::LawBlock)
            .flat_map(|(file, block)| block.children().map(|d| (*file, d)))
            .filter(|(_, d)| d.kind() == SyntaxKind::Decl)
            .collect();
        // names that later declarations build on come first, whatever the order of files
        let passes: [&[&str]; 4] = [
            &["kind", "role", "regime", "set", "parties"],
            &["part", "fact"],
            &["instrument"],
            &["term", "define", "assumption", "policy", "duty"],
        ];
        for wanted in passes {
            for (file, decl) in &decls {
                self.file = *file;
                let mut line = Line::own(decl);
                let Some(word) = line.next() else { continue };
                if wanted.contains(&word.text.as_str()) {
                    self.declaration(&word.text, &mut line, decl);
                }
            }
        }
        let mut instrument: Option<(usize, Option<usize>)> = None;
        for (file, decl) in &decls {
            self.file = *file;
            let mut line = Line::own(decl);
            let Some(word) = line.next() else { continue };
            if word.text == "instrument" {
                let id = line.peek().map(|w| w.text.clone()).unwrap_or_default();
                instrument = Some((*file, self.theory.instruments.iter().position(|i| i.id == id)));
            } else if let Some(kind) = norm_kind(&word.text) {
                let here = instrument.filter(|(f, _)| f == file).map(|(_, i)| i);
                self.declare_norm(kind, here, &mut line, decl, &word);
            } else if word.text == "case" {
                let help = "put it in a block that opens with three backquotes and `cases`".to_owned();
                self.report("E061", word.span, "a `case` cannot stand in a `law` block", Some(help));
            } else if !KEYWORDS.contains(&word.text.as_str()) {
                self.unknown("declaration", &word.text, word.span, |_| KEYWORDS.to_vec());
            }
        }
    }

    fn declaration(&mut self, keyword: &str, line: &mut Line, node: &Node) {
        match keyword {
            "kind" => self.declare_kind(line, node),
            "role" => self.declare_role(line),
            "regime" => self.declare_regime(line, node),
            "set" => self.declare_set(line, node),
            "parties" => self.declare_parties(line, node),
            "part" => self.declare_part(line),
            "fact" => self.declare_fact(line, node),
            "instrument" => self.declare_instrument(line, node),
            "term" => self.declare_term(line, node),
            "define" => self.declare_define(line, node),
            "assumption" => self.declare_assumption(line, node),
            "policy" => self.declare_policy(line, node),
            "duty" => self.declare_duty(line, node),
            _ => {}
        }
    }

    fn duplicate(&mut self, what: &str, word: &Word) {
        let help = "take one of them away, or give it another name".to_owned();
        let message = format!("the {what} `{}` is declared twice", word.text);
        self.report("E012", word.span.clone(), message, Some(help));
    }

    pub(super) fn unknown_clause(&mut self, line: &Line, known: &[&str]) {
        if let Some(word) = line.words.first() {
            let help = nearest(&word.text, known.iter().copied()).map_or_else(
                || format!("clauses here are {}", known.join(", ")),
                |n| format!("did you mean `{n}`?"),
            );
            self.report(
                "E010",
                word.span.clone(),
                format!("there is no clause `{}` here", word.text),
                Some(help),
            );
        }
    }

    fn declare_kind(&mut self, line: &mut Line, node: &Node) {
        let Some(name) = self.word(line, "the name of a kind") else { return };
        self.end(line);
        let mut kind = Kind::default();
        self.kind_nodes(node, None, &mut kind);
        if self.theory.kinds.contains_key(&name.text) {
            return self.duplicate("kind", &name);
        }
        self.theory.kinds.insert(name.text, kind);
    }

    fn kind_nodes(&mut self, node: &Node, parent: Option<usize>, kind: &mut Kind) {
        for clause in clauses(node) {
            let mut line = Line::own(&clause);
            let Some(id) = self.word(&mut line, "the name of a node") else { continue };
            if kind.nodes.iter().any(|n| *n.id == id.text) {
                self.duplicate("node", &id);
            }
            let title = self.title(&mut line);
            self.end(&mut line);
            kind.nodes.push(KindNode { id: id.text.as_str().into(), title, parent });
            let me = kind.nodes.len() - 1;
            self.kind_nodes(&clause, Some(me), kind);
        }
    }

    fn role_ix(&mut self, word: &Word) -> Option<usize> {
        let found = self.theory.roles.iter().position(|r| *r == word.text);
        if found.is_none() {
            self.unknown("role", &word.text, word.span.clone(), |t| {
                t.roles.iter().map(String::as_str).collect()
            });
        }
        found
    }

    fn declare_role(&mut self, line: &mut Line) {
        let Some(name) = self.word(line, "the name of a role") else { return };
        if self.theory.groups.iter().any(|g| g.name == name.text) {
            self.duplicate("role", &name);
            return;
        }
        let mut group = Group { name: name.text.clone(), roles: vec![], expects: vec![], expects_any: false };
        if line.eat(&["is"]) {
            group.roles = self.list(line).iter().filter_map(|w| self.role_ix(w)).collect();
            if line.eat(&["expects", "any"]) {
                group.expects_any = true;
            } else if line.eat(&["expects"]) {
                group.expects = self.list(line).iter().filter_map(|w| self.role_ix(w)).collect();
            }
        } else {
            group.roles.push(self.theory.roles.len());
            self.theory.roles.push(name.text);
        }
        self.end(line);
        self.theory.groups.push(group);
    }

    fn declare_regime(&mut self, line: &mut Line, node: &Node) {
        const CLAUSES: [&str; 5] = ["authority", "encoded", "surveyed", "blocked", "cites"];
        let Some(id) = self.word(line, "the id of a regime") else { return };
        if self.theory.regimes.iter().any(|r| r.id == id.text) {
            self.duplicate("regime", &id);
            return;
        }
        let title = self.title(line);
        let mut regime = Regime {
            id: id.text.clone(),
            title,
            authority: String::new(),
            encoded_from: Date::MIN,
            surveyed: Date::MIN,
            blocked_on: vec![],
            blocked_owned: None,
            cites: String::new(),
            parts: vec![],
        };
        let (mut encoded, mut surveyed) = (false, false);
        for clause in clauses(node) {
            let mut line = Line::own(&clause);
            match line.next().map(|w| w.text).as_deref() {
                Some("authority") => regime.authority = line.rest(self.text()).to_owned(),
                Some("cites") => regime.cites = line.rest(self.text()).to_owned(),
                Some("encoded") => {
                    line.eat(&["from"]);
                    if let Some(date) = self.date(&mut line) {
                        (regime.encoded_from, encoded) = (date, true);
                    }
                }
                Some("surveyed") => {
                    if let Some(date) = self.date(&mut line) {
                        (regime.surveyed, surveyed) = (date, true);
                    }
                }
                Some("blocked") if line.eat(&["on"]) => {
                    regime.blocked_on.extend(self.list_pattern(&mut line))
                }
                Some("blocked") => regime.blocked_owned = self.threshold(&mut line),
                _ => self.unknown_clause(&line, &CLAUSES),
            }
            self.end(&mut line);
        }
        if !encoded || !surveyed {
            let missing = if encoded { "surveyed" } else { "encoded from" };
            self.report(
                "E051",
                id.span.clone(),
                format!("the regime `{}` has no `{missing}` date", id.text),
                Some(format!("add `{missing} DATE`")),
            );
        }
        self.theory.regimes.push(regime);
    }

    /// `LIST [programme P] [directive N]`
    pub(super) fn list_pattern(&mut self, line: &mut Line) -> Option<ListPattern> {
        let list = self.word(line, "the id of a list")?.text;
        let mut pattern = ListPattern { list, programme: None, directive: None };
        loop {
            if line.eat(&["programme"]) {
                pattern.programme = self.word(line, "a programme").map(|w| w.text);
            } else if line.eat(&["directive"]) {
                pattern.directive = self.word(line, "a directive").map(|w| w.text);
            } else {
                return Some(pattern);
            }
        }
    }

    /// `owned (at least|more than|wholly) N% [in aggregate|by one] [directly]`
    pub(super) fn threshold(&mut self, line: &mut Line) -> Option<Threshold> {
        if !line.eat(&["owned"]) {
            self.expected("`on LIST` or `owned at least N%`", line);
            return None;
        }
        let mut threshold =
            Threshold { percent: 100.into(), strictly_more: false, aggregate: false, direct_only: false };
        if line.eat(&["wholly"]) {
            threshold.aggregate = true;
        } else {
            threshold.strictly_more = line.eat(&["more", "than"]);
            if !threshold.strictly_more && !line.eat(&["at", "least"]) {
                self.expected("`at least`, `more than` or `wholly`", line);
                return None;
            }
            let Some(percent) = line.eat_kind(SyntaxKind::Percent) else {
                self.expected("a percentage such as 50%", line);
                return None;
            };
            let share = percent.text.trim_end_matches('%').parse().ok();
            let Some(share) = share.filter(|s| *s <= rust_decimal::Decimal::ONE_HUNDRED) else {
                let message = format!("`{}` is no share of a whole", percent.text);
                self.report("E020", percent.span, message, Some("it takes 0% to 100%".to_owned()));
                return None;
            };
            threshold.percent = share;
        }
        loop {
            if line.eat(&["in", "aggregate"]) {
                threshold.aggregate = true;
            } else if line.eat(&["directly"]) {
                threshold.direct_only = true;
            } else if !line.eat(&["by", "one"]) {
                return Some(threshold);
            }
        }
    }

    fn declare_part(&mut self, line: &mut Line) {
        let Some(id) = self.word(line, "the id of a part") else { return };
        let title = self.title(line);
        self.end(line);
        let within =
            |regime: &Regime| id.text.strip_prefix(&regime.id).is_some_and(|rest| rest.starts_with('.'));
        match self.theory.regimes.iter().position(within) {
            Some(regime) if self.theory.regimes[regime].parts.iter().any(|(p, _)| *p == id.text) => {
                self.duplicate("part", &id);
            }
            Some(regime) => self.theory.regimes[regime].parts.push((id.text, title)),
            None => {
                self.unknown("regime above the part", &id.text, id.span, |t| {
                    t.regimes.iter().map(|r| r.id.as_str()).collect()
                });
            }
        }
    }

    fn declare_set(&mut self, line: &mut Line, node: &Node) {
        let Some(id) = self.word(line, "the id of a set") else { return };
        if !line.eat(&["of"]) {
            self.expected("`of country`, `of code` or `of kind NAME`", line);
        }
        line.at = line.words.len();
        let mut set = NamedSet { id: id.text.clone(), values: vec![] };
        for clause in clauses(node) {
            let mut line = Line::own(&clause);
            let words = self.list(&mut line);
            let (from, until) = self.window(&mut line);
            self.end(&mut line);
            set.values.extend(words.into_iter().map(|w| (Value::sym(&w.text), from, until)));
        }
        if self.theory.sets.iter().any(|s| s.id == set.id) {
            return self.duplicate("set", &id);
        }
        self.theory.sets.push(set);
    }

    /// `[from DATE] [until DATE]`
    fn window(&mut self, line: &mut Line) -> (Option<Date>, Option<Date>) {
        let from = if line.eat(&["from"]) { self.date(line) } else { None };
        let until = if line.eat(&["until"]) { self.date(line) } else { None };
        (from, until)
    }

    fn declare_parties(&mut self, line: &mut Line, node: &Node) {
        let Some(id) = self.word(line, "the id of a set of parties") else { return };
        let title = self.title(line);
        self.end(line);
        let mut set = NamedParties {
            id: id.text.clone(),
            title,
            listed_as: vec![],
            reach: None,
            named: vec![],
            cites: String::new(),
        };
        for clause in clauses(node) {
            let mut line = Line::own(&clause);
            if line.sees(&["owned"]) {
                set.reach = self.threshold(&mut line);
            } else if line.eat(&["listed", "as"]) {
                set.listed_as.extend(self.list_pattern(&mut line));
            } else if line.eat(&["cites"]) {
                set.cites = line.rest(self.text()).to_owned();
            } else if let Some(name) = line.eat_kind(SyntaxKind::Text) {
                set.named.push(self.named_party(unquote(&name.text), &mut line));
            } else {
                self.unknown_clause(&line, &["listed", "owned", "cites"]);
                continue;
            }
            self.end(&mut line);
        }
        if self.theory.named_parties.iter().any(|p| p.id == set.id) {
            return self.duplicate("set of parties", &id);
        }
        self.theory.named_parties.push(set);
    }

    fn named_party(&mut self, name: String, line: &mut Line) -> NamedParty {
        let mut party = NamedParty { names: vec![name], entry: None, from: None, until: None };
        if line.eat(&["aka"]) {
            while let Some(name) = line.eat_kind(SyntaxKind::Text) {
                party.names.push(unquote(&name.text));
                line.eat_kind(SyntaxKind::Comma);
            }
        }
        if line.eat(&["entry"]) {
            let list = self.word(line, "LIST:ID");
            line.eat_kind(SyntaxKind::Colon);
            let entry = self.word(line, "the id of an entry");
            party.entry = list.zip(entry).map(|(l, e)| (l.text, e.text));
        }
        (party.from, party.until) = self.window(line);
        party
    }

    fn declare_fact(&mut self, line: &mut Line, node: &Node) {
        const CLAUSES: [&str; 4] = ["ask", "cites", "cost", "controllable"];
        let Some(path) = self.word(line, "the path of a fact") else { return };
        if self.theory.fact(&path.text).is_some() {
            self.duplicate("fact", &path);
            return;
        }
        if line.eat_kind(SyntaxKind::Colon).is_none() {
            self.expected("`:` and a type", line);
            return;
        }
        let Some(domain) = self.domain(line) else { return };
        let text = self.title(line);
        self.end(line);
        let scope = match path.text.split('.').next() {
            Some("act") => Scope::Leg,
            Some("item") => Scope::Item,
            Some("party") => Scope::Party,
            _ => Scope::Global,
        };
        let mut fact = Fact {
            path: path.text,
            scope,
            domain,
            text,
            ask: None,
            cites: None,
            cost: 1,
            controllable: false,
        };
        for clause in clauses(node) {
            let mut line = Line::own(&clause);
            match line.next().map(|w| w.text).as_deref() {
                Some("ask") => fact.ask = Some(self.title(&mut line)),
                Some("cites") => fact.cites = Some(line.rest(self.text()).to_owned()),
                Some("cost") => fact.cost = self.integer(&mut line).unwrap_or(1),
                Some("controllable") => fact.controllable = true,
                _ => {
                    self.unknown_clause(&line, &CLAUSES);
                    continue;
                }
            }
            self.end(&mut line);
        }
        self.theory.facts.push(fact);
        self.theory.tests.push(vec![]);
    }

    fn domain(&mut self, line: &mut Line) -> Option<Domain> {
        if line.eat(&["one", "of"]) {
            return Some(Domain::OneOf(
                self.list(line).into_iter().map(|w| Arc::from(w.text.as_str())).collect(),
            ));
        }
        let word = self.word(line, "a type")?;
        Some(match word.text.as_str() {
            "yes/no" => Domain::YesNo,
            "code" => Domain::Code,
            "country" => Domain::Country,
            "date" => Domain::Date,
            "number" | "percent" => Domain::Number,
            "text" => Domain::Text,
            "kind" => {
                let name = self.word(line, "the name of a kind")?;
                if !self.theory.kinds.contains_key(&name.text) {
                    self.unknown("kind", &name.text, name.span, |t| {
                        t.kinds.keys().map(String::as_str).collect()
                    });
                }
                Domain::Kind(name.text)
            }
            _ => {
                let types = ["yes/no", "one", "kind", "code", "country", "date", "number", "percent", "text"];
                self.unknown("type", &word.text, word.span, |_| types.to_vec());
                return None;
            }
        })
    }

    fn declare_instrument(&mut self, line: &mut Line, node: &Node) {
        const CLAUSES: [&str; 7] = ["regime", "issued", "published", "in", "supersedes", "source", "checked"];
        let Some(id) = self.word(line, "the id of an instrument") else { return };
        let title = self.title(line);
        self.end(line);
        if self.theory.instruments.iter().any(|i| i.id == id.text) {
            self.duplicate("instrument", &id);
            return;
        }
        let mut issued = None;
        let mut published = None;
        let mut regime = None;
        let mut period: Option<(Period, bool)> = None;
        let mut supersedes = None;
        let mut source = String::new();
        let mut checked = None;
        for clause in clauses(node) {
            let mut line = Line::own(&clause);
            match line.next().map(|w| w.text).as_deref() {
                Some("title") => drop(self.title(&mut line)),
                Some("regime") => {
                    if let Some(word) = self.word(&mut line, "the id of a regime") {
                        regime = self.regime_ix(&word);
                    }
                }
                Some("issued") => issued = self.date(&mut line),
                Some("published") => published = self.moment(&mut line).map(|m| m.date),
                Some("in") if line.eat(&["force"]) => period = self.period(&mut line),
                Some("supersedes") => {
                    if let Some(old) = self.word(&mut line, "the id of an instrument") {
                        line.eat(&["on"]);
                        supersedes = self.date(&mut line).map(|date| (old, date));
                    }
                }
                Some("source") => source = line.rest(self.text()).to_owned(),
                Some("checked") => {
                    line.eat(&["on"]);
                    let date = self.date(&mut line);
                    let confidence =
                        if line.eat(&["confidence"]) { self.confidence(&mut line) } else { None };
                    checked = date.zip(confidence);
                }
                _ => {
                    self.unknown_clause(&line, &CLAUSES);
                    continue;
                }
            }
            self.end(&mut line);
        }
        // a clause that is there and cannot be read was complained about
        let there = |word: &str| clauses(node).any(|clause| Line::own(&clause).sees(&[word]));
        for (word, clause) in [
            ("regime", "regime ID"),
            ("issued", "issued DATE"),
            ("in", "in force from DATE"),
            ("source", "source CITATION ADDRESS"),
            ("checked", "checked DATE confidence primary | secondary | memory"),
        ] {
            if !there(word) {
                let (name, help) = (if word == "in" { "in force" } else { word }, format!("add `{clause}`"));
                let message = format!("the instrument `{}` has no `{name}`", id.text);
                self.report("E051", id.span.clone(), message, Some(help));
            }
        }
        self.places.insert((Sort::Instrument, id.text.clone()), (self.file, id.span));
        let (Some(regime), Some(issued), Some((period, until_superseded)), Some((checked, confidence))) =
            (regime, issued, period, checked)
        else {
            return;
        };
        // the instrument it replaces may stand in a later file: looked up once all are known
        let ix = self.theory.instruments.len();
        if let Some((old, date)) = supersedes {
            self.superseding.push((self.file, ix, old, date));
        }
        self.theory.instruments.push(Instrument {
            id: id.text,
            title,
            regime,
            issued,
            published: published.unwrap_or(issued),
            period,
            until_superseded,
            supersedes: None,
            source,
            checked,
            confidence,
        });
    }

    pub(super) fn regime_ix(&mut self, word: &Word) -> Option<usize> {
        let found = self.theory.regime(&word.text);
        if found.is_none() {
            self.unknown("regime", &word.text, word.span.clone(), |t| {
                t.regimes.iter().map(|r| r.id.as_str()).collect()
            });
        }
        found
    }

    pub(super) fn confidence(&mut self, line: &mut Line) -> Option<Confidence> {
        let word = self.word(line, "primary, secondary or memory")?;
        Some(match word.text.as_str() {
            "primary" => Confidence::Primary,
            "secondary" => Confidence::Secondary,
            "memory" => Confidence::Memory,
            _ => {
                self.unknown("confidence", &word.text, word.span, |_| vec!["primary", "secondary", "memory"]);
                return None;
            }
        })
    }

    /// `from WHEN [until WHEN | until superseded]`; whether it ends when superseded.
    pub(super) fn period(&mut self, line: &mut Line) -> Option<(Period, bool)> {
        if !line.eat(&["from"]) {
            self.expected("`from` and a date", line);
            return None;
        }
        let (from, from_latest) = if line.eat(&["between"]) {
            let first = self.date(line)?;
            line.eat(&["and"]);
            (Moment { date: first, midday: false }, Some(self.date(line)?))
        } else {
            (self.moment(line)?, None)
        };
        let mut until = None;
        let mut superseded = false;
        if line.eat(&["until", "superseded"]) {
            superseded = true;
        } else if line.eat(&["until"]) {
            until = Some(self.moment(line)?);
        }
        Some((Period { from, from_latest, until, unpublished: false }, superseded))
    }

    fn declare_term(&mut self, line: &mut Line, node: &Node) {
        let Some(id) = self.word(line, "the id of a term") else { return };
        line.eat(&["of"]);
        line.at = line.words.len();
        if self.theory.term(&id.text).is_some() {
            self.duplicate("term", &id);
            return;
        }
        let mut readings: Vec<Reading> = Vec::new();
        for clause in all_clauses(node) {
            let mut line = Line::own(&clause);
            if line.eat(&["reading"]) {
                let Some(id) = self.word(&mut line, "the id of a reading") else { continue };
                if readings.iter().any(|r| r.id == id.text) {
                    self.duplicate("reading", &id);
                }
                let title = self.title(&mut line);
                readings.push(Reading {
                    id: id.text,
                    title,
                    means: Cond::Const(false),
                    held_by: String::new(),
                    because: String::new(),
                });
                self.end(&mut line);
            } else if line.eat(&["held", "by"]) {
                let text = line.rest(self.text()).to_owned();
                if let Some(reading) = readings.last_mut() {
                    reading.held_by = text;
                }
            } else if line.eat(&["because"]) || line.eat(&["cites"]) {
                let text = line.rest(self.text()).to_owned();
                if let Some(reading) = readings.last_mut() {
                    reading.because = text;
                }
            } else if !line.eat(&["means"]) && !line.eat(&["linked", "to"]) && !line.eat(&["undefined"]) {
                self.unknown_clause(&line, &["reading", "means", "held", "because", "linked"]);
            }
        }
        if readings.is_empty() {
            let help = "add `reading ID \"title\"` with `means` under it".to_owned();
            self.report(
                "E061",
                id.span.clone(),
                format!("the term `{}` has no reading", id.text),
                Some(help),
            );
        }
        self.places.insert((Sort::Term, id.text.clone()), (self.file, id.span));
        let ix = self.theory.terms.len();
        self.theory.terms.push(Term { id: id.text, readings, linked: None });
        self.terms.push(Pending { file: self.file, node: node.clone(), ix });
    }

    fn declare_define(&mut self, line: &mut Line, node: &Node) {
        let Some(id) = self.word(line, "the id of a definition") else { return };
        let of_party = line.eat(&["of", "party"]);
        self.end(line);
        if self.theory.defines.iter().any(|d| d.id == id.text) {
            self.duplicate("definition", &id);
            return;
        }
        self.places.insert((Sort::Define, id.text.clone()), (self.file, id.span));
        let ix = self.theory.defines.len();
        self.theory.defines.push(Define { id: id.text, of_party, means: Cond::Const(false) });
        self.defines.push(Pending { file: self.file, node: node.clone(), ix });
    }

    fn declare_assumption(&mut self, line: &mut Line, node: &Node) {
        let Some(id) = self.word(line, "the id of an assumption set") else { return };
        let says = self.title(line);
        self.end(line);
        if self.theory.assumptions.iter().any(|a| a.id == id.text) {
            self.duplicate("assumption set", &id);
            return;
        }
        let ix = self.theory.assumptions.len();
        let assumption =
            Assumption { id: id.text, says, sets: vec![], no_listings: false, parties_complete: false };
        self.theory.assumptions.push(assumption);
        self.assumptions.push(Pending { file: self.file, node: node.clone(), ix });
    }

    fn declare_policy(&mut self, line: &mut Line, node: &Node) {
        let Some(id) = self.word(line, "the id of a policy") else { return };
        let title = self.title(line);
        self.end(line);
        if self.theory.policies.iter().any(|p| p.id == id.text) {
            self.duplicate("policy", &id);
        }
        let ix = self.theory.policies.len();
        self.theory.policies.push(Policy { id: id.text, title, ..Policy::default() });
        self.policies.push(Pending { file: self.file, node: node.clone(), ix });
    }

    fn declare_duty(&mut self, line: &mut Line, node: &Node) {
        let Some(id) = self.word(line, "the id of a duty") else { return };
        let text = self.title(line);
        self.end(line);
        if self.theory.duties.iter().any(|d| d.id == id.text) {
            self.duplicate("duty", &id);
            return;
        }
        let ix = self.theory.duties.len();
        self.theory.duties.push(Duty {
            id: id.text,
            text,
            cites: String::new(),
            due: None,
            from: None,
            until: None,
        });
        self.duties.push(Pending { file: self.file, node: node.clone(), ix });
    }

    fn declare_norm(
        &mut self,
        kind: NormKind,
        instrument: Option<Option<usize>>,
        line: &mut Line,
        node: &Node,
        word: &Word,
    ) {
        let Some(id) = self.word(line, "the id of a norm") else { return };
        let title = self.title(line);
        self.end(line);
        if self.theory.norms.iter().any(|n| n.id == id.text) {
            self.duplicate("norm", &id);
            return;
        }
        let Some(instrument) = instrument else {
            let help = "declare an `instrument` above it in the same file".to_owned();
            let message = format!("the {} `{}` belongs to no instrument", word.text, id.text);
            self.report("E051", id.span.clone(), message, Some(help));
            return;
        };
        // an instrument that cannot be read was complained about
        let Some(instrument) = instrument else { return };
        let dates = |ix: &usize| self.theory.facts[*ix].domain == Domain::Date;
        let Some(measured_on) = self.theory.fact("deal.date").filter(dates) else {
            if !std::mem::replace(&mut self.dateless, true) {
                let help = "declare `fact deal.date : date \"the day of the act\"`".to_owned();
                self.report("E010", id.span, "there is no date `deal.date` to test periods on", Some(help));
            }
            return;
        };
        let of = &self.theory.instruments[instrument];
        let norm = Norm {
            id: id.text.clone(),
            title,
            kind,
            instrument,
            regime: of.regime,
            part: None,
            cites: String::new(),
            confidence: of.confidence,
            period: of.period.clone(),
            own_until: of.period.until,
            measured_on,
            when: Cond::Const(true),
            defeated_by: vec![],
            licences: vec![],
            duties: vec![],
            silent_on: vec![],
            note: String::new(),
        };
        self.places.insert((Sort::Norm, id.text), (self.file, id.span));
        let ix = self.theory.norms.len();
        self.theory.norms.push(norm);
        self.norms.push(Pending { file: self.file, node: node.clone(), ix });
    }
}
