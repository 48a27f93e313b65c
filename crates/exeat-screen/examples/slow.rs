//! How long the names take that are made to be slow, in microseconds, as a person and as an organisation: of
//! processor time on average, where the system tells, and the least, the median and the most on the clock.
//!
//! ```text
//! cargo run --release -p exeat-screen --example slow -- LIST.jsonl.gz
//! ```

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a tool for developers may stop with a panic")]

use exeat_screen::{Entry, Index, Name, Party, PartyKind, Score};
use serde_json::Value;
use std::io::{BufRead, BufReader};
use std::time::Instant;

fn entry(line: &Value) -> Entry {
    let kind = match line["schema"].as_str() {
        Some("Person") => PartyKind::Individual,
        Some("Vessel") => PartyKind::Vessel,
        Some("Airplane") => PartyKind::Aircraft,
        _ => PartyKind::Organisation,
    };
    let names = line["names"].as_array().into_iter().flatten().filter_map(Value::as_str).map(Name::alias);
    let party = Party { kind, names: names.collect(), ..Party::default() };
    Entry { list: "l".into(), id: line["id"].as_str().unwrap_or("").into(), party, ..Entry::default() }
}

const RUNS: u64 = 40;

/// Nanoseconds that this thread was on a processor.
fn processor_ns() -> Option<u64> {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    told.split(' ').next()?.parse().ok()
}

/// A million bytes of it.
fn without_end(part: &str) -> String {
    part.repeat(1_000_000 / part.len())
}

fn main() {
    let path = std::env::args().nth(1).expect("the list is named");
    let file = BufReader::new(flate2::read::MultiGzDecoder::new(std::fs::File::open(path).unwrap()));
    let lines = file.lines().map(|line| serde_json::from_str::<Value>(&line.unwrap()).unwrap());
    let index = Index::build(lines.map(|line| entry(&line)).collect());
    let given = "Ali Hassan Mohammed Ahmed Khalid Omar Yusuf Ibrahim Mustafa Hussein Said Salim Karim Nasser Tariq \
                 Walid Ziad Samir Fadi Rami";
    let business = "trading company general international bank group industries services shipping oil gas investment \
                    holding technology export import petroleum construction transport management";
    let rare = "Plotnitskiy Zakharchenko Pasechnik Bezler Borodai Khodakovsky Purgin Pushilin Girkin Kozitsyn Aksyonov \
                Temirgaliev Tsekov Konstantinov Berezovskiy Chaliy Ozerov Mizulina Slutskiy Zheleznyak";
    let names = [
        ("one letter", without_end("a")),
        ("control signs", without_end("\u{1}\u{7f}")),
        ("one word", without_end("Muhammad ")),
        ("single letters", without_end("A ")),
        ("names inside names", without_end("aka Ali Hassan ")),
        ("wrong encoding", without_end("Ã¼ ")),
        ("question marks", without_end("a?")),
        ("digits for letters", without_end("a1")),
        ("dots", without_end("a.")),
        ("frequent given names", given.to_owned()),
        ("business words", business.to_owned()),
        ("rare words", rare.to_owned()),
        ("Arabic", without_end("عبد الرحمن محمد ")),
        ("Arabic without blanks", without_end("عبدالرحمن")),
        ("Han", without_end("王小明")),
        ("Hangul", without_end("김정은 ")),
        ("Cyrillic", without_end("Иван Иванович ")),
    ];
    for (what, name) in &names {
        for kind in [PartyKind::Individual, PartyKind::Organisation] {
            let party = Party::named(kind, name.as_str());
            let before = processor_ns();
            let mut took: Vec<u128> = (0..RUNS)
                .map(|_| {
                    let started = Instant::now();
                    index.matches(&party, Score::new(300));
                    started.elapsed().as_micros()
                })
                .collect();
            let busy = before.zip(processor_ns()).map(|(from, to)| (to - from) / 1000 / RUNS);
            took.sort_unstable();
            let (least, median, most) = (took[0], took[took.len() / 2], took[took.len() - 1]);
            println!("{what:24} {kind:12?} processor {busy:?} clock {least} {median} {most}");
        }
    }
}
