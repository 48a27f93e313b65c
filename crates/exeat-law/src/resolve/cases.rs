//! `cases` blocks.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::Resolver;
use super::declare::clauses;
use super::line::{Line, Word, unquote};
use crate::cases::{Expect, Given, LawCase, needs_subject, widen};
use crate::diagnostic::nearest;
use crate::holdings::Holding;
use crate::judge::Answer;
use crate::syntax::{Node, SyntaxKind};
use crate::theory::{Cond, FactIx, GroupIx, Norm, NormKind, OwnerTest, PartyAtom};
use crate::value::Possible;

const CLAUSES: [&str; 7] = ["on", "as", "assume", "policy", "adopting", "given", "expect"];

impl Resolver<'_> {
    pub(super) fn read_cases(&mut self, blocks: &[(usize, Node)]) -> Vec<LawCase> {
        let mut cases = Vec::new();
        let mut named: BTreeMap<(usize, String), usize> = BTreeMap::new();
        if self.theory.facts.is_empty() {
            return cases;
        }
        for (file, block) in blocks.iter().filter(|(_, b)| b.kind() == SyntaxKind::CasesBlock) {
            self.file = *file;
            for decl in block.children().filter(|n| n.kind() == SyntaxKind::Decl) {
                let mut line = Line::own(&decl);
                if !line.eat(&["case"]) {
                    self.expected("`case` and its title", &mut line);
                    continue;
                }
                let Some(title) = line.eat_kind(SyntaxKind::Text) else {
                    self.expected("the title of the case in double quotes", &mut line);
                    continue;
                };
                self.end(&mut line);
                let mut case = LawCase {
                    file: self.sources[*file].name.clone(),
                    line: self.line_at(title.span.start),
                    title: unquote(&title.text),
                    ..LawCase::default()
                };
                for clause in clauses(&decl) {
                    self.case_clause(&mut case, &clause, &cases, &named);
                }
                if !clauses(&decl).any(|clause| Line::own(&clause).sees(&["expect"])) {
                    let help = "add `expect REGIME VERDICT` or `expect overall VERDICT`".to_owned();
                    let message = format!("the case `{}` expects nothing", case.title);
                    self.report("E061", title.span.clone(), message, Some(help));
                }
                if named.insert((*file, case.title.clone()), cases.len()).is_some() {
                    self.report(
                        "E012",
                        title.span,
                        format!("the case `{}` stands twice in this file", unquote(&title.text)),
                        Some("give each case a title of its own".to_owned()),
                    );
                }
                cases.push(case);
            }
        }
        cases
    }

    fn case_clause(
        &mut self,
        case: &mut LawCase,
        clause: &Node,
        cases: &[LawCase],
        named: &BTreeMap<(usize, String), usize>,
    ) {
        let mut line = Line::own(clause);
        if line.eat(&["as", "known", "on"]) {
            case.known_on = self.date(&mut line);
        } else if line.eat(&["on"]) {
            case.on = self.date(&mut line);
        } else if line.eat(&["as"]) {
            let Some(other) = line.eat_kind(SyntaxKind::Text) else {
                return self.expected("the title of an earlier case", &mut line);
            };
            line.eat_kind(SyntaxKind::Comma);
            line.eat(&["but"]);
            match named.get(&(self.file, unquote(&other.text))) {
                Some(ix) => {
                    let from = cases[*ix].clone();
                    case.on = case.on.or(from.on);
                    case.known_on = case.known_on.or(from.known_on);
                    case.no_policy |= from.no_policy;
                    if case.assume.is_empty() {
                        case.assume = from.assume;
                    }
                    if case.adopting.is_empty() {
                        case.adopting = from.adopting;
                    }
                    case.given = from.given.into_iter().chain(std::mem::take(&mut case.given)).collect();
                }
                None => {
                    let title = unquote(&other.text);
                    let titles = named.keys().filter(|(f, _)| *f == self.file).map(|(_, t)| t.as_str());
                    let help = nearest(&title, titles).map_or_else(
                        || "a case can only build on one above it in the same file".to_owned(),
                        |n| format!("did you mean `{n}`?"),
                    );
                    let message = format!("there is no earlier case `{title}`");
                    self.report("E010", other.span, message, Some(help));
                }
            }
        } else if line.eat(&["assume"]) {
            case.assume.clear();
            for word in self.commas(&mut line) {
                match self.theory.assumptions.iter().position(|a| a.id == word.text) {
                    Some(ix) => case.assume.push(ix),
                    None => {
                        self.unknown("assumption set", &word.text, word.span, |t| {
                            t.assumptions.iter().map(|a| a.id.as_str()).collect()
                        });
                    }
                }
            }
        } else if line.eat(&["policy", "none"]) {
            case.no_policy = true;
        } else if line.eat(&["adopting"]) {
            case.adopting.clear();
            loop {
                let Some(adopted) = self.reading(&mut line) else { return };
                case.adopting.push(adopted);
                if line.eat_kind(SyntaxKind::Comma).is_none() {
                    break;
                }
            }
        } else if line.eat(&["given"]) {
            if !line.done() {
                self.given(case, &mut line);
            }
            for nested in clauses(clause) {
                let mut line = Line::own(&nested);
                self.given(case, &mut line);
                self.end(&mut line);
            }
        } else if line.eat(&["expect"]) {
            self.expect(case, &mut line);
        } else {
            return self.unknown_clause(&line, &CLAUSES);
        }
        self.end(&mut line);
    }

    fn given(&mut self, case: &mut LawCase, line: &mut Line) {
        let Some(word) = self.word(line, "a fact or a role") else { return };
        if let Some(group) = self.theory.groups.iter().position(|g| g.name == word.text) {
            return self.given_about(case, group, line);
        }
        let mut subject = None;
        let mut path = word.text.clone();
        if let Some((role, attribute)) = word.text.split_once('.')
            && let Some(group) = self.theory.groups.iter().position(|g| g.name == role)
        {
            subject = Some(group);
            path = format!("party.{attribute}");
        }
        let Some(fact) = self.theory.fact(&path) else {
            line.at = line.words.len();
            return self.unknown_fact(&path, word.span);
        };
        if subject.is_none() && needs_subject(&self.theory, fact) {
            let help = format!("write `ROLE.{} VALUE`", path.trim_start_matches("party."));
            let message = format!("`{path}` needs a role to say whose it is");
            line.at = line.words.len();
            return self.report("E011", word.span, message, Some(help));
        }
        line.eat(&["is"]);
        let domain = self.theory.facts[fact].domain.clone();
        let words = if line.eat(&["one", "of"]) {
            self.list(line)
        } else {
            self.literal(&domain, line).into_iter().collect()
        };
        if let Some(possible) = self.possible(fact, &words) {
            let given = Given::Fact(subject, fact, possible);
            // a later line about the same fact takes the place of an inherited one
            case.given.retain(
                |g| !matches!((g, &given), (Given::Fact(s, f, _), Given::Fact(t, h, _)) if s == t && f == h),
            );
            case.given.push(given);
        } else if words.is_empty() {
            self.expected("a value", line);
        }
    }

    pub(super) fn possible(&mut self, fact: FactIx, words: &[Word]) -> Option<Possible> {
        let mut values = Vec::new();
        for word in words {
            let value = self.value(fact, word)?;
            values.extend(widen(&self.theory, fact, &value));
        }
        values.sort();
        values.dedup();
        (!values.is_empty()).then_some(Possible::OneOf(values))
    }

    fn given_about(&mut self, case: &mut LawCase, group: GroupIx, line: &mut Line) {
        let percent = |n: usize| line.words.get(line.at + n).is_some_and(|w| w.kind == SyntaxKind::Percent);
        if (line.sees(&["is", "owned"]) && percent(2)) || (line.sees(&["owned"]) && percent(1)) {
            return self.given_share(case, group, line);
        }
        if line.sees(&["is", "controlled"]) || line.sees(&["controlled"]) {
            return self.given_control(case, group, line);
        }
        let Some(cond) = self.about_party(line, None) else { return };
        let (cond, yes) = match cond {
            Cond::Not(inner) => (*inner, false),
            positive => (positive, true),
        };
        match cond {
            Cond::Party(ix) => self.given_atom(case, group, ix, yes),
            Cond::AtLeast(_, any) => {
                for (i, one) in any.into_iter().enumerate() {
                    if let Cond::Party(ix) = one
                        && (i == 0 || !yes)
                    {
                        self.given_atom(case, group, ix, yes);
                    }
                }
            }
            _ => self.expected("`is [not] on LIST` or `is [not] blocked under REGIME`", line),
        }
    }

    /// `ROLE is owned N% by WHO`
    fn given_share(&mut self, case: &mut LawCase, group: GroupIx, line: &mut Line) {
        line.eat(&["is"]);
        line.eat(&["owned"]);
        let Some(word) = line.next() else { return };
        let share = word.text.trim_end_matches('%').parse().ok();
        let Some(percent) = share.filter(|s| *s <= Decimal::ONE_HUNDRED) else {
            let message = format!("`{}` is no share of a whole", word.text);
            return self.report("E020", word.span, message, Some("it takes 0% to 100%".to_owned()));
        };
        let holding = Holding { percent, lists: vec![], named: vec![], facts: vec![] };
        if let Some(holding) = self.given_holder(holding, line) {
            case.given.push(Given::Held(group, holding));
        }
    }

    /// `ROLE is controlled by nobody` or `… by WHO`
    fn given_control(&mut self, case: &mut LawCase, group: GroupIx, line: &mut Line) {
        line.eat(&["is"]);
        line.eat(&["controlled"]);
        let holding = Holding { percent: Decimal::ONE_HUNDRED, lists: vec![], named: vec![], facts: vec![] };
        if line.eat(&["by", "nobody"]) {
            case.given.push(Given::Controlled(group, None));
        } else if let Some(holding) = self.given_holder(holding, line) {
            case.given.push(Given::Controlled(group, Some(holding)));
        }
    }

    /// `by WHO`: `on LIST`, `nobody listed` and facts of the holder, with commas between.
    fn given_holder(&mut self, mut holding: Holding, line: &mut Line) -> Option<Holding> {
        if !line.eat(&["by"]) {
            self.expected("`by` and who it is", line);
            return None;
        }
        loop {
            if line.eat(&["on"]) {
                match self.on_list(line)? {
                    OwnerTest::Named(id) => holding.named.push(id),
                    OwnerTest::On(pattern) => holding.lists.push(pattern),
                    OwnerTest::Has(_) => return None,
                }
            } else if !line.eat(&["nobody", "listed"]) {
                let word = self.word(line, "`on LIST`, `nobody listed` or a fact of the owner")?;
                let Some(fact) = self.bare_fact(&word.text, super::conditions::At::PARTY) else {
                    line.at = line.words.len();
                    self.unknown_fact(&word.text, word.span);
                    return None;
                };
                let domain = self.theory.facts[fact].domain.clone();
                let Some(value) = self.literal(&domain, line) else {
                    self.expected("a value", line);
                    return None;
                };
                holding.facts.push((fact, self.possible(fact, &[value])?));
            }
            if line.eat_kind(SyntaxKind::Comma).is_none() {
                return Some(holding);
            }
        }
    }

    fn given_atom(&mut self, case: &mut LawCase, group: GroupIx, ix: usize, yes: bool) {
        case.given.push(match &self.theory.party_atoms[ix] {
            PartyAtom::On(pattern) => Given::On(group, pattern.clone(), yes),
            _ => Given::Atom(group, ix, yes),
        });
    }

    fn expect(&mut self, case: &mut LawCase, line: &mut Line) {
        let at = self.line_at(line.span.start);
        let regime = if line.eat(&["overall"]) {
            None
        } else {
            let Some(word) = self.word(line, "`overall` or the id of a regime") else { return };
            match self.regime_ix(&word) {
                Some(regime) => Some(regime),
                None => {
                    line.at = line.words.len();
                    return;
                }
            }
        };
        let mut expect = Expect {
            regime,
            answer: Answer::Undetermined,
            by: vec![],
            flags: vec![],
            review: String::new(),
            needs: vec![],
            contested: None,
            line: at,
        };
        if line.eat(&["undetermined"]) || line.sees(&["needs"]) {
            if line.eat(&["needs"]) {
                expect.needs = self.list(line).into_iter().map(|w| w.text).collect();
            }
        } else if line.eat(&["degraded"]) {
            expect.answer = Answer::Degraded;
        } else if line.eat(&["contested"]) {
            expect.answer = Answer::Contested;
            if line.eat(&["on"]) {
                expect.contested = self.contested(line);
                if expect.contested.is_none() {
                    line.at = line.words.len();
                }
            }
        } else {
            let Some(verdict) = self.verdict(line) else { return };
            expect.answer = Answer::Closed(verdict);
        }
        if line.eat(&["by"]) {
            expect.by = self.norms(line, "norm", |_| true);
        }
        if line.eat(&["flags"]) {
            expect.flags = self.norms(line, "flag", |n| n.kind == NormKind::Flag);
        }
        if line.eat(&["review"]) {
            expect.review = self.review(line).unwrap_or_default();
        }
        case.expect.push(expect);
    }

    /// Ids of norms, one after the other.
    fn norms(&mut self, line: &mut Line, what: &'static str, fits: fn(&Norm) -> bool) -> Vec<String> {
        let words = self.commas(line);
        for word in &words {
            if !self.theory.norms.iter().any(|n| fits(n) && n.id == word.text) {
                self.unknown(what, &word.text, word.span.clone(), |t| {
                    t.norms.iter().filter(|n| fits(n)).map(|n| n.id.as_str()).collect()
                });
            }
        }
        words.into_iter().map(|w| w.text).collect()
    }

    /// `TERM (READING: VERDICT; …)`
    fn contested(&mut self, line: &mut Line) -> Option<(usize, Vec<(usize, crate::theory::Verdict)>)> {
        let word = self.word(line, "the id of a term")?;
        let Some(term) = self.theory.term(&word.text) else {
            self.unknown("term", &word.text, word.span, |t| t.terms.iter().map(|t| t.id.as_str()).collect());
            return None;
        };
        let mut out = Vec::new();
        if line.eat_kind(SyntaxKind::OpenParen).is_none() {
            return Some((term, out));
        }
        loop {
            let word = self.word(line, "the id of a reading")?;
            let Some(reading) = self.theory.terms[term].readings.iter().position(|r| r.id == word.text)
            else {
                self.unknown("reading", &word.text, word.span, |t| {
                    t.terms[term].readings.iter().map(|r| r.id.as_str()).collect()
                });
                return None;
            };
            line.eat_kind(SyntaxKind::Colon);
            out.push((reading, self.verdict(line)?));
            if line.eat_kind(SyntaxKind::Semicolon).is_none() {
                break;
            }
        }
        if line.eat_kind(SyntaxKind::CloseParen).is_none() {
            self.expected("`)`", line);
        }
        Some((term, out))
    }
}
