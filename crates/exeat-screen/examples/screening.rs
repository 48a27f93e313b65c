//! Screens a file of labelled cases against a list, writes the results and prints how long it took.
//!
//! ```text
//! cargo run --release -p exeat-screen --example screening -- \
//!     --list LIST.jsonl.gz --cases CASES.jsonl.gz --out RESULTS.jsonl [--review 400] [--repeat 1] [--evidence FILE]
//! ```
//!
//! A line of the list is `{"id","schema","names","weak_names","dob","nationality","countries"}`, a case
//! `{"id","query":{"schema","name","dob"},"target_ids"}`, a result `{"id","results":[{"id","score"}]}`. The last
//! line printed is one JSON object with the figures. With `--evidence` what was seen of every candidate is
//! written as well: it is what the weights are fitted on.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a tool for developers may stop with a panic")]

use exeat_screen::evidence::{Evidence, OBSERVATIONS, Seen};
use exeat_screen::{Entry, Index, Name, NameKind, PartialDate, Party, PartyKind, Score};
use serde_json::{Value, json};
use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::time::Instant;

fn lines(path: &str) -> impl Iterator<Item = Value> {
    let file = File::open(path).expect("the file opens");
    let reader: Box<dyn BufRead> = if path.ends_with(".gz") {
        Box::new(BufReader::new(flate2::read::MultiGzDecoder::new(file)))
    } else {
        Box::new(BufReader::new(file))
    };
    reader.lines().map(|l| serde_json::from_str(&l.unwrap()).expect("a line is JSON"))
}

fn kind(schema: &str) -> PartyKind {
    match schema {
        "Person" => PartyKind::Individual,
        "Company" | "Organization" => PartyKind::Organisation,
        "Vessel" => PartyKind::Vessel,
        "Airplane" => PartyKind::Aircraft,
        _ => PartyKind::Unknown,
    }
}

fn texts(value: &Value) -> impl Iterator<Item = &str> {
    let one = value.as_str().into_iter();
    one.chain(value.as_array().into_iter().flatten().filter_map(Value::as_str))
}

fn entry(line: &Value) -> Entry {
    let mut party = Party { kind: kind(line["schema"].as_str().unwrap_or("")), ..Party::default() };
    for (at, text) in texts(&line["names"]).enumerate() {
        let kind = if at == 0 { NameKind::Primary } else { NameKind::Alias };
        party.names.push(Name { text: text.into(), kind, weak: false });
    }
    for text in texts(&line["weak_names"]) {
        party.names.push(Name { text: text.into(), kind: NameKind::Alias, weak: true });
    }
    party.birth = texts(&line["dob"]).filter_map(PartialDate::parse).collect();
    party.countries =
        texts(&line["countries"]).chain(texts(&line["nationality"])).map(str::to_owned).collect();
    Entry { list: "list".into(), id: line["id"].as_str().unwrap_or("").into(), party, ..Entry::default() }
}

fn party(query: &Value) -> Party {
    let mut party =
        Party::named(kind(query["schema"].as_str().unwrap_or("")), query["name"].as_str().unwrap_or(""));
    party.birth = texts(&query["dob"]).filter_map(PartialDate::parse).collect();
    party
}

/// One line a candidate: number of the case, whether it has an answer, whether this is it, the observations.
fn write_evidence(path: &str, index: &Index, cases: &str) {
    let mut out = BufWriter::new(File::create(path).expect("the evidence file opens"));
    let senses = OBSERVATIONS.iter().map(|o| format!("{}:{:?}", o.name, o.sense));
    writeln!(out, "case,positive,target,kind,{}", senses.collect::<Vec<_>>().join(",")).unwrap();
    for (number, case) in lines(cases).enumerate() {
        let targets: Vec<&str> = texts(&case["target_ids"]).collect();
        let kind = case["kind"].as_str().unwrap_or("");
        let party = party(&case["query"]);
        // another sort of party is judged by that, not by its name
        let same_sort = |id: &str| index.entry("list", id).is_none_or(|e| e.party.kind.may_equal(party.kind));
        let seen = index.evidence(&party).into_iter().filter(|(id, _)| same_sort(id));
        let mut seen: Vec<_> = seen.map(|(id, e)| (rough(&e), id, e)).collect();
        seen.sort_by(|a, b| (b.0, a.1).cmp(&(a.0, b.1)));
        for (place, (_, id, evidence)) in seen.iter().enumerate() {
            let target = targets.contains(id);
            if place < 25 || target {
                let values: Vec<String> = evidence.iter().map(i16::to_string).collect();
                let (positive, target) = (u8::from(!targets.is_empty()), u8::from(target));
                writeln!(out, "{number},{positive},{target},{kind},{}", values.join(",")).unwrap();
            }
        }
    }
    out.flush().unwrap();
}

/// A first order among candidates, whatever the fitted weights say.
fn rough(e: &Evidence) -> i32 {
    let value = |seen: Seen| i32::from(e[seen as usize]);
    value(Seen::ShareListed) + value(Seen::ShareAsked) + value(Seen::ShareMost)
        - 200 * value(Seen::Contradictions)
        - value(Seen::LeftBoth) / 2
}

fn peak_rss_mb() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|l| l.strip_prefix("VmHWM:"));
    line.and_then(|l| l.split_whitespace().next()?.parse::<u64>().ok()).unwrap_or(0) / 1024
}

fn main() {
    let args: Vec<String> = std::env::args().collect();
    let option = |name: &str| args.iter().position(|a| a == name).and_then(|at| args.get(at + 1)).cloned();
    let list = option("--list").expect("--list LIST.jsonl.gz");
    let cases = option("--cases").expect("--cases CASES.jsonl.gz");
    let review = Score::new(option("--review").and_then(|r| r.parse().ok()).unwrap_or(400));
    let repeat: usize = option("--repeat").and_then(|r| r.parse().ok()).unwrap_or(1);

    let start = Instant::now();
    let entries: Vec<Entry> = lines(&list).map(|l| entry(&l)).collect();
    let names: usize = entries.iter().map(|e| e.party.names.len()).sum();
    let index = Index::build(entries);
    let load = start.elapsed().as_secs_f64();

    let queries: Vec<(String, Party)> =
        lines(&cases).map(|c| (c["id"].as_str().unwrap_or("").to_owned(), party(&c["query"]))).collect();
    if let Some(path) = option("--evidence") {
        write_evidence(&path, &index, &cases);
        return;
    }
    let cpu = || -> f64 {
        let stat = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
        stat.split(' ').next().and_then(|ns| ns.parse::<f64>().ok()).unwrap_or(0.0) / 1e9
    };
    let began = cpu();
    let mut times = Vec::with_capacity(queries.len() * repeat);
    let mut results = Vec::with_capacity(queries.len());
    for round in 0..repeat.max(1) {
        for (_, party) in &queries {
            let start = Instant::now();
            let hits = index.matches(party, review);
            times.push(start.elapsed().as_secs_f64());
            if round == 0 {
                results.push(hits);
            }
        }
    }
    // time of the processor where the system tells it: a shared machine is often away
    let busy = cpu() - began;
    let total: f64 = if busy > 0.0 { busy } else { times.iter().sum() };
    times.sort_by(f64::total_cmp);
    let at = |share: f64| times.get((times.len() as f64 * share) as usize).copied().unwrap_or(0.0) * 1e6;
    if let Some(path) = option("--out") {
        let mut out = BufWriter::new(File::create(path).expect("the result file opens"));
        for ((id, _), hits) in queries.iter().zip(&results) {
            let found: Vec<Value> = hits
                .iter()
                .take(20)
                .map(|h| json!({"id": index.entries()[h.entry].id, "score": f64::from(h.score.thousandths()) / 1000.0}))
                .collect();
            writeln!(out, "{}", json!({"id": id, "results": found})).unwrap();
        }
        out.flush().unwrap();
    }
    println!(
        "{}",
        json!({
            "load_index_s": load,
            "queries": times.len(),
            "queries_per_s_core": times.len() as f64 / total,
            "p50_us": at(0.5),
            "p99_us": at(0.99),
            "max_us": times.last().copied().unwrap_or(0.0) * 1e6,
            "peak_rss_mb": peak_rss_mb(),
            "names": names,
        })
    );
}
