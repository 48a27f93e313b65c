//! The reader: keys to fields, every complaint collected.

use std::collections::BTreeMap;

use exeat_law::theory::Theory;
use exeat_law::value::{Possible, Value};
use exeat_law::{brief, nearest, plain};
use jiff::civil::Date;

use super::places::{Days, Occupied};
use super::{Holding, InputError, Item, Owner, Owners, Payment, Person, Stated, Text, Transaction};
use crate::document::{self, Data, Key, Node};

/// Reads a transaction.
///
/// # Errors
/// Every thing wrong with it, in the order of the text.
pub fn read(text: &str, file: &str, theory: &Theory) -> Result<Transaction, Vec<InputError>> {
    read_on(text, file, theory, None)
}

/// Reads a transaction as of another day than its own, by which sets and territories then stand.
///
/// # Errors
/// Every thing wrong with it, in the order of the text.
pub fn read_on(
    text: &str,
    file: &str,
    theory: &Theory,
    on: Option<Date>,
) -> Result<Transaction, Vec<InputError>> {
    let root = document::read(text).map_err(|e| {
        vec![InputError {
            file: file.into(),
            line: e.line,
            field: String::new(),
            message: brief(&e.message),
            help: e.help,
        }]
    })?;
    let mut reader = Reader {
        file,
        theory,
        on,
        days: Days::default(),
        errors: Vec::new(),
        unused: Vec::new(),
        texts: Vec::new(),
        notes: Vec::new(),
        occupied: Vec::new(),
        lands: Vec::new(),
        lines: BTreeMap::new(),
        births: Vec::new(),
    };
    let transaction = reader.transaction(&root);
    if let Some(transaction) = &transaction
        && reader.errors.is_empty()
    {
        reader.agreement(transaction, root.line);
    }
    match transaction {
        Some(transaction) if reader.errors.is_empty() => Ok(transaction),
        _ => {
            reader.errors.sort_by_key(|e| e.line);
            Err(reader.errors)
        }
    }
}

/// Fixed keys of the whole; sections of facts come besides.
pub const TOP_KEYS: [&str; 18] = [
    "id",
    "date",
    "known_on",
    "description",
    "activity",
    "purpose",
    "end_use",
    "deal",
    "parties_complete",
    "parties",
    "items",
    "supply",
    "route",
    "payment",
    "contract",
    "investment",
    "authorisations",
    "assume",
];
/// Fixed keys of an item; its facts come besides.
pub const ITEM_KEYS: [&str; 7] = ["id", "description", "activity", "quantity", "value", "origin", "codes"];
const PAYMENT_KEYS: [&str; 4] = ["amount", "for", "activity", "description"];

pub(super) struct Reader<'a> {
    file: &'a str,
    pub(super) theory: &'a Theory,
    /// The day asked about instead of the transaction's own.
    on: Option<Date>,
    pub(super) days: Days,
    errors: Vec<InputError>,
    pub(super) unused: Vec<String>,
    texts: Vec<Text>,
    pub(super) births: Vec<(usize, String, String)>,
    /// What was read as something else than it says.
    notes: Vec<String>,
    pub(super) occupied: Vec<Occupied>,
    /// Fields whose territory was read as its state.
    pub(super) lands: Vec<String>,
    /// Line of every fact stated, by its field.
    pub(super) lines: BTreeMap<String, usize>,
}

impl Reader<'_> {
    pub(super) fn error(
        &mut self,
        line: usize,
        field: &str,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.errors.push(InputError {
            file: self.file.into(),
            line,
            field: plain(field),
            message: brief(&message.into()),
            help: plain(&help.into()),
        });
    }

    pub(super) fn note(&mut self, note: String) {
        if !self.notes.contains(&note) {
            self.notes.push(note);
        }
    }

    pub(super) fn map<'n>(&mut self, node: &'n Node, field: &str) -> &'n [(Key, Node)] {
        match &node.data {
            Data::Map(entries) => entries,
            Data::Null => &[],
            _ => {
                self.error(node.line, field, "expected keys and values here", "write `key: value` lines");
                &[]
            }
        }
    }

    pub(super) fn list<'n>(&mut self, node: &'n Node, field: &str) -> &'n [Node] {
        match &node.data {
            Data::List(items) => items,
            Data::Null => &[],
            _ => {
                self.error(
                    node.line,
                    field,
                    "expected a list here",
                    "start each entry on a line of its own with `- `",
                );
                &[]
            }
        }
    }

    pub(super) fn text<'n>(&mut self, node: &'n Node, field: &str) -> Option<&'n str> {
        match &node.data {
            Data::Scalar(text) => Some(text),
            Data::Null => None,
            _ => {
                self.error(node.line, field, "expected one value here", "write a single value");
                None
            }
        }
    }

    pub(super) fn texts(&mut self, node: &Node, field: &str) -> Vec<String> {
        match &node.data {
            Data::List(items) => {
                items.iter().filter_map(|n| self.text(n, field).map(str::to_owned)).collect()
            }
            _ => self.text(node, field).map(str::to_owned).into_iter().collect(),
        }
    }

    pub(super) fn unknown_key(&mut self, key: &Key, field: &str, known: &[&str], prefix: &str) {
        let facts = self.theory.facts.iter().filter_map(|f| f.path.strip_prefix(prefix));
        let all: Vec<&str> = known.iter().copied().chain(facts).collect();
        let help = match nearest(&key.text, all.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("keys here are {}", all.join(", ")),
        };
        let path = join(field, &key.text);
        self.error(key.line, &path, format!("there is no key `{}` here", key.text), help);
    }

    pub(super) fn yes_no(&mut self, node: &Node, field: &str) -> Option<bool> {
        match self.text(node, field)? {
            "yes" | "true" => Some(true),
            "no" | "false" => Some(false),
            other => {
                let message = format!("`{other}` is neither yes nor no");
                self.error(node.line, field, message, "write yes or no, or leave it out if it is not known");
                None
            }
        }
    }

    pub(super) fn date(&mut self, node: &Node, field: &str) -> Option<Date> {
        let text = self.text(node, field)?;
        let date = (text.len() == 10).then(|| text.parse().ok()).flatten();
        if date.is_none() {
            self.error(
                node.line,
                field,
                format!("`{text}` is no date"),
                "write year-month-day, such as 2022-04-10",
            );
        }
        date
    }

    fn transaction(&mut self, root: &Node) -> Option<Transaction> {
        let entries = self.map(root, "");
        let mut t = Transaction {
            file: self.file.into(),
            id: String::new(),
            date: Possible::Any,
            known_on: None,
            activity: None,
            facts: Vec::new(),
            parties: Vec::new(),
            waypoints: Vec::new(),
            route_stated: false,
            parties_complete: false,
            items: Vec::new(),
            payment: None,
            investment: false,
            assume: Vec::new(),
            unused: Vec::new(),
            texts: Vec::new(),
            notes: Vec::new(),
            births: Vec::new(),
        };
        let mut purpose = None;
        let mut route: Option<&Node> = None;
        // the day first: what a set or a territory is depends on it
        if let (Some((_, node)), Some(fact)) =
            (entries.iter().find(|(key, _)| key.text == "date"), self.theory.fact("deal.date"))
        {
            t.date = self.possible(fact, node, "date").unwrap_or(Possible::Any);
        }
        if let Some(on) = self.on {
            t.date = Possible::is(Value::Date(on));
        }
        self.days = Days::of(&t.date);
        for (key, node) in entries {
            match key.text.as_str() {
                "date" => {}
                "id" => t.id = self.text(node, "id").unwrap_or_default().to_owned(),
                "known_on" => t.known_on = self.date(node, "known_on"),
                "activity" => {
                    let fact = self.theory.fact("act")?;
                    t.activity = self.possible(fact, node, "activity");
                }
                "purpose" => {
                    let fact = self.theory.fact("item.purpose")?;
                    purpose = self.possible(fact, node, "purpose").map(|possible| (fact, possible));
                }
                "deal" | "supply" | "contract" | "investment" => {
                    t.investment |= key.text == "investment";
                    self.section(&mut t, &key.text, node);
                }
                "payment" => t.payment = Some(self.payment(&mut t.facts, node)),
                "route" => route = Some(node),
                "parties_complete" => {
                    t.parties_complete = self.yes_no(node, "parties_complete").unwrap_or(false)
                }
                "parties" => {
                    for (i, node) in self.list(node, "parties").iter().enumerate() {
                        let party = self.party(node, &format!("parties[{i}]"));
                        t.parties.push(party);
                    }
                }
                "items" => {
                    for (i, node) in self.list(node, "items").iter().enumerate() {
                        let item = self.item(node, i);
                        t.items.push(item);
                    }
                }
                "assume" => {
                    for name in self.texts(node, "assume") {
                        match self.theory.assumptions.iter().position(|a| a.id == name) {
                            Some(ix) => t.assume.push(ix),
                            None => {
                                let known: Vec<&str> =
                                    self.theory.assumptions.iter().map(|a| a.id.as_str()).collect();
                                let help = nearest(&name, known.iter().copied()).map_or_else(
                                    || format!("there are {}", known.join(", ")),
                                    |n| format!("did you mean `{n}`?"),
                                );
                                self.error(
                                    node.line,
                                    "assume",
                                    format!("there is no assumption set `{name}`"),
                                    help,
                                );
                            }
                        }
                    }
                }
                "description" | "end_use" => {
                    let texts = words(node, &key.text);
                    self.texts.extend(texts);
                }
                "authorisations" => self.unused.push(key.text.clone()),
                _ => self.unknown_key(key, "", &TOP_KEYS, "\u{0}"),
            }
        }
        if let Some((fact, possible)) = purpose {
            for item in t.items.iter_mut().filter(|i| !i.facts.iter().any(|s| s.fact == fact)) {
                item.facts.push(Stated { fact, possible: possible.clone(), field: "purpose".into() });
            }
        }
        if let Some(node) = route {
            self.route(&mut t, node);
        }
        self.region(&mut t);
        self.references(&t, root.line);
        t.notes = std::mem::take(&mut self.notes);
        t.unused = std::mem::take(&mut self.unused);
        t.texts = std::mem::take(&mut self.texts);
        t.births = std::mem::take(&mut self.births);
        if let Some(day) = t.last_day() {
            self.errors.extend(t.births_that_cannot_be(day));
        }
        Some(t)
    }

    /// A section whose keys are facts: `supply.to` is `to` under `supply`. Investment facts belong to the deal.
    fn section(&mut self, t: &mut Transaction, name: &str, node: &Node) {
        let prefix = if name == "investment" { "deal." } else { &format!("{name}.") };
        for (key, node) in self.map(node, name) {
            let field = join(name, &key.text);
            match self.theory.fact(&format!("{prefix}{}", key.text)) {
                Some(fact) => {
                    let possible = self.possible(fact, node, &field);
                    t.facts.extend(possible.map(|possible| Stated { fact, possible, field }));
                }
                None if name == "supply" && key.text == "via" => {
                    t.route_stated = true;
                    let stops: Vec<&Node> = match &node.data {
                        Data::List(stops) => stops.iter().collect(),
                        _ => vec![node],
                    };
                    for (i, stop) in stops.into_iter().enumerate() {
                        self.waypoint(t, stop, format!("{field}[{i}]"));
                    }
                }
                None if key.text == "description" => self.texts.extend(words(node, &field)),
                None => self.unknown_key(key, name, &[], prefix),
            }
        }
    }

    fn payment(&mut self, facts: &mut Vec<Stated>, node: &Node) -> Payment {
        let mut payment = Payment::default();
        for (key, node) in self.map(node, "payment") {
            let field = join("payment", &key.text);
            if let Some(fact) = self.theory.fact(&format!("payment.{}", key.text)) {
                let possible = self.possible(fact, node, &field);
                facts.extend(possible.map(|possible| Stated { fact, possible, field }));
                continue;
            }
            match key.text.as_str() {
                "for" => payment.items = self.texts(node, &field),
                "activity" => {
                    if let Some(fact) = self.theory.fact("act") {
                        payment.activity = self.possible(fact, node, &field);
                    }
                }
                "amount" => {
                    if let Some(text) = self.text(node, &field) {
                        self.amount(text, node.line, &field);
                    }
                    self.unused.push(field);
                }
                "description" => {
                    self.text(node, &field);
                    self.texts.extend(words(node, &field));
                }
                _ => self.unknown_key(key, "payment", &PAYMENT_KEYS, "payment."),
            }
        }
        payment
    }

    /// A place between the ends: the law asks for its country.
    fn waypoint(&mut self, t: &mut Transaction, node: &Node, field: String) {
        let possible = match self.theory.fact("party.country") {
            Some(fact) => self.possible(fact, node, &field),
            None => None,
        };
        t.waypoints.push((possible.unwrap_or(Possible::Any), field));
    }

    /// Places in order: the first and last give `supply.from` and `supply.to` where those are silent, those between
    /// are waypoints.
    fn route(&mut self, t: &mut Transaction, node: &Node) {
        let mut places: Vec<(&Node, String)> = Vec::new();
        for (i, stop) in self.list(node, "route").iter().enumerate() {
            let field = format!("route[{i}]");
            if let Data::Scalar(_) = stop.data {
                places.push((stop, field));
                continue;
            }
            for (key, node) in self.map(stop, &field) {
                match key.text.as_str() {
                    "place" | "country" => places.push((node, join(&field, &key.text))),
                    "role" => self.unused.push(join(&field, "role")),
                    _ => self.unknown_key(key, &field, &["place", "role"], "\u{0}"),
                }
            }
        }
        if places.is_empty() {
            return;
        }
        t.route_stated = true;
        let last = if places.len() > 1 { places.pop() } else { None };
        let mut places = places.into_iter();
        for (path, place) in [("supply.from", places.next()), ("supply.to", last)] {
            if let (Some(fact), Some((node, field))) = (self.theory.fact(path), place)
                && let Some(possible) = self.possible(fact, node, &field)
            {
                match t.facts.iter().find(|s| s.fact == fact) {
                    None => t.facts.push(Stated { fact, possible, field }),
                    Some(stated) if stated.possible != possible => {
                        let message =
                            format!("the route says {possible} where {path} says {}", stated.possible);
                        self.error(node.line, &field, message, "make them agree, or leave one out");
                    }
                    Some(_) => {}
                }
            }
        }
        for (node, field) in places {
            self.waypoint(t, node, field);
        }
    }

    fn item(&mut self, node: &Node, i: usize) -> Item {
        let at = format!("items[{i}]");
        let mut item =
            Item { id: format!("{}", i + 1), description: String::new(), facts: vec![], activity: None };
        let mut tariff: Option<&String> = None;
        for (key, node) in self.map(node, &at) {
            let field = join(&at, &key.text);
            let name = if matches!(key.text.as_str(), "hs" | "cn") { "hts" } else { key.text.as_str() };
            if let Some(fact) = self.theory.fact(&format!("item.{name}")) {
                if name != key.text {
                    self.note(format!("{field} is read as `hts`: a tariff code"));
                }
                let possible = self.possible(fact, node, &field);
                let Some(possible) = possible else { continue };
                if name == "hts"
                    && let Data::Scalar(text) = &node.data
                    && let Some(earlier) = tariff.replace(text)
                    && let Some(both) = self.tariff_of_both(earlier, text, node.line, &field)
                {
                    item.facts.retain(|stated| stated.fact != fact);
                    let both = Node { line: node.line, data: Data::Scalar(both) };
                    let possible = self.possible(fact, &both, &field);
                    item.facts.extend(possible.map(|possible| Stated { fact, possible, field }));
                    continue;
                }
                if item.facts.iter().any(|stated| stated.fact == fact) {
                    let help = "write one of the keys, with all values that are possible";
                    self.error(node.line, &field, "the tariff code is stated already", help);
                }
                item.facts.push(Stated { fact, possible, field });
                continue;
            }
            match key.text.as_str() {
                "id" => item.id = self.text(node, &field).unwrap_or_default().to_owned(),
                "description" => item.description = self.text(node, &field).unwrap_or_default().to_owned(),
                "activity" => {
                    if let Some(fact) = self.theory.fact("act") {
                        item.activity = self.possible(fact, node, &field);
                    }
                }
                "quantity" | "value" | "origin" | "codes" => self.unused.push(field),
                _ => self.unknown_key(key, &at, &ITEM_KEYS, "item."),
            }
        }
        item
    }

    /// References to parties and items must exist, and be unique.
    fn references(&mut self, t: &Transaction, line: usize) {
        let mut seen: Vec<&str> = Vec::new();
        for reference in t.parties.iter().map(|p| p.person.reference.as_str()).filter(|r| !r.is_empty()) {
            if seen.contains(&reference) {
                self.error(
                    line,
                    "parties",
                    format!("two parties have the ref `{reference}`"),
                    "give each its own",
                );
            }
            seen.push(reference);
        }
        let mut holdings: Vec<(&Person, &Holding)> = Vec::new();
        fn gather<'p>(person: &'p Person, out: &mut Vec<(&'p Person, &'p Holding)>) {
            if let Owners::Held(held) = &person.owners {
                for holding in held {
                    out.push((person, holding));
                    if let Owner::Inline(owner) = &holding.owner {
                        gather(owner, out);
                    }
                }
            }
        }
        t.parties.iter().for_each(|p| gather(&p.person, &mut holdings));
        for (person, holding) in holdings {
            if let Owner::Ref(reference) = &holding.owner
                && !seen.contains(&reference.as_str())
            {
                let help = nearest(reference, seen.iter().copied())
                    .map_or_else(|| "give a party that ref".to_owned(), |n| format!("did you mean `{n}`?"));
                let field = join(&person.field, "owners");
                self.error(line, &field, format!("no party has the ref `{reference}`"), help);
            }
        }
        let ids: Vec<&str> = t.items.iter().map(|i| i.id.as_str()).collect();
        for (i, id) in ids.iter().enumerate() {
            if ids[..i].contains(id) {
                self.error(line, "items", format!("two items have the id `{id}`"), "give each its own");
            }
        }
        for id in t.payment.iter().flat_map(|p| &p.items) {
            if !ids.contains(&id.as_str()) {
                let help = nearest(id, ids.iter().copied())
                    .map_or_else(|| "name ids of items".to_owned(), |n| format!("did you mean `{n}`?"));
                self.error(line, "payment.for", format!("no item has the id `{id}`"), help);
            }
        }
    }
}

pub(super) fn join(field: &str, key: &str) -> String {
    if field.is_empty() { key.to_owned() } else { format!("{field}.{key}") }
}

/// What is written for people under a key: each of several texts by itself, the lines of one address together.
pub(super) fn words(node: &Node, field: &str) -> Vec<Text> {
    fn gather(node: &Node, out: &mut Vec<String>) {
        match &node.data {
            Data::Scalar(text) => out.push(text.clone()),
            Data::List(all) => all.iter().for_each(|node| gather(node, out)),
            Data::Map(all) => all.iter().for_each(|(_, node)| gather(node, out)),
            Data::Null => {}
        }
    }
    let one = |node: &Node, field: String| {
        let mut out = Vec::new();
        gather(node, &mut out);
        Text { field, text: out.join(", ") }
    };
    let texts = match &node.data {
        Data::List(all) => {
            all.iter().enumerate().map(|(i, node)| one(node, format!("{field}[{i}]"))).collect()
        }
        _ => vec![one(node, field.to_owned())],
    };
    texts.into_iter().filter(|text| !text.text.trim().is_empty()).collect()
}
