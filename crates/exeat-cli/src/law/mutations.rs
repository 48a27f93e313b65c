//! `exeat law test --mutations`: coverage and its gate.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};
use exeat_law::mutation::{
    Baseline, Limb, Mutant, Prepared, Report, Suggester, Suggestion, baseline, mutants, noticed, owner_id,
};
use exeat_law::{Loaded, Source};

/// Decides every mutant by the cases, on as many threads as the machine has. Of limbs, only those in a file or of a
/// norm, definition or term whose name holds a text, where one is given; then nothing else is looked at.
pub(crate) fn cover(sources: &[Source], loaded: &Loaded, only: Option<&str>) -> Result<Report> {
    let theory = &loaded.theory;
    let cases = &loaded.cases;
    let mut base = Baseline::default();
    spread(cases.len(), &|ix| baseline(theory, std::slice::from_ref(&cases[ix])))?
        .into_iter()
        .for_each(|of_case| base.add(of_case));
    if let Some(first) = base.failures.first() {
        bail!("{} expectations are not met, which coverage cannot look past: {first}", base.failures.len());
    }
    let mut all = mutants(sources, theory);
    if let Some(only) = only {
        let named =
            |limb: &Limb| limb.place.file.contains(only) || owner_id(theory, &limb.owner).contains(only);
        all.retain(|mutant| matches!(mutant, Mutant::Limb(limb) if named(limb)));
    }
    let prepared = spread(cases.len(), &|ix| Prepared::new(theory, &cases[ix]))?;
    let found = spread_in(all.len(), &|mine| {
        let picked: Vec<_> = mine.iter().map(|ix| all[*ix].clone()).collect();
        noticed(theory, &prepared, &picked)
    })?;
    let noticed: Vec<_> = all.into_iter().zip(found).collect();
    Ok(Report::new(sources, theory, &base, &noticed))
}

/// Work on so many things, on as many threads as the machine has.
fn spread<T: Send>(count: usize, work: &(impl Fn(usize) -> T + Sync)) -> Result<Vec<T>> {
    spread_in(count, &|mine| mine.iter().map(|ix| work(*ix)).collect())
}

/// The same with all the work of a thread at once. Neighbours take alike long, so that each thread takes every nth.
fn spread_in<T: Send>(count: usize, work: &(impl Fn(&[usize]) -> Vec<T> + Sync)) -> Result<Vec<T>> {
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let share = |start: usize| {
        let mine: Vec<usize> = (start..count).step_by(threads).collect();
        let found = work(&mine);
        mine.into_iter().zip(found).collect::<Vec<_>>()
    };
    let mut found: Vec<(usize, T)> = std::thread::scope(|scope| {
        let share = &share;
        let workers: Vec<_> = (0..threads).map(|start| scope.spawn(move || share(start))).collect();
        workers.into_iter().flat_map(|w| w.join().unwrap_or_default()).collect()
    });
    found.sort_by_key(|(ix, _)| *ix);
    if found.len() != count {
        bail!("a thread of the coverage run broke off");
    }
    Ok(found.into_iter().map(|(_, of)| of).collect())
}

/// Figures that may not fall: a line `name covered total` each; `--` starts a comment.
pub(crate) fn gate(report: &Report, path: &Path, out: &mut String) -> Result<bool> {
    let text = fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    let mut held = true;
    let figures = report.figures();
    for (line, row) in text.lines().enumerate() {
        let row = row.split("--").next().unwrap_or_default().trim();
        if row.is_empty() {
            continue;
        }
        let parsed = row.rsplit_once(char::is_whitespace).and_then(|(name, figure)| {
            let wanted = figure.strip_suffix('%')?;
            let (whole, tenth) = wanted.split_once('.').unwrap_or((wanted, "0"));
            let per_mille =
                whole.parse::<usize>().ok()? * 10 + tenth.parse::<usize>().ok().filter(|t| *t < 10)?;
            let figure = figures.iter().find(|(known, _)| *known == name.trim())?;
            Some((figure, per_mille))
        });
        let Some(((name, figure), wanted)) = parsed else {
            bail!(
                "{}:{}: expected a figure and its floor, such as `limbs pivotal 90.0%`",
                path.display(),
                line + 1
            );
        };
        if figure.per_mille() < wanted {
            held = false;
            writeln!(
                out,
                "{name} fell to {}, the floor is {}",
                percent(figure.per_mille()),
                percent(wanted)
            )?;
        }
    }
    Ok(held)
}

/// Thousandths as written.
pub(crate) fn percent(per_mille: usize) -> String {
    format!("{}.{}%", per_mille / 10, per_mille % 10)
}

/// The figures as text.
pub(crate) fn text(report: &Report, out: &mut String) -> Result<()> {
    for finding in &report.findings {
        writeln!(out, "{finding}")?;
    }
    for (name, figure) in report.figures() {
        writeln!(
            out,
            "{name:15} {:>6} of {:>6}  {}",
            figure.covered,
            figure.total,
            percent(figure.per_mille())
        )?;
    }
    writeln!(
        out,
        "{} more limbs change nothing where they stand, so that no case could need them",
        report.moot
    )?;
    Ok(())
}

/// The figures and findings as one JSON value.
pub(crate) fn json(report: &Report) -> serde_json::Value {
    let figures: serde_json::Map<String, serde_json::Value> = report
        .figures()
        .into_iter()
        .map(|(name, figure)| {
            let value = serde_json::json!({ "covered": figure.covered, "total": figure.total });
            (name.replace(' ', "_"), value)
        })
        .collect();
    serde_json::json!({ "figures": figures, "moot_limbs": report.moot, "findings": super::findings_json(&report.findings) })
}

/// Cases for limbs that none needs, by file, as they could stand there once somebody has reviewed them.
pub(crate) fn suggestions(loaded: &Loaded, report: &Report, out: &mut String) -> Result<()> {
    let theory = &loaded.theory;
    let found = spread_in(report.idle.len(), &|mine| {
        let mut suggester = Suggester::new(theory, &loaded.cases);
        mine.iter().map(|ix| suggester.suggest(&report.idle[*ix])).collect()
    })?;
    let missing = found.iter().filter(|s| s.is_none()).count();
    for (limb, suggestion) in report.idle.iter().zip(&found) {
        let owner = owner_id(theory, &limb.owner);
        write!(out, "-- {}:{} {owner}", limb.place.file, limb.place.line)?;
        match suggestion {
            None => writeln!(out, ": no small change of a case needs this limb\n")?,
            Some(s) => {
                writeln!(
                    out,
                    "; without the limb {}\n-- in {}",
                    s.without.words(),
                    loaded.cases[s.base].file
                )?;
                written(loaded, s, &format!("{owner}, line {}", limb.place.line), out)?;
            }
        }
    }
    writeln!(out, "-- {} limbs, {missing} of them without a case", found.len())?;
    Ok(())
}

/// A suggestion as a case beside the law.
fn written(loaded: &Loaded, s: &Suggestion, title: &str, out: &mut String) -> Result<()> {
    writeln!(out, "case \"{title}\"  -- unreviewed")?;
    writeln!(out, "  as          \"{}\", but", loaded.cases[s.base].title)?;
    if let Some(on) = s.on {
        writeln!(out, "  on          {on}")?;
    }
    if !s.adopting.is_empty() {
        writeln!(out, "  adopting    {}", s.adopting.join(", "))?;
    }
    if !s.given.is_empty() {
        writeln!(out, "  given")?;
        s.given.iter().try_for_each(|line| writeln!(out, "    {line}"))?;
    }
    write!(out, "  expect      {} {}", loaded.theory.regimes[s.regime].id, s.answer.words())?;
    for (word, ids) in [("by", &s.by), ("flags", &s.flags)] {
        if !ids.is_empty() {
            write!(out, " {word} {}", ids.join(", "))?;
        }
    }
    if !s.review.is_empty() {
        write!(out, " review {}", s.review)?;
    }
    out.push_str("\n\n");
    Ok(())
}
