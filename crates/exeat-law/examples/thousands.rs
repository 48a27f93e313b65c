//! A law base of thousands of norms, invented, and how long it takes to read and to check.
//!
//! `thousands 2000` measures in memory; `thousands 2000 FOLDER` also writes the files, for `exeat law check FOLDER`.
//!
//! Each regime has prohibitions by destination, goods, codes and parties, licences with limbs that lift some of them,
//! exclusions that limit licences, requirements, terms with two readings, definitions and dated sets, in the
//! proportions of the law beside it; nothing is the same twice, so that nothing is cheaper than in a law that grew.
#![allow(clippy::print_stdout, reason = "it reports to who runs it")]

use std::fmt::Write as _;
use std::time::Instant;

use exeat_law::{Source, checks, load};

/// Norms of one regime.
const EACH: usize = 100;
const COUNTRIES: [&str; 8] = ["RU", "BY", "KP", "IR", "CU", "SY", "VE", "MM"];

fn main() {
    let mut args = std::env::args().skip(1);
    let norms: usize = args.next().and_then(|n| n.parse().ok()).unwrap_or(2000);
    let sources = match base(norms) {
        Ok(sources) => sources,
        Err(error) => return eprintln!("{error}"),
    };
    let bytes: usize = sources.iter().map(|s| s.text.len()).sum();
    let begun = Instant::now();
    let loaded = load(&sources);
    let read = begun.elapsed();
    let report = checks::check(&sources, &loaded);
    let all = begun.elapsed();
    println!(
        "{} norms in {} files, {bytes} bytes: read in {} ms, read and checked in {} ms; {} findings, {} not settled",
        loaded.theory.norms.len(),
        sources.len(),
        read.as_millis(),
        all.as_millis(),
        report.findings.len(),
        report.unsettled.len()
    );
    for finding in report.findings.iter().take(5) {
        println!("{finding}");
    }
    if let Some(folder) = args.next() {
        for source in &sources {
            let path = std::path::Path::new(&folder).join(&source.name);
            if let Err(error) =
                std::fs::create_dir_all(&folder).and_then(|()| std::fs::write(&path, &source.text))
            {
                return eprintln!("cannot write {}: {error}", path.display());
            }
        }
    }
}

fn base(norms: usize) -> Result<Vec<Source>, std::fmt::Error> {
    let regimes = norms.div_ceil(EACH);
    let mut sources = vec![Source { name: "schema.md".into(), text: schema(regimes)? }];
    for regime in 0..regimes {
        let many = EACH.min(norms - regime * EACH);
        sources.push(Source { name: format!("regime-{regime}.md"), text: file(regime, many)? });
    }
    Ok(sources)
}

/// Vocabulary, and the regimes themselves: rules read each other's status.
fn schema(regimes: usize) -> Result<String, std::fmt::Error> {
    let mut out = String::from(
        "# Words\n\n```law\nkind act\n  supply \"a supply\"\n    export \"an export\"\n    reexport \"a re-export\"\n  payment \"a payment\"\n  service \"a service\"\n",
    );
    out += "kind goods\n";
    for g in 0..40 {
        writeln!(out, "  goods{g} \"goods of sort {g}\"\n    goods{g}a \"finer\"\n    goods{g}b \"other\"")?;
    }
    out += "fact act : kind act \"what is done\"\nfact deal.date : date \"the day of the act\"\nfact deal.size : number \"how much\"\nfact deal.signed : date \"the day it was agreed\"\nfact supply.to : country \"where it goes\"\nfact supply.from : country \"where from\"\nfact item.sort : kind goods \"what it is\"\nfact item.code : code \"its classification\"\nfact item.tariff : code \"its heading\"\nfact party.us_person : yes/no \"whether it is one\"\nfact party.country : country \"where it sits\"\n";
    for f in 0..60 {
        writeln!(out, "fact deal.flag{f} : yes/no \"whether circumstance {f} holds\"")?;
    }
    out += "role seller\nrole buyer\nrole user\nrole bank\nrole side is {seller, buyer, user}\n";
    for r in 0..regimes {
        writeln!(
            out,
            "regime r{r} \"regime {r}\"\n  authority  authority{r}\n  encoded    from 2014-01-01\n  surveyed   2030-01-01\n  blocked    on us.ofac.sdn programme P{r}"
        )?;
        for p in 0..10 {
            writeln!(out, "part r{r}.part{p} \"part {p}\"")?;
        }
    }
    out += "```\n";
    Ok(out)
}

fn file(r: usize, norms: usize) -> Result<String, std::fmt::Error> {
    let mut out = format!("# Regime {r}\n\nInvented.\n\n```law\n");
    for s in 0..5 {
        let (a, b) = (COUNTRIES[(r + s) % 8], COUNTRIES[(r + s + 3) % 8]);
        writeln!(
            out,
            "set r{r}.far{s} of country\n  {{{a}}} from 20{}-03-01\n  {{{b}}} from 20{}-06-01",
            14 + s,
            16 + s
        )?;
        writeln!(
            out,
            "define r{r}.kept{s}\n  means       any of\n    - deal.flag{} and not deal.flag{}\n    - item.code is under {{{}A00{s}, {}B11{s}}}",
            (r + s) % 60,
            (r + s + 7) % 60,
            1 + s,
            2 + s
        )?;
        writeln!(
            out,
            "term r{r}.word{s} of item\n  reading narrow \"one sort\"\n    means     item.sort is goods{}a\n  reading wide \"the sort\"\n    means     item.sort is within goods{}",
            (r + s) % 40,
            (r + s) % 40
        )?;
    }
    // four of ten norms forbid, four lift, one limits, one asks for a licence
    for i in 0..norms.div_ceil(10) {
        instrument(&mut out, r, i)?;
        for n in (0..10).filter(|n| i * 10 + n < norms) {
            norm(&mut out, r, i, n)?;
        }
    }
    out += "```\n";
    Ok(out)
}

fn instrument(out: &mut String, r: usize, i: usize) -> std::fmt::Result {
    writeln!(
        out,
        "instrument r{r}.i{i} \"instrument {i}\"\n  regime     r{r}\n  issued     20{}-02-01\n  in force   from 20{}-03-01 until superseded\n  source     gazette {r}, page {i}\n  checked    2025-01-01 confidence primary",
        14 + i,
        14 + i
    )
}

fn norm(out: &mut String, r: usize, i: usize, n: usize) -> std::fmt::Result {
    let s = n % 5;
    let flag = |k: usize| format!("deal.flag{}", (r * 7 + i * 11 + n * 3 + k) % 60);
    match n {
        0..=3 => writeln!(
            out,
            "prohibition r{r}.bar{i}x{n} \"bar {n}\"\n  part       r{r}.part{i}\n  cites      section {i}.{n}\n  when all of\n    - act is within supply\n    - supply.to is within r{r}.far{s}\n    - any of\n      - item.code is under {{{i}A{n}1, {i}B{n}2, {i}C{n}3}}\n      - any side has (party.country is {} and not party.us_person)\n      - r{r}.kept{s} and deal counts as r{r}.word{s}\n    - {} or deal.size at least {}",
            COUNTRIES[(r + n) % 8],
            flag(0),
            100 + n
        ),
        4..=7 => writeln!(
            out,
            "authorisation r{r}.licence{i}x{n} \"licence {n}\"\n  cites      paragraph {i}.{n}\n  when all of\n    - supply.to is one of {{{}, {}}}\n    - item.sort is within goods{}\n    - {}\n    - not {}\n  lifts      r{r}.bar{i}x{}",
            COUNTRIES[(r + n) % 8],
            COUNTRIES[(r + n + 3) % 8],
            (r + i + n) % 40,
            flag(1),
            flag(2),
            n - 4
        ),
        8 => writeln!(
            out,
            "exclusion r{r}.but{i} \"what the licences leave out\"\n  cites      paragraph {i}.8\n  when       {} and item.tariff is under {{85{i}}}\n  limits     r{r}.licence{i}x4, r{r}.licence{i}x5",
            flag(3)
        ),
        _ => writeln!(
            out,
            "requirement r{r}.ask{i} \"a licence is needed\"\n  part       r{r}.part{i}\n  cites      section {i}.9\n  when all of\n    - act is export\n    - supply.from is {}\n    - item.code is under {{{}A9}}\n    - {}\n  licence    from authority{r} when {}",
            COUNTRIES[(r + i) % 8],
            1 + i,
            flag(4),
            flag(5)
        ),
    }
}
