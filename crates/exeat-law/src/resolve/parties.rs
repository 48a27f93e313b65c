//! Second pass, tests about a party: lists, blocking, ownership, control.

use super::Resolver;
use super::conditions::At;
use super::line::Line;
use crate::syntax::{Node, SyntaxKind};
use crate::theory::{Cond, OwnerTest, PartyAtom, Scope, Threshold};

impl Resolver<'_> {
    /// `is on LIST`, `is blocked under REGIME`, `is owned …`, `is controlled by …`, `counts as TERM`, about the bound
    /// party. A bracket after `by` holds what an owner must be.
    pub(super) fn about_party(&mut self, line: &mut Line, bracket: Option<&Node>) -> Option<Cond> {
        if line.eat(&["counts", "as"]) {
            return self.counts_as(line);
        }
        line.eat(&["is"]);
        let negated = line.eat(&["not"]);
        let cond = if line.eat(&["on"]) {
            let test = self.on_list(line)?;
            self.party_atom(match test {
                OwnerTest::Named(id) => PartyAtom::Named(id),
                OwnerTest::On(pattern) => PartyAtom::On(pattern),
                OwnerTest::Has(_) => return None,
            })
        } else if line.eat(&["blocked", "under"]) {
            self.blocked(line)?
        } else if line.sees(&["owned"]) {
            let threshold = self.threshold(line)?;
            let tests = self.by(line, bracket)?;
            self.party_atom(PartyAtom::Owned(threshold, tests))
        } else if line.eat(&["controlled"]) {
            let tests = self.by(line, bracket)?;
            self.party_atom(PartyAtom::Controlled(tests))
        } else {
            self.expected(
                "`is on LIST`, `is blocked under REGIME`, `is owned …`, `is controlled by …` or `counts as TERM`",
                line,
            );
            return None;
        };
        Some(if negated { Cond::Not(Box::new(cond)) } else { cond })
    }

    /// The id of a `parties` set, or a list.
    pub(super) fn on_list(&mut self, line: &mut Line) -> Option<OwnerTest> {
        let named = line.peek().and_then(|w| self.theory.named_parties.iter().find(|p| p.id == w.text));
        match named.map(|p| p.id.clone()) {
            Some(id) => {
                line.at += 1;
                Some(OwnerTest::Named(id))
            }
            None => self.list_pattern(line).map(OwnerTest::On),
        }
    }

    fn blocked(&mut self, line: &mut Line) -> Option<Cond> {
        let word = self.word(line, "the id of a regime")?;
        let regime = self.regime_ix(&word)?;
        let (lists, owned) = {
            let r = &self.theory.regimes[regime];
            (r.blocked_on.clone(), r.blocked_owned.clone())
        };
        if lists.is_empty() {
            let help = "give the regime a `blocked on LIST` clause".to_owned();
            let message = format!("nobody is blocked under `{}`", word.text);
            self.report("E011", word.span, message, Some(help));
            return None;
        }
        let mut any: Vec<Cond> = lists.iter().map(|l| self.party_atom(PartyAtom::On(l.clone()))).collect();
        let tests = lists.into_iter().map(OwnerTest::On).collect();
        any.extend(owned.map(|t| self.party_atom(PartyAtom::Owned(t, tests))));
        Some(Cond::AtLeast(1, any))
    }

    /// `by on LIST, on LIST` or `by [any owner has] ( CONDITION )`
    fn by(&mut self, line: &mut Line, bracket: Option<&Node>) -> Option<Vec<OwnerTest>> {
        if !line.eat(&["by"]) {
            self.expected("`by on LIST` or `by ( … )`", line);
            return None;
        }
        line.eat(&["any", "owner", "has"]);
        if let Some(bracket) = bracket.filter(|_| line.done()) {
            let cond = self.first_child(bracket, At::PARTY);
            return self.of_owner(&cond, line).then(|| vec![OwnerTest::Has(cond)]);
        }
        let mut tests = Vec::new();
        loop {
            line.eat(&["on"]);
            tests.push(self.on_list(line)?);
            if line.eat_kind(SyntaxKind::Comma).is_none() {
                return Some(tests);
            }
        }
    }

    /// An owner has facts and listings of its own, and nothing of the deal.
    fn of_owner(&mut self, cond: &Cond, line: &Line) -> bool {
        fn own(resolver: &Resolver<'_>, cond: &Cond) -> bool {
            match cond {
                Cond::Const(_) | Cond::Party(_) => true,
                Cond::All(all) | Cond::AtLeast(_, all) => all.iter().all(|c| own(resolver, c)),
                Cond::Not(inner) => own(resolver, inner),
                Cond::Fact(fact, _) => resolver.theory.facts[*fact].scope == Scope::Party,
                Cond::Define(define) => resolver.theory.defines[*define].of_party,
                _ => false,
            }
        }
        let fits = own(self, cond);
        if !fits {
            let help = "name facts and listings of the owner; put the rest beside the test".to_owned();
            self.report(
                "E011",
                line.span.clone(),
                "only facts of the owner can stand in this bracket",
                Some(help),
            );
        }
        fits
    }

    fn party_atom(&mut self, atom: PartyAtom) -> Cond {
        let atoms = &mut self.theory.party_atoms;
        let ix = atoms.iter().position(|a| *a == atom).unwrap_or_else(|| {
            atoms.push(atom);
            atoms.len() - 1
        });
        Cond::Party(ix)
    }

    /// Which tests about a party make weaker ones hold: a listing under a programme is a listing, half is a quarter.
    pub(super) fn imply_party_atoms(&mut self) {
        let atoms = &self.theory.party_atoms;
        let mut implied = Vec::new();
        for (strong, one) in atoms.iter().enumerate() {
            for (weak, other) in atoms.iter().enumerate() {
                if strong != weak && implies(one, other) {
                    implied.push((strong, weak));
                }
            }
        }
        self.theory.implied = implied;
    }
}

fn implies(one: &PartyAtom, other: &PartyAtom) -> bool {
    match (one, other) {
        (PartyAtom::On(a), PartyAtom::On(b)) => {
            let wider = |a: &Option<String>, b: &Option<String>| b.is_none() || a == b;
            let others = match &a.programme {
                _ if b.other_than.is_empty() => true,
                Some(programme) => !b.other_than.contains(programme),
                None => !a.other_than.is_empty() && b.other_than.iter().all(|p| a.other_than.contains(p)),
            };
            a.list == b.list
                && wider(&a.programme, &b.programme)
                && others
                && wider(&a.directive, &b.directive)
        }
        (PartyAtom::Owned(a, by), PartyAtom::Owned(b, whom)) => {
            higher(a, b) && by.iter().all(|test| whom.contains(test))
        }
        (PartyAtom::Controlled(by), PartyAtom::Controlled(whom)) => by.iter().all(|test| whom.contains(test)),
        _ => false,
    }
}

/// Whether holdings that meet the first threshold meet the second. Indirect holdings are counted in different ways
/// by the two methods, so these must be the same.
fn higher(a: &Threshold, b: &Threshold) -> bool {
    let method = a.aggregate == b.aggregate && a.direct_only == b.direct_only;
    // an indirect chain passes through the threshold at every link: a higher one passes wherever a lower does not
    let height = a.percent > b.percent || (a.percent == b.percent && (a.strictly_more || !b.strictly_more));
    method && height
}
