//! From a transaction to a case: legs, items, parties and stated facts (`docs/semantics.md`, legs).

use std::collections::BTreeMap;

use exeat_law::facts::{Assumed, Case, CaseParty, Leg, Provenance, Slot};
use exeat_law::theory::Theory;
use exeat_law::value::{Possible, Value};
use exeat_screen::Score;

use crate::lists::Lists;
use crate::parties::{Screened, screen};
use crate::texts::{Warned, warned};
use crate::transaction::{Item, Transaction};

/// A case with where its facts came from.
#[derive(Debug, Clone)]
pub struct Assembled {
    /// The facts.
    pub case: Case,
    /// Field of the transaction behind each stated fact.
    pub fields: BTreeMap<Slot, String>,
    /// What assumptions filled, and what they did not because something speaks against it.
    pub assumed: Assumed,
    /// What screening found.
    pub screened: Screened,
    /// Words in texts that no rule reads, and what they leave open.
    pub warned: Vec<Warned>,
}

/// The case as it is stated: neither screened nor filled from assumptions, and the field behind each fact.
pub(crate) fn stated(theory: &Theory, transaction: &Transaction) -> (Case, BTreeMap<Slot, String>) {
    let mut case = Case::default();
    let mut fields = BTreeMap::new();
    let mut state = |case: &mut Case, slot: Slot, possible: &Possible, field: &str| {
        match possible {
            Possible::Any => drop(case.unknown.insert(slot)),
            _ => case.set(slot, possible.clone(), Provenance::Stated),
        }
        fields.insert(slot, field.to_owned());
    };
    if let Some(date) = theory.fact("deal.date")
        && transaction.date != Possible::Any
    {
        state(&mut case, Slot::Global(date), &transaction.date, "date");
    }
    for stated in &transaction.facts {
        state(&mut case, Slot::Global(stated.fact), &stated.possible, &stated.field);
    }
    for item in &transaction.items {
        let ix = case.items.len();
        case.items.push(item_name(item));
        for stated in &item.facts {
            state(&mut case, Slot::Item(ix, stated.fact), &stated.possible, &stated.field);
        }
    }
    for (leg, act, field) in legs(theory, transaction, &mut case) {
        let ix = case.legs.len();
        case.legs.push(leg);
        if let (Some(fact), Some(act)) = (theory.fact("act"), act) {
            if field == "activity" {
                state(&mut case, Slot::Leg(ix, fact), &act, field);
            } else {
                let why = format!("the transaction has a section `{field}`");
                case.set(Slot::Leg(ix, fact), act, Provenance::Derived(why));
            }
        }
    }
    for party in &transaction.parties {
        let ix = case.parties.len();
        let mut name = party.person.reference.clone();
        if name.is_empty() {
            let role = party.roles.first().map_or("party", |r| theory.roles[*r].as_str());
            let taken = case.parties.iter().filter(|p: &&CaseParty| p.name.starts_with(role)).count();
            name = if taken == 0 { role.to_owned() } else { format!("{role} {}", taken + 1) };
        }
        case.parties.push(CaseParty { name, roles: party.roles.clone(), unnamed: false });
        for stated in &party.person.facts {
            state(&mut case, Slot::Party(ix, stated.fact), &stated.possible, &stated.field);
        }
    }
    // after the parties, whose places screening goes by
    let waypoint = theory.roles.iter().position(|role| role == "waypoint");
    if let (Some(role), Some(country)) = (waypoint, theory.fact("party.country")) {
        for (i, (possible, field)) in transaction.waypoints.iter().enumerate() {
            let ix = case.parties.len();
            let name = if i == 0 { "waypoint".to_owned() } else { format!("waypoint {}", i + 1) };
            case.parties.push(CaseParty { name, roles: vec![role], unnamed: false });
            state(&mut case, Slot::Party(ix, country), possible, field);
        }
    }
    (case, fields)
}

/// Builds the case.
pub fn assemble(theory: &Theory, transaction: &Transaction, lists: &Lists, review: Score) -> Assembled {
    let (mut case, fields) = stated(theory, transaction);
    let waypoint = theory.roles.iter().position(|role| role == "waypoint");
    let sets = || transaction.assume.iter().map(|a| &theory.assumptions[*a]);
    let assumed = sets().any(|a| a.no_listings);
    lending(theory, &mut case);
    third_party(theory, &mut case);
    unorganised(theory, &mut case);
    national(theory, &mut case);
    let screened = screen(theory, transaction, lists, review, assumed, &mut case);
    let warned = match transaction.assume.is_empty() {
        true => vec![],
        false => warned(theory, transaction, &case),
    };
    case.doubted = warned.iter().flat_map(|w| w.slots.iter().copied()).collect();
    let taken = case.assume(theory, &transaction.assume);
    if !transaction.parties_complete && !sets().any(|a| a.parties_complete) {
        let payment = transaction.payment.is_some() || pays(&case);
        case.add_unnamed(theory, payment);
        if transaction.route_stated {
            case.parties.retain(|p| !(p.unnamed && waypoint.is_some_and(|w| p.roles == [w])));
        }
    }
    Assembled { case, fields, assumed: taken, screened, warned }
}

/// Financing of which nothing more is said, and whose item is a loan, is lending.
fn lending(theory: &Theory, case: &mut Case) {
    let (Some(act), Some(funds)) = (theory.fact("act"), theory.fact("item.funds")) else { return };
    let within = theory.kinds.get("act").map(|k| k.within("financing")).unwrap_or_default();
    let any = Possible::OneOf(within.into_iter().map(Value::Sym).collect());
    for leg in 0..case.legs.len() {
        let slot = Slot::Leg(leg, act);
        let loan =
            *case.possible(Slot::Item(case.legs[leg].item, funds), false) == Possible::is(Value::sym("loan"));
        if loan && *case.possible(slot, false) == any {
            let why = Provenance::Derived("financing with a loan is lending".into());
            case.set(slot, Possible::is(Value::sym("lending")), why);
        }
    }
}

/// Where somebody pays who buys nothing, and who buys is named, somebody else pays than whoever owes it.
fn third_party(theory: &Theory, case: &mut Case) {
    let role = |name: &str| theory.roles.iter().position(|role| role == name);
    let (Some(payer), Some(purchaser)) = (role("payer"), role("purchaser")) else { return };
    let Some(slot) = theory.fact("payment.third_party").map(Slot::Global) else { return };
    let buys = |party: &CaseParty| party.roles.contains(&purchaser);
    let other = case.parties.iter().find(|party| party.roles.contains(&payer) && !buys(party));
    let Some(other) = other.filter(|_| case.parties.iter().any(buys)) else { return };
    let why = Provenance::Derived(format!("{} pays and does not buy", other.name));
    if !case.facts.contains_key(&slot) && !case.unknown.contains(&slot) {
        case.set(slot, Possible::is(Value::Bool(true)), why);
    }
}

/// Nobody asks under whose law an individual is organised.
fn unorganised(theory: &Theory, case: &mut Case) {
    let (Some(kind), Some(law)) = (theory.fact("party.kind"), theory.fact("party.incorporated")) else {
        return;
    };
    for party in 0..case.parties.len() {
        let slot = Slot::Party(party, law);
        let individual =
            *case.possible(Slot::Party(party, kind), false) == Possible::is(Value::sym("individual"));
        if individual && !case.facts.contains_key(&slot) {
            case.unknown.remove(&slot);
            let why = Provenance::Derived("an individual is organised under no country's law".into());
            case.set(slot, Possible::is(Value::sym("ZZ")), why);
        }
    }
}

/// An organisation is of the country under whose law it is organised; only of an individual is the nationality asked.
fn national(theory: &Theory, case: &mut Case) {
    let fact = |name: &str| theory.fact(name);
    let (Some(kind), Some(law), Some(nationality)) =
        (fact("party.kind"), fact("party.incorporated"), fact("party.nationality"))
    else {
        return;
    };
    for party in 0..case.parties.len() {
        let slot = Slot::Party(party, nationality);
        let individual = Value::sym("individual");
        let organisation = match case.possible(Slot::Party(party, kind), false) {
            Possible::OneOf(kinds) => !kinds.contains(&individual),
            _ => false,
        };
        let Some(of) = case.facts.get(&Slot::Party(party, law)).filter(|_| organisation) else { continue };
        if !case.facts.contains_key(&slot) && !case.unknown.contains(&slot) {
            let possible = of.possible.clone();
            let why = Provenance::Derived("an organisation is of the country whose law it is under".into());
            case.set(slot, possible, why);
        }
    }
}

fn item_name(item: &Item) -> String {
    format!("item:{}", item.id)
}

/// Whether a leg of the case is a payment.
pub(crate) fn pays(case: &Case) -> bool {
    case.legs.iter().any(|leg| leg.name == "payment" || leg.name.starts_with("payment:"))
}

/// Whether somebody takes part who only moves the money: then there is a payment, though nothing is said of it.
fn money_only(theory: &Theory, transaction: &Transaction) -> bool {
    let group = |name: &str| theory.groups.iter().find(|group| group.name == name);
    let (Some(pays), Some(deals)) = (group("payment_party"), group("deal_party")) else { return false };
    transaction.parties.iter().any(|party| {
        let within = |roles: &[usize]| party.roles.iter().any(|role| roles.contains(role));
        within(&pays.roles) && !within(&deals.roles)
    })
}

/// One leg for each item, one payment leg for each item paid for, one for an investment; a transaction without items
/// is one leg about something unknown.
fn legs(
    theory: &Theory,
    transaction: &Transaction,
    case: &mut Case,
) -> Vec<(Leg, Option<Possible>, &'static str)> {
    let node = |id: &str| {
        let within = theory.kinds.get("act").map(|k| k.within(id)).unwrap_or_default();
        Possible::OneOf(within.into_iter().map(Value::Sym).collect())
    };
    let payment = node("payment");
    let inside = |act: &Possible, of: &Possible| match (act, of) {
        (Possible::OneOf(act), Possible::OneOf(of)) => act.iter().all(|a| of.contains(a)),
        _ => false,
    };
    let pays_only = transaction.activity.as_ref().is_some_and(|a| inside(a, &payment));
    let mut out = Vec::new();
    for (ix, item) in transaction.items.iter().enumerate() {
        let act = item.activity.clone().or_else(|| transaction.activity.clone());
        if !(transaction.payment.is_some() && pays_only) {
            out.push((Leg { name: item_name(item), item: ix }, act, "activity"));
        }
    }
    if transaction.items.is_empty() {
        case.items.push("item".into());
        if !(transaction.payment.is_some() && pays_only) {
            out.push((Leg { name: "activity".into(), item: 0 }, transaction.activity.clone(), "activity"));
        }
    }
    let unstated = crate::transaction::Payment::default();
    let supplies = transaction.activity.as_ref().is_some_and(|act| inside(act, &node("supply")));
    let payer = || (supplies && money_only(theory, transaction)).then_some(&unstated);
    if let Some(stated) = transaction.payment.as_ref().or_else(payer) {
        let act = stated.activity.clone().unwrap_or(payment);
        if transaction.items.is_empty() {
            out.push((Leg { name: "payment".into(), item: 0 }, Some(act.clone()), "payment"));
        }
        for (ix, item) in transaction.items.iter().enumerate() {
            if stated.items.is_empty() || stated.items.contains(&item.id) {
                out.push((
                    Leg { name: format!("payment:{}", item.id), item: ix },
                    Some(act.clone()),
                    "payment",
                ));
            }
        }
    }
    if transaction.investment {
        case.items.push("investment".into());
        let item = case.items.len() - 1;
        out.push((Leg { name: "investment".into(), item }, Some(node("investment")), "investment"));
    }
    out
}
