//! The command `exeat`.

mod check;
mod demo;
mod law;
mod lists;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

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
    /// Import and show lists.
    #[command(subcommand)]
    Lists(lists::ListsCommand),
    /// Work with the law base.
    #[command(subcommand)]
    Law(law::LawCommand),
    /// Print a JSON Schema.
    Schema {
        /// Of what.
        #[arg(value_parser = ["transaction"])]
        of: String,
    },
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    let result = match cli.command {
        Command::Check(args) => check::run(&args, cli.data),
        Command::Demo => demo::run(),
        Command::Lists(command) => lists::run(command, cli.data),
        Command::Law(command) => law::run(command),
        Command::Schema { .. } => check::schema(),
    };
    match result {
        Ok(code) => ExitCode::from(code),
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::from(2)
        }
    }
}
