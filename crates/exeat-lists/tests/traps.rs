//! Every trap of OFAC's csv files, each with a small file made by hand.
#![allow(clippy::unwrap_used, reason = "a test helper may panic as a test may")]

use exeat_lists::{File, ReadError, Reading, ofac};
use exeat_screen::{AddressKind, NameKind, PartyKind, Scheme};
use flate2::{Compression, write::GzEncoder};
use proptest::prelude::*;
use std::io::Write;

const SDN: &str = concat!(
    "36,\"AEROCARIBBEAN AIRLINES\",-0- ,\"CUBA\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- \r\n",
    "101,\"PETROV, Ivan\",\"individual\",\"SDGT] [SYRIA\",\"Director\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,",
    "\"DOB 20 Jan 1963; alt. DOB circa 1961; POB Moscow, Russia; nationality Russia; citizen Syria; ",
    "Passport 123456789 (Russia); Linked To: ACME BANK; a.k.a. 'THE FOX'\"\r\n",
    "4243,\"EBANO\",\"vessel\",\"CUBA\",-0- ,\"CL2192\",\"General Cargo\",\"2595\",\"1865\",\"Panama\",\"Samir S.A.\",",
    "\"Vessel Registration Identification IMO 7406784; f.k.a. 'ANA I'.\"\r\n",
    "15431,\"EP-GOM\",\"aircraft\",\"SDGT\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,\"Aircraft Tail Number EP-GOM.\"\r\n\x1a",
);
const ADD: &str = concat!(
    "36,25,-0- ,\"Havana\",\"Cuba\",-0- \r\n",
    "101,26,\"Ibex House, The Minories\",\"London EC3N 1DY\",\"United Kingdom\",-0- \r\n",
    "4243,27,-0- ,-0- ,-0- ,-0- \r\n\x1a",
);
const ALT: &str = "36,12,\"aka\",\"AERO-CARIBBEAN\",-0- \r\n101,13,\"fka\",\"PETROFF, Iwan\",-0- \r\n\x1a";
const COMMENTS: &str = "101,\"; Gender Male.\"\r\n\x1a";

fn read(files: &[(&str, &[u8])]) -> Result<Reading, ReadError> {
    let files: Vec<File<'_>> = files.iter().map(|(name, bytes)| File { name, bytes }).collect();
    ofac::read("us.ofac.sdn", &files)
}

fn all() -> Reading {
    read(&[
        ("sdn.csv", SDN.as_bytes()),
        ("add.csv", ADD.as_bytes()),
        ("alt.csv", ALT.as_bytes()),
        ("sdn_comments.csv", COMMENTS.as_bytes()),
    ])
    .unwrap()
}

fn refusal(name: &str, bytes: &[u8]) -> String {
    read(&[(name, bytes)]).unwrap_err().to_string()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut out = GzEncoder::new(Vec::new(), Compression::fast());
    out.write_all(bytes).unwrap();
    out.finish().unwrap()
}

#[test]
fn four_files_make_whole_parties() {
    let reading = all();
    assert!(reading.is_complete());
    assert_eq!(reading.complaints, []);
    assert_eq!((reading.counts.records, reading.counts.names, reading.counts.weak), (4, 8, 2));
    let rows = [("sdn.csv", 4), ("add.csv", 3), ("alt.csv", 2), ("sdn_comments.csv", 1)];
    assert_eq!(reading.counts.rows, rows);
    let petrov = &reading.entries[1];
    let shown: Vec<String> = [
        format!("{:?}", petrov.party.kind),
        petrov
            .party
            .names
            .iter()
            .map(|n| format!("{} {:?} {}", n.text, n.kind, n.weak))
            .collect::<Vec<_>>()
            .join("; "),
        petrov.party.identifiers.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "),
        petrov.party.birth.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "),
        petrov.party.countries.join("; "),
        petrov.listings.iter().map(|l| l.programme.clone()).collect::<Vec<_>>().join("; "),
    ]
    .into();
    assert_eq!(
        shown,
        [
            "Individual",
            "PETROV, Ivan Primary false; PETROFF, Iwan Former false; THE FOX Alias true",
            "passport 123456789 (RU)",
            "1963-01-20; circa 1961",
            "RU; SY",
            "SDGT; SYRIA",
        ]
    );
    let places: Vec<_> = petrov
        .party
        .addresses
        .iter()
        .map(|a| (a.kind, a.street.as_str(), a.place.as_str(), a.country.as_deref()))
        .collect();
    assert_eq!(
        places,
        [
            (AddressKind::Birthplace, "", "Moscow", Some("RU")),
            (AddressKind::Stated, "Ibex House, The Minories", "London EC3N 1DY", Some("GB")),
        ]
    );
    assert_eq!((petrov.source.file.as_str(), petrov.source.line), ("sdn.csv", 2));
    assert_eq!(petrov.source.offset, SDN.find("101,").unwrap() as u64);
}

#[test]
fn null_is_a_token_with_a_blank_and_not_a_dash() {
    let reading = all();
    assert_eq!(reading.entries[0].remarks, "");
    assert_eq!(reading.entries[0].party.kind, PartyKind::Organisation);
    // The row of nulls in add.csv is no address; a city and a country are one.
    assert_eq!(reading.entries[2].party.addresses, []);
    assert_eq!(reading.entries[0].party.addresses[0].place, "Havana");
    let dash = "1,\"- 0 -\",-0- ,\"-\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- \n";
    let reading = read(&[("sdn.csv", dash.as_bytes())]).unwrap();
    assert_eq!(reading.entries[0].party.names[0].text, "- 0 -");
    assert_eq!(reading.entries[0].listings[0].programme, "-");
}

#[test]
fn ships_and_aircraft_keep_their_columns() {
    let reading = all();
    let ship = &reading.entries[2];
    assert_eq!(ship.party.kind, PartyKind::Vessel);
    assert_eq!(ship.party.countries, ["PA"]);
    let ids: Vec<_> = ship.party.identifiers.iter().map(|i| (i.scheme.clone(), i.value.as_str())).collect();
    assert_eq!(ids, [(Scheme::Other("call sign".into()), "CL2192"), (Scheme::Imo, "7406784")]);
    assert_eq!(ship.party.names[1].kind, NameKind::Former);
    let ship = reading.particulars.iter().find(|p| p.entry == "4243").unwrap();
    assert_eq!(
        (ship.get("vessel type"), ship.get("tonnage"), ship.get("gross tonnage")),
        (Some("General Cargo"), Some("2595"), Some("1865"))
    );
    let links: Vec<_> =
        reading.links.iter().map(|l| (l.entry.as_str(), l.how.as_str(), l.to.as_str())).collect();
    assert_eq!(links, [("101", "Linked To", "ACME BANK"), ("4243", "vessel owner", "Samir S.A.")]);
    assert_eq!(reading.entries[3].party.kind, PartyKind::Aircraft);
}

#[test]
fn remarks_go_on_in_the_comments_without_a_separator() {
    let (head, tail) = ("x".repeat(980) + "; Tax ID No. 7707083", "893 (Russia).");
    assert_eq!(head.len(), 1000);
    let sdn = format!("7,\"ACME\",-0- ,\"X\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,\"{head}\"\r\n");
    let comments = format!("7,\"{tail}\"\r\n");
    let both = read(&[("sdn.csv", sdn.as_bytes()), ("sdn_comments.csv", comments.as_bytes())]).unwrap();
    assert_eq!(both.entries[0].party.identifiers[0].to_string(), "INN 7707083893 (RU)");
    assert_eq!(both.entries[0].remarks, format!("{head}{tail}"));
    // Without them the number is only a beginning, and says so.
    let alone = read(&[("sdn.csv", sdn.as_bytes())]).unwrap();
    assert_eq!(alone.entries[0].party.identifiers, []);
    assert_eq!(alone.complaints[0].text, "Tax ID No. 7707083");
}

#[test]
fn a_subset_names_what_is_missing() {
    let reading = read(&[("sdn.csv", SDN.as_bytes())]).unwrap();
    assert_eq!(reading.missing, ["add.csv", "alt.csv", "sdn_comments.csv"]);
    assert!(!reading.is_complete());
    let reading = read(&[("alt.csv", ALT.as_bytes()), ("add.csv", ADD.as_bytes())]).unwrap();
    assert_eq!(reading.missing, ["sdn.csv", "sdn_comments.csv"]);
    assert_eq!(reading.entries[0].party.names[0].text, "AERO-CARIBBEAN");
    assert_eq!(reading.entries[0].party.kind, PartyKind::Unknown);
    assert_eq!(reading.complaints, []);
}

#[test]
fn line_ends_ctrl_z_gzip_and_names_do_not_matter() {
    let plain = all();
    let unix = |text: &str| text.replace("\r\n", "\n").trim_end_matches('\x1a').to_owned();
    let (sdn, add) = (unix(SDN), gzip(ADD.as_bytes()));
    let (alt, comments) = (gzip(unix(ALT).as_bytes()), unix(COMMENTS));
    let mixed = read(&[
        ("/tmp/x/SDN.CSV", sdn.as_bytes()),
        ("add.csv.gz", &add),
        ("alt.csv", &alt),
        ("dir\\sdn_comments.csv", comments.as_bytes()),
    ])
    .unwrap();
    let bare = |r: &Reading| {
        r.entries.iter().map(|e| (e.id.clone(), e.party.clone(), e.listings.clone())).collect::<Vec<_>>()
    };
    assert_eq!(bare(&plain), bare(&mixed));
}

#[test]
fn refusals_name_file_line_and_remedy() {
    let narrow = "36,\"A\",-0- ,\"CUBA\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- \r\n37,\"B\",-0- \r\n";
    let doubled = SDN.replace("101,", "36,");
    for (name, bytes, want) in [
        (
            "sdn.csv",
            b"".as_slice(),
            "sdn.csv: the file is empty; the publisher's old addresses serve empty files; download it from the present one",
        ),
        (
            "sdn.csv",
            b"\r\n\x1a",
            "sdn.csv: the file is empty; the publisher's old addresses serve empty files; download it from the present one",
        ),
        (
            "alt.csv",
            b"<!DOCTYPE html>\n<html>",
            "alt.csv line 1: this is a web page or xml, not csv; download the file again",
        ),
        ("sdn.csv", b"1,\n\xff\xfe", "sdn.csv line 2: these bytes are not text; download the file again"),
        ("sdn.csv", b"1,\n\n\x02x", "sdn.csv line 3: these bytes are not text; download the file again"),
        (
            "sdn.csv.gz",
            b"\x1f\x8b\x08garbage",
            "sdn.csv: the gzip data are damaged or cut short; download the file again",
        ),
        (
            "sdn.csv",
            narrow.as_bytes(),
            "sdn.csv line 2: 3 columns, but sdn.csv has 12; check that the file is whole, is the csv form, and has its own name",
        ),
        (
            "add.csv",
            ALT.as_bytes(),
            "add.csv line 1: 5 columns, but add.csv has 6; check that the file is whole, is the csv form, and has its own name",
        ),
        (
            "alt.csv",
            b"ent_num,alt_num,type,name,remarks\n",
            "alt.csv line 1: \"ent_num\" is not the number of an entry; the files have no header; check the first column",
        ),
        ("sdn.csv", doubled.as_bytes(), "sdn.csv line 2: entry 36 stands twice; download the file again"),
        (
            "list.csv",
            SDN.as_bytes(),
            "list.csv: this name is none of the four; OFAC's files are called sdn.csv, add.csv, alt.csv and sdn_comments.csv, also with .gz",
        ),
    ] {
        assert_eq!(refusal(name, bytes), want);
    }
    let twice = read(&[("alt.csv", ALT.as_bytes()), ("ALT.csv.gz", ALT.as_bytes())]).unwrap_err();
    assert_eq!((twice.file(), twice.line(), twice.problem()), ("ALT.csv", None, "the file is given twice"));
}

#[test]
fn unreadable_values_and_lost_rows_are_complaints() {
    let sdn = "1,\"A\",\"robot\",\"X\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,\"DOB soon; Vessel Registration Identification IMO 1.\"\n";
    let alt = "2,1,\"aka\",\"B\",-0- \n1,2,\"xka\",\"C\",-0- \n";
    let reading = read(&[("sdn.csv", sdn.as_bytes()), ("alt.csv", alt.as_bytes())]).unwrap();
    let shown: Vec<String> = reading.complaints.iter().map(ToString::to_string).collect();
    assert_eq!(
        shown,
        [
            "sdn.csv line 1: a kind of party we do not know: \"robot\"",
            "sdn.csv line 1: a date of birth that cannot be read: \"DOB soon\"",
            "sdn.csv line 1: an IMO number that is not seven digits: \"Vessel Registration Identification IMO 1\"",
            "alt.csv line 1: sdn.csv has no such entry: \"2\"",
            "alt.csv line 2: a kind of alias we do not know: \"xka\"",
        ]
    );
}

/// Soup that is sometimes nearly a list.
fn soup() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        Just("1,".to_owned()),
        Just("\"".to_owned()),
        Just("-0- ,".to_owned()),
        Just("\r\n".to_owned()),
        Just("\x1a".to_owned()),
        Just("; DOB ".to_owned()),
        Just("a.k.a. '".to_owned()),
        Just("Passport ".to_owned()),
        Just("Listing Date (EO 14024 Directive ".to_owned()),
        Just("): ".to_owned()),
        Just("(Russia)".to_owned()),
        Just("Digital Currency Address - ".to_owned()),
        Just("] [".to_owned()),
        Just("é".to_owned()),
        ".{0,3}",
    ];
    let nearly = proptest::collection::vec(piece, 0..60).prop_map(|p| p.concat().into_bytes());
    prop_oneof![nearly, proptest::collection::vec(any::<u8>(), 0..200)]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn any_bytes_give_an_answer_or_a_clear_refusal(bytes in soup(), packed in any::<bool>(), which in 0usize..4) {
        let name = ofac::Table::ALL[which].file_name();
        let bytes = if packed { gzip(&bytes) } else { bytes };
        if let Err(refused) = read(&[(name, &bytes), ("alt.csv", ALT.as_bytes())]) {
            prop_assert!(!refused.file().is_empty() && !refused.problem().is_empty() && !refused.help().is_empty());
        }
    }

    #[test]
    fn any_remark_is_read_without_panic(text in "(DOB |a\\.k\\.a\\. |Passport |Tax ID No\\. |POB |MMSI )?.{0,40}", cut in any::<bool>()) {
        let _ = ofac::remarks::Remarks::read(&text, cut);
    }

    #[test]
    fn one_broken_row_refuses_the_whole_file(at in 0usize..4, extra in 1usize..4) {
        let broken: String = SDN.split_inclusive("\r\n").enumerate().map(|(n, line)| {
            if n == at { line.replacen("\r\n", &(",x".repeat(extra) + "\r\n"), 1) } else { line.to_owned() }
        }).collect();
        let refused = read(&[("sdn.csv", broken.as_bytes())]).unwrap_err();
        prop_assert_eq!(refused.line(), Some(at as u64 + 1));
    }
}
