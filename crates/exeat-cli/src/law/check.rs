//! `exeat law check`.

use std::fmt::Write as _;
use std::path::PathBuf;

use anyhow::{Result, bail};
use clap::{Args, ValueEnum};
use exeat_law::{Diagnostic, Loaded, Severity, checks, load, nearest};

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
    /// Mend what can be mended without a person, then check.
    #[arg(long, requires = "folder")]
    fix: bool,
    /// Print the page of a check instead, or of `all`.
    #[arg(long, value_name = "CODE", conflicts_with_all = ["folder", "format", "strict", "fix"])]
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
    let mended = if args.fix { mend(args)? } else { vec![] };
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
            mended.iter().try_for_each(|what| writeln!(out, "mended: {what}"))?;
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
            let mendable = report.findings.iter().filter(|d| checks::fix(&sources, d).is_some()).count();
            if mendable > 0 && args.folder.is_some() {
                writeln!(out, "{mendable} of these can be mended by --fix")?;
            }
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
            let mut findings = super::findings_json(&report.findings);
            for (finding, shown) in report.findings.iter().zip(&mut findings) {
                // null where a person must look
                shown["fix"] = checks::fix(&sources, finding).map_or(
                    serde_json::Value::Null,
                    |f| serde_json::json!({"start": f.span.start, "end": f.span.end, "with": f.with}),
                );
            }
            let value = serde_json::json!({
                "findings": findings,
                "errors": errors,
                "warnings": warnings,
                "allowed": report.allowed,
                "unsettled": report.unsettled,
                "mended": mended,
            });
            writeln!(out, "{value:#}")?;
        }
        Format::Github => report.findings.iter().try_for_each(|d| github(d, out))?,
    }
    Ok(u8::from(errors > 0 || (args.strict && warnings > 0)))
}

/// Makes the safe mends, as long as there are any: one may lay open the next. Answers what was mended.
fn mend(args: &CheckArgs) -> Result<Vec<String>> {
    let mut mended = Vec::new();
    // each round mends what was found, so that a few settle everything; the bound is for a mend that does not help
    for _ in 0..10 {
        let (sources, loaded) = super::read(args.folder.as_deref())?;
        let before = checks::check(&sources, &loaded);
        let fixes: Vec<(&Diagnostic, checks::Fix)> =
            before.findings.iter().filter_map(|d| Some((d, checks::fix(&sources, d)?))).collect();
        if fixes.is_empty() {
            break;
        }
        let mut after = sources.clone();
        for source in &mut after {
            let of = |(_, fix): &(&Diagnostic, checks::Fix)| (fix.file == source.name).then(|| fix.clone());
            let own: Vec<checks::Fix> = fixes.iter().filter_map(of).collect();
            if !own.is_empty() {
                source.text = checks::apply(&source.text, own);
            }
        }
        let errors =
            |loaded: &Loaded| loaded.diagnostics.iter().filter(|d| d.severity == Severity::Error).count();
        if errors(&load(&after)) > errors(&loaded) {
            bail!("the mends would leave more errors than there are; nothing was changed, mend them by hand");
        }
        for (old, new) in sources.iter().zip(&after).filter(|(old, new)| old.text != new.text) {
            super::replace(std::path::Path::new(&old.name), &new.text)?;
        }
        mended.extend(fixes.iter().map(|(d, _)| format!("{}:{}: {} {}", d.file, d.line, d.code, d.message)));
    }
    Ok(mended)
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
