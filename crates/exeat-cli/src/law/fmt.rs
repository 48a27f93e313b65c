//! `exeat law fmt`.

use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use clap::Args;
use exeat_law::{Diagnostic, Severity, Source, fmt::format};

/// What to lay out.
#[derive(Debug, Args)]
pub(crate) struct FmtArgs {
    /// Law files and folders of them; the folder `law` if absent.
    paths: Vec<PathBuf>,
    /// Change nothing; name the files that would change and exit 1 if there is one.
    #[arg(long)]
    check: bool,
}

pub(crate) fn run(args: &FmtArgs, out: &mut String) -> Result<u8> {
    let mut paths = Vec::new();
    let own = [PathBuf::from("law")];
    let given = if args.paths.is_empty() { &own[..] } else { &args.paths };
    for path in given {
        if path.is_dir() {
            super::collect(path, &mut paths)?;
        } else if path.is_file() {
            paths.push(path.clone());
        } else if args.paths.is_empty() {
            bail!("there is no folder `law` here; name the files or folders to lay out");
        } else {
            bail!("there is no file or folder {}", path.display());
        }
    }
    // tables are no law files
    paths.retain(|path| path.extension().is_none_or(|e| e != "csv"));
    paths.sort();
    paths.dedup();
    let (mut changed, mut unreadable) = (0, 0);
    for path in &paths {
        let bytes = fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
        let text =
            String::from_utf8(bytes).with_context(|| format!("{} is not UTF-8 text", path.display()))?;
        match format(&text) {
            Ok(laid_out) if laid_out == text => {}
            Ok(laid_out) => {
                changed += 1;
                if !args.check {
                    super::replace(path, &laid_out)?;
                }
                writeln!(out, "{} {}", if args.check { "would change" } else { "changed" }, path.display())?;
            }
            Err(complaints) => {
                unreadable += 1;
                let source = Source { name: path.display().to_string(), text };
                let found: Vec<Diagnostic> = complaints
                    .into_iter()
                    .map(|c| Diagnostic {
                        code: c.code,
                        severity: Severity::Error,
                        file: source.name.clone(),
                        line: 1 + source.text[..c.span.start].matches('\n').count(),
                        span: c.span,
                        message: c.message,
                        help: c.help,
                    })
                    .collect();
                super::report(std::slice::from_ref(&source), &found, out)?;
            }
        }
    }
    let verb = if args.check { "would change" } else { "changed" };
    write!(out, "{} files, {changed} {verb}", paths.len())?;
    if unreadable > 0 {
        write!(out, ", {unreadable} cannot be read and stay as they are")?;
    }
    writeln!(out)?;
    Ok(u8::from(unreadable > 0 || (args.check && changed > 0)))
}
