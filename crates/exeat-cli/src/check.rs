//! `exeat check`: reads the world (files, clock, lists), asks the library, prints.

use std::fs;
use std::path::{Path, PathBuf};

use std::fmt::Write as _;

use anyhow::{Context, Result, bail};
use clap::{Args, ValueEnum};
use exeat::identity::{Past, digest};
use exeat::transaction::{Identity, Owner, Owners, Person};
use exeat::{
    Desk, Determination, Edition, InputError, Lists, Transaction, assess, owners, text, transaction,
};
use exeat_law::theory::{Adopted, OwnerTest, PartyAtom, Policy, Theory};
use exeat_law::value::Value;
use exeat_law::{Loaded, Source, load};
use exeat_lists::store::{Current, Store};
use exeat_lists::{File, stale_after_days, starter};
use exeat_screen::{Index, REVIEW};
use jiff::ZonedDateTime;
use jiff::civil::Date;

use crate::law::base::open;
use crate::law::report;

/// Options of `check`.
#[derive(Debug, Args)]
pub(crate) struct CheckArgs {
    /// Transaction in YAML or JSON.
    file: PathBuf,
    /// Decide as of this date instead of the transaction's.
    #[arg(long, value_name = "DATE")]
    on: Option<Date>,
    /// Use only what was published by this date; today if absent.
    #[arg(long, value_name = "DATE")]
    known_on: Option<Date>,
    /// House readings: `none`, or a law file with a `policy` block; the built-in `default` if absent.
    #[arg(long, value_name = "none|FILE")]
    policy: Option<String>,
    /// Only these regimes, or those below them.
    #[arg(long, value_name = "ID")]
    regime: Vec<String>,
    /// A folder of law files, the hash of an archived law, or a git revision, instead of the built-in law.
    #[arg(long, value_name = "DIR|HASH|REV")]
    law: Option<PathBuf>,
    /// Read a disputed word so, besides the house's readings.
    #[arg(long, value_name = "TERM=READING")]
    adopting: Vec<String>,
    /// Statements of ownership: owners of the parties are taken from them.
    #[arg(long, value_name = "FILE")]
    owners: Option<PathBuf>,
    /// How to print the answer.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

/// For a person or for a program.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For a person.
    Text,
    /// For a program.
    Json,
}

/// A law base ready to use: known by a date, with its hash and policy.
pub(crate) struct LawBase {
    pub(crate) theory: Theory,
    pub(crate) hash: String,
    pub(crate) policy: Option<Policy>,
}

impl LawBase {
    /// Loads law and policy.
    pub(crate) fn load(
        law: Option<&Path>,
        policy: Option<&str>,
        known_on: Date,
        data: Option<PathBuf>,
    ) -> Result<LawBase> {
        let mut sources = match law {
            None => exeat::law::embedded(),
            Some(law) => open(law, data)?,
        };
        let mut loaded = load(&sources);
        // of the law alone: a policy is another file
        let hash = exeat::law::hash(&sources);
        let mut chosen = Some("default".to_owned());
        match policy {
            None => {}
            Some("none") => chosen = None,
            Some(path) => {
                let text =
                    fs::read_to_string(path).with_context(|| format!("cannot read the policy {path}"))?;
                let before = loaded.theory.policies.len();
                sources.push(Source { name: path.to_owned(), text });
                loaded = load(&sources);
                match loaded.theory.policies.get(before) {
                    Some(policy) => chosen = Some(policy.id.clone()),
                    None if loaded.has_errors() => {}
                    None => bail!("{path} declares no policy; write a `policy ID` block in a law fence"),
                }
            }
        }
        usable(&sources, &loaded)?;
        let theory = loaded.theory.known_on(known_on);
        let policy = chosen.and_then(|id| theory.policies.iter().rfind(|p| p.id == id).cloned());
        Ok(LawBase { hash, theory, policy })
    }
}

impl LawBase {
    /// Adopts readings asked for on the command line, in place of the policy's own.
    fn adopting(mut self, words: &[String]) -> Result<LawBase> {
        for word in words {
            let Some((term, reading)) = word.split_once('=') else {
                bail!("--adopting {word}: write TERM=READING, such as hardware=finished");
            };
            let theory = &self.theory;
            let known = |ids: Vec<&str>, id: &str| match exeat_law::nearest(id, ids.iter().copied()) {
                Some(near) => format!("did you mean {near}?"),
                None => format!("there are {}", ids.join(", ")),
            };
            let Some(ix) = theory.term(term) else {
                let ids = theory.terms.iter().map(|t| t.id.as_str()).collect();
                bail!("--adopting {word}: the law has no term {term}; {}", known(ids, term));
            };
            let ids: Vec<&str> = theory.terms[ix].readings.iter().map(|r| r.id.as_str()).collect();
            let Some(at) = ids.iter().position(|id| *id == reading) else {
                bail!("--adopting {word}: {term} has no reading {reading}; {}", known(ids, reading));
            };
            let adopted = Adopted {
                term: theory.terms[ix].linked.unwrap_or(ix),
                reading: at,
                held_by: "asked for on the command line".into(),
                because: String::new(),
            };
            let policy = self.policy.get_or_insert_with(Policy::default);
            policy.adopted.retain(|a| a.term != adopted.term);
            policy.adopted.push(adopted);
        }
        Ok(self)
    }
}

fn usable(sources: &[Source], loaded: &Loaded) -> Result<()> {
    if loaded.has_errors() {
        let mut findings = String::new();
        report(sources, &loaded.diagnostics, &mut findings)?;
        bail!("the law base has {} findings and cannot be used\n{findings}", loaded.diagnostics.len());
    }
    Ok(())
}

pub(crate) fn run(args: &CheckArgs, data: Option<PathBuf>, out: &mut String) -> Result<u8> {
    match (answer(args, data, out), args.format) {
        (Err(error), Format::Json) => errors_as_json(&error, &args.file.display().to_string(), out),
        (answer, _) => answer,
    }
}

/// What stopped a command, as one object on standard output; the exit code is that of bad input.
pub(crate) fn errors_as_json(error: &anyhow::Error, file: &str, out: &mut String) -> Result<u8> {
    let errors = match error.downcast_ref::<Unreadable>() {
        Some(Unreadable(errors)) => errors.clone(),
        None => vec![InputError {
            file: file.to_owned(),
            line: 0,
            field: String::new(),
            message: format!("{error:#}"),
            help: String::new(),
        }],
    };
    let all = errors.iter().map(|e| {
        let help = if e.help.is_empty() { serde_json::Value::Null } else { e.help.as_str().into() };
        let line = if e.line == 0 { serde_json::Value::Null } else { e.line.into() };
        serde_json::json!({"file": e.file, "line": line, "field": e.field, "message": e.message, "help": help})
    });
    let all = serde_json::json!({"errors": all.collect::<Vec<_>>()});
    out.clear();
    writeln!(out, "{}", serde_json::to_string_pretty(&all)?)?;
    Ok(2)
}

/// Everything that is wrong with a transaction.
#[derive(Debug)]
struct Unreadable(Vec<InputError>);

impl std::fmt::Display for Unreadable {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let all: Vec<String> = self.0.iter().map(ToString::to_string).collect();
        write!(f, "the transaction cannot be read\n{}", all.join("\n"))
    }
}

impl std::error::Error for Unreadable {}

fn answer(args: &CheckArgs, data: Option<PathBuf>, out: &mut String) -> Result<u8> {
    let known = args.known_on;
    let bytes = fs::read(&args.file).with_context(|| format!("cannot read {}", args.file.display()))?;
    let name = args.file.display().to_string();
    let Ok(content) = String::from_utf8(bytes) else {
        bail!("{name}: this is not UTF-8 text; save the file as UTF-8");
    };
    let today = ZonedDateTime::now().date();
    let load = |known_on: Date| -> Result<LawBase> {
        let base = LawBase::load(args.law.as_deref(), args.policy.as_deref(), known_on, data.clone())?;
        base.adopting(&args.adopting)
    };
    let mut law = load(known.unwrap_or(today))?;
    let mut stated = transaction::read_on(&content, &name, &law.theory, args.on).map_err(Unreadable)?;
    let known_on = known.or(stated.known_on).unwrap_or(today);
    if known.is_none() && stated.known_on.is_some() {
        law = load(known_on)?;
    }
    if args.on.is_some() || stated.last_day().is_none() {
        births(&stated, stated.last_day().unwrap_or(today))?;
    }
    if let Some(path) = &args.owners {
        stated = with_owners(&stated, &law.theory, path)?;
    }
    let regimes = regimes(&law.theory, &args.regime)?;
    let lists = lists_in_force(&law.theory, &stated, known_on, data)?;
    let determination = decide(&law, &stated, &lists, &regimes, known_on);
    match args.format {
        Format::Text => out.push_str(&text::render(&determination)),
        Format::Json => writeln!(out, "{}", determination.to_json()?)?,
    }
    Ok(determination.exit)
}

pub(crate) fn schema(out: &mut String) -> Result<u8> {
    let law = LawBase::load(None, None, ZonedDateTime::now().date(), None)?;
    writeln!(out, "{}", serde_json::to_string_pretty(&exeat::schema::transaction(&law.theory))?)?;
    Ok(0)
}

/// Reads a transaction; every complaint in one error.
pub(crate) fn read(content: &str, name: &str, theory: &Theory) -> Result<Transaction> {
    Ok(transaction::read(content, name, theory).map_err(Unreadable)?)
}

/// Refuses dates of birth that nobody who lives on that day can have; every complaint in one error.
fn births(stated: &Transaction, day: Date) -> Result<()> {
    let all: Vec<String> = stated.births_that_cannot_be(day).iter().map(ToString::to_string).collect();
    if all.is_empty() { Ok(()) } else { bail!("the transaction cannot be read\n{}", all.join("\n")) }
}

/// The transaction with the owners that a file states, on its day.
fn with_owners(stated: &Transaction, theory: &Theory, path: &Path) -> Result<Transaction> {
    let Some(Value::Date(on)) = stated.date.known() else {
        bail!("--owners: holdings last from day to day; state one `date`, or give --on");
    };
    let bytes = fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
    let name = path.display().to_string();
    let ownership = exeat_lists::ownership::read(&File { name: &name, bytes: &bytes })?;
    owners::take(stated, theory, &ownership, &name, *on).map_err(|conflicts| {
        let all: Vec<String> = conflicts.iter().map(ToString::to_string).collect();
        anyhow::anyhow!("the owners cannot be taken from {name}\n{}", all.join("\n"))
    })
}

/// Asks the library.
pub(crate) fn decide(
    law: &LawBase,
    transaction: &Transaction,
    lists: &Lists,
    regimes: &[usize],
    known_on: Date,
) -> Determination {
    assess(transaction, &desk(law, lists, regimes, known_on))
}

/// What an assessment looks at besides the transaction.
pub(crate) fn desk<'a>(law: &'a LawBase, lists: &'a Lists, regimes: &'a [usize], known_on: Date) -> Desk<'a> {
    Desk {
        theory: &law.theory,
        law_hash: &law.hash,
        lists,
        policy: law.policy.as_ref(),
        review: REVIEW,
        regimes,
        known_on,
    }
}

fn regimes(theory: &Theory, wanted: &[String]) -> Result<Vec<usize>> {
    let mut out = Vec::new();
    for id in wanted {
        let below =
            |r: &str| r == id || r.strip_prefix(id.as_str()).is_some_and(|rest| rest.starts_with('.'));
        let found: Vec<usize> = (0..theory.regimes.len()).filter(|r| below(&theory.regimes[*r].id)).collect();
        if found.is_empty() {
            let known: Vec<&str> = theory.regimes.iter().map(|r| r.id.as_str()).collect();
            let near = exeat_law::nearest(id, known.iter().copied()).map(|n| format!("; did you mean {n}?"));
            bail!("there is no regime {id}{}; there are {}", near.unwrap_or_default(), known.join(", "));
        }
        out.extend(found);
    }
    out.sort_unstable();
    out.dedup();
    Ok(out)
}

/// The editions in force on the transaction's date of every list some norm asks about.
fn lists_in_force(
    theory: &Theory,
    stated: &Transaction,
    known_on: Date,
    data: Option<PathBuf>,
) -> Result<Lists> {
    let mut lists = Lists { starter: Some(Index::build(starter::entries())), ..Lists::default() };
    let store = Store::existing(Store::default_dir(data)?)?;
    let (Some(store), Some(on)) = (store, stated.last_day()) else { return Ok(lists) };
    for list in asked(theory) {
        let found = store.current(&list, on, known_on);
        let found = found.and_then(|c| {
            c.map(|c| store.index(std::slice::from_ref(&c.edition)).map(|i| (c, i))).transpose()
        });
        let (Current { edition, age_days, held_back }, index) = match found {
            Ok(Some(found)) => found,
            Ok(None) => continue,
            Err(error) => {
                // what cannot be read clears nobody; the rest of the answer stands
                eprintln!("warning: {error}");
                lists.unusable.push((list, error.to_string()));
                continue;
            }
        };
        let mut missing = edition.missing.clone();
        if stated.date.known().is_none() {
            // somebody may have been listed on an earlier day of the range and no more on its last
            missing.push("the editions of the other days possible".into());
        }
        lists.editions.push((
            list.clone(),
            Edition {
                date: edition.date,
                sequence: edition.sequence,
                hash: edition.hash.clone(),
                records: index.len(),
                missing,
                age_days,
                stale: age_days > i64::from(stale_after_days(&list)),
                held_back: held_back.map(|r| format!("a later one of {} was refused: {}", r.date, r.why)),
                index,
            },
        ));
    }
    lists.past = past(&store, stated, &lists);
    Ok(lists)
}

/// What the findings of a transaction are of: the entries they name, in the editions in force on their days.
fn past(store: &Store, stated: &Transaction, lists: &Lists) -> Vec<Past> {
    let mut findings = Vec::new();
    for party in &stated.parties {
        collect(&party.person, &mut findings);
    }
    let mut out: Vec<Past> = Vec::new();
    for finding in findings.into_iter().filter(|finding| finding.of.is_none()) {
        let (list, entry) = (&finding.list, &finding.entry);
        let Some(on) = finding.on else { continue };
        if out.iter().any(|p| (&p.list, &p.entry, p.on) == (list, entry, on)) {
            continue;
        }
        // of a list that cannot be read nothing is at hand
        let Ok(Some(current)) = store.current(list, on, on) else { continue };
        let edition = &current.edition;
        let now = lists.edition(list).filter(|e| (e.date, e.sequence) == (edition.date, edition.sequence));
        let digest = match now {
            Some(now) => now.index.entry(list, entry).map(digest),
            None => match store.entry(edition, entry) {
                Ok(then) => then.as_ref().map(digest),
                Err(_) => continue,
            },
        };
        let fresh = current.age_days <= i64::from(stale_after_days(list)) && current.held_back.is_none();
        let (list, entry) = (list.clone(), entry.clone());
        let sound = fresh && edition.missing.is_empty();
        out.push(Past { list, entry, on, edition: edition.date, sound, digest });
    }
    out
}

/// The findings on somebody and on those who are said to own it.
fn collect<'a>(person: &'a Person, findings: &mut Vec<&'a Identity>) {
    findings.extend(&person.identity);
    if let Owners::Held(holdings) = &person.owners {
        for holding in holdings {
            if let Owner::Inline(owner) = &holding.owner {
                collect(owner, findings);
            }
        }
    }
}

fn asked(theory: &Theory) -> Vec<String> {
    let mut ids: Vec<String> = Vec::new();
    for atom in &theory.party_atoms {
        match atom {
            PartyAtom::On(pattern) => ids.push(pattern.list.clone()),
            PartyAtom::Owned(_, tests) | PartyAtom::Controlled(tests) => {
                ids.extend(tests.iter().filter_map(|test| match test {
                    OwnerTest::On(pattern) => Some(pattern.list.clone()),
                    // what these ask is among the atoms and sets themselves
                    OwnerTest::Named(_) | OwnerTest::Has(_) => None,
                }));
            }
            PartyAtom::Named(_) => {}
        }
    }
    ids.extend(theory.named_parties.iter().flat_map(|p| p.listed_as.iter().map(|l| l.list.clone())));
    ids.sort();
    ids.dedup();
    ids
}
