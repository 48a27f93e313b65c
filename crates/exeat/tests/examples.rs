//! The source article's deals: every row of `expected.csv` comes out, and no needed fact can be left out for a clear.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]

use std::collections::{BTreeMap, BTreeSet};

use exeat::assess::judged;
use exeat::determination::FactUsed;
use exeat::transaction::{self, Listings, Owners, Transaction};
use exeat::{Desk, Determination, Lists, assess};
use exeat_law::theory::Theory;
use exeat_law::value::{Possible, Value};
use exeat_lists::starter;
use exeat_screen::{Index, REVIEW};
use jiff::civil::{Date, date};

const FOLDER: &str = "examples/source-article/";
const DATES: [Date; 3] = [date(2022, 4, 10), date(2023, 6, 30), date(2025, 1, 27)];
const KNOWN: Date = date(2026, 11, 24);

struct House {
    theory: Theory,
    lists: Lists,
    asked: Vec<usize>,
}

impl House {
    fn new() -> House {
        let loaded = exeat::law::load_embedded();
        assert!(!loaded.has_errors());
        let lists = Lists { starter: Some(Index::build(starter::entries())), ..Lists::default() };
        let theory = loaded.theory.known_on(KNOWN);
        let asked =
            ["us.ofac.ruhsr", "us.bis.ear.items", "us.bis.ear.744-8"].map(|id| theory.regime(id).unwrap());
        House { theory, lists, asked: asked.to_vec() }
    }

    fn read(&self, name: &str) -> Transaction {
        let path = format!("{FOLDER}{name}");
        let (_, text) = exeat::law::EXAMPLES.iter().find(|(p, _)| *p == path).unwrap();
        transaction::read(text, &path, &self.theory).unwrap_or_else(|errors| {
            let all: Vec<String> = errors.iter().map(ToString::to_string).collect();
            panic!("{}", all.join("\n"))
        })
    }

    fn desk(&self) -> Desk<'_> {
        Desk {
            theory: &self.theory,
            law_hash: "",
            lists: &self.lists,
            policy: self.theory.policy("default"),
            review: REVIEW,
            // the American regimes, which the table of expectations is about
            regimes: &self.asked,
            known_on: KNOWN,
        }
    }

    fn ask(&self, transaction: &Transaction) -> Determination {
        assess(transaction, &self.desk())
    }

    /// Whether the answer is a clearance.
    fn clears(&self, transaction: &Transaction) -> bool {
        judged(transaction, &self.desk()).answer.exit() == 0
    }
}

fn on(transaction: &Transaction, date: Date) -> Transaction {
    Transaction { date: Possible::is(Value::Date(date)), ..transaction.clone() }
}

fn names() -> Vec<&'static str> {
    let all = exeat::law::EXAMPLES.iter().map(|(path, _)| path.trim_start_matches(FOLDER));
    all.filter(|name| name.ends_with(".yaml")).collect()
}

/// The strictest verdict of a regime over the legs, as words.
fn of_regime(d: &Determination, regime: &str) -> (&'static str, Vec<String>) {
    let order = [
        "no rule found",
        "permitted",
        "degraded",
        "undetermined",
        "contested",
        "licence required",
        "prohibited",
    ];
    let rank = |v: &str| order.iter().position(|o| *o == v).unwrap_or(0);
    let answers: Vec<_> = d.legs.iter().flat_map(|l| &l.regimes).filter(|r| r.regime == regime).collect();
    let strictest = answers.iter().map(|r| r.verdict).max_by_key(|v| rank(v)).unwrap_or("no rule found");
    let norms = answers.iter().filter(|r| r.verdict == strictest).flat_map(|r| r.norms.clone()).collect();
    (strictest, norms)
}

#[test]
fn every_expected_row_comes_out() {
    let house = House::new();
    let path = format!("{FOLDER}expected.csv");
    let (_, csv) = exeat::law::EXAMPLES.iter().find(|(p, _)| *p == path).unwrap();
    let mut answers: BTreeMap<(String, String), Determination> = BTreeMap::new();
    let mut wrong = Vec::new();
    let mut rows = 0;
    for line in csv.lines().skip(1).filter(|l| !l.trim().is_empty()) {
        let cells: Vec<&str> = line.splitn(6, ',').collect();
        let [file, date, regime, verdict, norm, _basis] = cells[..] else { panic!("six cells: {line}") };
        rows += 1;
        let key = (file.to_owned(), date.to_owned());
        let d =
            answers.entry(key).or_insert_with(|| house.ask(&on(&house.read(file), date.parse().unwrap())));
        let (found, norms) = match regime {
            "overall" => (d.verdict, vec![]),
            regime => of_regime(d, regime),
        };
        if found != verdict {
            wrong.push(format!("{file} on {date}, {regime}: expected {verdict}, found {found}"));
        } else if !norm.is_empty() && regime != "overall" && !norms.iter().any(|n| n == norm) {
            wrong.push(format!("{file} on {date}, {regime}: decided by {norms:?}, not {norm}"));
        }
    }
    assert!(rows > 150, "only {rows} rows");
    assert!(wrong.is_empty(), "{} of {rows} rows\n{}", wrong.len(), wrong.join("\n"));
}

/// Takes the statement behind a fact out of a transaction.
fn remove(transaction: &Transaction, field: &str) -> Option<Transaction> {
    let mut t = transaction.clone();
    let index = |f: &str| f.split(['[', ']']).nth(1).and_then(|n| n.parse::<usize>().ok());
    match field {
        "date" => t.date = Possible::Any,
        "activity" => {
            t.activity = None;
            t.items.iter_mut().for_each(|i| i.activity = None);
        }
        _ => {
            t.facts.retain(|s| s.field != field);
            t.waypoints.retain(|(_, stated)| stated != field);
            t.items.iter_mut().for_each(|i| i.facts.retain(|s| s.field != field));
            t.parties.iter_mut().for_each(|p| p.person.facts.retain(|s| s.field != field));
            if let Some(party) = index(field).filter(|_| field.starts_with("parties[")) {
                let person = &mut t.parties.get_mut(party)?.person;
                if field.ends_with(".listings") {
                    person.listings = Listings::Silent;
                }
                if field.ends_with(".owners") {
                    person.owners = Owners::Silent;
                }
            }
        }
    }
    (t != *transaction).then_some(t)
}

/// Leaving out a stated fact never clears, unless a declared assumption fills it, or fills what it had withdrawn, and
/// the answer says so; or the answer was a clearance already and says that other facts carry it as well. What a
/// clearance calls needed without need, because the budget of its certificate ended, is at most one fact in 200.
#[test]
fn no_needed_fact_can_be_left_out_for_a_clear() {
    let house = House::new();
    let mut removed = 0;
    let (mut wrong, mut spare) = (Vec::new(), Vec::new());
    for name in names() {
        let stated = house.read(name);
        for date in DATES {
            let whole = on(&stated, date);
            let answer = house.ask(&whole);
            let mut fields: BTreeMap<&str, Vec<&FactUsed>> = BTreeMap::new();
            for fact in answer.facts.iter().filter(|f| f.provenance == "stated") {
                fields.entry(&fact.from).or_default().push(fact);
            }
            for (field, facts) in fields {
                let Some(less) = remove(&whole, field) else {
                    wrong.push(format!("{name} on {date}: nothing is stated at {field}"));
                    continue;
                };
                removed += 1;
                if !house.clears(&less) {
                    continue;
                }
                let again = house.ask(&less);
                let assumed = |d: &Determination| -> BTreeSet<String> {
                    d.assumed.iter().flat_map(|a| a.facts.clone()).collect()
                };
                let now = assumed(&again);
                // what the statement had kept from being assumed is named too
                let mut kept = answer.assumed.iter().flat_map(|a| &a.withdrawn);
                let freed = kept.any(|fact| now.contains(fact));
                let says = |fact: &&&FactUsed| now.iter().any(|f| f.starts_with(&format!("{} =", fact.fact)));
                let needed: Vec<&&FactUsed> = facts.iter().filter(|f| f.needed || answer.exit != 0).collect();
                if again.exit == 0 && !freed && !needed.iter().all(says) {
                    let names: Vec<&str> = needed.iter().map(|f| f.fact.as_str()).collect();
                    let found = if answer.exit == 0 { &mut spare } else { &mut wrong };
                    found.push(format!(
                        "{name} on {date} without {field} ({}): {}",
                        names.join(", "),
                        again.verdict
                    ));
                }
            }
        }
    }
    assert!(removed > 300, "only {removed} facts");
    assert!(wrong.is_empty(), "{} of {removed}\n{}", wrong.len(), wrong.join("\n"));
    assert!(spare.len() * 200 <= removed, "{} of {removed}\n{}", spare.len(), spare.join("\n"));
}

#[test]
fn the_same_question_gives_the_same_bytes() {
    let house = House::new();
    for name in ["13a.yaml", "14b-screened.yaml", "1.yaml"] {
        let transaction = house.read(name);
        assert_eq!(house.ask(&transaction).to_json().unwrap(), house.ask(&transaction).to_json().unwrap());
    }
}

/// A range of dates multiplies worlds: found by fuzzing, when it took the better part of a minute.
#[test]
fn a_range_of_dates_is_answered() {
    let house = House::new();
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fuzz/corpus/transaction");
    for name in ["deal.yaml", "dates-open.yaml"] {
        let text = std::fs::read_to_string(format!("{folder}/{name}")).unwrap();
        let transaction = transaction::read(&text, name, &house.theory).unwrap();
        assert_eq!(house.ask(&transaction).verdict, "undetermined", "{name}");
    }
}

#[test]
fn a_date_and_an_activity_alone_are_never_cleared() {
    let house = House::new();
    for activity in [
        "export",
        "payment",
        "investment",
        "provision_of_service",
        "open_correspondent_account",
        "notification",
    ] {
        for date in ["2022-04-10", "2023-06-30", "2025-01-27"] {
            let text = format!("date: {date}\nactivity: {activity}\n");
            let transaction = transaction::read(&text, "question.yaml", &house.theory).unwrap();
            let answer = house.ask(&transaction);
            assert_ne!(answer.exit, 0, "{activity} on {date}");
            assert_ne!(answer.verdict, "no rule found", "{activity} on {date}");
        }
    }
}
