//! Instruments with their periods and sources, and the heads of norms.

use super::clauses;
use crate::resolve::line::{Line, Word};
use crate::resolve::{Pending, Resolver, Sort, Superseding};
use crate::syntax::Node;
use crate::theory::{Cond, Confidence, Domain, Instrument, Moment, Norm, NormKind, Period};

impl Resolver<'_> {
    pub(super) fn declare_instrument(&mut self, line: &mut Line, node: &Node) {
        const CLAUSES: [&str; 8] =
            ["regime", "issued", "published", "in", "supersedes", "saving", "source", "checked"];
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
        let mut saving = None;
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
                Some("saving") => {
                    if clauses(node).any(|c| Line::own(&c).sees(&["supersedes"])) {
                        saving = Some(clause.clone());
                    } else {
                        let help = "add `supersedes ID on DATE`".to_owned();
                        self.report("E011", line.span.clone(), "a saving needs what it saves", Some(help));
                    }
                    line.at = line.words.len();
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
            self.superseding.push(Superseding { file: self.file, ix, old, date, saving });
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
            saving: None,
            source,
            checked,
            confidence,
        });
    }

    pub(in crate::resolve) fn confidence(&mut self, line: &mut Line) -> Option<Confidence> {
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
    pub(in crate::resolve) fn period(&mut self, line: &mut Line) -> Option<(Period, bool)> {
        if !line.eat(&["from"]) {
            self.expected("`from` and a date", line);
            return None;
        }
        let (from, from_latest) = if line.eat(&["between"]) {
            let first = self.date(line)?;
            line.eat(&["and"]);
            (Moment::day(first), Some(self.date(line)?))
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

    pub(super) fn declare_norm(
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
            continues: vec![],
            note: String::new(),
            saved_by: None,
        };
        self.places.insert((Sort::Norm, id.text), (self.file, id.span));
        let ix = self.theory.norms.len();
        self.theory.norms.push(norm);
        self.norms.push(Pending { file: self.file, node: node.clone(), ix });
    }
}
