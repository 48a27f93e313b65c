//! Each `unless` of an assumption has a deal on both sides: one in which the set fills the fact, and the same with the
//! few lines that withdraw it. The rows stand in `withdrawals/rows.yaml`, in the order of the law: set, fact, condition.
//!
//! A row is `CONDITION: {lines}`, the condition word for word as in `law/schema/assumptions.md` (`? CONDITION` and
//! `: {lines}` on two lines where it is long). The lines go onto `withdrawals/deals/goods.yaml`, or onto another deal
//! there where they say `on: NAME`: under `item` to its first
//! item, under a party's `ref` to that party, in `parties` and `items` as one more, else where they would stand; `null`
//! takes a line out.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test helper may panic as a test may")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use exeat::Lists;
use exeat::assemble::{Assembled, assemble};
use exeat::document::{self, Data, Key, Node};
use exeat::law::embedded;
use exeat::transaction::read;
use exeat_law::facts::{Filled, Slot};
use exeat_law::syntax::{self, SyntaxKind};
use exeat_law::theory::Theory;
use exeat_law::{Source, load};
use exeat_screen::REVIEW;

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/withdrawals");

/// Set, fact and condition, as the law writes them.
type Named = (String, String, String);

/// Where a condition stands in the theory: set, setting, `unless`.
type Place = (usize, usize, usize);

/// Every `unless` of the law, by its words: those of the tree, in step with the theory.
fn every_unless(theory: &Theory, sources: &[Source]) -> BTreeMap<Named, Place> {
    let mut out = BTreeMap::new();
    let mut counted = 0;
    let clauses = |node: &syntax::Node| {
        let inside = node.children().filter(|n| n.kind() == SyntaxKind::Clause);
        inside.map(|n| (words(&n.text().to_string()), n)).collect::<Vec<_>>()
    };
    for source in sources {
        let root = syntax::parse(&source.text).root();
        for decl in root.children().flat_map(|block| block.children().collect::<Vec<_>>()) {
            let text = decl.text().to_string();
            let Some(id) = text.strip_prefix("assumption ").and_then(|t| t.split_whitespace().next()) else {
                continue;
            };
            let set = theory.assumptions.iter().position(|a| a.id == id).unwrap();
            let facts = clauses(&decl).into_iter().filter(|(said, _)| {
                said.strip_prefix("sets ").is_some_and(|s| s != "listings none" && s != "parties complete")
            });
            for (ix, (said, clause)) in facts.enumerate() {
                let setting = &theory.assumptions[set].sets[ix];
                let fact = &theory.facts[setting.fact].path;
                assert!(said.starts_with(&format!("sets {fact} ")), "{id}: {said} is read as {fact}");
                let unless = clauses(&clause).into_iter().map(|(said, _)| said);
                let unless: Vec<String> =
                    unless.filter_map(|said| said.strip_prefix("unless ").map(str::to_owned)).collect();
                assert_eq!(unless.len(), setting.unless.len(), "{id}: {fact}");
                for (at, said) in unless.into_iter().enumerate() {
                    let twice = out.insert((id.to_owned(), fact.clone(), said), (set, ix, at));
                    assert!(twice.is_none(), "{id}: {fact} has one condition twice");
                    counted += 1;
                }
            }
        }
    }
    let all = theory.assumptions.iter().flat_map(|a| &a.sets).map(|s| s.unless.len()).sum::<usize>();
    assert_eq!(counted, all, "the tree and the theory differ");
    out
}

fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn entries(node: &Node) -> &[(Key, Node)] {
    match &node.data {
        Data::Map(entries) => entries,
        Data::Null => &[],
        _ => panic!("line {}: `key: …` lines are wanted here", node.line),
    }
}

/// The rows of a file.
fn rows(node: &Node) -> Vec<(Named, &Node)> {
    let mut out = Vec::new();
    for (set, facts) in entries(node) {
        for (fact, conditions) in entries(facts) {
            for (condition, lines) in entries(conditions) {
                out.push(((set.text.clone(), fact.text.clone(), words(&condition.text)), lines));
            }
        }
    }
    out
}

/// Puts lines onto a deal.
fn change(deal: &mut Node, lines: &Node) {
    for (key, value) in entries(lines) {
        let Data::Map(fields) = &mut deal.data else { panic!("a deal is a map") };
        let list = if key.text == "item" { "items" } else { "parties" };
        let mut members = match fields.iter_mut().find(|(field, _)| field.text == list) {
            Some((_, Node { data: Data::List(members), .. })) => members.iter_mut(),
            _ => panic!("a deal has {list}"),
        };
        let refers = |node: &Node| {
            entries(node)
                .iter()
                .any(|(field, name)| field.text == "ref" && name.data == Data::Scalar(key.text.clone()))
        };
        match members.find(|member| key.text == "item" || refers(member)) {
            Some(member) => entries(value).iter().for_each(|(key, value)| put(member, key, value)),
            None if key.text == "on" => {}
            None => put(deal, key, value),
        }
    }
}

fn put(onto: &mut Node, key: &Key, value: &Node) {
    let Data::Map(fields) = &mut onto.data else { panic!("`{}` has no place", key.text) };
    if value.data == Data::Null {
        fields.retain(|(field, _)| field.text != key.text);
        return;
    }
    match fields.iter_mut().find(|(field, _)| field.text == key.text) {
        None => fields.push((key.clone(), value.clone())),
        Some((_, there)) => match (&mut there.data, &value.data) {
            (Data::List(there), Data::List(more)) => there.extend(more.iter().cloned()),
            (Data::Map(_), Data::Map(more)) => more.iter().for_each(|(key, value)| put(there, key, value)),
            _ => *there = value.clone(),
        },
    }
}

/// As JSON, which the reader reads as well.
fn written(node: &Node) -> String {
    let text = |text: &str| serde_json::to_string(text).unwrap();
    match &node.data {
        Data::Null => "null".to_owned(),
        Data::Scalar(scalar) => text(scalar),
        Data::List(all) => format!("[{}]", all.iter().map(written).collect::<Vec<_>>().join(", ")),
        Data::Map(all) => {
            let all: Vec<String> =
                all.iter().map(|(key, value)| format!("{}: {}", text(&key.text), written(value))).collect();
            format!("{{{}}}", all.join(", "))
        }
    }
}

fn assembled(theory: &Theory, deal: &Node) -> Result<Assembled, String> {
    let transaction = read(&written(deal), "deal", theory)
        .map_err(|errors| errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))?;
    Ok(assemble(theory, &transaction, &Lists::default(), REVIEW))
}

/// Where a set did, or did not, fill the fact of a setting.
fn places(theory: &Theory, (set, setting, _): Place, filled: &[Filled]) -> BTreeSet<Slot> {
    let set = &theory.assumptions[set];
    let fact = set.sets[setting].fact;
    let of = |slot: Slot| match slot {
        Slot::Global(f) | Slot::Leg(_, f) | Slot::Item(_, f) | Slot::Party(_, f) => f == fact,
        _ => false,
    };
    filled.iter().filter(|f| f.set == set.id && of(f.slot)).map(|f| f.slot).collect()
}

/// The deal of a row, with this set alone assumed.
fn deal(lines: &Node, set: &str) -> Node {
    let on = entries(lines).iter().find(|(key, _)| key.text == "on").map(|(_, on)| &on.data);
    let name = if let Some(Data::Scalar(name)) = on { name.as_str() } else { "goods" };
    let mut deal = document(&format!("deals/{name}.yaml"));
    let assume = Node { line: 0, data: Data::Scalar(set.to_owned()) };
    put(&mut deal, &Key { line: 0, text: "assume".to_owned() }, &assume);
    deal
}

/// Whether the fact is filled without the lines of a row, is not with them, and is again without this one condition.
fn shown(theory: &mut Theory, place: Place, deal: &Node, lines: &Node) -> Result<(), String> {
    let stands = places(theory, place, &assembled(theory, deal)?.assumed.filled);
    if stands.is_empty() {
        return Err("the deal without these lines does not have it filled".to_owned());
    }
    let mut changed = deal.clone();
    change(&mut changed, lines);
    let after = assembled(theory, &changed)?.assumed;
    let withdrawn = &places(theory, place, &after.withdrawn) & &stands;
    if withdrawn.is_empty() {
        let filled = stands.is_subset(&places(theory, place, &after.filled));
        let why = if filled { "it is filled with these lines too" } else { "these lines state the fact" };
        return Err(why.to_owned());
    }
    let (set, setting, at) = place;
    let condition = theory.assumptions[set].sets[setting].unless.remove(at);
    let without = assembled(theory, &changed);
    theory.assumptions[set].sets[setting].unless.insert(at, condition);
    if places(theory, place, &without?.assumed.filled).is_disjoint(&withdrawn) {
        let why = "without this condition another, or a `never` clause, or a word in a text withdraws it too";
        return Err(why.to_owned());
    }
    Ok(())
}

fn document(path: &str) -> Node {
    let text = fs::read_to_string(format!("{FOLDER}/{path}")).unwrap_or_else(|e| panic!("{path}: {e}"));
    document::read(&text).unwrap_or_else(|e| panic!("{path} line {}: {}", e.line, e.message))
}

#[test]
fn every_unless_withdraws_what_would_stand_without_it() {
    let sources = embedded();
    let mut theory = load(&sources).theory;
    let mut left = every_unless(&theory, &sources);
    let all = left.len();
    let mut wrong = Vec::new();
    let table = document("rows.yaml");
    for (named, lines) in rows(&table) {
        let (set, fact, condition) = &named;
        let found = match left.remove(&named) {
            Some(place) => shown(&mut theory, place, &deal(lines, set), lines),
            None => Err("the law has no such condition".to_owned()),
        };
        let row = |why| format!("rows.yaml line {}: {set}, {fact} unless {condition}: {why}", lines.line);
        wrong.extend(found.err().map(row));
    }
    let missing = |(set, fact, condition): &Named| {
        format!(
            "rows.yaml has no row for {set}, {fact} unless {condition}: add `{condition}: {{lines that make it hold}}`"
        )
    };
    wrong.extend(left.keys().map(missing));
    assert!(all > 100, "only {all} conditions");
    assert!(wrong.is_empty(), "{} wrong, of {all} conditions\n{}", wrong.len(), wrong.join("\n"));
}
