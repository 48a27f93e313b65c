//! `exeat bench`: screening measured on labelled cases.

use std::fmt::Write as _;
use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Context, Result, bail};
use clap::{Args, Subcommand};
use exeat_screen::{
    Address, AddressKind, Entry, Gender, Identifier, Index, Match, Name, PartialDate, Party, PartyKind,
    Scheme, Score,
};
use serde_json::{Value, json};

/// What to measure.
#[derive(Debug, Subcommand)]
pub(crate) enum BenchCommand {
    /// Screen labelled queries against a list: writes the results file, prints the speed as one JSON object.
    Screening(ScreeningArgs),
    /// Score labelled pairs of parties: writes one score a pair.
    Pairs(PairsArgs),
}

/// Files and repetitions.
#[derive(Debug, Args)]
pub(crate) struct ScreeningArgs {
    /// The list, one JSON object a line, or the Consolidated Screening List in its condensed form; gzip or plain.
    #[arg(long)]
    list: PathBuf,
    /// The queries, likewise.
    #[arg(long)]
    cases: PathBuf,
    /// Where the results go, one line a query.
    #[arg(long)]
    out: PathBuf,
    /// Threads.
    #[arg(long, default_value_t = 1)]
    threads: usize,
    /// Passes over the queries; the last is timed.
    #[arg(long, default_value_t = 1)]
    repeat: usize,
    /// Keep no result between queries. There is no such memory: accepted, and changes nothing.
    #[arg(long)]
    no_memo: bool,
}

/// Files.
#[derive(Debug, Args)]
pub(crate) struct PairsArgs {
    /// Pairs, one JSON object a line with `id`, `left` and `right`.
    #[arg(long)]
    pairs: PathBuf,
    /// Where the scores go.
    #[arg(long)]
    out: PathBuf,
}

/// Results kept for a query.
const KEPT: usize = 20;
/// The lowest score reported: the curve below the review threshold is wanted too.
const FLOOR: Score = Score::new(300);

pub(crate) fn run(command: BenchCommand, out: &mut String) -> Result<u8> {
    match command {
        BenchCommand::Screening(args) => screening(&args, out),
        BenchCommand::Pairs(args) => pairs(&args, out),
    }
}

fn screening(args: &ScreeningArgs, out: &mut String) -> Result<u8> {
    let started = Instant::now();
    let entries = read_list(&args.list)?;
    let names: usize = entries.iter().map(|e| e.party.names.len()).sum();
    let index = Index::build(entries);
    let load = started.elapsed();
    let mut queries = Vec::new();
    for case in lines(&args.cases)? {
        let id = text(&case, "id").context("a case has no id")?;
        queries.push((id, party(case.get("query").context("a case has no query")?)));
    }
    let threads = args.threads.clamp(1, 64);
    let mut answers = Vec::new();
    let (mut wall, mut busy) = (std::time::Duration::ZERO, 0);
    for _ in 0..args.repeat.max(1) {
        let started = Instant::now();
        let passes: Vec<Pass> = std::thread::scope(|scope| {
            let part = queries.len().div_ceil(threads).max(1);
            let workers: Vec<_> =
                queries.chunks(part).map(|part| scope.spawn(|| pass(&index, part))).collect();
            workers.into_iter().filter_map(|w| w.join().ok()).collect()
        });
        wall = started.elapsed();
        busy = passes.iter().map(|pass| pass.busy).sum();
        answers = passes.into_iter().flat_map(|pass| pass.answers).collect();
    }
    if answers.len() != queries.len() {
        bail!("a worker stopped early: {} of {} queries answered", answers.len(), queries.len());
    }
    let mut file = BufWriter::new(
        File::create(&args.out).with_context(|| format!("cannot write {}", args.out.display()))?,
    );
    let mut micros: Vec<u128> = Vec::new();
    for ((id, _), (found, taken)) in queries.iter().zip(&answers) {
        writeln!(file, "{}", results(&index, id, found))?;
        micros.push(*taken);
    }
    file.flush()?;
    micros.sort_unstable();
    let at = |share: usize| {
        micros.get((micros.len() * share / 100).min(micros.len().saturating_sub(1))).copied().unwrap_or(0)
    };
    let per_second = (queries.len() as u128 * 1_000_000_000).checked_div(busy).unwrap_or(0);
    let summary = json!({
        "load_index_s": load.as_secs_f64(), "queries": queries.len(), "queries_per_s_core": per_second as u64,
        "p50_us": at(50) as f64 / 1000.0, "p99_us": at(99) as f64 / 1000.0,
        "max_us": micros.last().copied().unwrap_or(0) as f64 / 1000.0,
        "peak_rss_mb": peak_rss_mb(), "names": names, "threads": threads, "wall_s": wall.as_secs_f64(),
    });
    writeln!(out, "{summary}")?;
    Ok(0)
}

/// What one thread did.
struct Pass {
    /// What each query found, and the nanoseconds it took.
    answers: Vec<(Vec<Match>, u128)>,
    /// Nanoseconds of the processor, where the system tells them; else those on the clock.
    busy: u128,
}

fn pass(index: &Index, queries: &[(String, Party)]) -> Pass {
    let (started, before) = (Instant::now(), processor_ns());
    let ask = |(_, party): &(String, Party)| {
        let started = Instant::now();
        let found = index.matches(party, FLOOR);
        (found, started.elapsed().as_nanos())
    };
    let answers = queries.iter().map(ask).collect();
    let on_clock = started.elapsed().as_nanos();
    let busy = before.zip(processor_ns()).and_then(|(before, after)| after.checked_sub(before));
    Pass { answers, busy: busy.filter(|busy| *busy > 0).unwrap_or(on_clock) }
}

/// Nanoseconds that this thread was on a processor, where the system tells.
fn processor_ns() -> Option<u128> {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    told.split(' ').next()?.parse().ok()
}

/// The results line of one query.
fn results(index: &Index, id: &str, found: &[Match]) -> Value {
    let results: Vec<Value> = found
        .iter()
        .take(KEPT)
        .filter_map(|m| Some((index.entries().get(m.entry)?, m.score)))
        .map(|(entry, score)| json!({"id": entry.id, "score": f64::from(score.thousandths()) / 1000.0}))
        .collect();
    json!({"id": id, "results": results})
}

fn pairs(args: &PairsArgs, out: &mut String) -> Result<u8> {
    let pairs = lines(&args.pairs)?;
    let mut file = BufWriter::new(
        File::create(&args.out).with_context(|| format!("cannot write {}", args.out.display()))?,
    );
    let started = Instant::now();
    for pair in &pairs {
        let id = pair.get("id").context("a pair has no id")?;
        let side = |names: [&str; 3]| names.into_iter().find_map(|n| pair.get(n)).map(party);
        let (Some(left), Some(right)) = (side(["left", "a", "query"]), side(["right", "b", "candidate"]))
        else {
            bail!("the pair {id} has no `left` and `right`");
        };
        let entry = Entry { list: "pair".into(), id: "right".into(), party: right, ..Entry::default() };
        let found = Index::build(vec![entry]).matches(&left, FLOOR);
        let score = found.first().map_or(0, |m| m.score.thousandths());
        writeln!(file, "{}", json!({"id": id, "score": f64::from(score) / 1000.0}))?;
    }
    file.flush()?;
    writeln!(out, "{}", json!({"pairs": pairs.len(), "seconds": started.elapsed().as_secs_f64()}))?;
    Ok(0)
}

/// The JSON objects of a file, gzip or plain.
fn lines(path: &Path) -> Result<Vec<Value>> {
    let name = path.display();
    let mut file = File::open(path).with_context(|| format!("cannot read {name}"))?;
    let mut magic = [0; 2];
    let gzip = file.read(&mut magic)? == 2 && magic == [0x1f, 0x8b];
    let file = File::open(path)?;
    let reader: Box<dyn Read> =
        if gzip { Box::new(flate2::read::MultiGzDecoder::new(file)) } else { Box::new(file) };
    let mut out = Vec::new();
    for (i, line) in BufReader::new(reader).lines().enumerate() {
        let line = line.with_context(|| format!("{name}:{}: this is not UTF-8 text", i + 1))?;
        if !line.trim().is_empty() {
            out.push(
                serde_json::from_str(&line)
                    .with_context(|| format!("{name}:{}: this is no JSON object", i + 1))?,
            );
        }
    }
    Ok(out)
}

fn text(value: &Value, key: &str) -> Option<String> {
    match value.get(key)? {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// One text or several.
fn texts(value: &Value, key: &str) -> Vec<String> {
    match value.get(key) {
        Some(Value::Array(all)) => all.iter().filter_map(|v| v.as_str().map(str::to_owned)).collect(),
        Some(Value::String(text)) => vec![text.clone()],
        _ => Vec::new(),
    }
}

fn party(value: &Value) -> Party {
    let kind = match value.get("schema").and_then(Value::as_str) {
        Some("Person") => PartyKind::Individual,
        Some("Organization" | "Company" | "LegalEntity" | "PublicBody") => PartyKind::Organisation,
        Some("Vessel") => PartyKind::Vessel,
        Some("Airplane") => PartyKind::Aircraft,
        _ => PartyKind::Unknown,
    };
    // entities of other tools keep their fields under `properties`
    let fields = value.get("properties").unwrap_or(value);
    let name = |text: String, weak: bool| Name { weak, ..Name::alias(text) };
    let strong = ["name", "names", "alias"].iter().flat_map(|k| texts(fields, k)).map(|n| name(n, false));
    let weak = ["weak_names", "weakAlias"].iter().flat_map(|k| texts(fields, k)).map(|n| name(n, true));
    let parts = |keys: &[&str]| -> Vec<String> { keys.iter().flat_map(|k| texts(fields, k)).collect() };
    // a name in parts, the family name first
    let (last, given) =
        (parts(&["lastName"]).join(" "), parts(&["firstName", "middleName", "fatherName"]).join(" "));
    let whole = [last, given].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ");
    let whole = (!whole.is_empty() && texts(fields, "name").is_empty()).then(|| name(whole, false));
    let genders: Vec<Gender> = texts(fields, "gender").iter().filter_map(|g| gender(g)).collect();
    let births = ["dob", "birthDate"].iter().flat_map(|k| texts(fields, k));
    let countries = ["nationality", "countries", "country"].iter().flat_map(|k| texts(fields, k));
    Party {
        kind,
        names: strong.chain(whole).chain(weak).collect(),
        identifiers: identifiers(fields),
        birth: births.filter_map(|b| PartialDate::parse(&b)).collect(),
        countries: countries.collect(),
        addresses: addresses(fields),
        gender: genders.first().copied().filter(|first| genders.iter().all(|g| g == first)),
    }
}

fn gender(text: &str) -> Option<Gender> {
    match text.trim().to_lowercase().as_str() {
        "male" | "m" => Some(Gender::Male),
        "female" | "f" => Some(Gender::Female),
        _ => None,
    }
}

fn identifiers(fields: &Value) -> Vec<Identifier> {
    let schemes = [
        ("leiCode", Scheme::Lei),
        ("swiftBic", Scheme::Bic),
        ("imoNumber", Scheme::Imo),
        ("mmsi", Scheme::Mmsi),
        ("innCode", Scheme::Inn),
        ("ogrnCode", Scheme::Ogrn),
        ("registrationNumber", Scheme::Registration),
        ("passportNumber", Scheme::Passport),
        ("taxNumber", Scheme::Tax),
        ("vatCode", Scheme::Tax),
        ("idNumber", Scheme::NationalId),
        ("publicKey", Scheme::Wallet),
        ("website", Scheme::Domain),
    ];
    let of = |(key, scheme): (&str, Scheme)| {
        texts(fields, key).into_iter().map(move |value| Identifier::new(scheme.clone(), value))
    };
    schemes.into_iter().flat_map(of).collect()
}

fn addresses(fields: &Value) -> Vec<Address> {
    let of = |(key, kind): (&str, AddressKind)| {
        texts(fields, key).into_iter().map(move |place| Address { kind, place, ..Address::default() })
    };
    [("birthPlace", AddressKind::Birthplace), ("address", AddressKind::Stated)]
        .into_iter()
        .flat_map(of)
        .collect()
}

/// The entries of a list in either form.
fn read_list(path: &Path) -> Result<Vec<Entry>> {
    let lines = lines(path)?;
    if let [whole] = lines.as_slice()
        && let Some(Value::Array(entries)) = whole.get("entries")
    {
        return Ok(entries.iter().enumerate().map(condensed).collect());
    }
    lines.iter().map(entry).collect()
}

/// An entry of the Consolidated Screening List in its condensed form: `n` its name, `a` others, `t` its sort, `c`
/// countries, `e` its number on its own list.
fn condensed((at, value): (usize, &Value)) -> Entry {
    let kind = match value.get("t").and_then(Value::as_str) {
        Some("Individual") => PartyKind::Individual,
        Some("Entity") => PartyKind::Organisation,
        Some("Vessel") => PartyKind::Vessel,
        Some("Aircraft") => PartyKind::Aircraft,
        _ => PartyKind::Unknown,
    };
    let party = Party {
        kind,
        names: ["n", "a"].iter().flat_map(|key| texts(value, key)).map(Name::alias).collect(),
        countries: texts(value, "c"),
        ..Party::default()
    };
    Entry { list: "bench".into(), id: at.to_string(), party, ..Entry::default() }
}

fn entry(value: &Value) -> Result<Entry> {
    let id = text(value, "id").context("an entry has no id")?;
    Ok(Entry { list: "bench".into(), id, party: party(value), ..Entry::default() })
}

/// Peak resident memory in MiB, where the system tells.
fn peak_rss_mb() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|l| l.starts_with("VmHWM:"))?;
    let kib: u64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kib / 1024)
}
