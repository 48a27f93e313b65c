//! The command `exeat`.

mod law;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// May this go out? Sanctions and export-control determinations with their reasons.
#[derive(Debug, Parser)]
#[command(version, about)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Work with the law base.
    #[command(subcommand)]
    Law(law::LawCommand),
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    let result = match cli.command {
        Command::Law(command) => law::run(command),
    };
    match result {
        Ok(code) => ExitCode::from(code),
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::from(2)
        }
    }
}
