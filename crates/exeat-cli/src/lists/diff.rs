//! `exeat lists diff`: what changed between two editions.

use anyhow::{Result, bail};
use exeat_lists::diff::{Diff, diff};
use exeat_lists::store::Store;
use exeat_lists::{Edition, record};
use jiff::civil::Date;
use std::fmt::Write as _;

/// Compares the editions in force on two days.
pub(super) fn run(
    store: &Store,
    list: &str,
    from: Date,
    to: Date,
    json: bool,
    out: &mut String,
) -> Result<u8> {
    let edition = |day: Date| -> Result<Edition> {
        match store.in_force(list, day, Date::MAX)? {
            Some(edition) => Ok(edition),
            None => bail!(
                "there is no edition of {list} on or before {day}; exeat lists show {list} names the editions"
            ),
        }
    };
    let (before, after) = (edition(from)?, edition(to)?);
    let (old, new) = (store.load(&before)?, store.load(&after)?);
    let diff = diff(&old, &new);
    if json {
        writeln!(out, "{}", serde_json::to_string(&record::diff(&diff))?)?;
        return Ok(0);
    }
    writeln!(out, "{list} from {} to {}", name(&before), name(&after))?;
    let (added, removed) = (diff.added.len(), diff.removed.len());
    let (changed, renumbered) = (diff.changed.len(), diff.renumbered.len());
    writeln!(out, "  {added} added, {removed} removed, {changed} changed, {renumbered} under another id")?;
    lines(&diff, out)?;
    Ok(0)
}

fn name(edition: &Edition) -> String {
    format!("{} number {}", edition.date, edition.sequence)
}

fn lines(diff: &Diff<'_>, out: &mut String) -> Result<()> {
    let first =
        |entry: &exeat_screen::Entry| entry.party.names.first().map(|n| n.text.clone()).unwrap_or_default();
    for entry in &diff.added {
        writeln!(out, "  + {}  {}", entry.id, first(entry))?;
    }
    for entry in &diff.removed {
        writeln!(out, "  - {}  {}", entry.id, first(entry))?;
    }
    for change in &diff.changed {
        writeln!(out, "  ~ {}  {}", change.after.id, first(change.after))?;
        for field in &change.fields {
            for (mark, values) in [("-", &field.gone), ("+", &field.come)] {
                for value in values {
                    writeln!(out, "      {} {mark} {value}", field.name)?;
                }
            }
        }
    }
    for one in &diff.renumbered {
        writeln!(
            out,
            "  = {} is now {}  {}  (by {})",
            one.before.id,
            one.after.id,
            first(one.after),
            one.by
        )?;
    }
    Ok(())
}
