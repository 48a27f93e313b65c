//! `cargo xtask official`: what the regulators answered themselves, asked again of our law.
//!
//! Each case is a transaction in `law/official/` that says nothing beyond its source row, decided under the regimes
//! its question is about. What the regulator answered is read only after everything is decided.

mod compare;
mod decide;
mod report;
mod sources;
mod table;

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result, bail};

pub(crate) const USAGE: &str = "\
Usage: cargo xtask official [--format text|json] [--cases FILE] [--transcriptions DIR] [--record]

  --cases FILE          cases as JSON lines, expectations included; law/official/*.csv if absent
  --transcriptions DIR  a transaction ID.yaml for each case; law/official if absent
  --record              write the figures as the baseline below which tests let no change fall";

/// What was asked for.
struct Options {
    json: bool,
    record: bool,
    cases: Option<PathBuf>,
    folder: Option<PathBuf>,
}

/// The task.
pub(crate) fn official(args: &[String]) -> ExitCode {
    match options(args).and_then(|options| run(&options)) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: {error:#}\n\n{USAGE}");
            ExitCode::from(2)
        }
    }
}

fn options(args: &[String]) -> Result<Options> {
    let mut options = Options { json: false, record: false, cases: None, folder: None };
    let mut args = args.iter();
    while let Some(arg) = args.next() {
        let mut value = || args.next().with_context(|| format!("{arg} needs a value"));
        match arg.as_str() {
            "--format" => match value()?.as_str() {
                "json" => options.json = true,
                "text" => options.json = false,
                other => bail!("there is no format `{other}`; write text or json"),
            },
            "--cases" => options.cases = Some(value()?.into()),
            "--transcriptions" => options.folder = Some(value()?.into()),
            "--record" => options.record = true,
            other => bail!("there is no option `{other}`"),
        }
    }
    if options.record && (options.cases.is_some() || options.folder.is_some()) {
        bail!("--record keeps the figures of our own cases; leave --cases and --transcriptions out");
    }
    Ok(options)
}

/// Whether no case was answered more generously than its regulator did, and no figure of our own cases fell.
fn run(options: &Options) -> Result<bool> {
    let own = crate::root().join("law/official");
    let folder = options.folder.clone().unwrap_or_else(|| own.clone());
    let questions = match &options.cases {
        Some(file) => table::questions_of_lines(file)?,
        None => table::questions(&own)?,
    };
    let regimes = table::regimes(&folder, &own)?;
    let decided = decide::all(&crate::root().join("law"), &folder, &questions, &regimes)?;
    let answers = match &options.cases {
        Some(file) => table::answers_of_lines(file, &folder)?,
        None => table::answers(&own)?,
    };
    if let Some(file) = options.cases.as_ref().filter(|_| folder.join("facts.csv").is_file()) {
        let findings = sources::check(&crate::root().join("law"), &folder, file)?;
        if !findings.is_empty() {
            bail!("transcriptions that say more than their rows:\n{}", findings.join("\n"));
        }
    }
    let results = compare::all(&questions, &decided, &answers)?;
    let report = report::Report::new(&results);
    print!("{}", if options.json { report.json(&results)? } else { report.text(&results) });
    if options.record {
        std::fs::write(own.join("baseline.csv"), report.baseline())?;
    }
    let mut fine = report.false_permits.is_empty();
    if options.cases.is_none() && options.folder.is_none() {
        for fallen in report.below(&std::fs::read_to_string(own.join("baseline.csv"))?) {
            eprintln!("error: {fallen}");
            fine = false;
        }
    }
    Ok(fine)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

    use super::*;

    fn own() -> PathBuf {
        crate::root().join("law/official")
    }

    #[test]
    fn agreement_does_not_fall_below_the_baseline_and_no_case_is_a_false_permit() {
        let questions = table::questions(&own()).unwrap();
        let regimes = table::regimes(&own(), &own()).unwrap();
        let decided = decide::all(&crate::root().join("law"), &own(), &questions, &regimes).unwrap();
        let answers = table::answers(&own()).unwrap();
        let results = compare::all(&questions, &decided, &answers).unwrap();
        let unread: Vec<&str> =
            decided.iter().filter(|d| d.verdict == "inexpressible").map(|d| d.why.as_str()).collect();
        assert!(unread.is_empty(), "{}", unread.join("\n"));
        let report = report::Report::new(&results);
        assert!(report.false_permits.is_empty(), "{:?}", report.false_permits);
        let kept = std::fs::read_to_string(own().join("baseline.csv")).unwrap();
        let fallen = report.below(&kept);
        assert!(fallen.is_empty(), "{}\nsee `cargo xtask official`", fallen.join("\n"));
    }

    /// Needs the shared folder: the rows the transcriptions were made from.
    #[test]
    fn no_transcription_says_more_than_its_row() {
        let shared =
            std::env::var_os("EXEAT_SHARED").map_or_else(|| crate::root().join("../shared"), PathBuf::from);
        let rows = shared.join("cases/official-dev.jsonl");
        if !rows.is_file() {
            assert!(std::env::var_os("EXEAT_REQUIRE_SHARED").is_none(), "{} is missing", rows.display());
            eprintln!("skipped: {} is missing", rows.display());
            return;
        }
        let findings = sources::check(&crate::root().join("law"), &own(), &rows).unwrap();
        assert!(findings.is_empty(), "{} findings\n{}", findings.len(), findings.join("\n"));
    }

    #[test]
    fn options_are_read_or_refused() {
        let read = |args: &[&str]| options(&args.iter().map(|a| (*a).to_owned()).collect::<Vec<_>>());
        assert!(read(&["--format", "json"]).unwrap().json);
        for wrong in
            [&["--format"][..], &["--format", "xml"], &["--case", "x"], &["--record", "--cases", "x"]]
        {
            assert!(read(wrong).is_err(), "{wrong:?}");
        }
    }
}
