//! Conditions in English.
//!
//! Every construct has its words here and nowhere else; the matches name each variant, so that a new construct does not
//! compile before it can be read.

use crate::theory::{
    Cond, Domain, FactIx, Lookup, Operand, OwnerTest, PartyAtom, Scope, Scoped, Test, Theory,
};
use crate::value::Value;

/// A condition as words, or as a list under a line that says how its members combine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Phrase {
    /// Words that stand within a sentence.
    Words(String),
    /// `all of these hold`, and what they are.
    List(String, Vec<Phrase>),
}

/// Longer than this, members of a condition get lines of their own.
const SHORT: usize = 90;

/// A condition in English; inside `has`, about "that party".
pub fn phrase(theory: &Theory, cond: &Cond) -> Phrase {
    match cond {
        Cond::Const(true) => words("always"),
        Cond::Const(false) => words("never"),
        Cond::All(all) => joined(theory, all, "and", "all of these hold"),
        Cond::AtLeast(1, all) => match all.as_slice() {
            // `if A: B` is written so in a theory
            [Cond::Not(when), then] => implication(theory, when, then),
            _ => joined(theory, all, "or", "at least one of these holds"),
        },
        Cond::AtLeast(n, all) => list(theory, all, format!("at least {n} of these hold")),
        Cond::Not(inner) => negated(theory, inner),
        Cond::Fact(fact, test) => words(&tested(theory, *fact, test, true)),
        Cond::Compared(ix) => words(&compared(theory, *ix, true)),
        Cond::Party(atom) => {
            words(&format!("that party {}", atom_words(theory, &theory.party_atoms[*atom], true)))
        }
        Cond::Term(term) => words(&format!("it counts as “{}” (an open term)", theory.terms[*term].id)),
        Cond::Define(define) => words(&format!("{} holds", name_of(&theory.defines[*define].id))),
        Cond::AnyOf(group, inner) => {
            with_party(theory, &format!("at least one {} is such that", role(theory, *group)), inner)
        }
        Cond::AnyItem(inner) => with_party(theory, "at least one item of the deal is such that", inner),
        Cond::Marked(lookup) => words(&marked(theory, lookup, true)),
        Cond::Applies(scoped) => {
            words(&format!("a restriction of {} applies, before anything lifts it", scope(theory, scoped)))
        }
        Cond::Status(scoped, ties, verdicts) => {
            let verdicts: Vec<&str> = verdicts.iter().map(|v| v.words()).collect();
            let ties: Vec<String> = ties
                .iter()
                .map(|(fact, value)| {
                    format!("{} were {}", subject(theory, *fact), shown(theory, *fact, value))
                })
                .collect();
            let if_so = if ties.is_empty() { String::new() } else { format!(", if {},", ties.join(" and ")) };
            words(&format!(
                "the outcome under {}{if_so} is {}",
                scope(theory, scoped),
                one_of(&verdicts, "or")
            ))
        }
    }
}

/// A condition in one line.
pub fn line(theory: &Theory, cond: &Cond) -> String {
    flat(&phrase(theory, cond))
}

fn flat(phrase: &Phrase) -> String {
    match phrase {
        Phrase::Words(words) => words.clone(),
        Phrase::List(lead, items) => {
            let items: Vec<String> = items.iter().map(flat).collect();
            format!("{lead}: [{}]", items.join("; "))
        }
    }
}

fn words(text: &str) -> Phrase {
    Phrase::Words(text.to_owned())
}

fn list(theory: &Theory, all: &[Cond], lead: String) -> Phrase {
    Phrase::List(lead, all.iter().map(|c| phrase(theory, c)).collect())
}

/// Two or three short members in a row, more or longer ones as a list.
fn joined(theory: &Theory, all: &[Cond], word: &str, lead: &str) -> Phrase {
    if let [only] = all {
        return phrase(theory, only);
    }
    let parts: Vec<Phrase> = all.iter().map(|c| phrase(theory, c)).collect();
    let plain: Option<Vec<&str>> =
        parts.iter().map(|p| if let Phrase::Words(w) = p { Some(w.as_str()) } else { None }).collect();
    match plain {
        Some(plain)
            if (1..=3).contains(&plain.len())
                && plain.iter().map(|w| w.len()).sum::<usize>() <= SHORT
                && !plain.iter().any(|w| w.contains(" and ") || w.contains(" or ")) =>
        {
            Phrase::Words(plain.join(&format!(" {word} ")))
        }
        _ => Phrase::List(lead.to_owned(), parts),
    }
}

fn implication(theory: &Theory, when: &Cond, then: &Cond) -> Phrase {
    let when = line(theory, when);
    match phrase(theory, then) {
        Phrase::Words(then) => Phrase::Words(format!("if {when}, then {then}")),
        Phrase::List(lead, items) => Phrase::List(format!("if {when}, then {lead}"), items),
    }
}

/// A quantifier and what is asked of the party it binds.
fn with_party(theory: &Theory, lead: &str, inner: &Cond) -> Phrase {
    match phrase(theory, inner) {
        Phrase::Words(inner) => Phrase::Words(format!("{lead} {inner}")),
        Phrase::List(how, items) => Phrase::List(format!("{lead} {how}"), items),
    }
}

fn negated(theory: &Theory, inner: &Cond) -> Phrase {
    match inner {
        Cond::Const(yes) => phrase(theory, &Cond::Const(!yes)),
        Cond::AtLeast(1, all) => list(theory, all, "none of these holds".to_owned()),
        Cond::All(all) => list(theory, all, "not all of these hold".to_owned()),
        Cond::AtLeast(n, all) => list(theory, all, format!("fewer than {n} of these hold")),
        Cond::Not(twice) => phrase(theory, twice),
        Cond::Fact(fact, test) => words(&tested(theory, *fact, test, false)),
        Cond::Compared(ix) => words(&compared(theory, *ix, false)),
        Cond::Party(atom) => {
            words(&format!("that party {}", atom_words(theory, &theory.party_atoms[*atom], false)))
        }
        Cond::Term(term) => {
            words(&format!("it does not count as “{}” (an open term)", theory.terms[*term].id))
        }
        Cond::Define(define) => words(&format!("{} does not hold", name_of(&theory.defines[*define].id))),
        Cond::AnyOf(group, inner) => match &**inner {
            Cond::Not(each) => {
                with_party(theory, &format!("every {} is such that", role(theory, *group)), each)
            }
            inner => with_party(theory, &format!("no {} is such that", role(theory, *group)), inner),
        },
        Cond::AnyItem(inner) => match &**inner {
            Cond::Not(each) => with_party(theory, "every item of the deal is such that", each),
            inner => with_party(theory, "no item of the deal is such that", inner),
        },
        Cond::Marked(lookup) => words(&marked(theory, lookup, false)),
        Cond::Applies(scoped) => words(&format!("no restriction of {} applies", scope(theory, scoped))),
        Cond::Status(..) => match phrase(theory, inner) {
            Phrase::Words(words) => Phrase::Words(format!("it is not so that {words}")),
            list => list,
        },
    }
}

/// What the law calls a definition.
fn name_of(id: &str) -> String {
    format!("“{id}”")
}

fn role(theory: &Theory, group: usize) -> String {
    theory.groups[group].name.replace('_', " ")
}

/// A regime or part by its title.
pub(super) fn scope(theory: &Theory, scoped: &Scoped) -> String {
    let regime = &theory.regimes[scoped.regime];
    match &scoped.part {
        None => titled(&regime.title, &regime.id),
        Some(part) => {
            let title =
                regime.parts.iter().find(|(id, _)| id == part).map_or("", |(_, title)| title.as_str());
            titled(title, part)
        }
    }
}

/// A title with its id, or the id alone.
pub(super) fn titled(title: &str, id: &str) -> String {
    if title.is_empty() { id.to_owned() } else { format!("{title} ({id})") }
}

/// What a fact is about: its text up to the first semicolon, with its path.
fn subject(theory: &Theory, fact: FactIx) -> String {
    let fact = &theory.facts[fact];
    let text = fact.text.split(';').next().unwrap_or_default().trim();
    if text.is_empty() { fact.path.clone() } else { format!("{text} ({})", fact.path) }
}

/// Who or what a yes/no fact describes.
fn bearer(theory: &Theory, fact: FactIx) -> String {
    let fact = &theory.facts[fact];
    match fact.scope {
        Scope::Party => "that party".to_owned(),
        Scope::Item => "the item".to_owned(),
        Scope::Leg => "the act".to_owned(),
        Scope::Global => {
            let word = fact.path.split('.').next().unwrap_or(&fact.path);
            format!("the {}", word.replace('_', " "))
        }
    }
}

fn tested(theory: &Theory, fact: FactIx, test: &Test, holds: bool) -> String {
    let (is, of) = (if holds { "is" } else { "is not" }, subject(theory, fact));
    match test {
        Test::Is(values) if theory.facts[fact].domain == Domain::YesNo && values.len() == 1 => {
            let yes = values.contains(&Value::Bool(true)) == holds;
            let said = theory.facts[fact].text.split(';').next().unwrap_or_default().trim();
            let said = if said.is_empty() { theory.facts[fact].path.as_str() } else { said };
            let verb = if yes { "is" } else { "is not" };
            format!("{} {verb} “{said}” ({})", bearer(theory, fact), theory.facts[fact].path)
        }
        Test::Is(values) => {
            let values: Vec<String> = values.iter().map(|v| shown(theory, fact, v)).collect();
            format!("{of} {is} {}", one_of(&values, if holds { "or" } else { "nor" }))
        }
        Test::InSet(set) => format!("{of} {is} among {} on that day", theory.sets[*set].id),
        Test::Under(codes) => {
            let codes: Vec<&str> = codes.iter().map(|c| &**c).collect();
            let verb = if holds { "falls" } else { "does not fall" };
            format!("{of} {verb} under {}", one_of(&codes, "or"))
        }
        Test::Against(op, bound) => {
            format!(
                "{of} {is} {} {}",
                op.words(theory.facts[fact].domain.is_time()),
                shown(theory, fact, bound)
            )
        }
        Test::Key(table, _) => format!("{of} {is} looked up in {}", theory.tables[*table].id),
    }
}

/// A value by its title where it has one.
fn shown(theory: &Theory, fact: FactIx, value: &Value) -> String {
    if let (Domain::Kind(kind), Value::Sym(id)) = (&theory.facts[fact].domain, value)
        && let Some(node) = theory.kinds.get(kind).and_then(|k| k.nodes.iter().find(|n| n.id == *id))
        && !node.title.is_empty()
    {
        return format!("{} ({id})", node.title);
    }
    value.to_string()
}

fn one_of<T: AsRef<str>>(all: &[T], word: &str) -> String {
    match all {
        [] => "nothing".to_owned(),
        [only] => only.as_ref().to_owned(),
        [first @ .., last] => {
            let first: Vec<&str> = first.iter().map(AsRef::as_ref).collect();
            format!("{} {word} {}", first.join(", "), last.as_ref())
        }
    }
}

fn compared(theory: &Theory, ix: usize, holds: bool) -> String {
    let comparison = &theory.comparisons[ix];
    let is = if holds { "is" } else { "is not" };
    let order =
        comparison.op.words(theory.facts[comparison.left].domain.is_time() && comparison.offset.is_none());
    let right = match comparison.right {
        Operand::Fact(fact) => subject(theory, fact),
        Operand::Parameter(ix) => {
            let parameter = &theory.parameters[ix];
            format!("{} on that day", titled(&parameter.title, &parameter.id))
        }
    };
    let apart = comparison.offset.as_ref().map_or(String::new(), |o| format!("{} ", o.words()));
    format!("{} {is} {order} {apart}{right}", subject(theory, comparison.left))
}

/// A look-up in a table.
fn marked(theory: &Theory, lookup: &Lookup, holds: bool) -> String {
    let table = &theory.tables[lookup.table];
    let keys: Vec<String> = lookup.keys.iter().map(|fact| subject(theory, *fact)).collect();
    let verb = if holds { "marks" } else { "does not mark" };
    format!("{} {verb} {} for {}", titled(&table.title, &table.id), lookup.mark, one_of(&keys, "and"))
}

/// A list or ownership test, to follow "that party".
fn atom_words(theory: &Theory, atom: &PartyAtom, holds: bool) -> String {
    let said = match atom {
        PartyAtom::On(_) => atom.words(),
        PartyAtom::Owned(_, tests) | PartyAtom::Controlled(tests) => match tests.as_slice() {
            [OwnerTest::Has(cond)] => {
                let said = atom.words();
                let (head, _) = said.rsplit_once(" by ").unwrap_or((&said, ""));
                format!("{head} by one of whom this holds: {}", line(theory, cond))
            }
            _ => atom.words(),
        },
        PartyAtom::Named(id) => {
            let title = theory.named_parties.iter().find(|p| p.id == *id).map_or("", |p| p.title.as_str());
            format!("is named in {}", titled(title, id))
        }
    };
    if holds { said } else { said.replacen("is ", "is not ", 1) }
}
