//! Second pass, conditions: from tokens of an atom to a typed test.

use std::collections::BTreeSet;
use std::ops::Range;

use super::declare::all_clauses;
use super::line::{Line, Word, range};
use super::{Resolver, Sort, Superseding};
use crate::syntax::{Node, SyntaxKind};
use crate::theory::{Cond, FactIx, GroupIx, Scope, Scoped};

/// Words with which a test about the bound party begins.
const ABOUT: [&str; 6] = ["is", "on", "blocked", "owned", "controlled", "counts"];

/// Where a condition stands.
#[derive(Clone, Copy)]
pub(super) struct At {
    /// A quantifier or a definition `of party` binds a party here.
    pub(super) party: bool,
    /// `any item has` binds an item here, whose facts are written without `item.`.
    pub(super) item: bool,
}

impl At {
    /// Nothing is bound.
    pub(super) const OPEN: At = At { party: false, item: false };
    /// A party is.
    pub(super) const PARTY: At = At { party: true, item: false };
}

impl Resolver<'_> {
    pub(super) fn resolve_conditions(&mut self) {
        for Superseding { file, ix, old, date, saving } in std::mem::take(&mut self.superseding) {
            self.file = file;
            match self.theory.instruments.iter().position(|i| i.id == old.text) {
                Some(old) => {
                    self.theory.instruments[ix].supersedes = Some((old, date));
                    self.theory.instruments[ix].saving = saving.map(|clause| self.cond_of(&clause, At::OPEN));
                }
                None => {
                    self.unknown("instrument", &old.text, old.span, |t| {
                        t.instruments.iter().map(|i| i.id.as_str()).collect()
                    });
                }
            }
        }
        for pending in std::mem::take(&mut self.defines) {
            self.file = pending.file;
            let of_party = self.theory.defines[pending.ix].of_party;
            let at = At { party: of_party, ..At::OPEN };
            let mut found = false;
            for clause in super::declare::clauses(&pending.node) {
                let mut line = Line::own(&clause);
                if line.eat(&["means"]) {
                    found = true;
                    self.theory.defines[pending.ix].means = self.cond_of(&clause, at);
                } else if !line.sees(&["cites"]) && !line.sees(&["note"]) {
                    self.unknown_clause(&line, &["means", "cites", "note"]);
                }
            }
            if !found {
                let id = self.theory.defines[pending.ix].id.clone();
                let (_, span) = self.place(Sort::Define, &id);
                let help = "add `means` and a condition".to_owned();
                self.report("E061", span, format!("the definition `{id}` has no `means`"), Some(help));
            }
        }
        for pending in std::mem::take(&mut self.constraints) {
            self.file = pending.file;
            for clause in super::declare::clauses(&pending.node) {
                let mut line = Line::own(&clause);
                if line.eat(&["when"]) {
                    let when = self.cond_of(&clause, At::OPEN);
                    if !self.is_of_facts(&when) {
                        let help = "say it of facts alone: no open term, no status, no `applies`".to_owned();
                        let message = "what can be does not hang on how the law is read";
                        self.report("E011", line.span.clone(), message, Some(help));
                        continue;
                    }
                    self.theory.constraints[pending.ix].when = when;
                } else if line.eat(&["cites"]) {
                    self.theory.constraints[pending.ix].cites = line.rest(self.text()).to_owned();
                } else {
                    self.unknown_clause(&line, &["when", "cites"]);
                }
            }
        }
        for pending in std::mem::take(&mut self.terms) {
            self.file = pending.file;
            let mut reading = None;
            for clause in all_clauses(&pending.node) {
                let mut line = Line::own(&clause);
                if line.eat(&["reading"]) {
                    reading = Some(reading.map_or(0, |r: usize| r + 1));
                } else if line.eat(&["means"]) {
                    let means = self.cond_of(&clause, At::OPEN);
                    let readings = &mut self.theory.terms[pending.ix].readings;
                    if let Some(reading) = reading.and_then(|r| readings.get_mut(r)) {
                        reading.means = means;
                    }
                } else if line.eat(&["linked", "to"]) {
                    self.link(pending.ix, &mut line);
                }
            }
        }
        self.resolve_links();
    }

    /// Whether a condition speaks of facts alone, through definitions too.
    fn is_of_facts(&self, cond: &Cond) -> bool {
        fn walk(theory: &crate::theory::Theory, cond: &Cond, seen: &mut BTreeSet<usize>) -> bool {
            match cond {
                Cond::All(all) | Cond::AtLeast(_, all) => all.iter().all(|c| walk(theory, c, seen)),
                Cond::Not(inner) | Cond::AnyOf(_, inner) | Cond::AnyItem(inner) => walk(theory, inner, seen),
                Cond::Define(ix) => !seen.insert(*ix) || walk(theory, &theory.defines[*ix].means, seen),
                Cond::Term(_) | Cond::Applies(_) | Cond::Status(..) => false,
                Cond::Const(_) | Cond::Fact(..) | Cond::Compared(_) | Cond::Party(_) | Cond::Marked(_) => {
                    true
                }
            }
        }
        walk(&self.theory, cond, &mut BTreeSet::new())
    }

    /// A term linked to a linked one shares the reading of the last; a ring of links has no last.
    fn resolve_links(&mut self) {
        let direct: Vec<Option<usize>> = self.theory.terms.iter().map(|t| t.linked).collect();
        let mut ring = false;
        for ix in 0..direct.len() {
            let mut root = direct[ix];
            let mut steps = 0;
            while let Some(next) = root.and_then(|r| direct[r])
                && steps <= direct.len()
            {
                (root, steps) = (Some(next), steps + 1);
            }
            self.theory.terms[ix].linked = root;
            if steps > direct.len() && !std::mem::replace(&mut ring, true) {
                let id = self.theory.terms[ix].id.clone();
                let (file, span) = self.place(Sort::Term, &id);
                self.file = file;
                let help = "link all of them to one that is linked to none".to_owned();
                self.report("E033", span, format!("the term `{id}` is linked in a ring"), Some(help));
            }
        }
    }

    fn link(&mut self, ix: usize, line: &mut Line) {
        let Some(other) = self.word(line, "the id of a term") else { return };
        match self.theory.term(&other.text) {
            Some(root) if root != ix => {
                let ids = |ix: usize| -> Vec<&str> {
                    self.theory.terms[ix].readings.iter().map(|r| r.id.as_str()).collect()
                };
                if ids(ix) != ids(root) {
                    let help = format!("give both the readings {} in that order", ids(root).join(", "));
                    let id = &self.theory.terms[ix].id;
                    let message = format!("`{id}` is linked to `{}` but has other readings", other.text);
                    return self.report("E011", other.span, message, Some(help));
                }
                self.theory.terms[ix].linked = Some(root);
            }
            _ => {
                self.unknown("other term", &other.text, other.span, |t| {
                    t.terms.iter().map(|t| t.id.as_str()).collect()
                });
            }
        }
    }

    /// The condition in a clause. What cannot be read becomes `false` with a complaint.
    pub(super) fn cond_of(&mut self, clause: &Node, at: At) -> Cond {
        match clause.children().find(|n| n.kind() == SyntaxKind::Cond) {
            Some(cond) if !self.is_broken(&cond) => self.first_child(&cond, at),
            _ => Cond::Const(false),
        }
    }

    /// Whether the parser complained in it: reading on would only repeat that in other words.
    fn is_broken(&self, cond: &Node) -> bool {
        let span = range(cond.text_range());
        // complaints come in the order of files and text
        let at = self.broken.partition_point(|place| *place < (self.file, span.start));
        self.broken.get(at).is_some_and(|place| *place <= (self.file, span.end))
    }

    pub(super) fn first_child(&mut self, node: &Node, at: At) -> Cond {
        let inner = node.children().find(|n| is_condition(n.kind()));
        inner.map_or(Cond::Const(false), |n| self.cond(&n, at))
    }

    fn children(&mut self, node: &Node, at: At) -> Vec<Cond> {
        let children: Vec<Node> = node.children().filter(|n| is_condition(n.kind())).collect();
        children.iter().map(|n| self.cond(n, at)).collect()
    }

    fn cond(&mut self, node: &Node, at: At) -> Cond {
        match node.kind() {
            SyntaxKind::Group => {
                let limbs = self.children(node, at);
                let mut head = Line::own(node);
                if head.eat(&["all"]) {
                    Cond::All(limbs)
                } else if head.eat(&["any"]) {
                    Cond::AtLeast(1, limbs)
                } else if head.eat(&["none"]) {
                    Cond::Not(Box::new(Cond::AtLeast(1, limbs)))
                } else {
                    head.eat(&["at", "least"]);
                    let n = self.integer(&mut head).map_or(limbs.len(), |n| n as usize);
                    Cond::AtLeast(n, limbs)
                }
            }
            SyntaxKind::Item | SyntaxKind::ParenExpr => self.first_child(node, at),
            SyntaxKind::OrExpr => Cond::AtLeast(1, self.children(node, at)),
            SyntaxKind::AndExpr => Cond::All(self.children(node, at)),
            SyntaxKind::NotExpr => Cond::Not(Box::new(self.first_child(node, at))),
            SyntaxKind::IfExpr => {
                let mut parts = self.children(node, at).into_iter();
                let when = parts.next().unwrap_or(Cond::Const(true));
                let then = parts.next().unwrap_or(Cond::Const(false));
                Cond::AtLeast(1, vec![Cond::Not(Box::new(when)), then])
            }
            SyntaxKind::QuantExpr => {
                let mut head = Line::own(node);
                let Some(quantifier) = head.next() else { return Cond::Const(false) };
                let Some(what) = head.next() else { return Cond::Const(false) };
                if what.text == "item" {
                    let inner = self.first_child(node, At { item: true, ..at });
                    let any = |inner| Cond::AnyItem(Box::new(inner));
                    return quantified(&quantifier.text, inner, any);
                }
                let group = self.group(&what);
                let inner = self.first_child(node, At { party: true, ..at });
                let Some(group) = group else { return Cond::Const(false) };
                quantified(&quantifier.text, inner, |inner| Cond::AnyOf(group, Box::new(inner)))
            }
            _ => {
                // a bracket in an atom holds a condition of its own, about an owner
                let mut line = Line::own(node);
                let bracket = node.children().find(|n| n.kind() == SyntaxKind::ParenExpr);
                // what cannot be read was complained about, and its rest is left alone
                let Some(cond) = self.atom(&mut line, bracket.as_ref(), at) else {
                    return Cond::Const(false);
                };
                self.end(&mut line);
                cond
            }
        }
    }

    pub(super) fn group(&mut self, word: &Word) -> Option<GroupIx> {
        let found = self.theory.groups.iter().position(|g| g.name == word.text);
        if found.is_none() {
            self.unknown("role", &word.text, word.span.clone(), |t| {
                t.groups.iter().map(|g| g.name.as_str()).collect()
            });
        }
        found
    }

    fn atom(&mut self, line: &mut Line, bracket: Option<&Node>, at: At) -> Option<Cond> {
        if line.eat(&["applies"]) {
            return Some(Cond::Applies(self.scoped(line)?));
        }
        if line.eat(&["status", "of"]) {
            return self.status(line);
        }
        for object in ["item", "deal", "payment", "party"] {
            if line.eat(&[object, "counts", "as"]) {
                return self.counts_as(line);
            }
        }
        if at.party && ABOUT.iter().any(|w| line.sees(&[w])) {
            return self.about_party(line, bracket);
        }
        if line.words.get(line.at + 1).is_some_and(|w| w.text == "[") {
            return self.looked_up(line, at);
        }
        let word = self.word(line, "a fact, a definition or a role")?;
        if let Some(group) = self.theory.groups.iter().position(|g| g.name == word.text) {
            let inner = self.about_party(line, bracket)?;
            return Some(outward(group, inner));
        }
        if let Some((role, attribute)) = word.text.split_once('.')
            && let Some(group) = self.theory.groups.iter().position(|g| g.name == role)
        {
            let path = format!("party.{attribute}");
            let Some(fact) = self.theory.fact(&path) else {
                self.unknown_fact(&path, word.span);
                return None;
            };
            return Some(outward(group, self.predicate(fact, line)?));
        }
        if let Some(fact) = self.bare_fact(&word.text, at) {
            return self.predicate(fact, line);
        }
        if let Some(fact) = self.theory.fact(&word.text) {
            if self.theory.facts[fact].scope == Scope::Party && !at.party {
                let help = "write `any ROLE has (…)` or `ROLE.…`".to_owned();
                self.report(
                    "E011",
                    word.span,
                    format!("`{}` needs a role to say whose it is", word.text),
                    Some(help),
                );
                return None;
            }
            return self.predicate(fact, line);
        }
        if let Some(define) = self.theory.defines.iter().position(|d| d.id == word.text) {
            if self.theory.defines[define].of_party && !at.party {
                let help = "write `any ROLE has (…)`".to_owned();
                self.report(
                    "E011",
                    word.span,
                    format!("`{}` is about a party and needs a role", word.text),
                    Some(help),
                );
                return None;
            }
            return Some(Cond::Define(define));
        }
        self.unknown_fact(&word.text, word.span);
        line.at = line.words.len();
        None
    }

    /// A fact of what is bound, written without whose it is.
    pub(super) fn bare_fact(&self, word: &str, at: At) -> Option<FactIx> {
        let of = |whose: &str| self.theory.fact(&format!("{whose}.{word}"));
        let party = if at.party { of("party") } else { None };
        party.or_else(|| if at.item { of("item") } else { None })
    }

    pub(super) fn unknown_fact(&mut self, path: &str, span: Range<usize>) {
        self.unknown("fact or definition", path, span, |t| {
            let mut known: Vec<&str> = t.facts.iter().map(|f| f.path.as_str()).collect();
            known.extend(t.defines.iter().map(|d| d.id.as_str()));
            // inside `has` the facts of a party are written without its name
            known.extend(t.facts.iter().filter_map(|f| f.path.strip_prefix("party.")));
            known
        });
    }

    pub(super) fn scoped(&mut self, line: &mut Line) -> Option<Scoped> {
        let word = self.word(line, "the id of a regime or part")?;
        for (regime, r) in self.theory.regimes.iter().enumerate() {
            if r.id == word.text {
                return Some(Scoped { regime, part: None });
            }
            if r.parts.iter().any(|(p, _)| *p == word.text) {
                return Some(Scoped { regime, part: Some(word.text) });
            }
        }
        self.unknown("regime or part", &word.text, word.span, |t| {
            let mut known: Vec<&str> = t.regimes.iter().map(|r| r.id.as_str()).collect();
            known.extend(t.regimes.iter().flat_map(|r| &r.parts).map(|(part, _)| part.as_str()));
            known
        });
        None
    }

    fn status(&mut self, line: &mut Line) -> Option<Cond> {
        let scoped = self.scoped(line)?;
        let mut ties = Vec::new();
        line.eat_kind(SyntaxKind::Comma);
        if line.eat(&["were"]) {
            loop {
                let path = self.word(line, "a fact")?;
                let Some(fact) = self.theory.fact(&path.text) else {
                    self.unknown_fact(&path.text, path.span);
                    return None;
                };
                if line.peek().is_some_and(|w| w.kind == SyntaxKind::Comma) {
                    self.expected("a value", line);
                    return None;
                }
                let domain = self.theory.facts[fact].domain.clone();
                let Some(word) = self.literal(&domain, line) else {
                    self.expected("a value", line);
                    return None;
                };
                ties.push((fact, self.value(fact, &word)?));
                if !line.eat(&["and"]) {
                    break;
                }
            }
            line.eat_kind(SyntaxKind::Comma);
        }
        if !line.eat(&["is"]) {
            self.expected("`is` and a verdict", line);
            return None;
        }
        let mut wanted = Vec::new();
        if line.eat(&["one", "of"]) {
            if line.eat_kind(SyntaxKind::OpenBrace).is_none() {
                self.expected("`{`", line);
                return None;
            }
            loop {
                wanted.push(self.verdict(line)?);
                if line.eat_kind(SyntaxKind::Comma).is_none() {
                    break;
                }
            }
            if line.eat_kind(SyntaxKind::CloseBrace).is_none() {
                self.expected("`}`", line);
                return None;
            }
        } else {
            wanted.push(self.verdict(line)?);
        }
        Some(Cond::Status(scoped, ties, wanted))
    }

    pub(super) fn counts_as(&mut self, line: &mut Line) -> Option<Cond> {
        let word = self.word(line, "the id of a term")?;
        match self.theory.term(&word.text) {
            Some(term) => Some(Cond::Term(term)),
            None => {
                self.unknown("term", &word.text, word.span, |t| {
                    t.terms.iter().map(|t| t.id.as_str()).collect()
                });
                None
            }
        }
    }
}

fn is_condition(kind: SyntaxKind) -> bool {
    use SyntaxKind::*;
    matches!(kind, Group | Item | OrExpr | AndExpr | NotExpr | IfExpr | ParenExpr | QuantExpr | Atom)
}

/// `any`, `every` or `no` of what `any` makes of a condition.
fn quantified(quantifier: &str, inner: Cond, any: impl Fn(Cond) -> Cond) -> Cond {
    match quantifier {
        "any" => any(inner),
        "every" => Cond::Not(Box::new(any(Cond::Not(Box::new(inner))))),
        _ => Cond::Not(Box::new(any(inner))),
    }
}

/// `ROLE is not on LIST` says that nobody in the role is, not that somebody is not.
fn outward(group: GroupIx, inner: Cond) -> Cond {
    match inner {
        Cond::Not(positive) => Cond::Not(Box::new(Cond::AnyOf(group, positive))),
        positive => Cond::AnyOf(group, Box::new(positive)),
    }
}
