//! `exeat doctor`: looks for whatever would make answers degraded or wrong.

use std::fmt::Write as _;
use std::path::PathBuf;

use anyhow::Result;
use exeat_lists::store::Store;
use jiff::civil::Date;

use crate::lists::{status, today};

/// How bad a finding is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Mark {
    Good,
    /// Some answers will be degraded.
    Degrades,
    /// A person must mend it.
    Broken,
}

struct Report<'a> {
    out: &'a mut String,
    worst: Mark,
}

impl Report<'_> {
    fn say(&mut self, mark: Mark, text: &str) -> Result<()> {
        let word = match mark {
            Mark::Good => "good",
            Mark::Degrades => "note",
            Mark::Broken => "BAD ",
        };
        writeln!(self.out, "{word}  {text}")?;
        self.worst = self.worst.max(mark);
        Ok(())
    }
}

pub(crate) fn run(on: Option<Date>, data: Option<PathBuf>, out: &mut String) -> Result<u8> {
    let clock = today();
    let on = on.unwrap_or(clock);
    let mut report = Report { out, worst: Mark::Good };
    let dir = Store::default_dir(data.clone())?;
    match Store::open(&dir) {
        Err(error) => report.say(Mark::Broken, &error.to_string())?,
        Ok(store) => lists(&store, on, clock, &mut report)?,
    }
    law(on, clock, data, &mut report)?;
    Ok(match report.worst {
        Mark::Good => 0,
        Mark::Degrades => 4,
        Mark::Broken => 2,
    })
}

fn lists(store: &Store, on: Date, clock: Date, report: &mut Report<'_>) -> Result<()> {
    let dir = store.dir().display();
    match store.is_free() {
        Err(error) => report.say(Mark::Broken, &format!("data folder {dir} cannot be written: {error}"))?,
        Ok(false) => {
            report.say(Mark::Good, &format!("data folder {dir}, another process is writing to it"))?
        }
        Ok(true) => report.say(Mark::Good, &format!("data folder {dir} can be written"))?,
    }
    let mut seen = false;
    for status in status::of(store, on, true) {
        let Some(edition) = &status.edition else {
            if !status.defects.is_empty() {
                seen = true;
                report.say(Mark::Broken, &format!("{}: {}", status.list, status.defects.join("; ")))?;
            }
            continue;
        };
        seen = true;
        if store.state(status.list).is_ok_and(|s| s.watched.iter().any(|w| w.to > clock)) {
            let text =
                format!("{}: it is said to have been watched on days after today, {clock}", status.list);
            report.say(Mark::Broken, &text)?;
        }
        if edition.retrieved > clock {
            let text = format!(
                "clock: {} was retrieved on {}, but today is {clock} by this machine's clock",
                status.list, edition.retrieved
            );
            report.say(Mark::Broken, &text)?;
        }
        let text = format!("{} edition {}, {} records", status.list, edition.date, edition.vitals.records);
        match (status.damaged, status.defects.is_empty()) {
            (true, _) => report.say(Mark::Broken, &format!("{text}: {}", status.defects.join("; ")))?,
            (_, true) => report.say(Mark::Good, &format!("{text}, sound"))?,
            _ => report.say(Mark::Degrades, &format!("{text}: {}", status.defects.join("; ")))?,
        }
    }
    if !seen {
        report.say(
            Mark::Degrades,
            "no list is imported: the built-in starter parties clear nobody; `exeat lists pull` fetches lists",
        )?;
    }
    // every edition, and not only those in force
    for list in store.lists()? {
        let editions = store.editions(&list).unwrap_or_default();
        let bad: Vec<String> =
            editions.iter().filter_map(|e| store.load(e).err()).map(|e| e.to_string()).collect();
        match bad.first() {
            None => {
                report.say(Mark::Good, &format!("{list}: {} editions read back whole", editions.len()))?
            }
            Some(first) => {
                let text = format!("{list}: {} of {} editions: {first}", bad.len(), editions.len());
                report.say(Mark::Broken, &text)?;
            }
        }
    }
    Ok(())
}

fn law(on: Date, clock: Date, data: Option<PathBuf>, report: &mut Report<'_>) -> Result<()> {
    let law = match crate::check::LawBase::load(None, None, clock, data) {
        Ok(law) => law,
        Err(error) => return report.say(Mark::Broken, &format!("law: {error}")),
    };
    let hash: String = law.hash.chars().take(12).collect();
    report.say(Mark::Good, &format!("law {hash}, {} norms", law.theory.norms.len()))?;
    let surveyed = law.theory.regimes.iter().map(|r| r.surveyed);
    if let Some(last) = surveyed.max().filter(|last| *last > clock) {
        let text =
            format!("clock: the law was surveyed on {last}, but today is {clock} by this machine's clock");
        report.say(Mark::Broken, &text)?;
    }
    for regime in law.theory.regimes.iter().filter(|r| r.surveyed < on) {
        let text = format!(
            "{}: its register was read up to {}; answers for later days are degraded where new law could matter",
            regime.id, regime.surveyed
        );
        report.say(Mark::Degrades, &text)?;
    }
    Ok(())
}
