//! Statements that change nothing, so that the answer can name them: what is said of owners and holdings, of a listing
//! beside its list, of the whole, and beside a set that says the same.

use exeat_law::facts::Case;
use exeat_law::theory::Theory;
use exeat_screen::Score;
use rust_decimal::Decimal;

use crate::assemble::assemble;
use crate::lists::Lists;
use crate::transaction::{Holding, Listings, Owner, Owners, Person, StatedListing, Transaction};

/// Fields without which the case would be the same. Facts of parties, items and the deal are not among them: whether a
/// norm looks at these is told by the judgement.
pub(crate) fn idle(
    theory: &Theory,
    transaction: &Transaction,
    lists: &Lists,
    review: Score,
    case: &Case,
) -> Vec<String> {
    let mut without: Vec<(String, Transaction)> = Vec::new();
    if transaction.parties_complete {
        without.push((
            "parties_complete".into(),
            Transaction { parties_complete: false, ..transaction.clone() },
        ));
    }
    if transaction.activity.is_some() {
        without.push(("activity".into(), Transaction { activity: None, ..transaction.clone() }));
    }
    for (party, stated) in transaction.parties.iter().enumerate() {
        let mut paths = Vec::new();
        owners(&stated.person, &mut Vec::new(), &mut paths);
        for path in paths {
            let Some(owner) = at(&stated.person, &path) else { continue };
            for fact in &owner.facts {
                let mut less = transaction.clone();
                if let Some(owner) = at_mut(&mut less.parties[party].person, &path) {
                    owner.facts.retain(|other| other.field != fact.field);
                }
                without.push((fact.field.clone(), less));
            }
            if owner.listings != Listings::Silent {
                let mut less = transaction.clone();
                if let Some(owner) = at_mut(&mut less.parties[party].person, &path) {
                    owner.listings = Listings::Silent;
                }
                without.push((format!("{}.listings", owner.field), less));
            }
            of_listings(transaction, party, &path, &mut without);
            of_holdings(transaction, party, &path, &mut without);
        }
        of_listings(transaction, party, &[], &mut without);
        of_holdings(transaction, party, &[], &mut without);
    }
    let same = without.into_iter().filter(|(_, less)| assemble(theory, less, lists, review).case == *case);
    same.map(|(field, _)| field).collect()
}

/// What is said of each listing of a person beside its list.
fn of_listings(
    transaction: &Transaction,
    party: usize,
    path: &[usize],
    without: &mut Vec<(String, Transaction)>,
) {
    type Cut = fn(&mut StatedListing) -> bool;
    const KEYS: [(&str, Cut); 5] = [
        ("programme", |l| l.programme.take().is_some()),
        ("directive", |l| l.directive.take().is_some()),
        ("entry", |l| l.entry.take().is_some()),
        ("since", |l| l.since.take().is_some()),
        ("until", |l| l.until.take().is_some()),
    ];
    let Some(person) = at(&transaction.parties[party].person, path) else { return };
    let Listings::On(listings) = &person.listings else { return };
    for ix in 0..listings.len() {
        for (key, cut) in KEYS {
            let mut less = transaction.clone();
            let listing = at_mut(&mut less.parties[party].person, path).and_then(|p| match &mut p.listings {
                Listings::On(all) => all.get_mut(ix),
                _ => None,
            });
            if listing.is_some_and(cut) {
                without.push((format!("{}.listings[{ix}].{key}", person.field), less));
            }
        }
    }
}

/// What is said of each holding in a person beside who holds it.
fn of_holdings(
    transaction: &Transaction,
    party: usize,
    path: &[usize],
    without: &mut Vec<(String, Transaction)>,
) {
    type Cut = fn(&mut Holding) -> bool;
    const KEYS: [(&str, Cut); 3] = [
        ("control", |h| h.control.take().is_some()),
        ("joint", |h| h.joint.take().is_some()),
        ("share", |h| {
            let said = h.low != Decimal::ZERO || h.high != Decimal::ONE_HUNDRED;
            (h.low, h.high) = (Decimal::ZERO, Decimal::ONE_HUNDRED);
            said
        }),
    ];
    let Some(person) = at(&transaction.parties[party].person, path) else { return };
    let Owners::Held(held) = &person.owners else { return };
    for ix in 0..held.len() {
        for (key, cut) in KEYS {
            let mut less = transaction.clone();
            let holding = at_mut(&mut less.parties[party].person, path).and_then(|p| match &mut p.owners {
                Owners::Held(all) => all.get_mut(ix),
                _ => None,
            });
            if holding.is_some_and(cut) {
                without.push((format!("{}.owners[{ix}].{key}", person.field), less));
            }
        }
    }
}

/// The way to every owner described in place, from the person who is owned.
fn owners(person: &Person, path: &mut Vec<usize>, out: &mut Vec<Vec<usize>>) {
    let Owners::Held(held) = &person.owners else { return };
    for (ix, holding) in held.iter().enumerate() {
        if let Owner::Inline(owner) = &holding.owner {
            path.push(ix);
            out.push(path.clone());
            owners(owner, path, out);
            path.pop();
        }
    }
}

fn at<'p>(person: &'p Person, path: &[usize]) -> Option<&'p Person> {
    let Some((ix, rest)) = path.split_first() else { return Some(person) };
    let Owners::Held(held) = &person.owners else { return None };
    match &held.get(*ix)?.owner {
        Owner::Inline(owner) => at(owner, rest),
        Owner::Ref(_) => None,
    }
}

fn at_mut<'p>(person: &'p mut Person, path: &[usize]) -> Option<&'p mut Person> {
    let Some((ix, rest)) = path.split_first() else { return Some(person) };
    let Owners::Held(held) = &mut person.owners else { return None };
    match &mut held.get_mut(*ix)?.owner {
        Owner::Inline(owner) => at_mut(owner, rest),
        Owner::Ref(_) => None,
    }
}
