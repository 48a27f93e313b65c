//! `cargo xtask probes`: deals aimed at thin places of the law, each with what it must come to.
//!
//! A folder holds transaction files and an `index.csv` with the columns `file`, `what`, `expected` and any others.
//! Each file is answered as `exeat check` would with no list imported: every regime, starter parties, the policy
//! `default`, as known on the transaction's own day of knowledge or today.
//!
//! `expected` holds verdicts with `/` or `or` between them, any of which is right; text in brackets is a remark;
//! `error` means that the reader must refuse the file. An expectation that lists `unclear`, or no verdict at all
//! (`not judged`), is not scored. When an answer *agrees* stands in [`expect`].

mod expect;

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use serde_json::json;

use crate::ask::{Answered, Asker};
use crate::desk;
use crate::task;
use expect::{Expectation, Kind};

pub(crate) const USAGE: &str = "\
Usage: cargo xtask probes [--cases DIR] [--law DIR] [--format text|json]

  --cases DIR  transaction files with an index.csv; the shared probes if absent
  --law DIR    the law of this folder instead of our own";

/// What was asked for.
#[derive(Debug, Default)]
struct Options {
    json: bool,
    cases: Option<PathBuf>,
    law: Option<PathBuf>,
}

/// The task. Fails where a deal is cleared falsely.
pub(crate) fn probes(args: &[String]) -> ExitCode {
    task::end(options(args).and_then(|options| run(&options)), USAGE)
}

fn options(args: &[String]) -> Result<Options> {
    let mut options = Options::default();
    let mut args = args.iter();
    while let Some(arg) = args.next() {
        let mut value = || args.next().with_context(|| format!("{arg} needs a value"));
        match arg.as_str() {
            "--format" => options.json = task::json(value()?)?,
            "--cases" => options.cases = Some(value()?.into()),
            "--law" => options.law = Some(value()?.into()),
            other => bail!("there is no option `{other}`"),
        }
    }
    Ok(options)
}

fn run(options: &Options) -> Result<bool> {
    let cases = options.cases.clone().unwrap_or_else(|| desk::shared("cases/probes"));
    let law = options.law.clone().unwrap_or_else(desk::own_law);
    let results = all(&cases, &law)?;
    print!("{}", if options.json { lines(&results)? } else { report(&results) });
    Ok(!results.iter().any(|one| one.kind == Kind::FalseClear))
}

/// Every probe of a folder, answered.
fn all(cases: &Path, law: &Path) -> Result<Vec<Outcome>> {
    let mut asker = Asker::new(law)?;
    let mut results = Vec::new();
    for probe in index(cases)? {
        let text = fs::read_to_string(cases.join(&probe.file))
            .with_context(|| format!("cannot read {}", cases.join(&probe.file).display()))?;
        let answered = asker.ask(&text, &probe.file);
        let kind = probe.expected.kind(&answered);
        results.push(Outcome { probe, answered, kind });
    }
    Ok(results)
}

/// A row of the index.
#[derive(Debug)]
struct Probe {
    file: String,
    what: String,
    /// As written.
    wanted: String,
    expected: Expectation,
    authority: String,
}

/// A probe with its answer.
#[derive(Debug)]
struct Outcome {
    probe: Probe,
    answered: Answered,
    kind: Kind,
}

fn index(folder: &Path) -> Result<Vec<Probe>> {
    let path = folder.join("index.csv");
    let mut reader =
        csv::Reader::from_path(&path).with_context(|| format!("cannot read {}", path.display()))?;
    let header = reader.headers()?.clone();
    let column = |name: &str| header.iter().position(|h| h.trim() == name);
    let (Some(file), Some(expected)) = (column("file"), column("expected")) else {
        bail!("{}: it needs the columns file and expected", path.display());
    };
    let (what, authority) = (column("what"), column("authority"));
    let mut out = Vec::new();
    for row in reader.records() {
        let row = row.with_context(|| format!("cannot read {}", path.display()))?;
        let cell = |ix: Option<usize>| ix.and_then(|ix| row.get(ix)).unwrap_or_default().trim().to_owned();
        let wanted = cell(Some(expected));
        out.push(Probe {
            file: cell(Some(file)),
            what: cell(what),
            expected: Expectation::read(&wanted),
            wanted,
            authority: cell(authority),
        });
    }
    Ok(out)
}

/// The figures of the last line.
#[derive(Debug, Default, PartialEq, Eq)]
struct Figures {
    total: usize,
    agree: usize,
    false_clears: usize,
    false_bars: usize,
    refusals_answered: usize,
    refusals_expected: usize,
}

impl Figures {
    fn of(results: &[Outcome]) -> Figures {
        let count = |test: &dyn Fn(&Outcome) -> bool| results.iter().filter(|one| test(one)).count();
        Figures {
            total: count(&|one| one.kind != Kind::Unscored),
            agree: count(&|one| one.kind == Kind::Agree),
            false_clears: count(&|one| one.kind == Kind::FalseClear),
            false_bars: count(&|one| one.kind == Kind::FalseBar),
            refusals_answered: count(&|one| one.probe.expected.refusal_first() && one.answered.refuses()),
            refusals_expected: count(&|one| one.probe.expected.refusal_first()),
        }
    }
}

fn report(results: &[Outcome]) -> String {
    let mut out = String::new();
    for (title, kinds) in [
        ("false clears", &[Kind::FalseClear][..]),
        ("false bars", &[Kind::FalseBar]),
        ("other disagreements", &[Kind::Open, Kind::Accepted, Kind::Refused, Kind::Other]),
        ("not scored", &[Kind::Unscored]),
    ] {
        let mut some = results.iter().filter(|one| kinds.contains(&one.kind)).peekable();
        if some.peek().is_some() {
            let _ = writeln!(out, "{title}");
        }
        for one in some {
            let (probe, answered) = (&one.probe, &one.answered);
            let _ = writeln!(
                out,
                "  {}: expected {}, answered {}\n      {}",
                probe.file,
                probe.wanted,
                answered.words(),
                probe.what
            );
            let authority = [probe.authority.as_str()].into_iter().filter(|a| !matches!(*a, "" | "-"));
            for line in authority.chain(answered.why.lines()) {
                let _ = writeln!(out, "      {line}");
            }
        }
    }
    let f = Figures::of(results);
    let _ = writeln!(
        out,
        "{} of {} agree; {} false clears, {} false bars; {} of {} refusals are answered with one",
        f.agree, f.total, f.false_clears, f.false_bars, f.refusals_answered, f.refusals_expected
    );
    out
}

/// One object a file and one for the whole.
fn lines(results: &[Outcome]) -> Result<String> {
    let mut out = String::new();
    for one in results {
        let answered = &one.answered;
        let line = json!({
            "file": one.probe.file, "expected": one.probe.wanted, "answer": answered.verdict,
            "otherwise": answered.otherwise, "floor": answered.floor,
            "agree": (one.kind != Kind::Unscored).then_some(one.kind == Kind::Agree), "kind": one.kind.word(),
        });
        let _ = writeln!(out, "{}", serde_json::to_string(&line)?);
    }
    let f = Figures::of(results);
    let line = json!({
        "total": f.total, "agree": f.agree, "false_clears": f.false_clears, "false_bars": f.false_bars,
        "refusals_answered": f.refusals_answered, "refusals_expected": f.refusals_expected,
    });
    let _ = writeln!(out, "{}", serde_json::to_string(&line)?);
    Ok(out)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

    use super::*;

    fn one(wanted: &str, verdict: &str, floor: Option<&str>) -> Outcome {
        let expected = Expectation::read(wanted);
        let answered =
            Answered { verdict: verdict.into(), floor: floor.map(str::to_owned), ..Answered::default() };
        let kind = expected.kind(&answered);
        let probe = Probe {
            file: "x.yaml".into(),
            what: String::new(),
            wanted: wanted.into(),
            expected,
            authority: String::new(),
        };
        Outcome { probe, answered, kind }
    }

    #[test]
    fn figures_count_each_kind_once_and_a_floor_as_a_refusal() {
        let results = [
            one("prohibited", "no rule found", None),
            one("no rule found", "prohibited", None),
            one("prohibited", "undetermined", Some("prohibited")),
            one("unclear", "permitted", None),
            one("error", "error", None),
        ];
        let f = Figures::of(&results);
        assert_eq!((f.total, f.agree, f.false_clears, f.false_bars), (4, 1, 1, 1));
        assert_eq!((f.refusals_answered, f.refusals_expected), (1, 2));
        let out = lines(&results).unwrap();
        let last: serde_json::Value = serde_json::from_str(out.lines().last().unwrap()).unwrap();
        assert_eq!(last["total"], 4);
        assert_eq!(out.lines().count(), 6);
    }

    /// What is answered otherwise than expected, of the kinds that count.
    fn wrong(results: &[Outcome], counts: impl Fn(Kind) -> bool) -> Vec<String> {
        let wrong = results.iter().filter(|one| counts(one.kind));
        wrong
            .map(|one| format!("{}: {}; {}", one.probe.file, one.answered.verdict, one.answered.why))
            .collect()
    }

    /// A program that opens lawful, everyday deals again will be switched off by its users.
    #[test]
    fn our_ordinary_deals_are_plain() {
        let results = all(&crate::root().join("xtask/ordinary"), &desk::own_law()).unwrap();
        assert_eq!(results.len(), 100);
        let wrong = wrong(&results, |kind| kind != Kind::Agree);
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    /// Needs the shared folder.
    #[test]
    fn shared_deals_are_plain_and_no_probe_is_cleared_falsely() {
        // it asks about 2024, and the bank stands in the annex since May 2026
        const KNOWN: [&str; 1] = ["p111-eu-third-bank.yaml"];
        for (folder, plain) in [("cases/ordinary-deals", true), ("cases/probes", false)] {
            let cases = desk::shared(folder);
            if !cases.is_dir() {
                assert!(std::env::var_os("EXEAT_REQUIRE_SHARED").is_none(), "{} is missing", cases.display());
                eprintln!("skipped: {} is missing", cases.display());
                continue;
            }
            let mut results = all(&cases, &desk::own_law()).unwrap();
            results.retain(|one| !KNOWN.contains(&one.probe.file.as_str()));
            let counts = |kind| if plain { kind != Kind::Agree } else { kind == Kind::FalseClear };
            let wrong = wrong(&results, counts);
            assert!(wrong.is_empty(), "{}", wrong.join("\n"));
        }
    }

    #[test]
    fn a_folder_is_answered_as_check_would() {
        let folder = crate::root().join("examples/source-article");
        let mut asker = Asker::new(&desk::own_law()).unwrap();
        let text = fs::read_to_string(folder.join("1.yaml")).unwrap();
        assert_eq!(asker.ask(&text, "x").verdict, "licence required");
        assert_eq!(asker.ask("date: 2022-04-10\nactivty: export\n", "x").verdict, "error");
    }

    #[test]
    fn options_are_read_or_refused() {
        let read = |args: &[&str]| options(&args.iter().map(|a| (*a).to_owned()).collect::<Vec<_>>());
        assert!(read(&["--format", "json"]).unwrap().json);
        for wrong in [&["--format"][..], &["--format", "xml"], &["--case", "x"]] {
            assert!(read(wrong).is_err(), "{wrong:?}");
        }
    }
}
