//! `exeat lists import` and `exeat lists show`.

use std::path::PathBuf;

use std::fmt::Write as _;

use anyhow::Result;
use clap::Subcommand;
use exeat_lists::stale_after_days;
use exeat_lists::store::Store;
use jiff::civil::Date;

/// What to do with lists.
#[derive(Debug, Subcommand)]
pub(crate) enum ListsCommand {
    /// Take a publisher's files as the edition of a day.
    Import {
        /// List id, such as us.ofac.sdn.
        list: String,
        /// Files, plain or gzip, or folders that hold them.
        #[arg(required = true)]
        paths: Vec<PathBuf>,
        /// Publication date.
        #[arg(long)]
        date: Date,
        /// Take it even if it is much smaller than the edition before.
        #[arg(long)]
        force: bool,
    },
    /// Show the editions at hand.
    Show {
        /// Only this list.
        list: Option<String>,
        /// One line about one entry of the edition in force: needs --on.
        #[arg(long, requires = "on")]
        entry: Option<String>,
        /// The edition in force on this date.
        #[arg(long)]
        on: Option<Date>,
    },
}

pub(crate) fn run(command: ListsCommand, data: Option<PathBuf>, out: &mut String) -> Result<u8> {
    let store = Store::open(Store::default_dir(data)?)?;
    match command {
        ListsCommand::Import { list, paths, date, force } => {
            let imported = store.import(&list, &paths, date, force)?;
            let edition = &imported.edition;
            for complaint in &imported.complaints {
                writeln!(out, "complaint: {complaint}")?;
            }
            let what = if imported.already { "was there already" } else { "imported" };
            writeln!(out, "{list} {} number {} {what}: {}", edition.date, edition.sequence, edition.hash)?;
            for file in &edition.files {
                writeln!(out, "  {}: {} records", file.name, file.records)?;
            }
            if !edition.missing.is_empty() {
                writeln!(out, "  incomplete, without {}: it clears nobody", edition.missing.join(", "))?;
            }
            Ok(0)
        }
        ListsCommand::Show { list, entry, on } => {
            let lists = match list {
                Some(list) => vec![list],
                None => store.lists()?,
            };
            if lists.is_empty() {
                writeln!(out, "no list is imported in {}", store.dir().display())?;
            }
            for list in lists {
                let editions = match on {
                    Some(on) => store.in_force(&list, on, Date::MAX)?.into_iter().collect(),
                    None => store.editions(&list)?,
                };
                writeln!(out, "{list}  stale after {} days", stale_after_days(&list))?;
                if editions.is_empty() {
                    writeln!(out, "  no edition")?;
                }
                for edition in editions {
                    let records: Vec<String> =
                        edition.files.iter().map(|f| format!("{} {}", f.name, f.records)).collect();
                    let missing = match edition.missing.as_slice() {
                        [] => String::new(),
                        missing => format!("  incomplete, without {}", missing.join(", ")),
                    };
                    let hash: String = edition.hash.chars().take(12).collect();
                    writeln!(
                        out,
                        "  {} number {}  {hash}  {}{missing}",
                        edition.date,
                        edition.sequence,
                        records.join(", ")
                    )?;
                    if let Some(id) = &entry {
                        let reading = store.load(&edition)?;
                        for found in reading.entries.iter().filter(|e| e.id == *id) {
                            let names: Vec<&str> =
                                found.party.names.iter().map(|n| n.text.as_str()).collect();
                            writeln!(out, "    {id}  {}", names.join(" / "))?;
                            for listing in &found.listings {
                                let directive = listing
                                    .directive
                                    .as_ref()
                                    .map(|d| format!(" directive {d}"))
                                    .unwrap_or_default();
                                writeln!(out, "      {}{directive}", listing.programme)?;
                            }
                            for identifier in &found.party.identifiers {
                                writeln!(out, "      {} {}", identifier.scheme, identifier.value)?;
                            }
                            writeln!(out, "      {}", found.remarks)?;
                        }
                    }
                }
            }
            Ok(0)
        }
    }
}
