//! What the comparison comes to, for people, for machines and as a baseline.

use std::collections::BTreeMap;
use std::fmt::Write;

use anyhow::Result;
use serde_json::{Map, json};

use super::compare::Compared;
use super::decide::Whole;
use super::figures::Figures;
use super::second::Second;

/// Cases and how many of them agree.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Count {
    pub(super) total: usize,
    pub(super) agree: usize,
}

/// All counts.
#[derive(Debug, Clone, Default)]
pub(super) struct Report {
    all: Count,
    cited: usize,
    by_basis: BTreeMap<String, Count>,
    by_jurisdiction: BTreeMap<String, Count>,
    by_topic: BTreeMap<String, Count>,
    by_regime: BTreeMap<String, Count>,
    /// Ids answered more generously than the regulator did.
    pub(super) false_permits: Vec<String>,
}

impl Report {
    pub(super) fn new(results: &[Compared<'_>]) -> Report {
        let mut report = Report::default();
        for one in results {
            let q = one.question;
            let groups = [
                (&mut report.by_basis, &q.basis),
                (&mut report.by_jurisdiction, &q.jurisdiction),
                (&mut report.by_topic, &q.topic),
                (&mut report.by_regime, &q.regime),
            ];
            for (counts, key) in groups {
                counts.entry(key.clone()).or_default().add(one.agree);
            }
            report.all.add(one.agree);
            report.cited += usize::from(one.agree && one.cited);
            if one.false_permit {
                report.false_permits.push(q.id.clone());
            }
        }
        report
    }

    /// Tables, then every disagreement with its reason.
    pub(super) fn text(&self, results: &[Compared<'_>]) -> String {
        let mut out = String::new();
        for (title, counts) in [
            ("by basis", &self.by_basis),
            ("by jurisdiction", &self.by_jurisdiction),
            ("by topic", &self.by_topic),
            ("by regime", &self.by_regime),
        ] {
            let _ = writeln!(out, "{title}");
            for (key, count) in counts {
                let _ = writeln!(out, "  {:>3} of {:>3}  {key}", count.agree, count.total);
            }
        }
        let apart: Vec<&Compared<'_>> = results.iter().filter(|one| !one.agree).collect();
        if !apart.is_empty() {
            let _ = writeln!(out, "disagreements");
        }
        for one in apart {
            let mark = if one.false_permit { " FALSE PERMIT" } else { "" };
            let _ = writeln!(
                out,
                "  {}: the authority says {}, we say {}{mark}\n      {}",
                one.question.id,
                one.expected,
                one.decided.verdict,
                reason(one).replace('\n', "\n      ")
            );
        }
        let _ = writeln!(
            out,
            "{} of {} agree, {} of those cite an authority that the answer names; {} false permits",
            self.all.agree,
            self.all.total,
            self.cited,
            self.false_permits.len()
        );
        out
    }

    /// One object a case and one for the whole.
    pub(super) fn json(
        &self,
        results: &[Compared<'_>],
        wholes: Option<&[Whole]>,
        second: &Second,
        first: Option<&Figures>,
    ) -> Result<String> {
        let mut out = String::new();
        for (ix, one) in results.iter().enumerate() {
            let d = one.decided;
            let whole = wholes.and_then(|w| w.get(ix));
            let line = json!({
                "id": one.question.id, "file": d.file, "verdict": d.verdict, "exit": d.exit, "needs": d.needs,
                "cites": d.cites, "agree": one.agree, "whole": whole.map(|w| &w.verdict),
                "whole_floor": whole.and_then(|w| w.floor.as_ref()),
            });
            let _ = writeln!(out, "{}", serde_json::to_string(&line)?);
        }
        let counts = |of: &BTreeMap<String, Count>| -> Map<String, serde_json::Value> {
            of.iter().map(|(k, c)| (k.clone(), json!({"total": c.total, "agree": c.agree}))).collect()
        };
        let mut line = json!({
            "total": self.all.total, "agree": self.all.agree, "by_basis": counts(&self.by_basis),
            "false_permits": self.false_permits, "by_jurisdiction": counts(&self.by_jurisdiction),
            "by_topic": counts(&self.by_topic), "by_regime": counts(&self.by_regime), "cited": self.cited,
        });
        if let Some(line) = line.as_object_mut() {
            line.extend(second.json());
            line.insert("first".into(), first.map_or(serde_json::Value::Null, Figures::json));
        }
        let _ = writeln!(out, "{}", serde_json::to_string(&line)?);
        Ok(out)
    }

    /// The figures kept beside each other, first and present.
    pub(super) fn figures(&self, second: &Second) -> Figures {
        Figures {
            total: self.all.total,
            agree: self.all.agree,
            false_permits: self.false_permits.len(),
            second_degree: second.passed_over.len(),
            silent: second.silent.len(),
            twins: second.twins.total,
            twins_agree: second.twins.agree,
        }
    }

    /// The figures that may not fall.
    pub(super) fn baseline(&self) -> String {
        let mut out = "basis,agree\n".to_owned();
        for (basis, count) in &self.by_basis {
            let _ = writeln!(out, "{basis},{}", count.agree);
        }
        out
    }

    /// Figures that fell below those kept.
    pub(super) fn below(&self, kept: &str) -> Vec<String> {
        let rows = kept.lines().skip(1).filter_map(|line| line.split_once(','));
        rows.filter_map(|(basis, agree)| {
            let now = self.by_basis.get(basis).map_or(0, |c| c.agree);
            (agree.trim().parse().is_ok_and(|kept: usize| now < kept))
                .then(|| format!("{basis}: {now} cases agree, {} did", agree.trim()))
        })
        .collect()
    }
}

impl Count {
    pub(super) fn add(&mut self, agree: bool) {
        self.total += 1;
        self.agree += usize::from(agree);
    }
}

fn reason(one: &Compared<'_>) -> String {
    let d = one.decided;
    if !d.why.is_empty() {
        return d.why.clone();
    }
    if d.norms.is_empty() {
        return "no norm is met".to_owned();
    }
    format!("decided by {} ({})", d.norms.join(", "), d.cites.join("; "))
}
