//! Regimes and their parts, with whose listing blocks.

use jiff::civil::Date;

use super::clauses;
use crate::resolve::Resolver;
use crate::resolve::line::{Line, Word};
use crate::syntax::{Node, SyntaxKind};
use crate::theory::{ListPattern, Regime, Threshold};

impl Resolver<'_> {
    pub(super) fn declare_regime(&mut self, line: &mut Line, node: &Node) {
        const CLAUSES: [&str; 7] =
            ["authority", "binds", "encoded", "surveyed", "blocked", "missing", "cites"];
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
            binds_buyer: false,
            missing: vec![],
            cites: String::new(),
            parts: vec![],
        };
        let (mut encoded, mut surveyed) = (false, false);
        for clause in clauses(node) {
            let mut line = Line::own(&clause);
            match line.next().map(|w| w.text).as_deref() {
                Some("authority") => regime.authority = line.rest(self.text()).to_owned(),
                Some("binds") if line.eat(&["buyer"]) => regime.binds_buyer = true,
                Some("binds") => self.expected("`buyer`", &mut line),
                Some("missing") => regime.missing.push(line.rest(self.text()).to_owned()),
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

    /// `LIST [programme P | programme other than {P, …}] [directive N]`
    pub(in crate::resolve) fn list_pattern(&mut self, line: &mut Line) -> Option<ListPattern> {
        let list = self.word(line, "the id of a list")?.text;
        let mut pattern = ListPattern { list, programme: None, other_than: vec![], directive: None };
        loop {
            if line.eat(&["programme", "other", "than"]) {
                pattern.other_than.extend(self.list(line).into_iter().map(|w| w.text));
            } else if line.eat(&["programme"]) {
                pattern.programme = self.word(line, "a programme").map(|w| w.text);
            } else if line.eat(&["directive"]) {
                pattern.directive = self.word(line, "a directive").map(|w| w.text);
            } else {
                return Some(pattern);
            }
        }
    }

    /// `owned (at least|more than|wholly) N% [in aggregate|by one] [directly]`
    pub(in crate::resolve) fn threshold(&mut self, line: &mut Line) -> Option<Threshold> {
        if !line.eat(&["owned"]) {
            self.expected("`on LIST` or `owned at least N%`", line);
            return None;
        }
        let mut threshold = Threshold {
            percent: 100.into(),
            strictly_more: false,
            aggregate: false,
            direct_only: false,
            control: false,
        };
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
            } else if line.eat(&["counting", "control"]) {
                threshold.control = true;
            } else if !line.eat(&["by", "one"]) {
                return Some(threshold);
            }
        }
    }

    pub(super) fn declare_part(&mut self, line: &mut Line) {
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

    pub(in crate::resolve) fn regime_ix(&mut self, word: &Word) -> Option<usize> {
        let found = self.theory.regime(&word.text);
        if found.is_none() {
            self.unknown("regime", &word.text, word.span.clone(), |t| {
                t.regimes.iter().map(|r| r.id.as_str()).collect()
            });
        }
        found
    }
}
