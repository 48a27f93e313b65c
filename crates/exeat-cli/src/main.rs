//! The command `exeat`.

mod bench;
mod check;
mod demo;
mod doctor;
mod law;
mod lists;
mod ownership;
mod screen;

use std::io::{ErrorKind, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use exeat_lists::store::StoreError;

/// May this go out? Sanctions and export-control determinations with their reasons.
#[derive(Debug, Parser)]
#[command(version, about)]
struct Cli {
    /// Folder in which list editions are kept.
    #[arg(long, global = true, env = "EXEAT_DATA", value_name = "DIR")]
    data: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Decide a transaction.
    Check(check::CheckArgs),
    /// Show the source article's deals decided, and its question in full.
    Demo,
    /// Fetch, import and show lists.
    #[command(subcommand)]
    Lists(lists::ListsCommand),
    /// Screen names against the lists at hand.
    Screen(screen::ScreenArgs),
    /// Show word by word why a listed entry is or is not a hit.
    Explain(screen::ExplainArgs),
    /// Show who owns whom by a file of statements, and whom listed owners reach.
    Ownership(ownership::OwnershipArgs),
    /// Measure screening on labelled cases.
    #[command(subcommand)]
    Bench(bench::BenchCommand),
    /// Work with the law base.
    #[command(subcommand)]
    Law(law::LawCommand),
    /// Look for whatever would make answers degraded or wrong.
    Doctor {
        /// As on this date; today if absent.
        #[arg(long, value_name = "DATE")]
        on: Option<jiff::civil::Date>,
    },
    /// Print a JSON Schema.
    Schema {
        /// Of what.
        #[arg(value_parser = ["transaction"])]
        of: String,
    },
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    let mut out = String::new();
    let result = match cli.command {
        Command::Check(args) => check::run(&args, cli.data, &mut out),
        Command::Demo => demo::run(&mut out),
        Command::Doctor { on } => doctor::run(on, cli.data, &mut out),
        Command::Lists(command) => lists::run(command, cli.data, &mut out),
        Command::Screen(args) => screen::run(&args, cli.data, &mut out),
        Command::Explain(args) => screen::explain(&args, cli.data, &mut out),
        Command::Ownership(args) => ownership::run(&args, &mut out),
        Command::Bench(command) => bench::run(command, &mut out),
        Command::Law(command) => law::run(command, cli.data, &mut out),
        Command::Schema { .. } => check::schema(&mut out),
    };
    // a reader that has gone away, such as `head`, is no error
    let printed = match std::io::stdout().lock().write_all(out.as_bytes()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(error),
        _ => Ok(()),
    };
    match (result, printed) {
        (Ok(code), Ok(())) => ExitCode::from(code),
        (Ok(_), Err(error)) => {
            eprintln!("error: cannot write to standard output: {error}");
            ExitCode::from(5)
        }
        (Err(error), _) => {
            eprintln!("error: {error:#}");
            let unreadable = |e: &StoreError| matches!(e, StoreError::Unreadable { .. });
            let ours = error.chain().any(|e| e.downcast_ref().is_some_and(unreadable));
            ExitCode::from(if ours { 5 } else { 2 })
        }
    }
}
