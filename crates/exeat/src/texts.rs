//! What the texts of a transaction, which no rule reads, leave open: an assumption that a word speaks against is not
//! made. The words and how they are found are in [`crate::warning`].

use std::collections::BTreeSet;

use exeat_law::facts::{Assumed, Case, Slot};
use exeat_law::theory::{Scope, Theory};

use crate::transaction::{Person, Text, Transaction};
use crate::warning::{About, Field, Find, search};

/// A word in a text, and the places of the case that it leaves open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warned {
    /// The field it stands in.
    pub field: String,
    /// As the text has it.
    pub phrase: String,
    /// The places of the case.
    pub slots: Vec<Slot>,
}

/// Whose text it is.
#[derive(Clone, Copy)]
enum Of {
    Deal,
    Item(usize),
    Party(usize, Field),
}

impl Of {
    fn about(self) -> About {
        match self {
            Of::Deal => About::Deal,
            Of::Item(_) => About::Item,
            Of::Party(_, field) => About::Party(field),
        }
    }
}

/// Every text, with whose it is.
fn texts(transaction: &Transaction) -> Vec<(Of, Text)> {
    let mut out: Vec<(Of, Text)> = transaction.texts.iter().map(|text| (Of::Deal, text.clone())).collect();
    let mut add = |of: Of, field: String, text: &str| {
        if !text.trim().is_empty() {
            out.push((of, Text { field, text: text.to_owned() }));
        }
    };
    for (ix, item) in transaction.items.iter().enumerate() {
        add(Of::Item(ix), format!("items[{ix}].description"), &item.description);
    }
    for (ix, party) in transaction.parties.iter().enumerate() {
        of_person(&party.person, |field, name, text| add(Of::Party(ix, field), name, text));
    }
    out
}

/// The texts of one person, with the field of each.
fn of_person(person: &Person, mut add: impl FnMut(Field, String, &str)) {
    for name in &person.names {
        add(Field::Name, format!("{}.name", person.field), name);
    }
    add(Field::Description, format!("{}.description", person.field), &person.description);
    for address in &person.addresses {
        add(Field::Address, address.field.clone(), &address.text);
    }
}

/// The places that the texts of the one party of a case leave open.
pub(crate) fn doubts(theory: &Theory, person: &Person, case: &Case) -> Vec<Slot> {
    let mut out = Vec::new();
    of_person(person, |field, _, text| {
        let of = Of::Party(0, field);
        out.extend(search(text, of.about()).iter().flat_map(|find| places(theory, case, of, find)));
    });
    out
}

/// The words found in the texts of a transaction.
pub(crate) fn warned(theory: &Theory, transaction: &Transaction, case: &Case) -> Vec<Warned> {
    let mut out: Vec<Warned> = Vec::new();
    for (of, text) in texts(transaction) {
        for find in search(&text.text, of.about()) {
            let slots = places(theory, case, of, &find);
            match out.iter_mut().find(|w| w.field == text.field && w.phrase == find.phrase) {
                Some(known) => known.slots.extend(slots),
                None => out.push(Warned { field: text.field.clone(), phrase: find.phrase, slots }),
            }
        }
    }
    out
}

/// The places of a case that a find bears on: of the deal, of its item or every item, of its party or all who receive.
fn places(theory: &Theory, case: &Case, of: Of, find: &Find) -> Vec<Slot> {
    let Some(fact) = theory.fact(find.bears_on) else { return vec![] };
    match (theory.facts[fact].scope, of) {
        (Scope::Item, Of::Item(item)) => vec![Slot::Item(item, fact)],
        (Scope::Item, _) => (0..case.items.len()).map(|item| Slot::Item(item, fact)).collect(),
        (Scope::Party, Of::Party(party, _)) if find.bears_on == BRANCH => branch(theory, case, party),
        (Scope::Party, Of::Party(party, _)) => vec![Slot::Party(party, fact)],
        (Scope::Party, _) => recipients(theory, case).into_iter().map(|p| Slot::Party(p, fact)).collect(),
        (Scope::Leg, _) => (0..case.legs.len()).map(|leg| Slot::Leg(leg, fact)).collect(),
        (Scope::Global, _) => vec![Slot::Global(fact)],
    }
}

const BRANCH: &str = "party.branch_of";

/// What a word for a branch leaves open: a branch is a person of where its head office is. Under whose law that is
/// organised may be stated already, elsewhere than where the party is.
fn branch(theory: &Theory, case: &Case, party: usize) -> Vec<Slot> {
    let slot = |path: &str| theory.fact(path).map(|fact| Slot::Party(party, fact));
    let known = |path: &str| slot(path).and_then(|slot| case.possible(slot, false).known());
    let (law, place) = (known("party.incorporated"), known("party.country"));
    if law.is_some() && law != place {
        return Vec::new();
    }
    let open = [BRANCH, "party.us_person", "party.eu_person", "party.uk_person"];
    open.into_iter().filter_map(slot).collect()
}

/// What is said of the deal is said of whoever receives.
fn recipients(theory: &Theory, case: &Case) -> Vec<usize> {
    match theory.groups.iter().position(|group| group.name == "recipient") {
        Some(group) => case.members(theory, group),
        None => (0..case.parties.len()).collect(),
    }
}

/// What to tell of the texts: which words left open what would have been assumed, and that all were read for words
/// only.
pub(crate) fn notes(
    theory: &Theory,
    transaction: &Transaction,
    case: &Case,
    warned: &[Warned],
    assumed: &Assumed,
) -> Vec<String> {
    let mut out = Vec::new();
    for find in warned {
        let withdrawn = find.slots.iter().filter(|slot| assumed.withdrawn.iter().any(|w| w.slot == **slot));
        let facts: BTreeSet<String> = withdrawn.map(|slot| case.describe(theory, *slot)).collect();
        if !facts.is_empty() {
            let facts: Vec<String> = facts.into_iter().collect();
            out.push(format!(
                "{} says \u{201c}{}\u{201d}, so {} is not assumed: state what is so",
                find.field,
                find.phrase,
                facts.join(", ")
            ));
        }
    }
    let named = |of: &Of| matches!(of, Of::Party(_, Field::Name));
    let fields: Vec<String> =
        texts(transaction).into_iter().filter(|(of, _)| !named(of)).map(|(_, text)| text.field).collect();
    if !transaction.assume.is_empty() && !fields.is_empty() {
        out.push(format!("read for warning words only, and by no rule: {}", fields.join(", ")));
    }
    out
}
