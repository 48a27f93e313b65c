//! `cargo xtask official`: what the regulators answered themselves, asked again of our law.
//!
//! Each case is a transaction in `law/official/` that says nothing beyond its source row, decided under the regimes
//! its question is about, and once more under all regimes. What the regulator answered is read only after everything
//! is decided. The second set, `law/official/dev-2/`, is asked with `--set dev-2`.

mod cite;
mod compare;
mod decide;
mod figures;
mod report;
mod second;
mod sources;
mod table;

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result, bail};

use crate::task;

pub(crate) const USAGE: &str = "\
Usage: cargo xtask official [--format text|json] [--set dev|dev-2] [--own] [--cases FILE] [--transcriptions DIR]
                            [--record]

  --set NAME            which of our sets; dev if absent
  --own                 leave the whole law out, which takes minutes
  --cases FILE          cases as JSON lines, expectations included; law/official/*.csv if absent
  --transcriptions DIR  a transaction ID.yaml for each case; law/official if absent
  --record              write the figures as the baseline below which tests let no change fall";

/// What was asked for.
struct Options {
    json: bool,
    record: bool,
    /// Only the regimes that each question is about.
    own: bool,
    set: Set,
    cases: Option<PathBuf>,
    folder: Option<PathBuf>,
}

/// Our sets of cases.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Set {
    /// Known to whoever wrote the law.
    Dev,
    /// Transcribed before anybody had run it.
    Dev2,
}

impl Set {
    fn name(self) -> &'static str {
        match self {
            Set::Dev => "dev",
            Set::Dev2 => "dev-2",
        }
    }

    fn folder(self) -> PathBuf {
        let top = crate::root().join("law/official");
        match self {
            Set::Dev => top,
            Set::Dev2 => top.join("dev-2"),
        }
    }

    /// The rows it was transcribed from.
    fn rows(self) -> PathBuf {
        crate::desk::shared(match self {
            Set::Dev => "cases/official-dev.jsonl",
            Set::Dev2 => "cases/official-dev-2.jsonl",
        })
    }
}

/// The task.
pub(crate) fn official(args: &[String]) -> ExitCode {
    task::end(options(args).and_then(|options| run(&options)), USAGE)
}

fn options(args: &[String]) -> Result<Options> {
    let mut options =
        Options { json: false, record: false, own: false, set: Set::Dev, cases: None, folder: None };
    let mut args = args.iter();
    while let Some(arg) = args.next() {
        let mut value = || args.next().with_context(|| format!("{arg} needs a value"));
        match arg.as_str() {
            "--format" => options.json = task::json(value()?)?,
            "--cases" => options.cases = Some(value()?.into()),
            "--transcriptions" => options.folder = Some(value()?.into()),
            "--own" => options.own = true,
            "--set" => {
                options.set = match value()?.as_str() {
                    "dev" => Set::Dev,
                    "dev-2" => Set::Dev2,
                    other => bail!("there is no set `{other}`; write dev or dev-2"),
                }
            }
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
    let (law, top) = (crate::root().join("law"), Set::Dev.folder());
    let ours = options.cases.is_none() && options.folder.is_none();
    let folder = options.folder.clone().unwrap_or_else(|| options.set.folder());
    // a set without tables of its own is read from the rows it was transcribed from
    let cases = match &options.cases {
        None if !folder.join("cases.csv").is_file() => Some(options.set.rows()),
        cases => cases.clone(),
    };
    let questions = match &cases {
        Some(file) => table::questions_of_lines(file)?,
        None => table::questions(&folder)?,
    };
    let regimes = table::regimes(&folder, &top)?;
    let decided = decide::all(&law, &folder, &questions, &regimes)?;
    let wholes = if options.own { None } else { Some(decide::wholes(&law, &folder, &questions)?) };
    let answers = match &cases {
        Some(file) => table::answers_of_lines(file, &folder)?,
        None => table::answers(&folder)?,
    };
    if let Some(file) = cases.as_ref().filter(|_| folder.join("facts.csv").is_file()) {
        let findings = sources::check(&law, &folder, file)?;
        if !findings.is_empty() {
            bail!("transcriptions that say more than their rows:\n{}", findings.join("\n"));
        }
    }
    let results = compare::all(&questions, &decided, &answers)?;
    let report = report::Report::new(&results);
    let second = second::Second::new(&results, &answers, wholes.as_deref());
    let place = top.join("figures.csv");
    let kept = figures::read(&place)?;
    let first = figures::of(&kept, options.set.name(), "first").filter(|_| ours);
    if options.json {
        print!("{}", report.json(&results, wholes.as_deref(), &second, first)?);
    } else {
        print!("{}{}", second.text(), report.text(&results));
        if let Some(first) = first {
            println!("first, blind: {}", first.words());
            println!("present:      {}", report.figures(&second).words());
        }
    }
    if options.record {
        std::fs::write(folder.join("baseline.csv"), report.baseline())?;
        let kept = figures::with(kept, options.set.name(), report.figures(&second), options.set == Set::Dev2);
        std::fs::write(&place, figures::text(&kept))?;
    }
    let mut fine = report.false_permits.is_empty();
    let baseline = folder.join("baseline.csv");
    if ours && baseline.is_file() {
        for fallen in report.below(&std::fs::read_to_string(baseline)?) {
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
        for set in [Set::Dev, Set::Dev2] {
            let (rows, folder) = (set.rows(), set.folder());
            if !rows.is_file() {
                assert!(std::env::var_os("EXEAT_REQUIRE_SHARED").is_none(), "{} is missing", rows.display());
                eprintln!("skipped: {} is missing", rows.display());
                continue;
            }
            if !folder.join("facts.csv").is_file() {
                eprintln!("skipped: {} is not transcribed", set.name());
                continue;
            }
            let findings = sources::check(&crate::root().join("law"), &folder, &rows).unwrap();
            assert!(findings.is_empty(), "{} findings\n{}", findings.len(), findings.join("\n"));
        }
    }

    #[test]
    fn options_are_read_or_refused() {
        let read = |args: &[&str]| options(&args.iter().map(|a| (*a).to_owned()).collect::<Vec<_>>());
        assert!(read(&["--format", "json"]).unwrap().json);
        for wrong in [
            &["--format"][..],
            &["--format", "xml"],
            &["--case", "x"],
            &["--set", "x"],
            &["--record", "--cases", "x"],
        ] {
            assert!(read(wrong).is_err(), "{wrong:?}");
        }
    }
}
