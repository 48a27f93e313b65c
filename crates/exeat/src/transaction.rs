//! The question: a transaction, read from YAML or JSON.
//!
//! The keys of an item, a party and the sections `supply`, `payment`, `contract`, `deal` are the facts the law
//! declares (`law/schema/facts.md`); the rest is fixed here. An unknown key is an error with the nearest match.
//! Every error names the file, the line, the field and the remedy, and all are reported at once.

use std::fmt;

use exeat_law::cases::widen;
use exeat_law::theory::{Domain, FactIx, Scope, Theory};
use exeat_law::value::{Possible, Value};
use exeat_law::{brief, nearest, plain};
use jiff::civil::Date;
use rust_decimal::Decimal;

use crate::document::{self, Data, Key, Node};

/// One thing wrong with a transaction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InputError {
    /// File name as given.
    pub file: String,
    /// Line, from 1.
    pub line: usize,
    /// Path of the field, such as `items[0].eccn`.
    pub field: String,
    /// One sentence.
    pub message: String,
    /// What to do.
    pub help: String,
}

impl fmt::Display for InputError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: ", self.file, self.line)?;
        if !self.field.is_empty() {
            write!(f, "{}: ", self.field)?;
        }
        write!(f, "{}\n  help: {}", self.message, self.help)
    }
}

/// A fact as stated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stated {
    /// Which.
    pub fact: FactIx,
    /// What is left possible.
    pub possible: Possible,
    /// Path of the field.
    pub field: String,
}

/// What the user says of a party's listings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Listings {
    /// Nothing said.
    Silent,
    /// On no list.
    None,
    /// On these.
    On(Vec<StatedListing>),
}

/// One stated listing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatedListing {
    /// List id.
    pub list: String,
    /// Programme.
    pub programme: Option<String>,
    /// Directive.
    pub directive: Option<String>,
    /// Entry id.
    pub entry: Option<String>,
    /// First day.
    pub since: Option<Date>,
    /// First day no longer.
    pub until: Option<Date>,
}

/// A person's finding on a hit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// List id.
    pub list: String,
    /// Entry id.
    pub entry: String,
    /// The same as the listed one, or different.
    pub same: bool,
    /// Who found so.
    pub by: Option<String>,
    /// When.
    pub on: Option<Date>,
}

/// A holding in a party.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holding {
    /// Least share, per cent.
    pub low: Decimal,
    /// Greatest share, per cent.
    pub high: Decimal,
    /// Who holds it: a party by reference, or one described in place.
    pub owner: Owner,
}

/// Who owns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Owner {
    /// A party of the transaction.
    Ref(String),
    /// Described in place.
    Inline(Box<Person>),
}

/// Owners of a party.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Owners {
    /// Nothing said.
    Silent,
    /// Nobody listed owns anything in it.
    None,
    /// These, perhaps with others.
    Held(Vec<Holding>),
}

/// Somebody: a party or an owner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Our reference.
    pub reference: String,
    /// Names, the first being primary.
    pub names: Vec<String>,
    /// What is known where there is no name.
    pub description: String,
    /// Scheme and value.
    pub identifiers: Vec<(String, String)>,
    /// Date of birth, as written.
    pub birth: Option<String>,
    /// Stated listings.
    pub listings: Listings,
    /// Findings on hits.
    pub identity: Vec<Identity>,
    /// Who owns it.
    pub owners: Owners,
    /// Facts.
    pub facts: Vec<Stated>,
    /// Path of the field, for messages.
    pub field: String,
}

/// A party of the transaction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Party {
    /// Who.
    pub person: Person,
    /// Base roles, as indexes into the theory.
    pub roles: Vec<usize>,
}

/// An item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// Our reference.
    pub id: String,
    /// What it is, for people.
    pub description: String,
    /// Facts.
    pub facts: Vec<Stated>,
    /// Activity of its own.
    pub activity: Option<Possible>,
}

/// A payment.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Payment {
    /// Ids of the items paid for; empty means all.
    pub items: Vec<String>,
    /// What kind of payment act.
    pub activity: Option<Possible>,
}

/// A transaction as stated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transaction {
    /// File name, for messages.
    pub file: String,
    /// Our reference.
    pub id: String,
    /// The day of the act.
    pub date: Possible,
    /// As known on.
    pub known_on: Option<Date>,
    /// What is done.
    pub activity: Option<Possible>,
    /// Facts of the whole.
    pub facts: Vec<Stated>,
    /// Parties.
    pub parties: Vec<Party>,
    /// All parties are named.
    pub parties_complete: bool,
    /// Items.
    pub items: Vec<Item>,
    /// Payment, if there is one.
    pub payment: Option<Payment>,
    /// There is an investment leg.
    pub investment: bool,
    /// Assumption sets, as indexes into the theory.
    pub assume: Vec<usize>,
    /// Accepted fields that nothing uses.
    pub unused: Vec<String>,
}

/// Reads a transaction.
///
/// # Errors
/// Every thing wrong with it, in the order of the text.
pub fn read(text: &str, file: &str, theory: &Theory) -> Result<Transaction, Vec<InputError>> {
    let root = document::read(text).map_err(|e| {
        vec![InputError {
            file: file.into(),
            line: e.line,
            field: String::new(),
            message: brief(&e.message),
            help: e.help,
        }]
    })?;
    let mut reader = Reader { file, theory, errors: Vec::new(), unused: Vec::new() };
    let transaction = reader.transaction(&root);
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
const OWNER_KEYS: [&str; 2] = ["share", "ref"];
const PAYMENT_KEYS: [&str; 4] = ["amount", "for", "activity", "description"];

struct Reader<'a> {
    file: &'a str,
    theory: &'a Theory,
    errors: Vec<InputError>,
    unused: Vec<String>,
}

impl Reader<'_> {
    fn error(&mut self, line: usize, field: &str, message: impl Into<String>, help: impl Into<String>) {
        self.errors.push(InputError {
            file: self.file.into(),
            line,
            field: plain(field),
            message: brief(&message.into()),
            help: plain(&help.into()),
        });
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

    fn text<'n>(&mut self, node: &'n Node, field: &str) -> Option<&'n str> {
        match &node.data {
            Data::Scalar(text) => Some(text),
            Data::Null => None,
            _ => {
                self.error(node.line, field, "expected one value here", "write a single value");
                None
            }
        }
    }

    fn texts(&mut self, node: &Node, field: &str) -> Vec<String> {
        match &node.data {
            Data::List(items) => {
                items.iter().filter_map(|n| self.text(n, field).map(str::to_owned)).collect()
            }
            _ => self.text(node, field).map(str::to_owned).into_iter().collect(),
        }
    }

    fn unknown_key(&mut self, key: &Key, field: &str, known: &[&str], prefix: &str) {
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

    fn date(&mut self, node: &Node, field: &str) -> Option<Date> {
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
            parties_complete: false,
            items: Vec::new(),
            payment: None,
            investment: false,
            assume: Vec::new(),
            unused: Vec::new(),
        };
        let mut purpose = None;
        let mut route: Option<&Node> = None;
        for (key, node) in entries {
            match key.text.as_str() {
                "id" => t.id = self.text(node, "id").unwrap_or_default().to_owned(),
                "date" => {
                    let fact = self.theory.fact("deal.date")?;
                    t.date = self.possible(fact, node, "date").unwrap_or(Possible::Any);
                }
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
                    self.section(&mut t.facts, &key.text, node);
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
                "description" | "end_use" | "authorisations" => self.unused.push(key.text.clone()),
                _ => self.unknown_key(key, "", &TOP_KEYS, "\u{0}"),
            }
        }
        if let Some((fact, possible)) = purpose {
            for item in t.items.iter_mut().filter(|i| !i.facts.iter().any(|s| s.fact == fact)) {
                item.facts.push(Stated { fact, possible: possible.clone(), field: "purpose".into() });
            }
        }
        if let Some(node) = route {
            self.route(&mut t.facts, node);
        }
        self.references(&t, root.line);
        t.unused = std::mem::take(&mut self.unused);
        Some(t)
    }

    /// A section whose keys are facts: `supply.to` is `to` under `supply`. Investment facts belong to the deal.
    fn section(&mut self, facts: &mut Vec<Stated>, name: &str, node: &Node) {
        let prefix = if name == "investment" { "deal." } else { &format!("{name}.") };
        for (key, node) in self.map(node, name) {
            let field = join(name, &key.text);
            match self.theory.fact(&format!("{prefix}{}", key.text)) {
                Some(fact) => {
                    let possible = self.possible(fact, node, &field);
                    facts.extend(possible.map(|possible| Stated { fact, possible, field }));
                }
                None if name == "supply" && key.text == "via" => {
                    self.texts(node, &field);
                    self.unused.push(field);
                }
                None if key.text == "description" => self.unused.push(field),
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
                "amount" | "description" => {
                    self.text(node, &field);
                    self.unused.push(field);
                }
                _ => self.unknown_key(key, "payment", &PAYMENT_KEYS, "payment."),
            }
        }
        payment
    }

    /// Places in order: the first and last give `supply.from` and `supply.to` where those are silent.
    fn route(&mut self, facts: &mut Vec<Stated>, node: &Node) {
        let mut places: Vec<(Node, String)> = Vec::new();
        for (i, stop) in self.list(node, "route").iter().enumerate() {
            let field = format!("route[{i}]");
            if let Data::Scalar(_) = stop.data {
                places.push((stop.clone(), field));
                continue;
            }
            for (key, node) in self.map(stop, &field) {
                match key.text.as_str() {
                    "place" | "country" => places.push((node.clone(), join(&field, &key.text))),
                    "role" => self.unused.push(join(&field, "role")),
                    _ => self.unknown_key(key, &field, &["place", "role"], "\u{0}"),
                }
            }
        }
        let ends =
            [("supply.from", places.first()), ("supply.to", places.last().filter(|_| places.len() > 1))];
        let mut used = Vec::new();
        for (path, place) in ends {
            if let (Some(fact), Some((node, field))) = (self.theory.fact(path), place)
                && let Some(possible) = self.possible(fact, node, field)
            {
                used.push(field.clone());
                match facts.iter().find(|s| s.fact == fact) {
                    None => facts.push(Stated { fact, possible, field: field.clone() }),
                    Some(stated) if stated.possible != possible => {
                        let message =
                            format!("the route says {possible} where {path} says {}", stated.possible);
                        self.error(node.line, field, message, "make them agree, or leave one out");
                    }
                    Some(_) => {}
                }
            }
        }
        self.unused.extend(places.into_iter().map(|(_, f)| f).filter(|f| !used.contains(f)));
    }

    fn item(&mut self, node: &Node, i: usize) -> Item {
        let at = format!("items[{i}]");
        let mut item =
            Item { id: format!("{}", i + 1), description: String::new(), facts: vec![], activity: None };
        for (key, node) in self.map(node, &at) {
            let field = join(&at, &key.text);
            if let Some(fact) = self.theory.fact(&format!("item.{}", key.text)) {
                let possible = self.possible(fact, node, &field);
                item.facts.extend(possible.map(|possible| Stated { fact, possible, field }));
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
        Party { person: self.person(node, at, &PARTY_KEYS), roles }
    }

    fn person(&mut self, node: &Node, at: &str, known: &[&str]) -> Person {
        let mut person = Person {
            reference: String::new(),
            names: vec![],
            description: String::new(),
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
                "date_of_birth" => person.birth = self.text(node, &field).map(str::to_owned),
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
                "owners" => person.owners = self.owners(node, &field),
                "role" | "roles" | "share" if known.contains(&key.text.as_str()) => {}
                "addresses" | "legal_form" if known.contains(&key.text.as_str()) => self.unused.push(field),
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
        let mut found =
            Identity { list: String::new(), entry: String::new(), same: false, by: None, on: None };
        let mut is = None;
        for (key, node) in self.map(node, at) {
            let path = join(at, &key.text);
            match key.text.as_str() {
                "list" => found.list = self.text(node, &path).unwrap_or_default().to_owned(),
                "entry" => found.entry = self.text(node, &path).unwrap_or_default().to_owned(),
                "is" => is = self.text(node, &path).map(str::to_owned),
                "by" => found.by = self.text(node, &path).map(str::to_owned),
                "on" => found.on = self.date(node, &path),
                _ => self.unknown_key(key, at, &["list", "entry", "is", "by", "on"], "\u{0}"),
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
            let mut reference = None;
            let mut inline = false;
            for (key, node) in self.map(node, &at) {
                match key.text.as_str() {
                    "share" => bounds = self.share(node, &join(&at, "share")).unwrap_or(bounds),
                    "ref" => reference = self.text(node, &join(&at, "ref")).map(str::to_owned),
                    _ => inline = true,
                }
            }
            let owner = match reference {
                Some(reference) if !inline => Owner::Ref(reference),
                _ => Owner::Inline(Box::new(self.person(node, &at, &keys))),
            };
            out.push(Holding { low: bounds.0, high: bounds.1, owner });
        }
        Owners::Held(out)
    }

    /// `60`, `60%`, `{at_least: 25, at_most: 49}`.
    fn share(&mut self, node: &Node, field: &str) -> Option<(Decimal, Decimal)> {
        let percent = |me: &mut Self, node: &Node| -> Option<Decimal> {
            let text = me.text(node, field)?;
            let number: Option<Decimal> = text.trim().trim_end_matches('%').trim().parse().ok();
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

    /// What a node leaves possible for a fact. `None` where it says nothing (or an error was reported).
    fn possible(&mut self, fact: FactIx, node: &Node, field: &str) -> Option<Possible> {
        let domain = &self.theory.facts[fact].domain;
        match &node.data {
            Data::Null => None,
            Data::Scalar(text) if text == "unknown" => None,
            Data::Scalar(text) => {
                let value = self.value(fact, text, node.line, field)?;
                Some(Possible::OneOf(widen(self.theory, fact, &value)))
            }
            Data::List(items) => {
                let mut values = Vec::new();
                for item in items {
                    let text = self.text(item, field)?.to_owned();
                    let value = self.value(fact, &text, item.line, field)?;
                    values.extend(widen(self.theory, fact, &value));
                }
                values.sort();
                values.dedup();
                if values.is_empty() {
                    self.error(
                        node.line,
                        field,
                        "an empty list leaves no value",
                        "leave the key out if it is not known",
                    );
                    return None;
                }
                Some(Possible::OneOf(values))
            }
            Data::Map(entries) if matches!(domain, Domain::Date | Domain::Number) => {
                let (mut low, mut high) = (None, None);
                for (key, node) in entries {
                    let text = self.text(node, field)?.to_owned();
                    let value = self.value(fact, &text, node.line, field)?;
                    match key.text.as_str() {
                        "from" | "at_least" => low = Some(value),
                        "to" | "at_most" => high = Some(value),
                        _ => self.unknown_key(key, field, &["from", "to", "at_least", "at_most"], "\u{0}"),
                    }
                }
                if let (Some(l), Some(h)) = (&low, &high)
                    && l > h
                {
                    self.error(
                        node.line,
                        field,
                        format!("{l} is after {h}"),
                        "put the earlier or smaller one first",
                    );
                    return None;
                }
                Some(Possible::Between(low, high))
            }
            Data::Map(_) => {
                self.error(node.line, field, "expected a value or a list of possible values", domain.words());
                None
            }
        }
    }

    fn value(&mut self, fact: FactIx, text: &str, line: usize, field: &str) -> Option<Value> {
        let of = &self.theory.facts[fact];
        let word = text.trim().replace([' ', '-'], "_");
        let found = match &of.domain {
            Domain::YesNo => match text {
                "yes" | "true" => Some(Value::Bool(true)),
                "no" | "false" => Some(Value::Bool(false)),
                _ => None,
            },
            Domain::OneOf(values) => values.iter().find(|v| ***v == *word).cloned().map(Value::Sym),
            Domain::Kind(kind) => {
                let nodes = self.theory.kinds.get(kind).map_or(&[][..], |k| k.nodes.as_slice());
                nodes.iter().find(|n| *n.id == *word).map(|n| Value::Sym(n.id.clone()))
            }
            Domain::Code => code(&of.path, text).map(|c| Value::sym(&c)),
            Domain::Country => {
                let country = text.len() == 2 && text.bytes().all(|b| b.is_ascii_uppercase());
                country.then(|| Value::sym(text))
            }
            Domain::Date => (text.len() == 10).then(|| text.parse().ok()).flatten().map(Value::Date),
            Domain::Number => text.trim_end_matches('%').trim().parse().ok().map(Value::Num),
            Domain::Text => Some(Value::sym(text)),
        };
        if found.is_none() {
            let known: Vec<&str> = match &of.domain {
                Domain::YesNo => vec!["yes", "no"],
                Domain::OneOf(values) => values.iter().map(|v| &**v).collect(),
                Domain::Kind(kind) => {
                    self.theory.kinds.get(kind).map_or(vec![], |k| k.nodes.iter().map(|n| &*n.id).collect())
                }
                _ => vec![],
            };
            let help = match nearest(&word, known.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None if known.is_empty() || known.len() > 30 => format!("it takes {}", of.domain.words()),
                None => format!("it takes one of {}", known.join(", ")),
            };
            let scope = if of.scope == Scope::Leg { "the activity" } else { &of.path };
            let message = format!("`{text}` is no value of {scope}");
            self.error(line, field, message, help);
        }
        found
    }
}

/// A code in the form the law writes it: HTS numbers as digits, ECCNs as `5A992.c`, others in capitals.
fn code(path: &str, text: &str) -> Option<String> {
    let text = text.trim();
    if path.ends_with(".hts") {
        let digits: String = text.chars().filter(|c| !matches!(c, '.' | ' ')).collect();
        return (!digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit())).then_some(digits);
    }
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '.';
    if text.is_empty() || !text.chars().all(plain) {
        return None;
    }
    let (head, tail) = text.split_once('.').map_or((text, ""), |(h, t)| (h, t));
    let head = head.to_ascii_uppercase();
    Some(if tail.is_empty() { head } else { format!("{head}.{}", tail.to_ascii_lowercase()) })
}

fn join(field: &str, key: &str) -> String {
    if field.is_empty() { key.to_owned() } else { format!("{field}.{key}") }
}
