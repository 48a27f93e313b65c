//! `exeat law check`.

use std::fmt::Write as _;
use std::path::PathBuf;

use anyhow::{Result, bail};
use clap::{Args, ValueEnum};
use exeat_law::{Diagnostic, Severity, checks, nearest};

/// What to check, and how to say it.
#[derive(Debug, Args)]
pub(crate) struct CheckArgs {
    /// Folder of law files; the built-in law if absent.
    folder: Option<PathBuf>,
    /// Drawn under the lines, as one JSON value, or as commands a pull request shows beside the lines.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Warnings fail the check as errors do.
    #[arg(long)]
    strict: bool,
    /// Print the page of a check instead, or of `all`.
    #[arg(long, value_name = "CODE", conflicts_with_all = ["folder", "format", "strict"])]
    explain: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Json,
    Github,
}

pub(crate) fn run(args: &CheckArgs, out: &mut String) -> Result<u8> {
    if let Some(code) = &args.explain {
        return explain(code, out);
    }
    let (mut sources, loaded) = super::read(args.folder.as_deref())?;
    let files = sources.len();
    let mut report = checks::check(&sources, &loaded);
    if let Some((ledger, found)) = super::ledger::findings(args.folder.as_deref(), &sources)? {
        sources.push(ledger);
        report.findings.extend(found);
    }
    let of = |severity: Severity| report.findings.iter().filter(|d| d.severity == severity).count();
    let (errors, warnings) = (of(Severity::Error), of(Severity::Warning));
    match args.format {
        Format::Text => {
            super::report(&sources, &report.findings, out)?;
            for what in &report.unsettled {
                writeln!(out, "not settled: {what}")?;
            }
            let theory = &loaded.theory;
            let findings = match (errors, warnings) {
                (0, 0) => "no findings".to_owned(),
                (0, n) => format!("{n} warnings"),
                (n, 0) => format!("{n} errors"),
                (e, w) => format!("{e} errors, {w} warnings"),
            };
            let allowed =
                if report.allowed > 0 { format!(", {} allowed", report.allowed) } else { String::new() };
            writeln!(
                out,
                "{} files: {} regimes, {} instruments, {} norms, {} facts, {} terms, {} cases; {findings}{allowed}",
                files,
                theory.regimes.len(),
                theory.instruments.len(),
                theory.norms.len(),
                theory.facts.len(),
                theory.terms.len(),
                loaded.cases.len()
            )?;
        }
        Format::Json => {
            let value = serde_json::json!({
                "findings": super::findings_json(&report.findings),
                "errors": errors,
                "warnings": warnings,
                "allowed": report.allowed,
                "unsettled": report.unsettled,
            });
            writeln!(out, "{value:#}")?;
        }
        Format::Github => report.findings.iter().try_for_each(|d| github(d, out))?,
    }
    Ok(u8::from(errors > 0 || (args.strict && warnings > 0)))
}

fn explain(code: &str, out: &mut String) -> Result<u8> {
    if code == "all" {
        out.push_str(&checks::book());
        return Ok(0);
    }
    let Some(check) = checks::find(code) else {
        let codes: Vec<&str> = checks::ALL.iter().map(|c| c.code()).collect();
        match nearest(&code.to_uppercase(), codes.iter().copied()) {
            Some(near) => bail!("there is no check `{code}`; did you mean `{near}`?"),
            None => bail!("there is no check `{code}`; there are {}", codes.join(", ")),
        }
    };
    out.push_str(&check.page());
    Ok(0)
}

/// A workflow command: what stands in it may hold no line end, and its properties no comma or colon.
fn github(d: &Diagnostic, out: &mut String) -> Result<()> {
    let level = match d.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    };
    let data = |text: &str| text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A");
    let property = |text: &str| data(text).replace(':', "%3A").replace(',', "%2C");
    let help = d.help.as_ref().map_or(String::new(), |help| format!("\nhelp: {help}"));
    writeln!(
        out,
        "::{level} file={},line={},title={}::{}",
        property(&d.file),
        d.line,
        property(d.code),
        data(&format!("{}{help}", d.message))
    )?;
    Ok(())
}
