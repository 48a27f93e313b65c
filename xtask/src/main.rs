//! Tasks of this repository: `cargo xtask test`, `control`, `official`, `probes`, `relations`, `codes` and `house`.

mod ask;
mod codes;
mod desk;
mod house;
mod official;
mod probes;
mod relations;
mod task;

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::time::Instant;

const USAGE: &str = "\
Usage: cargo xtask TASK

  test     format, lints, all tests, one after the other; what continuous integration runs
  control  every listed name of every edition at hand finds its own entry (minutes; needs the shared list files)
  official  what regulators answered themselves, asked of our law, and where we differ
  probes  deals aimed at thin places of the law, with what they must come to; false clears apart
  relations  how answers to like transactions must stand to each other; --all for every pair
  codes   the tables of tariff codes beside the law, made again from the publications; --ask N for deals in them
  house   only the rules of the house: what the sources do without, manifests, texts (seconds)";

/// One call of cargo.
struct Step {
    name: &'static str,
    args: &'static [&'static str],
    remedy: &'static str,
}

const TEST: [Step; 4] = [
    Step { name: "format", args: &["fmt", "--all", "--check"], remedy: "run `cargo fmt --all`" },
    Step {
        name: "lint",
        args: &["clippy", "--workspace", "--all-targets", "--all-features", "--", "-D", "warnings"],
        remedy: "mend what clippy names above",
    },
    Step {
        name: "documents",
        args: &["doc", "--workspace", "--no-deps", "--quiet"],
        remedy: "mend the documentation comments rustdoc names above",
    },
    Step {
        name: "tests",
        args: &["test", "--workspace", "--all-features"],
        remedy: "the failing tests are named above; `cargo test -p CRATE NAME` runs one alone",
    },
];

fn main() -> ExitCode {
    let task = std::env::args().nth(1);
    match task.as_deref() {
        Some("test") => test(),
        Some("control") => control(),
        Some("codes") => codes::codes(&std::env::args().skip(2).collect::<Vec<_>>()),
        Some("official") => official::official(&std::env::args().skip(2).collect::<Vec<_>>()),
        Some("probes") => probes::probes(&std::env::args().skip(2).collect::<Vec<_>>()),
        Some("relations") => relations::relations(&std::env::args().skip(2).collect::<Vec<_>>()),
        Some("house") => rules(),
        Some("help" | "--help" | "-h") => {
            println!("{USAGE}");
            ExitCode::SUCCESS
        }
        other => {
            if let Some(task) = other {
                eprintln!("error: there is no task `{task}`\n");
            }
            eprintln!("{USAGE}");
            ExitCode::from(2)
        }
    }
}

/// The steps one after the other; the first that fails ends it and is named.
fn test() -> ExitCode {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let begun = Instant::now();
    for step in &TEST {
        let call = format!("cargo {}", step.args.join(" "));
        eprintln!("xtask: {}: {call}", step.name);
        match Command::new(&cargo)
            .args(step.args)
            .env("RUSTDOCFLAGS", "-D warnings")
            .current_dir(root())
            .status()
        {
            Ok(status) if status.success() => {}
            Ok(_) => {
                eprintln!("error: the step {} failed: {call}\n  help: {}", step.name, step.remedy);
                return ExitCode::FAILURE;
            }
            Err(error) => {
                eprintln!("error: the step {} could not be started: {error}", step.name);
                eprintln!("  help: install Rust with its components rustfmt and clippy");
                return ExitCode::FAILURE;
            }
        }
    }
    eprintln!("xtask: format, lint, documents and tests passed in {} seconds", begun.elapsed().as_secs());
    ExitCode::SUCCESS
}

/// The whole control of the matcher; the tests take one name in twenty.
fn control() -> ExitCode {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let args = ["test", "--release", "-p", "exeat-lists", "--test", "control", "--", "--nocapture"];
    let call = Command::new(cargo).args(args).env("EXEAT_CONTROL", "whole").current_dir(root()).status();
    match call {
        Ok(status) if status.success() => ExitCode::SUCCESS,
        Ok(_) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: cargo could not be started: {error}");
            ExitCode::from(2)
        }
    }
}

/// The rules of the house, as a list of findings.
fn rules() -> ExitCode {
    match house::findings(&root()) {
        Ok(findings) if findings.is_empty() => {
            println!("{} rules kept", house::RULES.len());
            ExitCode::SUCCESS
        }
        Ok(findings) => {
            findings.iter().for_each(|finding| println!("{finding}"));
            println!("{} findings", findings.len());
            ExitCode::FAILURE
        }
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::from(2)
        }
    }
}

/// The top of the checkout.
fn root() -> PathBuf {
    let own = Path::new(env!("CARGO_MANIFEST_DIR"));
    own.parent().unwrap_or(own).to_owned()
}
