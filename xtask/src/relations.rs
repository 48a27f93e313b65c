//! `cargo xtask relations`: how answers to like transactions must stand to each other.
//!
//! Every transaction at hand (official cases, examples, and of the shared material probes, ordinary deals and the
//! rest) is changed in every way below and asked again, all regimes, no list imported. Verdicts are ranked
//! *prohibited* above *licence required* above *permitted* and *no rule found*, which count alike; *degraded* counts
//! as what it would otherwise be. An answer is *milder* where the strictest or the mildest of its possible verdicts
//! is lower.
//!
//! | relation | change | must be |
//! |---|---|---|
//! | other side | told by the buyer, the seller, a broker, the carrier | no milder |
//! | same deal | an act that `data/same-deal.csv` calls the same deal | the same |
//! | something added | a listed party or an American in any role, a second programme or item, a stop in a barred place | no milder |
//! | owned instead of listed | owned wholly by the listed one, under a programme that reaches owners | no milder |
//! | left out | without sets, one thing stated is left out | never a refusal cleared |
//! | left out and assumed | with sets, one thing stated is left out | what a set then fills is named |
//! | contrary filled | something is said that a row of `data/contraries.csv` calls contrary to a set | not filled |
//! | child of a code | a deeper ECCN or tariff code | a refusal stays one |
//! | spelling | letters, dots, spaces | the same |
//! | order | of items, parties, roles, listings | the same |
//! | unread | one thing stated is left out | the answer differs somewhere: it was used, or named as unused |
//!
//! Where a pair breaks its relation and the law wants it so, `law/relations.csv` names relation, norm and citation
//! ([`exceptions`]); where law is not encoded yet, `law/relations-wanting.csv` names what is to come ([`wanting`]).
//! Without `--all` a sample is asked, chosen by the commit or `--seed`, alike large for each relation.

mod answer;
mod changes;
mod doc;
mod exceptions;
mod reach;
mod report;
mod tables;
mod wanting;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::{Command, ExitCode};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use exeat::assemble::assemble;
use exeat::assess::judged;
use exeat::{Desk, Transaction, assess, transaction};
use exeat_law::facts::Slot;
use exeat_law::theory::{Scope, Theory};
use jiff::civil::{Date, date};
use serde_json::Value;

use crate::desk;
use crate::task;
use answer::{Deciding, Range};
use changes::{Before, Change, Rule};
use doc::Doc;
use tables::{Setting, Tables};

pub(crate) const USAGE: &str = "\
Usage: cargo xtask relations [--all] [--seed N] [--pairs N] [--only WORD] [--law DIR] [--keep DIR] [--format text|json]

  --all       every pair; else a sample of some 7000 within four minutes
  --seed N    choose the sample by this number instead of the commit
  --pairs N   a sample of this size
  --only WORD only relations, kinds of change or transactions whose name holds this
  --law DIR   the law of this folder instead of our own
  --keep DIR  write both transactions of each failure there, as JSON that `exeat check` reads";

/// The day of knowledge, that of the official cases: no answer may depend on the clock.
const KNOWN: Date = date(2026, 11, 24);
/// Pairs of a sample.
const SAMPLE: usize = 7000;
/// Time after which no further pair of a sample is begun.
const LIMIT: Duration = Duration::from_secs(230);
/// As many as we promise to need.
const THREADS: usize = 2;

#[derive(Debug, Default)]
struct Options {
    all: bool,
    json: bool,
    seed: Option<u64>,
    pairs: Option<usize>,
    only: Option<String>,
    law: Option<PathBuf>,
    keep: Option<PathBuf>,
    /// Time after which no further pair of a sample is begun, instead of the usual.
    limit: Option<Duration>,
}

/// The task. Fails where a relation is broken without a good exception, or no pair was asked.
pub(crate) fn relations(args: &[String]) -> ExitCode {
    let done = options(args).and_then(|options| run(&options));
    let said = done.map(|(text, fine)| {
        print!("{text}");
        fine
    });
    task::end(said, USAGE)
}

fn options(args: &[String]) -> Result<Options> {
    let mut options = Options::default();
    let mut args = args.iter();
    while let Some(arg) = args.next() {
        let mut value = || args.next().with_context(|| format!("{arg} needs a value"));
        match arg.as_str() {
            "--all" => options.all = true,
            "--format" => options.json = task::json(value()?)?,
            "--seed" => options.seed = Some(value()?.parse().context("--seed takes a number")?),
            "--pairs" => options.pairs = Some(value()?.parse().context("--pairs takes a number")?),
            "--only" => options.only = Some(value()?.clone()),
            "--law" => options.law = Some(value()?.into()),
            "--keep" => options.keep = Some(value()?.into()),
            other => bail!("there is no option `{other}`"),
        }
    }
    Ok(options)
}

/// What the task says, and whether no relation is broken without a good exception.
fn run(options: &Options) -> Result<(String, bool)> {
    let folder = options.law.clone().unwrap_or_else(desk::own_law);
    let theory = desk::law(&folder)?.known_on(KNOWN);
    let tables = Tables::read(&crate::root().join("data"))?;
    let exceptions = exceptions::read(&folder.join("relations.csv"), &theory)?;
    let wanting = wanting::read(&folder.join("relations-wanting.csv"))?;
    let mut pool = doc::pool()?;
    // what is refused as it stands has the wrong shape for a change
    pool.retain(|doc| transaction::read(&doc.tree.to_string(), &doc.name, &theory).is_ok());
    let mut pairs: Vec<Pair> = Vec::new();
    for (ix, doc) in pool.iter().enumerate() {
        pairs.extend(changes::of(doc, &theory, &tables).into_iter().map(|change| Pair { doc: ix, change }));
    }
    if let Some(word) = &options.only {
        pairs.retain(|p| {
            [p.change.relation, &p.change.kind, &pool[p.doc].name]
                .iter()
                .any(|name| name.contains(word.as_str()))
        });
    }
    let generated = pairs.len();
    let seed = options.seed.unwrap_or_else(commit);
    let limit = (!options.all).then(|| options.pairs.unwrap_or(SAMPLE));
    sample(&mut pairs, &pool, seed, limit);
    let lists = desk::no_lists();
    let asker = Asker {
        desk: desk::at(&theory, &lists, &[], KNOWN),
        pool: &pool,
        own: pool.iter().map(|_| OnceLock::new()).collect(),
        bare: pool.iter().map(|_| OnceLock::new()).collect(),
        told: pool.iter().map(|_| OnceLock::new()).collect(),
    };
    let deadline = limit.map(|_| Instant::now() + options.limit.unwrap_or(LIMIT));
    let asked = all(&asker, &pairs, deadline);
    let known = report::Known { exceptions: &exceptions, wanting: &wanting, all: options.all };
    let report = report::Report::new(&pool, &pairs, &asked, known, generated, seed);
    if let Some(folder) = &options.keep {
        report.keep(folder, &pool)?;
    }
    let text = if options.json { report.json()? } else { report.text() };
    Ok((text, report.fine()))
}

/// A change to a transaction of the pool.
#[derive(Debug)]
struct Pair {
    doc: usize,
    change: Change,
}

/// What came of a pair.
#[derive(Debug, Clone)]
enum Outcome {
    Holds,
    /// The reader refuses one of the two.
    NotRead,
    /// The relation says nothing of these two: the facts of one contradict each other, or nothing was filled.
    Mute,
    Fails(Box<Failure>),
}

#[derive(Debug, Clone)]
struct Failure {
    before: String,
    after: String,
    /// Norms behind both answers.
    decided: (Deciding, Deciding),
}

/// Half of the sha-1 of the commit, so that each commit asks other pairs; 0 where git cannot say.
pub(crate) fn commit() -> u64 {
    let head = Command::new("git").args(["rev-parse", "HEAD"]).current_dir(crate::root()).output();
    let text = head.map(|o| String::from_utf8_lossy(&o.stdout).into_owned()).unwrap_or_default();
    text.get(..16).and_then(|hex| u64::from_str_radix(hex, 16).ok()).unwrap_or(0)
}

/// FNV-1a: the same on every machine and in every release.
pub(crate) fn hash(seed: u64, text: &str) -> u64 {
    let mut out: u64 = 0xcbf2_9ce4_8422_2325;
    for byte in seed.to_le_bytes().iter().chain(text.as_bytes()) {
        out = (out ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
    }
    // the last bytes should move the high bits too
    (out ^ (out >> 29)).wrapping_mul(0xbf58_476d_1ce4_e5b9)
}

/// Puts pairs into an order that the seed gives, relations by turns, and keeps so many.
fn sample(pairs: &mut Vec<Pair>, pool: &[Doc], seed: u64, limit: Option<usize>) {
    let Some(limit) = limit else { return };
    let key =
        |p: &Pair| hash(seed, &format!("{}\0{}\0{}", p.change.relation, p.change.what, pool[p.doc].name));
    pairs.sort_by_cached_key(key);
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    let mut turn: Vec<usize> = Vec::new();
    for pair in pairs.iter() {
        let count = seen.entry(pair.change.relation).or_default();
        turn.push(*count);
        *count += 1;
    }
    let mut order: Vec<(usize, Pair)> = turn.into_iter().zip(pairs.drain(..)).collect();
    order.sort_by_key(|(turn, _)| *turn);
    order.truncate(limit);
    pairs.extend(order.into_iter().map(|(_, pair)| pair));
}

/// Asks all pairs; none where the time was up.
fn all(asker: &Asker<'_>, pairs: &[Pair], deadline: Option<Instant>) -> Vec<Option<Outcome>> {
    let next = AtomicUsize::new(0);
    let work = || {
        let mut done: Vec<(usize, Outcome)> = Vec::new();
        loop {
            let ix = next.fetch_add(1, Ordering::Relaxed);
            let Some(pair) = pairs.get(ix) else { return done };
            if deadline.is_some_and(|deadline| Instant::now() > deadline) {
                return done;
            }
            done.push((ix, asker.ask(pair)));
        }
    };
    let mut out = vec![None; pairs.len()];
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..THREADS).map(|_| scope.spawn(work)).collect();
        for thread in threads {
            // a thread that panicked has printed why; its pairs count as not asked
            for (ix, outcome) in thread.join().unwrap_or_default() {
                out[ix] = Some(outcome);
            }
        }
    });
    out
}

struct Asker<'a> {
    desk: Desk<'a>,
    pool: &'a [Doc],
    /// Answers to the transactions as they are, without their sets, and as told in full.
    own: Vec<OnceLock<Option<Range>>>,
    bare: Vec<OnceLock<Option<Range>>>,
    told: Vec<OnceLock<Option<String>>>,
}

impl Asker<'_> {
    fn theory(&self) -> &Theory {
        self.desk.theory
    }

    fn read(&self, tree: &Value) -> Option<Transaction> {
        transaction::read(&tree.to_string(), "changed", self.theory()).ok()
    }

    fn range(&self, tree: &Value) -> Option<Range> {
        Some(Range::of(&self.read(tree)?, &self.desk))
    }

    /// The answer of one regime: parties, items and unused fields are told in full by any.
    fn told(&self, transaction: &Transaction) -> String {
        let desk = Desk { regimes: &[0], ..self.desk };
        serde_json::to_string(&assess(transaction, &desk)).unwrap_or_default()
    }

    fn before(&self, pair: &Pair) -> Option<(Value, Range)> {
        let own = &self.pool[pair.doc].tree;
        let (tree, range) = match &pair.change.before {
            Before::Itself => (own.clone(), self.own[pair.doc].get_or_init(|| self.range(own)).clone()),
            Before::Bare => {
                let mut tree = own.clone();
                if let Some(map) = tree.as_object_mut() {
                    map.remove("assume");
                }
                let range = self.bare[pair.doc].get_or_init(|| self.range(&tree)).clone();
                (tree, range)
            }
            Before::Other(tree) => (tree.clone(), self.range(tree)),
        };
        Some((tree, range?))
    }

    fn ask(&self, pair: &Pair) -> Outcome {
        let change = &pair.change;
        let Some(after) = self.read(&change.after) else { return Outcome::NotRead };
        match &change.rule {
            Rule::NotFilled(setting) => return self.filled(setting, &after),
            Rule::Notices => return self.notices(pair, &after),
            _ => {}
        }
        let Some((tree, before_range)) = self.before(pair) else { return Outcome::NotRead };
        if change.rule == Rule::NeverClears && !before_range.refused() {
            return Outcome::Mute;
        }
        let range = Range::of(&after, &self.desk);
        if change.rule == Rule::NamesAssumed {
            return self.named(pair, &after, &before_range, &range);
        }
        match before_range.holds(&change.rule, &range) {
            None => Outcome::Mute,
            Some(true) => Outcome::Holds,
            Some(false) => {
                let own = self.read(&tree);
                // what the search did not finish cannot be explained in the time
                let decided = |t: Option<&Transaction>, range: &Range| match t {
                    Some(t) if range.complete() => answer::deciding(t, &self.desk),
                    _ => Deciding::default(),
                };
                let first = decided(own.as_ref(), &before_range);
                if change.rule == Rule::NoMilderIfReached && !first.stand.is_empty() && !first.reaches {
                    return Outcome::Mute;
                }
                Outcome::Fails(Box::new(Failure {
                    before: before_range.shown(),
                    after: range.shown(),
                    decided: (first, decided(Some(&after), &range)),
                }))
            }
        }
    }

    fn filled(&self, setting: &Setting, after: &Transaction) -> Outcome {
        let theory = self.theory();
        let Some(fact) = theory.fact(&setting.path) else { return Outcome::Mute };
        let fills = assemble(theory, after, self.desk.lists, self.desk.review).assumed.filled;
        let found = fills.iter().find(|f| {
            let place = match f.slot {
                Slot::Party(party, of) => of == fact && Some(party) == setting.party,
                // what is said is said of the first item
                Slot::Item(item, of) => of == fact && item == 0,
                other => other.fact() == Some(fact) && theory.facts[fact].scope != Scope::Party,
            };
            place && f.value.to_string() == setting.value
        });
        match found {
            None => Outcome::Holds,
            Some(filled) => Outcome::Fails(Box::new(Failure {
                before: "not filled".into(),
                after: format!("filled by {}", filled.set),
                decided: Default::default(),
            })),
        }
    }

    fn notices(&self, pair: &Pair, after: &Transaction) -> Outcome {
        // what makes another case is told among the facts or as unused; only where it makes none the answers are asked
        let Some(own) = self.read(&self.pool[pair.doc].tree) else { return Outcome::NotRead };
        let case = |t: &Transaction| assemble(self.theory(), t, self.desk.lists, self.desk.review).case;
        if own.unused != after.unused || case(&own) != case(after) {
            return Outcome::Holds;
        }
        let told = self.told[pair.doc].get_or_init(|| Some(self.told(&own)));
        match told {
            None => Outcome::NotRead,
            Some(told) if *told != self.told(after) => Outcome::Holds,
            Some(_) => Outcome::Fails(Box::new(Failure {
                before: "stated".into(),
                after: "neither used nor named as unused".into(),
                decided: Default::default(),
            })),
        }
    }

    /// Something that a set fills now is named, where the verdict moved.
    fn named(&self, pair: &Pair, after: &Transaction, was: &Range, is: &Range) -> Outcome {
        let theory = self.theory();
        let Some(own) = self.read(&self.pool[pair.doc].tree) else { return Outcome::NotRead };
        let assembled = |t: &Transaction| assemble(theory, t, self.desk.lists, self.desk.review);
        let before: Vec<Slot> = assembled(&own).assumed.filled.iter().map(|f| f.slot).collect();
        let now = assembled(after);
        let new: Vec<_> = now.assumed.filled.iter().filter(|f| !before.contains(&f.slot)).collect();
        if new.is_empty() || was.shown() == is.shown() || !is.complete() {
            return Outcome::Mute;
        }
        // what the verdict rests on is named; only otherwise the whole answer is asked
        let support = judged(after, &self.desk).explanation.support;
        if new.iter().any(|f| support.contains(&f.slot)) {
            return Outcome::Holds;
        }
        let slots: Vec<Slot> = new.iter().map(|f| f.slot).collect();
        let new: Vec<String> =
            new.iter().map(|f| format!("{} = {}", now.case.describe(theory, f.slot), f.value)).collect();
        let answer = assess(after, &self.desk);
        let named = answer.assumed.iter().flat_map(|set| &set.facts).any(|fact| new.contains(fact));
        if named {
            return Outcome::Holds;
        }
        // what would come out the same were it left open bears nothing
        if Range::open(after, &self.desk, &slots) == *is {
            return Outcome::Mute;
        }
        Outcome::Fails(Box::new(Failure {
            before: was.shown(),
            after: format!("{}, assuming {} unnamed", is.shown(), new.join(", ")),
            decided: Default::default(),
        }))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

    use super::*;

    #[test]
    fn a_sample_goes_by_its_seed_and_takes_relations_by_turns() {
        let theory = desk::law(&desk::own_law()).unwrap();
        let tables = Tables::read(&crate::root().join("data")).unwrap();
        let pool: Vec<Doc> = doc::pool().unwrap().into_iter().take(6).collect();
        let made = || -> Vec<Pair> {
            let of = |(ix, doc)| {
                changes::of(doc, &theory, &tables).into_iter().map(move |change| Pair { doc: ix, change })
            };
            pool.iter().enumerate().flat_map(of).collect()
        };
        let drawn = |seed: u64| -> Vec<(usize, String)> {
            let mut pairs = made();
            sample(&mut pairs, &pool, seed, Some(40));
            assert_eq!(pairs.len(), 40);
            pairs.into_iter().map(|p| (p.doc, p.change.what)).collect()
        };
        assert_eq!(drawn(1), drawn(1));
        assert_ne!(drawn(1), drawn(2));
        let mut pairs = made();
        sample(&mut pairs, &pool, 1, Some(40));
        let spelled = pairs.iter().filter(|p| p.change.relation == "left out").count();
        assert!(spelled < 10, "{spelled}");
    }

    /// The sample is another for each commit. Without the shared folder only transactions of our own are asked.
    #[test]
    fn no_relation_is_broken_without_exception() {
        let shared = desk::shared("cases/probes");
        if !shared.is_dir() {
            let needed = std::env::var_os("EXEAT_REQUIRE_SHARED").is_some();
            assert!(!needed, "{} is missing", shared.display());
            eprintln!("{} is missing: only transactions of our own are asked", shared.display());
        }
        let options =
            Options { pairs: Some(3000), limit: Some(Duration::from_secs(110)), ..Options::default() };
        let (text, fine) = run(&options).unwrap();
        // how many pairs were asked
        eprintln!("{}", text.lines().last().unwrap());
        assert!(fine, "{text}");
    }

    #[test]
    fn options_are_read_or_refused() {
        let read = |args: &[&str]| options(&args.iter().map(|a| (*a).to_owned()).collect::<Vec<_>>());
        assert_eq!(read(&["--seed", "7", "--all"]).unwrap().seed, Some(7));
        for wrong in [&["--seed"][..], &["--seed", "x"], &["--format", "xml"], &["--every"]] {
            assert!(read(wrong).is_err(), "{wrong:?}");
        }
    }
}
