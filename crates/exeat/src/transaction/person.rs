//! The reader's part for people: parties and owners, their listings, findings and shares.

use exeat_law::nearest;
use rust_decimal::Decimal;

use super::read::{Reader, join, words};
use super::value::plain_number;
use super::{Holding, Identity, Listings, Owner, Owners, Party, Person, Stated, StatedListing};
use crate::document::{Data, Node};

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
/// Roles of those who only receive.
const RECEIVING: [&str; 6] =
    ["purchaser", "intermediate_consignee", "ultimate_consignee", "end_user", "beneficiary", "owner"];
const OWNER_KEYS: [&str; 4] = ["share", "ref", "control", "joint"];

impl Reader<'_> {
    pub(super) fn party(&mut self, node: &Node, at: &str) -> Party {
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
}
