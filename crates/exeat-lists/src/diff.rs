//! What changed between two editions of a list: entries added, removed and changed by field, and parties that
//! stayed under another id.

use crate::reading::Reading;
use exeat_screen::Entry;
use std::collections::{BTreeMap, BTreeSet};

/// What changed from one edition to another. Added and removed go by id alone, as publishers count.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Diff<'a> {
    /// Entries whose ids are new, in the order of the later edition.
    pub added: Vec<&'a Entry>,
    /// Entries whose ids are gone, in the order of the earlier edition.
    pub removed: Vec<&'a Entry>,
    /// Entries of the same id that say something else, in the order of the later edition.
    pub changed: Vec<Change<'a>>,
    /// Parties that are under both a removed and an added id. They stay among added and removed too.
    pub renumbered: Vec<Renumbered<'a>>,
}

/// One entry that says something else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change<'a> {
    /// As it was.
    pub before: &'a Entry,
    /// As it is.
    pub after: &'a Entry,
    /// What became different, at least one thing.
    pub fields: Vec<Field>,
}

/// One thing that became different: values that went, and values that came.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Field {
    /// `kind`, `names`, `identifiers`, `birth`, `countries`, `addresses`, `listings`, `remarks`,
    /// `particulars` (title, ship's data, connections).
    pub name: &'static str,
    /// Values that only the earlier edition has.
    pub gone: Vec<String>,
    /// Values that only the later edition has.
    pub come: Vec<String>,
}

/// A party under another id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Renumbered<'a> {
    /// As it was.
    pub before: &'a Entry,
    /// As it is.
    pub after: &'a Entry,
    /// By what it was known again: `names` (all alike), or the identifier that both have.
    pub by: String,
}

/// Compares two editions. Where an id stands twice in an edition, the last counts.
///
/// Where it was read does not matter, nor the order of names and numbers: some publishers rewrite every record and
/// change nothing.
pub fn diff<'a>(before: &'a Reading, after: &'a Reading) -> Diff<'a> {
    fn by_id(entries: &[Entry]) -> BTreeMap<(&str, &str), &Entry> {
        entries.iter().map(|entry| ((entry.list.as_str(), entry.id.as_str()), entry)).collect()
    }
    let (old, new) = (by_id(&before.entries), by_id(&after.entries));
    let (old_said, new_said) = (said(before), said(after));
    let mut diff = Diff::default();
    for entry in &after.entries {
        let key = (entry.list.as_str(), entry.id.as_str());
        match old.get(&key) {
            None => diff.added.push(entry),
            Some(earlier) => {
                let mut fields = fields(earlier, entry);
                fields.extend(particulars(old_said.get(&key), new_said.get(&key)));
                if !fields.is_empty() {
                    diff.changed.push(Change { before: earlier, after: entry, fields });
                }
            }
        }
    }
    let gone = |entry: &&Entry| !new.contains_key(&(entry.list.as_str(), entry.id.as_str()));
    diff.removed = before.entries.iter().filter(gone).collect();
    diff.renumbered = renumbered(&diff.removed, &diff.added);
    diff
}

/// What is said of entries besides, by list and id: label and value.
type Said<'a> = BTreeMap<(&'a str, &'a str), BTreeSet<(&'a str, &'a str)>>;

fn said(reading: &Reading) -> Said<'_> {
    let mut said = Said::new();
    for particulars in &reading.particulars {
        let of = said.entry((particulars.list.as_str(), particulars.entry.as_str())).or_default();
        of.extend(particulars.said.iter().map(|(label, value)| (*label, value.as_str())));
    }
    for link in &reading.links {
        let to =
            if link.to.is_empty() { link.to_entry.as_deref().unwrap_or_default() } else { link.to.as_str() };
        said.entry((link.list.as_str(), link.entry.as_str())).or_default().insert((link.how.as_str(), to));
    }
    said
}

fn particulars(old: Option<&BTreeSet<(&str, &str)>>, new: Option<&BTreeSet<(&str, &str)>>) -> Option<Field> {
    let none = BTreeSet::new();
    let (old, new) = (old.unwrap_or(&none), new.unwrap_or(&none));
    let shown = |(label, value): &(&str, &str)| format!("{label}: {value}");
    let gone: Vec<String> = old.difference(new).map(shown).collect();
    let come: Vec<String> = new.difference(old).map(shown).collect();
    (!gone.is_empty() || !come.is_empty()).then_some(Field { name: "particulars", gone, come })
}

/// What of an entry is compared, by name of the field: a set of texts.
fn parts(entry: &Entry) -> [(&'static str, BTreeSet<String>); 8] {
    let party = &entry.party;
    let name = |n: &exeat_screen::Name| {
        let weak = if n.weak { ", weak" } else { "" };
        format!("{} ({}{weak})", n.text, format!("{:?}", n.kind).to_lowercase())
    };
    let address = |a: &exeat_screen::Address| {
        let parts = [&a.street, &a.place, a.country.as_ref().unwrap_or(&a.remarks)];
        let text: Vec<&str> = parts.into_iter().map(String::as_str).filter(|p| !p.is_empty()).collect();
        let born = if a.kind == exeat_screen::AddressKind::Birthplace { "born in " } else { "" };
        format!("{born}{}", text.join(", "))
    };
    let listing = |l: &exeat_screen::Listing| {
        let directive = l.directive.as_ref().map(|d| format!(" directive {d}")).unwrap_or_default();
        let day = |word: &str, day: Option<jiff::civil::Date>| {
            day.map(|d| format!(" {word} {d}")).unwrap_or_default()
        };
        format!("{}{directive}{}{}", l.programme, day("listed", l.listed), day("effective", l.effective))
    };
    let remarks: BTreeSet<String> = entry
        .remarks
        .split("; ")
        .map(|c| c.trim_end_matches('.').to_owned())
        .filter(|c| !c.is_empty())
        .collect();
    [
        ("kind", BTreeSet::from([format!("{:?}", party.kind).to_lowercase()])),
        ("names", party.names.iter().map(name).collect()),
        ("identifiers", party.identifiers.iter().map(ToString::to_string).collect()),
        ("birth", party.birth.iter().map(ToString::to_string).collect()),
        ("countries", party.countries.iter().cloned().collect()),
        ("addresses", party.addresses.iter().map(address).collect()),
        ("listings", entry.listings.iter().map(listing).collect()),
        ("remarks", remarks),
    ]
}

fn fields(before: &Entry, after: &Entry) -> Vec<Field> {
    if before.party == after.party && before.listings == after.listings && before.remarks == after.remarks {
        return Vec::new();
    }
    let (old, new) = (parts(before), parts(after));
    let mut fields = Vec::new();
    for ((name, old), (_, new)) in old.iter().zip(&new) {
        let gone: Vec<String> = old.difference(new).cloned().collect();
        let come: Vec<String> = new.difference(old).cloned().collect();
        if !gone.is_empty() || !come.is_empty() {
            fields.push(Field { name, gone, come });
        }
    }
    // The same statements in another order, or one of them twice.
    if fields.is_empty() && before.remarks != after.remarks {
        let (gone, come) = (vec![before.remarks.clone()], vec![after.remarks.clone()]);
        fields.push(Field { name: "remarks", gone, come });
    }
    fields
}

/// Removed entries that are added under another id: one of the same list whose names are all alike, or that has the
/// same strong identifier and a name in common. Where several fit, the first of each that is free.
fn renumbered<'a>(removed: &[&'a Entry], added: &[&'a Entry]) -> Vec<Renumbered<'a>> {
    let key = |text: &str| -> String {
        text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
    };
    let names =
        |entry: &Entry| -> BTreeSet<String> { entry.party.names.iter().map(|n| key(&n.text)).collect() };
    let mut by_name: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (at, entry) in added.iter().enumerate() {
        for name in names(entry) {
            by_name.entry(name).or_default().push(at);
        }
    }
    let (mut taken, mut found) = (BTreeSet::new(), Vec::new());
    for before in removed {
        let own = names(before);
        let mut candidates: Vec<usize> =
            own.iter().filter_map(|n| by_name.get(n)).flatten().copied().collect();
        candidates.sort_unstable();
        candidates.dedup();
        for at in candidates {
            let Some(after) = added.get(at) else { continue };
            if after.list != before.list
                || taken.contains(&at)
                || !after.party.kind.may_equal(before.party.kind)
            {
                continue;
            }
            let shared = before.party.identifiers.iter().find(|one| {
                one.scheme.is_strong() && after.party.identifiers.iter().any(|other| one.agrees(other))
            });
            let by = match shared {
                Some(identifier) => identifier.to_string(),
                None if names(after) == own => "names".to_owned(),
                None => continue,
            };
            taken.insert(at);
            found.push(Renumbered { before, after, by });
            break;
        }
    }
    found
}
