//! Whole files of the other publishers, as published: counts as counted independently, and no complaint that is
//! not explained here.
#![allow(clippy::unwrap_used, reason = "a test helper may panic as a test may")]

mod common;

use common::shared;
use exeat_lists::{File, ReadError, Reading, ae, au, bis, ca, ch, csl, eu, uk, un};

/// Reads one shared file.
fn read(path: &str, reader: fn(&File<'_>) -> Result<Reading, ReadError>) -> Option<Reading> {
    let full = shared(&format!("lists/{path}"))?;
    let bytes = std::fs::read(&full).unwrap();
    let name = full.file_name().unwrap().to_string_lossy().into_owned();
    Some(reader(&File { name: &name, bytes: &bytes }).unwrap())
}

fn show(what: &str, r: Option<Reading>) {
    let Some(r) = r else { return };
    println!("== {what}: {:?} {:?} unknown {:?} complaints {}", r.published, r.counts, r.unknown, r.complaints.len());
    let mut whys = std::collections::BTreeMap::new();
    for c in &r.complaints { *whys.entry(c.why.clone()).or_insert(0) += 1; }
    println!("   {whys:?}");
    for c in r.complaints.iter().take(60) { println!("   {}", c.to_string().chars().take(300).collect::<String>()); }
}

#[test]
fn show_all() {
    show("ca20", read("ca-sema/2020-04-15/sema-lmes.xml.gz", ca::read));
    show("ca25", read("ca-sema/2025-03-20/sema-lmes.xml.gz", ca::read));
    show("au", read("au-dfat/2024-11-11/regulation8_consolidated.xlsx", au::read));
    show("ae", read("ae-local/2025-09-23/local-terrorist-list.csv.gz", ae::read));
    show("ch", read("format-samples/seco-consolidated-list.excerpt.xml", ch::read));
    let r = read("../regs/ecfr-title-15/2026-01-29/title-15.xml.gz", bis::supplements::read).unwrap();
    let odd: Vec<_> = r.entries.iter().filter(|e| e.party.names.iter().any(|n| n.text.contains("following") || n.text.contains("a.k.a") || n.text.contains("Subord")) || e.listings[0].listed.is_none()).collect();
    println!("odd {}", odd.len());
    for e in odd.iter().take(25) { println!("  {:?} {:?}", e.party.names.iter().map(|n| n.text.as_str()).collect::<Vec<_>>(), e.remarks.chars().take(200).collect::<String>()); }
    show("ecfr", Some(r));
}
