//! `exeat law test`.

use std::fmt::Write as _;
use std::path::PathBuf;

use anyhow::Result;
use clap::{Args, ValueEnum};
use exeat_law::cases::LawCase;
use jiff::civil::Date;

use super::mutations;

/// Which cases to run, and whether to measure them.
#[derive(Debug, Args)]
pub(crate) struct TestArgs {
    /// Folder of law files; the built-in law if absent.
    folder: Option<PathBuf>,
    /// Only cases whose title holds this text. With --mutations: only limbs in files, or of norms, definitions and
    /// terms, whose name holds it.
    #[arg(long)]
    only: Option<String>,
    /// Ask every case with what had been published by this day, in place of its own `as known on`.
    #[arg(long, value_name = "DATE", conflicts_with = "mutations")]
    known_on: Option<Date>,
    /// Delete each norm, each limb and each day's edge in turn: does a case notice?
    #[arg(long)]
    mutations: bool,
    /// With --mutations: a file of figures that may not fall.
    #[arg(long, value_name = "FILE", requires = "mutations", conflicts_with = "only")]
    floor: Option<PathBuf>,
    /// With --mutations: cases that would need the limbs no case needs, for a person to review.
    #[arg(long, requires = "mutations")]
    suggest: bool,
    /// With --mutations: how to write the report.
    #[arg(long, value_enum, default_value_t = Format::Text, requires = "mutations")]
    format: Format,
}

/// How a report is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Json,
}

pub(crate) fn run(args: &TestArgs, out: &mut String) -> Result<u8> {
    let (sources, loaded) = super::read(args.folder.as_deref())?;
    super::report(&sources, &loaded.diagnostics, out)?;
    if loaded.has_errors() {
        return Ok(1);
    }
    if args.mutations {
        let report = mutations::cover(&sources, &loaded, args.only.as_deref())?;
        if args.suggest {
            mutations::suggestions(&loaded, &report, out)?;
            return Ok(0);
        }
        let mut said = String::new();
        let held = match &args.floor {
            Some(floor) => mutations::gate(&report, floor, &mut said)?,
            None => true,
        };
        match args.format {
            Format::Text => {
                mutations::text(&report, out)?;
                out.push_str(&said);
            }
            // the report stays one JSON value
            Format::Json => {
                writeln!(out, "{:#}", mutations::json(&report))?;
                eprint!("{said}");
            }
        }
        return Ok(u8::from(!held));
    }
    let wanted = |title: &str| args.only.as_ref().is_none_or(|o| title.contains(o.as_str()));
    let known = args.known_on.map(|day| loaded.theory.known_on(day));
    let (mut run, mut failed) = (0, 0);
    for case in loaded.cases.iter().filter(|c| wanted(&c.title)) {
        run += 1;
        let failures = match &known {
            Some(theory) => LawCase { known_on: None, ..case.clone() }.run(theory),
            None => case.run(&loaded.theory),
        };
        failed += usize::from(!failures.is_empty());
        for failure in failures {
            writeln!(out, "{failure}")?;
        }
    }
    writeln!(out, "{} passed, {failed} failed", run - failed)?;
    Ok(u8::from(failed > 0))
}
