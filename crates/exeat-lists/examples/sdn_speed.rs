//! How long it takes to read a folder of OFAC's csv files and to build the index over them: `sdn_speed FOLDER [RUNS]`.

use std::time::{Duration, Instant};

use exeat_lists::{File, ofac};
use exeat_screen::Index;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let folder =
        arguments.next().ok_or("give the folder of sdn.csv, add.csv, alt.csv and sdn_comments.csv")?;
    let runs: usize = arguments.next().map_or(Ok(5), |runs| runs.parse())?;
    let mut files = Vec::new();
    for member in std::fs::read_dir(folder)? {
        let path = member?.path();
        files.push((path.display().to_string(), std::fs::read(path)?));
    }
    files.sort();
    let files: Vec<File<'_>> = files.iter().map(|(name, bytes)| File { name, bytes }).collect();
    let mut times: Vec<(Duration, Duration)> = Vec::new();
    for _ in 0..runs.max(1) {
        let begun = Instant::now();
        let reading = ofac::read("us.ofac.sdn", &files)?;
        let read = begun.elapsed();
        let (entries, names) = (reading.counts.records, reading.counts.names);
        let index = Index::build(reading.entries);
        let all = begun.elapsed();
        println!("{entries} parties, {names} names: read in {read:.0?}, read and indexed in {all:.0?}");
        drop(index);
        times.push((all, read));
    }
    times.sort();
    let (all, read) = times[times.len() / 2];
    println!("median of {}: read {read:.0?}, read and indexed {all:.0?}", times.len());
    Ok(())
}
