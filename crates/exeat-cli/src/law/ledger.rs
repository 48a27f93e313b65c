//! `exeat law record`, and the ledger's part of `exeat law check`.

use std::fmt::Write as _;
use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use clap::Args;
use exeat::ledger::{FILE, Recording, check, record};
use exeat_law::{Diagnostic, Source, load};
use jiff::civil::Date;

/// What to record.
#[derive(Debug, Args)]
pub(crate) struct RecordArgs {
    /// Who records it.
    #[arg(long, value_name = "NAME")]
    by: String,
    /// Why the law reads as it does now.
    #[arg(long, value_name = "TEXT")]
    reason: String,
    /// The day of it; today if absent.
    #[arg(long, value_name = "DATE")]
    on: Option<Date>,
    /// Folder of law files, in which the ledger lies.
    #[arg(long, value_name = "DIR", default_value = "law")]
    law: PathBuf,
}

pub(crate) fn run(args: &RecordArgs, out: &mut String) -> Result<u8> {
    for (option, text) in [("--by", &args.by), ("--reason", &args.reason)] {
        if text.trim().is_empty() {
            bail!("{option} is empty; a line of the ledger says who changed the law and why");
        }
    }
    let sources = super::base::folder(&args.law)?;
    let loaded = load(&sources);
    if loaded.has_errors() {
        super::report(&sources, &loaded.diagnostics, out)?;
        writeln!(out, "nothing is recorded: correct the law first")?;
        return Ok(1);
    }
    let path = args.law.join(FILE);
    let ledger =
        of_folder(&args.law)?.unwrap_or(Source { name: path.display().to_string(), text: String::new() });
    let on = args.on.unwrap_or_else(|| jiff::ZonedDateTime::now().date());
    let added =
        match record(&sources, &ledger, Recording { on, by: args.by.trim(), reason: args.reason.trim() }) {
            Ok(added) => added,
            Err(found) => {
                super::report(std::slice::from_ref(&ledger), &found, out)?;
                writeln!(out, "nothing is recorded: the ledger cannot be carried on")?;
                return Ok(1);
            }
        };
    if added.lines.is_empty() {
        writeln!(out, "nothing to record: {} holds the law as it is", ledger.name)?;
        return Ok(0);
    }
    let mend = if ledger.text.is_empty() || ledger.text.ends_with('\n') { "" } else { "\n" };
    let mut file = OpenOptions::new()
        .create(true)
        .append(true)
        .open(&path)
        .with_context(|| format!("cannot write {}", path.display()))?;
    file.write_all(format!("{mend}{}", added.lines).as_bytes())
        .and_then(|()| file.sync_all())
        .with_context(|| format!("cannot write {}", path.display()))?;
    writeln!(out, "{}: {} new, {} changed, {} gone", ledger.name, added.new, added.changed, added.gone)?;
    Ok(0)
}

/// The ledger of a law, where it has one, and what is wrong with it.
pub(crate) fn findings(
    folder: Option<&Path>,
    sources: &[Source],
) -> Result<Option<(Source, Vec<Diagnostic>)>> {
    let ledger = match folder {
        None => {
            let (name, text) = exeat::law::LEDGER;
            Some(Source { name: name.into(), text: text.into() })
        }
        Some(folder) => of_folder(folder)?,
    };
    Ok(ledger.map(|ledger| {
        let found = check(sources, &ledger);
        (ledger, found)
    }))
}

fn of_folder(folder: &Path) -> Result<Option<Source>> {
    let path = folder.join(FILE);
    match fs::read(&path) {
        Ok(bytes) => {
            let text =
                String::from_utf8(bytes).with_context(|| format!("{} is not UTF-8 text", path.display()))?;
            Ok(Some(Source { name: path.display().to_string(), text }))
        }
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error).with_context(|| format!("cannot read {}", path.display())),
    }
}
