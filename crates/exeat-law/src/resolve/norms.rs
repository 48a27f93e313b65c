//! Second pass, norms and the other declarations that refer to names.

use super::conditions::At;
use super::declare::{all_clauses, clauses};
use super::line::{Line, Word};
use super::{Resolver, Sort};
use crate::calendar::Rule;
use crate::syntax::{Node, SyntaxKind};
use crate::theory::{Adopted, Cond, Domain, LicenceRoute, NormIx, Scope, Scoped, Setting, Usual};

const CLAUSES: [&str; 15] = [
    "part",
    "cites",
    "confidence",
    "in",
    "measured",
    "when",
    "provided",
    "lifts",
    "except",
    "limits",
    "licence",
    "duty",
    "silent",
    "continues",
    "note",
];

/// `lifts` waits until every norm is known.
enum Lifts {
    Named(Word),
    Restrictions(Scoped, Vec<Word>),
}

impl Resolver<'_> {
    pub(super) fn resolve_norms(&mut self) {
        self.resolve_assumptions();
        self.resolve_duties();
        self.resolve_policies();
        let mut lifts: Vec<(usize, NormIx, Lifts)> = Vec::new();
        let mut exceptions: Vec<(usize, NormIx, Word, bool)> = Vec::new();
        let mut continued: Vec<(usize, NormIx, Word)> = Vec::new();
        for pending in std::mem::take(&mut self.norms) {
            self.file = pending.file;
            let ix = pending.ix;
            let mut conditions = Vec::new();
            let mut unread = false;
            for clause in clauses(&pending.node) {
                let mut line = Line::own(&clause);
                let first = line.next();
                match first.as_ref().map_or("", |w| w.text.as_str()) {
                    "part" => self.part(ix, &mut line),
                    "cites" => {
                        let text = self.free(&mut line, &clause);
                        let cites = &mut self.theory.norms[ix].cites;
                        *cites = if cites.is_empty() { text } else { format!("{cites}; {text}") };
                    }
                    "confidence" => {
                        if let Some(confidence) = self.confidence(&mut line) {
                            self.theory.norms[ix].confidence = confidence;
                        }
                    }
                    "in" if line.eat(&["force"]) => {
                        if let Some((period, _)) = self.period(&mut line) {
                            self.theory.norms[ix].own_until = period.until;
                            self.theory.norms[ix].period = period;
                        }
                    }
                    "measured" if line.eat(&["on"]) => self.measured_on(ix, &mut line),
                    "when" | "provided" => {
                        conditions.push(self.cond_of(&clause, At::OPEN));
                    }
                    "lifts" => {
                        if line.eat(&["prohibitions", "of"]) {
                            let mut scopes = Vec::new();
                            loop {
                                scopes.extend(self.scoped(&mut line));
                                if line.eat_kind(SyntaxKind::Comma).is_none() {
                                    break;
                                }
                            }
                            let except = if line.eat(&["except"]) { self.commas(&mut line) } else { vec![] };
                            lifts.extend(
                                scopes
                                    .into_iter()
                                    .map(|s| (self.file, ix, Lifts::Restrictions(s, except.clone()))),
                            );
                        } else {
                            let named = self.commas(&mut line);
                            lifts.extend(named.into_iter().map(|w| (self.file, ix, Lifts::Named(w))));
                        }
                    }
                    "except" => exceptions
                        .extend(self.commas(&mut line).into_iter().map(|w| (pending.file, ix, w, true))),
                    "limits" => exceptions
                        .extend(self.commas(&mut line).into_iter().map(|w| (pending.file, ix, w, false))),
                    "licence" => self.licence(ix, &mut line, &clause),
                    "duty" => {
                        for word in self.commas(&mut line) {
                            self.norm_duty(ix, &word);
                        }
                    }
                    "silent" if line.eat(&["on"]) => {
                        let words = self.commas(&mut line);
                        self.theory.norms[ix].silent_on.extend(words.into_iter().map(|w| w.text));
                    }
                    "continues" => {
                        continued.extend(self.commas(&mut line).into_iter().map(|w| (pending.file, ix, w)))
                    }
                    "note" => self.theory.norms[ix].note = self.free(&mut line, &clause),
                    _ => {
                        self.unknown_clause(&line, &CLAUSES);
                        unread = true;
                        continue;
                    }
                }
                unread |= first.is_some_and(|w| w.text == "part") && self.theory.norms[ix].part.is_none();
                self.end(&mut line);
            }
            if !conditions.is_empty() {
                self.theory.norms[ix].when = match conditions.len() {
                    1 => conditions.swap_remove(0),
                    _ => Cond::All(conditions),
                };
            }
            // a clause that cannot be read was complained about, and may be the one that is missing
            if !unread {
                self.check_norm(ix);
            }
        }
        for (file, ix, lift) in lifts {
            self.file = file;
            self.lift(ix, lift);
        }
        for (file, ix, word) in continued {
            self.file = file;
            self.continues(ix, &word);
        }
        for (file, ix, word, mine) in exceptions {
            self.file = file;
            if let Some(other) = self.norm_ix(&word) {
                let (defeated, by) = if mine { (ix, other) } else { (other, ix) };
                self.defeat(defeated, by);
            }
        }
    }

    fn check_norm(&mut self, ix: NormIx) {
        let norm = &self.theory.norms[ix];
        let (id, kind, cited, part) =
            (norm.id.clone(), norm.kind, !norm.cites.is_empty(), norm.part.is_some());
        let (file, span) = self.place(Sort::Norm, &id);
        self.file = file;
        if !cited {
            let help = "add `cites` with the section, paragraph or page".to_owned();
            self.report(
                "E050",
                span.clone(),
                format!("the {} `{id}` has no citation", kind.word()),
                Some(help),
            );
        }
        let has_parts = !self.theory.regimes[self.theory.norms[ix].regime].parts.is_empty();
        if kind.restricts() && !part && has_parts {
            let help = "add `part` with one of the regime's parts".to_owned();
            self.report(
                "E051",
                span,
                format!("the {} `{id}` says no part of its regime", kind.word()),
                Some(help),
            );
        }
    }

    /// Text to the end of the line and on the lines nested under it.
    fn free(&self, line: &mut Line, clause: &Node) -> String {
        let mut text = line.rest(self.text()).trim_matches('"').to_owned();
        for nested in all_clauses(clause) {
            let more = Line::own(&nested).rest(self.text()).to_owned();
            text = format!("{text} {more}");
        }
        text
    }

    fn part(&mut self, ix: NormIx, line: &mut Line) {
        let Some(scoped) = self.scoped(line) else { return };
        if scoped.regime != self.theory.norms[ix].regime {
            let id = self.theory.norms[ix].id.clone();
            let span = line.span.clone();
            let help = "name a part of the instrument's own regime".to_owned();
            self.report(
                "E031",
                span,
                format!("`{id}` stands in an instrument of another regime"),
                Some(help),
            );
        }
        self.theory.norms[ix].part = scoped.part;
    }

    fn measured_on(&mut self, ix: NormIx, line: &mut Line) {
        let Some(word) = self.word(line, "the path of a date") else { return };
        match self.theory.fact(&word.text) {
            Some(fact) if self.theory.facts[fact].domain != Domain::Date => {
                let help = "name a fact of the type `date`".to_owned();
                self.report("E020", word.span, format!("`{}` is not a date", word.text), Some(help));
            }
            Some(fact) if self.theory.facts[fact].scope == Scope::Party => {
                let message = format!("`{}` needs a role to say whose it is", word.text);
                let help = "measure it on a date of the deal, the item or the contract".to_owned();
                self.report("E011", word.span, message, Some(help));
            }
            Some(fact) => self.theory.norms[ix].measured_on = fact,
            None => self.unknown_fact(&word.text, word.span),
        }
    }

    fn licence(&mut self, ix: NormIx, line: &mut Line, clause: &Node) {
        if !line.eat(&["from"]) {
            self.expected("`from AUTHORITY`", line);
            return;
        }
        let Some(authority) = self.word(line, "an authority") else { return };
        let mut review = String::new();
        if line.eat(&["review"]) {
            review = self.review(line).unwrap_or_default();
        }
        let when = if line.eat(&["when"]) { self.cond_of(clause, At::OPEN) } else { Cond::Const(true) };
        self.theory.norms[ix].licences.push(LicenceRoute { authority: authority.text, review, when });
    }

    /// A review policy.
    pub(super) fn review(&mut self, line: &mut Line) -> Option<String> {
        let reviews: [&[&str]; 3] = [&["case", "by", "case"], &["denial"], &["approval"]];
        let found = reviews.into_iter().find(|words| line.eat(words));
        if found.is_none() {
            self.expected("denial, case by case or approval", line);
        }
        found.map(|words| words.join(" "))
    }

    fn norm_duty(&mut self, ix: NormIx, word: &Word) {
        match self.theory.duties.iter().position(|d| d.id == word.text) {
            Some(duty) => self.theory.norms[ix].duties.push(duty),
            None => {
                self.unknown("duty", &word.text, word.span.clone(), |t| {
                    t.duties.iter().map(|d| d.id.as_str()).collect()
                });
            }
        }
    }

    fn norm_ix(&mut self, word: &Word) -> Option<NormIx> {
        let found = self.theory.norms.iter().position(|n| n.id == word.text);
        if found.is_none() {
            self.unknown("norm", &word.text, word.span.clone(), |t| {
                t.norms.iter().map(|n| n.id.as_str()).collect()
            });
        }
        found
    }

    fn continues(&mut self, ix: NormIx, word: &Word) {
        let Some(earlier) = self.norm_ix(word) else { return };
        if earlier == ix {
            let help = "name the norm of an earlier text that it carries on".to_owned();
            let message = format!("`{}` cannot continue itself", word.text);
            return self.report("E030", word.span.clone(), message, Some(help));
        }
        let list = &mut self.theory.norms[ix].continues;
        if !list.contains(&earlier) {
            list.push(earlier);
        }
    }

    fn lift(&mut self, ix: NormIx, lift: Lifts) {
        match lift {
            Lifts::Named(word) => {
                if let Some(other) = self.norm_ix(&word) {
                    self.defeat(other, ix);
                }
            }
            Lifts::Restrictions(scoped, except) => {
                let except: Vec<Option<NormIx>> = except.iter().map(|w| self.norm_ix(w)).collect();
                if scoped.regime != self.theory.norms[ix].regime {
                    self.cross(ix, &self.theory.regimes[scoped.regime].id.clone());
                    return;
                }
                for other in 0..self.theory.norms.len() {
                    let norm = &self.theory.norms[other];
                    if norm.kind.restricts()
                        && self.theory.belongs(norm, &scoped)
                        && !except.contains(&Some(other))
                    {
                        self.defeat(other, ix);
                    }
                }
            }
        }
    }

    fn cross(&mut self, ix: NormIx, regime: &str) {
        let id = self.theory.norms[ix].id.clone();
        let (file, span) = self.place(Sort::Norm, &id);
        self.file = file;
        let help = format!(
            "write `silent on {regime}` to record that it gives no relief, or read `status of {regime}`"
        );
        self.report("E031", span, format!("`{id}` would defeat a norm of another regime"), Some(help));
    }

    fn defeat(&mut self, defeated: NormIx, by: NormIx) {
        let (one, other) = (&self.theory.norms[defeated], &self.theory.norms[by]);
        if one.regime != other.regime {
            let regime = self.theory.regimes[one.regime].id.clone();
            return self.cross(by, &regime);
        }
        use crate::theory::NormKind::{Exclusion, Flag, Gap, Restoration};
        let opposite = match other.kind {
            Flag | Gap => false,
            _ if one.kind == Gap => false,
            Restoration => one.kind == Exclusion,
            Exclusion => one.kind.permissive(),
            kind if kind.permissive() => one.kind.restricts(),
            _ => one.kind.permissive(),
        };
        if !opposite {
            let (loser, winner) = (one.id.clone(), other.id.clone());
            let message = format!(
                "the {} `{winner}` cannot defeat the {} `{loser}`",
                other.kind.word(),
                one.kind.word()
            );
            let (file, span) = self.place(Sort::Norm, &winner);
            self.file = file;
            let help = "an authorisation or exemption lifts prohibitions, an exclusion limits those, a restoration lifts exclusions";
            self.report("E032", span, message, Some(help.to_owned()));
            return;
        }
        let list = &mut self.theory.norms[defeated].defeated_by;
        if !list.contains(&by) {
            list.push(by);
        }
    }

    fn resolve_assumptions(&mut self) {
        for pending in std::mem::take(&mut self.assumptions) {
            self.file = pending.file;
            for clause in clauses(&pending.node) {
                let mut line = Line::own(&clause);
                if line.eat(&["includes"]) {
                    for word in self.commas(&mut line) {
                        self.include(pending.ix, &word);
                    }
                } else if line.eat(&["sets"]) {
                    self.setting(pending.ix, &mut line, &clause);
                } else {
                    self.unknown_clause(&line, &["sets", "includes"]);
                    continue;
                }
                self.end(&mut line);
            }
        }
        self.include_all();
    }

    fn include(&mut self, set: usize, word: &Word) {
        match self.theory.assumptions.iter().position(|a| a.id == word.text) {
            Some(other) if other != set => self.theory.assumptions[set].includes.push(other),
            _ => self.unknown("other assumption set", &word.text, word.span.clone(), |t| {
                t.assumptions.iter().map(|a| a.id.as_str()).collect()
            }),
        }
    }

    /// `sets PATH VALUE` with `unless CONDITION` or `nothing bears on it because "…"` under it.
    fn setting(&mut self, set: usize, line: &mut Line, clause: &Node) {
        if line.eat(&["listings", "none"]) {
            self.theory.assumptions[set].no_listings = true;
            return;
        }
        if line.eat(&["parties", "complete"]) {
            self.theory.assumptions[set].parties_complete = true;
            return;
        }
        let Some(path) = self.word(line, "the path of a fact") else { return };
        let Some(fact) = self.theory.fact(&path.text) else {
            self.unknown_fact(&path.text, path.span);
            line.at = line.words.len();
            return;
        };
        let domain = self.theory.facts[fact].domain.clone();
        let value = if line.eat(&["same", "as"]) {
            let Some(path) = self.word(line, "the path of a fact") else { return };
            match self.theory.fact(&path.text).filter(|other| self.goes_with(fact, *other)) {
                Some(other) => Usual::As(other),
                None => {
                    let help = "name a fact of the same type, of the same party, item or deal".to_owned();
                    let message =
                        format!("`{}` cannot be the same as `{}`", self.theory.facts[fact].path, path.text);
                    self.report("E022", path.span, message, Some(help));
                    return;
                }
            }
        } else {
            let Some(word) = self.literal(&domain, line) else { return };
            let Some(value) = self.value(fact, &word) else { return };
            Usual::Is(value)
        };
        let at = if self.theory.facts[fact].scope == Scope::Party { At::PARTY } else { At::OPEN };
        let (mut unless, mut nothing_because) = (Vec::new(), String::new());
        for clause in clauses(clause) {
            let mut line = Line::own(&clause);
            if line.eat(&["unless"]) {
                unless.push(self.cond_of(&clause, at));
            } else if line.eat(&["nothing", "bears", "on", "it", "because"]) {
                nothing_because = self.title(&mut line);
                self.end(&mut line);
            } else {
                self.unknown_clause(&line, &["unless", "nothing"]);
            }
        }
        self.theory.assumptions[set].sets.push(Setting { fact, value, unless, nothing_because });
    }

    fn goes_with(&self, fact: usize, other: usize) -> bool {
        let (one, other) = (&self.theory.facts[fact], &self.theory.facts[other]);
        let whose = one.scope == other.scope || other.scope == Scope::Global;
        one.path != other.path && one.domain == other.domain && whose
    }

    /// What a set includes it sets itself, as far down as sets include sets.
    fn include_all(&mut self) {
        for set in 0..self.theory.assumptions.len() {
            let (mut within, mut next) = (vec![set], vec![set]);
            while let Some(one) = next.pop() {
                for other in self.theory.assumptions[one].includes.clone() {
                    if !within.contains(&other) {
                        within.push(other);
                        next.push(other);
                    }
                }
            }
            within.sort_unstable();
            self.theory.assumptions[set].includes = within.into_iter().filter(|one| *one != set).collect();
        }
    }

    fn resolve_duties(&mut self) {
        for pending in std::mem::take(&mut self.duties) {
            self.file = pending.file;
            let ix = pending.ix;
            for clause in clauses(&pending.node) {
                let mut line = Line::own(&clause);
                if line.eat(&["cites"]) {
                    self.theory.duties[ix].cites = line.rest(self.text()).to_owned();
                } else if line.eat(&["due"]) {
                    self.due(ix, &mut line);
                } else if line.eat(&["in", "force", "from"]) {
                    self.theory.duties[ix].from = self.date(&mut line);
                    if line.eat(&["until"]) {
                        self.theory.duties[ix].until = self.date(&mut line);
                    }
                } else {
                    self.unknown_clause(&line, &["cites", "due", "in"]);
                    continue;
                }
                self.end(&mut line);
            }
        }
    }

    /// `N UNIT (after | before) PATH`, `day N of the month [after] PATH`, `MM-DD after PATH`
    fn due(&mut self, ix: usize, line: &mut Line) {
        let rule = if line.eat(&["day"]) {
            let Some(day) = self.integer(line) else { return };
            if !line.eat(&["of", "the", "month"]) {
                return self.expected("`of the month after`", line);
            }
            let months = if line.eat(&["after"]) { 1 } else { 0 };
            if months == 0 && !line.eat(&["of"]) {
                return self.expected("`after` or `of`", line);
            }
            if !self.day_fits(day, 31, line) {
                return;
            }
            Rule::DayOfMonth { day, months }
        } else if line.words.get(line.at + 1).is_some_and(|w| w.text == "after")
            && let Some(rule) = line.peek().and_then(|w| day_of_year(&w.text))
        {
            line.at += 2;
            rule
        } else {
            let Some(offset) = self.offset(line) else { return };
            Rule::Offset(offset)
        };
        let Some(path) = self.word(line, "the path of a date") else { return };
        match self.theory.fact(&path.text) {
            Some(fact) if self.theory.facts[fact].domain != Domain::Date => {
                let help = "name a fact of the type `date`".to_owned();
                self.report("E020", path.span, format!("`{}` is not a date", path.text), Some(help));
            }
            Some(fact) if self.theory.facts[fact].scope != Scope::Global => {
                let message = format!("`{}` is not a date of the whole deal", path.text);
                self.report("E011", path.span, message, Some("a duty runs from one date".to_owned()));
            }
            Some(fact) => self.theory.duties[ix].due = Some((rule, fact)),
            None => self.unknown_fact(&path.text, path.span),
        }
    }

    fn day_fits(&mut self, day: u32, most: u32, line: &Line) -> bool {
        let fits = (1..=most).contains(&day);
        if !fits {
            let help = "count from 1; a month that is shorter ends on its last day".to_owned();
            self.report("E020", line.span.clone(), format!("no month has a day {day}"), Some(help));
        }
        fits
    }

    fn resolve_policies(&mut self) {
        for pending in std::mem::take(&mut self.policies) {
            self.file = pending.file;
            for clause in all_clauses(&pending.node) {
                let mut line = Line::own(&clause);
                if line.eat(&["adopt"]) {
                    if let Some((term, reading)) = self.reading(&mut line) {
                        line.eat(&["held", "by"]);
                        let held_by = line.rest(self.text()).to_owned();
                        let adopted = Adopted { term, reading, held_by, because: String::new() };
                        self.theory.policies[pending.ix].adopted.push(adopted);
                    }
                } else if line.eat(&["because"]) {
                    let text = line.rest(self.text()).to_owned();
                    if let Some(adopted) = self.theory.policies[pending.ix].adopted.last_mut() {
                        adopted.because = text;
                    }
                } else if line.eat(&["attest"]) {
                    self.attest(pending.ix, &mut line);
                } else {
                    self.unknown_clause(&line, &["adopt", "because", "attest"]);
                }
            }
        }
    }

    /// `TERM READING`
    pub(super) fn reading(&mut self, line: &mut Line) -> Option<(usize, usize)> {
        let word = self.word(line, "the id of a term")?;
        let Some(term) = self.theory.term(&word.text) else {
            self.unknown("term", &word.text, word.span, |t| t.terms.iter().map(|t| t.id.as_str()).collect());
            return None;
        };
        let word = self.word(line, "the id of a reading")?;
        let found = self.theory.terms[term].readings.iter().position(|r| r.id == word.text);
        if found.is_none() {
            self.unknown("reading", &word.text, word.span, |t| {
                t.terms[term].readings.iter().map(|r| r.id.as_str()).collect()
            });
        }
        found.map(|reading| (term, reading))
    }

    fn attest(&mut self, policy: usize, line: &mut Line) {
        let Some(id) = self.word(line, "the id of an instrument or regime") else { return };
        let regimes = &self.theory.regimes;
        if !self.theory.instruments.iter().any(|i| i.id == id.text)
            && !regimes.iter().any(|r| r.id == id.text)
        {
            return self.unknown("instrument or regime", &id.text, id.span, |t| {
                let mut known: Vec<&str> = t.instruments.iter().map(|i| i.id.as_str()).collect();
                known.extend(t.regimes.iter().map(|r| r.id.as_str()));
                known
            });
        }
        line.eat(&["unchanged", "on"]);
        let Some(date) = self.date(line) else { return };
        line.eat(&["by"]);
        let by = line.rest(self.text()).to_owned();
        self.theory.policies[policy].attested.push((id.text, date, by));
    }
}

/// `09-30`, a day of every year.
fn day_of_year(text: &str) -> Option<Rule> {
    let (month, day) = text.split_once('-')?;
    let (month, day) = (month.parse().ok()?, day.parse().ok()?);
    ((1..=12).contains(&month) && (1..=31).contains(&day)).then_some(Rule::DayOfYear { month, day })
}
