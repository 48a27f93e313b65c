//! `exeat lists changes`: a publisher's file of changes, and whether the editions at hand have followed.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;

use anyhow::{Context, Result};
use exeat_lists::File;
use exeat_lists::ofac::changes::{Action, compare, read};
use exeat_lists::store::Store;
use jiff::civil::Date;

/// Shows the changes; 1 where an edition in force on their day does not agree with them.
pub(super) fn run(store: &Store, path: &Path, out: &mut String) -> Result<u8> {
    let bytes = std::fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
    let name = path.display().to_string();
    let changes = read(&File { name: &name, bytes: &bytes })?;
    let day = changes.published.map_or_else(|| "an unknown day".to_owned(), |day| day.to_string());
    let count = |action: Action| changes.parties.iter().filter(|p| p.action == action).count();
    writeln!(
        out,
        "changes of {day}: {} added, {} removed, {} changed",
        count(Action::Added),
        count(Action::Removed),
        count(Action::Changed)
    )?;
    for complaint in &changes.complaints {
        writeln!(out, "complaint: {complaint}")?;
    }
    for party in &changes.parties {
        let mark = match party.action {
            Action::Added => '+',
            Action::Removed => '-',
            Action::Changed => '~',
        };
        let name = party.names.first().map_or("", String::as_str);
        writeln!(out, "  {mark} {}  {name}  {}", party.id, party.programmes.join(", "))?;
        for field in &party.fields {
            writeln!(out, "      {field}")?;
        }
    }
    let Some(day) = changes.published else {
        writeln!(out, "without its day the editions at hand cannot be compared")?;
        return Ok(1);
    };
    let stated = changes.parties.iter().flat_map(|p| p.lists.iter().copied());
    let lists: BTreeSet<&str> = stated.chain(["us.ofac.sdn"]).collect();
    let mut ids: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for list in lists {
        match store.in_force(list, day, Date::MAX)? {
            None => writeln!(out, "{list}: no edition of {day} or before is at hand")?,
            Some(edition) => {
                let reading = store.load(&edition)?;
                writeln!(out, "{list}: compared with the edition of {}", edition.date)?;
                ids.insert(list, reading.entries.into_iter().map(|e| e.id).collect());
            }
        }
    }
    let wrong = compare(&changes, &|list, id| ids.get(list).map(|held| held.contains(id)));
    for (list, what) in &wrong {
        for line in what {
            writeln!(out, "{list}: {line}")?;
        }
        writeln!(out, "{list}: import the publication of {day}; the edition at hand is not it")?;
    }
    Ok(u8::from(!wrong.is_empty()))
}
