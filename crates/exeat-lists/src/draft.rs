//! What readers write to: an entry in the making, and the reading it goes into.

use crate::file::File;
use crate::reading::{Complaint, Link, Particulars, Reading, Record, Sink};
use crate::value::{country_of, gender, parse_birth};
use crate::xml::one_line;
use exeat_screen::{
    Address, AddressKind, Entry, Identifier, Listing, Name, NameKind, Party, PartyKind, Provenance, Scheme,
};
use std::collections::BTreeMap;

/// An entry in the making.
#[derive(Debug, Default)]
pub(crate) struct Draft {
    /// What it is so far.
    pub(crate) entry: Entry,
    /// Labels and values without a place in a party.
    pub(crate) said: Vec<(&'static str, String)>,
    /// How, name and id of those it is connected to.
    pub(crate) links: Vec<(String, String, Option<String>)>,
    /// Values that could not be understood, and why.
    pub(crate) complaints: Vec<(String, String)>,
}

impl Draft {
    /// An entry of a list, read at a place.
    pub(crate) fn new(list: &str, id: impl Into<String>, kind: PartyKind, source: Provenance) -> Draft {
        let party = Party { kind, ..Party::default() };
        let entry = Entry { list: list.into(), id: id.into(), party, source, ..Entry::default() };
        Draft { entry, ..Draft::default() }
    }

    /// A name, if there is one and it is not there yet. One given both as weak and not is not weak.
    pub(crate) fn name(&mut self, kind: NameKind, weak: bool, text: &str) {
        let text = one_line(text);
        if text.is_empty() {
            return;
        }
        match self.entry.party.names.iter_mut().find(|n| n.text == text) {
            Some(name) => {
                name.weak &= weak;
                name.kind = name.kind.min(kind);
            }
            None => self.entry.party.names.push(Name { text, kind, weak }),
        }
    }

    /// A number, if there is one and it is not there yet.
    pub(crate) fn identifier(&mut self, scheme: Scheme, value: &str, country: Option<&str>) {
        let value = one_line(value);
        if !value.chars().any(char::is_alphanumeric) {
            return;
        }
        let country = country.map(str::trim).filter(|c| !c.is_empty()).map(country_of);
        let identifier = Identifier { scheme, value, country };
        if !self.entry.party.identifiers.contains(&identifier) {
            self.entry.party.identifiers.push(identifier);
        }
    }

    /// A date of birth as published; one that cannot be read is a complaint.
    pub(crate) fn birth(&mut self, text: &str) {
        let text = text.trim();
        // Some publishers' programs write the word where they have no date.
        if text.is_empty() || text == "null" {
            return;
        }
        if let Some((one, other)) = text.split_once(" or ") {
            self.birth(one);
            return self.birth(other);
        }
        match parse_birth(text) {
            Some(date) => self.born(date),
            None => self.complain(text, "a date of birth that cannot be read"),
        }
    }

    /// A date of birth.
    pub(crate) fn born(&mut self, date: exeat_screen::PartialDate) {
        if !self.entry.party.birth.contains(&date) {
            self.entry.party.birth.push(date);
        }
    }

    /// A nationality, citizenship, flag or seat.
    pub(crate) fn country(&mut self, name: &str) {
        let name = one_line(name);
        if !name.is_empty() {
            let country = country_of(&name);
            if !self.entry.party.countries.contains(&country) {
                self.entry.party.countries.push(country);
            }
        }
    }

    /// An address or place of birth, if any part of it says something.
    pub(crate) fn address(
        &mut self,
        kind: AddressKind,
        street: &str,
        place: &str,
        country: &str,
        remarks: &str,
    ) {
        let part = |text: &str| one_line(text).trim_matches([',', ' ']).to_owned();
        let country = part(country);
        let address = Address {
            kind,
            street: part(street),
            place: part(place),
            country: (!country.is_empty()).then(|| country_of(&country)),
            remarks: part(remarks),
        };
        if address != (Address { kind, ..Address::default() })
            && !self.entry.party.addresses.contains(&address)
        {
            self.entry.party.addresses.push(address);
        }
    }

    /// A ground of listing, if it is not there yet.
    pub(crate) fn listing(&mut self, listing: Listing) {
        if !self.entry.listings.contains(&listing) {
            self.entry.listings.push(listing);
        }
    }

    /// Something without a place in a party; a gender has its place as well, where it is understood.
    pub(crate) fn say(&mut self, label: &'static str, value: &str) {
        let value = one_line(value);
        if !value.is_empty() && !self.said.iter().any(|(l, v)| *l == label && *v == value) {
            self.said.push((label, value));
        }
        if label == "gender" {
            let stated = self.said.iter().filter(|(l, _)| *l == label).map(|(_, value)| value.as_str());
            self.entry.party.gender = gender(stated);
        }
    }

    /// Text for the remarks, after what is there already.
    pub(crate) fn remark(&mut self, text: &str) {
        let text = one_line(text);
        if text.is_empty() || self.entry.remarks.contains(&text) {
            return;
        }
        if !self.entry.remarks.is_empty() {
            self.entry.remarks.push_str("; ");
        }
        self.entry.remarks.push_str(&text);
    }

    /// Text for the remarks under a label of ours or the publisher's.
    pub(crate) fn remark_as(&mut self, label: &str, text: &str) {
        let text = one_line(text);
        if !text.is_empty() {
            self.remark(&format!("{label}: {text}"));
        }
    }

    /// A connection to another.
    pub(crate) fn link(&mut self, how: &str, to: &str, to_entry: Option<&str>) {
        let link = (how.trim().to_owned(), one_line(to), to_entry.map(str::to_owned));
        if (!link.1.is_empty() || link.2.is_some()) && !self.links.contains(&link) {
            self.links.push(link);
        }
    }

    /// The record it has become; its complaints are left behind.
    pub(crate) fn record(self) -> Record {
        let Draft { entry, said, links, .. } = self;
        let own = || (entry.list.clone(), entry.id.clone());
        let link = |(how, to, to_entry): (String, String, Option<String>)| {
            let (list, entry) = own();
            Link { list, entry, how, to, to_entry }
        };
        let links = links.into_iter().map(link).collect();
        let particulars = (!said.is_empty()).then(|| {
            let (list, entry) = own();
            Particulars { list, entry, said }
        });
        Record { entry, links, particulars }
    }

    /// Something that could not be understood.
    pub(crate) fn complain(&mut self, text: &str, why: &str) {
        let complaint = (one_line(text), why.to_owned());
        if !self.complaints.contains(&complaint) {
            self.complaints.push(complaint);
        }
    }
}

/// A reading in the making, whose records go to a sink.
pub(crate) struct Out<'s> {
    file: String,
    sink: Sink<'s>,
    /// What it is so far.
    pub(crate) reading: Reading,
    counted: BTreeMap<&'static str, usize>,
    given: usize,
}

impl<'s> Out<'s> {
    /// An empty reading of a file.
    pub(crate) fn new(file: &File<'_>, sink: Sink<'s>) -> Out<'s> {
        let file = file.base().to_owned();
        Out { file, sink, reading: Reading::default(), counted: BTreeMap::new(), given: 0 }
    }

    /// A place in the file.
    pub(crate) fn place(&self, line: u64, offset: u64) -> Provenance {
        Provenance { file: self.file.clone(), offset, line }
    }

    /// Counts something by the publisher's name for it.
    pub(crate) fn count(&mut self, what: &'static str, many: usize) {
        *self.counted.entry(what).or_default() += many;
    }

    /// How many records were given away.
    pub(crate) fn given(&self) -> usize {
        self.given
    }

    /// A value nobody understands.
    pub(crate) fn complain(&mut self, line: u64, text: &str, why: &str) {
        self.reading.complaints.push(Complaint {
            file: self.file.clone(),
            line,
            text: one_line(text),
            why: why.to_owned(),
        });
    }

    /// Gives an entry away. One without a name is kept, and is a complaint: it can be found by nothing but its
    /// numbers.
    pub(crate) fn push(&mut self, draft: Draft) {
        let line = draft.entry.source.line;
        if draft.entry.party.names.is_empty() {
            self.complain(line, &draft.entry.id, "an entry without a name");
        }
        for (text, why) in &draft.complaints {
            self.complain(line, text, why);
        }
        self.give(draft.record());
    }

    /// Gives a record away.
    pub(crate) fn give(&mut self, record: Record) {
        self.given += 1;
        (self.sink)(record);
    }

    /// Adds what a stream found unknown.
    pub(crate) fn unknown(&mut self, unknown: BTreeMap<String, u64>) {
        for (path, many) in unknown {
            *self.reading.unknown.entry(path).or_default() += many;
        }
    }

    /// What is left when all records were given away.
    pub(crate) fn finish(mut self) -> Reading {
        self.reading.counts.rows.extend(self.counted);
        self.reading
    }
}
