//! `exeat lists pull`.

use std::fmt::Write as _;
use std::io::IsTerminal;
use std::path::PathBuf;

use anyhow::{Result, bail};
use clap::Args;
use exeat_lists::fetch::{self, From, Patience, Pulled};
use exeat_lists::store::{Store, bundle};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::today;

/// Options of `lists pull`.
#[derive(Debug, Args)]
pub(crate) struct PullArgs {
    /// List ids; every list with a known address if absent.
    lists: Vec<String>,
    /// A mirror with files at URL/LIST/FILE, a folder with files in DIR/LIST/, or a bundle.
    #[arg(long, value_name = "URL|DIR|BUNDLE")]
    from: Option<String>,
}

pub(super) fn run(store: &Store, args: &PullArgs, out: &mut String) -> Result<u8> {
    if let Some(list) = args.lists.iter().find(|l| !exeat_lists::is_known(l)) {
        let near = exeat_law::nearest(list, exeat_lists::LIST_IDS).map(|n| format!("; did you mean {n}?"));
        bail!("there is no list {list}{}", near.unwrap_or_default());
    }
    let from = match &args.from {
        None => From::Publisher,
        Some(from) if from.starts_with("http://") || from.starts_with("https://") => {
            From::Mirror(from.clone())
        }
        Some(from) => {
            let path = PathBuf::from(from);
            if path.is_file() {
                return unpack(store, &path, &args.lists, out);
            }
            if !path.is_dir() {
                bail!(
                    "--from {from}: there is no such folder or bundle; addresses begin with http:// or https://"
                );
            }
            From::Folder(path)
        }
    };
    let lists: Vec<String> = match args.lists.as_slice() {
        [] => fetch::lists().into_iter().map(str::to_owned).collect(),
        some => some.to_vec(),
    };
    let bar = bar();
    let mut failed = 0;
    for list in &lists {
        let mut step = |progress: fetch::Progress<'_>| {
            bar.set_length(progress.total.unwrap_or(0));
            bar.set_position(progress.received);
            bar.set_message(format!("{list} {}", progress.file));
        };
        match fetch::pull(store, list, &from, today(), Patience::default(), &mut step) {
            Ok(Pulled::NotModified(date)) => {
                writeln!(out, "{list}: the edition of {date} is still the latest")?
            }
            Ok(Pulled::Taken(imported)) => {
                let edition = &imported.edition;
                let what = if imported.already { "is still the latest" } else { "taken" };
                let records = edition.vitals.records;
                writeln!(out, "{list}: the edition of {} {what}, {records} records", edition.date)?;
                if !edition.missing.is_empty() {
                    writeln!(out, "  incomplete, without {}: it clears nobody", edition.missing.join(", "))?;
                }
            }
            Err(error) => {
                failed += 1;
                bar.suspend(|| eprintln!("error: {error}"));
                writeln!(out, "{list}: not taken")?;
            }
        }
    }
    bar.finish_and_clear();
    Ok(if failed == 0 { 0 } else { 2 })
}

fn unpack(store: &Store, path: &std::path::Path, lists: &[String], out: &mut String) -> Result<u8> {
    let mut failed = 0;
    for bundle::Unpacking { list, taken } in bundle::read(store, path, lists, today())? {
        match taken {
            Ok(imported) => {
                let what = if imported.already { "was there already" } else { "taken" };
                writeln!(out, "{list}: the edition of {} {what}", imported.edition.date)?;
            }
            Err(error) => {
                failed += 1;
                eprintln!("error: {error}");
                writeln!(out, "{list}: not taken")?;
            }
        }
    }
    Ok(if failed == 0 { 0 } else { 2 })
}

/// A bar where somebody is looking, else nothing.
fn bar() -> ProgressBar {
    let bar = ProgressBar::new(0);
    if !std::io::stderr().is_terminal() {
        bar.set_draw_target(ProgressDrawTarget::hidden());
    }
    if let Ok(style) = ProgressStyle::with_template("{msg} {bytes} of {total_bytes} {wide_bar}") {
        bar.set_style(style);
    }
    bar
}
