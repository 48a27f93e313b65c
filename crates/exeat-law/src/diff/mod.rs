//! What a change of the law means: which norms carry on which, what they reach no longer, what they reach now, and
//! the smallest transaction that shows it.
//!
//! Two [`Side`]s are compared: one law base on two days, or two law bases. Norms are matched by `continues`, else by
//! the paragraph of their id in the text that theirs supersedes (`groups`). For every group and every reading of the
//! words it uses, `search` splits the facts of both sides, as the exact pass does, until a transaction is found that
//! is decided otherwise because of the group, or until there is none.
//!
//! The bounds of an answer: one item and one leg; a supplier, a customer and a bank, and somebody for every other
//! position the norms speak of; at most one list entry each; assumption sets fill what the norms themselves do not
//! ask. Within these bounds a class is exact; where the budget ends before it is established, it is `unknown`.

mod cone;
mod frame;
mod groups;
mod impact;
mod search;
mod structure;

use std::collections::BTreeSet;

use jiff::civil::Date;

pub use frame::StatedEntry;
pub use impact::{Impact, Moved, impact};
pub use structure::{Change, structure};

use crate::interpret::{Inquiry, Readers};
use crate::theory::{Adopted, Cond, NormIx, Policy, Scope, TermIx, Theory, Verdict};
use crate::value::Value;
use cone::Cone;
use frame::{Choice, Frame, Var};
use search::{Found, Hunt, Search, Seat};

/// Readings looked at for one group; past it only the house's and those that differ from it in one word.
const READINGS: usize = 48;

/// One side of a comparison.
#[derive(Debug, Clone, Copy)]
pub struct Side<'a> {
    /// The law, cut to what was known.
    pub theory: &'a Theory,
    /// The day on which it is asked; without one, each norm on its last day.
    pub on: Option<Date>,
    /// House readings.
    pub policy: Option<&'a Policy>,
}

/// How far a comparison goes.
#[derive(Debug, Clone)]
pub struct Limits {
    /// Steps of one search; about ten thousand a second.
    pub steps: usize,
    /// Steps of all searches for one group.
    pub group_steps: usize,
    /// Only groups with a norm whose id begins so, or whose instrument's does.
    pub only: Option<String>,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits { steps: 50_000, group_steps: 250_000, only: None }
    }
}

/// What became of the set that a group reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    /// Something is reached now and was not, and nothing the other way round.
    Widened,
    /// Something was reached and is no longer, and nothing the other way round.
    Narrowed,
    /// Both.
    Shifted,
    /// Neither, within the bounds.
    Equivalent,
    /// Not established.
    Unknown,
}

impl Class {
    /// As written in answers.
    pub fn words(self) -> &'static str {
        match self {
            Class::Widened => "widened",
            Class::Narrowed => "narrowed",
            Class::Shifted => "shifted",
            Class::Equivalent => "equivalent",
            Class::Unknown => "unknown",
        }
    }
}

/// A group of norms that belong together, by id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// Norms of the first side.
    pub from: Vec<String>,
    /// Norms of the second side.
    pub to: Vec<String>,
    /// Instrument of the first side.
    pub instrument_from: Option<String>,
    /// Instrument of the second side.
    pub instrument_to: Option<String>,
    /// The day on which each side was asked.
    pub on: [Date; 2],
    /// Everything that decides is the same.
    pub same: bool,
}

/// A group under one choice of readings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Meaning {
    /// Term and reading, for every word the group uses.
    pub reading: Vec<(String, String)>,
    /// The house policy leaves this reading possible.
    pub house: bool,
    /// What became of it.
    pub class: Class,
    /// Why it is not established.
    pub cause: Option<String>,
    /// Reached before and no longer.
    pub lost: Option<Witness>,
    /// Reached now and not before.
    pub gained: Option<Witness>,
}

/// A transaction that is decided otherwise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Witness {
    /// Facts of the deal, the leg and the item: path and value.
    pub facts: Vec<(String, Scope, Value)>,
    /// Parties.
    pub parties: Vec<WitnessParty>,
    /// Assumption sets.
    pub assume: Vec<String>,
    /// Nobody else takes part, and no assumption says so.
    pub say_complete: bool,
    /// Nobody is listed or owned but those who are said to be, and no assumption says so.
    pub say_unlisted: bool,
    /// How many facts it states.
    pub stated: usize,
    /// Verdicts on the first and on the second side.
    pub verdicts: [Verdict; 2],
    /// The day on which each side was asked.
    pub on: [Date; 2],
}

/// A party of a witness.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WitnessParty {
    /// Reference.
    pub name: String,
    /// Base roles.
    pub roles: Vec<String>,
    /// Facts: path and value.
    pub facts: Vec<(String, Value)>,
    /// Its list entry.
    pub entry: Option<StatedEntry>,
}

/// A group with what it means under each reading. Without readings nothing was asked: the group is the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Compared {
    /// The group.
    pub group: Group,
    /// One for each choice of readings.
    pub meanings: Vec<Meaning>,
    /// What bounds the answer besides the bounds of the module.
    pub bounds: Vec<String>,
}

/// Compares two sides, group by group.
pub fn compare(a: &Side<'_>, b: &Side<'_>, limits: &Limits) -> Vec<Compared> {
    let wanted = |group: &Group| {
        limits.only.as_ref().is_none_or(|only| {
            let ids =
                group.from.iter().chain(&group.to).chain(&group.instrument_from).chain(&group.instrument_to);
            ids.into_iter().any(|id| id.starts_with(only.as_str()))
        })
    };
    groups::groups(a, b)
        .into_iter()
        .map(|group| (named(a, b, &group), group))
        .filter(|(named, _)| wanted(named))
        .map(|(named, group)| meaning(a, b, named, &group, limits))
        .collect()
}

fn named(a: &Side<'_>, b: &Side<'_>, group: &groups::Group) -> Group {
    let ids = |t: &Theory, ixs: &[NormIx]| ixs.iter().map(|ix| t.norms[*ix].id.clone()).collect();
    let instrument =
        |t: &Theory, ixs: &[NormIx]| ixs.first().map(|ix| t.instruments[t.norms[*ix].instrument].id.clone());
    Group {
        from: ids(a.theory, &group.from),
        to: ids(b.theory, &group.to),
        instrument_from: instrument(a.theory, &group.from),
        instrument_to: instrument(b.theory, &group.to),
        on: group.on,
        same: group.same,
    }
}

fn meaning(a: &Side<'_>, b: &Side<'_>, named: Group, group: &groups::Group, limits: &Limits) -> Compared {
    if named.same {
        return Compared { group: named, meanings: vec![], bounds: vec![] };
    }
    let frame = Frame::new([a, b], group.on, [&group.from, &group.to]);
    let cases = [frame.case(0), frame.case(1)];
    let policies = [a.policy, b.policy];
    let readers = [0, 1].map(|side| Readers::new(&Inquiry::new(frame.theories[side], &cases[side], None), 0));
    let norms = [&group.from, &group.to];
    let mut spent = 0;
    let open = open_words([a, b], norms);
    let blinded: Vec<[Theory; 2]> =
        open.iter().map(|id| frame.theories.map(|theory| without(theory, id))).collect();
    let mut hunt = |readings: &[(String, String)], had: usize, known: &[Found], play: bool| -> Hunt {
        let adopted: Vec<Policy> =
            (0..2).map(|side| adopt(frame.theories[side], policies[side], readings)).collect();
        let seats: Vec<Seat<'_>> = (0..2)
            .map(|side| Seat::new(&frame, side, &cases[side], Some(&adopted[side]), norms[side]))
            .collect();
        if seats[had].norms.is_empty() {
            return Hunt { found: None, whole: true, unsaid: false, steps: 0 };
        }
        let left = limits.group_steps.saturating_sub(spent);
        let blind: Vec<Seat<'_>> = blinded
            .iter()
            .filter(|_| play)
            .map(|theory| {
                Seat::of(&theory[had], &cases[had], Some(&adopted[had]), norms[had], frame.days[had])
            })
            .collect();
        let mut hint = None;
        // whatever a licence gives or takes shows under its own regime already, beside those it asks: without a witness
        // there, there is none
        if seats[had].permissive() {
            let regimes: BTreeSet<&str> = seats.iter().flat_map(Seat::reads).collect();
            let alone: Vec<Seat<'_>> = (0..2)
                .map(|side| {
                    Seat::new(&frame, side, &cases[side], Some(&adopted[side]), norms[side]).asking(&regimes)
                })
                .collect();
            let search =
                Search::new(&frame, [&alone[0], &alone[1]], &blind, &readers, had, left.min(limits.steps));
            let found = search.run(&[], None);
            spent += found.steps;
            if found.found.is_none() && found.whole {
                return found;
            }
            hint = found.found;
        }
        let search =
            Search::new(&frame, [&seats[0], &seats[1]], &blind, &readers, had, left.min(limits.steps));
        let hunt = search.run(known, hint.as_ref());
        spent += hunt.steps;
        hunt
    };
    let (choices, bounds) = readings([a, b], norms);
    // what flips on every reading the house leaves open comes first, so that `check` shows it without more ado
    let mut known: [Vec<Found>; 2] = [vec![], vec![]];
    for (had, known) in known.iter_mut().enumerate() {
        if !open.is_empty() {
            known.extend(hunt(&[], had, &[], true).found);
        }
        if known.is_empty() {
            known.extend(hunt(&[], had, &[], false).found);
        }
    }
    let mut meanings = Vec::new();
    for reading in choices {
        let hunts = [0, 1].map(|had| {
            let hunt = hunt(&reading, had, &known[had], false);
            if let Some(found) = &hunt.found
                && !known[had].contains(found)
            {
                known[had].push(found.clone());
            }
            hunt
        });
        let class = match (&hunts[0].found, &hunts[1].found) {
            (Some(_), Some(_)) => Class::Shifted,
            (Some(_), None) if hunts[1].whole => Class::Narrowed,
            (None, Some(_)) if hunts[0].whole => Class::Widened,
            (None, None) if hunts[0].whole && hunts[1].whole => Class::Equivalent,
            _ => Class::Unknown,
        };
        let cause = (class == Class::Unknown).then(|| unsettled(&hunts));
        let house = [a, b].iter().all(|side| allows(side, &reading));
        let [lost, gained] = hunts.map(|h| h.found.map(|found| witness(&frame, &found)));
        meanings.push(Meaning { reading, house, class, cause, lost, gained });
    }
    Compared { group: named, meanings, bounds }
}

fn unsettled(hunts: &[Hunt; 2]) -> String {
    let of = |word: &str, hunt: &Hunt| match hunt {
        Hunt { found: Some(_), .. } | Hunt { whole: true, .. } => None,
        Hunt { unsaid: true, .. } => Some(format!(
            "whether anything was {word} depends on a time of day or an uncertain first day, which no transaction states"
        )),
        Hunt { .. } => Some(format!("whether anything was {word} is not settled within the budget")),
    };
    let causes: Vec<String> =
        ["lost", "gained"].into_iter().zip(hunts).filter_map(|(word, hunt)| of(word, hunt)).collect();
    causes.join("; ")
}

/// Every choice of readings of the words the norms use, by name; what was left aside in words.
fn readings(sides: [&Side<'_>; 2], norms: [&Vec<NormIx>; 2]) -> (Vec<Vec<(String, String)>>, Vec<String>) {
    let mut terms: BTreeSet<&str> = BTreeSet::new();
    for side in 0..2 {
        let theory = sides[side].theory;
        let cone = Cone::of(theory, norms[side]);
        terms.extend(cone.terms.iter().map(|t| theory.terms[*t].id.as_str()));
    }
    let of = |id: &str| -> Vec<String> {
        let mut out: Vec<String> = Vec::new();
        for side in sides {
            let term = side.theory.terms.iter().find(|t| t.id == id);
            for reading in term.iter().flat_map(|t| &t.readings) {
                if !out.contains(&reading.id) {
                    out.push(reading.id.clone());
                }
            }
        }
        out
    };
    let house = |id: &str| {
        let adopted = |side: &Side<'_>| {
            let term = side.theory.term(id)?;
            let adopted = side.policy?.adopted.iter().find(|a| a.term == term)?;
            Some(side.theory.terms[term].readings.get(adopted.reading)?.id.clone())
        };
        adopted(sides[1]).or_else(|| adopted(sides[0]))
    };
    let number: usize = terms.iter().map(|t| of(t).len().max(1)).fold(1, usize::saturating_mul);
    let mut choices: Vec<Vec<(String, String)>> = vec![vec![]];
    if number <= READINGS {
        for term in &terms {
            choices = choices
                .into_iter()
                .flat_map(|choice| {
                    of(term).into_iter().map(move |reading| {
                        let mut longer = choice.clone();
                        longer.push(((*term).to_owned(), reading));
                        longer
                    })
                })
                .collect();
        }
        return (choices, vec![]);
    }
    let usual: Vec<(String, String)> = terms
        .iter()
        .filter_map(|t| Some(((*t).to_owned(), house(t).or_else(|| of(t).first().cloned())?)))
        .collect();
    let mut out = vec![usual.clone()];
    for (at, (term, reading)) in usual.iter().enumerate() {
        for other in of(term).into_iter().filter(|o| o != reading) {
            let mut choice = usual.clone();
            choice[at].1 = other;
            out.push(choice);
        }
    }
    let bound = format!(
        "{number} combinations of readings: looked at are the house's and those that differ from it in one word"
    );
    (out, vec![bound])
}

/// Words the norms use that the house leaves open on either side.
fn open_words<'a>(sides: [&Side<'a>; 2], norms: [&Vec<NormIx>; 2]) -> BTreeSet<&'a str> {
    let mut open = BTreeSet::new();
    for side in 0..2 {
        let theory = sides[side].theory;
        let adopted = |term: &TermIx| {
            let all = sides[side].policy.iter().flat_map(|p| &p.adopted);
            all.into_iter().any(|a| root(theory, a.term) == *term)
        };
        let terms = Cone::of(theory, norms[side]).terms;
        open.extend(terms.iter().filter(|t| !adopted(t)).map(|t| theory.terms[*t].id.as_str()));
    }
    open
}

/// The law with a word that means nothing.
fn without(theory: &Theory, id: &str) -> Theory {
    let mut out = theory.clone();
    for term in out.terms.iter_mut().filter(|t| t.id == id) {
        term.readings.iter_mut().for_each(|r| r.means = Cond::Const(false));
    }
    out
}

/// A policy that adopts these readings, by name, besides the house's own.
pub fn adopt(theory: &Theory, policy: Option<&Policy>, readings: &[(String, String)]) -> Policy {
    let mut out = policy.cloned().unwrap_or_default();
    for (term, reading) in readings {
        let Some(term) = theory.term(term) else { continue };
        let Some(reading) = theory.terms[term].readings.iter().position(|r| r.id == *reading) else {
            continue;
        };
        out.adopted.retain(|a| root(theory, a.term) != root(theory, term));
        let (held_by, because) = ("this comparison".to_owned(), String::new());
        out.adopted.push(Adopted { term, reading, held_by, because });
    }
    out
}

fn root(theory: &Theory, term: TermIx) -> TermIx {
    crate::interpret::root(theory, term)
}

/// Whether the house adopts no other reading of any of these words.
fn allows(side: &Side<'_>, readings: &[(String, String)]) -> bool {
    let theory = side.theory;
    side.policy.iter().flat_map(|p| &p.adopted).all(|adopted| {
        let term = &theory.terms[root(theory, adopted.term)];
        let chosen = readings.iter().find(|(id, _)| *id == term.id).map(|(_, reading)| reading);
        chosen.is_none_or(|chosen| term.readings.get(adopted.reading).is_some_and(|r| r.id == *chosen))
    })
}

fn witness(frame: &Frame<'_>, found: &Found) -> Witness {
    let mut parties: Vec<WitnessParty> = frame
        .parties
        .iter()
        .map(|(name, roles)| WitnessParty {
            name: name.clone(),
            roles: roles.clone(),
            facts: vec![],
            entry: None,
        })
        .collect();
    let mut facts = Vec::new();
    for (var, choice) in &found.said {
        match (var, choice) {
            (Var::Fact(number, party), Choice::Value(value)) => {
                let (path, ixs) = frame.facts[*number];
                let usual = frame
                    .options(Var::Fact(*number, None))
                    .choices
                    .iter()
                    .any(|(c, cost)| c == choice && *cost == 0);
                let scope = (0..2).find_map(|s| Some(frame.theories[s].facts[ixs[s]?].scope));
                match (party, scope) {
                    _ if usual => {}
                    (Some(party), _) => parties[*party].facts.push((path.to_owned(), value.clone())),
                    (None, Some(scope)) => facts.push((path.to_owned(), scope, value.clone())),
                    (None, None) => {}
                }
            }
            (Var::Listing(party), Choice::Listing(Some(entry))) => {
                parties[*party].entry = Some(frame.entry(*entry).clone());
            }
            _ => {}
        }
    }
    Witness {
        facts,
        parties,
        assume: frame.assume.clone(),
        say_complete: !frame.complete,
        say_unlisted: !frame.listings_assumed,
        stated: found.stated,
        verdicts: found.verdicts,
        on: frame.days,
    }
}
