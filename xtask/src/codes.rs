//! `cargo xtask codes`: the tables of tariff codes beside the law, made again from the publications at hand.
//!
//! The shared publications name the codes of each annex as it was read on some days; the law's tables say for every day
//! what a code means: barred whole, only as described, or perhaps. What stands between is written here, so that the
//! files beside the law are never edited by hand.

mod annexes;
mod deals;
mod part_746;
mod source;
mod table;
#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result, bail};

use crate::desk;
use crate::relations::commit;
use crate::task::end;

const USAGE: &str = "\
Usage: cargo xtask codes [--check | --ask N [--seed N]] [--law FOLDER]

Makes the tables of tariff codes beside the law again from the shared publications (EXEAT_SHARED, default ../shared).
  --check       writes nothing; names every table that differs
  --ask N       asks deals in N codes of each list instead, with the code above and one below
  --seed N      chooses the codes by this number instead of the commit
  --law FOLDER  the law to write to or compare; the default is law";

/// A file beside the law: its path inside the law's folder and what it holds.
struct Made {
    path: String,
    text: String,
}

pub(crate) fn codes(words: &[String]) -> ExitCode {
    end(run(words), USAGE)
}

fn run(words: &[String]) -> Result<bool> {
    let (mut check, mut law) = (false, PathBuf::from("law"));
    let (mut ask, mut seed) = (None, None);
    let mut words = words.iter();
    while let Some(word) = words.next() {
        match word.as_str() {
            "--check" => check = true,
            "--ask" => {
                ask = Some(words.next().and_then(|n| n.parse().ok()).context("`--ask` wants a number")?)
            }
            "--seed" => {
                seed = Some(words.next().and_then(|n| n.parse().ok()).context("`--seed` wants a number")?)
            }
            "--law" => law = words.next().context("`--law` wants a folder")?.into(),
            other => bail!("there is no option `{other}`"),
        }
    }
    if let Some(each) = ask {
        let found = deals::ask(&desk::shared("regs"), &law, seed.unwrap_or_else(commit), each)?;
        print!("{}", found.report());
        return Ok(found.cleared.is_empty());
    }
    let made = all(&desk::shared("regs"))?;
    if !check {
        for file in &made {
            let path = law.join(&file.path);
            std::fs::write(&path, &file.text).with_context(|| format!("cannot write {}", path.display()))?;
        }
        println!("{} tables written", made.len());
        return Ok(true);
    }
    let differ = differing(&law, &made);
    for path in &differ {
        println!("{path}: differs from what the publications give; run `cargo xtask codes`");
    }
    println!("{} tables compared, {} differ", made.len(), differ.len());
    Ok(differ.is_empty())
}

/// Every table, from the folder of the publications.
fn all(regs: &Path) -> Result<Vec<Made>> {
    let mut made = annexes::all(regs)?;
    made.extend(part_746::all(regs)?);
    Ok(made)
}

/// The files that do not stand beside the law as made.
fn differing(law: &Path, made: &[Made]) -> Vec<String> {
    let stands =
        |file: &&Made| std::fs::read_to_string(law.join(&file.path)).is_ok_and(|text| text == file.text);
    made.iter().filter(|file| !stands(file)).map(|file| file.path.clone()).collect()
}
