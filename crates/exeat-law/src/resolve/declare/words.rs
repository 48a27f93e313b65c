//! Names for conditions and what follows from an answer: terms, definitions, assumptions, policies, duties.

use super::all_clauses;
use crate::resolve::line::Line;
use crate::resolve::{Pending, Resolver, Sort};
use crate::syntax::Node;
use crate::theory::{Assumption, Cond, Constraint, Define, Duty, Policy, Reading, Term};

impl Resolver<'_> {
    pub(super) fn declare_term(&mut self, line: &mut Line, node: &Node) {
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
            } else if !line.eat(&["means"]) && !line.eat(&["linked", "to"]) {
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

    pub(super) fn declare_define(&mut self, line: &mut Line, node: &Node) {
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

    pub(super) fn declare_never(&mut self, line: &mut Line, node: &Node) {
        let Some(id) = self.word(line, "the id of what cannot be") else { return };
        let title = self.title(line);
        self.end(line);
        if self.theory.constraints.iter().any(|c| c.id == id.text) {
            self.duplicate("constraint", &id);
            return;
        }
        if !super::clauses(node).any(|clause| Line::own(&clause).sees(&["when"])) {
            let help = "add `when` and what cannot hold".to_owned();
            let message = format!("`{}` does not say what cannot be", id.text);
            self.report("E061", id.span.clone(), message, Some(help));
        }
        self.places.insert((Sort::Constraint, id.text.clone()), (self.file, id.span));
        let ix = self.theory.constraints.len();
        let constraint = Constraint { id: id.text, title, when: Cond::Const(false), cites: String::new() };
        self.theory.constraints.push(constraint);
        self.constraints.push(Pending { file: self.file, node: node.clone(), ix });
    }

    pub(super) fn declare_assumption(&mut self, line: &mut Line, node: &Node) {
        let Some(id) = self.word(line, "the id of an assumption set") else { return };
        let says = self.title(line);
        self.end(line);
        if self.theory.assumptions.iter().any(|a| a.id == id.text) {
            self.duplicate("assumption set", &id);
            return;
        }
        let ix = self.theory.assumptions.len();
        let assumption = Assumption {
            id: id.text,
            says,
            sets: vec![],
            includes: vec![],
            no_listings: false,
            parties_complete: false,
        };
        self.theory.assumptions.push(assumption);
        self.assumptions.push(Pending { file: self.file, node: node.clone(), ix });
    }

    pub(super) fn declare_policy(&mut self, line: &mut Line, node: &Node) {
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

    pub(super) fn declare_duty(&mut self, line: &mut Line, node: &Node) {
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
}
