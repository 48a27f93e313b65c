//! OFAC's files of changes: what one publication added, took off and changed, in the Sanctions List Service's xml.
//!
//! Such a file is no list: what it leaves out stands as before. It says whether the editions at hand have followed.

use super::advanced::list_of;
use crate::file::{DOWNLOAD_AGAIN, File, ReadError};
use crate::reading::Complaint;
use crate::value::{Order, day};
use crate::xml::{self, Element, Visit};
use exeat_screen::Provenance;
use jiff::civil::Date;
use std::collections::BTreeMap;

/// What a file of changes says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Changes {
    /// The day of the publication.
    pub published: Option<Date>,
    /// The parties, in the order of the file.
    pub parties: Vec<Changed>,
    /// Values that could not be understood.
    pub complaints: Vec<Complaint>,
}

/// One party that a publication changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changed {
    /// The publisher's id, as in its lists.
    pub id: String,
    /// What happened to it.
    pub action: Action,
    /// The ids of the lists it is said to be on; empty where the file does not say.
    pub lists: Vec<&'static str>,
    /// Its names, the primary one first.
    pub names: Vec<String>,
    /// Its programmes.
    pub programmes: Vec<String>,
    /// What became of single values: path, what was done, and the value.
    pub fields: Vec<String>,
    /// Where it was read.
    pub source: Provenance,
}

/// What happened to a party.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Action {
    /// It is new on a list.
    Added,
    /// It is off the list.
    Removed,
    /// Something is said otherwise of it.
    Changed,
}

/// Reads a file of changes.
///
/// # Errors
///
/// Another document, one that ends early or is not well formed, a party without an id.
pub fn read(file: &File<'_>) -> Result<Changes, ReadError> {
    let mut reader = Reader { file, out: Changes::default() };
    xml::read(file, &["sanctionsData"], &mut reader)?;
    Ok(reader.out)
}

struct Reader<'a, 'b> {
    file: &'a File<'b>,
    out: Changes,
}

impl Reader<'_, '_> {
    fn complain(&mut self, line: u64, text: &str, why: &str) {
        let file = self.file.base().to_owned();
        self.out.complaints.push(Complaint { file, line, text: text.to_owned(), why: why.to_owned() });
    }

    fn party(&mut self, entity: &Element) -> Result<(), ReadError> {
        let id = entity.attribute("id").to_owned();
        if id.is_empty() {
            return Err(self.file.error(Some(entity.line), "an entity without an id", DOWNLOAD_AGAIN));
        }
        let action = match entity.attribute("action") {
            "add" => Action::Added,
            "remove" | "delete" => Action::Removed,
            // a party of which single values are changed has no action of its own
            "" | "change" | "modify" | "update" => Action::Changed,
            other => {
                self.complain(entity.line, other, "an action we do not know; taken for a change");
                Action::Changed
            }
        };
        let texts = |list: &str, item: &str| -> Vec<String> {
            entity.each(list, item).iter().map(|e| e.own_text()).filter(|t| !t.is_empty()).collect()
        };
        let mut lists = Vec::new();
        for list in entity.each("sanctionsLists", "sanctionsList") {
            // taken off this one list, the party may stay on others
            if matches!(list.attribute("action"), "remove" | "delete") {
                continue;
            }
            let name = list.own_text();
            match list_of(&name) {
                Some(list) => lists.push(list),
                None => self.complain(entity.line, &name, "a list we do not know"),
            }
        }
        let mut names: Vec<(bool, String)> = Vec::new();
        for name in entity.each("names", "name") {
            let second = name.text("isPrimary") != "true";
            let translations = name.each("translations", "translation");
            names.extend(translations.iter().map(|t| (second, t.text("formattedFullName"))));
        }
        names.retain(|(_, name)| !name.is_empty());
        names.sort_by_key(|(second, _)| *second);
        let mut fields = Vec::new();
        entity.children().for_each(|child| changed(child, &child.name, &mut fields));
        self.out.parties.push(Changed {
            id,
            action,
            lists,
            names: names.into_iter().map(|(_, name)| name).collect(),
            programmes: texts("sanctionsPrograms", "sanctionsProgram"),
            fields,
            source: Provenance {
                file: self.file.base().to_owned(),
                offset: entity.offset,
                line: entity.line,
            },
        });
        Ok(())
    }
}

/// The values below that carry an action of their own.
fn changed(element: &Element, path: &str, out: &mut Vec<String>) {
    let action = element.attribute("action");
    if !action.is_empty() {
        let (old, new) = (element.attribute("oldValue"), element.own_text());
        let what = match (old.is_empty(), new.is_empty()) {
            (false, false) => format!(": {old} → {new}"),
            (false, true) => format!(": {old}"),
            (true, false) => format!(": {new}"),
            (true, true) => String::new(),
        };
        out.push(format!("{path} {action}{what}"));
    }
    element.children().for_each(|child| changed(child, &format!("{path}/{}", child.name), out));
}

impl Visit for Reader<'_, '_> {
    fn is_record(&self, name: &str, _: &[Element]) -> bool {
        matches!(name, "entity" | "publicationInfo")
    }

    fn record(&mut self, record: &Element, _: &[Element]) -> Result<(), ReadError> {
        if record.name == "entity" {
            return self.party(record);
        }
        let stated = record.text("datePublished");
        let date = stated.split('T').next().unwrap_or_default();
        self.out.published = day(date, Order::MonthFirst);
        if self.out.published.is_none() {
            self.complain(record.line, &stated, "a day of publication that cannot be read");
        }
        Ok(())
    }
}

/// How the editions at hand stand to a file of changes: for each list, what an edition does not agree with.
///
/// `held` says whether an edition of a list holds an id; none where there is no edition. A party whose lists the file
/// does not say is looked for on the SDN list.
pub fn compare(
    changes: &Changes,
    held: &dyn Fn(&str, &str) -> Option<bool>,
) -> BTreeMap<String, Vec<String>> {
    let mut out: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for party in &changes.parties {
        let lists = if party.lists.is_empty() { &["us.ofac.sdn"][..] } else { &party.lists };
        for list in lists {
            let wrong = match (party.action, held(list, &party.id)) {
                (_, None) => continue,
                (Action::Added | Action::Changed, Some(false)) => "is not in it",
                (Action::Removed, Some(true)) => "is still in it",
                _ => continue,
            };
            let name = party.names.first().map_or("", String::as_str);
            out.entry((*list).to_owned()).or_default().push(format!("{} {name} {wrong}", party.id));
        }
    }
    out
}
