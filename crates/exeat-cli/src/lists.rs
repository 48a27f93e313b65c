//! `exeat lists`: editions in, editions shown.

use std::path::PathBuf;

use std::fmt::Write as _;

use anyhow::{Result, bail};
use clap::Subcommand;
use exeat_lists::stale_after_days;
use exeat_lists::store::{Arrival, Store};
use jiff::ZonedDateTime;
use jiff::civil::Date;

use crate::check::Format;

mod bundle;
mod changes;
mod diff;
mod entry;
mod history;
mod pull;
pub(crate) mod status;

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
        /// Take it although it fails a check of health, for this reason, which is recorded.
        #[arg(long, value_name = "REASON")]
        accept: Option<String>,
    },
    /// Take every version of a list from one archive.
    ImportHistory {
        /// List id, such as us.ofac.sdn.
        list: String,
        /// Tar archive, plain or packed with gzip or zstd, of files with their day of publication in the name.
        archive: PathBuf,
    },
    /// What changed between the editions in force on two days.
    Diff {
        /// List id, such as us.ofac.sdn.
        list: String,
        /// The earlier day.
        from: Date,
        /// The later day.
        to: Date,
        /// Text, or JSON with arrays of records: added, removed, changed, renumbered.
        #[arg(long, value_enum, default_value_t)]
        format: Form,
    },
    /// What OFAC's file of changes says, and whether the editions at hand have followed.
    Changes {
        /// The file, plain or gzip.
        file: PathBuf,
    },
    /// Fetch lists from their publishers, a mirror, a folder or a bundle.
    Pull(pull::PullArgs),
    /// Write the newest editions to one file, for a machine without a network.
    Bundle {
        /// The file to write.
        out: PathBuf,
        /// Only these lists.
        lists: Vec<String>,
    },
    /// Say of each list how old and how sound it is.
    Status {
        /// How to print it.
        #[arg(long, value_enum, default_value_t = Format::Text)]
        format: Format,
        /// As on this date; today if absent.
        #[arg(long, value_name = "DATE")]
        on: Option<Date>,
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

/// How a difference is shown.
#[derive(Debug, Clone, Copy, Default, clap::ValueEnum)]
pub(crate) enum Form {
    /// For people.
    #[default]
    Text,
    /// For programs.
    Json,
}

/// Today, where this machine is.
pub(crate) fn today() -> Date {
    ZonedDateTime::now().date()
}

/// A reason that says something.
fn reason(accept: Option<String>) -> Result<Option<String>> {
    match accept {
        Some(reason) if reason.trim().is_empty() => {
            bail!("--accept needs a reason: who looked at the publication, and why it is right")
        }
        other => Ok(other),
    }
}

pub(crate) fn run(command: ListsCommand, data: Option<PathBuf>, out: &mut String) -> Result<u8> {
    let store = Store::open(Store::default_dir(data)?)?;
    match command {
        ListsCommand::Import { list, paths, date, accept } => {
            let arrival = Arrival { accept: reason(accept)?, ..Arrival::by_hand(date, today()) };
            let imported = store.import(&list, &paths, &arrival)?;
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
            if let Some(why) = &edition.accepted {
                writeln!(out, "  accepted: {why}")?;
            }
            Ok(0)
        }
        ListsCommand::Changes { file } => changes::run(&store, &file, out),
        ListsCommand::Pull(args) => pull::run(&store, &args, out),
        ListsCommand::Bundle { out: path, lists } => bundle::run(&store, &path, lists, out),
        ListsCommand::Status { format, on } => status::run(&store, format, on.unwrap_or_else(today), out),
        ListsCommand::ImportHistory { list, archive } => history::run(&store, &list, &archive, out),
        ListsCommand::Diff { list, from, to, format } => {
            diff::run(&store, &list, from, to, matches!(format, Form::Json), out)
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
                    if let (Some(id), Some(on)) = (&entry, on) {
                        entry::run(&store, &list, &edition, id, on, out)?;
                    }
                }
            }
            Ok(0)
        }
    }
}
