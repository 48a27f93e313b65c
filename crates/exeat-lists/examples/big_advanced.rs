//! Writes an Advanced XML of so many MiB with invented parties, or reads one and says how long it took and how much
//! memory it needed: `big_advanced write FILE MIB`, `big_advanced read FILE [LIST]`. Files of
//! any format can be read.

use std::fmt::Write as _;
use std::io::Write as _;

const HEAD: &str = include_str!("../tests/small/sdn_advanced.xml");

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        [_, "write", path, mib] => write(path, mib.parse()?),
        [_, "read", path] => read(path, "us.ofac.sdn"),
        [_, "read", path, list] => read(path, list),
        _ => Err("give: write FILE MIB, or read FILE [LIST]".into()),
    }
}

/// Repeats the first party of the small file under other numbers until the size is reached.
fn write(path: &str, mib: usize) -> Result<(), Box<dyn std::error::Error>> {
    let part = |from: &str, to: &str| -> Option<&'static str> {
        let begin = HEAD.find(from)?;
        let end = HEAD.get(begin..)?.find(to)? + begin + to.len();
        HEAD.get(begin..end)
    };
    let head = part("<?xml", "<DistinctParties>").ok_or("no head")?;
    let party = part("<DistinctParty FixedRef=\"900001\">", "</DistinctParty>").ok_or("no party")?;
    let entry = part("<SanctionsEntry ID=\"1\"", "</SanctionsEntry>").ok_or("no entry")?;
    let mut out = std::io::BufWriter::new(std::fs::File::create(path)?);
    out.write_all(head.as_bytes())?;
    let (mut written, mut many, mut entries) = (head.len(), 0_usize, String::new());
    while written + entries.len() < mib << 20 {
        let id = (1_000_000 + many).to_string();
        let one = party.replace("900001", &id).replace("ERDACHT", &format!("ERDACHT{many}"));
        out.write_all(one.as_bytes())?;
        written += one.len();
        write!(entries, "{}", entry.replace("900001", &id))?;
        many += 1;
    }
    out.write_all(b"</DistinctParties><SanctionsEntries>")?;
    out.write_all(entries.as_bytes())?;
    out.write_all(b"</SanctionsEntries></Sanctions>")?;
    println!("{many} parties");
    Ok(())
}

fn read(path: &str, list: &str) -> Result<(), Box<dyn std::error::Error>> {
    let bytes = std::fs::read(path)?;
    let begun = std::time::Instant::now();
    let reading = exeat_lists::format::read(list, &[exeat_lists::File { name: path, bytes: &bytes }])?;
    println!("{} MiB, {} entries in {:?}", bytes.len() >> 20, reading.entries.len(), begun.elapsed());
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    println!(
        "{}",
        status.lines().find(|line| line.starts_with("VmHWM")).unwrap_or("no peak memory on this system")
    );
    Ok(())
}
