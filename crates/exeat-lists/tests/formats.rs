//! Every format in small, with invented parties in the publishers' shapes: what each reader makes of it, what it
//! refuses, and that no bytes make it panic or lose a record unseen.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test helper may panic as a test may")]

use exeat_lists::format::{Format, read, recognise};
use exeat_lists::{File, Reading};
use proptest::prelude::*;
use std::fmt::Write as _;

/// A small file of every format that is text: name, list and content.
const SMALL: [(&str, &str, &str, Format); 18] = [
    ("sdn.xml", "us.ofac.sdn", include_str!("small/sdn.xml"), Format::OfacXml),
    ("consolidated.xml", "us.ofac.ssi", include_str!("small/consolidated.xml"), Format::OfacXml),
    ("sdn_advanced.xml", "us.ofac.sdn", include_str!("small/sdn_advanced.xml"), Format::OfacAdvanced),
    ("consolidated.csv", "us.bis.entity-list", include_str!("small/csl.csv"), Format::CslCsv),
    ("consolidated.json", "us.bis.entity-list", include_str!("small/csl.json"), Format::CslJson),
    ("part-744.xml", "us.bis.entity-list", include_str!("small/ecfr.xml"), Format::Ecfr),
    ("dpl.txt", "us.bis.dpl", include_str!("small/dpl.txt"), Format::Dpl),
    ("un.xml", "un.sc", include_str!("small/un.xml"), Format::UnXml),
    ("eu.xml", "eu.fsf", include_str!("small/eu.xml"), Format::EuXml),
    ("eu.csv", "eu.fsf", include_str!("small/eu.csv"), Format::EuCsv),
    ("uk.xml", "uk.sanctions", include_str!("small/uk.xml"), Format::UkXml),
    ("uk.csv", "uk.sanctions", include_str!("small/uk.csv"), Format::UkCsv),
    ("ConList.csv", "uk.sanctions", include_str!("small/ofsi.csv"), Format::OfsiCsv),
    ("seco.xml", "ch.seco", include_str!("small/seco.xml"), Format::SecoXml),
    ("sema.xml", "ca.sema", include_str!("small/sema.xml"), Format::SemaXml),
    ("entities.ftm.json", "ftm", include_str!("small/ftm.json"), Format::Ftm),
    ("local.csv", "ae.local", include_str!("small/uae.csv"), Format::UaeCsv),
    ("annexes.csv", "eu.833.annex-iv", include_str!("small/eu_annexes.csv"), Format::EuAnnexes),
];

/// What was read, a line for everything.
fn shown(reading: &Reading) -> String {
    let mut out = String::new();
    let published = reading.published.map(|d| d.to_string()).unwrap_or_default();
    writeln!(out, "published {published}").unwrap();
    for entry in &reading.entries {
        let party = &entry.party;
        writeln!(out, "{} {} {:?} line {}", entry.list, entry.id, party.kind, entry.source.line).unwrap();
        for name in &party.names {
            let weak = if name.weak { " weak" } else { "" };
            writeln!(out, "  name {:?}{weak} {}", name.kind, name.text).unwrap();
        }
        for identifier in &party.identifiers {
            writeln!(out, "  identifier {identifier}").unwrap();
        }
        for date in &party.birth {
            writeln!(out, "  born {date}").unwrap();
        }
        if !party.countries.is_empty() {
            writeln!(out, "  countries {}", party.countries.join(" ")).unwrap();
        }
        for a in &party.addresses {
            let country = a.country.as_deref().unwrap_or("-");
            writeln!(out, "  address {:?} [{}] [{}] {country} [{}]", a.kind, a.street, a.place, a.remarks)
                .unwrap();
        }
        for l in &entry.listings {
            let day = |d: Option<jiff::civil::Date>| d.map_or("-".to_owned(), |d| d.to_string());
            let directive = l.directive.as_deref().unwrap_or("-");
            writeln!(out, "  listed {} {directive} {} {}", l.programme, day(l.listed), day(l.effective))
                .unwrap();
        }
        for p in reading.particulars.iter().filter(|p| p.entry == entry.id) {
            for (label, value) in &p.said {
                writeln!(out, "  {label}: {value}").unwrap();
            }
        }
        for l in reading.links.iter().filter(|l| l.entry == entry.id) {
            writeln!(out, "  {} -> {} {}", l.how, l.to, l.to_entry.as_deref().unwrap_or("")).unwrap();
        }
        writeln!(out, "  remarks {}", entry.remarks).unwrap();
    }
    for complaint in &reading.complaints {
        writeln!(out, "complaint {complaint}").unwrap();
    }
    for (what, many) in &reading.unknown {
        writeln!(out, "unknown {what} {many}").unwrap();
    }
    out
}

#[test]
fn every_format_in_small() {
    for (name, list, text, format) in SMALL {
        let file = File { name, bytes: text.as_bytes() };
        assert_eq!(recognise(&file).unwrap(), format, "{name}");
        let reading = read(list, &[file]).unwrap();
        insta::assert_snapshot!(name.replace('.', "_"), shown(&reading));
        // Where an entry was read, its record begins.
        for entry in &reading.entries {
            let at = usize::try_from(entry.source.offset).unwrap();
            let line = 1 + text.as_bytes()[..at].iter().filter(|b| **b == b'\n').count() as u64;
            assert_eq!(line, entry.source.line, "{name} {}", entry.id);
        }
    }
}

#[test]
fn formats_are_told_from_what_a_file_holds_not_from_its_name() {
    for (_, list, text, format) in SMALL {
        let file = File { name: "download (3)", bytes: text.as_bytes() };
        assert_eq!(recognise(&file).unwrap(), format);
        assert!(!read(list, &[file]).unwrap().entries.is_empty());
    }
}

fn refusal(list: &str, name: &str, bytes: &[u8]) -> String {
    read(list, &[File { name, bytes }]).unwrap_err().to_string()
}

/// The publishers' servers have served all of these in place of a list.
#[test]
fn a_web_page_an_empty_file_and_another_list_are_refused_by_name() {
    let page = b"<!DOCTYPE html>\n<html><body>Service unavailable</body></html>";
    for list in ["un.sc", "eu.fsf", "us.ofac.ssi", "uk.sanctions"] {
        assert!(refusal(list, "consolidated.xml", page).contains("a web page, not a list"), "{list}");
        assert!(refusal(list, "consolidated.xml", b"").contains("the file is empty"), "{list}");
        assert!(refusal(list, "list.txt", b"hello\n").contains("no list in a format that we know"), "{list}");
    }
    let un = SMALL[7].2.as_bytes();
    assert!(
        refusal("eu.fsf", "un.xml", un)
            .contains("the UN Security Council's list in xml, which does not hold eu.fsf")
    );
    // The consolidated publication is not the SDN list, whatever it is called.
    let consolidated = SMALL[1].2.as_bytes();
    assert!(
        refusal("us.ofac.sdn", "consolidated.xml", consolidated).contains("holds no record of us.ofac.sdn")
    );
}

/// OpenSanctions once read a screening list that was cut off at byte 1,998,433.
#[test]
fn a_file_cut_off_anywhere_is_refused_or_says_what_it_lost() {
    for (name, list, text, format) in SMALL {
        let whole = read(list, &[File { name, bytes: text.as_bytes() }]).unwrap();
        for cut in (1..text.len()).filter(|cut| text.is_char_boundary(*cut)) {
            let part = &text.as_bytes()[..cut];
            let Ok(reading) = read(list, &[File { name, bytes: part }]) else { continue };
            // Only formats of lines can end early and be whole as far as they go.
            let of_lines = matches!(
                format,
                Format::CslCsv
                    | Format::Dpl
                    | Format::EuCsv
                    | Format::EuAnnexes
                    | Format::UkCsv
                    | Format::OfsiCsv
                    | Format::UaeCsv
                    | Format::Ftm
            );
            let rest = text[cut..].trim();
            assert!(of_lines || rest.is_empty(), "{name} cut at {cut} was taken");
            assert!(reading.entries.len() <= whole.entries.len(), "{name}");
        }
    }
}

#[test]
fn new_elements_and_columns_are_counted_never_lost_unseen() {
    let un = SMALL[7].2.replace("<DATAID>", "<WHOLLY_NEW>x</WHOLLY_NEW><DATAID>");
    let reading = read("un.sc", &[File { name: "un.xml", bytes: un.as_bytes() }]).unwrap();
    assert!(reading.unknown.keys().any(|k| k.ends_with("/WHOLLY_NEW")), "{:?}", reading.unknown);
    let dpl: String = SMALL[6]
        .2
        .lines()
        .enumerate()
        .map(|(at, line)| if at == 0 { format!("{line}\t\"New\"\n") } else { format!("{line}\t\"y\"\n") })
        .collect();
    let reading = read("us.bis.dpl", &[File { name: "dpl.txt", bytes: dpl.as_bytes() }]).unwrap();
    assert_eq!(reading.unknown.keys().collect::<Vec<_>>(), ["New"]);
}

#[test]
fn a_table_of_annexes_holds_several_lists_and_no_additions() {
    let (name, _, text, _) = SMALL[17];
    let of = |list: &str| read(list, &[File { name, bytes: text.as_bytes() }]).unwrap();
    let ids = |list: &str| of(list).entries.into_iter().map(|e| e.id).collect::<Vec<_>>();
    assert_eq!(ids("eu.833.annex-xlii"), ["XLII 1"]);
    assert_eq!(ids("eu.833.annex-xix"), ["XIX.A Invented State Works", "XIX.B Invented State Works"]);
    assert_eq!(ids("eu.765.annex-v"), ["V Invented Repair Plant"]);
    assert!(
        refusal("eu.833.annex-xlv", name, text.as_bytes()).contains("holds no record of eu.833.annex-xlv")
    );
    let additions = text
        .replace("celex,", "amendedCelex,amendmentCelex,")
        .replace("32014R0833,", "32014R0833,32026R1848,");
    assert!(refusal("eu.833.annex-iv", name, additions.as_bytes()).contains("no whole annex"));
    let nameless = text.replace("Invented Sea", "");
    assert!(
        refusal("eu.833.annex-xlii", name, nameless.as_bytes())
            .contains("without its act, its annex or a name")
    );
}

/// OFAC changed the namespace of its xml.
#[test]
fn the_namespace_does_not_matter() {
    let text = SMALL[0].2;
    let before = read("us.ofac.sdn", &[File { name: "sdn.xml", bytes: text.as_bytes() }]).unwrap();
    let moved = text.replace("http://tempuri.org/sdnList.xsd", "https://example.org/new");
    assert_ne!(text, moved);
    let after = read("us.ofac.sdn", &[File { name: "sdn.xml", bytes: moved.as_bytes() }]).unwrap();
    let parties = |r: &Reading| r.entries.iter().map(|e| e.party.clone()).collect::<Vec<_>>();
    assert_eq!(parties(&before), parties(&after));
}

#[test]
fn entities_that_grow_without_end_are_not_expanded() {
    let bomb = "<?xml version=\"1.0\"?><!DOCTYPE a [<!ENTITY b \"bbbb\">]><CONSOLIDATED_LIST dateGenerated=\"2026-01-01\">\
                <INDIVIDUALS><INDIVIDUAL><DATAID>&b;</DATAID></INDIVIDUAL></INDIVIDUALS></CONSOLIDATED_LIST>";
    assert!(refusal("un.sc", "un.xml", bomb.as_bytes()).contains("an entity that is not defined: &b;"));
    let deep = format!("<CONSOLIDATED_LIST>{}", "<a>".repeat(100_000));
    assert!(refusal("un.sc", "un.xml", deep.as_bytes()).contains("nested more than 64 deep"));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    /// Bytes changed, taken out or put in: an answer or a clear refusal, and never a record lost without a word.
    #[test]
    fn changed_files_are_read_or_refused(
        which in 0..SMALL.len(),
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0..3_u8), 1..12),
    ) {
        let (name, list, text, _) = SMALL[which];
        let mut bytes = text.as_bytes().to_vec();
        for (at, byte, how) in changes {
            let at = at.index(bytes.len().max(1));
            match how {
                0 => bytes.insert(at, byte),
                1 if at < bytes.len() => { bytes.remove(at); }
                _ if at < bytes.len() => bytes[at] = byte,
                _ => {}
            }
            if bytes.is_empty() { break; }
        }
        match read(list, &[File { name, bytes: &bytes }]) {
            Ok(reading) => prop_assert_eq!(reading.counts.records, reading.entries.len()),
            Err(error) => {
                prop_assert!(!error.problem().is_empty() && !error.help().is_empty());
                prop_assert!(!error.to_string().contains(char::is_control), "{:?}", error.to_string());
            }
        }
    }

    /// Any bytes at all, behind the first bytes of every format.
    #[test]
    fn any_bytes_behind_a_known_beginning(
        which in 0..SMALL.len(), keep in 0..400_usize, tail in prop::collection::vec(any::<u8>(), 0..300),
    ) {
        let (name, list, text, _) = SMALL[which];
        let mut bytes = text.as_bytes()[..keep.min(text.len())].to_vec();
        bytes.extend(tail);
        if let Err(error) = read(list, &[File { name, bytes: &bytes }]) {
            prop_assert!(!error.to_string().contains(char::is_control), "{:?}", error.to_string());
        }
    }
}
