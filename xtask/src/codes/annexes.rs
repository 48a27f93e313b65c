//! The annexes of Regulations 833/2014 and 765/2006 and the schedules of SI 2019/855, as dated tables.

use std::path::Path;

use anyhow::Result;

use super::Made;
use super::source::{Listed, read};
use super::table::{Entry, lines};

const EU: &str = "\
# Made from the text of the act as read through EUR-Lex copies. Source: EUR-Lex, © European Union, reuse allowed with
# the source named (Commission Decision 2011/833/EU). Conditions in our words.
";
const UK: &str = "\
# Source: legislation.gov.uk, Crown copyright, Open Government Licence v3.0. Conditions in our words.
";
const LEGEND: &str = "\
# listed: barred whole; ex: only goods that the entry describes; vehicle: but ambulances; maybe: listed at a later
# reading, the first day not read.";

/// From this day on acts were not read: what stood stays, and what did not is asked.
const UNREAD: &str = "2026-04-24";

/// Which family of goods an annex lists; none where a table leaves the annex out.
type Family = fn(&Listed) -> Option<&'static str>;

/// A list as it was read on a day.
struct Reading {
    day: &'static str,
    rows: Vec<Listed>,
    /// Nothing changed until the next reading: what that has and this lacks was not listed before it.
    settled: bool,
}

/// Tables of one annex or more, an edition for each span of days.
struct Series {
    folder: &'static str,
    prefix: &'static str,
    title: &'static str,
    family: Family,
    /// First day of the act, before the first reading.
    first: &'static str,
    readings: Vec<Reading>,
    /// What the first reading shows to be as old as the act.
    old: fn(&Listed) -> bool,
}

impl Series {
    /// The file of a day, without its ending.
    fn name(&self, day: &str) -> String {
        format!("{}/{}-{day}", self.folder, self.prefix)
    }
}

pub(super) fn all(regs: &Path) -> Result<Vec<Made>> {
    let mut made = union(regs)?;
    made.extend(belarus(regs)?);
    made.extend(britain(regs)?);
    Ok(made)
}

fn union(regs: &Path) -> Result<Vec<Made>> {
    let dir = regs.join("eu-833-2014");
    let (of_2023, of_june) =
        (read(&dir.join("2023-04-27/codes.csv.gz"))?, read(&dir.join("2023-06-24/codes.csv"))?);
    let (of_2025, of_july) =
        (read(&dir.join("2025-02-25/codes.csv"))?, read(&dir.join("2025-07-20/codes.csv"))?);
    let of_october = read(&dir.join("2025-10-24/codes.csv.gz"))?;
    let dual = |prefix, title, family, first| Series {
        folder: "eu/833-2014",
        prefix,
        title,
        family,
        first,
        readings: vec![
            at("2023-04-27", &of_2023, true),
            at("2023-06-24", &of_june, false),
            at("2025-02-25", &of_2025, true),
            at("2025-05-21", &before(&of_july, "2025-07-20"), true),
            at("2025-07-20", &of_july, true),
            at("2025-10-24", &of_october, true),
        ],
        old: |_| false,
    };
    let mut made = Vec::new();
    let part_b = "Annex VII part B to Regulation (EU) 833/2014";
    made.extend(series(&dual("annex-vii-b", part_b, |row| of(row, &[("VII", "")]), "2022-02-26"))?);
    let industry = "Annex XXIII to Regulation (EU) 833/2014";
    made.extend(series(&dual("annex-xxiii", industry, |row| of(row, &[("XXIII", "")]), "2022-04-09"))?);
    made.extend(series(&Series {
        folder: "eu/833-2014",
        prefix: "annex-xviii",
        title: "Annex XVIII to Regulation (EU) 833/2014, luxury goods",
        family: |row| of(row, &[("XVIII", "lux")]),
        first: "2022-03-16",
        readings: vec![at("2023-04-27", &of_2023, false), at("2025-10-24", &of_october, true)],
        old: |_| false,
    })?);
    let arms = of_june.iter().filter(|row| row.annex == "XXXV").cloned();
    let with_arms: Vec<Listed> = of_2023.iter().cloned().chain(arms).collect();
    made.extend(series(&Series {
        folder: "eu/833-2014",
        prefix: "annex-ii-x-xi-xx",
        title: "Annexes II, X, XI, XX and XXXV to Regulation (EU) 833/2014",
        family: |row| {
            of(row, &[("II", "oil"), ("X", "refining"), ("XI", "aviation"), ("XX", "fuel"), ("XXXV", "arms")])
        },
        first: "2022-02-26",
        readings: vec![at("2023-04-27", &of_2023, true), at("2023-06-24", &with_arms, true)],
        old: |_| false,
    })?);
    made.extend(imports(&of_2023, &of_june, &of_october)?);
    let priority = read(&dir.join("history/annex-xl.csv"))?;
    made.extend(series(&Series {
        folder: "eu/833-2014",
        prefix: "annex-xl",
        title: "Annex XL to Regulation (EU) 833/2014, common high-priority items",
        family: |row| of(row, &[("XL", "")]),
        first: "2023-12-19",
        readings: ["2023-12-19", "2024-06-25"].map(|day| at(day, &since(&priority, day), true)).into(),
        old: |_| false,
    })?);
    let transit = read(&dir.join("history/annex-xxxvii.csv"))?;
    made.extend(series(&Series {
        folder: "eu/833-2014",
        prefix: "annex-xxxvii",
        title: "Annex XXXVII to Regulation (EU) 833/2014, goods barred from transit",
        family: |row| of(row, &[("XXXVII", "")]),
        first: "2023-12-19",
        readings: vec![
            at("2023-12-19", &since(&transit, "2023-12-19"), false),
            at("2025-02-25", &of_2025, true),
            at("2025-07-20", &of_july, true),
        ],
        old: |_| false,
    })?);
    Ok(made)
}

/// The import bans. Packages 12 to 15 were not read whole, so that from the diamonds on no table says what is not listed.
fn imports(of_2023: &[Listed], of_june: &[Listed], of_october: &[Listed]) -> Result<Vec<Made>> {
    let family: Family = |row| {
        let families = [
            ("XVII", "steel"),
            ("XXI", "revenue"),
            ("XXII", "coal"),
            ("XXV", "oil"),
            ("XXVI", "gold"),
            ("XXVII", "jewellery"),
            ("XXXVIIIA", "diamonds"),
        ];
        of(row, &families)
    };
    let title = "Annexes XVII, XXI, XXII, XXV, XXVI, XXVII and XXXVIIIA to Regulation (EU) 833/2014, imports";
    let still = of_2023.iter().filter(|row| matches!(row.annex.as_str(), "XXII" | "XXV" | "XXVI" | "XXVII"));
    let replaced = of_june.iter().filter(|row| matches!(row.annex.as_str(), "XXI" | "XVII"));
    let mut rows: Vec<Listed> = still.chain(replaced).cloned().collect();
    let first = Series {
        folder: "eu/833-2014",
        prefix: "annex-imports",
        title,
        family,
        first: "2022-03-16",
        readings: vec![at("2023-04-27", of_2023, true), at("2023-06-24", &rows, true)],
        old: |_| false,
    };
    let mut made = as_read(&first)?;
    rows.extend(of_october.iter().filter(|row| row.annex == "XXXVIIIA").cloned());
    // what Regulations (EU) 2025/395 and 2025/2033 added to annex XXI
    let later = |code: &str| Listed { annex: "XXI".into(), code: code.into(), ..Listed::default() };
    for (day, added) in [("2023-12-19", None), ("2025-02-26", Some("7601")), ("2025-10-24", Some("2901"))] {
        rows.extend(added.map(later));
        let head = format!("{title}, from {day}: packages 12 to 15 not read whole; what was listed stays so");
        made.push(file(
            &format!("eu/833-2014/annex-imports-{day}"),
            &head,
            EU,
            &entries(&rows, family),
            false,
        )?);
    }
    Ok(made)
}

fn belarus(regs: &Path) -> Result<Vec<Made>> {
    let dir = regs.join("eu-765-2006");
    let of_2024 = read(&dir.join("2024-07-01/codes.csv"))?;
    let of_2025 = read(&dir.join("2025-02-25/codes.csv"))?;
    let of_october = read(&dir.join("2025-10-24/codes.csv"))?;
    // July was not typed: what October has with an earlier first day, and annex XVIII as it stood in February
    let mut of_july = before(&of_october, "2025-10-24");
    of_july.retain(|row| !row.from.starts_with("<=2025-10-24"));
    of_july.extend(of_2025.iter().filter(|row| row.annex == "XVIII").cloned());
    series(&Series {
        folder: "eu/765-2006",
        prefix: "annexes",
        title: "Annexes to Regulation (EC) 765/2006",
        family: |row| {
            let families = [
                ("Va", "tech"),
                ("VI", "tobacco"),
                ("VII", "mineral"),
                ("VIII", "potash"),
                ("X", "wood"),
                ("XI", "cement"),
                ("XII", "steel"),
                ("XIII", "rubber"),
                ("XIV", "machine"),
                ("XIVa", "transit-b"),
                ("XVIII", "industry"),
                ("XIX", "transit"),
                ("XX", "refining"),
                ("XXI", "gold"),
                ("XXII", "jewellery"),
                ("XXIII", "crude"),
                ("XXV", "lux"),
                ("XXVII", "revenue"),
                ("XXVIII", "fuel"),
                ("XXIX", "diamonds"),
                ("XXX", "priority"),
                ("XXXI", "diligence"),
            ];
            of(row, &families)
        },
        first: "2022-03-03",
        readings: vec![
            at("2024-07-01", &of_2024, true),
            at("2025-02-25", &of_2025, false),
            at("2025-07-20", &of_july, false),
            at("2025-10-24", &of_october, true),
        ],
        old: |row| row.from == "<=2022-03-10",
    })
}

fn britain(regs: &Path) -> Result<Vec<Made>> {
    let dir = regs.join("uk-2019-855");
    let of_2022 = read(&dir.join("2022-07/codes.csv"))?;
    let of_2023 = read(&dir.join("2023-04-21/codes.csv"))?;
    let of_2025 = read(&dir.join("2025-04-24/codes.csv.gz"))?;
    let exports = |row: &&Listed| {
        matches!((row.annex.as_str(), row.part.as_str()), ("3E", "2" | "5") | ("3I", "2" | "3") | ("3C", _))
    };
    let exports: Vec<Listed> = of_2025.iter().filter(exports).cloned().collect();
    // a table of the text read whose number is not printed
    let fuel = of_2022.iter().filter(|row| row.annex != "3D").map(|row| Listed {
        annex: "jet fuel".into(),
        part: String::new(),
        ex: row.condition.contains("additives"),
        ..row.clone()
    });
    let fuel: Vec<Listed> = fuel.collect();
    let goods: Family = |_| Some("goods");
    let known = entries(&fuel, goods);
    let earlier =
        exports.iter().filter(|row| matches!((row.annex.as_str(), row.part.as_str()), ("3E" | "3I", "2")));
    let perhaps = perhaps(&entries(&earlier.cloned().collect::<Vec<_>>(), goods));
    let title = "Schedules 3E and 3I to SI 2019/855, before 2025-04-24: not read; what part 2 of each had then may have been listed";
    let first = file("uk/russia/schedules-exports-2022-07-21", title, UK, &[known, perhaps].concat(), false)?;
    let title = "Schedules 3E (parts 2 and 5), 3I (parts 2 and 3), additions to 3C, and the table of jet fuel, to SI 2019/855";
    let all = entries(&exports.into_iter().chain(fuel).collect::<Vec<_>>(), goods);
    let mut made = vec![first, file("uk/russia/schedules-exports-2025-04-24", title, UK, &all, false)?];

    let family: Family = |row| of(row, &[("3D", "revenue"), ("3DA", "revenue"), ("3B", "steel")]);
    let revenue = of_2022
        .iter()
        .filter(|row| row.annex == "3D")
        .map(|row| Listed { part: String::new(), ..row.clone() });
    let mut rows: Vec<Listed> = Vec::new();
    let steel = entries(&of_2023, family);
    let title = "Schedules 3B part 3, 3D and 3DA part 4 to SI 2019/855, imports";
    let mut edition = |day: &str, rows: &[Listed], more: &[Entry]| {
        let all = [entries(rows, family), more.to_vec()].concat();
        made.push(file(&format!("uk/russia/schedules-imports-{day}"), title, UK, &all, false)?);
        Ok::<_, anyhow::Error>(())
    };
    let perhaps = self::perhaps(&steel);
    edition("2022-04-14", &rows, &perhaps)?;
    rows.extend(revenue);
    edition("2022-07-21", &rows, &perhaps)?;
    rows.extend(of_2023.iter().cloned());
    edition("2023-04-21", &rows, &[])?;
    rows.extend(of_2025.iter().filter(|row| row.annex == "3DA").cloned());
    edition("2025-04-24", &rows, &[])?;
    Ok(made)
}

/// The tables of a series, with what is left when reading stopped.
fn series(series: &Series) -> Result<Vec<Made>> {
    let mut made = as_read(series)?;
    if let Some(last) = series.readings.last() {
        let head = format!("{}, from {UNREAD}: later acts not read; what was listed stays so", series.title);
        let all = entries(&last.rows, series.family);
        made.push(file(&series.name(UNREAD), &head, EU, &all, false)?);
    }
    Ok(made)
}

/// Its tables before its first reading, and from each reading on.
fn as_read(series: &Series) -> Result<Vec<Made>> {
    let Series { title, family, first, readings, old, .. } = series;
    let mut made = Vec::new();
    if let Some(Reading { day, rows, .. }) = readings.first()
        && first < day
    {
        let (sure, later): (Vec<Listed>, Vec<Listed>) = rows.iter().cloned().partition(old);
        let all = [entries(&sure, *family), perhaps(&entries(&dated_by_the_text(&later), *family))].concat();
        let head = format!(
            "{title}, from {first} to {day}: not read; what the reading of {day} has may have been listed"
        );
        made.push(file(&series.name(first), &head, EU, &all, true)?);
    }
    for (at, reading) in readings.iter().enumerate() {
        let mut all = entries(&reading.rows, *family);
        if let Some(next) = readings.get(at + 1).filter(|_| !reading.settled) {
            let next = entries(&dated_by_the_text(&next.rows), *family);
            let more: Vec<Entry> = next.into_iter().filter(|entry| !covered(entry, &all)).collect();
            all.extend(perhaps(&more));
        }
        let head = format!("{title}, as of {}", reading.day);
        made.push(file(&series.name(reading.day), &head, EU, &all, true)?);
    }
    Ok(made)
}

/// Rows whose first day was not read: the text that has them is the earliest at hand.
fn dated_by_the_text(rows: &[Listed]) -> Vec<Listed> {
    rows.iter().filter(|row| row.from.starts_with("<=")).cloned().collect()
}

fn covered(entry: &Entry, by: &[Entry]) -> bool {
    by.iter().any(|other| entry.listed.code.starts_with(&other.listed.code))
}

fn at(day: &'static str, rows: &[Listed], settled: bool) -> Reading {
    Reading { day, rows: rows.to_vec(), settled }
}

/// Rows that were not first listed on a day or later.
fn before(rows: &[Listed], day: &str) -> Vec<Listed> {
    let dated = |row: &Listed| row.from.starts_with(|c: char| c.is_ascii_digit());
    let first = |row: &Listed| row.from.get(..10).unwrap_or(&row.from).to_owned();
    rows.iter().filter(|row| !(dated(row) && first(row).as_str() >= day)).cloned().collect()
}

fn since(rows: &[Listed], day: &str) -> Vec<Listed> {
    rows.iter().filter(|row| row.from == day).cloned().collect()
}

/// The family of an annex, from a list of annexes.
fn of(row: &Listed, families: &[(&str, &'static str)]) -> Option<&'static str> {
    families.iter().find(|(annex, _)| *annex == row.annex).map(|(_, family)| *family)
}

fn entries(rows: &[Listed], family: Family) -> Vec<Entry> {
    let entry = |row: &Listed| Some(Entry { family: family(row)?, listed: row.clone(), maybe: false });
    rows.iter().filter_map(entry).collect()
}

fn perhaps(entries: &[Entry]) -> Vec<Entry> {
    entries.iter().map(|entry| Entry { maybe: true, ..entry.clone() }).collect()
}

fn file(name: &str, title: &str, source: &str, entries: &[Entry], whole: bool) -> Result<Made> {
    let missing = if whole {
        " A chapter without a mark: nothing else in it is listed."
    } else {
        " What has no row is not known."
    };
    let text = format!("# {title}\n{source}{LEGEND}{missing}\n{}", lines(entries, whole)?);
    Ok(Made { path: format!("{name}.csv"), text })
}
