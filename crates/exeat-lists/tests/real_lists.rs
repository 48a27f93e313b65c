//! Whole files of the other publishers, as published: counts as counted independently, and no complaint that is
//! not explained here.
#![allow(clippy::unwrap_used, reason = "a test helper may panic as a test may")]

mod common;

use common::shared;
use exeat_lists::{File, ReadError, Reading, ae, au, bis, ca, ch, csl, eu, ftm, uk, un};
use std::collections::BTreeMap;

/// Reads one shared file.
fn read(path: &str, reader: fn(&File<'_>) -> Result<Reading, ReadError>) -> Option<Reading> {
    let full = shared(&format!("lists/{path}"))?;
    let bytes = std::fs::read(&full).unwrap();
    let name = full.file_name().unwrap().to_string_lossy().into_owned();
    Some(reader(&File { name: &name, bytes: &bytes }).unwrap())
}

/// Complaints by what is wrong, with how many there are.
fn complaints(reading: &Reading) -> Vec<String> {
    let mut whys = BTreeMap::new();
    for complaint in &reading.complaints {
        *whys.entry(complaint.why.as_str()).or_insert(0) += 1;
    }
    whys.into_iter().map(|(why, many)| format!("{many} {why}")).collect()
}

fn count(reading: &Reading, what: &str) -> usize {
    reading.counts.rows.iter().find(|(name, _)| *name == what).map_or(0, |(_, many)| *many)
}

fn by_list(reading: &Reading) -> Vec<String> {
    let mut lists = BTreeMap::new();
    for entry in &reading.entries {
        *lists.entry(entry.list.as_str()).or_insert(0) += 1;
    }
    lists.into_iter().map(|(list, many)| format!("{list} {many}")).collect()
}

/// Nothing unknown, and every entry with a name, an id of its own on its list, and a place in the file.
fn sound(reading: &Reading, path: &str) {
    assert_eq!(reading.unknown, BTreeMap::new(), "{path}");
    let mut ids = std::collections::BTreeSet::new();
    for entry in &reading.entries {
        assert!(!entry.party.names.is_empty(), "{path} {}", entry.id);
        assert!(ids.insert((entry.list.clone(), entry.id.clone())), "{path} {} {}", entry.list, entry.id);
        assert!(entry.source.line >= 1 && !entry.listings.is_empty(), "{path} {}", entry.id);
    }
}

#[test]
fn the_un_list_of_every_day_is_read_whole() {
    for (day, individuals, entities, names) in [
        ("2018-06-07", 693, 405, 3726),
        ("2018-06-21", 695, 405, 3733),
        ("2018-08-24", 701, 397, 3761),
        ("2018-10-29", 703, 390, 3756),
        ("2020-03-20", 709, 305, 3667),
        ("2024-11-30", 686, 193, 3598),
        ("2025-04-19", 684, 193, 3581),
        ("2025-08-02", 684, 195, 3590),
        ("2025-11-15", 727, 273, 3753),
        ("2025-11-20", 727, 273, 3753),
        ("2026-02-27", 730, 273, 3755),
    ] {
        let path = format!("un-sc/{day}/consolidated.xml.gz");
        let Some(reading) = read(&path, un::read) else { return };
        sound(&reading, &path);
        assert_eq!(complaints(&reading), [""; 0], "{day}");
        assert_eq!(reading.published.unwrap().to_string(), day);
        let counts = [count(&reading, "individuals"), count(&reading, "entities"), count(&reading, "names")];
        assert_eq!(counts, [individuals, entities, names], "{day}");
        assert!(reading.entries.iter().all(|e| e.listings[0].listed.is_some()), "{day}");
        assert!(reading.counts.weak > 500, "{day}: weak names are told apart");
    }
}

#[test]
fn the_screening_list_keeps_its_thirteen_lists_apart() {
    let Some(reading) = read("us-csl/2022-05-06/consolidated.csv.gz", csl::read_csv) else { return };
    sound(&reading, "csl");
    let lists = [
        "us.bis.dpl 462",
        "us.bis.entity-list 2001",
        "us.bis.meu 71",
        "us.bis.uvl 201",
        "us.ofac.capta 53",
        "us.ofac.cmic 68",
        "us.ofac.fse 3",
        "us.ofac.ns-mbs 17",
        "us.ofac.plc 78",
        "us.ofac.sdn 10026",
        "us.ofac.ssi 290",
        "us.state.dtc 727",
        "us.state.isn 163",
    ];
    assert_eq!(by_list(&reading), lists);
    // The publisher's own slips: an IMO number of five digits, and two passports of which only the place is known.
    assert_eq!(
        complaints(&reading),
        ["2 a passport without a number", "1 an IMO number that is not seven digits"]
    );
    let entity = reading.entries.iter().find(|e| e.party.names[0].text == "140 Repair Plant JSC").unwrap();
    assert_eq!(entity.party.addresses[0].country.as_deref(), Some("BY"));
    assert_eq!(entity.listings[0].listed.unwrap().to_string(), "2022-04-07");
}

#[test]
fn ofsi_rows_come_together_by_group_in_both_encodings_and_forms() {
    for (day, form, groups, rows) in [
        ("2014-04-02", "sanctionsconlist.csv.gz", 2297, 8950),
        ("2018-04-13", "sanctionsconlist.csv.gz", 2106, 9487),
        ("2023-06-05", "ConList.from-xlsx.csv.gz", 3993, 16_823),
        ("2025-04-14", "ConList.from-xlsx.csv.gz", 4688, 18_798),
    ] {
        let path = format!("uk-ofsi/{day}/{form}");
        let Some(csv) = read(&path, uk::ofsi::read_csv) else { return };
        sound(&csv, &path);
        assert_eq!((count(&csv, "ConList.csv"), count(&csv, "rows")), (groups, rows), "{day}");
        assert_eq!(csv.published.unwrap().to_string(), day);
        // 29 February 1969 never was.
        let slips: &[&str] =
            if day == "2014-04-02" { &["1 a date of birth that cannot be read"] } else { &[] };
        assert_eq!(complaints(&csv), slips, "{day}");
        let all_named = csv.entries.iter().all(|e| !e.party.names[0].text.contains('\u{fffd}'));
        assert!(all_named, "{day}: windows-1252 is read as such");
        if day >= "2023" {
            let book = read(&format!("uk-ofsi/{day}/ConList.xlsx"), uk::ofsi::read_xlsx).unwrap();
            let strip = |r: &Reading| -> Vec<_> {
                let plain = |e: &exeat_screen::Entry| (e.id.clone(), e.party.clone(), e.listings.clone());
                r.entries.iter().map(plain).collect()
            };
            assert!(strip(&csv) == strip(&book), "{day}: csv and workbook say the same");
        }
    }
}

#[test]
fn the_supplements_to_part_744_give_three_lists() {
    for (day, entity_list, unverified, military) in [
        ("2025-01-29", 3273, 173, 70),
        ("2025-08-02", 3355, 186, 70),
        ("2025-12-30", 3415, 186, 70),
        ("2026-01-29", 3415, 186, 70),
    ] {
        let Some(reading) =
            read(&format!("../regs/ecfr-title-15/{day}/title-15.xml.gz"), bis::supplements::read)
        else {
            return;
        };
        sound(&reading, day);
        assert_eq!(complaints(&reading), [""; 0], "{day}");
        let counts = ["supplement 4", "supplement 6", "supplement 7"].map(|what| count(&reading, what));
        assert_eq!(counts, [entity_list, unverified, military], "{day}");
        let long = reading.entries.iter().filter(|e| e.party.names[0].text.len() > 150).count();
        assert!(long < 8, "{day}: {long} names that swallowed their address");
        let undated = reading.entries.iter().filter(|e| e.listings[0].listed.is_none()).count();
        assert!(undated < 8, "{day}: {undated} entries whose citation has no day");
    }
}

#[test]
fn the_annexes_of_the_union_come_whole_from_one_table() {
    for (act, list, records, undated, first) in [
        ("32014R0833", "eu.833.annex-iv", 921, 0, "JSC Sirius"),
        ("32014R0833", "eu.833.annex-xiv", 70, 0, "Bank Otkritie"),
        ("32014R0833", "eu.833.annex-xix", 14, 14, "OPK OBORONPROM"),
        ("32014R0833", "eu.833.annex-xlii", 633, 0, "Angara"),
        ("32014R0833", "eu.833.annex-xlv", 12, 0, "Payeer"),
        ("32006R0765", "eu.765.annex-v", 26, 26, "Belarus Ministry of Defence"),
    ] {
        let path = format!("../regs/eu-annex-parties/2026-08-22/consolidated/{act}.csv.gz");
        let Some(reading) = read(&path, eu::annexes::read) else { return };
        sound(&reading, act);
        let own: Vec<_> = reading.entries.iter().filter(|e| e.list == list).collect();
        let without = own.iter().filter(|e| e.listings[0].listed.is_none()).count();
        let name = own[0].party.names[0].text.as_str();
        assert_eq!((own.len(), without, name), (records, undated, first), "{list}");
        let imo = own
            .iter()
            .filter(|e| e.party.identifiers.iter().any(|i| i.scheme == exeat_screen::Scheme::Imo))
            .count();
        assert_eq!(imo, if list == "eu.833.annex-xlii" { records } else { 0 }, "{list}");
    }
}

#[test]
fn denied_persons_keep_their_days_and_lose_their_blanks() {
    for (day, records) in [("2019-06-05", 546), ("2022-09-02", 581), ("2023-11-16", 665)] {
        let Some(reading) = read(&format!("us-bis-dpl/{day}/dpl.txt.gz"), bis::dpl::read) else { return };
        sound(&reading, day);
        assert_eq!((reading.entries.len(), complaints(&reading)), (records, vec![]), "{day}");
        assert!(reading.entries.iter().all(|e| !e.party.names[0].text.starts_with(' ')), "{day}");
        let ash = reading.entries.iter().find(|e| e.party.names[0].text == "I. ASH").unwrap();
        let said = reading.particulars.iter().find(|p| p.entry == ash.id).unwrap();
        assert_eq!(said.get("ends"), Some("2056-06-29"));
    }
}

#[test]
fn canada_australia_and_the_emirates_are_read_whole() {
    for (day, records, slips) in [("2020-04-15", 1369, 0), ("2025-03-20", 4759, 2)] {
        let Some(reading) = read(&format!("ca-sema/{day}/sema-lmes.xml.gz"), ca::read) else { return };
        sound(&reading, day);
        // "Sep-99" and "born in the early 1970s" are no dates.
        assert_eq!((reading.entries.len(), reading.complaints.len()), (records, slips), "{day}");
    }
    let Some(reading) = read("au-dfat/2024-11-11/regulation8_consolidated.xlsx", au::read) else { return };
    sound(&reading, "au");
    assert_eq!(reading.entries.len(), 3062);
    // Slips of the keyboard: "29-Aprl-1967", "10/061962", two dates without a mark between them.
    assert_eq!(complaints(&reading), ["11 a date of birth that cannot be read"]);
    let Some(reading) = read("ae-local/2025-09-23/local-terrorist-list.csv.gz", ae::read) else { return };
    sound(&reading, "ae");
    assert_eq!((reading.entries.len(), complaints(&reading)), (155, vec![]));
}

#[test]
fn a_file_that_a_spreadsheet_saved_anew_is_refused() {
    let Some(path) = shared("lists/eu-fsf/2018-07-04/EUSanctionsShort.csv.gz") else { return };
    let bytes = std::fs::read(path).unwrap();
    let error = eu::read_csv(&File { name: "EUSanctionsShort.csv.gz", bytes: &bytes }).unwrap_err();
    assert_eq!(error.file(), "EUSanctionsShort.csv");
}

#[test]
fn samples_of_formats_are_read_in_their_shape() {
    let Some(uk) = read("format-samples/uk-sanctions-list.excerpt.xml", uk::list::read_xml) else { return };
    sound(&uk, "uk");
    assert_eq!((uk.entries.len(), uk.published.unwrap().to_string().as_str()), (2, "2026-09-02"));
    assert_eq!(uk.entries[1].party.birth.len(), 2);
    let ch = read("format-samples/seco-consolidated-list.excerpt.xml", ch::read).unwrap();
    sound(&ch, "ch");
    // One of the three targets was taken off the list, and stays in the file.
    assert_eq!((count(&ch, "target"), count(&ch, "de-listed"), ch.entries.len()), (2, 1, 2));
    assert_eq!(ch.entries[1].party.identifiers[0].to_string(), "IMO 8405270");
}

#[test]
fn exports_of_entities_are_read_whole() {
    for (path, parties) in [
        ("opensanctions-ftm/zala-entities.ftm.json.gz", 17),
        ("opensanctions-ftm/parteispenden-entities.ftm.json.gz", 96),
        ("opensanctions-ftm/t1-entities.ftm.json.gz", 6),
        ("opensanctions-ftm/donations.ijson.gz", 95),
        ("opensanctions-ftm/sa-wiki-peps/entities.ftm.json.gz", 0),
    ] {
        let Some(reading) = read(path, ftm::read) else { return };
        let ids: std::collections::BTreeSet<_> = reading.entries.iter().map(|e| &e.id).collect();
        assert!(ids.len() >= parties, "{path}: {}", ids.len());
        let passed_over = reading.unknown.keys().all(|what| what.starts_with("schema "));
        assert!(passed_over, "{path}: {:?}", reading.unknown);
        // Wikidata has dates before our era and decades.
        let slips = if path.contains("wiki") { 19 } else { 0 };
        assert_eq!(reading.complaints.len(), slips, "{path}");
    }
}
