//! Owners of a transaction's parties out of statements of ownership.
//!
//! A party of the file is one of the transaction if a strong identifier is the same, or else one of the names, sign
//! for sign, while no strong identifier differs. Shares stay ranges. What the file leaves over belongs to somebody
//! unknown, as everywhere; of an owner that the file says nothing more of, all does.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use exeat_law::theory::Theory;
use exeat_law::value::{Possible, Value};
use exeat_lists::ownership::{Graph, Ownership};
use exeat_screen::{PartyKind, Standing};
use jiff::civil::Date;
use rust_decimal::Decimal;

use crate::parties::{label, party};
use crate::transaction::{Holding, Listings, Owner, Owners, Person, Stated, Transaction};

/// No chain of owners comes near this: a file that gives more to one transaction is refused.
const MOST_OWNERS: usize = 1000;

/// Why owners cannot be taken from a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conflict {
    /// The transaction's field.
    pub field: String,
    /// What it says and what the file says.
    pub message: String,
    /// What to do.
    pub help: String,
}

impl fmt::Display for Conflict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}\n  help: {}", self.field, self.message, self.help)
    }
}

/// Adds what a file states of the owners of the parties, on a day, and notes where each was read and how many
/// statements concern nobody here. `file` is its name, for messages.
///
/// # Errors
///
/// What contradicts the transaction, and parties that may be several of the file: all at once. Nothing is added then.
pub fn take(
    transaction: &Transaction,
    theory: &Theory,
    stated: &Ownership,
    file: &str,
    on: Date,
) -> Result<Transaction, Vec<Conflict>> {
    let mut taken = transaction.clone();
    let mut taking = Taking::new(stated, theory, file, on);
    taking.here = transaction
        .parties
        .iter()
        .filter_map(|p| Some((taking.find(&p.person)?, p.person.clone())))
        .rev()
        .collect();
    for party in &mut taken.parties {
        if let Some(id) = taking.find(&party.person) {
            taking.fill(&mut party.person, id, &mut vec![id]);
        } else {
            taking.fill_below(&mut party.person, &mut Vec::new());
        }
    }
    if !taking.conflicts.is_empty() {
        // a party that is looked for twice is complained of once
        let mut conflicts = taking.conflicts;
        let mut seen = BTreeSet::new();
        conflicts.retain(|c| seen.insert((c.field.clone(), c.message.clone())));
        return Err(conflicts);
    }
    let (used, all) = (taking.used.len(), taking.holdings.len());
    let mut notes = vec![format!(
        "of {all} holdings on {on} in {file}, {used} concern the parties; {} were left aside",
        all - used
    )];
    if !stated.complaints.is_empty() {
        let many = stated.complaints.len();
        notes.push(format!("{many} values in {file} cannot be read and count as anything possible"));
    }
    notes.append(&mut taking.notes);
    taken.notes.extend(notes);
    Ok(taken)
}

struct Taking<'a> {
    stated: &'a Ownership,
    theory: &'a Theory,
    file: &'a str,
    on: Date,
    graph: Graph,
    /// Owner, owned and range of each holding that lasts, and the line it stands on.
    holdings: Vec<Held>,
    /// Parties of the transaction by their number in the file.
    here: BTreeMap<usize, Person>,
    used: BTreeSet<usize>,
    made: usize,
    notes: Vec<String>,
    conflicts: Vec<Conflict>,
}

/// What one owner holds, by all statements about it.
#[derive(Clone)]
struct Held {
    at: Vec<usize>,
    owner: usize,
    owned: usize,
    low: Decimal,
    high: Decimal,
    control: Option<bool>,
    /// Votes and the like say nothing of shares.
    of_shares: bool,
    lines: Vec<u64>,
}

impl<'a> Taking<'a> {
    fn new(stated: &'a Ownership, theory: &'a Theory, file: &'a str, on: Date) -> Taking<'a> {
        let graph = Graph::on(stated, on);
        let lasting = stated.holdings.iter().filter(|holding| holding.lasts_on(on));
        // the graph has them in the same order, before what nobody is said to hold
        let holdings = lasting.zip(&graph.shares).enumerate().map(|(at, (holding, share))| Held {
            at: vec![at],
            owner: share.owner,
            owned: share.owned,
            low: share.low,
            high: share.high,
            control: match share.control {
                Standing::Certain => Some(true),
                Standing::No => Some(false),
                Standing::Possible => None,
            },
            of_shares: share.high > Decimal::ZERO || holding.high.is_zero(),
            lines: vec![holding.source.line],
        });
        let holdings = holdings.collect();
        Taking {
            stated,
            theory,
            file,
            on,
            graph,
            holdings,
            here: BTreeMap::new(),
            used: BTreeSet::new(),
            made: 0,
            notes: Vec::new(),
            conflicts: Vec::new(),
        }
    }

    /// Which party of the file somebody is.
    fn find(&mut self, person: &Person) -> Option<usize> {
        let ours = party(person);
        let strong = |of: &exeat_screen::Party| -> BTreeSet<_> {
            of.identifiers.iter().filter(|i| i.scheme.is_strong()).map(|i| i.canonical()).collect()
        };
        let own = strong(&ours);
        let (mut numbered, mut named) = (Vec::new(), Vec::new());
        for (at, id) in self.graph.ids.iter().enumerate() {
            let Some(theirs) = self.stated.parties.get(id) else { continue };
            let their = strong(theirs);
            let differs =
                own.iter().any(|(scheme, value)| their.iter().any(|(s, v)| s == scheme && v != value));
            if own.intersection(&their).next().is_some() {
                numbered.push(at);
            } else if !differs && theirs.names.iter().any(|name| person.names.contains(&name.text)) {
                named.push(at);
            }
        }
        let found = if numbered.is_empty() { named } else { numbered };
        match found.as_slice() {
            [one] => Some(*one),
            [] => None,
            several => {
                let ids: Vec<&str> = several.iter().map(|at| self.graph.ids[*at].as_str()).collect();
                self.conflicts.push(Conflict {
                    field: person.field.clone(),
                    message: format!("{} may be {} in {}", label(person), ids.join(" or "), self.file),
                    help: "give it an identifier that only one of them has".into(),
                });
                None
            }
        }
    }

    /// What each owner holds in a party.
    fn held_in(&mut self, owned: usize) -> Vec<Held> {
        let mut owners: Vec<Held> = Vec::new();
        for held in self.holdings.iter().filter(|held| held.owned == owned) {
            self.used.extend(&held.at);
            match owners.iter_mut().find(|other| other.owner == held.owner) {
                Some(other) => {
                    // one holding may be stated twice, so their sum is only the most it can be
                    other.low = other.low.max(held.low);
                    other.high = (other.high + held.high).min(Decimal::ONE_HUNDRED);
                    other.of_shares |= held.of_shares;
                    other.control = other.control.max(held.control);
                    other.lines.extend(&held.lines);
                }
                None => owners.push(held.clone()),
            }
        }
        owners
    }

    /// Adds the owners of somebody who is that party of the file, and theirs.
    fn fill(&mut self, person: &mut Person, id: usize, path: &mut Vec<usize>) {
        let found = self.held_in(id);
        let mut owners = match (&person.owners, found.first()) {
            (Owners::None, Some(held)) => {
                let message = format!("`none` is stated, and {}", self.says(held, person));
                self.conflict(format!("{}.owners", person.field), message);
                return;
            }
            (Owners::None, None) => return,
            (Owners::Silent, _) => Vec::new(),
            (Owners::Held(owners), _) => owners.clone(),
        };
        for held in found {
            let says = self.says(&held, person);
            self.notes.push(format!("taken over: {says}"));
            let known = owners.iter().position(|owner| self.is(&owner.owner, held.owner));
            match known.and_then(|at| owners.get_mut(at)) {
                Some(owner) => self.narrow(owner, &held, person, &says),
                None => owners.extend(self.owner(&held)),
            }
        }
        let least: Decimal = owners.iter().map(|owner| owner.low).sum();
        if least > Decimal::ONE_HUNDRED {
            let field = format!("{}.owners", person.field);
            let message = format!(
                "the shares stated there and in {} come to at least {} % of {}",
                self.file,
                least.normalize(),
                label(person)
            );
            self.conflict(field, message);
        }
        if !owners.is_empty() {
            person.owners = Owners::Held(owners);
        }
        self.fill_below(person, path);
    }

    /// Adds owners to the owners that are described in place.
    fn fill_below(&mut self, person: &mut Person, path: &mut Vec<usize>) {
        let Owners::Held(owners) = &mut person.owners else { return };
        for owner in owners {
            let Owner::Inline(owner) = &mut owner.owner else { continue };
            match self.find(owner) {
                // A ring of owners is cut where it closes: it reaches nobody whom it does not reach elsewhere.
                Some(id) if path.contains(&id) => {}
                Some(id) => {
                    path.push(id);
                    self.fill(owner, id, path);
                    path.pop();
                }
                None => self.fill_below(owner, path),
            }
        }
    }

    /// Whether an owner in the transaction is that party of the file.
    fn is(&mut self, owner: &Owner, id: usize) -> bool {
        match owner {
            Owner::Ref(reference) => self.here.get(&id).is_some_and(|person| person.reference == *reference),
            Owner::Inline(person) => self.find(person) == Some(id),
        }
    }

    /// Both the transaction and the file say something of one holding: what both allow is left.
    fn narrow(&mut self, owner: &mut Holding, held: &Held, person: &Person, says: &str) {
        let field = format!("{}.owners", person.field);
        let high = if held.of_shares { held.high } else { Decimal::ONE_HUNDRED };
        let (low, high) = (owner.low.max(held.low), owner.high.min(high));
        if low > high {
            let stated = range(owner.low, owner.high);
            self.conflict(field, format!("{stated} is stated, and {says}"));
        } else if owner.control.is_some() && held.control.is_some() && owner.control != held.control {
            let stated = if owner.control == Some(true) { "control" } else { "no control" };
            self.conflict(field, format!("{stated} is stated, and {says}"));
        } else {
            (owner.low, owner.high) = (low, high);
            owner.control = owner.control.or(held.control);
        }
    }

    /// A new owner: the party of the transaction that it is, or somebody described in place.
    fn owner(&mut self, held: &Held) -> Option<Holding> {
        let owner = match self.here.get(&held.owner) {
            Some(person) if person.reference.is_empty() => {
                let (field, name) = (person.field.clone(), label(person).to_owned());
                let message = format!("{} says that {name} is an owner, and it has no `ref`", self.file);
                let help = "give it a `ref`".into();
                self.conflicts.push(Conflict { field, message, help });
                return None;
            }
            Some(person) => Owner::Ref(person.reference.clone()),
            None => Owner::Inline(Box::new(self.person(held)?)),
        };
        let (low, high, control) = (held.low, held.high, held.control);
        Some(Holding { low, high, control, joint: None, owner })
    }

    fn person(&mut self, held: &Held) -> Option<Person> {
        self.made += 1;
        if self.made > MOST_OWNERS {
            if self.made == MOST_OWNERS + 1 {
                let message = format!("{} gives more than {MOST_OWNERS} owners of owners", self.file);
                let field = "parties".into();
                let help = "leave out of it what does not bear on this transaction".into();
                self.conflicts.push(Conflict { field, message, help });
            }
            return None;
        }
        let id = self.graph.ids.get(held.owner)?;
        let stated = self.stated.parties.get(id).cloned().unwrap_or_default();
        let field = format!("{} line {}", self.file, lines(&held.lines));
        let mut names: Vec<String> = stated.names.into_iter().map(|name| name.text).collect();
        if names.is_empty() && stated.identifiers.is_empty() {
            names.push(id.clone());
        }
        let individual = stated.kind == PartyKind::Individual;
        let kind = self.theory.fact("party.kind").filter(|_| individual).map(|fact| Stated {
            fact,
            possible: Possible::is(Value::sym("individual")),
            field: format!("{field}.kind"),
        });
        Some(Person {
            reference: String::new(),
            names,
            description: String::new(),
            addresses: vec![],
            identifiers: stated.identifiers.into_iter().map(|i| (i.scheme.to_string(), i.value)).collect(),
            // a slip of the file is not held against anybody
            birth: stated.birth.iter().find(|b| b.birth_flaw(self.on).is_none()).map(ToString::to_string),
            listings: Listings::Silent,
            identity: Vec::new(),
            // All of it may belong to somebody unknown, but for what the file says further on.
            owners: if individual { Owners::Silent } else { Owners::Held(Vec::new()) },
            facts: kind.into_iter().collect(),
            field,
        })
    }

    fn conflict(&mut self, field: String, message: String) {
        let help = format!("mend the one or the other: the transaction, or {}", self.file);
        self.conflicts.push(Conflict { field, message, help });
    }

    /// `owners.csv line 3 says that Sample Holding holds 30 % of Sample Trading`.
    fn says(&self, held: &Held, person: &Person) -> String {
        let owner = self.graph.names.get(held.owner).map_or("", String::as_str);
        let control = if held.control == Some(true) { " and controls it" } else { "" };
        let (range, lines) = (range(held.low, held.high), lines(&held.lines));
        format!("{} line {lines} says that {owner} holds {range} of {}{control}", self.file, label(person))
    }
}

fn lines(lines: &[u64]) -> String {
    lines.iter().map(u64::to_string).collect::<Vec<_>>().join(", ")
}

fn range(low: Decimal, high: Decimal) -> String {
    let (low, high) = (low.normalize(), high.normalize());
    if low == high { format!("{low} %") } else { format!("{low} to {high} %") }
}
