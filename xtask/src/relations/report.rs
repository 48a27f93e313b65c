//! What came of the pairs: counts, failures in groups of a likely cause, for people and for machines.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use serde_json::{Value, json};

use super::changes::{Before, RELATIONS};
use super::doc::Doc;
use super::exceptions::{Exception, too_many};
use super::wanting::Wanting;
use super::{Failure, Outcome, Pair};

/// What is known of pairs that fail.
#[derive(Debug, Clone, Copy)]
pub(super) struct Known<'a> {
    pub(super) exceptions: &'a [Exception],
    pub(super) wanting: &'a [Wanting],
    /// Every pair was to be asked, so that a row can be stale.
    pub(super) all: bool,
}

/// Failures shown of each group.
const SHOWN: usize = 3;

#[derive(Debug, Clone, Copy, Default)]
struct Count {
    asked: usize,
    holds: usize,
    fails: usize,
    excused: usize,
    wanting: usize,
    not_read: usize,
    mute: usize,
}

#[derive(Debug)]
struct Failed<'a> {
    pair: &'a Pair,
    file: &'a str,
    failure: &'a Failure,
}

/// All of it.
#[derive(Debug)]
pub(super) struct Report<'a> {
    counts: BTreeMap<&'static str, Count>,
    failed: Vec<Failed<'a>>,
    /// Exceptions with how many pairs each excused of its relation's.
    used: Vec<(&'a Exception, usize)>,
    /// Rows of what is to be encoded, with how many pairs of theirs were asked and how many failed.
    wanting: Vec<(&'a Wanting, usize, usize)>,
    all: bool,
    generated: usize,
    unasked: usize,
    seed: u64,
}

impl<'a> Report<'a> {
    pub(super) fn new(
        pool: &'a [Doc],
        pairs: &'a [Pair],
        asked: &'a [Option<Outcome>],
        known: Known<'a>,
        generated: usize,
        seed: u64,
    ) -> Report<'a> {
        let mut report = Report {
            counts: BTreeMap::new(),
            failed: vec![],
            used: known.exceptions.iter().map(|e| (e, 0)).collect(),
            wanting: known.wanting.iter().map(|w| (w, 0, 0)).collect(),
            all: known.all,
            generated,
            unasked: asked.iter().filter(|o| o.is_none()).count(),
            seed,
        };
        for (pair, outcome) in pairs.iter().zip(asked) {
            let Some(outcome) = outcome else { continue };
            let count = report.counts.entry(pair.change.relation).or_default();
            count.asked += 1;
            let (relation, file) = (pair.change.relation, &pool[pair.doc].name);
            let wanted =
                report.wanting.iter_mut().find(|(w, ..)| w.covers(relation, file, &pair.change.kind));
            let compared = matches!(outcome, Outcome::Holds | Outcome::Fails(_));
            let mut wanted = wanted.filter(|_| compared);
            if let Some(row) = &mut wanted {
                row.1 += 1;
            }
            match outcome {
                Outcome::Holds => count.holds += 1,
                Outcome::NotRead => count.not_read += 1,
                Outcome::Mute => count.mute += 1,
                Outcome::Fails(failure) => {
                    let excuse =
                        report.used.iter_mut().find(|(e, _)| e.excuses(pair.change.relation, failure));
                    match excuse {
                        Some((_, times)) => {
                            *times += 1;
                            count.excused += 1;
                        }
                        None => match wanted {
                            Some(row) => {
                                row.2 += 1;
                                count.wanting += 1;
                            }
                            None => {
                                count.fails += 1;
                                report.failed.push(Failed { pair, file, failure });
                            }
                        },
                    }
                }
            }
        }
        report
    }

    /// Pairs of a relation that could be compared.
    fn compared(&self, relation: &str) -> usize {
        self.counts.get(relation).map_or(0, |c| c.holds + c.fails + c.excused + c.wanting)
    }

    fn greedy(&self) -> Vec<String> {
        let too = self.used.iter().filter(|(e, times)| too_many(*times, self.compared(&e.relation)));
        too.map(|(e, times)| {
            format!(
                "the exception of {} for {} excuses {times} of {} pairs; one in a hundred is the most",
                e.norm,
                e.relation,
                self.compared(&e.relation)
            )
        })
        .collect()
    }

    /// Rows of what is to be encoded whose pairs were asked and hold.
    fn stale(&self) -> Vec<String> {
        let stale = self.wanting.iter().filter(|(_, asked, failed)| self.all && *asked > 0 && *failed == 0);
        stale.map(|(row, asked, _)| format!("{}, {}: all {asked} hold", row.relation, row.pairs)).collect()
    }

    /// Pairs asked.
    pub(super) fn asked(&self) -> usize {
        self.counts.values().map(|c| c.asked).sum()
    }

    pub(super) fn fine(&self) -> bool {
        self.asked() > 0 && self.failed.is_empty() && self.greedy().is_empty()
    }

    /// Failures of one relation, change and likely cause, the largest group first.
    fn groups(&self) -> Vec<(Group<'_>, Vec<&Failed<'a>>)> {
        let mut by: BTreeMap<Group<'_>, Vec<&Failed<'a>>> = BTreeMap::new();
        for failed in &self.failed {
            by.entry(Group::of(failed)).or_default().push(failed);
        }
        let mut out: Vec<_> = by.into_iter().collect();
        let rank = |relation: &str| RELATIONS.iter().position(|r| *r == relation);
        out.sort_by(|(a, x), (b, y)| (rank(a.relation), y.len()).cmp(&(rank(b.relation), x.len())));
        out
    }

    pub(super) fn text(&self) -> String {
        let mut out = String::new();
        let mut last = "";
        for (group, all) in self.groups() {
            if group.relation != last {
                let _ = writeln!(out, "{}", group.relation);
                last = group.relation;
            }
            let _ = writeln!(out, "  {:>4}  {}: {} -> {}", all.len(), group.kind, group.before, group.after);
            if !group.cause.is_empty() {
                let _ = writeln!(out, "        {}", group.cause);
            }
            for failed in all.iter().take(SHOWN) {
                let _ = writeln!(
                    out,
                    "        {}: {}: {} -> {}",
                    failed.file, failed.pair.change.what, failed.failure.before, failed.failure.after
                );
            }
        }
        let _ = writeln!(
            out,
            "{:<24}{:>8}{:>8}{:>8}{:>9}{:>9}{:>10}{:>8}",
            "relation", "asked", "holds", "fails", "excused", "wanting", "not read", "mute"
        );
        for relation in RELATIONS {
            let c = self.counts.get(relation).copied().unwrap_or_default();
            let _ = writeln!(
                out,
                "{relation:<24}{:>8}{:>8}{:>8}{:>9}{:>9}{:>10}{:>8}",
                c.asked, c.holds, c.fails, c.excused, c.wanting, c.not_read, c.mute
            );
        }
        for line in self.greedy() {
            let _ = writeln!(out, "error: {line}");
        }
        for (row, _, failed) in self.wanting.iter().filter(|(.., failed)| *failed > 0) {
            let _ = writeln!(out, "wanting: {failed} of {}, {}: {}", row.relation, row.pairs, row.provision);
        }
        for line in self.stale() {
            let _ = writeln!(out, "stale: {line}");
        }
        let asked = self.asked();
        let _ = write!(out, "{asked} of {} pairs asked, seed {}", self.generated, self.seed);
        if self.unasked > 0 {
            let _ = write!(out, "; {} of the sample were left when the time was up", self.unasked);
        }
        let _ = writeln!(out, "; {} failures, {} exceptions", self.failed.len(), self.used.len());
        out
    }

    /// One object a failure and one for the whole.
    pub(super) fn json(&self) -> Result<String> {
        let mut out = String::new();
        for failed in &self.failed {
            let (change, failure) = (&failed.pair.change, failed.failure);
            let side = |d: &super::Deciding| json!({"stand": d.stand, "lift": d.lift});
            let line = json!({
                "relation": change.relation, "file": failed.file, "kind": change.kind, "change": change.what,
                "before": failure.before, "after": failure.after,
                "norms_before": side(&failure.decided.0), "norms_after": side(&failure.decided.1),
            });
            let _ = writeln!(out, "{}", serde_json::to_string(&line)?);
        }
        let counts: serde_json::Map<String, Value> = self
            .counts
            .iter()
            .map(|(relation, c)| {
                let count = json!({"asked": c.asked, "holds": c.holds, "fails": c.fails, "excused": c.excused, "wanting": c.wanting,
                    "not_read": c.not_read, "mute": c.mute});
                ((*relation).to_owned(), count)
            })
            .collect();
        let line = json!({"pairs": self.generated, "seed": self.seed, "unasked": self.unasked,
            "failures": self.failed.len(), "exceptions": self.used.len(), "greedy": self.greedy(),
            "stale": self.stale(), "relations": counts});
        let _ = writeln!(out, "{}", serde_json::to_string(&line)?);
        Ok(out)
    }

    /// Writes both transactions of each failure.
    pub(super) fn keep(&self, folder: &Path, pool: &[Doc]) -> Result<()> {
        fs::create_dir_all(folder).with_context(|| format!("cannot make the folder {}", folder.display()))?;
        for (n, failed) in self.failed.iter().enumerate() {
            let own = &pool[failed.pair.doc].tree;
            let mut before = match &failed.pair.change.before {
                Before::Other(tree) => tree.clone(),
                _ => own.clone(),
            };
            if failed.pair.change.before == Before::Bare
                && let Some(map) = before.as_object_mut()
            {
                map.remove("assume");
            }
            let name = failed.file.replace('/', "-");
            for (side, tree) in [("before", &before), ("after", &failed.pair.change.after)] {
                let path = folder.join(format!("{n:04}-{name}-{side}.json"));
                fs::write(&path, serde_json::to_string_pretty(tree)?)
                    .with_context(|| format!("cannot write {}", path.display()))?;
            }
        }
        Ok(())
    }
}

/// What failures have in common.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Group<'a> {
    relation: &'a str,
    kind: &'a str,
    before: &'a str,
    after: &'a str,
    cause: String,
}

impl<'a> Group<'a> {
    fn of(failed: &Failed<'a>) -> Group<'a> {
        let (before, after) = &failed.failure.decided;
        let lost: BTreeSet<&str> = before.stand.difference(&after.stand).map(String::as_str).collect();
        let lift: BTreeSet<&str> = after.lift.difference(&before.lift).map(String::as_str).collect();
        let won: BTreeSet<&str> = after.stand.difference(&before.stand).map(String::as_str).collect();
        let some = |set: &BTreeSet<&str>| {
            let more = if set.len() > 4 { format!(" and {} more", set.len() - 4) } else { String::new() };
            format!("{}{more}", set.iter().take(4).copied().collect::<Vec<_>>().join(", "))
        };
        let mut cause: Vec<String> = Vec::new();
        for (what, set) in [("no longer", &lost), ("lifted by", &lift), ("only then", &won)] {
            if !set.is_empty() {
                cause.push(format!("{what}: {}", some(set)));
            }
        }
        let plain = |text: &'a str| text.split([',', '(']).next().unwrap_or(text).trim();
        Group {
            relation: failed.pair.change.relation,
            kind: &failed.pair.change.kind,
            before: plain(&failed.failure.before),
            after: plain(&failed.failure.after),
            cause: cause.join("; "),
        }
    }
}
