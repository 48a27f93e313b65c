//! `exeat law …`: one file a subcommand; here what they share.

pub(crate) mod base;
mod bites;
mod check;
mod coverage;
mod diff;
mod fmt;
mod ledger;
mod lsp;
mod mutations;
mod sources;
mod test;
mod view;

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use std::fmt::Write as _;

use anyhow::{Context, Result};
use clap::Subcommand;
use exeat_law::{Diagnostic, Loaded, Severity, Source, load};

/// What to do with the law base.
#[derive(Debug, Subcommand)]
pub(crate) enum LawCommand {
    /// Read law files and report what is wrong with them.
    Check(check::CheckArgs),
    /// Run the cases beside the law.
    Test(test::TestArgs),
    /// Put law files into the one layout.
    Fmt(fmt::FmtArgs),
    /// Compare two laws, or one on two days: shape, text, meaning with witnesses, impact on stored cases.
    Diff(diff::DiffArgs),
    /// Serve an editor on standard input and output: diagnostics, hover, go to definition.
    Lsp {
        /// Folder of law files; the editor's own, or `law` in it, if absent.
        folder: Option<PathBuf>,
    },
    /// Keep law files under their content hash, so that `--law HASH` finds them.
    Archive {
        /// Folder of law files, or a git revision; the built-in law if absent.
        folder: Option<PathBuf>,
    },
    /// Append to the ledger what the law's norms say now.
    Record(ledger::RecordArgs),
    /// Show the law as sentences, beside citations and neighbouring rules.
    View(view::ViewArgs),
    /// Say what is encoded, from when to when, on which texts, and what is known to be missing.
    Coverage(coverage::CoverageArgs),
    /// List every text behind the law; or write a feed of what changed between two law bases.
    Sources(sources::SourcesArgs),
}

/// Findings as JSON.
pub(crate) fn findings_json(findings: &[Diagnostic]) -> Vec<serde_json::Value> {
    let one = |d: &Diagnostic| {
        serde_json::json!({
            "code": d.code,
            "severity": match d.severity {
                Severity::Error => "error",
                Severity::Warning => "warning",
            },
            "file": d.file,
            "line": d.line,
            "start": d.span.start,
            "end": d.span.end,
            "message": d.message,
            "help": d.help,
        })
    };
    findings.iter().map(one).collect()
}

pub(crate) fn run(command: LawCommand, data: Option<PathBuf>, out: &mut String) -> Result<u8> {
    match command {
        LawCommand::Check(args) => check::run(&args, out),
        LawCommand::Test(args) => test::run(&args, out),
        LawCommand::Lsp { folder } => lsp::run(folder),
        LawCommand::Diff(args) => diff::run(&args, data, out),
        LawCommand::Archive { folder } => {
            let sources = match &folder {
                None => exeat::law::embedded(),
                Some(folder) => base::open(folder, data.clone())?,
            };
            let (hash, path) = base::archive(&sources, data)?;
            writeln!(out, "{hash}\nkept as {}", path.display())?;
            Ok(0)
        }
        LawCommand::Fmt(args) => fmt::run(&args, out),
        LawCommand::Record(args) => ledger::run(&args, out),
        LawCommand::View(args) => view::run(&args, out),
        LawCommand::Coverage(args) => coverage::run(&args, out),
        LawCommand::Sources(args) => sources::run(&args, out),
    }
}

/// The law files of a folder, or those built in.
pub(crate) fn read(folder: Option<&Path>) -> Result<(Vec<Source>, Loaded)> {
    let sources = match folder {
        None => exeat::law::embedded(),
        Some(folder) => base::folder(folder)?,
    };
    let loaded = load(&sources);
    Ok((sources, loaded))
}

pub(crate) fn collect(folder: &Path, paths: &mut Vec<PathBuf>) -> Result<()> {
    let entries =
        fs::read_dir(folder).with_context(|| format!("cannot read the folder {}", folder.display()))?;
    for entry in entries {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, paths)?;
        } else if path.extension().is_some_and(|e| e == "md" || e == "csv") {
            paths.push(path);
        }
    }
    Ok(())
}

/// Draws diagnostics under the lines they are about.
pub(crate) fn report(sources: &[Source], diagnostics: &[Diagnostic], out: &mut String) -> Result<()> {
    let renderer = Renderer::plain();
    for d in diagnostics {
        let level = match d.severity {
            Severity::Error => Level::ERROR,
            Severity::Warning => Level::WARNING,
        };
        let Some(source) = sources.iter().find(|s| s.name == d.file) else { continue };
        let end = d.span.end.max(d.span.start + 1).min(source.text.len());
        let start = d.span.start.min(end);
        let snippet =
            Snippet::source(&source.text).path(&d.file).annotation(AnnotationKind::Primary.span(start..end));
        let mut group = Group::with_title(level.primary_title(&d.message).id(d.code)).element(snippet);
        if let Some(help) = &d.help {
            group = group.element(Level::HELP.message(help));
        }
        writeln!(out, "{}\n", renderer.render(&[group]))?;
    }
    Ok(())
}

/// Writes beside the file and moves into its place: nobody ever sees half a file.
pub(crate) fn replace(path: &Path, text: &str) -> Result<()> {
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let beside = folder.join(format!(".{name}.{}.new", std::process::id()));
    let written = (|| {
        let mut file = fs::File::create_new(&beside)?;
        file.write_all(text.as_bytes())?;
        file.set_permissions(fs::metadata(path)?.permissions())?;
        file.sync_all()?;
        fs::rename(&beside, path)
    })();
    if written.is_err() {
        let _ = fs::remove_file(&beside);
    }
    written.with_context(|| format!("cannot write {}", path.display()))
}
