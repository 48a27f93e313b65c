//! The reader: keys to fields, every complaint collected.

use std::collections::BTreeMap;

use exeat_law::theory::Theory;
use exeat_law::value::{Possible, Value};
use exeat_law::{brief, nearest, plain};
use jiff::civil::Date;
use rust_decimal::Decimal;

use super::places::{Days, Occupied};
use super::value::plain_number;
use super::{
    Holding, Identity, InputError, Item, Listings, Owner, Owners, Party, Payment, Person, Stated,
    StatedListing, Text, Transaction,
};
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
/// Fixed keys of a party; its facts come besides.
pub const PARTY_KEYS: [&str; 13] = [
    "ref",
    "role",
    "roles",
    "name",
    "names",
    "description",
    "identifiers",
    "addresses",
    "date_of_birth",
    "listings",
    "identity",
    "owners",
    "legal_form",
];
/// Fixed keys of an item; its facts come besides.
pub const ITEM_KEYS: [&str; 7] = ["id", "description", "activity", "quantity", "value", "origin", "codes"];
/// Roles of those who only receive.
const RECEIVING: [&str; 6] =
    ["purchaser", "intermediate_consignee", "ultimate_consignee", "end_user", "beneficiary", "owner"];
const OWNER_KEYS: [&str; 4] = ["share", "ref", "control", "joint"];
const PAYMENT_KEYS: [&str; 4] = ["amount", "for", "activity", "description"];

pub(super) struct Reader<'a> {
    file: &'a str,
    pub(super) theory: &'a Theory,
    /// The day asked about instead of the transaction's own.
    on: Option<Date>,
    pub(super) days: Days,
    errors: Vec<InputError>,
    unused: Vec<String>,
    texts: Vec<Text>,
    births: Vec<(usize, String, String)>,
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

    fn map<'n>(&mut self, node: &'n Node, field: &str) -> &'n [(Key, Node)] {
        match &node.data {
            Data::Map(entries) => entries,
            Data::Null => &[],
            _ => {
                self.error(node.line, field, "expected keys and values here", "write `key: value` lines");
                &[]
            }
        }
    }

    fn list<'n>(&mut self, node: &'n Node, field: &str) -> &'n [Node] {
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

    fn yes_no(&mut self, node: &Node, field: &str) -> Option<bool> {
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

    fn party(&mut self, node: &Node, at: &str) -> Party {
        let mut roles = Vec::new();
        let mut said = false;
        for (key, node) in self.map(node, at) {
            if key.text != "role" && key.text != "roles" {
                continue;
            }
            let field = join(at, &key.text);
            for name in self.texts(node, &field) {
                said = true;
                let word = name.trim().replace([' ', '-'], "_");
                match self.theory.roles.iter().position(|r| *r == word) {
                    Some(role) => roles.push(role),
                    None => {
                        let known: Vec<String> =
                            self.theory.roles.iter().map(|r| r.replace('_', " ")).collect();
                        let help = nearest(&name, known.iter().map(String::as_str)).map_or_else(
                            || format!("roles are {}", known.join(", ")),
                            |n| format!("did you mean `{n}`?"),
                        );
                        self.error(node.line, &field, format!("there is no role `{name}`"), help);
                    }
                }
            }
        }
        if !said {
            self.error(
                node.line,
                &join(at, "role"),
                "this party has no role",
                "add `role: purchaser` or another",
            );
        }
        let mut person = self.person(node, at, &PARTY_KEYS);
        let receives =
            !roles.is_empty() && roles.iter().all(|r| RECEIVING.contains(&&*self.theory.roles[*r]));
        self.slips(&mut person, receives);
        Party { person, roles }
    }

    fn person(&mut self, node: &Node, at: &str, known: &[&str]) -> Person {
        let mut person = Person {
            reference: String::new(),
            names: vec![],
            description: String::new(),
            addresses: vec![],
            identifiers: vec![],
            birth: None,
            listings: Listings::Silent,
            identity: vec![],
            owners: Owners::Silent,
            facts: vec![],
            field: at.to_owned(),
        };
        for (key, node) in self.map(node, at) {
            let field = join(at, &key.text);
            if let Some(fact) = self.theory.fact(&format!("party.{}", key.text)) {
                let possible = self.possible(fact, node, &field);
                person.facts.extend(possible.map(|possible| Stated { fact, possible, field }));
                continue;
            }
            match key.text.as_str() {
                "ref" => person.reference = self.text(node, &field).unwrap_or_default().to_owned(),
                "name" | "names" => person.names.extend(self.texts(node, &field)),
                "description" => person.description = self.text(node, &field).unwrap_or_default().to_owned(),
                "date_of_birth" => {
                    person.birth = self.text(node, &field).map(str::to_owned);
                    if person.birth.as_deref().is_some_and(|b| exeat_screen::PartialDate::parse(b).is_none())
                    {
                        let help = "write 1963-01-20, 1963-01 or 1963, or leave it out if it is not known";
                        self.error(node.line, &field, "this is no date of birth", help);
                    }
                    let written = person.birth.clone();
                    self.births.extend(written.map(|text| (node.line, field, text)));
                }
                "identifiers" => {
                    for (key, node) in self.map(node, &field) {
                        let values = self.texts(node, &join(&field, &key.text));
                        person.identifiers.extend(values.into_iter().map(|v| (key.text.clone(), v)));
                    }
                }
                "listings" => person.listings = self.listings(node, &field),
                "identity" => {
                    for (i, node) in self.list(node, &field).iter().enumerate() {
                        person.identity.extend(self.identity(node, &format!("{field}[{i}]")));
                    }
                }
                "owners" => {
                    person.owners = self.owners(node, &field);
                    self.lines.insert(field, node.line);
                }
                "role" | "roles" | "share" | "control" | "joint" if known.contains(&key.text.as_str()) => {}
                "addresses" if known.contains(&"addresses") => person.addresses = words(node, &field),
                "legal_form" if known.contains(&key.text.as_str()) => self.unused.push(field),
                _ => self.unknown_key(key, at, known, "party."),
            }
        }
        person.names.retain(|n| !n.trim().is_empty());
        person
    }

    fn listings(&mut self, node: &Node, field: &str) -> Listings {
        match &node.data {
            Data::Scalar(text) if text == "none" => return Listings::None,
            Data::List(items) if items.is_empty() => return Listings::None,
            Data::Null => return Listings::Silent,
            Data::Scalar(text) => {
                let message = format!("`{text}` is not a statement of listings");
                self.error(
                    node.line,
                    field,
                    message,
                    "write `none`, a list of `list: …` entries, or leave it out",
                );
                return Listings::Silent;
            }
            _ => {}
        }
        let mut out = Vec::new();
        for (i, node) in self.list(node, field).iter().enumerate() {
            let at = format!("{field}[{i}]");
            let mut listing = StatedListing {
                list: String::new(),
                programme: None,
                directive: None,
                entry: None,
                since: None,
                until: None,
            };
            for (key, node) in self.map(node, &at) {
                let path = join(&at, &key.text);
                let text = |me: &mut Self| me.text(node, &path).map(str::to_owned);
                match key.text.as_str() {
                    "list" => listing.list = text(self).unwrap_or_default(),
                    "programme" => listing.programme = text(self),
                    "directive" => listing.directive = text(self),
                    "entry" => listing.entry = text(self),
                    "since" => listing.since = self.date(node, &path),
                    "until" => listing.until = self.date(node, &path),
                    "footnote" | "note" => self.unused.push(path),
                    _ => {
                        let keys = ["list", "programme", "directive", "entry", "since", "until", "footnote"];
                        self.unknown_key(key, &at, &keys, "\u{0}");
                    }
                }
            }
            self.list_id(&listing.list, node.line, &join(&at, "list"));
            out.push(listing);
        }
        Listings::On(out)
    }

    fn list_id(&mut self, id: &str, line: usize, field: &str) {
        if !exeat_lists::ids::is_known(id) {
            let help = nearest(id, exeat_lists::ids::LIST_IDS.iter().copied()).map_or_else(
                || format!("lists are {}", exeat_lists::ids::LIST_IDS.join(", ")),
                |n| format!("did you mean `{n}`?"),
            );
            self.error(line, field, format!("there is no list `{id}`"), help);
        }
    }

    fn identity(&mut self, node: &Node, at: &str) -> Option<Identity> {
        let mut found = Identity {
            list: String::new(),
            entry: String::new(),
            same: false,
            by: None,
            on: None,
            of: None,
            party: None,
        };
        let mut is = None;
        for (key, node) in self.map(node, at) {
            let path = join(at, &key.text);
            match key.text.as_str() {
                "list" => found.list = self.text(node, &path).unwrap_or_default().to_owned(),
                "entry" => found.entry = self.text(node, &path).unwrap_or_default().to_owned(),
                "is" => is = self.text(node, &path).map(str::to_owned),
                "by" => found.by = self.text(node, &path).map(str::to_owned),
                "on" => found.on = self.date(node, &path),
                "of" => found.of = self.digest(node, &path),
                "party" => found.party = self.digest(node, &path),
                _ => {
                    let known = ["list", "entry", "is", "by", "on", "of", "party"];
                    self.unknown_key(key, at, &known, "\u{0}");
                }
            }
        }
        self.list_id(&found.list, node.line, &join(at, "list"));
        match is.as_deref() {
            Some("same") => found.same = true,
            Some("different") => {}
            _ => {
                self.error(
                    node.line,
                    &join(at, "is"),
                    "the finding is missing",
                    "write `is: same` or `is: different`",
                );
                return None;
            }
        }
        Some(found)
    }

    /// A digest, as answers show it.
    fn digest(&mut self, node: &Node, field: &str) -> Option<String> {
        let text = self.text(node, field)?;
        if text.len() != 16 || !text.bytes().all(|b| b.is_ascii_hexdigit()) {
            let help = "write the 16 letters and digits that `exeat screen --format json` shows as `of`";
            self.error(node.line, field, format!("`{text}` is no digest"), help);
            return None;
        }
        Some(text.to_owned())
    }

    fn owners(&mut self, node: &Node, field: &str) -> Owners {
        match &node.data {
            Data::Scalar(text) if text == "none" => return Owners::None,
            Data::Null => return Owners::Silent,
            _ => {}
        }
        let mut out = Vec::new();
        for (i, node) in self.list(node, field).iter().enumerate() {
            let at = format!("{field}[{i}]");
            let keys: Vec<&str> = OWNER_KEYS.iter().chain(&PARTY_KEYS[3..]).copied().collect();
            let mut bounds = (Decimal::ZERO, Decimal::ONE_HUNDRED);
            let (mut control, mut joint) = (None, None);
            let mut reference = None;
            let mut inline = false;
            for (key, node) in self.map(node, &at) {
                match key.text.as_str() {
                    "share" => bounds = self.share(node, &join(&at, "share")).unwrap_or(bounds),
                    "ref" => reference = self.text(node, &join(&at, "ref")).map(str::to_owned),
                    "control" => control = self.yes_no(node, &join(&at, "control")),
                    "joint" => joint = self.text(node, &join(&at, "joint")).map(str::to_owned),
                    _ => inline = true,
                }
            }
            let owner = match reference {
                Some(reference) if !inline => Owner::Ref(reference),
                _ => Owner::Inline(Box::new(self.person(node, &at, &keys))),
            };
            out.push(Holding { low: bounds.0, high: bounds.1, control, joint, owner });
        }
        Owners::Held(out)
    }

    /// `60`, `60%`, `{at_least: 25, at_most: 49}`.
    fn share(&mut self, node: &Node, field: &str) -> Option<(Decimal, Decimal)> {
        let percent = |me: &mut Self, node: &Node| -> Option<Decimal> {
            let text = me.text(node, field)?;
            let digits = text.trim().trim_end_matches('%').trim();
            let number: Option<Decimal> = plain_number(digits).then(|| digits.parse().ok()).flatten();
            let fits = number.filter(|n| *n >= Decimal::ZERO && *n <= Decimal::ONE_HUNDRED);
            if fits.is_none() {
                me.error(
                    node.line,
                    field,
                    format!("`{text}` is no share"),
                    "write a percentage from 0 to 100",
                );
            }
            fits
        };
        let Data::Map(entries) = &node.data else {
            let share = percent(self, node)?;
            return Some((share, share));
        };
        let (mut low, mut high) = (Decimal::ZERO, Decimal::ONE_HUNDRED);
        for (key, node) in entries {
            match key.text.as_str() {
                "at_least" | "from" => low = percent(self, node)?,
                "at_most" | "to" => high = percent(self, node)?,
                _ => self.unknown_key(key, field, &["at_least", "at_most"], "\u{0}"),
            }
        }
        if low > high {
            self.error(
                node.line,
                field,
                format!("{low} is more than {high}"),
                "put the smaller share in `at_least`",
            );
            return None;
        }
        Some((low, high))
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

fn join(field: &str, key: &str) -> String {
    if field.is_empty() { key.to_owned() } else { format!("{field}.{key}") }
}

/// What is written for people under a key: each of several texts by itself, the lines of one address together.
fn words(node: &Node, field: &str) -> Vec<Text> {
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
