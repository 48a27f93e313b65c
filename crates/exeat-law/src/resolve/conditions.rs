//! Second pass, conditions: from tokens of an atom to a typed test.

use std::ops::Range;

use super::declare::all_clauses;
use super::line::{Line, Word, range};
use super::{Resolver, Sort};
use crate::syntax::{Node, SyntaxKind};
use crate::theory::{Compare, Cond, Domain, FactIx, GroupIx, PartyAtom, Scope, Scoped, Test};
use crate::value::Value;

/// Where a condition stands.
#[derive(Clone, Copy)]
pub(super) struct At {
    /// A quantifier or a definition `of party` binds a party here.
    pub(super) party: bool,
}

impl Resolver<'_> {
    pub(super) fn resolve_conditions(&mut self) {
        for (file, ix, old, date) in std::mem::take(&mut self.superseding) {
            self.file = file;
            match self.theory.instruments.iter().position(|i| i.id == old.text) {
                Some(old) => self.theory.instruments[ix].supersedes = Some((old, date)),
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
            let at = At { party: of_party };
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
        for pending in std::mem::take(&mut self.terms) {
            self.file = pending.file;
            let mut reading = None;
            for clause in all_clauses(&pending.node) {
                let mut line = Line::own(&clause);
                if line.eat(&["reading"]) {
                    reading = Some(reading.map_or(0, |r: usize| r + 1));
                } else if line.eat(&["means"]) {
                    let means = self.cond_of(&clause, At { party: false });
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

    fn first_child(&mut self, node: &Node, at: At) -> Cond {
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
                let group = head.next().and_then(|w| self.group(&w));
                let inner = self.first_child(node, At { party: true });
                let Some(group) = group else { return Cond::Const(false) };
                match quantifier.text.as_str() {
                    "any" => Cond::AnyOf(group, Box::new(inner)),
                    "every" => not_any(group, Cond::Not(Box::new(inner))),
                    _ => not_any(group, inner),
                }
            }
            _ => {
                let mut line = Line::whole(node);
                // what cannot be read was complained about, and its rest is left alone
                let Some(cond) = self.atom(&mut line, at) else { return Cond::Const(false) };
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

    fn atom(&mut self, line: &mut Line, at: At) -> Option<Cond> {
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
        if at.party && ["is", "on", "blocked", "owned", "counts"].iter().any(|w| line.sees(&[w])) {
            return self.about_party(line);
        }
        let word = self.word(line, "a fact, a definition or a role")?;
        if let Some(group) = self.theory.groups.iter().position(|g| g.name == word.text) {
            let inner = self.about_party(line)?;
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
        if at.party
            && let Some(fact) = self.theory.fact(&format!("party.{}", word.text))
        {
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
                let Some(word) = line.next() else {
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

    fn counts_as(&mut self, line: &mut Line) -> Option<Cond> {
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

    /// `is on LIST`, `is blocked under REGIME`, `is owned …`, `counts as TERM`, about the bound party.
    pub(super) fn about_party(&mut self, line: &mut Line) -> Option<Cond> {
        if line.eat(&["counts", "as"]) {
            return self.counts_as(line);
        }
        line.eat(&["is"]);
        let negated = line.eat(&["not"]);
        let cond = if line.eat(&["on"]) {
            let named = line.peek().and_then(|w| self.theory.named_parties.iter().find(|p| p.id == w.text));
            match named.map(|p| p.id.clone()) {
                Some(id) => {
                    line.at += 1;
                    self.party_atom(PartyAtom::Named(id))
                }
                None => {
                    let pattern = self.list_pattern(line)?;
                    self.party_atom(PartyAtom::On(pattern))
                }
            }
        } else if line.eat(&["blocked", "under"]) {
            let word = self.word(line, "the id of a regime")?;
            let regime = self.regime_ix(&word)?;
            let (lists, owned) = {
                let r = &self.theory.regimes[regime];
                (r.blocked_on.clone(), r.blocked_owned.clone())
            };
            if lists.is_empty() {
                let help = "give the regime a `blocked on LIST` clause".to_owned();
                self.report(
                    "E011",
                    word.span,
                    format!("nobody is blocked under `{}`", word.text),
                    Some(help),
                );
                return None;
            }
            let mut any: Vec<Cond> =
                lists.iter().map(|l| self.party_atom(PartyAtom::On(l.clone()))).collect();
            any.extend(owned.map(|t| self.party_atom(PartyAtom::Owned(t, lists))));
            Cond::AtLeast(1, any)
        } else if line.sees(&["owned"]) {
            let threshold = self.threshold(line)?;
            if !line.eat(&["by"]) {
                self.expected("`by on LIST`", line);
                return None;
            }
            let parens = line.eat_kind(SyntaxKind::OpenParen).is_some();
            let mut lists = Vec::new();
            loop {
                line.eat(&["on"]);
                lists.push(self.list_pattern(line)?);
                if line.eat_kind(SyntaxKind::Comma).is_none() {
                    break;
                }
            }
            if parens && line.eat_kind(SyntaxKind::CloseParen).is_none() {
                self.expected("`)`", line);
            }
            self.party_atom(PartyAtom::Owned(threshold, lists))
        } else {
            self.expected("`is on LIST`, `is blocked under REGIME`, `is owned …` or `counts as TERM`", line);
            return None;
        };
        Some(if negated { Cond::Not(Box::new(cond)) } else { cond })
    }

    fn party_atom(&mut self, atom: PartyAtom) -> Cond {
        let atoms = &mut self.theory.party_atoms;
        let ix = atoms.iter().position(|a| *a == atom).unwrap_or_else(|| {
            atoms.push(atom);
            atoms.len() - 1
        });
        Cond::Party(ix)
    }

    fn test(&mut self, fact: FactIx, test: Test) -> Cond {
        if !self.theory.tests[fact].contains(&test) {
            self.theory.tests[fact].push(test.clone());
        }
        Cond::Fact(fact, test)
    }

    /// What follows a fact.
    fn predicate(&mut self, fact: FactIx, line: &mut Line) -> Option<Cond> {
        let path = self.theory.facts[fact].path.clone();
        let domain = self.theory.facts[fact].domain.clone();
        if domain == Domain::Text {
            self.report(
                "E020",
                line.here(),
                format!("`{path}` is text, which is shown and never tested"),
                Some("declare a fact with the values that matter, and test that".to_owned()),
            );
            return None;
        }
        if line.done() {
            if domain != Domain::YesNo {
                let help = format!("`{path}` takes {}; write `{path} is …`", domain.words());
                self.report("E020", line.span.clone(), format!("`{path}` is not a yes/no fact"), Some(help));
                return None;
            }
            return Some(self.test(fact, Test::Is(vec![Value::Bool(true)])));
        }
        if line.eat(&["is"]) {
            let negated = line.eat(&["not"]);
            let cond = self.is(fact, &domain, line)?;
            return Some(if negated { Cond::Not(Box::new(cond)) } else { cond });
        }
        let op = [
            (&["on", "or", "before"][..], Compare::AtMost, true),
            (&["on", "or", "after"], Compare::AtLeast, true),
            (&["before"], Compare::Less, true),
            (&["after"], Compare::More, true),
            (&["at", "least"], Compare::AtLeast, false),
            (&["at", "most"], Compare::AtMost, false),
            (&["more", "than"], Compare::More, false),
            (&["less", "than"], Compare::Less, false),
        ]
        .into_iter()
        .find(|(words, ..)| line.eat(words));
        let Some((_, op, dates)) = op else {
            self.expected("`is`, a comparison or the end of the condition", line);
            return None;
        };
        if (domain == Domain::Date) != dates || !matches!(domain, Domain::Date | Domain::Number) {
            let help = match domain {
                Domain::Date => {
                    "a date is `before`, `after`, `on or before` or `on or after` another".to_owned()
                }
                Domain::Number => {
                    "a number is `at least`, `at most`, `more than` or `less than` another".to_owned()
                }
                _ => format!("`{path}` takes {}; write `{path} is …`", domain.words()),
            };
            self.report(
                "E020",
                line.span.clone(),
                format!("this comparison does not fit `{path}`"),
                Some(help),
            );
            return None;
        }
        let Some(word) = line.next() else {
            self.expected("a value or the path of a fact", line);
            return None;
        };
        if let Some(other) = self.theory.fact(&word.text) {
            let whose = [fact, other].map(|f| self.theory.facts[f].scope == Scope::Party);
            if whose == [false, true] {
                let message = format!("`{}` needs a role to say whose it is", word.text);
                let help =
                    format!("write it first: `any ROLE has ({} …)`", word.text.trim_start_matches("party."));
                self.report("E011", word.span, message, Some(help));
                return None;
            }
            if self.theory.facts[other].domain != domain {
                self.report(
                    "E020",
                    word.span,
                    format!("`{}` and `{path}` are of different types", word.text),
                    Some("compare dates with dates, and numbers with numbers".to_owned()),
                );
                return None;
            }
            let key = (fact, op, other);
            let all = &mut self.theory.comparisons;
            let ix = all.iter().position(|c| *c == key).unwrap_or_else(|| {
                all.push(key);
                all.len() - 1
            });
            return Some(Cond::Compared(ix));
        }
        let value = self.value(fact, &word)?;
        Some(self.test(fact, Test::Against(op, value)))
    }

    fn is(&mut self, fact: FactIx, domain: &Domain, line: &mut Line) -> Option<Cond> {
        if line.eat(&["within"]) {
            let word = self.word(line, "a node or a set")?;
            if let Some(set) = self.theory.sets.iter().position(|s| s.id == word.text) {
                return Some(self.test(fact, Test::InSet(set)));
            }
            return if matches!(domain, Domain::Kind(_)) {
                self.is_value(fact, domain, &[word])
            } else {
                self.unknown("set", &word.text, word.span, |t| {
                    t.sets.iter().map(|s| s.id.as_str()).collect()
                });
                None
            };
        }
        if line.eat(&["under"]) {
            if *domain != Domain::Code {
                let path = &self.theory.facts[fact].path;
                let message = format!("`under` is for codes, and `{path}` is none");
                let help = format!("`{path}` takes {}; write `{path} is …`", domain.words());
                self.report("E020", line.here(), message, Some(help));
                return None;
            }
            line.eat(&["one", "of"]);
            let codes: Vec<_> = self.list(line).into_iter().map(|w| w.text.as_str().into()).collect();
            if codes.is_empty() {
                self.expected("a code", line);
                return None;
            }
            return Some(self.test(fact, Test::Under(codes)));
        }
        let words =
            if line.eat(&["one", "of"]) { self.list(line) } else { line.next().into_iter().collect() };
        if words.is_empty() {
            self.expected("a value", line);
            return None;
        }
        self.is_value(fact, domain, &words)
    }

    /// Being a node of a taxonomy means being within it.
    fn is_value(&mut self, fact: FactIx, domain: &Domain, words: &[Word]) -> Option<Cond> {
        let mut values = Vec::new();
        for word in words {
            let value = self.value(fact, word)?;
            match (domain, &value) {
                (Domain::Kind(kind), Value::Sym(node)) => {
                    let within = self.theory.kinds.get(kind).map(|k| k.within(node)).unwrap_or_default();
                    values.extend(within.into_iter().map(Value::Sym));
                }
                _ => values.push(value),
            }
        }
        values.sort();
        values.dedup();
        Some(self.test(fact, Test::Is(values)))
    }
}

fn is_condition(kind: SyntaxKind) -> bool {
    use SyntaxKind::*;
    matches!(kind, Group | Item | OrExpr | AndExpr | NotExpr | IfExpr | ParenExpr | QuantExpr | Atom)
}

fn not_any(group: GroupIx, inner: Cond) -> Cond {
    Cond::Not(Box::new(Cond::AnyOf(group, Box::new(inner))))
}

/// `ROLE is not on LIST` says that nobody in the role is, not that somebody is not.
fn outward(group: GroupIx, inner: Cond) -> Cond {
    match inner {
        Cond::Not(positive) => not_any(group, *positive),
        positive => Cond::AnyOf(group, Box::new(positive)),
    }
}
