//! How much memory it takes to read a large file: `big write FORMAT PATH MIB` writes one with invented parties, as
//! dense as the format allows; `big read LIST FILE…` reads files as an import does, holding no party, and `big hold
//! LIST FILE…` as a check does. Both say how long it took and how much memory was needed at the most, the files
//! included. Formats: `advanced`, `ftm`, `eu-csv`, `csl-csv`, `csl-json`, `ofsi-csv`, `uk-csv`, `dpl`, and `ofac-csv`,
//! whose path is a folder.

use std::fs::File;
use std::io::{BufWriter, Write};

use exeat_lists::format;

const ADVANCED: &str = include_str!("../tests/small/sdn_advanced.xml");
const EU: &str = include_str!("../tests/small/eu.csv");
const CSL: &str = include_str!("../tests/small/csl.csv");
const CSL_JSON: &str = include_str!("../tests/small/csl.json");
const OFSI: &str = include_str!("../tests/small/ofsi.csv");
const UK: &str = include_str!("../tests/small/uk.csv");
const DPL: &str = include_str!("../tests/small/dpl.txt");
const FTM: &str = include_str!("../tests/small/ftm.json");

type Done = Result<(), Box<dyn std::error::Error>>;

fn main() -> Done {
    let arguments: Vec<String> = std::env::args().collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        [_, "write", format, path, mib] => write(format, path, mib.parse::<usize>()? << 20),
        [_, "read", list, paths @ ..] if !paths.is_empty() => read(list, paths, false),
        [_, "hold", list, paths @ ..] if !paths.is_empty() => read(list, paths, true),
        _ => Err("give: write FORMAT PATH MIB, read LIST FILE…, or hold LIST FILE…".into()),
    }
}

fn write(format: &str, path: &str, size: usize) -> Done {
    let lines = |text: &'static str, from: usize, to: usize| -> Vec<&'static str> {
        text.split_inclusive('\n').skip(from).take(to - from).collect()
    };
    let head = |text: &'static str, many: usize| lines(text, 0, many).concat();
    match format {
        "advanced" => advanced(path, size),
        "ftm" => scattered(path, size, "", &lines(FTM, 0, 2), "inv-", ""),
        "eu-csv" => scattered(path, size, &head(EU, 1), &lines(EU, 1, 3), "EU.99999.", ""),
        "ofsi-csv" => scattered(path, size, &head(OFSI, 2), &lines(OFSI, 2, 4), "99999", ""),
        "uk-csv" => scattered(path, size, &head(UK, 2), &lines(UK, 2, 4), "RUS9999", ""),
        "csl-csv" => scattered(path, size, &head(CSL, 1), &lines(CSL, 1, 2), "a1,", ""),
        "dpl" => scattered(path, size, &head(DPL, 1), &lines(DPL, 1, 2), "JANE", ""),
        "csl-json" => {
            let record = lines(CSL_JSON, 1, 2);
            let last = record.concat().trim_end().trim_end_matches(',').to_owned();
            scattered(path, size, "{\"results\": [\n", &record, "\"a1\"", &format!("{last}]}}"))
        }
        "ofac-csv" => ofac(path, size),
        other => Err(format!("there is no format {other:?}").into()),
    }
}

/// Repeats the rows of one party under other ids: the first rows of all parties, then the second rows of all, and so
/// on, so that no two rows of a party stand together. `mark` is what an id begins with in the small file.
fn scattered(path: &str, size: usize, head: &str, rows: &[&str], mark: &str, end: &str) -> Done {
    let row = |row: &str, at: usize| {
        let other = match mark.chars().last().filter(char::is_ascii_digit) {
            Some(_) => format!("{mark}{at}"),
            None => {
                mark.trim_end_matches([',', '"']).to_owned()
                    + &format!("{at}")
                    + &mark[mark.trim_end_matches([',', '"']).len()..]
            }
        };
        row.replace(mark, &other)
    };
    let of_one: usize = rows.iter().map(|text| row(text, 100_000).len()).sum();
    let many = size.saturating_sub(head.len()) / of_one;
    let mut out = BufWriter::new(File::create(path)?);
    out.write_all(head.as_bytes())?;
    for text in rows {
        for at in 0..many {
            out.write_all(row(text, at).as_bytes())?;
        }
    }
    out.write_all(end.as_bytes())?;
    println!("{many} parties");
    Ok(())
}

/// The four files: a party with an alias, an address, and a comment for every tenth.
fn ofac(folder: &str, size: usize) -> Done {
    std::fs::create_dir_all(folder)?;
    let open = |name: &str| File::create(format!("{folder}/{name}")).map(BufWriter::new);
    let (mut main, mut alias) = (open("sdn.csv")?, open("alt.csv")?);
    let (mut address, mut comment) = (open("add.csv")?, open("sdn_comments.csv")?);
    let (mut written, mut many) = (0, 0_usize);
    while written < size {
        many += 1;
        let main_row = format!(
            "{many},\"ERDACHT{many}, Ivan\",\"individual\",\"UKRAINE-EO13661] [RUSSIA-EO14024\",-0- ,-0- ,-0- ,-0- ,-0- ,\
             -0- ,-0- ,\"DOB 17 Mar 1966; POB Nowhere, Russia; nationality Russia; Gender Male; Passport \
             7{many} (Russia).\"\r\n"
        );
        let alias_row = format!("{many},{many},\"aka\",\"WYMYSLENY{many}, Ivan\",-0- \r\n");
        let address_row = format!("{many},{many},\"1 Nowhere Street\",\"Moscow 101000\",\"Russia\",-0- \r\n");
        let comment_row =
            if many % 10 == 0 { format!("{many},\"; Linked To: ERDACHT1.\"\r\n") } else { String::new() };
        main.write_all(main_row.as_bytes())?;
        alias.write_all(alias_row.as_bytes())?;
        address.write_all(address_row.as_bytes())?;
        comment.write_all(comment_row.as_bytes())?;
        written += main_row.len() + alias_row.len() + address_row.len() + comment_row.len();
    }
    println!("{many} parties");
    Ok(())
}

/// Repeats the first party of the small file under other numbers until the size is reached.
fn advanced(path: &str, size: usize) -> Done {
    let part = |from: &str, to: &str| -> Option<&'static str> {
        let begin = ADVANCED.find(from)?;
        let end = ADVANCED.get(begin..)?.find(to)? + begin + to.len();
        ADVANCED.get(begin..end)
    };
    let head = part("<?xml", "<DistinctParties>").ok_or("no head")?;
    let party = part("<DistinctParty FixedRef=\"900001\">", "</DistinctParty>").ok_or("no party")?;
    let entry = part("<SanctionsEntry ID=\"1\"", "</SanctionsEntry>").ok_or("no entry")?;
    let mut out = BufWriter::new(File::create(path)?);
    out.write_all(head.as_bytes())?;
    let (mut written, mut many, mut entries) = (head.len(), 0_usize, String::new());
    while written + entries.len() < size {
        let id = (1_000_000 + many).to_string();
        let one = party.replace("900001", &id).replace("ERDACHT", &format!("ERDACHT{many}"));
        out.write_all(one.as_bytes())?;
        written += one.len();
        entries += &entry.replace("900001", &id);
        many += 1;
    }
    out.write_all(b"</DistinctParties><SanctionsEntries>")?;
    out.write_all(entries.as_bytes())?;
    out.write_all(b"</SanctionsEntries></Sanctions>")?;
    println!("{many} parties");
    Ok(())
}

fn read(list: &str, paths: &[&str], hold: bool) -> Done {
    let mut contents = Vec::new();
    for path in paths {
        contents.push((*path, std::fs::read(path)?));
    }
    let files: Vec<exeat_lists::File<'_>> =
        contents.iter().map(|(name, bytes)| exeat_lists::File { name, bytes }).collect();
    let size: usize = files.iter().map(|file| file.bytes.len()).sum();
    let begun = std::time::Instant::now();
    let many = if hold {
        format::read(list, &files)?.entries.len()
    } else {
        let mut many = 0;
        format::each(list, &files, &mut |_| many += 1)?;
        many
    };
    println!("{} MiB, {many} entries in {:.2?}", size >> 20, begun.elapsed());
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find(|line| line.starts_with("VmHWM"));
    println!("{}", peak.unwrap_or("no peak memory on this system"));
    Ok(())
}
