//! Changes to one transaction, with how the answer to what comes out must stand to the answer before.

use std::collections::BTreeMap;

use exeat_law::theory::Theory;
use serde_json::{Value, json};

use super::doc::{self, Doc};
use super::tables::{Contrary, Setting, Tables};

/// The relations, in the order of the task's documentation.
pub(super) const RELATIONS: [&str; 11] = [
    "other side",
    "same deal",
    "something added",
    "owned instead of listed",
    "left out",
    "left out and assumed",
    "contrary filled",
    "child of a code",
    "spelling",
    "order",
    "unread",
];

/// How the answers before and after must stand to each other.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Rule {
    /// Neither the strictest nor the mildest verdict still possible falls.
    NoMilder,
    /// The same, where a norm that bars or requires before looks through to owners.
    NoMilderIfReached,
    /// Both are the same.
    Same,
    /// A closed refusal does not become a closed clearance.
    NeverClears,
    /// Once refused in every way, refused in every way.
    StaysRefused,
    /// What a set fills now and did not before is named in what the answer assumes, if the verdict moved.
    NamesAssumed,
    /// No set fills this.
    NotFilled(Setting),
    /// The answer says something else, the place being named or used.
    Notices,
}

/// What the change is compared with.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Before {
    /// The transaction itself.
    Itself,
    /// The transaction without its assumption sets.
    Bare,
    /// Another form of it.
    Other(Value),
}

/// One pair.
#[derive(Debug, Clone)]
pub(super) struct Change {
    pub(super) relation: &'static str,
    /// What was done, alike for like changes.
    pub(super) kind: String,
    /// What was done here.
    pub(super) what: String,
    pub(super) rule: Rule,
    pub(super) before: Before,
    pub(super) after: Value,
}

/// All changes to a transaction.
pub(super) fn of(doc: &Doc, theory: &Theory, tables: &Tables) -> Vec<Change> {
    let mut maker = Maker { tree: &doc.tree, theory, tables, out: Vec::new() };
    maker.other_side();
    maker.same_deal();
    maker.parties_added();
    maker.more_added();
    maker.owned();
    maker.left_out();
    maker.contraries();
    maker.children();
    maker.spelling();
    maker.order();
    maker.out
}

struct Maker<'a> {
    tree: &'a Value,
    theory: &'a Theory,
    tables: &'a Tables,
    out: Vec<Change>,
}

impl<'a> Maker<'a> {
    fn add(&mut self, relation: &'static str, kind: &str, rule: Rule, after: Value) {
        let (kind, what) = (kind.to_owned(), kind.to_owned());
        self.out.push(Change { relation, kind, what, rule, before: Before::Itself, after });
    }

    fn act(&self) -> String {
        doc::word(&self.tree["activity"])
    }

    /// Acts at or below a node.
    fn within(&self, node: &str, act: &str) -> bool {
        self.theory.kinds.get("act").is_some_and(|k| k.within(node).iter().any(|a| **a == *act))
    }

    fn items(&self) -> &'a [Value] {
        self.tree["items"].as_array().map_or(&[], Vec::as_slice)
    }

    fn parties(&self) -> &'a [Value] {
        self.tree["parties"].as_array().map_or(&[], Vec::as_slice)
    }

    fn all_items(&self, kinds: &[&str]) -> bool {
        !self.items().is_empty()
            && self.items().iter().all(|i| kinds.contains(&doc::word(&i["kind"]).as_str()))
    }

    /// The transaction with another act, whatever its items say of their own.
    fn with_act(&self, act: &str) -> Value {
        let mut tree = self.tree.clone();
        let old = tree["activity"].clone();
        tree["activity"] = json!(act);
        for item in tree["items"].as_array_mut().into_iter().flatten() {
            if item.get("activity").is_some_and(|own| *own == old) {
                item["activity"] = json!(act);
            }
        }
        tree
    }

    /// Told by the buyer, the seller, a broker or the carrier.
    fn other_side(&mut self) {
        let act = self.act();
        let service = self.all_items(&["service"]);
        let goods = self.all_items(&["hardware", "software", "technology"]);
        let crosses = self.crosses();
        // these words say by themselves that the way does not begin in the United States, or does not leave a country
        let placed = self.tree["supply"]["from"].is_string() && self.tree["supply"]["to"].is_string();
        if matches!(act.as_str(), "reexport" | "transfer") && !placed {
            return;
        }
        let other: &[&str] = match act.as_str() {
            "purchase" if service => &["provision_of_service"],
            "purchase" => &["sale"],
            "import" => &["export"],
            "purchase_of_securities" => &["sale_of_securities"],
            "sale_of_securities" => &["purchase_of_securities"],
            act if goods && crosses && self.within("supply", act) => &["purchase", "import"],
            act if self.within("supply", act) => &["purchase"],
            _ => &[],
        };
        for told in other {
            let after = self.with_act(told);
            self.add("other side", &format!("{act} told as {told}"), Rule::NoMilder, after);
        }
        if self.within("supply", &act) || act == "purchase" || act == "import" {
            let mut after = self.with_act("brokering");
            doc::push(&mut after, &["parties"], neutral("broker"));
            self.add("other side", &format!("{act} told by a broker"), Rule::NoMilder, after);
            let mut after = self.tree.clone();
            doc::push(&mut after, &["parties"], neutral("carrier"));
            self.add("other side", "a carrier named", Rule::NoMilder, after);
        }
    }

    fn crosses(&self) -> bool {
        let (from, to) = (&self.tree["supply"]["from"], &self.tree["supply"]["to"]);
        from.is_string() && to.is_string() && from != to
    }

    fn same_deal(&mut self) {
        let act = self.act();
        let goods = self.all_items(&["hardware", "software", "technology"]) && self.crosses();
        let abroad = goods && self.tree["supply"]["from"] != "US";
        let service = self.all_items(&["service"]);
        let holds = |place: &str| match place {
            "" => true,
            "goods across" => goods,
            "goods across from abroad" => abroad,
            "service" => service,
            _ => false,
        };
        let rows = &self.tables.same_deal;
        let own: Vec<&str> =
            rows.iter().filter(|r| r.act == act && holds(&r.place)).map(|r| r.deal.as_str()).collect();
        let others =
            rows.iter().filter(|r| own.contains(&r.deal.as_str()) && r.act != act && holds(&r.place));
        let others: Vec<String> = others.map(|r| r.act.clone()).collect();
        for other in others {
            let after = self.with_act(&other);
            self.add("same deal", &format!("{act} as {other}"), Rule::Same, after);
        }
    }

    /// Whether one more party takes nobody's place who is only expected.
    fn complete(&self) -> bool {
        self.tree["parties_complete"] == "yes"
            || doc::words(&self.tree["assume"]).iter().any(|set| set == "parties_as_stated")
    }

    fn parties_added(&mut self) {
        let held: Vec<String> = self.parties().iter().flat_map(doc::roles).collect();
        for role in &self.theory.roles {
            // a waypoint is a place, and a subject takes no part
            if matches!(role.as_str(), "waypoint" | "subject") || !(self.complete() || held.contains(role)) {
                continue;
            }
            for (kind, party) in [
                ("listed by OFAC", listed(role, "RU", "us.ofac.sdn", Some("RUSSIA-EO14024"))),
                ("on the Entity List", listed(role, "CN", "us.bis.entity-list", None)),
                ("of the United States", american(role)),
            ] {
                let mut after = self.tree.clone();
                doc::push(&mut after, &["parties"], party);
                self.out.push(Change {
                    relation: "something added",
                    kind: format!("a party {kind}"),
                    what: format!("a party {kind} as {role}"),
                    rule: Rule::NoMilder,
                    before: Before::Itself,
                    after,
                });
            }
        }
    }

    /// A second programme, a second item, a stop.
    fn more_added(&mut self) {
        for (i, party) in self.parties().iter().enumerate() {
            let Some(first) = party["listings"].as_array().and_then(|l| l.first()) else { continue };
            if first["programme"].is_null() {
                continue;
            }
            for programme in ["SDGT", "NPWMD", "RUSSIA-EO14024", "CYBER2"] {
                if first["programme"] == programme || first["list"] != "us.ofac.sdn" {
                    continue;
                }
                let mut after = self.tree.clone();
                let more = json!({"list": "us.ofac.sdn", "programme": programme});
                if let Some(party) = after["parties"].get_mut(i) {
                    doc::push(party, &["listings"], more);
                }
                self.add(
                    "something added",
                    &format!("a second programme, {programme}"),
                    Rule::NoMilder,
                    after,
                );
            }
        }
        if !self.items().is_empty() {
            let hardware = |eccn: &str| {
                json!({"kind": "hardware", "form": "finished_equipment", "eccn": eccn, "subject_to_ear": "yes",
                "description": "another item"})
            };
            let service = json!({"kind": "service", "service": "it_support", "description": "another item"});
            for (kind, item) in [
                ("a second item, EAR99", hardware("EAR99")),
                ("a second item, 5A002", hardware("5A002")),
                ("a second item, a service", service),
            ] {
                let mut after = self.tree.clone();
                doc::push(&mut after, &["items"], item);
                self.add("something added", kind, Rule::NoMilder, after);
            }
        }
        if self.tree["supply"].is_object() && self.tree["route"].is_null() {
            for place in ["IR", "KP", "CU", "RU", "SY"] {
                let mut after = self.tree.clone();
                doc::push(&mut after, &["supply", "via"], json!(place));
                self.add("something added", &format!("a stop in {place}"), Rule::NoMilder, after);
            }
        }
    }

    /// Owned wholly by a listed party instead of listed, under programmes that reach what is owned.
    fn owned(&mut self) {
        const REACH: [&str; 4] = ["us.ofac.sdn", "us.ofac.ssi", "eu.fsf", "uk.sanctions"];
        for (i, party) in self.parties().iter().enumerate() {
            let Some(listings) = party["listings"].as_array().filter(|l| !l.is_empty()) else { continue };
            let reach = listings.iter().all(|l| l["list"].as_str().is_some_and(|l| REACH.contains(&l)));
            if !reach || doc::word(&party["kind"]) == "individual" || party["owners"].is_array() {
                continue;
            }
            let list = listings[0]["list"].as_str().unwrap_or_default().to_owned();
            let mut owner = json!({"share": "100", "description": "a listed owner", "kind": "company",
                "listings": listings});
            let mut after = self.tree.clone();
            if let Some(party) = after["parties"].get_mut(i).and_then(Value::as_object_mut) {
                party.remove("listings");
                // a list of the law may know the listed one by name
                for key in ["name", "names"] {
                    if let Some(name) = party.remove(key) {
                        owner[key] = name;
                    }
                }
                party.insert("owners".into(), json!([owner]));
            }
            let kind = format!("owned by one on {list}");
            self.add("owned instead of listed", &kind, Rule::NoMilderIfReached, after);
        }
    }

    fn left_out(&mut self) {
        let mut bare = self.tree.clone();
        if let Some(map) = bare.as_object_mut() {
            map.remove("assume");
        }
        for path in doc::leaves(self.tree) {
            let (kind, what) = (doc::kind_of(&path), doc::shown(&path));
            let mut one = |relation, rule, before, after| {
                let (kind, what) = (format!("without {kind}"), format!("without {what}"));
                self.out.push(Change { relation, kind, what, rule, before, after });
            };
            let without = doc::without(self.tree, &path);
            one("left out", Rule::NeverClears, Before::Bare, doc::without(&bare, &path));
            if !self.tree["assume"].is_null() {
                one("left out and assumed", Rule::NamesAssumed, Before::Itself, without.clone());
            }
            one("unread", Rule::Notices, Before::Itself, without);
        }
    }

    fn contraries(&mut self) {
        let (tree, tables) = (self.tree, self.tables);
        if tree["assume"].is_null() {
            return;
        }
        for contrary in &tables.contraries {
            let Some((after, setting)) = stating(tree, contrary) else { continue };
            self.add("contrary filled", &contrary.shown, Rule::NotFilled(setting), after);
        }
    }

    /// Deeper codes that the law knows, and further digits of a tariff code.
    fn children(&mut self) {
        for (i, item) in self.items().iter().enumerate() {
            for key in ["eccn", "hts", "hs", "cn"] {
                let Some(code) = item[key].as_str() else { continue };
                let Some(fact) = self.theory.fact(&format!("item.{key}")) else { continue };
                let digits = code.bytes().all(|b| b.is_ascii_digit() || b == b'.');
                let plain = if digits { code.replace('.', "") } else { code.to_owned() };
                let deeper = exeat_law::classes::code_values(self.theory, fact, &plain);
                let mut deeper: Vec<String> = deeper.iter().skip(1).map(ToString::to_string).collect();
                deeper.truncate(8);
                if digits && plain.len() % 2 == 0 && plain.len() < 10 {
                    deeper.push(format!("{plain}00"));
                }
                for child in deeper {
                    let mut after = self.tree.clone();
                    after["items"][i][key] = json!(child);
                    self.out.push(Change {
                        relation: "child of a code",
                        kind: format!("a deeper {key}"),
                        what: format!("items[{i}].{key} {child} for {code}"),
                        rule: Rule::StaysRefused,
                        before: Before::Itself,
                        after,
                    });
                }
            }
        }
    }

    fn spelling(&mut self) {
        type Spelled = fn(&str, &str) -> Option<String>;
        let ways: [(&str, Spelled); 6] = [
            ("an ECCN in small letters", |key, text| (key == "eccn").then(|| text.to_lowercase())),
            ("a tariff code with dots", |key, text| {
                let plain = text.len() >= 6 && text.bytes().all(|b| b.is_ascii_digit());
                (matches!(key, "hts" | "hs" | "cn") && plain)
                    .then(|| format!("{}.{}", &text[..4], &text[4..]))
            }),
            ("words with spaces", |key, text| {
                let free = matches!(key, "name" | "description" | "end_use" | "assume" | "programme");
                (!free && text.contains('_')).then(|| text.replace('_', " "))
            }),
            ("words with hyphens", |key, text| {
                (key == "role" && text.contains([' ', '_'])).then(|| text.replace([' ', '_'], "-"))
            }),
            ("names in capitals", |key, text| (key == "name").then(|| text.to_uppercase())),
            ("true for yes", |_, text| match text {
                "yes" => Some("true".into()),
                "no" => Some("false".into()),
                _ => None,
            }),
        ];
        for (kind, way) in ways {
            let mut after = self.tree.clone();
            if respell(&mut after, "", &way) {
                self.add("spelling", kind, Rule::Same, after);
            }
        }
    }

    fn order(&mut self) {
        // items get the number of their place as id, so that a payment means the same ones
        let mut named = self.tree.clone();
        for (i, item) in named["items"].as_array_mut().into_iter().flatten().enumerate() {
            if let Some(item) = item.as_object_mut() {
                item.entry("id").or_insert_with(|| json!((i + 1).to_string()));
            }
        }
        for (kind, key) in [("items in another order", "items"), ("parties in another order", "parties")] {
            let mut after = named.clone();
            let Some(all) = after[key].as_array_mut().filter(|all| all.len() > 1) else { continue };
            all.reverse();
            self.out.push(Change {
                relation: "order",
                kind: kind.into(),
                what: kind.into(),
                rule: Rule::Same,
                before: Before::Other(named.clone()),
                after,
            });
        }
        let mut after = self.tree.clone();
        let mut moved = false;
        for party in after["parties"].as_array_mut().into_iter().flatten() {
            for key in ["role", "listings", "owners"] {
                if let Some(all) = party[key].as_array_mut().filter(|all| all.len() > 1) {
                    all.reverse();
                    moved = true;
                }
            }
        }
        if moved {
            self.add("order", "roles, listings and owners in another order", Rule::Same, after);
        }
    }
}

/// Writes scalars another way; whether any was.
fn respell(at: &mut Value, key: &str, way: &dyn Fn(&str, &str) -> Option<String>) -> bool {
    match at {
        Value::Object(map) => {
            let mut any = false;
            for (key, value) in map.iter_mut() {
                any |= respell(value, key, way);
            }
            any
        }
        Value::Array(all) => {
            let mut any = false;
            for value in all {
                any |= respell(value, key, way);
            }
            any
        }
        Value::String(text) => match way(key, text) {
            Some(new) if new != *text => {
                *text = new;
                true
            }
            _ => false,
        },
        _ => false,
    }
}

/// The transaction saying something that contradicts a set, and the place that may not be filled.
fn stating(tree: &Value, contrary: &Contrary) -> Option<(Value, Setting)> {
    let mut after = tree.clone();
    let recipient = |tree: &Value| {
        let parties = tree["parties"].as_array()?;
        let receives = |p: &Value| {
            doc::roles(p).iter().any(|r| {
                matches!(r.as_str(), "purchaser" | "end_user" | "ultimate_consignee" | "beneficiary")
            })
        };
        parties.iter().position(receives)
    };
    for (path, value) in &contrary.says {
        match path.split_once('.') {
            None => {
                after[path.as_str()] = json!(value);
                // an item's own activity stands before that of the whole
                let items = after["items"].as_array_mut().filter(|_| path == "activity");
                items.into_iter().flatten().filter_map(Value::as_object_mut).for_each(|item| {
                    item.remove("activity");
                });
            }
            Some(("party", key)) => {
                let party = recipient(&after)?;
                let party = after["parties"].get_mut(party)?;
                match key {
                    "listings" => {
                        let listing = |text: &str| {
                            let (list, programme) = text.trim().split_once(' ').unwrap_or((text, ""));
                            json!({"list": list, "programme": programme})
                        };
                        party[key] = value.split('+').map(listing).collect();
                    }
                    // nobody owns a person
                    "owners" if doc::word(&party["kind"]) == "individual" => return None,
                    "owners" => {
                        let of = value.rsplit(' ').next().unwrap_or_default();
                        party[key] = json!([{"share": "100", "kind": "government_body", "government": "yes",
                            "government_of": of, "description": value}]);
                    }
                    _ => party[key] = json!(value),
                }
            }
            Some(("item", key)) => {
                *after["items"].get_mut(0)?.as_object_mut()?.entry(key).or_insert(Value::Null) = json!(value);
            }
            Some((section, key)) => {
                if after[section].is_null() {
                    after[section] = json!({});
                }
                if key == "via" {
                    if !after["route"].is_null() {
                        return None;
                    }
                    doc::push(&mut after, &[section, key], json!(value));
                } else {
                    after[section][key] = json!(value);
                }
            }
        }
    }
    // a fact that is stated is not filled
    let (head, key) = contrary.filled.path.split_once('.')?;
    let said = match head {
        "party" => recipient(&after).is_none_or(|p| !after["parties"][p][key].is_null()),
        "item" => after["items"].as_array().is_none_or(|all| all.iter().any(|i| !i[key].is_null())),
        section => !after[section][key].is_null(),
    };
    let setting = Setting { party: recipient(&after), ..contrary.filled.clone() };
    (!said).then_some((after, setting))
}

fn neutral(role: &str) -> Value {
    json!({"role": role, "description": "somebody who is on no list", "kind": "company", "country": "SG",
        "incorporated": "SG", "us_person": "no", "eu_person": "no", "uk_person": "no"})
}

fn american(role: &str) -> Value {
    json!({"role": role, "description": "an American company", "kind": "company", "country": "US",
        "incorporated": "US", "us_person": "yes", "eu_person": "no", "uk_person": "no"})
}

fn listed(role: &str, country: &str, list: &str, programme: Option<&str>) -> Value {
    let mut listing = BTreeMap::from([("list", list)]);
    listing.extend(programme.map(|p| ("programme", p)));
    json!({"role": role, "description": "somebody listed", "kind": "company", "country": country,
        "incorporated": country, "us_person": "no", "eu_person": "no", "uk_person": "no", "listings": [listing]})
}
