//! `exeat law coverage --deals PATH`: on how many transactions each gap of the law bites.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use exeat::{Lists, assess};
use exeat_law::theory::NormKind;
use exeat_lists::starter;
use exeat_screen::Index;
use jiff::ZonedDateTime;
use serde_json::{Value, json};

use crate::check::{LawBase, desk, read};

/// What the gaps do to some transactions, no list imported.
#[derive(Debug)]
pub(super) struct Bites {
    /// Transactions asked.
    deals: usize,
    /// Files that are no transaction that can be read.
    unread: Vec<String>,
    gaps: Vec<Bite>,
}

#[derive(Debug)]
struct Bite {
    id: String,
    title: String,
    cites: String,
    /// Transactions that it degrades.
    holds: usize,
    /// Transactions in which open facts decide whether it does.
    open: usize,
}

/// Asks every transaction of these files and folders under all regimes.
pub(super) fn bites(law: Option<&Path>, paths: &[PathBuf]) -> Result<Bites> {
    let today = ZonedDateTime::now().date();
    let law = LawBase::load(law, None, today, None)?;
    let lists = Lists { starter: Some(Index::build(starter::entries())), ..Lists::default() };
    let desk = desk(&law, &lists, &[], today);
    let gaps = law.theory.norms.iter().filter(|norm| norm.kind == NormKind::Gap);
    let bite = |id: &str, title: &str, cites: &str| Bite {
        id: id.to_owned(),
        title: title.to_owned(),
        cites: cites.to_owned(),
        holds: 0,
        open: 0,
    };
    let mut found = Bites {
        deals: 0,
        unread: Vec::new(),
        gaps: gaps.map(|gap| bite(&gap.id, &gap.title, &gap.cites)).collect(),
    };
    let mut files: Vec<PathBuf> = Vec::new();
    for path in paths {
        collect(path, &mut files)?;
    }
    files.sort();
    files.dedup();
    if files.is_empty() {
        bail!("--deals: no file that ends in .yaml, .yml or .json; name transactions or folders of them");
    }
    for file in files {
        let name = file.display().to_string();
        let text = fs::read_to_string(&file).with_context(|| format!("cannot read {name}"))?;
        let Ok(transaction) = read(&text, &name, &law.theory) else {
            found.unread.push(name);
            continue;
        };
        found.deals += 1;
        for gap in assess(&transaction, &desk).gaps {
            let Some(bite) = found.gaps.iter_mut().find(|bite| bite.id == gap.id) else { continue };
            match gap.holds {
                "yes" => bite.holds += 1,
                _ => bite.open += 1,
            }
        }
    }
    found.gaps.sort_by(|a, b| (b.holds, b.open, &a.id).cmp(&(a.holds, a.open, &b.id)));
    Ok(found)
}

fn collect(path: &Path, files: &mut Vec<PathBuf>) -> Result<()> {
    if !path.is_dir() {
        files.push(path.to_owned());
        return Ok(());
    }
    let entries = fs::read_dir(path).with_context(|| format!("cannot read the folder {}", path.display()))?;
    for entry in entries {
        let path = entry?.path();
        let deal = path.extension().is_some_and(|e| e == "yaml" || e == "yml" || e == "json");
        if deal || path.is_dir() {
            collect(&path, files)?;
        }
    }
    Ok(())
}

impl Bites {
    /// `{deals, unread: [FILE], gaps: [{id, title, cites, holds, open}]}`, counts of transactions.
    pub(super) fn json(&self) -> Value {
        let gap = |bite: &Bite| {
            let Bite { id, title, cites, holds, open } = bite;
            json!({ "id": id, "title": title, "cites": cites, "holds": holds, "open": open })
        };
        let gaps: Vec<Value> = self.gaps.iter().map(gap).collect();
        json!({ "deals": self.deals, "unread": self.unread, "gaps": gaps })
    }

    pub(super) fn text(&self, out: &mut String) -> Result<()> {
        writeln!(
            out,
            "\nGaps on {} transactions: how many each degrades, and in how many it is open",
            self.deals
        )?;
        for bite in self.gaps.iter().filter(|bite| bite.holds + bite.open > 0) {
            writeln!(
                out,
                "  {:5} {:5}  {}: {} ({})",
                bite.holds, bite.open, bite.id, bite.title, bite.cites
            )?;
        }
        let none = self.gaps.iter().filter(|bite| bite.holds + bite.open == 0).count();
        writeln!(out, "  {none} others touch none of them")?;
        for name in &self.unread {
            writeln!(out, "  not read: {name}")?;
        }
        Ok(())
    }
}
